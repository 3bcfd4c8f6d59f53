//! The types of Kubernetes' own kinds: every field of every one, as the API server's decoder knows them.
//!
//! With them a whole manifest is looked through: [`check`] finds the value that the server would refuse and the
//! fields that it would drop. And they say how Go's encoder writes what messages print whole.

mod check;
mod hint;
mod pass;
mod scalar;

use super::fields::{Fields, same};
use crate::view::{Member, Str, Text};

pub(super) use check::check;
pub(super) use pass::{Doubts, pass};
pub(super) use table::*;

/// A type with fields.
pub(crate) struct Struct {
    fields: Fields,
    /// The types of the fields, in their order.
    types: &'static [Type],
    /// When the encoder writes them.
    written: &'static [Written],
}

/// When Go's encoder writes a field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// If it is not empty.
    Filled,
    /// Absent or not.
    Always,
    /// Absent or not, and null if it is absent.
    Null,
    /// If it is there.
    Set,
}

/// What a value has to be; null is an absent value of any type.
#[derive(Clone, Copy)]
pub(super) enum Type {
    String,
    Boolean,
    Int32,
    Int64,
    /// Such as `500m`, or a number.
    Quantity,
    /// RFC 3339, as Go reads it.
    Time,
    /// A string or a 32-bit integer.
    IntOrString,
    /// Base64.
    Bytes,
    /// Whatever it is.
    Any,
    Struct(&'static Struct),
    List(&'static Self),
    /// An object whose keys are the user's.
    Map(&'static Self),
}

impl Struct {
    /// The name and the type of a field.
    #[inline]
    fn field(&self, number: u8) -> Option<(&'static str, Type)> {
        self.fields.name(number).zip(self.types.get(usize::from(number)).copied())
    }

    /// The fields, and when the encoder writes them.
    pub(super) fn members(&self) -> impl Iterator<Item = (&'static str, Type, Written)> {
        self.fields.all().zip(self.types).zip(self.written).map(|((name, ty), written)| (name, *ty, *written))
    }

    /// The fields that are structs themselves, or lists of structs.
    fn structs(&self) -> impl Iterator<Item = (Member, &'static Self)> {
        self.fields.all().zip(self.types).filter_map(|(name, ty)| match ty {
            Type::Struct(inner) => Some((Member { name, list: false }, *inner)),
            Type::List(Type::Struct(inner)) => Some((Member { name, list: true }, *inner)),
            _ => None,
        })
    }
}

/// A reader's table of fields, with the types that they have in one type.
pub(crate) struct Typed {
    pub(super) fields: &'static Fields,
    /// By field; none for a field that the type does not have.
    types: &'static [Option<Type>],
}

impl Typed {
    pub(super) const fn new(fields: &'static Fields, types: &'static [Option<Type>]) -> Self {
        Self { fields, types }
    }

    /// The type of a field.
    #[inline]
    pub(super) fn of(&self, field: u8) -> Option<Type> {
        self.types.get(usize::from(field)).copied().flatten()
    }
}

/// The types that fields have in a type, at compile time. A field of the type that is not among them fails the build.
#[expect(clippy::indexing_slicing, reason = "runs at compile time only, over constants")]
pub(super) const fn of_fields<const N: usize>(names: &[&str], ty: &Struct) -> [Option<Type>; N] {
    let mut types = [None; N];
    let mut field = 0;
    while field < ty.types.len() {
        let mut n = 0;
        while !same(names[n].as_bytes(), ty.fields.text(field).as_bytes()) {
            n = n.wrapping_add(1);
        }
        types[n] = Some(ty.types[field]);
        field = field.wrapping_add(1);
    }
    types
}

/// The type of a kind, if it is one of those that are known here.
pub(super) fn of_kind(text: Text<'_>, api_version: (Str, &str), kind: (Str, &str)) -> Option<&'static Struct> {
    let is = |(own, inherited): (Str, &str), name: &str| match own.is_empty() {
        true => inherited == name,
        false => text.is(own, name),
    };
    let found = table::KINDS.iter().find(|(version, name, _)| is(kind, name) && is(api_version, version));
    found.map(|(.., ty)| *ty)
}

/// Declares the types, each as a table that finds fields by their names.
macro_rules! types {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $type:tt $($written:ident)?,)* })*) => {$(
        $(#[$doc])*
        #[expect(non_upper_case_globals, reason = "named as Kubernetes names its types")]
        pub(in crate::input) static $name: Struct = {
            const NAMES: &[&str] = &[$(stringify!($field),)*];
            Struct {
                fields: Fields::new(const { &crate::input::fields::names::<{ NAMES.len() }>(NAMES) }),
                types: &[$(of!($type),)*],
                written: &[$(written!($($written)?),)*],
            }
        };
    )*};
}

/// The type that a notation stands for.
macro_rules! of {
    ([$element:tt]) => {
        Type::List(&of!($element))
    };
    ({$value:tt}) => {
        Type::Map(&of!($value))
    };
    (String) => {
        Type::String
    };
    (Boolean) => {
        Type::Boolean
    };
    (Int32) => {
        Type::Int32
    };
    (Int64) => {
        Type::Int64
    };
    (Quantity) => {
        Type::Quantity
    };
    (Time) => {
        Type::Time
    };
    (IntOrString) => {
        Type::IntOrString
    };
    (Bytes) => {
        Type::Bytes
    };
    (Any) => {
        Type::Any
    };
    ($name:ident) => {
        Type::Struct(&$name)
    };
}

/// When a field is written that is marked so, or not.
macro_rules! written {
    () => {
        Written::Filled
    };
    ($mark:ident) => {
        Written::$mark
    };
}

mod table;

pub(super) use table::{HostPathVolumeSource as HOST_PATH, SecurityContext as SECURITY_CONTEXT, Volume as VOLUME};
