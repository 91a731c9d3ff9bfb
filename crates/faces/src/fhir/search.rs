//! Searching: by GET and by `POST _search`, page by page, and the searchset that answers.

use super::answer::{self, ages_of};
use super::cursors::Cursor;
use super::read::json_suits;
use super::refused::Refused;
use super::{
    appointment, consent, encounter, episode_of_care, flag, patient, place, response, task, wording,
};
use crate::App;
use crate::asked::{Asked, asked};
use crate::limits::SMALL_BODY_BYTES_MAX;
use axum::extract::{Request, State};
use axum::response::Response;
use crossing::Context;
use crossing::disclose::search::{Page, SearchNote};
use crossing::disclose::{Age, Ages};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, StatusCode};
use vocab::Instant;
use wire::fhir::codes::{LinkRelation, Severity};
use wire::fhir::conditional::prefer;
use wire::fhir::negotiation::FORM;
use wire::fhir::search::{COUNT_DEFAULT, Common, Options, SearchRequest, Understood, parse, value_of};
use wire::fhir::{AnyResource, Bundle, Issue, IssueType, OperationOutcome, ResourceType, Text, Uri};

/// What stands in a `self` link in the place of a value that could be a person's. Whoever follows such a link finds
/// nobody, never everybody.
pub const NOT_REPEATED: &str = "not-repeated";
/// Parameters whose values are nobody's.
const OF_NOBODY: [&str; 14] = [
    "status",
    "category",
    "date",
    "location",
    "code",
    "authored",
    "authored-on",
    "questionnaire",
    "url",
    "version",
    "_count",
    "_sort",
    "_include",
    "_summary",
];

/// What a search found, in FHIR's form.
pub(super) struct Found {
    total: u64,
    next: Option<String>,
    note: Option<SearchNote>,
    pub(super) matched: Vec<AnyResource>,
    pub(super) included: Vec<AnyResource>,
    pub(super) ages: AgesOfAll,
    /// Nothing of a person is in it: no ages.
    pub(super) of_nobody: bool,
    told: Vec<Issue>,
}

/// The ages of everything that is told.
#[derive(Default)]
pub(super) struct AgesOfAll(Vec<Age>);

impl AgesOfAll {
    pub(super) fn extend(&mut self, ages: &Ages) {
        self.0.extend(&ages.0);
    }
}

impl Found {
    pub(super) fn of(total: u64, next: Option<String>, note: Option<SearchNote>) -> Self {
        let (matched, included, told) = (Vec::new(), Vec::new(), Vec::new());
        Self { total, next, note, matched, included, ages: AgesOfAll::default(), of_nobody: false, told }
    }

    /// What a page of views holds, each as its resource and with its ages.
    pub(super) fn of_page<V, R: Into<AnyResource>>(
        page: &Page<V>,
        ages: impl Fn(&V) -> &Ages,
        resource: impl Fn(&V) -> Option<R>,
    ) -> Self {
        let mut found = Self::of(page.total, page.next.clone(), page.note.clone());
        for view in &page.entries {
            found.ages.extend(ages(view));
            found.matched.extend(resource(view).map(Into::into));
        }
        found
    }

    pub(super) fn tell_once(&mut self, issue: Issue) {
        if !self.told.contains(&issue) {
            self.told.push(issue);
        }
    }
}

/// How many a page holds. Where only the total is asked for, a page is read all the same and not shown: what stands
/// beside the total is said of those whom it counts.
pub(super) fn most<K>(common: &Common<K>) -> usize {
    if common.count == 0 { COUNT_DEFAULT.into() } else { common.count.into() }
}

/// Refuses what asks for the time of a change of something that has none.
pub(super) fn no_updates(asks: bool) -> Result<(), Refused> {
    if !asks {
        return Ok(());
    }
    let details =
        "this type has no time of its last change: it is made anew from what is known at each reading";
    Err(Issue::error(IssueType::NotSupported, details).at_parameter("_lastUpdated").into())
}

pub(super) async fn by_get(
    State(app): State<App>,
    kind: ResourceType,
    request: Request,
) -> Result<Response, Refused> {
    let (parts, _) = request.into_parts();
    let asked = asked(&app, &parts)?;
    let query = parts.uri.query().unwrap_or_default();
    search(&app, &asked, kind, &[query.as_bytes()], &parts.headers).await
}

