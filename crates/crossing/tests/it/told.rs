//! Somebody in custody who is asked about a GP, and PDS as it stands behind the engine's port.

use crate::support::{Site, code, patient};
use crossing::disclose::choice::ChoiceView;
use crossing::port::{Demographics, Later, SourceAnswer, SourceError};
use crossing::readings::Readings;
use crossing::understood::{Act, NotDone, Outcome};
use crossing::{Context, WordingIs};
use doubles::pds::{self, Pds};
use doubles::prison::{Act as Happens, Call};
use registration::recording::Refusal;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use vocab::Clock;
use vocab::crossing::{Feed, Flow, Mode, Purpose, Role, TaskKey};
use vocab::id::{EntryId, NhsNumber, OdsCode, PatientId, PrisonNumber, TraceId};
use vocab::registration::{
    Answer, Heard, Means, Registration, Said, Shown, Situation, Stay, Talk, TeachBack,
};

/// Boyd's NHS number.
pub(crate) const NHS: &str = "9990110689";

/// The practice of Moorland's health unit.
pub(crate) const HERE: &str = "Y05537";

/// A practice at home.
pub(crate) const HOME: &str = "A81001";

pub(crate) fn nhs(text: &str) -> NhsNumber {
    NhsNumber::parse(text).unwrap()
}

pub(crate) fn ods(text: &str) -> OdsCode {
    OdsCode::parse(text).unwrap()
}

/// Somebody who is asked.
pub(crate) struct Told {
    pub site: Site,
    pub who: PrisonNumber,
    pub patient: PatientId,
}

impl std::ops::Deref for Told {
    type Target = Site;
    fn deref(&self) -> &Site {
        &self.site
    }
}

/// Boyd, on remand in Moorland since the day before yesterday, linked; the part is live in Moorland and Leeds.
pub(crate) fn told() -> Told {
    let site = Site::at("2026-11-03T18:40:00Z");
    let who = site.boyd_arrives();
    site.settling_time_goes_by();
    let patient = site.patient(&patient("p1", Some("A8100KB"), ("Kieran", "Boyd"), "2002-04-01", Some(NHS)));
    let told = Told { site, who, patient };
    told.mode("MDI", Mode::Live);
    told.mode("HLI", Mode::Live);
    told.it_is("2026-11-05T10:00:00Z");
    told
}

impl Told {
    pub(crate) fn mode(&self, prison: &str, mode: Mode) {
        let head = self.caller_in(prison, "head", Role::HeadOfHealthcare, Purpose::Operations);
        let set = Act::ModeSet { flow: Flow::Registration, prison: code(prison), mode };
        self.crossing().command(&head, set).unwrap();
    }

    pub(crate) fn nurse_of(&self, prison: &str) -> Context {
        self.caller_in(prison, "katie", Role::Clinician, Purpose::DirectCare)
    }

    pub(crate) fn view_in(&self, prison: &str) -> ChoiceView {
        let nurse = self.nurse_of(prison);
        self.runtime.block_on(self.crossing().choice(&nurse, self.patient)).unwrap().get().clone()
    }

    pub(crate) fn view(&self) -> ChoiceView {
        self.view_in("MDI")
    }

    pub(crate) fn stay(&self) -> Stay {
        Stay { person: self.who, number: self.custody(self.who).stay }
    }

    pub(crate) fn talk(&self, answer: Answer) -> Talk {
        let decided = matches!(answer, Answer::Yes | Answer::No);
        let heard = Heard::SaidBack;
        Talk {
            held: self.now(),
            stay: self.stay(),
            shown: Shown {
                language: "en-GB".to_owned(),
                situation: Situation::HasGp,
                version: "2026-11-23".to_owned(),
                hash: "0".repeat(64),
            },
            means: vec![Means::ReadAloud],
            interpreter: None,
            said_back: TeachBack { gp_at_home: heard, seen_anyway: heard, may_change: heard, words: None },
            answer,
            later: (answer == Answer::NotNow).then_some(vocab::registration::Later::Unwell),
            again: (!decided).then(|| self.now().london_date()),
        }
    }

    /// A nurse records it in a checked wording.
    pub(crate) fn adds_in(&self, prison: &str, said: Said) -> Outcome {
        let version = self.view_in(prison).version;
        self.adds_to(prison, version, said, WordingIs::Checked)
    }

    pub(crate) fn adds_to(&self, prison: &str, version: u32, said: Said, wording: WordingIs) -> Outcome {
        let act = Act::ChoiceLine { patient: self.patient, version, said: Box::new(said), wording };
        self.crossing().command(&self.nurse_of(prison), act).unwrap().outcome.unwrap()
    }

    #[track_caller]
    pub(crate) fn says(&self, answer: Answer) {
        let talk = self.talk(answer);
        let added = self.adds_in("MDI", Said::Talk(Box::new(talk)));
        assert!(matches!(added, Outcome::Chosen { .. }), "{added:?}");
    }

