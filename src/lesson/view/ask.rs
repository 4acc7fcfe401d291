//! A question; its answer is shown after the reader has committed, and the answer given then stays.

use leptos::prelude::*;

use super::{split::Split, visit::Visit};
use crate::{
    lesson::{
        WORDS,
        kit::{Axis, Drawing, Given, Pin, Question, Step},
    },
    ui::{SketchKind, focus},
};

#[component]
pub fn Ask(visit: Visit, step: &'static Step, question: Question) -> impl IntoView {
    let index = visit.index.get_untracked();
    let draft = RwSignal::new(None::<Given>);
    let committed = Memo::new(move |_| visit.given(index).filter(|given| question.is_right(*given).is_some()));
    let seat = Seat { visit, step, index, draft, committed };
    let is_open = move || draft.get().is_none();
    let commit = move || {
        focus::hand_on(&["answers"]);
        if let Some(given) = draft.get_untracked() {
            visit.commit(index, given);
            visit.pane.conceal_floor(false);
        }
    };
    let body = match question {
        Question::Choice { of, right } => choices(seat, of, right).into_any(),
        Question::Number(axis) => number(seat, axis).into_any(),
        Question::Point(pin) => point(seat, pin).into_any(),
        Question::Drawing(drawing) => drawn(seat, drawing).into_any(),
    };
    let answer = move || {
        let given = committed.get()?;
        let is_right = question.is_right(given)?;
        let verdict = WORDS.say(if is_right { "right" } else { "wrong" });
        let words = seat.answer(question, given);
        Some(view! {
            <p class="answer" class:right=is_right data-testid="answer"><strong>{verdict}" "</strong>{words}</p>
        })
    };
    let votes = match question {
        Question::Choice { of, right } => Some(view! { <Split visit=visit index=index of=of right=right/> }),
        _ => None,
    };
    view! {
        <fieldset class="question">
            <legend>{visit.lesson.say(&format!("{}-question", step.id))}</legend>
            {body}
            <button
                class="plain" data-testid="commit" hidden=move || committed.get().is_some()
                aria-disabled=move || is_open().to_string() on:click=focus::unless(is_open, commit)
            >{WORDS.say("commit")}</button>
            <div aria-live="polite" tabindex="-1" data-testid="answers">{answer}</div>
            {votes}
        </fieldset>
    }
}

/// A question in its place.
#[derive(Clone, Copy)]
struct Seat {
    visit: Visit,
    step: &'static Step,
    index: usize,
    /// What the reader would commit to at present.
    draft: RwSignal<Option<Given>>,
    committed: Memo<Option<Given>>,
}

impl Seat {
    fn say(self, part: &str) -> String {
        self.visit.lesson.say(&format!("{}-{part}", self.step.id))
    }

    fn answer(self, question: Question, given: Given) -> String {
        let name = |part: &str| format!("{}-{part}", self.step.id);
        let lesson = self.visit.lesson;
        match (question, given) {
            (Question::Number(axis), Given::Number(number)) => {
                let places = decimals(axis.step);
                let values = [("given", number), ("truth", (axis.truth)()), ("apart", axis.apart(number))];
                let values = values.map(|(name, value)| (name, rounded(value, places + 1).into()));
                lesson.say_with(&name("answer"), &values)
            }
            (Question::Point(pin), Given::Point(point)) => {
                lesson.say_with(&name("answer"), &[("apart", rounded(pin.apart(point), 2).into())])
            }
            (Question::Drawing(drawing), Given::Drawing(points)) => {
                lesson.say_with(&name("answer"), &[("apart", rounded(drawing.apart(&points), 2).into())])
            }
            (_, Given::Choice(choice)) => lesson.say(&name(&format!("answer-{}", choice + 1))),
            _ => String::new(),
        }
    }
}

/// The decimals that numbers in steps of `step` have.
fn decimals(step: f64) -> i32 {
    (0..6).find(|places| rounded(step, *places) == step).unwrap_or(6)
}

fn rounded(number: f64, places: i32) -> f64 {
    format!("{number:.*}", places.max(0) as usize).parse().unwrap_or(number)
}

/// A number with so many decimals; zero has no sign.
fn written(number: f64, places: usize) -> String {
    let text = format!("{number:.places$}");
    let is_zero = text.parse() == Ok(0.0);
    if is_zero { text.replace('-', "") } else { text.replace('-', "−") }
}

