//! Who is this? The questions, the two records of one, and what undoing a link would correct.

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
use crossing::disclose::decisions::LinkAct;
use crossing::disclose::who_is_this::{CorrectionView, QuestionLine, QuestionView, Questions};
use vocab::crossing::Role;
use vocab::id::LinkId;

const WHY_NEVER: &str = "Two records side by side are the most that anyone can carry away of a person.";

/// The questions.
#[derive(Template)]
#[template(path = "pages/who_list.html")]
pub struct WhoListPage<'a> {
    frame: Frame,
    questions: &'a Questions,
    done: Option<&'static str>,
}

/// Two records side by side.
#[derive(Template)]
#[template(path = "pages/who_pair.html")]
pub struct WhoPairPage<'a> {
    frame: Frame,
    question: &'a QuestionView,
    refused: Option<String>,
}

/// What undoing would correct.
#[derive(Template)]
#[template(path = "pages/who_undo.html")]
pub struct WhoUndoPage<'a> {
    frame: Frame,
    correction: &'a CorrectionView,
    refused: Option<String>,
    can_undo: bool,
}

impl<'a> WhoListPage<'a> {
    fn new(frame: Frame, questions: &'a Questions, done: Option<&'static str>) -> Self {
        Self { frame: frame.at("/who").never_printed(WHY_NEVER), questions, done }
    }
}

impl<'a> WhoPairPage<'a> {
    fn new(frame: Frame, question: &'a QuestionView, refused: Option<String>) -> Self {
        Self { frame: frame.at("/who").never_printed(WHY_NEVER), question, refused }
    }

    fn state_words(question: &QuestionView) -> (&'static str, &'static str) {
        match question.state {
            "proposed" => ("A question", "yellow"),
            "confirmed" => ("Confirmed", "green"),
            "in-doubt" => ("In doubt", "red"),
            "rejected" => ("Not the same", "grey"),
            _ => ("Undone", "grey"),
        }
    }

    fn line_words(line: &QuestionLine) -> (&'static str, &'static str) {
        match line.word {
            "same" => ("same", "green"),
            "differs" => ("differ", "red"),
            "not compared" => ("not compared", "grey"),
            _ => ("missing", "grey"),
        }
    }

    /// A value as people read it: dates by the name of the month, so that day and month are not mistaken.
    fn value(text: &Option<String>) -> String {
        let date = |text: &String| text.parse::<jiff::civil::Date>().map(crate::words::date_long).ok();
        text.as_ref().map_or_else(|| "–".to_owned(), |text| date(text).unwrap_or_else(|| text.clone()))
    }
}

impl<'a> WhoUndoPage<'a> {
    fn new(frame: Frame, correction: &'a CorrectionView, refused: Option<String>) -> Self {
        let can_undo = matches!(correction.state, "confirmed" | "in-doubt");
        Self { frame: frame.at("/who").never_printed(WHY_NEVER), correction, refused, can_undo }
    }
}

/// What was done, by the word that the address carries from the form to the list.
fn done(word: &str) -> Option<&'static str> {
    match word {
        "confirm" => Some("Same person: linked. What waited for this answer now goes its way."),
        "reject" => Some("Not the same: nothing will cross between these two."),
        "unsure" => Some("Left open: ask the patient, then come back. Nothing crosses meanwhile."),
        "undo" => Some("Undone. The prison's lists are being corrected, and a task says whom to tell."),
        _ => None,
    }
}

fn id_of(at: &At, text: &str) -> Result<LinkId, FaultPage> {
    LinkId::parse(text).ok_or_else(|| at.refuse(Fault::NotFound))
}

fn version_of(at: &At, fields: &Fields) -> Result<u32, FaultPage> {
    let version = fields.get("version").and_then(|v| v.parse().ok());
    version
        .ok_or_else(|| at.refuse(Fault::FormRefused("the form is not whole: open the page again".to_owned())))
}

/// `GET /who`.
pub async fn list(at: At, uri: Uri) -> Answer {
    let questions = at.state.crossing.who_is_this(&at.context()).await.map_err(|e| at.fault(e))?;
    let done = Fields::of_query(&uri).get("done").and_then(done);
    Ok(Page::ok(WhoListPage::new(at.frame(), questions.get(), done)).into_response())
}

async fn pair_page(at: &At, id: LinkId, refused: Option<String>) -> Answer {
    let question = at.state.crossing.who_is_this_pair(&at.context(), id).await.map_err(|e| at.fault(e))?;
    let status = if refused.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(Page(status, WhoPairPage::new(at.frame(), question.get(), refused)).into_response())
}

