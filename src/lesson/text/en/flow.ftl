title = Why the field averages
claim = Where lines cross, the field of the flow is the mean of their velocities, so no particle crosses.

ask-title = Two lines cross
ask =
    Particles start in two places on the left and are to end at two targets on the right. Move the line of time under the picture from noise to data to see both ends.

    Training draws a start and a target at random and joins them by a straight line. A particle moves along its line at one speed. Half of the lines stay above or below; the other half lead through the centre, from above or from below, and are there at half time.
ask-question = The network learns one velocity for each place and time. Which one does it learn for the centre at half time?
ask-choice-1 = That of the particle's own line: down to the right, or up to the right.
ask-answer-1 = The network is told the place and the time, not the line. At the centre both lines ask for the same input, so there can be only one output.
ask-choice-2 = Straight to the right, between the two lines.
ask-answer-2 = Both lines go to the right, and as many lead up as down. What is left in the mean is straight to the right, which is the velocity of none of the lines.
ask-choice-3 = None: the lines cancel, and the particle stops.
ask-answer-3 = Up and down cancel, but both lines go to the right. The mean of the two velocities is not zero.

run-title = Train the field
run =
    The network trains now. At every step it sees many pairs of a start and a target, each at some time on its line, and is told the velocity of that line there. The loss is the mean squared difference.

    The thin lines are pairs that lead through the centre. The orange arrows are the learned field at half time. Watch those at the centre while the step counter runs.

see-title = The mean of the pairs
see =
    Each thin arrow at the marked point is the velocity of one pair whose line is there at half time. Pairs are drawn as often as training meets them. Each arrow leads up or down. The thick green arrow is their mean: the exact field. The orange arrows are what the network has learned. They come near the green ones.

    Press elsewhere on the stage, or move the mark with the arrow keys. Near the upper or the lower edge of the cloud only one kind of line passes, and there the mean is the velocity of that line.

path-title = The way of one particle
path =
    A particle starts in the middle of the upper place on the left, where the pen is now. It follows the exact field: at every moment it moves with the mean velocity of all lines that are there.

    The lines that leave its place lead half to the upper target and half to the lower one.
path-question = Which way does it take, from left to right?
path-answer = Your path is { $apart } away on average. The particle sinks towards the centre at first, because the mean of its lines leads there. Near the centre it meets the lines that come from below, and rises again to the upper target.

turn-title = Nobody crosses
turn =
    Now follow the particles. Their paths bend towards the centre, meet the mean velocity there, and turn back. A particle that starts above ends above.

    Two paths of a flow are never at one place at one time, because there the field would have to give two answers. The particles still arrive at both targets, half of them at each. The flow keeps the crowd of every moment, but a particle need not end at its partner.

why-title = Why the mean
why =
    Of all numbers, the one with the least mean squared distance to many others is their mean. Hence the field, with the starts called noise and the targets data:

    <mean>

    <line>

    This field moves the crowd as the lines do: at every time there are as many particles at every place as there are lines. That is why sampling with the mean still ends at the data.

transfer-title = Straight lines, bent paths
transfer =
    Other data: noise in the middle, eight Gaussians around it. Again every line of training is straight. The path energy is the mean squared speed along the paths of a flow:

    <energy>

    Commit first. Then train, open the panel Quality, and compare the row Path energy with its least value beside it. And what happens with optimal transport, which draws the pairs with the shortest lines? Change the setting Pairs of data and noise while it trains.
transfer-question = How much path energy will the trained flow have?
transfer-choice-1 = As much as W₂²: all its lines were straight.
transfer-answer-1 = A line of training is straight to one target. The mean of many lines points to the middle of all targets at first, and turns later. The exact flow has more than one and a half times W₂².
transfer-choice-2 = Hardly more than W₂²: averaging takes nearly all of the excess away.
transfer-answer-2 = The mean does have less energy than the lines themselves, but much of the excess stays. The exact flow has more than one and a half times W₂².
transfer-choice-3 = Clearly more than W₂².
transfer-answer-3 = The exact flow has more than one and a half times W₂², and less than the lines that it averages. Straight to a point is not straight to a distribution.

further-title = Further
further =
    The mean over all lines at a point, and why its loss may be taken line by line:

    <lipman2023>

    Why the paths of a flow do not cross, and how training again on its own pairs straightens them:

    <liu2023>

    Pairs by optimal transport:

    <tong2024>

    In the playground this very experiment is open to all settings.

formula-mean = The learned velocity at a place and a time is the mean of noise minus data over all pairs that are there at that time.
formula-line = A pair is on its straight line, at the data for t = 0 and at the noise for t = 1. Sampling goes from t = 1 to t = 0, and so against this velocity.
formula-energy = No flow from the noise to the data has less path energy than the squared distance W₂ between the two.
paper-lipman2023 = equation 8 and theorem 2
paper-liu2023 = section 2
paper-tong2024 = section 3
symbol-field = The field: one velocity for each place and time. The network learns it, and the exact one is known here.
symbol-time = The time: 0 at the data, 1 at the noise.
symbol-expectation = The mean over all pairs whose line is at this point at this time.
symbol-pair = The velocity of one pair: from its data point to its noise point.
symbol-point = The point that is marked on the picture.
claim-mean = The mean of the velocities of 20,000 pairs at the crossing is the exact field, within { $most } standard errors.
claim-bent = After 2,000 steps the flow to eight Gaussians spends at least { $least } times the path energy W₂².
notes =
    Ten minutes. Most of a class choose that the particle keeps its own line. Let them defend it before you train: the network would need to know where a particle came from, and it is told only where it is and when.

    A good second question while the mark is at the centre: why is the learned arrow shorter than each of the thin ones?

    A trap: “nobody crosses” is true of the flow, not of the pairs. The transfer shows that straight pairs do not make straight paths.
