//! Reads the DTOs of `portico_shared` from what the browser's own `JSON.parse` made.
//!
//! `serde_json` would read them too, at four times the code: its structs may come as arrays or as
//! objects in any order, and its errors say where. Here each struct is read as the sequence of its
//! declared fields, and a misfit is a misfit. An absent field reads as null. What the DTOs do not
//! use (maps, tagged enums, flattening) is not there.

use serde::{
    Deserializer,
    de::{
        DeserializeOwned, DeserializeSeed, EnumAccess, Error, Expected, IntoDeserializer, SeqAccess, Unexpected,
        VariantAccess, Visitor, value::U32Deserializer,
    },
    forward_to_deserialize_any,
};
use wasm_bindgen::JsValue;

pub(super) fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    let tree = js_sys::JSON::parse(text).ok()?;
    T::deserialize(Node(tree)).ok()
}

/// Parsed JSON.
trait Tree: Sized {
    fn scalar(&self) -> Scalar;
    fn field(&self, name: &str) -> Self;
    fn length(&self) -> Option<u32>;
    fn item(&self, index: u32) -> Self;
}

enum Scalar {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    None,
}

impl Tree for JsValue {
    fn scalar(&self) -> Scalar {
        if self.is_null() || self.is_undefined() {
            Scalar::Null
        } else if let Some(text) = self.as_string() {
            Scalar::Text(text)
        } else if let Some(number) = self.as_f64() {
            Scalar::Number(number)
        } else {
            self.as_bool().map_or(Scalar::None, Scalar::Bool)
        }
    }

    fn field(&self, name: &str) -> Self {
        js_sys::Reflect::get(self, &name.into()).unwrap_or(Self::UNDEFINED)
    }

    fn length(&self) -> Option<u32> {
        js_sys::Array::is_array(self).then(|| js_sys::Array::from(self).length())
    }

    fn item(&self, index: u32) -> Self {
        js_sys::Reflect::get_u32(self, index).unwrap_or(Self::UNDEFINED)
    }
}

struct Node<T>(T);

/// The answer is not what the DTO says.
#[derive(Debug)]
struct Misfit;

impl std::fmt::Display for Misfit {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Misfit {}

// Every way to make one is spelled out, so that none of the texts travels.
impl Error for Misfit {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }
    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }
    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self
    }
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
    fn missing_field(_: &'static str) -> Self {
        Self
    }
    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

impl<'de, T: Tree> Deserializer<'de> for Node<T> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0.scalar() {
            Scalar::Null => visitor.visit_unit(),
            Scalar::Bool(value) => visitor.visit_bool(value),
            Scalar::Number(value) => visitor.visit_i64(integer(value)?),
            Scalar::Text(value) => visitor.visit_string(value),
            Scalar::None => Err(Misfit),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0.scalar() {
            Scalar::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let count = match (self.0.length(), self.0.scalar()) {
            (Some(count), _) => count,
            // An absent list is an empty one.
            (None, Scalar::Null) => 0,
            (None, _) => return Err(Misfit),
        };
        visitor.visit_seq(Items {
            tree: self.0,
            next: 0,
            count,
        })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.0.scalar() {
            Scalar::None => visitor.visit_seq(Fields {
                tree: self.0,
                names: names.iter(),
            }),
            _ => Err(Misfit),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        let Scalar::Text(text) = self.0.scalar() else {
            return Err(Misfit);
        };
        let place = (0..).zip(names).find(|(_, name)| **name == text);
        visitor.visit_enum(Choice(place.ok_or(Misfit)?.0))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct
        tuple tuple_struct map identifier ignored_any
    }
}

/// JSON numbers of the DTOs are integers. Beyond 2^53 (90 trillion EUR) JavaScript rounds.
#[expect(clippy::cast_possible_truncation, reason = "checked by the comparison")]
fn integer(value: f64) -> Result<i64, Misfit> {
    if value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0 {
        Ok(value as i64)
    } else {
        Err(Misfit)
    }
}

struct Items<T> {
    tree: T,
    next: u32,
    count: u32,
}

impl<'de, T: Tree> SeqAccess<'de> for Items<T> {
    type Error = Misfit;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Misfit> {
        if self.next == self.count {
            return Ok(None);
        }
        let item = self.tree.item(self.next);
        self.next += 1;
        seed.deserialize(Node(item)).map(Some)
    }
}

struct Fields<T> {
    tree: T,
    names: std::slice::Iter<'static, &'static str>,
}

impl<'de, T: Tree> SeqAccess<'de> for Fields<T> {
    type Error = Misfit;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Misfit> {
        let name = self.names.next();
        name.map(|name| seed.deserialize(Node(self.tree.field(name))))
            .transpose()
    }
}

/// The place of a variant among its siblings.
struct Choice(u32);

impl<'de> EnumAccess<'de> for Choice {
    type Error = Misfit;
    type Variant = Unit;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Unit), Misfit> {
        let place: U32Deserializer<Misfit> = self.0.into_deserializer();
        Ok((seed.deserialize(place)?, Unit))
    }
}

struct Unit;

impl<'de> VariantAccess<'de> for Unit {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        Ok(())
    }
    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, Misfit> {
        Err(Misfit)
    }
    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Misfit> {
        Err(Misfit)
    }
    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Misfit> {
        Err(Misfit)
    }
}

#[cfg(test)]
mod tests;
