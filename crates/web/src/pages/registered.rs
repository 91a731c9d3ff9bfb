//! What is so of a patient's registration: four facts beside each other, each with how old it is, and none from another;
//! what hurts, and what to do; what the prison's health unit says, which its own staff write down here.

use super::{Answer, not_done};
use crate::answer::Page;
use crate::fault::{Fault, FaultPage};
use crate::form::Fields;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::{At, Posted};
use askama::Template;
use axum::extract::Path;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect};
use crossing::disclose::registered::{RegistrationView, ReleaseView};
use vocab::crossing::Role;
use vocab::id::PatientId;
use vocab::registration::{Situation, UnitStanding};

const WHY_NEVER: &str =
    "It is true only as old as it says, and paper that names a practice or an address is read by others.";

/// The page.
#[derive(Template)]
#[template(path = "pages/registered.html")]
pub struct RegisteredPage<'a> {
    frame: Frame,
    view: &'a RegistrationView,
    refused: Option<String>,
    done: bool,
}

impl<'a> RegisteredPage<'a> {
    fn new(frame: Frame, view: &'a RegistrationView, refused: Option<String>, done: bool) -> Self {
        let frame = frame.at("/registration").never_printed(WHY_NEVER);
        Self { frame, view, refused, done }
    }

    const fn situation(&self) -> &'static str {
        match self.view.situation {
            Situation::HasGp => "for somebody who has a GP outside",
            Situation::HasNone => "for somebody who has no GP",
            Situation::NotKnown => "for somebody of whom it is not known",
        }
    }

    const fn release_words(release: &ReleaseView) -> &'static str {
        if release.confirmed { "approved by a person" } else { "worked out, approved by nobody yet" }
    }

    fn is(&self, standing: UnitStanding) -> bool {
        self.view.unit == Some(standing)
    }

    const fn standings() -> [(UnitStanding, &'static str); 6] {
        [
            (UnitStanding::NotKnown, "Not known here"),
            (UnitStanding::Temporary, "A temporary patient"),
            (UnitStanding::Pending, "Registration was asked for, and is not made yet"),
            (UnitStanding::Regular, "Registered"),
            (UnitStanding::Leaving, "Leaving was asked for, and is not made yet"),
            (UnitStanding::Former, "Was registered, and is no more"),
        ]
    }
}

fn id_of(at: &At, id: &str) -> Result<PatientId, FaultPage> {
    PatientId::parse(id).ok_or_else(|| at.refuse(Fault::NotFound))
}

async fn page(at: &At, patient: PatientId, refused: Option<String>, done: bool) -> Answer {
    let view = at.state.crossing.registration(&at.context(), patient).await.map_err(|e| at.fault(e))?;
    let status = if refused.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(Page(status, RegisteredPage::new(at.frame(), view.get(), refused, done)).into_response())
}

/// `GET /patient/{id}/registration`.
pub async fn open(at: At, Path(id): Path<String>, uri: Uri) -> Answer {
    let patient = id_of(&at, &id)?;
    page(&at, patient, None, Fields::of_query(&uri).get("done").is_some()).await
}

/// `POST /patient/{id}/registration/unit`: how the prison's health unit knows the patient.
pub async fn unit(Path(id): Path<String>, Posted { at, fields }: Posted) -> Answer {
    let patient = id_of(&at, &id)?;
    // Whoever may not see the page is not told that the form was not whole.
    let Some(standing) = fields.get("standing").and_then(UnitStanding::parse) else {
        return page(&at, patient, Some("Say which: nothing was chosen.".to_owned()), false).await;
    };
    let written = at.state.crossing.unit_says(&at.context(), patient, standing).await;
    let written = written.map_err(|e| at.fault(e))?;
    match written.outcome.as_ref().and_then(not_done::words) {
        Some(why) => page(&at, patient, Some(why), false).await,
        None => Ok(Redirect::to(&format!("/patient/{patient}/registration?done=1")).into_response()),
    }
}

impl Sample for RegisteredPage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::HealthcareAdministrator;
        for (name, view) in samples::views() {
            show.page(name, role, &RegisteredPage::new(show.frame(role), &view, None, false));
        }
        let view = samples::so();
        show.page("said", role, &RegisteredPage::new(show.frame(role), &view, None, true));
        let why = Some("Say which: nothing was chosen.".to_owned());
        show.page("refused", role, &RegisteredPage::new(show.frame(role), &view, why, false));
        let nurse = Role::Clinician;
        let view = RegistrationView { release: None, ..view };
        show.page("clinician", nurse, &RegisteredPage::new(show.frame(nurse), &view, None, false));
    }
}

