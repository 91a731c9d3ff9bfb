//! The patient panel: before you open the door, and then the patient is in the room.
//!
//! The room has an address of its own and asks for nothing: it holds no line of the prison's, and nothing of a person
//! at all, whatever the panel would have shown.

use super::Answer;
use crate::ages::checked;
use crate::answer::Page;
use crate::fault::Fault;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::{At, is_healthcare};
use crate::words;
use askama::Template;
use axum::extract::Path;
use axum::response::IntoResponse;
use crossing::disclose::panel::{Panel, PanelKey};
use crossing::disclose::person::Place;
use vocab::Instant;
use vocab::crossing::Role;
use vocab::id::{PatientId, PersonId};

/// The panel blanks itself after so long: whoever opened the door has stopped reading by then.
const ROOM_SECONDS: u32 = 60;

const WHY_NEVER: &str = "What it says is true only now, and paper in a clinic room is read by patients.";

/// The panel, at the door.
#[derive(Template)]
#[template(path = "pages/panel.html")]
pub struct PanelPage<'a> {
    frame: Frame,
    panel: &'a Panel,
    place: String,
    checked: String,
    room: String,
    room_seconds: u32,
    trace: Option<String>,
    choice: Option<String>,
    registered: Option<String>,
}

/// The patient is in the room.
#[derive(Template)]
#[template(path = "pages/room.html")]
pub struct RoomPage {
    frame: Frame,
    door: String,
}

impl<'a> PanelPage<'a> {
    fn new(frame: Frame, role: Role, panel: &'a Panel, door: &str) -> Self {
        let room = format!("{door}/room");
        let now = frame.now;
        let own = panel.head.patient.filter(|_| is_healthcare(role));
        let frame = Frame { then: Some((ROOM_SECONDS, room.clone())), ..frame }
            .above(&panel.ages)
            .never_printed(WHY_NEVER);
        Self {
            place: place_words(&panel.head.place, now),
            checked: checked(&panel.ages, now),
            trace: panel.head.person.map(|id| format!("/trace/person/{id}")),
            choice: own.map(|id| format!("/patient/{id}/choice")),
            registered: own.map(|id| format!("/patient/{id}/registration")),
            frame,
            panel,
            room,
            room_seconds: ROOM_SECONDS,
        }
    }
}

/// `in prison`, `left, reported 09:58, not settled`.
#[must_use]
pub fn place_words(place: &Place, now: Instant) -> String {
    match place.since {
        Some(since) if !place.settled && place.gone => {
            format!("{}, reported {}, not settled", place.words, words::when(since, now))
        }
        _ => place.words.clone(),
    }
}

async fn open(at: At, key: PanelKey, door: String) -> Answer {
    let panel = at.state.crossing.panel(&at.context(), key).await.map_err(|e| at.fault(e))?;
    Ok(Page::ok(PanelPage::new(at.frame().at("/find"), at.role(), panel.get(), &door)).into_response())
}

/// `GET /patient/{id}`: through the link.
pub async fn of_patient(at: At, Path(id): Path<String>) -> Answer {
    let id = PatientId::parse(&id).ok_or_else(|| at.refuse(Fault::NotFound))?;
    open(at, PanelKey::Patient(id), format!("/patient/{id}")).await
}

/// `GET /record/{id}`: the prison's record alone.
pub async fn of_record(at: At, Path(id): Path<String>) -> Answer {
    let id = PersonId::parse(&id).ok_or_else(|| at.refuse(Fault::NotFound))?;
    open(at, PanelKey::Person(id), format!("/record/{id}")).await
}

fn room(at: &At, door: String) -> Answer {
    let frame = at.frame().at("/find").never_printed(WHY_NEVER);
    Ok(Page::ok(RoomPage { frame, door }).into_response())
}

/// `GET /patient/{id}/room`.
pub async fn room_of_patient(at: At, Path(id): Path<String>) -> Answer {
    let id = PatientId::parse(&id).ok_or_else(|| at.refuse(Fault::NotFound))?;
    room(&at, format!("/patient/{id}"))
}

/// `GET /record/{id}/room`.
pub async fn room_of_record(at: At, Path(id): Path<String>) -> Answer {
    let id = PersonId::parse(&id).ok_or_else(|| at.refuse(Fault::NotFound))?;
    room(&at, format!("/record/{id}"))
}

impl Sample for PanelPage<'_> {
    fn samples(show: &mut Showing<'_>) {
        for (name, panel) in samples::panels() {
            let role = Role::Clinician;
            let door = format!("/patient/{}", samples::patient());
            show.page(name, role, &PanelPage::new(show.frame(role).at("/find"), role, &panel, &door));
        }
        let role = Role::Clinician;
        let frame = show.frame(role).at("/find").never_printed(WHY_NEVER);
        let page = RoomPage {
            frame: Frame { ages: None, ..frame },
            door: format!("/patient/{}", samples::patient()),
        };
        show.page("room", role, &page);
    }
}

mod samples {
    use crate::sample::{self, at, telephones};
    use crossing::disclose::panel::{Action, CellSharingLine, Panel, Suicide};
    use crossing::disclose::person::{PersonHead, Place};
    use crossing::disclose::{Ages, Colour};
    use vocab::Instant;
    use vocab::id::PatientId;

