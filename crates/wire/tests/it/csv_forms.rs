//! The clinic list in and the bulk appointments out.

use jiff::civil::{Date, date, time};
use proptest::prelude::*;
use vocab::care::AppointmentStatus;
use vocab::code::Coded;
use vocab::id::PrisonNumber;
use vocab::time::LondonTime;
use wire::csv_forms::bulk::{self, BulkEntry, BulkError};
use wire::csv_forms::clinic::{self, header};
use wire::csv_forms::{CsvFileError, CsvReason};

const HEADER: &str = "NHS number,Prison number,Family name,Given names,Date of birth,Clinic,Room,Date,Start time,End time,Status,Reference";

fn at(day: Date, hour: i8, minute: i8) -> LondonTime {
    LondonTime::from_machine(day.to_datetime(time(hour, minute, 0, 0))).unwrap()
}

fn day() -> Date {
    date(2026, 11, 12)
}

#[test]
fn the_documented_form_is_read() {
    assert_eq!(header().join(","), HEADER);
    let text = format!(
        "{HEADER}\n999 011 0689,A1234BC,Boyd,Kieran Lee,01/04/2002,GP,HC1,12/11/2026,10:20,10:40,Booked,R-1\n"
    );
    let list = clinic::read(text.as_bytes()).unwrap();
    assert!(list.refused.is_empty());
    let row = &list.rows[0];
    assert_eq!(
        (row.line, row.nhs.unwrap().text(), row.prison_number.unwrap().text()),
        (2, "9990110689".into(), "A1234BC".into())
    );
    let name = row.name.as_ref().unwrap();
    assert_eq!((name.family.text(), name.given.text()), ("Boyd", "Kieran Lee"));
    assert_eq!(
        (row.born.unwrap().date(), row.start, row.end),
        (date(2002, 4, 1), at(day(), 10, 20), Some(at(day(), 10, 40)))
    );
    assert_eq!(
        (row.status.known(), row.reference.as_deref()),
        (Some(AppointmentStatus::Booked), Some("R-1"))
    );
    let printed = format!("{row:?}");
    for secret in ["Boyd", "Kieran", "2002", "A1234BC", "9990110689"] {
        assert!(!printed.contains(secret), "{secret}");
    }
}

#[test]
fn spreadsheets_spell_it_their_way() {
    let text = "\u{feff}\"ROOM\",start_time,Nhs-Number,Date,Ward,\"Family Name\"\r\n\"HC, first floor\",9:20,999-011-0689,2026-11-12,\"a \"\"b\"\"\",\"O'Neil\r\nSmith\"\r\n,,,,,\r\n\r\nHC2,09:40:00,9990110689,12/11/2026,,\r\n";
    let list = clinic::read(text.as_bytes()).unwrap();
    assert_eq!(list.refused, []);
    assert_eq!(list.rows.len(), 2);
    let row = &list.rows[0];
    assert_eq!((row.room.text(), row.start.hm()), ("HC, first floor", "09:20".into()));
    assert_eq!(row.name.as_ref().unwrap().family.text(), "O'Neil Smith");
    assert_eq!((row.others[0].0.as_str(), row.others[0].1.text()), ("Ward", "a \"b\""));
    assert_eq!((row.status.known(), list.rows[1].line), (Some(AppointmentStatus::Booked), 6));
}

