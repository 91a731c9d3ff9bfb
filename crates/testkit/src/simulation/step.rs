//! One step of a run: the seed says which. What the engine is asked to do here, it is asked in service too.

use super::flaw::Flaw;
use super::life::{Slot, draw};
use super::world::{Acknowledged, EVENTS, Shown, World, place_of};
use crossing::disclose::DiscloseError;
use crossing::disclose::panel::PanelKey;
use crossing::envelope::Meta;
use crossing::understood::{Act, Outcome};
use doubles::clinic::State;
use doubles::prison::{Act as PrisonAct, Cut};
use std::collections::BTreeSet;
use store::StoreError;
use vocab::Instant;
use vocab::crossing::{Feed, IdentityLink, LinkState, Mode};
use vocab::time::{LondonTime, london_midnight};

/// What a step came to.
pub(crate) enum Stepped {
    /// It ended.
    Done,
    /// The process died in it.
    Died,
}

/// Why a run ends early.
pub(crate) enum Stop {
    /// Something was wrong at once.
    Wrong(&'static str, String),
    /// The store refused.
    Store(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<DiscloseError> for Stop {
    fn from(error: DiscloseError) -> Self {
        match error {
            DiscloseError::OurFault(error) => Self::Store(error),
            refused => Self::Wrong("answers", format!("a care system was refused: {refused}")),
        }
    }
}

pub(crate) type Step = Result<Stepped, Stop>;

/// What a step of the process gave, or that it died.
fn ended<T, E: Into<Stop>>(driven: Option<Result<T, E>>) -> Result<Option<T>, Stop> {
    driven.transpose().map_err(Into::into)
}

macro_rules! driven {
    ($driven:expr) => {
        match ended($driven)? {
            Some(done) => done,
            None => return Ok(Stepped::Died),
        }
    };
}

impl World {
    /// One step, drawn.
    pub(crate) fn step(&mut self) -> Step {
        self.totals.steps += 1;
        let mut point = self.draw_crash();
        let drawn = self.dice.below(100);
        let millis = i64::try_from(1 + self.dice.below(3_000)).unwrap_or(1);
        self.clock.advance_millis(millis);
        self.days_begin()?;
        self.outage();
        let dies = point.is_some();
        if dies && self.arms_a_cut() {
            point = None;
        }
        self.fuse.arm(point);
        self.tell(|w| format!("step {} draws {drawn}, dies at {point:?}", w.totals.steps));
        let step = match drawn {
            0..20 => self.lives(),
            20..33 => self.events(),
            33..45 => self.errands(),
            45..58 => self.delivers(),
            58..62 => self.settles(),
            62..67 => self.sweeps(),
            67..83 => self.cares(),
            83..88 => self.decides(),
            88..92 => self.opens_a_panel(),
            92..93 => self.switches(),
            _ => self.waits(),
        };
        let step = match step {
            Ok(Stepped::Died) => self.dies(),
            // What a store says whose disk has gone, nobody hears.
            Ok(_) | Err(Stop::Store(_)) if self.is_cut() => self.dies(),
            // An arranged cut that has not come falls here.
            Ok(Stepped::Done) if dies && (point.is_none() || self.dice.permille(300)) => self.dies(),
            other => other,
        };
        self.fuse.arm(None);
        self.tell_state();
        step
    }

    /// The process dies and comes back, after a while or at once.
    fn dies(&mut self) -> Step {
        self.kill().map_err(|error| Stop::Wrong("setting up", error.to_string()))?;
        if self.dice.permille(300) {
            let minutes = i64::try_from(1 + self.dice.below(90)).unwrap_or(1);
            self.clock.advance_seconds(60 * minutes);
        }
        self.start()?;
        Ok(Stepped::Died)
    }

    /// Time passes; a London midnight is told.
    pub(crate) fn days_begin(&mut self) -> Step {
        let today = self.now().london_date();
        while self.midnight < today {
            let date = self.midnight.tomorrow().unwrap_or(today);
            driven!(self.drive(|p| p.timekeeper.midnight(date)));
            self.midnight = date;
        }
        Ok(Stepped::Done)
    }

    fn outage(&mut self) {
        let now = self.now();
        if self.outage_until.is_some_and(|until| until <= now) {
            self.outage_until = None;
            self.edge.lock().prison.cut = None;
        } else if self.outage_until.is_none() && self.weather.lose_answer > 0 && self.dice.permille(8) {
            let minutes = i64::try_from(2 + self.dice.below(80)).unwrap_or(2);
            self.outage_until = Some(now.plus_seconds(60 * minutes));
            let cut = if self.dice.permille(500) { Cut::Dead } else { Cut::Unavailable };
            self.edge.lock().prison.cut = Some(cut);
        }
    }

    /// Something happens in the prison.
    fn lives(&mut self) -> Step {
        let now = self.now();
        if self.arrived < self.humans.len() && self.dice.permille(60) {
            self.arrived += 1;
        }
        let slots = self.slots();
        let humans = &self.humans[..self.arrived];
        let Some(event) = draw(&mut self.dice, (&self.edge, self.prisons), humans, &slots, now) else {
            return Ok(Stepped::Done);
        };
        self.happens(&event.act, event.ties);
        Ok(Stepped::Done)
    }

    /// Carries an act of prison life out, where it can be.
    pub(crate) fn happens(
        &mut self,
        act: &PrisonAct,
        ties: Option<(vocab::id::PrisonNumber, vocab::id::PrisonNumber)>,
    ) {
        let now = self.now();
        self.notes_moved(act);
        let done = self.edge.lock().prison.run(act, now);
        self.tell(|_| format!("  prison: {} {done:?}", serde_json::to_string(act).unwrap_or_default()));
        let done = done.is_ok();
        self.history.note(now, &self.edge, &self.humans);
        if !done {
            return;
        }
        let human = |number| self.humans.iter().position(|h| h.number == number);
        if let Some((a, b)) = ties.and_then(|(a, b)| Some((human(a)?, human(b)?))) {
            self.kept.ties.push((a, b));
            let tied = self.tied(&BTreeSet::from([a, b]));
            self.care.shake(&tied, now);
        }
    }

    /// Where an entry stood that staff are about to move.
    fn notes_moved(&mut self, act: &PrisonAct) {
        let PrisonAct::StaffMove { appointment, .. } = act else { return };
        let start = {
            let side = self.edge.lock();
            side.prison.appointments().find(|a| a.id == *appointment).and_then(super::truth::start)
        };
        self.kept.moved.entry(*appointment).or_default().extend(start);
    }

    /// Humans whose numbers are tied to any of these.
    pub(crate) fn tied(&self, humans: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut all = humans.clone();
        loop {
            let more: Vec<usize> = self
                .kept
                .ties
                .iter()
                .filter(|(a, b)| all.contains(a) != all.contains(b))
                .flat_map(|(a, b)| [*a, *b])
                .collect();
            if more.is_empty() {
                return all;
            }
            all.extend(more);
        }
    }

    fn slots(&self) -> Vec<Slot> {
        let now = self.now();
        self.care
            .bookings
            .iter()
            .filter(|b| b.held.start > now)
            .filter_map(|b| {
                let person = self.humans[self.care.patients[b.patient].human].number;
                Some(Slot { person, start: b.held.start, end: b.held.end, room: place_of(b.held.clinic)? })
            })
            .collect()
    }

    /// The prison's services send what is due; each is sent until it is acknowledged.
    pub(crate) fn events(&mut self) -> Step {
        let now = self.now();
        let notices = self.edge.lock().prison.notices_due(now);
        let mut left: Vec<_> = notices.iter().map(|n| n.ticket).collect();
        for notice in notices {
            self.totals.events += 1;
            self.tell(|_| format!("  event: {} {:?}", notice.kind, notice.subject));
            let driven = self.event(&notice.message_id, &notice.body);
            let acknowledged = match driven {
                Ok(Stepped::Done) => !self.edge.lock().calm && self.dice.permille(40),
                other => {
                    for ticket in left {
                        self.edge.lock().prison.undelivered(ticket, now);
                    }
                    return other;
                }
            };
            left.retain(|ticket| *ticket != notice.ticket);
            let mut side = self.edge.lock();
            // An acknowledgement may be lost on its way back, too.
            if acknowledged {
                side.prison.undelivered(notice.ticket, now);
            } else {
                side.prison.delivered(notice.ticket);
            }
        }
        Ok(Stepped::Done)
    }

    fn event(&mut self, message: &str, body: &str) -> Step {
        let feed = Feed::parse(EVENTS).ok_or(Stop::Wrong("setting up", "the feed's name".to_owned()))?;
        let digest = store::chain::hash(&[body.as_bytes()]);
        let key = (EVENTS.to_owned(), message.to_owned());
        if self.plan.flaw == Some(Flaw::AcknowledgesUnwritten) && self.dice.permille(100) {
            let seq = self.kept.acknowledged.values().map(|a| a.seq).max().unwrap_or_default();
            self.kept.acknowledged.entry(key).or_insert(Acknowledged { seq, digest });
            return Ok(Stepped::Done);
        }
        let meta = Meta::default();
        let receipt = driven!(self.drive(|p| p.crossing.receive(
            &feed,
            body.as_bytes().to_vec(),
            &meta,
            Some(message)
        )));
        self.totals.envelopes += u64::from(!receipt.replay);
        self.acknowledged(key, receipt.seq, digest);
        Ok(Stepped::Done)
    }

    fn acknowledged(&mut self, key: (String, String), seq: vocab::id::JournalSeq, digest: [u8; 32]) {
        match self.kept.acknowledged.get(&key) {
            Some(before) if before.seq != seq => {
                self.kept
                    .contradictions
                    .push(format!("{} was acknowledged as rows {:?} and {seq:?}", key.1, before.seq));
            }
            Some(_) => {}
            None => {
                self.kept.acknowledged.insert(key, Acknowledged { seq, digest });
            }
        }
    }

    pub(crate) fn errands(&mut self) -> Step {
        let mark = self.edge.lock().log.served.len();
        let driven = self.drive(|p| p.errands.step());
        self.forget_unwritten(!matches!(driven, Some(Ok(_))), mark);
        driven!(driven);
        Ok(Stepped::Done)
    }

    /// What was read when the process died was not written down.
    fn forget_unwritten(&self, died: bool, mark: usize) {
        if died {
            self.edge.lock().log.served.truncate(mark);
        }
    }

    pub(crate) fn delivers(&mut self) -> Step {
        if self.plan.flaw == Some(Flaw::DeliversNothing) {
            return Ok(Stepped::Done);
        }
        driven!(self.drive(|p| p.delivery.step_in_order()));
        Ok(Stepped::Done)
    }

    pub(crate) fn settles(&mut self) -> Step {
        driven!(self.drive(|p| p.timekeeper.step()));
        Ok(Stepped::Done)
    }

    fn sweeps(&mut self) -> Step {
        let prison = *self.dice.pick(&self.prisons.served());
        match self.dice.below(5) {
            0 => self.roll(prison),
            1 => self.old_again(prison),
            _ => {
                let days = self.dice.below(4);
                self.list(prison, days)
            }
        }
    }

    /// A sweep that could not read is tried another time.
    fn swept<T>(driven: Option<Result<T, crossing::sweep::SweepError>>) -> Step {
        match driven {
            None => Ok(Stepped::Died),
            Some(Ok(_) | Err(crossing::sweep::SweepError::Source(_))) => Ok(Stepped::Done),
            Some(Err(crossing::sweep::SweepError::Store(error))) => Err(error.into()),
        }
    }

    pub(crate) fn roll(&mut self, prison: vocab::place::PrisonCode) -> Step {
        let mark = self.edge.lock().log.served.len();
        let driven = self.drive(|p| p.errands.roll_call(prison));
        self.forget_unwritten(!matches!(driven, Some(Ok(_))), mark);
        Self::swept(driven)
    }

    pub(crate) fn old_again(&mut self, prison: vocab::place::PrisonCode) -> Step {
        Self::swept(self.drive(|p| p.errands.old_again(prison)))
    }

    /// Reads the lists of one of the coming days.
    pub(crate) fn list(&mut self, prison: vocab::place::PrisonCode, days: u64) -> Step {
        let mut date = self.now().london_date();
        for _ in 0..days {
            date = date.tomorrow().unwrap_or(date);
        }
        Self::swept(self.drive(|p| p.errands.lists(prison, date)))
    }

    /// Healthcare writes: what is on its way first, then something new, now and then something old.
    fn cares(&mut self) -> Step {
        let waiting = self.care.unanswered();
        if let Some(n) = waiting.filter(|_| self.dice.permille(700)) {
            return self.care_send(n);
        }
        if !self.care.writes.is_empty() && self.dice.permille(100) {
            let n = self.dice.index(self.care.writes.len());
            if self.care.writes[n].answered.is_some() {
                return self.care_send(n);
            }
        }
        self.care_draws();
        match self.care.unanswered() {
            Some(n) => self.care_send(n),
            None => Ok(Stepped::Done),
        }
    }

    /// Sends one write of the care system's.
    pub(crate) fn care_send(&mut self, n: usize) -> Step {
        let now = self.now();
        self.care.sent(n, now);
        let ctx = self.clinic(self.care.writes[n].prison.unwrap_or(self.prisons.here));
        let write = self.care.writes[n].clone();
        let digest = store::chain::hash(&[&write.body]);
        let resource = write.of.resource();
        let (body, ask, request) = (write.body.clone(), write.ask.clone(), write.request.clone());
        let driven = self
            .drive(|p| async move { p.crossing.care_act(&ctx, resource, body, ask, Some(&request)).await });
        self.tell(|_| {
            let answered = driven.as_ref().map(|d| d.as_ref().map(|receipt| &receipt.outcome).ok());
            format!("  care: {} {:?} {:?} {answered:?}", write.request, write.ask, write.of)
        });
        if let Some(Err(DiscloseError::NotFound)) = driven {
            return self.care.refused(n).map(|()| Stepped::Done).map_err(|why| Stop::Wrong("answers", why));
        }
        let receipt = driven!(driven);
        self.totals.envelopes += u64::from(!receipt.replay);
        self.acknowledged(("care-fhir".to_owned(), write.request.clone()), receipt.seq, digest);
        let Some(outcome) = receipt.outcome else {
            return Err(Stop::Wrong("journal", format!("{} was answered without an outcome", write.request)));
        };
        self.care.answered(n, receipt.seq, outcome).map_err(|why| Stop::Wrong("journal", why))?;
        Ok(Stepped::Done)
    }

    fn care_draws(&mut self) {
        let registered = self.care.patients.len();
        if registered < self.arrived && self.dice.permille(if registered < 3 { 800 } else { 200 }) {
            self.care.register(registered, &self.humans, &mut self.dice);
            return;
        }
        let known: Vec<usize> = (0..registered).filter(|p| self.care.patients[*p].id.is_some()).collect();
        if known.is_empty() {
            return;
        }
        let patient = *self.dice.pick(&known);
        if self.dice.permille(40) {
            let number = self.humans[self.care.patients[patient].human].number;
            let now = self.now();
            self.care.mend(patient, number, now);
            return;
        }
        let free: Vec<usize> = (0..self.care.bookings.len())
            .filter(|b| self.care.bookings[*b].id.is_some() && !self.care.is_busy(*b))
            .filter(|b| self.care.bookings[*b].held.state == State::Booked)
            .collect();
        if free.is_empty() || self.dice.permille(450) {
            let prison = if self.dice.permille(850) { self.prisons.here } else { self.prisons.there };
            let (now, span) = (self.now(), self.free_slot());
            if let Some(span) = span {
                self.care.book(patient, prison, span, now, &mut self.dice);
            }
            return;
        }
        let booking = *self.dice.pick(&free);
        self.care_changes(booking);
    }

    fn care_changes(&mut self, booking: usize) {
        let mut held = self.care.bookings[booking].held.clone();
        let stale = self.care.bookings[booking].version > 1 && self.dice.permille(150);
        match self.dice.below(10) {
            0..4 => {
                let Some((start, end)) = self.free_slot() else { return };
                (held.start, held.end) = (start, end);
            }
            4 => held.clinic = *self.dice.pick(&doubles::clinic::Clinic::ALL),
            5 => {
                // Nobody books in another prison's rooms: it is cancelled here, and booked there by those who may.
                let there =
                    if held.prison == self.prisons.here { self.prisons.there } else { self.prisons.here };
                let (patient, now, span) =
                    (self.care.bookings[booking].patient, self.now(), self.free_slot());
                if let Some(span) = span {
                    self.care.book(patient, there, span, now, &mut self.dice);
                }
                held.state = State::Cancelled;
            }
            6 => held.end = held.end.plus_seconds(300),
            7 => held.state = [State::Noshow, State::Fulfilled][self.dice.index(2)],
            _ => held.state = State::Cancelled,
        }
        self.care.change(booking, held, stale);
    }

    /// A slot in clinic hours of the coming days that no booking of the run has had.
    fn free_slot(&mut self) -> Option<(Instant, Instant)> {
        let now = self.now();
        for _ in 0..8 {
            let mut date = now.london_date();
            for _ in 0..self.dice.below(4) {
                date = date.tomorrow().ok()?;
            }
            let minutes = i64::try_from(8 * 60 + 5 * self.dice.below(108)).ok()?;
            // The hours of a day of 23 or 25 are counted on the wall.
            let noon = LondonTime::from_machine(date.at(12, 0, 0, 0)).ok()?.at();
            let start = noon.plus_seconds(60 * (minutes - 12 * 60));
            if start > now.plus_seconds(60)
                && start > london_midnight(date)
                && !self.care.owner.contains_key(&start)
            {
                let length = 10 + 5 * i64::try_from(self.dice.below(4)).ok()?;
                return Some((start, start.plus_seconds(60 * length)));
            }
        }
        None
    }

    /// Someone decides a link: mostly rightly.
    fn decides(&mut self) -> Step {
        let state = [LinkState::Proposed, LinkState::Proposed, LinkState::InDoubt, LinkState::Confirmed]
            [self.dice.index(4)];
        let links = self.links_in(state)?;
        let right = self.dice.permille(900);
        if links.is_empty() || state == LinkState::Confirmed && self.dice.permille(600) {
            return Ok(Stepped::Done);
        }
        let link = self.dice.pick(&links).clone();
        let same = self.is_same(&link);
        if same == right && state != LinkState::Confirmed {
            self.confirms(&link)
        } else if state == LinkState::Confirmed && same && right && self.dice.permille(500) {
            Ok(Stepped::Done)
        } else {
            self.rejects(&link)
        }
    }

    pub(crate) fn links_in(&self, state: LinkState) -> Result<Vec<IdentityLink>, Stop> {
        let Some(process) = &self.process else { return Ok(Vec::new()) };
        let mut links = process.crossing.store().read(|view| view.links_in_state(state, 200))?;
        links.sort_by_key(|l| l.id);
        Ok(links)
    }

    /// Whether a link is of one human, as far as this run knows it: a merge says that two numbers are one.
    pub(crate) fn is_same(&self, link: &IdentityLink) -> bool {
        let patient = self.care.patients.iter().find(|p| p.id == Some(link.patient));
        let human = self.humans.iter().position(|h| h.number == link.person);
        patient.map(|p| p.human) == human && human.is_some()
    }

    pub(crate) fn confirms(&mut self, link: &IdentityLink) -> Step {
        let stale = u32::from(self.dice.permille(100));
        let second = self.dice.permille(800).then(|| "second".to_owned());
        let act = Act::LinkConfirm { link: link.id, version: link.version.saturating_sub(stale), second };
        self.notes_linked(link);
        self.act(act)
    }

    fn notes_linked(&mut self, link: &IdentityLink) {
        let now = self.now();
        let human = self.humans.iter().position(|h| h.number == link.person);
        let patient = self.care.patients.iter().position(|p| p.id == Some(link.patient));
        if let (Some(human), Some(patient)) = (human, patient) {
            self.kept.linked.entry(patient).or_default().insert(human);
            self.care.patients[patient].shaken.get_or_insert(now);
        }
    }

    pub(crate) fn rejects(&mut self, link: &IdentityLink) -> Step {
        let version = link.version;
        let act = if link.state == LinkState::Proposed || self.dice.permille(300) {
            Act::LinkReject { link: link.id, version }
        } else {
            Act::LinkSplit { link: link.id, version }
        };
        self.notes_linked(link);
        self.act(act)
    }

    fn act(&mut self, act: Act) -> Step {
        let ctx = self.administrator();
        self.tell(|_| format!("  decided: {act:?}"));
        let receipt = driven!(self.drive_blocking(move |crossing| crossing.command(&ctx, act)));
        match receipt.outcome {
            Some(Outcome::Link { .. } | Outcome::NotDone(_)) => Ok(Stepped::Done),
            other => Err(Stop::Wrong("links", format!("a decision was answered {other:?}"))),
        }
    }

    fn switches(&mut self) -> Step {
        let mode = *self.dice.pick(&[Mode::Live, Mode::Live, Mode::Shadow, Mode::Off]);
        self.tell(|_| format!("  switched: {mode:?}"));
        driven!(self.switch(mode));
        Ok(Stepped::Done)
    }

    /// A nurse opens a panel, of a patient or by prison number.
    fn opens_a_panel(&mut self) -> Step {
        let known: Vec<usize> =
            (0..self.care.patients.len()).filter(|p| self.care.patients[*p].id.is_some()).collect();
        let by_number = known.is_empty() || self.dice.permille(350);
        let human = self.dice.index(self.arrived);
        let patient = if known.is_empty() { 0 } else { *self.dice.pick(&known) };
        let (key, allowed) = if by_number {
            (PanelKey::PrisonNumber(self.humans[human].number), BTreeSet::from([human]))
        } else {
            let Some(id) = self.care.patients[patient].id else { return Ok(Stepped::Done) };
            let mut allowed = BTreeSet::from([self.care.patients[patient].human]);
            allowed.extend(self.kept.linked.get(&patient).into_iter().flatten());
            (PanelKey::Patient(id), allowed)
        };
        let allowed = self.tied(&allowed);
        let asked_for =
            if by_number { format!("number of human {human}") } else { format!("patient {patient}") };
        let key = self.with_flaw(key, human);
        let ctx = self.nurse();
        let trace = ctx.trace;
        let Some(answer) = self.drive(|p| async move { p.crossing.panel(&ctx, key).await }) else {
            return Ok(Stepped::Died);
        };
        self.totals.reads += 1;
        // Where the book could not be written nothing was answered but that.
        if !matches!(answer, Err(DiscloseError::OurFault(_))) {
            self.kept.asked.push(trace);
        }
        match answer {
            Ok(panel) => {
                let text = panel.map(|p| serde_json_text(&p));
                let booked = text.booked();
                self.kept.shown.push(Shown { text: text.get().clone(), asked_for, allowed, booked });
                Ok(Stepped::Done)
            }
            Err(DiscloseError::NotFound) => Ok(Stepped::Done),
            Err(DiscloseError::OurFault(error)) => Err(error.into()),
            Err(other) => Err(Stop::Wrong("reads", format!("a panel was answered: {other}"))),
        }
    }

    fn with_flaw(&self, key: PanelKey, human: usize) -> PanelKey {
        match self.plan.flaw {
            Some(Flaw::AnswersWithAnother) => {
                PanelKey::PrisonNumber(self.humans[(human + 1) % self.arrived].number)
            }
            _ => key,
        }
    }

    fn waits(&mut self) -> Step {
        let seconds = match self.dice.below(10) {
            0..3 => 1 + self.dice.below(30),
            3..6 => 30 + self.dice.below(300),
            6..9 => 300 + self.dice.below(2_400),
            _ => 2_400 + self.dice.below(10_000),
        };
        self.clock.advance_seconds(i64::try_from(seconds).unwrap_or(1));
        self.days_begin()
    }
}

fn serde_json_text(panel: &crossing::disclose::panel::Panel) -> String {
    serde_json::to_string(panel).unwrap_or_default()
}
