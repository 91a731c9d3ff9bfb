use super::{boyd, days, keys, left, plan, shaw, told};
use crate::support::{Story, day};
use registration::leaving::{About, Agreed, Gp, Has, Key, Leaver, Owner, Release, Times, Way};
use std::collections::BTreeSet;
use vocab::code::LegalStatus;
use vocab::id::{NhsNumber, OdsCode};
use vocab::registration::{Pds, Registration, Told};

#[test]
fn from_twelve_weeks_which_gp_and_from_four_the_letter() {
    let asked = Leaver { gp_chosen: true, may_tell_gp: Agreed::Yes, ..boyd() };
    let (first, then) = (plan(&boyd()), plan(&asked));
    assert_eq!(days(&first, Key::ChooseGp), (day("2026-12-07"), day("2027-02-01")));
    assert_eq!(days(&first, Key::Reconnect), (day("2026-12-07"), day("2027-02-01")));
    assert_eq!(first.step(Key::Letter), None, "nobody asked whether the practice may be told");
    assert_eq!(days(&then, Key::Letter), (day("2027-02-01"), day("2027-02-15")));
    assert_eq!(then.step(Key::ChooseGp), None);
    assert_eq!(days(&then, Key::Pack), (day("2027-02-22"), day("2027-03-01")));
    assert_eq!(days(&then, Key::OwnCopy), (day("2027-02-01"), day("2027-03-01")));
    let today = |today| first.due(day(today)).count();
    assert_eq!((today("2026-12-06"), today("2026-12-07")), (0, 3));
    assert!(Key::ChooseGp.words().contains("no GP may demand proof of address or identity"));
    assert!(Key::Letter.words().contains("Proof of address or identity may not be demanded"));
}

#[test]
fn no_letter_goes_without_a_yes_and_the_person_still_gets_his_paper() {
    for may_tell_gp in [Agreed::No, Agreed::NotAsked] {
        let here = Leaver { gp_chosen: true, may_tell_gp, ..boyd() };
        let out = Leaver { stands: left(Way::Released, "2027-03-01", true), ..here };
        for made in [plan(&here), plan(&out)] {
            assert_eq!(made.step(Key::Letter), None);
            assert_eq!(made.step(Key::TellGp), None);
        }
        assert!(plan(&here).step(Key::OwnCopy).is_some() && plan(&here).step(Key::Pack).is_some());
    }
    let agreed =
        Leaver { may_tell_gp: Agreed::Yes, stands: left(Way::Released, "2027-03-01", true), ..boyd() };
    assert!(plan(&agreed).step(Key::TellGp).is_some());
}

#[test]
fn what_is_told_at_short_notice_is_not_late_before_it_could_be_known() {
    let made = plan(&Leaver { release: told("2026-11-27", "2026-11-23"), ..boyd() });
    assert_eq!(days(&made, Key::ChooseGp), (day("2026-09-04"), day("2026-11-23")));
    assert!(made.steps.iter().all(|step| !step.is_late(day("2026-11-23"))));
    assert!(made.steps.iter().all(|step| step.by <= day("2026-11-27")));
}

#[test]
fn not_known_is_not_none() {
    let known =
        plan(&Leaver { medicines: Has::None, substance: Has::None, appointments: Has::None, ..boyd() });
    let unknown =
        Leaver { medicines: Has::NotKnown, substance: Has::NotKnown, appointments: Has::NotKnown, ..boyd() };
    for key in [Key::FindMedicines, Key::MedicinesOut, Key::FindSubstance, Key::Appointments] {
        assert_eq!(known.step(key), None, "{}", key.word());
        assert!(plan(&unknown).step(key).is_some(), "{}", key.word());
    }
    let gone = Leaver { stands: left(Way::ReleasedByCourt, "2026-11-23", false), ..unknown };
    for key in [Key::LeftWithout, Key::Bridging, Key::FindLeaver, Key::MedicineList, Key::Clinics] {
        assert!(plan(&gone).step(key).is_some(), "{}", key.word());
    }
}

/// S10: released at court without notice, everything at once, each with an owner.
#[test]
fn released_at_court_everything_is_to_be_done_at_once_and_nothing_is_lost() {
    let reported = Leaver { stands: left(Way::ReleasedByCourt, "2026-11-12", false), ..shaw() };
    let made = plan(&reported);
    let owner = |key| made.step(key).map(|step| (step.owner(), step.by));
    let today = day("2026-11-12");
    assert_eq!(owner(Key::FindLeaver), Some((Owner::SubstanceTeam, today)));
    assert_eq!(owner(Key::Bridging), Some((Owner::Prescriber, today)));
    assert_eq!(owner(Key::ReconnectAfter), Some((Owner::DischargeNurse, today)));
    assert_eq!(owner(Key::LeftWithout), Some((Owner::DischargeNurse, today)));
    assert!(made.steps.iter().all(|step| step.by == today));
    let due: BTreeSet<Key> = made.due(today).map(|step| step.key).collect();
    assert!(due.contains(&Key::FindLeaver) && due.contains(&Key::LeftWithout));
    assert!(!due.contains(&Key::MedicineList) && !due.contains(&Key::Clinics), "not before it has settled");
    let settled = plan(&Leaver { stands: left(Way::ReleasedByCourt, "2026-11-12", true), ..reported });
    let due: BTreeSet<Key> = settled.due(today).map(|step| step.key).collect();
    assert!(due.contains(&Key::MedicineList) && due.contains(&Key::Clinics));
}

