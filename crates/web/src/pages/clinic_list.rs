//! The clinic list: will they come, and what does the prison's list show?

use super::Answer;
use crate::answer::Page;
use crate::fault::Fault;
use crate::form::Fields;
use crate::frame::{Frame, work};
use crate::sample::{Sample, Showing};
use crate::signed::{At, Posted};
use askama::Template;
use axum::http::Uri;
use axum::response::IntoResponse;
use crossing::disclose::clinic_list::{ClinicList, ClinicListAsked, ClinicRow, WillWord};
use vocab::crossing::Role;
use vocab::place::RoomCode;

/// A list of one day changes with every movement of it; more often than this nobody reads it anew.
const LIVE_SECONDS: u32 = 30;

/// The list.
#[derive(Template)]
#[template(path = "pages/clinic_list.html")]
pub struct ClinicListPage<'a> {
    frame: Frame,
    list: &'a ClinicList,
    printing: bool,
    may_weigh: bool,
    empty_words: String,
}

impl<'a> ClinicListPage<'a> {
    fn new(frame: Frame, list: &'a ClinicList, role: Role, printing: bool) -> Self {
        let frame = frame.at("/clinic").above(&list.ages);
        let frame = if printing {
            frame.printed("For the clinic room and the desk. Destroy it when the session is over.")
        } else {
            frame.never_printed("Press Print on the page, so that the gate book has it.").live(LIVE_SECONDS)
        };
        let empty_words = format!(
            "Nothing is booked for {}{}. If the clinic's own system shows bookings, they have not reached us: ask the integration engineer to look at the board.",
            crate::words::day(list.date),
            list.room.as_ref().map_or_else(String::new, |room| format!(" in {}", room.text())),
        );
        let may_weigh = work(role).iter().any(|w| w.href == "/who");
        Self { frame, list, printing, may_weigh, empty_words }
    }

    const fn will_tag(row: &ClinicRow) -> (&'static str, &'static str) {
        match row.will.word {
            WillWord::Expected => ("Expected", "green"),
            WillWord::HereNow => ("Here now", "green"),
            WillWord::AtCourt => ("At court", "grey"),
            WillWord::NotHereToday => ("Not here today", "grey"),
            WillWord::InTransit => ("In transit", "grey"),
            WillWord::Left => ("Left", "grey"),
            WillWord::Clash => ("Clash", "yellow"),
            WillWord::NotLinked => ("Not linked", "orange"),
            WillWord::NotKnown => ("Not known", "red"),
            WillWord::Cancelled => ("Cancelled", "grey"),
            WillWord::Arrived => ("Arrived", "green"),
            WillWord::Seen => ("Seen", "grey"),
            WillWord::DidNotCome => ("Did not come", "orange"),
            WillWord::NoOutcome => ("No outcome yet", "yellow"),
        }
    }

    /// What the words say beyond the tag: `visit 10:00 to 11:00`.
    fn will_rest(row: &ClinicRow) -> &str {
        let words = row.will.words.as_str();
        // The tag has said it, and what stands behind it says who is asked.
        if matches!(row.will.word, WillWord::NotLinked) {
            return "";
        }
        words
            .strip_prefix(Self::will_tag(row).0)
            .unwrap_or(words)
            .trim_start_matches([':', ';', ',', '.', ' '])
    }

    const fn is_cancelled(row: &ClinicRow) -> bool {
        matches!(row.will.word, WillWord::Cancelled)
    }

    const fn is_gone(row: &ClinicRow) -> bool {
        matches!(row.will.word, WillWord::Cancelled | WillWord::Left | WillWord::Seen)
    }

    fn door(row: &ClinicRow) -> Option<String> {
        let of_patient = row.head.patient.map(|id| format!("/patient/{id}"));
        of_patient.or_else(|| row.head.person.map(|id| format!("/record/{id}")))
    }
}

/// Which list a form or an address asks for.
fn asked(at: &At, fields: &Fields) -> Result<ClinicListAsked, crate::fault::FaultPage> {
    let date = fields.date_or("date", at.now.london_date()).map_err(|why| at.refuse(Fault::Asked(why)))?;
    let room = fields.get("room").map(RoomCode::new);
    Ok(ClinicListAsked { date, room })
}

/// `GET /clinic`.
pub async fn open(at: At, uri: Uri) -> Answer {
    let asked = asked(&at, &Fields::of_query(&uri))?;
    let list = at.state.crossing.clinic_list(&at.context(), &asked).await.map_err(|e| at.fault(e))?;
    Ok(Page::ok(ClinicListPage::new(at.frame(), list.get(), at.role(), false)).into_response())
}

