//! The prisoner-search record, alone or in any of its lists.
//!
//! Only the prison number is essential. Aliases, offences, sentences, marks, addresses and care needs are not read:
//! nothing of ours uses them, and what is not read cannot cross.

use super::alert::AlertRow;
use super::cell_sharing::cell_sharing;
use super::external::Paged;
use super::json::At;
use super::person::{NameAsTold, Raw, WrittenNumber, must_number, name, raw};
use super::{Listed, with_json};
use crate::error::WireError;
use jiff::civil::Date;
use vocab::code::{CodeList, Coded, LegalStatus, MovementReason, MovementType};
use vocab::id::{Booking, Cro, Pnc, PrisonNumber};
use vocab::name::Born;
use vocab::place::{CellLocation, PrisonCode};
use vocab::prison::CellSharingRisk;
use vocab::time::LondonTime;

/// `inOutStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InOut {
    /// In.
    In,
    /// Out.
    Out,
    /// Between prisons.
    Transfer,
}

impl CodeList for InOut {
    const CODES: &'static [(Self, &'static str)] =
        &[(Self::In, "IN"), (Self::Out, "OUT"), (Self::Transfer, "TRN")];
}

/// A prisoner-search record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prisoner {
    /// Whose.
    pub number: PrisonNumber,
    /// Name; given and middle names together.
    pub name: Option<NameAsTold>,
    /// Date of birth.
    pub born: Option<Born>,
    /// As the prison records it.
    pub gender: Option<String>,
    /// Police National Computer number as written, the long canonical form when there is one. [`Prisoner::pnc`].
    pub pnc_written: Option<Raw>,
    /// Criminal Records Office number as written. [`Prisoner::cro`].
    pub cro_written: Option<Raw>,
    /// Custody: text here, a number elsewhere.
    pub booking: Option<Booking>,
    /// `ACTIVE IN`, `ACTIVE OUT`, `INACTIVE TRN`, `INACTIVE OUT`, as it came.
    pub status: Option<String>,
    /// In, out or between prisons.
    pub in_out: Option<Coded<InOut>>,
    /// `prisonId` as it came: a prison, `TRN` or `OUT`. [`Prisoner::prison`].
    pub prison_id: Option<String>,
    /// The prison before, as it came.
    pub last_prison_id: Option<String>,
    /// Cell, or a state that stands in its place.
    pub cell: Option<CellLocation>,
    /// Cell sharing risk. A record that leaves the key out says that nobody was rated: it leaves out whatever is empty.
    pub cell_sharing: Option<CellSharingRisk>,
    /// Type of the last movement.
    pub last_movement: Option<Coded<MovementType>>,
    /// Its reason.
    pub last_movement_reason: Option<MovementReason>,
    /// Its date.
    pub last_movement_date: Option<Date>,
    /// Its time, where the record has one.
    pub last_movement_time: Option<LondonTime>,
    /// Legal status.
    pub legal_status: Option<Coded<LegalStatus>>,
    /// Discharged to a secure hospital, a prison still supporting.
    pub restricted_patient: Option<bool>,
    /// The supporting prison.
    pub supporting_prison: Option<PrisonCode>,
    /// Which hospital: kept apart, since it is said to nobody. The standing is enough.
    pub discharged_hospital: Option<Raw>,
    /// When discharged there.
    pub discharged_on: Option<Date>,
    /// Alerts, without dates. None when the record does not carry them, which is not "none".
    pub alerts: Option<Listed<AlertRow>>,
    /// Other numbers, numbers merged into this one among them.
    pub identifiers: Option<Listed<OtherIdentifier>>,
    /// Languages.
    pub languages: Option<Listed<Language>>,
    /// Recalled.
    pub recall: Option<bool>,
    /// Received into this prison on.
    pub reception_date: Option<Date>,
    /// Release date that a person approved: outranks the calculated one.
    pub confirmed_release_date: Option<Date>,
    /// Release date as calculated.
    pub release_date: Option<Date>,
}

/// Another number of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherIdentifier {
    /// `PNC`, `CRO`, `NINO`, `DL`, `MERGED`, as it came.
    pub kind: String,
    /// The number.
    pub value: Raw,
}

/// A language that a person has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// `PRIM`, `SEC`, `PREF_SPEAK`, `PREF_WRITE`, as it came.
    pub kind: Option<String>,
    /// NOMIS code, as `ENG`.
    pub code: String,
    /// How well it is read, as it came.
    pub read: Option<String>,
    /// Written.
    pub write: Option<String>,
    /// Spoken.
    pub speak: Option<String>,
    /// An interpreter was asked for.
    pub interpreter: Option<bool>,
}

