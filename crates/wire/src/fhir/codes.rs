//! FHIR's closed lists that we write, with their exact spellings (R4 4.0.1 code systems, UK Core).

use serde::{Serialize, Serializer};

/// Declares a closed list: each variant and its code.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every code, in the list's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The exact spelling.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// From the exact spelling.
            #[must_use]
            pub fn parse(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|c| c.code() == code)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }
    )+};
}

codes! {
    /// Resource types that we author.
    ResourceType {
        /// Appointment.
        Appointment = "Appointment",
        /// Who did what, for the gate book's readers.
        AuditEvent = "AuditEvent",
        /// A set of resources.
        Bundle = "Bundle",
        /// What a server can do.
        CapabilityStatement = "CapabilityStatement",
        /// Whether somebody outside may be told.
        Consent = "Consent",
        /// A stay; here, in custody.
        Encounter = "Encounter",
        /// A time in somebody's care; here, a registration.
        EpisodeOfCare = "EpisodeOfCare",
        /// A warning.
        Flag = "Flag",
        /// A place.
        Location = "Location",
        /// What went wrong, or must be known beside an answer.
        OperationOutcome = "OperationOutcome",
        /// An organisation.
        Organization = "Organization",
        /// A patient.
        Patient = "Patient",
        /// Where something came from.
        Provenance = "Provenance",
        /// What is asked; here, the wording of the offer.
        Questionnaire = "Questionnaire",
        /// What was answered.
        QuestionnaireResponse = "QuestionnaireResponse",
        /// Something that somebody is to do.
        Task = "Task",
    }

    /// Administrative gender.
    Gender {
        /// Male.
        Male = "male",
        /// Female.
        Female = "female",
        /// Other.
        Other = "other",
        /// Not known.
        Unknown = "unknown",
    }

    /// What a name is used for.
    NameUse {
        /// The one known by.
        Usual = "usual",
        /// The registered one.
        Official = "official",
    }

    /// What an identifier is used for.
    IdentifierUse {
        /// The one to use.
        Usual = "usual",
        /// The most trusted one.
        Official = "official",
        /// Assigned in a certain context.
        Secondary = "secondary",
        /// No longer used.
        Old = "old",
    }

    /// States of a flag.
    FlagStatus {
        /// To be heeded.
        Active = "active",
        /// No longer.
        Inactive = "inactive",
        /// Should never have been.
        EnteredInError = "entered-in-error",
    }

    /// Categories of flag (`flag-category`).
    FlagCategory {
        /// Diet.
        Diet = "diet",
        /// Drug.
        Drug = "drug",
        /// Lab.
        Lab = "lab",
        /// Administrative.
        Admin = "admin",
        /// Contact.
        Contact = "contact",
        /// Clinical.
        Clinical = "clinical",
        /// Behavioural.
        Behavioral = "behavioral",
        /// Research.
        Research = "research",
        /// Advance directive.
        AdvanceDirective = "advance-directive",
        /// Safety.
        Safety = "safety",
    }

    /// States of an encounter; a custody uses five of them.
    EncounterStatus {
        /// Not begun.
        Planned = "planned",
        /// Arrived, not received.
        Arrived = "arrived",
        /// Assessed.
        Triaged = "triaged",
        /// In this prison.
        InProgress = "in-progress",
        /// Out for a time, and still this prison's.
        Onleave = "onleave",
        /// Over.
        Finished = "finished",
        /// Never was.
        Cancelled = "cancelled",
        /// Should never have been written.
        EnteredInError = "entered-in-error",
        /// Not known.
        Unknown = "unknown",
    }

    /// States of an episode of care; a registration uses four of them.
    EpisodeStatus {
        /// To begin.
        Planned = "planned",
        /// Asked for, not made.
        Waitlist = "waitlist",
        /// It stands.
        Active = "active",
        /// On hold; here, not known, and a modifier says why.
        Onhold = "onhold",
        /// Over.
        Finished = "finished",
        /// Never began.
        Cancelled = "cancelled",
        /// Should never have been written.
        EnteredInError = "entered-in-error",
    }

    /// States of what was answered.
    ResponseStatus {
        /// Answers are still to come.
        InProgress = "in-progress",
        /// Answered.
        Completed = "completed",
        /// Answered, and something was added afterwards.
        Amended = "amended",
        /// Should never have been written.
        EnteredInError = "entered-in-error",
        /// Given up.
        Stopped = "stopped",
    }

    /// States of what is published; here, of a wording.
    PublicationStatus {
        /// Nobody has checked it.
        Draft = "draft",
        /// In use.
        Active = "active",
        /// No longer shown, and kept for ever.
        Retired = "retired",
        /// Not known.
        Unknown = "unknown",
    }

    /// Kinds of item of a questionnaire: those that we ask by.
    ItemType {
        /// Holds others.
        Group = "group",
        /// Is read, and asks nothing.
        Display = "display",
        /// A choice of codes.
        Choice = "choice",
        /// Words.
        String = "string",
        /// A day.
        Date = "date",
    }

    /// States of a task.
    TaskStatus {
        /// Not ready.
        Draft = "draft",
        /// Waiting to be taken up.
        Requested = "requested",
        /// Received.
        Received = "received",
        /// Taken on.
        Accepted = "accepted",
        /// Not taken on.
        Rejected = "rejected",
        /// Ready.
        Ready = "ready",
        /// Not to be done any more.
        Cancelled = "cancelled",
        /// Being done.
        InProgress = "in-progress",
        /// Waiting for something.
        OnHold = "on-hold",
        /// It could not be done.
        Failed = "failed",
        /// Done.
        Completed = "completed",
        /// Should never have been written.
        EnteredInError = "entered-in-error",
    }

    /// What is to be done about a registration: our list, which grows.
    TaskCode {
        /// To register the patient.
        Register = "register",
        /// To help the patient back to their GP.
        RejoinGp = "rejoin-gp",
        /// Registered at the prison's practice without a yes: to ask, and help back.
        RegisteredWithoutYes = "registered-without-yes",
        /// Said yes, and long after is not registered: to ask whoever registers.
        YesNotRegistered = "yes-not-registered",
        /// Left, and is still at a prison's practice: to help to a GP.
        LeftStillHere = "left-still-here",
        /// Has no GP: to offer the choice, and plan one.
        NoGp = "no-gp",
        /// The NHS number was superseded.
        NumberSuperseded = "number-superseded",
        /// The NHS number was taken out of use.
        NumberInvalidated = "number-invalidated",
        /// Nobody has the NHS number.
        NumberNotFound = "number-not-found",
        /// The holder of the NHS number was reported dead, and the prison does not say so: whose number is it?
        NumberOfSomebodyDead = "number-of-somebody-dead",
        /// A step of seeing somebody out; which, says a second code.
        LeavingStep = "leaving-step",
    }

    /// States of a consent.
    ConsentStatus {
        /// Not ready.
        Draft = "draft",
        /// Asked, and not answered by a yes or a no.
        Proposed = "proposed",
        /// Given, and it stands.
        Active = "active",
        /// Not given.
        Rejected = "rejected",
        /// No longer: another answer was given since.
        Inactive = "inactive",
        /// Should never have been written.
        EnteredInError = "entered-in-error",
    }

    /// Why an element has no value (`data-absent-reason`): the two that we say.
    AbsentReason {
        /// Nobody knows.
        Unknown = "unknown",
        /// Somebody knows, and keeps it back.
        Masked = "masked",
    }

    /// Whether a place of an encounter holds now.
    EncounterLocationStatus {
        /// To come.
        Planned = "planned",
        /// Now.
        Active = "active",
        /// Kept.
        Reserved = "reserved",
        /// Over.
        Completed = "completed",
    }

    /// What a participant says to an appointment. Of the place: what the prison's list shows.
    ParticipationStatus {
        /// Agreed; of a place, it stands on the prison's list.
        Accepted = "accepted",
        /// Refused; of a place, the prison cancelled it.
        Declined = "declined",
        /// Maybe.
        Tentative = "tentative",
        /// Not answered; of a place, not on the prison's list yet.
        NeedsAction = "needs-action",
    }

    /// States of a place.
    LocationStatus {
        /// In use.
        Active = "active",
        /// Closed for now.
        Suspended = "suspended",
        /// No longer used.
        Inactive = "inactive",
    }

    /// Physical types of place (`location-physical-type`).
    PhysicalType {
        /// A whole prison.
        Site = "si",
        /// Wing.
        Wing = "wi",
        /// Landing.
        Level = "lvl",
        /// Room or cell.
        Room = "ro",
    }

    /// How bad an issue is.
    Severity {
        /// Nothing could be done.
        Fatal = "fatal",
        /// The thing asked for was not done.
        Error = "error",
        /// It was done, and something should be looked at.
        Warning = "warning",
        /// To be known.
        Information = "information",
    }

    /// Kinds of issue (R4 `issue-type`).
    IssueType {
        /// Content invalid.
        Invalid = "invalid",
        /// Not well formed.
        Structure = "structure",
        /// Something required is missing.
        Required = "required",
        /// A value is not right.
        Value = "value",
        /// A rule between elements is broken.
        Invariant = "invariant",
        /// Security.
        Security = "security",
        /// Sign in first.
        Login = "login",
        /// Unknown user.
        Unknown = "unknown",
        /// The session has ended.
        Expired = "expired",
        /// Not allowed.
        Forbidden = "forbidden",
        /// Some information was not or may not have been returned.
        Suppressed = "suppressed",
        /// Processing failed.
        Processing = "processing",
        /// Not supported here.
        NotSupported = "not-supported",
        /// Already there.
        Duplicate = "duplicate",
        /// Several match.
        MultipleMatches = "multiple-matches",
        /// Not found.
        NotFound = "not-found",
        /// Gone.
        Deleted = "deleted",
        /// Too long.
        TooLong = "too-long",
        /// Not a code of the list.
        CodeInvalid = "code-invalid",
        /// An extension is not acceptable.
        Extension = "extension",
        /// Would cost too much.
        TooCostly = "too-costly",
        /// A rule of the business.
        BusinessRule = "business-rule",
        /// Somebody else changed it.
        Conflict = "conflict",
        /// For now.
        Transient = "transient",
        /// Could not get a lock.
        LockError = "lock-error",
        /// The store does not answer.
        NoStore = "no-store",
        /// Our fault.
        Exception = "exception",
        /// Took too long.
        Timeout = "timeout",
        /// Not all sources answered.
        Incomplete = "incomplete",
        /// Too many requests.
        Throttled = "throttled",
        /// To be known.
        Informational = "informational",
    }

    /// How far an NHS number is verified (`UKCore-NHSNumberVerificationStatusEngland`).
    NhsVerification {
        /// Present and verified.
        Verified = "01",
        /// Present, not traced.
        NotTraced = "02",
        /// Trace required.
        TraceRequired = "03",
        /// No match or several.
        NoMatchOrSeveral = "04",
        /// A conflict is to be resolved.
        Conflict = "05",
        /// Trace in progress.
        InProgress = "06",
        /// Not present, and no trace required.
        NotPresent = "07",
        /// Postponed: a baby under six weeks.
        Postponed = "08",
    }

    /// Why there is no NHS number (`UKCore-NHSNumberUnavailableReason`).
    NhsUnavailable {
        /// Not known.
        NotKnown = "nhs-number-not-known",
        /// A visitor from overseas.
        Overseas = "overseas-patient",
        /// Registered in another nation of the UK.
        DevolvedNation = "devolved-nation",
    }

    /// Why a resource stands in a searchset.
    SearchMode {
        /// It matched.
        Match = "match",
        /// It belongs to one that matched.
        Include = "include",
        /// About the search itself.
        Outcome = "outcome",
    }

    /// Relations of a Bundle's links.
    LinkRelation {
        /// This page.
        SelfLink = "self",
        /// The first page.
        First = "first",
        /// The page before.
        Previous = "previous",
        /// The page after.
        Next = "next",
    }

    /// What an audited action did.
    AuditAction {
        /// Create.
        Create = "C",
        /// Read.
        Read = "R",
        /// Update.
        Update = "U",
        /// Delete.
        Delete = "D",
        /// Execute: a search or a hook.
        Execute = "E",
    }

    /// How an audited action ended.
    AuditOutcome {
        /// Done.
        Success = "0",
        /// Refused: the caller may put it right.
        MinorFailure = "4",
        /// Our fault.
        SeriousFailure = "8",
        /// Our fault, and we are down.
        MajorFailure = "12",
    }

    /// Interactions with one resource type.
    Interaction {
        /// Read by id.
        Read = "read",
        /// Create.
        Create = "create",
        /// Replace.
        Update = "update",
        /// Search.
        SearchType = "search-type",
    }

    /// What a national service says went wrong (`Spine-ErrorOrWarningCode`): those that a read can meet.
    SpineCode {
        /// Nobody has this number.
        ResourceNotFound = "RESOURCE_NOT_FOUND",
        /// The number was taken out of use, and no other stands for it.
        InvalidatedResource = "INVALIDATED_RESOURCE",
        /// The token, or what the application may do.
        AccessDenied = "ACCESS_DENIED",
        /// The application asks more often than was agreed.
        TooManyRequests = "TOO_MANY_REQUESTS",
        /// A service behind it did not answer in time.
        UnableToCallService = "UNABLE_TO_CALL_SERVICE",
        /// Not finished in time: it is not known what became of it.
        ServiceUnavailable = "SERVICE_UNAVAILABLE",
        /// Not an NHS number.
        InvalidResourceId = "INVALID_RESOURCE_ID",
        /// No NHS number.
        UnsupportedService = "UNSUPPORTED_SERVICE",
        /// A header is missing.
        MissingValue = "MISSING_VALUE",
        /// A header is malformed.
        InvalidValue = "INVALID_VALUE",
    }

    /// What an entity was to a provenance.
    EntityRole {
        /// Made from it.
        Derivation = "derivation",
        /// A new version of it.
        Revision = "revision",
        /// Quoted from it.
        Quotation = "quotation",
        /// It is the source.
        Source = "source",
        /// It was removed.
        Removal = "removal",
    }
}

