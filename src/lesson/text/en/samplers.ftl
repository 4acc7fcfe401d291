title = Golf
claim = With the same number of evaluations, a method of second order ends nearer to the data than Euler's.

ask-title = As few strokes as possible
ask =
    A trained field tells each particle where to go. A sampler asks the field at some points and times, and chooses how to move in between. Each question costs one evaluation of the network, a stroke of this game. Evaluations are nearly the whole cost.

    The distance of the samples from the data has a floor: two fresh sets of data also differ. Call samples good when their distance is at most { $limit } times this floor. With the exact field of eight Gaussians Euler's method needs { $euler } evaluations for it. Heun's method evaluates twice in each step.
ask-question = How many evaluations does Heun's method need?
ask-least = 2 evaluations
ask-most = 30 evaluations
ask-answer = You said { $given }. Heun's method needs { $truth }: each of its steps costs two evaluations, but its steps may be many times as long as Euler's.

run-title = Train, then play
run =
    The network learns the field of eight Gaussians. Its samples are drawn by Euler's method in six steps, so their paths have corners. Train until the loss stays flat.

    The samples do not get much better than this: the true paths are curves, and the corners miss them.

see-title = Six evaluations, two ways
see =
    Open the panel Quality and look at Sliced W₂. Then choose Heun as the sampler, with three steps: again six evaluations. Nothing is trained again; only the way from noise to data changes.

    Try more steps with both. Euler's method catches up slowly.

why-title = What the second look is for
why =
    Euler's method keeps the velocity of the start for the whole step:

    <euler>

    Where the path bends, such a step ends outside of the bend. Its error grows with the square of its length. At half the length a step has a quarter of the error, but there are twice as many steps: half of the error is left.

    Heun's method takes the same step first, to x′, asks again there, and goes back to use the mean of both velocities:

    <heun>

    Here half the length leaves a quarter of the whole error. This is called second order. It pays as soon as the steps are short beside the bends.

one-title = A single step
one =
    Now the shortest game: one evaluation. Every particle starts in the noise around the centre, asks the exact field once, and goes straight on to the end.
one-question = Where do the samples lie then?
one-answer = Your cloud is { $apart } away, as the sliced W₂ measures it. At the noise each particle may still end at any of the eight Gaussians, so the best velocity points to the middle of them all. One step ends there: a heap at the centre, far from all data.

transfer-title = When order does not help
transfer =
    Once more a single step, now by either method. Commit first. In the next step of the lesson you can choose each sampler with one step and look.
transfer-question = Which method ends nearer to the data with a single step?
transfer-choice-1 = Heun's, because its order is higher.
transfer-answer-1 = Order says how fast an error vanishes as steps get short. One step over the whole way is not short: both miss the eight Gaussians by far.
transfer-choice-2 = Neither is any good.
transfer-answer-2 = At the noise the best velocity points to the middle of the data. One step by Euler's method ends there. One by Heun's asks there again and ends half-way. Order helps only when steps are short beside the bends of the path.
transfer-choice-3 = Euler's, because its single step is a straight line.
transfer-answer-3 = A straight line is right only for a straight path. From the noise the velocity points to the middle of all data, so that the samples end in one heap.

further-title = Further
further =
    Heun's method for diffusion, with steps that get shorter near the data:

    <karras2022>

    Order, and methods that choose the length of their steps:

    <hairer1993>

    Choose Euler or Heun here, with a single step. In the playground there are many more samplers. Multistep methods look back instead of asking twice.

formula-euler = One step of Euler's method from time t to time s. Sampling goes to smaller times, so that s − t is negative.
formula-heun = One step of Heun's method; x′ is the end of Euler's step.
symbol-point = The sample after the step.
symbol-length = The length of the step in time.
symbol-field = The learned velocity. Each arrow costs one evaluation.
symbol-time = The time at the start of the step.
paper-karras2022 = section 3
paper-hairer1993 = section II.1
claim-half = For samples at most { $limit } times the floor away from the data, Heun's method needs at most { $most } times the evaluations of Euler's, with the exact field.
claim-trained = After 6,000 steps, with six evaluations each, samples by Euler's method are at least { $least } times as far from the data as samples by Heun's.
notes =
    Nine minutes. Many expect that Heun's method needs more evaluations, because each step costs two. Ask which matters: a step, or an evaluation.

    A trap: with one or two steps order means nothing. The transfer shows it.