/// `POST /clinic/print`: booked as printed.
pub async fn print(Posted { at, fields }: Posted) -> Answer {
    let asked = asked(&at, &fields)?;
    let list = at.state.crossing.clinic_list_print(&at.context(), &asked).await.map_err(|e| at.fault(e))?;
    Ok(Page::ok(ClinicListPage::new(at.frame(), list.get(), at.role(), true)).into_response())
}

impl Sample for ClinicListPage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let admin = Role::HealthcareAdministrator;
        let list = samples::list();
        show.page("day", admin, &ClinicListPage::new(show.frame(admin), &list, admin, false));
        show.page("printed", admin, &ClinicListPage::new(show.frame(admin), &list, admin, true));
        let clinician = Role::Clinician;
        show.page(
            "clinician",
            clinician,
            &ClinicListPage::new(show.frame(clinician), &list, clinician, false),
        );
        let empty = samples::empty();
        show.page("empty", admin, &ClinicListPage::new(show.frame(admin), &empty, admin, false));
        let stale = samples::stale();
        show.page("stale", admin, &ClinicListPage::new(show.frame(admin), &stale, admin, false));
    }
}

mod samples {
    use crate::sample::{NOW, ages, at, ids, telephones};
    use crossing::disclose::clinic_list::{AttendanceView, AttendanceWord};
    use crossing::disclose::clinic_list::{ClinicCounts, ClinicList, ClinicRow, Will, WillWord};
    use crossing::disclose::mirror_words::{MirrorView, MirrorWord};
    use crossing::disclose::person::{PersonHead, Place};
    use crossing::disclose::{Ages, Colour};
    use vocab::place::{PrisonCode, RoomCode};

    fn head(n: u8, name: &str, number: Option<&str>, cell: Option<&str>) -> PersonHead {
        PersonHead {
            person: number.map(|_| ids::person(n)),
            patient: Some(ids::patient(n)),
            name: Some(name.to_owned()),
            age: Some(30),
            number: number.map(str::to_owned),
            nhs: None,
            cell: cell.map(str::to_owned),
            place: Place::default(),
        }
    }

    fn mirror(word: MirrorWord, words: &str, listed: Option<u32>) -> Option<MirrorView> {
        Some(MirrorView {
            word,
            words: words.to_owned(),
            since: None,
            listed: listed.map(|v| (v, at(7, 10))),
            to_tell: false,
            told: None,
            discloses: false,
        })
    }

    fn row(
        n: u8,
        minute: i64,
        head: PersonHead,
        word: WillWord,
        words: &str,
        mirror: Option<MirrorView>,
    ) -> ClinicRow {
        let start_at = at(9, 40 + minute);
        ClinicRow {
            appointment: ids::appointment(n),
            version: 1,
            start: start_at.london_hm(),
            start_at,
            room: RoomCode::new("OPD2"),
            head,
            will: Will { word, words: words.to_owned() },
            keep_apart: false,
            needs: Vec::new(),
            mirror,
            attendance: None,
            who_is_this: None,
            ages: ages(Colour::Fresh),
        }
    }

