//! Whom one prison may see, as a query: ruled first, so that nothing is filtered afterwards.
//!
//! A linked patient is where the person is: in a prison's care as reported, or as settled. A patient whom nobody linked
//! is with whoever keeps the record or has booked for them. A person is here when the prison has them.

use crate::error::Result;
use crate::reach::{number, persons_alike};
use crate::row::decode;
use crate::sealed::Sealed;
use crate::view::{View, prefix};
use rusqlite::ToSql;
use rusqlite::types::Value;
use vocab::care::Patient;
use vocab::id::{LocalPatientId, NhsNumber, PatientId, PersonId, PrisonNumber};
use vocab::name::FamilyName;
use vocab::place::PrisonCode;

/// What narrows a search of people. All of it must hold.
#[derive(Clone, Default)]
pub struct Narrow {
    /// This care record.
    pub patient: Option<PatientId>,
    /// This person.
    pub person: Option<PersonId>,
    /// This NHS number.
    pub nhs: Option<NhsNumber>,
    /// This care system's own id.
    pub local: Option<LocalPatientId>,
    /// This prison number, of the linked person or carried by the record.
    pub number: Option<PrisonNumber>,
    /// The family name begins so.
    pub family: Option<FamilyName>,
    /// Born on this day.
    pub born: Option<jiff::civil::Date>,
}

/// The link that stands: confirmed before in doubt, then the oldest. `LinkState` numbers them 1 and 2.
const STANDING: &str =
    "(select id from link where patient = pt.id and standing in (1, 2) order by standing, id limit 1)";

/// A patient of this prison.
fn patient_is_here() -> String {
    format!(
        "(exists (select 1 from link l join person p on p.number = l.person
                  where l.id = {STANDING} and (p.prison = ?1 or p.held = ?1))
          or (not exists (select 1 from link where patient = pt.id and standing in (1, 2))
              and exists (select 1 from patient_prison a where a.prison = ?1 and a.patient = pt.id)))"
    )
}

/// Everyone who could be a patient of this prison, by index.
const CANDIDATES: &str = "select l.patient as id from person p join link l on l.person = p.number
                          where p.prison = ?1 and l.standing in (1, 2)
                    union select l.patient from person p join link l on l.person = p.number
                          where p.held = ?1 and l.standing in (1, 2)
                    union select patient from patient_prison where prison = ?1";

/// Conditions and their values, numbered as they come.
struct Conditions {
    sql: String,
    values: Vec<Value>,
}

impl Conditions {
    fn new(prison: PrisonCode) -> Self {
        Self { sql: String::new(), values: vec![Value::Integer(prison.packed().into())] }
    }

    /// Adds a condition: `?` in it stands for the value.
    fn and(&mut self, condition: &str, value: impl Into<Value>) {
        self.values.push(value.into());
        self.sql.push_str(" and ");
        self.sql.push_str(&condition.replace('?', &format!("?{}", self.values.len())));
    }

    fn names(&mut self, table: &str, narrow: &Narrow) {
        if let Some(family) = &narrow.family {
            let (low, high) = prefix(family);
            self.and(&format!("{table}.family >= ?"), low);
            self.and(&format!("{table}.family < ?"), high);
        }
        if let Some(born) = narrow.born {
            self.and(&format!("{table}.born = ?"), crate::derived::day_number(born));
        }
    }

    fn params(&self) -> Vec<&dyn ToSql> {
        self.values.iter().map(|v| v as &dyn ToSql).collect()
    }
}

fn uuid(id: uuid::Uuid) -> Value {
    Value::Blob(id.as_bytes().to_vec())
}

