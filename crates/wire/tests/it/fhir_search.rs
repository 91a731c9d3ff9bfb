//! Searches: understood, refused, told, and written again as the same.

use jiff::civil::date;
use proptest::prelude::*;
use std::fmt::Write;
use vocab::Instant;
use vocab::care::AppointmentStatus;
use vocab::id::{NhsNumber, PrisonNumber};
use wire::fhir::codes::{EncounterStatus, FlagCategory, FlagStatus};
use wire::fhir::conditional::Handling;
use wire::fhir::search::{
    AppointmentSearch, COUNT_DEFAULT, COUNT_MAX, Clause, IdentifierMatch, Options, PatientSearch, Prefix,
    QUERY_BYTES_MAX, ReferenceMatch, SearchRequest, TextHow, Understood, parse,
};
use wire::fhir::{Issue, ResourceType};

const BASE: &str = "https://gatelodge.test/fhir/R4";
const LENIENT: Options<'_> = Options { base: BASE, handling: Handling::Lenient };
const STRICT: Options<'_> = Options { base: BASE, handling: Handling::Strict };

fn understood(kind: ResourceType, query: &str) -> Understood {
    parse(kind, &[query.as_bytes()], &LENIENT).unwrap_or_else(|issues| panic!("{query}: {issues:?}"))
}

fn patients(query: &str) -> PatientSearch {
    let SearchRequest::Patient(search) = understood(ResourceType::Patient, query).request else {
        panic!("a Patient")
    };
    *search
}

fn appointments(query: &str) -> AppointmentSearch {
    let SearchRequest::Appointment(search) = understood(ResourceType::Appointment, query).request else {
        panic!("an Appointment")
    };
    *search
}

fn one<T>(clauses: &[Clause<T>]) -> &T {
    let [Clause::OneOf(one)] = clauses else { panic!("one clause") };
    let [value] = &**one else { panic!("one value") };
    value
}

fn at(text: &str) -> Instant {
    Instant::parse_zoned(text).expect("a moment")
}

