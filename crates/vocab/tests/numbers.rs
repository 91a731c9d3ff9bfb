//! The numbers of both sides: forms, check characters, packing, and that they do not print.

use proptest::prelude::*;
use vocab::id::{Cro, IdError, NhsNumber, OdsCode, Pnc, PrisonNumber};

#[test]
fn a_prison_number_has_one_form() {
    assert_eq!(PrisonNumber::parse(" a1234bc ").unwrap().text(), "A1234BC");
    for wrong in ["", "A1234B", "A1234BCD", "11234BC", "A12E4BC", "A1234B1", "Á1234BC", "A1234\u{442}C"] {
        assert!(matches!(PrisonNumber::parse(wrong), Err(IdError::Form { .. })), "{wrong}");
    }
}

#[test]
fn nhs_numbers_of_the_scenarios_check() {
    for text in
        ["9990001006", "9990028427", "9990042136", "9990069557", "9990083266", "9990110689", "999 011 0689"]
    {
        NhsNumber::parse(text).unwrap();
    }
    assert_eq!(NhsNumber::parse("999 011 0689").unwrap().spaced(), "999 011 0689");
    assert_eq!(NhsNumber::parse("9990110688"), Err(IdError::Check { kind: "NHS number" }));
    for wrong in ["", "999011068", "99901106890", "99901106x9", "９９９０１１０６８９"] {
        assert!(matches!(NhsNumber::parse(wrong), Err(IdError::Form { .. })), "{wrong}");
    }
}

#[test]
fn pnc_and_cro_numbers_carry_a_check_letter() {
    assert_eq!(Pnc::parse("12/394773H", 2026).unwrap().text(), "2012/0394773H");
    assert_eq!(Pnc::parse("2012/0394773H", 2026).unwrap().text(), "2012/0394773H");
    assert_eq!(Pnc::parse("20120394773H", 2026).unwrap().text(), "2012/0394773H");
    assert_eq!(Pnc::parse("12/394773J", 2026), Err(IdError::Check { kind: "PNC number" }));
    assert!(Pnc::parse("99/1A", 2026).is_err());
    assert_eq!(Cro::parse("29906/12J").unwrap().text(), "029906/12J");
    assert_eq!(Cro::parse("29906/12K"), Err(IdError::Check { kind: "CRO number" }));
    assert!(Cro::parse("29906").is_err() && Pnc::parse("é", 2026).is_err() && Cro::parse("é").is_err());
}

#[test]
fn an_ods_code_is_letters_and_digits() {
    assert_eq!(OdsCode::parse("y05537").unwrap().text(), "Y05537");
    assert!(OdsCode::parse("Y0").is_err() && OdsCode::parse("Y05-37").is_err());
}

#[test]
fn numbers_do_not_print() {
    let printed = format!(
        "{:?} {:?}",
        PrisonNumber::parse("A1234BC").unwrap(),
        NhsNumber::parse("9990110689").unwrap()
    );
    assert!(!printed.contains("1234") && !printed.contains("0689"), "{printed}");
}

proptest! {
    #[test]
    fn every_prison_number_survives_packing(text in "[A-Z][0-9]{4}[A-Z]{2}") {
        let number = PrisonNumber::parse(&text).unwrap();
        prop_assert_eq!(number.text(), text);
        prop_assert_eq!(PrisonNumber::from_packed(number.packed()), Some(number));
    }

    #[test]
    fn one_wrong_digit_never_checks(nine in 0u64..1_000_000_000, place in 0usize..10, by in 1u8..10) {
        let Some(number) = (0..10).find_map(|d| NhsNumber::parse(&format!("{nine:09}{d}")).ok()) else { return Ok(()) };
        let mut digits = number.text().into_bytes();
        digits[place] = b'0' + (digits[place] - b'0' + by) % 10;
        prop_assert!(NhsNumber::parse(std::str::from_utf8(&digits).unwrap()).is_err());
    }

    #[test]
    fn reading_numbers_never_panics(text in "\\PC{0,20}") {
        let _ = (PrisonNumber::parse(&text), NhsNumber::parse(&text), Pnc::parse(&text, 2026), Cro::parse(&text), OdsCode::parse(&text));
    }
}
