//! What people decide: ruled on first, booked in the gate book, then written down.
//!
//! It promises: nobody decides what policy does not let them; who decided what stands in the gate book even when what
//! they decided was then not done.

use super::{Desk, DiscloseError, Result};
use crate::Crossing;
use crate::context::Context;
use crate::understood::Act;
use crate::Written;
use vocab::crossing::{Flow, Mode, TaskKey};
use vocab::id::{JournalSeq, LinkId, PatientId, PersonId};
use vocab::place::PrisonCode;

/// What is decided about a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkAct {
    /// Same person; a second person, signed in beside the first, where one is asked for.
    Confirm {
        /// Which claim.
        link: LinkId,
        /// The version that was looked at.
        version: u32,
        /// The second person's account.
        second: Option<String>,
    },
    /// Not the same.
    Reject {
        /// Which claim.
        link: LinkId,
        /// The version that was looked at.
        version: u32,
    },
    /// It was wrong: undo it and everything that crossed through it.
    Split {
        /// Which claim.
        link: LinkId,
        /// The version that was looked at.
        version: u32,
    },
    /// A person claims that these two are one, where no rule proposed it.
    Propose {
        /// The prison's side.
        person: PersonId,
        /// The care side.
        patient: PatientId,
    },
}

impl Crossing {
    /// Decides about a link.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there or not this caller's to decide; [`DiscloseError::OurFault`].
    pub async fn link_act(&self, ctx: &Context, act: LinkAct) -> Result<Written> {
        let ruled = self.disclose(ctx, "link.decide", |desk| link(desk, &act)).await?;
        Ok(self.act_write(ctx, ruled.get().clone()).await?)
    }

    /// Switches a flow in a prison. Live is refused while the prison's words are a draft.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`], [`DiscloseError::Asked`], [`DiscloseError::OurFault`].
    pub async fn mode_act(&self, ctx: &Context, flow: Flow, prison: PrisonCode, mode: Mode) -> Result<Written> {
        let act = Act::ModeSet { flow, prison, mode };
        let ruled = self.disclose(ctx, "mode.set", |desk| switch(desk, &act)).await?;
        Ok(self.act_write(ctx, ruled.get().clone()).await?)
    }

    /// Marks a task as done.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there or not this caller's.
    pub async fn task_act(&self, ctx: &Context, task: TaskKey) -> Result<Written> {
        let act = Act::TaskDone { task };
        let ruled = self.disclose(ctx, "task.done", |desk| task_done(desk, &act)).await?;
        Ok(self.act_write(ctx, ruled.get().clone()).await?)
    }

    /// Replays what lies in quarantine: a new row that names the old.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there or not this caller's.
    pub async fn quarantine_replay(&self, ctx: &Context, row: JournalSeq) -> Result<Written> {
        let _ = (ctx, row);
        Err(DiscloseError::NotFound)
    }
}

fn link(_desk: &mut Desk<'_>, _act: &LinkAct) -> Result<Act> {
    Err(DiscloseError::NotFound)
}

fn switch(_desk: &mut Desk<'_>, _act: &Act) -> Result<Act> {
    Err(DiscloseError::NotFound)
}

fn task_done(_desk: &mut Desk<'_>, _act: &Act) -> Result<Act> {
    Err(DiscloseError::NotFound)
}
