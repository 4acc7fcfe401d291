#[cfg(feature = "reference")]
use burn::tensor::Device;
use web_time::{Duration, Instant};

use super::Trainer;
#[cfg(feature = "gpu")]
use super::gpu::Context;
use crate::protocol::{BackendInfo, BackendKind, EngineError, Experiment, Task, median};

/// A device that passed its self-test.
#[derive(Clone, Debug)]
pub struct Backend {
    pub info: BackendInfo,
    trainer: Kind,
}

/// The kind of trainer of a device.
#[derive(Clone, Debug)]
enum Kind {
    Host,
    #[cfg(feature = "gpu")]
    Gpu(Context),
    #[cfg(feature = "reference")]
    Reference(Box<Device>),
}

/// Steps of the self-test before its loss is compared.
const COMPARED_STEPS: usize = 5;
/// The time that the speed test may take, and its most steps.
const MEASURING: Duration = Duration::from_millis(150);
const MOST_STEPS: usize = 400;
/// The largest relative difference between the first losses of GPU and CPU: single precision in another order of summation.
#[cfg(feature = "gpu")]
const AGREEMENT: f64 = 1e-3;

impl Backend {
    /// The CPU: training and sampling written out in SIMD.
    ///
    /// # Errors
    /// When a loss of the first steps is not finite.
    pub async fn cpu() -> Result<Self, EngineError> {
        let (_, step_ms) = self_test(Trainer::host(Task::default())).await?;
        let info = BackendInfo { kind: BackendKind::Cpu, name: "SIMD".to_owned(), step_ms, build: String::new() };
        Ok(Self { info, trainer: Kind::Host })
    }

    /// The GPU, if there is one and its first steps agree with the CPU's: a rejected shader gives no error by itself.
    ///
    /// # Errors
    /// When there is no device, or its results are wrong.
    #[cfg(feature = "gpu")]
    pub async fn gpu() -> Result<Self, EngineError> {
        let failed = |why: String| EngineError::Device(why);
        let device = burn_wgpu::WgpuDevice::default();
        let setup =
            burn_wgpu::try_init_setup_async::<burn_wgpu::graphics::AutoGraphicsApi>(&device, Default::default())
                .await
                .map_err(|error| failed(error.to_string()))?;
        let context = Context::new(&setup);
        let (expected, _) = self_test(Trainer::host(Task::default())).await?;
        let (found, step_ms) = self_test(Trainer::gpu(Task::default(), &context)?).await?;
        let error = (found / expected - 1.0).abs();
        if error.is_nan() || error > AGREEMENT {
            return Err(failed(format!("its first losses end at {found}, the CPU's at {expected}")));
        }
        let adapter = setup.adapter.get_info();
        let name = if adapter.name.is_empty() { "WebGPU adapter".to_owned() } else { adapter.name };
        let info = BackendInfo { kind: BackendKind::WebGpu, name, step_ms, build: String::new() };
        Ok(Self { info, trainer: Kind::Gpu(context) })
    }

    /// The reference on the CPU: burn's automatic differentiation. It is slow, and takes the same steps.
    ///
    /// # Errors
    /// When a loss of the first steps is not finite.
    #[cfg(feature = "reference")]
    pub async fn reference() -> Result<Self, EngineError> {
        Self::of_reference(Device::flex(), BackendKind::Cpu).await
    }

    /// The reference on the GPU.
    ///
    /// # Errors
    /// When there is no device, or a loss of its first steps is not finite.
    #[cfg(all(feature = "gpu", feature = "reference"))]
    pub async fn reference_gpu() -> Result<Self, EngineError> {
        let failed = |why: String| EngineError::Device(why);
        let device = Device::wgpu_options().init_async().await.map_err(|error| failed(error.to_string()))?;
        Self::of_reference(device, BackendKind::WebGpu).await
    }

    #[cfg(feature = "reference")]
    async fn of_reference(device: Device, kind: BackendKind) -> Result<Self, EngineError> {
        let (_, step_ms) = self_test(Trainer::reference(Task::default(), &device)).await?;
        let info = BackendInfo { kind, name: "burn".to_owned(), step_ms, build: String::new() };
        Ok(Self { info, trainer: Kind::Reference(Box::new(device)) })
    }

    /// A trainer at the beginning of `experiment`, which makes its changes at their steps.
    ///
    /// # Errors
    /// The first setting or change that is invalid, and as [`Backend::trainer`].
    pub fn begin(&self, experiment: &Experiment) -> Result<Trainer, EngineError> {
        let periods = experiment.periods()?;
        let mut trainer = self.trainer(experiment.task.clone())?;
        trainer.plan(periods.into_iter().skip(1).collect())?;
        Ok(trainer)
    }

    /// A trainer of `task` on this device, at step 0. Tasks that the GPU cannot train are trained on the host.
    ///
    /// # Errors
    /// When the device has no room for the network, or the reference is to train another loss than a weighted regression.
    pub fn trainer(&self, task: impl Into<Task>) -> Result<Trainer, EngineError> {
        let task = task.into();
        match &self.trainer {
            #[cfg(feature = "gpu")]
            Kind::Gpu(context) if !task.needs_host() => Trainer::gpu(task, context),
            #[cfg(feature = "reference")]
            Kind::Reference(device) if task.loss().is_none() => Ok(Trainer::reference(task, device)),
            #[cfg(feature = "reference")]
            Kind::Reference(_) => {
                Err(crate::protocol::ExperimentError::new("trainer", "the reference trains weighted regressions only")
                    .into())
            }
            _ => Ok(Trainer::host(task)),
        }
    }
}

/// Trains for a while: the loss after the first steps, and the median time of a later step in milliseconds.
///
/// The first steps compile: shaders on a GPU, and in a browser the program itself, which runs slowly until then.
async fn self_test(mut trainer: Trainer) -> Result<(f64, f64), EngineError> {
    let begun = Instant::now();
    let mut loss = f64::NAN;
    let mut times = Vec::new();
    while times.len() <= COMPARED_STEPS || (begun.elapsed() < MEASURING && times.len() < MOST_STEPS) {
        let start = Instant::now();
        trainer.step().await?;
        let losses = trainer.losses().await?;
        if let Some(&(_, last)) = losses.last().filter(|_| times.len() == COMPARED_STEPS) {
            loss = last;
        }
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    let later = times.split_off(times.len() / 2);
    Ok((loss, median(later).unwrap_or(f64::NAN)))
}
