use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    future::Future,
    pin::Pin,
    rc::Rc,
    sync::{Arc, Mutex, PoisonError},
    task::{self, Poll, Waker},
};

use burn_wgpu::{WgpuSetup, wgpu};

use super::shader::Kernel;
use crate::{engine::device_error, protocol::EngineError};

/// A device with its queue, shared with burn, and the errors that have occurred on it.
///
/// burn's handlers for uncaptured errors and for the loss of the device are not replaced. All work here is done in error scopes,
/// and a lost device is noticed at the next read.
#[derive(Clone)]
pub(in crate::engine) struct Context {
    pub(super) device: wgpu::Device,
    pub(super) queue: wgpu::Queue,
    /// Whether the adapter runs on the CPU, in software.
    pub(super) software: bool,
    /// Bytes that the intermediate values of a batch may take; a larger batch is processed in parts.
    pub(super) scratch: usize,
    shared: Rc<Shared>,
}

#[derive(Default)]
struct Shared {
    faults: RefCell<Faults>,
    /// Recorded work that is not submitted, and its number of dispatches.
    recording: RefCell<Option<wgpu::CommandEncoder>>,
    recorded: Cell<usize>,
    /// Compiled kernels by their key: a browser takes a while to compile one.
    pipelines: RefCell<HashMap<Kernel, wgpu::ComputePipeline>>,
    /// Memory that is free after a dispatch.
    workspace: RefCell<Option<wgpu::Buffer>>,
}

#[derive(Default)]
struct Faults {
    first: Option<String>,
    /// Scopes whose result is not known yet: in a browser it comes later.
    open: Vec<Pin<Box<dyn Future<Output = Option<wgpu::Error>>>>>,
}

/// Half of the size that WebGPU binds by default.
const SCRATCH: usize = 64 << 20;

/// The most dispatches that are recorded before they are submitted.
const MOST_RECORDED: usize = 64;

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context").field("device", &self.device).finish_non_exhaustive()
    }
}

impl Context {
    pub(in crate::engine) fn new(setup: &WgpuSetup) -> Self {
        let software = setup.adapter.get_info().device_type == wgpu::DeviceType::Cpu;
        let (device, queue) = (setup.device.clone(), setup.queue.clone());
        Self { device, queue, software, scratch: SCRATCH, shared: Rc::default() }
    }

    /// Runs some work on the device and records its errors, which [`Context::check`] returns.
    pub(super) fn watch<T>(&self, work: impl FnOnce() -> T) -> T {
        let filters = [wgpu::ErrorFilter::Validation, wgpu::ErrorFilter::OutOfMemory, wgpu::ErrorFilter::Internal];
        let scopes = filters.map(|filter| self.device.push_error_scope(filter));
        let result = work();
        for scope in scopes.into_iter().rev() {
            let mut outcome = Box::pin(scope.pop());
            let mut faults = self.shared.faults.borrow_mut();
            match outcome.as_mut().poll(&mut task::Context::from_waker(Waker::noop())) {
                Poll::Ready(error) => faults.note(error),
                Poll::Pending => faults.open.push(outcome),
            }
        }
        result
    }

    /// # Errors
    /// When an error has occurred on the device since the last check, as far as it is known by now.
    pub(super) fn check(&self) -> Result<(), EngineError> {
        self.shared.faults.borrow_mut().first.take().map_or(Ok(()), |fault| Err(EngineError::Device(fault)))
    }

    /// Waits for the results that are not known yet.
    async fn settle(&self) -> Result<(), EngineError> {
        let open = std::mem::take(&mut self.shared.faults.borrow_mut().open);
        for outcome in open {
            let error = outcome.await;
            self.shared.faults.borrow_mut().note(error);
        }
        self.check()
    }

    /// Records a kernel over so many groups; it is submitted with later ones.
    pub(super) fn dispatch(&self, pipeline: &wgpu::ComputePipeline, bindings: &wgpu::BindGroup, groups: usize) {
        self.record(|encoder| {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            pass.set_pipeline(pipeline);
            pass.set_bind_group(0, bindings, &[]);
            pass.dispatch_workgroups(groups as u32, 1, 1);
        });
        self.shared.recorded.set(self.shared.recorded.get() + 1);
        if self.shared.recorded.get() == MOST_RECORDED {
            self.submit();
        }
    }

    pub(super) fn record(&self, work: impl FnOnce(&mut wgpu::CommandEncoder)) {
        let mut recording = self.shared.recording.borrow_mut();
        work(recording.get_or_insert_with(|| self.device.create_command_encoder(&Default::default())));
    }

    /// Submits the recorded work.
    pub(super) fn submit(&self) {
        self.shared.recorded.set(0);
        if let Some(encoder) = self.shared.recording.take() {
            self.queue.submit([encoder.finish()]);
        }
    }

