//! Healthcare's rooms, for healthcare: their names can tell what is done there, so nobody else sees them.

use super::search::{Also, Order, Page};
use super::{Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use policy::Kind;
use serde::Serialize;
use vocab::place::{PrisonCode, RoomCode};

/// A search of rooms.
#[derive(Debug, Clone, Default)]
pub struct LocationSearch {
    /// Our ids.
    pub ids: Vec<String>,
    /// Whatever else must hold of what may be seen.
    pub also: Also<LocationView>,
    /// Ordered so; by name where nothing is said.
    pub order: Order<LocationView>,
    /// At most so many on a page.
    pub most: usize,
    /// After this mark of an earlier page.
    pub after: Option<String>,
}

/// A place: a room of healthcare's, or the prison that it is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LocationView {
    /// Its id.
    pub id: String,
    /// The prison.
    pub prison: PrisonCode,
    /// The room, as the care system names it; none for the prison itself.
    pub room: Option<RoomCode>,
    /// Its name.
    pub name: String,
    /// The prison place that stands for the room on the prison's lists, in the prison's code.
    pub neutral: Option<String>,
}

impl Crossing {
    /// Searches rooms of the request's prison.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for those who may not see them.
    pub async fn location_search(
        &self,
        ctx: &Context,
        search: LocationSearch,
    ) -> Result<Disclosed<Page<LocationView>>> {
        self.disclose(ctx, "location.search", |desk| {
            desk.must_general(Kind::Rooms)?;
            let mut found = rooms(desk)?;
            found.retain(|v| search.ids.is_empty() || search.ids.contains(&v.id));
            found.retain(|v| search.also.holds(v));
            search.order.sort(&mut found);
            Page::cut(found, |v| v.id.clone(), search.after.as_deref(), search.most, None)
        })
        .await
    }

    /// Reads one.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there or not this caller's.
    pub async fn location_read(&self, ctx: &Context, id: &str) -> Result<Disclosed<LocationView>> {
        self.disclose(ctx, "location.read", |desk| {
            desk.must_general(Kind::Rooms)?;
            rooms(desk)?.into_iter().find(|v| v.id == id).ok_or(DiscloseError::NotFound)
        })
        .await
    }
}

/// The id of a room: FHIR allows letters, digits, hyphens and stops, and a room's code may hold anything.
#[must_use]
pub fn room_id(prison: PrisonCode, room: &RoomCode) -> String {
    let plain = room.text().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    if plain && (1..=40).contains(&room.text().len()) {
        return format!("{prison}.{}", room.text());
    }
    let hash = store::chain::hash(&[room.text().as_bytes()]);
    format!("{prison}..{}", store::keys::hex(&hash[..8]))
}

fn rooms(desk: &Desk<'_>) -> Result<Vec<LocationView>> {
    let prison = desk.prison()?;
    let rules = desk.rules().prison(prison).ok_or(DiscloseError::NotFound)?;
    let whole = LocationView {
        id: prison.text().to_owned(),
        prison,
        room: None,
        name: rules.name.clone(),
        neutral: None,
    };
    let room = |(room, rule): (&RoomCode, &crate::RoomRule)| LocationView {
        id: room_id(prison, room),
        prison,
        room: Some(room.clone()),
        name: room.text().to_owned(),
        neutral: Some(rule.code.clone()),
    };
    Ok(std::iter::once(whole).chain(rules.rooms.iter().map(room)).collect())
}
