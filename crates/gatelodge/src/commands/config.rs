//! `config`: check, show.

use crate::args::ConfigCommand;
use crate::config::Config;
use crate::house::{self, Folder};
use crate::{Ended, Failed};

pub(super) fn run(args: &ConfigCommand) -> Result<Ended, Failed> {
    match args {
        ConfigCommand::Check { file } => match Config::read(file) {
            Ok(_) => {
                println!("{} can be kept.", file.display());
                Ok(Ended::Done)
            }
            Err(error) => {
                println!("{error}");
                Ok(Ended::Refused)
            }
        },
        ConfigCommand::Show { data } => {
            println!("{}", house::config(&Folder(data.data.clone()), data.config.as_deref())?.shown());
            Ok(Ended::Done)
        }
    }
}