pub(super) async fn by_post(
    State(app): State<App>,
    kind: ResourceType,
    request: Request,
) -> Result<Response, Refused> {
    let (parts, body) = request.into_parts();
    let asked = asked(&app, &parts)?;
    let content = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !content.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(FORM) {
        let details = "a search by POST is a form: send it as application/x-www-form-urlencoded";
        let issue = Issue::error(IssueType::NotSupported, details).at_parameter("Content-Type");
        return Err(Refused::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, issue));
    }
    let body = serve::body::read(body, SMALL_BODY_BYTES_MAX).await?;
    let query = parts.uri.query().unwrap_or_default();
    search(&app, &asked, kind, &[query.as_bytes(), &body], &parts.headers).await
}

/// All values of a header that can be read.
pub(super) fn texts(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok())
}

async fn search(
    app: &App,
    asked: &Asked,
    kind: ResourceType,
    parts: &[&[u8]],
    headers: &HeaderMap,
) -> Result<Response, Refused> {
    let mut format = None;
    for part in parts {
        format = format.or(value_of(part, "_format")?);
    }
    json_suits(headers, format.as_deref())?;
    let handling = prefer(texts(headers, HeaderName::from_static("prefer"))).handling;
    let options = Options { base: &app.fhir_base, handling };
    let Understood { request, told } = parse(kind, parts, &options)?;
    let (request, after) = match page_token(&request) {
        None => (request, None),
        Some(token) => {
            let cursor = continued(app, &asked.ctx, kind, &request, token)?;
            let again = parse(kind, &[cursor.query.as_bytes()], &options)?;
            (again.request, Some(cursor.after))
        }
    };
    let ctx = &asked.ctx;
    let mut found = match &request {
        SearchRequest::Patient(search) => patient::find(app, ctx, search, after).await,
        SearchRequest::Flag(search) => flag::find(app, ctx, search, after).await,
        SearchRequest::Appointment(search) => appointment::search(app, ctx, search, after).await,
        SearchRequest::Encounter(search) => encounter::find(app, ctx, search, after).await,
        SearchRequest::Location(search) => place::find(app, ctx, search, after).await,
        SearchRequest::QuestionnaireResponse(search) => response::find(app, ctx, search, after).await,
        SearchRequest::Questionnaire(search) => wording::find(app, ctx, search, after).await,
        SearchRequest::Task(search) => task::find(app, ctx, search, after).await,
        SearchRequest::Consent(search) => consent::find(app, ctx, search, after).await,
        SearchRequest::EpisodeOfCare(search) => episode_of_care::find(app, ctx, search, after).await,
    }?;
    found.told.extend(told);
    if total_only(&request) {
        found.next = None;
        found.matched.clear();
        found.included.clear();
    }
    Ok(searchset(app, ctx, &request, found))
}

/// Something of what every search carries.
macro_rules! common {
    ($request:expr, $field:ident) => {
        match $request {
            SearchRequest::Patient(search) => &search.common.$field,
            SearchRequest::Flag(search) => &search.common.$field,
            SearchRequest::Appointment(search) => &search.common.$field,
            SearchRequest::Encounter(search) => &search.common.$field,
            SearchRequest::Location(search) => &search.common.$field,
            SearchRequest::QuestionnaireResponse(search) => &search.common.$field,
            SearchRequest::Questionnaire(search) => &search.common.$field,
            SearchRequest::Task(search) => &search.common.$field,
            SearchRequest::Consent(search) => &search.common.$field,
            SearchRequest::EpisodeOfCare(search) => &search.common.$field,
        }
    };
}

fn page_token(request: &SearchRequest) -> Option<&str> {
    common!(request, page).as_ref().map(wire::fhir::search::PageToken::text)
}

fn total_only(request: &SearchRequest) -> bool {
    *common!(request, total_only)
}

/// The place that a token stands for.
fn continued(
    app: &App,
    ctx: &Context,
    kind: ResourceType,
    request: &SearchRequest,
    token: &str,
) -> Result<Cursor, Refused> {
    let refused = |code, details| Err(Issue::error(code, details).at_parameter("_page").into());
    // Beside a token another parameter would be heard by nobody.
    if request.query() != format!("_page={token}") {
        return refused(IssueType::Invalid, "a page token stands alone: follow the link as it was given");
    }
    match app.cursors.find(token, &ctx.caller, kind, ctx.now) {
        Some(cursor) if cursor.prison == ctx.prison => Ok(cursor),
        _ => refused(IssueType::Expired, "this page is no longer kept: search again"),
    }
}

