//! The panel with one sample, step by step: algorithm 2 with the engine's own numbers, and as arrows on the stage.

use leptos::prelude::*;

use super::{
    entry::PanelEntry,
    figures::{Figures, Inspector, ask_about, row},
};
use crate::{
    math::sampler::{Guess, mean_of_step},
    protocol::{FieldAt, Task},
    ui::{
        Pane, focus,
        numbers::{point, short},
        stage::{Arrow, ArrowKind, Samples, Stage},
        words,
    },
};

pub const PANEL: PanelEntry = PanelEntry {
    id: "inspect-sampling",
    title: "One sample, step by step",
    applies: Task::generates,
    view: |pane| view! { <Inspector entry=&PANEL pane=pane view=inside/> }.into_any(),
};

/// A step of one sample, from `x` at the time `t` to `next` at the time `s`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct SampleStep {
    x: [f64; 2],
    next: [f64; 2],
    times: [f64; 2],
}

fn inside(pane: Pane) -> AnyView {
    view! { <SamplingInspector pane=pane/> }.into_any()
}

#[component]
fn SamplingInspector(pane: Pane) -> impl IntoView {
    let (particle, index) = (RwSignal::new(0_usize), RwSignal::new(0_usize));
    let look = move |read: &dyn Fn(&Samples) -> Option<SampleStep>| {
        // A new cloud comes with a new frame.
        pane.time.shown.track();
        pane.progress.track();
        pane.stage.try_with_value(|stage: &Stage| stage.look(|scene| read(&scene.samples))).flatten()
    };
    let shown = Memo::new(move |_| look(&|samples| step_of(samples, particle.get(), index.get())));
    let steps = move || {
        pane.progress.track();
        pane.stage.try_with_value(|stage: &Stage| stage.look(|scene| scene.samples.times())).unwrap_or_default()
    };
    let said = move || {
        let SampleStep { x, times: [t, _], .. } = shown.get()?;
        pane.points.with(|points| points.as_ref()?.at(x, t).map(|(learned, _)| learned))
    };
    let mean = move || {
        let (SampleStep { x, times, .. }, FieldAt { velocity, denoised, score, .. }) = (shown.get()?, said()?);
        let guess = Guess { velocity, denoised, score };
        pane.experiment.with(|task| {
            let task = task.generate()?;
            mean_of_step(&task.sampler, &*task.schedule, x, times, guess)
        })
    };
    ask_about(pane, move || shown.get().map(|SampleStep { x, times: [t, _], .. }| (x, t)));
    Effect::new(move || pane.arrows.set(shown.get().map(|step| arrows(step, said(), mean())).unwrap_or_default()));
    let go = move |to: usize| {
        index.set(to);
        if let Some(SampleStep { times: [t, _], .. }) = shown.get_untracked() {
            pane.hold(t);
        }
    };
    let [is_first, is_last] = [false, true].map(|last| {
        move || match last {
            true => index.get() + 2 >= steps(),
            false => index.get() == 0,
        }
    });
    let rows = move || shown.get().map(|step| figures(step, said(), mean())).unwrap_or_default();
    let count = move || {
        let [step, of] = [index.get() + 1, steps().saturating_sub(1)].map(|number| number.to_string().into());
        words::PANELS.with("sample-step", &[("step", step), ("of", of)])
    };
    view! {
        <div class="inspector">
            <p class="hint" data-testid="sample-step">{count}</p>
            <Figures rows=Signal::derive(rows)/>
            <div class="buttons">
                <button
                    class="plain" data-testid="sample-back" aria-disabled=move || is_first().to_string()
                    on:click=focus::unless(is_first, move || go(index.get_untracked().saturating_sub(1)))
                >{words::PANELS.say("step-back")}</button>
                <button
                    class="plain" data-testid="sample-on" aria-disabled=move || is_last().to_string()
                    on:click=focus::unless(is_last, move || go(index.get_untracked() + 1))
                >{words::PANELS.say("step-on")}</button>
                <button
                    class="plain" data-testid="another-sample"
                    on:click=move |_| particle.update(|particle| *particle += 1)
                >{words::PANELS.say("another-sample")}</button>
            </div>
        </div>
    }
}

fn step_of(samples: &Samples, particle: usize, index: usize) -> Option<SampleStep> {
    let particle = particle.checked_rem(samples.count)?;
    let at = |step: usize| Some([0, 1].map(|k| samples.at_step(step).get(2 * particle + k).copied().map(f64::from)));
    let whole = |[x, y]: [Option<f64>; 2]| Some([x?, y?]);
    let times = [samples.time_at(index)?, samples.time_at(index + 1)?];
    Some(SampleStep { x: whole(at(index)?)?, next: whole(at(index + 1)?)?, times })
}

fn arrows(step: SampleStep, said: Option<FieldAt>, mean: Option<[f64; 2]>) -> Vec<Arrow> {
    let SampleStep { x, next, .. } = step;
    let mut arrows: Vec<Arrow> =
        said.map(|field| Arrow { from: x, to: field.denoised, kind: ArrowKind::Guess }).into_iter().collect();
    match mean {
        Some(mean) => {
            arrows.push(Arrow { from: x, to: mean, kind: ArrowKind::Mean });
            arrows.push(Arrow { from: mean, to: next, kind: ArrowKind::Noise });
        }
        None => arrows.push(Arrow { from: x, to: next, kind: ArrowKind::Mean }),
    }
    arrows
}

/// The lines of the table: class, symbol, words, value.
fn figures(step: SampleStep, said: Option<FieldAt>, mean: Option<[f64; 2]>) -> Vec<[String; 4]> {
    let SampleStep { x, next, times: [t, s] } = step;
    let unknown = || "–".to_owned();
    let mut rows = vec![
        row("", "t → s", words::PANELS.say("times-of-step"), format!("{} → {}", short(t), short(s))),
        row("", "xₜ", words::PANELS.say("sample-before"), point(x)),
        row("model", "x̂₀", words::PANELS.say("guess"), said.map_or_else(unknown, |field| point(field.denoised))),
    ];
    if let Some(mean) = mean {
        rows.push(row("", "μ", words::PANELS.say("mean-of-step"), point(mean)));
        rows.push(row(
            "noise",
            "σz",
            words::PANELS.say("noise-of-step"),
            point([next[0] - mean[0], next[1] - mean[1]]),
        ));
    }
    rows.push(row("", "xₛ", words::PANELS.say("sample-after"), point(next)));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_leads_from_one_cloud_to_the_next() {
        let samples =
            Samples::new(vec![1.0, 0.5, 0.0], vec![0.0, 1.0, 9.0, 9.0, 2.0, 3.0, 9.0, 9.0, 4.0, 5.0, 9.0, 9.0], 2);
        let expected = SampleStep { x: [2.0, 3.0], next: [4.0, 5.0], times: [0.5, 0.0] };
        assert_eq!(step_of(&samples, 2, 1), Some(expected), "samples are counted round and round");
        assert_eq!(step_of(&samples, 0, 2), None);
        assert_eq!(step_of(&Samples::default(), 0, 0), None);
        let parts = arrows(expected, None, Some([3.0, 3.0]));
        assert_eq!(parts.iter().map(|arrow| arrow.kind).collect::<Vec<_>>(), [ArrowKind::Mean, ArrowKind::Noise]);
        assert_eq!((parts[0].to, parts[1].to), ([3.0, 3.0], [4.0, 5.0]));
    }
}
