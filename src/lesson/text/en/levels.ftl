title = Time is only a ruler
claim = Where the weight of a row is divided by the density of its level, the choice of training times changes the noise of the loss, and not the loss.

ask-title = When to look
ask =
    Training draws a time for every row of a batch; a row is one example. Only the noise level of that time counts. It is measured by λ = ln(α²/σ²), the logarithm of signal over noise: λ is large near the data and far below zero near the noise.

    We fix how much each level is to count, w(λ). The times are a ruler for the levels: they give them a density p(λ). Each row gets the weight w(λ)/p(λ). Now draw the times in another way, so that p(λ) changes, and divide by the new one.
ask-question = What changes?
ask-choice-1 = The loss: the network now sees other levels more often.
ask-answer-1 = A level that is drawn twice as often has half the weight in each row. In the mean over many rows this cancels.
ask-choice-2 = Only how much the loss jumps from batch to batch.
ask-answer-2 = A level that is drawn twice as often has half the weight in each row. The mean over many rows stays. The scatter of the rows changes.
ask-choice-3 = Nothing at all.
ask-answer-3 = The mean over many rows stays. But a batch has few rows, and a level that is drawn seldom has a large weight. So the loss jumps when it is drawn.

run-title = One ruler
run =
    The network trains on eight Gaussians with uniform times. The weight w(λ) is a sigmoid: it is full where there is much noise, and nothing at the last details.

    Open the panel Loss by noise level. The area of the bars is the loss. One curve is the weight w(λ), another the density p(λ) of the times. The green line is the floor: the loss of a perfect network, { $loss } in all.

change-title = Another ruler, while it trains
change =
    Training goes on. Choose other training times: Uniform in λ, Adaptive in λ, or Your own p and drag the curve.

    The curve of p(λ) moves. The bars and the floor stay where they are, and so does the height of the loss. What changes is how much the loss jumps. It jumps most with Uniform in λ, which spends half of its rows on levels that do not count.

price-title = What a bad ruler costs
price =
    Here the times are Uniform in λ. Times that are Adaptive in λ go where the weighted loss is: during training they measure w(λ) times the error, and draw λ in proportion to it.

    The loss of a batch is a mean over its rows. A batch twice as large halves its variance. So a bad ruler has a price that can be paid in rows.
price-question = How many times as large must a batch be with times uniform in λ, to jump as little as with adaptive times?
price-least = 1: the same
price-most = 12 times
price-answer = You said { $given }; it is { $truth }, for a network that is perfect. Times that are uniform in t, as at first, are nearly as good as adaptive ones on this path: { $clock } times the batch is enough. So adaptive times are a remedy for a bad ruler, not a general gain.

why-title = Why the loss stays
why =
    The loss is an integral over λ. A batch estimates it by rows drawn from p:

    <integral>

    On the right p is there twice, in the mean over p and below w. It cancels. The variance of a row has it once:

    <spread>

    To keep the fraction small, p must be large where w(λ) times the error is large. Change the times, and compare the variance with that before. The gradient is a mean over the same rows. So its mean stays too, and its scatter changes.

transfer-title = A weight that is tied to the time
transfer =
    Now another training: the noise is predicted, and every row counts alike, whatever its time. This is the simple loss of DDPM. Nothing is divided by p.

    With uniform times a perfect network has the loss { $before }. Choose Log-normal noise (EDM) as training times: more of them are near the data. Commit first, then look where the loss goes.
transfer-question = Where does the loss of a perfect network go?
transfer-choice-1 = It stays: time is only a ruler.
transfer-answer-1 = It is a ruler only where one divides by p. Here p is the weight. Near the data the noise is hard to tell, and the loss of a perfect network rises to { $after }.
transfer-choice-2 = It rises: the noise is hard to tell near the data.
transfer-answer-2 = It rises to { $after }, with a network that is still perfect. Without the division, p is the weight: other times ask another question. Losses of such trainings cannot be compared.
transfer-choice-3 = It falls: there is less noise to remove near the data.
transfer-answer-3 = There is less noise, and so it is harder to tell: the noised point hardly shows it. The loss of a perfect network rises to { $after }.

further-title = Further
further =
    The loss as an integral over λ, for any weight, and adaptive times:

    <kingma2023>

    The same for the weight one:

    <kingma2021>

    What the scatter of the gradient costs:

    <mccandlish2018>

    Here you can also change the path. It is a ruler, too: α and σ change, the levels pass by at another speed, and the loss stays.

formula-integral = The loss is an integral over λ, and the mean of w/p times the error over rows whose λ has the density p.
formula-spread = The variance of one row. The variance of a batch is this over the number of its rows.
symbol-loss = The loss. The number is that of the last batch.
symbol-level = The level λ = ln(α²/σ²) at the time that is shown.
symbol-weight = How much a level is to count.
symbol-density = The density of λ among training rows.
symbol-error = Half the squared error of the noise in a row at this level; under the integral, its mean.
term-floor = Loss of a perfect network, with the times of this run
term-variance = Variance of one row, with a perfect network and the times of this run
paper-kingma2023 = section 3.1
paper-kingma2021 = equation 18
paper-mccandlish2018 = equation 2.9
claim-same = The losses of a perfect network with uniform, logit-normal, uniform in λ and adaptive times, and on the cosine path, differ from each other by at most { $most } standard errors.
claim-noisier = With times uniform in λ, a row varies at least { $least } times as much as with times that follow the loss.
claim-as-good = With uniform times, it varies at most { $most } times as much.
claim-learned = After 2,000 steps, the loss with uniform times is between { $least } and { $most } times that with adaptive times.
claim-tied = With the simple loss, times near the data raise the loss of a perfect network at least { $least } times.
notes =
    Ten minutes. Many answer that the loss changes, because for most trainings they know it does. The last question is that case.

    A trap: an adaptive ruler is no better training in general. On the usual paths uniform times are nearly as good as adaptive ones. It pays where the path was chosen without a look at the data.

    Another trap: with the weight one the loss has a long tail near the data, and uniform times there have a variance without bound. Then the mean of many rows is usually too low.
