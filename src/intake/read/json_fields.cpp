// SPDX-License-Identifier: Apache-2.0
#include "intake/read/json_fields.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <string>
#include <vector>

#include "base/text.h"
#include "intake/read/text_window.h"

namespace concordat::intake {
namespace {

namespace od = simdjson::ondemand;
using Done = tl::expected<void, ReadFault>;

tl::unexpected<ReadFault> broken(ReadFault fault) {
  return tl::unexpected<ReadFault>{fault};
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// RFC 8259 section 6. simdjson checks a number only when it is asked for its value, and we want its text.
bool is_json_number(std::string_view text) {
  auto const digits = [&text] {
    auto const stop = std::find_if_not(text.begin(), text.end(), is_digit);
    auto const count = static_cast<std::size_t>(stop - text.begin());
    text.remove_prefix(count);
    return count;
  };
  if (text.starts_with('-')) text.remove_prefix(1);
  bool const zero = text.starts_with('0');
  auto const whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (digits() == 0) return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    if (digits() == 0) return false;
  }
  return text.empty();
}

/// "1e400" is no number that any program could have meant. Digits alone may be a long reference, and are kept as they are.
bool fits_a_double(std::string_view number) {
  if (number.find_first_of("eE") == std::string_view::npos) return true;
  double value = 0;
  auto const [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  return error == std::errc{} && end == number.data() + number.size();
}

/// "[-1.1, 52.6]" or with an altitude; nothing where it is anything else.
std::vector<std::string_view> coordinates_of(std::string_view array) {
  array = text::trim(array);
  if (!array.starts_with('[') || !array.ends_with(']')) return {};
  auto numbers = text::split(array.substr(1, array.size() - 2), ',');
  for (auto& number : numbers) {
    number = text::trim(number);
    if (!is_json_number(number)) return {};
  }
  if (numbers.size() < 2 || numbers.size() > 3) return {};
  return numbers;
}

}  // namespace

struct JsonFields::Parser {
  od::parser parser;
  ReadLimits limits;
  std::vector<JsonField> fields;
  std::deque<std::string> joined;  ///< "outer.inner", used again for the next object
  std::size_t joined_used = 0;
  std::array<std::vector<std::string_view>, 2> keys;  ///< of each level, to find a key that comes twice
  std::vector<std::string_view> sorted;

