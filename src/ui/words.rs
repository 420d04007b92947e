//! Every word that the program says, typed: a word missing from a language's `ui.json` does not
//! load, one missing from here does not compile. What the words are is in `content/<lang>/ui.json`.

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Deserializer};

use super::group::{Group, Saying};
use crate::{
    journey::{Between, Hurt, Mode, Reach},
    seal::Shut,
};

/// What happened, and what to do now. Neither ever repeats what a person wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// What happened.
    pub what: String,
    /// What to do now.
    pub now: String,
}

impl Pair {
    /// With names filled in.
    #[must_use]
    pub fn with(&self, names: &[(&str, &str)]) -> Self {
        Self { what: fill(&self.what, names), now: fill(&self.now, names) }
    }
}

/// Puts names into a sentence: `{name}`. Inside quotes, the quotes of what is put in become single.
pub fn fill(text: &str, names: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    // what is put in is never looked at again: a name like "{n}" stays as it is
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((key, behind)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        if let Some((_, value)) = names.iter().find(|(name, _)| *name == key) {
            // what is quoted within quotes has quotes of its own
            if filled.ends_with('“') {
                filled.push_str(&value.replace('“', "‘").replace('”', "’"));
            } else {
                filled.push_str(value);
            }
        } else {
            filled.extend(["{", key, "}"]);
        }
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

/// `2 of 5`.
pub fn of(words: &Words, n: usize, all: usize) -> String {
    fill(&words.frame.of, &[("n", &n.to_string()), ("all", &all.to_string())])
}

macro_rules! words {
    ($($(#[doc = $doc:literal])* $group:ident: $Group:ident {
        $($field:ident $(: $Type:ty)?),* $(,)?
    })*) => {
        $(
            $(#[doc = $doc])*
            #[derive(Clone, Debug, PartialEq, Eq)]
            #[cfg_attr(test, derive(schemars::JsonSchema))]
            #[cfg_attr(test, schemars(deny_unknown_fields))]
            pub struct $Group {
                $(#[doc = concat!("`", stringify!($group), ".", stringify!($field), "` of `ui.json`.")]
                pub $field: words!(@type $($Type)?),)*
            }

            impl<'de> Deserialize<'de> for $Group {
                fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    let group = Group {
                        name: stringify!($Group),
                        fields: &[$(stringify!($field)),*],
                        kinds: &[$(<words!(@type $($Type)?)>::KIND),*],
                    };
                    let mut said = group.read(from)?.into_iter();
                    Ok(Self { $($field: Saying::of(said.next()),)* })
                }
            }
        )*

        /// Every word that the program says, in one language.
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct Words {
            /// The version of the file's form.
            pub format: u32,
            /// The twelve months.
            pub months: Vec<String>,
            /// The seven days of the week, from Monday.
            pub weekdays: Vec<String>,
            /// The bowl in words: by seams of gold, from none to ten.
            pub bowl: Vec<String>,
            // each by itself: side by side they are 20 KB, and whoever read or handed them on moved
            // them all, which took 170 KB of the stack
            $($(#[doc = $doc])* pub $group: Box<$Group>,)*
        }
    };
    (@type) => { String };
    (@type $Type:ty) => { $Type };
}

words! {
    /// What stands on every page.
    frame: FrameWords { too_small, choose_first, more, above, left, of, saved, kept, opening, one_minute, minutes, one_second, seconds, time, day }
    /// The people.
    people: PeopleWords { you, first, second, both, two, invented }
    /// Who can read something.
    reach: ReachWords { only_you, sealed, both, both_of_you, not_kept, kept_here }
    /// Kinds of hurt.
    hurts: HurtWords { lies, affair, distance, money, let_downs, other }
    /// What two people are to each other.
    between: BetweenWords { couple, family, friends }
    /// What keys do, as the bar says it.
    keys: KeyWords {
        help, leave, open, choose, practices, back, next, go_on, done, keep_it, read, write, change, say,
        tick, find, search, older, newer, leave_here, other_kind, journal, ask, settings, pass_keys, weeks,
        up_and_down, by_number, to_done, to_text, one_back, take_line, change_it, let_go, another, shift, digits,
        unplace, to_column, here, start, pause, take_break, pass_floor, brake_on, i_read_it, the_note,
        new_line, row_up, row_down, left, right, word_left, word_right, row_start, row_end,
        text_start, text_end, page_up, page_down, erase_left, erase_right, erase_word, erase_all, undo, redo, bring_back,
    }
    /// The first run.
    first: FirstWords {
        corner, welcome: Vec<String>, way_out, who_is_here, two, alone, therapist, help, first_name,
        second_name, your_name, or_leave_empty, about_names, part_of, your_part, hurt, repairing,
        both, not_sure, about_parts, what_are_you, what_happened, about_hurts,
        ready_two: Vec<String>, ready_one: Vec<String>, open_two, open_one, locked, begin,
    }
    /// Home.
    home: HomeWords {
        title, today, due, settled, the_steps, steps_done, steps_later, opens_two, opens_one, done, said, begun, next, begin, begin_why, open, open_why, read_on,
        read_on_why, go_on, go_on_why, exercise, exercise_why, gate, gate_why, rest, rest_why, kept,
        kept_why, practices, journal, shared, ask, help, settings, pass_keys, couples,
    }
    /// A step's page.
    step: StepWords {
        place, place_zero, reading, read, pages, examples, exercises, practices, then, prompts,
        mistakes, instead, before, therapist, again, begun, written, done, minutes,
    }
    /// Two ways of saying it.
    examples: ExampleWords { hinders, helps }
    /// Before you go on.
    gate: GateWords { yes, not_yet, not_kept, ready, stay, yours_to_say, done, not_yet_done }
    /// Around an exercise.
    exercise: ExerciseWords {
        begin, go_on, again, look_again, change_mine, not_today, about, by_yourself, sealed,
        by_yourself_shared, together, nothing_kept, leave_any_time, leave_nothing, who_to_call, back_to_step, pass_to, share_a_line,
        altered, gone, unseen, is_right, passes, not_shown_yet,
    }
    /// Writing, ticking, rating.
    write: WriteWords {
        you_could_begin, starter, go_on, one_back, about, own_words, chosen_of, chosen_between, when, i_will,
        another_plan, half_way, not_yet, start, breathe_in, breathe_out, over,
    }
    /// What there is to say to a phrase that somebody writes.
    notes: NoteWords { there_is, note, told, because, misread, fact, meant, people_to_call }
    /// The floor.
    floor: FloorWords {
        speaks, listens, start, writes, said_back, was_heard, is_that_it, that_is_it,
        not_quite, resting, time_is_up, turn, more, asks_more,
    }
    /// Around what both do at the keys: before, in the middle, and at the end.
    sitting: SittingWords {
        for_you_alone, look_away, how_tense, at_ease, at_the_edge, not_shown, not_told, now, ready,
        another_day, causes, thanks, then_other, pass, a_break, good_moment, take_it, go_on_now,
        how_long, long_enough, twenty, an_hour, three_hours, tomorrow, no_break, clock,
        clock_tomorrow, until, away, over, come_back, we_are_back, leave_it, enough, warn, close,
        one_line, about_line, when, we_will, no_line, next_when, about_next, next_tomorrow,
        next_days, next_week, next_weeks, no_day, line, home_over, home_next,
        home_today,
    }
    /// Plans, from memory.
    recall: RecallWords { when, typed, plan, came, not_yet, show }
    /// Proposing and agreeing.
    settle: SettleWords {
        proposes, changes, propose, proposed, what_do_you_say, agree, change, skip, settled, skipped,
        blank, few,
    }
    /// A sealed pair.
    pair: PairWords {
        yours_is_written, how_it_goes_on, pass, ask_me, another_time, may_it_be_shown, two_yeses,
        show, later, edit, never, nobody_learns, other_is_asked, nothing, show_parts, not_now, not_today,
        something_to_do,
    }
    /// The journal.
    journal: JournalWords {
        title, own_page, empty_page, open_page, keep, search_for, none_found, none_yet, window, change, lift,
        erase, erase_what, keep_page, erase_now, thrown, is_back, lift_which, lift_this, lift_means, keep_mine, lift_it,
    }
    /// Lines lifted out for both.
    shared: SharedWords { title, none_yet, how }
    /// Ask.
    ask: AskWords { title, search_for, none_found }
    /// Help lines.
    helplines: HelplineWords {
        title, in_danger, talk_to_someone, nothing_kept, yours, own, write_own, private_start,
        about_own, own_label, by_text, checked, not_checked, please_check, no_answer,
    }
    /// Whom a help line is for.
    serves: ServesWords {
        emergency, partner_abuse, men, lgbt, own_behaviour, crisis, family, other,
    }
    /// Settings.
    settings: SettingWords { title, name, name_is, part, hurts, seen_by_both, motion, pictures_move, notes, notes_some, notes_all, notes_none }
    /// What carries on between the steps.
    practices: PracticeWords {
        title, about, daily, weekly, open, so_far, past, go_on, go_on_with, note_down, until, note_past, note_review, note_left, until_past, review, review_past, until_then, review_then, not_today, keep, look_again,
        nothing_said, both_read, own, smaller, later, too_many, still_open, week_full, show_it, show_means, lay_it, laid, both_laid, choose_parts, parts_mean, keep_mine, change, erase, erase_own,
        for_good, say_so, leave_it, altered, is_right, in_your_name, it_was_me, gone, seen, meeting, part_over, meeting_over, next_part, close_now, write_down,
    }
    /// The session.
    session: SessionWords { title, about, show, from_the_shell }
    /// The cover between two people.
    cover: CoverWords { please, when_here, here }
    /// Help.
    help: HelpWords {
        title, more, here, always, while_writing, private, private_text: Vec<String>, limits,
        limits_text: Vec<String>, shell, shell_text: Vec<String>, lines,
    }
    /// Plain mode.
    plain: PlainWords {
        start, ways: Vec<String>, help, also, write_here, write_line, secret_here, secret, writing, writing_line, already, choose,
        number, with_key, not_a_choice, chosen, place, place_on, place_unseen, placed,
    }
    /// Where keys are heard, for a list of all keys.
    tables: TableWords {
        desk, lists, first, cover, unlock, new_lock, secret, home, reading, examples, exercise, page, notice, cards, lines,
        pick, rate, sort, breathe, turns, settle, day, plan, letter, heat, brake, recall, notes, weeks,
    }
    /// Locks: before a drawer, and in front of a new one.
    lock: LockWords {
        title, who, both_here, each, passphrase, forgotten, working, quiet, heading, ask_two, ask_one, new_two, new_one, five_new, own_new,
        five, own,
        none, means, five_words, learn_them, have_them, others, type_own, type_again, not_same,
        guessable, another, all_the_same, making, made, has_one, has_none, get, change, known,
        about_known, make_code, drop_code, about_code, code, keep_code, brake, brake_on, brake_off, about_brake, idle, idle_one, idle_many,
        idle_never, about,
    }
    /// What went wrong, and what to do now.
    trouble: TroubleWords {
        not_saved: Pair, full: Pair, read_only: Pair, in_use: Pair, not_ours: Pair,
        wrong_kind: Pair, damaged: Pair, newer: Pair, too_long: Pair, too_much: Pair, no_home: Pair,
        home_exists: Pair, no_place: Pair, file: Pair, no_terminal: Pair, machine: Pair, read_only_now: Pair,
        newer_parts: Pair, brought_back: Pair, skipped_lines: Pair, older_copy: Pair,
        two_copies: Pair, home_mended: Pair, say_who: Pair, no_folder: Pair, no_such_person: Pair,
        no_such_couple: Pair, no_such_step: Pair, no_language: Pair, not_text: Pair,
        nothing_to_keep: Pair, bad_time: Pair, file_exists: Pair, no_file: Pair, names: Pair,
        passphrase: Pair, locked: Pair, keys_changed: Pair, wrong_passphrase: Pair,
        lock_damaged: Pair, no_memory: Pair, no_chance: Pair, own_missing: Pair, in_your_name: Pair, no_passphrase: Pair,
        closed_fd: Pair,
        still_arriving: Pair, modes: Pair, home_copy: Pair, damaged_lines: Pair,
        loose: Pair, no_reserve: Pair, bad_backup: Pair,
        not_forgotten: Pair,
    }
    /// What pictures say.
    pictures: PictureWords {
        short_day, month, line, line_once, band, band_same, week, moved, breach,
        count, six, six_weeks, before_six, reliable, ends, heat, dots, shades,
        hours, hours_signs, times, most, strength, strength_same, strength_signs,
        gap, gap_felt, gap_guessed, gap_line, gap_of, gap_signs, lane, lane_weeks, lane_signs,
        urges, urges_only, no_urge, four_weeks, four_before, once, n_times, urge_signs,
        asked, asked_months, asked_signs, of,
    }
    /// Days.
    days: DayWords { weekday, usual, today, tomorrow, yesterday, in_days, days_ago, other_day, how_written, no_day }
    /// Whose hands an exercise is in, for its table of contents.
    content: ContentWords { hurt, repairing, each, together }
    /// What commands say.
    cli: CliWords {
        saved, home_made, passphrase_of, put_back, whole, written_to, export_title, export_note, export_for, export_moment,
        export_nothing, export_other, journal, answers, shared_lines, checked_lines, checked_ok,
        findings, steps_done, lens_mark, lens_help, forget_ask, forgotten: Vec<String>,
        forget_me_ask, forgotten_me: Vec<String>,
    }
}

impl TroubleWords {
    /// Why a drawer stays shut.
    pub fn shut(&self, shut: Shut) -> &Pair {
        match shut {
            Shut::Wrong => &self.wrong_passphrase,
            Shut::Damaged => &self.lock_damaged,
            Shut::NoMemory => &self.no_memory,
            Shut::NoChance => &self.no_chance,
        }
    }
}

impl ReachWords {
    /// Who can read it. One alone has nobody to share with: what is not private is just kept here.
    pub fn of(&self, reach: Reach, mode: Mode) -> &str {
        match (reach, mode) {
            (Reach::NotKept, _) => &self.not_kept,
            (_, Mode::Session) => &self.not_kept,
            (Reach::OnlyYou, _) => &self.only_you,
            (_, Mode::Alone) => &self.kept_here,
            (Reach::Sealed, _) => &self.sealed,
            (Reach::Both, _) => &self.both,
        }
    }
}

impl DayWords {
    /// How far away a day is: `in 3 days`, `yesterday`.
    pub fn away(&self, days: i64) -> String {
        let n = days.abs().to_string();
        match days {
            0 => self.today.clone(),
            1 => self.tomorrow.clone(),
            -1 => self.yesterday.clone(),
            2.. => fill(&self.in_days, &[("n", &n)]),
            _ => fill(&self.days_ago, &[("n", &n)]),
        }
    }
}

impl HurtWords {
    /// The words for a kind of hurt.
    pub fn of(&self, hurt: Hurt) -> &str {
        match hurt {
            Hurt::Lies => &self.lies,
            Hurt::Affair => &self.affair,
            Hurt::Distance => &self.distance,
            Hurt::Money => &self.money,
            Hurt::LetDowns => &self.let_downs,
            Hurt::Other => &self.other,
        }
    }
}

impl BetweenWords {
    /// The words for what two people are to each other.
    pub fn of(&self, between: Between) -> &str {
        match between {
            Between::Couple => &self.couple,
            Between::Family => &self.family,
            Between::Friends => &self.friends,
        }
    }
}

impl WriteWords {
    /// How many are chosen, of how many.
    pub fn chosen(&self, count: usize, least: usize, most: usize) -> String {
        let (count, least, most) = (count.to_string(), least.to_string(), most.to_string());
        let words = if least == most { &self.chosen_of } else { &self.chosen_between };
        fill(words, &[("n", &count), ("least", &least), ("most", &most)])
    }
}

impl ExerciseWords {
    /// How it is done, and who can read it.
    pub fn who(&self, together: bool, reach: Reach, mode: Mode) -> String {
        let kept =
            if reach == Reach::NotKept { format!(" {}", self.nothing_kept) } else { String::new() };
        let how = match (together, reach, mode) {
            (true, ..) => &self.together,
            (_, Reach::Sealed, Mode::Together | Mode::Session) => &self.sealed,
            (_, Reach::Both, Mode::Together | Mode::Session) => &self.by_yourself_shared,
            _ => &self.by_yourself,
        };
        format!("{how}{kept}")
    }
}

impl TroubleWords {
    /// A curriculum that cannot be read.
    pub fn content(&self, what: &str) -> Pair {
        self.file.with(&[("what", what)])
    }
}

impl Words {
    /// A day: `22 November 2026`.
    pub fn day(&self, day: NaiveDate) -> String {
        let month = usize::try_from(day.month0()).ok().and_then(|n| self.months.get(n));
        fill(
            &self.frame.day,
            &[
                ("day", &day.day().to_string()),
                ("month", month.map(String::as_str).unwrap_or_default()),
                ("year", &day.year().to_string()),
            ],
        )
    }

    /// A day where there is little room: `22 Nov`.
    pub fn short_day(&self, day: NaiveDate) -> String {
        let month = usize::try_from(day.month0()).ok().and_then(|n| self.months.get(n));
        let month: String = month.map(|it| it.chars().take(3).collect()).unwrap_or_default();
        fill(&self.pictures.short_day, &[("day", &day.day().to_string()), ("month", &month)])
    }

    /// The month of a day: `November 2026`.
    pub fn month(&self, day: NaiveDate) -> String {
        let month = usize::try_from(day.month0()).ok().and_then(|n| self.months.get(n));
        let month = month.map(String::as_str).unwrap_or_default();
        fill(&self.pictures.month, &[("month", month), ("year", &day.year().to_string())])
    }

    /// A day with its weekday: `Sunday, 22 November 2026`.
    pub fn weekday(&self, day: NaiveDate) -> String {
        let n = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or_default();
        let weekday = self.weekdays.get(n).map(String::as_str).unwrap_or_default();
        fill(&self.days.weekday, &[("weekday", weekday), ("day", &self.day(day))])
    }

    /// What was said of a matter's days when it was moved on: its last, and that of its review.
    pub fn days_set(&self, until: Option<NaiveDate>, review: Option<NaiveDate>) -> Vec<String> {
        let days = [(until, &self.practices.until_then), (review, &self.practices.review_then)];
        let set = days.into_iter().filter_map(|(day, says)| Some((day?, says)));
        set.map(|(day, says)| fill(says, &[("day", &self.weekday(day))])).collect()
    }

    /// Time left, in words.
    pub fn time_left(&self, seconds: f64) -> String {
        fill(&self.frame.left, &[("time", &self.time(seconds))])
    }

    /// Time in words; seconds are rounded up, so that it ends at nothing.
    pub fn time(&self, seconds: f64) -> String {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "rounded, never negative, and far below the limit"
        )]
        let all = seconds.max(0.0).ceil() as u64;
        let (minutes, seconds) = (all / 60, all % 60);
        let say = |n: u64, one: &str, many: &str| match n {
            1 => one.to_owned(),
            n => fill(many, &[("n", &n.to_string())]),
        };
        let minutes_said = say(minutes, &self.frame.one_minute, &self.frame.minutes);
        let seconds_said = say(seconds, &self.frame.one_second, &self.frame.seconds);
        match (minutes, seconds) {
            (0, _) => seconds_said,
            (_, 0) => minutes_said,
            _ => fill(&self.frame.time, &[("minutes", &minutes_said), ("seconds", &seconds_said)]),
        }
    }
}
