# The page around a run: header, banners, dialogs, files of runs, the line of time.

tagline = Watch a model learn to turn noise into data
to-map = The map of the course
to-lesson = Lesson
to-lesson-title = Back to the lesson
share = Share
share-title = Copy the link to this experiment
share-copied = Copied
share-refused = See address
to-benchmark = Benchmark
to-benchmark-title = Benchmark: how fast is this device?
light-colours = Light colours
dark-colours = Dark colours
open-help = Keys (?)
open-help-label = Help: keys

area-settings = Task
area-training = Training
area-lesson = Lesson

# Banners.
of-side = { $side }: { $text }
reload = Reload
go-on = Go on from there
reset = Reset
try-again = Try again
dismiss = Dismiss

problem-link = This link cannot be read
problem-link-text = { $field } — { $message }. The usual experiment is shown instead; the address stays until you change something.
problem-place-text = { $field } — { $message }. The map of the course is shown instead.
problem-diverged = Training diverged
problem-diverged-text = { $text } The last finite weights are kept.
problem-engine = The engine cannot go on
problem-outdated = The page was updated while it was open
problem-outdated-text = Page and engine are of different builds ({ $page } and { $engine }). Reload the page: the address keeps its settings.
problem-misunderstood = The page and its engine cannot read each other's messages
problem-misunderstood-text = { $text } Reload the page: one of the two may be out of date.

# Places in links.
twice = is in the link twice
of-place = { $why }, not { $found }
votes-without-step = must come after a step, not { $found }
step-without-lesson = must come after a lesson
step-in-playground = must come after a lesson; the playground has no steps
no-such-lesson = there is no lesson { $found }
step-range = must be a whole number from 1 to { $count }

# Dialogs.
ask-reset = Reset the run?
ask-reset-text = All { $steps } training steps are thrown away.
ask-reset-keep = Keep
ask-reset-reset = Reset

# Results for screen readers.
result = Step { $step }.
result-with-loss = Step { $step }, loss { $loss }.

# Runs as files, and runs that a reload keeps.
run-files = Run as a file
save-run = Save the run with its weights
open-run = Open a run, or weights
file-of-run = The file of a run
nothing-to-save = There are no trained weights to save yet.
cannot-save = The run cannot be saved: { $why }.
browser-would-not-save = The browser would not save the run.
browser-would-not-read = the browser would not read it
opened = Opened { $name }: { $what }.
opened-run = the run at step { $step }
opened-weights = weights alone; training starts from them with the present settings
cannot-open = { $name } cannot be opened: { $why } Nothing has changed.
too-large-to-keep = The run had { $steps } steps; its network is too large to be kept, and training begins anew.
continued = Continued from step { $step }.
weights-not-kept = The weights of that run are not kept; it starts over.
drawing-unreadable = What was drawn on an earlier visit cannot be read: { $why }.

# The line of time.
hold-time = Hold the time (P)
play-from-start = Play from start to end (P)
play-from-noise = Play from noise to data (P)
time-from-start = Time, from start to end
time-from-noise = Time, from noise at 1 to data at 0
end-noise = noise
end-start = start
end-data = data
end-end = end
mixture = point = { $data } data + { $noise } noise

preview = Points of noise flow together to eight groups.
