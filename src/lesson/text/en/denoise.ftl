title = The best guess is a blur
claim = The best guess of where a noised point came from is a mean, so a perfect network has a loss above zero.

ask-title = Where did it come from?
ask =
    The blue data are eight heaps. One of their points was noised by { $step } of { $steps } steps: it was multiplied by { $alpha }, and noise of standard deviation { $sigma } was added. Now it is at the foot of the violet arrow.

    You guess where it came from: put the tip of the arrow there. You pay the squared distance between your guess and the true data point. You play many times, and each time another data point ends at this same place.
ask-question = Which guess costs least on average?
ask-answer = Your tip is { $apart } away from the least costly guess, the green mark. It lies between the two nearest heaps, where no data are.

cloud-title = All that is possible
cloud =
    Below, each blue point is a data point that may have come to the violet mark. The likely ones are drawn more often. Green is their mean.

    <cloud>

    Move the mark on the stage, or the line of time. Near the data few points are possible, and the mean is nearly one of them. Near the noise all eight heaps are, and the mean is the middle of everything.

settle-title = A loss to predict
settle =
    A network learns by this rule, algorithm 1: take a data point, a step and noise; show the network the noised point; ask for the noise. The loss is half the squared error. The panel One training example shows it.

    The noise has variance one in each of two directions. A network that always answers zero has a loss of 1.
settle-question = Training goes on for long, with a network as good as you like. Where will the loss settle?
settle-least = 0: no error
settle-most = 1.2
settle-answer = You said { $given }. A perfect network has { $truth }: it answers with the mean of the noise that is possible, and the true noise differs from that mean.

run-title = Train
run =
    The network trains. The green line in the panel Loss by training step is the floor: the loss of the exact mean. The orange line comes near it and stays above.

    Open One training example and follow it. The guess of the network moves to the exact mean, not to the noise that was drawn. Nobody could know that noise from this point alone.

why-title = Why the floor is there
why =
    The loss of algorithm 1 compares with the noise that was drawn:

    <target>

    Of all answers, the mean has the least squared error. So the best network gives the mean of the noise, and with it the mean of the data:

    <mean>

    The loss is a sum of two parts:

    <split>

    Only the first part depends on the network. A loss that stays flat does not say that nothing is learned, and its height says more about the data than about the network.

transfer-title = Other data
transfer =
    Now all data lie in one tight heap in the middle. Path, network and training are the same. Commit first, then train.
transfer-question = Where will the loss settle now?
transfer-choice-1 = Near zero.
transfer-answer-1 = The data point is known before one looks, so what is left of the noised point is the noise. The floor is { $tight }: only the width of the heap is unknown.
transfer-choice-2 = At the same height as before.
transfer-answer-2 = The floor depends on what the noised point leaves open. Here the data point is known before one looks, and the floor is { $tight }.
transfer-choice-3 = Near one, because there is hardly anything to learn.
transfer-answer-3 = There is little to learn about the data, and that makes the noise easy: it is what remains of the noised point. The floor is { $tight }.

further-title = Further
further =
    Why comparing with one drawn noise is as good as comparing with the mean:

    <vincent2011>

    The mean of the data, from the density of the noised points:

    <efron2011>

    The algorithm of this lesson:

    <ho2020>

    Here the floor of the tight heap is shown; try other data and other rates. In the playground change what the network predicts. The floor changes with it, the samples hardly change.

formula-target = The loss: half the mean squared distance between the network's answer and the noise, over data, steps and noise.
formula-mean = The best guess of the data point. It follows from the best guess of the noise, since the noised point is α times data plus σ times noise.
formula-split = The loss is the distance from the mean, which training removes, and the spread about the mean, which nothing removes.
symbol-expectation = The mean over data points, steps and noise. The number is the last loss.
symbol-guess = The noise that the network says.
symbol-point = The noised point.
symbol-time = The time: the step over the number of steps.
symbol-noise = The noise that was drawn.
symbol-marked = The noised point that is marked.
symbol-alpha = The share of data at the time that is shown.
symbol-sigma = The standard deviation of the noise at the time that is shown.
paper-vincent2011 = equation 11
paper-efron2011 = section 1
paper-ho2020 = algorithm 1 and equation 14
claim-blur = The best guess for the marked point lies at least { $least } standard deviations of a heap away from the centre of every heap.
claim-floor = After 5,000 steps the loss is between { $least } and { $most } times the floor.
notes =
    Ten minutes. At the first question most put the pin into one heap. Ask them to play it twice in their heads: the second time the point came from the other heap.

    At the second question many say zero, some say one. Keep both on the board until the line is there.

    A trap: “the network is blurred because it is small”. The exact mean is blurred. Sampling has to take this mean at every step and still end at sharp data: that is the next lesson.
