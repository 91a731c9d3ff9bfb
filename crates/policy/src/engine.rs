//! Asks Cedar, once for each combination, and remembers.
//!
//! Cedar skips a policy that cannot be evaluated, "as if the erroring policy did not exist": a forbid that errs
//! vanishes, and a permit wins. So any error here is a denial and an alarm, whatever Cedar decided.

use crate::kind::Kind;
use crate::load::{Loaded, PolicyError, Sources, load};
use crate::question::Question;
use crate::ruling::{Outcome, Review, Ruling};
use crate::taxonomy::uid;
use cedar_policy::{
    AuthorizationError, Authorizer, Context, Decision, Entities, EntityUid, Request, RestrictedExpression,
    Schema,
};
use std::sync::{Arc, OnceLock};
use vocab::crossing::{Purpose, Role};

/// Rulings for one role, purpose, kind and direction, by circumstances.
type Page = Box<[OnceLock<Arc<Ruling>>]>;

/// Policy, loaded and checked. Cheap to ask, safe to share.
#[derive(Debug)]
pub struct Engine {
    loaded: Loaded,
    authorizer: Authorizer,
    // A page is made when it is first asked for: 15,000 are possible, a few hundred are ever used (2 kB each).
    remembered: Box<[OnceLock<Page>]>,
}

/// What Cedar said to one action.
enum Answer {
    Permitted(Vec<Arc<str>>),
    Denied(Vec<Arc<str>>),
    Failed(Vec<Arc<str>>),
}

impl Engine {
    /// Loads the policies that ride in the binary.
    ///
    /// # Errors
    /// [`PolicyError`], when they do not fit; Gatelodge then does not start.
    pub fn built_in() -> Result<Self, PolicyError> {
        Self::from_sources(&Sources::built_in())
    }

    /// Loads policies from text.
    ///
    /// # Errors
    /// [`PolicyError`], when they do not fit.
    pub fn from_sources(sources: &Sources) -> Result<Self, PolicyError> {
        let remembered = (0..Question::SUBJECTS).map(|_| OnceLock::new()).collect();
        Ok(Self { loaded: load(sources)?, authorizer: Authorizer::new(), remembered })
    }

    /// The ruling. Computed once for each combination, then remembered.
    #[must_use]
    pub fn rule(&self, question: &Question) -> Arc<Ruling> {
        let page = self.remembered[question.subject()]
            .get_or_init(|| (0..Question::CIRCUMSTANCES).map(|_| OnceLock::new()).collect());
        page[question.circumstances()].get_or_init(|| Arc::new(self.ask(question))).clone()
    }

    /// Whether a role may know of risks at all: then an empty answer is never bare, and says linked or not, checked
    /// when, and that other risks may exist (design law 4).
    #[must_use]
    pub fn entitled_to_risk(&self, role: Role, purpose: Purpose) -> bool {
        self.rule(&Question::usual(role, purpose, Kind::SafetyAction)).lets_out()
    }

    /// Everything that rulings depend on, as one canonical text. Its hash belongs in the charter.
    #[must_use]
    pub fn charter_text(&self) -> &str {
        &self.loaded.charter
    }

    /// Every policy with the day by which it is to be looked at again, the earliest first.
    #[must_use]
    pub fn reviews(&self) -> Vec<Review> {
        let mut reviews: Vec<_> = self.loaded.cards.values().map(|card| card.review.clone()).collect();
        reviews.sort();
        reviews
    }

    fn ask(&self, question: &Question) -> Ruling {
        match context(question, |_| true) {
            Ok(context) => self.ask_in(question, &context, Some(&self.loaded.schema), &self.loaded.entities),
            Err(_) => failed(Vec::new()),
        }
    }

