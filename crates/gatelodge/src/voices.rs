//! The machine's voice: each text of the conversation that espeak-ng can read, made beforehand and kept.
//!
//! It promises: nothing is made while a page waits; a file stands whole under its name or not at all; where the two
//! programs are missing, nothing is made and the pages say that there is no voice. It speaks the wordings that are
//! compiled in and never anything of a person.
//!
//! MP3, since every tablet plays it: an iPad of ten years ago plays no Ogg, and WAV is ten times the size. A text is
//! about 30 kB.

use registration::wording::{Language, SITUATIONS, Spoken, Wordings};
use serve::Stop;
use std::collections::VecDeque;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use web::talk::voice::{Voices, place};

/// Words a minute: slower than espeak-ng's own 175, for whoever hears it in a second language.
const WORDS_A_MINUTE: &str = "140";

/// Bits a second, in thousands: enough for speech.
const KILOBITS: &str = "32";

/// A text that is not made yet.
struct Wanted {
    language: Language,
    voice: &'static str,
    text: String,
    place: PathBuf,
}

/// Why none was made.
#[derive(Debug, thiserror::Error)]
enum VoiceError {
    /// A program is not there, or cannot be started.
    #[error("{0} cannot be started: {1}")]
    Program(&'static str, std::io::Error),
    /// A program failed.
    #[error("{0} failed")]
    Failed(&'static str),
    /// The folder cannot be written.
    #[error("the folder of voices cannot be written: {0}")]
    Folder(std::io::Error),
}

/// Makes what is missing, one text after the other, until all is there or we are told to stop.
pub(crate) async fn make(voices: Arc<Voices>, stop: Stop) {
    let wordings = crossing::disclose::choice::wordings();
    let mut wanted = wordings.map(|wordings| missing(wordings, voices.made())).unwrap_or_default();
    voices.making(true);
    while !stop.is_asked()
        && let Some(next) = next(&mut wanted, voices.wanted())
    {
        // A text takes a tenth of a second, beside the work of others.
        match tokio::task::spawn_blocking(move || made(&next)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(%error, "the computer's voice is not made: pages say that there is none");
                break;
            }
            Err(error) => {
                tracing::error!(%error, "making the computer's voice ended by itself");
                break;
            }
        }
    }
    voices.making(false);
}

/// The next in the order of the list, but first of all what somebody waits for.
fn next(wanted: &mut VecDeque<Wanted>, first: Option<Language>) -> Option<Wanted> {
    let at = wanted.iter().position(|one| Some(one.language) == first).unwrap_or(0);
    wanted.remove(at)
}

/// English first: it is asked for most.
fn missing(wordings: &Wordings, folder: &Path) -> VecDeque<Wanted> {
    let mut wanted: VecDeque<Wanted> = VecDeque::new();
    for language in Language::ALL {
        let Some(voice) = language.espeak_voice() else { continue };
        for spoken in SITUATIONS.into_iter().flat_map(|situation| wordings.get(language, situation).spoken())
        {
            let place = place(folder, language, &spoken, "mp3");
            let Spoken { text, .. } = spoken;
            if !place.exists() && !wanted.iter().any(|other| other.place == place) {
                wanted.push_back(Wanted { language, voice, text, place });
            }
        }
    }
    wanted
}

fn made(wanted: &Wanted) -> Result<(), VoiceError> {
    let folder = wanted.place.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(VoiceError::Folder)?;
    // One process makes them: a name of its own is enough.
    let (wave, sound) = (wanted.place.with_extension("wav-part"), wanted.place.with_extension("mp3-part"));
    let done = read_out(wanted, &wave)
        .and_then(|()| packed(&wave, &sound))
        .and_then(|()| std::fs::rename(&sound, &wanted.place).map_err(VoiceError::Folder));
    for part in [wave, sound] {
        // Gone already, or told by the error above.
        let _ = std::fs::remove_file(part);
    }
    done
}

fn read_out(wanted: &Wanted, wave: &Path) -> Result<(), VoiceError> {
    let mut command = Command::new("espeak-ng");
    command.args(["-v", wanted.voice, "-s", WORDS_A_MINUTE, "--stdin", "-w"]).arg(wave);
    ran("espeak-ng", command, &wanted.text)
}

fn packed(wave: &Path, sound: &Path) -> Result<(), VoiceError> {
    let mut command = Command::new("lame");
    command.args(["--quiet", "-m", "m", "-b", KILOBITS]).arg(wave).arg(sound);
    ran("lame", command, "")
}

/// Runs a program to its end behind everything else that the machine has to do.
fn ran(name: &'static str, command: Command, given: &str) -> Result<(), VoiceError> {
    let mut nice = Command::new("nice");
    nice.args(["-n", "19"]).arg(command.get_program()).args(command.get_args());
    nice.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let cannot = |error| VoiceError::Program(name, error);
    let mut child = nice.spawn().map_err(cannot)?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that does not read ends with a status of its own.
        let _ = stdin.write_all(given.as_bytes());
    }
    let status = child.wait().map_err(cannot)?;
    if status.success() { Ok(()) } else { Err(VoiceError::Failed(name)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_that_has_a_voice_is_read_out_once_a_text_and_the_others_are_not() {
        let wordings = crossing::disclose::choice::wordings().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let wanted = missing(wordings, folder.path());
        let voices: std::collections::BTreeSet<&str> = wanted.iter().map(|one| one.voice).collect();
        assert_eq!(voices.len(), 15, "{voices:?}");
        let mut places: Vec<&PathBuf> = wanted.iter().map(|one| &one.place).collect();
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), wanted.len());
        assert!(!wanted.iter().any(|one| one.place.to_string_lossy().contains("/so/")));
        // What is there is not made again.
        std::fs::create_dir_all(wanted[0].place.parent().unwrap()).unwrap();
        std::fs::write(&wanted[0].place, b"there").unwrap();
        assert_eq!(missing(wordings, folder.path()).len(), wanted.len() - 1);
    }

