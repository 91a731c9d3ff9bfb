//! Just enough reading of Rust source for the rules: what is code and what is comment or string, where a macro's
//! arguments end, where a function does. It is no parser: it promises that offsets and line numbers stay those of the
//! file, and nothing about code that does not compile.

/// The source with the insides of comments, strings and character literals blanked. Line breaks and offsets stay.
pub(crate) fn masked(source: &str) -> String {
    let bytes = source.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'/' if bytes.get(at + 1) == Some(&b'/') => line_end(bytes, at),
            b'/' if bytes.get(at + 1) == Some(&b'*') => block_comment_end(bytes, at),
            b'"' => string_end(bytes, at),
            b'r' if !is_word(before(bytes, at)) || before(bytes, at) == Some(b'b') => {
                raw_string_end(bytes, at).unwrap_or(at)
            }
            b'\'' => char_end(bytes, at).unwrap_or(at),
            _ => at,
        };
        if end > at {
            let (first, last) =
                if bytes[at] == b'"' || bytes[at] == b'\'' { (at + 1, end - 1) } else { (at, end) };
            for byte in &mut out[first.min(last)..last] {
                if *byte != b'\n' {
                    *byte = b' ';
                }
            }
        }
        at = end.max(at + 1);
    }
    String::from_utf8(out).expect("whole literals were blanked")
}

fn before(bytes: &[u8], at: usize) -> Option<u8> {
    at.checked_sub(1).map(|at| bytes[at])
}

fn is_word(byte: Option<u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| at + length)
}

fn block_comment_end(bytes: &[u8], start: usize) -> usize {
    let (mut at, mut depth) = (start, 0);
    while at < bytes.len() {
        match &bytes[at..(at + 2).min(bytes.len())] {
            b"/*" => (depth, at) = (depth + 1, at + 2),
            b"*/" if depth == 1 => return at + 2,
            b"*/" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    bytes.len()
}

fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn raw_string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let hashes = bytes[start + 1..].iter().take_while(|byte| **byte == b'#').count();
    let open = start + 1 + hashes;
    if bytes.get(open) != Some(&b'"') {
        return None;
    }
    let close = [b"\"".as_slice(), &b"#".repeat(hashes)].concat();
    let length = bytes[open + 1..].windows(close.len()).position(|window| window == close);
    Some(length.map_or(bytes.len(), |length| open + 1 + length + close.len()))
}

/// `'a'`, `'\n'`, `'\u{e9}'`; not the lifetime `'a`.
fn char_end(bytes: &[u8], start: usize) -> Option<usize> {
    if bytes.get(start + 1) == Some(&b'\\') {
        return bytes[start + 3..].iter().position(|byte| *byte == b'\'').map(|length| start + 4 + length);
    }
    let close =
        bytes[start + 1..].iter().take(5).position(|byte| *byte == b'\'').filter(|length| *length > 0)?;
    let inside = std::str::from_utf8(&bytes[start + 1..=start + close]).ok()?;
    (inside.chars().count() == 1).then_some(start + 2 + close)
}

/// The line, from 1, of an offset.
pub(crate) fn line_of(source: &str, offset: usize) -> usize {
    source[..offset].matches('\n').count() + 1
}

/// The offset just after the bracket that closes the one at `open`, in masked source.
pub(crate) fn closing(masked: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in masked.bytes().enumerate().skip(open) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    masked.len()
}

/// Splits masked text at the commas of its outermost level; answers ranges.
pub(crate) fn split_commas(masked: &str) -> Vec<std::ops::Range<usize>> {
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0_i32);
    for (at, byte) in masked.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            b',' | b';' if depth == 0 => {
                parts.push(from..at);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(from..masked.len());
    parts
}

/// A function of a file.
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) lines: usize,
    /// It stands directly below an attribute that makes it a test.
    pub(crate) is_test: bool,
    /// Its own `pub`, not `pub(crate)`.
    pub(crate) is_public: bool,
    /// The type that it answers, as written; empty for none.
    pub(crate) answers: String,
}

/// The functions of a file that have a body.
pub(crate) fn functions(source: &str) -> Vec<Function> {
    let masked = masked(source);
    let mut found = Vec::new();
    for (at, _) in masked.match_indices("fn ") {
        if is_word(before(masked.as_bytes(), at)) {
            continue;
        }
        let name: String =
            masked[at + 3..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        // A declaration ends in `;`, a definition opens a brace, whichever comes first outside of brackets.
        let Some(open) = body_open(&masked, at) else { continue };
        if name.is_empty() {
            continue;
        }
        let line = line_of(&masked, at);
        found.push(Function {
            name,
            line,
            lines: line_of(&masked, closing(&masked, open)) + 1 - line,
            is_test: below_test_attribute(&masked, at),
            is_public: qualifiers(&masked, at).split_whitespace().any(|word| word == "pub"),
            answers: answer_type(&masked[at..open]),
        });
    }
    found
}

fn body_open(masked: &str, start: usize) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, byte) in masked.bytes().enumerate().skip(start) {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b'{' if depth == 0 => return Some(at),
            b';' | b'}' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// What stands before `fn` on its line: `pub const`, `pub(crate) async`.
fn qualifiers(masked: &str, at: usize) -> &str {
    &masked[masked[..at].rfind('\n').map_or(0, |end| end + 1)..at]
}

/// The type after the arrow that belongs to the function itself and not to a closure among its arguments.
fn answer_type(signature: &str) -> String {
    let arguments_end = signature.find('(').map_or(0, |open| closing(signature, open));
    let answer = signature[arguments_end..].split_once("->").map_or("", |(_, answer)| answer);
    answer
        .split(" where ")
        .next()
        .unwrap_or_default()
        .split("\nwhere")
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// A type without what stands inside `Wrapper<...>`.
pub(crate) fn without(written: &str, wrapper: &str) -> String {
    let Some(at) = written.find(&format!("{wrapper}<")) else { return written.to_owned() };
    let mut depth = 0_i32;
    let inside = written[at + wrapper.len()..].find(|c: char| {
        depth += i32::from(c == '<') - i32::from(c == '>');
        depth == 0
    });
    let end = inside.map_or(written.len(), |length| at + wrapper.len() + length + 1);
    without(&format!("{}{}", &written[..at], &written[end..]), wrapper)
}

fn below_test_attribute(masked: &str, at: usize) -> bool {
    let line_start = masked[..at].rfind('\n').map_or(0, |end| end + 1);
    masked[..line_start]
        .lines()
        .rev()
        .take_while(|line| line.trim().is_empty() || line.trim_start().starts_with("#["))
        .any(|line| line.contains("#[test]") || line.contains("::test]") || line.contains("::test("))
}
