# The table of the lesson on memory.

points = Training points
exact = Exact field
fresh = Fresh data
