//! Tests of every environment and every demonstrator.

use super::*;
use crate::math::{
    registry::Slot,
    rng::{Purpose, Stream, normal},
};

fn stream() -> Stream {
    Stream::new(3, Purpose::World, 0)
}

fn norm(vector: &[f64]) -> f64 {
    vector.iter().map(|x| x * x).sum::<f64>().sqrt()
}

/// The expert of the scripted demonstrations.
fn expert() -> Expert {
    DemonstrationsConfig::from_id("scripted").and_then(|scripted| scripted.expert()).unwrap()
}

/// A lane round a circle, which separates states from positions and actions from steps: its state is (x, y, heading), its
/// action a turn, its heading has random noise, and reaching a place is not its aim.
struct Lane;

impl Environment for Lane {
    fn observation_width(&self) -> usize {
        3
    }
    fn action_width(&self) -> usize {
        1
    }
    fn action_limit(&self) -> f64 {
        0.5
    }
    fn horizon(&self) -> usize {
        40
    }
    fn start(&self, _: &mut dyn RngCore) -> State {
        vec![1.0, 0.0, std::f64::consts::FRAC_PI_2]
    }
    fn step(&self, state: &[f64], action: &[f64], rng: &mut dyn RngCore) -> State {
        let heading = state[2] + self.limited(action)[0] + 0.01 * normal(rng)[0];
        vec![state[0] + 0.1 * heading.cos(), state[1] + 0.1 * heading.sin(), heading]
    }
    fn position(&self, state: &[f64]) -> [f64; 2] {
        [state[0], state[1]]
    }
    fn obstacles(&self) -> Vec<Disc> {
        vec![Disc { centre: [0.0; 2], radius: 0.7 }]
    }
    fn goal(&self) -> Option<Disc> {
        None
    }
    fn bounds(&self) -> Bounds {
        Bounds { low: [-2.0; 2], high: [2.0; 2] }
    }
    fn ways(&self) -> &'static [&'static str] {
        &["round"]
    }
    fn way(&self, _: &[[f64; 2]]) -> Option<usize> {
        Some(0)
    }
    fn route(&self, _: usize) -> Vec<[f64; 2]> {
        Vec::new()
    }
    fn speed(&self) -> f64 {
        0.1
    }
    fn towards(&self, _: &[f64], _: [f64; 2]) -> Vec<f64> {
        vec![0.0]
    }
    fn intention(&self, state: &[f64], _: &mut Plan) -> Vec<f64> {
        let radius = norm(&state[..2]);
        let tangent = state[1].atan2(state[0]) + std::f64::consts::FRAC_PI_2;
        let turned = (state[2] - tangent).sin().asin();
        vec![0.1 + (radius - 1.0) - 0.5 * turned]
    }
}

#[test]
fn every_environment_starts_in_the_open_and_keeps_its_widths() {
    for environment in EnvironmentConfig::all() {
        let mut rng = stream();
        for _ in 0..100 {
            let state = environment.start(&mut rng);
            let position = environment.position(&state);
            assert!(environment.bounds().contain(position), "{environment:?}");
            assert_eq!(environment.end(position, position), None, "{environment:?}");
            assert_eq!(environment.observe(&state).len(), environment.observation_width());
            for way in 0..environment.ways().len() {
                let action = environment.intention(&state, &mut Plan::new(way));
                assert_eq!(action.len(), environment.action_width());
                assert!(norm(&action) > 0.0 && norm(&action) <= environment.action_limit() + 1e-12);
                assert_eq!(environment.step(&state, &action, &mut rng).len(), state.len());
            }
        }
        if let Some(goal) = environment.goal() {
            assert!(environment.bounds().contain(goal.centre));
            assert!(environment.obstacles().iter().all(|obstacle| !obstacle.contains(goal.centre)));
        }
    }
}

#[test]
fn every_environment_limits_actions() {
    for environment in EnvironmentConfig::all() {
        let start = environment.start(&mut stream());
        let long = vec![7.0; environment.action_width()];
        let limited = environment.limited(&long);
        assert!((norm(&limited) - environment.action_limit()).abs() < 1e-12 && limited[0] > 0.0);
        assert_eq!(environment.step(&start, &long, &mut stream()), environment.step(&start, &limited, &mut stream()));
    }
    let moved = Detour::default().step(&[0.0, 0.0], &[3.0, -4.0], &mut stream());
    assert!((moved[0] - 0.18 * 0.6).abs() < 1e-12 && (moved[1] + 0.18 * 0.8).abs() < 1e-12);
}

