//! The token that opens PDS: signed for by ourselves.

use crate::scripted::{Scripted, answer, json};
use crate::spine::{CLIENT, KEY_ID, KHAN, Keys, NOBODY, Spine, begin, keys};
use connect::client::Base;
use connect::pds::{Pds, PdsError, Settings, SigningKeyError};
use connect::renewal::Renewal;
use connect::token::TokenError;
use doubles::pds::{PdsFault, TOKEN};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json as value};
use std::sync::Arc;
use std::time::Duration;
use vocab::Instant;
use vocab::seed::{Rng, Seed};
use vocab::time::ManualClock;

const NOT_OURS: &str = "the client id is not that of an application they know";

#[tokio::test]
async fn one_token_serves_a_crowd_and_is_renewed_before_it_lapses() {
    let spine = Spine::open().await;
    let pds = Arc::new(spine.pds());
    let crowd: Vec<_> = (0..8)
        .map(|_| {
            let (pds, asking) = (Arc::clone(&pds), spine.asking(&pds, KHAN));
            tokio::spawn(async move { pds.read(&asking).await.unwrap() })
        })
        .collect();
    for one in crowd {
        one.await.unwrap();
    }
    let given = || spine.shared.lock().tokens_given();
    assert_eq!(given(), 1);
    // It lives for 599 seconds, which the answer writes as a text.
    spine.clock.advance_seconds(538);
    spine.read(&pds, KHAN).await.unwrap();
    assert_eq!(given(), 1);
    spine.clock.advance_seconds(1);
    spine.read(&pds, KHAN).await.unwrap();
    assert_eq!(given(), 2, "a minute before");
    // One that is not taken any more is exchanged once, and the reading is made.
    spine.shared.lock().tokens_lapse();
    spine.read(&pds, KHAN).await.unwrap();
    assert_eq!(given(), 3);
}

#[tokio::test]
async fn without_a_token_nothing_is_asked_and_the_old_one_still_opens() {
    let spine = Spine::open().await;
    let pds = spine.pds();
    spine.shared.lock().next_tokens = [PdsFault::TooMany { retry_after_seconds: None }].map(Some).into();
    let busy = PdsError::NoToken(TokenError::Busy { retry_after_seconds: None });
    assert_eq!(spine.read(&pds, KHAN).await, Err(busy));
    assert!(spine.ids().is_empty());
    spine.read(&pds, KHAN).await.unwrap();
    spine.clock.advance_seconds(560);
    spine.shared.lock().next_tokens = [PdsFault::Lost].map(Some).into();
    assert!(spine.read(&pds, KHAN).await.is_ok());
}

/// What a client that is set up otherwise is told.
async fn told(spine: &Spine, settings: Settings) -> PdsError {
    spine.read(&spine.pds_of(settings), KHAN).await.unwrap_err()
}

