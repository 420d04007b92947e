//! The program in a whole terminal: events in, frames out. Sleeps until something happens.

use std::io;

use ratatui::{
    crossterm::event::KeyEvent,
    layout::{Position, Size},
};

use super::App;
use crate::{
    layer::{Input, Pasted},
    platform::{
        clock::Clock,
        events::{Event, Events, Leave},
        terminal::{Options, in_terminal},
    },
    ui::{Key, Theme, clean},
};

/// Runs until somebody leaves; says why, if it was not of their own will.
pub fn run(
    clock: &dyn Clock,
    theme: &Theme,
    begin: impl FnOnce(Size) -> App,
) -> io::Result<Option<Leave>> {
    in_terminal(Options { mouse: true }, |screen| {
        let mut app = begin(screen.size()?);
        let events = Events::start(screen)?;
        loop {
            let now = clock.now();
            if app.wipes() {
                screen.wipe()?;
            }
            screen.draw(|frame| app.draw(frame, theme, now))?;
            let mut next = events.next(app.wake(now));
            if next.is_none() {
                app.tick(clock.now());
            }
            // a burst is heard whole and drawn once
            while let Some(event) = next {
                let now = clock.now();
                match event {
                    Event::Leave(why) => {
                        app.leave(now);
                        return Ok(Some(why));
                    }
                    Event::Pause => {
                        app.keep_draft(now);
                        app.shut(now);
                        screen.pause()?;
                    }
                    Event::Resume => screen.resume()?,
                    Event::Focus(false) => app.keep_draft(now),
                    event => hear(&mut app, event, now),
                }
                if app.quits() {
                    return Ok(None);
                }
                next = events.ready();
            }
        }
    })
}

fn hear(app: &mut App, event: Event, now: crate::journey::Time) {
    match event {
        Event::Key(key) => app.key(key_of(key), now),
        Event::Paste(text) => app.hear(&Input::Paste(Pasted(clean(&text).into_owned())), now),
        Event::Click { column, row } => app.click(Position::new(column, row), now),
        Event::Wheel { up, .. } => app.wheel(up),
        Event::Resize(width, height) => app.resize(Size::new(width, height), now),
        Event::Focus(_) | Event::Pause | Event::Resume | Event::Leave(_) => {}
    }
}

fn key_of(event: KeyEvent) -> Key {
    Key::from(event)
}
