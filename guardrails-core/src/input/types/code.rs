//! Types in two bytes, which take no pointers.

use std::num::NonZeroU16;

use super::{Struct, Type};

/// A type: what it is in the lowest bits, and before them the struct that is meant, what a list or map is of, or which
/// of the scalars it is that are rare.
#[derive(Clone, Copy)]
pub(in crate::input) struct Code(NonZeroU16);

impl Code {
    pub(super) const STRING: Self = Self::new(STRING, ANY);
    pub(super) const BOOLEAN: Self = Self::new(BOOLEAN, ANY);
    pub(super) const INT32: Self = Self::new(INT32, ANY);
    pub(super) const INT64: Self = Self::new(INT64, ANY);
    pub(super) const QUANTITY: Self = Self::new(RARE, QUANTITY);
    pub(super) const TIME: Self = Self::new(RARE, TIME);
    pub(super) const INT_OR_STRING: Self = Self::new(RARE, INT_OR_STRING);
    pub(super) const BYTES: Self = Self::new(RARE, BYTES);
    pub(super) const ANY: Self = Self::new(RARE, ANY);

    /// A struct.
    pub(super) const fn of(ty: Struct) -> Self {
        Self::new(STRUCT, ty.0)
    }

    /// A list of such values.
    pub(super) const fn list(self) -> Self {
        Self::new(LIST, self.0.get())
    }

    /// An object of such values.
    pub(super) const fn map(self) -> Self {
        Self::new(MAP, self.0.get())
    }

    #[expect(clippy::panic, reason = "runs at compile time only")]
    const fn new(what: u16, inner: u16) -> Self {
        assert!(inner >> (u16::BITS - BITS) == 0, "the type does not fit into two bytes");
        match NonZeroU16::new(inner << BITS | what) {
            Some(code) => Self(code),
            None => panic!("no type is 0"),
        }
    }

    /// What the value has to be.
    #[inline(always)]
    pub(in crate::input) fn ty(self) -> Type {
        let inner = self.0.get() >> BITS;
        // No list or map is of 0.
        let element = Self(NonZeroU16::new(inner).unwrap_or(Self::ANY.0));
        match self.0.get() % (1 << BITS) {
            STRING => Type::String,
            BOOLEAN => Type::Boolean,
            INT32 => Type::Int32,
            INT64 => Type::Int64,
            STRUCT => Type::Struct(Struct(inner)),
            LIST => Type::List(element),
            MAP => Type::Map(element),
            _ => match inner {
                QUANTITY => Type::Quantity,
                TIME => Type::Time,
                INT_OR_STRING => Type::IntOrString,
                BYTES => Type::Bytes,
                _ => Type::Any,
            },
        }
    }
}

/// So few bits that there is no number without a meaning, and so no comparison before a jump.
const BITS: u32 = 3;
const STRING: u16 = 0;
const BOOLEAN: u16 = 1;
const INT32: u16 = 2;
const INT64: u16 = 3;
const STRUCT: u16 = 4;
const LIST: u16 = 5;
const MAP: u16 = 6;
const RARE: u16 = 7;

const QUANTITY: u16 = 1;
const TIME: u16 = 2;
const INT_OR_STRING: u16 = 3;
const BYTES: u16 = 4;
const ANY: u16 = 5;
