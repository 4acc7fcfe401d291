//! Tests on a field with a known solution, and for every rule.

use super::*;
use crate::{
    math::extremes::largest,
    math::ode::Status,
    nn::{Tape, axes, embedding::Concat},
    objective::ode::adjoint as walk_back,
};

/// `u(x) = A x + b`, whose weights are A row by row and then b; its divergence is tr A everywhere.
/// It computes in double precision; its inputs and outputs are in single precision.
#[derive(Clone, Debug, Default)]
pub(crate) struct Linear {
    pub(crate) weights: [f64; 6],
    pub(crate) gradient: [f64; 6],
    calls: Vec<(Vectors, Vec<Vectors>)>,
}

impl Linear {
    pub(crate) fn new(weights: [f64; 6]) -> Self {
        Self { weights, ..Self::default() }
    }

    fn matrix(&self, [x, y]: [f32; 2]) -> [f64; 2] {
        let [a, b, c, d, ..] = self.weights;
        let (x, y) = (f64::from(x), f64::from(y));
        [a * x + b * y, c * x + d * y]
    }
}

impl Differentiable for Linear {
    fn forward(&mut self, x: &Vectors, _: Features, directions: &[Vectors]) -> Jet {
        let [.., p, q] = self.weights;
        let value = x.iter().map(|x| self.matrix(*x)).map(|[x, y]| [(x + p) as f32, (y + q) as f32]).collect();
        let along = |v: &[f32; 2]| {
            let image = self.matrix(*v);
            (f64::from(v[0]) * image[0] + f64::from(v[1]) * image[1]) as f32
        };
        let trace = (0..x.len()).map(|row| directions.iter().map(|v| along(&v[row])).sum()).collect();
        self.calls.push((x.clone(), directions.to_vec()));
        Jet { value, trace }
    }

    fn backward(&mut self, pull: Pull) -> Vectors {
        let (x, directions) = self.calls.pop().unwrap();
        let [a, b, c, d, ..] = self.weights;
        for (row, of_value) in pull.value.iter().enumerate() {
            for k in 0..2 {
                for i in 0..2 {
                    let of_trace = pull.trace.get(row).map_or(0.0, |of_trace| {
                        let terms = directions.iter().map(|v| f64::from(v[row][k]) * f64::from(v[row][i]));
                        f64::from(*of_trace) * terms.sum::<f64>()
                    });
                    let of_matrix = f64::from(of_value[k]) * f64::from(x[row][i]);
                    self.gradient[2 * k + i] += f64::from(pull.share) * (of_matrix + of_trace);
                }
                self.gradient[4 + k] += f64::from(pull.share) * f64::from(of_value[k]);
            }
        }
        let back = |of_value: &[f32; 2]| {
            let [x, y] = of_value.map(f64::from);
            [(a * x + c * y) as f32, (b * x + d * y) as f32]
        };
        pull.value.iter().map(back).collect()
    }
}

impl Tape for Linear {
    fn forget(&mut self) {
        self.calls.pop();
    }

    fn held_bytes(&self) -> usize {
        self.calls.iter().map(|(x, _)| size_of_val(x.as_slice())).sum()
    }
}

fn start() -> Cloud {
    vec![[1.0, -0.5], [0.25, 2.0], [-1.5, 0.75]]
}

fn solver(order: u32, steps: u32) -> Solver {
    Solver { rule: Tableau::of_order(order), steps, rtol: 1e-7, atol: 1e-7 }
}

