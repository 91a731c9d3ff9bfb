//! The engineer's board: a row a flow. What is fine takes one quiet line; what is not says why.

use super::{Answer, not_done};
use crate::ages::colour_words;
use crate::answer::Page;
use crate::fault::Fault;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::{At, Posted};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use crossing::conditions::{Condition, Severity};
use crossing::disclose::board::{Board, FeedRow, FlowRow};
use vocab::crossing::{Flow, Mode, Role};
use vocab::place::PrisonCode;

/// Counts move with every row; more often than this an eye cannot follow.
const LIVE_SECONDS: u32 = 5;

/// The board.
#[derive(Template)]
#[template(path = "pages/board.html")]
pub struct BoardPage<'a> {
    frame: Frame,
    board: &'a Board,
    headline: String,
    may_switch: bool,
    modes: &'static [Mode],
    refused: Option<String>,
}

impl<'a> BoardPage<'a> {
    fn new(frame: Frame, board: &'a Board, role: Role, refused: Option<String>) -> Self {
        let frame = frame.at("/board").printed("Counts only: nobody is on it.").live(LIVE_SECONDS);
        let unwell = board.flows.iter().filter(|flow| !flow.fine).count();
        let matters = board.conditions.iter().filter(|c| c.severity > Severity::Soon).count();
        let headline = match (board.flows.len(), unwell) {
            (0, _) => "Board: no flow is set up".to_owned(),
            (_, 0) if matters > 0 => "Board: every flow is fine, a connection needs looking at".to_owned(),
            (_, 0) => "Board: every flow is fine".to_owned(),
            (all, some) => format!("Board: {some} of {all} flows need looking at"),
        };
        Self {
            frame,
            board,
            headline,
            may_switch: role == Role::IntegrationEngineer,
            modes: Mode::ALL,
            refused,
        }
    }

    const fn mode_words(row: &FlowRow) -> (&'static str, &'static str) {
        match row.mode {
            Mode::Off => ("Off", "grey"),
            Mode::Shadow => ("Shadow", "purple"),
            Mode::Live => ("Live", "green"),
        }
    }

    /// A flow whose route is fresh and which is still not fine is so for what is blocked or waits.
    const fn colour(row: &FlowRow) -> (&'static str, &'static str) {
        match row.colour {
            crossing::disclose::Colour::Fresh if !row.blocked.is_empty() => ("Blocked", "red"),
            crossing::disclose::Colour::Fresh => ("Look", "yellow"),
            colour => colour_words(colour),
        }
    }

    /// The last hour as bars: where each begins and how high it is, in a box of 14.
    fn bars(row: &FlowRow) -> Vec<(usize, u64, u64)> {
        let most = row.hour.iter().copied().max().unwrap_or(0).max(1);
        let height = |n: u64| if n == 0 { 0 } else { (n * 14 / most).max(1) };
        row.hour.iter().enumerate().map(|(at, n)| (at * 5, 14 - height(*n), height(*n))).collect()
    }

    /// The same in words: colour and shape never speak alone.
    fn hour_words(row: &FlowRow) -> String {
        let lately: u64 = row.hour.iter().rev().take(3).sum();
        let all: u64 = row.hour.iter().sum();
        let what = if row.flow == Flow::Appointments { "acknowledged" } else { "read" };
        format!(
            "{} {what}, {} of them in the last 15 minutes",
            crate::words::grouped(all),
            crate::words::grouped(lately)
        )
    }

    const fn severity(condition: &Condition) -> (&'static str, &'static str) {
        match condition.severity {
            Severity::Broken => ("Broken", "red"),
            Severity::Slow => ("Slow", "orange"),
            Severity::Soon => ("Soon", "yellow"),
        }
    }

    /// `5 minutes, settled 50 minutes`: as promised, and as it was measured lately.
    fn lag(row: &FeedRow) -> String {
        let (Some(lag), Some(settled)) = (row.lag_seconds, row.settled_lag_seconds) else {
            return "–".to_owned();
        };
        let span = crate::words::span;
        let measured = row
            .measured_lag_seconds
            .map_or_else(|| "not measured yet".to_owned(), |measured| format!("measured {}", span(measured)));
        format!("{}, {measured}; settled after {}", span(lag), span(settled))
    }

