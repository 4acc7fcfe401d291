# The tables of the lesson on guidance.

scale = w
powered = Powered law
sampled = Sampled
apart = W₂
apart-zero = W₂, Zero*
classifier = Classifier
accuracy = Judged right
height = Height of the samples
knows-noise = knows noise
clean = clean data only
