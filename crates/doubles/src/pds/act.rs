//! What happens to people at PDS. None of it is ours to do: GP systems, the registration service and hospitals do it.

use super::{Pds, Person};
use crate::written;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use vocab::Instant;
use vocab::id::{NhsNumber, OdsCode};
use vocab::registration::{Address, Death};

/// One thing that happens to one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    /// A record is made: of somebody without practice and address.
    Appear {
        /// Under which number.
        #[serde(with = "written::nhs")]
        number: NhsNumber,
        /// Family name.
        family: String,
        /// Given name.
        given: String,
        /// Born.
        born: Date,
    },
    /// A practice takes somebody on; it takes the place of the one before.
    Register {
        /// Whom.
        #[serde(with = "written::nhs")]
        number: NhsNumber,
        /// Which.
        practice: OdsCode,
    },
    /// Somebody lives elsewhere.
    Move {
        /// Who.
        #[serde(with = "written::nhs")]
        number: NhsNumber,
        /// Where.
        address: Address,
    },
    /// No practice has them any more; the last one is remembered.
    Suspend {
        /// Whom.
        #[serde(with = "written::nhs")]
        number: NhsNumber,
    },
    /// Place and practice are kept back.
    Restrict {
        /// Whose.
        #[serde(with = "written::nhs")]
        number: NhsNumber,
    },
    /// They are no more.
    Unrestrict {
        /// Whose.
        #[serde(with = "written::nhs")]
        number: NhsNumber,
    },
    /// Another number stands for this one, with its own record.
    Supersede {
        /// Which.
        #[serde(with = "written::nhs")]
        number: NhsNumber,
        /// The one that stands.
        #[serde(with = "written::nhs")]
        by: NhsNumber,
    },
    /// The number is taken out of use, and no other stands for it.
    Invalidate {
        /// Which.
        #[serde(with = "written::nhs")]
        number: NhsNumber,
    },
    /// Somebody is reported dead, or the registrar certifies it.
    Die {
        /// Who.
        #[serde(with = "written::nhs")]
        number: NhsNumber,
        /// How it is known.
        how: Death,
    },
    /// It was a mistake.
    Live {
        /// Who.
        #[serde(with = "written::nhs")]
        number: NhsNumber,
    },
}

/// Why something cannot happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Impossible {
    /// Nobody has this number.
    #[error("nobody has this number")]
    Nobody,
    /// Somebody has it, or had it.
    #[error("the number is taken")]
    Taken,
    /// A number cannot stand for itself.
    #[error("a number cannot stand for itself")]
    Itself,
}

impl Pds {
    /// Carries out an act.
    ///
    /// # Errors
    /// [`Impossible`]: then nothing has happened.
    pub fn run(&mut self, act: &Act, now: Instant) -> Result<(), Impossible> {
        let today = now.london_date();
        match act {
            Act::Appear { number, family, given, born } => {
                return self.appear(*number, family, given, *born);
            }
            Act::Supersede { number, by } => return self.supersede(*number, *by),
            Act::Invalidate { number } => {
                self.people.remove(number).ok_or(Impossible::Nobody)?;
                self.invalidated.insert(*number);
            }
            Act::Register { number, practice } => {
                self.changed(*number)?.practice = Some((practice.clone(), today));
            }
            Act::Move { number, address } => self.changed(*number)?.address = Some((address.clone(), today)),
            Act::Suspend { number } => {
                let person = self.changed(*number)?;
                if let Some((practice, _)) = person.practice.take() {
                    person.practice_before = Some(practice);
                }
            }
            Act::Restrict { number } => self.changed(*number)?.is_restricted = true,
            Act::Unrestrict { number } => self.changed(*number)?.is_restricted = false,
            Act::Die { number, how } => self.changed(*number)?.death = Some((*how, now)),
            Act::Live { number } => self.changed(*number)?.death = None,
        }
        Ok(())
    }

    /// Somebody whose record is about to change.
    fn changed(&mut self, number: NhsNumber) -> Result<&mut Person, Impossible> {
        let person = self.people.get_mut(&number).ok_or(Impossible::Nobody)?;
        person.version += 1;
        Ok(person)
    }

    fn appear(&mut self, number: NhsNumber, family: &str, given: &str, born: Date) -> Result<(), Impossible> {
        let was_used = self.superseded.contains_key(&number) || self.invalidated.contains(&number);
        if was_used || self.people.contains_key(&number) {
            return Err(Impossible::Taken);
        }
        let person = Person {
            family: family.to_owned(),
            given: given.to_owned(),
            born,
            practice: None,
            practice_before: None,
            address: None,
            is_restricted: false,
            death: None,
            version: 1,
        };
        self.people.insert(number, person);
        Ok(())
    }

    fn supersede(&mut self, number: NhsNumber, by: NhsNumber) -> Result<(), Impossible> {
        if number == by {
            return Err(Impossible::Itself);
        }
        if !self.people.contains_key(&number) || !self.people.contains_key(&by) {
            return Err(Impossible::Nobody);
        }
        self.people.remove(&number);
        self.superseded.insert(number, by);
        Ok(())
    }
}
