//! What stands around every page: who is signed in, where they can go, how old things are, whether the page may be
//! printed.

use crate::ages::AgesLine;
use crate::assets;
use crate::signed::{Signed, role_words};
use crate::words;
use crossing::Telephones;
use crossing::disclose::Ages;
use crossing::disclose::route_line::RouteLine;
use std::borrow::Cow;
use vocab::Instant;
use vocab::crossing::Role;

/// A screen that nobody touches for so long is cleared. Shorter than the session's own end: what must go soonest is
/// what stands on the glass of a shared PC.
const SCREEN_IDLE_SECONDS: u32 = 300;

/// A page that a role reaches from anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// Where.
    pub href: &'static str,
    /// What it is called.
    pub text: &'static str,
}

const FIND: Work = Work { href: "/find", text: "Find a patient" };
const CLINIC: Work = Work { href: "/clinic", text: "Clinic list" };
const MOVEMENT: Work = Work { href: "/movement", text: "Movement list" };
const BY_HAND: Work = Work { href: "/by-hand", text: "To enter by hand" };
const WHO: Work = Work { href: "/who", text: "Who is this?" };
const TASKS: Work = Work { href: "/tasks", text: "Tasks" };
const SHADOW: Work = Work { href: "/shadow", text: "Shadow comparison" };
const BOARD: Work = Work { href: "/board", text: "Board" };
const TRACE: Work = Work { href: "/trace", text: "Trace" };
const QUARANTINE: Work = Work { href: "/quarantine", text: "Quarantine" };
const GATE_BOOK: Work = Work { href: "/gate-book", text: "Gate book" };
const LEAVING: Work = Work { href: "/leaving", text: "Who leaves" };
const ASKING: Work = Work { href: "/registration", text: "Whom to ask" };
const COUNTS: Work = Work { href: "/registration/counts", text: "Counts" };
const MAY_SEE: Work = Work { href: "/may-see", text: "What you may see" };

/// The work of a role: the first is where signing in leads. What is not here is not for this role; that it is not is
/// decided by policy, page by page, and never here.
#[must_use]
pub const fn work(role: Role) -> &'static [Work] {
    match role {
        Role::Clinician => &[CLINIC, ASKING, FIND],
        Role::ReceptionNurse => &[FIND, CLINIC, ASKING, WHO, TASKS],
        Role::DischargeNurse => &[LEAVING, CLINIC, ASKING, TASKS, FIND],
        Role::HealthcareAdministrator => {
            &[CLINIC, WHO, TASKS, ASKING, LEAVING, MOVEMENT, BY_HAND, SHADOW, FIND]
        }
        Role::HeadOfHealthcare => {
            &[CLINIC, SHADOW, WHO, TASKS, ASKING, LEAVING, COUNTS, MOVEMENT, BY_HAND, BOARD, FIND]
        }
        Role::Officer => &[MOVEMENT, BY_HAND],
        Role::DutyGovernor => &[MOVEMENT, BY_HAND, BOARD, SHADOW],
        Role::SaferCustody | Role::OffenderManagementUnit | Role::EscortsAndSecurity => &[MOVEMENT, MAY_SEE],
        Role::IntegrationEngineer => &[BOARD, TRACE, QUARANTINE, SHADOW],
        Role::InformationGovernance => &[GATE_BOOK, BOARD],
        Role::Commissioner => &[COUNTS, MAY_SEE],
        Role::CareSystem | Role::PrisonSystem => &[MAY_SEE],
    }
}

/// Where signing in leads.
#[must_use]
pub const fn first_page(role: Role) -> &'static str {
    work(role)[0].href
}

/// Whether a page may be printed, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Print {
    /// It may. What it is for, and what becomes of it.
    May(Cow<'static, str>),
    /// Never, and why.
    Never(Cow<'static, str>),
}

/// Who is named on a page, and on what is printed of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// What they are.
    pub role: &'static str,
    /// The account.
    pub account: String,
    /// The prison, as people say it.
    pub prison: Option<String>,
    /// Their work.
    pub work: &'static [Work],
}

/// What stands around a page.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Who is signed in.
    pub who: Option<Who>,
    /// Where this page is in their work.
    pub current: &'static str,
    /// The line under the header.
    pub ages: Option<AgesLine>,
    /// Whether it may be printed.
    pub print: Print,
    /// The mark that forms carry.
    pub csrf: String,
    /// When the page was made.
    pub now: Instant,
    /// Whom to ring.
    pub telephones: Option<Telephones>,
    /// The page is made again when something moves, at most once in so many seconds.
    pub live_seconds: Option<u32>,
    /// The screen locks after so long without a sign of life.
    pub idle_seconds: u32,
    /// Without JavaScript the browser goes there by itself after so many seconds.
    pub then: Option<(u32, String)>,
}

