//! What a prison has of rooms and categories: for `doctor`, which holds a configuration against it. Of nobody.

use crate::answers::listed;
use crate::client::{Base, Call, Client};
use crate::door::{Door, Opens};
use crate::token::TokenSource;
use crossing::port::SourceError;
use serde::Deserialize;
use std::sync::Arc;
use vocab::place::PrisonCode;

/// The service that rooms are asked for.
const APPOINTMENT: &str = "APPOINTMENT";

/// A room, as the prison has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// Its id: what an appointment names it by.
    pub id: String,
    /// Its code: what searches show.
    pub code: String,
    /// It is in use.
    pub active: bool,
    /// It is used for appointments.
    pub for_appointments: bool,
}

/// A category in use.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Category {
    /// Its code.
    pub code: String,
    /// Its label today: it changes at run time.
    pub description: String,
}

/// Rooms and categories.
pub struct Rooms {
    door: Door,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    id: String,
    code: String,
    active: bool,
    permanently_inactive: bool,
    #[serde(default)]
    services_using_location: Option<Vec<Used>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Used {
    service_type: String,
}

impl From<Location> for Room {
    fn from(location: Location) -> Self {
        let used = |services: Vec<Used>| services.iter().any(|used| used.service_type == APPOINTMENT);
        Self {
            active: location.active && !location.permanently_inactive,
            // The service gave it for this use; where it says for which uses, that counts.
            for_appointments: location.services_using_location.is_none_or(used),
            id: location.id,
            code: location.code,
        }
    }
}

impl Rooms {
    /// As a client with these tokens sees them.
    #[must_use]
    pub fn new(client: Arc<Client>, tokens: Arc<dyn TokenSource>) -> Self {
        Self { door: Door { client, opens: Opens::Token(tokens) } }
    }

    /// The rooms of a prison that are used for appointments, from Locations inside prison.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn of(&self, locations: &Base, prison: PrisonCode) -> Result<Vec<Room>, SourceError> {
        let path = format!("/locations/non-residential/prison/{}/service/{APPOINTMENT}", prison.text());
        let reply = listed(self.door.send(Call::get("rooms.read", locations, path)).await?)?;
        let all: Vec<Location> =
            serde_json::from_slice(&reply.body).map_err(|_| SourceError::Failed(reply.status))?;
        Ok(all.into_iter().map(Room::from).collect())
    }

    /// The categories in use, from the Activities and Appointments API.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn categories(&self, activities: &Base) -> Result<Vec<Category>, SourceError> {
        let call = Call::get("categories.read", activities, "/appointment-categories");
        let reply = listed(self.door.send(call).await?)?;
        serde_json::from_slice(&reply.body).map_err(|_| SourceError::Failed(reply.status))
    }
}
