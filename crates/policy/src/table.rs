//! All rulings on a few pages, so that a change of policy is a difference that a person can read.

use crate::engine::Engine;
use crate::kind::{Direction, Kind};
use crate::question::Question;
use std::fmt::Write as _;
use vocab::crossing::{Purpose, Role};

/// A set of circumstances, and how it is called.
type Circumstances = (&'static str, fn(Question) -> Question);

/// Circumstances beside the usual one. Each changes one thing.
const OTHERS: [Circumstances; 7] = [
    ("not linked", |q| Question { linked: false, ..q }),
    ("link in doubt", |q| Question { linked: false, in_doubt: true, ..q }),
    ("by prison number, not linked", |q| Question { linked: false, by_prison_number: true, ..q }),
    ("by prison number, linked", |q| Question { by_prison_number: true, ..q }),
    ("restricted", |q| Question { restricted: true, ..q }),
    ("not settled", |q| Question { settled: false, ..q }),
    ("another prison", |q| Question { own_prison: false, ..q }),
];

/// The columns of the table.
const fn column(role: Role) -> &'static str {
    match role {
        Role::Clinician => "clin",
        Role::ReceptionNurse => "rec",
        Role::DischargeNurse => "dis",
        Role::HealthcareAdministrator => "adm",
        Role::HeadOfHealthcare => "head",
        Role::Commissioner => "comm",
        Role::DutyGovernor => "gov",
        Role::Officer => "off",
        Role::SaferCustody => "safe",
        Role::OffenderManagementUnit => "omu",
        Role::EscortsAndSecurity => "esc",
        Role::InformationGovernance => "ig",
        Role::IntegrationEngineer => "eng",
        Role::CareSystem => "care",
        Role::PrisonSystem => "pris",
    }
}

const fn usual(role: Role, purpose: Purpose, kind: Kind, direction: Direction) -> Question {
    Question { direction, ..Question::usual(role, purpose, kind) }
}

/// The table of an engine's rulings.
#[must_use]
pub fn table(engine: &Engine) -> String {
    let mut out = String::from("✔ full   ◐ reduced   · withheld\n\n");
    for role in Role::ALL {
        let _ = writeln!(out, "{:<5} {role}, usually for {}", column(*role), role.purpose_usual());
    }
    let usual_row = |kind, direction| row(engine, kind, direction, |q| q);
    let _ = writeln!(out, "\nUSUALLY: own prison, linked, settled, each for the usual purpose");
    heading(&mut out);
    for (kind, direction) in ways() {
        line(&mut out, kind, direction, &usual_row(kind, direction));
    }
    for (name, change) in OTHERS {
        let rows = ways().map(|(k, d)| (k, d, row(engine, k, d, change)));
        let changed = rows.filter(|(k, d, signs)| *signs != usual_row(*k, *d));
        let (nothing, some): (Vec<_>, Vec<_>) =
            changed.partition(|(_, _, signs)| signs.iter().all(|s| *s == '·'));
        let _ = writeln!(out, "\n{}: what differs from the usual", name.to_uppercase());
        if !some.is_empty() {
            heading(&mut out);
        }
        for (kind, direction, signs) in some {
            line(&mut out, kind, direction, &signs);
        }
        for (kind, direction, _) in nothing {
            let _ = writeln!(out, "withheld from everyone: {} {}", kind.word(), direction.word());
        }
    }
    purposes(engine, &mut out);
    out
}

fn ways() -> impl Iterator<Item = (Kind, Direction)> {
    Kind::ALL.iter().flat_map(|kind| kind.directions().iter().map(|direction| (*kind, *direction)))
}

fn row(engine: &Engine, kind: Kind, direction: Direction, change: fn(Question) -> Question) -> Vec<char> {
    let ask = |role: &Role| change(usual(*role, role.purpose_usual(), kind, direction));
    Role::ALL.iter().map(|role| engine.rule(&ask(role)).outcome.sign()).collect()
}

fn heading(out: &mut String) {
    let _ = write!(out, "{:<40}", "");
    for role in Role::ALL {
        let _ = write!(out, "{:>5}", column(*role));
    }
    out.push('\n');
}

fn line(out: &mut String, kind: Kind, direction: Direction, signs: &[char]) {
    let _ = write!(out, "{:<22}{:<18}", kind.word(), direction.word());
    for sign in signs {
        let _ = write!(out, "{sign:>5}");
    }
    out.push('\n');
}

/// What a role gets for purposes other than its usual one, kind by kind.
fn purposes(engine: &Engine, out: &mut String) {
    let _ = writeln!(
        out,
        "\nOTHER PURPOSES: what differs from the role's usual one; those not named get nothing"
    );
    for role in Role::ALL {
        for purpose in Purpose::ALL.iter().filter(|p| **p != role.purpose_usual()) {
            let sign = |p, k, d| engine.rule(&usual(*role, p, k, d)).outcome.sign();
            let signs: Vec<_> =
                ways().map(|(k, d)| (k, sign(*purpose, k, d), sign(role.purpose_usual(), k, d))).collect();
            if signs.iter().all(|(_, now, _)| *now == '·') {
                continue;
            }
            let _ = write!(out, "{role} for {purpose}: ");
            let differs = signs.iter().filter(|(_, now, usual)| now != usual);
            let words: Vec<_> = differs.map(|(k, now, _)| format!("{} {now}", k.word())).collect();
            let _ =
                writeln!(out, "{}", if words.is_empty() { "the same".to_owned() } else { words.join(", ") });
        }
    }
}
