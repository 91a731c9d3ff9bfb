//! moto, a real peer for queues: what the tests of queues build on.

use crate::peers::Moto;
use serde_json::json;

#[tokio::test]
async fn a_message_is_sent_received_and_deleted() {
    let moto = Moto::shared();
    let queue = moto.queue("moto-sent-and-received").await;
    assert!(queue.starts_with(moto.endpoint()), "{queue}");
    assert_eq!(moto.queue("moto-sent-and-received").await, queue, "made once");
    assert_eq!(moto.receive(&queue).await, []);
    let id = moto.send(&queue, r#"{"Message":"{}"}"#).await;
    let received = moto.receive(&queue).await;
    assert_eq!(received.len(), 1);
    assert_eq!((received[0].id.as_str(), received[0].body.as_str()), (id.as_str(), r#"{"Message":"{}"}"#));
    assert_eq!(moto.receive(&queue).await, [], "what somebody has received is hidden");
    assert_eq!(moto.waiting(&queue).await, (0, 1));
    moto.delete(&queue, &received[0].receipt).await;
    assert_eq!(moto.waiting(&queue).await, (0, 0));
}

#[tokio::test]
async fn what_is_not_deleted_comes_again() {
    let moto = Moto::shared();
    let at_once = json!({"VisibilityTimeout": "0"});
    let queue = moto.queue_with("moto-comes-again", &at_once).await;
    let id = moto.send(&queue, "poke").await;
    for _ in 0..2 {
        let received = moto.receive(&queue).await;
        assert_eq!((received.len(), received[0].id.as_str()), (1, id.as_str()));
    }
}

#[tokio::test]
async fn a_session_has_credentials_of_its_own() {
    let moto = Moto::shared();
    let (one, two) = (moto.session("gatelodge").await, moto.session("gatelodge").await);
    assert_ne!(one, two);
    assert!([&one.access_key, &one.secret_key, &one.session_token].iter().all(|part| !part.is_empty()));
}

#[tokio::test]
async fn two_servers_have_each_their_own_queues() {
    let own = Moto::start();
    let queue = own.queue("moto-own").await;
    own.send(&queue, "one").await;
    assert_ne!(own.endpoint(), Moto::shared().endpoint());
    let names = Moto::shared().sqs("ListQueues", &json!({"QueueNamePrefix": "moto-own"})).await;
    assert!(names["QueueUrls"].as_array().is_none_or(Vec::is_empty), "{names}");
    assert_eq!(Moto::region(), "eu-west-2");
}
