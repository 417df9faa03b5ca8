//! One value of an Arrow array → text, as a cell of CSV would hold it.

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal128Type, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_schema::{DataType, TimeUnit};

use super::header::{DATE_COLUMNS, LAST_USED_COLUMNS, LEVEL_COLUMNS, SKILL_COLUMNS, YEARS_COLUMNS};
use super::person::VALUE_SIGN;
use super::table::column_key;

/// Whether values of a type can be written as text.
pub(super) fn is_text(of: &DataType) -> bool {
    match of {
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
            let lists = matches!(
                item.data_type(),
                DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..)
            );
            !lists && is_text(item.data_type())
        }
        DataType::Dictionary(key, value) => key.is_integer() && is_text(value),
        DataType::Struct(fields) => {
            fields.iter().any(|f| is_a(f.name(), SKILL_COLUMNS) && is_text(f.data_type()))
        }
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Boolean | DataType::Null => {
            true
        }
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => true,
        DataType::Float32 | DataType::Float64 | DataType::Decimal128(..) => true,
        other => other.is_integer(),
    }
}

fn is_a(name: &str, names: &[&str]) -> bool {
    names.contains(&column_key(name).as_str())
}

/// The text of one value; nothing for null.
pub(super) fn write(array: &dyn Array, row: usize, out: &mut Vec<u8>) {
    if array.is_null(row) {
        return;
    }
    match array.data_type() {
        DataType::Utf8 => out.extend_from_slice(array.as_string::<i32>().value(row).as_bytes()),
        DataType::LargeUtf8 => out.extend_from_slice(array.as_string::<i64>().value(row).as_bytes()),
        DataType::Utf8View => out.extend_from_slice(array.as_string_view().value(row).as_bytes()),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let key = integer(dictionary.keys(), row).and_then(|k| usize::try_from(k).ok());
            if let Some(key) = key.filter(|k| *k < dictionary.values().len()) {
                write(dictionary.values().as_ref(), key, out);
            }
        }
        DataType::List(_) => {
            let list = array.as_list::<i32>();
            items(list.value(row).as_ref(), out);
        }
        DataType::LargeList(_) => {
            let list = array.as_list::<i64>();
            items(list.value(row).as_ref(), out);
        }
        DataType::FixedSizeList(..) => items(array.as_fixed_size_list().value(row).as_ref(), out),
        DataType::Struct(fields) => {
            let parts = array.as_struct();
            let part = |names: &[&str]| fields.iter().position(|f| is_a(f.name(), names));
            let values =
                [SKILL_COLUMNS, LEVEL_COLUMNS, YEARS_COLUMNS, LAST_USED_COLUMNS, DATE_COLUMNS].map(part);
            let last = values.iter().rposition(Option::is_some).unwrap_or(0);
            for (at, value) in values[..=last].iter().enumerate() {
                if at > 0 {
                    out.push(VALUE_SIGN);
                }
                if let Some(value) = value {
                    write(parts.column(*value).as_ref(), row, out);
                }
            }
        }
        DataType::Boolean => {
            out.extend_from_slice(if array.as_boolean().value(row) { b"true" } else { b"false" });
        }
        DataType::Float32 => {
            out.extend_from_slice(array.as_primitive::<Float32Type>().value(row).to_string().as_bytes())
        }
        DataType::Float64 => {
            out.extend_from_slice(array.as_primitive::<Float64Type>().value(row).to_string().as_bytes())
        }
        DataType::Decimal128(..) => {
            out.extend_from_slice(array.as_primitive::<Decimal128Type>().value_as_string(row).as_bytes())
        }
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => date(array, row, out),
        _ => {
            if let Some(number) = integer(array, row) {
                out.extend_from_slice(number.to_string().as_bytes());
            }
        }
    }
}

/// The items of a list with `;` between them; a `;` inside one becomes a comma, so that the list keeps its length.
fn items(list: &dyn Array, out: &mut Vec<u8>) {
    for at in 0..list.len() {
        if at > 0 {
            out.push(b';');
        }
        let start = out.len();
        write(list, at, out);
        out[start..].iter_mut().filter(|b| **b == b';').for_each(|b| *b = b',');
    }
}

fn integer(array: &dyn Array, row: usize) -> Option<i128> {
    fn of<T: ArrowPrimitiveType>(array: &dyn Array, row: usize) -> Option<i128>
    where
        i128: From<T::Native>,
    {
        let numbers = array.as_primitive_opt::<T>()?;
        (!numbers.is_null(row)).then(|| i128::from(numbers.value(row)))
    }
    match array.data_type() {
        DataType::Int8 => of::<Int8Type>(array, row),
        DataType::Int16 => of::<Int16Type>(array, row),
        DataType::Int32 => of::<Int32Type>(array, row),
        DataType::Int64 => of::<Int64Type>(array, row),
        DataType::UInt8 => of::<UInt8Type>(array, row),
        DataType::UInt16 => of::<UInt16Type>(array, row),
        DataType::UInt32 => of::<UInt32Type>(array, row),
        DataType::UInt64 => of::<UInt64Type>(array, row),
        _ => None,
    }
}

/// The day of a date or of a time in UTC, as `YYYY-MM-DD`.
fn date(array: &dyn Array, row: usize, out: &mut Vec<u8>) {
    const DAY: i64 = 86_400;
    let days = match array.data_type() {
        DataType::Date32 => Some(i64::from(array.as_primitive::<Date32Type>().value(row))),
        DataType::Date64 => Some(array.as_primitive::<Date64Type>().value(row).div_euclid(DAY * 1000)),
        DataType::Timestamp(TimeUnit::Second, _) => {
            Some(array.as_primitive::<TimestampSecondType>().value(row).div_euclid(DAY))
        }
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            Some(array.as_primitive::<TimestampMillisecondType>().value(row).div_euclid(DAY * 1000))
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            Some(array.as_primitive::<TimestampMicrosecondType>().value(row).div_euclid(DAY * 1_000_000))
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            Some(array.as_primitive::<TimestampNanosecondType>().value(row).div_euclid(DAY * 1_000_000_000))
        }
        _ => None,
    };
    let epoch = jiff::civil::date(1970, 1, 1);
    let span = days.and_then(|d| jiff::Span::new().try_days(d).ok());
    if let Some(day) = span.and_then(|s| epoch.checked_add(s).ok()) {
        out.extend_from_slice(day.to_string().as_bytes());
    }
}