mod samples {
    use crate::sample::{at, ids};
    use crossing::disclose::person::{PersonHead, Place};
    use crossing::disclose::registered::{FactView, HarmView, RegistrationView, ReleaseView};
    use vocab::Instant;
    use vocab::registration::{Harm, Situation, UnitStanding};

    fn fact(about: &'static str, words: &str, as_of: Option<Instant>) -> FactView {
        FactView { about, words: words.to_owned(), as_of }
    }

    fn head() -> PersonHead {
        let place = Place {
            words: "in prison".to_owned(),
            settled: true,
            since: Some(at(6, 52)),
            here: true,
            gone: false,
        };
        PersonHead {
            person: Some(ids::person(1)),
            patient: Some(ids::patient(1)),
            name: Some("ILIC, Marija".to_owned()),
            age: Some(34),
            number: Some("A8100KB".to_owned()),
            nhs: Some("999 011 0689".to_owned()),
            cell: Some("C-2-11".to_owned()),
            place,
        }
    }

    fn days_ago(days: i64) -> Instant {
        at(7, 0).plus_seconds(-days * 86_400)
    }

    const ABOUT: [&str; 5] = [
        "In custody",
        "Address, as the NHS has it",
        "GP, as the NHS has it",
        "GP before this custody",
        "Known to this prison's health unit",
    ];

    fn facts(words: [&str; 5], read: Option<Instant>, said: Option<Instant>) -> Vec<FactView> {
        let as_of = [Some(at(7, 41)), read, read, read.map(|_| days_ago(9)), said];
        ABOUT.into_iter().zip(words).zip(as_of).map(|((about, words), at)| fact(about, words, at)).collect()
    }

    pub(super) fn so() -> RegistrationView {
        let read = Some(days_ago(1));
        let words = [
            "in prison",
            "1 Station Road, Doncaster, DN1 1AA",
            "Y05537 (this prison's practice)",
            "A81001",
            "Registered.",
        ];
        RegistrationView {
            patient: ids::patient(1),
            head: head(),
            facts: facts(words, read, Some(days_ago(2))),
            checked: read,
            unit: Some(UnitStanding::Regular),
            practices: vec![
                fact("GP, as the NHS has it", "Y05537 (this prison's practice)", Some(days_ago(1))),
                fact("GP, as the NHS has it", "A81001", Some(days_ago(9))),
            ],
            harms: vec![HarmView {
                harm: Harm::RegisteredWithoutYes,
                to_do: registration::watching::to_do(Harm::RegisteredWithoutYes),
                since: days_ago(1),
            }],
            trouble: None,
            situation: Situation::HasGp,
            guidance: "Likely to leave within three months. Published guidance for screening is then to help keep or find a GP outside.",
            release: Some(ReleaseView { on: jiff::civil::date(2026, 12, 3), confirmed: true }),
        }
    }

    pub(super) fn views() -> Vec<(&'static str, RegistrationView)> {
        let never = "Not known: the NHS's records were never read for this patient.";
        let ask = "Not shown here: ask the head of healthcare.";
        let (unread, nobody) = ("Not known: it was never seen.", "Nobody has said.");
        let none = RegistrationView {
            checked: None,
            unit: None,
            practices: Vec::new(),
            harms: Vec::new(),
            situation: Situation::NotKnown,
            release: None,
            facts: facts(["in prison", never, never, unread, nobody], None, None),
            guidance: "How long they will stay is not known. Do not guess it for them.",
            ..so()
        };
        let kept = facts(["in prison", ask, ask, ask, nobody], Some(days_ago(1)), None);
        let no_gp = facts(
            [
                "in prison",
                "None.",
                "None. The last was A81001.",
                "A81001",
                "A temporary patient: nobody outside can see that.",
            ],
            Some(days_ago(1)),
            Some(days_ago(2)),
        );
        let trouble = vocab::registration::NumberTrouble::Superseded;
        vec![
            ("registered-without-yes", so()),
            ("never-read", none.clone()),
            (
                "kept-by-the-nhs",
                RegistrationView {
                    facts: kept,
                    checked: Some(days_ago(1)),
                    head: PersonHead { nhs: None, ..head() },
                    ..none.clone()
                },
            ),
            (
                "number-in-trouble",
                RegistrationView { trouble: Some(registration::watching::about_number(trouble)), ..none },
            ),
            (
                "no-gp",
                RegistrationView {
                    facts: no_gp,
                    unit: Some(UnitStanding::Temporary),
                    situation: Situation::HasNone,
                    harms: vec![HarmView {
                        harm: Harm::NoGp,
                        to_do: registration::watching::to_do(Harm::NoGp),
                        since: days_ago(30),
                    }],
                    release: Some(ReleaseView { on: jiff::civil::date(2026, 12, 3), confirmed: false }),
                    ..so()
                },
            ),
        ]
    }
}
