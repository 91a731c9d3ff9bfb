//! Who we are to a host that asks for a client certificate: certificate, key, and when it ends.
//!
//! It is read from two files. Nothing of the key is ever printed; of the certificate only its name and its dates are.

use std::path::Path;
use vocab::Instant;
use x509_cert::der::asn1::{PrintableStringRef, Utf8StringRef};
use x509_cert::der::oid::db::rfc4519::CN;
use x509_cert::{Certificate, Version};

/// A client certificate with its key.
#[derive(Clone)]
pub struct Identity {
    /// Key and chain, as PEM.
    pem: Vec<u8>,
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
    /// A certificate of the first version: the TLS library takes those of the third alone.
    #[error(
        "the certificate in {0} has X.509 version 1, which the TLS library does not take: ask HMPPS to sign the same request as version 3 (`openssl x509 -req … -extfile FILE`, be FILE only `basicConstraints=CA:FALSE`)"
    )]
    FirstVersion(String),
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
        let first = Certificate::load_pem_chain(&chain).ok().and_then(|all| all.into_iter().next());
        let first = first.ok_or_else(no_certificate)?;
        if first.tbs_certificate().version() != Version::V3 {
            return Err(IdentityError::FirstVersion(certificate.display().to_string()));
        }
        if !secret.windows(11).any(|w| w == b"PRIVATE KEY") {
            return Err(IdentityError::NoKey(key.display().to_string()));
        }
        let validity = first.tbs_certificate().validity();
        let at = |time: &x509_cert::time::Time| {
            let seconds = time.to_unix_duration().as_secs();
            Instant::from_micros(i64::try_from(seconds).unwrap_or(i64::MAX / 1_000_000) * 1_000_000)
        };
        let pem = [secret.as_slice(), b"\n", &chain].concat();
        let identity =
            Self { pem, name: name(&first), begins: at(&validity.not_before), ends: at(&validity.not_after) };
        // The library tells whether it can use the key, and whether the two belong together.
        let usable = identity.of_library().map(|own| reqwest::Client::builder().identity(own));
        match usable.map(|builder| builder.no_proxy().tls_certs_only([]).build()) {
            Ok(Ok(_)) => Ok(identity),
            Ok(Err(_)) => Err(IdentityError::NotAPair {
                certificate: certificate.display().to_string(),
                key: key.display().to_string(),
            }),
            Err(_) => Err(IdentityError::NoKey(key.display().to_string())),
        }
    }

    /// As the HTTP library has it.
    pub(crate) fn of_library(&self) -> reqwest::Result<reqwest::Identity> {
        reqwest::Identity::from_pem(&self.pem)
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
