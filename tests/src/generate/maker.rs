//! Decides how each object is going to be: which checks it plays with, how
//! often it breaks them, how long it gets.

use super::rng::Rng;
use super::value::Value;
use super::words;

/// What one or several checks of the Pod Security Standards look at.
#[derive(Clone, Copy)]
pub(super) enum Topic {
    AppArmor,
    Capabilities,
    HostNamespaces,
    HostPath,
    HostPorts,
    HostProbes,
    Privileged,
    ProcMount,
    SeLinux,
    Seccomp,
    Sysctls,
    HostProcess,
    Escalation,
    Volumes,
    NonRoot,
    RunAsUser,
}

const TOPICS: usize = Topic::RunAsUser as usize + 1;

/// A value that a table can hold.
#[derive(Clone, Copy)]
pub(super) enum Lit {
    Absent,
    Null,
    Bool(bool),
    Raw(&'static str),
    Text(&'static str),
}

impl Lit {
    pub(super) fn value(self) -> Option<Value> {
        match self {
            Self::Absent => None,
            Self::Null => Some(Value::Null),
            Self::Bool(value) => Some(Value::Bool(value)),
            Self::Raw(text) => Some(Value::Raw(text.to_owned())),
            Self::Text(text) => Some(Value::from(text)),
        }
    }
}

/// What a field may hold: values that pass at the newest version, the usual
/// one first, and values that some version refuses.
pub(super) struct Field {
    pub topic: Topic,
    pub fine: &'static [Lit],
    pub bad: &'static [Lit],
}

pub(super) struct Maker {
    pub rng: Rng,
    /// One bit for each topic whose forbidden values may be used.
    focus: usize,
    /// How often, in percent, a topic in focus goes wrong.
    bad_rate: usize,
    /// The pod says what the restricted level wants to hear.
    pub hardened: bool,
    /// How often, in percent, optional matter is written down.
    pub verbosity: usize,
}

impl Maker {
    pub(super) fn new(mut rng: Rng) -> Self {
        let (focus, hardened) = match rng.below(100) {
            0..50 => (0, true),
            50..62 => (0, false),
            62..92 => {
                let focus = (0..rng.range(1, 3)).fold(0, |bits, _| bits | 1 << rng.below(TOPICS));
                (focus, rng.chance(70))
            }
            _ => ((1 << TOPICS) - 1, rng.chance(50)),
        };
        let bad_rate = *rng.pick(&[15, 50, 90]);
        let verbosity = *rng.pick(&[0, 5, 15, 15, 30, 60]);
        Self { rng, focus, bad_rate, hardened, verbosity }
    }

    /// Whether all that comes will please the restricted level.
    pub(super) fn flawless(&self) -> bool {
        self.focus == 0 && self.hardened
    }

    /// Whether this is the place to break the topic's checks.
    pub(super) fn breaks(&mut self, topic: Topic) -> bool {
        self.focus & (1 << topic as usize) != 0 && self.rng.chance(self.bad_rate)
    }

    pub(super) fn field(&mut self, field: &Field) -> Option<Value> {
        if self.breaks(field.topic) {
            return self.rng.pick(field.bad).value();
        }
        if self.rng.chance(75) { field.fine[0].value() } else { self.rng.pick(field.fine).value() }
    }

    /// Whether to write something that no check looks at.
    pub(super) fn elaborate(&mut self) -> bool {
        self.rng.chance(self.verbosity)
    }

    /// A list of `count` made items, now and then with a null among them, or
    /// one of the ways not to have any.
    pub(super) fn list(&mut self, count: usize, mut make: impl FnMut(&mut Self) -> Value) -> Option<Value> {
        if count == 0 {
            return match self.rng.below(10) {
                0 => Some(Value::Null),
                1 => Some(Value::List(Vec::new())),
                _ => None,
            };
        }
        let items = (0..count).map(|_| if self.rng.below(100) == 0 { Value::Null } else { make(self) });
        Some(Value::List(items.collect()))
    }

    pub(super) fn text_map(&mut self, count: usize) -> Value {
        let mut map = Value::map();
        for index in 0..count {
            let key =
                if self.rng.chance(70) { words::plain_name(&mut self.rng) } else { format!("example.com/{index}") };
            if map.get(&key).is_none() {
                map.put(&key, words::word(&mut self.rng));
            }
        }
        map
    }
}
