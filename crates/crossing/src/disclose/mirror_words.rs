//! What became of a booking on the prison's side, in the words of the clinic list's fifth column.

use super::listed::{Printed, digest, same, shown};
use super::{Circumstances, Desk, Result};
use crate::reconcile::by_hand::ToDo;
use policy::Kind;
use policy::neutral::{feedback_words, refusal_words};
use serde::Serialize;
use vocab::Instant;
use vocab::care::{Appointment, AppointmentStatus};
use vocab::crossing::{Flow, Hold, Mirror, Mode, RefusalReason};

/// How a mirror stands, in one word for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MirrorWord {
    /// The prison's list shows it.
    OnTheList,
    /// It was typed by staff and taken over.
    Adopted,
    /// About to be sent, or being sent.
    Waiting,
    /// The prison cancelled, moved or removed it of its own accord.
    PrisonChanged,
    /// The prison's service refuses it.
    Refused,
    /// Staff are to enter it, change it or strike it through: nothing may be written there by us.
    ByHand,
    /// Nothing may be sent for now.
    Held,
    /// Shadow: it would be sent.
    Shadow,
    /// The flow is off.
    Off,
    /// Cancelled, and the prison's list shows it struck through, or never had it.
    Cancelled,
    /// Nothing is to be shown there.
    Nothing,
}

/// How a booking's mirror stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MirrorView {
    /// The word.
    pub word: MirrorWord,
    /// The words, as the clinic list prints them.
    pub words: String,
    /// Since when, where it is so since a time.
    pub since: Option<Instant>,
    /// The version of the printed movement list that has it, and when that was printed.
    pub listed: Option<(u32, Instant)>,
    /// It is not as the newest printed list says: the wing must be told.
    pub to_tell: bool,
    /// Who was told of the change, and when.
    pub told: Option<(String, Instant)>,
    /// What staff typed there says more than "Healthcare": replace it by a neutral entry.
    pub discloses: bool,
}

