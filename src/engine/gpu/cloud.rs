use std::{
    future::Future,
    pin::pin,
    task::{self, Poll, Waker},
};

use burn_wgpu::wgpu;

use super::{
    Context,
    context::{Binding, Part},
    shader::{GROUP, Kernel},
};
use crate::{
    math::{
        ode::Tolerance,
        points::{Points, Scalars},
    },
    protocol::EngineError,
};

/// Numbers on the device. They never change, so that a clone only copies a handle.
#[derive(Clone, Debug)]
struct Numbers {
    context: Context,
    buffer: wgpu::Buffer,
    count: usize,
}

/// Points of the plane on the device, `[n, 2]`.
#[derive(Clone, Debug)]
pub(in crate::engine) struct GpuCloud(Numbers);

/// One number for every point of a cloud on the device, `[n]`.
#[derive(Clone, Debug)]
pub(in crate::engine) struct GpuScalars(Numbers);

/// The most lists that one kernel adds up.
const TERMS: usize = 4;

impl Numbers {
    /// Room for `count` numbers.
    fn new(context: &Context, count: usize) -> Self {
        let buffer = context.watch(|| context.storage(count));
        Self { context: context.clone(), buffer, count }
    }

    fn part(&self) -> Part<'_> {
        Part { buffer: &self.buffer, start: 0, count: self.count }
    }

    /// So many numbers that the kernel `entry` computes from lists, with one invocation for each or for two of the `vectors`.
    fn made(
        entry: &'static str,
        coefficients: &[f32],
        count: usize,
        [vectors, invocations]: [usize; 2],
        lists: &[&Self],
    ) -> Option<Self> {
        let context = &lists.first()?.context;
        let result = Self::new(context, count);
        context.watch(|| {
            let pipeline = context.pipeline(Kernel::plain(entry, GROUP));
            let mut words: Vec<u32> = coefficients.iter().map(|c| c.to_bits()).collect();
            words.resize(4, 0);
            words.extend([coefficients.len() as u32, vectors as u32]);
            let sizes = context.uniform(&words);
            let mut buffers = vec![(&sizes).into(), (&result.buffer).into()];
            buffers.extend(lists.iter().map(|numbers| Binding::from(&numbers.buffer)));
            let bindings = context.bind(&pipeline, &buffers);
            context.dispatch(&pipeline, &bindings, invocations.div_ceil(GROUP));
        });
        Some(result)
    }

    /// The numbers that the kernel `entry` computes from lists of one length, element by element.
    fn combined(entry: &'static str, coefficients: &[f32], first: &Self, rest: &[&Self]) -> Self {
        let vectors = first.count.div_ceil(4);
        let lists = [&[first], rest].concat();
        Self::made(entry, coefficients, first.count, [vectors; 2], &lists).unwrap_or_else(|| first.clone())
    }

    fn lincomb((c, first): (f64, &Self), rest: &[(f64, &Self)]) -> Self {
        let add = |c: f64, first: &Self, rest: &[(f64, &Self)]| {
            let coefficients: Vec<f32> =
                std::iter::once(c).chain(rest.iter().map(|(c, _)| *c)).map(|c| c as f32).collect();
            let lists = rest.iter().map(|(_, numbers)| *numbers);
            let filled: Vec<_> = lists.chain(std::iter::repeat(first)).take(TERMS - 1).collect();
            Self::combined("lincomb", &coefficients, first, &filled)
        };
        let (now, later) = rest.split_at(rest.len().min(TERMS - 1));
        later.chunks(TERMS - 1).fold(add(c, first, now), |sum, terms| add(1.0, &sum, terms))
    }

    /// All numbers of all lists, one after the other, in one read.
    async fn read(lists: &[&Self]) -> Result<Vec<f32>, EngineError> {
        let parts: Vec<_> = lists.iter().map(|numbers| numbers.part()).collect();
        match lists.first() {
            Some(numbers) => numbers.context.read(&parts).await,
            None => Ok(Vec::new()),
        }
    }

    /// See [`Points::error_norm`]. Natively a read is complete at its first poll.
    fn error_norm(lists: [&Self; 3], absolute: f64, relative: f64) -> Option<f64> {
        let reading = pin!(Self::read(&lists));
        let Poll::Ready(Ok(numbers)) = reading.poll(&mut task::Context::from_waker(Waker::noop())) else {
            return None;
        };
        let count = lists[0].count;
        let list = |k: usize| numbers.get(k * count..(k + 1) * count).unwrap_or_default().to_vec();
        Scalars::error_norm(&list(0), &list(1), &list(2), absolute, relative)
    }
}

