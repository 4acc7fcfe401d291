//! A random user: pointer, keys and values for ten minutes. The page goes on working, and holds no more memory at the end.

use std::{
    collections::VecDeque,
    env,
    time::{Duration, Instant},
};

use rand_core::RngCore as _;
use scorefield::math::rng::{Purpose, Stream};
use serde_json::json;

use crate::{
    browser::{Adapter, errand},
    memory::{self, Memory},
    page::{Page, Result},
};

/// How long the user plays, in seconds; `SCOREFIELD_SOAK_SECONDS` says otherwise.
const SECONDS: u64 = 600;
/// After so many rounds memory is compared: the first of them open what is made once.
const ROUNDS: u32 = 20;
/// How long the page may take to come to rest.
const LIMIT: Duration = Duration::from_secs(60);
/// The deeds that a failure tells.
const TOLD: usize = 12;

/// Keeps the user in the page, and files and the clipboard out of it.
const STAY: &str = r"
    const here = link => link.origin === location.origin && link.pathname === location.pathname && link.search === location.search;
    window.addEventListener('click', event => {
        const link = event.target.closest?.('a[href]');
        const leaves = link && (!here(link) || link.download || link.target);
        if (!leaves && !event.target.closest?.('[data-testid=reload], input[type=file]')) return;
        event.preventDefault();
        event.stopImmediatePropagation();
    }, true);
    HTMLAnchorElement.prototype.click = () => {};
    HTMLInputElement.prototype.showPicker = () => {};
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: async () => {}, readText: async () => '' } });";

/// The seed of the experiment, and the speed set to full. A driver that is handed an element keeps it and its page alive, so that
/// whatever is done while memory is compared is done by scripts.
const SEED: &str = "return document.querySelector('[data-testid=seed]')?.value ?? ''";
const FULL_SPEED: &str = "const speed = document.querySelector('[data-testid=speed]');\
    speed.value = 'max'; speed.dispatchEvent(new Event('change', { bubbles: true }))";

async fn press_by_script(page: &Page, id: &str) -> Result<()> {
    page.run_with("document.querySelector(`[data-testid='${arguments[0]}']:not([hidden])`)?.click()", vec![json!(id)])
        .await
}

/// What can be used, in the view; the place of one of them.
const AIM: &str = r"
    const seen = element => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
    const all = [...document.querySelectorAll(arguments[0])].filter(seen);
    if (all.length === 0) return null;
    const one = all[Math.floor(arguments[1] * all.length)];
    one.scrollIntoView({ block: 'center', inline: 'center' });
    const r = one.getBoundingClientRect(), inside = (c, most) => Math.max(1, Math.min(most - 2, Math.round(c)));
    return [inside(r.left + r.width / 2, innerWidth), inside(r.top + r.height / 2, innerHeight)];";

/// Puts a value into a control as a person does, and says which; a choice, a switch or a slider takes the share instead.
const PUT: &str = r"
    const seen = element => element.checkVisibility({ visibilityProperty: true });
    const all = [...document.querySelectorAll('input:not([type=file]), select, textarea')].filter(seen);
    if (all.length === 0) return '';
    const [which, share, text] = arguments, one = all[Math.floor(which * all.length)];
    one.focus();
    if (one.localName === 'select') one.selectedIndex = Math.floor(share * one.options.length);
    else if (one.type === 'checkbox' || one.type === 'radio') { one.click(); return one.dataset.testid ?? one.id; }
    else if (one.type === 'range') one.value = Number(one.min) + share * (Number(one.max) - Number(one.min));
    else one.value = text;
    for (const type of ['input', 'change']) one.dispatchEvent(new Event(type, { bubbles: true }));
    return one.dataset.testid ?? one.id;";

/// What the page says that it must not say: the engine has stopped.
const STOPPED: &str = r"
    const said = [...document.querySelectorAll('[data-testid=error], [data-testid=notice]')].map(banner => banner.textContent);
    return said.filter(text => text.includes('stopped')).join(' ')";

const CONTROLS: &str = "button, summary, input, select, textarea, a[href], [role=slider], [role=tab], canvas";