#[test]
fn an_identifier_is_a_token_in_all_its_forms() {
    let nhs = NhsNumber::parse("9990110689").unwrap();
    let read = |text: &str| one(&patients(&format!("identifier={text}")).identifier).clone();
    assert_eq!(read("https://fhir.nhs.uk/Id/nhs-number|9990110689"), IdentifierMatch::Nhs(nhs));
    assert_eq!(read("https%3A%2F%2Ffhir.nhs.uk%2FId%2Fnhs-number%7C999+011+0689"), IdentifierMatch::Nhs(nhs));
    assert_eq!(
        read("https://gatelodge.uk/Id/prison-number|a1234bc"),
        IdentifierMatch::Prison(PrisonNumber::parse("A1234BC").unwrap())
    );
    assert_eq!(read("9990110689"), IdentifierMatch::Anywhere("9990110689".into()));
    assert_eq!(read("|7"), IdentifierMatch::WithoutSystem("7".into()));
    assert_eq!(read("s|"), IdentifierMatch::AnyOf("s".into()));
    assert_eq!(read(r"s\|1|a\,b\$\\"), IdentifierMatch::In { system: "s|1".into(), value: r"a,b$\".into() });
    let Clause::OneOf(both) = &patients("identifier=s|1,s|2").identifier[0] else { panic!("two") };
    assert_eq!(both.len(), 2);
    assert_eq!(patients("identifier:missing=true").identifier, [Clause::Missing(true)]);
}

#[test]
fn names_are_compared_as_asked() {
    let search = patients("family=boyd&family:exact=Boyd&given:contains=ier&name=Kieran%20Lee");
    assert_eq!(search.family.len(), 2, "parameters repeat, and each must hold");
    let Clause::OneOf(exact) = &search.family[1] else { panic!("a clause") };
    assert_eq!((exact[0].how(), exact[0].text()), (TextHow::Exact, "Boyd"));
    assert_eq!(one(&search.given).how(), TextHow::Contains);
    assert_eq!((one(&search.name).how(), one(&search.name).text()), (TextHow::Starts, "Kieran Lee"));
}

#[test]
fn a_patient_is_named_by_id_or_by_identifier() {
    let nhs = IdentifierMatch::Nhs(NhsNumber::parse("9990110689").unwrap());
    for kind in [
        ResourceType::Flag,
        ResourceType::Appointment,
        ResourceType::Encounter,
        ResourceType::QuestionnaireResponse,
        ResourceType::Task,
        ResourceType::Consent,
        ResourceType::EpisodeOfCare,
    ] {
        for name in ["patient.identifier", "patient:identifier", "patient:Patient.identifier"] {
            let query = format!("{name}=https://fhir.nhs.uk/Id/nhs-number|9990110689");
            let found = match understood(kind, &query).request {
                SearchRequest::Flag(search) => one(&search.patient).clone(),
                SearchRequest::Appointment(search) => one(&search.patient).clone(),
                SearchRequest::Encounter(search) => one(&search.patient).clone(),
                SearchRequest::QuestionnaireResponse(search) => one(&search.patient).clone(),
                SearchRequest::Task(search) => one(&search.patient).clone(),
                SearchRequest::Consent(search) => one(&search.patient).clone(),
                SearchRequest::EpisodeOfCare(search) => one(&search.patient).clone(),
                _ => panic!("another type"),
            };
            assert_eq!(found, ReferenceMatch::Identifier(nhs.clone()), "{query}");
        }
    }
    for text in ["boyd", "Patient/boyd", "https://gatelodge.test/fhir/R4/Patient/boyd"] {
        let search = appointments(&format!("patient={text}"));
        assert!(matches!(one(&search.patient), ReferenceMatch::Id(id) if id.text() == "boyd"), "{text}");
    }
    assert!(matches!(one(&appointments("patient:Patient=boyd").patient), ReferenceMatch::Id(_)));
    assert!(matches!(one(&appointments("location=Location/room-3").location), ReferenceMatch::Id(_)));
    assert!(matches!(
        one(&appointments("location.identifier=s|HC-3").location),
        ReferenceMatch::Identifier(_)
    ));
}

#[test]
fn codes_are_of_their_lists() {
    let Clause::OneOf(status) =
        &appointments("status=booked,http://hl7.org/fhir/appointmentstatus|noshow").status[0]
    else {
        panic!("a clause")
    };
    assert_eq!(&**status, [AppointmentStatus::Booked, AppointmentStatus::Noshow]);
    let SearchRequest::Flag(flags) = understood(ResourceType::Flag, "status=active&category=safety").request
    else {
        panic!("a Flag")
    };
    assert_eq!((*one(&flags.status), *one(&flags.category)), (FlagStatus::Active, FlagCategory::Safety));
    let SearchRequest::Encounter(stays) = understood(ResourceType::Encounter, "status=onleave").request
    else {
        panic!("an Encounter")
    };
    assert_eq!(*one(&stays.status), EncounterStatus::Onleave);
    assert!(matches!(
        understood(ResourceType::Location, "name=room&identifier=s|1&_id=x").request,
        SearchRequest::Location(_)
    ));
}

#[test]
fn words_are_found_by_their_address_in_any_version_or_in_one() {
    let hash = "5f".repeat(32);
    let find = |text: &str| match understood(
        ResourceType::Questionnaire,
        &format!("url={text}&version={hash}&status=draft"),
    )
    .request
    {
        SearchRequest::Questionnaire(search) => one(&search.url).clone(),
        _ => panic!("a Questionnaire"),
    };
    let (url, other) = ("https://gatelodge.uk/fhir/Questionnaire/gp-offer-sr-has-gp", "urn:x");
    let any = find(url);
    assert!(any.is(url, Some(&hash)) && any.is(url, None) && !any.is(other, None));
    let one_version = find(&format!("{url}|{hash}"));
    assert!(
        one_version.is(url, Some(&hash)) && !one_version.is(url, Some("other")) && !one_version.is(url, None)
    );
    for wrong in ["a|", "a|b|c", "a b", "|b"] {
        let query = format!("questionnaire={}", wrong.replace(' ', "%20"));
        let refused = parse(ResourceType::QuestionnaireResponse, &[query.as_bytes()], &LENIENT).unwrap_err();
        assert!(refused[0].details().contains("canonical"), "{wrong}: {refused:?}");
    }
}

#[test]
fn what_is_known_of_a_registration_is_searched_by_codes_of_its_own_lists() {
    for (kind, query) in [
        (
            ResourceType::QuestionnaireResponse,
            "patient=boyd&status=completed,amended&authored=ge2026-09&_sort=-authored",
        ),
        (
            ResourceType::Task,
            "status=requested&code=https://gatelodge.uk/fhir/CodeSystem/registration-task|register",
        ),
        (
            ResourceType::Consent,
            "patient=boyd&status=active,http://hl7.org/fhir/consent-state-codes|rejected",
        ),
        (ResourceType::EpisodeOfCare, "patient=boyd&status=waitlist"),
    ] {
        let read = understood(kind, query);
        assert!(read.told.is_empty(), "{query}: {:?}", read.told);
        let again = understood(kind, &read.request.query());
        assert_eq!(again.request, read.request, "{query}");
        let wrong = query.replace("status=", "status=nonsense,");
        assert!(parse(kind, &[wrong.as_bytes()], &LENIENT).is_err(), "{wrong}");
    }
}

#[test]
fn a_date_is_as_long_as_it_is_precise_and_londons() {
    let search = |text: &str| one(&appointments(&format!("date={text}")).date).clone();
    for (text, from, until) in [
        ("2026-07-01", "2026-06-30T23:00:00Z", "2026-07-01T23:00:00Z"),
        ("2026-10-25", "2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z"),
        ("2026-12", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("2026", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("2026-07-01T10:20", "2026-07-01T09:20:00Z", "2026-07-01T09:21:00Z"),
        ("2026-07-01T10:20:30", "2026-07-01T09:20:30Z", "2026-07-01T09:20:31Z"),
        ("2026-07-01T10:20:30Z", "2026-07-01T10:20:30Z", "2026-07-01T10:20:31Z"),
        ("2026-07-01T10:20:30.250Z", "2026-07-01T10:20:30.250Z", "2026-07-01T10:20:30.251Z"),
        ("2026-07-01T10:20:30%2B01:00", "2026-07-01T09:20:30Z", "2026-07-01T09:20:31Z"),
        ("2026-07-01T10:20:30+01:00", "2026-07-01T09:20:30Z", "2026-07-01T09:20:31Z"),
        ("2026-10-25T01:30", "2026-10-25T00:30:00Z", "2026-10-25T01:31:00Z"),
    ] {
        let found = search(text);
        assert_eq!((found.from(), found.until()), (at(from), at(until)), "{text}");
        assert_eq!(found.prefix(), Prefix::Eq);
    }
    let born = patients("birthdate=ge2002-04-01&birthdate=lt2003");
    let Clause::OneOf(first) = &born.birthdate[0] else { panic!("a clause") };
    assert_eq!(
        (first[0].prefix(), first[0].first(), first[0].after()),
        (Prefix::Ge, date(2002, 4, 1), date(2002, 4, 2))
    );
    assert!(first[0].matches(date(2002, 4, 1)) && !first[0].matches(date(2002, 3, 31)));
}

#[test]
fn prefixes_compare_stretches_as_fhir_says() {
    // The stretch asked for is 12 November; the facts are stays from and until, open where there is none.
    let (before, during, after) = ("2026-11-11T12:00:00Z", "2026-11-12T12:00:00Z", "2026-11-13T12:00:00Z");
    let facts = [
        ("wholly before", Some("2026-11-10T00:00:00Z"), Some(before)),
        ("until during", Some(before), Some(during)),
        ("wholly during", Some("2026-11-12T09:00:00Z"), Some(during)),
        ("from during", Some(during), Some(after)),
        ("wholly after", Some(after), Some("2026-11-14T00:00:00Z")),
        ("round it", Some(before), Some(after)),
        ("open since before", Some(before), None),
        ("open since after", Some(after), None),
    ];
    let mut table = String::new();
    for (name, from, until) in facts {
        let held: Vec<&str> = ["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"]
            .into_iter()
            .filter(|prefix| {
                let search = appointments(&format!("date={prefix}2026-11-12"));
                one(&search.date).matches(from.map(at), until.map(at))
            })
            .collect();
        let _ = writeln!(table, "{name}: {}", held.join(" "));
    }
    insta::assert_snapshot!(table);
    let noon = one(&appointments("date=2026-11-12").date).clone();
    assert!(noon.matches_at(at(during)) && !noon.matches_at(at(after)));
}

#[test]
fn common_parameters_are_bounded() {
    assert_eq!(appointments("").common.count, COUNT_DEFAULT);
    assert_eq!(appointments("_count=7").common.count, 7);
    assert_eq!(appointments("_count=99999").common.count, COUNT_MAX);
    assert!(appointments("_count=0").common.total_only && appointments("_summary=count").common.total_only);
    let search = appointments(
        "_sort=-date,_lastUpdated&_include=Appointment:patient&_page=eyJh.IjoxfQ-_&_lastUpdated=gt2026-11-12&_format=json&_total=accurate",
    );
    let format =
        wire::fhir::search::value_of(b"?_count=1&_format=application/fhir%2Bjson&_format=xml", "_format");
    assert_eq!(format, Ok(Some("application/fhir+json".into())));
    assert!(
        search.common.include_patient && search.common.sort[0].descending && search.common.sort.len() == 2
    );
    assert_eq!(search.common.page.as_ref().map(wire::fhir::search::PageToken::text), Some("eyJh.IjoxfQ-_"));
    assert_eq!(search.common.updated.len(), 1);
    assert!(search.is_unbounded() && !appointments("status=booked").is_unbounded());
    assert_eq!(SearchRequest::TYPES.len(), 10);
}

#[test]
fn what_is_not_known_is_told_or_refused_as_preferred() {
    let query = "postcode=DN7&_sort=postcode&_summary=text&_include=Patient:organization&family=boyd";
    let lenient = understood(ResourceType::Patient, query);
    let told: Vec<String> = lenient.told.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n"));
    let strict = parse(ResourceType::Patient, &[query.as_bytes()], &STRICT).unwrap_err();
    assert_eq!(strict.len(), 4);
    assert!(strict.iter().all(|issue| issue.code().code() == "not-supported"));
    assert!(parse(ResourceType::OperationOutcome, &[b""], &LENIENT).is_err());
}

#[test]
fn what_would_widen_the_answer_is_refused_under_either_preference() {
    let long = format!("family={}", "x".repeat(600));
    let many = format!("family={}", vec!["x"; 51].join(","));
    let parameters = vec!["family=x"; 41].join("&");
    let cases = [
        (ResourceType::Patient, "identifier="),
        (ResourceType::Patient, "identifier=a,,b"),
        (ResourceType::Patient, "identifier=|"),
        (ResourceType::Patient, "identifier=a|b|c"),
        (ResourceType::Patient, "identifier=https://fhir.nhs.uk/Id/nhs-number|9990110688"),
        (ResourceType::Patient, "identifier=https://gatelodge.uk/Id/prison-number|Boyd"),
        (ResourceType::Patient, "identifier:not=a"),
        (ResourceType::Patient, "family:fuzzy=Boyd"),
        (ResourceType::Patient, "family:missing=maybe"),
        (ResourceType::Patient, "_id=Kieran Boyd"),
        (ResourceType::Patient, "birthdate=1 April 2002"),
        (ResourceType::Patient, "birthdate=2002-02-30"),
        (ResourceType::Patient, "birthdate=2002-04-01T10:00:00Z"),
        (ResourceType::Patient, "birthdate=0001"),
        (ResourceType::Patient, "_count=-1"),
        (ResourceType::Patient, "_count=5&_count=6"),
        (ResourceType::Patient, "_page=../../etc"),
        (ResourceType::Patient, "family=%ff"),
        (ResourceType::Patient, "family=a%00b"),
        (ResourceType::Patient, "=x"),
        (ResourceType::Patient, &long),
        (ResourceType::Patient, &many),
        (ResourceType::Patient, &parameters),
        (ResourceType::Flag, "patient.name=Boyd"),
        (ResourceType::Flag, "patient:Location=1"),
        (ResourceType::Flag, "patient=https://elsewhere.test/Patient/1"),
        (ResourceType::Flag, "patient=Location/1"),
        (ResourceType::Flag, "status=on"),
        (ResourceType::Flag, "category=http://elsewhere.test|safety"),
        (ResourceType::Appointment, "status=no-show"),
        (ResourceType::Appointment, "date=soon"),
        (ResourceType::Appointment, "date=2027-03-28T01:30"),
        (ResourceType::Appointment, "date=2026-11-12T25:00:00Z"),
        (ResourceType::Appointment, "date=2026-11-12T10"),
    ];
    let mut table = String::new();
    for (kind, query) in cases {
        let lenient = parse(kind, &[query.as_bytes()], &LENIENT).expect_err(query);
        let strict = parse(kind, &[query.as_bytes()], &STRICT).expect_err(query);
        assert_eq!(lenient, strict);
        let text = lenient.iter().map(Issue::to_string).collect::<Vec<_>>().join("\n  ");
        for word in ["Boyd", "999011", "Kieran", "April", "soon", "etc"] {
            assert!(!text.contains(word), "{query}: {text}");
        }
        let shown: String = query.chars().take(60).collect();
        let _ = writeln!(table, "{} {shown}\n  {text}", kind.code());
    }
    insta::assert_snapshot!(table);
    let too_long = vec![b'a'; QUERY_BYTES_MAX + 1];
    assert_eq!(
        parse(ResourceType::Patient, &[&too_long], &LENIENT).unwrap_err()[0].code().code(),
        "too-long"
    );
}

#[test]
fn query_and_body_are_read_as_one() {
    let both =
        parse(ResourceType::Patient, &[b"?_count=5", b"family=boyd&birthdate=2002-04-01"], &LENIENT).unwrap();
    assert_eq!(both.request.query(), "family=boyd&birthdate=2002-04-01&_count=5");
}

#[test]
fn no_search_prints() {
    let query =
        "identifier=https://fhir.nhs.uk/Id/nhs-number|9990110689&family=Boyd&birthdate=2002-04-01&_id=boyd-1";
    let printed = format!("{:?}", understood(ResourceType::Patient, query));
    for word in ["9990110689", "Boyd", "2002", "boyd-1"] {
        assert!(!printed.contains(word), "{printed}");
    }
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9:/.,|$\\\\ \u{e9}&=+%-]{1,20}",
        "(eq|ne|lt|gt|le|ge|sa|eb|ap)?(19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?",
        "(gt)?20[0-9]{2}-0[1-9]-1[0-9]T1[0-9]:[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?(Z|\\+01:00)?",
        Just("booked,cancelled".to_owned()),
        Just("active".to_owned()),
        Just("in-progress".to_owned()),
        Just("safety".to_owned()),
        Just("true".to_owned()),
        "[0-9]{1,3}",
    ]
}

fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "_id",
        "identifier",
        "identifier:missing",
        "patient",
        "patient.identifier",
        "patient:identifier",
        "status",
        "category",
        "date",
        "location",
        "location.identifier",
        "name",
        "name:exact",
        "family:contains",
        "given",
        "birthdate",
        "_lastUpdated",
        "_count",
        "_sort",
        "_page",
        "_summary",
        "_include",
        "unknown",
    ])
}

