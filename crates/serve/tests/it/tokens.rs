//! Tokens: every way in which one can be wrong, each in its own words.

use crate::caller::MORNING;
use serve::tokens::{Mint, NotMinted, TokenKeysError, TokenRefused};
use serve::{TokenKeys, callers};
use std::os::unix::fs::PermissionsExt as _;
use vocab::crossing::{Caller, Purpose, Role};
use vocab::place::PrisonCode;

fn nurse(seconds: i64) -> Mint {
    let prison = PrisonCode::parse("MDI").ok();
    let caller = Caller { account: "amina.khan".into(), role: Role::ReceptionNurse, prison };
    Mint { caller, purpose: None, seconds }
}

fn keys() -> TokenKeys {
    TokenKeys::ephemeral("gatelodge").unwrap()
}

#[test]
fn a_token_says_who_asks_and_for_what() {
    let keys = keys();
    let token = keys.mint(&nurse(600), MORNING).unwrap();
    for _ in 0..2 {
        let asker = keys.verify(&token, MORNING).unwrap();
        assert_eq!((asker.caller, asker.purpose), (nurse(1).caller, Purpose::DirectCare));
    }
    let governance = Mint { purpose: Some(Purpose::Governance), ..nurse(600) };
    let token = keys.mint(&governance, MORNING).unwrap();
    assert_eq!(keys.verify(&token, MORNING).unwrap().purpose, Purpose::Governance);
}

#[test]
fn time_is_the_clocks_that_is_handed_in() {
    let keys = keys();
    let token = keys.mint(&nurse(600), MORNING).unwrap();
    assert_eq!(keys.verify(&token, MORNING.plus_seconds(-60)).unwrap_err(), TokenRefused::NotYet);
    assert!(keys.verify(&token, MORNING.plus_seconds(605)).is_ok(), "ten seconds are forgiven");
    // Remembered by now: its time is looked at all the same.
    assert_eq!(keys.verify(&token, MORNING.plus_seconds(611)).unwrap_err(), TokenRefused::Expired);
    assert_eq!(keys.verify(&token, MORNING.plus_seconds(-60)).unwrap_err(), TokenRefused::NotYet);
}

#[test]
fn a_token_of_another_key_is_unknown_and_a_changed_one_is_forged() {
    let keys = keys();
    let token = keys.mint(&nurse(600), MORNING).unwrap();
    assert_eq!(keys_other().verify(&token, MORNING).unwrap_err(), TokenRefused::UnknownKey);
    let officer =
        keys.mint(&Mint { caller: Caller { role: Role::Officer, ..nurse(1).caller }, ..nurse(600) }, MORNING);
    let (officer, parts) = (officer.unwrap(), token.split('.').collect::<Vec<_>>());
    let claims = officer.split('.').nth(1).unwrap();
    let forged = format!("{}.{claims}.{}", parts[0], parts[2]);
    assert_eq!(keys.verify(&forged, MORNING).unwrap_err(), TokenRefused::Forged);
    for odd in ["", "a.b", "a.b.c", "....", &"x".repeat(5_000), "\u{fe0f}.\u{1f511}.x"] {
        let refused = keys.verify(odd, MORNING).unwrap_err();
        assert!(matches!(refused, TokenRefused::Malformed | TokenRefused::TooLong), "{odd}: {refused}");
    }
}

fn keys_other() -> TokenKeys {
    keys()
}

/// A token signed by our own key whose claims are whatever a test wants.
fn signed(folder: &std::path::Path, header: &str, claims: &str) -> String {
    let key = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .find(|p| p.extension().unwrap() == "key");
    let (pkcs8, id) = (std::fs::read(key.as_ref().unwrap()).unwrap(), key.unwrap());
    let id = id.file_stem().unwrap().to_str().unwrap();
    let b64 = |bytes: &[u8]| base64url(bytes);
    let message = format!("{}.{}", b64(header.replace("KID", id).as_bytes()), b64(claims.as_bytes()));
    let pair = aws_lc_rs::signature::Ed25519KeyPair::from_pkcs8(&pkcs8).unwrap();
    format!("{message}.{}", b64(pair.sign(message.as_bytes()).as_ref()))
}

fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0u32, |b, x| b << 8 | u32::from(*x)) << (8 * (3 - chunk.len()));
        for at in 0..=chunk.len() {
            out.push(char::from(ALPHABET[(bits >> (18 - 6 * at) & 63) as usize]));
        }
    }
    out
}

