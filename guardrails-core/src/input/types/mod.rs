//! The types of Kubernetes' own kinds: every field of every one, as the API server's decoder knows them.
//!
//! With them a whole manifest is looked through: [`check`] finds the value that the server would refuse and the
//! fields that it would drop. And they say how Go's encoder writes what messages print whole.

mod check;
mod code;
mod hint;
mod pass;
mod scalar;

use std::marker::PhantomData;

use super::fields::{Fields, Table, same, type_fields};
use crate::view::{Member, Str, Text};

pub(super) use check::check;
use code::Code;
pub(super) use pass::{Doubts, pass};
pub(super) use table::*;

/// A type with fields: its number in the table.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Struct(u16);

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
    Struct(Struct),
    List(Code),
    /// An object whose keys are the user's.
    Map(Code),
}

impl Struct {
    /// Its fields.
    #[inline(always)]
    fn fields(self) -> &'static Fields {
        type_fields(self.0)
    }

    /// The types of the fields, in their order.
    fn types(self) -> &'static [Code] {
        self.fields().of(table::TYPES)
    }

    /// The type of a field.
    #[inline(always)]
    fn of(self, field: u8) -> Option<Code> {
        self.fields().one_of(table::TYPES, field).copied()
    }

    /// The fields, and when the encoder writes them.
    pub(super) fn members(self) -> impl Iterator<Item = (&'static str, Type, Written)> {
        let with_types = self.fields().all().zip(self.types());
        with_types.zip(self.fields().of(table::WRITTEN)).map(|((name, code), written)| (name, code.ty(), *written))
    }

    /// The fields that are structs themselves, or lists of structs.
    fn structs(self) -> impl Iterator<Item = (Member, Self)> {
        (0..self.fields().len()).filter_map(move |field| self.struct_of(field))
    }

    #[inline(never)]
    fn struct_of(self, field: u8) -> Option<(Member, Self)> {
        let (list, ty) = match self.of(field)?.ty() {
            Type::List(element) => (true, element.ty()),
            ty => (false, ty),
        };
        match ty {
            Type::Struct(inner) => Some((Member { name: self.fields().name(field)?, list }, inner)),
            _ => None,
        }
    }
}

/// The types that the fields of a reader's table have in one type. The table is part of its own type: code for a table
/// that is known when it is compiled takes fewer steps.
pub(crate) struct Typed<T> {
    pub(super) types: Types,
    table: PhantomData<T>,
}

impl<T: Table> Typed<T> {
    pub(super) const fn new(types: &'static [Option<Code>]) -> Self {
        Self { types: Types(types), table: PhantomData }
    }
}

/// The types of a table's fields.
#[derive(Clone, Copy)]
pub(crate) struct Types(&'static [Option<Code>]);

impl Types {
    /// The type of a field; none for one that the type does not have.
    #[inline]
    fn of(self, field: u8) -> Option<Code> {
        self.0.get(usize::from(field)).copied().flatten()
    }
}

/// The types that fields have in a type, at compile time. A field of the type that is not among them fails the build.
#[expect(clippy::indexing_slicing, reason = "runs at compile time only, over constants")]
pub(super) const fn of_fields<const N: usize>(names: &[&str], ty: Struct) -> [Option<Code>; N] {
    let own = table::NAMES[ty.0 as usize];
    // Where its fields begin in the list of all.
    let (mut first, mut before) = (0usize, 0);
    while before < ty.0 as usize {
        first = first.wrapping_add(table::NAMES[before].len());
        before = usize::wrapping_add(before, 1);
    }
    let mut types = [None; N];
    let mut field = 0;
    while field < own.len() {
        let mut n = 0;
        while !same(names[n].as_bytes(), own[field].as_bytes()) {
            n = n.wrapping_add(1);
        }
        types[n] = Some(table::TYPES[first.wrapping_add(field)]);
        field = field.wrapping_add(1);
    }
    types
}

/// The type of a kind, if it is one of those that are known here.
pub(super) fn of_kind(text: Text<'_>, api_version: (Str, &str), kind: (Str, &str)) -> Option<Struct> {
    let is = |(own, inherited): (Str, &str), name: &str| match own.is_empty() {
        true => inherited == name,
        false => text.is(own, name),
    };
    let found = table::KINDS.iter().find(|(version, name, _)| is(kind, name) && is(api_version, version));
    found.map(|(.., ty)| *ty)
}

/// Declares the types: their numbers, and lists over all their fields.
macro_rules! types {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $type:tt $($written:ident)?,)* })*) => {
        /// Numbers the types.
        enum Number {
            $($name,)*
        }

        $(
            $(#[$doc])*
            #[expect(non_upper_case_globals, reason = "named as Kubernetes names its types")]
            pub(in crate::input) const $name: Struct = Struct(Number::$name as u16);
        )*

        /// The names of each type's fields.
        pub(in crate::input) const NAMES: &[&[&str]] = &[$(&[$(stringify!($field),)*],)*];

        /// The types of all fields, type by type.
        pub(super) static TYPES: &[Code] = &[$($(of!($type),)*)*];

        /// When the encoder writes them.
        pub(super) static WRITTEN: &[Written] = &[$($(written!($($written)?),)*)*];
    };
}

/// The type that a notation stands for.
macro_rules! of {
    ([$element:tt]) => {
        of!($element).list()
    };
    ({$value:tt}) => {
        of!($value).map()
    };
    (String) => {
        Code::STRING
    };
    (Boolean) => {
        Code::BOOLEAN
    };
    (Int32) => {
        Code::INT32
    };
    (Int64) => {
        Code::INT64
    };
    (Quantity) => {
        Code::QUANTITY
    };
    (Time) => {
        Code::TIME
    };
    (IntOrString) => {
        Code::INT_OR_STRING
    };
    (Bytes) => {
        Code::BYTES
    };
    (Any) => {
        Code::ANY
    };
    ($name:ident) => {
        Code::of($name)
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