proptest! {
    #[test]
    fn a_search_is_written_and_understood_as_the_same(pairs in prop::collection::vec((name(), value()), 0..6)) {
        let mut query = form_urlencoded_of(&pairs);
        for (kind, _) in SearchRequest::TYPES {
            // Each parameter alone, so that one which this type refuses does not hide the others.
            for pair in &pairs {
                let single = form_urlencoded_of(std::slice::from_ref(pair));
                if let Ok(read) = parse(*kind, &[single.as_bytes()], &LENIENT) {
                    let again = parse(*kind, &[read.request.query().as_bytes()], &LENIENT).expect("our own writing");
                    prop_assert_eq!(&again.request, &read.request);
                    prop_assert!(again.told.is_empty(), "we write only what we know");
                }
            }
            if let Ok(read) = parse(*kind, &[query.as_bytes()], &LENIENT) {
                query = read.request.query();
                prop_assert_eq!(parse(*kind, &[query.as_bytes()], &LENIENT).expect("our own writing").request, read.request);
            }
        }
    }

    #[test]
    fn eq_holds_where_neither_side_reaches_out(day in 0i64..40, fact in 0i64..40, lasting in 1i64..10) {
        // A stretch of whole days from a fixed one, against the definition written out.
        let start = date(2026, 1, 1);
        let of = |n: i64| vocab::time::london_midnight(start.checked_add(jiff::Span::new().days(n)).unwrap());
        let (low, high, from, until) = (of(day), of(day + 1), of(fact), of(fact + lasting));
        let text = start.checked_add(jiff::Span::new().days(day)).unwrap().to_string();
        let holds = |prefix: &str| one(&appointments(&format!("date={prefix}{text}")).date).matches(Some(from), Some(until));
        let eq = low <= from && until <= high;
        prop_assert_eq!(holds("eq"), eq);
        prop_assert_eq!(holds("ne"), !eq);
        prop_assert_eq!(holds("sa"), from >= high);
        prop_assert_eq!(holds("eb"), until <= low);
        prop_assert_eq!(holds("ap"), from < high && until > low);
        prop_assert_eq!(holds("ge"), holds("gt") || eq);
        prop_assert_eq!(holds("le"), holds("lt") || eq);
        // Facts and stretch have an extent: whatever is not before, not after, touches.
        prop_assert!(holds("gt") || holds("lt") || eq);
    }
}

fn form_urlencoded_of(pairs: &[(&'static str, String)]) -> String {
    let encode = |text: &str| {
        text.bytes().fold(String::new(), |mut out, b| {
            if b.is_ascii_alphanumeric() {
                out.push(char::from(b));
            } else {
                let _ = write!(out, "%{b:02X}");
            }
            out
        })
    };
    pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}