/// S05: remand, nine days, keeps his GP, out by the court's door: medicines are asked after, and his GP is told of it
/// with his yes only.
#[test]
fn out_of_remand_after_nine_days_medicines_are_asked_after_and_the_gp_is_told_with_a_yes_only() {
    let of = |may_tell_gp, settled| {
        let stands = left(Way::ReleasedByCourt, "2026-11-12", settled);
        plan(&Leaver { stands, may_tell_gp, substance: Has::None, ..shaw() })
    };
    for may_tell_gp in [Agreed::NotAsked, Agreed::No, Agreed::Yes] {
        let made = of(may_tell_gp, true);
        assert!(made.step(Key::LeftWithout).is_some() && made.step(Key::Bridging).is_some());
        assert_eq!(made.step(Key::TellGp).is_some(), may_tell_gp == Agreed::Yes);
        assert_eq!(made.step(Key::JoinGp), None, "he kept his GP");
        assert_eq!(made.step(Key::FindLeaver), None, "the substance team does not know him");
    }
    let reported = of(Agreed::Yes, false);
    assert!(reported.waits(reported.step(Key::TellGp).unwrap()), "a letter cannot be called back");
}

#[test]
fn a_release_on_another_day_than_was_known_is_one_without_notice() {
    let on_the_day = Leaver { stands: left(Way::Released, "2027-03-01", true), ..boyd() };
    assert_eq!(plan(&on_the_day).step(Key::Bridging), None);
    let early = Leaver { stands: left(Way::Released, "2027-02-26", true), ..boyd() };
    assert!(plan(&early).step(Key::Bridging).is_some() && plan(&early).step(Key::Summary).is_some());
}

#[test]
fn whoever_any_court_may_release_is_ready_from_the_first_week() {
    let made = plan(&shaw());
    assert_eq!(made.about, About::AnyDay);
    assert_eq!(days(&made, Key::KeepReady), (day("2026-11-03"), day("2026-11-10")));
    assert!(made.step(Key::ChooseGp).is_some() && made.step(Key::OwnCopy).is_some());
    assert_eq!(made.step(Key::Letter), None, "there is no day to write into it");
}

#[test]
fn a_release_day_that_has_gone_by_is_asked_about_and_plans_nothing() {
    let gone = Leaver { today: day("2027-03-02"), ..boyd() };
    assert_eq!(keys(&plan(&gone)), [Key::AskDay]);
    assert_eq!(plan(&gone).about, About::DayGoneBy);
    let on_the_day = Leaver { today: day("2027-03-01"), ..boyd() };
    assert_eq!(plan(&on_the_day).about, About::Release);
    let never = Leaver { release: None, ..boyd() };
    assert_eq!((plan(&never).about, keys(&plan(&never))), (About::NoDay, vec![]));
}

#[test]
fn a_letter_that_went_out_is_put_right_or_taken_back() {
    let sent =
        Leaver { letter_for: Some(day("2027-03-01")), may_tell_gp: Agreed::Yes, gp_chosen: true, ..boyd() };
    assert_eq!(plan(&sent).step(Key::Letter), None, "it is there");
    let later = plan(&Leaver { release: told("2027-04-01", "2027-02-10"), ..sent });
    assert_eq!(days(&later, Key::LetterNewDay), (day("2027-02-10"), day("2027-02-10")));
    let recalled = Release { day: None, told: day("2027-02-10") };
    let recalled = plan(&Leaver { release: Some(recalled), ..sent });
    assert_eq!(keys(&recalled), [Key::LetterTakeBack]);
    assert_eq!(days(&recalled, Key::LetterTakeBack).1, day("2027-02-10"));
    for way in [Way::Hospital, Way::Immigration, Way::RemovedFromCountry, Way::Escaped] {
        let gone = plan(&Leaver { stands: left(way, "2027-02-20", false), ..sent });
        assert!(gone.step(Key::LetterTakeBack).is_some(), "{way:?}");
    }
    let died = plan(&Leaver { stands: left(Way::Died, "2027-02-20", false), ..sent });
    assert_eq!(keys(&died), [], "a death stops this letter, too");
}

