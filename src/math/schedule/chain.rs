use rand_core::RngCore;

use crate::math::{points::Cloud, rng};

/// The clouds `x₀ … x_T` of a chain with these rates: `x_i = √(1 − β_i) x_{i−1} + √β_i ε` with fresh noise in every step (Ho et
/// al., 2020, eq. 2). A point keeps its place in all clouds.
pub fn chain(betas: &[f64], start: Cloud, rng: &mut dyn RngCore) -> Vec<Cloud> {
    let mut clouds = Vec::with_capacity(betas.len() + 1);
    let mut cloud = start;
    for beta in betas {
        let [kept, fresh] = [1.0 - beta, *beta].map(f64::sqrt);
        let step = |x: &[f64; 2]| {
            let noise = rng::normal(rng);
            [0, 1].map(|k| kept * x[k] + fresh * noise[k])
        };
        let next = cloud.iter().map(step).collect();
        clouds.push(std::mem::replace(&mut cloud, next));
    }
    clouds.push(cloud);
    clouds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        rng::{Purpose, Stream},
        schedule::{LinearChain, Schedule},
    };

    #[test]
    fn its_moments_are_those_of_the_jump() {
        // From one point x₀ the jump is N(α x₀, σ² I).
        let (path, n, start) = (LinearChain { first: 2e-3, last: 0.3, steps: 20 }, 20_000, [3.0, -1.0]);
        let clouds = chain(&path.betas(20), vec![start; n], &mut Stream::new(3, Purpose::Display, 0));
        assert_eq!((clouds.len(), clouds[0][7]), (21, start));
        for i in [1_u32, 8, 20] {
            let (at, cloud) = (path.at(f64::from(i) / 20.0), &clouds[i as usize]);
            for k in 0..2 {
                let mean = cloud.iter().map(|x| x[k]).sum::<f64>() / n as f64;
                let square = cloud.iter().map(|x| (x[k] - mean).powi(2)).sum::<f64>() / n as f64;
                // Four standard errors of a mean and of a variance.
                let error = 4.0 * at.sigma / (n as f64).sqrt();
                assert!((mean - at.alpha * start[k]).abs() < error, "{i}: {mean}");
                assert!((square / at.sigma.powi(2) - 1.0).abs() < 4.0 * (2.0 / n as f64).sqrt(), "{i}: {square}");
            }
        }
    }
}