    #[test]
    fn what_somebody_waits_for_is_read_out_first() {
        let wordings = crossing::disclose::choice::wordings().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut wanted = missing(wordings, folder.path());
        let all = wanted.len();
        assert_eq!(next(&mut wanted, None).unwrap().language, Language::English);
        assert_eq!(next(&mut wanted, Some(Language::Welsh)).unwrap().language, Language::Welsh);
        // Of a language without a voice nothing is waited for.
        assert_eq!(next(&mut wanted, Some(Language::Somali)).unwrap().language, Language::English);
        while next(&mut wanted, Some(Language::Welsh)).is_some() {}
        assert!(all > 300 && wanted.is_empty());
    }

    /// Asks the programs that `scripts/setup` installs.
    #[test]
    fn a_text_is_read_out_into_a_small_file_that_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let wordings = crossing::disclose::choice::wordings().unwrap();
        let wanted = missing(wordings, folder.path());
        for voice in ["en-gb", "ar", "sr", "vi"] {
            let one = wanted.iter().find(|one| one.voice == voice).unwrap();
            made(one).unwrap();
            let bytes = std::fs::read(&one.place).unwrap();
            assert!((4_000..200_000).contains(&bytes.len()), "{voice}: {} bytes", bytes.len());
            // An MPEG frame, or the tag before it.
            assert!(bytes[0] == 0xff || bytes.starts_with(b"ID3"), "{voice}");
            let left: Vec<_> = std::fs::read_dir(one.place.parent().unwrap()).unwrap().collect();
            assert_eq!(left.len(), 1, "parts are left: {left:?}");
        }
        let nobody = Wanted {
            language: Language::English,
            voice: "no-such-voice",
            text: "x".to_owned(),
            place: folder.path().join("x.mp3"),
        };
        assert!(matches!(made(&nobody), Err(VoiceError::Failed("espeak-ng"))));
        assert!(!nobody.place.exists());
    }
}