/// Each has its own leaving, and none of them is a release.
#[test]
fn each_way_has_its_own_leaving() {
    let of = |way| plan(&Leaver { stands: left(way, "2026-11-23", false), ..boyd() });
    let own = [
        (Way::Transferred, Key::HandoverPrison),
        (Way::Hospital, Key::HandoverHospital),
        (Way::Immigration, Key::HandoverImmigration),
        (Way::RemovedFromCountry, Key::HandoverAbroad),
        (Way::Escaped, Key::Escaped),
        (Way::NotUnderstood, Key::AskWhat),
    ];
    for (way, key) in own {
        assert!(of(way).step(key).is_some(), "{way:?}");
        for other in Way::ALL.into_iter().filter(|other| *other != way) {
            assert_eq!(of(other).step(key), None, "{other:?} has the step of {way:?}");
        }
        for release in
            [Key::Pack, Key::PackHanded, Key::ReconnectAfter, Key::TellGp, Key::JoinGp, Key::Letter]
        {
            assert_eq!(of(way).step(release), None, "{way:?}: {}", release.word());
        }
    }
    assert_eq!(keys(&of(Way::Died)), []);
    assert_eq!(of(Way::Died).about, About::Stopped);
}

#[test]
fn held_for_immigration_everything_is_kept_ready_and_no_letter_waits() {
    let held = Leaver { legal_status: Some(LegalStatus::ImmigrationDetainee), ..boyd() };
    assert_eq!(plan(&held).about, About::Immigration);
    assert_eq!(keys(&plan(&held)), [Key::KeepReady]);
    let sent = Leaver { letter_for: Some(day("2027-03-01")), ..held };
    assert!(plan(&sent).step(Key::LetterTakeBack).is_some());
}

#[test]
fn of_a_protected_person_nothing_goes_out_unless_one_role_says_so() {
    let kept = Leaver {
        gp: Gp::Kept,
        gp_chosen: true,
        may_tell_gp: Agreed::Yes,
        letter_for: Some(day("2027-01-01")),
        ..boyd()
    };
    let outward =
        [Key::Letter, Key::LetterNewDay, Key::LetterTakeBack, Key::TellGp, Key::JoinGp, Key::Reconnect];
    let ways = Way::ALL.map(|way| left(way, "2027-03-01", true));
    for stands in std::iter::once(kept.stands).chain(ways) {
        let made = plan(&Leaver { stands, ..kept });
        for key in outward {
            assert_eq!(made.step(key), None, "{stands:?}: {}", key.word());
        }
    }
    assert_eq!(plan(&kept).step(Key::AskHead).map(|step| step.owner()), Some(Owner::HeadOfHealthcare));
}

#[test]
fn whose_patient_somebody_is_is_never_guessed() {
    let prisons = BTreeSet::from([practice("Y05537")]);
    let of = |pds: Option<Pds>| Gp::of(&Registration { pds, ..nobody_asked() }, &prisons);
    let says = |practice, is_restricted| {
        Some(Pds {
            number: NhsNumber::parse("9990110689").unwrap(),
            version: "2".to_owned(),
            is_restricted,
            practice,
            practice_before: None,
            address: Told::None,
            death: None,
        })
    };
    assert_eq!(of(None), Gp::NotKnown);
    assert_eq!(of(says(Told::Is(practice("B81017")), false)), Gp::Outside);
    assert_eq!(of(says(Told::Is(practice("Y05537")), false)), Gp::Prison);
    assert_eq!(of(says(Told::None, false)), Gp::None);
    for kept in [Told::Kept, Told::None, Told::Is(practice("B81017"))] {
        assert_eq!(of(says(kept, true)), Gp::Kept);
    }
    assert_eq!(of(says(Told::Kept, false)), Gp::Kept);
}

fn practice(code: &str) -> OdsCode {
    OdsCode::parse(code).unwrap()
}

fn nobody_asked() -> Registration {
    Registration::new(Story::new().choice.patient)
}

#[test]
fn who_left_and_is_not_known_to_have_a_gp_is_helped_to_one() {
    let of = |gp| plan(&Leaver { gp, stands: left(Way::Released, "2027-03-01", true), ..boyd() });
    assert_eq!(of(Gp::Outside).step(Key::JoinGp), None);
    for gp in [Gp::Prison, Gp::None, Gp::NotKnown] {
        assert!(of(gp).step(Key::JoinGp).is_some(), "{gp:?}");
    }
}

#[test]
fn every_threshold_says_where_it_is_published() {
    let times = Times::default();
    let all = [
        &times.plan,
        &times.letter,
        &times.letter_by,
        &times.medicines,
        &times.ready,
        &times.reconnect_after,
    ];
    assert_eq!(all.map(|one| one.days), [84, 28, 14, 7, 7, 28]);
    assert!(all.iter().all(|one| one.source.len() > 20));
}

#[test]
fn a_key_is_known_again_by_its_word_and_says_what_to_do() {
    let words: BTreeSet<&str> = Key::ALL.iter().map(|key| key.word()).collect();
    assert_eq!(words.len(), Key::ALL.len());
    for key in Key::ALL {
        assert_eq!(Key::parse(key.word()), Some(*key));
        assert!(key.words().ends_with('.') && Owner::ALL.contains(&key.owner()), "{}", key.word());
    }
    let owners: BTreeSet<&str> = Owner::ALL.map(Owner::word).into();
    assert_eq!(owners.len(), Owner::ALL.len());
}
