//! Tong et al. (2024b), table 2: five ways to train a flow between four pairs of distributions.

use super::{Figure, Measure, Preset};
use crate::{
    math::{
        bridge::{BridgeConfig, Brownian},
        coupling::{CouplingConfig, OptimalTransport},
        dataset::{DatasetConfig, EightGaussians, Moons, MoonsWide, Normal, SCurve},
        schedule::{FlowMin, ScheduleConfig},
    },
    nn::{
        Network,
        activation::{ActivationConfig, Selu},
        optimizer::{AdamW, OptimizerConfig},
    },
    objective::{FlowMatching, GaussianFlow, ObjectiveConfig, OtCfm, RectifiedFlow, SbCfm},
    protocol::{Generate, Sampling, Training},
};

/// The source and the data of a flow, and W₂ between two fresh samples of 10,000 points of the data.
struct Column {
    id: &'static str,
    title: &'static str,
    data: DatasetConfig,
    source: DatasetConfig,
    floor: f64,
}

/// The published W₂ and NPE for each column; `None` where there is none.
struct TableRow {
    id: &'static str,
    title: &'static str,
    objective: ObjectiveConfig,
    published: [Option<(f64, f64)>; 4],
}

/// The steps of the training, "about 20,000".
const STEPS: u32 = 20_000;
const SAMPLES: usize = 10_000;
/// The averaging of the weights, which the paper does not mention.
///
/// W₂ of OT-CFM from moons to eight Gaussians is 0.77 ± 0.08 over five seeds without it, and 0.57 ± 0.16 with it.
const AVERAGE: f64 = 0.999;

fn columns() -> [Column; 4] {
    let normal = || DatasetConfig::Normal(Normal::default());
    let eight = |radius, std| DatasetConfig::EightGaussians(EightGaussians { radius, std });
    let moons = Moons { noise: 0.05, scale: 2.0, shift_x: -1.0, shift_y: -1.0 };
    let column = |id, title, data, source, floor| Column { id, title, data, source, floor };
    [
        column("8gaussians", "normal to eight Gaussians", eight(5.0, 1.0), normal(), 0.175),
        column(
            "moons-8gaussians",
            "moons to eight Gaussians",
            eight(12.0, 1.5),
            DatasetConfig::MoonsWide(MoonsWide::default()),
            0.427,
        ),
        column("moons", "normal to moons", DatasetConfig::Moons(moons), normal(), 0.0285),
        column("scurve", "normal to S curve", DatasetConfig::SCurve(SCurve::default()), normal(), 0.062),
    ]
}

fn rows() -> [TableRow; 5] {
    let rectified = RectifiedFlow { rounds: 2, steps: STEPS / 2, pairs: 100_000, walk: 100 };
    [
        TableRow {
            id: "sb-cfm",
            title: "[SF]²M-Exact",
            objective: ObjectiveConfig::SbCfm(SbCfm { score: false }),
            published: [Some((0.275, 0.016)), Some((0.726, 0.045)), Some((0.124, 0.053)), Some((0.128, 0.034))],
        },
        TableRow {
            id: "ot-cfm",
            title: "OT-CFM",
            objective: ObjectiveConfig::OtCfm(OtCfm {}),
            published: [Some((0.303, 0.031)), Some((0.601, 0.015)), Some((0.130, 0.083)), Some((0.144, 0.027))],
        },
        TableRow {
            id: "i-cfm",
            title: "I-CFM",
            objective: ObjectiveConfig::FlowMatching(FlowMatching {}),
            published: [Some((0.373, 0.202)), Some((1.557, 2.680)), Some((0.178, 0.891)), Some((0.242, 0.856))],
        },
        TableRow {
            id: "rf",
            title: "Rectified flow",
            objective: ObjectiveConfig::RectifiedFlow(rectified),
            published: [Some((0.421, 0.044)), Some((1.525, 0.203)), Some((0.283, 0.130)), Some((0.345, 0.099))],
        },
        TableRow {
            id: "fm",
            title: "FM",
            objective: ObjectiveConfig::GaussianFlow(GaussianFlow {}),
            published: [Some((0.343, 0.190)), None, Some((0.209, 0.762)), Some((0.198, 0.743))],
        },
    ]
}

pub(super) fn presets() -> Vec<Preset> {
    let columns = columns();
    rows()
        .iter()
        .flat_map(|row| columns.iter().zip(&row.published).filter_map(|(column, p)| cell(row, column, *p)))
        .collect()
}

fn cell(row: &TableRow, column: &Column, published: Option<(f64, f64)>) -> Option<Preset> {
    let (w2, path_energy) = published?;
    let mut task = Generate {
        data: column.data.clone(),
        source: column.source.clone(),
        network: Network { width: 64, depth: 3, ..Network::default() },
        activation: ActivationConfig::Selu(Selu {}),
        optimizer: OptimizerConfig::AdamW(AdamW { rate: 1e-3, weight_decay: 1e-5 }),
        training: Training { batch: 512, ema: AVERAGE, ..Training::default() },
        sampling: Sampling { steps: 100, ..Sampling::default() },
        ..Generate::preset(row.objective.clone())
    };
    match row.objective {
        // "Exact": pairs of optimal transport replace those of entropic transport.
        ObjectiveConfig::SbCfm(_) => {
            task.coupling = CouplingConfig::OptimalTransport(OptimalTransport::default());
            task.bridge = BridgeConfig::Brownian(Brownian { sigma: BRIDGE_SIGMA });
        }
        ObjectiveConfig::GaussianFlow(_) => task.schedule = ScheduleConfig::FlowMin(FlowMin { sigma_min: 0.1 }),
        _ => {}
    }
    Some(Preset {
        id: format!("tong-{}-{}", row.id, column.id),
        title: format!("{}, {}", row.title, column.title),
        source: "Tong et al. (2024b), table 2",
        task,
        steps: STEPS.into(),
        samples: SAMPLES,
        figures: vec![
            Figure { measure: Measure::W2, published: Some(w2), floor: Some(column.floor) },
            Figure { measure: Measure::PathEnergy, published: Some(path_energy), floor: None },
        ],
    })
}

/// The diffusion of the bridge. With 1, paths to the S curve come to an NPE of 0.49, far above the published one.
const BRIDGE_SIGMA: f64 = 0.1;