#[tokio::test]
async fn what_is_wrong_with_our_signing_is_said_in_words() {
    let spine = Spine::open().await;
    let ours = || spine.settings();
    let not_signed = |status, why| PdsError::NoToken(TokenError::NotSigned { status, why });
    let stranger = Settings { client_id: "stranger".to_owned(), ..ours() };
    assert_eq!(told(&spine, stranger).await, not_signed(400, NOT_OURS));
    let other = Settings { key_id: "gatelodge-2".to_owned(), ..ours() };
    let no_key = "the key id is not one under which a public key of ours is registered";
    assert_eq!(told(&spine, other).await, not_signed(401, no_key));
    // The same place by another name: the assertion is for nobody whom the endpoint knows.
    let by_name = spine.host.replace("127.0.0.1", "localhost");
    let elsewhere = Settings { token_url: Base::parse(&format!("{by_name}{TOKEN}")).unwrap(), ..ours() };
    let aud = "the token address is not the one that they go by";
    assert_eq!(told(&spine, elsewhere).await, not_signed(401, aud));
    spine.write_key(&keys(1).private);
    let signature = "the key does not belong to the public key that is registered under the key id";
    assert_eq!(told(&spine, ours()).await, not_signed(401, signature));
    let error = told(&spine, ours()).await.to_string();
    assert_eq!(error, format!("no token: {signature} (status 401)"));
    assert!(spine.ids().is_empty(), "nothing was asked of PDS");
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_what_is_to_be_looked_at() {
    for (seconds, why) in [
        (-600, "the assertion had ended when it came: look at this machine's clock"),
        (600, "the assertion ends too far ahead: look at this machine's clock"),
    ] {
        let spine = Spine::open().await;
        let skewed = Arc::new(ManualClock::at(begin().plus_seconds(seconds)));
        let client = crate::moorland::client(crate::moorland::quick(), &skewed);
        let pds = Pds::new(client, spine.settings(), Arc::new(Same)).unwrap();
        let error = spine.read(&pds, KHAN).await.unwrap_err();
        assert_eq!(error, PdsError::NoToken(TokenError::NotSigned { status: 400, why }));
    }
}

/// Draws the same every time.
struct Same;

impl Rng for Same {
    fn seed(&self) -> Seed {
        Seed(7)
    }
}

#[tokio::test]
async fn an_assertion_is_taken_once() {
    let spine = Spine::open().await;
    let again = || Pds::new(Arc::clone(&spine.client), spine.settings(), Arc::new(Same)).unwrap();
    spine.read(&again(), KHAN).await.unwrap();
    let why = "the assertion was taken for one that was used before";
    let error = spine.read(&again(), KHAN).await.unwrap_err();
    assert_eq!(error, PdsError::NoToken(TokenError::NotSigned { status: 400, why }));
}

/// An assertion as somebody else might make it.
fn signed(algorithm: Algorithm, change: impl Fn(&mut Value, &mut Header), with: &Keys) -> String {
    let mut header = Header { kid: Some(KEY_ID.to_owned()), ..Header::new(algorithm) };
    let mut claims = value!({"iss": CLIENT, "sub": CLIENT, "aud": "", "jti": "j", "exp": 0});
    change(&mut claims, &mut header);
    encode(&header, &claims, &EncodingKey::from_rsa_pem(with.private.as_bytes()).unwrap()).unwrap()
}

#[tokio::test]
async fn the_double_looks_at_an_assertion_as_the_real_endpoint_does() {
    let spine = Spine::open().await;
    let (url, now) = (format!("{}{TOKEN}", spine.host), seconds(begin()));
    let good = |claims: &mut Value, _: &mut Header| {
        claims["aud"] = value!(url);
        claims["exp"] = value!(now + 300);
    };
    let cases: [(Algorithm, &str, Value, &str); 9] = [
        (
            Algorithm::RS256,
            "",
            Value::Null,
            "Invalid 'alg' header in client_assertion JWT - unsupported JWT algorithm - must be 'RS512'",
        ),
        (
            Algorithm::RS384,
            "",
            Value::Null,
            "Invalid 'alg' header in client_assertion JWT - unsupported JWT algorithm - must be 'RS512'",
        ),
        (
            Algorithm::RS512,
            "exp",
            value!(now - 11),
            "Invalid 'exp' claim in client_assertion JWT - JWT has expired",
        ),
        (
            Algorithm::RS512,
            "exp",
            value!("soon"),
            "Invalid 'exp' claim in client_assertion JWT - must be an integer",
        ),
        (
            Algorithm::RS512,
            "exp",
            value!(now + 311),
            "Invalid 'exp' claim in client_assertion JWT - more than 5 minutes in future",
        ),
        (
            Algorithm::RS512,
            "sub",
            value!("other"),
            "Missing or non-matching 'iss'/'sub' claims in client_assertion JWT",
        ),
        (
            Algorithm::RS512,
            "jti",
            value!(7),
            "Invalid 'jti' claim in client_assertion JWT - must be a unique string value such as a GUID",
        ),
        (
            Algorithm::RS512,
            "aud",
            value!("elsewhere"),
            "Missing or invalid 'aud' claim in client_assertion JWT",
        ),
        (Algorithm::RS512, "", Value::Null, ""),
    ];
    for (algorithm, name, wrong, words) in cases {
        let assertion = signed(
            algorithm,
            |claims, header| {
                good(claims, header);
                if !name.is_empty() {
                    claims[name] = wrong.clone();
                }
            },
            keys(0),
        );
        let said = post(&url, &assertion).await;
        assert_eq!(said["error_description"].as_str().unwrap_or_default(), words, "{said}");
    }
    let no_kid = signed(
        Algorithm::RS512,
        |claims, header| {
            good(claims, header);
            header.kid = None;
        },
        keys(0),
    );
    assert_eq!(
        post(&url, &no_kid).await["error_description"],
        "Missing 'kid' header in client_assertion JWT"
    );
    let typed = signed(
        Algorithm::RS512,
        |claims, header| {
            good(claims, header);
            header.typ = None;
        },
        keys(0),
    );
    let typ = "Invalid 'typ' header in client_assertion JWT - must be 'JWT'";
    assert_eq!(post(&url, &typed).await["error_description"], typ);
    assert_eq!(post(&url, "no.jwt").await["error"], "invalid_request");
}

fn seconds(at: Instant) -> i64 {
    at.micros() / 1_000_000
}

async fn post(url: &str, assertion: &str) -> Value {
    let body = format!(
        "grant_type=client_credentials&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={assertion}"
    );
    let form = "application/x-www-form-urlencoded";
    let sent = crate::relay::http().post(url).header("content-type", form).body(body).send().await.unwrap();
    sent.json().await.unwrap()
}

#[tokio::test]
async fn what_we_sign_is_rs512_for_the_token_address_and_ends_soon() {
    let spine = Spine::open().await;
    let server = Scripted::new(|_, _| json(200, r#"{"access_token":"t","expires_in":"599"}"#)).await;
    let token_url = Base::parse(&format!("{}/token", server.base.text())).unwrap();
    let pds = spine.pds_of(Settings { token_url, ..spine.settings() });
    let _ = spine.read(&pds, KHAN).await;
    let asked = &server.seen()[0];
    assert!(asked.starts_with("POST /token HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains("content-type: application/x-www-form-urlencoded\r\n"));
    let (_, assertion) = asked.split_once("client_assertion=").unwrap();
    let header = jsonwebtoken::decode_header(assertion).unwrap();
    assert_eq!(
        (header.alg, header.kid.as_deref(), header.typ.as_deref()),
        (Algorithm::RS512, Some(KEY_ID), Some("JWT"))
    );
    let claims: Value = jsonwebtoken::dangerous::insecure_decode::<Value>(assertion).unwrap().claims;
    assert_eq!((&claims["iss"], &claims["sub"]), (&value!(CLIENT), &value!(CLIENT)));
    assert_eq!(claims["aud"], format!("{}/token", server.base.text()));
    assert_eq!(claims["jti"].as_str().unwrap().len(), 36);
    let ahead = claims["exp"].as_i64().unwrap() - seconds(begin());
    assert!((60..=300).contains(&ahead), "{ahead}");
    assert!(!asked.contains(KHAN) && claims.as_object().unwrap().len() == 5, "nothing of anybody is in it");
}

#[tokio::test]
async fn a_new_key_is_taken_up_without_a_restart_and_a_bad_one_is_not() {
    let spine = Spine::open().await;
    let pds = spine.pds();
    let conditions = Arc::default();
    let renewal = Renewal::new("pds", Arc::clone(&conditions)).secret(&spine.key_file(), pds.key());
    spine.read(&pds, KHAN).await.unwrap();
    // A file's time has to differ; the machine's own clock is what stamps it.
    let rewrite = |pem: &str| {
        std::thread::sleep(Duration::from_millis(20));
        spine.write_key(pem);
    };
    rewrite(&keys(1).private);
    assert_eq!(renewal.step(begin()), 1);
    let mut both = std::collections::BTreeMap::new();
    both.insert(KEY_ID.to_owned(), keys(1).public.clone());
    spine.shared.lock().admit(doubles::pds::Application { id: CLIENT.to_owned(), keys: both });
    spine.shared.lock().tokens_lapse();
    spine.read(&pds, KHAN).await.unwrap();
    rewrite("not a key");
    renewal.step(begin());
    spine.shared.lock().tokens_lapse();
    let error = spine.read(&pds, KHAN).await.unwrap_err();
    assert!(error.to_string().contains("no RSA private key"), "{error}");
}

#[tokio::test]
async fn a_key_that_cannot_sign_is_refused_at_once() {
    let spine = Spine::open().await;
    let made = || Pds::new(Arc::clone(&spine.client), spine.settings(), Arc::new(Same)).map(|_| ());
    spine.write_key("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    let error = made().unwrap_err();
    assert!(
        matches!(error, SigningKeyError::NoKey(_)) && error.to_string().contains("must be PEM"),
        "{error}"
    );
    spine.write_key(&keys(0).public);
    assert!(matches!(made(), Err(SigningKeyError::NoKey(_))), "the public half signs nothing");
    std::fs::remove_file(spine.key_file()).unwrap();
    assert!(matches!(made(), Err(SigningKeyError::File(_))));
}

#[tokio::test]
async fn a_refusal_to_read_is_told_in_words_and_is_nothing_about_anybody() {
    let denied = r#"{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"forbidden","details":{"coding":[{"system":"https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode","code":"ACCESS_DENIED"}]}}]}"#;
    let spine = Spine::open().await;
    for status in [401, 403] {
        let server = Scripted::new(move |_, _| answer(status, "application/fhir+json", denied)).await;
        let error = spine.read(&spine.pds_at(server.base.clone()), NOBODY).await.unwrap_err();
        assert!(matches!(error, PdsError::NotAllowed { status: said, .. } if said == status));
        assert!(error.to_string().contains("access denied: the token was not taken"), "{error}");
        assert!(server.seen()[0].contains("accept: application/fhir+json\r\n"));
        assert!(server.seen()[0].contains("nhsd-end-user-organisation-ods: Y05531\r\n"));
        let gateway = Scripted::new(move |_, _| answer(status, "text/html", "<html>")).await;
        let error = spine.read(&spine.pds_at(gateway.base.clone()), NOBODY).await.unwrap_err();
        assert!(error.to_string().contains("a gateway before PDS"), "{error}");
    }
}
