//! Who is at the screen: what a page is given of a request.
//!
//! [`At`] is someone signed in; [`Posted`] is the same who pressed a button on a page of ours. Both are made from the
//! sessions of [`serve`] and nothing else; a page that takes one of them cannot be reached without it.

use crate::fault::{Fault, FaultPage};
use crate::form::{FORM_BYTES_MAX, Fields};
use crate::frame::Frame;
use crate::talk::Talks;
use crate::talk::voice::Voices;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use crossing::disclose::Colour;
use crossing::disclose::DiscloseError;
use crossing::disclose::route_line::RouteLine;
use crossing::{Context, Crossing};
use serve::sessions::{FormToken, Session};
use serve::{RequestId, Sessions};
use std::sync::Arc;
use vocab::Instant;
use vocab::crossing::{Caller, Purpose, Role};
use vocab::id::TraceId;
use vocab::place::PrisonCode;

/// What the screens are given.
#[derive(Clone)]
pub struct WebState {
    /// The crossing.
    pub crossing: Arc<Crossing>,
    /// Who is signed in.
    pub sessions: Arc<Sessions>,
    /// Conversations that were handed over and are not recorded yet.
    pub talks: Arc<Talks>,
    /// What can be heard of the conversation.
    pub voices: Arc<Voices>,
    /// The demo's way to sign in; none everywhere else.
    pub demo: Option<Arc<Demo>>,
}

/// The demo's way to sign in: one press, no secret.
#[derive(Debug, Clone)]
pub struct Demo {
    /// The roles that may be taken.
    pub roles: Vec<Role>,
    /// In which prison.
    pub prison: PrisonCode,
}

/// What whoever is signed in may open and press, machines as well: what they may see, and the way out.
const OF_EVERYBODY: [&str; 5] = ["/", "/may-see", "/keys", "/lock", "/sign-out"];

/// A page asked again by itself: no sign of life of anyone.
pub const BY_ITSELF: &str = "x-gatelodge-by-itself";

/// Someone signed in, at one screen, for one request.
#[derive(Clone)]
pub struct Signed {
    /// Who.
    pub caller: Caller,
    /// For what.
    pub purpose: Purpose,
    /// The mark that this session's forms carry.
    pub csrf: FormToken,
    /// The request.
    pub trace: TraceId,
}

/// Someone signed in, and what a page needs beside them.
#[derive(Clone)]
pub struct At {
    /// The screens' state.
    pub state: WebState,
    /// Who.
    pub signed: Signed,
    /// Now.
    pub now: Instant,
}

impl At {
    /// The circumstances of a use case.
    #[must_use]
    pub fn context(&self) -> Context {
        Context {
            caller: self.signed.caller.clone(),
            purpose: self.signed.purpose,
            prison: self.prison(),
            now: self.now,
            trace: self.signed.trace,
        }
    }

    /// The prison that the screen is about: the caller's own, or the only one that is served.
    #[must_use]
    pub fn prison(&self) -> Option<PrisonCode> {
        let served = &self.state.crossing.rules().prisons;
        self.signed.caller.prison.or_else(|| match served.len() {
            1 => served.keys().next().copied(),
            _ => None,
        })
    }

    /// What role.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.signed.caller.role
    }

    /// What stands around a page for them.
    #[must_use]
    pub fn frame(&self) -> Frame {
        let crossing = &self.state.crossing;
        let name = self.prison().and_then(|p| crossing.rules().prison(p)).map(|p| p.name.clone());
        // A page without its line is a page that does not say how old it is: the fault is said in the line's place.
        let route = crossing.route_line(&self.context()).unwrap_or_else(|error| {
            tracing::error!(%error, "the age of a route could not be read");
            Some(not_known_our_fault())
        });
        Frame::of(&self.signed, name, route.as_ref(), self.now)
    }

    /// The page for what was not let out.
    #[must_use]
    pub fn fault(&self, error: DiscloseError) -> FaultPage {
        let fault = match error {
            DiscloseError::NotFound => Fault::NotFound,
            DiscloseError::OurFault(source) => {
                tracing::error!(error = %source, "a page could not be answered");
                Fault::Ours
            }
            DiscloseError::PolicyFailed => Fault::Ours,
            DiscloseError::Asked(words) => Fault::Asked(words),
        };
        self.refuse(fault)
    }

    /// The page for another fault.
    #[must_use]
    pub fn refuse(&self, fault: Fault) -> FaultPage {
        FaultPage::new(fault, self.frame(), Some(self.role()))
    }
}

