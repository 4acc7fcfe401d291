//! Says results to screen readers when they rest: one sentence at a time, and not often.
//!
//! Numbers that change while something plays or trains are in no live region; what becomes of them is said here.

use std::time::Duration;

use leptos::prelude::*;

use super::{
    Pane, browser,
    comparison::together,
    listening::Timer,
    numbers::{grouped, loss_text},
    pane::{Progress, Side},
    words::PAGE,
};

/// The time without a change after which a result rests, in milliseconds.
const REST_MS: f64 = 600.0;
/// The least time between two sentences, in milliseconds.
const APART_MS: f64 = 5000.0;

/// Which sentence is said, and when.
#[derive(Clone, Debug, Default)]
struct Throttle {
    /// The time of the last sentence.
    last_ms: Option<f64>,
    /// The newest sentence that was not said, and when it may be.
    waiting: Option<(String, f64)>,
}

impl Throttle {
    /// Takes a sentence at the time `now_ms` instead of the one that waits; returns after how long it is due.
    fn offer(&mut self, sentence: String, now_ms: f64) -> f64 {
        let due = self.last_ms.map_or(0.0, |last| last + APART_MS).max(now_ms + REST_MS);
        self.waiting = Some((sentence, due));
        due - now_ms
    }

    /// The sentence that is due at the time `now_ms`.
    fn say(&mut self, now_ms: f64) -> Option<String> {
        let (sentence, _) = self.waiting.take_if(|(_, due)| *due <= now_ms)?;
        self.last_ms = Some(now_ms);
        Some(sentence)
    }

    /// Forgets the sentence that waits, because what it says is no longer so.
    fn withdraw(&mut self) {
        self.waiting = None;
    }
}

/// The result of a run that rests, in words.
fn sentence(side: Option<Side>, progress: Progress) -> String {
    let step = ("step", grouped(progress.step).into());
    let said = match progress.loss {
        Some(loss) => PAGE.with("result-with-loss", &[step, ("loss", loss_text(loss).into())]),
        None => PAGE.with("result", &[step]),
    };
    side.map_or(said.clone(), |side| side.of(&said))
}

/// The one region of the page that says results.
#[component]
pub fn Announcer() -> impl IntoView {
    let pane = Pane::get();
    let said = RwSignal::new(String::new());
    let throttle = StoredValue::new(Throttle::default());
    let timer = Timer::new();
    let say = move || {
        if let Some(sentence) = throttle.try_update_value(|throttle| throttle.say(browser::now_ms())).flatten() {
            said.set(sentence);
        }
    };
    let offer = move |sentence: String| {
        let wait = throttle.try_update_value(|throttle| throttle.offer(sentence, browser::now_ms()));
        // One millisecond more, because timers may be rounded down.
        timer.start(Duration::from_secs_f64((wait.unwrap_or_default() + 1.0) / 1000.0), say);
    };
    Effect::new(move |before: Option<Vec<u64>>| {
        pane.other.track();
        let runs: Vec<Pane> = together::both(pane).collect();
        let steps: Vec<u64> = runs.iter().map(|run| run.progress.get().step).collect();
        if runs.iter().any(|run| run.running.get()) {
            throttle.update_value(Throttle::withdraw);
            // No steps at all, so that the next rest is said in any case.
            return Vec::new();
        }
        if before.is_some_and(|before| before != steps) {
            let is_compared = runs.len() > 1;
            let said = |run: &Pane| sentence(is_compared.then_some(run.side), run.progress.get_untracked());
            let words = runs.iter().map(said);
            offer(words.collect::<Vec<_>>().join(" "));
        }
        steps
    });
    view! { <p class="sr" role="status" data-testid="announcer">{said}</p> }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The times at which sentences are said when one is offered at each of `offers`, looked at every 10 ms.
    fn said_at(offers: &[u32]) -> Vec<(u32, String)> {
        let mut throttle = Throttle::default();
        let mut said = Vec::new();
        for now in (0..30_000).step_by(10) {
            if offers.contains(&now) {
                throttle.offer(now.to_string(), f64::from(now));
            }
            said.extend(throttle.say(f64::from(now)).map(|sentence| (now, sentence)));
        }
        said
    }

    #[test]
    fn a_result_is_said_once_it_rests() {
        assert_eq!(said_at(&[1000]), [(1600, "1000".to_owned())]);
        let often: Vec<u32> = (1000..2000).step_by(100).collect();
        assert_eq!(said_at(&often), [(2500, "1900".to_owned())]);
    }

    #[test]
    fn at_most_one_sentence_is_said_in_five_seconds_and_the_last_is_never_lost() {
        let offers: Vec<u32> = (0..20_000).step_by(700).collect();
        let said = said_at(&offers);
        assert!(said.len() >= 4 && said.windows(2).all(|pair| pair[1].0 - pair[0].0 >= 5000), "{said:?}");
        assert_eq!(said.last().map(|(_, sentence)| sentence.clone()), offers.last().map(u32::to_string));
    }

    #[test]
    fn what_is_no_longer_so_is_not_said() {
        let mut throttle = Throttle::default();
        assert!((throttle.offer("step 5".into(), 0.0) - REST_MS).abs() < 1e-9);
        throttle.withdraw();
        assert_eq!(throttle.say(1e6), None);
    }

    #[test]
    fn the_sentence_names_step_and_loss() {
        let progress = Progress { step: 1234, loss: Some(0.5), ..Progress::default() };
        assert_eq!(sentence(Some(Side::Left), progress), "Left: Step 1\u{2009}234, loss 0.500.");
        assert_eq!(sentence(None, Progress::default()), "Step 0.");
    }
}
