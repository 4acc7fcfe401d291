//! Vectors of single-precision numbers, with the width of the machine's registers.
//!
//! Products and sums are rounded one by one on every machine (no fused multiply-add), so that the numbers are the same
//! natively and in wasm.

use wide::f32x8;

use super::panel::{Column, PANEL};

/// A part of a row of a panel in registers.
pub(super) trait Lanes: Copy {
    /// The number of such parts in a row.
    const PARTS: usize;

    fn splat(x: f32) -> Self;

    fn load(row: &Column, part: usize) -> Self;

    fn store(self, row: &mut Column, part: usize);

    /// `self + a b`.
    fn plus(self, a: Self, b: Self) -> Self;
}

/// Eight lanes: two registers of simd128, SSE or NEON.
/// Four such sums use the sixteen registers, together with a row and a weight.
impl Lanes for f32x8 {
    const PARTS: usize = PANEL / 8;

    #[inline(always)]
    fn splat(x: f32) -> Self {
        f32x8::splat(x)
    }

    #[inline(always)]
    fn load(row: &Column, part: usize) -> Self {
        f32x8::new(row.as_chunks::<8>().0[part])
    }

    #[inline(always)]
    fn store(self, row: &mut Column, part: usize) {
        row.as_chunks_mut::<8>().0[part] = self.to_array();
    }

    #[inline(always)]
    fn plus(self, a: Self, b: Self) -> Self {
        self + a * b
    }
}

#[cfg(target_arch = "x86_64")]
pub(super) use avx::Avx;

#[cfg(target_arch = "x86_64")]
mod avx {
    use std::arch::x86_64::{__m256, _mm256_add_ps, _mm256_loadu_ps, _mm256_mul_ps, _mm256_set1_ps, _mm256_storeu_ps};

    use super::{Column, Lanes, PANEL};

    /// A whole row in two registers of AVX. Only functions that have that feature may use it.
    ///
    /// There are no closures or adapters here: one that is compiled separately lacks the feature, and then each of these
    /// instructions becomes a call.
    #[derive(Clone, Copy)]
    pub(in crate::engine::fused) struct Avx([__m256; 2]);

    // SAFETY of all of these: a row is sixteen numbers that lie together, and callers have AVX.
    impl Lanes for Avx {
        const PARTS: usize = PANEL / 16;

        #[inline(always)]
        fn splat(x: f32) -> Self {
            Self([unsafe { _mm256_set1_ps(x) }; 2])
        }

        #[inline(always)]
        fn load(row: &Column, _: usize) -> Self {
            let start = row.as_ptr();
            unsafe { Self([_mm256_loadu_ps(start), _mm256_loadu_ps(start.add(8))]) }
        }

        #[inline(always)]
        fn store(self, row: &mut Column, _: usize) {
            let (start, Self([low, high])) = (row.as_mut_ptr(), self);
            unsafe {
                _mm256_storeu_ps(start, low);
                _mm256_storeu_ps(start.add(8), high);
            }
        }

        #[inline(always)]
        fn plus(self, a: Self, b: Self) -> Self {
            let Self([sum, more]) = self;
            unsafe {
                Self([
                    _mm256_add_ps(sum, _mm256_mul_ps(a.0[0], b.0[0])),
                    _mm256_add_ps(more, _mm256_mul_ps(a.0[1], b.0[1])),
                ])
            }
        }
    }
}
