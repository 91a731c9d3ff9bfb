//! Who shares family name and date of birth.

use vocab::name::{Born, FamilyName, fold};

/// The key under which people who share family name and date of birth are kept together.
///
/// FNV-1a, 64 bits, over the folded family name, a byte that no folded name can hold, and the date as year, month
/// and day. It has no random key, so that it is the same in every run, on every machine and after every restore;
/// the golden test holds it still. It is an index key and no secret: two different pairs may share it, so whoever
/// counts asks [`alike`] as well. Were that forgotten, the error would be a link proposed that could have been
/// made: never the other way round.
#[must_use]
pub fn alike_key(family: &FamilyName, born: Born) -> u64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    // UTF-8 never holds 0xff: "ab" + 1 and "a" + "b1" cannot meet.
    const BETWEEN: u8 = 0xff;
    let date = born.date();
    let folded = fold(family.text());
    let year = date.year().to_be_bytes();
    let day = [date.month().to_be_bytes()[0], date.day().to_be_bytes()[0]];
    let bytes = folded.bytes().chain([BETWEEN]).chain(year).chain(day);
    bytes.fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

/// Whether two people share family name and date of birth; case, accents and punctuation aside.
#[must_use]
pub fn alike(a: (&FamilyName, Born), b: (&FamilyName, Born)) -> bool {
    a.1 == b.1 && fold(a.0.text()) == fold(b.0.text())
}
