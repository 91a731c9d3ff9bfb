//! Every address of the screens, in one place.

use crate::answer::headers;
use crate::fault::{Fault, FaultPage};
use crate::frame::Frame;
use crate::pages::{
    board, by_hand, checks, choice, choice_paper, clinic_list, counts, due, find, gate_book, keys, leaving,
    leaving_paper, may_see, movement_list, panel, quarantine, registered, registration_form, shadow, sign_in,
    talk, tasks, trace, who_is_this,
};
use crate::signed::{At, WebState};
use crate::{assets, live};
use axum::Router;
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serve::Refusal;
use vocab::Instant;

/// The screens. What no other router answers is a page that says "not found": give this one the fallback.
pub fn router(state: WebState) -> Router {
    let mut routes = Router::new()
        .route("/", get(sign_in::first))
        .route("/sign-in", get(sign_in::ask))
        .route("/locked", get(sign_in::locked))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/lock", post(sign_in::lock))
        .route("/may-see", get(may_see::open))
        .route("/keys", get(keys::open))
        .route("/live", get(live::live))
        .route("/find", get(find::page).post(find::find))
        .route("/patient/{id}", get(panel::of_patient))
        .route("/patient/{id}/room", get(panel::room_of_patient))
        .route("/patient/{id}/choice", get(choice::open))
        .route("/patient/{id}/choice/hand-over", post(choice::hand_over))
        .route("/patient/{id}/choice/hand-over-again", post(choice::hand_over_again))
        .route("/patient/{id}/choice/record", post(choice::record))
        .route("/patient/{id}/choice/drop", post(choice::drop_open))
        .route("/patient/{id}/choice/print", post(choice_paper::print))
        .route("/patient/{id}/leaving", get(leaving::open))
        .route("/patient/{id}/leaving/step", post(leaving::step))
        .route("/patient/{id}/leaving/tell", post(leaving::tell))
        .route("/patient/{id}/leaving/pack", get(leaving_paper::pack).post(leaving_paper::pack_print))
        .route("/patient/{id}/leaving/letter", get(leaving_paper::letter).post(leaving_paper::letter_print))
        .route("/patient/{id}/registration-form", get(registration_form::open))
        .route("/leaving", get(leaving::list))
        .route("/patient/{id}/registration", get(registered::open))
        .route("/patient/{id}/registration/unit", post(registered::unit))
        .route("/registration", get(due::open))
        .route("/registration/checks", get(checks::open))
        .route("/registration/counts", get(counts::open))
        .route("/talk", get(talk::first))
        .route("/talk/{page}", get(talk::open))
        .route("/talk/{page}/voice", get(talk::voice))
        .route("/talk/{page}/film", get(talk::film))
        .route("/talk/said", get(talk::said))
        .route("/talk/said/voice", get(talk::said_voice))
        .route("/talk/said/film", get(talk::said_film))
        .route("/talk/answer", post(talk::answer))
        .route("/talk/not-clear", post(talk::not_clear))
        .route("/talk/give-back", post(talk::give_back))
        .route("/record/{id}", get(panel::of_record))
        .route("/record/{id}/room", get(panel::room_of_record))
        .route("/clinic", get(clinic_list::open))
        .route("/clinic/print", post(clinic_list::print))
        .route("/movement", get(movement_list::open))
        .route("/movement/print", post(movement_list::print))
        .route("/movement/told", post(movement_list::told))
        .route("/by-hand", get(by_hand::open))
        .route("/by-hand/download", post(by_hand::download))
        .route("/who", get(who_is_this::list))
        .route("/who/{link}", get(who_is_this::pair).post(who_is_this::decide))
        .route("/who/{link}/undo", get(who_is_this::undo_first).post(who_is_this::undo))
        .route("/tasks", get(tasks::open))
        .route("/tasks/done", post(tasks::done))
        .route("/trace", get(trace::ask).post(trace::typed))
        .route("/trace/{kind}/{id}", get(trace::open))
        .route("/board", get(board::open))
        .route("/board/switch", post(board::switch))
        .route("/quarantine", get(quarantine::open))
        .route("/quarantine/{row}/replay", post(quarantine::replay))
        .route("/shadow", get(shadow::open))
        .route("/shadow/download", post(shadow::download))
        .route("/gate-book", get(gate_book::open).post(gate_book::search))
        .route("/gate-book/own-page", post(gate_book::own_page));
    if state.demo.is_some() {
        routes = routes.route("/demo/sign-in/{role}", get(sign_in::demo));
    }
    routes
        .fallback(not_found)
        // An address that takes something else is not there either: whoever may not know it learns nothing by knocking.
        .method_not_allowed_fallback(not_found)
        .with_state(state)
        .route("/assets/{*name}", get(assets::asset))
        .layer(from_fn(headers))
}

async fn not_found(at: At) -> FaultPage {
    at.refuse(Fault::NotFound)
}

/// What a browser is told when the house refuses before any page is reached.
#[must_use]
pub fn say_refusal(refusal: Refusal) -> Response {
    let fault = match refusal {
        Refusal::Busy => Fault::Busy,
        Refusal::TooSlow | Refusal::Failed => Fault::Ours,
    };
    // Nobody has said who asks; the words for those entitled to risk are the ones that harm nobody else.
    FaultPage::for_anyone(fault, Frame::nobody(Instant::default())).into_response()
}