#[test]
fn every_expert_arrives_by_every_way_it_should() {
    let n = 1000;
    for environment in EnvironmentConfig::all() {
        let rollouts = Experts::rollouts(expert(), &*environment, n, 5, 0);
        let outcomes = rollouts.outcomes();
        assert!(outcomes.iter().all(|outcome| outcome.is_success()), "{environment:?}");
        let ways: Vec<usize> = rollouts.trails().iter().filter_map(|trail| environment.way(trail)).collect();
        assert_eq!(ways.len(), n);
        let share = ways.iter().filter(|way| **way == 0).count() as f64 / n as f64;
        assert!((share - 0.5).abs() < 4.0 * (0.25 / n as f64).sqrt(), "{environment:?}: {share}");
    }
}

#[test]
fn every_demonstration_ends_in_the_goal_and_can_be_walked_again() {
    for environment in EnvironmentConfig::all() {
        for demonstrations in DemonstrationsConfig::all() {
            let shown = demonstrations.demonstrations(&*environment, 2);
            assert!(!shown.paths.is_empty() && shown.collisions().is_empty());
            for path in &shown.paths {
                assert_eq!(path.outcome, Outcome::Reached { step: path.moments.len() }, "{demonstrations:?}");
                assert!(path.moments.len() <= environment.horizon());
                assert_eq!(path.trail.len(), path.moments.len() + 1);
                assert!(environment.way(&path.trail).is_some());
                let mut state = path.moments[0].observation.clone();
                for (moment, time) in path.moments.iter().zip(0..) {
                    assert_eq!((moment.time, &moment.observation), (time, &environment.observe(&state)));
                    assert!(norm(&moment.action) <= environment.action_limit() + 1e-12);
                    state = environment.step(&state, &moment.action, &mut stream());
                }
                assert_eq!(environment.position(&state), path.trail[path.moments.len()]);
            }
            let pairs = shown.pairs();
            assert_eq!(pairs.len(), shown.paths.iter().map(|path| path.moments.len()).sum::<usize>());
            let widths = [environment.observation_width(), environment.action_width()];
            assert_eq!([pairs.observation_width, pairs.action_width], widths);
            assert!(
                pairs.actions.iter().all(|a| a.abs() <= environment.action_limit() / environment.action_scale() + 1e-9)
            );
        }
    }
}

/// `default` with each of its fields at either end of its range.
fn ends<C: Slot + Clone>(default: &C) -> Vec<C> {
    let with = |name: &str, value: f64| {
        let mut changed = default.clone();
        changed.config_mut().set(name, value).unwrap();
        changed
    };
    let fields = default.config().fields().iter();
    fields.flat_map(|field| [with(field.name, field.min), with(field.name, field.max)]).collect()
}

#[test]
fn both_ends_of_every_field_give_episodes() {
    for environment in EnvironmentConfig::all() {
        for demonstrations in DemonstrationsConfig::all() {
            // A slow expert may run out of time, but none walks into anything.
            for environment in ends(&environment) {
                let shown = demonstrations.demonstrations(&*environment, 1);
                assert!(shown.collisions().is_empty(), "{environment:?} {demonstrations:?}");
                assert!(shown.paths.iter().all(|path| !path.moments.is_empty()));
                assert!(shown.positions().flatten().all(f64::is_finite));
            }
            // The noisiest expert fails now and then: in 5,000 paths of `detour` 0.9 % of them.
            for demonstrations in ends(&demonstrations) {
                let shown = demonstrations.demonstrations(&*environment, 1);
                let failed = shown.paths.iter().filter(|path| !path.outcome.is_success()).count();
                assert!(failed as f64 <= 0.05 * shown.paths.len() as f64, "{demonstrations:?}: {failed}");
            }
        }
    }
}

