//! A person as the prison services hold one, and the prisoner-search record of them.

use super::reference::{alert_words, prison_name};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use vocab::Instant;
use vocab::code::{CodeList, LegalStatus, MovementType};
use vocab::id::PrisonNumber;
use vocab::name::{Born, Name};
use vocab::place::PrisonCode;

vocab::redacted!(Person, Custody, Alert);

/// Someone the prison services know.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// The key.
    pub number: PrisonNumber,
    /// Name as NOMIS has it, in capitals more often than not.
    pub name: Name,
    /// Date of birth.
    pub born: Born,
    /// `Male` or `Female`.
    pub gender: String,
    /// Nationality.
    pub nationality: String,
    /// Main language when not English, with whether an interpreter is needed.
    pub language: Option<(String, bool)>,
    /// Police number.
    pub pnc: Option<String>,
    /// The stay; none for a person known and never received.
    pub custody: Option<Custody>,
    /// Every alert, ended ones too.
    pub alerts: Vec<Alert>,
    /// Numbers that were merged into this one.
    pub merged: Vec<PrisonNumber>,
    /// The probation services' number (CRN), once they have linked theirs to this one.
    #[serde(default)]
    pub crn: Option<String>,
    /// The cell sharing risk as the CSRA API rates it (`HIGH_SPECIFIC`), and since when. [`Person::csra_of_record`].
    #[serde(default)]
    pub csra: Option<(String, Instant)>,
}

/// Where somebody stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whereabouts {
    /// In the prison.
    In,
    /// At court, still the prison's.
    Court,
    /// Out for a time, still the prison's.
    Absent,
    /// Between prisons.
    Transit {
        /// Where to.
        to: PrisonCode,
    },
    /// Out of custody.
    Released,
    /// Discharged to a secure hospital, supported by the prison that he left.
    Hospital {
        /// Hospital code.
        id: String,
        /// Hospital name.
        name: String,
    },
}

/// One stay.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Custody {
    /// NOMIS's id of it.
    pub booking: u64,
    /// The number that staff read, `40210A`.
    pub book_number: String,
    /// Where he stands.
    pub whereabouts: Whereabouts,
    /// The prison that has him, or had him last.
    pub prison: PrisonCode,
    /// The prison before.
    pub previous: Option<PrisonCode>,
    /// Cell without the prison, `A-1-002`; `RECP` in reception.
    pub cell: String,
    /// Type of the last movement.
    pub movement: String,
    /// Its reason.
    pub reason: String,
    /// When.
    pub moved: Instant,
    /// Counts movements; a reversed one takes its number with it.
    pub movement_seq: u32,
    /// Legal status.
    pub legal: String,
    /// What it was before a death was recorded: what a death taken back gives again.
    #[serde(default)]
    pub legal_before_death: Option<String>,
    /// First day of the stay.
    pub received: Date,
    /// Day of release, as calculated.
    #[serde(default)]
    pub release: Option<Date>,
    /// Day of release, as a person approved it.
    #[serde(default)]
    pub release_confirmed: Option<Date>,
    /// Counts beds.
    pub bed_seq: u32,
}

/// An alert as the alerts service holds it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Its id; a resync makes a new one.
    pub uuid: String,
    /// Code.
    pub code: String,
    /// Comment. Intelligence: it must never cross.
    pub description: Option<String>,
    /// From.
    pub from: Date,
    /// To; on that day it is already over.
    pub to: Option<Date>,
    /// Made at.
    pub created: Instant,
    /// Made by.
    pub created_by: String,
    /// Changed at.
    pub modified: Option<Instant>,
    /// Where it was made.
    pub prison: Option<PrisonCode>,
}

impl Alert {
    /// Active on a London day: `activeTo` absent or after it. A start in the future changes nothing.
    #[must_use]
    pub fn active_on(&self, today: Date) -> bool {
        self.to.is_none_or(|to| today < to)
    }
}

/// A word of a closed list as it goes over the wire.
pub(crate) fn spelling<T: CodeList + PartialEq>(code: T) -> &'static str {
    T::CODES.iter().find(|(c, _)| *c == code).map_or("", |(_, text)| *text)
}