fn not_known_our_fault() -> RouteLine {
    let words = "How old this page is is not known: our fault. Ring the wing.".to_owned();
    RouteLine {
        words,
        colour: Colour::Never,
        heard: None,
        lag_seconds: 0,
        settled_lag_seconds: 0,
        telephones: None,
    }
}

/// Someone signed in who pressed a button on a page of ours, and what the form carried.
pub struct Posted {
    /// Who, and the rest.
    pub at: At,
    /// The form.
    pub fields: Fields,
}

pub(crate) fn at(parts: &Parts, state: &WebState) -> Result<At, FaultPage> {
    let now = state.crossing.clock().now();
    let found = if parts.headers.contains_key(BY_ITSELF) {
        state.sessions.peek(&parts.headers)
    } else {
        state.sessions.find(&parts.headers)
    };
    let Session { asker, form_token, .. } =
        found.map_err(|why| FaultPage::new(Fault::SignedOut(why), Frame::nobody(now), None))?;
    let id = parts
        .extensions
        .get::<RequestId>()
        .copied()
        .unwrap_or_else(|| RequestId::of(&parts.headers, state.crossing.clock(), state.crossing.rng()));
    let signed = Signed { caller: asker.caller, purpose: asker.purpose, csrf: form_token, trace: id.trace };
    Ok(At { state: state.clone(), signed, now })
}

/// The same, where the page is for whoever asks: what policy gives a machine it is given over its own face, in that
/// face's words, and on no screen.
fn at_screen(parts: &Parts, state: &WebState) -> Result<At, FaultPage> {
    let at = at(parts, state)?;
    let may = !is_machine(at.role()) || OF_EVERYBODY.contains(&parts.uri.path());
    if may { Ok(at) } else { Err(at.refuse(Fault::NotFound)) }
}

impl FromRequestParts<WebState> for At {
    type Rejection = FaultPage;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, FaultPage> {
        at_screen(parts, state)
    }
}

impl FromRequest<WebState> for Posted {
    type Rejection = FaultPage;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, FaultPage> {
        let (parts, body) = request.into_parts();
        let at = at_screen(&parts, state)?;
        serve::same_origin::check(&parts.headers)
            .map_err(|why| at.refuse(Fault::FormRefused(why.to_string())))?;
        let body = serve::body::read(body, FORM_BYTES_MAX)
            .await
            .map_err(|why| at.refuse(Fault::FormRefused(why.to_string())))?;
        let fields = Fields::read(&body);
        if !at.signed.csrf.is(fields.get("csrf").unwrap_or_default()) {
            let words = "this page was made for another session: open it again and repeat what you did";
            return Err(at.refuse(Fault::FormRefused(words.to_owned())));
        }
        Ok(Self { at, fields })
    }
}

/// What a role is called on a screen.
#[must_use]
pub const fn role_words(role: Role) -> &'static str {
    match role {
        Role::Clinician => "Clinician",
        Role::ReceptionNurse => "Reception nurse",
        Role::DischargeNurse => "Discharge nurse",
        Role::HealthcareAdministrator => "Healthcare administrator",
        Role::HeadOfHealthcare => "Head of healthcare",
        Role::Commissioner => "Commissioner",
        Role::DutyGovernor => "Duty governor",
        Role::Officer => "Officer",
        Role::SaferCustody => "Safer custody",
        Role::OffenderManagementUnit => "Offender management unit",
        Role::EscortsAndSecurity => "Escorts and security",
        Role::InformationGovernance => "Information governance",
        Role::IntegrationEngineer => "Integration engineer",
        Role::CareSystem => "Care system",
        Role::PrisonSystem => "Prison system",
    }
}

const fn is_machine(role: Role) -> bool {
    matches!(role, Role::CareSystem | Role::PrisonSystem)
}

/// Works in healthcare, and so is told what we do not know of risk.
#[must_use]
pub const fn is_healthcare(role: Role) -> bool {
    matches!(
        role,
        Role::Clinician
            | Role::ReceptionNurse
            | Role::DischargeNurse
            | Role::HealthcareAdministrator
            | Role::HeadOfHealthcare
    )
}
