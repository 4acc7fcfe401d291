title = Density that flows
claim = A flow knows the density of each point by a trace, and in the first seconds training on lines raises the likelihood faster than training on the likelihood.

ask-title = Two ways to one density
ask =
    A flow carries noise to data, and the density flows with it. So a flow can say how likely each data point is. Two flows are compared by the mean of −log p over data that training has not seen: the lower, the better.

    Two runs have the same network and the same two moons. One trains on the likelihood: it follows the flow from each data point to the noise, and lowers −log p itself. The other trains by flow matching: it learns the velocities of random lines, and never sees −log p.
ask-question = Both train for the same few seconds. Which one has the lower −log p?
ask-choice-1 = The likelihood: it lowers the very figure that is compared.
ask-answer-1 = It lowers the right figure, but each step must follow the whole flow there and back. In the same time flow matching takes about { $ratio } steps for one.
ask-choice-2 = Flow matching: its steps are cheap.
ask-answer-2 = A step on the likelihood follows the whole flow there and back. In that time flow matching takes about { $ratio } steps. It learns the velocity of a flow to the data, so the density comes right too.
ask-choice-3 = Neither: both learn the same flow.
ask-answer-3 = Many flows have the right density at the data, and the two losses find different ones. After few seconds neither is done, and the cheap steps are ahead.

run-title = Train on the likelihood
run =
    The orange map is the density of the model at t = 0, where the data are. The loss is −log p of a fresh batch.

    This run stops after { $slow } steps. Watch the map: it begins as one blob and bends slowly. Open the panel Quality, and note −log p. The value of a perfect model stands beside it.

match-title = Train on the lines
match =
    The same network and the same data, but another loss. This run stops after { $quick } steps, which take about as long.

    Compare −log p in the panel Quality with the value before. The loss itself says nothing about likelihood: it is the squared error of a velocity.

    The lead is one of the first seconds. When both runs train on for a quarter of a minute, it shrinks, and both come near the value of a perfect model.

why-title = A trace instead of a determinant
why =
    Where the flow spreads points out, their density falls. Along the path of a particle it changes by the trace of the Jacobian, the matrix of the derivatives of the velocity:

    <trace>

    So the log density of a data point is that of its noise point, by the normal density N, plus what was gathered on the way:

    <density>

    A layer that moves points in one jump needs the determinant of its Jacobian. In d dimensions that costs up to d³ operations; a trace has d terms, and a random direction estimates it with one.

planar-title = Layers become gates
planar =
    A field can be a sum of a few simple units. Such a field is called planar. Each unit pushes along one direction, and its gate says when:

    <units>

    This run has { $few } units and trains on the likelihood. The panel Gates shows each gate over time, from noise to data: a layer has become a stretch of time in which its unit works.

transfer-title = More units
transfer =
    A field of more units can bend in more ways, and costs more time. Suppose that it has { $many } units instead of { $few }, with the same solver. Without continuous time, such units would need the determinant of a matrix as large as their number. Commit first. Then try it: the number of units is in the setting Objective.
transfer-question = How many times as long does a training step take?
transfer-least = 1: no longer
transfer-most = 64: the square of the ratio
transfer-answer = You said { $given }; the work grows to { $truth } times as much. The trace of a sum is the sum of the traces, so the cost is proportional to the number of units.

further-title = Further
further =
    The change of density along a flow, and planar fields with gates:

    <chen2018>

    Fields without such a form, and the trace by a random direction:

    <grathwohl2019>

    Training without following the flow:

    <lipman2023>

    In this step a flow to eight Gaussians is trained on the likelihood. In the playground, give the same data to flow matching and compare −log p.

formula-trace = The log density along the path of a particle, whose velocity is v.
formula-density = The log density of a data point x whose path ends at the noise point x₁.
formula-units = The velocity is a sum over the units m.
symbol-density = The density of the model at the time shown: the orange map.
symbol-time = The time: 0 at the data, 1 at the noise.
symbol-trace = The trace: how fast the field spreads points apart, the sum of the two derivatives along the axes.
symbol-field = The velocity of the model.
symbol-particle = The place of a particle.
symbol-gate = The gate of a unit: between 0, shut, and 1, open.
symbol-push = The direction in which a unit pushes.
paper-chen2018 = theorem 1 and section 4
paper-grathwohl2019 = section 3.1
paper-lipman2023 = theorem 2
claim-change = Along the exact flow to eight Gaussians, the trace gives the log density of 100 data points within { $most }.
claim-mass = The density that this trace gives has a mass between { $least } and { $most } over the plane.
claim-lower = After about the same time, flow matching has a −log p that is lower by at least { $least } nats.
notes =
    Twelve minutes. Most of a class choose the likelihood, since it lowers the very figure that is compared. That is a fair argument about steps, and the answer is about seconds.

    A trap: the figure compares equal times, not equal steps, and short ones. After a quarter of a minute the two are nearly equal. Ask the class which would be ahead after equal steps, and let them try.
