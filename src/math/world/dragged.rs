use serde::{Deserialize, Serialize};

use super::{Demonstration, Demonstrations, Demonstrator, Environment, polyline};
use crate::math::{
    registry::{Configured, FieldError, FieldInfo},
    rng::{Purpose, Stream},
    text::{Limit, brief, exact, quoted},
    typed::{self, Wanted},
};

/// Paths that a person dragged, each a line through a few points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Dragged {
    paths: Vec<Vec<[f64; 2]>>,
}

const NAME: &str = "paths";
const MAX_PATHS: usize = 64;
const MAX_POINTS: usize = 200;
/// The points of a path as a person types them.
const POINTS: Wanted = Wanted { names: ["point", "points"], forms: &[&["x", "y"]], most: MAX_POINTS };
/// Coordinates lie between plus and minus this.
const REACH: f64 = 4.0;
/// Dragged places are rounded to hundredths, about a pixel, and the path is nowhere farther than this from the dragged line.
const GRAINS: f64 = 100.0;
const TOLERANCE: f64 = 0.01;

/// The serialised form: points `x,y` joined by semicolons, paths by slashes.
#[derive(Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Form {
    paths: String,
}

impl Default for Form {
    fn default() -> Self {
        Dragged::default().into()
    }
}

impl From<Dragged> for Form {
    fn from(dragged: Dragged) -> Self {
        Self { paths: dragged.format() }
    }
}

impl TryFrom<Form> for Dragged {
    type Error = FieldError;

    fn try_from(form: Form) -> Result<Self, FieldError> {
        Self::parse(&form.paths)
    }
}

impl Default for Dragged {
    /// One path for each way of the detour.
    fn default() -> Self {
        let path = |y: f64| vec![[-1.5, 0.0], [-0.75, y], [0.75, y], [1.5, 0.0]];
        Self { paths: vec![path(0.75), path(-0.75)] }
    }
}

fn error(why: impl std::fmt::Display) -> FieldError {
    FieldError::Payload(format!("{NAME}: {why}"))
}

/// Rejects a path that no agent can take; it is the `number`-th.
fn check(path: &[[f64; 2]], number: usize) -> Result<(), FieldError> {
    if !(2..=MAX_POINTS).contains(&path.len()) {
        return Err(error(format!("path {number} needs 2 to {MAX_POINTS} points, not {}", path.len())));
    }
    for (point, place) in path.iter().zip(1..) {
        for (value, axis) in point.iter().zip(["x", "y"]) {
            if !(-REACH..=REACH).contains(value) {
                return Err(error(format!(
                    "path {number}, point {place} has {axis} {}, not between −{REACH} and {REACH}",
                    brief(*value)
                )));
            }
        }
    }
    if polyline::length(path) == 0.0 {
        return Err(error(format!("path {number} stays at {},{}", path[0][0], path[0][1])));
    }
    Ok(())
}

fn point(text: &str, number: usize, place: usize) -> Result<[f64; 2], FieldError> {
    let read = |part: &str| {
        let part = part.trim();
        let wrong = |_| error(format!("path {number}, point {place} has {}, which is not a number", quoted(part)));
        part.parse::<f64>().map_err(wrong)
    };
    match text.split_once(',').filter(|(_, y)| !y.contains(',')) {
        Some((x, y)) => Ok([read(x)?, read(y)?]),
        None => Err(error(format!("path {number}, point {place}, {}, must be 2 numbers: x, y", quoted(text)))),
    }
}

impl Dragged {
    pub const ID: &'static str = "dragged";
    pub const LABEL: &'static str = "Your paths";
    pub const ABOUT: &'static str = "Whatever you show: drag paths from the start to the goal. Only their shape counts, not how \
        fast you drag. A path that runs through an obstacle is learned as well.";
    pub const FIELDS: &'static [FieldInfo] = &[];

    /// No path yet.
    pub fn none() -> Self {
        Self { paths: Vec::new() }
    }

    pub fn paths(&self) -> &[Vec<[f64; 2]>] {
        &self.paths
    }

