# Gaussians that are shaped over the stage.

shape-data = Shape data
shape-data-help = Drag the means and the axes of the Gaussians of the data
shape-source = Shape source
shape-source-help = Drag the means and the axes of the Gaussians of the source
gaussians = Gaussians
share = Share of Gaussian { $number }
add = Add
remove = Remove