impl NhsVerification {
    /// The list's own words.
    #[must_use]
    pub const fn display(self) -> &'static str {
        match self {
            Self::Verified => "Number present and verified",
            Self::NotTraced => "Number present but not traced",
            Self::TraceRequired => "Trace required",
            Self::NoMatchOrSeveral => "Trace attempted - No match or multiple match found",
            Self::Conflict => "Trace needs to be resolved - (NHS number or patient detail conflict)",
            Self::InProgress => "Trace in progress",
            Self::NotPresent => "Number not present and trace not required",
            Self::Postponed => "Trace postponed (baby under six weeks old)",
        }
    }

    /// From England's code, or from the word of the retired list.
    #[must_use]
    pub fn read(code: &str) -> Option<Self> {
        Self::parse(code).or(match code {
            "number-present-and-verified" => Some(Self::Verified),
            "number-present-but-not-traced" => Some(Self::NotTraced),
            "trace-required" => Some(Self::TraceRequired),
            "trace-attempted" => Some(Self::NoMatchOrSeveral),
            "trace-needs-to-be-resolved" => Some(Self::Conflict),
            "trace-in-progress" => Some(Self::InProgress),
            "number-not-present-and-trace-not-required" => Some(Self::NotPresent),
            "trace-postponed" => Some(Self::Postponed),
            _ => None,
        })
    }
}