/// Keys of WebDriver: Tab, Enter, Escape, arrows, Home, End, page up and down, Delete, backspace.
const NAMED: [&str; 13] = [
    "\u{e004}", "\u{e007}", "\u{e00c}", "\u{e012}", "\u{e013}", "\u{e014}", "\u{e015}", "\u{e011}", "\u{e010}",
    "\u{e00e}", "\u{e00f}", "\u{e017}", "\u{e003}",
];
const LETTERS: &str = " .,?abcdefghijklmnopqrstuvwxyz0123456789-+";

/// What is typed into boxes, right and wrong.
const VALUES: [&str; 24] = [
    "0",
    "1",
    "2",
    "7",
    "0,5",
    "−2",
    "1e-3",
    "1e999",
    "NaN",
    "",
    " ",
    "x",
    "-1",
    "1,000",
    "16",
    "100",
    "64",
    "0.01",
    "99999999999",
    "1,2;3,4;-1,0",
    "0,9;0.5,1;1,-9",
    "0,1;0.5,0.4;1,0",
    "1\t2\n3\t4\n",
    "0,0,1,1;2,1,0.5,0.25,30,2",
];

struct User<'a> {
    page: &'a Page,
    rng: Stream,
    deeds: u64,
    trail: VecDeque<String>,
    view: [u64; 2],
}

impl User<'_> {
    fn draw(&mut self, n: usize) -> usize {
        self.rng.next_u32() as usize % n
    }

    fn share(&mut self) -> f64 {
        f64::from(self.rng.next_u32()) / 2f64.powi(32)
    }

    fn place(&mut self) -> [i64; 2] {
        self.view.map(|most| (1.0 + self.share() * (most as f64 - 3.0)) as i64)
    }

    fn note(&mut self, deed: String) {
        self.deeds += 1;
        self.trail.push_back(deed);
        if self.trail.len() > TOLD {
            self.trail.pop_front();
        }
    }

    /// Does one random thing.
    async fn act(&mut self) -> Result<()> {
        match self.draw(10) {
            0..=2 => self.press_a_control().await,
            3..=4 => self.point().await,
            5..=6 => self.type_keys().await,
            _ => self.put().await,
        }
    }

    async fn press_a_control(&mut self) -> Result<()> {
        let share = self.share();
        let place: Option<[i64; 2]> = self.page.read(AIM, vec![json!(CONTROLS), json!(share)]).await?;
        let Some(place) = place else { return Ok(()) };
        self.note(format!("clicks at {place:?}"));
        self.page.point(&[place], true).await
    }

    /// Moves, clicks or drags anywhere.
    async fn point(&mut self) -> Result<()> {
        let places: Vec<[i64; 2]> = (0..=self.draw(5)).map(|_| self.place()).collect();
        let is_pressed = self.draw(3) > 0;
        self.note(format!("{} through {places:?}", if is_pressed { "drags" } else { "moves" }));
        self.page.point(&places, is_pressed).await
    }

    async fn type_keys(&mut self) -> Result<()> {
        for _ in 0..=self.draw(4) {
            let key = match self.draw(2) {
                0 => NAMED[self.draw(NAMED.len())].to_owned(),
                _ => LETTERS.chars().nth(self.draw(LETTERS.len())).unwrap_or(' ').to_string(),
            };
            self.note(format!("presses {key:?}"));
            self.page.press(&key).await?;
        }
        Ok(())
    }

    async fn put(&mut self) -> Result<()> {
        let text = match self.draw(3) {
            0 => format!("{:.3}", 10f64.powf(6.0 * self.share() - 3.0)),
            _ => VALUES[self.draw(VALUES.len())].to_owned(),
        };
        let shares = [self.share(), self.share()].map(|share| json!(share));
        let id: String = self.page.read(PUT, [&shares[..], &[json!(text)]].concat()).await?;
        self.note(format!("gives {text:?} to {id}"));
        Ok(())
    }

    /// Goes home, which ends the run and its worker, and measures what is still held; then trains a small run a little: the
    /// engine answers.
    async fn rest(&mut self, round: u32) -> Result<Memory> {
        let page = self.page;
        for _ in 0..3 {
            page.press("\u{e00c}").await?;
        }
        page.run_with("location.hash = ''", vec![]).await?;
        let alive = "return window.spy.workers.filter(worker => worker.alive).length";
        page.until("the run has ended", LIMIT, async || Ok(page.evaluate::<u32>(alive).await? == 0)).await?;
        let memory = Memory::measure(page).await?;
        let hash = format!("lesson=playground&v=3&data=moons&network.width=16&seed={round}");
        page.run_with("location.hash = arguments[0]", vec![json!(hash)]).await?;
        page.until("the link is taken up", LIMIT, async || {
            Ok(page.evaluate::<String>(SEED).await? == round.to_string())
        })
        .await?;
        page.until("the engine is ready", LIMIT, async || Ok(!page.engine_kind().await?.is_empty())).await?;
        // The user may have left it training, and slowly.
        page.run_with(FULL_SPEED, vec![]).await?;
        page.run_with("document.querySelector('[data-testid=pause]:not([hidden])')?.click()", vec![]).await?;
        press_by_script(page, "train").await?;
        page.until("it trains", LIMIT, async || Ok(page.steps().await? > 20)).await?;
        press_by_script(page, "pause").await?;
        page.until("it rests", LIMIT, async || {
            let steps = page.steps().await?;
            tokio::time::sleep(Duration::from_millis(400)).await;
            Ok(page.steps().await? == steps)
        })
        .await?;
        Ok(memory)
    }

    /// Checks that nothing has failed so far.
    async fn check(&self) -> Result<()> {
        let log = self.page.log().await?;
        assert!(log.is_empty(), "errors on the console: {log:#?}");
        let said: String = self.page.evaluate(STOPPED).await?;
        assert!(said.is_empty(), "{said}");
        Ok(())
    }
}

