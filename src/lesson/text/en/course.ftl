# The words of the course that belong to no lesson.

part-matching = Matching an expert
part-scores = Scores
part-flows = Flows
part-one-loss = One loss
part-steering = Steering and speeding up
part-imitation = Imitation

home-title = How a learner matches an expert
home-lead = A course and a laboratory in one page: say what will happen, train a network in this tab, and see your answer beside the exact one.
part = Part { $number } · { $title }
minutes = { $minutes } minutes
how-far = step { $step } of { $of }
continue = Continue: { $title }, step { $step } of { $of }
begin = Begin: { $title }
alone = On your own
playground = Playground
playground-claim = Everything at hand: draw data, choose a model, train it, and compare two runs.
playground-minutes = As long as you like

own-order = The lessons of this course
unknown-lessons = There is no lesson called { $names }.
lecturers = For lecturers
flow-first = The course with flows first
by-parts = The course by parts
all-notes = Notes for every lesson
link-table = What a link can say
link-help = A link names a place and, where an experiment differs from the default, its settings. The button Share copies the link of what is shown.
link-course = The lessons and their order: names between commas, or flow-first.
link-engine = cpu, webgpu, or fastest; without it the page chooses.
link-lang = The language. en-XA and ar-XB show what a translation would break.
link-lesson = The lesson, or the playground.
link-votes = The votes of a class at this step, a number for each answer.
link-stage = webgl2 or canvas: what draws the points; without it WebGL2 where a GPU draws.
link-step = The step of the lesson, counted from 1.

steps-of-lesson = Steps of the lesson
step-of = Step { $step } of { $of }
back = Back
back-title = The step before (Page up)
next = Next
next-title = The next step (Page down)
next-lesson = Next lesson: { $title }
to-map = To the map
to-playground = Open this in the playground

trains-steps = Training takes { $steps } more steps.
trains-for = Training takes about { $seconds } more seconds here.
show-trained = Show it trained
trained-before = These weights were trained before, for { $steps } steps.
trained-loading = The trained network is being loaded.
trained-missing = The trained weights cannot be loaded.

commit = Commit to this answer
right = Right.
wrong = Not so.
your-answer = Your answer
moves-marker = Drag the marker, or use the arrow keys.
draws-path = Draw on the picture, or focus the picture and use the arrow keys.
draws-cloud = Draw on the picture; or focus it, move with the arrow keys, and press Enter.
drag-symbol = Move the symbol
draw-again = Draw again
moves-pin = Press on the picture to put the pin there, or focus the picture and use the arrow keys.
given = you
truth = truth

class = What did the class say?
class-help = Votes for each answer. They stay in this browser and in the link.
votes = Votes for answer { $number }

symbols = Symbols of the formula
symbol-value = { $name } Now: { $value }
term-by-term = Term by term
unknown = –

notes = For the lecturer

claims = Is it true?
claims-help = Each claim is an inequality. The tests of this program check it with five seeds; here you can try others on this device. Your run then starts over.
claims-check = Check with fresh seeds
claims-stop = Stop
claims-working = Seed { $seed }: run { $run } of { $runs }, step { $step } of { $steps }
claims-rate = { $held } of { $tried } on this device
claim-value = Seed { $seed }: { $value }
claim-no-value = Seed { $seed }: no value
claims-words = holds if
