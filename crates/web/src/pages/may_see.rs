//! What a role may see, in its own words: the first page of whoever has no list of their own here.
//!
//! It tells; it does not decide. The table of rulings is policy's.

use super::Answer;
use crate::answer::Page;
use crate::frame::Frame;
use crate::sample::{Sample, Showing};
use crate::signed::{At, role_words};
use askama::Template;
use axum::response::IntoResponse;
use vocab::crossing::Role;

/// The page.
#[derive(Template)]
#[template(path = "pages/may_see.html")]
pub struct MaySeePage {
    frame: Frame,
    role: &'static str,
    sees: &'static [&'static str],
    never: &'static [&'static str],
}

const PRISON_NEVER: &[&str] = &[
    "Why anyone goes to healthcare, to whom, or for how long.",
    "Anything from a care record.",
    "Who in healthcare has looked at what.",
];

const HEALTH_NEVER: &[&str] = &[
    "Why the prison holds a warning: you see what to do.",
    "A court run, transfer or escort that has not happened yet.",
    "What the prison knows of anyone in another prison.",
];

const BOOKS_NEVER: &[&str] = &["What an alert or a care record says.", "Anyone's warnings."];

const A_GP: &str = "Whom to ask about a GP, what your patients said, and whose patients they are.";

/// What clinicians and the head of healthcare see alike.
const AT_THE_DOOR: [&str; 5] = [
    "What to do before you open a door, with how old that is.",
    "Whether a patient is here, and the cell.",
    "The clinic list, and whether each booking is on the prison's list.",
    "By prison number: the prison's warnings of anyone here, attached to a care record or not.",
    A_GP,
];

const fn sees(role: Role) -> (&'static [&'static str], &'static [&'static str]) {
    match role {
        Role::Clinician | Role::ReceptionNurse | Role::DischargeNurse => (
            &[
                AT_THE_DOOR[0],
                AT_THE_DOOR[1],
                "How risky it is for a patient to share a cell: the level, and never why.",
                AT_THE_DOOR[2],
                AT_THE_DOOR[3],
                AT_THE_DOOR[4],
            ],
            HEALTH_NEVER,
        ),
        Role::HeadOfHealthcare => (&AT_THE_DOOR, HEALTH_NEVER),
        Role::HealthcareAdministrator => (
            &[
                "The clinic list, and whether each patient will come.",
                "The questions of who is who, and the two records of each.",
                "What waits for you to do, and what crossed through a link that was wrong.",
                "Warnings as far as a booking needs them.",
                A_GP,
            ],
            HEALTH_NEVER,
        ),
        Role::Officer | Role::SaferCustody | Role::OffenderManagementUnit | Role::EscortsAndSecurity => (
            &[
                "The movement list: whom to unlock for healthcare, when, and the place they are brought to.",
                "What changed since the last printed version, and who was told.",
            ],
            PRISON_NEVER,
        ),
        Role::DutyGovernor => (
            &[
                "The movement list.",
                "How each flow between prison and healthcare stands, without anyone's name.",
                "The shadow comparison, as counts.",
            ],
            PRISON_NEVER,
        ),
        Role::Commissioner => (
            &["How many were asked about a GP and what came of it, without people."],
            &["Anyone by name or number.", "A count from which somebody could be told."],
        ),
        Role::InformationGovernance => (
            &[
                "The gate book: who saw or changed what, of whom, for what, under which ruling.",
                "A person's own page of it.",
            ],
            BOOKS_NEVER,
        ),
        Role::IntegrationEngineer => (
            &[
                "How each flow and feed stands.",
                "The way of each thing, without the person.",
                "What lies in quarantine, and why, without what it says.",
            ],
            BOOKS_NEVER,
        ),
        Role::CareSystem | Role::PrisonSystem => {
            (&["Nothing: machines do not use these pages."], &["Anything."])
        }
    }
}

impl MaySeePage {
    fn new(frame: Frame, role: Role) -> Self {
        let (sees, never) = sees(role);
        let frame = frame.at("/may-see").printed("Nobody is on it.");
        Self { frame, role: role_words(role), sees, never }
    }
}

/// `GET /may-see`.
pub async fn open(at: At) -> Answer {
    Ok(Page::ok(MaySeePage::new(at.frame(), at.role())).into_response())
}

impl Sample for MaySeePage {
    fn samples(show: &mut Showing<'_>) {
        for role in Role::ALL {
            show.page(role.word(), *role, &Self::new(show.frame(*role), *role));
        }
    }
}