    /// Adds a dragged path from any number of places.
    /// They are clamped to the allowed square, rounded to hundredths, and thinned out as long as the line stays the same to a
    /// hundredth.
    ///
    /// # Errors
    /// A path too many, a coordinate that is NaN, and a path that stays in one place; then nothing is added.
    pub fn push(&mut self, places: &[[f64; 2]]) -> Result<(), FieldError> {
        let number = self.paths.len() + 1;
        if number > MAX_PATHS {
            return Err(error(format!("there are {MAX_PATHS} paths, the most there can be; remove one first")));
        }
        let rounded = |c: f64| (c.clamp(-REACH, REACH) * GRAINS).round() / GRAINS;
        let places: Vec<[f64; 2]> = places.iter().map(|place| place.map(rounded)).collect();
        // NaN compares with nothing: it must be found before lines are measured.
        if places.as_flattened().iter().any(|c| c.is_nan()) {
            return Err(error(format!("path {number} has a coordinate that is NaN")));
        }
        let mut tolerance = TOLERANCE;
        let mut path = polyline::simplified(&places, tolerance);
        while path.len() > MAX_POINTS {
            tolerance *= 2.0;
            path = polyline::simplified(&places, tolerance);
        }
        check(&path, number)?;
        self.paths.push(path);
        Ok(())
    }

    /// Removes path `index`, counted from 0; false if there is none.
    pub fn remove(&mut self, index: usize) -> bool {
        let there = index < self.paths.len();
        if there {
            self.paths.remove(index);
        }
        there
    }

    fn parse(text: &str) -> Result<Self, FieldError> {
        let path = |(text, number): (&str, usize)| {
            text.split_terminator(';').zip(1..).map(|(text, place)| point(text, number, place)).collect()
        };
        Self::from_paths(text, path)
    }

    /// Reads every path of a text with `read`, which is given the number of the path, and checks it.
    fn from_paths(
        text: &str,
        mut read: impl FnMut((&str, usize)) -> Result<Vec<[f64; 2]>, FieldError>,
    ) -> Result<Self, FieldError> {
        Limit::PATHS.check(text.len()).map_err(error)?;
        // A slash or semicolon at the end is accepted. An empty text has no path.
        let texts = || text.trim().split_terminator('/');
        let count = texts().count();
        if count > MAX_PATHS {
            return Err(error(format!("there are {count} paths; {MAX_PATHS} are the most")));
        }
        let path = |(text, number): (&str, usize)| {
            let path = read((text, number))?;
            check(&path, number).map(|()| path)
        };
        let paths = texts().zip(1..).map(path).collect::<Result<_, _>>()?;
        Ok(Self { paths })
    }

    fn format(&self) -> String {
        let point = |[x, y]: &[f64; 2]| format!("{},{}", exact(*x), exact(*y));
        let path = |path: &Vec<[f64; 2]>| path.iter().map(point).collect::<Vec<_>>().join(";");
        self.paths.iter().map(path).collect::<Vec<_>>().join("/")
    }
}

impl Configured for Dragged {
    crate::describe_fields!();

    fn payload(&self) -> Option<(&'static str, String)> {
        Some((NAME, self.format()))
    }
    fn payload_help(&self) -> Option<&'static str> {
        Some("Each path as points x,y joined by semicolons; paths joined by slashes.")
    }
    fn set_payload(&mut self, text: &str) -> Result<(), FieldError> {
        *self = Self::parse(text)?;
        Ok(())
    }
    fn type_payload(&mut self, text: &str) -> Result<String, FieldError> {
        let mut read = Vec::new();
        *self = Self::from_paths(text, |(text, number)| {
            let table = typed::read(text, &POINTS).map_err(|why| error(format!("path {number}: {why}")))?;
            read.push(format!("Path {number}: {}", table.reading));
            Ok(table.rows.iter().filter_map(|row| <[f64; 2]>::try_from(&*row.values).ok()).collect())
        })?;
        Ok(read.join(" "))
    }
    fn check_whole(&self) -> Result<(), (&'static str, FieldError)> {
        match self.paths.is_empty() {
            true => Err((NAME, error("there is no path yet: drag one from the start to the goal"))),
            false => Ok(()),
        }
    }
}