impl SpineCode {
    /// What it says of us or of the service, for people.
    #[must_use]
    pub const fn says(self) -> &'static str {
        match self {
            Self::ResourceNotFound => "nobody has this NHS number",
            Self::InvalidatedResource => "this NHS number was taken out of use",
            Self::AccessDenied => {
                "access denied: the token was not taken, or the application may not read here (look at what was granted to it)"
            }
            Self::TooManyRequests => "more requests than the application's rate limit allows",
            Self::UnableToCallService => "a service behind it did not answer in time: ask again later",
            Self::ServiceUnavailable => "not finished in time: ask again with the same request id",
            Self::InvalidResourceId => "what was asked for is not an NHS number",
            Self::UnsupportedService => "no NHS number was asked for",
            Self::MissingValue => "a header is missing",
            Self::InvalidValue => "a header is malformed",
        }
    }
}

impl FlagCategory {
    /// The list's own words.
    #[must_use]
    pub const fn display(self) -> &'static str {
        match self {
            Self::Diet => "Diet",
            Self::Drug => "Drug",
            Self::Lab => "Lab",
            Self::Admin => "Administrative",
            Self::Contact => "Subject Contact",
            Self::Clinical => "Clinical",
            Self::Behavioral => "Behavioral",
            Self::Research => "Research",
            Self::AdvanceDirective => "Advance Directive",
            Self::Safety => "Safety",
        }
    }
}

impl PhysicalType {
    /// The list's own words.
    #[must_use]
    pub const fn display(self) -> &'static str {
        match self {
            Self::Site => "Site",
            Self::Wing => "Wing",
            Self::Level => "Level",
            Self::Room => "Room",
        }
    }
}