impl Frame {
    /// Around a page that nobody is signed in for.
    #[must_use]
    pub const fn nobody(now: Instant) -> Self {
        Self {
            who: None,
            current: "",
            ages: None,
            print: Print::Never(Cow::Borrowed("There is nothing on it to keep.")),
            csrf: String::new(),
            now,
            telephones: None,
            live_seconds: None,
            idle_seconds: 0,
            then: None,
        }
    }

    /// Around a page for someone signed in.
    #[must_use]
    pub fn of(signed: &Signed, prison: Option<String>, route: Option<&RouteLine>, now: Instant) -> Self {
        Self {
            who: Some(Who {
                role: role_words(signed.caller.role),
                account: signed.caller.account.clone(),
                prison,
                work: work(signed.caller.role),
            }),
            csrf: signed.csrf.text().to_owned(),
            telephones: route.and_then(|r| r.telephones.clone()),
            ages: route.map(AgesLine::of_route),
            idle_seconds: SCREEN_IDLE_SECONDS,
            ..Self::nobody(now)
        }
    }

    /// At this place of their work.
    #[must_use]
    pub const fn at(mut self, current: &'static str) -> Self {
        self.current = current;
        self
    }

    /// Above an answer about people, whose own ages may be worse than the route's.
    #[must_use]
    pub fn above(mut self, ages: &Ages) -> Self {
        self.ages = self.ages.map(|line| line.above(ages, self.now));
        self
    }

    /// May be printed, or never.
    #[must_use]
    pub fn print(mut self, print: Print) -> Self {
        self.print = print;
        self
    }

    /// Made again when something moves.
    #[must_use]
    pub const fn live(mut self, seconds: u32) -> Self {
        self.live_seconds = Some(seconds);
        self
    }

    /// Never printed, and why.
    #[must_use]
    pub fn never_printed(self, why: impl Into<Cow<'static, str>>) -> Self {
        self.print(Print::Never(why.into()))
    }

    /// May be printed, and what for.
    #[must_use]
    pub fn printed(self, what_for: impl Into<Cow<'static, str>>) -> Self {
        self.print(Print::May(what_for.into()))
    }

    // What templates ask.

    /// The address of a file.
    #[must_use]
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// `Thu 12 Nov, 09:59`.
    #[must_use]
    pub fn made(&self) -> String {
        words::day_hm(self.now)
    }

    /// A time, with its day when it is of another.
    #[must_use]
    pub fn when(&self, at: &Instant) -> String {
        words::when(*at, self.now)
    }

    /// The same of what may not be known.
    #[must_use]
    pub fn when_or(&self, at: &Option<Instant>, otherwise: &str) -> String {
        at.map_or_else(|| otherwise.to_owned(), |at| words::when(at, self.now))
    }

    /// `5 minutes` ago: how long since.
    #[must_use]
    pub fn since(&self, at: &Instant) -> String {
        words::span(self.now.seconds_since(*at))
    }

    /// Whom to ring on the wing.
    #[must_use]
    pub fn wing(&self) -> String {
        crate::ages::ring_the_wing(self.telephones.as_ref())
    }

    /// Words that end in asking someone, and the number to ask at: the wing's, or else security's.
    #[must_use]
    pub fn ring(&self, words: &str, wing: bool) -> String {
        self.telephones.as_ref().map_or_else(
            || words.to_owned(),
            |t| {
                let number = if wing { &t.wing } else { &t.security };
                format!("{}, {number} (nights: {}).", words.trim_end_matches('.'), t.night)
            },
        )
    }

    /// Those of a list's notices that the line under the header does not say already.
    #[must_use]
    pub fn not_said<'n>(&self, notices: &'n [String]) -> Vec<&'n str> {
        let said = self.ages.as_ref().map(|line| line.words.as_str());
        notices.iter().map(String::as_str).filter(|notice| said != Some(*notice)).collect()
    }

    /// May be printed.
    #[must_use]
    pub const fn may_print(&self) -> bool {
        matches!(self.print, Print::May(_))
    }

    /// What is said of printing.
    #[must_use]
    pub fn print_words(&self) -> &str {
        match &self.print {
            Print::May(words) | Print::Never(words) => words,
        }
    }

    /// The prison's name, for titles.
    #[must_use]
    pub fn prison(&self) -> &str {
        self.who.as_ref().and_then(|w| w.prison.as_deref()).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_work_of_its_own_and_no_page_twice() {
        for role in Role::ALL {
            let work = work(*role);
            assert!(!work.is_empty(), "{role}");
            for (i, page) in work.iter().enumerate() {
                assert!(!work[..i].contains(page), "{role} has {} twice", page.href);
            }
        }
    }
}
