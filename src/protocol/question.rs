//! The questions of the page to a run, which are answered again and again, and their answers.

use serde::{Deserialize, Serialize};

use super::{BenchAnswer, BenchRequest, Quality, RolloutsAnswer, RolloutsRequest, SeriesFigures};

/// Declares every kind of question once, with its topic, request and answer; the three enums follow.
macro_rules! questions {
    ($($(#[$doc:meta])* $topic:ident($request:ident) -> $answer:ident,)+) => {
        /// The topic of a question; there is at most one question of each topic at a time.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Topic {
            $($topic,)+
        }

        /// A question about a run, which is answered again whenever the answer has changed.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Question {
            $($(#[$doc])* $topic($request),)+
        }

        /// The answer to a question; its buffers are documented at each type.
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

                /// The request, or the unchanged question if it has another topic.
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
    /// Sample a cloud from noise to data.
    Cloud(SampleRequest) -> CloudAnswer,
    /// Evaluate vector fields on a grid.
    Field(FieldRequest) -> FieldAnswer,
    /// Compute one number for every point of a grid.
    Map(MapRequest) -> MapAnswer,
    /// Measure the quality of the model.
    Quality(QualityRequest) -> Quality,
    /// Solve the observed paths of a neural ODE forwards, and its loss backwards. No answer for another objective.
    Series(SeriesRequest) -> SeriesFigures,
    /// Read the gates of a planar field. No answer for another objective.
    Gates(GatesRequest) -> GatesAnswer,
    /// Evaluate the model, and the exact field, at a few points.
    Points(PointsRequest) -> PointsAnswer,
    /// Roll out the policy. No answer without a policy.
    Rollouts(RolloutsRequest) -> RolloutsAnswer,
    /// Compare samplers. No answer where no points are generated.
    Bench(BenchRequest) -> BenchAnswer,
}

/// A cloud to sample.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SampleRequest {
    /// How many points.
    pub count: u32,
}

/// The whole trajectory of one cloud from noise to data.
///
/// Buffers: times `[steps + 1]` from 1 to 0, then positions `[steps + 1, count, 2]`.
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
    /// The points of the grid in the middle of their cells, row by row from the lower left.
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
    /// Send the learned field.
    pub learned: bool,
    /// Send the exact field for the same data, if it is known. It is sent once.
    pub exact: bool,
}

/// Vector fields in the direction of time, from data to noise.
///
/// Buffers: for each of the `kinds` its velocities, `[size, size, 2]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldAnswer {
    pub grid: PlaneGrid,
    pub kinds: Vec<FieldKind>,
}

/// The kind of a vector field.
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
    /// Evaluations of the network for each point.
    pub evaluations: u32,
}

/// The kind of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MapKind {
    /// The density of the model.
    LearnedDensity,
    /// The density of the data, noised to the same time.
    ExactDensity,
    /// The density of the model minus that of the data.
    DensityDifference,
    /// `‖v̂ − v‖`, the distance between the learned velocity and the exact one.
    VelocityError,
}

impl MapKind {
    /// Whether it changes with the weights.
    pub fn is_learned(self) -> bool {
        self != Self::ExactDensity
    }

    /// Whether it has numbers of both signs.
    pub fn has_signs(self) -> bool {
        self == Self::DensityDifference
    }

    /// Whether it needs the exact density or field.
    pub fn is_exact(self) -> bool {
        self != Self::LearnedDensity
    }
}

/// Points of the plane at one time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointsRequest {
    #[serde(with = "crate::math::number")]
    pub t: f64,
    /// Of more than [`PointsRequest::MOST`] points only the first are evaluated.
    pub points: Vec<PlanePoint>,
}

impl PointsRequest {
    /// The most points.
    pub const MOST: usize = 64;
}

/// A point of the plane.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanePoint {
    #[serde(with = "crate::math::number")]
    pub x: f64,
    #[serde(with = "crate::math::number")]
    pub y: f64,
}

/// The fields at the points of the request, in their order.
///
/// Buffers: those of the learned field, and of the exact one if `has_exact`, as [`FieldAt::to_flat`] writes them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointsAnswer {
    pub request: PointsRequest,
    pub has_exact: bool,
}

/// What a field says at a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldAt {
    /// The velocity in the direction of time, from data to noise.
    pub velocity: [f64; 2],
    /// `E[data | x_t = x]`.
    pub denoised: [f64; 2],
    /// `∇ log p_t(x)`; that of a model is valid where the source is standard normal.
    pub score: [f64; 2],
    /// `log p_t(x)` in nats; NaN where it is not known.
    pub log_density: f64,
}

impl FieldAt {
    /// The numbers of all points one after the other, `[points, 7]`, for transport.
    pub fn to_flat(fields: &[Self]) -> Vec<f32> {
        let numbers = |field: &Self| {
            let Self { velocity: [u, v], denoised: [x, y], score: [a, b], log_density } = *field;
            [u, v, x, y, a, b, log_density].map(|number| number as f32)
        };
        fields.iter().flat_map(numbers).collect()
    }

    /// Reads back what [`FieldAt::to_flat`] wrote.
    pub fn from_flat(flat: &[f32]) -> Vec<Self> {
        let field = |numbers: &[f32; 7]| {
            let [u, v, x, y, a, b, log_density] = numbers.map(f64::from);
            Self { velocity: [u, v], denoised: [x, y], score: [a, b], log_density }
        };
        flat.as_chunks::<7>().0.iter().map(field).collect()
    }
}

/// The quality of the model to measure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct QualityRequest;

/// The observed paths to solve forwards and backwards.
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
