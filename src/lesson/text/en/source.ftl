title = A better beginning
claim = A source that resembles the data shortens the paths, but only if the pairs make use of it.

ask-title = Start near the end
ask =
    A flow need not start at noise. Here the source, where a flow starts, is the data themselves: two moons, moved a little to the left and up. Move the line of time to see both ends.

    Pairs are drawn independently: any point of the source with any point of the data. From noise, the lines between such pairs have a mean squared length of about six.
ask-question = What is the mean squared length of the lines from this source?
ask-least = 0: each point is already there
ask-most = 12: twice that from noise
ask-answer = You said { $given }; it is { $truth }, more than from noise. A point of the left moon is joined to points of both moons. The source is near the data as a whole, but the partner of a point is not near it. These moons are wider than the noise, and so their lines are longer.

blind-title = Train on these lines
blind =
    The network trains on the lines between independent pairs. The length is what independence makes it:

    <lines>

    Watch the paths: they lead inwards first, towards the mean of all data, and then out again to the moons. Open the panel Quality: the row Path energy says how much motion the flow spends, with the least possible value beside it.

near-title = Let the pairs know
near =
    The same source and the same data. But now each batch is matched by optimal transport, { $together } points at a time, before it is trained on.

    Each point of the source is joined to a point of the data near the place that it would have if the moons were moved back. The paths are short and nearly straight. Training is short, too: after { $soon } steps the row −log p of the panel Quality is almost at its least value.

why-title = What a source can save
why =
    Of all pairs, those of optimal transport have the least mean squared length, and no flow spends less:

    <least>

    A near source makes this least amount small. Independent pairs do not use it: for them only the means and the spreads count. So two things are needed: a source near the data, and pairs that say which point belongs to which.

noise-title = Noise is not far
noise =
    For comparison, the same data from noise, with matched pairs. Read Path energy again.

    It is about five times that of the near source, and −log p takes far longer to fall. But one step of sampling ends almost as near to the data from both: matched pairs are straight from noise too. These data have roughly the centre and the size of the noise, because most data sets are scaled so. A source must be very near to win by much.

transfer-title = Turned by half a step
transfer =
    Other data: eight Gaussians on a circle. The source is the same eight, turned by half the way from one to the next, so that each lies between two of the data. From noise to these data W₂² is about 2.8.
transfer-question = How large is W₂² from this source?
transfer-least = 0: it looks the same
transfer-most = 6: it fits nowhere
transfer-answer = You said { $given }; it is { $truth }. Each Gaussian of the source is halved, and each half goes to its own neighbour. That is a shorter way than from noise, but there is a cut through every Gaussian: two particles side by side may end far apart. Train, and watch the particles at the cut.

further-title = Further
further =
    Flows between any two distributions, such as two kinds of pictures:

    <liu2023>

    Sources that are made from the data, with their own pairs:

    <albergo2024>

    Matching within a batch:

    <pooladian2023>

    In the playground, draw the source and the data yourself, and compare one step of sampling with fifty.

formula-lines = The mean squared length of lines between independent pairs. The spread is the sum of the variances along both axes.
formula-least = W₂² is the least mean squared length that pairs can have.
symbol-source = A point of the source, where a path begins.
symbol-data = A point of the data.
symbol-means = The squared distance between the mean of the source and that of the data.
symbol-spread = How far the points lie from their mean, squared, on average. It counts twice: for the source and for the data.
term-lines = Mean squared length of independent lines in this run
term-least = W₂² between the source and the data of this run
paper-liu2023 = section 2
paper-albergo2024 = section 3
paper-pooladian2023 = section 3
claim-longer = Lines between independent pairs are at least { $least } times as long from the near source as from noise, squared.
claim-nearer = W₂² from noise is at least { $least } times that from the near source.
claim-sooner = With matched pairs, after { $soon } steps −log p from the near source is lower than that from noise by at least { $least } nats.
claim-falls = With matched pairs, the trained flow from noise spends at least { $least } times the path energy of that from the near source.
notes =
    Ten minutes. Most of a class put the marker far left: the source is nearly the data. The step from “near as a whole” to “each point near its partner” is the lesson.

    If someone asks for pictures: photographs taken from the left and from the right of the same faces come with their pairs. Then no matching is needed, and the lines are short from the start.

    A trap: a near source is not a prior in the sense of Bayes. It only sets where the paths begin.
