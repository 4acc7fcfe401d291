# The pictures and tables of the lesson on distribution shift.

noise = noise
data = data
steps-variance = Variance of a step
worst = Worst gap
end = W₂ at the end
floor = Floor
small = posterior
large = forward step
analytic = analytic
