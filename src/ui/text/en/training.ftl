# The training column: readings, buttons, speed.

training = Training
reading-step = Step
reading-loss = Loss
reading-rate = Steps/s

train = Train
train-title = Train (space bar)
pause = Pause
pause-title = Pause (space bar)
step = Step
step-title = A single training step (.)
reset = Reset
reset-title = Back to the same initial weights (R)

speed = Speed
speed-title = How fast to train
speed-1 = 1 step/s
speed-5 = 5 steps/s
speed-20 = 20 steps/s
speed-100 = 100 steps/s
speed-max = full speed

changes = Changes of settings
undo = Take the last change of settings back
undo-title = Take the last change of settings back (Ctrl+Z)
redo = Make the change of settings again
redo-title = Make the change of settings again (Ctrl+Shift+Z)

blocked = { $setting }: { $why }.
blocked-field = { $setting }, { $field }: { $why }.