fn setting(name: &str, usual: u64) -> u64 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// The middle of the values.
fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Checks that the second half of the rounds held about as much as the first.
fn assert_flat(what: &str, slack: f64, sizes: &[f64]) {
    let (early, late) = sizes.split_at(sizes.len() / 2);
    let [early, late] = [early, late].map(|half| median(half.iter().copied()));
    println!("{what}: median {:.1} MB in the first half, {:.1} MB in the second", early / 1e6, late / 1e6);
    assert!(late <= 1.15 * early + slack, "{what} grows: {sizes:?}");
}

async fn play(user: &mut User<'_>, seconds: u64) -> Result<()> {
    let mut held = vec![user.rest(0).await?];
    let round_length = Duration::from_secs(seconds) / ROUNDS;
    for round in 1..=ROUNDS {
        let begun = Instant::now();
        while begun.elapsed() < round_length {
            user.act().await?;
            if user.deeds.is_multiple_of(8) {
                user.check().await?;
            }
        }
        let memory = user.rest(round).await?;
        user.check().await?;
        println!("round {round}: {} deeds, {memory:?}", user.deeds);
        held.push(memory);
    }
    let size = |of: fn(&Memory) -> Option<f64>| held[1..].iter().filter_map(of).collect::<Vec<_>>();
    assert_flat("heap of JavaScript", 1e6, &size(|memory| Some(memory.script)));
    assert_flat("memory of the page's program", 4e6, &size(|memory| Some(memory.program)));
    assert_flat("resident memory with workers", 64e6, &size(|memory| memory.renderers));
    Ok(())
}

#[test]
#[ignore = "takes ten minutes; cargo xtask test --soak"]
fn a_random_user_breaks_nothing() {
    let seconds = setting("SCOREFIELD_SOAK_SECONDS", SECONDS);
    let seed = setting("SCOREFIELD_SOAK_SEED", u64::from(std::process::id()));
    println!("seed {seed}, {seconds} s");
    errand(Adapter::None, async move |page: &Page| {
        page.before_load(STAY).await?;
        page.before_load(memory::WATCH).await?;
        page.open("?engine=cpu").await?;
        let view = page.evaluate("return [innerWidth, innerHeight]").await?;
        let rng = Stream::new(seed, Purpose::Display, 0);
        let mut user = User { page, rng, deeds: 0, trail: VecDeque::new(), view };
        let begun = Instant::now();
        let played = play(&mut user, seconds).await;
        println!(
            "seed {seed}: {} deeds in {:.0} s; the last: {:#?}",
            user.deeds,
            begun.elapsed().as_secs_f64(),
            user.trail
        );
        if played.is_err() {
            println!("the engine: {:?}", page.attribute("engine", "title").await);
            println!("steps: {:?}, speed: {:?}", page.steps().await, page.value("speed").await);
        }
        played
    });
}