    pub(super) fn patient() -> PatientId {
        sample::ids::patient(1)
    }

    fn action(name: &str, words: &str) -> Action {
        Action { name: name.to_owned(), words: words.to_owned(), since: Some(jiff::civil::date(2026, 9, 3)) }
    }

    fn head() -> PersonHead {
        PersonHead {
            person: Some(sample::ids::person(1)),
            patient: Some(patient()),
            name: Some("BOYD, Kieran".to_owned()),
            age: Some(24),
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

    fn state(words: &str, urgent: bool) -> Suicide {
        let note = "Review time: not in this feed. The folder rules: ring the wing.".to_owned();
        Suicide { words: words.to_owned(), note, urgent }
    }

    fn sharing(words: &str, told: impl Into<Option<Instant>>, note: &str) -> CellSharingLine {
        CellSharingLine { words: words.to_owned(), told: told.into(), note: note.to_owned() }
    }

    fn open() -> Panel {
        Panel {
            head: head(),
            banners: Vec::new(),
            suicide: Some(state("Open", true)),
            actions: vec![
                action("two-officers-open-room", "Ask for two officers before opening. No closed room."),
                action("not-alone-with-female-staff", "Not alone with female staff."),
            ],
            more: vec!["unlock level".to_owned(), "interpreter".to_owned()],
            rest: vec![action("unlock-level", "Ask the wing how many officers this unlock takes.")],
            needs: vec![action("interpreter", "Little English: book an interpreter.")],
            hold: Some(action("medical-hold", "Hold: do not transfer.")),
            cell_sharing: Some(sharing("High", at(7, 41), "")),
            unrecognised: Some("Something here is not recognised. Ask security.".to_owned()),
            none: None,
            ages: sample::ages(Colour::Fresh),
            draft: false,
            telephones: Some(telephones()),
            link: "confirmed",
        }
    }

    fn quiet() -> Panel {
        let none = "None of the 11 kinds of warning that may cross, checked 07:41. Other risks may exist.";
        Panel {
            suicide: Some(state("None recorded", false)),
            actions: Vec::new(),
            more: Vec::new(),
            rest: Vec::new(),
            needs: Vec::new(),
            hold: None,
            cell_sharing: Some(sharing("Not rated", at(7, 41), "")),
            unrecognised: None,
            none: Some(none.to_owned()),
            ..open()
        }
    }

    fn not_linked() -> Panel {
        let head = PersonHead {
            person: None,
            number: None,
            cell: None,
            place: Place { words: "not known".to_owned(), ..Place::default() },
            ..head()
        };
        let words = "We do not know which prison record is this patient's. Treat as unknown.";
        Panel {
            head,
            banners: vec![words.to_owned()],
            suicide: Some(state("Not known", true)),
            none: None,
            cell_sharing: None,
            ages: Ages::default(),
            link: "none",
            ..quiet()
        }
    }

    pub(super) fn panels() -> Vec<(&'static str, Panel)> {
        let banner = |words: &str| vec![words.to_owned()];
        let stale = "Risks not known since 06:40. Treat as unknown. Ring the wing.";
        let too_old = "Too long ago: treat as unknown. Ring the wing.";
        let checking = "Identity being checked: warnings of both records are shown.";
        let alone = "Prison record only, not attached to any health record.";
        let left = Place {
            words: "left for LEI".to_owned(),
            settled: false,
            since: Some(at(7, 20)),
            here: false,
            gone: true,
        };
        vec![
            ("open", open()),
            ("draft-words", Panel { draft: true, ..open() }),
            ("post-closure", Panel { suicide: Some(state("Post-closure", true)), ..quiet() }),
            ("closed", Panel { suicide: Some(state("Closed", false)), ..quiet() }),
            ("none", quiet()),
            (
                "not-known-since",
                Panel {
                    banners: banner(stale),
                    suicide: Some(state("Not known", true)),
                    cell_sharing: Some(sharing("Not known", None, "Ring the wing.")),
                    none: None,
                    ages: sample::ages(Colour::Red),
                    ..quiet()
                },
            ),
            (
                "old-but-shown",
                Panel {
                    banners: banner(stale),
                    cell_sharing: Some(sharing("Standard", at(6, 40), too_old)),
                    ages: sample::ages(Colour::Red),
                    ..open()
                },
            ),
            ("getting-old", Panel { ages: sample::ages(Colour::Amber), ..open() }),
            ("not-linked", not_linked()),
            ("being-checked", Panel { banners: banner(checking), link: "in-doubt", ..open() }),
            (
                "prison-record-only",
                Panel {
                    banners: banner(alone),
                    head: PersonHead { patient: None, nhs: None, ..head() },
                    link: "none",
                    ..open()
                },
            ),
            ("left-not-settled", Panel { head: PersonHead { place: left, ..head() }, ..open() }),
            (
                "only-unrecognised",
                Panel {
                    none: None,
                    cell_sharing: Some(sharing(
                        "A rating that is not in our list",
                        at(7, 41),
                        "Ring the wing.",
                    )),
                    unrecognised: Some("Something here is not recognised. Ask security.".to_owned()),
                    ..quiet()
                },
            ),
        ]
    }
}
