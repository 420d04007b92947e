//! Finds phrases among words. A phrase becomes a small program, groups and all, and is tried where
//! its first word stands. No phrase is longer than its gaps allow, so neither is any try. What is
//! found is left to the lens.

use std::{
    collections::BTreeMap,
    ops::{Range, RangeInclusive},
};

use super::{
    file::Fault,
    phrase::{Part, Phrase},
    text::{Id, Joint, Vocabulary, Word},
};

/// How many steps a program may have.
const LARGEST: usize = 20_000;

/// A phrase, ready to be tried.
#[derive(Clone, Debug, Default)]
pub(super) struct Program {
    ops: Vec<Op>,
}

/// Words in order of their numbers: the only ones that can come next. None: it could be any, or
/// the end.
type Next = Option<Vec<Id>>;

/// A step of a program.
#[derive(Clone, Debug)]
enum Op {
    /// One of these words, in order of their numbers.
    Words(Vec<Id>),
    /// Any word.
    Any,
    /// Up to so many words, joined no looser than this, until one of these.
    Gap(usize, Joint, Next),
    /// On at one of these places, if the word there can be next.
    Fork(Vec<(usize, Next)>),
    /// On from there.
    Jump(usize),
    /// The next word is joined like this.
    Joined(RangeInclusive<Joint>),
    /// A clause or a sentence ends.
    Ends,
    /// The mark begins.
    Open,
    /// The mark ends.
    Close,
    /// None of this stands directly before the mark; a place in [`Table::looks`].
    NotAfter(usize),
    /// None of this stands directly behind it.
    NotBefore(usize),
}

/// Programs, by the words that they can begin with.
#[derive(Debug, Default)]
pub(super) struct Table {
    programs: Vec<(usize, Program)>,
    /// By a word's number: the programs that can begin with it.
    first: Vec<Vec<usize>>,
    /// By a word's number: a bit for each program that can have it second. Most tries end here.
    second: Vec<Vec<u64>>,
    /// A bit for each program whose second word can be any.
    any_second: Vec<u64>,
    /// What must not stand around others.
    pub(super) looks: Vec<Look>,
    /// What must not stand before any of them, if there is such; a place in the looks.
    pub(super) reported: Option<usize>,
}

/// Programs, none of which may fit.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    program: Program,
    /// How many words it can be long.
    longest: usize,
}

impl Table {
    /// Adds a program under the number of what it stands for; nothing if it could begin with
    /// any word.
    pub(super) fn add(&mut self, what: usize, program: Program) -> Option<()> {
        let place = self.programs.len();
        for id in program.next(0)? {
            slot(&mut self.first, id).push(place);
        }
        match program.second() {
            Some(ids) => ids.iter().for_each(|id| set(slot(&mut self.second, *id), place)),
            None => set(&mut self.any_second, place),
        }
        self.programs.push((what, program));
        Some(())
    }

    /// Everything that is found, as what it stands for and the bytes that are marked.
    pub(super) fn find<'a>(
        &'a self,
        words: &'a [Word],
        meant: &'a dyn Fn(usize) -> bool,
    ) -> impl Iterator<Item = (usize, Range<usize>)> {
        (0..words.len()).flat_map(move |at| {
            let tried = self.worth_trying(words, at).filter(move |(what, _)| meant(*what));
            tried.filter_map(move |(what, program)| {
                let run = Run { program, words, looks: &self.looks, end: None };
                let found = run.from(State::at(at))?;
                let told = self.reported.is_some_and(|look| run.stands_before(look, at));
                if told { None } else { Some((*what, found.marked(words)?)) }
            })
        })
    }

    /// The programs that fit the word at this place and the one behind it.
    fn worth_trying(&self, words: &[Word], at: usize) -> impl Iterator<Item = &(usize, Program)> {
        let number = |at: usize| words.get(at).and_then(|word| usize::try_from(word.id).ok());
        let places = number(at).and_then(|id| self.first.get(id));
        let second = number(at + 1).and_then(|id| self.second.get(id));
        let second = second.map(Vec::as_slice).unwrap_or_default();
        let places = places.map(Vec::as_slice).unwrap_or_default().iter();
        let fits = move |place: &&usize| has(second, **place) || has(&self.any_second, **place);
        places.filter(fits).filter_map(|place| self.programs.get(*place))
    }
}