impl Custody {
    /// `ACTIVE IN` and so on.
    #[must_use]
    pub const fn status(&self) -> &'static str {
        match self.whereabouts {
            Whereabouts::In => "ACTIVE IN",
            Whereabouts::Court | Whereabouts::Absent => "ACTIVE OUT",
            Whereabouts::Transit { .. } => "INACTIVE TRN",
            Whereabouts::Released | Whereabouts::Hospital { .. } => "INACTIVE OUT",
        }
    }

    /// In a prison's care, whether in it or out for the day.
    #[must_use]
    pub const fn active(&self) -> bool {
        matches!(self.whereabouts, Whereabouts::In | Whereabouts::Court | Whereabouts::Absent)
    }

    /// `IN`, `OUT` or `TRN`.
    #[must_use]
    pub const fn in_out(&self) -> &'static str {
        match self.whereabouts {
            Whereabouts::In => "IN",
            Whereabouts::Transit { .. } => "TRN",
            _ => "OUT",
        }
    }

    /// What stands in `prisonId`: the prison, `TRN` or `OUT`.
    #[must_use]
    pub fn prison_id(&self) -> &str {
        match self.whereabouts {
            Whereabouts::In | Whereabouts::Court | Whereabouts::Absent => self.prison.text(),
            Whereabouts::Transit { .. } => "TRN",
            Whereabouts::Released | Whereabouts::Hospital { .. } => "OUT",
        }
    }

    /// What stands in `cellLocation`: a cell, a state dressed as a cell, or nothing.
    #[must_use]
    pub fn cell_location(&self) -> Option<&str> {
        match self.whereabouts {
            Whereabouts::In => Some(&self.cell),
            Whereabouts::Court => Some("COURT"),
            // Three prisons, three habits: the field shows the last cell, reception, or TAP.
            Whereabouts::Absent => Some(match self.reason.as_str() {
                "C3" => "RECP",
                "C6" => "TAP",
                _ => &self.cell,
            }),
            _ => None,
        }
    }

    fn prison_name(&self) -> String {
        match self.prison_id() {
            "TRN" => "Transfer".to_owned(),
            "OUT" => "Outside".to_owned(),
            _ => prison_name(self.prison),
        }
    }

    fn location_description(&self) -> String {
        match &self.whereabouts {
            Whereabouts::Released => format!("Outside - released from {}", prison_name(self.prison)),
            Whereabouts::Hospital { name, .. } => {
                format!("Outside - released from {} - discharged to {name}", prison_name(self.prison))
            }
            _ => self.prison_name(),
        }
    }
}

impl Person {
    /// First given name.
    #[must_use]
    pub fn first(&self) -> &str {
        self.name.given.text().split(' ').next().unwrap_or_default()
    }

    /// The other given names.
    #[must_use]
    pub fn middle(&self) -> Option<String> {
        self.name.given.text().split_once(' ').map(|(_, rest)| rest.to_owned())
    }

    /// What the External API calls this person: the CRN if there is one, else the prison number. It can change.
    #[must_use]
    pub fn hmpps_id(&self) -> String {
        self.crn.clone().unwrap_or_else(|| self.number.text().to_string())
    }

    /// The stay, when a prison has this person in its care now.
    #[must_use]
    pub fn in_care(&self) -> Option<&Custody> {
        self.custody.as_ref().filter(|c| c.active())
    }

    /// The cell sharing risk as search records write it, and the External API after them: in NOMIS's words (`High`, as
    /// ps__search-result-mdi.json), without the CSRA API's division of it. A word of no list stays as it is.
    #[must_use]
    pub fn csra_of_record(&self) -> Option<&str> {
        self.csra.as_ref().map(|(rating, _)| match rating.as_str() {
            "HIGH" | "HIGH_GENERAL" | "HIGH_SPECIFIC" => "High",
            "STANDARD" => "Standard",
            "MEDIUM" => "Medium",
            "LOW" => "Low",
            other => other,
        })
    }