#[test]
fn each_wrong_claim_has_its_own_words() {
    let folder = tempfile::tempdir().unwrap();
    let keys = TokenKeys::open(folder.path(), "moorland", true).unwrap();
    let at = MORNING.micros() / 1_000_000;
    let good = format!(
        r#"{{"iss":"gatelodge","aud":"moorland","sub":"a","role":"officer","prison":"MDI","iat":{at},"nbf":{at},"exp":{}}}"#,
        at + 60
    );
    let header = r#"{"alg":"EdDSA","typ":"JWT","kid":"KID"}"#;
    let refused =
        |header: &str, claims: &str| keys.verify(&signed(folder.path(), header, claims), MORNING).err();
    assert_eq!(refused(header, &good), None);
    let with = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        refused(header, &good.replace(from, to))
    };
    assert_eq!(with("\"iss\":\"gatelodge\"", "\"iss\":\"someone\""), Some(TokenRefused::Issuer));
    assert_eq!(with("moorland", "gatelodge"), Some(TokenRefused::Audience));
    assert_eq!(with("\"officer\"", "\"governor-of-all\""), Some(TokenRefused::Role));
    assert_eq!(with("\"MDI\"", "\"OUT\""), Some(TokenRefused::Prison));
    assert_eq!(with("\"MDI\"", "\"MDI\",\"purpose\":\"curiosity\""), Some(TokenRefused::Purpose));
    assert_eq!(with("\"sub\":\"a\",", ""), Some(TokenRefused::Claims));
    assert_eq!(with("\"sub\":\"a\"", "\"sub\":7"), Some(TokenRefused::Claims));
    assert_eq!(with("\"sub\":\"a\"", "\"sub\":\"\""), Some(TokenRefused::Claims));
    assert_eq!(
        with(&format!("{}}}", at + 60), &format!("{}}}", at + 50_000)),
        Some(TokenRefused::LivesTooLong)
    );
    assert_eq!(refused(&header.replace("EdDSA", "HS256"), &good), Some(TokenRefused::Algorithm));
    assert_eq!(refused(&header.replace("EdDSA", "none"), &good), Some(TokenRefused::Algorithm));
    assert_eq!(refused(&header.replace(",\"kid\":\"KID\"", ""), &good), Some(TokenRefused::UnknownKey));
}

#[test]
fn keys_are_made_once_read_again_and_refused_when_others_can_read_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens");
    assert!(matches!(TokenKeys::open(&path, "gatelodge", false), Err(TokenKeysError::File { .. })));
    let made = TokenKeys::open(&path, "gatelodge", true).unwrap();
    let token = made.mint(&nurse(600), MORNING).unwrap();
    let again = TokenKeys::open(&path, "gatelodge", true).unwrap();
    assert!(again.verify(&token, MORNING).is_ok(), "the same key");
    let key = std::fs::read_dir(&path)
        .unwrap()
        .map(|e| e.unwrap().path())
        .find(|p| p.extension().unwrap() == "key");
    let key = key.unwrap();
    assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(
        TokenKeys::open(&path, "gatelodge", false),
        Err(TokenKeysError::Open { mode: 0o644, .. })
    ));
    std::fs::remove_file(&key).unwrap();
    let public_only = TokenKeys::open(&path, "gatelodge", false).unwrap();
    assert!(public_only.verify(&token, MORNING).is_ok(), "an old key still verifies");
    assert_eq!(public_only.mint(&nurse(600), MORNING).unwrap_err(), NotMinted::NoPrivateKey);
}

#[test]
fn what_may_not_be_minted_is_not() {
    let keys = keys();
    assert_eq!(keys.mint(&nurse(0), MORNING).unwrap_err(), NotMinted::Life);
    assert_eq!(keys.mint(&nurse(13 * 3600), MORNING).unwrap_err(), NotMinted::Life);
    let nameless = Mint { caller: Caller { account: String::new(), ..nurse(1).caller }, ..nurse(1) };
    assert_eq!(keys.mint(&nameless, MORNING).unwrap_err(), NotMinted::Account);
}

#[test]
fn the_header_is_one_bearer_token() {
    let keys = keys();
    let token = keys.mint(&nurse(600), MORNING).unwrap();
    let asks = |values: &[String]| {
        let mut headers = http::HeaderMap::new();
        for value in values {
            headers.append(http::header::AUTHORIZATION, value.parse().unwrap());
        }
        callers::bearer(&headers, &keys, MORNING)
    };
    assert!(asks(&[format!("Bearer {token}")]).is_ok());
    assert!(asks(&[format!("bearer {token}")]).is_ok());
    let nobody = asks(&[]).unwrap_err();
    assert_eq!(nobody.challenge(), "Bearer realm=\"gatelodge\"");
    for odd in
        [vec![token.clone()], vec!["Basic YTpi".into()], vec![format!("Bearer {token}"), "Bearer x".into()]]
    {
        assert_eq!(asks(&odd).unwrap_err(), callers::Unauthorised::NotBearer);
    }
    let challenge = asks(&["Bearer x.y.z".into()]).unwrap_err().challenge();
    assert!(challenge.to_str().unwrap().contains("error=\"invalid_token\""));
}