#[test]
fn the_mean_of_the_ways_leads_into_the_obstacle() {
    let detour = Detour::default();
    let mut rollouts = Rollouts::init(&detour, 50, 1, 0);
    let start = &rollouts.states()[0];
    let [up, down] = [0, 1].map(|way| detour.intention(start, &mut Plan::new(way)));
    assert!(up[1] > 0.1 && down[1] < -0.1);
    let mean = [0, 1].map(|k| 0.5 * (up[k] + down[k]));
    assert!(mean[0] > 0.1 && mean[1].abs() < 0.001);
    let actions: Vec<f64> = mean.repeat(50);
    while !rollouts.are_over() {
        rollouts.step(&detour, &actions).unwrap();
    }
    assert!(rollouts.outcomes().iter().all(|outcome| outcome.is_collision()), "{:?}", rollouts.outcomes());
}

#[test]
fn the_noise_of_an_action_is_carried_out_and_recorded() {
    let detour = Detour { limit: 0.5, ..Default::default() };
    let noise = 0.02;
    let shown = Scripted { noise, count: 200, ..Default::default() }.demonstrations(&detour, 4);
    let mut errors = Vec::new();
    for path in &shown.paths {
        let way = detour.way(&path.trail).unwrap();
        let mut plan = Plan::new(way);
        for (moment, to) in path.moments.iter().zip(&path.trail[1..]) {
            let intended = detour.intention(&moment.observation, &mut plan);
            errors.extend((0..2).map(|k| moment.action[k] - intended[k]));
            assert!((0..2).all(|k| moment.observation[k] + moment.action[k] == to[k]));
        }
    }
    let n = errors.len() as f64;
    let [mean, square] = [errors.iter().sum::<f64>() / n, errors.iter().map(|e| e * e).sum::<f64>() / n];
    assert!(mean.abs() < 4.0 * noise / n.sqrt(), "{mean}");
    assert!((square.sqrt() / noise - 1.0).abs() < 4.0 / (2.0 * n).sqrt(), "{square}");
}

#[test]
fn one_seed_has_one_run_and_an_agent_knows_nothing_of_the_others() {
    for environment in EnvironmentConfig::all() {
        for demonstrations in DemonstrationsConfig::all() {
            let shown = |seed| demonstrations.demonstrations(&*environment, seed);
            assert_eq!(shown(1), shown(1));
            assert_ne!(shown(1), shown(2), "{demonstrations:?}");
        }
        let trails = |n, seed, draw| Experts::rollouts(expert(), &*environment, n, seed, draw).trails().to_vec();
        assert_eq!(trails(20, 1, 0)[..7], trails(7, 1, 0));
        assert!(trails(7, 1, 0) != trails(7, 2, 0) && trails(7, 1, 0) != trails(7, 1, 1));
    }
    let few = Scripted { count: 7, ..Default::default() };
    let all = Scripted::default().demonstrations(&Detour::default(), 1);
    assert_eq!(few.demonstrations(&Detour::default(), 1).paths, all.paths[..7]);
}

#[test]
fn random_streams_stay_as_they_were() {
    // Where the last of a hundred paths ends. Shared links and recorded runs depend on it.
    let detour = Detour::default();
    let shown = Scripted::default().demonstrations(&detour, 0);
    let rollouts = Experts::rollouts(expert(), &detour, 100, 0, 0);
    let found = [&shown.paths[99].trail, &rollouts.trails()[99]].map(|trail| trail[trail.len() - 1]);
    assert_eq!(found, [[1.4888896363724862, -0.0026815421959381497], [1.4893031588691854, -0.017016423090381483]]);
}

