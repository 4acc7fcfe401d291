title = Many names for one answer
claim = A network may answer with noise, data or a mixture of both, but each name makes errors larger at another end of the path.

ask-title = What should the network say?
ask =
    A noised point is α times the data plus σ times the noise. If one of the two is known, the point gives the other. So a network may answer with the noise, with the data, or with a mixture of both. The sampler needs the velocity, and converts the answer.

    On this path α falls from 1 to 0 and σ rises from 0 to 1. The network answers with the noise. Its loss counts the error of the noise alike at all times.
ask-question = Where will the velocity that is computed from its answer be worst?
ask-choice-1 = Near the data: there is hardly any noise to see.
ask-answer-1 = The little noise is hard to see there. But an error of it hardly matters, because the point holds so little noise. The velocity is worst near the noise.
ask-choice-2 = Near the noise.
ask-answer-2 = There the noise is easy to see: the point is almost nothing else. But the data are found by taking the noise away and dividing the small rest by α. This division enlarges every error.
ask-choice-3 = Nowhere: it is equally good at all times.
ask-answer-3 = The loss counts errors of the noise alike at all times. The velocity holds these errors divided by α, and α falls to 0 near the noise.

run-title = Train on the noise
run =
    The network learns to answer with the noise. Green arrows are the exact velocity, orange ones are computed from its answers.

    Train { $steps } steps. Then open the panel Quality. Its curve shows the error of the velocity over time, relative to the velocity itself. It is highest near the noise.

see-title = One answer, many names
see =
    The table converts one answer at the mark. Here ε is the noise and x the data. The other rows follow from these two: v = α ε − σ x, the F of Karras et al., the score s and the velocity u:

    <names>

    Each row has its own error, though the network has answered once. Look at the errors of the noise and of the data: at t = { $late } that of the data is { $ratio } times as large. Move the line of time towards the data: the error of the data becomes the smaller one.

why-title = The exchange rate of errors
why =
    The point itself is known. So the errors δ of data and noise must cancel in it:

    <balance>

    Where α is small, a small error of the noise needs a large one of the data. The velocity follows from both. On this path its error is:

    <rates>

    Press the terms for their values at the time that is shown. The rate of an error is the factor before it. That of the noise is large at one end, that of the data at the other. For v it is the same everywhere.

data-title = Train on the data
data =
    The same path and the same network, but now it answers with the data. Train { $steps } steps and look at the panel Quality again.

    The curve is now the other way round. Near the noise the velocity is as good as with any name. Near the data its error is several times the velocity itself: the answer is nearly right, but its error is divided by σ, and σ is smaller still.

mixed-title = Train on the mixture
mixed =
    This network answers with v. On this path the velocity is v times π/2, so that nothing is divided. Train { $steps } steps. At each end its error is about that of the better of the other two networks.

    Now look at Sliced W₂, a distance of samples and data. All three names give nearly the same, because the peaks of the error are high but short, and the sampler passes them in a few steps. The likelihood is less kind: for the network that answers with the data, −log p is several nats too high.

transfer-title = The straight path
transfer =
    Another path: α is 1 − t and σ is t. The velocity is noise − data. Again a network answers with the noise, and the sampler computes the velocity from it. At t = { $near } its answer is wrong by { $error }.
transfer-question = By how much is the velocity wrong?
transfer-least = 0: not at all
transfer-most = 3
transfer-answer = You said { $given }; it is { $truth }. The data are wrong by { $error } times σ/α, which is { $error } times 19, and to the other side. The velocity is wrong by this and by the error of the noise: together { $error }/α.

further-title = Further
further =
    The noise as the answer:

    <ho2020>

    Why v, when there are few steps:

    <salimans2022>

    Why F, on a path that only adds noise:

    <karras2022>

    All names as weights of one loss, and as network outputs:

    <kingma2023>

    <gao2024>

    Choose what the network predicts on the straight path, and compare the curves of the panel Quality. In the playground a weighting can make the losses of two names the same.

formula-balance = The errors δ of data and noise in one answer. They cancel, because α times data plus σ times noise is the point, and the point has no error.
formula-rates = The error of the velocity on this path, from the error of the noise, of the data, or of v.
symbol-alpha = The share of the data at the time that is shown.
symbol-of-data = The error of the data.
symbol-sigma = The share of the noise at the time that is shown.
symbol-of-noise = The error of the noise.
symbol-of-velocity = The error of the velocity.
symbol-of-v = The error of v, which is α ε − σ x.
term-noise = The rate of the noise ε
term-data = The rate of the data x
term-v = The rate of v
term-score = The rate of the score, −ε/σ
term-f = The rate of F
paper-ho2020 = section 3.2
paper-salimans2022 = section 4
paper-karras2022 = section 5
paper-kingma2023 = table 1
paper-gao2024 = the part on what the network should output
claim-rate = Random errors of the noise at t = { $late } are in the velocity at least { $least } times as large as the same errors of v.
claim-near-noise = After { $steps } steps, near the noise, a network that answers with the noise has at least { $least } times the error of the velocity of one that answers with v.
claim-near-data = Near the data, a network that answers with the data has at least { $least } times that error.
claim-middle = Half-way neither has more than { $most } times that error.
claim-likelihood = By the velocity of the network that answers with the data, −log p is at least { $least } nats higher than by that of v.
notes =
    Ten minutes. Most of a class chooses the end of the data, because the noise is hard to see there. Ask for what the answer is used.

    Write the table with two rows and three columns: noise and data; near the data, half-way, near the noise. Let the class fill in small and large.

    A trap: a large error of the velocity need not mean bad samples. It is large for a short time. A likelihood also integrates the slope of the velocity along the path, and there a peak counts for more.

    Another trap: the score as a name. With the plain squared error it fails here, because its values grow like 1/σ near the data, and the loss cares for nothing else. The lessons on scores weight it by σ².
