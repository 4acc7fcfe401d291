title = Untangling
claim = Pairs that never meet on their lines leave a flow that a single Euler step can follow.

ask-title = One step
ask =
    Particles start as noise in the middle, at t = 1, and are to end on two moons, at t = 0. Move the line of time to see both ends.

    Training draws a start and a target independently and joins them by a straight line. Sampling usually takes many small steps along the learned velocity. Now it takes one, called an Euler step: straight on from t = 1 to t = 0, with the velocity at the start.
ask-question = A particle starts where the pin is now. The network is perfect. Where does its one step end?
ask-answer = You are { $apart } away. At t = 1 the place of a particle says nothing about its target: all targets are equally likely. The mean velocity leads to the mean of all data, which lies between the moons. That is so from every start.

run-title = All at one place
run =
    The network trains with independent pairs. The picture shows the samples after one step, so each path is a straight line.

    The orange points gather at one place, on neither moon. Open the panel Quality: the row W₂ of one Euler step says how far the samples are from the data, with the least possible value beside it.

why-title = Why one place
why =
    Each thin line is a pair that starts at the mark. They fan out to all of the data. The thick green arrow is the mean of their velocities, and one step follows it to the end:

    <end>

    Move the mark: the arrow turns, but its end stays. A particle that takes many steps asks again on its way, where fewer targets are left. One step asks only at the start.

ot-title = Match first, then train
ot =
    Each batch draws starts and targets as before. Then optimal transport matches them, { $together } at a time, so that the sum of the squared distances is least:

    <transport>

    Matched pairs never meet: if two were at one place at one time, they could exchange their targets, and the sum would be less. So nearly all lines from one start lead to nearly the same target, and their mean is close to each of them. Watch the samples of one step.

reflow-title = Let the flow match
reflow =
    Reflow needs no matching. Its first round trains with independent pairs. Then the model makes pairs of its own: a start, and the place to which the flow carries it in many small steps. After { $round } steps training goes on with these.

    Two paths of a flow are never at one place at one time, so the new pairs are almost untangled. Watch the samples of one step when the second round begins.

bridge-title = Noise in the middle
bridge =
    Between matched and independent pairs lie the Schrödinger bridges. Their lines have noise in the middle, and σ says how much. Their pairs are drawn by transport that may stray from the best pairs, the more the larger ε = 2σ²:

    <bridge>

    Here σ is { $sigma } and ε is { $epsilon }. One step ends between the two extremes. Lower both, σ in Noise between a pair and ε in Pairs of data and noise, and train on: the samples go back to the moons.

transfer-title = The network is told the class
transfer =
    Other data: eight Gaussians, each a class of its own. The network is told the class of the target, and is to sample the Gaussian on the right alone. The pairs are matched as before, without a look at the classes.

    Commit first. Then train, and compare with other pairs: choose Independent, then Optimal transport by class.
transfer-question = Where do the particles end after one step, if the noise starts everywhere?
transfer-choice-1 = On the Gaussian on the right: the class says where to go, and matched pairs are straight.
transfer-answer-1 = Matching gave this Gaussian only starts on the right. For starts on the left with this class there were no lines in training, and the network must guess.
transfer-choice-2 = Only those that start on the right end there; most miss it.
transfer-answer-2 = Matching gave this Gaussian only starts on the right. Sampling starts everywhere. Independent pairs do better here, and so does matching class by class.
transfer-choice-3 = At the mean of all eight Gaussians, as with independent pairs.
transfer-answer-3 = Independent pairs would end at the mean of what the class allows, which is the Gaussian on the right. It is matching that misleads: it gave this Gaussian only starts on the right, and sampling starts everywhere.

further-title = Further
further =
    Matching within a batch, and the bridges between:

    <tong2024>

    <pooladian2023>

    Training again on the pairs of the flow:

    <liu2023>

    Matching when there is a condition:

    <cheng2025>

    In the playground, lower the number of pairs that are matched at once: how few will do?

formula-end = One step from the start with the mean velocity ends at the mean of the data.
formula-transport = Optimal transport chooses the permutation π of the starts in a batch.
formula-bridge = The line from data to noise, with noise z in between that vanishes at both ends.
symbol-start = The start at t = 1: the marked point.
symbol-field = The velocity at the start: the mean of the velocities of all its pairs.
symbol-mean = The mean of all targets that a start may have: with independent pairs, the mean of the data.
term-velocity = The velocity at the mark
term-end = The mark minus this velocity: where one step ends
paper-tong2024 = sections 3.3 and 3.4
paper-pooladian2023 = section 3
paper-liu2023 = section 2
paper-cheng2025 = section 3
claim-place = With independent pairs, one step of the exact flow ends at one place from every start, within { $most }.
claim-independent = With independent pairs, W₂ of one Euler step is at least { $least }.
claim-ot = With pairs matched by optimal transport, W₂ of one Euler step is at most { $most }.
claim-reflow = After one round of reflow, W₂ of one Euler step is at most { $most }.
claim-loose = With the bridge of this lesson, W₂ of one Euler step is at least { $least }.
claim-told = Told the class but matched without it, the samples of one class have a W₂ of at least { $least } after one Euler step.
notes =
    Twelve minutes. Most of a class put the pin on the nearest point of a moon: that is where the straight line of a matched pair would end. Keep the answers, and come back to them at the step on matching.

    A trap: more training does not help the independent pairs. Their exact flow has this one-step error; with fifty steps the same network samples well.

    The published comparison starts at eight Gaussians and ends on moons. There an independent network is too smooth to show the collapse within seconds, and so this lesson starts with noise.
