//! Whether two surfaces answer alike.

use std::collections::BTreeMap;

use super::Question;

/// What a comparison came to.
#[derive(Debug, Default)]
pub struct Comparison {
    /// How many answers were equal, by way.
    pub equal: BTreeMap<&'static str, usize>,
    /// The first differences, in words; and how many there were.
    pub shown: Vec<String>,
    /// How many answers differed or were missing.
    pub different: usize,
}

/// Compares answers, line by line.
#[must_use]
pub fn compare(questions: &[Question], expected: &[String], answers: &[String]) -> Comparison {
    const SHOWN: usize = 5;
    let mut it = Comparison::default();
    if answers.len() != questions.len() {
        it.different += answers.len().abs_diff(questions.len());
        it.shown.push(format!("{} questions, {} answers", questions.len(), answers.len()));
    }
    for ((question, expected), answer) in questions.iter().zip(expected).zip(answers) {
        if expected == answer {
            *it.equal.entry(question.way).or_default() += 1;
            continue;
        }
        it.different += 1;
        if it.shown.len() < SHOWN {
            it.shown.push(format!(
                "{} of {}\nunder {}\nnamespace {:?}, labels {:?}\nthe library: {expected}\nthe surface: {answer}\n",
                question.way,
                String::from_utf8_lossy(&question.manifest),
                question.policy,
                question.namespace,
                question.namespace_labels
            ));
        }
    }
    it
}
