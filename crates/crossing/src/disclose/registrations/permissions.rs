//! Whether somebody outside may be told of a patient. What was asked and answered, newest last; only the last stands.

use super::{Chosen, Whose, id_of};
use crate::Crossing;
use crate::context::Context;
use crate::disclose::choice;
use crate::disclose::search::{Also, Order, Page};
use crate::disclose::{Ages, Desk, DiscloseError, Disclosed, Result};
use policy::Kind;
use registration::permission;
use registration::recording::WordingIs;
use serde::Serialize;
use vocab::Instant;
use vocab::id::PatientId;
use vocab::place::PrisonCode;
use vocab::registration::{Answer, Said, ToldTo};

/// A search of permissions.
#[derive(Debug, Clone, Default)]
pub struct PermissionSearch {
    /// Whose.
    pub whose: Whose,
    /// Whatever else must hold of what may be seen.
    pub also: Also<PermissionView>,
    /// Ordered so; by patient and time where nothing is said.
    pub order: Order<PermissionView>,
    /// At most so many on a page.
    pub most: usize,
    /// After this mark of an earlier page.
    pub after: Option<String>,
}

/// What a patient said about who may be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PermissionView {
    /// Its id: opaque.
    pub id: String,
    /// Whose.
    pub patient: PatientId,
    /// Whom.
    pub whom: ToldTo,
    /// What was said.
    pub answer: Answer,
    /// It is the last word. Only then a yes is a permission.
    pub stands: bool,
    /// When it was written down.
    pub at: Instant,
    /// In which prison's healthcare.
    pub prison: PrisonCode,
    /// What the words are that were shown, as is known now.
    pub wording: WordingIs,
    /// How old what is known of the patient's place is.
    pub ages: Ages,
}

impl Crossing {
    /// Searches permissions.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for everybody of the prison; [`DiscloseError::Asked`]; [`DiscloseError::OurFault`].
    pub async fn permission_search(
        &self,
        ctx: &Context,
        search: PermissionSearch,
    ) -> Result<Disclosed<Page<PermissionView>>> {
        self.disclose(ctx, "choice.permission.search", |desk| permissions(desk, &search)).await
    }

    /// Reads one.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there or not this caller's.
    pub async fn permission_read(&self, ctx: &Context, id: &str) -> Result<Disclosed<PermissionView>> {
        self.disclose(ctx, "choice.permission.read", |desk| one(desk, id)).await
    }
}

fn permissions(desk: &mut Desk<'_>, search: &PermissionSearch) -> Result<Page<PermissionView>> {
    let all = super::chosen(desk, &search.whose, Kind::RegistrationChoice)?;
    let mut found: Vec<PermissionView> = all.iter().flat_map(of_patient).collect();
    found.retain(|view| search.whose.holds(&view.id) && search.also.holds(view));
    found.sort_by(|a, b| (a.patient, a.at, &a.id).cmp(&(b.patient, b.at, &b.id)));
    search.order.sort(&mut found);
    let note = super::note(desk, &all);
    Page::cut(found, |view| view.id.clone(), search.after.as_deref(), search.most, note)
}

fn one(desk: &mut Desk<'_>, id: &str) -> Result<PermissionView> {
    let whose = Whose { ids: vec![id.to_owned()], ..Whose::default() };
    let search = PermissionSearch { whose, most: 1, ..PermissionSearch::default() };
    permissions(desk, &search)?.entries.pop().ok_or(DiscloseError::NotFound)
}

fn of_patient(chosen: &Chosen) -> impl Iterator<Item = PermissionView> {
    chosen.choice.lines.iter().filter_map(|line| {
        let Said::Tell { whom, answer, shown } = &line.said else { return None };
        let last = permission::of(&chosen.choice, *whom).map(|(last, _)| last.id);
        Some(PermissionView {
            id: id_of(chosen.id, "permission", line.id.uuid().as_bytes()),
            patient: chosen.id,
            whom: *whom,
            answer: *answer,
            stands: last == Some(line.id),
            at: line.at,
            prison: line.prison,
            wording: choice::is_ours(shown),
            ages: chosen.ages.clone(),
        })
    })
}
