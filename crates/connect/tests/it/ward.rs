//! A ward over the double: its roll, its errands, the queue of its events, and the clock that all of them live by.

use crate::moorland::{BOYD, Moorland, SHAW, client, feed, number, prison, rules};
use crate::polled::{AT_ONCE, Polled};
use connect::client::{Client, Secret, Settings};
use connect::hmpps_external::HmppsExternal;
use connect::queue::{Consumer, ExternalToken};
use crossing::disclose::ages::{Age, Colour};
use crossing::disclose::board::Board;
use crossing::disclose::panel::PanelKey;
use crossing::errands::Errands;
use crossing::{Context, Crossing, Freshness, Sources};
use doubles::prison::{CallFault, QueueSettings, Spell};
use std::sync::Arc;
use vocab::crossing::{Caller, Purpose, Role};
use vocab::id::TraceId;
use vocab::prison::Aspect;
use vocab::seed::SeedStream;
use vocab::{Clock, Instant};

pub(crate) const QUEUE: &str = "gatelodge-events";

/// Amber after twenty minutes, red after forty.
pub(crate) const AMBER_SECONDS: i64 = 1_200;

pub(crate) struct Ward {
    pub(crate) moorland: Moorland,
    pub(crate) polled: Polled,
    pub(crate) errands: Errands,
    pub(crate) consumer: Consumer,
}

impl Ward {
    /// Shaw and Boyd, read over a client with these limits.
    pub(crate) async fn open(limits: Settings) -> Self {
        let moorland = Moorland::open().await;
        let mut of = rules();
        for fresh in of.freshness.values_mut() {
            *fresh = Freshness { amber_seconds: AMBER_SECONDS, red_seconds: 2 * AMBER_SECONDS };
        }
        let polled = Polled::with(&moorland.clock, moorland.clock.clone(), of).await;
        let clock: Arc<dyn Clock> = moorland.clock.clone();
        let client = Client::new(limits, clock, Arc::new(SeedStream::new(7))).unwrap();
        let client = Arc::new(client.telling("hmpps", Arc::clone(polled.crossing.conditions())));
        let source = HmppsExternal::new(client, moorland.base.clone(), Secret::new("moorland"), feed());
        let sources = Sources::new(Arc::new(polled.crossing.rules().clone()), vec![Arc::new(source)]);
        let errands = Errands::over(Arc::clone(&polled.crossing), Arc::new(sources));
        let consumer = Self::consumer(&moorland, &polled);
        Self { moorland, polled, errands, consumer }
    }

    /// Of Moorland's own queue, whose credentials live for days: the services may be away for hours.
    fn consumer(moorland: &Moorland, polled: &Polled) -> Consumer {
        let now = moorland.shared.now();
        let mut world = moorland.shared.lock();
        world.consumer_queue("moorland", QUEUE, QueueSettings::default(), now);
        world.token_seconds(7 * 86_400);
        drop(world);
        let quick = client(crate::moorland::quick(), &moorland.clock);
        let token = ExternalToken::new(quick, moorland.base.clone(), Secret::new("moorland").into());
        let url = format!("http://{}/000000000000/{QUEUE}", moorland.base.host());
        polled.consumer(&url, "eu-west-2", Arc::new(token), AT_ONCE)
    }

    pub(crate) fn now(&self) -> Instant {
        self.moorland.clock.now()
    }

    /// What everything meets, from now on and for so long.
    pub(crate) fn meets(&self, fault: CallFault, seconds: i64) {
        self.moorland.shared.lock().faults.spells = vec![Spell::new(fault, self.now(), seconds)];
    }

    /// So many minutes go by: events are taken in, what is old is made due, and what is due is read.
    pub(crate) async fn minutes(&self, count: u32) {
        for _ in 0..count {
            self.moorland.clock.advance_seconds(60);
            // What a queue cannot do is on the board.
            let _ = self.consumer.step().await;
            if self.now().micros() / 60_000_000 % 5 == 0 {
                let _ = self.errands.roll_call(prison("MDI")).await;
                self.errands.old_again(prison("MDI")).await.unwrap();
            }
            for _ in 0..3 {
                self.errands.step().await.unwrap();
            }
        }
    }

    fn ctx(&self, account: &str, role: Role, purpose: Purpose) -> Context {
        let at = (role == Role::Clinician).then(|| prison("MDI"));
        let crossing = &self.polled.crossing;
        Context {
            caller: Caller { account: account.to_owned(), role, prison: at },
            purpose,
            prison: at,
            now: self.now(),
            trace: TraceId::from_uuid(crossing.rng().seed().id(self.now(), 0)),
        }
    }

    pub(crate) async fn board(&self) -> Board {
        let ctx = self.ctx("ines", Role::IntegrationEngineer, Purpose::Operations);
        self.polled.crossing.board(&ctx).await.unwrap().get().clone()
    }

    /// How old what a nurse sees of somebody is.
    pub(crate) async fn ages(&self, who: &str) -> Vec<Age> {
        let ctx = self.ctx("katie", Role::Clinician, Purpose::DirectCare);
        let panel = self.polled.crossing.panel(&ctx, PanelKey::PrisonNumber(number(who))).await.unwrap();
        panel.get().ages.0.clone()
    }

    /// The worst of them.
    pub(crate) async fn colour(&self, who: &str) -> Colour {
        self.ages(who).await.iter().map(|age| age.colour).max().unwrap()
    }

    /// What is known of everybody equals what somebody learns who reads it now for the first time.
    pub(crate) async fn equals_the_truth(&self) {
        let fresh = Self::open(crate::moorland::quick()).await;
        let truth = self.moorland.shared.lock().save().unwrap();
        *fresh.moorland.shared.lock() = doubles::prison::Prison::restore(&truth, self.now()).unwrap();
        fresh.moorland.shared.lock().faults = doubles::prison::Faults::default();
        fresh.moorland.clock.advance_seconds(self.now().seconds_since(fresh.now()));
        fresh.errands.roll_call(prison("MDI")).await.unwrap();
        fresh.errands.old_again(prison("MDI")).await.unwrap();
        for _ in 0..5 {
            fresh.errands.step().await.unwrap();
        }
        let aspects = [Aspect::Place, Aspect::Identity, Aspect::Alerts, Aspect::NonAssociations];
        for who in [SHAW, BOYD] {
            for aspect in aspects {
                let seen = |crossing: &Crossing| {
                    let seen = crossing.store().read(|view| view.seen(number(who), aspect)).unwrap();
                    seen.map(|(digest, _)| digest)
                };
                let (known, truth) = (seen(&self.polled.crossing), seen(&fresh.polled.crossing));
                assert!(known.is_some() && known == truth, "{who} {aspect:?}");
            }
        }
    }
}
