//! Defects put in on purpose: each checker must be seen to fire on the one that it is for.

/// A defect of what the simulator runs. None in an honest run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// An event is acknowledged to its sender and not written down.
    AcknowledgesUnwritten,
    /// Cancellations are said to be done and are not sent.
    CancelsNothing,
    /// Each create is sent twice.
    CreatesTwice,
    /// The clinic's own name is written on the prison's list.
    SpeaksClinicName,
    /// A panel is answered with another patient's.
    AnswersWithAnother,
    /// Reading alerts loses one.
    LosesAnAlert,
    /// A byte of a body in the journal is changed behind the store's back.
    ChangesARow,
    /// What rebuilds is not what decided: it settles after another time.
    RebuildsOtherwise,
    /// An answer leaves without a row in the gate book.
    AnswersUnbooked,
    /// Nothing is delivered any more.
    DeliversNothing,
    /// The lists come in a form that their path does not have.
    GarblesTheLists,
    /// A message is deleted from its queue before it is written down.
    DeletesBeforeWritten,
    /// "Not yours to see" is taken for "has left".
    TakesHiddenForLeft,
    /// The rules do not say that the prison filters its alerts.
    FilterUntold,
    /// We write where staff are to enter.
    WritesWhereStaffEnter,
    /// What one clerk has in a file is given to another.
    GivesAFileTwice,
    /// Reports are taken for settled as soon as they are read.
    SettlesAtOnce,
    /// A page writes down yes for somebody who said no.
    TypesYesForNo,
    /// A page says that a line was written down, and has written nothing.
    LosesALine,
    /// A door lets somebody of the prison in as a nurse.
    TellsAnOfficer,
    /// Registration is said to be live, and is on trial.
    LiveInNameOnly,
    /// PDS is answered from what it said the first time.
    AnswersOldPds,
    /// What PDS keeps back is taken for what it does not have.
    TakesKeptForNone,
}