    const fn feed_colour(row: &FeedRow) -> (&'static str, &'static str) {
        match row.colour {
            Some(colour) => colour_words(colour),
            None => ("No limit set", "grey"),
        }
    }
}

async fn board(at: &At, refused: Option<String>) -> Answer {
    let board = at.state.crossing.board(&at.context()).await.map_err(|e| at.fault(e))?;
    let status = if refused.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(Page(status, BoardPage::new(at.frame(), board.get(), at.role(), refused)).into_response())
}

/// `GET /board`.
pub async fn open(at: At) -> Answer {
    board(&at, None).await
}

/// `POST /board/switch`.
pub async fn switch(Posted { at, fields }: Posted) -> Answer {
    let asked = (
        fields.get("flow").and_then(Flow::parse),
        fields.get("prison").and_then(|p| PrisonCode::parse(p).ok()),
        fields.get("mode").and_then(Mode::parse),
    );
    let (Some(flow), Some(prison), Some(mode)) = asked else {
        return Err(at.refuse(Fault::FormRefused("the form is not whole: open the board again".to_owned())));
    };
    let why = match at.state.crossing.mode_act(&at.context(), flow, prison, mode).await {
        Ok(written) => written.outcome.as_ref().and_then(not_done::words),
        Err(crossing::disclose::DiscloseError::Asked(why)) => Some(crate::words::capital(&why)),
        Err(error) => return Err(at.fault(error)),
    };
    match why {
        Some(why) => board(&at, Some(why)).await,
        None => Ok(Redirect::to("/board").into_response()),
    }
}

impl Sample for BoardPage<'_> {
    fn samples(show: &mut Showing<'_>) {
        let role = Role::IntegrationEngineer;
        for (name, board, refused) in samples::boards() {
            show.page(name, role, &BoardPage::new(show.frame(role), &board, role, refused));
        }
        let governor = Role::DutyGovernor;
        let board = samples::board();
        show.page("governor", governor, &BoardPage::new(show.frame(governor), &board, governor, None));
    }
}

mod samples {
    use crate::sample::{NOW, at};
    use crossing::conditions::{Condition, Severity};
    use crossing::disclose::Colour;
    use crossing::disclose::board::{Board, Counted, FeedRow, FlowRow, Waiting};
    use vocab::crossing::{Flow, Mode};
    use vocab::place::PrisonCode;

    fn counted(words: &str, count: u64) -> Counted {
        Counted { words: words.to_owned(), count }
    }

    fn flow(flow: Flow, mode: Mode) -> FlowRow {
        let (from, to) =
            if flow == Flow::Appointments { ("healthcare", "prison") } else { ("prison", "healthcare") };
        FlowRow {
            flow,
            prison: PrisonCode::parse("MDI").unwrap_or_else(|_| unreachable!("a prison's code")),
            prison_name: "HMP Moorland".to_owned(),
            from,
            to,
            mode,
            in_step: 1_184,
            waiting: Waiting::default(),
            by_hand: 0,
            blocked: Vec::new(),
            heard: Some(at(7, 45)),
            lag_seconds: 300,
            colour: Colour::Fresh,
            hour: [90, 104, 98, 0, 97, 101, 99, 103, 96, 100, 102, 94],
            fine: true,
        }
    }

    fn feed(name: &str, heard: Option<(i64, i64)>, colour: impl Into<Option<Colour>>) -> FeedRow {
        let heard = heard.map(|(hour, minute)| at(hour, minute));
        FeedRow {
            feed: name.to_owned(),
            heard,
            age_seconds: heard.map(|h| NOW.seconds_since(h)),
            colour: colour.into(),
            lag_seconds: Some(300),
            settled_lag_seconds: Some(3_000),
            measured_lag_seconds: Some(342),
            blind: vec!["court, escorts, transfers and visits".to_owned()],
        }
    }

