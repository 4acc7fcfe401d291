use std::{
    future::Future,
    pin::pin,
    task::{self, Poll, Waker},
};

use burn_wgpu::wgpu;

use super::{
    Context,
    context::{Binding, Part},
    shader::{self, GROUP},
};
use crate::{
    math::points::{Cloud, Points},
    protocol::EngineError,
};

/// Points of the plane on the device, `[n, 2]`. They never change, so that a copy is but another handle.
#[derive(Clone, Debug)]
pub(in crate::engine) struct GpuCloud {
    context: Context,
    buffer: wgpu::Buffer,
    count: usize,
}

impl GpuCloud {
    pub(in crate::engine) fn upload(context: &Context, points: &[[f64; 2]]) -> Self {
        let cloud = Self::new(context, points.len());
        let numbers = points.as_flattened().iter().map(|&c| (c as f32).to_bits());
        context.watch(|| context.write(&cloud.buffer, 0, numbers));
        cloud
    }

    /// Room for `count` points.
    pub(super) fn new(context: &Context, count: usize) -> Self {
        let buffer = context.watch(|| context.storage(2 * count));
        Self { context: context.clone(), buffer, count }
    }

    /// How many points there are.
    pub(in crate::engine) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn context(&self) -> &Context {
        &self.context
    }

    pub(super) fn buffer(&self) -> &wgpu::Buffer {
        &self.buffer
    }

    /// The coordinates of all points of all clouds, one after the other, in one read.
    ///
    /// # Errors
    /// When the device fails.
    pub(in crate::engine) async fn read(clouds: &[Self]) -> Result<Vec<f32>, EngineError> {
        let parts: Vec<_> = clouds.iter().map(Self::part).collect();
        match clouds.first() {
            Some(cloud) => cloud.context.read(&parts).await,
            None => Ok(Vec::new()),
        }
    }

    fn part(&self) -> Part<'_> {
        Part { buffer: &self.buffer, start: 0, count: 2 * self.count }
    }

    /// What the kernel `entry` makes of some clouds of one size.
    fn combine(entry: &'static str, coefficients: &[f32], first: &Self, rest: &[&Self]) -> Self {
        let (context, vectors) = (&first.context, first.count.div_ceil(2));
        let result = Self::new(context, first.count);
        context.watch(|| {
            let pipeline = context.pipeline(shader::assemble(&[shader::POINTS], &[("GROUP", GROUP)], ""), entry);
            let mut words: Vec<u32> = coefficients.iter().map(|c| c.to_bits()).collect();
            words.resize(4, 0);
            words.extend([coefficients.len() as u32, vectors as u32]);
            let sizes = context.uniform(&words);
            let mut buffers = vec![(&sizes).into(), (&result.buffer).into(), (&first.buffer).into()];
            buffers.extend(rest.iter().map(|cloud| Binding::from(&cloud.buffer)));
            let bindings = context.bind(&pipeline, &buffers);
            context.dispatch(&pipeline, &bindings, vectors.div_ceil(GROUP));
        });
        result
    }
}

/// Clouds that one kernel adds up.
const TERMS: usize = 4;

impl Points for GpuCloud {
    fn lincomb((c, first): (f64, &Self), rest: &[(f64, &Self)]) -> Self {
        let add = |c: f64, first: &Self, rest: &[(f64, &Self)]| {
            let coefficients: Vec<f32> =
                std::iter::once(c).chain(rest.iter().map(|(c, _)| *c)).map(|c| c as f32).collect();
            let clouds = rest.iter().map(|(_, cloud)| *cloud);
            let filled: Vec<_> = clouds.chain(std::iter::repeat(first)).take(TERMS - 1).collect();
            Self::combine("lincomb", &coefficients, first, &filled)
        };
        let (now, later) = rest.split_at(rest.len().min(TERMS - 1));
        later.chunks(TERMS - 1).fold(add(c, first, now), |sum, terms| add(1.0, &sum, terms))
    }

    fn shifted((c, points): (f64, &Self), by: f64) -> Self {
        Self::combine("shifted", &[c as f32, by as f32], points, &[])
    }

    fn dot(a: &Self, b: &Self) -> Self {
        Self::combine("products", &[], a, &[b])
    }

    fn choose(when: &Self, yes: &Self, no: &Self) -> Self {
        Self::combine("choose", &[], when, &[yes, no])
    }

    fn error_norm(error: &Self, a: &Self, b: &Self, absolute: f64, relative: f64) -> Option<f64> {
        // Natively the numbers are there as soon as the read has been asked for.
        let clouds = [error.clone(), a.clone(), b.clone()];
        let reading = pin!(Self::read(&clouds));
        let Poll::Ready(Ok(numbers)) = reading.poll(&mut task::Context::from_waker(Waker::noop())) else {
            return None;
        };
        let cloud = |k: usize| {
            let part = numbers.get(2 * k * error.count..2 * (k + 1) * error.count).unwrap_or_default();
            part.as_chunks::<2>().0.iter().map(|point| point.map(f64::from)).collect::<Cloud>()
        };
        Cloud::error_norm(&cloud(0), &cloud(1), &cloud(2), absolute, relative)
    }
}
