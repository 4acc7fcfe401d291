# The panels of the training column.

to-noise = ← noise
to-data = data →

# Gates.
gates-chart = The gate of every unit over time, from noise to data: 0 is shut, 1 is open.
gates-legend = σₘ(t): a unit pushes points while its gate is open.

# Training time.
history-at = step { $step } of { $last }
history-now = now, step { $step }
history-title = Look at the model as it was at an earlier step
to-now = Back to now
to-now-title = Look at the present weights
rewind = Train again from here
rewind-title = Go back to this step and forget what came after it
past = The model at step { $step }; grey: now

# Inspectors.
not-begun = Its numbers come with the first training step.
sample-step = Step { $step } of { $of }
step-back = Step back
step-on = Step on
another-sample = Another sample
times-of-step = the times of the step
sample-before = the sample before the step
guess = the network's guess of the data point
mean-of-step = the mean of the step, between the two
noise-of-step = the noise that the step adds
sample-after = the sample after the step
another-example = Another example
data-drawn = a data point is drawn
time-drawn = a time is drawn
noise-drawn = noise is drawn
implied-noise = the noise that this guess implies
best-guess = the best guess there is

# Loss by noise level.
levels-chart = The weighted loss over the log signal-to-noise ratio λ, from noise to data.
levels-range = { $low } to { $high }
levels-unseen = No level has been looked at yet.
levels-bars = Its area is the loss
levels-least = least
levels-least-title = No network can go below this line
curve-density = the density of training times
curve-implied = the weight that the training implies
curve-uncertainty = the uncertainty that the weighting has learned

# Loss by training step.
loss-log = log
loss-log-title = Logarithmic axis
loss-unstarted = The curve begins with the first step.
loss-none = No loss yet.
loss-described = Loss { $loss } at step { $step }.
remove-before = Remove the earlier curve
changed-at = step { $step }
changed-at-side = { $side }, step { $step }
changed = <step>: { $changes }
changed-payload = { $setting }: another { $payload }
goes-on = Train on when the data change
goes-on-title = Otherwise training starts over when the data or the source change
floor = No network can go below <loss>: targets differ at one point and time.
before = Before: { $settings }, { $steps } { $count ->
    [one] step
   *[other] steps
}.
before-same = the same settings
before-more = { $count } more

# Quality.
quality-chart = The relative error of the learned velocity over time, from noise to data.
quality-waiting = The figures are on their way.
quality-samples = Samples against fresh data
quality-model = model
quality-perfect = perfect
quality-perfect-title = What a perfect model would reach, with the standard error of that figure
quality-near = error where the data are
quality-near-title = √(E‖v̂ − v‖²/E‖v‖²) over the noised data
quality-far = anywhere
quality-far-title = The same over the whole picture
cost = { $evaluations } evaluations of the network for each sample
cost-rounds = { $cost }, in { $rounds } rounds
cost-rejected = { $cost }; { $rejected } steps rejected
cost-out-of-tries = { $cost }; the tolerance is too small: the last steps exceed it
cost-not-finite = { $cost }; the samples are not finite

# The comparison of samplers.
bench-samplers = Samplers
bench-grids = Time grids
bench-fitted-1 = Fitted to the field, order 1
bench-fitted-2 = Fitted to the field, order 2
bench-steps = Steps up to
bench-seeds = Runs of each
bench-points = Points of a run
bench-exact = In the exact field
bench-start = Compare
bench-stop = Stop
bench-waiting = The first row is on its way.
bench-left = { $rows ->
    [one] { $rows } row is to come.
   *[other] { $rows } rows are to come.
}
bench-chart = The sliced W₂ of samples from fresh data over the evaluations of the field for each sample, a line for each sampler and grid.
bench-axes = Across: evaluations for each sample. Up: sliced W₂ from fresh data, with bars of one standard error; the thin line is that of fresh data.
bench-sampler = sampler, grid
bench-sampler-title = The sampler and its time grid
bench-evaluations = evaluations
bench-evaluations-title = Evaluations of the field for each sample
bench-distance = sliced W₂ / floor
bench-distance-title = The distance from fresh data over the runs, and that of fresh data from fresh data
bench-coverage = modes
bench-coverage-title = The share of the modes that have at least a fifth of their points
bench-csv = Save CSV
bench-svg = Save SVG

# Rollouts.
agents = Agents <number>
policy = policy
expert = expert
expert-title = The results of as many experts in the same world
way-of = of them { $way }
success = came to the goal
collision = hit something
steps-to-goal = steps to the goal
by-hand = Demonstrations by hand
demonstrate = Demonstrate by dragging
demonstrate-title = Drag from the start to the goal on the stage; every path is a demonstration
undo-path = Undo
undo-path-title = Remove the last path
clear-paths = Clear
clear-paths-title = Remove every path

# Adjoint and cost.
series-chart = The length of the adjoint of each path over time; it runs backwards and jumps at the observations.
adjoint-legend = ‖a‖ = ‖∂L/∂x‖, from right to left
adjoint-legend-title = How much moving a state at this time would change the loss
observation = observation
evaluated = network evaluated
gradient-by = Gradient by
evaluations = evaluations
evaluations-title = Evaluations of the network, forwards and backwards
memory = memory
memory-title = What must be kept for the backward pass
by-backpropagation = back-propagation
by-adjoint = adjoint equation
gradients = For the six paths on the stage. The two gradients differ by <share>. The adjoint method solves the trajectory backwards, with an error of the solver: smaller steps bring the two gradients together.
evaluations-rejected = { $evaluations } ({ $rejected } steps rejected)
