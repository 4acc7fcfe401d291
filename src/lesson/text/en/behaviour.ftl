title = Two ways round
claim = Where an expert goes above or below, the mean square goes straight into the obstacle; a diffusion policy takes both ways.

ask-title = An expert with two habits
ask =
    An agent starts on the left and is to reach the goal on the right. A disc is in the way. The expert has shown a hundred paths: half of them lead above the disc, half below.

    A network sees where the agent is and learns which step, or action, the expert takes there. Such a network is called a policy. Its loss is the mean squared difference between its step and the expert's. Then two hundred agents follow the policy.
ask-question = Where will the agents go?
ask-choice-1 = Half of them above the disc, half of them below, as the expert does.
ask-answer-1 = The network gives one step for each place. All agents start at nearly the same place, and so they all get the same step. Nothing is left to choose between above and below.
ask-choice-2 = All of them the same way, above or below.
ask-answer-2 = That would need a reason to prefer one way. At the start as many steps lead up as down, and the loss is least at their mean.
ask-choice-3 = Straight ahead, into the disc.
ask-answer-3 = At the start as many steps lead up as down. The step with the least mean squared difference is their mean, and that leads straight ahead.

run-title = Train by mean square
run =
    The network trains now. Each trail is an agent that follows the present policy. It is violet where the agent hits the disc. The panel Rollouts says how many agents reach the goal, beside the share of the expert.

    The loss falls and stays above zero: where the expert takes two steps at one place, a difference is left.

why-title = The mean of two good steps
why =
    Of all steps, the one with the least mean squared difference to the expert's is their mean:

    <mean>

    Up is good and down is good. Their mean is neither up nor down. A loss that asks for one answer cannot be right where there are two.

sample-title = Draw the step instead
sample =
    This policy learns the distribution of the expert's steps. To draw one step of an agent, it begins with noise and removes the noise in twenty small steps, as in the lesson “Back in small steps”. The network sees the noised step and what the agent sees.

    Each agent draws its own noise, and so some go above and some below. Watch the shares of both ways, beside those of the expert.

transfer-title = A trembling hand
transfer =
    The same network learns by mean square again, from an expert whose hand trembles more: every step has noise of standard deviation { $trembling } instead of 0.003, and the starts are spread as widely. Train it for some six thousand steps.
transfer-question = What will the agents that follow the mean do now?
transfer-choice-1 = Run into the disc, as before.
transfer-answer-1 = The demonstrations now spread. A little above the middle most of the shown paths lead up, and the mean there leads up.
transfer-choice-2 = Reach the goal, nearly all of them.
transfer-answer-2 = Noise breaks the tie: a little above the middle the shown paths lead up, a little below they lead down. The mean is a good step nearly everywhere. It is bad only on the line between.
transfer-choice-3 = Miss the goal, because they tremble too.
transfer-answer-3 = They do not tremble: a mean has no noise. Only the demonstrations tremble.

further-title = Further
further =
    Policies that denoise their actions:

    <chi2023>

    Another way to keep several answers apart, by an energy:

    <florence2021>

    In the playground you can demonstrate by dragging, and turn every setting.

formula-mean = The policy gives, for what is observed, the mean of the expert's actions there.
paper-chi2023 = section 2
paper-florence2021 = section 3
