//! Pictures on buttons: strokes in the colour of the text. The label of the button says what it does.

use leptos::prelude::*;

fn strokes(paths: &'static str) -> AnyView {
    view! {
        <svg viewBox="0 0 20 20" width="18" height="18" fill="none" stroke="currentColor" stroke-width="1.6"
            stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
            <path d=paths/>
        </svg>
    }
    .into_any()
}

fn solid(paths: &'static str) -> AnyView {
    view! {
        <svg viewBox="0 0 20 20" width="18" height="18" fill="currentColor" aria-hidden="true" focusable="false">
            <path d=paths/>
        </svg>
    }
    .into_any()
}

macro_rules! icons {
    ($($name:ident = $style:ident($paths:literal);)+) => {
        $(pub fn $name() -> AnyView {
            $style($paths)
        })+
    };
}

icons! {
    play = solid("M6 3.6v12.8a.6.6 0 0 0 .92.5l9.9-6.4a.6.6 0 0 0 0-1L6.92 3.1A.6.6 0 0 0 6 3.6z");
    pause = solid("M5 3.5h3.4v13H5zM11.6 3.5H15v13h-3.4z");
    step = solid("M4 3.6v12.8a.6.6 0 0 0 .92.5L13.5 11v5.5H16v-13h-2.5V9L4.92 3.1A.6.6 0 0 0 4 3.6z");
    reset = strokes("M4 3v4.5h4.5M4.4 7.4A6.6 6.6 0 1 1 3.4 11");
    brush = strokes("M12.5 4.2 15.8 7.5 7 16.3 3 17l.7-4zM10.7 6l3.3 3.3");
    pen = strokes("M3 14.500c2-5 3.500-6.500 4.500-5.500s-1.500 4.500 0 5 3-4 4.500-3.500-.5 3 4.500 2");
    eraser = strokes("M8.2 16.5 3.4 11.7a1.2 1.2 0 0 1 0-1.7l6.4-6.4a1.2 1.2 0 0 1 1.7 0l4.8 4.8a1.2 1.2 0 0 1 0 1.7L10 16.5zM6.6 6.9l6.5 6.5M8.2 16.5H17");
    undo = strokes("M7 4 3.5 7.5 7 11M3.5 7.5h8a4.5 4.5 0 0 1 0 9H8");
    redo = strokes("M13 4l3.5 3.5L13 11M16.5 7.5h-8a4.5 4.5 0 0 0 0 9H12");
    bin = strokes("M3.5 5.5h13M8 5.5v-2h4v2M5.2 5.5l.8 11h8l.8-11M8.5 9v4.5M11.5 9v4.5");
    dice = strokes("M4.5 3.5h11a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1zM7 7h.01M13 7h.01M10 10h.01M7 13h.01M13 13h.01");
    download = strokes("M10 3v9.5M6 9l4 4 4-4M3.5 16.5h13");
    save = strokes("M3.5 3.5h10l3 3v10h-13zM6.500 3.500v4h6v-4M6 16.500v-5.500h8v5.500");
    folder = strokes("M2.500 5h5l1.500 2h8.500v9h-15z");
    link = strokes("M8.5 11.5a3.2 3.2 0 0 0 4.6 0l2.7-2.7a3.2 3.2 0 0 0-4.6-4.6l-1 1M11.5 8.5a3.2 3.2 0 0 0-4.6 0L4.2 11.200a3.2 3.2 0 0 0 4.6 4.6l1-1");
    check = strokes("M4 10.5 8.2 15 16 5.500");
    sun = strokes("M10 6.600a3.400 3.400 0 1 1 0 6.800a3.400 3.400 0 0 1 0-6.800zM10 1.800v1.600M10 16.600v1.600M1.800 10h1.600M16.600 10h1.600M4.200 4.200l1.100 1.100M14.700 14.700l1.100 1.100M4.200 15.800l1.100-1.100M14.700 5.300l1.100-1.100");
    moon = strokes("M16.500 11.800A6.900 6.900 0 0 1 8.200 3.500a6.900 6.900 0 1 0 8.300 8.300z");
    question = strokes("M7.300 7.200a2.800 2.800 0 1 1 4.200 2.600c-1 .6-1.500 1.100-1.500 2.200M10 15.200h.01");
    gauge = strokes("M4.300 15.500a7.500 7.500 0 1 1 11.400 0M10 11.500l3-4M10 11.500h.01");
    back = strokes("M16.500 10H4M9 5l-5 5 5 5");
    copy = strokes("M7.500 7.500h9v9h-9zM4.500 12.500h-1v-9h9v1");
    close = strokes("M5 5l10 10M15 5 5 15");
    warning = strokes("M10 3 18 16.500H2zM10 8v4M10 14.300h.01");
    info = strokes("M10 2.500a7.500 7.500 0 1 1 0 15a7.500 7.500 0 0 1 0-15zM10 9.200v4.500M10 6.400h.01");
}
