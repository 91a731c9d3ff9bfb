//! Bodies of the fuzz targets; they run over any bytes as ordinary tests too.

use super::{Detail, Summary, read_feedback, read_patient_view};

/// Calls and feedback: nothing may panic, and no token may come through.
pub fn fuzz_cds_request(data: &[u8]) {
    if let Ok(view) = read_patient_view(data) {
        let _ = view.prefetch.patient();
    }
    let _ = read_feedback(data);
}

/// Texts of cards: a summary fits, and a detail is one line of text without a mark that is not escaped.
pub fn fuzz_cds_card(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(summary) = Summary::new(&text) {
        assert!(summary.text().encode_utf16().count() < 140 && !summary.text().contains('\n'));
    }
    let detail = Detail::new().paragraph(&text);
    let mut escaped = false;
    for c in detail.markdown().chars() {
        let mark = matches!(c, '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '#' | '|' | '~' | '\n');
        assert!(escaped || !mark, "a mark that is not escaped");
        escaped = c == '\\' && !escaped;
    }
}
