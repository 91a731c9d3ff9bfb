//! Every route, in one table. The routers are made from it, so nothing is served that does not stand in it; the tests
//! run over it, so nothing stands in it that nobody tried as nobody and as the wrong role.

use crate::{App, Ready, admin as admin_face, api, cds, fhir, intake, plain};
use axum::Router;
use axum::response::Response;
use axum::routing::MethodRouter;
use serve::House;
use serve::house::SayRefusal;

/// A face.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Face {
    /// FHIR R4.
    Fhir,
    /// CDS Hooks.
    Cds,
    /// What is pushed to us.
    Intake,
    /// The prison API.
    Api,
    /// Liveness, readiness, metrics: on a port of its own.
    Admin,
}

impl Face {
    /// Where its addresses begin.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Fhir => "/fhir/R4",
            Self::Cds => "/cds-services",
            Self::Intake => "/intake",
            Self::Api => "/api",
            Self::Admin => "",
        }
    }

    const fn say(self) -> SayRefusal {
        match self {
            Self::Fhir => fhir::refused::say,
            Self::Cds => cds::say,
            Self::Intake | Self::Api | Self::Admin => plain::say,
        }
    }
}

/// Who may try a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone, and why: nothing of a person is behind it.
    Anyone(&'static str),
    /// Whoever shows a token; policy says the rest.
    Caller,
}

/// A route.
#[derive(Debug, Clone)]
pub struct Route {
    /// Its face.
    pub face: Face,
    /// Its method.
    pub method: &'static str,
    /// Its pattern, below the face's prefix.
    pub path: &'static str,
    /// Who may try it.
    pub access: Access,
    handler: MethodRouter<App>,
}

impl Route {
    pub(crate) const fn new(
        face: Face,
        method: &'static str,
        path: &'static str,
        access: Access,
        handler: MethodRouter<App>,
    ) -> Self {
        Self { face, method, path, access, handler }
    }

    /// The whole pattern.
    #[must_use]
    pub fn pattern(&self) -> String {
        let path = if self.path == "/" && self.face != Face::Admin { "" } else { self.path };
        format!("{}{path}", self.face.prefix())
    }
}

/// Every route of the public faces. The admin face has none of a person and stands in [`admin`].
#[must_use]
pub fn table() -> Vec<Route> {
    [fhir::table(), cds::table(), intake::table(), api::table()].concat()
}

/// The public faces, each in the house.
pub fn public(app: &App, house: &House) -> Router {
    let faces = [Face::Fhir, Face::Cds, Face::Intake, Face::Api];
    let all = table();
    faces.into_iter().fold(Router::new(), |router, face| {
        let routes = all.iter().filter(|route| route.face == face);
        let routes = routes.fold(Router::new(), |r, route| r.route(route.path, route.handler.clone()));
        let routes = match face {
            Face::Fhir => {
                routes.fallback(fhir::refused::no_route).method_not_allowed_fallback(fhir::refused::no_method)
            }
            _ => routes.fallback(plain::no_route).method_not_allowed_fallback(plain::no_method),
        };
        router.nest(face.prefix(), house.keep(routes.with_state(app.clone()), face.say()))
    })
}

/// The admin face, for a door of its own.
pub fn admin(ready: Ready, metrics: impl Fn() -> String + Send + Sync + 'static, house: &House) -> Router {
    let routes = admin_face::routes(ready, metrics)
        .fallback(plain::no_route)
        .method_not_allowed_fallback(plain::no_method);
    house.keep(routes, |refusal| -> Response { plain::say(refusal) })
}
