# The stage: its map, tools, switches and notes.

stage = Stage
layers = Layers of the stage
layers-more = More
layers-fewer = Fewer
layer-unknown = Not known here: the exact field needs independent pairs, and data and source of few enough components.

map = Map
map-none = No map
map-none-help = Colour the plane by a density, or by the error of the model
map-learned = Learned density
map-learned-help = The density of the model at this time
map-exact = Exact density
map-exact-help = The exact density at this time
map-difference = Density difference
map-difference-help = Where the model's density is too large (in its own colour) or too small (in that of the exact answer)
map-error = Field error
map-error-help = The distance of the learned velocity from the exact one: large where there is little data
map-scale = Colours of the map: from { $least } to { $most }.
contours = Contours
contours-title = Lines of equal height

points = Points
points-title = How many points the clouds have
save-samples = Save the samples as CSV
browser-would-not-save = The browser would not save the samples.

velocity = velocity
score = score
denoised = denoised

tools = Drawing
draw = Draw the data (D)
erase = Erase (E)
undo = Undo (Ctrl+Z)
redo = Redo (Ctrl+Shift+Z)
clear = Clear the drawing
brush = Radius of the brush

of-side = { $side }. { $label }
label-series = Stage: observed spirals, with the trajectories of the model.
label-imitation = Stage: the expert's demonstrations, and the agents of the policy.
label-drag = { $label } Drag from the start to the goal to add a demonstration.
label-data = Stage: the data, { $data }, with the samples and fields of the model.
label-brush = { $label } Drawing: arrow keys move the brush, Enter draws.
label-pen = { $label } Arrow keys move the pen, Enter draws, Backspace removes the last stroke.
label-pin = { $label } Arrow keys move the pin of your answer.
label-mark = { $label } Arrow keys move the point that is marked.

pairs-note = Pairs of <data> and <noise> that meet at the point. Each pair has its own velocity; <mean> is what the field must learn. Press anywhere, or use the arrow keys.
pairs-data = data
pairs-noise = noise
pairs-mean = the mean

empty = Draw something
empty-how = Press and drag, or use the arrow keys and Enter.
empty-no-tool = Select the brush first.