fn searchset(app: &App, ctx: &Context, request: &SearchRequest, found: Found) -> Response {
    let kind = request.resource_type();
    let query = request.query();
    let address = |query: &str| Uri::parse(&format!("{}/{}{query}", app.fhir_base, kind.code()));
    let link = address(&own_query(&query)).unwrap_or(const { Uri::fixed("urn:self") });
    let mut bundle = Bundle::searchset(ctx.trace, ctx.now, found.total, link);
    if let Some(after) = found.next {
        let token = app.crossing.rng().seed().id(ctx.now, 0);
        let cursor =
            Cursor { caller: ctx.caller.clone(), prison: ctx.prison, kind, query, after, at: ctx.now };
        if let Some(next) = address(&format!("?_page={}", token.simple())) {
            app.cursors.keep(token, cursor);
            bundle = bundle.linked(LinkRelation::Next, next);
        }
    }
    for resource in found.matched {
        bundle = bundle.matched(&app.fhir_base, resource);
    }
    for resource in found.included {
        bundle = bundle.included(&app.fhir_base, resource);
    }
    let ages = Ages(found.ages.0);
    let aged = Aged::of(found.note.as_ref(), &ages);
    if let Some(outcome) = outcome(found.note.as_ref(), found.told, &ages) {
        bundle = bundle.outcome(outcome);
    }
    let mut response = answer::resource(&bundle);
    if !found.of_nobody {
        answer::aged(response.headers_mut(), aged.heard, aged.checked, aged.lag_seconds);
    }
    response
}

/// How old the whole answer is: as its note says, or as what it tells.
struct Aged {
    heard: Option<Instant>,
    checked: Option<Instant>,
    lag_seconds: i64,
}

impl Aged {
    fn of(note: Option<&SearchNote>, ages: &Ages) -> Self {
        match note {
            Some(note) => Self { heard: note.heard, checked: note.checked, lag_seconds: note.lag_seconds },
            None => Self { heard: ages.heard(), checked: ages.checked(), lag_seconds: ages.lag_seconds() },
        }
    }
}

/// What must be known beside the entries: never missing to somebody entitled to risk.
fn outcome(note: Option<&SearchNote>, told: Vec<Issue>, ages: &Ages) -> Option<OperationOutcome> {
    let mut issues = Vec::with_capacity(told.len() + 1);
    if let Some(note) = note {
        use crossing::disclose::Colour;
        // Old, unlinked or never read asks for attention; fresh is to be known.
        let severity = match note.colour {
            Colour::Fresh => Severity::Information,
            Colour::Amber | Colour::Red | Colour::Never => Severity::Warning,
        };
        let issue = Issue::information("other risks may exist").as_severe_as(severity);
        issues.push(Text::of(&note.words).map_or(issue.clone(), |words| issue.saying(words)));
    }
    issues.extend(told);
    let outcome = OperationOutcome::all(issues)?;
    Some(match note {
        Some(note) => outcome.aged(wire::fhir::extension::Ages {
            route_heard: note.heard,
            subject_checked: note.checked,
            lag_seconds: u32::try_from(note.lag_seconds).unwrap_or(u32::MAX),
        }),
        None if ages.0.is_empty() => outcome,
        None => outcome.aged(ages_of(ages)),
    })
}

/// The search as it was understood, with no value in it that could be a person's.
fn own_query(query: &str) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let base = name.split(['.', ':']).next().unwrap_or_default();
        let plain = OF_NOBODY.contains(&base) || name.ends_with(":missing");
        out.append_pair(&name, if plain { &value } else { NOT_REPEATED });
    }
    let query = out.finish();
    if query.is_empty() { query } else { format!("?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_self_link_tells_what_was_asked_and_of_nobody() {
        assert_eq!(own_query(""), "");
        let told = own_query("family=boyd&birthdate=2002-04-01&given:missing=true&_sort=-date&_count=7");
        assert_eq!(
            told,
            "?family=not-repeated&birthdate=not-repeated&given%3Amissing=true&_sort=-date&_count=7"
        );
        assert_eq!(
            own_query("patient.identifier=a%7Cb&status=booked"),
            "?patient.identifier=not-repeated&status=booked"
        );
        assert_eq!(
            own_query("_id=a&identifier=b&_lastUpdated=gt2026&date=2026"),
            "?_id=not-repeated&identifier=not-repeated&_lastUpdated=not-repeated&date=2026"
        );
    }
}
