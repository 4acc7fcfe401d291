title = Same crowd, different walks
claim = With or without fresh noise in its steps, a sampler leads to the same crowd at every time, but its particles walk in other ways.

ask-title = Must every particle walk alike?
ask =
    A sampler leads noise to data in small steps. It can do so without chance: then each start has one end. Or every step adds fresh noise, and a longer step along the score removes as much. The data are eight Gaussians. Move the line of time to see both ends.

    Correlation says how much the end of a particle follows from its start. It is 1 where the ends copy the starts, moved and enlarged. It is 0 where a start tells nothing of the end.
ask-question = How large is the correlation of start and end, with fresh noise in every step?
ask-least = ends turn against starts
ask-most = ends copy starts
ask-answer = With the exact score it is { $truth }; you said { $given }. A hundred small portions of fresh noise have replaced all that was left of the start.

run-title = Train the score
run =
    The network learns the mean noise in a noised point. Divided by −σ this is the score: the slope of the log density at each place and time. The orange points are samples, with fresh noise in every step.

    The panel One sample, step by step follows one of them. Each step is a move along the field, and then a random jump.

see-title = Colour the starts
see =
    Each sample has the colour of the direction in which it started. Move the line of time to noise, then back to the data. With fresh noise every Gaussian gets all colours.

    Now set the Noise dial η of the sampler to 0. The same network draws nearly the same crowd, but each Gaussian has the colours of its own side. Without chance, neighbours at the start are neighbours at the end. In the exact field the correlation of start and end is now above { $kept }.

why-title = Why the crowd stays the same
why =
    Every value of η gives one way back. Read it as one small step dx:

    <reverse>

    Noise spreads the crowd out. The score points to where the crowd is dense. For each η the formula has just as much more of the score as its noise needs. Spreading and gathering cancel, and the crowd of every moment stays that of the noised data. With η = 0 nothing is random. Such a way back is called a flow; with noise it is an SDE, a stochastic differential equation.

one-title = One start for all
one =
    Now all particles start at one place. The noise dial is at 0, so all take one path and end at one point.

    Commit first. Then turn the dial η to 1.
one-question = Where will the particles end, from one start and with fresh noise in every step?
one-choice-1 = Around that one point, in a small cloud.
one-answer-1 = The steps are small, but there are a hundred of them, and the first ones are taken where the crowd is still wide. The noise of all steps together is as large as that of the start.
one-choice-2 = In the one or two Gaussians nearest to the start.
one-answer-2 = That would need a memory of the start. Its correlation with the end is near 0, so the nearest Gaussian is no more likely than the farthest.
one-choice-3 = In all eight Gaussians, about equally.
one-answer-3 = The end hardly depends on the start. One start is as good as a thousand, and the variety of the samples comes from the steps alone.

transfer-title = Half the noise, another path
transfer =
    Until now the path was VP, which keeps the variance. The sub-VP path holds less noise on the way, and has the same ends. The data are the same eight Gaussians. The noise dial η is at one half.

    Commit first. Meanwhile a new network trains. Its samples have the colours of their starts.
transfer-question = How large is the correlation of start and end with the dial at one half?
transfer-least = ends turn against starts
transfer-most = ends copy starts
transfer-answer = With the exact score it is { $truth }; you said { $given }. The noise counts by its variance, and half the dial is a quarter of the variance. Even a quarter is enough to lose most of the start.

further-title = Further
further =
    The way back as an SDE, its flow without noise, and the paths VE, VP and sub-VP:

    <song2021>

    All values of η, as a score that gathers and noise that spreads:

    <karras2022>

    The same dial between a sampler without chance and ancestral sampling:

    <ddim2021>

    In the playground you can choose any path, sampler and noise dial, and let all particles begin at one start.

formula-reverse = One step of a sampler, with t falling. The drift f and the rate of noise g belong to the path, and s is the score. The dial η sets how much fresh noise there is.
symbol-point = The place of a particle.
symbol-drift = The drift of the path, which shrinks the data while noise is added.
symbol-dial = The noise dial: 0 is the flow without chance, 1 is the reverse SDE.
symbol-score = The score: the slope of the log density at this place and time. The network learns it.
symbol-fresh = Fresh noise, drawn anew for every particle and step.
symbol-time = The time: 0 at the data, 1 at the noise.
paper-song2021 = equations 6 and 13
paper-karras2022 = equation 6
paper-ddim2021 = equations 12 and 16
claim-crowd = At five times, the clouds with and without noise are at most { $most } times as far apart as two clouds of noised data, by energy distance in the exact field.
claim-kept = Without noise, the correlation of start and end is at least { $least }.
claim-lost = With noise, it is between { $least } and { $most }.
claim-all = After 3,000 steps, samples from one start fall into the eight Gaussians with equal shares, up to a total variation of { $most }.
notes =
    Ten minutes. Most of a class put the first marker between 0.3 and 0.7: they think of noise as a small disturbance. Ask how much of the starting noise is left after a hundred steps, each of which replaces some of it.

    Show the colours twice, with η = 1 and with η = 0, and let the class say what has changed and what has not. The shapes are the same; only the colours differ.

    A trap: the same crowd at every time does not mean the same paths. A second trap: with few steps and a learned score the two crowds differ a little, because both samplers make errors of their own. The claims use the exact field for that reason.

    For data that are one standard Gaussian, on the path of this lesson, the correlation falls as an exponential of η². That is why half the dial already loses most of the start.