    /// The numbers of some buffers, so many of each from `start` on, in one read.
    ///
    /// # Errors
    /// When the device fails, or has failed.
    pub(super) async fn read(&self, parts: &[Part<'_>]) -> Result<Vec<f32>, EngineError> {
        let bytes: u64 = parts.iter().map(|part| 4 * part.count as u64).sum();
        if bytes == 0 {
            return Ok(Vec::new());
        }
        let mapped = Mapped::default();
        let staging = self.watch(|| {
            let usage = wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST;
            let staging = self.buffer(bytes, usage);
            let mut at = 0;
            for part in parts {
                let (start, size) = (4 * part.start as u64, 4 * part.count as u64);
                self.record(|encoder| encoder.copy_buffer_to_buffer(part.buffer, start, &staging, at, size));
                at += size;
            }
            self.submit();
            let answer = mapped.clone();
            staging.map_async(wgpu::MapMode::Read, ..bytes, move |result| answer.answer(result.is_ok()));
            staging
        });
        // Natively the device must be polled; in a browser it answers by itself.
        self.device.poll(wgpu::PollType::wait_indefinitely()).map_err(device_error)?;
        self.settle().await?;
        if !mapped.await {
            return Err(EngineError::Device("the device was lost".to_owned()));
        }
        let view = staging.get_mapped_range(..bytes).map_err(device_error)?;
        Ok(view.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    }

    /// A buffer filled with zeros.
    fn buffer(&self, bytes: u64, usage: wgpu::BufferUsages) -> wgpu::Buffer {
        let size = bytes.max(16).next_multiple_of(16);
        self.device.create_buffer(&wgpu::BufferDescriptor { label: None, size, usage, mapped_at_creation: false })
    }

    /// A buffer for kernels, of so many numbers, that can be copied from and to.
    pub(super) fn storage(&self, numbers: usize) -> wgpu::Buffer {
        let copied = wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST;
        self.buffer(4 * numbers as u64, wgpu::BufferUsages::STORAGE | copied)
    }

    /// A buffer of constants, as the bits of `u32`.
    pub(super) fn uniform(&self, words: &[u32]) -> wgpu::Buffer {
        let buffer = self.buffer(4 * words.len() as u64, wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST);
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        self.queue.write_buffer(&buffer, 0, &bytes);
        buffer
    }

    /// Writes `words` into `buffer` from its word `at` on, after all work recorded so far.
    pub(super) fn write(&self, buffer: &wgpu::Buffer, at: usize, words: impl Iterator<Item = u32>) {
        self.submit();
        let bytes: Vec<u8> = words.flat_map(u32::to_le_bytes).collect();
        self.queue.write_buffer(buffer, 4 * at as u64, &bytes);
    }

    /// A buffer of at least so many numbers, which any dispatch may overwrite.
    pub(super) fn workspace(&self, numbers: usize) -> wgpu::Buffer {
        let mut workspace = self.shared.workspace.borrow_mut();
        match &*workspace {
            Some(buffer) if buffer.size() >= 4 * numbers as u64 => buffer.clone(),
            _ => workspace.insert(self.storage(numbers)).clone(),
        }
    }

    /// The kernel, compiled at its first use.
    pub(super) fn pipeline(&self, kernel: Kernel) -> wgpu::ComputePipeline {
        let mut pipelines = self.shared.pipelines.borrow_mut();
        let make = |kernel: &Kernel| {
            let source = wgpu::ShaderSource::Wgsl(kernel.text().into());
            let module = self.device.create_shader_module(wgpu::ShaderModuleDescriptor { label: None, source });
            self.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                label: None,
                layout: None,
                module: &module,
                entry_point: Some(kernel.entry),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                cache: None,
            })
        };
        pipelines.entry(kernel).or_insert_with_key(make).clone()
    }

    /// The buffers of a kernel in the order of their bindings.
    pub(super) fn bind(&self, pipeline: &wgpu::ComputePipeline, buffers: &[Binding<'_>]) -> wgpu::BindGroup {
        let entries: Vec<_> = (0..).zip(buffers).map(|(index, buffer)| buffer.entry(index)).collect();
        let layout = &pipeline.get_bind_group_layout(0);
        self.device.create_bind_group(&wgpu::BindGroupDescriptor { label: None, layout, entries: &entries })
    }
}

/// A buffer, or some bytes of it, as a kernel uses it; `size` 0 means all that follows.
#[derive(Clone, Copy)]
pub(super) struct Binding<'a> {
    pub(super) buffer: &'a wgpu::Buffer,
    pub(super) offset: u64,
    pub(super) size: u64,
}

impl<'a> Binding<'a> {
    fn entry(self, binding: u32) -> wgpu::BindGroupEntry<'a> {
        let Self { buffer, offset, size } = self;
        let size = wgpu::BufferSize::new(size);
        let resource = wgpu::BindingResource::Buffer(wgpu::BufferBinding { buffer, offset, size });
        wgpu::BindGroupEntry { binding, resource }
    }
}

impl<'a> From<&'a wgpu::Buffer> for Binding<'a> {
    fn from(buffer: &'a wgpu::Buffer) -> Self {
        Self { buffer, offset: 0, size: 0 }
    }
}

/// The numbers of a buffer that are read.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) buffer: &'a wgpu::Buffer,
    pub(super) start: usize,
    pub(super) count: usize,
}

impl Faults {
    fn note(&mut self, error: Option<wgpu::Error>) {
        if let Some(error) = error {
            self.first.get_or_insert_with(|| error.to_string());
        }
    }
}

/// Whether a buffer could be mapped, once that is known.
#[derive(Clone, Default)]
struct Mapped(Arc<Mutex<(Option<bool>, Option<Waker>)>>);

impl Mapped {
    fn answer(&self, success: bool) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.0 = Some(success);
        if let Some(waker) = state.1.take() {
            waker.wake();
        }
    }
}

impl Future for Mapped {
    type Output = bool;

    fn poll(self: Pin<&mut Self>, context: &mut task::Context<'_>) -> Poll<bool> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.1 = Some(context.waker().clone());
        state.0.map_or(Poll::Pending, Poll::Ready)
    }
}