#[test]
fn a_bad_row_is_refused_by_line_and_column_and_sinks_no_other() {
    let bad = [
        (
            "9990110688,Q9876ZZ,HC1,12/11/2026,10:20,10:40",
            "line 2, NHS number: NHS number has a wrong check character: a digit was probably mistyped",
        ),
        (
            ",A12345C,HC1,12/11/2026,10:20,10:40",
            "line 2, Prison number: prison number is not of the form A1234BC",
        ),
        (
            ",,HC1,12/11/2026,10:20,10:40",
            "line 2: neither NHS number nor prison number: names alone never say who it is",
        ),
        (",Q9876ZZ,,12/11/2026,10:20,10:40", "line 2, Room: blank: it is needed"),
        (",Q9876ZZ,HC1,,10:20,10:40", "line 2, Date: blank: it is needed"),
        (",Q9876ZZ,HC1,31/02/2026,10:20,10:40", "line 2, Date: not a date: write 12/11/2026 or 2026-11-12"),
        (",Q9876ZZ,HC1,12/11/26,10:20,10:40", "line 2, Date: not a date: write 12/11/2026 or 2026-11-12"),
        (",Q9876ZZ,HC1,11/12,10:20,10:40", "line 2, Date: not a date: write 12/11/2026 or 2026-11-12"),
        (",Q9876ZZ,HC1,12/11/2026,,10:40", "line 2, Start time: blank: it is needed"),
        (
            ",Q9876ZZ,HC1,12/11/2026,10.20,10:40",
            "line 2, Start time: not a time of day: write 10:20, on the 24-hour clock",
        ),
        (
            ",Q9876ZZ,HC1,12/11/2026,2:20pm,10:40",
            "line 2, Start time: not a time of day: write 10:20, on the 24-hour clock",
        ),
        (
            ",Q9876ZZ,HC1,12/11/2026,24:00,10:40",
            "line 2, Start time: not a time of day: write 10:20, on the 24-hour clock",
        ),
        (",Q9876ZZ,HC1,12/11/2026,10:20,10:20", "line 2, End time: the end must be after the start"),
        (
            ",Q9876ZZ,HC1,28/03/2027,01:30,10:20",
            "line 2, Start time: this time does not exist: the clocks go forward over it that night",
        ),
        (
            ",Q9876ZZ,HC1,12/11/2026,10:20",
            "line 2: it has 5 fields and the header has 6: a comma may need quotes around its field",
        ),
    ];
    for (row, reason) in bad {
        let text = format!(
            "NHS number,Prison number,Room,Date,Start time,End time\n{row}\n,B2345CD,HC1,12/11/2026,10:20,10:40\n"
        );
        let list = clinic::read(text.as_bytes()).unwrap();
        assert_eq!(
            (list.refused.iter().map(ToString::to_string).collect::<Vec<_>>(), list.rows.len()),
            (vec![reason.to_owned()], 1),
            "{row}"
        );
        let printed = format!("{:?}", list.refused);
        assert!(!printed.contains("Q9876ZZ") && !printed.contains("999011"), "{printed}");
    }
}

#[test]
fn a_repeated_hour_is_taken_as_the_earlier_and_marked_and_an_unknown_status_is_kept() {
    let list =
        clinic::read(b"Prison number,Room,Date,Start time,Status\nA1234BC,HC1,25/10/2026,01:30,Parked\n")
            .unwrap();
    assert!(list.rows[0].start.taken_as_earlier());
    assert_eq!(list.rows[0].status, Coded::Unknown("parked".into()));
}

#[test]
fn a_file_that_cannot_be_used_is_refused_whole() {
    let refused = |bytes: &[u8]| clinic::read(bytes).unwrap_err();
    assert_eq!(refused(b""), CsvFileError::Empty);
    assert_eq!(
        refused(b"Room,Date\nx,y\n"),
        CsvFileError::MissingColumns(vec!["NHS number or Prison number", "Start time"])
    );
    assert_eq!(
        refused(b"Room;Date;Start time;NHS number\n").to_string(),
        "the first line lacks NHS number or Prison number, Room, Date, Start time: columns are separated by commas"
    );
    assert_eq!(refused(b"Room,Date,Start time,NHS number,room\n"), CsvFileError::RepeatedColumn("Room"));
    assert_eq!(refused(b"R\xff,Date\n"), CsvFileError::Utf8);
    assert_eq!(refused("x,".repeat(64).as_bytes()), CsvFileError::TooManyColumns(64));
    let many = format!(
        "Prison number,Room,Date,Start time\n{}",
        "A1234BC,HC1,12/11/2026,10:20\n".repeat(clinic::ROWS_MAX + 1)
    );
    assert_eq!(refused(many.as_bytes()), CsvFileError::TooManyRows(clinic::ROWS_MAX));
    assert_eq!(
        clinic::read(many.rsplit_once("A1234BC").unwrap().0.as_bytes()).unwrap().rows.len(),
        clinic::ROWS_MAX
    );
}

