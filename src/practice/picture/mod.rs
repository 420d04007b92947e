//! From what a practice keeps to its pictures, each with its words: one's own first, the other one's
//! only where they have shown it. No sums, no targets. How a picture looks is left to the ui.

mod calendar;
mod promises;

pub use promises::fortnight;

use chrono::{Datelike as _, Days, NaiveDate, Timelike as _};

use super::{
    form::{Counts, Dots, Picture as Kind, Practice},
    life::{picked, place, text},
};
use crate::{
    exercise::{Item, Spec, rate::Rate},
    journey::{Journey, Matter, Seat, When},
    layer::Cx,
    ui::{
        Words, fill,
        picture::{Gap, Line, Picture, Rest, Shape, Square},
    },
};

/// Lines go back so far.
const LINES: u64 = 182;
/// What is lately so in lines: four weeks.
const LATELY: u64 = 28;
/// Weeks of days.
const WEEKS: u64 = 6;
/// Talks in a row.
const TALKS: usize = 10;

/// What pictures are made of.
struct Album<'a> {
    practice: &'a Practice,
    cx: &'a Cx<'a>,
    words: &'a Words,
    today: NaiveDate,
    matters: Vec<Matter<'a>>,
    breaches: Vec<NaiveDate>,
    /// The week to look at, counted from the newest.
    look: Option<usize>,
}

/// A talk, of one of two: how heard they felt, and what the other one guessed.
#[derive(Clone, Copy)]
struct Talk {
    day: NaiveDate,
    whose: Seat,
    felt: Option<u8>,
    guess: Option<u8>,
}

/// How many weeks one can look at in one's own lines; none where they are not drawn.
pub fn weeks(practice: &Practice, journey: &Journey, eyes: Seat, today: NaiveDate) -> usize {
    let rate = rate(practice).filter(|_| practice.picture == Some(Kind::Pulse));
    let Some((ask, _)) = rate else { return 0 };
    let own = practice.matters(journey, eyes).filter(|it| it.owner == eyes);
    own.filter(|it| is_lately(it, today) && it.field(ask).is_some()).count()
}

/// The pictures of a practice: whose, and what. Nothing where there is nothing to draw. Of one's own
/// lines, `look` is the week to look at, counted from the newest.
pub fn pictures(
    practice: &Practice,
    practices: &super::Practices,
    cx: &Cx<'_>,
    look: Option<usize>,
) -> Vec<(Seat, Picture)> {
    let Some(kind) = practice.picture else { return Vec::new() };
    let Cx { journey, seat: eyes, words, .. } = *cx;
    let today = cx.now.date_naive();
    let all: Vec<_> = practice.matters(journey, eyes).collect();
    let breaches =
        if kind == Kind::Pulse { breaches(practices, journey, eyes) } else { Vec::new() };
    let mut drawn = Vec::new();
    let (whose, is_between_both): (&[Seat], bool) = match kind {
        // what two have between them is one picture
        Kind::Promises | Kind::Ends | Kind::Gap => (&[eyes], true),
        Kind::Pulse | Kind::Heat => (&[eyes, eyes.other()], false),
        // nobody but its owner is ever drawn these
        Kind::Hours | Kind::Lane | Kind::Urges | Kind::Months => (&[eyes], false),
    };
    for seat in whose {
        let of = |matter: &&Matter<'_>| is_between_both || matter.owner == *seat;
        let mut matters: Vec<_> = all.iter().filter(of).cloned().collect();
        matters.sort_by_key(Matter::made);
        let breaches = breaches.clone();
        let look = look.filter(|_| *seat == eyes);
        let album = Album { practice, cx, words, today, matters, breaches, look };
        drawn.extend(album.of(kind).into_iter().flatten().map(|picture| (*seat, picture)));
    }
    drawn
}

/// The days on which trust was broken again.
fn breaches(practices: &super::Practices, journey: &Journey, eyes: Seat) -> Vec<NaiveDate> {
    let mut days = Vec::new();
    for practice in practices.practices.iter().filter(|it| it.knows_breaches()) {
        for matter in practice.matters(journey, eyes) {
            if practice.tells_breaches {
                days.push(matter.made());
            }
            days.extend(matter.moves().filter_map(|(_, moved)| {
                let to = practice.state(&moved.to);
                to.is_some_and(|it| it.counts == Counts::Breach).then_some(moved.day)
            }));
        }
    }
    days.sort_unstable();
    days
}

