//! What is to be done for somebody who leaves, and whose work it is.

use crate::time::Instant;
use crate::words::words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Whose work a step is. There is no step without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    /// Healthcare administrator.
    Administrator,
    /// Discharge nurse.
    DischargeNurse,
    /// Substance team.
    SubstanceTeam,
    /// Pharmacy.
    Pharmacy,
    /// Whoever may prescribe.
    Prescriber,
    /// Mental health team.
    MentalHealthTeam,
    /// Head of healthcare.
    HeadOfHealthcare,
}

impl Owner {
    /// All.
    pub const ALL: [Self; 7] = [
        Self::Administrator,
        Self::DischargeNurse,
        Self::SubstanceTeam,
        Self::Pharmacy,
        Self::Prescriber,
        Self::MentalHealthTeam,
        Self::HeadOfHealthcare,
    ];

    /// The word, in kebab-case: in stores, addresses, metrics.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::DischargeNurse => "discharge-nurse",
            Self::SubstanceTeam => "substance-team",
            Self::Pharmacy => "pharmacy",
            Self::Prescriber => "prescriber",
            Self::MentalHealthTeam => "mental-health-team",
            Self::HeadOfHealthcare => "head-of-healthcare",
        }
    }

    /// From the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|owner| owner.word() == word)
    }

    /// On screens.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Administrator => "Healthcare administrator",
            Self::DischargeNurse => "Discharge nurse",
            Self::SubstanceTeam => "Substance team",
            Self::Pharmacy => "Pharmacy",
            Self::Prescriber => "Prescriber",
            Self::MentalHealthTeam => "Mental health team",
            Self::HeadOfHealthcare => "Head of healthcare",
        }
    }
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $owner:ident, $settled:literal, $words:literal;)+) => {
        /// What is to be done. A key never changes its meaning: tasks are known again by it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum LeavingStep { $($(#[$doc])* $name),+ }

        impl LeavingStep {
            /// All.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The word, in kebab-case: in stores, addresses, metrics.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            /// From the word.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|key| key.word() == word)
            }

            /// Whose work it is.
            #[must_use]
            pub const fn owner(self) -> Owner {
                match self { $(Self::$name => Owner::$owner),+ }
            }

            /// It cannot be undone, and waits until the leaving has settled. All else is done at once.
            #[must_use]
            pub const fn waits_to_settle(self) -> bool {
                match self { $(Self::$name => $settled),+ }
            }

            /// What to do, for whoever does it. No place, no date, nobody's name: those stand beside it.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$name => $words),+ }
            }
        }
    };
}

