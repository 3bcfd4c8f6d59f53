//! Types in two bytes.

use std::num::NonZeroU16;

use super::{Struct, Type};

/// A type: its number, and before that a mark for each list or map around it, the outermost in the lowest bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::input) struct Code(NonZeroU16);

impl Code {
    pub(super) const STRING: Self = Self::number(1);
    pub(super) const BOOLEAN: Self = Self::number(2);
    pub(super) const INT32: Self = Self::number(3);
    pub(super) const INT64: Self = Self::number(4);
    pub(super) const QUANTITY: Self = Self::number(5);
    pub(super) const TIME: Self = Self::number(6);
    pub(super) const INT_OR_STRING: Self = Self::number(7);
    pub(super) const BYTES: Self = Self::number(8);
    pub(super) const ANY: Self = Self::number(9);

    /// Structs are numbered from here.
    const STRUCTS: u16 = 16;

    const MARK_BITS: u32 = 2;
    const LIST: u16 = 1;
    const MAP: u16 = 2;

    /// A struct.
    pub(super) const fn of(ty: Struct) -> Self {
        Self::number(Self::STRUCTS.wrapping_add(ty.0))
    }

    /// A list of such values.
    pub(super) const fn list(self) -> Self {
        Self::marked(self.0.get(), Self::LIST)
    }

    /// An object of such values.
    pub(super) const fn map(self) -> Self {
        Self::marked(self.0.get(), Self::MAP)
    }

    const fn number(number: u16) -> Self {
        Self::marked(number, 0)
    }

    #[expect(clippy::panic, reason = "runs at compile time only")]
    const fn marked(inner: u16, mark: u16) -> Self {
        assert!(inner >> (u16::BITS - Self::MARK_BITS) == 0, "the type does not fit into two bytes");
        match NonZeroU16::new(inner << Self::MARK_BITS | mark) {
            Some(code) => Self(code),
            None => panic!("a type's number is not 0"),
        }
    }

    /// What the value has to be.
    #[inline(always)]
    pub(in crate::input) fn ty(self) -> Type {
        match self {
            Self::STRING => Type::String,
            Self::BOOLEAN => Type::Boolean,
            Self::INT32 => Type::Int32,
            Self::INT64 => Type::Int64,
            Self::QUANTITY => Type::Quantity,
            Self::TIME => Type::Time,
            Self::INT_OR_STRING => Type::IntOrString,
            Self::BYTES => Type::Bytes,
            Self::ANY => Type::Any,
            Self(code) => {
                let inner = code.get() >> Self::MARK_BITS;
                match (code.get() % (1 << Self::MARK_BITS), NonZeroU16::new(inner)) {
                    (Self::LIST, Some(inner)) => Type::List(Self(inner)),
                    (Self::MAP, Some(inner)) => Type::Map(Self(inner)),
                    _ => Type::Struct(Struct(inner.wrapping_sub(Self::STRUCTS))),
                }
            }
        }
    }
}