    /// A feed of a care system's, of which nobody has promised anything.
    fn care(name: &str, heard: (i64, i64)) -> FeedRow {
        FeedRow {
            lag_seconds: None,
            settled_lag_seconds: None,
            measured_lag_seconds: None,
            blind: Vec::new(),
            ..feed(name, Some(heard), None)
        }
    }

    fn condition(with: &str, words: &str, severity: Severity, since: (i64, i64)) -> Condition {
        let (with, words) = (with.to_owned(), words.to_owned());
        Condition { with, words, severity, since: at(since.0, since.1) }
    }

    fn fine() -> Board {
        Board {
            as_at: NOW,
            flows: Flow::ALL
                .iter()
                .filter(|flow| **flow != Flow::Registration)
                .map(|f| flow(*f, Mode::Live))
                .collect(),
            feeds: vec![
                feed("prison-search", Some((7, 45)), Colour::Fresh),
                feed("prison-events", Some((7, 45)), Colour::Fresh),
                care("care-hjis", (7, 40)),
            ],
            quarantine: 0,
            conditions: Vec::new(),
            errands: Waiting { count: 3, oldest: Some(at(7, 45)) },
            errands_done_at: Some(at(7, 46)),
            look_ups: 0,
            attempts_failing: 0,
            attempts_failing_why: Vec::new(),
            tasks: Vec::new(),
            drafts: Vec::new(),
            journal: 1_204_771,
            gate_book: 88_204,
            restored: false,
        }
    }

    pub(super) fn board() -> Board {
        let mut board = fine();
        board.flows[3] = FlowRow {
            in_step: 396,
            waiting: Waiting { count: 4, oldest: Some(at(7, 40)) },
            by_hand: 12,
            blocked: vec![counted("room has no prison place", 6), counted("not linked", 2)],
            fine: false,
            ..flow(Flow::Appointments, Mode::Live)
        };
        board.flows[1] = FlowRow { mode: Mode::Shadow, ..flow(Flow::Alerts, Mode::Shadow) };
        board.flows[0] = FlowRow {
            heard: Some(at(6, 40)),
            colour: Colour::Red,
            hour: [0; 12],
            fine: false,
            ..flow(Flow::Whereabouts, Mode::Live)
        };
        board.feeds[0] = feed("prison-search", Some((6, 40)), Colour::Red);
        board.conditions = vec![
            condition(
                "hmpps-external",
                "integration-api.hmpps.service.justice.gov.uk does not answer: it is tried again every 5 minutes. What is known grows old; nothing is lost.",
                Severity::Broken,
                (6, 41),
            ),
            condition(
                "hmpps-external",
                "The client certificate ends in 7 days, on 19 Nov: send HMPPS a new request to sign.",
                Severity::Soon,
                (0, 0),
            ),
        ];
        board.errands = Waiting { count: 35_201, oldest: Some(at(6, 41)) };
        board.errands_done_at = Some(at(9, 44));
        board.look_ups = 112;
        board.quarantine = 7;
        board.attempts_failing = 6;
        board.attempts_failing_why = vec![counted("the place is not known there", 6)];
        board.tasks = vec![counted("who is this?", 2), counted("replace an entry that tells too much", 1)];
        board.drafts = vec![
            "HMP Moorland's words are a draft: the security owner has not signed. It cannot go live."
                .to_owned(),
        ];
        board
    }

    pub(super) fn boards() -> Vec<(&'static str, Board, Option<String>)> {
        let refused = "Live is refused: nobody has signed this prison's words.".to_owned();
        let nothing = Board {
            flows: Vec::new(),
            feeds: Vec::new(),
            journal: 1,
            gate_book: 0,
            errands: Waiting::default(),
            ..fine()
        };
        vec![
            ("fine", fine(), None),
            ("trouble", board(), None),
            ("restored", Board { restored: true, ..fine() }, None),
            ("switch-refused", board(), Some(refused)),
            ("nothing-yet", nothing, None),
        ]
    }
}