    fn rows() -> Vec<ClinicRow> {
        use MirrorWord as M;
        use WillWord as W;
        let here = |n, name, number, cell| head(n, name, Some(number), Some(cell));
        let on_list = || mirror(M::OnTheList, "on prison list v3, 07:10", Some(3));
        let mut late = mirror(M::OnTheList, "added 07:35, after v3 was printed: told?", None);
        if let Some(late) = &mut late {
            late.to_tell = true;
        }
        let mut told = mirror(M::OnTheList, "on the prison's list since 07:37", None);
        if let Some(told) = &mut told {
            told.told = Some(("dawn.hale".to_owned(), at(7, 40)));
        }
        let mut typed = mirror(M::Adopted, "adopted from staff's own entry", Some(3));
        if let Some(typed) = &mut typed {
            typed.discloses = true;
        }
        vec![
            row(1, 0, here(1, "BOYD, Kieran", "A8100KB", "C-2-11"), W::Expected, "Expected", on_list()),
            ClinicRow {
                keep_apart: true,
                ..row(
                    2,
                    10,
                    here(2, "GRANT, Leon", "A7711LG", "B-3-02"),
                    W::HereNow,
                    "Here now; court and escorts not visible",
                    told,
                )
            },
            row(
                3,
                20,
                here(3, "TATE, Ben", "A5120BT", "B-1-07"),
                W::Clash,
                "Clash: visit 10:00 to 11:00",
                on_list(),
            ),
            row(
                4,
                40,
                head(4, "SHAW, Joseph", Some("A4711KX"), None),
                W::Left,
                "Left 09:58 for Moorland, not settled",
                mirror(M::Held, "slot kept until settled", None),
            ),
            ClinicRow {
                needs: vec!["interpreter".to_owned()],
                ..row(5, 60, here(5, "HOXHA, Arben", "A6022AH", "A-3-02"), W::Expected, "Expected", late)
            },
            ClinicRow {
                who_is_this: Some(ids::link(1)),
                ..row(
                    6,
                    80,
                    head(6, "ILIC, Marija", None, None),
                    W::NotLinked,
                    "Not linked",
                    mirror(M::Held, "nothing sent: to be confirmed", None),
                )
            },
            row(
                7,
                100,
                here(7, "KHAN, Imran", "A9120ZQ", "D-1-14"),
                W::NotKnown,
                "Not known since 06:40",
                mirror(M::Waiting, "waiting 4 minutes", None),
            ),
            row(8, 110, here(8, "REED, Callum", "A3301CR", "C-1-04"), W::AtCourt, "At court", on_list()),
            row(
                9,
                120,
                here(9, "OWEN, Rhys", "A2299RO", "E-1-01"),
                W::NotHereToday,
                "Not here today",
                mirror(M::PrisonChanged, "prison cancelled it 07:32", Some(3)),
            ),
            row(
                10,
                125,
                here(10, "PIKE, Aaron", "A1188AP", "A-2-09"),
                W::InTransit,
                "In transit",
                mirror(M::Refused, "refused by prison: the place is not known there", None),
            ),
            row(
                11,
                130,
                here(11, "LANE, Toby", "A6610TL", "A-2-12"),
                W::Cancelled,
                "Cancelled",
                mirror(M::Cancelled, "struck through on the prison's list", Some(3)),
            ),
            row(12, 135, here(12, "NOLAN, Jed", "A9002JN", "B-2-02"), W::Expected, "Expected", typed),
            row(
                13,
                138,
                here(13, "MOSS, Ellis", "A4499EM", "B-2-03"),
                W::Expected,
                "Expected",
                mirror(M::Shadow, "shadow: would be sent", None),
            ),
            ClinicRow {
                attendance: Some(AttendanceView {
                    word: AttendanceWord::NotAttended,
                    words: "officers marked: not attended 07:31, checked 07:45".to_owned(),
                    noted: Some(at(7, 31)),
                    checked: Some(at(7, 45)),
                }),
                ..row(
                    14,
                    -20,
                    here(14, "ABBOT, Carl", "A5544CA", "C-3-01"),
                    W::NoOutcome,
                    "No outcome yet, was due 07:25",
                    on_list(),
                )
            },
            row(15, -40, here(15, "REES, Owen", "A7712OR", "C-3-02"), W::Seen, "Seen", on_list()),
            row(
                16,
                -40,
                here(16, "HUNT, Lee", "A8823LH", "B-1-11"),
                W::DidNotCome,
                "Did not come",
                on_list(),
            ),
            row(17, 0, here(17, "VALE, Sam", "A9934SV", "A-1-04"), W::Arrived, "Arrived", on_list()),
        ]
    }

    pub(super) fn list() -> ClinicList {
        ClinicList {
            prison: PrisonCode::parse("MDI").unwrap_or_else(|_| unreachable!("a prison's code")),
            prison_name: "HMP Moorland".to_owned(),
            date: jiff::civil::date(2026, 11, 12),
            room: None,
            rooms: vec![RoomCode::new("OPD1"), RoomCode::new("OPD2")],
            as_at: NOW,
            counts: ClinicCounts {
                booked: 16,
                seen: 1,
                expected: 6,
                clash: 1,
                not_coming: 5,
                not_known: 3,
                cancelled: 1,
            },
            rows: rows(),
            notices: Vec::new(),
            ages: ages(Colour::Fresh),
            telephones: Some(telephones()),
        }
    }

    pub(super) fn empty() -> ClinicList {
        ClinicList { rows: Vec::new(), counts: ClinicCounts::default(), ages: Ages::default(), ..list() }
    }

    pub(super) fn stale() -> ClinicList {
        let words =
            "The prison has been quiet since 06:40: who is here is not known. The prison's own lists stand.";
        ClinicList { notices: vec![words.to_owned()], ages: ages(Colour::Red), ..list() }
    }
}