impl Demonstrator for Dragged {
    /// An agent goes from a fresh start to the beginning of a path and along it, at the expert's speed.
    /// It ends at the goal, or at the end of the path or of the time, if these come first. It goes on where the path leads
    /// through an obstacle.
    fn demonstrations(&self, environment: &dyn Environment, seed: u64) -> Demonstrations {
        let path = |(path, number): (&Vec<[f64; 2]>, u64)| {
            let rng = &mut Stream::new(seed, Purpose::Demonstration, number);
            let start = environment.start(rng);
            let line = [&[environment.position(&start)], &path[..]].concat();
            let mut places = polyline::resampled(&line, environment.speed()).into_iter();
            Demonstration::record(environment, start, true, rng, |state, _| {
                places.next().map(|place| environment.towards(state, place))
            })
        };
        Demonstrations::new(environment, self.paths.iter().zip(0..).map(path).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        extremes::largest,
        world::{Detour, Outcome},
    };

    fn shown(paths: &[&[[f64; 2]]]) -> Demonstrations {
        let mut dragged = Dragged::none();
        for path in paths {
            dragged.push(path).unwrap();
        }
        dragged.demonstrations(&Detour { start_spread: 0.0, ..Default::default() }, 1)
    }

    #[test]
    fn payload_brings_back_the_very_same_paths() {
        let text = "-1.5,0;-0.75,0.7512345678901234;1.5,1e-9/0,0;-4,4";
        let mut dragged = Dragged::default();
        dragged.set_payload(text).unwrap();
        assert_eq!(dragged.payload(), Some(("paths", text.replace("1e-9", "0.000000001"))));
        let mut copy = Dragged::none();
        copy.set_payload(&dragged.payload().unwrap().1).unwrap();
        assert_eq!(copy, dragged);
        let json = serde_json::to_string(&dragged).unwrap();
        assert_eq!(serde_json::from_str::<Dragged>(&json).unwrap(), dragged);
        copy.set_payload(" 1, 2 ; 3 ,4;/ ").unwrap();
        assert_eq!(copy.paths(), [[[1.0, 2.0], [3.0, 4.0]]]);
    }

    #[test]
    fn bad_paths_are_refused_by_name_and_value_and_the_last_good_ones_stay() {
        let many = vec!["0,0;1,1"; 65].join("/");
        let long = vec!["0,0;1,1"; 101].join(";");
        let cases = [
            ("0,0", "path 1 needs 2 to 200 points, not 1"),
            ("0,0;1,1//0,0;1,1", "path 2 needs 2 to 200 points, not 0"),
            (&long, "path 1 needs 2 to 200 points, not 202"),
            ("0,0;1,1/0,0;1", "path 2, point 2, «1», must be 2 numbers"),
            ("0,0;1,1,1", "path 1, point 2, «1,1,1», must be 2 numbers"),
            ("0,0;1,one", "path 1, point 2 has «one», which is not a number"),
            ("0,0;1,NaN", "path 1, point 2 has y NaN"),
            ("inf,0;1,1", "path 1, point 1 has x inf"),
            ("0,0;4.5,1", "path 1, point 2 has x 4.5, not between −4 and 4"),
            ("0.5,1;0.5,1", "path 1 stays at 0.5,1"),
            (&many, "65 paths; 64 are the most"),
        ];
        for (text, why) in cases {
            let mut dragged = Dragged::default();
            let error = dragged.set_payload(text).unwrap_err().to_string();
            assert!(error.starts_with("paths: ") && error.contains(why), "{why}: {error}");
            assert_eq!(dragged, Dragged::default());
            let json = format!(r#"{{"paths": "{text}"}}"#);
            assert!(serde_json::from_str::<Dragged>(&json).unwrap_err().to_string().contains(why));
        }
        let (field, error) = Dragged::none().validate().unwrap_err();
        assert!(field == "paths" && error.to_string().contains("no path yet"));
    }

    #[test]
    fn what_a_hand_drags_is_thinned_out_and_kept_within_bounds() {
        let mut dragged = Dragged::none();
        let places: Vec<[f64; 2]> = (0..5000).map(|i| f64::from(i) / 1000.0).map(|x| [x, (40.0 * x).sin()]).collect();
        dragged.push(&places).unwrap();
        let path = &dragged.paths()[0];
        assert!((100..=200).contains(&path.len()), "{}", path.len());
        assert!(path.iter().flatten().all(|c| c.abs() <= 4.0 && (c * 100.0 - (c * 100.0).round()).abs() < 1e-9));
        for (places, why) in [(vec![[0.0; 2]; 9], "stays at 0,0"), (vec![[0.0; 2], [1.0, f64::NAN]], "NaN")] {
            let error = dragged.push(&places).unwrap_err().to_string();
            assert!(error.starts_with("paths: path 2 ") && error.contains(why), "{error}");
        }
        assert_eq!(dragged.paths().len(), 1);
        assert!(!dragged.remove(1) && dragged.remove(0) && dragged.paths().is_empty());
        for _ in 0..64 {
            dragged.push(&[[0.0; 2], [1.0; 2]]).unwrap();
        }
        assert!(dragged.push(&places).unwrap_err().to_string().contains("64 paths"));
    }

    #[test]
    fn dragging_fast_or_slowly_gives_the_same_steps() {
        let corners = [[-1.5, 0.0], [-0.7, 0.8], [0.7, 0.8], [1.5, 0.0]];
        let slowly: Vec<[f64; 2]> = polyline::resampled(&corners, 0.004);
        let shown = shown(&[&corners, &slowly]);
        let [fast, slow] = [&shown.paths[0], &shown.paths[1]];
        assert_eq!(fast.moments.len(), slow.moments.len());
        // Places are kept in hundredths, and the line within another.
        let apart = fast.trail.iter().zip(&slow.trail).map(|(a, b)| (0..2).map(|k| (a[k] - b[k]).abs()).sum());
        assert!(largest(apart) < 0.05);
        assert!(fast.outcome.is_success() && slow.outcome.is_success());
    }

    #[test]
    fn a_dragged_path_is_walked_at_the_speed_of_the_expert() {
        let shown = shown(&[&[[-1.5, 0.0], [-1.5, 1.0], [1.5, 1.0], [1.5, 0.0]]]);
        let [path] = &shown.paths[..] else { panic!("one path was dragged") };
        let norm = |action: &[f64]| (action[0] * action[0] + action[1] * action[1]).sqrt();
        let lengths: Vec<f64> = path.moments.iter().map(|moment| norm(&moment.action)).collect();
        // Across a corner the step is shorter than the way round it.
        assert!(lengths.iter().all(|length| *length < 0.15 + 1e-12), "{lengths:?}");
        assert!(lengths.iter().filter(|length| **length > 0.15 - 1e-12).count() >= lengths.len() - 3, "{lengths:?}");
        // The way is 5 long, and the goal begins 0.15 before its end: 33 steps are more than the horizon of 30.
        assert_eq!((path.moments.len(), path.outcome), (30, Outcome::OutOfTime));
    }

    #[test]
    fn a_path_through_the_obstacle_is_kept_and_reported() {
        let through: &[[f64; 2]] = &[[-1.5, 0.0], [1.5, 0.0]];
        let round: &[[f64; 2]] = &[[-1.5, 0.0], [-0.75, 0.75], [0.75, 0.75], [1.5, 0.0]];
        let short: &[[f64; 2]] = &[[-1.5, 0.0], [-1.2, 0.0]];
        let shown = shown(&[round, through, short]);
        assert_eq!(shown.collisions(), [2]);
        // The edge is 1 from the start: the seventh step, from 0.9 to 1.05, touches it. The goal begins at 2.85 = 19 steps.
        let [_, through, short] = &shown.paths[..] else { panic!("three paths were dragged") };
        assert_eq!(through.outcome, Outcome::Collided { step: 7 });
        assert!((19..=20).contains(&through.moments.len()), "{}", through.moments.len());
        assert_eq!((short.outcome, short.moments.len()), (Outcome::Running, 2));
    }
}
