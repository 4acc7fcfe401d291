//! A loss curve in bounded memory.

/// The largest number of buckets; a chart of 600 pixels shows no more.
const CAPACITY: usize = 600;

/// Several neighbouring values of a curve.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Bucket {
    /// The step of the last value in the bucket.
    pub step: u64,
    pub mean: f64,
    pub min: f64,
    pub max: f64,
    count: u32,
}

/// A curve that halves its resolution when it is full, by merging neighbouring buckets.
///
/// A long run costs as much to draw as a short one, and no peak is lost.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "Form")]
pub struct LossCurve {
    buckets: Vec<Bucket>,
    /// Values in a full bucket.
    stride: u32,
    last: Option<(u64, f64)>,
}

/// A curve in a file, before its check.
#[derive(serde::Deserialize)]
struct Form {
    buckets: Vec<Bucket>,
    stride: u32,
    last: Option<(u64, f64)>,
}

impl TryFrom<Form> for LossCurve {
    type Error = String;

    fn try_from(Form { buckets, stride, last }: Form) -> Result<Self, String> {
        if buckets.len() > CAPACITY {
            return Err(format!("a loss curve has at most {CAPACITY} buckets, not {}", buckets.len()));
        }
        if let Some([a, b]) = buckets.array_windows().find(|[a, b]| a.step >= b.step) {
            return Err(format!("step {} of the loss curve does not come after step {}", b.step, a.step));
        }
        let is_whole = |b: &Bucket| b.count >= 1 && [b.mean, b.min, b.max].iter().all(|x| x.is_finite());
        if let Some(bucket) = buckets.iter().find(|bucket| !is_whole(bucket)) {
            return Err(format!("the loss at step {} is empty or not finite", bucket.step));
        }
        if last.map(|(step, _)| step) != buckets.last().map(|bucket| bucket.step) {
            return Err("the last loss is not that of the last bucket".to_owned());
        }
        if stride == 0 || last.is_some_and(|(_, loss)| !loss.is_finite()) {
            return Err("the loss curve has no stride, or its last loss is not finite".to_owned());
        }
        Ok(Self { buckets, stride, last })
    }
}

impl Default for LossCurve {
    fn default() -> Self {
        Self { buckets: Vec::with_capacity(CAPACITY), stride: 1, last: None }
    }
}

impl LossCurve {
    /// Appends a value, unless it is not finite.
    ///
    /// Values at `step` or later are removed first.
    pub fn push(&mut self, step: u64, value: f64) {
        if self.last.is_some_and(|(last, _)| last >= step) {
            self.truncate(step.saturating_sub(1));
        }
        if !value.is_finite() {
            return;
        }
        self.last = Some((step, value));
        match self.buckets.last_mut() {
            Some(bucket) if bucket.count < self.stride => {
                bucket.mean += (value - bucket.mean) / f64::from(bucket.count + 1);
                bucket.count += 1;
                bucket.step = step;
                bucket.min = bucket.min.min(value);
                bucket.max = bucket.max.max(value);
            }
            _ => {
                if self.buckets.len() >= CAPACITY {
                    self.halve();
                }
                self.buckets.push(Bucket { step, mean: value, min: value, max: value, count: 1 });
            }
        }
    }

    /// The same curve with at most `most` buckets, at least one.
    pub fn thinned(&self, most: usize) -> Self {
        let mut thin = self.clone();
        while thin.buckets.len() > most.max(1) {
            thin.halve();
        }
        thin
    }

    /// Removes all values.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Removes all values after `step`, for a run that was restored from there.
    pub fn truncate(&mut self, step: u64) {
        self.buckets.retain(|bucket| bucket.step <= step);
        self.last = self.buckets.last().map(|bucket| (bucket.step, bucket.mean));
    }

    /// The last value, with its step.
    pub fn last(&self) -> Option<(u64, f64)> {
        self.last
    }

    pub fn buckets(&self) -> &[Bucket] {
        &self.buckets
    }

    /// The means, smoothed by a running average over about 1/40 of the curve.
    pub fn smoothed(&self) -> impl Iterator<Item = (u64, f64)> {
        let keep = 1.0 - 1.0 / (1.0 + self.buckets.len() as f64 / 40.0);
        let (mut average, mut weight) = (0.0, 0.0);
        self.buckets.iter().map(move |bucket| {
            average = keep * average + (1.0 - keep) * bucket.mean;
            weight = keep * weight + (1.0 - keep);
            (bucket.step, average / weight)
        })
    }