impl View<'_> {
    /// Patients of a prison, by id. `most` bounds what is read, not what there is: ask for one more than you take.
    ///
    /// # Errors
    /// Whatever the database fails with; so for every reading here.
    pub fn patients_here(
        &self,
        prison: PrisonCode,
        narrow: &Narrow,
        most: usize,
    ) -> Result<Vec<Sealed<Patient>>> {
        if narrow.person.is_some() {
            return Ok(Vec::new());
        }
        let mut and = Conditions::new(prison);
        if let Some(id) = narrow.patient {
            and.and("pt.id = ?", uuid(id.uuid()));
        }
        if let Some(nhs) = narrow.nhs {
            and.and("pt.nhs = ?", i64::try_from(nhs.packed()).unwrap_or(i64::MAX));
        }
        if let Some(local) = &narrow.local {
            and.and("pt.local = ?", local.text().to_owned());
        }
        if let Some(number) = narrow.number {
            let linked = "select patient from link where person = ? and standing in (1, 2)";
            let carrying = "select id from patient where prison_number = ?";
            and.and(&format!("pt.id in ({linked} union {carrying})"), i64::from(number.packed()));
        }
        and.names("pt", narrow);
        // Without anything to narrow it the query starts from the prison's own people, not from everyone's patients.
        let from = if and.values.len() > 1 {
            "patient pt".to_owned()
        } else {
            format!("({CANDIDATES}) c join patient pt on pt.id = c.id")
        };
        let sql = format!(
            "select pt.state from {from} where {}{} order by pt.id limit {most}",
            patient_is_here(),
            and.sql
        );
        let mut statement = self.conn().prepare_cached(&sql)?;
        let mut rows = statement.query(and.params().as_slice())?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(Sealed::new(decode(
                "patient",
                row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?,
            )?));
        }
        Ok(found)
    }

    /// Persons of a prison, by the id that addresses have; only those whom no link that stands attaches to a care record,
    /// when `unlinked` is asked.
    pub fn persons_here(
        &self,
        prison: PrisonCode,
        narrow: &Narrow,
        unlinked: bool,
        most: usize,
    ) -> Result<Vec<PrisonNumber>> {
        if narrow.patient.is_some() || narrow.nhs.is_some() || narrow.local.is_some() {
            return Ok(Vec::new());
        }
        let mut and = Conditions::new(prison);
        if let Some(id) = narrow.person {
            and.and("p.id = ?", uuid(id.uuid()));
        }
        if let Some(number) = narrow.number {
            and.and("p.number = ?", i64::from(number.packed()));
        }
        and.names("p", narrow);
        let alone = if unlinked {
            " and not exists (select 1 from link where person = p.number and standing in (1, 2))"
        } else {
            ""
        };
        let here = if and.values.len() > 1 {
            // The plus keeps the planner from reading everyone of the prison: what narrows the query finds few.
            "person p where (+p.prison = ?1 or +p.held = ?1)"
        } else {
            "(select * from person where prison = ?1 union all select * from person where held = ?1) p where true"
        };
        let sql = format!("select p.number from {here}{alone}{} order by p.id limit {most}", and.sql);
        let mut statement = self.conn().prepare_cached(&sql)?;
        let mut rows = statement.query(and.params().as_slice())?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(number(row, 0)?);
        }
        Ok(found)
    }

    /// Whether this prison's healthcare keeps the record of a patient, or has booked for them.
    pub fn patient_is_at(&self, patient: PatientId, prison: PrisonCode) -> Result<bool> {
        let sql = "select exists (select 1 from patient_prison where prison = ?1 and patient = ?2)";
        Ok(self.conn().prepare_cached(sql)?.query_row((prison.packed(), patient.uuid()), |row| row.get(0))?)
    }

    /// Persons whose family name and date of birth stand at this key.
    pub fn persons_alike(&self, key: i64, most: usize) -> Result<Vec<PrisonNumber>> {
        persons_alike(self.conn(), key, most)
    }

    /// Patients whose family name and date of birth stand at this key.
    pub fn patients_alike(&self, key: i64, most: usize) -> Result<Vec<PatientId>> {
        let mut statement =
            self.conn().prepare_cached("select id from patient where alike = ?1 order by id limit ?2")?;
        let ids = statement.query_map((key, most), |row| row.get::<_, uuid::Uuid>(0))?;
        Ok(ids.map(|id| id.map(PatientId::from_uuid)).collect::<rusqlite::Result<_>>()?)
    }
}