#[test]
fn a_quote_left_open_and_a_foreign_encoding_are_named() {
    let head = b"Prison number,Room,Date,Start time\n".to_vec();
    let open = [
        head.clone(),
        b"A1234BC,\"HC1,12/11/2026,10:20\n".to_vec(),
        b"B2345CD,HC1,12/11/2026,10:20\n".repeat(30),
    ]
    .concat();
    let list = clinic::read(&open).unwrap();
    assert_eq!(list.rows.len(), 0);
    assert!(matches!(list.refused[0].reason, CsvReason::Fields { .. } | CsvReason::Long { .. }));
    let long =
        [head.clone(), b"A1234BC,".to_vec(), vec![b'x'; 501], b",12/11/2026,10:20\n".to_vec()].concat();
    assert_eq!(clinic::read(&long).unwrap().refused[0].reason, CsvReason::Long { most: 500 });
    let latin = [head, b"A1234BC,Caf\xe9,12/11/2026,10:20\n".to_vec()].concat();
    let refused = &clinic::read(&latin).unwrap().refused[0];
    assert_eq!((refused.line, refused.column, refused.reason), (2, Some("Room"), CsvReason::Utf8));
}

fn entry(person: &str, start: (i8, i8), end: (i8, i8)) -> BulkEntry {
    BulkEntry {
        person: PrisonNumber::parse(person).unwrap(),
        start: at(day(), start.0, start.1),
        end: at(day(), end.0, end.1),
    }
}

#[test]
fn a_bulk_file_is_exactly_what_dps_takes() {
    let files = bulk::write(day(), &[entry("B2345CD", (13, 30), (14, 0)), entry("A1234BC", (9, 5), (9, 20))])
        .unwrap();
    assert_eq!(files.len(), 1);
    assert_eq!(
        std::str::from_utf8(&files[0]).unwrap(),
        "Prison number,Start time,End time\r\nA1234BC,09:05,09:20\r\nB2345CD,13:30,14:00\r\n"
    );
    assert_eq!(bulk::write(day(), &[]).unwrap().len(), 0);
}

#[test]
fn nobody_stands_twice_in_a_file_since_dps_would_drop_the_second() {
    let list = [
        entry("A1234BC", (9, 0), (9, 20)),
        entry("A1234BC", (14, 0), (14, 20)),
        entry("B2345CD", (9, 0), (9, 20)),
    ];
    let files = bulk::write(day(), &list).unwrap();
    assert_eq!(files.len(), 2);
    let mut read: Vec<_> = files.iter().flat_map(|f| bulk::read(day(), f).unwrap()).collect();
    read.sort_unstable();
    let mut expected = list.to_vec();
    expected.sort_unstable();
    assert_eq!(read, expected);
    // As DPS reads it, the second row of a person is lost.
    let one_file = b"Prison number,Start time,End time\nA1234BC,09:00,09:20\nA1234BC,14:00,14:20\n";
    assert_eq!(bulk::read(day(), one_file).unwrap(), [entry("A1234BC", (9, 0), (9, 20))]);
}