    /// The mean of the last tenth of the steps.
    pub fn late_mean(&self) -> Option<f64> {
        let (last, _) = self.last?;
        let late = self.buckets.iter().filter(|bucket| 10 * bucket.step > 9 * last);
        let (sum, count) = late.fold((0.0, 0.0), |(sum, count), bucket| {
            (sum + bucket.mean * f64::from(bucket.count), count + f64::from(bucket.count))
        });
        (count > 0.0).then(|| sum / count)
    }

    fn halve(&mut self) {
        self.buckets = self
            .buckets
            .chunks(2)
            .filter_map(|pair| {
                let total: u32 = pair.iter().map(|b| b.count).sum();
                pair.iter().copied().reduce(|a, b| Bucket {
                    step: b.step,
                    mean: (a.mean * f64::from(a.count) + b.mean * f64::from(b.count)) / f64::from(total),
                    min: a.min.min(b.min),
                    max: a.max.max(b.max),
                    count: total,
                })
            })
            .collect();
        self.stride = self.stride.saturating_mul(2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_late_mean_is_that_of_the_last_tenth() {
        let mut curve = LossCurve::default();
        assert_eq!(curve.late_mean(), None);
        (1..=100).for_each(|step| curve.push(step, if step > 90 { step as f64 } else { -1e9 }));
        assert_eq!(curve.late_mean(), Some(95.5));
    }

    #[test]
    fn a_long_curve_keeps_its_mean_and_its_peaks() {
        let mut curve = LossCurve::default();
        for step in 1..=100_000u64 {
            curve.push(step, if step == 777 { 50.0 } else { (step % 3) as f64 });
        }
        assert!(curve.buckets().len() <= CAPACITY);
        assert_eq!(curve.last(), Some((100_000, 1.0)));
        assert!(curve.buckets().iter().any(|b| b.max == 50.0));
        let tail = curve.buckets()[CAPACITY / 2 - 2];
        assert!((tail.mean - 1.0).abs() < 0.05, "{tail:?}");
        let (_, smooth) = curve.smoothed().last().unwrap();
        assert!((smooth - 1.0).abs() < 0.05);
    }

    #[test]
    fn a_curve_that_no_run_has_is_refused() {
        let bucket = |step: u64, mean: f64, count: u32| serde_json::json!({ "step": step, "mean": mean, "min": mean, "max": mean, "count": count });
        let read = |buckets: &[serde_json::Value], stride: u32, last: Option<(u64, f64)>| {
            let form = serde_json::json!({ "buckets": buckets, "stride": stride, "last": last });
            serde_json::from_value::<LossCurve>(form).map(|_| ()).map_err(|error| error.to_string())
        };
        let two = [bucket(1, 1.0, 1), bucket(2, 1.0, 1)];
        assert_eq!(read(&two, 1, Some((2, 1.0))), Ok(()));
        for (buckets, stride, last) in [
            (vec![bucket(2, 1.0, 1), bucket(2, 1.0, 1)], 1, Some((2, 1.0))),
            (vec![bucket(2, 1.0, 0)], 1, Some((2, 1.0))),
            (two.to_vec(), 0, Some((2, 1.0))),
            (two.to_vec(), 1, Some((3, 1.0))),
            (two.to_vec(), 1, None),
            ((0..=CAPACITY as u64).map(|step| bucket(step, 1.0, 1)).collect(), 1, Some((CAPACITY as u64, 1.0))),
        ] {
            assert!(read(&buckets, stride, last).is_err(), "{} buckets", buckets.len());
        }
    }

    #[test]
    fn what_is_not_a_number_is_left_out() {
        let mut curve = LossCurve::default();
        curve.push(1, f64::NAN);
        curve.push(2, 3.0);
        assert_eq!(curve.buckets().len(), 1);
        curve.push(9, 4.0);
        curve.truncate(5);
        assert_eq!(curve.last(), Some((2, 3.0)));
    }

    #[test]
    fn steps_rise_also_where_a_run_went_back() {
        let mut curve = LossCurve::default();
        (1..=5000).for_each(|step| curve.push(step, 1.0));
        (3001..=4000).for_each(|step| curve.push(step, 2.0));
        assert!(curve.buckets().windows(2).all(|pair| pair[0].step < pair[1].step));
        assert!(curve.buckets().iter().all(|bucket| (bucket.mean == 2.0) == (bucket.step > 3000)));
        assert_eq!(curve.last(), Some((4000, 2.0)));
        curve.push(10, f64::NAN);
        assert!(curve.last().is_none_or(|(last, _)| last < 10), "a loss that is not finite forgets as well");
    }
}
