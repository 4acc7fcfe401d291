title = Forgetting in small steps
claim = Two heaps of data look like one long before their origin is forgotten.

ask-title = Two heaps, one noise
ask =
    Half of the data come from the left heap, half from the right. A chain of { $steps } steps adds noise: every step shrinks each point a little and moves it at random. Move the line of time, under the picture, from the data (step 0) to the noise (step { $steps }).

    You see one noised point and guess its heap. A blind guess is right in 50 of 100 cases. Call the heap forgotten when even the best guess is right in at most { $limit }.
ask-question = After which step of the chain is the heap forgotten?
ask-least = the data
ask-most = the noise
ask-answer = You said step { $given }; the best guess is right in at most { $limit } of 100 cases from step { $truth } on. The eye gives up earlier: the density of the cloud has one hill from step { $heap } on, where the best guess is still right in { $told } of 100 cases.

chain-title = The chain and the jump
chain =
    On the left below are points after some steps of the chain. The blue line is the way of one of them. On the right are other points. They took no steps: they were shrunk once and given noise once. Move the line of time.

    <both>

    Both clouds have the same distribution at every step. Training uses the jump: it can ask for any step at once, without the steps before.

see-title = What is left to guess
see =
    On the stage, the large picture, each point now has the colour of its heap. The green line is the share of right guesses after each step, by the best guess there is; the vertical line is the time that is shown.

    <curve>

    Stop where the cloud first looks like one heap, and look at the colours: most points of the left heap still lie on the left. A step replaces a share β of the variance by noise. Change β of the first step, β of the last step, or the number of steps. The green line bends where most of the data are lost.

why-title = Why one jump is enough
why =
    One step of the chain, with a small rate β and fresh noise:

    <step>

    Noise added to noise is noise: variances add up, and factors multiply. So all steps up to t are one jump:

    <jump>

    At first β is { $first } in the first step and { $last } in the last. The best guess compares how likely each heap k makes the noised point. A share w of the data belongs to the heap:

    <posterior>

    This probability only comes near to one half, since a little of the data is always left.

transfer-title = Another path
transfer =
    The same data and again { $steps } steps, but other rates: α now falls along a cosine, slowly at both ends. The values of α and σ over time are called the path. At the last step there is hardly anything but noise, as before.
transfer-question = When is the heap forgotten on the cosine path?
transfer-choice-1 = Earlier than with the first chain.
transfer-answer-1 = The cosine removes less in the first half. The heap is forgotten only at step { $later }.
transfer-choice-2 = At nearly the same step, since both end at pure noise.
transfer-answer-2 = The end is the same, the path is not. What counts is the ratio of data to noise at each step. On the cosine this ratio falls later, and the heap is forgotten only at step { $later }.
transfer-choice-3 = Later, near the end.
transfer-answer-3 = The heap is forgotten at step { $later }. The chain before spent its last third on points that had nothing left to forget.

further-title = Further
further =
    The chain, and the idea to reverse it:

    <sohl2015>

    The chain as it is used today, and the jump:

    <ho2020>

    Why images want the cosine:

    <nichol2021>

    Try other paths below:

    <curve>

    The playground has all paths and all data. Compare how early each of them forgets.

formula-step = A step of the chain. The point shrinks by the first root and gets noise by the second, so that its variance does not grow without end.
formula-jump = The jump. It has the distribution of t steps of the chain.
formula-posterior = The probability of heap k, given the noised point: its weight times the density that it gives to this point, over the density of all heaps together.
symbol-beta = The rate of a step: the share of variance that is replaced by noise.
symbol-fresh = Fresh noise in every step, standard normal.
symbol-point = The point at the time that is shown.
symbol-alpha = The share of the data point that is left.
symbol-origin = The data point.
symbol-sigma = The standard deviation of the noise so far.
symbol-noise = Noise, standard normal.
paper-sohl2015 = section 2
paper-ho2020 = equations 2 and 4
paper-nichol2021 = section 3.2
claim-one-jump = Clouds by the chain are at most { $most } times as far from clouds by the jump as these are from each other.
claim-beyond-the-eye = Where the cloud first has one hill, the best guess of the heap is right in a share of at least { $least }.
notes =
    Eight minutes. Most classes put the marker where the two heaps melt into one, about step 20. Ask how they would guess: “left of the middle” is the best rule, and it still works there.

    Say that nothing is trained in this lesson. The exact share comes from the formula, since the data are known here.

    A trap: after the last step the share is only nearly 50 of 100. Sampling begins with pure noise all the same; the last β is chosen so that this hardly matters.
