//! Prints the form of a wording, as it is hashed and kept: `cargo run -p registration --example wording -- sq has`.
//! Without arguments, the hash of each. `-- recordings sq`: what is to be read out, with the name of each recording.

use registration::wording::{Language, SITUATIONS, Wordings, suffix};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let wordings = Wordings::built_in()?;
    let asked: Vec<String> = std::env::args().skip(1).collect();
    if let [word, tag] = asked.as_slice()
        && word == "recordings"
    {
        return recordings(&wordings, tag);
    }
    let [tag, situation] = asked.as_slice() else {
        for wording in wordings.all() {
            println!("{}  {} {}", wording.hash, wording.language.tag(), suffix(wording.situation));
        }
        return Ok(());
    };
    let language = Language::of_tag(tag).ok_or("no such language")?;
    let situation = SITUATIONS.into_iter().find(|one| suffix(*one) == situation);
    print!("{}", wordings.get(language, situation.ok_or("has, none or unknown")?).shown().form());
    Ok(())
}

/// Each text once: most are the same in every situation.
fn recordings(wordings: &Wordings, tag: &str) -> Result<(), Box<dyn std::error::Error>> {
    let language = Language::of_tag(tag).ok_or("no such language")?;
    let all = SITUATIONS.into_iter().flat_map(|situation| wordings.get(language, situation).spoken());
    let mut told = std::collections::BTreeSet::new();
    for spoken in all {
        if told.insert(spoken.name()) {
            println!("{}.mp3  {}", spoken.name(), spoken.text);
        }
    }
    Ok(())
}
