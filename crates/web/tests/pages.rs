//! Every page in every state: what people read, as a snapshot, and what must hold of all of them.

use std::collections::BTreeSet;
use vocab::crossing::Role;
use web::sample::{self, Shown};

fn shown() -> Vec<Shown> {
    let mut all = Vec::new();
    sample::all(&mut |shown| all.push(shown));
    assert!(all.len() > 60, "only {} samples", all.len());
    all
}

/// The values of an attribute, as written.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    html.match_indices(&start)
        .map(|(at, _)| {
            let rest = &html[at + start.len()..];
            &rest[..rest.find('"').expect("a quote ends it")]
        })
        .collect()
}

/// What a reader reads: no tags, no head, white space folded.
fn text(html: &str) -> String {
    let body = &html[html.find("<body").expect("a body")..];
    let mut out = String::new();
    let mut inside = true;
    for c in body.chars() {
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
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The page as it is, without the hashes of assets, which change with them.
fn stable(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find("?v=") {
        out.push_str(&rest[..at]);
        rest = &rest[at + 3..];
        rest = &rest[rest.find('"').expect("a quote ends it")..];
    }
    out + rest
}

/// The conversation and its sheets are shown in every language and situation, to be measured; what they read like is
/// held for two languages. Their words have tests of their own.
fn is_held(name: &str) -> bool {
    let of = |page: &str| name.strip_prefix(page);
    if let Some(pack) =
        of("leaving-paper/pack-").filter(|rest| rest.ends_with("full") || rest.ends_with("known"))
    {
        return pack.starts_with("en-GB-") || pack.starts_with("ar-");
    }
    match of("talk/").or_else(|| of("choice-paper/")) {
        Some(rest) => {
            rest == "no-voice"
                || rest.starts_with("en-GB-not-known-")
                || ["ar-not-known-1", "ar-not-known-question", "ar-not-known-said-talk", "ar-not-known-sheet"]
                    .contains(&rest)
        }
        None => true,
    }
}

/// A page of the conversation: it has none of what stands around pages of staff.
fn is_talk(name: &str) -> bool {
    name.starts_with("talk/")
}

#[test]
fn every_page_reads_as_it_did() {
    for Shown { name, html, .. } in shown().into_iter().filter(|shown| is_held(&shown.name)) {
        let lines: Vec<String> =
            stable(&html).lines().map(|l| l.trim_end().to_owned()).filter(|l| !l.trim().is_empty()).collect();
        insta::assert_snapshot!(name.replace('/', "__"), lines.join("\n"));
    }
}

#[test]
fn names_of_samples_are_their_own() {
    let mut names = BTreeSet::new();
    for shown in shown() {
        assert!(names.insert(shown.name.clone()), "{} stands twice", shown.name);
    }
}

#[test]
fn every_page_has_one_heading_a_main_part_a_title_and_a_language() {
    for Shown { name, html, .. } in shown().into_iter().filter(|shown| !is_talk(&shown.name)) {
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert_eq!(html.matches("<main").count(), 1, "{name}");
        assert!(html.contains("<html lang=\"en\">"), "{name}");
        let title =
            &html[html.find("<title>").expect("a title") + 7..html.find("</title>").expect("its end")];
        assert!(title.len() > " – Gatelodge".len(), "{name} has the title {title:?}");
        assert!(html.contains("href=\"#maincontent\""), "{name} has a skip link");
    }
}

#[test]
fn no_page_holds_script_style_or_handlers_of_its_own() {
    for Shown { name, html, .. } in shown() {
        assert!(!html.contains("<style"), "{name}");
        assert!(!html.contains(" style=\""), "{name}");
        assert!(!html.contains("javascript:"), "{name}");
        for (at, _) in html.match_indices("<script") {
            let tag = &html[at..at + html[at..].find('>').expect("an end")];
            assert!(tag.contains(" src=\"/assets/"), "{name}: {tag}");
        }
        for handler in ["onclick", "onload", "onsubmit", "onchange", "onerror", "onkeydown"] {
            assert!(attributes(&html, handler).is_empty(), "{name}: {handler}");
        }
    }
}

#[test]
fn every_address_is_our_own_and_holds_nobody() {
    for Shown { name, html, .. } in shown() {
        for attribute in ["href", "src", "action", "formaction", "data-room"] {
            for address in attributes(&html, attribute) {
                assert!(address.starts_with(['/', '#']) && !address.starts_with("//"), "{name}: {address}");
                check_address(&name, address);
            }
        }
        for content in attributes(&html, "content").into_iter().filter(|c| c.contains("url=")) {
            let address = content.split("url=").nth(1).expect("an address");
            assert!(address.starts_with('/'), "{name}: {content}");
            check_address(&name, address);
        }
    }
}

/// The words of addresses are ours: a path of known words, opaque ids, numbers of rows, hashes, days and sessions.
/// Everything else could be somebody.
fn check_address(name: &str, address: &str) {
    const KNOWN: &[&str] = &[
        "answer",
        "appointment",
        "assets",
        "board",
        "by-hand",
        "checks",
        "choice",
        "clinic",
        "counts",
        "demo",
        "done",
        "download",
        "drop",
        "film",
        "find",
        "gate-book",
        "give-back",
        "hand-over",
        "hand-over-again",
        "images",
        "keys",
        "leaving",
        "letter",
        "link",
        "lock",
        "may-see",
        "movement",
        "not-clear",
        "own-page",
        "pack",
        "patient",
        "person",
        "print",
        "quarantine",
        "record",
        "registration",
        "registration-form",
        "replay",
        "room",
        "row",
        "said",
        "shadow",
        "sign-in",
        "sign-out",
        "step",
        "switch",
        "talk",
        "tasks",
        "tell",
        "told",
        "trace",
        "undo",
        "unit",
        "voice",
        "who",
    ];
    if address.starts_with('#') {
        return;
    }
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    for part in path.split('/').filter(|p| !p.is_empty()) {
        let opaque = part.len() == 36 && part.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
        let number = part.bytes().all(|b| b.is_ascii_digit());
        let file = path.starts_with("/assets/");
        let role = path.starts_with("/demo/sign-in/") && Role::parse(part).is_some();
        assert!(KNOWN.contains(&part) || opaque || number || file || role, "{name}: {part:?} of {address}");
    }
    for pair in query.replace("&#38;", "&").split('&').filter(|p| !p.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let good = match key {
            "v" => value.bytes().all(|b| b.is_ascii_hexdigit()),
            "date" => value.parse::<jiff::civil::Date>().is_ok(),
            "session" => ["AM", "PM", "ED", "ALL"].contains(&value),
            "page" => value.parse::<usize>().is_ok(),
            "month" => {
                format!("{}-01", value.split('#').next().unwrap_or("")).parse::<jiff::civil::Date>().is_ok()
            }
            "location" => value.len() <= 5,
            "of" => vocab::registration::Owner::parse(value).is_some(),
            _ => false,
        };
        assert!(good, "{name}: {pair:?} of {address}");
    }
}

#[test]
fn every_posted_form_carries_the_sessions_mark_and_none_other_holds_a_person() {
    for Shown { name, html, .. } in shown() {
        for (at, _) in html.match_indices("<form") {
            let form = &html[at..at + html[at..].find("</form>").expect("an end")];
            if form.contains("method=\"post\"") {
                assert!(form.contains("name=\"csrf\" value=\"sample\""), "{name}: {form}");
            } else {
                assert!(
                    !form.contains("name=\"number\"") && !form.contains("name=\"family\""),
                    "{name}: {form}"
                );
            }
        }
    }
}

/// The list that policy keeps, read where it lies: a copy would drift.
fn clinical_words() -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../policy/lists/clinical-words.txt");
    let list = std::fs::read_to_string(path).expect("policy's list of clinical words");
    let words: Vec<String> = list
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .map(str::to_owned)
        .collect();
    assert!(words.len() > 50, "{} clinical words", words.len());
    words
}

#[test]
fn no_clinical_word_is_on_a_page_that_an_officer_can_open() {
    const PRISON: &[Role] = &[
        Role::Officer,
        Role::DutyGovernor,
        Role::SaferCustody,
        Role::OffenderManagementUnit,
        Role::EscortsAndSecurity,
        Role::PrisonSystem,
    ];
    // The page to sign in names roles, and stands before anyone is an officer.
    let pages: Vec<Shown> =
        shown().into_iter().filter(|s| PRISON.contains(&s.role) && !s.name.starts_with("sign-in/")).collect();
    assert!(pages.iter().any(|p| p.name.starts_with("movement-list/")));
    let words = clinical_words();
    for Shown { name, html, .. } in pages {
        let read: Vec<String> = text(&html)
            .to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_owned)
            .collect();
        let read = format!(" {} ", read.join(" "));
        for word in &words {
            assert!(
                !read.contains(&format!(" {word} ")) && !read.contains(&format!(" {word}s ")),
                "{name} says {word}"
            );
        }
    }
}

