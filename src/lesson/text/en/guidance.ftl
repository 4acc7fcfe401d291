title = More of the same, and too much of it
claim = Guidance beyond the class overshoots the law that it is said to sample.

ask-title = Push it further
ask =
    Three Gaussians, and each is a class. One network learns them all: it is told the class of a point, but in one row of ten the class is hidden. So it knows two velocities, one towards the chosen class and one towards all data.

    Guidance goes beyond the class. It starts from the velocity of all data and adds the difference of the two, { $scale } times. With 1 it would sample the class itself, the upper Gaussian.
ask-question = Where do the samples lie with { $scale } times the difference?
ask-answer = Your cloud is { $apart } away, as the sliced W₂ measures it. The samples leave the other classes behind, and their own class too: they crowd above it, closer together than its data.

run-title = Train one network for all classes
run =
    The network trains on all three classes. The samples are of the upper one, with guidance 3. Watch where they settle, beside the data.

    Nothing tells the network to go there. The same network with the scale 1 samples the upper Gaussian.

see-title = Turn the scale
see =
    Set the scale to 0, 1, 2 and 5: nothing is trained again. With 0 the samples are of all classes, with 1 of the upper one. In Sampling you can choose another class.

    Guidance is often said to sample a powered law: the probability of the class, given the point, raised to the power w. The table has its height and spread, those of samples in the exact field, and how far apart the two are, also with CFG-Zero*, which comes later.

    <scales>

why-title = Why it overshoots
why =
    At each time the field of guidance is this:

    <rule>

    The powered law belongs to the data:

    <law>

    At the data both have the same slope. Before, at each level of noise, the guided slope belongs to a power of the noised laws. That is not the powered law with noise added. So the steps of sampling follow a chain of laws that is no noising of anything, and nothing makes them end at the powered law.

    With w = 1 all agree. The larger w, the further they part.

one-title = The overshoot in numbers
one =
    Take the simplest case, along one axis. The class is a Gaussian of variance 1. All data together are a Gaussian of variance { $wide }. The scale is { $scale }.

    The powered law is then a Gaussian of variance { $powered }: narrower than the class. The samples of the flow are a Gaussian too.
one-question = What variance do the samples have?
one-least = 0
one-most = 1.5
one-answer = You said { $given }. It is { $truth }: half of what the powered law has. In general the flow samples the variance 2 to the power 1 − w, the powered law has 2/(w + 1). With noise on the way the samples get a third variance.

judge-title = A judge who never saw noise
judge =
    There is an older way. Train no second velocity but a classifier, and add the slope of its log probability to the score of all data. By Bayes' rule this gives the score of the class, if the classifier knows noised points.

    Suppose that it was made for clean data alone, perfectly, and that it is asked about noised points all the same.
judge-question = What do its samples look like?
judge-choice-1 = Many belong to other classes, since it is wrong about noised points.
judge-answer-1 = See the table: nearly all samples are judged right. It is too sure about noised points, not too unsure, and pushes them too far.
judge-choice-2 = Nearly all belong to the class, but they crowd in one place.
judge-answer-2 = A sure judge pushes hard at every level of noise, where a judge who knows noise would doubt. All samples are of the class, and they crowd far above the other classes. Accuracy alone would call this perfect. The next step has the table.
judge-choice-3 = The same as with a classifier that knows noise.
judge-answer-3 = Noised points of all classes overlap. A judge who knows noise doubts there and pushes little; this one never doubts.

trained-judge-title = Two judges, exact and trained
trained-judge =
    The two judges, both exact, one for noised points and one for clean data:

    <judges>

    Beside this run a third one is trained: a network that tells the three classes apart, on clean points alone. It pushes the samples here. They lie above their class, as with the exact judge of clean data.

    Untick Trained on clean points: then the judge is trained on noised points, and told the time. The samples return to their class.

cleaner-title = Away from one's own errors
cleaner =
    Guidance needs a stronger and a weaker field, not a class. Here the data are eight Gaussians without classes. The weaker field is the same network after { $earlier } steps: it makes the same errors, only larger. Going away from it goes away from the errors.

    Train, and compare guidance None and Autoguidance: fewer samples lie between the Gaussians. CFG-Zero* is another remedy: it first scales the velocity of all data to fit that of the class.

transfer-title = Cleaner, or closer?
transfer =
    With autoguidance at w = 3 fewer samples lie between the Gaussians. Commit first; then look at the panel Quality.
transfer-question = Are the samples then a better copy of the data as a whole?
transfer-choice-1 = Not by this alone: samples can be clean and still too narrow.
transfer-answer-1 = A distance between the clouds also counts how wide each Gaussian is and how many samples it has. Guidance narrows. Look at Sliced W₂ with and without it.
transfer-choice-2 = Yes, because fewer of them are wrong.
transfer-answer-2 = Samples between the Gaussians are few, and a distance between clouds counts all points. Guidance also makes each Gaussian narrower than its data.
transfer-choice-3 = Yes, because the weaker field is a worse model.
transfer-answer-3 = That makes the direction useful, not the length of the step. With w above 1 the field is beyond what was learned.

further-title = Further
further =
    A classifier as guide, and guidance without one:

    <dhariwal2021>

    <ho2022>

    What guidance samples, and what it does not:

    <bradley2024>

    A weaker copy as the other field; scaling for flows:

    <karras2024>

    <fan2025>

    Pairs by optimal transport spoil a model that is told the class, unless they are made within each class:

    <cheng2025>

formula-rule = The guided velocity.
formula-law = The powered law, up to a constant.
symbol-guided = The velocity that the samples follow.
symbol-all = The velocity towards all data: the same network, told no class.
symbol-scale = The scale of guidance.
symbol-class = The velocity towards the chosen class.
paper-dhariwal2021 = section 4, equation 12
paper-ho2022 = equation 6
paper-bradley2024 = section 3
paper-karras2024 = section 3
paper-fan2025 = section 4
paper-cheng2025 = section 4
claim-overshoot = In the exact field, with w = 3, the mean of the samples lies at least { $least } above that of the powered law.
claim-learned = After { $trained } steps of training, with w = 3, the same mean lies at least { $least } above that of the powered law.
claim-zero = The samples by CFG-Zero* are at most { $most } times as far from the powered law as those by guidance without it.
claim-sure = Of the samples guided by a classifier of clean data, at least the share { $least } is judged right.
claim-narrow = Yet their variance in height is at most { $most } times that of the class.
claim-too-high = After { $trained } steps, samples guided by a trained classifier of clean points lie at least { $least } above their class, on average.
claim-narrower = Yet the Gaussians of the samples are at most { $most } times as wide.
claim-cleaner = With autoguidance at most { $most } times as many samples lie far from all Gaussians as without.
notes =
    Twelve minutes. In the drawing most put the cloud onto the class. Ask them what the arrows add up to.

    Say that guided pictures look good for the same reason: they are more typical than typical. Whoever needs the distribution itself pays for that.

    A trap: the powered law is the right answer to another question. It can be sampled, but not by this field alone.
