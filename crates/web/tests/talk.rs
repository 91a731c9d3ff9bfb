//! The conversation and its sheets, in every language and situation: what a patient is given, and what it weighs.

use registration::wording::{Direction, Language, SITUATIONS, Situation, Wording, Wordings};
use std::collections::BTreeMap;
use web::sample::{self, Shown};

/// A page with all that a browser fetches for it, without sound: an old tablet over a slow line.
const PAGE_BYTES_MAX: usize = 30_000;

fn wordings() -> &'static Wordings {
    crossing::disclose::choice::wordings().expect("the wordings are read")
}

/// Pages of one sort, each with the wording that it is in and the rest of its name.
fn shown(sort: &str) -> Vec<(&'static Wording, String, String)> {
    let mut all = Vec::new();
    sample::all(&mut |Shown { name, html, .. }| {
        let Some(rest) = name.strip_prefix(sort) else { return };
        for language in Language::ALL {
            for situation in SITUATIONS {
                if let Some(rest) = rest.strip_prefix(&format!("{}-{situation}-", language.tag())) {
                    all.push((wordings().get(language, situation), rest.to_owned(), html.clone()));
                }
            }
        }
    });
    all
}

fn talk() -> Vec<(&'static Wording, String, String)> {
    let all = shown("talk/");
    assert_eq!(all.len(), 17 * 3 * (15 + 1 + 4));
    all
}

