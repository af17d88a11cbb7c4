// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql_values.h"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/text.h"
#include "store/driver.h"

namespace concordat::store::postgresql {
namespace {

void put_big_endian(char* out, std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>(value >> (8 * (size - 1 - i)));
}

std::uint64_t get_big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (auto const byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

template <class Narrow>
bool fits(std::int64_t value) {
  return value >= std::numeric_limits<Narrow>::min() && value <= std::numeric_limits<Narrow>::max();
}

int width_of(Kind kind) {
  switch (kind) {
    case Kind::boolean:
      return 1;
    case Kind::int2:
      return 2;
    case Kind::int4:
      return 4;
    default:
      return 8;
  }
}

/// A numeric: sums of bigint come back as one. Digits of base 10,000, the first weighing 10,000^weight.
double read_numeric(std::string_view bytes) {
  if (bytes.size() < 8) return 0;
  auto const at = [&](std::size_t i) {
    return static_cast<std::int16_t>(get_big_endian(bytes.substr(2 * i, 2)));
  };
  auto const count = static_cast<std::size_t>(at(0));
  auto const negative = static_cast<std::uint16_t>(at(2)) == 0x4000;
  double value = 0;
  for (std::size_t i = 0; i < count && 8 + 2 * i + 2 <= bytes.size(); ++i) value = value * 10000 + at(4 + i);
  value *= std::pow(10000.0, at(1) + 1 - static_cast<int>(count));
  return negative ? -value : value;
}

/// The same where it is a whole number, without the rounding of a double.
std::int64_t read_whole_numeric(std::string_view bytes) {
  if (bytes.size() < 8) return 0;
  auto const at = [&](std::size_t i) {
    return static_cast<std::int16_t>(get_big_endian(bytes.substr(2 * i, 2)));
  };
  auto const count = at(0);
  auto const weight = at(1);
  std::uint64_t value = 0;
  for (int i = 0; i <= weight; ++i)
    value = value * 10000 + static_cast<std::uint64_t>(i < count ? at(4 + static_cast<std::size_t>(i)) : 0);
  auto const negative = static_cast<std::uint16_t>(at(2)) == 0x4000;
  return static_cast<std::int64_t>(negative ? 0 - value : value);
}

}  // namespace

Kind kind_of(std::uint32_t type_oid) {
  switch (type_oid) {
    case 16:
      return Kind::boolean;
    case 17:
      return Kind::bytea;
    case 20:
      return Kind::int8;
    case 21:
      return Kind::int2;
    case 23:
    case 26:  // oid
      return Kind::int4;
    case 700:
      return Kind::float4;
    case 701:
      return Kind::float8;
    case 1700:
      return Kind::numeric;
    case 18:    // "char"
    case 19:    // name
    case 25:    // text
    case 705:   // unknown
    case 1042:  // char(n)
    case 1043:  // varchar
      return Kind::text;
    default:
      return Kind::other;
  }
}

Result<void> Parameters::set(std::span<Value const> values, std::span<Kind const> kinds) {
  if (values.size() != kinds.size()) return fail(Trouble::wrong_parameters);
  scratch_.resize(values.size());
  pointers_.assign(values.size(), nullptr);
  lengths_.assign(values.size(), 0);
  formats_.assign(values.size(), 1);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (auto set = set_one(i, values[i], kinds[i]); !set) return set;
  }
  return {};
}

void Parameters::point_at_number(std::size_t place, std::size_t size) {
  pointers_[place] = scratch_[place].bytes;
  lengths_[place] = static_cast<int>(size);
}

Result<void> Parameters::set_one(std::size_t place, Value const& value, Kind kind) {
  auto* const room = scratch_[place].bytes;
  auto const write_as_text = [&](auto number) {
    auto const end = std::to_chars(room, room + sizeof(Scratch) - 1, number).ptr;
    *end = '\0';  // the text format is read up to here
    point_at_number(place, static_cast<std::size_t>(end - room));
    formats_[place] = kind == Kind::text ? 1 : 0;
  };
  if (auto const* integer = std::get_if<std::int64_t>(&value.held())) {
    if (kind == Kind::text || kind == Kind::numeric) {
      write_as_text(*integer);
      return {};
    }
    if (kind == Kind::float8) {
      put_big_endian(room, std::bit_cast<std::uint64_t>(static_cast<double>(*integer)), 8);
      point_at_number(place, 8);
      return {};
    }
    if (kind == Kind::bytea || kind == Kind::other || kind == Kind::float4) return fail(Trouble::bad_value);
    if ((kind == Kind::int4 && !fits<std::int32_t>(*integer)) ||
        (kind == Kind::int2 && !fits<std::int16_t>(*integer)))
      return fail(Trouble::out_of_range);
    auto const width = static_cast<std::size_t>(width_of(kind));
    auto const sent =
        kind == Kind::boolean ? std::uint64_t{*integer != 0} : static_cast<std::uint64_t>(*integer);
    put_big_endian(room, sent, width);
    point_at_number(place, width);
  } else if (auto const* number = std::get_if<double>(&value.held())) {
    if (!std::isfinite(*number)) return fail(Trouble::not_finite);
    if (kind == Kind::numeric) {
      write_as_text(*number);
      return {};
    }
    if (kind != Kind::float8) return fail(Trouble::bad_value);
    put_big_endian(room, std::bit_cast<std::uint64_t>(*number), 8);
    point_at_number(place, 8);
  } else if (auto const* text = std::get_if<std::string_view>(&value.held())) {
    if (!is_storable(*text)) return fail(Trouble::bad_text);
    if (kind != Kind::text) return fail(Trouble::bad_value);
    pointers_[place] = text->empty() ? "" : text->data();
    lengths_[place] = static_cast<int>(text->size());
  } else if (auto const* blob = std::get_if<ByteView>(&value.held())) {
    if (kind != Kind::bytea) return fail(Trouble::bad_value);
    pointers_[place] = blob->empty() ? "" : reinterpret_cast<char const*>(blob->data());
    lengths_[place] = static_cast<int>(blob->size());
  }
  return {};
}

std::int64_t read_integer(Kind kind, std::string_view bytes) {
  switch (kind) {
    case Kind::boolean:
      return bytes.empty() ? 0 : bytes.front();
    case Kind::int2:
      return static_cast<std::int16_t>(get_big_endian(bytes));
    case Kind::int4:
      return static_cast<std::int32_t>(get_big_endian(bytes));
    case Kind::int8:
      return static_cast<std::int64_t>(get_big_endian(bytes));
    case Kind::numeric:
      return read_whole_numeric(bytes);
    case Kind::float4:
    case Kind::float8:
      return static_cast<std::int64_t>(read_number(kind, bytes));
    default:
      return text::parse_integer(bytes).value_or(0);
  }
}

double read_number(Kind kind, std::string_view bytes) {
  switch (kind) {
    case Kind::float8:
      return std::bit_cast<double>(get_big_endian(bytes));
    case Kind::float4:
      return std::bit_cast<float>(static_cast<std::uint32_t>(get_big_endian(bytes)));
    case Kind::numeric:
      return read_numeric(bytes);
    case Kind::text:
      return text::parse_decimal(bytes).value_or(0);
    default:
      return static_cast<double>(read_integer(kind, bytes));
  }
}

std::string read_as_text(Kind kind, std::string_view bytes) {
  switch (kind) {
    case Kind::float4:
    case Kind::float8:
    case Kind::numeric:
      return fmt::format("{}", read_number(kind, bytes));
    case Kind::boolean:
    case Kind::int2:
    case Kind::int4:
    case Kind::int8:
      return fmt::format("{}", read_integer(kind, bytes));
    default:
      return std::string{bytes};
  }
}

void append_copy_text(std::string& out, std::string_view text) {
  std::size_t kept = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    char escape = 0;
    switch (text[at]) {
      case '\t':
        escape = 't';
        break;
      case '\n':
        escape = 'n';
        break;
      case '\r':
        escape = 'r';
        break;
      case '\\':
        escape = '\\';
        break;
      default:
        continue;
    }
    out.append(text, kept, at - kept);
    out += '\\';
    out += escape;
    kept = at + 1;
  }
  out.append(text, kept, text.npos);
}

