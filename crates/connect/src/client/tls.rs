//! TLS with a certificate of ours, and what it says when one side does not take the other's.
//!
//! A certificate is shown as it is, whatever its form: whether it will do is the host's to say.
//!
//! In TLS 1.3 our side has finished before the host has looked at our certificate: its refusal comes as an alert in the
//! place of an answer. It has read nothing by then.

use super::CallError;
use super::error::Refusal;
use crate::identity::Identity;
use rustls::client::danger::ServerCertVerifier;
use rustls::client::{ResolvesClientCert, WebPkiServerVerifier};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::sign::CertifiedKey;
use rustls::{AlertDescription, ClientConfig, RootCertStore, SignatureScheme};
use std::error::Error;
use std::sync::Arc;

/// Shows one certificate to whoever asks for one.
#[derive(Debug)]
struct Shows(Arc<CertifiedKey>);

impl ResolvesClientCert for Shows {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// TLS that shows our certificate, and trusts the machine's authorities and those that are given as PEM.
pub(super) fn showing(
    identity: &Identity,
    authorities: Option<&[u8]>,
) -> Result<ClientConfig, rustls::Error> {
    let given: Result<Vec<CertificateDer<'static>>, _> =
        CertificateDer::pem_slice_iter(authorities.unwrap_or_default()).collect();
    let given = given.map_err(|_| rustls::Error::General("an authority does not read".to_owned()))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let trusted: Arc<dyn ServerCertVerifier> = match rustls_platform_verifier::Verifier::new_with_extra_roots(
        given.clone(),
        Arc::clone(&provider),
    ) {
        Ok(machine) => Arc::new(machine),
        // Without the machine's list of authorities only those that were given can be trusted.
        Err(_) => {
            tracing::warn!(
                "no certificate authorities are installed here: only those that are configured are trusted"
            );
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(given);
            let verifier =
                WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
            verifier.build().map_err(|error| rustls::Error::General(error.to_string()))?
        }
    };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(trusted)
        .with_client_cert_resolver(Arc::new(Shows(Arc::clone(identity.shown()))));
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// The refusal in an error; none when it is of another kind.
pub(super) fn refused(error: &reqwest::Error) -> Option<CallError> {
    match told(error)? {
        rustls::Error::InvalidCertificate(_) => Some(CallError::NotTrusted),
        rustls::Error::AlertReceived(alert) => alert_refusal(*alert).map(CallError::NotLetIn),
        _ => None,
    }
}

fn alert_refusal(alert: AlertDescription) -> Option<Refusal> {
    match alert {
        AlertDescription::CertificateRequired | AlertDescription::NoCertificate => Some(Refusal::Missing),
        AlertDescription::CertificateExpired => Some(Refusal::Ended),
        AlertDescription::CertificateRevoked => Some(Refusal::Revoked),
        AlertDescription::UnknownCA
        | AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateUnknown
        | AlertDescription::AccessDenied => Some(Refusal::Unknown),
        _ => None,
    }
}

/// What the TLS library said, however deep. An I/O error names its cause's cause as its own: it is opened.
fn told(error: &reqwest::Error) -> Option<&rustls::Error> {
    let mut next: Option<&(dyn Error + 'static)> = error.source();
    while let Some(one) = next {
        if let Some(told) = one.downcast_ref::<rustls::Error>() {
            return Some(told);
        }
        next = match one.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
            Some(inner) => Some(inner as &(dyn Error + 'static)),
            None => one.source(),
        };
    }
    None
}
