//! Prints the form of a wording, as it is hashed and kept: `cargo run -p registration --example wording -- sq has`.
//! Without arguments, the hash of each.

use registration::wording::{Language, SITUATIONS, Wordings, suffix};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let wordings = Wordings::built_in()?;
    let asked: Vec<String> = std::env::args().skip(1).collect();
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
