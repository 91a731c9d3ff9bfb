//! The healthcare team, played: who asks people about a GP, who registers them, and the practice that takes them on
//! days later. All of it is asked of Gatelodge as its pages would, in the team's own roles.

use super::national::National;
use crossing::disclose::choice::{ChoiceView, wordings};
use crossing::disclose::due::DueRow;
use crossing::{Context, Crossing};
use doubles::clinic::CarePatient;
use doubles::day::Day;
use doubles::day::national::PRISON_PRACTICE;
use doubles::dice::Dice;
use doubles::pds::Act;
use jiff::ToSpan as _;
use registration::wording::Language;
use std::collections::BTreeSet;
use vocab::Instant;
use vocab::crossing::{Role, TaskKey};
use vocab::id::{NhsNumber, OdsCode, PatientId};
use vocab::place::PrisonCode;
use vocab::registration::{
    Answer, CheckNote, Heard, Interpreter, InterpreterIs, Later, Means, Said, Shown, Talk, TeachBack, Words,
};

/// So many conversations a look.
const TALKS: usize = 8;
/// They are held between these hours.
const HOURS: std::ops::Range<i8> = 8..18;
/// A practice takes somebody on after so long at least, and within so much more.
const TAKEN_ON_SECONDS: i64 = 3 * 3_600;
const TAKEN_ON_SPREAD_SECONDS: u64 = 60 * 3_600;
/// In a thousand conversations: those after which a check is spoken of; in a thousand checks for some people only, those
/// that are not for them.
const CHECKS: u16 = 500;
const NOT_FOR_THEM: u16 = 700;
/// In a thousand forms: those that get lost.
const LOST: u16 = 40;
/// In a thousand conversations: yes, no, the rest is "not now"; and what was not said back.
const YES: u16 = 560;
const NO: u16 = 240;
const MISSED: u16 = 60;

/// The team of one prison.
pub(crate) struct Team {
    pub(crate) national: National,
    pub(crate) prison: PrisonCode,
    pub(crate) seed: u64,
}

impl Team {
    /// What the team and the practices do now; how many things. The list of tasks is opened three times a day.
    pub(crate) async fn works(&self, crossing: &Crossing, day: &Day) -> usize {
        self.national.people(day);
        let now = crossing.clock().now();
        let hour = now.london().hour();
        let talks = if HOURS.contains(&hour) { self.asks(crossing, now).await } else { 0 };
        let mends = matches!(hour, 9 | 13 | 17);
        let late = if hour < 9 { self.takes_on_too_late(crossing, day).await } else { 0 };
        late + talks + if mends { self.registers(crossing, day, now).await } else { 0 }
    }

    fn context(&self, crossing: &Crossing, account: &str, role: Role) -> Context {
        crate::commands::context(crossing, account, role, role.purpose_usual(), Some(self.prison))
    }

    /// Those who are most due are asked.
    async fn asks(&self, crossing: &Crossing, now: Instant) -> usize {
        let nurse = self.context(crossing, "reception-nurse", Role::ReceptionNurse);
        let list = match crossing.due_list(&nurse, 1).await {
            Ok(list) => list.get().clone(),
            Err(error) => {
                tracing::debug!(%error, "the team could not open the due list");
                return 0;
            }
        };
        let mut held = 0;
        for row in list.rows.iter().take(list.due).take(TALKS) {
            let Ok(view) = crossing.choice(&nurse, row.patient).await else { continue };
            let view = view.get();
            if !view.open.record || !view.open.against.is_empty() {
                continue;
            }
            let Some(talk) = talk(self.seed, language(row), view, now) else { continue };
            let check = check(self.seed, &talk.shown, view);
            let said = Said::Talk(Box::new(talk));
            match crossing.choice_act(&nurse, row.patient, view.version, said).await {
                Ok(_) => {
                    held += 1;
                    if let Some(check) = check {
                        let _ = crossing.choice_act(&nurse, row.patient, view.version + 1, check).await;
                    }
                }
                Err(error) => tracing::debug!(%error, "a conversation could not be recorded"),
            }
        }
        held
    }

    /// A day's mistake: the practice here takes on somebody who is released the same morning, and who will still be on its
    /// list when they need a doctor outside.
    async fn takes_on_too_late(&self, crossing: &Crossing, day: &Day) -> usize {
        let leaving: BTreeSet<_> = day.leaving().collect();
        let leaves = |care: &CarePatient| care.prison_number.is_some_and(|number| leaving.contains(&number));
        let numbers: Vec<NhsNumber> =
            day.numbered().filter(|(care, _)| leaves(care)).map(|(_, number)| number).collect();
        let Ok(practice) = OdsCode::parse(PRISON_PRACTICE) else { return 0 };
        let is_here = |number: &NhsNumber| {
            let pds = self.national.pds.lock();
            let registered = pds.person(*number).and_then(|person| person.practice.as_ref());
            registered.is_some_and(|(code, _)| *code == practice)
        };
        let Some(number) = numbers.first().copied().filter(|_| !numbers.iter().any(is_here)) else {
            return 0;
        };
        usize::from(self.national.happens(crossing, number, &Act::Register { number, practice }).await)
    }