impl Language {
    pub(crate) fn from_at(at: &At<'_, '_>) -> Result<Self, WireError> {
        Ok(Self {
            kind: at.owned("type")?,
            code: at.must_text("code", "a language code")?.to_owned(),
            read: at.owned("readSkill")?,
            write: at.owned("writeSkill")?,
            speak: at.owned("speakSkill")?,
            interpreter: at.flag("interpreterRequested")?,
        })
    }
}

impl Prisoner {
    /// Reads one record.
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or has no well-formed prison number.
    pub fn read(bytes: &[u8]) -> Result<Self, WireError> {
        with_json(bytes, Self::from_at)
    }

    /// Reads a list of records: bare, a page (`content`), or matches (`matches[].prisoner`).
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or not such a list. A bad record is a refusal in the list.
    pub fn read_list(bytes: &[u8]) -> Result<Paged<Self>, WireError> {
        with_json(bytes, Self::list_from_at)
    }

    pub(crate) fn list_from_at(at: &At<'_, '_>) -> Result<Paged<Self>, WireError> {
        if at.has("matches") {
            let list = at.must_list("matches", |m| Self::from_at(&m.must_object("prisoner")?))?;
            return Ok(Paged { list, pagination: None });
        }
        Paged::spring(at, Self::from_at)
    }

    pub(crate) fn from_at(at: &At<'_, '_>) -> Result<Self, WireError> {
        if !at.is_object() {
            return Err(at.not("an object"));
        }
        let prison_id = at.owned("prisonId")?;
        let prison = prison_id.as_deref().and_then(|id| PrisonCode::parse(id).ok());
        Ok(Self {
            number: must_number(at, "prisonerNumber")?,
            name: name(at)?,
            born: at.date("dateOfBirth")?.map(Born::new),
            gender: at.owned("gender")?,
            pnc_written: match raw(at, "pncNumberCanonicalLong")? {
                Some(long) => Some(long),
                None => raw(at, "pncNumber")?,
            },
            cro_written: raw(at, "croNumber")?,
            booking: at.scalar("bookingId")?.map(|b| Booking::new(&b)),
            status: at.owned("status")?,
            in_out: at.text("inOutStatus")?.map(Coded::read),
            cell: at.text("cellLocation")?.and_then(|c| CellLocation::read(c, prison)),
            cell_sharing: cell_sharing(at)?
                .or_else(|| (!at.has("csra")).then_some(CellSharingRisk::NotRated)),
            prison_id,
            last_prison_id: at.owned("lastPrisonId")?,
            last_movement: at.text("lastMovementTypeCode")?.map(Coded::read),
            last_movement_reason: at.text("lastMovementReasonCode")?.map(MovementReason::new),
            last_movement_date: at.date("lastMovementDate")?,
            last_movement_time: at.time("lastMovementDate")?,
            legal_status: at.text("legalStatus")?.map(Coded::read),
            restricted_patient: at.flag("restrictedPatient")?,
            supporting_prison: at.text("supportingPrisonId")?.and_then(|p| PrisonCode::parse(p).ok()),
            discharged_hospital: raw(at, "dischargedHospitalId")?,
            discharged_on: at.date("dischargeDate")?,
            alerts: at.list("alerts", AlertRow::from_index)?,
            identifiers: at.list("identifiers", |i| {
                Ok(OtherIdentifier {
                    kind: i.must_text("type", "a type of identifier")?.to_owned(),
                    value: Raw::new(i.must_text("value", "an identifier")?),
                })
            })?,
            languages: at.list("languages", Language::from_at)?,
            recall: at.flag("recall")?,
            reception_date: at.date("receptionDate")?,
            confirmed_release_date: at.date("confirmedReleaseDate")?,
            release_date: at.date("releaseDate")?,
        })
    }

    /// The prison, when `prisonId` is one. None between prisons and outside.
    #[must_use]
    pub fn prison(&self) -> Option<PrisonCode> {
        self.prison_id.as_deref().and_then(|id| PrisonCode::parse(id).ok())
    }

    /// The PNC number, when it is well formed with its check letter.
    #[must_use]
    pub fn pnc(&self, year_now: i16) -> Option<Pnc> {
        self.pnc_written.as_ref().and_then(|p| Pnc::parse(p.text(), year_now).ok())
    }

    /// The CRO number, when it is well formed with its check letter.
    #[must_use]
    pub fn cro(&self) -> Option<Cro> {
        self.cro_written.as_ref().and_then(|c| Cro::parse(c.text()).ok())
    }

    /// The numbers that were merged into this one, as written.
    #[must_use]
    pub fn merged_numbers(&self) -> Vec<WrittenNumber> {
        let identifiers = self.identifiers.as_ref().map_or(&[][..], |l| &l.items);
        identifiers
            .iter()
            .filter(|i| i.kind == "MERGED")
            .map(|i| WrittenNumber::read(i.value.text()))
            .collect()
    }
}
