//! The gateway before the External API: it asks for a client certificate, and hands on to the double what it lets in.
//! Authorities and certificates are made here, and are gone with the test.

use crate::moorland::Moorland;
use axum::extract::connect_info::{ConnectInfo, Connected};
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::serve::{IncomingStream, Listener};
use connect::client::Base;
use doubles::prison::face;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyIdMethod, KeyPair, KeyUsagePurpose, RevokedCertParams, SerialNumber,
    date_time_ymd,
};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateRevocationListDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig, crypto};
use tokio_rustls::server::TlsStream;
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::der::pem::{LineEnding, encode_string};

/// Somebody who signs certificates.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate and its key, as files hold them.
pub(crate) struct Paper {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

/// Years that hold now, by any clock.
pub(crate) const HOLDS: (i32, i32) = (2020, 2090);

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut of = CertificateParams::default();
        of.distinguished_name.push(DnType::CommonName, name);
        of.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        of.key_usages =
            vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign, KeyUsagePurpose::DigitalSignature];
        Self(CertifiedIssuer::self_signed(of, KeyPair::generate().unwrap()).unwrap())
    }

    /// What an authorities' file holds.
    pub(crate) fn pem(&self) -> Vec<u8> {
        pem("CERTIFICATE", self.0.der()).into_bytes()
    }

    /// A client's certificate with this serial number, from New Year to New Year.
    pub(crate) fn client(&self, serial: u64, (from, until): (i32, i32)) -> Paper {
        let mut of = CertificateParams::default();
        of.distinguished_name.push(DnType::CommonName, "gatelodge");
        of.serial_number = Some(SerialNumber::from(serial));
        of.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        (of.not_before, of.not_after) = (date_time_ymd(from, 1, 1), date_time_ymd(until, 1, 1));
        let key = KeyPair::generate().unwrap();
        let signed = of.signed_by(&key, &self.0).unwrap();
        Paper { certificate: pem("CERTIFICATE", signed.der()), key: pem("PRIVATE KEY", key.serialized_der()) }
    }

    /// The list of those that it has taken back.
    fn taken_back(&self, serials: &[u64]) -> CertificateRevocationListDer<'static> {
        let revoked = |serial: &u64| RevokedCertParams {
            serial_number: SerialNumber::from(*serial),
            revocation_time: date_time_ymd(2021, 1, 1),
            reason_code: None,
            invalidity_date: None,
        };
        let list = CertificateRevocationListParams {
            this_update: date_time_ymd(2021, 1, 1),
            next_update: date_time_ymd(2090, 1, 1),
            crl_number: SerialNumber::from(1_u64),
            issuing_distribution_point: None,
            revoked_certs: serials.iter().map(revoked).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        list.signed_by(&self.0).unwrap().der().clone()
    }

    /// How a listener of this authority's shows itself, and whom it lets in.
    fn server(&self, taken_back: &[u64]) -> ServerConfig {
        let provider = Arc::new(crypto::aws_lc_rs::default_provider());
        let mut roots = RootCertStore::empty();
        roots.add(self.0.der().clone()).unwrap();
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .with_crls([self.taken_back(taken_back)])
            .build()
            .unwrap();
        let mut of = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
        of.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate().unwrap();
        let signed = of.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(verifier)
            .with_single_cert(vec![signed.der().clone()], key)
            .unwrap()
    }
}

pub(crate) fn pem(label: &'static str, der: &[u8]) -> String {
    encode_string(label, LineEnding::LF, der).unwrap()
}

/// The gateway.
pub(crate) struct Gate {
    pub(crate) base: Base,
    state: Arc<Gated>,
}

/// What the gateway knows beyond TLS.
#[derive(Default)]
struct Gated {
    revoked: Mutex<BTreeSet<u64>>,
    seen: Mutex<Vec<u64>>,
}

impl Gate {
    /// Before the double, with certificates of this authority; TLS itself refuses those that it has taken back.
    pub(crate) async fn open(moorland: &Moorland, authority: &Authority, taken_back: &[u64]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let (tell, shaken) = mpsc::channel(64);
        let acceptor = TlsAcceptor::from(Arc::new(authority.server(taken_back)));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, tell) = (acceptor.clone(), tell.clone());
                tokio::spawn(async move {
                    match acceptor.accept(stream).into_fallible().await {
                        Ok(stream) => tell.send(stream).await.unwrap_or(()),
                        Err((_, stream)) => linger(stream).await,
                    }
                });
            }
        });
        let state = Arc::new(Gated::default());
        let inner = face::router(moorland.shared.clone(), false);
        let app = inner.layer(from_fn_with_state(Arc::clone(&state), look));
        let service = app.into_make_service_with_connect_info::<Shown>();
        tokio::spawn(async move { axum::serve(Shaken { shaken, at }, service).await });
        Self { base: Base::parse(&format!("https://{at}")).unwrap(), state }
    }

    /// From now on this certificate is refused, as the real one refuses a serial number: after TLS, with a 403
    /// (hmpps-integration-api: AuthorisationFilter.kt).
    pub(crate) fn revokes(&self, serial: u64) {
        self.state.revoked.lock().unwrap().insert(serial);
    }

    /// The serial numbers of what was shown, a request each.
    pub(crate) fn seen(&self) -> Vec<u64> {
        self.state.seen.lock().unwrap().clone()
    }
}

/// What was said before the refusal is read, or the refusal would not arrive.
async fn linger(mut stream: TcpStream) {
    let mut bytes = [0; 4096];
    let read = async { while matches!(stream.read(&mut bytes).await, Ok(n) if n > 0) {} };
    let _ = tokio::time::timeout(Duration::from_secs(2), read).await;
}

async fn look(
    State(state): State<Arc<Gated>>,
    ConnectInfo(shown): ConnectInfo<Shown>,
    request: Request,
    next: Next,
) -> Response {
    state.seen.lock().unwrap().push(shown.0);
    if state.revoked.lock().unwrap().contains(&shown.0) {
        let headers = [("content-type", "application/json")];
        return (axum::http::StatusCode::FORBIDDEN, headers, r#"{"message":"Forbidden"}"#).into_response();
    }
    next.run(request).await
}

/// Connections whose TLS is done.
struct Shaken {
    shaken: mpsc::Receiver<TlsStream<TcpStream>>,
    at: SocketAddr,
}

/// The serial number of the certificate that a connection showed.
#[derive(Clone, Copy)]
struct Shown(u64);

impl Listener for Shaken {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.shaken.recv().await {
            Some(stream) => (stream, self.at),
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        Ok(self.at)
    }
}

impl Connected<IncomingStream<'_, Shaken>> for Shown {
    fn connect_info(stream: IncomingStream<'_, Shaken>) -> Self {
        let shown = stream.io().get_ref().1.peer_certificates().and_then(<[_]>::first).unwrap();
        let read = Certificate::from_der(shown).unwrap();
        let bytes = read.tbs_certificate().serial_number().as_bytes();
        Self(bytes.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)))
    }
}
