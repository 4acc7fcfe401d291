title = One step
claim = A single evaluation is enough, if training was for it.

ask-title = Which training survives?
ask =
    Sampling asks the network many times, because each answer holds only nearby. Suppose that you may ask once. Four trainings of one network on eight Gaussians, { $trained } steps each:

    Flow matching learns the velocity at each place and time. Reflow trains a second time, on the pairs of noise and sample that the first training makes. A shortcut model is also told how long its step will be. A consistency model learns where the path ends.
ask-question = Which of them fails with a single evaluation?
ask-choice-1 = The consistency model: the end is too far away.
ask-answer-1 = It learns the end itself, from any place of the path. Flow matching fails: its first answer is a mean over all data.
ask-choice-2 = The shortcut model: a whole step is too long.
ask-answer-2 = It has trained on just this step. Flow matching fails: its first answer is a mean over all data.
ask-choice-3 = Reflow: it only repeats flow matching.
ask-answer-3 = It repeats it on pairs whose lines do not cross, and so its paths are nearly straight. Flow matching fails: its first answer is a mean over all data.
ask-choice-4 = Flow matching: it answers for one moment alone.
ask-answer-4 = At the noise its answer points to the middle of all data, which is right for that moment and wrong for the whole way. The others were trained for the whole way.

flow-title = An answer for one moment
flow =
    The whole way is a sum of velocities along the path:

    <mean>

    One evaluation replaces the sum by its first term. Watch where the samples end while the network trains. No training helps: the exact velocity does the same.

reflow-title = Make the way straight
reflow =
    The first { $round } steps are flow matching. Then the network is asked with many steps for pairs of noise and sample, and trains again on these pairs. Along their lines the velocity hardly changes. So one step is nearly the whole way.

    It costs: the pairs must be made, and they carry the errors of the first training.

shortcut-title = Tell it how far
shortcut =
    A shortcut model is told the length d of its step. For short steps it learns the velocity, as flow matching does. For twice the length it learns what two of its own steps do together:

    <halves>

    The second of the two starts where the first ended. From the shortest steps to the whole way takes a few doublings.

distilled-title = Learn the end
distilled =
    Along one path the end is the same from everywhere. A consistency model learns a map f to it:

    <end>

    Here the neighbour s of t on the same path comes from the exact field, so this is distillation. Its samples lie on the data after one step.

    Set two or four steps: it goes to the end, adds noise again, and repeats. More steps help little here, for one was nearly enough.

transfer-title = How bad is one step?
transfer =
    Take the exact velocity, one step of Euler's method, and compare with fresh data.
transfer-question = How many times as far from the data are the samples as fresh data are?
transfer-least = 0 times
transfer-most = 40 times
transfer-answer = You said { $given }. It is { $truth } times, as the sliced W₂ measures it. A perfect network is no help: the question was wrong, not the answer.

further-title = Further
further =
    Straight paths by training on one's own pairs:

    <liu2023>

    Maps to the end of a path:

    <song2023>

    Steps of any length, and the mean velocity of a step:

    <frans2024>

    <geng2025>

    Choose MeanFlow or consistency training as the objective: they need no exact field.

formula-mean = The end of a path from the noise.
formula-halves = A step of twice the length is the mean of two: u′ is asked at the end of the first.
formula-end = The condition of consistency, for two times s and t of one path.
symbol-end = The sample.
symbol-field = The velocity at one place and one time.
symbol-time = The time; sampling goes from 1 to 0.
paper-liu2023 = section 2
paper-song2023 = algorithm 2
paper-frans2024 = section 3
paper-geng2025 = section 4
claim-far = After { $trained } steps of flow matching, samples in one step are at least { $least } times as far from the data as fresh data.
claim-straight = After reflow they are at most { $most } times as far.
claim-jumps = Those of a shortcut model are at most { $most } times as far.
claim-mapped = Those of a distilled consistency model are at most { $most } times as far.
notes =
    Eleven minutes. Show the trained weights where training takes long.

    Often said and not true here: that MeanFlow gets worse with more steps. With an even weight of the errors it gets better.
