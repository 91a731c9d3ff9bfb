//! What waits for a person to do.

use super::{Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use serde::Serialize;
use vocab::Instant;
use vocab::crossing::TaskKey;

/// The tasks of a prison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskList {
    /// The oldest first.
    pub rows: Vec<TaskRow>,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskRow {
    /// What it is about.
    pub key: TaskKey,
    /// What to do, in words.
    pub words: String,
    /// Of whom, where the caller may know.
    pub name: Option<String>,
    /// When the booking is, where it is about one: `12 Nov 09:40`.
    pub start: Option<String>,
    /// Since when it waits.
    pub raised: Instant,
    /// It can be marked as done by hand; the others are done by what they ask for.
    pub by_hand: bool,
}

impl Crossing {
    /// The tasks that wait in the request's prison.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for those who have none; [`DiscloseError::OurFault`].
    pub async fn tasks(&self, ctx: &Context) -> Result<Disclosed<TaskList>> {
        self.disclose(ctx, "task.list", tasks).await
    }
}

fn tasks(_desk: &mut Desk<'_>) -> Result<TaskList> {
    Err(DiscloseError::NotFound)
}