void append_copy_blob(std::string& out, ByteView blob) {
  static constexpr char digits[] = "0123456789abcdef";
  auto const start = out.size();
  out.resize(start + 3 + 2 * blob.size());
  char* at = out.data() + start;
  // the hexadecimal form of a bytea, its backslash escaped for COPY
  *at++ = '\\';
  *at++ = '\\';
  *at++ = 'x';
  for (auto const byte : blob) {
    auto const value = std::to_integer<unsigned>(byte);
    *at++ = digits[value >> 4];
    *at++ = digits[value & 15];
  }
}

std::string with_numbered_places(std::string_view sql) {
  std::string out;
  out.reserve(sql.size() + 16);
  int place = 0;
  for (std::size_t at = 0; at < sql.size(); ++at) {
    auto const skip_to = [&](std::size_t end) {
      end = end == sql.npos ? sql.size() - 1 : end;
      out.append(sql, at, end - at + 1);
      at = end;
    };
    if (sql[at] == '\'' || sql[at] == '"') {
      skip_to(
          sql.find(sql[at], at + 1));  // a doubled quote reads as two quoted parts, which is the same here
    } else if (sql.substr(at, 2) == "--") {
      skip_to(sql.find('\n', at));
    } else if (sql[at] == '?') {
      out += fmt::format("${}", ++place);
    } else {
      out += sql[at];
    }
  }
  return out;
}

}  // namespace concordat::store::postgresql
