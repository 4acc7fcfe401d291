# The picture and the table of the lesson on sampling in parallel.

after = { $sweeps ->
    [one] after 1 sweep
   *[other] after { $sweeps } sweeps
}
method = Method
few = 100 steps
many = 1,000 steps
evaluations = Evaluated
picard = Picard
newton = Newton