/// Days between two, for drawing.
fn days(from: NaiveDate, to: NaiveDate) -> f64 {
    let days = (to - from).num_days();
    i32::try_from(days).map_or(0.0, f64::from)
}

fn before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

/// The first rate that a practice asks.
fn rate(practice: &Practice) -> Option<(&str, &Rate)> {
    practice.asks.iter().find_map(|ask| match &ask.spec {
        Spec::Rate(rate) => Some((ask.id.as_str(), rate)),
        _ => None,
    })
}

/// Where the items of its rate were placed, in their order; none of those that were not.
pub fn places(practice: &Practice, matter: &Matter<'_>) -> Vec<Option<u8>> {
    let Some((ask, rate)) = rate(practice) else { return Vec::new() };
    let at = |item: &Item| place(matter.field(ask)?, &item.id);
    rate.items.iter().map(at).collect()
}

/// The Monday of a day's week.
fn monday(day: NaiveDate) -> NaiveDate {
    before(day, day.weekday().num_days_from_monday().into())
}

/// Whether something stands in lines.
fn is_lately(matter: &Matter<'_>, today: NaiveDate) -> bool {
    matter.made() > before(today, LINES)
}

impl Album<'_> {
    /// What is drawn of it so: where weeks have a strength beside their hours, two pictures.
    fn of(&self, kind: Kind) -> [Option<Picture>; 2] {
        let one = match kind {
            Kind::Pulse => self.pulse(),
            Kind::Promises => self.promises(),
            Kind::Ends => self.ends(),
            Kind::Heat => self.heat(),
            Kind::Hours => return [self.hours(), self.strengths()],
            Kind::Gap => self.gaps(),
            Kind::Lane => self.lane(),
            Kind::Urges => self.urges(),
            Kind::Months => self.months(),
        };
        [one, None]
    }

    /// The Mondays of so many weeks, this one the last.
    fn mondays(&self, weeks: u64) -> impl DoubleEndedIterator<Item = NaiveDate> {
        let this = monday(self.today);
        (0..weeks).rev().map(move |n| before(this, n * 7))
    }

    fn pulse(&self) -> Option<Picture> {
        let words = &self.words.pictures;
        let (ask, rate) = rate(self.practice)?;
        let matters = self.matters.iter().filter(|it| is_lately(it, self.today));
        let weeks: Vec<_> = matters.filter(|it| it.field(ask).is_some()).collect();
        let (first, newest) = (weeks.first()?.made(), weeks.last()?.made());
        let marks: Vec<_> = self.breaches.iter().copied().filter(|day| *day >= first).collect();
        // what happened since the last week that was placed is to be seen too
        let last = marks.iter().copied().fold(newest, NaiveDate::max);
        let whole = days(first, last).max(1.0);
        let share = |day| days(first, day) / whole;
        let (mut lines, mut says) = (Vec::new(), Vec::new());
        for item in &rate.items {
            let places =
                weeks.iter().filter_map(|it| Some((it.made(), place(it.field(ask)?, &item.id)?)));
            let places: Vec<_> = places.collect();
            let (Some((_, from)), Some((_, to))) = (places.first(), places.last()) else {
                continue;
            };
            let low = places.iter().map(|(_, at)| *at).min().unwrap_or_default();
            let high = places.iter().map(|(_, at)| *at).max().unwrap_or_default();
            let n = [from, to, &low, &high].map(ToString::to_string);
            let says_it = if places.len() < 2 { &words.line_once } else { &words.line };
            let says_it = fill(
                says_it,
                &[
                    ("label", item.text.as_str()),
                    ("from", n[0].as_str()),
                    ("to", n[1].as_str()),
                    ("low", n[2].as_str()),
                    ("high", n[3].as_str()),
                ],
            );
            says.push(
                [says_it].into_iter().chain(self.band(&places)).collect::<Vec<_>>().join(" "),
            );
            let points = places.iter().map(|(day, at)| (share(*day), f64::from(*at))).collect();
            lines.push(Line { label: item.text.clone(), points });
        }
        let seen = self.look.and_then(|back| weeks.iter().rev().nth(back));
        if let Some(week) = seen {
            says = self.week(week, ask, rate);
        }
        for day in &marks {
            says.push(fill(&words.breach, &[("day", &self.words.day(*day))]));
        }
        let marks = marks.into_iter().map(share).collect();
        let ends = [first, last].map(|day| self.words.short_day(day));
        let look = seen.map(|week| share(week.made()));
        let drawn = Shape::Lines { lines, ends, marks, look };
        Some(Picture { shape: drawn, signs: String::new(), words: says })
    }

    /// The lowest and the highest of the last four weeks. One place has no range; and where there is
    /// nothing older, the range of all says it. Drawn, so small a stroke would only be a speck.
    fn band(&self, places: &[(NaiveDate, u8)]) -> Option<String> {
        let words = &self.words.pictures;
        let since = before(self.today, LATELY);
        let lately = places.iter().filter(|(day, _)| *day > since).map(|(_, at)| *at);
        if !(2..places.len()).contains(&lately.clone().count()) {
            return None;
        }
        let (low, high) = (lately.clone().min()?, lately.max()?);
        let says = if low == high { &words.band_same } else { &words.band };
        Some(fill(says, &[("low", &low.to_string()), ("high", &high.to_string())]))
    }

    /// One week in words: its places, and what moved them.
    fn week(&self, week: &Matter<'_>, ask: &str, rate: &Rate) -> Vec<String> {
        let words = &self.words.pictures;
        let places = rate.items.iter().filter_map(|item| {
            let place = place(week.field(ask)?, &item.id)?.to_string();
            Some(fill(&words.line_once, &[("label", &item.text), ("to", &place)]))
        });
        let moved = week.field(&self.practice.shows).map(text).filter(|it| !it.trim().is_empty());
        let moved = moved.map(|what| fill(&words.moved, &[("what", &what)]));
        let day = fill(&words.week, &[("day", &self.words.day(week.made()))]);
        [day].into_iter().chain(places).chain(moved).collect()
    }

    fn ends(&self) -> Option<Picture> {
        let (mut rests, mut says) = (Vec::new(), Vec::new());
        for matter in &self.matters {
            let standing = self.practice.standing(matter, self.today);
            let Some(standing) = standing.filter(|it| !it.over && !it.state.waits) else {
                continue;
            };
            let Some(until) = standing.until else { continue };
            let whole = days(matter.made(), until).max(1.0);
            let left = (until - self.today).num_days();
            let label = matter.field(&self.practice.shows).map(text).unwrap_or_default();
            let away = self.words.days.away(left);
            let day = self.words.day(until);
            let names = [("what", label.as_ref()), ("day", day.as_str()), ("away", away.as_str())];
            says.push(fill(&self.words.pictures.ends, &names));
            let left = days(self.today, until) / whole;
            rests.push(Rest { label: label.into_owned(), left, says: away });
        }
        let shape = Shape::Spans(rests);
        (!says.is_empty()).then_some(Picture { shape, signs: String::new(), words: says })
    }

    fn weekdays(&self) -> Vec<String> {
        self.words.weekdays.iter().map(|day| day.chars().take(2).collect()).collect()
    }

    fn heat(&self) -> Option<Picture> {
        let words = &self.words.pictures;
        let (ask, rate) = rate(self.practice)?;
        let item = rate.items.last()?;
        let (mut rows, mut places, mut dots) = (Vec::new(), Vec::new(), Vec::new());
        let begun = monday(self.matters.first()?.made());
        for start in self.mondays(WEEKS).filter(|start| *start >= begun) {
            let mut row = Vec::new();
            for i in 0..7 {
                let day = start.checked_add_days(Days::new(i));
                let matter = self.matters.iter().rev().find(|it| Some(it.made()) == day);
                let at = matter.and_then(|it| place(it.field(ask)?, &item.id));
                let dot = matter.and_then(|it| self.dot(it));
                places.extend(at);
                dots.extend(dot);
                row.push(Square { shade: at.map(shade), dot: dot == Some(true) });
            }
            rows.push((self.words.short_day(start), row));
        }
        places.first()?;
        let says = |says: &str, n: usize, all: usize| {
            let names = [("label", &item.text), ("n", &n.to_string()), ("all", &all.to_string())];
            fill(says, &names.map(|(name, it)| (name, it.as_str())))
        };
        let high = places.iter().filter(|at| shade(**at) == 3).count();
        let dotted = dots.iter().filter(|dot| **dot).count();
        let high = says(&words.heat, high, places.len());
        let dots = (!dots.is_empty()).then(|| says(&words.dots, dotted, dots.len()));
        let says = [high].into_iter().chain(dots).collect();
        let shape = Shape::Grid { columns: self.weekdays(), rows };
        Some(Picture { shape, signs: words.shades.clone(), words: says })
    }

    /// Whether a day has a dot; nothing where nobody said.
    fn dot(&self, matter: &Matter<'_>) -> Option<bool> {
        let Dots { ask, options } = self.practice.dots.as_ref()?;
        let said = matter.field(ask)?;
        Some(options.iter().any(|id| picked(said, id)))
    }

    fn hours(&self) -> Option<Picture> {
        const BLOCKS: usize = 6;
        let words = &self.words.pictures;
        let mut counts = [[0_usize; 7]; BLOCKS];
        for matter in &self.matters {
            let Some(When::Moment(at)) = matter.began() else { continue };
            let block = usize::try_from(at.hour() / 4).unwrap_or_default();
            let day = usize::try_from(at.weekday().num_days_from_monday()).unwrap_or_default();
            if let Some(count) = counts.get_mut(block).and_then(|row| row.get_mut(day)) {
                *count += 1;
            }
        }
        let most = counts.iter().flatten().copied().max().filter(|most| *most > 0)?;
        let level = |n: usize| match n {
            0 => Some(0),
            1 => Some(1),
            n if n * 2 <= most || n == 2 => Some(2),
            _ => Some(3),
        };
        let square = |n: usize| Square { shade: level(n), dot: false };
        let hours = |block: usize| format!("{:02}–{:02}", block * 4, block * 4 + 4);
        let rows = counts.iter().enumerate();
        let rows =
            rows.map(|(i, row)| (hours(i), row.iter().map(|n| square(*n)).collect())).collect();
        let cells = (0..BLOCKS).flat_map(|block| (0..7).map(move |day| (block, day)));
        let top = cells.rev().max_by_key(|(block, day)| counts[*block][*day]);
        let (block, day) = top.unwrap_or_default();
        let names = [
            ("n", most.to_string()),
            ("all", self.matters.len().to_string()),
            ("weekday", self.words.weekdays.get(day).cloned().unwrap_or_default()),
            ("hours", hours(block)),
        ];
        let names: Vec<_> = names.iter().map(|(name, it)| (*name, it.as_str())).collect();
        let mut says = vec![fill(&words.hours, &names)];
        says.extend(self.top_three());
        let shape = Shape::Grid { columns: self.weekdays(), rows };
        Some(Picture { shape, signs: words.hours_signs.clone(), words: says })
    }

    /// What was picked most often.
    fn top_three(&self) -> Option<String> {
        let ask = self.practice.ask(&self.practice.shows)?;
        let Spec::Pick(pick) = &ask.spec else { return None };
        let picked = |id: &str| {
            let fields = self.matters.iter().filter_map(|it| it.field(&ask.id));
            fields.filter(|it| picked(it, id)).count()
        };
        let mut all: Vec<_> = pick.options.iter().map(|it| (picked(&it.id), &it.text)).collect();
        all.retain(|(n, _)| *n > 0);
        all.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
        let all: Vec<_> = all
            .into_iter()
            .take(3)
            .map(|(n, text)| {
                fill(&self.words.pictures.times, &[("what", text), ("n", &n.to_string())])
            })
            .collect();
        (!all.is_empty()).then(|| fill(&self.words.pictures.most, &[("what", &all.join(", "))]))
    }

    fn gaps(&self) -> Option<Picture> {
        let words = &self.words.pictures;
        let talks = self.talks()?;
        let of_two = talks.iter().any(|it| it.whose != talks[0].whose);
        let gap = |talk: &Talk| {
            let day = self.words.short_day(talk.day);
            let names = [("day", day.as_str()), ("name", self.cx.name(talk.whose))];
            let label = if of_two { fill(&words.gap_of, &names) } else { day };
            Gap { label, one: talk.felt, other: talk.guess }
        };
        let shape = Shape::Gaps(talks.iter().map(gap).collect());
        let eyes = self.cx.seat;
        let says = [eyes, eyes.other()].into_iter().flat_map(|whose| {
            let of: Vec<_> = talks.iter().filter(|it| it.whose == whose).collect();
            self.gap_words(whose, &of)
        });
        Some(Picture { shape, signs: words.gap_signs.clone(), words: says.collect() })
    }

    /// The newest talks, each of the one who felt heard in it or not; nothing where nobody placed one.
    fn talks(&self) -> Option<Vec<Talk>> {
        let rates = self.practice.asks.iter().filter_map(|ask| match &ask.spec {
            Spec::Rate(rate) => Some((ask.id.as_str(), rate.items.first()?.id.as_str())),
            _ => None,
        });
        let rates: Vec<_> = rates.collect();
        let [(one, one_item), (other, other_item)] = rates.as_slice() else { return None };
        let mut talks: Vec<Talk> = Vec::new();
        for matter in &self.matters {
            let (day, owner) = (matter.made(), matter.owner);
            let read = |ask: &str, item: &str| matter.field(ask).and_then(|it| place(it, item));
            let (felt, guess) = (read(one, one_item), read(other, other_item));
            // who both was hurt and is repairing says how heard they felt, and guesses it of the other
            let own = Talk { day, whose: owner, felt, guess: None };
            let others = Talk { day, whose: owner.other(), felt: None, guess };
            for new in [own, others] {
                if new.felt.is_none() && new.guess.is_none() {
                    continue;
                }
                // a talk's two halves lie on one day
                let same = talks.iter_mut().rev().find(|it| it.day == day && it.whose == new.whose);
                let fits = |has: Option<u8>, new: Option<u8>| has.is_none() || new.is_none();
                match same.filter(|it| fits(it.felt, new.felt) && fits(it.guess, new.guess)) {
                    Some(half) => {
                        half.felt = half.felt.or(new.felt);
                        half.guess = half.guess.or(new.guess);
                    }
                    None => talks.push(new),
                }
            }
        }
        let talks = talks.split_off(talks.len().saturating_sub(TALKS));
        (!talks.is_empty()).then_some(talks)
    }

    /// The first and the last talk of which both numbers are there, and how far apart they lay; and a
    /// newer one of which there is only one number.
    fn gap_words(&self, whose: Seat, talks: &[&Talk]) -> Vec<String> {
        let words = &self.words.pictures;
        let [felt_by, guessed_by] = [whose, whose.other()].map(|seat| self.cx.name(seat));
        let say = |talk: &Talk| {
            let says = match (talk.felt, talk.guess) {
                (Some(_), Some(_)) => &words.gap,
                (Some(_), None) => &words.gap_felt,
                (None, _) => &words.gap_guessed,
            };
            let [felt, guess] =
                [talk.felt, talk.guess].map(|it| it.unwrap_or_default().to_string());
            let day = self.words.day(talk.day);
            let names = [("day", &*day), ("one", felt_by), ("felt", &*felt)];
            let others = [("other", guessed_by), ("guess", &*guess)];
            fill(says, &[&names[..], &others].concat())
        };
        let apart = |it: &&&Talk| Some(it.felt?.abs_diff(it.guess?));
        let paired: Vec<_> = talks.iter().filter(|it| apart(it).is_some()).collect();
        let mut says: Vec<_> = paired.first().map(|talk| say(talk)).into_iter().collect();
        if let [first, .., last] = paired.as_slice() {
            let all = paired.iter().filter_map(apart);
            let [low, high] = [all.clone().min(), all.max()];
            let [from, to, low, high] =
                [apart(first), apart(last), low, high].map(|it| it.unwrap_or_default().to_string());
            let ends = [("from", &*from), ("to", &*to), ("low", &*low), ("high", &*high)];
            let names = [("one", felt_by), ("other", guessed_by)];
            says.push(say(last));
            says.push(fill(&words.gap_line, &[&names[..], &ends].concat()));
        }
        let half = talks.last().filter(|it| apart(it).is_none());
        says.extend(half.map(|talk| say(talk)));
        says
    }
}

/// One of three shades for a place from 0 to 10.
fn shade(at: u8) -> u8 {
    match at {
        0..=3 => 1,
        4..=6 => 2,
        _ => 3,
    }
}