  Done add(std::string_view key, std::string_view value);
  Done repeated(std::vector<std::string_view> const& seen);
  Done scalar(std::string_view key, od::value value);
  Done member(std::string_view key, od::value value, bool flatten);
  Done nested(std::string_view outer, od::object object);
  Done all_of(od::object object, std::string_view outer, std::size_t level);
  Done feature(od::object object);
  Done geometry(od::value value);
};

Done JsonFields::Parser::add(std::string_view key, std::string_view value) {
  if (value.size() > limits.field_bytes || key.size() > limits.field_bytes)
    return broken(ReadFault::field_too_long);
  if (key.find('\0') != std::string_view::npos || value.find('\0') != std::string_view::npos) {
    return broken(ReadFault::json_nul);
  }
  if (fields.size() >= limits.columns) return broken(ReadFault::too_many_columns);
  fields.push_back({key, value});
  return {};
}

Done JsonFields::Parser::repeated(std::vector<std::string_view> const& seen) {
  sorted = seen;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    return broken(ReadFault::json_duplicate_key);
  return {};
}

Done JsonFields::Parser::scalar(std::string_view key, od::value value) {
  if (value.type().value_unsafe() == od::json_type::string) {
    std::string_view text;
    if (value.get_string().get(text) != simdjson::SUCCESS) return broken(ReadFault::json_malformed);
    return add(key, text);
  }
  auto const token = text::trim(value.raw_json_token());
  bool is_null = token == "null";
  if (!is_null && token != "true" && token != "false") {
    if (!is_json_number(token)) return broken(ReadFault::json_malformed);
    if (!fits_a_double(token)) return broken(ReadFault::json_number);
  }
  return add(key, is_null ? std::string_view{} : token);
}

Done JsonFields::Parser::member(std::string_view key, od::value value, bool flatten) {
  auto const type = value.type();
  if (type.error() != simdjson::SUCCESS) return broken(ReadFault::json_malformed);
  std::string_view raw;
  switch (type.value_unsafe()) {
    case od::json_type::object: {
      od::object object;
      if (value.get_object().get(object) != simdjson::SUCCESS) return broken(ReadFault::json_malformed);
      if (flatten) return nested(key, object);
      if (object.raw_json().get(raw) != simdjson::SUCCESS) return broken(ReadFault::json_malformed);
      return add(key, text::trim(raw));
    }
    case od::json_type::array: {
      od::array array;
      if (value.get_array().get(array) != simdjson::SUCCESS ||
          array.raw_json().get(raw) != simdjson::SUCCESS) {
        return broken(ReadFault::json_malformed);
      }
      return add(key, text::trim(raw));
    }
    case od::json_type::number:
    case od::json_type::string:
    case od::json_type::boolean:
    case od::json_type::null:
      break;
  }
  return scalar(key, value);
}

Done JsonFields::Parser::nested(std::string_view outer, od::object object) {
  return all_of(object, outer, 1);
}

/// The members of one object. Level 0 flattens what is nested; level 1 puts `outer` and a point before each
/// key.
Done JsonFields::Parser::all_of(od::object object, std::string_view outer, std::size_t level) {
  auto& seen = keys[level];
  seen.clear();
  for (auto field : object) {
    std::string_view key;
    od::value value;
    if (field.unescaped_key().get(key) != simdjson::SUCCESS ||
        field.value().get(value) != simdjson::SUCCESS) {
      return broken(ReadFault::json_malformed);
    }
    seen.push_back(key);
    if (level > 0) {
      if (joined_used == joined.size()) joined.emplace_back();
      auto& whole = joined[joined_used++];
      whole.assign(outer).append(".").append(key);
      key = whole;
    }
    if (auto const done = member(key, value, level == 0); !done) return done;
  }
  return repeated(seen);
}

/// Points become longitude, latitude and, where given, altitude; any other geometry its JSON text.
Done JsonFields::Parser::geometry(od::value value) {
  if (value.type().error() == simdjson::SUCCESS && value.type().value_unsafe() == od::json_type::null) {
    return value.raw_json_token().starts_with("null") ? Done{} : Done{broken(ReadFault::json_malformed)};
  }
  od::object object;
  std::string_view raw;
  if (value.get_object().get(object) != simdjson::SUCCESS ||
      object.raw_json().get(raw) != simdjson::SUCCESS || object.reset().error() != simdjson::SUCCESS) {
    return broken(ReadFault::json_malformed);
  }
  bool is_point = false;
  std::string_view coordinates;
  for (auto field : object) {
    std::string_view key;
    od::value part;
    if (field.unescaped_key().get(key) != simdjson::SUCCESS || field.value().get(part) != simdjson::SUCCESS) {
      return broken(ReadFault::json_malformed);
    }
    std::string_view type;
    if (key == "type" && part.get_string().get(type) == simdjson::SUCCESS) is_point = type == "Point";
    od::array array;
    if (key == "coordinates" && part.get_array().get(array) == simdjson::SUCCESS &&
        array.raw_json().get(coordinates) != simdjson::SUCCESS) {
      return broken(ReadFault::json_malformed);
    }
  }
  auto const numbers = coordinates_of(coordinates);
  if (!is_point || numbers.empty()) return add(geometry_key, text::trim(raw));
  constexpr std::array<std::string_view, 3> names{longitude_key, latitude_key, altitude_key};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (auto const done = add(names[i], numbers[i]); !done) return done;
  }
  return {};
}

Done JsonFields::Parser::feature(od::object object) {
  std::vector<std::string_view> seen;
  for (auto field : object) {
    std::string_view key;
    od::value value;
    if (field.unescaped_key().get(key) != simdjson::SUCCESS ||
        field.value().get(value) != simdjson::SUCCESS) {
      return broken(ReadFault::json_malformed);
    }
    seen.push_back(key);
    if (key == "type") continue;
    Done done;
    od::object properties;
    if (key == "properties" && value.get_object().get(properties) == simdjson::SUCCESS) {
      done = all_of(properties, {}, 0);
    } else if (key == "geometry") {
      done = geometry(value);
    } else if (key != "properties") {
      done = member(key == "id" ? feature_id_key : key, value, false);
    }
    if (!done) return done;
  }
  return repeated(seen);
}

JsonFields::JsonFields(ReadLimits const& limits) : parser_{std::make_unique<Parser>()} {
  parser_->limits = limits;
}
JsonFields::~JsonFields() = default;

tl::expected<std::span<JsonField const>, ReadFault> JsonFields::read(std::string_view object,
                                                                     std::size_t readable, bool is_feature) {
  static_assert(TextWindow::padding >= simdjson::SIMDJSON_PADDING);
  auto& own = *parser_;
  own.fields.clear();
  own.joined_used = 0;
  od::document document;
  od::object root;
  if (own.parser.iterate(object.data(), object.size(), readable).get(document) != simdjson::SUCCESS ||
      document.get_object().get(root) != simdjson::SUCCESS) {
    return broken(ReadFault::json_malformed);
  }
  auto const done = is_feature ? own.feature(root) : own.all_of(root, {}, 0);
  if (!done) return tl::unexpected<ReadFault>{done.error()};
  return std::span<JsonField const>{own.fields};
}

}  // namespace concordat::intake
