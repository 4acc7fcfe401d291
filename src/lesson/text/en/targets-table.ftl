# The table of the lesson on targets.

answer = Answer
network = Network
exact = Exact
error = Error
eps = noise
x = data
v = v
edm-f = F
score = score
velocity = velocity
