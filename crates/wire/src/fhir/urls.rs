//! Names that FHIR gives as URLs: ours, made in this one place, and those of others that we read and write.
//!
//! A URL here names something. Nothing is ever fetched from it.

/// A URL in our own space.
macro_rules! ours {
    ($path:literal) => {
        concat!("https://gatelodge.uk/", $path)
    };
}

/// Where our own FHIR names live.
pub const SYSTEM: &str = ours!("fhir");

// Identifier systems of ours.

/// Prison (NOMS) number, as `A1234BC`. HMPPS publishes no URL for it.
pub const PRISON_NUMBER: &str = ours!("Id/prison-number");
/// A care system's own id of a patient, where it has no naming system of its own.
pub const LOCAL_PATIENT: &str = ours!("Id/local-patient");
/// An appointment, by our id.
pub const APPOINTMENT: &str = ours!("Id/appointment");
/// A warning that crossed, by our id.
pub const FLAG: &str = ours!("Id/flag");
/// One stay in custody, by our id: never the number that NOMIS gives it.
pub const CUSTODY: &str = ours!("Id/custody");
/// A prison, by its three letters.
pub const PRISON: &str = ours!("Id/prison");
/// A healthcare room, as the care system names it.
pub const ROOM: &str = ours!("Id/healthcare-room");

/// A conversation about a GP, by our id.
pub const CONVERSATION: &str = ours!("Id/conversation");
/// Whether somebody outside may be told, by our id.
pub const PERMISSION: &str = ours!("Id/permission");
/// A registration, by our id.
pub const REGISTRATION: &str = ours!("Id/registration");
/// Something to be done, by our id.
pub const TASK: &str = ours!("Id/task");

// What is asked of a person.

/// The offer of a GP: language and situation follow, and the version is the hash of the words.
pub const OFFER: &str = ours!("fhir/Questionnaire/gp-offer-");
/// NHS England's form for joining a practice, as its published example names it.
pub const GP_FORM: &str =
    "https://fhir.nhs.uk/England/StructureDefinition/England-Questionnaire-RegisterGPSurgeryv2";

// Code systems of ours.

/// What an officer or a nurse is to do: the signed words.
pub const ACTION_WORDS: &str = ours!("fhir/CodeSystem/action-words");
/// Classes of encounter that HL7 has none for: a stay in custody.
pub const ENCOUNTER_CLASS: &str = ours!("fhir/CodeSystem/encounter-class");
/// Where a person stands in custody.
pub const CUSTODY_STANDING: &str = ours!("fhir/CodeSystem/custody-standing");
/// What a person said to the offer of a GP.
pub const ANSWER: &str = ours!("fhir/CodeSystem/gp-answer");
/// How it was explained.
pub const EXPLAINED: &str = ours!("fhir/CodeSystem/explained");
/// Who interpreted.
pub const INTERPRETER: &str = ours!("fhir/CodeSystem/interpreter");
/// Whether a question of the teach-back was said back.
pub const HEARD: &str = ours!("fhir/CodeSystem/said-back");
/// Why somebody is asked later.
pub const LATER: &str = ours!("fhir/CodeSystem/ask-later");
/// What is to be done about a registration.
pub const TASK_CODE: &str = ours!("fhir/CodeSystem/registration-task");
/// Steps of seeing somebody out: our list, which grows.
pub const LEAVING_STEP: &str = ours!("fhir/CodeSystem/leaving-step");
/// What goes with a task.
pub const TASK_INPUT: &str = ours!("fhir/CodeSystem/task-input");
/// How somebody is registered, and who says so.
pub const REGISTERED: &str = ours!("fhir/CodeSystem/registration");
/// Purposes for which a caller asks.
pub const PURPOSE: &str = ours!("fhir/CodeSystem/purpose");
/// Roles of callers.
pub const ROLE: &str = ours!("fhir/CodeSystem/role");
/// What a ruling said.
pub const RULING: &str = ours!("fhir/CodeSystem/ruling");

// Extensions of ours.

/// Two ages and a lag: on `meta` of every resource that tells a fact.
pub const AGES: &str = ours!("fhir/StructureDefinition/ages");
/// Where a person stands in custody, and whether that has settled.
pub const STANDING: &str = ours!("fhir/StructureDefinition/custody-standing");