    /// Asks with a context and entities of one's own: the schema stands in front unless it is left out.
    pub(crate) fn ask_in(
        &self,
        question: &Question,
        context: &Context,
        schema: Option<&Schema>,
        entities: &Entities,
    ) -> Ruling {
        let ask = |action| self.answer(question, action, context, schema, entities);
        let mut refused = match ask("in-full") {
            Answer::Permitted(by) => return self.ruling(Outcome::Full, by),
            Answer::Failed(by) => return failed(by),
            Answer::Denied(by) => by,
        };
        match ask("reduced") {
            Answer::Permitted(by) => self.ruling(Outcome::Reduced, by),
            Answer::Failed(by) => failed(by),
            Answer::Denied(by) => {
                refused.extend(by);
                refused.sort();
                refused.dedup();
                self.ruling(Outcome::Withheld, refused)
            }
        }
    }

    fn answer(
        &self,
        question: &Question,
        action: &str,
        context: &Context,
        schema: Option<&Schema>,
        entities: &Entities,
    ) -> Answer {
        let Ok(request) = request(question.role, action, question.kind, context.clone(), schema) else {
            return Answer::Failed(Vec::new());
        };
        let response = self.authorizer.is_authorized(&request, &self.loaded.policies, entities);
        let mut failed = response.diagnostics().errors().peekable();
        if failed.peek().is_some() {
            let mut by: Vec<Arc<str>> = failed
                .map(|AuthorizationError::PolicyEvaluationError(e)| self.id(e.policy_id().as_ref()))
                .collect();
            by.sort();
            return Answer::Failed(by);
        }
        let mut by: Vec<Arc<str>> = response.diagnostics().reason().map(|id| self.id(id.as_ref())).collect();
        by.sort();
        match response.decision() {
            Decision::Allow => Answer::Permitted(by),
            Decision::Deny => Answer::Denied(by),
        }
    }

    fn id(&self, id: &str) -> Arc<str> {
        self.loaded.cards.get(id).map_or_else(|| id.into(), |card| card.id.clone())
    }

    fn ruling(&self, outcome: Outcome, policies: Vec<Arc<str>>) -> Ruling {
        let why = policies.first().and_then(|id| self.loaded.cards.get(&**id)).map(|card| card.why.clone());
        let why = why.unwrap_or_else(|| "Nothing permits it.".into());
        Ruling { outcome, policies, why, alarm: false }
    }

    /// The parts, for the tests that break them one by one.
    #[cfg(test)]
    pub(crate) fn loaded(&self) -> &Loaded {
        &self.loaded
    }
}

fn failed(policies: Vec<Arc<str>>) -> Ruling {
    let why = "Not known: our fault. Policy could not be evaluated.".into();
    Ruling { outcome: Outcome::Withheld, policies, why, alarm: true }
}

pub(crate) fn request(
    role: Role,
    action: &str,
    kind: Kind,
    context: Context,
    schema: Option<&Schema>,
) -> Result<Request, String> {
    let named =
        |k: &str, word: &str| -> Result<EntityUid, String> { uid(k, word).map_err(|e| e.to_string()) };
    let (principal, resource) = (named("Role", role.word())?, named("Kind", kind.word())?);
    Request::new(principal, named("Action", action)?, resource, context, schema).map_err(|e| e.to_string())
}

/// The circumstances of a question as Cedar's context, as far as they are kept.
pub(crate) fn context(question: &Question, keep: impl Fn(&str) -> bool) -> Result<Context, String> {
    let purpose = uid("Purpose", question.purpose.word()).map_err(|e| e.to_string())?;
    let direction = uid("Direction", question.direction.word()).map_err(|e| e.to_string())?;
    let words = [("purpose", purpose), ("direction", direction)];
    let words = words.map(|(name, uid)| (name.to_owned(), RestrictedExpression::new_entity_uid(uid)));
    let flags = question.flags().map(|(name, on)| (name.to_owned(), RestrictedExpression::new_bool(on)));
    let kept = words.into_iter().chain(flags).filter(|(name, _)| keep(name));
    Context::from_pairs(kept).map_err(|e| e.to_string())
}
