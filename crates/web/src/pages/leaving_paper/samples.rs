//! Papers of the samples.

use crate::form::Fields;
use crate::sample::{at, ids};
use axum::body::Bytes;
use crossing::disclose::leaving::{LetterIs, LetterView, PackView};
use crossing::disclose::person::{PersonHead, Place};
use registration::leaving::papers::{Contents, Medicines, Visit};
use registration::wording::VisitWith;
use registration::wording::practice::Stated;
use vocab::registration::Situation;

fn head() -> PersonHead {
    PersonHead {
        person: Some(ids::person(1)),
        patient: Some(ids::patient(1)),
        name: Some("ILIC, Marija".to_owned()),
        age: Some(34),
        number: Some("A8100KB".to_owned()),
        nhs: Some("999 011 0689".to_owned()),
        cell: Some("C-2-11".to_owned()),
        place: Place {
            words: "in prison".to_owned(),
            settled: true,
            since: Some(at(6, 52)),
            here: true,
            gone: false,
        },
    }
}

pub(super) fn pack() -> PackView {
    PackView {
        patient: ids::patient(1),
        head: head(),
        language: Some("sr".to_owned()),
        situation: Situation::HasGp,
        practice: Some(("A81001".to_owned(), Some(at(6, 10)))),
        has_no_practice: false,
        takes_no_medicines: false,
        left_without: false,
    }
}

pub(super) fn pack_without() -> PackView {
    PackView { language: None, practice: None, has_no_practice: true, left_without: true, ..pack() }
}

pub(super) fn typed() -> Fields {
    Fields::read(&Bytes::from_static(
        b"typed=1&language=sr&gp=The+Surgery&gp-none=yes&medicines=with-them&visit-1-with=gp&visit-1-when=Monday",
    ))
}

pub(super) fn full() -> Contents {
    Contents {
        gp: Stated::Is("The Surgery, 4 High Street, Leeds".to_owned()),
        summary: Stated::Is(vec!["What the discharge nurse wrote.".to_owned()]),
        medicines: Medicines::WithThem(vec!["What the pharmacy gave out, one a line".to_owned()]),
        visits: Stated::Is(vec![Visit {
            with: VisitWith::Gp,
            when: "Mon 21 Dec, 10:20".to_owned(),
            place: "4 High Street, Leeds".to_owned(),
        }]),
        today: Stated::Is("12 Station Road, Leeds".to_owned()),
    }
}

pub(super) fn nothing_known() -> Contents {
    Contents {
        gp: Stated::NotKnown,
        summary: Stated::NotKnown,
        medicines: Medicines::NotKnown,
        visits: Stated::NotKnown,
        today: Stated::NotKnown,
    }
}

pub(super) fn letter() -> LetterView {
    let paragraphs = [
        "Patient: ILIC, Marija, born 1 April 1992",
        "NHS number: 999 011 0689",
        "From: healthcare at HMP Moorland, telephone 01302 523000",
        "Please register this patient with you from 20 December 2026, the likely day of release.",
    ];
    LetterView {
        patient: ids::patient(1),
        head: head(),
        may_tell: "Yes, the GP outside may be told.",
        letter: LetterIs::Written {
            title: "Please register this patient from the day of release".to_owned(),
            paragraphs: paragraphs.map(str::to_owned).to_vec(),
            draft: true,
        },
    }
}

pub(super) fn no_letter() -> LetterView {
    let why = "Not asked. Nothing is sent without a yes. There is no letter.";
    LetterView {
        may_tell: "Not asked. Nothing is sent without a yes.",
        letter: LetterIs::None(why.to_owned()),
        ..letter()
    }
}
