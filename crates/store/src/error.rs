//! What can go wrong with the books.

/// A failure of the store. No message holds anything of a person.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// `SQLite` refused or failed.
    #[error("the store's database failed")]
    Database(#[from] rusqlite::Error),
    /// The library is one whose write-ahead log can corrupt.
    #[error("SQLite {found} can corrupt its log; 3.51.3 or later is needed")]
    SqliteTooOld {
        /// The version that was found.
        found: &'static str,
    },
    /// A file could not be used.
    #[error("{what}: {path}")]
    File {
        /// What was tried.
        what: &'static str,
        /// On which file.
        path: String,
        /// Why it failed.
        #[source]
        source: std::io::Error,
    },
    /// Another process has the store open.
    #[error("another Gatelodge has this store open ({path}); stop it, or give another --data")]
    Locked {
        /// The lock file.
        path: String,
    },
    /// The clock is behind the last row.
    #[error("the clock is {seconds} s behind the journal's last row; set the clock, then start again")]
    ClockBehind {
        /// By how much.
        seconds: i64,
    },
    /// A stored row does not read as what it should be.
    #[error("{table} row {row} does not read: {why}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// Its key, as far as that is not a person's.
        row: String,
        /// What is wrong.
        why: String,
    },
    /// A decision was made on a version that is no longer there.
    #[error("{what} changed meanwhile")]
    Moved {
        /// What changed.
        what: &'static str,
    },
    /// A decision named more subjects than one unit may have.
    #[error("a unit names {named} subjects; {most} are allowed")]
    TooManySubjects {
        /// How many.
        named: usize,
        /// The limit.
        most: usize,
    },
    /// The one writer has stopped. What was sent and not answered may be durable or not: send it again.
    #[error("the store is closed")]
    Closed,
    /// The group that this unit was in could not be committed. Nothing of it is durable; where the disk failed while
    /// it synced, the next start may yet find the group whole. Send it again: its source makes it a replay then.
    #[error("the store could not write: {why}")]
    NotWritten {
        /// Why, as far as may be said.
        why: String,
    },
    /// The store was made by a newer Gatelodge.
    #[error("this store has layout {found}; this Gatelodge knows layout {known}")]
    Layout {
        /// The store's.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// What was made from the journal has the form of another Gatelodge.
    #[error(
        "what this store made from its journal has form {found} and this Gatelodge reads form {known}: \
         run `gatelodge rebuild`, which makes it again; nothing is lost"
    )]
    Records {
        /// The store's.
        found: u64,
        /// Ours.
        known: u64,
    },
    /// Something asked of the store cannot be.
    #[error("{0}")]
    Refused(String),
}

impl StoreError {
    /// What went wrong with the whole transaction, not with one unit of it: no more may be written in it.
    pub(crate) fn sinks_group(&self) -> bool {
        use rusqlite::ErrorCode as Code;
        let Self::Database(error) = self else { return false };
        matches!(
            error.sqlite_error_code(),
            Some(
                Code::DiskFull
                    | Code::SystemIoFailure
                    | Code::OutOfMemory
                    | Code::OperationInterrupted
                    | Code::DatabaseBusy
                    | Code::DatabaseLocked
                    | Code::CannotOpen
                    | Code::ReadOnly
                    | Code::FileLockingProtocolFailed
            )
        )
    }

    /// The file itself is damaged, or holds a value that nobody wrote.
    pub(crate) fn is_damage(&self) -> bool {
        use rusqlite::Error as E;
        use rusqlite::ErrorCode as Code;
        let Self::Database(error) = self else { return false };
        let is_odd =
            matches!(error, E::IntegralValueOutOfRange(..) | E::InvalidColumnType(..) | E::Utf8Error(..));
        is_odd || matches!(error.sqlite_error_code(), Some(Code::DatabaseCorrupt | Code::NotADatabase))
    }

    /// The error with its cause, for the log and for those whose group it sank. `SQLite` names columns, never values.
    pub(crate) fn whole(&self) -> String {
        use std::error::Error as _;
        self.source().map_or_else(|| self.to_string(), |cause| format!("{self}: {cause}"))
    }

    pub(crate) fn corrupt(
        table: &'static str,
        row: impl std::fmt::Display,
        why: impl std::fmt::Display,
    ) -> Self {
        Self::Corrupt { table, row: row.to_string(), why: why.to_string() }
    }

    pub(crate) fn file(what: &'static str, path: &std::path::Path, source: std::io::Error) -> Self {
        Self::File { what, path: path.display().to_string(), source }
    }
}

/// Short for a result of the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
