# Two runs side by side.

side-left = Left
side-right = Right

comparison = Comparison
same = Both runs are the same. Change a setting on one side to see what it does.
differ = Left: { $left }. Right: { $right }.
differ-more = Left: { $left }. Right: { $right }. { $count ->
    [one] One more setting differs.
   *[other] { $count } more settings differ.
}
pace = Level
pace-steps = by steps
pace-steps-help = Both have done the same number of steps: the faster one waits
pace-seconds = by seconds
pace-seconds-help = Both train for the same time, each as fast as it can
close = Close comparison
compare = Compare
compare-title = Put a second run of the same experiment beside this one, and change something there
fork = Fork at this step
fork-title = Put a second run beside this one that continues from its present weights
whose-settings = Whose settings are shown
shared = Data, source and seed are the same on both sides.
