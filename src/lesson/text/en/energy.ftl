title = Push down, push up
claim = An energy becomes right when it is pushed down at the data and up at its own samples. With short chains from anywhere it does not.

ask-title = An expert and a planner
ask =
    An energy is a cost f of every place: where it is low, data are dense. A network computes f. The density follows, but for its constant Z:

    <density>

    Training lowers f at the places of an expert, the data. This alone would lower f everywhere. So training also raises f at places that a planner finds with the present f. The planner is a Markov chain: it repeats small moves downhill with random jumps.

    The data lie on two hills, a share of { $weight } on the upper right one. In every training step new chains start anywhere in the picture, and make { $moves } moves each.
ask-question = What will the density of the trained model be?
ask-choice-1 = Right: a share of { $weight } on the upper right hill.
ask-answer-1 = It would be right if the chains were samples of the model. Ten moves from anywhere are too few, and f learns to make up for it.
ask-choice-2 = Half on each hill, as the chains that walk on the exact score.
ask-answer-2 = The chains do end half and half at first. Training sees that they differ from the data, and goes on until they do not. So it goes much too far.
ask-choice-3 = Nearly all on the upper right hill.
ask-answer-3 = Half of the chains end on each side, but { $weight } of the data are on one. So training pushes the upper side down and the lower side up, and goes on long after the weights were right.

run-title = Chains from anywhere
run =
    The map is the density of the model. It is computed from f, with Z from a sum over a grid. Watch it while the network trains.

    Both hills appear, then the lower one vanishes. The loss is the mean energy of the data less that of the chains, and here a small penalty of { $penalty } on squares of energies. Without the penalty the energies grow without end.

see-title = A planner that does not arrive
see =
    In each step the gradient pushes at two kinds of places, the data x⁺ and the ends x⁻ of the chains:

    <push>

    Both pushes cancel when chains end where the data are. Short chains from anywhere end on the side where they began. To bring { $weight } of them to the upper side in { $moves } moves, the landscape must be very steep. The model then is a device that leads short walks to the data. Its density is something else.

    Some chains end far from both hills. All moves uphill are rejected there, f is raised there in every step, and the energies grow.

data-title = Chains from the data
data =
    One thing changes, the start. Now every chain begins at a data point of the same step. It makes { $moves } moves as before, and needs no penalty.

    If f is right, the moves change nothing in the distribution of the points: the chains start where they should end. If f is wrong, already a few moves show in which direction. This is contrastive divergence.

    Watch the map until training rests. The orange points are long chains from anywhere. Even they have not quite forgotten where they began; trust the map.

why-title = Where the two pushes come from
why =
    The gradient here is by the weights of the network. Maximum likelihood lowers −log p at the data:

    <gradient>

    The gradient of log Z is a mean of ∇f over samples of the model: Z cannot be computed, but its gradient can be sampled. So the push up is not a trick. It is what keeps the mass of the density at one.

    The same loop learns costs from an expert's behaviour. The expert's cost goes down, the cost of what the planner now does goes up, and where both behave alike nothing changes any more.

integral-title = Z after all
integral =
    Training never needs Z, but a likelihood does. In the plane there are two ways to find it:

    <partition>

    The grid adds up e⁻ᶠ over many small squares. This is possible in two dimensions and hopeless in twenty. Annealed importance sampling needs no grid. Points start in a normal density, and move while it is changed into that of the model in small steps. Each point collects a weight, and the mean of the weights is Z.

    Press both symbols for ln Z. They agree within a few hundredths, that is within a few per cent of Z. Open the panel Quality for the divergence from the data.

transfer-title = Chains that make an error
transfer =
    Until now each move was accepted or rejected, so that long chains were exact. Leave that out, and take long steps, of size η = { $rate }. The data are one Gaussian of variance 1. In its exact energy such chains spread too far, because a long step jumps over the valley.

    Contrastive divergence with these chains begins at the data.
transfer-question = Which density does the model have in the end?
transfer-choice-1 = A narrower one: the energy makes up for the error of the chains.
transfer-answer-1 = Training rests when the chains leave the data as they are. Chains that spread too far do so in a valley that is too steep.
transfer-choice-2 = The right one: the error of the chains is the same at all times.
transfer-answer-2 = Training compares data with ends of chains. In the right energy these differ, so the right energy is no place to rest.
transfer-choice-3 = A wider one, as the chains.
transfer-answer-3 = The chains come out right, not the density. In a steeper valley they spread as the data do.

further-title = Further
further =
    Here is the run of the question. With q the precision, one over the variance, training rests at:

    <precision>

    For η = { $rate } this is { $needed } instead of 1. Samples by another, exact method are then too narrow.

    Contrastive divergence:

    <hinton2002>

    Short chains from anywhere, taken as a generator of images:

    <nijkamp2019>

    The second way to Z:

    <neal2001>

    The same loop for the costs of a driver:

    <ziebart2008>

    In the playground chains can also go on where earlier ones ended. Restart some of them anywhere, and see it go wrong again.

formula-density = The density of an energy f. Z makes its mass 1.
symbol-density = The density of the model. It is the map.
symbol-constant = The normalising constant, an integral of e⁻ᶠ over the plane.
symbol-energy = The energy, a network with one output. The orange arrows show minus its slope.
formula-push = The loss of a pair of a data point and the end of a chain. A small loss means nothing by itself: at the right density it is 0 on average.
symbol-loss = The mean over the batch, with the penalty where there is one.
symbol-expert = The data, where f goes down.
symbol-planner = The ends of chains, where f goes up. The picture shows longer chains.
formula-gradient = The gradient of the negative log-likelihood by the weights of the network. E is the mean over samples of the model.
formula-partition = The normalising constant, and two ways to find it.
symbol-grid = ln Z by the sum over a grid.
symbol-annealed = ln Z by annealed importance sampling with a thousand points.
formula-precision = The precision with which long steps leave a Gaussian of variance 1 unchanged. For small η it is 1.
symbol-precision = The precision of the model. The steeper the valley, the larger it is.
symbol-step = The step of a move.
paper-hinton2002 = sections 2 and 3
paper-nijkamp2019 = section 3
paper-neal2001 = section 2
paper-ziebart2008 = equation 6
claim-all-on-one = With chains from anywhere the divergence of the model from the data is at least { $least } nats after 500 steps.
claim-wrong = Its masses of the hills are then off by at least { $least }, in total variation.
claim-near = With chains from the data it is at most { $most } nats after 800 steps.
claim-right = Its masses of the hills are then off by at most { $most }.
claim-two-ways = The two values of ln Z differ by at most { $most }.
claim-fixed = In a Gaussian of precision { $needed } uncorrected chains with η = { $rate } have a variance between { $least } and { $most }.
claim-narrow = The model that they have taught has a variance between { $least } and { $most }, where that of the data is 1.
notes =
    Twelve minutes. Many expect half and half, from the lesson on the score. There the score was fixed and the chains followed it. Here the landscape answers to the chains.

    A good question: when does training stop? Not when the density is right, but when the planner cannot be told from the expert. Both are the same only if the planner has arrived.

    A trap: the loss says little. It is near 0 for a good model, and also for a bad one whose chains hardly move.

    The penalty in the first run is a second difference, and one should say so. It keeps the numbers finite, and it pulls the masses towards each other, the other way from what is seen.
