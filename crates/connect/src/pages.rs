//! Paged lists: all pages, and where a list is one fact, joined into one body.
//!
//! The items of a joined body are the very bytes that came; only the frame around them is ours, and says that this is
//! the only page. A list of one page passes as it came. A list that moves while it is read is read anew: half of one
//! and half of another is neither.

use crate::answers::told;
use crate::client::{Call, Reply};
use crate::door::Door;
use crossing::port::SourceError;
use serde::Deserialize;
use serde_json::value::RawValue;

/// A list that moves under every reading is given up after so many: the errand comes again.
const TRIES: u32 = 3;

/// The frames that lists come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frame {
    /// `data` and `pagination`, counted from 1: the External API.
    External,
    /// `content`, counted from 0: the services behind it.
    Spring,
}

/// A page, taken apart.
struct Page<'a> {
    items: Vec<&'a RawValue>,
    last: bool,
    total: Option<u64>,
}

#[derive(Deserialize)]
struct External<'a> {
    #[serde(borrow)]
    data: Vec<&'a RawValue>,
    pagination: Option<Pagination>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pagination {
    is_last_page: Option<bool>,
    page: Option<i64>,
    total_pages: Option<i64>,
    total_count: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Spring<'a> {
    #[serde(borrow)]
    content: Vec<&'a RawValue>,
    last: Option<bool>,
    number: Option<i64>,
    total_pages: Option<i64>,
    total_elements: Option<i64>,
}

impl Frame {
    fn open(self, body: &[u8]) -> Option<Page<'_>> {
        let total = |n: Option<i64>| n.and_then(|n| u64::try_from(n).ok());
        match self {
            Self::External => {
                let page: External<'_> = serde_json::from_slice(body).ok()?;
                // A list without pages is all there is; a page that does not say whether it is the last is not one.
                let (last, total) = match &page.pagination {
                    None => (true, None),
                    Some(p) => (is_last(p.is_last_page, p.page, p.total_pages)?, total(p.total_count)),
                };
                Some(Page { items: page.data, last, total })
            }
            Self::Spring => {
                let page: Spring<'_> = serde_json::from_slice(body).ok()?;
                let number = page.number.and_then(|n| n.checked_add(1));
                let last = is_last(page.last, number, page.total_pages)?;
                Some(Page { items: page.content, last, total: total(page.total_elements) })
            }
        }
    }

    /// Items in a frame that says: this is all.
    fn close(self, items: &[&str]) -> Vec<u8> {
        let (count, list) = (items.len(), items.join(","));
        match self {
            Self::External => format!(
                "{{\"data\":[{list}],\"pagination\":{{\"isLastPage\":true,\"count\":{count},\"page\":1,\
                 \"perPage\":{count},\"totalCount\":{count},\"totalPages\":1}}}}"
            ),
            Self::Spring => format!(
                "{{\"content\":[{list}],\"first\":true,\"last\":true,\"number\":0,\"size\":{count},\
                 \"numberOfElements\":{count},\"totalElements\":{count},\"totalPages\":1}}"
            ),
        }
        .into_bytes()
    }
}

fn is_last(said: Option<bool>, page: Option<i64>, pages: Option<i64>) -> Option<bool> {
    said.or_else(|| Some(page? >= pages.filter(|n| *n >= 0)?))
}

/// All pages of a list, or the answer that there is none to see.
pub(crate) enum Pages {
    /// Every page, in order; at least one.
    All(Vec<Reply>),
    /// A 404 or 303.
    Other(Reply),
}

/// A list, to be read.
pub(crate) struct Listing<'a> {
    pub(crate) door: &'a Door,
    pub(crate) frame: Frame,
    /// More pages than this are a mistake.
    pub(crate) pages_max: u32,
    /// The call for a page, counted from 0.
    pub(crate) page: &'a (dyn Fn(u32) -> Call + Sync),
}

impl Listing<'_> {
    /// Reads every page once, in order.
    pub(crate) async fn pages(&self) -> Result<Pages, SourceError> {
        let mut pages = Vec::new();
        for n in 0..self.pages_max {
            let reply = told(self.door.send((self.page)(n)).await?)?;
            if !(200..=299).contains(&reply.status) {
                return Ok(Pages::Other(reply));
            }
            let (status, page) = (reply.status, self.frame.open(&reply.body));
            // Nothing on it, and it counts something: what it counts is hidden or lost, and "none" is not said. The
            // total may be counted before a filter (the service once kept it so: hmpps-integration-api,
            // PAPaginatedAlerts.toPaginatedAlerts(pndOnly)); the filter of a consumer's alert codes is asked of the
            // Alerts API itself (GetAlertsForPersonService: getPrisonerAlertsForCodes) and leaves no count behind.
            if n == 0 && page.as_ref().is_some_and(|p| p.items.is_empty() && p.total.is_some_and(|t| t > 0)) {
                return Err(SourceError::Failed(status));
            }
            let last = page.map(|page| page.last);
            pages.push(reply);
            match last {
                Some(true) => return Ok(Pages::All(pages)),
                Some(false) => {}
                // What cannot be read alone is handed on and found out there; part of a whole it cannot be.
                None if n == 0 => return Ok(Pages::All(pages)),
                None => return Err(SourceError::Failed(status)),
            }
        }
        Err(SourceError::Failed(pages.last().map_or(0, |reply| reply.status)))
    }

    /// Reads every page and joins them into one answer.
    pub(crate) async fn whole(&self) -> Result<Reply, SourceError> {
        let mut status = 0;
        for _ in 0..TRIES {
            let pages = match self.pages().await? {
                Pages::Other(reply) => return Ok(reply),
                Pages::All(pages) => pages,
            };
            if let [_] = pages.as_slice() {
                return pages.into_iter().next().ok_or(SourceError::Failed(status));
            }
            status = pages.first().map_or(0, |reply| reply.status);
            if let Some(body) = self.joined(&pages)
                && let Some(first) = pages.into_iter().next()
            {
                // As old as its first page.
                return Ok(Reply { body: body.into(), ..first });
            }
        }
        Err(SourceError::Failed(status))
    }

    /// The items of all pages; none when they are not pages of one list.
    fn joined(&self, replies: &[Reply]) -> Option<Vec<u8>> {
        let pages: Vec<Page<'_>> = replies.iter().map(|r| self.frame.open(&r.body)).collect::<Option<_>>()?;
        let total = pages.first()?.total;
        let items: Vec<&str> = pages.iter().flat_map(|p| p.items.iter().map(|item| item.get())).collect();
        let one_list = pages.iter().all(|p| p.total == total)
            && total.is_none_or(|total| u64::try_from(items.len()) == Ok(total));
        one_list.then(|| self.frame.close(&items))
    }
}

/// Whether a list holds nothing at all; none when it is no list.
pub(crate) fn is_empty(frame: Frame, body: &[u8]) -> Option<bool> {
    frame.open(body).map(|page| page.items.is_empty())
}

/// How many a list says that it holds.
pub(crate) fn total(frame: Frame, reply: &Reply) -> Result<Option<u64>, SourceError> {
    frame.open(&reply.body).map(|page| page.total).ok_or(SourceError::Failed(reply.status))
}

/// Whether a body is a page of a list.
pub(crate) fn is_page(frame: Frame, body: &[u8]) -> bool {
    frame.open(body).is_some()
}
