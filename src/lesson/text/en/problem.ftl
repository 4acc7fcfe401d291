title = You are the learner
claim = With one Gaussian and two groups of data, forward KL covers both groups, and reverse KL picks one.

ask-title = Two losses, one Gaussian
ask =
    An expert makes points in two groups. You see samples, and you want a model that makes points like these. Your model is a single Gaussian. A loss says how far the model is from the data. Here are two, both named after Kullback and Leibler (KL).

    Forward KL takes points of the data and asks how improbable the model makes them. Reverse KL takes points of the model and asks how improbable the data make them. Both are zero if model and data are the same.
ask-question = Each loss has a best Gaussian of its own. Where do the two lie?
ask-choice-1 = Both lie between: from there a Gaussian is near to all points.
ask-answer-1 = That is true of forward KL. Reverse KL takes points of the model, and many points of a Gaussian in the middle lie in the gap, where data are very improbable.
ask-choice-2 = Forward KL between, reverse KL on one group.
ask-answer-2 = Forward KL takes points of both groups, so the model may leave none out. Reverse KL takes points of the model, so the model may put none into the gap. The group that is left out goes unnoticed.
ask-choice-3 = Forward KL on one group, reverse KL between.
ask-answer-3 = It is the other way round. Forward KL takes points of both groups, and a Gaussian on one of them makes the others nearly impossible. Reverse KL does not notice the group that is left out.

fit-title = Be the learner
fit =
    Here are 60 samples of the expert, and your Gaussian in orange, at one and at two standard deviations. Make forward KL as small as you can. Then take two Gaussians, and three.

    <editor>

    W₂ is how far the points of the model must move to become data. JS is explained with the judge, three steps later.

    Your best forward KL is kept.

see-title = Two best Gaussians
see =
    The green ellipses are the best single Gaussians: one by forward KL, one by reverse KL. Put yours on them with the buttons, and read the bars.

    <optima>

    Forward KL finds the mean and the covariance of the data, at { $forward } nats, the unit of natural logarithms. Much of that Gaussian lies in the gap, so its reverse KL is { $reverse-there }.

    Reverse KL finds the larger group, at { $reverse } nats. It leaves 40 % of the data out, so its forward KL is about { $forward-on-mode }, off the scale. W₂ prefers the Gaussian in the middle, too.

why-title = Whose points are averaged
why =
    The density of the data is p, that of the model is q. Both losses average a difference of logarithms, but over other points:

    <forward>

    <reverse>

    If q is nearly 0 where there are data, forward KL is huge: the model must cover. If p is nearly 0 where the model is, reverse KL is huge: the model must avoid the gap.

    A learner has only samples. They are enough for forward KL: the mean of log p is the same for every model, and the rest says how probable the model makes the samples, their likelihood. Reverse KL needs log p at points of the model. Samples do not tell it.

judge-title = Ask a judge
judge =
    A way out: let a judge learn to tell points of the expert from points of the model. The best judge says “expert” with this probability:

    <discriminator>

    <map>

    Where the picture has no colour, the judge cannot tell. Far from both, the judge names the wider one. Shape your model until the colours fade. As a game, the judge wants to be right and the model wants to be taken for the expert. Its value is { $cannot-tell } if the judge cannot tell, and 0 if the judge is always right:

    <game>

    JS is the Jensen–Shannon divergence. Like reverse KL, it prefers the larger group to the middle here: of the two green Gaussians one has { $js-on-mode }, the other { $js-there }.

transfer-title = Three groups
transfer =
    Other data: three groups. Half of the points belong to the upper group, and a quarter to each of the lower ones. One Gaussian is fitted by forward KL. Put the pin on its centre. And where would reverse KL put it?
transfer-question = Where is the centre of the best Gaussian by forward KL?
transfer-answer = Your pin is { $apart } from the mean of all data, and that is the centre. The upper group counts twice as much as each of the others. Reverse KL puts its Gaussian on the upper group.

further-title = Further
further =
    The two divergences, with a picture of a single Gaussian and two groups:

    <bishop2006>

    The best judge, and its value:

    <goodfellow2014>

    What each divergence means for a robot that imitates an expert with several habits:

    <ke2020>

    In the playground you can draw an expert of your own, and let a network match it.

formula-forward = Forward KL averages over points of the data.
formula-reverse = Reverse KL averages over points of the model.
formula-discriminator = If expert and model make equally many points, this is the probability that a point is the expert's. The best judge says it.
formula-game = The value of the judge's game for the best judge, where it is as high as it can be.
symbol-forward = The forward divergence of your model from the data.
symbol-reverse = The reverse divergence of your model from the data.
symbol-data = The density of the data: the expert.
symbol-model = The density of the model: your Gaussians.
symbol-over-data = The mean over points of the data.
symbol-over-model = The mean over points of the model.
symbol-judge = The best judge: the probability with which it says “expert”.
symbol-js = The Jensen–Shannon divergence of your model and the data.
paper-bishop2006 = section 10.1.2, figure 10.3
paper-goodfellow2014 = proposition 1 and theorem 1
paper-ke2020 = section 1
claim-moments = A search for the least forward KL ends at the mean and the covariance of the data, within { $most } of their scale.
claim-one-mode = Of the best Gaussian by reverse KL, a share of at least { $least } lies on one group.
notes =
    Fifteen minutes. Many of a class say that both losses put the Gaussian between the groups. Ask those for the price of a model point in the gap.

    Let one student drag on the lectern while the class calls out. With one Gaussian nobody gets forward KL below the value of the next step; with two, it can come near to zero.

    With two Gaussians at the right places, look at the shares: with equal ones, a tenth of the points must go all the way to the other group, and W₂ is about as large as for one Gaussian in the middle. Forward KL hardly notices.

    A trap: reverse KL is not blind to the missing group altogether. The price of leaving it out is minus the logarithm of the share that is kept, which is small. Another trap: a search for the least reverse KL can also end at a bridge across both groups, which is a local minimum and much worse.

    “Mode-covering” and “mode-seeking” are the usual names for the two.
