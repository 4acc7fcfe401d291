title = From a phone book to a law
claim = The perfect field of a training set returns its points; a network need not.

ask-title = Twenty points are all there is
ask =
    Here are { $few } points of an expert. They come from a law, two moons, but the training set is all that the loss ever sees. The best field of that loss can be computed exactly, for these { $few } points.
ask-question = What does sampling with this perfect field give?
ask-choice-1 = The { $few } points again, and nothing else.
ask-answer-1 = To the loss the { $few } points are the whole distribution. Its minimum samples them, to within the small width of { $std } that each point has here.
ask-choice-2 = New points between the { $few }, along the moons.
ask-answer-2 = Nothing in the loss speaks of moons. Its minimum samples the { $few } points, to within the small width of { $std } that each point has here.
ask-choice-3 = A cloud around the { $few } points, as wide as their spread.
ask-answer-3 = A wide cloud would have a higher loss. The minimum samples the { $few } points, to within the small width of { $std } that each point has here.

run-title = Now a network
run =
    A network trains on the same { $few } points, for { $soon } steps. Look where its samples lie: near the points, but not on them. It fills gaps that the perfect field leaves empty.

    Is that an error? By the loss, yes. By the law behind the points it may be right.

longer-title = Train on
longer =
    Training will continue with the same { $few } points, from { $soon } to { $late } steps, as soon as you go on.
longer-question = Where will the samples go?
longer-choice-1 = Further along the moons, as the network learns the law.
longer-answer-1 = The law is not in the data. The loss keeps falling where the samples come closer to the { $few } points, and that is where they go.
longer-choice-2 = Towards the { $few } points.
longer-answer-2 = The loss is lowest there. Training longer is memorising more: after { $late } steps the samples are at least 40 % closer to the nearest point than after { $soon }.
longer-choice-3 = They stay, since the loss is flat by now.
longer-answer-3 = A loss that looks flat still falls a little, and the samples still move: towards the { $few } points.

why-title = Why the perfect field knows only points
why =
    Watch the samples move while you read. The best guess of the data is a mean over the training points. Each has the share with which it may have become the noised point:

    <field>

    With much noise all points have shares, and the guess is their middle. With little noise one point has nearly all of it. So every path ends at a point. A network cannot change its guess that sharply at once. It begins smooth, and gets sharper as it trains.

more-title = More points
more =
    The table has the distance to the nearest training point, for samples in the exact field and for fresh data of the law:

    <table>

    This network trains on { $many } points. Now its samples are as far from the nearest training point as fresh data are. It has not memorised them: it has no room and no time for so many sharp turns. Change the number of points or the network's width, and train on: under Quality stand the distance to the nearest point, and how likely the network finds fresh points of the law.

transfer-title = When is it memory?
transfer =
    To tell memory from law, compare the distance of the samples to the nearest training point with that of fresh data.
transfer-question = With { $few } training points, how far is a fresh point of the moons from the nearest one, on average?
transfer-least = 0
transfer-most = 1
transfer-answer = You said { $given }. It is { $truth }. Samples that are much closer than this were memorised; samples as far away as this may come from the law, or from anywhere else: look at the picture too.

further-title = Further
further =
    The perfect field of a finite set:

    <karras2022>

    When two networks that saw different data agree, they have left memory behind:

    <kadkhodaie2024>

    In the playground choose Finite points as data, and paste your own.

formula-field = The best guess of the data, given a noised point.
symbol-guess = The best guess of the data.
symbol-share = The share of a training point: the probability that it became the noised point.
symbol-time = The time; with much noise all shares are alike.
symbol-point = A training point.
paper-karras2022 = appendix B.3
paper-kadkhodaie2024 = section 2
claim-exact = Samples in the exact field of { $few } points are at most { $most } from the nearest of them, on average.
claim-between = After { $soon } steps the network's samples are { $least } to { $most } times as far from the nearest training point as fresh data.
claim-falls = After { $late } steps they are at most { $most } times as far as after { $soon }.
claim-law = With { $many } training points they are at least { $least } times as far as fresh data.
notes =
    Nine minutes. The first question divides every class. Ask those who chose new points where in the loss the moons are.

    A trap: a network that does not memorise is not therefore right. Between the points it invents, and only the law could judge that.
