//! What may be asked about, and which way each thing goes.

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $text:literal, [$($direction:ident),+], [$($area:ident),*]);+ $(;)?) => {
        /// A kind of thing that a ruling is asked about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($(#[$doc])* $variant),+ }

        impl Kind {
            /// Every kind, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word, as policies, the gate book and the table write it.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The ways that it may go; the first is the usual one.
            #[must_use]
            pub const fn directions(self) -> &'static [Direction] {
                match self { $(Self::$variant => &[$(Direction::$direction),+]),+ }
            }

            pub(crate) const fn areas(self) -> &'static [Area] {
                match self { $(Self::$variant => &[$(Area::$area),*]),+ }
            }
        }
    };
}

kinds! {
    // The prison's facts.

    /// In which prison, there or out, gone as reported. Not of a death: ask [`Kind::Death`] first.
    Whereabouts = "whereabouts", [PrisonToHealth, PrisonOnly], [AboutAPerson, PrisonFacts];
    /// The cell.
    Cell = "cell", [PrisonToHealth, PrisonOnly], [AboutAPerson, PrisonFacts];
    /// At court today.
    CourtToday = "court-today", [PrisonToHealth], [AboutAPerson, PrisonFacts];
    /// What else the prison has planned for this hour of today: a visit, a hearing, work.
    DayClash = "day-clash", [PrisonToHealth], [AboutAPerson, PrisonFacts];
    /// On which day somebody is likely to be released. Whoever plans the leaving knows it.
    LikelyRelease = "likely-release", [PrisonToHealth], [AboutAPerson, PrisonFacts];
    /// A court run, transfer or escort that has not happened yet. Crosses to nobody.
    PlannedMovement = "planned-movement", [PrisonToHealth], [AboutAPerson, PrisonFacts];
    /// Who is expected to arrive today.
    ExpectedArrivals = "expected-arrivals", [PrisonToHealth], [AboutAPerson];
    /// Name, date of birth and number, as the prison record has them.
    PrisonIdentity = "prison-identity", [PrisonToHealth, PrisonOnly], [AboutAPerson, PrisonFacts];
    /// That a person has died. Everyone else sees that nothing is sent, and no reason.
    Death = "death", [PrisonToHealth, PrisonOnly], [AboutAPerson, PrisonFacts];
    /// State of the suicide and self-harm case.
    SuicideState = "suicide-state", [PrisonToHealth], [AboutAPerson, PrisonFacts, Warnings];
    /// What to do before opening the door.
    SafetyAction = "safety-action", [PrisonToHealth], [AboutAPerson, PrisonFacts, Warnings];
    /// What the patient needs: language, hearing, help.
    Need = "need", [PrisonToHealth], [AboutAPerson, PrisonFacts, Warnings];
    /// That a medical hold stands.
    MedicalHold = "medical-hold", [PrisonToHealth], [AboutAPerson, PrisonFacts, Warnings];
    /// The level of the cell sharing risk: never why, nor of whom.
    CellSharingRisk = "cell-sharing-risk", [PrisonToHealth], [AboutAPerson, PrisonFacts];
    /// That two people are to be kept apart: the flag, never the other one.
    NonAssociationFlag = "non-association-flag", [PrisonToHealth], [AboutAPerson, PrisonFacts];
    /// A healthcare entry that staff typed by hand on the prison's system.
    StaffTypedEntry = "staff-typed-entry", [PrisonToHealth], [AboutAPerson, PrisonFacts];

    // Healthcare's facts, as the prison may know them.

    /// An appointment as the prison sees it: whom to bring, where, when, "Healthcare".
    AppointmentNeutral = "appointment-neutral", [HealthToPrison], [AboutAPerson, ToldToThePrison];
    /// The movement list as a page. Its rows are asked about by their own kinds.
    MovementList = "movement-list", [HealthToPrison], [AboutAPerson];
    /// The note on the list that someone was told of a change, or what was reported.
    MovementListTold = "movement-list-told", [HealthToPrison], [AboutAPerson];
    /// To send a new entry to the prison's service.
    MirrorNew = "mirror-new", [HealthToPrison], [AboutAPerson, ToldToThePrison, NewWrites];
    /// To change or cancel an entry that already stands there.
    MirrorFollow = "mirror-follow", [HealthToPrison], [AboutAPerson, ToldToThePrison];
    /// To free slots and cancel entries because the person has left.
    CancelForLeaving = "cancel-for-leaving", [HealthToPrison, HealthOnly], [AboutAPerson, Final];

    // What stays in health.

    /// Name and date of birth, as the care record has them.
    CareIdentity = "care-identity", [HealthOnly], [AboutAPerson, CareRecord, FewEyes];
    /// The NHS number.
    NhsNumber = "nhs-number", [HealthOnly], [AboutAPerson, CareRecord, FewEyes];
    /// An appointment with its clinic, room and words.
    AppointmentHealth = "appointment-health", [HealthOnly], [AboutAPerson, CareRecord];
    /// To book, move or cancel.
    AppointmentWrite = "appointment-write", [HealthOnly], [AboutAPerson, CareRecord];
    /// What a patient chose about a GP, and what became of it. Nobody of the prison sees even that there is a choice.
    RegistrationChoice = "registration-choice", [HealthOnly], [AboutAPerson, CareRecord, FewEyes];
    /// Whose patient somebody is and where they live, as the NHS's records have it. Of a protected person to one role.
    RegistrationFacts = "registration-facts", [HealthOnly], [AboutAPerson, CareRecord, FewEyes, OneRole];
    /// To record what a patient said, or to take it back for them.
    RegistrationRecord = "registration-record", [HealthOnly], [AboutAPerson, CareRecord, FewEyes];
    /// To have an answer acted on though it was not explained to the end, or to assess whether a patient can decide.
    RegistrationDecide = "registration-decide", [HealthOnly], [AboutAPerson, CareRecord, FewEyes];
    /// How the choice about a GP goes, in numbers without people. Nobody of the prison, not even as a number.
    RegistrationCounts = "registration-counts", [HealthOnly], [];
    /// To write the prison's facts onto a care record.
    CareRecordWrite = "care-record-write", [PrisonToHealth], [AboutAPerson, CareRecord, NewWrites];
    /// Healthcare's rooms. Nobody is in them, and their names can tell what is done there.
    Rooms = "rooms", [HealthOnly], [];
    /// Whether a booking is on the prison's list, and why not.
    MirrorState = "mirror-state", [HealthOnly], [AboutAPerson, CareRecord];
    /// Whether it is known which prison record is this patient's.
    LinkState = "link-state", [HealthOnly], [AboutAPerson, IdentityQuestions];
    /// The two records side by side.
    LinkEvidence = "link-evidence", [HealthOnly], [AboutAPerson, IdentityQuestions, FewEyes];
    /// To confirm, reject, split or undo.
    LinkDecide = "link-decide", [HealthOnly], [AboutAPerson, IdentityQuestions];
    /// A merge of two prison numbers or a moved booking, to be looked at.
    MergeQuestion = "merge-question", [HealthOnly], [AboutAPerson, IdentityQuestions];
    /// What crossed through a wrong link, and who is to be told. Each fact on it is asked about by its own kind.
    Correction = "correction", [OfTheCrossing], [AboutAPerson, IdentityQuestions, FewEyes];

    // The crossing itself.

    /// The way of one thing, from its arrival to its end, as a page. The thing is asked about by its own kind.
    Trace = "trace", [OfTheCrossing], [AboutAPerson, FewEyes];
    /// How each flow stands. Nobody is on it.
    Board = "board", [OfTheCrossing], [];
    /// What could not be understood or attributed.
    Quarantine = "quarantine", [OfTheCrossing], [AboutAPerson];
    /// To replay it.
    QuarantineReplay = "quarantine-replay", [OfTheCrossing], [];
    /// What would have been sent beside what staff typed.
    ShadowComparison = "shadow-comparison", [OfTheCrossing], [AboutAPerson];
    /// Who saw or changed what.
    GateBook = "gate-book", [OfTheCrossing], [];
    /// To switch a flow.
    ModeChange = "mode-change", [OfTheCrossing], [];
    /// To erase a body.
    Erasure = "erasure", [OfTheCrossing], [];
    /// Numbers without people.
    Counts = "counts", [OfTheCrossing], [];
}