#[test]
fn what_the_form_cannot_say_is_not_written() {
    let good = entry("A1234BC", (9, 0), (9, 20));
    let refused = |entry| bulk::write(day(), &[good, entry]).unwrap_err();
    let tomorrow = date(2026, 11, 13);
    assert_eq!(refused(BulkEntry { start: at(tomorrow, 9, 0), ..good }), BulkError::OtherDay { at: 1 });
    assert_eq!(refused(BulkEntry { end: at(day(), 8, 0), ..good }), BulkError::EndBeforeStart { at: 1 });
    assert_eq!(refused(good), BulkError::Repeated { at: 1 });
    assert_eq!(
        refused(BulkEntry { end: LondonTime::from_instant(good.end.at().plus_seconds(1)), ..good }),
        BulkError::Unsayable { at: 1 }
    );
    let night = date(2026, 10, 25);
    let later = LondonTime::from_instant(at(night, 1, 30).at().plus_seconds(3_600));
    let again = BulkEntry { start: later, end: at(night, 3, 0), person: good.person };
    assert_eq!(bulk::write(night, &[again]).unwrap_err(), BulkError::Unsayable { at: 0 });
}

#[test]
fn a_bulk_file_with_half_a_time_is_refused_by_its_line() {
    let refused =
        bulk::read(day(), b"Prison number,Start time,End time\r\nA1234BC,9:00,09:20\r\n").unwrap_err();
    assert_eq!((refused.line, refused.column, refused.reason), (2, Some("Start time"), CsvReason::Time));
}

proptest! {
    #[test]
    fn a_bulk_list_reads_back_the_same(
        list in prop::collection::btree_set(("[A-Z][0-9]{4}[A-Z]{2}", 0i16..1_430, 1i16..120), 0..40)
    ) {
        let minute = |m: i16| at(day(), i8::try_from(m / 60).unwrap(), i8::try_from(m % 60).unwrap());
        let mut entries: Vec<BulkEntry> = list
            .iter()
            .map(|(p, start, length)| BulkEntry {
                person: PrisonNumber::parse(p).unwrap(),
                start: minute(*start),
                end: minute((start + length).min(1_439)),
            })
            .collect();
        entries.sort_unstable();
        entries.dedup_by_key(|e| (e.person, e.start));
        let files = bulk::write(day(), &entries).unwrap();
        for file in &files {
            let text = std::str::from_utf8(file).unwrap();
            // No cell begins as a formula does, and none is quoted.
            prop_assert!(text.lines().skip(1).flat_map(|l| l.split(',')).all(|c| c.starts_with(|c: char| c.is_ascii_alphanumeric())));
            prop_assert!(!text.contains('"'));
        }
        let mut read: Vec<_> = files.iter().flat_map(|f| bulk::read(day(), f).unwrap()).collect();
        read.sort_unstable();
        prop_assert_eq!(read, entries);
    }

    #[test]
    fn a_clinic_list_reads_back_the_same(
        rows in prop::collection::vec(("[A-Z][0-9]{4}[A-Z]{2}", "[A-Za-z\"',\n;=+@ -]{0,20}x", "[A-Z][A-Z0-9,\" ]{0,8}x", 0i16..1_440, any::<bool>()), 0..20),
        order in Just(vec![0usize, 1, 2, 3, 4]).prop_shuffle(),
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let pick = |cells: [String; 5]| order.iter().map(|n| cells[*n].clone()).collect::<Vec<_>>();
        writer.write_record(pick(["Prison number", "Family name", "Room", "Date", "Start time"].map(str::to_owned))).unwrap();
        for (number, family, room, minute, iso) in &rows {
            let day = if *iso { "2026-11-12" } else { "12/11/2026" };
            let clock = format!("{:02}:{:02}", minute / 60, minute % 60);
            writer.write_record(pick([number.clone(), family.clone(), room.clone(), day.to_owned(), clock])).unwrap();
        }
        let list = clinic::read(&writer.into_inner().unwrap()).unwrap();
        prop_assert_eq!(&list.refused, &[]);
        prop_assert_eq!(list.rows.len(), rows.len());
        for (read, (number, family, room, minute, _)) in list.rows.iter().zip(&rows) {
            prop_assert_eq!(&read.prison_number.unwrap().text(), number);
            let folded = family.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(read.name.as_ref().unwrap().family.text(), folded);
            prop_assert_eq!(read.room.text(), room.trim());
            prop_assert_eq!(read.start.hm(), format!("{:02}:{:02}", minute / 60, minute % 60));
        }
    }
}
