// SPDX-License-Identifier: Apache-2.0
// The filters, as Nunjucks has them, with these differences: a missing value is an empty text where Nunjucks throws;
// `safe` escapes what is not our own text; and what cuts or rewrites a text (replace by data, truncate, striptags,
// upper …) gives a plain one, which is escaped when printed.
#pragma once

#include "template/machine.h"

namespace concordat::page_template {

/// The argument, or undefined.
[[nodiscard]] inline Value argument(Arguments given, std::size_t number) {
  return number < given.size() ? given[number] : Value{};
}

/// The value as a whole number between the two; `least` where it is none.
[[nodiscard]] std::size_t bounded(Value const& value, std::size_t least, std::size_t most);

/// String(value), but nothing for null, undefined and false.
[[nodiscard]] std::string_view shown(Machine& machine, Value const& value);

/// `text` marked as the value it was made of: for filters that only move it.
[[nodiscard]] Value marked_as(Value text, Value const& origin);

// filters_text.cpp
[[nodiscard]] Value text_filter(Machine& machine, Filter filter, Arguments given);
// filters_list.cpp
[[nodiscard]] Value list_filter(Machine& machine, Filter filter, Arguments given);

}  // namespace concordat::page_template