/// What a table has for a word, made if it is not there yet.
fn slot<T: Default>(table: &mut Vec<T>, id: Id) -> &mut T {
    let id = usize::try_from(id).unwrap_or_default();
    if table.len() <= id {
        table.resize_with(id + 1, T::default);
    }
    &mut table[id]
}

fn set(bits: &mut Vec<u64>, place: usize) {
    if bits.len() <= place / 64 {
        bits.resize(place / 64 + 1, 0);
    }
    bits[place / 64] |= 1 << (place % 64);
}

fn has(bits: &[u64], place: usize) -> bool {
    bits.get(place / 64).is_some_and(|bits| bits >> (place % 64) & 1 == 1)
}

impl Program {
    fn new(ops: Vec<Op>) -> Self {
        let mut program = Self { ops };
        for pc in 0..program.ops.len() {
            let mut op = program.ops.get(pc).cloned();
            match &mut op {
                Some(Op::Fork(ways)) => {
                    for (way, next) in ways {
                        *next = program.next(*way);
                    }
                }
                Some(Op::Gap(.., next)) => *next = program.next(pc + 1),
                _ => continue,
            }
            if let (Some(old), Some(new)) = (program.ops.get_mut(pc), op) {
                *old = new;
            }
        }
        program
    }

    /// The words that can come next.
    fn next(&self, pc: usize) -> Next {
        let mut words = Vec::new();
        self.collect(pc, &mut words)?;
        words.sort_unstable();
        words.dedup();
        Some(words)
    }

    /// The words that can stand second.
    fn second(&self) -> Next {
        let (mut places, mut words) = (Vec::new(), Vec::new());
        self.after_one(0, &mut places);
        places.iter().try_for_each(|pc| self.collect(*pc, &mut words))?;
        words.sort_unstable();
        words.dedup();
        Some(words)
    }

    /// The places behind each word that can be the first.
    fn after_one(&self, mut pc: usize, places: &mut Vec<usize>) {
        while let Some(op) = self.ops.get(pc) {
            match op {
                Op::Words(_) | Op::Any => return places.push(pc + 1),
                Op::Fork(ways) => {
                    return ways.iter().for_each(|(way, _)| self.after_one(*way, places));
                }
                Op::Jump(to) => pc = *to,
                _ => pc += 1,
            }
        }
    }

    fn collect(&self, mut pc: usize, words: &mut Vec<Id>) -> Option<()> {
        loop {
            match self.ops.get(pc)? {
                Op::Words(ids) => {
                    words.extend_from_slice(ids);
                    return Some(());
                }
                Op::Any | Op::Gap(..) => return None,
                Op::Fork(ways) => {
                    return ways.iter().try_for_each(|(way, _)| self.collect(*way, words));
                }
                Op::Jump(to) => pc = *to,
                _ => pc += 1,
            }
        }
    }
}

/// Where a try has got to.
#[derive(Clone, Debug)]
struct State {
    pc: usize,
    at: usize,
    /// How the next word may be joined.
    joint: RangeInclusive<Joint>,
    from: usize,
    to: usize,
}

impl State {
    fn at(at: usize) -> Self {
        Self { pc: 0, at, joint: Joint::ANY, from: at, to: at }
    }

    /// The bytes of the words that are marked.
    fn marked(&self, words: &[Word]) -> Option<Range<usize>> {
        let marked = words.get(self.from..self.to)?;
        Some(marked.first()?.range.start..marked.last()?.range.end)
    }
}

/// A program tried on words.
#[derive(Clone, Copy)]
struct Run<'a> {
    program: &'a Program,
    words: &'a [Word],
    looks: &'a [Look],
    /// Where it must end, if that matters.
    end: Option<usize>,
}