keys! {
    /// Ask the prison for the day.
    AskDay = "ask-day", Administrator, false,
        "The release day that we know has gone by, and the patient is still here. Ask the prison for the new one.";
    /// Ask the prison what happened.
    AskWhat = "ask-what", Administrator, false,
        "The patient is gone, and we do not understand how. Ask the prison before anything is sent or taken off.";
    /// Which GP.
    ChooseGp = "choose-gp", DischargeNurse, false,
        "Ask which GP: the one from before custody, or one near where the patient will live. Say that no GP may demand proof of address or identity.";
    /// May the GP be told?
    AskToTellGp = "ask-to-tell-gp", DischargeNurse, false,
        "Ask whether we may write to the GP, and what. Nothing is sent without a yes.";
    /// PDS keeps the record back.
    AskHead = "ask-head", HeadOfHealthcare, false,
        "The NHS's records keep this patient's record back. Say what may be sent, to whom, and who sends it.";
    /// RECONNECT, before.
    Reconnect = "reconnect", DischargeNurse, false,
        "Offer RECONNECT to an adult with a health need: help before leaving and after.";
    /// The practice's letter.
    Letter = "letter", Administrator, false,
        "Telephone the practice and send the pre-registration letter with the signed GMS1. The patient need not go there. Proof of address or identity may not be demanded.";
    /// The letter again, for another day.
    LetterNewDay = "letter-new-day", Administrator, false,
        "The practice has a letter with another release day. Tell it the new one.";
    /// The letter taken back.
    LetterTakeBack = "letter-take-back", Administrator, false,
        "The practice has a letter, and the patient is not leaving as it says. Tell the practice that it no longer stands, and not why.";
    /// The person's own papers.
    OwnCopy = "own-copy", DischargeNurse, false,
        "Give the patient the paper about joining a GP, in their language, with a copy of the letter if one was sent.";
    /// Whether there are medicines.
    FindMedicines = "find-medicines", Pharmacy, false,
        "It is not known whether the patient takes medicines. Look, and write it down.";
    /// Medicines to take out.
    MedicinesOut = "medicines-out", Pharmacy, false,
        "Medicines to take out: seven days at least, or a prescription to be dispensed outside.";
    /// Substance treatment handed over.
    SubstanceHandover = "substance-handover", SubstanceTeam, false,
        "Hand treatment over to the service outside, with a day and a place for the first dose there.";
    /// Whether the substance team knows the person.
    FindSubstance = "find-substance", SubstanceTeam, false,
        "It is not known whether the patient is in treatment with you. Look, and write it down.";
    /// Next appointments.
    Appointments = "appointments", Administrator, false,
        "Next appointments: hand over, move or cancel each. What is not known is written down as not known.";
    /// The summary.
    Summary = "summary", DischargeNurse, false,
        "Write the discharge summary.";
    /// The leaver's pack.
    Pack = "pack", DischargeNurse, false,
        "Hand over the leaver's pack: summary, medicines or a prescription, next appointments, where to go today.";
    /// Was the pack handed over?
    PackHanded = "pack-handed", DischargeNurse, false,
        "Write down whether the leaver's pack was handed over. If it was not: ask where it can be sent.";
    /// Left without medicines?
    LeftWithout = "left-without", DischargeNurse, false,
        "Write down whether the patient had their medicines with them. If not: \"left without medicines\".";
    /// A bridging prescription.
    Bridging = "bridging", Prescriber, false,
        "Is a bridging prescription needed? Decide today, and say to which pharmacy.";
    /// Find the leaver.
    FindLeaver = "find-leaver", SubstanceTeam, false,
        "Left without notice. Find the patient today: doses, naloxone, the service outside.";
    /// RECONNECT, after.
    ReconnectAfter = "reconnect-after", DischargeNurse, false,
        "Refer an adult with a health need to RECONNECT: it takes people after they left, too.";
    /// The summary to the GP.
    TellGp = "tell-gp", Administrator, true,
        "Send the GP what the patient agreed to, and no more.";
    /// Join a GP.
    JoinGp = "join-gp", Administrator, false,
        "Is not known to have a GP outside. Help them join one where they live now: it is not automatic.";
    /// Off the medicine list.
    MedicineList = "medicine-list", DischargeNurse, true,
        "The line on the medicine list stays until a nurse confirms that the patient has gone.";
    /// Clinics freed.
    Clinics = "clinics", Administrator, true,
        "Free the clinic places that are still held.";
    /// To the next prison.
    HandoverPrison = "handover-prison", Administrator, false,
        "Tell the next prison's healthcare: medicines, open referrals, outside appointments, what was planned for leaving. The patient's choice about a GP goes with them.";
    /// To a secure hospital.
    HandoverHospital = "handover-hospital", MentalHealthTeam, false,
        "Hand over to the ward: summary, medicine chart, open referrals. The GP registration does not change because of it.";
    /// To a removal centre.
    HandoverImmigration = "handover-immigration", DischargeNurse, false,
        "Ask where the patient is. To a removal centre: tell its healthcare of medicines, open referrals and outside appointments. Into the community: start a leaving by the gate.";
    /// Always ready.
    KeepReady = "keep-ready", DischargeNurse, false,
        "May leave any day, and nobody is told before. Keep summary, medicine plan and the paper about joining a GP ready.";
    /// Taken abroad.
    HandoverAbroad = "handover-abroad", DischargeNurse, false,
        "Was the summary given into the patient's own hand, with medicines for the journey? Write down if not. Nothing is sent abroad by us.";
    /// Escaped.
    Escaped = "escaped", HeadOfHealthcare, false,
        "Escaped is not released. Send nothing. A clinician decides whether going without treatment is a danger that somebody must be told of.";
}

words! {
    /// What became of a step.
    StepDone {
        /// Done.
        Done = "done",
        /// It was looked at, and was not needed.
        NotNeeded = "not-needed",
        /// It could not be done: the patient left without it.
        LeftWithout = "left-without",
    }
}

/// A step that was done, or was not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoneStep {
    /// Which.
    pub step: LeavingStep,
    /// Of which custody.
    pub stay: super::Stay,
    /// What became of it.
    pub done: StepDone,
    /// The release day that was known then: a letter names it.
    pub release: Option<Date>,
    /// When.
    pub at: Instant,
    /// By which account.
    pub by: String,
}

/// A step that somebody is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedStep {
    /// Which.
    pub step: LeavingStep,
    /// From which day it can be done.
    pub from: Date,
    /// By which day it is to be done.
    pub by: Date,
}