#[test]
fn every_page_says_whether_it_may_be_printed() {
    for Shown { name, html, .. } in shown().into_iter().filter(|shown| !is_talk(&shown.name)) {
        let may = html.contains("<strong>May be printed.</strong>");
        let never = html.contains("<strong>Not printed.</strong>");
        assert!(may != never, "{name}");
        assert_eq!(never, html.contains("gl-no-print"), "{name}");
        assert_eq!(never, html.contains("This page is not printed."), "{name}");
    }
}

#[test]
fn a_panel_is_never_printed_and_the_room_holds_nothing_of_the_prisons() {
    for Shown { name, html, .. } in shown() {
        if name.starts_with("panel/") {
            assert!(html.contains("gl-no-print"), "{name}");
        }
        if name == "panel/room" {
            let text = text(&html);
            for word in ["BOYD", "A8100KB", "C-2-11", "officers", "Suicide"] {
                assert!(!text.contains(word), "the room says {word}");
            }
        }
    }
}

#[test]
fn unknown_never_looks_like_none() {
    let panels: Vec<Shown> =
        shown().into_iter().filter(|s| s.name.starts_with("panel/") && s.name != "panel/room").collect();
    for Shown { name, html, .. } in &panels {
        let text = text(html);
        let none = text.contains("None of the 11 kinds of warning");
        let good_to_say = ["panel/none", "panel/closed", "panel/post-closure"].contains(&name.as_str());
        assert_eq!(none, good_to_say, "{name}");
        if ["panel/not-linked", "panel/not-known-since"].contains(&name.as_str()) {
            assert!(text.contains("Treat as unknown"), "{name}");
            assert!(text.contains("Ring the wing, ext 4471"), "{name}");
        }
    }
    let texts: BTreeSet<String> = panels.iter().map(|p| text(&p.html)).collect();
    assert_eq!(texts.len(), panels.len(), "two states of the panel read the same");
}

#[test]
fn nothing_that_comes_from_records_is_taken_for_markup() {
    let html = web::fault::sample_of("<script>alert(1)</script>");
    assert!(!html.contains("<script>alert"), "a name became markup");
    assert!(html.contains("&#60;script&#62;alert(1)") || html.contains("&lt;script&gt;alert(1)"), "{html}");
}