    /// Practices take on whom they were asked to, each after a while; nobody hears of it but by PDS.
    async fn registers(&self, crossing: &Crossing, day: &Day, now: Instant) -> usize {
        let clerk = self.context(crossing, "registrations", Role::HealthcareAdministrator);
        let Ok(tasks) = crossing.tasks(&clerk).await else { return 0 };
        let mut done = 0;
        let mut seen = BTreeSet::new();
        for row in &tasks.get().rows {
            let (patient, home) = match row.key {
                TaskKey::Register(patient, _) => (patient, false),
                TaskKey::RejoinGp(patient, _) => (patient, true),
                _ => continue,
            };
            let mut dice = Dice::labelled(self.seed, &format!("practice {patient}"));
            let wait = i64::try_from(dice.below(TAKEN_ON_SPREAD_SECONDS)).unwrap_or(0);
            // The forms of those who were asked before the demo began got lost.
            if !seen.insert(patient)
                || row.raised < day.dawn()
                || now.seconds_since(row.raised) < TAKEN_ON_SECONDS + wait
            {
                continue;
            }
            let Some(number) = number_of(crossing, &clerk, patient).await else { continue };
            if !home && is_form_lost(self.seed, number) {
                continue;
            }
            let practice =
                if home { practice_before(day, number) } else { OdsCode::parse(PRISON_PRACTICE).ok() };
            let Some(practice) = practice else { continue };
            let already = self.national.pds.lock().person(number).and_then(|person| person.practice.clone());
            if already.is_none_or(|(code, _)| code != practice) {
                let act = Act::Register { number, practice };
                done += usize::from(self.national.happens(crossing, number, &act).await);
            }
        }
        done
    }
}

/// How it went. In a language whose words nobody has checked, nothing that counts is said.
pub(super) fn talk(seed: u64, language: Language, view: &ChoiceView, now: Instant) -> Option<Talk> {
    let mut dice = Dice::labelled(seed, &format!("talk {} {}", view.patient, view.version));
    let wording = wordings()?.get(language, view.situation);
    let english = language == Language::English;
    let named = Words::new("by telephone, ref 4471");
    let interpreter = named
        .filter(|_| !english || view.open.little_english)
        .map(|named| Interpreter { is: InterpreterIs::Telephone, named });
    let drafts = view.drafts.contains(&language);
    let of = if drafts { 999 } else { dice.below(1_000) };
    let answer = if of < u64::from(YES) {
        Answer::Yes
    } else if of < u64::from(YES + NO) {
        Answer::No
    } else {
        Answer::NotNow
    };
    let heard = if dice.permille(MISSED) { Heard::Missed } else { Heard::SaidBack };
    let said_back = TeachBack {
        gp_at_home: heard,
        seen_anyway: Heard::SaidBack,
        may_change: Heard::SaidBack,
        words: None,
    };
    let again = answer == Answer::NotNow || heard == Heard::Missed;
    Some(Talk {
        held: now,
        stay: view.stay?,
        shown: Shown {
            language: language.tag().to_owned(),
            situation: view.situation,
            version: wording.version.to_string(),
            hash: wording.hash.to_string(),
        },
        means: vec![if interpreter.is_some() { Means::Interpreter } else { Means::ReadAloud }],
        interpreter,
        said_back,
        answer,
        later: (answer == Answer::NotNow).then_some(Later::WantsTime),
        again: again.then(|| now.london_date().saturating_add(5.days())),
    })
}

/// What is said of a check after the conversation, in the same words: most have one to speak of, and not everybody is
/// asked at once.
pub(super) fn check(seed: u64, shown: &Shown, view: &ChoiceView) -> Option<Said> {
    let mut dice = Dice::labelled(seed, &format!("check {} {}", view.patient, view.version));
    let offered = view.checks.as_ref()?.checks.iter().filter(|one| one.answer.is_none() && !one.not_for_them);
    let one = offered.max_by_key(|one| !one.by_need).filter(|_| dice.permille(CHECKS))?;
    if one.by_need && dice.permille(NOT_FOR_THEM) {
        return Some(Said::CheckNoted { check: one.check, note: CheckNote::NotForThem });
    }
    let answer = *dice.pick(&[Answer::Yes, Answer::Yes, Answer::No, Answer::NotNow]);
    Some(Said::Check { check: one.check, answer, shown: shown.clone() })
}

/// Whether a form for joining the practice never arrives there: nobody hears of that.
pub(super) fn is_form_lost(seed: u64, number: NhsNumber) -> bool {
    Dice::labelled(seed, &format!("form {}", number.text())).permille(LOST)
}

fn language(row: &DueRow) -> Language {
    let said = |language: &Language| row.needs.iter().any(|need| need.starts_with(language.english_name()));
    Language::ALL.into_iter().find(said).unwrap_or(Language::English)
}

async fn number_of(crossing: &Crossing, ctx: &Context, patient: PatientId) -> Option<NhsNumber> {
    let view = crossing.choice(ctx, patient).await.ok()?;
    NhsNumber::parse(view.get().head.nhs.as_deref()?).ok()
}

/// The practice of which somebody was a patient when the story began.
fn practice_before(day: &Day, number: NhsNumber) -> Option<OdsCode> {
    let (care, _) = day.numbered().find(|(_, other)| *other == number)?;
    day.on_pds(care, number).into_iter().find_map(|act| match act {
        Act::Register { practice, .. } => Some(practice),
        _ => None,
    })
}