/// That what was answered is not to be acted on, and why. A modifier.
pub const NOT_ACTED_ON: &str = ours!("fhir/StructureDefinition/not-acted-on");
/// That the status of a registration says nothing, and why. A modifier.
pub const STATUS_NOT_KNOWN: &str = ours!("fhir/StructureDefinition/status-not-known");
/// Who says how somebody is registered, and since when it was seen.
pub const REGISTRATION_TOLD: &str = ours!("fhir/StructureDefinition/registration-told");
/// Where the answer to an item of a form was taken from.
pub const TAKEN_FROM: &str = ours!("fhir/StructureDefinition/taken-from");

// Others'.

/// NHS number.
pub const NHS_NUMBER: &str = vocab::id::NhsNumber::SYSTEM;
/// Organisation (ODS) code.
pub const ODS_ORGANISATION: &str = vocab::id::OdsCode::SYSTEM;
/// Site (ODS) code.
pub const ODS_SITE: &str = "https://fhir.nhs.uk/Id/ods-site-code";
/// Verification of an NHS number, England's list: the one we write.
pub const NHS_VERIFICATION_ENGLAND: &str =
    "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland";
/// The retired list, which PDS still sends with England's codes in it. Read, never written.
pub const NHS_VERIFICATION_OLD: &str =
    "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatus";
/// The extension that carries the verification.
pub const NHS_VERIFICATION_EXTENSION: &str =
    "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus";
/// The extension that says why there is no NHS number.
pub const NHS_UNAVAILABLE_EXTENSION: &str =
    "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberUnavailableReason";
/// Its codes.
pub const NHS_UNAVAILABLE: &str = "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberUnavailableReason";
/// What kind of place an encounter is at, England's list.
pub const ENCOUNTER_PLACE: &str = "https://fhir.hl7.org.uk/CodeSystem/UKCore-EncounterLocationTypeEngland";
/// Why an element has no value.
pub const DATA_ABSENT_EXTENSION: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
/// How confidential a resource is.
pub const CONFIDENTIALITY: &str = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
/// Categories of flag.
pub const FLAG_CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/flag-category";
/// Physical types of place.
pub const PHYSICAL_TYPE: &str = "http://terminology.hl7.org/CodeSystem/location-physical-type";
/// Units of measure.
pub const UCUM: &str = "http://unitsofmeasure.org";
/// Audit event types.
pub const AUDIT_TYPE: &str = "http://terminology.hl7.org/CodeSystem/audit-event-type";
/// RESTful interactions, as audit subtypes.
pub const REST_INTERACTION: &str = "http://hl7.org/fhir/restful-interaction";
/// HL7's own purposes of use.
pub const ACT_REASON: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
/// What an agent did in a provenance.
pub const PROVENANCE_AGENT: &str = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";
/// What made a version of a resource.
pub const DATA_OPERATION: &str = "http://terminology.hl7.org/CodeSystem/v3-DataOperation";
/// Why an appointment was cancelled, HL7's example list.
pub const CANCELLATION_REASON: &str = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason";

/// Kinds of consent.
pub const CONSENT_SCOPE: &str = "http://terminology.hl7.org/CodeSystem/consentscope";
/// What a consent allows to be done.
pub const CONSENT_ACTION: &str = "http://terminology.hl7.org/CodeSystem/consentaction";
/// HL7's acts: kinds of consent among them.
pub const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
/// HL7's kinds of participation.
pub const PARTICIPATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
/// HL7's genders.
pub const GENDER: &str = "http://hl7.org/fhir/administrative-gender";
/// Languages (BCP 47), as the national form names the list.
pub const LANGUAGE: &str = "http://tools.ietf.org/html/bcp47";

/// What went wrong at a national service (PDS among them). Its codes tell; `issue.code` beside them does not.
pub const SPINE_CODE: &str = "https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode";
/// The extension that says whether a death is certified.
pub const DEATH_NOTIFICATION_EXTENSION: &str =
    "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeathNotificationStatus";

/// The UK Core profile of a resource type.
macro_rules! uk_core {
    ($type:literal) => {
        concat!("https://fhir.hl7.org.uk/StructureDefinition/UKCore-", $type)
    };
}
pub(crate) use uk_core;
