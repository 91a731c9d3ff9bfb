//! What TLS says when one side does not take the other's certificate.
//!
//! In TLS 1.3 our side has finished before the host has looked at our certificate: its refusal comes as an alert in the
//! place of an answer. It has read nothing by then.

use super::CallError;
use super::error::Refusal;
use rustls::AlertDescription;
use std::error::Error;

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