impl Run<'_> {
    /// Goes on from a state; what it got to, if all of it fits.
    fn from(self, mut now: State) -> Option<State> {
        loop {
            let Some(op) = self.program.ops.get(now.pc) else {
                return self.may_end(&now).then_some(now);
            };
            now.pc += 1;
            match op {
                Op::Words(ids) => self.step(&mut now, |word| is_one_of(word, ids))?,
                Op::Any => self.step(&mut now, |_| true)?,
                Op::Gap(most, widest, next) => return self.gap(now, *most, *widest, next),
                Op::Fork(ways) => {
                    let open = ways.iter().filter(|(_, next)| self.can_be(now.at, next));
                    return open
                        .map(|(pc, _)| State { pc: *pc, ..now.clone() })
                        .find_map(|state| self.from(state));
                }
                Op::Jump(to) => now.pc = *to,
                Op::Joined(joint) => now.joint = joint.clone(),
                Op::Ends => self.is_end(now.at).then_some(())?,
                Op::Open => now.from = now.at,
                Op::Close => now.to = now.at,
                Op::NotAfter(look) => (!self.stands_before(*look, now.from)).then_some(())?,
                Op::NotBefore(look) => (!self.stands_behind(*look, now.to)).then_some(())?,
            }
        }
    }

    /// Passes one word.
    fn step(self, now: &mut State, fits: impl Fn(&Word) -> bool) -> Option<()> {
        let word = self.words.get(now.at)?;
        (now.joint.contains(&word.joint) && fits(word)).then(|| {
            now.at += 1;
            now.joint = Joint::Close..=Joint::Close;
        })
    }

    /// Passes as few words as it can.
    fn gap(self, mut now: State, most: usize, widest: Joint, next: &Next) -> Option<State> {
        // what was asked of the next word before the gap still holds: a stop, or the very start
        if *now.joint.end() < widest {
            now.joint = Joint::Close..=widest;
        }
        for passed in 0..=most {
            if self.can_be(now.at, next)
                && let Some(found) = self.from(now.clone())
            {
                return Some(found);
            }
            if passed < most {
                self.step(&mut now, |_| true)?;
                now.joint = Joint::Close..=widest;
            }
        }
        None
    }

    fn can_be(self, at: usize, next: &Next) -> bool {
        let Some(next) = next else { return true };
        self.words.get(at).is_some_and(|word| is_one_of(word, next))
    }

    fn is_end(self, at: usize) -> bool {
        self.words.get(at).is_none_or(|word| word.joint >= Joint::Clause)
    }

    fn may_end(self, now: &State) -> bool {
        self.end.is_none_or(|end| {
            now.at == end && self.words.get(end).is_some_and(|it| now.joint.contains(&it.joint))
        })
    }

    fn stands_before(self, look: usize, at: usize) -> bool {
        let Some(look) = self.looks.get(look) else { return false };
        let run = Run { program: &look.program, end: Some(at), ..self };
        (at.saturating_sub(look.longest)..at).any(|from| run.from(State::at(from)).is_some())
    }

    fn stands_behind(self, look: usize, at: usize) -> bool {
        let Some(look) = self.looks.get(look) else { return false };
        let run = Run { program: &look.program, end: None, ..self };
        let joint = Joint::Close..=Joint::Close;
        run.from(State { joint, ..State::at(at) }).is_some()
    }
}

fn is_one_of(word: &Word, ids: &[Id]) -> bool {
    ids.binary_search(&word.id).is_ok()
}

/// Makes programs of phrases.
pub(super) struct Maker<'a> {
    groups: &'a BTreeMap<String, Vec<Phrase>>,
    vocabulary: &'a mut Vocabulary,
    looks: Vec<Look>,
}

impl<'a> Maker<'a> {
    pub(super) fn new(
        groups: &'a BTreeMap<String, Vec<Phrase>>,
        vocabulary: &'a mut Vocabulary,
    ) -> Self {
        Self { groups, vocabulary, looks: Vec::new() }
    }

    pub(super) fn into_looks(self) -> Vec<Look> {
        self.looks
    }

    /// A program for one way of saying it. Without braces all of it is marked. What must not stand
    /// around it is asked last: it takes longest.
    pub(super) fn program(
        &mut self,
        way: &[Part],
        not_after: Option<usize>,
        not_before: Option<usize>,
    ) -> Result<Program, Fault> {
        let mut ops = Vec::new();
        if !way.contains(&Part::Open) {
            ops.push(Op::Open);
        }
        self.put(way, &mut ops, &mut Vec::new())?;
        if !way.contains(&Part::Close) {
            ops.push(Op::Close);
        }
        ops.extend(not_before.map(Op::NotBefore));
        ops.extend(not_after.map(Op::NotAfter));
        Ok(Program::new(ops))
    }