impl GpuCloud {
    pub(in crate::engine) fn upload(context: &Context, points: &[[f64; 2]]) -> Self {
        let cloud = Self::new(context, points.len());
        let numbers = points.as_flattened().iter().map(|&c| (c as f32).to_bits());
        context.watch(|| context.write(&cloud.0.buffer, 0, numbers));
        cloud
    }

    /// Room for `count` points.
    pub(super) fn new(context: &Context, count: usize) -> Self {
        Self(Numbers::new(context, 2 * count))
    }

    /// The number of points.
    pub(in crate::engine) fn count(&self) -> usize {
        self.0.count / 2
    }

    pub(super) fn context(&self) -> &Context {
        &self.0.context
    }

    pub(super) fn buffer(&self) -> &wgpu::Buffer {
        &self.0.buffer
    }

    /// The coordinates of all points of all clouds, one after the other, in one read.
    ///
    /// # Errors
    /// When the device fails.
    pub(in crate::engine) async fn read(clouds: &[Self]) -> Result<Vec<f32>, EngineError> {
        Numbers::read(&clouds.iter().map(|cloud| &cloud.0).collect::<Vec<_>>()).await
    }
}

impl GpuScalars {
    /// Room for a number for each of `count` points.
    pub(super) fn new(context: &Context, count: usize) -> Self {
        Self(Numbers::new(context, count))
    }

    pub(super) fn upload(context: &Context, numbers: &[f64]) -> Self {
        let scalars = Self::new(context, numbers.len());
        context.watch(|| context.write(&scalars.0.buffer, 0, numbers.iter().map(|&x| (x as f32).to_bits())));
        scalars
    }

    pub(super) fn buffer(&self) -> &wgpu::Buffer {
        &self.0.buffer
    }

    /// All numbers, in one read.
    ///
    /// # Errors
    /// When the device fails.
    pub(in crate::engine) async fn read(&self) -> Result<Vec<f32>, EngineError> {
        Numbers::read(&[&self.0]).await
    }
}

/// The lists of some terms.
fn lists<'a, T>(terms: &[(f64, &'a T)], numbers: fn(&T) -> &Numbers) -> Vec<(f64, &'a Numbers)> {
    terms.iter().map(|(c, term)| (*c, numbers(term))).collect()
}

impl Points for GpuCloud {
    type Scalars = GpuScalars;

    const LEAST_TOLERANCE: f64 = Tolerance::SINGLE;

    fn lincomb((c, first): (f64, &Self), rest: &[(f64, &Self)]) -> Self {
        Self(Numbers::lincomb((c, &first.0), &lists(rest, |cloud| &cloud.0)))
    }

    fn dimension(&self) -> usize {
        2
    }

    fn dot(a: &Self, b: &Self) -> GpuScalars {
        let vectors = a.0.count.div_ceil(4);
        let sizes = [vectors, vectors.div_ceil(2)];
        let made = Numbers::made("products", &[], a.count(), sizes, &[&a.0, &b.0]);
        GpuScalars(made.unwrap_or_else(|| Numbers::new(a.context(), a.count())))
    }

    fn onto(a: &Self, b: &Self) -> Self {
        Self(Numbers::combined("onto", &[], &a.0, &[&b.0]))
    }

    fn choose(when: &GpuScalars, yes: &Self, no: &Self) -> Self {
        let vectors = yes.0.count.div_ceil(4);
        let made = Numbers::made("choose", &[], yes.0.count, [vectors; 2], &[&when.0, &yes.0, &no.0]);
        Self(made.unwrap_or_else(|| no.0.clone()))
    }

    fn error_norm(error: &Self, a: &Self, b: &Self, absolute: f64, relative: f64) -> Option<f64> {
        Numbers::error_norm([&error.0, &a.0, &b.0], absolute, relative)
    }
}

impl Scalars for GpuScalars {
    fn lincomb((c, first): (f64, &Self), rest: &[(f64, &Self)]) -> Self {
        Self(Numbers::lincomb((c, &first.0), &lists(rest, |scalars| &scalars.0)))
    }

    fn shifted((c, scalars): (f64, &Self), by: f64) -> Self {
        Self(Numbers::combined("shifted", &[c as f32, by as f32], &scalars.0, &[]))
    }

    fn choose(when: &Self, yes: &Self, no: &Self) -> Self {
        Self(Numbers::combined("choose_numbers", &[], &when.0, &[&yes.0, &no.0]))
    }

    fn error_norm(error: &Self, a: &Self, b: &Self, absolute: f64, relative: f64) -> Option<f64> {
        Numbers::error_norm([&error.0, &a.0, &b.0], absolute, relative)
    }
}
