title = Noise at every scale
claim = Chains that go down from much noise to little find the weights of hills far apart; chains at one level do not.

ask-title = Begin with much noise
ask =
    The data are the two hills of the lesson before. One holds a share of { $weight }, but chains with little noise ended half and half. Move the line of time: with much noise the two hills are one, with little noise they are far apart again.

    One network learns the score at every noise level, and is told the level. The chains begin at the level with the most noise and make { $moves } moves there. Then they go on to the next level, with less noise. There are { $levels } levels in all.
ask-question = How will the chains end?
ask-choice-1 = Half on each hill: at the last levels no chain can cross the valley.
ask-answer-1 = At the last levels none can cross, that is true. But by then the chains are no longer where they began.
ask-choice-2 = About as the data: near { $weight } on the upper right hill.
ask-answer-2 = While there is much noise there is no valley, and the chains spread as the noised data do. When the valley opens, most of them are already on the right side.
ask-choice-3 = Between the hills: with much noise the score leads to the mean of the data.
ask-answer-3 = With much noise it does lead to the middle. Later levels then lead from there to the hills, as little by little they come apart.

run-title = Train at all levels
run =
    The network trains as in the lesson before. Only the chains are new: the orange points have gone down all levels, with the present network.

    Watch the shares on the two hills become those of the data.

see-title = When the hills part
see =
    The green map is the exact density of the noised data at the time that is shown. Move the line of time slowly towards the data. At first the orange chains are one cloud. It leans to the upper right and then splits.

    <share>

    The share is a little below { $weight }: when the valley opens, a few chains of the larger hill are on the other side, and stay there. Now choose Langevin (ULA) as sampler. The same network, used at one level, gives half and half again.

average-title = Average the weights
average =
    The weights of this step are those of the network. Every training step draws a random batch of data, so the weights also move at random. Sampling uses a running average of them, which moves less. Green arrows are exact, orange ones learned.

    Let it train, and set Weight averaging to 0. Arrows and shares now jump from step to step. Set it back to { $averaging }, and wait about a thousand steps: they are steady again. The loss curve shows none of this, because the loss is that of the weights before averaging.

why-title = Why a ladder
why =
    The levels are the rungs of a ladder. A move at the level σ goes along the score of data with that much noise:

    <ladder>

    With much noise, a step may be as long as the noise is wide, so chains cross the whole picture in a few moves. Neighbouring levels are nearly alike, so a chain that fits one level nearly fits the next. The ladder is geometric: σ falls by the same factor each time. At the upper levels noised data are everywhere. So the network has learned the score where chains begin.

transfer-title = A ladder that begins too low
transfer =
    The same hills, but the most noise is now σ = { $low } instead of { $top }. The distance of the hills is { $apart }. The chains begin in the middle with that spread, and go down as many levels as before.

    Commit first. Then train for three thousand steps, and look.
transfer-question = Which share of the chains ends on the upper right hill?
transfer-least = none
transfer-most = all
transfer-answer = With the exact score it is { $truth }; you said { $given }. At σ = { $low } there is a valley already, and nearly every chain stays on its side. The valley lies a little nearer to the smaller hill, so the larger one gets somewhat more than half. The most noise must reach across the distance of the hills.

further-title = Further
further =
    The score at a ladder of noise levels, and chains that go down it:

    <song2019>

    How to choose the most noise and the number of levels, and why to average the weights:

    <song2020>

    Raise Most noise, a setting of the path, and see at which value the share is right again. In the playground you can also choose other data, and the number of moves at a level.

formula-share = The chains on the upper right hill among all chains. Press a symbol for its present value, when training rests.
symbol-share = The share of the chains on the upper right hill.
symbol-upper = The orange points that belong to the upper right hill.
symbol-chains = All orange points; they follow the network of the present training step.
formula-ladder = A move of a chain at the level σ: a step along the score s, and a random jump by the normal vector n. The length η of the step falls with σ².
symbol-chain = The place of the chain.
symbol-score = The score of the noised data at this place and level. One network learns it for all levels.
symbol-sigma = The noise level at the time that is shown.
symbol-step = The length of the step: a fixed rate r times the variance of the noise.
symbol-jump = A random jump, drawn anew for every chain and move.
paper-song2019 = sections 4.2 and 4.3, algorithm 1
paper-song2020 = techniques 1, 2 and 5
claim-exact = With the exact score, a share of the chains between { $least } and { $most } ends on the hill that holds { $weight } of the data.
claim-fixed = The same is true of the learned score after 3,000 steps.
claim-half = With the same training, chains at one level end there with a share between { $least } and { $most }.
claim-averaged = Without averaging of the weights, the error of the field where the data are is at least { $least } times as large.
notes =
    Ten minutes. Classes are often split between the first and the second answer. Let one of each side say at which noise level a chain can still cross.

    The time line is the ladder. Stop it where the cloud begins to split, and ask what decides on which side a chain goes.

    A trap: annealing does not make chains cross the valley. It lets them choose before there is one.

    The shares end near 0.78. More levels or moves change little; the text says why.