/// `L = Σ (x₁ᵀ(½, −1) + ½ ‖x₁‖²) − 0.7 Σ ∫∇·u dt`, and its gradient by either method.
fn loss(field: &mut Linear, solver: &Solver, gradient: Option<Gradient>) -> (f64, Effort, Vec<Cloud>) {
    let directions = axes(3);
    let mut flow = FollowedField::new(field, &Concat {}, &directions);
    let kept = gradient == Some(Gradient::Backpropagation);
    let way = solve(&mut flow, solver, State::new(start()), [0.0, 1.0], kept);
    let end = &way.end;
    let value = end.points.iter().map(|[x, y]| 0.5 * x - y + 0.5 * (x * x + y * y)).sum::<f64>()
        - 0.7 * end.divergence.iter().sum::<f64>();
    let at_end =
        || EndGradient { points: end.points.iter().map(|[x, y]| [0.5 + x, y - 1.0]).collect(), divergence: -0.7 };
    let mut clouds = Vec::new();
    match gradient {
        Some(Gradient::Backpropagation) => {
            clouds.push(backward(&mut flow, solver.rule, &way, at_end(), 1.0).points);
        }
        Some(Gradient::Adjoint) => {
            let back = walk_back(&mut flow, solver.rule, &way, at_end(), 1.0, &mut |_, _| {});
            clouds.extend([back.gradient.points, back.points]);
        }
        None => {}
    }
    (value, flow.effort, clouds)
}

#[test]
fn a_linear_field_has_its_closed_form() {
    // A = a I + b J with a rotation J: x(1) = eᵃ R(b) x(0), and ∫∇·u = 2a.
    let (a, b) = (-0.4_f64, 1.3_f64);
    for order in 1..=5 {
        let error = |steps: u32| {
            let directions = axes(3);
            let mut field = Linear::new([a, -b, b, a, 0.0, 0.0]);
            let mut flow = FollowedField::new(&mut field, &Concat {}, &directions);
            let way = solve(&mut flow, &solver(order, steps), State::new(start()), [0.0, 1.0], false);
            assert_eq!(flow.network.held_bytes(), 0);
            assert!(way.end.divergence.iter().all(|found| (found - 2.0 * a).abs() < 1e-6));
            let exact = |[x, y]: [f64; 2]| {
                let (sin, cos) = b.sin_cos();
                [a.exp() * (cos * x - sin * y), a.exp() * (sin * x + cos * y)]
            };
            let ends = way.end.points.iter().zip(start().into_iter().map(exact));
            largest(ends.map(|(x, y)| (x[0] - y[0]).hypot(x[1] - y[1])))
        };
        match order {
            5 => assert!(error(1) < 3e-6, "{}", error(1)),
            // The field's single precision limits what more steps gain.
            _ => {
                let steps = [64, 32, 16, 8][order as usize - 1];
                let slope = (error(steps) / error(2 * steps)).log2();
                assert!((slope - f64::from(order)).abs() < 0.25, "order {order}: {slope}");
            }
        }
    }
}

#[test]
fn gradients_agree_with_differences_and_with_each_other() {
    let weights = [-0.3, -1.1, 0.9, 0.2, 0.4, -0.6];
    for order in 1..=5 {
        // Step sizes are constants in the gradient: with tolerances this tight they hardly change.
        let solver = solver(order, 12);
        let mut back = Linear::new(weights);
        let (_, effort, _) = loss(&mut back, &solver, Some(Gradient::Backpropagation));
        assert!(effort.held_bytes >= 12 * Tableau::of_order(order).used() * size_of::<[f32; 2]>() || order == 5);
        assert!(back.calls.is_empty());
        for index in 0..6 {
            let at = |h: f64| {
                let mut moved = weights;
                moved[index] += h;
                loss(&mut Linear::new(moved), &solver, None).0
            };
            let (expected, found) = ((at(1e-3) - at(-1e-3)) / 2e-3, back.gradient[index]);
            assert!(
                (expected - found).abs() < 3e-4 * (1.0 + expected.abs()),
                "order {order}, {index}: {expected} {found}"
            );
        }
        // The adjoint solves its equation anew, so that a rule of low order needs many steps for it.
        let fine = if order < 3 { Solver { rule: Tableau::of_order(4), ..solver } } else { solver };
        let (mut back, mut forth) = (Linear::new(weights), Linear::new(weights));
        let (.., kept) = loss(&mut back, &fine, Some(Gradient::Backpropagation));
        let (_, effort, walked) = loss(&mut forth, &fine, Some(Gradient::Adjoint));
        assert_eq!(effort.held_bytes, 3 * size_of::<[f32; 2]>());
        let size = largest(back.gradient.iter().map(|g| g.abs()));
        for (a, b) in back.gradient.iter().zip(forth.gradient) {
            assert!((a - b).abs() < 1e-4 * size, "order {order}: {a} {b}");
        }
        for (a, b) in kept[0].as_flattened().iter().zip(walked[0].as_flattened()) {
            assert!((a - b).abs() < 1e-4 * (1.0 + a.abs()), "order {order}: {a} {b}");
        }
        // The backward solution ends at the starting points.
        for (a, b) in start().as_flattened().iter().zip(walked[1].as_flattened()) {
            assert!((a - b).abs() < 1e-4, "order {order}: {a} {b}");
        }
    }
}