    /// The prisoner-search record. Fields that are empty are absent, as in the published examples.
    #[must_use]
    pub fn record(&self, today: Date) -> Value {
        let mut out = Map::new();
        let mut put = |key: &str, value: Value| {
            if !value.is_null() {
                out.insert(key.to_owned(), value);
            }
        };
        put("prisonerNumber", json!(self.number.text()));
        put("pncNumber", json!(self.pnc));
        put("firstName", json!(self.first()));
        put("middleNames", json!(self.middle()));
        put("lastName", json!(self.name.family.text()));
        put("dateOfBirth", json!(self.born.date()));
        put("gender", json!(self.gender));
        put("nationality", json!(self.nationality));
        // The same of everybody: the service's document requires them, and nothing of ours may come to need them.
        put("ethnicity", json!("Prefer not to say"));
        put("raceCode", json!("NS"));
        put("maritalStatus", json!("Not stated"));
        put("religion", json!("Not stated"));
        put("mostSeriousOffence", json!("Not recorded"));
        put("youthOffender", json!(self.born.age_on(today) < 21));
        if let Some((code, interpreter)) = &self.language {
            put(
                "languages",
                json!([{"type": "PRIM", "code": code, "readSkill": "N", "writeSkill": "N",
                "speakSkill": "N", "interpreterRequested": interpreter}]),
            );
        }
        let restricted =
            self.custody.as_ref().is_some_and(|c| matches!(c.whereabouts, Whereabouts::Hospital { .. }));
        put("restrictedPatient", json!(restricted));
        if let Some(custody) = &self.custody {
            self.record_custody(custody, today, &mut put);
        }
        if !self.merged.is_empty() {
            let merged: Vec<_> =
                self.merged.iter().map(|n| json!({"type": "MERGED", "value": n.text()})).collect();
            put("identifiers", json!(merged));
        }
        Value::Object(out)
    }

    fn record_custody(&self, c: &Custody, today: Date, put: &mut impl FnMut(&str, Value)) {
        let remand = c.legal == spelling(LegalStatus::Remand);
        put("bookingId", json!(c.booking.to_string()));
        put("bookNumber", json!(c.book_number));
        put("status", json!(c.status()));
        put("lastMovementTypeCode", json!(c.movement));
        put("lastMovementReasonCode", json!(c.reason));
        put("inOutStatus", json!(c.in_out()));
        put("prisonId", json!(c.prison_id()));
        put("prisonName", json!(c.prison_name()));
        put("lastPrisonId", json!(c.prison));
        put("previousPrisonId", json!(c.previous));
        put("cellLocation", json!(c.cell_location()));
        put("locationDescription", json!(c.location_description()));
        put("aliases", json!([]));
        let alerts: Vec<_> = self
            .alerts
            .iter()
            .filter(|a| a.active_on(today))
            .map(|a| json!({"alertType": alert_words(&a.code).0, "alertCode": a.code, "active": true, "expired": false}))
            .collect();
        put("alerts", json!(alerts));
        put("csra", json!(self.csra_of_record()));
        put("legalStatus", json!(c.legal));
        put("imprisonmentStatus", json!(if remand { "TRL" } else { "ADIMP_ORA20" }));
        put(
            "imprisonmentStatusDescription",
            json!(if remand {
                "Committed to Crown Court for Trial"
            } else {
                "ORA 2020 Standard Determinate Sentence"
            }),
        );
        put("convictedStatus", json!(if remand { "Remand" } else { "Convicted" }));
        put("recall", json!(c.legal == spelling(LegalStatus::Recall)));
        put("indeterminateSentence", json!(c.legal == spelling(LegalStatus::IndeterminateSentence)));
        put("receptionDate", json!(c.received));
        put("lastAdmissionDate", json!(c.received));
        put("releaseDate", json!(c.release));
        put("confirmedReleaseDate", json!(c.release_confirmed));
        if let Whereabouts::Hospital { id, name } = &c.whereabouts {
            put("supportingPrisonId", json!(c.prison));
            put("dischargedHospitalId", json!(id));
            put("dischargedHospitalDescription", json!(name));
            put("dischargeDate", json!(c.moved.london_date()));
            put("dischargeDetails", json!(format!("Psychiatric Hospital Discharge to {name}")));
        }
    }
}

/// `Admission`, `Release` and so on: how the External API words the last movement.
pub(crate) fn movement_word(code: &str) -> Option<&'static str> {
    MovementType::CODES.iter().find(|(_, text)| *text == code).map(|(kind, _)| match kind {
        MovementType::Admission => "Admission",
        MovementType::Release => "Release",
        MovementType::TemporaryAbsence => "Temporary Absence",
        MovementType::Court => "Court",
        MovementType::Transfer => "Transfers",
    })
}
