//! The layer with the trajectories of the agents of a policy.

use super::entry::{LayerEntry, Swatch};
use crate::ui::{
    palette::{Palette, Rgb},
    stage::{
        paint::Painter,
        scene::Scene,
        world::{Agents, Fate},
    },
};

pub const LAYER: LayerEntry = LayerEntry {
    id: "rollouts",
    title: "Rollouts",
    help: "The paths of the policy's agents: each way to the goal has a colour, collisions another, and lost agents are grey.",
    swatch: Some(Swatch { colour: "model", shape: "path" }),
    is_on: true,
    needs_exact: false,
    compares: false,
    depth: 45,
    applies: |task| task.imitate().is_some(),
    draw,
};

fn colour(palette: &Palette, fate: Fate) -> Rgb {
    match fate {
        Fate::Arrived(Some(1)) => palette.exact,
        Fate::Arrived(_) => palette.model,
        Fate::Collided => palette.accent,
        Fate::Lost => palette.noise,
    }
}

fn draw(painter: &mut Painter, scene: &Scene) {
    let Some(agents) = &scene.agents else {
        return;
    };
    let places = agents.places_at(scene.time(painter.t));
    each(agents, |agent, fate| {
        let colour = colour(&scene.palette, fate);
        let trail = agents.trail(agent);
        painter.stroke(trail.clone(), 1.0, &colour.css(0.1));
        painter.stroke(trail.clone().take(places), 1.2, &colour.css(0.45));
    });
    each(agents, |agent, fate| {
        if let Some(here) = agents.trail(agent).nth(places - 1) {
            painter.disc(here, 2.6, &colour(&scene.palette, fate).css(0.9));
        }
    });
}

fn each(agents: &Agents, mut act: impl FnMut(usize, Fate)) {
    agents.fates().iter().enumerate().for_each(|(agent, fate)| act(agent, *fate));
}
