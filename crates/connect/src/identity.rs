//! Who we are to a host that asks for a client certificate: certificate, key, and when it ends.
//!
//! It is read from two files. Nothing of the key is ever printed; of the certificate only its name and its dates are.

use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use std::path::Path;
use std::sync::Arc;
use vocab::Instant;
use x509_cert::Certificate;
use x509_cert::der::asn1::{PrintableStringRef, Utf8StringRef};
use x509_cert::der::oid::db::rfc4519::CN;
use x509_cert::der::{Decode as _, Encode as _};

/// A client certificate with its key.
#[derive(Clone)]
pub struct Identity {
    /// Chain and key, as they are shown.
    shown: Arc<CertifiedKey>,
    /// The name that it is made out to (CN).
    pub name: Option<String>,
    /// It holds from.
    pub begins: Instant,
    /// It holds until.
    pub ends: Instant,
}

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// A file cannot be read.
    #[error("{path} cannot be read: {source}")]
    File {
        /// Which.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// No certificate in it.
    #[error("{0} holds no certificate: it must be PEM, with -----BEGIN CERTIFICATE-----")]
    NoCertificate(String),
    /// No key in it.
    #[error("{0} holds no private key that can be used: it must be PEM, unencrypted")]
    NoKey(String),
    /// They do not belong together.
    #[error("the key in {key} does not belong to the certificate in {certificate}")]
    NotAPair {
        /// The certificate's file.
        certificate: String,
        /// The key's.
        key: String,
    },
}

impl Identity {
    /// Reads certificate and key.
    ///
    /// # Errors
    /// [`IdentityError`]: which file, and what is wrong with it.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, IdentityError> {
        let (chain, secret) = (file(certificate)?, file(key)?);
        let no_certificate = || IdentityError::NoCertificate(certificate.display().to_string());
        let no_key = || IdentityError::NoKey(key.display().to_string());
        let chain: Result<Vec<CertificateDer<'static>>, _> = CertificateDer::pem_slice_iter(&chain).collect();
        let chain = chain.map_err(|_| no_certificate())?;
        let first =
            chain.first().and_then(|der| Certificate::from_der(der).ok()).ok_or_else(no_certificate)?;
        let secret = PrivateKeyDer::from_pem_slice(&secret).map_err(|_| no_key())?;
        let signs = default_provider().key_provider.load_private_key(secret).map_err(|_| no_key())?;
        // Compared here: the library's own comparison reads the certificate, and takes none of X.509 version 1, which is
        // what HMPPS's signing script makes (hmpps-integration-api: scripts/client_certificates/generate.sh).
        let of_certificate = first.tbs_certificate().subject_public_key_info().to_der().ok();
        let of_key = signs.public_key();
        if of_key.is_some_and(|key| Some(key.as_ref()) != of_certificate.as_deref()) {
            return Err(IdentityError::NotAPair {
                certificate: certificate.display().to_string(),
                key: key.display().to_string(),
            });
        }
        let validity = first.tbs_certificate().validity();
        let at = |time: &x509_cert::time::Time| {
            let seconds = time.to_unix_duration().as_secs();
            Instant::from_micros(i64::try_from(seconds).unwrap_or(i64::MAX / 1_000_000) * 1_000_000)
        };
        let shown = Arc::new(CertifiedKey::new(chain, signs));
        Ok(Self {
            shown,
            name: name(&first),
            begins: at(&validity.not_before),
            ends: at(&validity.not_after),
        })
    }

    /// What is shown to whoever asks.
    pub(crate) const fn shown(&self) -> &Arc<CertifiedKey> {
        &self.shown
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Identity({}, until {})", self.name.as_deref().unwrap_or("?"), self.ends.rfc3339_london())
    }
}

fn file(path: &Path) -> Result<Vec<u8>, IdentityError> {
    std::fs::read(path).map_err(|source| IdentityError::File { path: path.display().to_string(), source })
}

fn name(certificate: &Certificate) -> Option<String> {
    let attributes = certificate.tbs_certificate().subject().iter();
    let value =
        attributes.filter(|attribute| attribute.oid == CN).map(|attribute| &attribute.value).next()?;
    let utf8 = value.decode_as::<Utf8StringRef<'_>>().map(|text| text.as_str().to_owned());
    utf8.or_else(|_| value.decode_as::<PrintableStringRef<'_>>().map(|text| text.as_str().to_owned())).ok()
}