impl Kind {
    /// The way that it usually goes.
    #[must_use]
    pub const fn direction(self) -> Direction {
        self.directions()[0]
    }

    /// Holds something of a person.
    #[must_use]
    pub fn is_personal(self) -> bool {
        self.areas().contains(&Area::AboutAPerson)
    }

    /// One of the prison's warnings, which no doubt darkens.
    #[must_use]
    pub fn is_warning(self) -> bool {
        self.areas().contains(&Area::Warnings)
    }
}

macro_rules! named {
    ($(#[$doc:meta])* $visible:vis $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visible enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every one.
            $visible const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word, as policies write it.
            #[must_use]
            $visible const fn word(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}
pub(crate) use named;

named! {
    /// Which way a thing goes.
    pub Direction {
        /// The prison's facts to healthcare.
        PrisonToHealth = "prison-to-health",
        /// Healthcare's facts to the prison.
        HealthToPrison = "health-to-prison",
        /// Healthcare's own, to healthcare.
        HealthOnly = "health-only",
        /// The prison's own, back to the prison.
        PrisonOnly = "prison-only",
        /// About the crossing itself.
        OfTheCrossing = "of-the-crossing",
    }
}

named! {
    /// Groups of kinds that the laws speak of.
    pub(crate) Area {
        AboutAPerson = "about-a-person",
        PrisonFacts = "prison-facts",
        Warnings = "warnings",
        CareRecord = "care-record",
        IdentityQuestions = "identity-questions",
        ToldToThePrison = "told-to-the-prison",
        NewWrites = "new-writes",
        Final = "final",
        FewEyes = "few-eyes",
        OneRole = "one-role",
    }
}
