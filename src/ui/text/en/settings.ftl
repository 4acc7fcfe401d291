# The controls of the settings.

say-task = Task
say-learn = Learn
say-by = by
say-imitate = Imitate
say-sampled-by = sampled by
say-preset = with settings of
data-set = Data set
objective = Objective
demonstrations = Demonstrations
policy = Policy
sampler = Sampler
task = Task
preset = Published experiment
preset-none = my own

field-range = { $least } to { $most } { $unit }

seed = Seed
seed-another = Another seed
seed-help = The key of every random number: the same seed gives the same run.
seed-refused = The seed { $why }.

# Curves.
knot = Knot { $number }
curve-top = to { $value }
is-bound = w(λ) never rises: the loss is a bound on the likelihood of noised data.
is-no-bound = w(λ) rises somewhere: the loss is no bound on a likelihood.
amplification = The errors of ε̂ and of x̂ that an error of size 1 of the network causes.
drag-knots = Drag the knots; press beside them to add one, Delete removes one.
draw-own = Draw your own from here
draw-own-title = Replace this line by a curve of your own
