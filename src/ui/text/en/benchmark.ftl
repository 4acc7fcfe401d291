# The benchmark.

back = Back to the playground
title = How fast is this device?
lead = The page times its own work here: training steps, large clouds, and how fast this processor multiplies and adds. It takes some seconds; other load on the device makes the numbers worse.
notes = Each time is one repetition, the median of many; the range holds the middle 80 %. GFLOP/s counts the multiplications and additions of the network alone, in billions a second. The peak is what one core reaches in this browser with numbers that never leave its registers.
refused = This address cannot be read
refused-text = { $field } — { $message }. The usual work is measured instead.
milliseconds = must be a whole number of milliseconds from { $least } to { $most }, not { $found }

run = Run
run-again = Run again
measuring = Measuring
progress = { $place } of { $of }, on { $engine }: { $work }
waiting = Waiting for { $name } to start
nothing = There is nothing to measure with this address.
done = Done.
ready = Ready.
starting = starting
asked-for-another = the address asks for another engine
program-failed = its program failed
gone = it is gone
unknown = What the numbers mean is said here once they are there.

as-json = As JSON
as-json-label = Results as JSON
copy = Copy
copied = Copied
copy-refused = Select the text to copy it

table = Times and rates of each piece of work, engine by engine
engine = Engine
work = Work
median = Median
range-title = The middle 80 % of the times
rate = Rate
gflops-title = Billions of multiplications and additions a second
of-peak = Of the peak
of-peak-title = How much of the peak of this processor
measuring-row = measuring

about-minutes = about { $minutes } min
about-seconds = about { $seconds } s
less-than-a-second = less than a second
the-cpu = the CPU
the-webgpu = WebGPU
work-train = Train { $depth } × { $width }, { $batch } points a step
work-sample = Sample { $depth } × { $width }, { $points } points, { $steps } steps
work-objective = Train { $objective }, as its authors have it
work-peak = Multiply and add, in registers
steps-a-second = steps/s
points-a-second = points/s

no-engine = No engine runs on this device
engine-reason = { $engine }: { $why }.
only = Only { $engine } was measured, as the address asks.
chosen = The page would train on { $engine }: { $why }.
pace-of-default = The default network, { $depth } layers of { $width } neurons, makes about { $rate } training steps a second on { $engine }.
pace-of-network = The network, { $depth } layers of { $width } neurons, makes about { $rate } training steps a second on { $engine }.
wait = From Train to a good ring, or to eight Gaussians, it takes { $wait }, or { $steps } steps.
verdict-nothing = Nothing could be measured
verdict-no-lessons = This alone says nothing about lessons
verdict-this-live = A lesson with this work in it will be live on this device
verdict-this-patient = A lesson with this work in it takes some patience on this device
verdict-all-live = Every lesson will be live on this device
verdict-mostly-live = Lessons will be live on this device; large networks and large clouds take some patience
verdict-patient = Lessons work on this device, but take some patience
