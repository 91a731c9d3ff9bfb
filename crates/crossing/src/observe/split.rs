//! Pages about many people, cut into exact slices: one a person, each an input of its own.
//!
//! A slice is the very bytes of the person's object in the page, so that one person's body can be erased and the
//! others' stay. Only lists of whole records are cut; a list that is one fact (a person's alerts) is not.

use serde_json::value::RawValue;
use std::collections::BTreeMap;
use vocab::id::PrisonNumber;

/// The slices of a page of prisoner-search records or of people in prison, in order; none when it is not one.
#[must_use]
pub fn slices(body: &[u8]) -> Option<Vec<(PrisonNumber, Vec<u8>)>> {
    let text = std::str::from_utf8(body).ok()?;
    let items = items(text)?;
    let slices: Option<Vec<_>> =
        items.iter().map(|item| number_of(item.get()).map(|n| (n, slice(item)))).collect();
    slices.filter(|s| s.len() > 1)
}

/// The numbers of everyone on a page, as far as they can be read.
#[must_use]
pub fn numbers(body: &[u8]) -> Vec<PrisonNumber> {
    let items = std::str::from_utf8(body).ok().and_then(items).unwrap_or_default();
    items.iter().filter_map(|item| number_of(item.get())).collect()
}

fn items(text: &str) -> Option<Vec<&RawValue>> {
    if text.trim_start().starts_with('[') {
        return serde_json::from_str(text).ok();
    }
    let object: BTreeMap<&str, &RawValue> = serde_json::from_str(text).ok()?;
    let list = object.get("content").or_else(|| object.get("data"))?;
    serde_json::from_str(list.get()).ok()
}

/// The slice stands alone as the record that it is. A record of the External API keeps its envelope's form, since its
/// shape alone does not tell it.
fn slice(item: &RawValue) -> Vec<u8> {
    if is_search_record(item.get()) {
        item.get().as_bytes().to_vec()
    } else {
        format!("{{\"data\":{}}}", item.get()).into_bytes()
    }
}

#[derive(serde::Deserialize)]
struct Numbers<'a> {
    #[serde(borrow, rename = "prisonerNumber")]
    prisoner_number: Option<&'a str>,
    #[serde(borrow)]
    identifiers: Option<&'a RawValue>,
    // Present only in whole records: an attendee or an alert also carries a number.
    #[serde(borrow, rename = "firstName")]
    first_name: Option<&'a RawValue>,
}

#[derive(serde::Deserialize)]
struct External<'a> {
    #[serde(borrow, rename = "nomisNumber")]
    nomis_number: Option<&'a str>,
}

fn is_search_record(item: &str) -> bool {
    serde_json::from_str::<Numbers<'_>>(item).is_ok_and(|n| n.prisoner_number.is_some())
}

fn number_of(item: &str) -> Option<PrisonNumber> {
    let numbers: Numbers<'_> = serde_json::from_str(item).ok()?;
    numbers.first_name?;
    if let Some(number) = numbers.prisoner_number {
        return PrisonNumber::parse(number).ok();
    }
    let external: External<'_> = serde_json::from_str(numbers.identifiers?.get()).ok()?;
    PrisonNumber::parse(external.nomis_number?).ok()
}
