# The help.

title = Keys
close = Close
single-keys = Letters, digits, . and ? act everywhere on the page
single-keys-title = Off, if you speak to your computer or touch keys by accident
about = Time runs from 0, the data, to 1, the noise; sampling goes from 1 to 0. Everything is computed in this tab, and the link holds the whole experiment.

# Keys with a name; the others are called as the keyboard does.
space = Space
arrows = Arrows

does-train = Train or pause
does-step = A single training step
does-reset = Reset to the same initial weights
does-play = Play or hold the time
does-move-time = On the line of time: towards noise, towards data (with Shift: further)
does-move-history = On the line of training: an earlier step, a later one; End is now
does-layers = Show or hide a layer, in the order of the switches
does-brush = Select the brush, or deselect it
does-eraser = Select the eraser
does-undo = Undo a stroke
does-redo = Redo it
does-move-tool = On the stage: move the tool, or the point whose pairs are shown
does-move-knot = On a knot of a curve: move it; Enter adds another, Delete removes it
does-draw = With a tool, on the stage: draw
does-leave = Deselect the tool, close this
does-help = This help
