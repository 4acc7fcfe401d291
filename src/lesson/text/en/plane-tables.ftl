# The tables of the lesson on dimension.

dimension = Dimensions
within = Of 1,000 within 2
mean = Mean distance
spread = Spread
batch = Batch
matched = Plane, matched
nearest = 16 dimensions, nearest
