title = The learner meets its own mistakes
claim = In few steps most of the gap is the sampler's, not the network's.

ask-title = Whose fault is it?
ask =
    In training the network sees noised data: a data point, and noise added to it. In sampling it sees its own points. After one step they may already differ from noised data. The next step begins there, where the network was never trained. This is called distribution shift, or exposure bias.

    Take { $steps } steps of ancestral sampling, and compare the sampler's points at each level with noised data of that level. Suppose they lie too close together.
ask-question = Replace the network by the exact denoiser. How much of the gap is left?
ask-choice-1 = None: an exact denoiser makes no mistakes.
ask-answer-1 = The exact denoiser makes no mistake about the mean. But a step also adds noise, and the variance of that noise is a choice of the sampler.
ask-choice-2 = Nearly all of it: the sampler makes the gap.
ask-answer-2 = With the exact denoiser the points lose up to { $worst } per cent of their variance on the way. The network adds little to that.
ask-choice-3 = About half.
ask-answer-3 = Nearly all is left. With the exact denoiser the points lose up to { $worst } per cent of their variance on the way.

run-title = Train, and look at the samples
run =
    The network learns to predict the noise, and its samples are drawn in { $steps } steps. Each Gaussian should be as wide as its data.

    Watch the width of the samples. Training longer does not widen them.

fault-title = Level by level
fault =
    The gap at one level compares mean squares of the points:

    <gap>

    The picture has this gap over the levels, all with the exact denoiser. One line is usual ancestral sampling, which sinks. The other takes a larger variance in each step.

    <levels>

why-title = The noise of a step is too small
why =
    Many data points may lie behind one noised point. Ancestral sampling takes their mean, and then adds the noise of a single one of them. How far they lie apart is left out. The best variance puts it back:

    <variance>

    The bracket is the part of the noise that nobody can predict. It can be read off the predictions themselves.

    <repairs>

    Choose Analytic-DPM as the sampler: nothing is trained again.

vote-title = Train on your own points?
vote =
    In imitation one lets the learner act and trains it on the states that it meets. Do the same here: noise a row one step further, let the model itself take the step back, and train there. The label stays the data point of that row. This is scheduled sampling.
vote-question = What does this do to the samples?
vote-choice-1 = They get better, since the network now knows its own points.
vote-answer-1 = It knows them, but it learns a wrong label there. Many data points could be meant; after its own step the model's point often belongs to another one.
vote-choice-2 = Nothing: there is no gap of the network to close.
vote-answer-2 = There is little to gain, but much to lose. The label is wrong: after its own step the point often belongs to another data point.
vote-choice-3 = They get worse, since the label is wrong there.
vote-answer-3 = The data point of the row is no label for the model's own point: many could be meant. The network learns to go back to it all the same, and the samples draw together even more.

own-title = See it
own =
    The network here trains by scheduled sampling; the share of own points rises step by step. Watch the samples, and the loss.

    The loss rises with the share of own points. It is not that the network gets worse at its task: the task gets worse.

expert-title = Ask an expert instead
expert =
    An expert can label the learner's own points: the exact mean noise there. This is DAgger, as in imitation. The network here trains so, half of each batch on its own points.

    Nothing is spoiled now, but little is gained either: the network was not to blame. Where a network is too small to fit its data, exact labels help more, and mostly because they are less noisy, not because of where they are.

transfer-title = More steps
transfer =
    The exact denoiser with the usual variance loses up to { $worst } per cent of the variance in { $steps } steps. Now take five times as many.
transfer-question = How many per cent of the variance are lost at worst?
transfer-least = 0 %
transfer-most = 30 %
transfer-answer = You said { $given }. It is { $truth }: about in proportion to the length of a step. A chain of 1,000 steps hides this fault; samplers of few steps cannot.

further-title = Further
further =
    Exposure bias of diffusion, and training with perturbed inputs. In the playground this is a choice of the noise between a pair:

    <ning2023>

    The best variance:

    <bao2022>

    Training on the learner's own points, with an expert and without:

    <ross2011>

    <bengio2015>

formula-gap = The gap of the variance at the time t.
formula-variance = The best variance of a step, for all points together; c is the factor of the predicted data in the mean.
symbol-own = The mean over the sampler's own points.
symbol-time = The level, as a time.
symbol-seen = The same for noised data, which training saw.
paper-ning2023 = algorithm 1
paper-bao2022 = theorem 1
paper-ross2011 = section 3
paper-bengio2015 = section 2.4
claim-exact = With the exact denoiser, in { $steps } steps, at least the share { $least } of the variance is lost at the worst level.
claim-repaired = With the analytic variance it is at most { $most }.
claim-same = After { $trained } steps of training the gap of the variance at the data differs from that of the exact denoiser by { $least } to { $most }.
claim-hurts = Scheduled sampling loses at least { $least } more of the variance than plain training.
claim-no-help = Training with an expert on own points changes the gap by { $least } to { $most }.
notes =
    Eleven minutes. Most classes blame the network. Ask what a network without any error would do.

    The vote is the point of the lesson: training on one's own states is right in imitation because an expert labels them. Here the row's data point is no expert.
