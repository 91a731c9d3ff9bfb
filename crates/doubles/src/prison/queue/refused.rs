//! How a queue refuses: the error's shape, its code in the older protocol, and Amazon's words.

use crate::prison::call::Reply;
use bytes::Bytes;
use serde_json::{Value, json};

const CONTENT_TYPE: &str = "application/x-amz-json-1.0";

/// Why a request was refused.
pub(super) struct Refused {
    pub(super) status: u16,
    shape: &'static str,
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl Refused {
    pub(super) fn sqs(shape: &'static str, code: &'static str, message: &str) -> Self {
        Self { status: 400, shape, code, message: message.to_owned() }
    }

    pub(super) fn no_queue() -> Self {
        Self::sqs(
            "com.amazonaws.sqs#QueueDoesNotExist",
            "AWS.SimpleQueueService.NonExistentQueue",
            "The specified queue does not exist.",
        )
    }

    pub(super) fn expired() -> Self {
        Self {
            status: 403,
            ..Self::sqs(
                "com.amazon.coral.service#ExpiredTokenException",
                "ExpiredToken",
                "The security token included in the request is expired",
            )
        }
    }

    pub(super) fn denied() -> Self {
        Self {
            status: 403,
            ..Self::sqs(
                "com.amazon.coral.service#AccessDeniedException",
                "AccessDenied",
                "Access to the resource is denied.",
            )
        }
    }

    pub(super) fn unsigned() -> Self {
        Self {
            status: 403,
            ..Self::sqs(
                "com.amazon.coral.service#MissingAuthenticationTokenException",
                "MissingAuthenticationToken",
                "Request is missing Authentication Token",
            )
        }
    }

    pub(super) fn throttled() -> Self {
        Self::sqs("com.amazonaws.sqs#RequestThrottled", "RequestThrottled", "Request is throttled.")
    }

    pub(super) fn unavailable() -> Self {
        Self {
            status: 503,
            ..Self::sqs(
                "com.amazon.coral.service#ServiceUnavailableException",
                "ServiceUnavailable",
                "The service is unavailable.",
            )
        }
    }

    pub(super) fn value(message: &str) -> Self {
        Self::sqs("com.amazon.coral.service#InvalidParameterValueException", "InvalidParameterValue", message)
    }

    pub(super) fn missing(name: &str) -> Self {
        Self::sqs(
            "com.amazon.coral.service#MissingRequiredParameterException",
            "MissingParameter",
            &format!("The request must contain the parameter {name}."),
        )
    }

    pub(super) fn handle() -> Self {
        Self::sqs(
            "com.amazonaws.sqs#ReceiptHandleIsInvalid",
            "ReceiptHandleIsInvalid",
            "The input receipt handle is invalid.",
        )
    }

    pub(super) fn reply(&self) -> Reply {
        let fault = if self.status >= 500 { "Receiver" } else { "Sender" };
        let mut reply = said(&json!({"__type": self.shape, "message": self.message}));
        reply.status = self.status;
        reply.headers.push(("x-amzn-query-error", format!("{};{fault}", self.code)));
        reply
    }
}

/// An answer in the protocol's own type.
pub(super) fn said(body: &Value) -> Reply {
    Reply {
        status: 200,
        headers: vec![("content-type", CONTENT_TYPE.to_owned())],
        body: Bytes::from(body.to_string()),
    }
}
