title = What to care about
claim = A small network cannot learn everything, and the weight over noise levels chooses what it learns.

ask-title = Too much to learn
ask =
    The data have two scales: two groups far apart, one on the right with a share of { $right }, and in each group four tiny heaps. The network is small, { $width } neurons a layer.

    The weight w(λ) says how much an error at the level λ counts. Here it is 1 at levels with much noise, and { $little } at levels with little noise.
ask-question = What will the samples lack?
ask-choice-1 = Detail: each group will be one smear.
ask-answer-1 = The tiny heaps are decided at levels with little noise, and there errors hardly count. The groups are decided at levels with much noise.
ask-choice-2 = The right shares: too many or too few samples in a group.
ask-answer-2 = Which group a sample goes to is decided while there is much noise, and there errors count fully. What hardly counts is the end, where the tiny heaps are decided.
ask-choice-3 = Nothing: every weight has the same best network.
ask-answer-3 = A perfect network is the best for every weight, that is true. This one is far too small to be perfect, and it saves where errors hardly count: at the tiny heaps.

run-title = Much noise counts
run =
    Train, and follow two numbers. A sample is on a heap if it is at most { $near } standard deviations from the middle of that heap. Of the data a share of { $perfect } is on a heap; of the samples it is:

    <sharp>

    A sample is misplaced if it would have to move to another heap to make the shares of all heaps right:

    <misplaced>

    After training nearly nothing is misplaced, but the groups are smears.

guess-title = Turn the weight round
guess =
    Now turn the weight round. It is 1 at levels with little noise, and { $little } at levels with much noise. Network, data and training stay the same.
guess-question = How will the samples be?
guess-choice-1 = As good as they can be: detail was what was missing.
guess-answer-1 = There is more detail. But a sample begins as noise, and its first steps are the ones that now hardly count.
guess-choice-2 = Smeared as before, because sampling begins with noise.
guess-answer-2 = The end of the way is learned well, so that many samples are drawn onto a heap. The beginning is not: it decides on which.
guess-choice-3 = On the heaps more often, but too many on some heaps and too few on others.
guess-answer-3 = The end of the way is learned well, and draws samples onto a heap. Which heap that is was decided before, at levels that hardly count.

fine-title = Little noise counts
fine =
    Train, and compare the two numbers with those of the other weight.

    <sharp>

    <misplaced>

    Both numbers have risen: more samples are on a heap, and more of them are misplaced. Look at the stage: some heaps are crowded, others nearly empty.

turn-title = Turn it while it trains
turn =
    Training goes on. Choose Evidence bound (ELBO) as weighting: now w(λ) is 1, and all levels count alike. In some thousand steps the shares come nearer to those of the data, and the heaps stay sharp.

    Then choose Your own w and drag the curve. Open the panel Loss by noise level to see the weight over λ. The loss itself says nothing here: with each weight it means something else.

why-title = What the weights mean
why =
    With w(λ) = 1 the loss is a bound on the likelihood, up to a constant:

    <bound>

    A weight that falls with λ gives a bound, too, but for data with added noise, of an amount drawn at random. How steeply w falls at a level says how often that amount is drawn. A weight that rises with λ somewhere gives no such bound.

    The bound of DDPM, a chain as in the first lessons but of 1,000 steps, weighs the error in step 2 { $chain } times as much as in step 500. The simple loss, where each row counts alike, weighs both alike: it cares less about the last details.

transfer-title = A larger network
transfer =
    The same weight as before, most on little noise. But the network has { $wide } neurons a layer instead of { $width }. Commit first, then train as long as before.
transfer-question = Does the weight do as much harm?
transfer-choice-1 = Yes: what hardly counts is hardly learned.
transfer-answer-1 = The weight only says where to save. A larger network need not save as much. It also learns what counts little: fewer samples are misplaced.
transfer-choice-2 = No: a network that can learn more gives up less.
transfer-answer-2 = Fewer samples are misplaced. In the end, a network that can learn everything is the same for every weight above zero.
transfer-choice-3 = More: a larger network follows the weight more closely.
transfer-answer-3 = The weight only says where to save. The larger network need not save as much: fewer samples are misplaced.

further-title = Further
further =
    Weights of known trainings, and when they are bounds:

    <kingma2023>

    The bound of a chain, and the weight that was simpler and gave better pictures:

    <ho2020>

    A falling weight for large pictures, the sigmoid of an earlier lesson:

    <hoogeboom2024>

    In pictures, most of the bound describes details that no eye sees, so that an even weight spends too much on them. In the plane it is hard to beat. Try Sigmoid and Learned.

formula-sharp = The share of the samples on a heap. Press a symbol for its present value, when training rests.
formula-misplaced = Half the sum over the eight heaps of how far the share of the samples is from that of the data. Press a symbol for its present value, when training rests.
formula-bound = The evidence bound: all levels count alike.
symbol-sharp = The share of the samples on a heap.
symbol-near = The orange points that are near the middle of a tiny heap.
symbol-samples = All orange points; they follow the network of the present training step.
symbol-misplaced = The share of the samples that would have to move to another heap.
symbol-share = The share of the samples that are nearest to this heap.
symbol-weight = The share of the data on this heap.
paper-kingma2023 = theorem 1 and table 1
paper-ho2020 = equations 12 and 14, and section 4.3
paper-hoogeboom2024 = the sigmoid loss
claim-detail = With the weight on little noise, at least { $least } times as many samples are on a heap as with the weight on much noise.
claim-heaps = With the weight on little noise, at least { $least } times as many samples are misplaced.
claim-both = With all levels alike, at least { $least } times as many samples are on a heap as with the weight on little noise.
claim-likelier = With all levels alike, −log p is lower than with either of the other weights by at least { $least } nats.
claim-tight = For a perfect network the bound is within { $most } nats of −log p.
claim-wider = With the weight on little noise, the small network misplaces at least { $least } times as many samples as the wide one.
notes =
    Eleven minutes. At the second question many take the first answer: since detail was missing, count detail. The stage shows the price.

    A trap: one expects that the even weight is a compromise. In the plane it has as much detail as the weight on little noise: a sample that starts wrong does not end on a heap.

    Another trap: comparing losses under two weights. They are different questions; compare samples.
