use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::judge::{Outcome, Record};
use crate::policy::azure::Constraint;
use crate::rules::Subject;

impl Outcome {
    /// Makes one finding, with the strongest effect, of what several constraints of one template say in the same
    /// words. Only policies with such constraints pay for it.
    pub(crate) fn unite(&mut self, constraints: &[Constraint], subject: Subject<'_>) {
        let mut pairs = constraints.iter().zip(constraints.iter().skip(1));
        if self.records.len() < 2 || !pairs.any(|(one, next)| std::ptr::eq(one.rule, next.rule)) {
            return;
        }
        self.arrange(subject, constraints);
        let mut first_of = HashMap::new();
        let mut united: smallvec::SmallVec<[Record; 20]> = smallvec::SmallVec::new();
        for record in &self.records {
            if record.constraint.is_none() {
                united.push(*record);
                continue;
            }
            let failure = self.unarranged().failure(record, subject, constraints);
            let mut words = String::new();
            // Writing into a string cannot fail.
            let _ = failure.write_message(&mut words);
            if let (Some(check), Some(hit)) = (failure.check, failure.hits.first()) {
                let _ = check.write_details(failure.subject, hit, &mut words);
            }
            match first_of.entry((record.rule.id, record.implied, words)) {
                Entry::Vacant(slot) => {
                    slot.insert(united.len());
                    united.push(*record);
                }
                Entry::Occupied(first) => {
                    if let Some(first) = united.get_mut(*first.get()) {
                        first.effect = first.effect.max(record.effect);
                    }
                }
            }
        }
        self.records = united;
    }
}
