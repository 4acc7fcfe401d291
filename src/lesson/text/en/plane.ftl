title = What two dimensions hide
claim = The formulas of this course hold in any dimension, but what the eye learns in the plane about distance and density does not.

ask-title = The middle of the noise
ask =
    Everything in this course happens in a plane: a point has two coordinates. A small image has thousands, and a plan of a robot's next moves has dozens.

    Here is the noise in the plane. It is densest in the middle, and of 1,000 points { $in-plane } lie within a distance of { $near }. Now draw noise with { $dimension } coordinates in the same way. Its density, too, is highest in the middle.
ask-question = How many of 1,000 points with { $dimension } coordinates lie within a distance of { $near } of the middle?
ask-least = none
ask-most = all
ask-answer = You said { $given }; on average it is { $truth }. The density is highest in the middle, but there is hardly any room. Almost all points lie far out, where each place is less dense but there are vastly more places.

shell-title = A thin shell
shell =
    The blue bars count points of the plane by their distance from the middle. The grey ones count points with { $dimension } coordinates. The dashed line is the distance { $near }:

    <shells>

    With { $dimension } coordinates the noise lies in a shell, at a distance of about { $radius }:

    <distances>

    With more dimensions the shell moves out, but it does not get wider. So the densest place is not what a sample looks like. The mean of many pictures of noise is grey all over, and no single one is.

why-title = A sum of many squares
why =
    The squared distance from the middle is a sum of d independent squares, each with a mean of one:

    <length>

    Relative to its size, a sum of many numbers is near its mean. So the distance is about the root of d, give or take 0.7.

    This changes what one may expect. The point half-way between two points of noise is too near to the middle to be noise. And a chain that climbs to the highest density leaves the places where the samples are.

pairs-title = The nearest partner
pairs =
    Now the data have the same distribution as the noise. A perfect transport would move nothing.

    A batch holds { $batch } points of each. In the plane, optimal transport matches them with pairs whose mean squared length is about { $matched } % of that of random pairs. In { $dimension } dimensions let each data point simply take the nearest of the { $batch } points of noise, even if another has taken it before. No matching of this batch has shorter pairs.
pairs-question = How long are these pairs with { $dimension } coordinates, in per cent of random ones?
pairs-least = 0: as if nothing had to move
pairs-most = 100: as random pairs
pairs-answer = You said { $given }; it is { $truth } %. In many dimensions all points are almost equally far from each other, so the nearest one is not near. Matched pairs are longer still.

partners-title = More partners hardly help
partners =
    Larger batches quickly find better pairs in the plane, but not in { $dimension } dimensions:

    <partners>

    The network on the stage trains with matched pairs in the plane. Its samples hardly move from their starts, as they should. With many coordinates the same method still straightens paths, but by less, and batches cannot make up for it.

kept-title = What carries over
kept =
    The training: a point is noised in one jump, and the network answers with a mean. The loss adds up over coordinates. The names of the answer, the weights and the noise levels mean the same.

    The sampling: the velocity and the score, the SDE and the flow with their equal crowds, and the order of a method.

    None of these formulas contains the number two. The orange samples on the stage come from code that runs on any number of coordinates. Only networks, data and time grow.

lost-title = What does not
lost =
    The exact field, green on the stage. It is known here because the density of the data is a formula. For images only the exact field of the training images is known, and that one returns training images.

    Maps. A map with 100 places along each axis has 10⁴ places here, and 10³² in { $dimension } dimensions.

    Distances between clouds. They would need far more points than there are, and images are compared by features instead. Chains that begin everywhere: no number of starts fills the space. Matched pairs: see the two steps on pairs. And a network of this size.

further-title = Further
further =
    Why noise lies on a shell:

    <vershynin2018>

    When the nearest point is not near:

    <beyer1999>

    Matching within batches of images:

    <pooladian2023>

    In the playground, ask of each thing that you see whether it would be there with { $dimension } coordinates.

formula-length = The squared distance of noise from the middle: its mean, and its standard deviation.
symbol-noise = A point of noise with d coordinates.
symbol-coordinate = The square of one coordinate. Its mean is 1 and its variance is 2.
symbol-dimension = The number of coordinates.
symbol-spread = The standard deviation of the sum. Relative to d it vanishes as d grows.
paper-vershynin2018 = section 3.1
paper-beyer1999 = section 3
paper-pooladian2023 = the experiments with images
claim-middle = In the plane, a share of at least { $least } of the noise lies within { $near } of the middle.
claim-empty = With { $dimension } coordinates, the share is at most { $most }.
claim-short = In the plane, pairs of optimal transport have at most { $most } times the mean squared length of random pairs.
claim-long = With { $dimension } coordinates, the nearest partners have at least { $least } times that length.
notes =
    Eight minutes. Many answer the first question with more points than in the plane, or with about as many: the density is highest in the middle.

    A picture that helps: peel an orange. In the plane the peel of a twentieth of the radius is a tenth of the area. In 16 dimensions it is more than half of the volume.

    A trap: “so nothing of this course is true for images”. The formulas are. Keep two lists on the board, and let the class sort the lessons into them.
