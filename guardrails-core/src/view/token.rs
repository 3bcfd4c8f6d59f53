use super::Str;

/// A step through a value that is kept whole. Members of objects are sorted by their keys, and what Go's encoder
/// leaves out is not there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Token {
    OpenObject,
    CloseObject,
    OpenList,
    CloseList,
    /// The key of a known field; its value follows.
    Field(&'static str),
    /// A key of the user's; its value follows.
    Key(Str),
    Text(Str),
    Quantity(Str),
    Number(i64),
    Flag(bool),
    Null,
    /// A field, with its text, that the API server fills in where it is absent.
    Default(&'static str, &'static str),
}