    /// What must not stand around others; its place.
    pub(super) fn look(&mut self, phrases: &[Phrase]) -> Result<usize, Fault> {
        let mut ops = Vec::new();
        let ways: Vec<_> = phrases.iter().flat_map(|phrase| phrase.0.iter().cloned()).collect();
        self.put(&[Part::OneOf(ways.clone())], &mut ops, &mut Vec::new())?;
        let longest = self.longest(&ways);
        self.looks.push(Look { program: Program::new(ops), longest });
        Ok(self.looks.len() - 1)
    }

    /// As [`Self::look`], but for none at all.
    pub(super) fn look_unless_empty(&mut self, phrases: &[Phrase]) -> Result<Option<usize>, Fault> {
        if phrases.is_empty() { Ok(None) } else { self.look(phrases).map(Some) }
    }

    fn put(
        &mut self,
        way: &[Part],
        ops: &mut Vec<Op>,
        within: &mut Vec<String>,
    ) -> Result<(), Fault> {
        for part in way {
            match part {
                Part::Words(words) => ops.push(Op::Words(self.numbers(words))),
                Part::Any => ops.push(Op::Any),
                Part::Gap { most, across } => {
                    let widest = if *across { Joint::Clause } else { Joint::Close };
                    ops.push(Op::Gap(*most, widest, None));
                }
                Part::Comma => ops.push(Op::Joined(Joint::Close..=Joint::Clause)),
                Part::Stop => ops.push(Op::Joined(Joint::Sentence..=Joint::Sentence)),
                Part::Begins => ops.push(Op::Joined(Joint::Clause..=Joint::Sentence)),
                Part::Ends => ops.push(Op::Ends),
                Part::Open => ops.push(Op::Open),
                Part::Close => ops.push(Op::Close),
                Part::OneOf(ways) => self.put_ways(ways, ops, within)?,
                Part::Group(name) => self.put_group(name, ops, within)?,
            }
        }
        Ok(())
    }

    fn numbers(&mut self, words: &[String]) -> Vec<Id> {
        let mut numbers: Vec<_> = words.iter().map(|word| self.vocabulary.id(word)).collect();
        numbers.sort_unstable();
        numbers
    }

    fn put_ways(
        &mut self,
        ways: &[Vec<Part>],
        ops: &mut Vec<Op>,
        within: &mut Vec<String>,
    ) -> Result<(), Fault> {
        if let [way] = ways {
            return self.put(way, ops, within);
        }
        let fork = ops.len();
        ops.push(Op::Fork(Vec::new()));
        let (mut starts, mut jumps) = (Vec::new(), Vec::new());
        for way in ways {
            starts.push((ops.len(), None));
            self.put(way, ops, within)?;
            jumps.push(ops.len());
            ops.push(Op::Jump(0));
        }
        let after = ops.len();
        for jump in jumps {
            if let Some(op) = ops.get_mut(jump) {
                *op = Op::Jump(after);
            }
        }
        if let Some(op) = ops.get_mut(fork) {
            *op = Op::Fork(starts);
        }
        Ok(())
    }

    fn put_group(
        &mut self,
        name: &str,
        ops: &mut Vec<Op>,
        within: &mut Vec<String>,
    ) -> Result<(), Fault> {
        let group = self.groups.get(name).ok_or_else(|| Fault::NoGroup(name.to_owned()))?;
        if within.iter().any(|it| it == name) || ops.len() > LARGEST {
            return Err(Fault::Endless(name.to_owned()));
        }
        within.push(name.to_owned());
        let ways: Vec<_> = group.iter().flat_map(|phrase| phrase.0.iter().cloned()).collect();
        self.put_ways(&ways, ops, within)?;
        within.pop();
        Ok(())
    }

    /// How many words the longest of these ways has. Only of ways that have been put, so groups
    /// are there and end.
    fn longest(&self, ways: &[Vec<Part>]) -> usize {
        let of_part = |part: &Part| match part {
            Part::Words(_) | Part::Any => 1,
            Part::Gap { most, .. } => *most,
            Part::OneOf(ways) => self.longest(ways),
            Part::Group(name) => {
                let group = self.groups.get(name).map(Vec::as_slice).unwrap_or_default();
                group.iter().map(|phrase| self.longest(&phrase.0)).max().unwrap_or_default()
            }
            _ => 0,
        };
        ways.iter().map(|way| way.iter().map(of_part).sum()).max().unwrap_or_default()
    }
}