/// `GET /who/{link}`.
pub async fn pair(at: At, Path(id): Path<String>) -> Answer {
    let id = id_of(&at, &id)?;
    pair_page(&at, id, None).await
}

/// `POST /who/{link}`: same, not the same, not sure.
pub async fn decide(Path(id): Path<String>, Posted { at, fields }: Posted) -> Answer {
    let link = id_of(&at, &id)?;
    let version = version_of(&at, &fields)?;
    let (word, act) = match fields.get("act") {
        Some("confirm") => {
            let second = fields.get("second").map(str::to_owned);
            ("confirm", LinkAct::Confirm { link, version, second })
        }
        Some("reject") => ("reject", LinkAct::Reject { link, version }),
        Some("unsure") => return Ok(Redirect::to("/who?done=unsure").into_response()),
        _ => return Err(at.refuse(Fault::FormRefused("press one of the buttons".to_owned()))),
    };
    let written = at.state.crossing.link_act(&at.context(), act).await.map_err(|e| at.fault(e))?;
    match written.outcome.as_ref().and_then(not_done::words) {
        Some(why) => pair_page(&at, link, Some(why)).await,
        None => Ok(Redirect::to(&format!("/who?done={word}")).into_response()),
    }
}

async fn undo_page(at: &At, id: LinkId, refused: Option<String>) -> Answer {
    let correction = at.state.crossing.correction(&at.context(), id).await.map_err(|e| at.fault(e))?;
    let status = if refused.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(Page(status, WhoUndoPage::new(at.frame(), correction.get(), refused)).into_response())
}

/// `GET /who/{link}/undo`: what it would correct and whom it would tell.
pub async fn undo_first(at: At, Path(id): Path<String>) -> Answer {
    let id = id_of(&at, &id)?;
    undo_page(&at, id, None).await
}

/// `POST /who/{link}/undo`.
pub async fn undo(Path(id): Path<String>, Posted { at, fields }: Posted) -> Answer {
    let link = id_of(&at, &id)?;
    let version = version_of(&at, &fields)?;
    let act = LinkAct::Split { link, version };
    let written = at.state.crossing.link_act(&at.context(), act).await.map_err(|e| at.fault(e))?;
    match written.outcome.as_ref().and_then(not_done::words) {
        Some(why) => undo_page(&at, link, Some(why)).await,
        None => Ok(Redirect::to("/who?done=undo").into_response()),
    }
}

impl Sample for WhoListPage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::HealthcareAdministrator;
        let questions = samples::questions();
        show.page("list", role, &WhoListPage::new(show.frame(role), &questions, None));
        show.page("list-done", role, &WhoListPage::new(show.frame(role), &questions, done("confirm")));
        let none = Questions { rows: Vec::new(), proposed: 0, in_doubt: 0 };
        show.page("list-empty", role, &WhoListPage::new(show.frame(role), &none, None));
    }
}

impl Sample for WhoPairPage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::HealthcareAdministrator;
        for (name, question, refused) in samples::pairs() {
            show.page(name, role, &WhoPairPage::new(show.frame(role), &question, refused));
        }
    }
}

impl Sample for WhoUndoPage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::HealthcareAdministrator;
        let correction = samples::correction();
        show.page("undo", role, &WhoUndoPage::new(show.frame(role), &correction, None));
        let nothing = CorrectionView {
            entries: Vec::new(),
            readers: Vec::new(),
            entries_count: 0,
            ..samples::correction()
        };
        show.page("undo-nothing-crossed", role, &WhoUndoPage::new(show.frame(role), &nothing, None));
        let counted = CorrectionView {
            entries: Vec::new(),
            readers: Vec::new(),
            state: "split",
            ..samples::correction()
        };
        show.page("undo-counts-only", role, &WhoUndoPage::new(show.frame(role), &counted, None));
    }
}

mod samples {
    use crate::sample::{at, ids};
    use crossing::disclose::who_is_this::{
        Alike, AlreadyLinked, CorrectedEntry, CorrectionView, QuestionHead, QuestionLine, QuestionView,
        Questions, Reader,
    };

    fn head(n: u8, state: &'static str, names: [&str; 2], number: &str, because: &str) -> QuestionHead {
        QuestionHead {
            link: ids::link(n),
            state,
            since: at(6, i64::from(n)),
            prison_name: Some(names[0].to_owned()),
            number: Some(number.to_owned()),
            care_name: Some(names[1].to_owned()),
            because: because.to_owned(),
            already_linked: n == 2,
            bookings_waiting: usize::from(n),
        }
    }

