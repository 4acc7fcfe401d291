# The handles with which Gaussians are shaped.

mean = Centre of Gaussian { $number }
axis = Axis { $axis } of Gaussian { $number }
axis-value = length { $length }, angle { $angle } degrees