fn choices(seat: Seat, of: usize, right: usize) -> impl IntoView {
    let Seat { index, draft, committed, .. } = seat;
    let is_committed = move || committed.get().is_some();
    let choice = move |number: usize| {
        let given = Given::Choice(number);
        let is_right = number + 1 == right;
        view! {
            <li class:right=move || is_committed() && is_right class:chosen=move || committed.get() == Some(given)>
                <label>
                    <input
                        type="radio" disabled=is_committed name=format!("choice-{index}") value=number.to_string()
                        data-testid=format!("choice-{number}")
                        prop:checked=move || committed.get().or(draft.get()) == Some(given)
                        on:change=move |_| draft.set(Some(given))
                    />
                    <span>{seat.say(&format!("choice-{}", number + 1))}</span>
                </label>
            </li>
        }
    };
    view! { <ul>{(0..of).map(choice).collect_view()}</ul> }
}

/// An axis with a marker; after committing, with the truth.
fn number(seat: Seat, axis: Axis) -> impl IntoView {
    let Seat { draft, committed, .. } = seat;
    let is_committed = move || committed.get().is_some();
    let at = move || match committed.get().or(draft.get()) {
        Some(Given::Number(number)) => number,
        _ => axis.start,
    };
    let places = decimals(axis.step).max(0) as usize;
    let share = move |number: f64| format!("{:.3}%", 100.0 * axis.share(number));
    let moved = move |event| {
        if let Ok(number) = event_target_value(&event).parse() {
            draft.set(Some(Given::Number(number)));
        }
    };
    let truth = move || {
        is_committed().then(|| {
        let truth = (axis.truth)();
        let name = WORDS.say("truth");
        view! { <span class="truth" style:left=share(truth) data-testid="axis-truth">{format!("{name} {}", written(truth, places))}</span> }
    })
    };
    view! {
        <div class="axis">
            <p class="hint" hidden=is_committed>{WORDS.say("moves-marker")}</p>
            <div class="scale">
                <span class="given" style:left=move || share(at())>{move || written(at(), places)}</span>
                <input
                    type="range" data-testid="axis" hidden=is_committed aria-label=WORDS.say("your-answer")
                    min=axis.from.to_string() max=axis.to.to_string() step=axis.step.to_string()
                    prop:value=move || at().to_string() on:input=moved
                />
                <span class="track" hidden=move || !is_committed()></span>
                {truth}
            </div>
            <p class="ends"><span>{seat.say("least")}</span><span>{seat.say("most")}</span></p>
        </div>
    }
}

/// A pin in the plane; after committing, with the truth.
fn point(seat: Seat, pin: Pin) -> impl IntoView {
    let Seat { visit, draft, committed, .. } = seat;
    let pane = visit.pane;
    let given = untrack(move || committed.get());
    let at = match given {
        Some(Given::Point(at)) => at,
        _ => pin.start,
    };
    pane.put_pin(at, pin.from);
    Effect::new(move || {
        if committed.get().is_some() {
            pane.fix_pin((pin.truth)());
        } else if let Some(at) = pane.pin_moved() {
            draft.set(Some(Given::Point(at)));
        }
    });
    on_cleanup(move || pane.take_pin());
    view! { <p class="hint" hidden=move || committed.get().is_some()>{WORDS.say("moves-pin")}</p> }
}

/// A path or a cloud over the stage; after committing, with the truth.
fn drawn(seat: Seat, drawing: Drawing) -> impl IntoView {
    let Seat { visit, draft, committed, .. } = seat;
    let pane = visit.pane;
    pane.put_sketch(drawing.kind, drawing.pen);
    Effect::new(move || {
        if let Some(Given::Drawing(points)) = committed.get() {
            pane.fix_sketch(points.to_vec(), (drawing.truth)());
        } else {
            draft.set(pane.sketched().map(|points| drawing.given(&points)));
        }
    });
    on_cleanup(move || pane.take_sketch());
    let help = if drawing.kind == SketchKind::Cloud { "draws-cloud" } else { "draws-path" };
    view! {
        <p class="hint" hidden=move || committed.get().is_some()>
            {WORDS.say(help)}
            " "<button
                class="quiet" data-testid="clear-sketch"
                on:click=move |_| pane.put_sketch(drawing.kind, drawing.pen)
            >{WORDS.say("draw-again")}</button>
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_the_decimals_of_its_axis() {
        assert_eq!([1.0, 0.5, 0.05, 0.001].map(decimals), [0, 1, 2, 3]);
        assert_eq!(rounded(0.123_45, 2), 0.12);
        assert_eq!([-0.003, -0.25, 1.0].map(|number| written(number, 2)), ["0.00", "−0.25", "1.00"]);
    }
}
