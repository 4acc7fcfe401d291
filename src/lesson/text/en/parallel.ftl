title = The whole path at once
claim = A few sweeps over the whole path give what a hundred steps one after the other give.

ask-title = Must each step wait?
ask =
    Sampling is a chain. Each state follows from the one before:

    <chain>

    So { $steps } steps seem to need { $steps } rounds. But guess all { $steps } states at once, however badly. All maps can then be evaluated together, in one round on a machine with enough room. Use the answers to revise all states, and repeat. One such round is called a sweep.

    The exact field of eight Gaussians, Euler's method with { $steps } steps. A path is there when no state is further than { $near } from where it should be.
ask-question = How many sweeps until the whole path is there?
ask-least = 0 sweeps
ask-most = 100 sweeps
ask-answer = You said { $given }. It takes { $truth } sweeps. After each sweep at least one more state is exact, so that { $steps } are always enough; but a smooth path falls into place much sooner.

sweep-title = It falls into place
sweep =
    Picard's iteration adds up the changes that all maps propose:

    <sum>

    At first every state is the start. Where a proposal is wrong, later proposals are made in the wrong place, and the next sweep corrects them. Each picture has one coordinate of five points over the { $steps } steps, from noise at the left to data at the right. Wide lines are the true paths, thin ones the guesses:

    <sweeps>

newton-title = Know the slope as well
newton =
    Newton's method also asks how each map changes with its point, its Jacobian J. With y for the old guess, the new one is a linear chain:

    <linear>

    If the maps are linear, one sweep is enough: for data that are a single Gaussian the path is there at once. Here the maps bend a little, and a few sweeps are needed. Each costs more: the slopes have to be computed too.

ten-times-title = Ten times as many steps
ten-times =
    Now take { $many } steps of Euler's method instead of { $steps }, over the same stretch of time.
ten-times-question = How many sweeps does Picard's iteration need?
ten-times-choice-1 = About as many as before.
ten-times-answer-1 = The path is the same curve, only cut more finely. How far a wrong guess reaches depends on the curve, not on the cut. The table in the next step has the numbers.
ten-times-choice-2 = About ten times as many.
ten-times-answer-2 = It is about as many as before: the path is the same curve, only cut more finely. The table in the next step has the numbers.
ten-times-choice-3 = About three times as many, the square root of ten.
ten-times-answer-3 = It is about as many as before: the path is the same curve, only cut more finely. The table in the next step has the numbers.

live-title = A trained network, all at once
live =
    These are the sweeps for 100 and for 1,000 steps, and the evaluations that the 100 steps take in all; the slope along an axis counts as one more:

    <table>

    The network here trains, and its samples are drawn by Picard's iteration. Choose Newton, or one after the other: the samples stay the same, up to the tolerance. Choose DDPM: the noise of its steps is drawn beforehand, and so the chain is fixed here too.

transfer-title = Is it faster?
transfer =
    Picard's iteration needs a tenth of the rounds. Suppose that the network runs on this machine's processor, which evaluates one step after the other.
transfer-question = How long does sampling take then?
transfer-choice-1 = A tenth of the time, as the rounds say.
transfer-answer-1 = A round of { $steps } evaluations takes one processor as long as { $steps } steps. There are fewer rounds, but more evaluations.
transfer-choice-2 = Longer, since more evaluations are made in all.
transfer-answer-2 = The table has the evaluations. Sweeps trade work for waiting: they pay where { $steps } evaluations take hardly longer than one, as on a large accelerator with a small batch.
transfer-choice-3 = As long as before.
transfer-answer-3 = Every sweep evaluates nearly all steps again. On one processor this is several times the work.

further-title = Further
further =
    Picard's iteration with a window that slides over what has settled:

    <shih2023>

    Newton's method for chains of any kind:

    <lim2024>

    In the playground this is the order of the steps, in the group Sampling.

formula-chain = Sampling as a chain of maps.
formula-sum = A sweep of Picard's iteration.
formula-linear = A sweep of Newton's method; y is the guess before.
symbol-state = A state of the path.
symbol-map = One step of the sampler: it evaluates the field once.
paper-shih2023 = algorithm 1
paper-lim2024 = section 3
claim-picard = Picard's iteration needs at most { $most } sweeps for 100 steps.
claim-newton = Newton's method needs at most { $most }.
claim-flat = For 1,000 steps Picard's iteration needs at most { $most } sweeps more.
claim-newton-flat = For 1,000 steps Newton's method needs at most { $most } sweeps more.
claim-equal = The result of Newton's method is at most { $most } from the sequential path, at every step.
claim-work = Yet Picard's iteration makes at least { $least } times the evaluations of one step after the other.
notes =
    Eight minutes. Let the class see the picture before any formula.

    A trap: fewer rounds are not less work. Ask on which machine this pays.
