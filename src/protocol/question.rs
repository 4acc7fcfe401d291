//! What the page asks of a run again and again, and what it is answered.

use serde::{Deserialize, Serialize};

use super::{Quality, RolloutsAnswer, RolloutsRequest, SeriesFigures};

/// Declares every kind of question once: its topic, its request, and its answer. All three enums follow.
macro_rules! questions {
    ($($(#[$doc:meta])* $topic:ident($request:ident) -> $answer:ident,)+) => {
        /// What a question is about. There is one question of each topic at a time.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Topic {
            $($topic,)+
        }

        /// What the page wants to see of a run, and see anew whenever it has changed.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Question {
            $($(#[$doc])* $topic($request),)+
        }

        /// What the page asked to see. Which buffers travel beside it is said with each answer.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Answer {
            $($topic($answer),)+
        }

        impl Topic {
            pub const ALL: &[Self] = &[$(Self::$topic,)+];
        }

        impl Question {
            pub fn topic(&self) -> Topic {
                match self {
                    $(Self::$topic(_) => Topic::$topic,)+
                }
            }
        }

        impl Answer {
            pub fn topic(&self) -> Topic {
                match self {
                    $(Self::$topic(_) => Topic::$topic,)+
                }
            }
        }

        $(
            impl From<$request> for Question {
                fn from(request: $request) -> Self {
                    Self::$topic(request)
                }
            }

            impl TryFrom<Question> for $request {
                type Error = Question;

                /// The request, or the question back where it is about something else.
                fn try_from(question: Question) -> Result<Self, Question> {
                    match question {
                        Question::$topic(request) => Ok(request),
                        other => Err(other),
                    }
                }
            }

            impl From<$answer> for Answer {
                fn from(answer: $answer) -> Self {
                    Self::$topic(answer)
                }
            }
        )+
    };
}

questions! {
    /// Walk a cloud from noise to data.
    Cloud(SampleRequest) -> CloudAnswer,
    /// Evaluate vector fields on a grid.
    Field(FieldRequest) -> FieldAnswer,
    /// Find one number for every point of a grid.
    Map(MapRequest) -> MapAnswer,
    /// Find out how good the model is.
    Quality(QualityRequest) -> Quality,
    /// Follow the observed paths of a neural ODE, and its loss back. Without such an objective there is no answer.
    Series(SeriesRequest) -> SeriesFigures,
    /// Read the gates of a planar field. Without such an objective there is no answer.
    Gates(GatesRequest) -> GatesAnswer,
    /// Let the policy act. Without one there is no answer.
    Rollouts(RolloutsRequest) -> RolloutsAnswer,
}

/// A cloud to sample.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SampleRequest {
    /// How many points.
    pub count: u32,
}

/// The whole way of one cloud from noise to data. Buffers: times `[steps + 1]` from 1 to 0, then positions
/// `[steps + 1, count, 2]`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CloudAnswer {
    pub count: u32,
}

/// A grid of `size × size` points over the square `[−extent, extent]²`, at the time `t`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlaneGrid {
    pub size: u32,
    #[serde(with = "crate::math::number")]
    pub extent: f64,
    #[serde(with = "crate::math::number")]
    pub t: f64,
}

impl PlaneGrid {
    /// The points of the grid, row by row from the lower left, in the middle of their cells.
    pub fn points(&self) -> Vec<[f64; 2]> {
        let cell = 2.0 * self.extent / f64::from(self.size);
        let at = |i: u32| -self.extent + cell * (f64::from(i) + 0.5);
        (0..self.size).flat_map(|j| (0..self.size).map(move |i| [at(i), at(j)])).collect()
    }
}

/// Vector fields on a grid.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldRequest {
    pub grid: PlaneGrid,
    /// Send what was learned.
    pub learned: bool,
    /// Send the exact answer for the same data, where there is one. It is sent once.
    pub exact: bool,
}

/// Vector fields in time's own direction (from data to noise). Buffers: for each of the `kinds` its velocities `[size, size, 2]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldAnswer {
    pub grid: PlaneGrid,
    pub kinds: Vec<FieldKind>,
}

/// Which vector field it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldKind {
    Learned,
    Exact,
}

/// One number for every point of a grid.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapRequest {
    pub grid: PlaneGrid,
    pub kind: MapKind,
}

/// A map at the time of its grid. Buffer: its numbers `[size, size]`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapAnswer {
    pub grid: PlaneGrid,
    pub kind: MapKind,
    /// How often the network was evaluated at each point.
    pub evaluations: u32,
}

/// What a map holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MapKind {
    /// The density of the model.
    LearnedDensity,
    /// That of the data, noised as far.
    ExactDensity,
    /// How much larger that of the model is.
    DensityDifference,
    /// `‖v̂ − v‖`, the distance between the learned velocity and the exact one.
    VelocityError,
}

impl MapKind {
    /// Whether it changes with the weights.
    pub fn is_learned(self) -> bool {
        self != Self::ExactDensity
    }

    /// Whether it needs the exact answer.
    pub fn is_exact(self) -> bool {
        self != Self::LearnedDensity
    }
}

/// How good the model is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct QualityRequest;

/// The observed paths there and back.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeriesRequest;

/// The gates of all units over time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GatesRequest;

/// The gates of a planar field. Buffers: times `[n]`, gates `[n, units]`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GatesAnswer {
    pub units: u32,
}
