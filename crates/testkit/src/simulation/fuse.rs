//! Crashes at a chosen point of a step, the same at every run of a seed.
//!
//! A process that dies takes with it what it was waiting for. Here a step is a future, and dying is dropping it at one
//! of these points: while the lane writes (the unit is kept, or its transaction is lost), before or after a request
//! to the other side, during a read of it. The lane asks the clock once for each row, so the clock is where the lane
//! is met; everything else is met where the other side is played.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use vocab::time::ManualClock;
use vocab::{Clock, Instant};

/// The name that the store gives its lane's thread.
const LANE: &str = "lane";

/// Where a step dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Point {
    /// At the so-manieth row that the lane writes: it is durable, and nobody hears of it.
    LaneKeeps(u32),
    /// At the so-manieth row that the lane writes: its transaction is lost.
    LaneLoses(u32),
    /// An attempt is written down, its request has not left.
    BeforeWrite,
    /// The other side has carried a request out, its answer was not seen.
    AfterWrite,
    /// A read was answered, and nothing of it written down.
    AfterRead,
    /// What came from a queue is written down, and none of it deleted there.
    BeforeDelete,
}

#[derive(Default)]
struct State {
    armed: Option<Point>,
    burnt: bool,
    released: bool,
    waker: Option<Waker>,
}

/// What decides whether a step dies, and where.
#[derive(Default)]
pub(crate) struct Fuse {
    state: Mutex<State>,
    released: Condvar,
}

impl Fuse {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next step dies there, if it comes there.
    pub(crate) fn arm(&self, point: Option<Point>) {
        *self.lock() = State { armed: point, ..State::default() };
    }

    /// The step has died.
    pub(crate) fn is_burnt(&self) -> bool {
        self.lock().burnt
    }

    /// Lets a lane go on that was stopped where its row was about to be answered.
    pub(crate) fn release(&self) {
        self.lock().released = true;
        self.released.notify_all();
    }

    fn burn(state: &mut State) {
        state.armed = None;
        state.burnt = true;
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
    }

    /// A step comes to a point on the other side: it ends there when that is where it dies.
    pub(crate) async fn pass(&self, point: Point) {
        let dies = {
            let mut state = self.lock();
            let dies = state.armed == Some(point);
            if dies {
                Self::burn(&mut state);
            }
            dies
        };
        if dies {
            std::future::pending::<()>().await;
        }
    }

    /// The lane gives a row its time.
    fn lane_passes(&self) {
        let mut state = self.lock();
        match state.armed {
            Some(Point::LaneKeeps(n)) if n > 1 => state.armed = Some(Point::LaneKeeps(n - 1)),
            Some(Point::LaneLoses(n)) if n > 1 => state.armed = Some(Point::LaneLoses(n - 1)),
            Some(Point::LaneKeeps(_)) => {
                Self::burn(&mut state);
                while !state.released {
                    state = self.released.wait(state).unwrap_or_else(PoisonError::into_inner);
                }
            }
            Some(Point::LaneLoses(_)) => {
                Self::burn(&mut state);
                drop(state);
                // Not a panic of anybody's: the thread ends here as a killed one would, and SQLite forgets the rest.
                std::panic::resume_unwind(Box::new("the simulated process died"));
            }
            _ => {}
        }
    }

    /// Runs a step to its end, or to where it dies.
    pub(crate) fn guard<F: Future>(&self, step: F) -> Guarded<'_, F> {
        Guarded { fuse: self, step: Box::pin(step) }
    }
}

/// A step that may die.
pub(crate) struct Guarded<'f, F> {
    fuse: &'f Fuse,
    step: Pin<Box<F>>,
}

impl<F: Future> Future for Guarded<'_, F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        {
            let mut state = self.fuse.lock();
            if state.burnt {
                return Poll::Ready(None);
            }
            state.waker = Some(context.waker().clone());
        }
        let polled = self.step.as_mut().poll(context);
        match polled {
            _ if self.fuse.is_burnt() => Poll::Ready(None),
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending => Poll::Pending,
        }
    }
}

/// The clock of a simulated process: moved by hand, and the place where its lane can be met.
pub(crate) struct FuseClock {
    hands: ManualClock,
    fuse: Arc<Fuse>,
}

impl FuseClock {
    pub(crate) fn at(at: Instant, fuse: Arc<Fuse>) -> Self {
        Self { hands: ManualClock::at(at), fuse }
    }

    /// Moves it on by milliseconds.
    pub(crate) fn advance_millis(&self, millis: i64) {
        let now = self.hands.now();
        self.hands.set(Instant::from_micros(now.micros() + millis * 1_000));
    }

    /// Moves it on.
    pub(crate) fn advance_seconds(&self, seconds: i64) {
        self.hands.advance_seconds(seconds);
    }
}

impl Clock for FuseClock {
    fn now(&self) -> Instant {
        if std::thread::current().name() == Some(LANE) {
            self.fuse.lane_passes();
        }
        self.hands.now()
    }
}
