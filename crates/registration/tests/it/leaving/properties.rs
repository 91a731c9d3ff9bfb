use super::{boyd, plan};
use crate::support::day;
use jiff::ToSpan as _;
use jiff::civil::Date;
use proptest::prelude::*;
use registration::leaving::{
    About, Agreed, Change, Dates, Gp, Has, Key, Leaver, Owner, Release, Stands, Way,
};
use vocab::Instant;
use vocab::code::LegalStatus;

fn any_day() -> impl Strategy<Value = Date> {
    (0i64..800).prop_map(|days| day("2026-06-01").checked_add(days.days()).unwrap())
}

fn any_has() -> impl Strategy<Value = Has> {
    prop::sample::select(vec![Has::Some, Has::None, Has::NotKnown])
}

fn any_stands() -> impl Strategy<Value = Stands> {
    let left = (prop::sample::select(Way::ALL.to_vec()), any_day(), any::<bool>())
        .prop_map(|(way, on, settled)| Stands::Left { way, on, settled });
    prop_oneof![4 => Just(Stands::Here), 4 => left, 1 => Just(Stands::Nowhere)]
}

prop_compose! {
    fn any_leaver()(
        stands in any_stands(),
        legal_status in prop::option::of(prop::sample::select(vec![
            LegalStatus::Remand, LegalStatus::Sentenced, LegalStatus::Recall, LegalStatus::ImmigrationDetainee,
            LegalStatus::ConvictedUnsentenced, LegalStatus::Other,
        ])),
        since in any_day(),
        release in prop::option::of((prop::option::of(any_day()), any_day())),
        gp in prop::sample::select(vec![Gp::Outside, Gp::Prison, Gp::None, Gp::Kept, Gp::NotKnown]),
        gp_chosen in any::<bool>(),
        may_tell_gp in prop::sample::select(vec![Agreed::NotAsked, Agreed::Yes, Agreed::No]),
        has in (any_has(), any_has(), any_has()),
        letter_for in prop::option::of(any_day()),
        today in any_day(),
    ) -> Leaver {
        let release = release.map(|(day, told)| Release { day, told });
        let (medicines, substance, appointments) = has;
        Leaver { stands, died: false, legal_status, since, release, gp, gp_chosen, may_tell_gp, medicines, substance, appointments,
            letter_for, today }
    }
}

proptest! {
    #[test]
    fn there_is_no_plan_for_somebody_dead(leaver in any_leaver(), on in any_day(), settled in any::<bool>()) {
        let by_the_prison = Leaver { stands: Stands::Left { way: Way::Died, on, settled }, ..leaver };
        let by_the_nhs = Leaver { died: true, ..leaver };
        for dead in [by_the_prison, by_the_nhs] {
            prop_assert!(plan(&dead).steps.is_empty());
            let change = Change::between(&plan(&leaver), &plan(&dead));
            prop_assert!(change.fallen.iter().all(|fallen| fallen.why.is_none()));
            prop_assert_eq!(change.fallen.len(), plan(&leaver).steps.len());
        }
    }

    #[test]
    fn no_step_is_owned_by_nobody_and_each_has_its_days(leaver in any_leaver()) {
        let made = plan(&leaver);
        let owned: usize = Owner::ALL.iter().map(|owner| made.of_owner(*owner).count()).sum();
        prop_assert_eq!(owned, made.steps.len());
        prop_assert!(made.steps.iter().all(|step| step.from <= step.by));
        let mut keys: Vec<Key> = made.steps.iter().map(|step| step.key).collect();
        keys.sort_unstable();
        keys.dedup();
        prop_assert_eq!(keys.len(), made.steps.len(), "one step a key");
    }

    /// Whoever has left, other than by dying, leaves somebody with something to do.
    #[test]
    fn nobody_leaves_without_a_task(leaver in any_leaver(), on in any_day(), settled in any::<bool>()) {
        for way in Way::ALL.into_iter().filter(|way| *way != Way::Died) {
            let gone = Leaver { stands: Stands::Left { way, on, settled }, ..leaver };
            prop_assert!(plan(&gone).due(on).next().is_some(), "{way:?}");
        }
    }

    /// Nothing is sent to a GP without a yes, whatever else is so.
    #[test]
    fn nothing_goes_to_a_gp_without_a_yes(leaver in any_leaver()) {
        let made = plan(&leaver);
        let writes = [Key::Letter, Key::TellGp].iter().any(|key| made.step(*key).is_some());
        prop_assert!(!writes || leaver.may_tell_gp == Agreed::Yes);
        prop_assert!(made.step(Key::Letter).is_none() || made.about == About::Release);
    }

    /// Whatever the days were on the way: the plan is that of the last.
    #[test]
    fn any_order_of_days_ends_in_the_plan_of_the_last(
        mut told in prop::collection::vec((0i64..60, prop::option::of(any_day())), 1..12),
        last in prop::option::of(any_day()),
    ) {
        told.push((60, last));
        let at = |days: i64| Instant::parse_zoned("2026-09-03T10:00:00Z").unwrap().plus_seconds(days * 86_400);
        let told: Vec<_> = told.into_iter().map(|(days, release)| (at(days), release)).collect();
        let of = |told: &[(Instant, Option<Date>)]| {
            plan(&Leaver { release: Dates::of(told).release, ..boyd() })
        };
        // In the order in which they came, and in any other in which they were read.
        let (forward, mut backward) = (of(&told), told.clone());
        backward.rotate_left(1);
        prop_assert_eq!(Dates::of(&told).release.and_then(|release| release.day), last);
        // Two at one moment differ by their order alone: none of the last moment do.
        prop_assert_eq!(&of(&backward).about, &forward.about);
        // Step by step, undoing and remaking, ends where the plan of the last day stands.
        let mut stands = of(&told[..1]).steps;
        let mut made = of(&told[..1]);
        for end in 2..=told.len() {
            let next = of(&told[..end]);
            let change = Change::between(&made, &next);
            stands.retain(|step| change.fallen.iter().all(|fallen| fallen.step != *step));
            for moved in &change.moved {
                stands.iter_mut().filter(|step| **step == moved.was).for_each(|step| *step = moved.is);
            }
            stands.extend(change.new);
            made = next;
        }
        stands.sort_unstable();
        prop_assert_eq!(stands, forward.steps);
    }
}
