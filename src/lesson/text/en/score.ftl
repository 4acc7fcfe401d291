title = A slope without Z
claim = The score needs no normalising constant, but chains that follow it cannot tell how much data is on hills far apart.

ask-title = Uphill, with some chance
ask =
    The score of a place is the slope of the log density there: an arrow uphill, to where data are denser. Here a chain is a walk that repeats one move: a small step along the score and a small random jump. After very many moves it has been at every place as often as the density says.

    The data lie on two hills far apart, a share of { $weight } of them on the upper right one. A thousand chains begin all over the picture and make { $moves } moves each, with the exact score.
ask-question = Which share of the chains ends on the upper right hill?
ask-least = none
ask-most = all
ask-answer = It is { $truth }; you said { $given }. That is the share of the chains that begin on that side, and not the share of the data.

run-title = Train the score
run =
    The network learns the score from noised data, at many levels of noise. The chains use one level with little noise. Their ends are the orange points, drawn with the present network.

    Watch the points gather on the hills while the step counter runs. Then look at how many there are on each.

see-title = Half on each hill
see =
    Here the line of time counts moves. At its end of noise the chains begin; at its end of data they have made all { $moves }. Move it, and follow some chains. Each walks up the hill on whose side it began, and stays there:

    <share>

    More moves do not help, because a chain would have to cross the empty valley. Choose Langevin (MALA) as sampler. It corrects every move, so that the density is exact in the long run. It does not help either: the long run is too long.

map-title = Where there are no data
map =
    The arrows at all places are a field: orange the learned one, green the exact one. The line of time is now at the noise level of the chains. The grey map is strong where the two fields are far apart.

    The field is good on the hills and poor between and around them. The loss is a mean over noised data, so training asks nothing of the network elsewhere. Chains that begin there walk by guesses. Here the guesses happen to lead to a hill.

why-title = Why no Z
why =
    A density has the mass 1. An energy f gives a density only after a division by Z, an integral over the whole plane:

    <density>

    <slope>

    The logarithm of Z is the same at all places. It moves the curve of log p up or down and does not change its slope. These three curves have the same arrows:

    <shift>

    The weights of the hills are lost in the same way. With s₁ and s₂ the scores of the two hills alone:

    <hills>

    On the first hill r₁ is nearly 1 and r₂ nearly 0, whatever the weights are.

transfer-title = Eight hills
transfer =
    Other data: eight Gaussians around the middle, with an eighth of the data on each. The chains are the same as before and begin all over the picture.

    Commit first. Then train the network for three thousand steps and count.
transfer-question = Will the chains find the right shares of these eight hills?
transfer-choice-1 = No, some hills will get far too many: chains cannot know the weights.
transfer-answer-1 = It is true that they cannot know the weights. But each hill gets the chains that began on its side, and here all sides are equal.
transfer-choice-2 = Yes, each hill gets about an eighth.
transfer-answer-2 = Each hill gets the chains that began on its side, and all eight sides are equal. This is luck: with other weights the chains would end in the same way.
transfer-choice-3 = No, most chains will stay in the middle, where the slopes cancel.
transfer-answer-3 = The slopes do cancel in the middle, but the random jumps carry a chain away from there, and every slope around the middle leads to a hill.

further-title = Further
further =
    How a model without Z can learn the score, by a loss (the implicit one) that does not need the exact score:

    <hyvarinen2005>

    Why a network that removes noise has learned the score:

    <vincent2011>

    The two hills, and the error where there are no data:

    <song2019>

    The sliced loss: the implicit one with random directions instead of all:

    <sliced2019>

    The explicit loss compares with the exact score. Choose the explicit, implicit or sliced loss as objective, and compare: all of them lead to the same score. In the playground you can put the hills nearer together and find out when chains begin to cross.

formula-share = The chains on the upper right hill among all chains. Press a symbol for its present value, when training rests.
symbol-share = The share of the chains on the upper right hill.
symbol-upper = The orange points that belong to the upper right hill.
symbol-chains = All orange points; they follow the network of the present training step.
formula-density = A density p from an energy f: where f is low, data are dense. Z makes the mass 1.
formula-slope = The score is the slope of log p. It is minus the slope of f, and Z has no part in it.
symbol-score = The score: at each place an arrow uphill.
symbol-gradient = The slope: how fast, and in which direction, the number after it grows.
symbol-density = The density of the data, with a little noise. It is the map.
symbol-energy = The energy: any function of the place. A network may compute it.
symbol-constant = The normalising constant. It is the same for all places.
formula-hills = The score of two hills is a mean of their scores. The shares r₁ and r₂ say from which hill a point at x probably comes.
paper-hyvarinen2005 = theorem 1
paper-vincent2011 = section 4
paper-song2019 = sections 3.2.1 and 3.2.2
paper-sliced2019 = section 3
claim-exact = With the exact score, a share of the chains between { $least } and { $most } ends on the hill that holds { $weight } of the data.
claim-split = The same is true of the learned score after 3,000 steps.
claim-empty = At the noise level of the chains, the relative error of the field on the whole picture is at least { $least } times that where the data are.
claim-luck = Between eight equal Gaussians the shares are right up to a total variation of { $most }.
claim-same = After 1,500 steps with the explicit, the implicit or the sliced loss, the relative error of the field where the data are is at most { $most }.
notes =
    Twelve minutes. Most of a class put the marker at 0.8: the chains follow the density, so they should find its weights. Ask what a chain on the upper hill could ever notice of the lower one.

    Some say that the chains need more moves. They are right in principle. With hills as far apart as these, no class can wait that long.

    The map shows the absolute error of the field. A good question: why does the loss not see the strong places?

    A trap: the share of one half comes from where the chains begin. It says nothing of the data. The eight hills show the same from the other side: a right answer for a wrong reason.