    pub(super) fn questions() -> Questions {
        let merged = "Two prison numbers were merged: look whether this is still the same person.";
        Questions {
            rows: vec![
                head(3, "in-doubt", ["SHAW, Joseph", "SHAW, Joseph"], "A4711KX", merged),
                head(
                    2,
                    "proposed",
                    ["TATE, Dean", "TATE, B"],
                    "A5121DT",
                    "Not sure: the given names differ, and another shares name and date of birth.",
                ),
                head(
                    1,
                    "proposed",
                    ["ILIĆ, Marija", "ILIC, Marija"],
                    "A7003MI",
                    "Likely: all agree, but the care record carries no prison number.",
                ),
            ],
            proposed: 2,
            in_doubt: 1,
        }
    }

    fn line(
        what: &'static str,
        prison: Option<&str>,
        care: Option<&str>,
        word: &'static str,
        worth: &'static str,
    ) -> QuestionLine {
        QuestionLine {
            what,
            prison: prison.map(str::to_owned),
            care: care.map(str::to_owned),
            word,
            nearly: what == "date of birth" && word == "differs",
            worth,
        }
    }

    fn pair() -> QuestionView {
        QuestionView {
            link: ids::link(2),
            version: 1,
            state: "proposed",
            since: at(6, 2),
            decided_by: "rule".to_owned(),
            already: Vec::new(),
            needs_second: false,
            because:
                "Not sure: the given names differ, and someone else shares family name and date of birth."
                    .to_owned(),
            lines: vec![
                line(
                    "prison number",
                    Some("A5121DT"),
                    Some("A5121DT"),
                    "same",
                    "A number can be mistyped into another person's: it is a claim, no proof.",
                ),
                line("family name", Some("TATE"), Some("TATE"), "same", "Many share it."),
                line(
                    "given names",
                    Some("Dean"),
                    Some("B"),
                    "differs",
                    "An initial that does not fit speaks against.",
                ),
                line("date of birth", Some("4 Jun 1998"), Some("4 Jun 1998"), "same", "Twins share it."),
                line(
                    "NHS number",
                    None,
                    Some("999 002 8427"),
                    "missing",
                    "The prison's record carries none.",
                ),
            ],
            alike: vec![Alike {
                side: "prison record",
                name: Some("TATE, Ben".to_owned()),
                number: Some("A5120BT".to_owned()),
            }],
            alike_count: 1,
            shaken: None,
            person: ids::person(2),
            patient: ids::patient(2),
            may: vec!["confirm", "reject"],
        }
    }

    pub(super) fn pairs() -> Vec<(&'static str, QuestionView, Option<String>)> {
        let already =
            AlreadyLinked { link: ids::link(5), words: "already linked to A5120BT TATE, Ben.".to_owned() };
        let second = QuestionView { already: vec![already], needs_second: true, ..pair() };
        let differs = line(
            "date of birth",
            Some("4 Jun 1998"),
            Some("4 Jan 1998"),
            "differs",
            "Speaks against, unless one side slipped.",
        );
        let mut slipped = pair();
        slipped.lines[3] = differs;
        slipped.alike = Vec::new();
        slipped.alike_count = 0;
        let confirmed = QuestionView {
            state: "confirmed",
            decided_by: "dawn.hale".to_owned(),
            may: vec!["split"],
            ..pair()
        };
        let doubt = QuestionView {
            state: "in-doubt",
            shaken: Some("Prison number A9001QQ was merged into this one 06:03.".to_owned()),
            may: vec!["confirm", "split"],
            ..pair()
        };
        let why = "A second person is needed: one side is already linked to someone else.".to_owned();
        vec![
            ("question", pair(), None),
            ("keyboard-slip", slipped, None),
            ("already-linked", second.clone(), None),
            ("second-needed", second, Some(why)),
            ("confirmed", confirmed, None),
            ("in-doubt", doubt, None),
            ("look-only", QuestionView { may: Vec::new(), ..pair() }, None),
        ]
    }

    pub(super) fn correction() -> CorrectionView {
        let entry = |n, start: &str, what| CorrectedEntry {
            appointment: ids::appointment(n),
            start: start.to_owned(),
            what,
        };
        let reader = |account: &str, role, act: &str, printed, times| Reader {
            account: account.to_owned(),
            role,
            act: act.to_owned(),
            printed,
            at: at(7, 30),
            times,
        };
        CorrectionView {
            link: ids::link(2),
            version: 3,
            state: "confirmed",
            entries: vec![entry(1, "12 Nov 09:40", "struck through"), entry(2, "19 Nov 10:00", "not sent")],
            readers: vec![
                reader("katie.moran", "clinician", "opened the panel", false, 3),
                reader("a.wright", "officer", "printed the movement list", true, 1),
            ],
            entries_count: 2,
            words: "2 entries on the prison's lists will be struck through or not sent, and 2 people will be told.".to_owned(),
        }
    }
}
