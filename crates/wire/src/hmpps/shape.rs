//! What an object is, by the keys that it has.
//!
//! One line a kind; the first line whose keys are all there counts, so the particular stand above the general. A
//! line that nothing of ours uses is still a line: "well formed, and not used" is an outcome, "unrecognised" is a
//! question.

use super::json::At;

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Prisoner,
    Matches,
    PersonInPrison,
    PersonRecord,
    PersonViews,
    ExternalAlert,
    Alert,
    NonAssociations,
    Pair,
    Cell,
    BaseLocation,
    SearchedAppointment,
    AppointmentDetails,
    AppointmentInstance,
    AppointmentSeries,
    Schedule,
    Language,
    InsidePlace,
    Residential,
    HmppsId,
    NomisNumber,
    Complaint,
    NotUsed(&'static str),
    Unknown,
}

use Shape::NotUsed;

#[rustfmt::skip]
const TABLE: &[(&[&str], Shape)] = &[
    (&["request", "response"],                        NotUsed("a recorded mapping of a mock server")),
    (&["SubscribeURL", "Token"],                      NotUsed("a queue's subscription notice")),
    (&["AccessKeyId", "SecretAccessKey"],             NotUsed("a queue's credentials")),
    (&["matches"],                                    Shape::Matches),
    (&["prisonerOffenderSearch"],                     Shape::PersonViews),
    (&["probationOffenderSearch"],                    Shape::PersonViews),
    (&["cprUUID"],                                    NotUsed("core person record")),
    // appointments and schedules
    (&["courtHearings", "visits"],                    Shape::Schedule),
    (&["externalTransfers", "adjudications"],         Shape::Schedule),
    (&["appointmentAttendeeId", "prisonerNumber"],    Shape::AppointmentInstance),
    (&["appointmentId", "attendees"],                 Shape::SearchedAppointment),
    (&["sequenceNumber", "attendees", "startDate"],   Shape::AppointmentDetails),
    (&["id", "appointments"],                         Shape::AppointmentSeries),
    (&["scheduledInstanceId"],                        NotUsed("scheduled activity")),
    (&["activityId", "sessionDate"],                  NotUsed("scheduled activity")),
    (&["scheduleInstanceId"],                         NotUsed("activity attendance")),
    (&["hearings"],                                   NotUsed("prison-api court hearings")),
    (&["offenderNo", "event", "startTime"],           NotUsed("prison-api schedule")),
    (&["amStart", "pmStart"],                         NotUsed("prison regime")),
    (&["visitStatus"],                                NotUsed("visit")),
    // alerts and people to be kept apart
    (&["alertUuid", "alertCode"],                     Shape::Alert),
    (&["prisonNumber", "alertCode"],                  Shape::Alert),
    (&["code", "codeDescription", "dateCreated"],     Shape::ExternalAlert),
    (&["offenderNo", "code", "dateCreated"],          Shape::ExternalAlert),
    (&["firstPrisonerNumber", "secondPrisonerNumber"], Shape::Pair),
    (&["nonAssociations"],                            Shape::NonAssociations),
    // a full record has marks, care needs and much else that stands alone elsewhere
    (&["prisonerNumber", "lastName"],                 Shape::Prisoner),
    // what is known of health, diet, risk: nothing of it is used
    (&["fieldHistoryId"],                             NotUsed("health and medication history")),
    (&["dietAndAllergy"],                             NotUsed("health and medication")),
    (&["diet", "smoking"],                            NotUsed("health and diet")),
    (&["problemType", "problemCode"],                 NotUsed("care needs")),
    (&["riskToSelf"],                                 NotUsed("risks")),
    (&["code", "reviewDate", "startDate"],            NotUsed("dynamic risks")),
    (&["caseNoteId"],                                 NotUsed("case notes")),
    (&["noFixedAddress"],                             NotUsed("addresses")),
    (&["contact", "relationship"],                    NotUsed("contacts")),
    (&["disabilities", "reasonableAdjustments"],      NotUsed("protected characteristics")),
    (&["shapeOfFace", "tattoos"],                     NotUsed("physical characteristics")),
    (&["adjustments", "automaticRelease"],            NotUsed("sentence key dates")),
    // custody, told otherwise
    (&["prisonPeriod"],                               NotUsed("prison timeline")),
    (&["hospitalLocation", "supportingPrison"],       NotUsed("restricted patient")),
    (&["livingUnitId", "assignmentDate"],             NotUsed("prison-api cell history")),
    (&["releaseEvents"],                              NotUsed("prison-api scheduled movements")),
    (&["offenderNo", "movementType"],                 NotUsed("prison-api movements")),
    (&["offenderNo", "bookingNo"],                    NotUsed("prison-api offender")),
    (&["statusReason", "inOutStatus"],                NotUsed("prison-api offender")),
    (&["nomsId", "communityStatus"],                  NotUsed("prison-to-nhs record")),
    // places
    (&["subLocations"],                               Shape::Residential),
    (&["key", "locationType"],                        Shape::InsidePlace),
    (&["prisonCode", "cell"],                         Shape::Cell),
    (&["inPrison"],                                   Shape::BaseLocation),
    (&["prisonId", "prisonName", "active"],           NotUsed("prison register")),
    // persons
    (&["prisonerNumber", "inOutStatus"],              Shape::Prisoner),
    (&["prisonerNumber", "status"],                   Shape::Prisoner),
    (&["prisonerNumber", "prisonId"],                 Shape::Prisoner),
    (&["hmppsId", "identifiers"],                     Shape::PersonRecord),
    (&["firstName", "lastName", "identifiers"],       Shape::PersonInPrison),
    (&["personalCareNeeds"],                          NotUsed("care needs")),
    (&["code", "speakSkill"],                         Shape::Language),
    (&["code", "readSkill"],                          Shape::Language),
    (&["firstName", "lastName"],                      NotUsed("name")),
    (&["hmppsId"],                                    Shape::HmppsId),
    (&["nomisNumber"],                                Shape::NomisNumber),
    (&["status", "userMessage"],                      Shape::Complaint),
    (&["status", "developerMessage"],                 Shape::Complaint),
];

pub(crate) fn shape(at: &At<'_, '_>) -> Shape {
    TABLE
        .iter()
        .find(|(keys, _)| keys.iter().all(|key| at.has(key)))
        .map_or(Shape::Unknown, |(_, shape)| *shape)
}

/// The shape of a list's items: of the first that has one.
pub(crate) fn shape_of_items(list: &At<'_, '_>) -> Shape {
    list.items().map(|item| shape(&item)).find(|s| *s != Shape::Unknown).unwrap_or(Shape::Unknown)
}
