//! What the page is shown with.

use crate::form::Fields;
use crate::sample::{at, ids};
use axum::body::Bytes;
use crossing::disclose::checks::{CheckView, ChecksView};
use crossing::disclose::choice::{ChoiceLineView, ChoiceView, LastView, Open};
use crossing::disclose::person::{PersonHead, Place};
use registration::recording::Refusal;
use registration::screening::programme::{self, Country};
use vocab::Instant;
use vocab::id::{EntryId, PrisonNumber};
use vocab::registration::{Answer, Check, Situation, Stay};

fn entry() -> EntryId {
    // INVARIANT: the text is a UUID.
    EntryId::parse("019a7a00-0000-7000-8000-000000000901").unwrap_or_else(|| unreachable!("a sample's id"))
}

fn open() -> Open {
    Open {
        record: true,
        decide: true,
        against: Vec::new(),
        drafts_refused: true,
        little_english: false,
        take_back: false,
        tell_again: None,
        act_all_the_same: None,
    }
}

pub(super) fn never() -> ChoiceView {
    let place = Place {
        words: "in prison".to_owned(),
        settled: true,
        since: Some(at(6, 52)),
        here: true,
        gone: false,
    };
    ChoiceView {
        patient: ids::patient(1),
        head: PersonHead {
            person: Some(ids::person(1)),
            patient: Some(ids::patient(1)),
            name: Some("ILIC, Marija".to_owned()),
            age: Some(34),
            number: Some("A8100KB".to_owned()),
            nhs: None,
            cell: Some("C-2-11".to_owned()),
            place,
        },
        situation: Situation::NotKnown,
        drafts: registration::wording::Language::ALL.into_iter().collect(),
        version: 0,
        stay: PrisonNumber::parse("A8100KB").ok().map(|person| Stay { person, number: 1 }),
        last: None,
        decided: None,
        due: "Not offered in time: ask.",
        due_on: Some(jiff::civil::date(2026, 11, 14)),
        follows: "Nothing: not asked yet.",
        asked_for: None,
        open: open(),
        checks: Some(checks()),
        lines: Vec::new(),
    }
}

fn check(check: Check, age: &'static str) -> CheckView {
    CheckView {
        check,
        whom: programme::of(check, Country::England).whom,
        age,
        answer: None,
        not_for_them: false,
        at: None,
        to_do: "Offer it.",
        to_tell: false,
        by_need: check != Check::Bowel,
    }
}

fn checks() -> ChecksView {
    ChecksView {
        finds: "Whether a call comes here is not known: nobody can say on whose list they are.",
        checks: vec![check(Check::Cervical, "Of that age"), check(Check::DiabeticEye, "Of that age")],
        others: vec![Check::Bowel, Check::Breast, Check::Aaa],
    }
}

fn checks_said(at: Instant) -> ChecksView {
    let said = |of, answer| CheckView { answer: Some(answer), at: Some(at), ..check(of, "Of that age") };
    ChecksView {
        finds: "A call does not come here: they are on another list, or on none.",
        checks: vec![
            CheckView {
                to_do: "Offer it again: it was put off, which is not a no.",
                ..said(Check::Bowel, Answer::NotNow)
            },
            CheckView {
                to_do: "Said yes. Tell the programme where they are, so that the call finds them.",
                to_tell: true,
                ..said(Check::Cervical, Answer::Yes)
            },
            CheckView {
                to_do: "Leave it, unless they ask.",
                not_for_them: true,
                by_need: false,
                at: Some(at),
                ..check(Check::Aaa, "Older: called no more, and may ask")
            },
            check(Check::DiabeticEye, "Of that age"),
        ],
        others: vec![Check::Breast],
    }
}

fn line(words: &str, prison: &str, minute: i64) -> ChoiceLineView {
    ChoiceLineView {
        id: entry(),
        at: at(6, minute).plus_seconds(-71 * 86_400),
        by: "k.moran".to_owned(),
        prison: prison.to_owned(),
        words: words.to_owned(),
    }
}

pub(super) fn decided() -> ChoiceView {
    let held = at(6, 20).plus_seconds(-71 * 86_400);
    ChoiceView {
        version: 3,
        last: Some(LastView { answer: Answer::No, later: None, language: "sr".to_owned(), held }),
        decided: Some("No, 2 September 2026, Serbian, said back".to_owned()),
        due: "Nothing. They may ask, and may take it back.",
        due_on: None,
        follows: "Nothing: said no.",
        open: Open { take_back: true, tell_again: Some(entry()), ..open() },
        checks: Some(checks_said(held)),
        lines: vec![
            line("Letters about the cervical check: Yes", "EWI", 31),
            line("No, 2 September 2026, Serbian, said back (what was last said)", "EWI", 20),
            line("Put off until 2 September: withdrawing", "EWI", 2),
        ],
        ..never()
    }
}

pub(super) fn not_explained() -> ChoiceView {
    ChoiceView {
        decided: Some("Yes, 12 November 2026, English (easy read), explanation not finished".to_owned()),
        due: "The explanation is not finished: go through it again.",
        follows: "Nothing: the explanation is not finished.",
        asked_for: Some(at(7, 0)),
        open: Open { take_back: true, act_all_the_same: Some(entry()), little_english: true, ..open() },
        ..decided()
    }
}

pub(super) fn taken_back() -> ChoiceView {
    ChoiceView {
        decided: Some(
            "Taken back on 12 November 2026. Before that: No, 2 September 2026, Serbian, said back"
                .to_owned(),
        ),
        follows: "Nothing: taken back.",
        open: open(),
        ..decided()
    }
}

pub(super) fn young() -> ChoiceView {
    let against = vec![Refusal::Young, Refusal::Wales];
    ChoiceView { open: Open { against, drafts_refused: false, ..open() }, ..never() }
}

pub(super) fn looked_at() -> ChoiceView {
    ChoiceView { open: Open { record: false, decide: false, take_back: true, ..open() }, ..decided() }
}

pub(super) fn typed() -> Fields {
    Fields::read(&Bytes::from_static(
        b"form=set-up&language=sr&means=read&means=interpreter&interpreter=officer&reference=Officer+Wright",
    ))
}
