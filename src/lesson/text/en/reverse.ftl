title = Back in small steps
claim = Each step back goes to a mean, which draws the crowd together; the noise of the step spreads it out again.

ask-title = A step and its noise
ask =
    The data are two moons. The network guesses the noise in a point, and with it the mean of the data that the point may have come from. Algorithm 2 begins with pure noise and walks back in { $steps } steps. The ends are the samples. Each step goes to the mean of where the point may have been one step before. Then it adds fresh noise, except in the last step.

    That looks odd: noise is added in order to remove noise.
ask-question = Suppose that no noise is added on the way. Where do the samples end?
ask-choice-1 = On the moons, only cleaner than with noise.
ask-answer-1 = Each step goes to a mean of many possible points, and a mean is nearer to the middle than most of them. Without noise, { $steps } means in a row draw everything together.
ask-choice-2 = Near the middle, in a small heap.
ask-answer-2 = Each step goes to a mean, and means have less spread than what they are means of. Nothing brings the spread back.
ask-choice-3 = Anywhere: without noise the samples stay noise.
ask-answer-3 = They start as noise, but every step moves them to a mean. Such steps do not keep spread, they remove it.

run-title = There and back
run =
    The network trains by algorithm 1, as in the lesson before. The orange samples are drawn by algorithm 2 with the network of this moment.

    Open the panel One sample, step by step. One arrow leads to the mean of the step, the other is its noise. Press Step on: at the beginning the arrow of the noise is longer than that of the mean, at the end it fades.

silent-title = Switch the noise off
silent =
    Nothing is trained in this step. In the settings of the sampler below set Noise on the way to 0, and watch the samples. Then set it to 0.5, and back to 1.

    The panel Quality says how far the samples are from the data. Beside it is the distance between two fresh sets of data. The same network gives both pictures: what is missing is not knowledge about the data.

why-title = Why noise on the way back
why =
    One step of algorithm 2:

    <step>

    Many earlier points lead to the present one. The mean stands for all of them, the noise for their spread. Without it the spread is lost at every step.

    One case can be computed: standard normal data. They are like the noise, so nothing would have to change. But the mean of every step shrinks:

    <shrinks>

    After { $steps } steps without noise the spread, the standard deviation, is { $left } instead of 1. With noise it is { $kept }. What is still missing is the price of steps that are not small.

transfer-title = Five big steps
transfer =
    The data are standard normal now, and the network is perfect. The way back has only { $few } steps, with noise, over the same path. The spread of the samples should be 1.
transfer-question = How large is the spread of the samples after { $few } steps?
transfer-least = 0: one point
transfer-most = 1.5
transfer-answer = You said { $given }; it is { $truth }. The noise of a step would be right if the data were a single point. For data with a spread it is too small, and in big steps much too small.

further-title = Further
further =
    Algorithm 2, and the two choices for the noise of a step. The larger one, the setting Variance β, is right for standard normal data:

    <ho2020>

    Why a small step back is nearly Gaussian:

    <sohl2015>

    A way back without noise that keeps the spread, by another step:

    <song2021>

    Train here, and change the sampler and its steps. In the playground try DDIM on the moons with five steps.

formula-step = The step: the mean of where the point may have been before, and noise. The variance of the noise is that of the point before, if the data point were known.
formula-shrinks = For standard normal data the mean of the step is the point times a factor below one.
symbol-point = The sample at the time that is shown.
symbol-mean = The mean of the step.
symbol-guess = The noise that the network says.
symbol-sigma = The standard deviation of the noise in the point, at the time that is shown.
symbol-fresh = Fresh noise of the step; none in the last step.
paper-ho2020 = section 3.2 and algorithm 2
paper-sohl2015 = section 2.2
paper-song2021 = equation 12
claim-back = After 4,000 steps of training the samples are at most { $most } times as far from the data as fresh data are.
claim-drawn-together = Without noise on the way they are at least { $least } times as far.
claim-without = Standard normal data, exact field, no noise on the way: the spread is between { $least } and { $most }; it should be 1.
claim-with = The same with noise on the way: between { $least } and { $most }.
notes =
    Ten minutes. Classes split between the first two choices. Those who choose the first think of noise as an error. Ask them what the mean of two moons is.

    While the noise is off, let somebody read the Quality panel aloud. Then ask: is the network to blame?

    A trap: “deterministic sampling is impossible”. DDIM and the flows of later lessons add no noise. Their step is another one: in small steps it corrects only half as much.