/// A field that is zero, and around t = ½ rises to the speed 50 to the right: points move by 25 until t = 1.
/// A jump would not do: a long step cannot detect a jump between its stages.
#[derive(Default)]
struct Burst {
    calls: usize,
}

impl Differentiable for Burst {
    fn forward(&mut self, x: &Vectors, features: Features, _: &[Vectors]) -> Jet {
        self.calls += 1;
        let speed = 50.0 / (1.0 + (-20.0 * (features.row(0)[0] - 0.5)).exp());
        Jet { value: vec![[speed, 0.0]; x.len()], trace: vec![0.0; x.len()] }
    }

    fn backward(&mut self, pull: Pull) -> Vectors {
        vec![[0.0; 2]; pull.value.len()]
    }
}

impl Tape for Burst {
    fn forget(&mut self) {
        self.calls -= 1;
    }

    fn held_bytes(&self) -> usize {
        self.calls
    }
}

#[test]
fn steps_that_err_are_taken_back_and_leave_no_calls() {
    let tolerant = Solver { rtol: 1e-3, atol: 1e-3, ..solver(5, 1) };
    for kept in [false, true] {
        let mut field = Burst::default();
        let mut flow = FollowedField::new(&mut field, &Concat {}, &[]);
        let way = solve(&mut flow, &tolerant, State::new(start()), [0.0, 1.0], kept);
        assert_eq!(way.status, Status::Success);
        let effort = flow.effort;
        // Two evaluations to begin with, six for each step that was tried.
        assert_eq!(effort.evaluations, 2 + 6 * (way.steps.len() as u32 + effort.rejected));
        assert!(effort.rejected > 0);
        assert_eq!(field.calls, if kept { 6 * way.steps.len() } else { 0 });
        let whole: f64 = way.steps.iter().map(|[_, h]| h).sum();
        assert!((whole - 1.0).abs() < 1e-12);
        for (x, y) in way.end.points.iter().zip(start()) {
            assert!((x[0] - y[0] - 25.0).abs() < 0.1 && x[1] == y[1], "{x:?}");
        }
    }
}

/// A velocity that is the same everywhere, and changes in every step, however short.
struct Wild(f32);

impl Differentiable for Wild {
    fn forward(&mut self, x: &Vectors, features: Features, _: &[Vectors]) -> Jet {
        let speed = self.0 * (1e6 * features.row(0)[0]).sin();
        Jet { value: vec![[speed, 0.0]; x.len()], trace: vec![0.0; x.len()] }
    }

    fn backward(&mut self, pull: Pull) -> Vectors {
        vec![[0.0; 2]; pull.value.len()]
    }
}

impl Tape for Wild {
    fn forget(&mut self) {}

    fn held_bytes(&self) -> usize {
        0
    }
}

#[test]
fn a_way_says_how_it_ended() {
    let status = |size: f32, order: u32| {
        let mut field = Wild(size);
        let mut flow = FollowedField::new(&mut field, &Concat {}, &[]);
        solve(&mut flow, &solver(order, 8), State::new(start()), [0.0, 1.0], false).status
    };
    assert_eq!([status(0.0, 5), status(0.0, 2), status(1e6, 2)], [Status::Success; 3]);
    assert_eq!(status(1e6, 5), Status::OutOfTries);
    assert_eq!([status(f32::NAN, 5), status(f32::NAN, 2)], [Status::NotFinite; 2]);
}