impl Desk<'_> {
    /// How a booking's mirror stands, to those who may know; none to others.
    pub(crate) fn mirror_view(
        &mut self,
        appointment: &Appointment,
        circumstances: Circumstances,
        printed: &mut Printed,
    ) -> Result<Option<MirrorView>> {
        if !self.rule(Kind::MirrorState, circumstances).lets_out() {
            return Ok(None);
        }
        let Some(mirror) = self.mirror(appointment.id)? else {
            let to_bring = appointment.status.known().is_some_and(AppointmentStatus::is_to_be_brought);
            let words = if to_bring { "nothing sent" } else { "nothing to send" };
            return Ok(Some(plain(MirrorWord::Nothing, words.to_owned(), None)));
        };
        let (word, words, since) = self.mirror_words(appointment, &mirror);
        let mut view = plain(word, words, since);
        view.discloses = mirror.adopted && self.staff_entry_discloses(&mirror)?;
        if self.mode(Flow::Appointments, appointment.prison) == Mode::Live {
            self.listed_words(appointment, &mirror, printed, &mut view)?;
        }
        Ok(Some(view))
    }

    fn staff_entry_discloses(&self, mirror: &Mirror) -> Result<bool> {
        let Some(known) = &mirror.known else { return Ok(false) };
        let entry = self.view.prison_entry(known.remote)?.map(|sealed| self.open_sealed(sealed));
        let rules = self.rules().prison(known.entry.prison);
        Ok(entry.zip(rules).is_some_and(|(entry, rules)| crate::discloses(&entry, rules)))
    }

    /// What the printed list has of it, and whether the wing must be told.
    fn listed_words(
        &self,
        appointment: &Appointment,
        mirror: &Mirror,
        printed: &mut Printed,
        view: &mut MirrorView,
    ) -> Result<()> {
        let now_shown = shown(mirror);
        let Some(entry) = now_shown.as_ref().or(mirror.desired.as_ref()) else { return Ok(()) };
        let person = self.person(entry.person)?;
        let line = self.line(appointment.id, entry, person.as_ref());
        let Some((version, at, there)) = printed.newest_for(self, appointment.prison, &line)? else {
            return Ok(());
        };
        let standing = there.as_ref().filter(|l| !l.struck);
        let bring = now_shown.is_some() && !line.struck;
        view.listed = standing.map(|_| (version, at));
        view.to_tell = match standing {
            Some(listed) => !bring || !same(listed, &line),
            None => bring,
        };
        if view.to_tell {
            let told = self.view.list_told(appointment.id)?.filter(|t| t.line == digest(&line) && t.at >= at);
            view.to_tell = told.is_none();
            view.told = told.map(|t| (t.by, t.at));
        }
        match view.word {
            MirrorWord::OnTheList if standing.is_some_and(|l| same(l, &line)) => {
                view.words = format!("on prison list v{version}, {}", self.when(at));
            }
            MirrorWord::OnTheList | MirrorWord::Adopted if view.to_tell => {
                let changed = if standing.is_some() { "changed" } else { "added" };
                let since = view.since.unwrap_or(appointment.updated);
                view.words = format!("{changed} {}, after v{version} was printed: told?", self.when(since));
            }
            _ => {}
        }
        Ok(())
    }

    fn mirror_words(
        &self,
        appointment: &Appointment,
        mirror: &Mirror,
    ) -> (MirrorWord, String, Option<Instant>) {
        // A booking that stands may be struck through there all the same: whoever it is for has left.
        let to_bring = appointment.status.known().is_some_and(AppointmentStatus::is_to_be_brought)
            && !mirror.desired.as_ref().is_some_and(|wanted| wanted.cancelled);
        let waiting = |what: &str| {
            let since = appointment.updated;
            let minutes = (self.ctx.now.seconds_since(since) / 60).max(0);
            (MirrorWord::Waiting, format!("{what}waiting {minutes} min"), Some(since))
        };
        if let Some(hold) = mirror.hold {
            return match hold {
                Hold::ByHand => self.by_hand_words(appointment, mirror),
                hold => self.held_words(mirror, hold),
            };
        }
        if mirror.mode == Mode::Shadow {
            let words = if to_bring { "shadow: would be sent" } else { "shadow: would be cancelled" };
            return (MirrorWord::Shadow, words.to_owned(), None);
        }
        if mirror.mode == Mode::Off {
            return (MirrorWord::Off, "off: nothing is sent".to_owned(), None);
        }
        if mirror.in_step() {
            let since = mirror.known.as_ref().map(|k| k.at);
            return match (to_bring, mirror.known.is_some(), mirror.adopted) {
                (true, true, true) => {
                    (MirrorWord::Adopted, "adopted from staff's own entry".to_owned(), since)
                }
                (true, ..) => {
                    let at = since.map_or_else(String::new, |at| format!(" since {}", self.when(at)));
                    (MirrorWord::OnTheList, format!("on the prison's list{at}"), since)
                }
                (false, true, _) => {
                    (MirrorWord::Cancelled, "struck through on the prison's list".to_owned(), since)
                }
                (false, false, _) => (MirrorWord::Nothing, "nothing sent".to_owned(), None),
            };
        }
        match &mirror.refused {
            Some(refused) if refused.reason == RefusalReason::AnswerLost => waiting("no answer came: "),
            Some(refused) => {
                let why = refusal_words(refused.reason);
                let times =
                    if refused.times > 1 { format!(", {} times", refused.times) } else { String::new() };
                (MirrorWord::Refused, format!("refused by prison{times}: {why}"), Some(refused.at))
            }
            None if to_bring => waiting(""),
            None => waiting("cancelling: "),
        }
    }

    /// What staff are to do, or that they had not when its time came.
    fn by_hand_words(
        &self,
        appointment: &Appointment,
        mirror: &Mirror,
    ) -> (MirrorWord, String, Option<Instant>) {
        let begun = |entry: &vocab::crossing::Entry| entry.start.at() <= self.ctx.now;
        let words = match (ToDo::of(mirror, self.ctx.now), mirror.in_a_file()) {
            (Some(ToDo::Strike), _) => "for staff to strike through by hand".to_owned(),
            (Some(ToDo::Change), _) => "for staff to change by hand".to_owned(),
            _ if mirror.desired.as_ref().is_some_and(begun) => {
                "staff had not entered it: tell the wing".to_owned()
            }
            (_, Some(file)) => format!("for staff to enter: taken in a file {}", self.when(file.at)),
            _ => "for staff to enter by hand".to_owned(),
        };
        let late = if mirror.late { ", and its time is near: ring the wing" } else { "" };
        (MirrorWord::ByHand, format!("{words}{late}"), Some(appointment.updated))
    }

    fn held_words(&self, mirror: &Mirror, hold: Hold) -> (MirrorWord, String, Option<Instant>) {
        let held = |words: &str| (MirrorWord::Held, words.to_owned(), None);
        match hold {
            // Neither says that anyone has died: nothing is sent, and no reason.
            Hold::Death => held("nothing sent"),
            Hold::Left => held("nothing sent: left"),
            Hold::NotLinked => held("nothing sent: to be confirmed"),
            Hold::InDoubt => held("nothing new sent: identity being checked"),
            Hold::NoPlace => held("stopped: the room has no prison place, map it"),
            Hold::AdoptionUnclear => held("staff typed several: which one is it?"),
            Hold::TwoFound => held("two entries of ours are there: ask the prison which stands"),
            Hold::TooLate => held("not sent in time: tell the wing"),
            Hold::WhereNotKnown => held("waiting: not known where"),
            Hold::Off => (MirrorWord::Off, "off: nothing is sent".to_owned(), None),
            Hold::ByHand => held("for staff to enter by hand"),
            Hold::PrisonChanged => {
                let at = mirror.feedback.as_ref().map(|f| f.at);
                let words = mirror.feedback.as_ref().map_or("prison changed it", |f| feedback_words(f.what));
                let when = at.map_or_else(String::new, |at| format!(" {}", self.when(at)));
                (MirrorWord::PrisonChanged, format!("{words}{when}"), at)
            }
        }
    }
}

const fn plain(word: MirrorWord, words: String, since: Option<Instant>) -> MirrorView {
    MirrorView { word, words, since, listed: None, to_tell: false, told: None, discloses: false }
}
