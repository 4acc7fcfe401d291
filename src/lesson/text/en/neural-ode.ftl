title = A network with no layers
claim = A network gives a velocity, and a solver decides how often to ask it; its gradient can be found without keeping what was computed on the way.

ask-title = A solver that chooses its steps
ask =
    The blue points are observations of paths that spiral inwards. Each path starts far out, where it turns fast. Nearer to the centre it turns more slowly.

    A network is to learn the velocity of these paths. A solver then follows the velocity from t = 0, the first observation, to t = 1, the last. Each question to the network is an evaluation. The solver makes every step as long as it can with an error below { $tolerance }. All six paths step together, and begin anew at each of the { $observations } observations.

    Suppose that the network has learned the velocity perfectly.
ask-question = By which time t has the solver made half of its evaluations of the network?
ask-least = 0: at once, at the start
ask-most = 1: only at the end
ask-answer = You said { $given }; it is { $truth }. Where the velocity turns fast, only short steps are accurate enough, and these paths turn fast at first.

see-title = Where the solver looks
see =
    Here are the evaluations along the true velocity, from t = 0 on the left to t = 1 on the right. The short notches are evaluations, the long blue lines observations:

    <notches>

    Notches are dense on the left, where the paths turn fast, and sparse on the right. In each step the solver compares two rules, one more exact than the other. Where they differ by more than the tolerance, it tries a shorter step.

layers-title = Layers are the simplest solver
layers =
    Now train a model of slower spirals. A residual network adds something to its input in each layer: x + f(x). One step of Euler's method does the same:

    <euler>

    With h = 1 the two are equal, and K layers are K steps. This run has one layer from each observation to the next, however long that takes; each cross is an evaluation.

    The loss falls. But between two observations this network says nothing: the straight lines are only drawn. A velocity has a value at every time, so that any solver may follow it.

back-title = The gradient walks backwards
back =
    Now a more exact solver, of fourth order, takes { $steps } steps from one observation to the next. The arrows are the adjoint: how the loss would change if the particle were moved there.

    Drag the line of time from the end to the start. The adjoint is zero after the last observation. At each observation it jumps, since there the error enters the loss. In between it is carried along the path.

why-title = Two ways to one gradient
why =
    Backpropagation, the usual way to a gradient, keeps every evaluation of the network: { $kept } of them here. The adjoint method keeps only the end of the path. It solves the path backwards, and with it a second equation:

    <adjoint>

    <gradient>

    Both give the gradient of the loss in the weights. The more exact the solver, the better they agree: with one Euler step, as in the residual network before, they differ by far more. The adjoint method holds one evaluation at a time, and pays by making more of them.

transfer-title = Spirals that turn at one speed
transfer =
    Other data: these spirals turn by the same angle in the same time, whether they are far out or near the centre. The solver, its tolerance and the number of observations are as before.

    Commit first. Then train, and compare your answer with the crosses on the stage and the notches in the panel Adjoint and cost.
transfer-question = By which time t has the solver made half of its evaluations now?
transfer-least = 0: at once, at the start
transfer-most = 1: only at the end
transfer-answer = You said { $given }; along the true paths it is { $truth }. The velocity turns equally fast at all times, so the steps are equally long. Only the times of the observations move the answer a little. Being far out does not matter: a path that is twice as far out also moves twice as fast.

further-title = Further
further =
    Layers as steps, the adjoint equation, and its jumps at observations:

    <chen2018>

    Why a path that is solved backwards may miss its start, so that the gradient is wrong:

    <gholami2019>

    A book on all of this:

    <kidger2022>

    The setting Objective has the order of the solver, its steps and the noise. In the playground, set one step of order 1 and see how far the two gradients differ.

formula-euler = One step of Euler's method of length h along the velocity u. A layer of a residual network is this step with h = 1.
formula-adjoint = The adjoint follows its own equation backwards in time, from the last observation to the first.
formula-gradient = The gradient in the weights adds up along the way.
symbol-adjoint = The adjoint: the gradient of the loss in the place of the particle at this time.
symbol-velocity = The velocity that the network gives. Each cross is one evaluation.
symbol-state = The place of the particle on its path.
symbol-now = The time along the path, from 0 at the first observation to 1 at the last.
symbol-loss = The loss: the mean squared distance between the paths and the observations.
symbol-weights = The weights of the network.
term-kept = Bytes kept by backpropagation
term-walked = Bytes kept by the adjoint method
term-apart = Distance of the two gradients, relative to their length
paper-chen2018 = section 2, algorithm 1 and appendix C
paper-gholami2019 = section 3
paper-kidger2022 = section 5.1
claim-early = Along spirals that turn fast at first, half of the evaluations are done by t = { $most }.
claim-agree = With four steps of fourth order between observations, the two gradients differ by at most { $most } of their length.
claim-apart = For the residual network, the adjoint method misses the gradient by at least { $least } of its length.
claim-memory = Backpropagation keeps at least { $least } times as many bytes as the adjoint method.
notes =
    Twelve minutes. Most of a class say 0.5: they think of the solver as a clock. Some say more than 0.5, since they expect that small spirals are harder.

    A good question at the step on layers: what would the residual network say about a new path that is observed at other times? It has no answer, because its layers belong to its times.

    A trap: the adjoint method saves memory, not time. It evaluates the network again on its way back.