/// What is fetched besides the page: style, script, icon, picture.
fn fetched(html: &str) -> Vec<String> {
    let starts = html.match_indices("\"/assets/").map(|(at, _)| &html[at + "\"/assets/".len()..]);
    let mut names: Vec<String> =
        starts.map(|rest| rest[..rest.find(['?', '"']).expect("an end")].to_owned()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn text(html: &str) -> String {
    let (mut out, mut inside) = (String::new(), true);
    for c in html[html.find("<body").expect("a body")..].chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    let out = out.replace("&#38;", "&").replace("&#39;", "'").replace("&#34;", "\"");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn each_page_of_the_conversation_weighs_less_than_30_kb_with_all_that_it_fetches() {
    let sizes: BTreeMap<String, usize> =
        web::assets::all().map(|(name, bytes)| (name, bytes.len())).collect();
    let mut most = 0;
    for (wording, page, html) in talk() {
        let beside: usize = fetched(&html).iter().map(|name| sizes[name]).sum();
        assert!(beside > 0, "{page} fetches nothing");
        let bytes = html.len() + beside;
        assert!(bytes < PAGE_BYTES_MAX, "{} {page}: {bytes} bytes", wording.language.tag());
        most = most.max(bytes);
    }
    println!("the largest page weighs {most} bytes");
}

#[test]
fn each_page_is_in_its_language_and_runs_its_way() {
    for (wording, page, html) in talk() {
        let language = wording.language;
        let dir = if language.direction() == Direction::RightToLeft { "rtl" } else { "ltr" };
        let start = format!("<html lang=\"{}\" dir=\"{dir}\">", language.html());
        assert!(html.contains(&start), "{} {page}", language.tag());
        let read = text(&html);
        assert!(read.contains(&wording.controls.draft), "{} {page} says that it is a draft", language.tag());
        assert_eq!(html.matches("<h1").count(), 1, "{page}");
        assert_eq!(html.matches("<main").count(), 1, "{page}");
        assert!(html.contains(&format!("<title>{}</title>", wording.title.replace('\'', "&#39;"))), "{page}");
    }
}

#[test]
fn no_page_holds_anything_of_anybody_or_a_way_out_of_the_conversation() {
    for (wording, page, html) in talk() {
        for address in html.split(['"']).filter(|part| part.starts_with('/')) {
            assert!(address.starts_with("/talk/") || address.starts_with("/assets/"), "{page}: {address}");
        }
        for word in ["ILIC", "A8100KB", "Clinician", "sample.", "Moorland", "/patient", "/sign-in"] {
            assert!(!html.contains(word), "{} {page} says {word}", wording.language.tag());
        }
        // No timer, and nothing that stands there already.
        for never in [
            "http-equiv",
            " checked>",
            " selected>",
            "autofocus",
            "autoplay",
            "data-idle",
            "<input type=\"text",
        ] {
            assert!(!html.contains(never), "{page} has {never}");
        }
    }
}

#[test]
fn the_four_answers_are_alike_and_later_is_as_near_as_next() {
    for (wording, page, html) in talk() {
        if page == "question" {
            let buttons: Vec<&str> = html
                .match_indices("<button class=\"t-answer\"")
                .map(|(at, _)| &html[at..at + html[at..].find('>').expect("an end")])
                .collect();
            let alike: Vec<String> = ["yes", "no", "later", "talk"]
                .iter()
                .map(|word| {
                    format!("<button class=\"t-answer\" type=\"submit\" name=\"answer\" value=\"{word}\"")
                })
                .collect();
            assert_eq!(buttons, alike, "{}", wording.language.tag());
        } else if !page.starts_with("said-") {
            let later = format!("value=\"later\">{}</button>", wording.controls.later.replace('\'', "&#39;"));
            assert!(html.contains(&later), "{} {page}", wording.language.tag());
            assert!(text(&html).contains(&wording.controls.not_clear), "{} {page}", wording.language.tag());
        } else {
            assert!(text(&html).contains(&wording.controls.give_back), "{} {page}", wording.language.tag());
        }
    }
}

#[test]
fn where_no_voice_is_the_page_says_so_and_a_machines_is_said_to_be_one() {
    let mut silent = None;
    sample::all(&mut |shown| {
        if shown.name == "talk/no-voice" {
            silent = Some(shown.html);
        }
    });
    let somali = wordings().get(Language::Somali, registration::wording::Situation::NotKnown);
    let silent = silent.expect("a page without a voice");
    assert!(text(&silent).contains(&somali.controls.no_voice) && !silent.contains("<audio"));
    for (wording, page, html) in talk() {
        assert!(text(&html).contains(&wording.controls.computer_voice), "{page}");
        assert!(text(&html).contains(&wording.controls.no_film), "{page}");
    }
}

/// What a browser of 2016 does not know breaks nothing here: it is not used.
#[test]
fn style_and_script_are_of_a_tablet_of_ten_years_ago_and_nothing_is_red() {
    let files: BTreeMap<String, Vec<u8>> = web::assets::all().collect();
    let css = String::from_utf8(files["talk.css"].clone()).unwrap();
    let rules: String =
        css.split("/*").flat_map(|part| part.split_once("*/").map(|(_, rest)| rest).or(Some(part))).collect();
    for new in [
        "grid",
        "gap:",
        "var(",
        "clamp(",
        "min(",
        "inset",
        ":has(",
        ":is(",
        "@layer",
        "margin-inline",
        "aspect-ratio",
    ] {
        assert!(!rules.contains(new), "talk.css uses {new}");
    }
    for colour in rules.split('#').skip(1) {
        let hex: String = colour.chars().take_while(char::is_ascii_hexdigit).collect();
        let wide: String = if hex.len() == 3 { hex.chars().flat_map(|c| [c, c]).collect() } else { hex };
        let part = |at: usize| u8::from_str_radix(&wide[at..at + 2], 16).unwrap();
        let (red, green, blue) = (part(0), part(2), part(4));
        assert!(!(red > 120 && green < 90 && blue < 90), "#{wide} is red");
    }
    let js = String::from_utf8(files["talk.js"].clone()).unwrap();
    let code: String = js.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    for new in ["=>", "const ", "let ", "`", "async ", "import ", "class ", "?.", "??"] {
        assert!(!code.contains(new), "talk.js uses {new:?}");
    }
    for timer in ["setTimeout", "setInterval", "autoplay"] {
        assert!(!code.contains(timer), "talk.js has a timer");
    }
}

#[test]
fn a_sheet_says_which_words_it_has_and_nobodys_name() {
    let papers = shown("choice-paper/");
    assert_eq!(papers.len(), 17 * 3 * 7);
    for (wording, paper, html) in papers {
        let section =
            &html[html.find("<section class=\"gl-easy").or(html.find("<section class=\"gl-card")).unwrap()..];
        let section = &section[..section.rfind("</section>").unwrap()];
        let read = text(&format!("<body>{section}"));
        for word in ["ILIC", "A8100KB", "C-2-11"] {
            assert!(!read.contains(word), "{paper} says {word}");
        }
        match paper.as_str() {
            "checks" => {
                assert!(read.contains(wording.hash.as_str()), "{paper}");
                let screening = &wording.screening;
                assert!(screening.checks.iter().all(|one| read.contains(&one.text)), "{paper}");
                assert_eq!(read.matches(&screening.question).count(), screening.checks.len(), "{paper}");
            }
            "leaving" => {
                let leaving = &wording.leaving;
                assert!(read.contains(wording.hash.as_str()) && read.contains(&wording.paper.copy_change));
                assert!(read.contains(&leaving.tell) && read.contains(&leaving.papers), "{paper}");
                let had_one = wording.situation == Situation::HasGp;
                assert_eq!(read.contains(&leaving.before), had_one, "a GP before is offered to who had one");
            }
            "sheet" | "large" => {
                assert!(
                    read.contains(wording.hash.mark()) && read.contains(wording.hash.as_str()),
                    "{paper}"
                );
                assert!(
                    read.contains(&wording.version.to_string()) && read.contains("by Clinician"),
                    "{paper}"
                );
                assert!(read.contains(&wording.controls.draft), "{paper}");
                assert!(wording.sentences.iter().all(|one| read.contains(&one.text)), "{paper}");
            }
            // Whoever finds it in a cell reads five words.
            "card" => assert_eq!(read, wording.paper.card_outside),
            _ => assert!(read.contains(&wording.paper.copy_change), "{paper}"),
        }
    }
}
