//! Appointments: as we write them ([`Appointment`]) and as care systems send them ([`read`]).

mod author;
mod incoming;

pub use author::{Appointment, AppointmentFault, AppointmentState, Span};
pub use incoming::{IncomingAppointment, PatientMention, PlaceMention, ReceivedCode, from_resource, read};