    #[track_caller]
    pub(crate) fn refused(&self, said: Said) -> Vec<Refusal> {
        match self.adds_in("MDI", said) {
            Outcome::NotDone(NotDone::Choice(why)) => why,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn hears_of(&self, act: &Happens) {
        self.goes_on_seconds(600);
        self.happens(act);
        self.hears();
    }

    pub(crate) fn transferred(&self) {
        self.hears_of(&Happens::TransferOut { number: self.who, to: code("HLI"), reason: "NOTR".to_owned() });
        self.hears_of(&Happens::TransferIn { number: self.who });
        self.settling_time_goes_by();
    }

    pub(crate) fn register(&self, prison: &str) -> TaskKey {
        TaskKey::Register(self.patient, code(prison))
    }

    pub(crate) fn last_line_in(&self, prison: &str) -> EntryId {
        let last = self.view_in(prison).lines.remove(0);
        last.id
    }
}

/// PDS behind the engine's port, without a socket.
pub(crate) struct Spine {
    feed: Feed,
    pub pds: Mutex<Pds>,
    clock: Arc<dyn Clock>,
    /// What the next readings meet in place of an answer.
    pub refuses: Mutex<VecDeque<SourceError>>,
    /// Under which number and id each reading was asked for.
    pub asked: Mutex<Vec<(NhsNumber, TraceId)>>,
}

impl Spine {
    /// A service that knows Boyd, on the list of the practice at home.
    pub(crate) fn of(told: &Told) -> Arc<Self> {
        let clock: Arc<dyn Clock> = told.clock.clone();
        let spine = Self {
            feed: Feed::parse("national-pds").unwrap(),
            pds: Mutex::new(Pds::new(1, "https://tokens.test/oauth2/token")),
            clock,
            refuses: Mutex::default(),
            asked: Mutex::default(),
        };
        spine.appears(NHS, ("BOYD", "KIERAN"), "2002-04-01");
        spine.registers(NHS, HOME);
        Arc::new(spine)
    }

    pub(crate) fn happens(&self, act: &pds::Act) {
        self.pds.lock().unwrap().run(act, self.clock.now()).unwrap();
    }

    pub(crate) fn appears(&self, number: &str, (family, given): (&str, &str), born: &str) {
        let (family, given) = (family.to_owned(), given.to_owned());
        self.happens(&pds::Act::Appear { number: nhs(number), family, given, born: born.parse().unwrap() });
    }

    pub(crate) fn registers(&self, number: &str, practice: &str) {
        self.happens(&pds::Act::Register { number: nhs(number), practice: ods(practice) });
    }

    fn answer(&self, number: NhsNumber) -> SourceAnswer {
        let now = self.clock.now();
        let mut pds = self.pds.lock().unwrap();
        let token = pds.token_give(now);
        let path = format!("/Patient/{}", number.text());
        let call = Call::new("GET", &format!("{}{path}", pds::BASE))
            .header("authorization", &format!("Bearer {token}"))
            .header("x-request-id", "60E0B220-8136-4CA5-AE46-1D97EF59D068");
        let reply = pds.call(&call, now).reply().unwrap();
        let body = reply.body.to_vec();
        SourceAnswer { method: "GET", path, status: reply.status, location: None, body, asked: now }
    }
}

impl Demographics for Spine {
    fn feed(&self) -> &Feed {
        &self.feed
    }

    fn read<'a>(
        &'a self,
        number: NhsNumber,
        asking: &'a TraceId,
    ) -> Later<'a, Result<SourceAnswer, SourceError>> {
        self.asked.lock().unwrap().push((number, *asking));
        let refused = self.refuses.lock().unwrap().pop_front();
        Box::pin(async move { refused.map_or_else(|| Ok(self.answer(number)), Err) })
    }
}

impl Told {
    /// Reads whoever is due, until nobody is; how many were answered.
    pub(crate) fn reads_pds(&self, spine: &Arc<Spine>) -> usize {
        let source: Arc<dyn Demographics> = spine.clone();
        let readings = Readings::new(Arc::clone(self.crossing()), source);
        let mut answered = 0;
        loop {
            self.goes_on_seconds(1);
            match self.runtime.block_on(readings.step()).unwrap() {
                0 => return answered,
                more => answered += more,
            }
        }
    }

    /// Days go by, and PDS is read on each.
    pub(crate) fn days_go_by_reading(&self, spine: &Arc<Spine>, days: u32) {
        for _ in 0..days {
            self.goes_on_seconds(86_400);
            self.settles();
            self.reads_pds(spine);
        }
    }

    /// What waits for somebody to do, but the steps of leaving.
    pub(crate) fn gp_tasks(&self) -> Vec<TaskKey> {
        let mut tasks = self.tasks();
        tasks.retain(|task| !matches!(task, TaskKey::Leaving(..)));
        tasks
    }

    /// The steps of leaving that wait.
    pub(crate) fn steps(&self) -> Vec<vocab::registration::LeavingStep> {
        let step = |task| if let TaskKey::Leaving(_, _, step) = task { Some(step) } else { None };
        self.tasks().into_iter().filter_map(step).collect()
    }

    pub(crate) fn registration(&self) -> Registration {
        self.registration_of(self.patient).unwrap()
    }

    pub(crate) fn registration_of(&self, patient: PatientId) -> Option<Registration> {
        let known = self.crossing().store().read(|view| view.registration(patient)).unwrap();
        known.map(|sealed| sealed.open(&crate::support::OPENER))
    }
}
