// SPDX-License-Identifier: Apache-2.0
#include "template/filters.h"

#include <charconv>
#include <cmath>

#include "template/js_text.h"

namespace concordat::page_template {
namespace {

Value default_of(Arguments given) {
  bool const by_truth = truthy(argument(given, 2));
  bool const stands = by_truth ? truthy(given[0]) : given[0].kind != Kind::undefined;
  return stands ? given[0] : argument(given, 1);
}

Value length_of(Machine& machine, Value const& value) {
  if (value.is_list() || value.is_dict()) return of(static_cast<double>(size_of(value)));
  if (value.kind == Kind::number || (value.kind == Kind::boolean && value.boolean)) return {};
  return of(static_cast<double>(js::length(shown(machine, value))));
}

Value rounded(Arguments given) {
  auto const precision = argument(given, 1);
  double const factor = std::pow(10, truthy(precision) ? to_number(precision) : 0);
  double const value = to_number(given[0]) * factor;
  auto const method = argument(given, 2).view();
  // Math.round: halves go up.
  double const whole = method == "ceil" ? std::ceil(value) : method == "floor" ? std::floor(value) : std::floor(value + 0.5);
  return of(whole / factor);
}

/// parseFloat, and with `whole` parseInt: as much of the text's beginning as is a number.
Value number_in(Machine& machine, Arguments given, bool whole) {
  auto text = js::trim(machine.text_of(given[0]));
  double sign = 1;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
  }
  auto const end = text.find_first_not_of(whole ? "0123456789" : "0123456789.eE+-");
  double number = 0;
  auto const digits = text.substr(0, end);
  auto const read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  bool const none = read.ec != std::errc{} || digits.empty() || digits.front() == '-';
  return none ? argument(given, 1) : of(sign * number);
}

Json json_of(Machine& machine, Value const& value, int depth) {
  if (depth > 60 || !machine.afford(16)) return {};
  switch (value.kind) {
    case Kind::boolean: return Json{value.boolean};
    case Kind::number: return Json{value.number};
    case Kind::string: return Json{value.view()};
    case Kind::json_list:
    case Kind::json_dict: return *value.json;
    case Kind::list: {
      Json::Array array;
      for (std::uint32_t i = 0; i < size_of(value); ++i) array.push_back(json_of(machine, item(value, i), depth + 1));
      return Json{std::move(array)};
    }
    case Kind::dict: {
      Json::Object object;
      for (std::uint32_t i = 0; i < value.dict->size; ++i) {
        auto const& entry = value.dict->entries[i];
        if (entry.value.kind != Kind::undefined) {
          object.emplace(entry.key, json_of(machine, entry.value, depth + 1));
        }
      }
      return Json{std::move(object)};
    }
    default: return {};
  }
}

/// As JSON, keys in order; for data attributes.
Value dumped(Machine& machine, Arguments given) {
  if (given[0].kind == Kind::undefined) return {};
  auto const json = json_of(machine, given[0], 0);
  return machine.keep(truthy(argument(given, 1)) ? json.pretty() : json.canonical());
}

}  // namespace

std::size_t bounded(Value const& value, std::size_t least, std::size_t most) {
  double const number = to_number(value);
  if (!(number > static_cast<double>(least))) return least;  // negated, for what is not a number
  return number < static_cast<double>(most) ? static_cast<std::size_t>(number) : most;
}

std::string_view shown(Machine& machine, Value const& value) {
  bool const nothing = value.missing() || (value.kind == Kind::boolean && !value.boolean);
  return nothing ? "" : machine.text_of(value);
}

Value marked_as(Value text, Value const& origin) {
  bool const same_kind = text.is_string();
  text.safe = same_kind && origin.is_string() && origin.safe;
  text.trusted = Machine::trusted(origin);
  return text;
}

Value apply_filter(Machine& machine, Filter filter, Arguments given) {
  switch (filter) {
    case Filter::default_: return default_of(given);
    case Filter::length: return length_of(machine, given[0]);
    case Filter::abs: return of(std::abs(to_number(given[0])));
    case Filter::round: return rounded(given);
    case Filter::int_: return number_in(machine, given, true);
    case Filter::float_: return number_in(machine, given, false);
    case Filter::dump: return dumped(machine, given);
    case Filter::batch:
    case Filter::dictsort:
    case Filter::first:
    case Filter::join:
    case Filter::last:
    case Filter::list:
    case Filter::reject:
    case Filter::rejectattr:
    case Filter::reverse:
    case Filter::select:
    case Filter::selectattr:
    case Filter::sort:
    case Filter::sum:
    case Filter::urlencode: return list_filter(machine, filter, given);
    default: return text_filter(machine, filter, given);
  }
}

}  // namespace concordat::page_template
