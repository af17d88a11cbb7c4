// SPDX-License-Identifier: Apache-2.0
// The filters and tests the renderer knows, by the names that templates use.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace concordat::page_template {

enum class Filter : std::uint8_t {
  abs, batch, capitalize, default_, dictsort, dump, escape, first, float_, indent, int_, join, last, length, list,
  lower, nl2br, reject, rejectattr, replace, reverse, round, safe, select, selectattr, sort, string, striptags, sum,
  title, trim, truncate, upper, urlencode,
};

enum class Test : std::uint8_t {
  callable, defined, divisibleby, equal, escaped, even, falsy, ge, gt, iterable, le, lower, lt, mapping, ne, null,
  number, odd, string, truthy, undefined, upper,
};

[[nodiscard]] std::optional<Filter> filter_named(std::string_view name);
[[nodiscard]] std::optional<Test> test_named(std::string_view name);

}  // namespace concordat::page_template