#[test]
fn rollouts_stop_where_they_end() {
    let detour = Detour { start_spread: 0.0, ..Default::default() };
    let mut rollouts = Rollouts::init(&detour, 4, 1, 0);
    assert_eq!(rollouts.observations(&detour), [-1.5, 0.0].repeat(4));
    let wrong = rollouts.step(&detour, &[0.0; 6]).unwrap_err();
    assert_eq!(wrong, RolloutError::Actions { agents: 4, width: 2, given: 6 });
    assert!(wrong.to_string().contains("need 8 numbers, not 6") && rollouts.steps() == 0);
    // One stands still, one hits the obstacle, one passes above it, one has a NaN action.
    for _ in 0..30 {
        assert!(!rollouts.are_over());
        let [x, y] = rollouts.states()[2][..] else { panic!("a position has two numbers") };
        let rising = if y < 0.6 && x < 0.0 { [0.0, 0.15] } else { [0.15, 0.0] };
        let falling = if x > 1.45 { [0.0, -0.15] } else { rising };
        let actions = [[0.0, 0.0], [0.15, 0.0], falling, [f64::NAN, 0.0]];
        rollouts.step(&detour, actions.as_flattened()).unwrap();
    }
    // Up by 4 steps to 0.6, right by 20 to 1.5, down by 3 to 0.15.
    let expected = [
        Outcome::OutOfTime,
        Outcome::Collided { step: 7 },
        Outcome::Reached { step: 27 },
        Outcome::Diverged { step: 1 },
    ];
    assert_eq!(rollouts.outcomes(), expected);
    assert_eq!(rollouts.trails().iter().map(Vec::len).collect::<Vec<_>>(), [31, 8, 28, 1]);
    assert!(rollouts.are_over() && rollouts.trails().iter().flatten().flatten().all(|c| c.is_finite()));
}

#[test]
fn other_worlds_fit_as_well() {
    let rollouts = Experts::rollouts(Expert { noise: 0.01, share: 0.5 }, &Lane, 20, 1, 0);
    assert_eq!(rollouts.observations(&Lane).len(), 60);
    assert!(rollouts.outcomes().iter().all(|outcome| *outcome == Outcome::OutOfTime));
    for trail in rollouts.trails() {
        assert!(trail.len() == 41 && trail.iter().all(|p| (norm(p) - 1.0).abs() < 0.2), "{trail:?}");
    }
    let shown = Scripted { count: 5, ..Default::default() }.demonstrations(&Lane, 1);
    let chunks = shown.chunks(4);
    assert_eq!((chunks.len(), chunks.observation_width, chunks.action_width), (200, 3, 4));
    let figures = Figures::of_rollouts(&Lane, &rollouts, &shown).unwrap();
    assert_eq!((figures.success.value, figures.ways), (0.0, None));
}

#[test]
fn a_floor_is_what_the_expert_reaches_itself() {
    let (detour, scripted) = (Detour::default(), Scripted::default());
    let shown = scripted.demonstrations(&detour, 1);
    let found = floor(&detour, &scripted, &shown, 200, 1, 0).unwrap();
    assert_eq!((found.agents, found.success.value, found.collision.value), (200, 1.0, 0.0));
    let up = found.ways.unwrap()[0];
    assert!((up.value - 0.5).abs() < 4.0 * up.std_error && found.way_entropy.unwrap().value > 0.65);
    // Noise of 0.003 a step, corrected at every step, among fifty paths of the same way.
    let distance = found.distance.unwrap();
    assert!(distance.value > 0.0 && distance.value < 0.01, "{distance:?}");
    let dragged = Dragged::default();
    let shown = dragged.demonstrations(&detour, 1);
    let found = floor(&detour, &dragged, &shown, 200, 1, 0).unwrap();
    assert_eq!((found.agents, found.success.value, found.distance), (2, 1.0, None));
}

#[test]
fn defaults_lie_within_their_ranges_and_survive_files() {
    for environment in EnvironmentConfig::all() {
        assert_eq!(environment.config().validate(), Ok(()));
        let text = serde_json::to_string(&environment).unwrap();
        assert_eq!(serde_json::from_str::<EnvironmentConfig>(&text).unwrap(), environment, "{text}");
    }
    for demonstrations in DemonstrationsConfig::all() {
        assert_eq!(demonstrations.config().validate(), Ok(()));
        let text = serde_json::to_string(&demonstrations).unwrap();
        assert_eq!(serde_json::from_str::<DemonstrationsConfig>(&text).unwrap(), demonstrations, "{text}");
    }
    let detour = serde_json::to_string(&EnvironmentConfig::from_id("detour")).unwrap();
    let numbers = r#""start_spread":0.003,"radius":0.5,"goal_radius":0.15,"limit":0.18,"speed":0.15,"horizon":30"#;
    assert_eq!(detour, format!(r#"{{"id":"detour",{numbers}}}"#));
}
