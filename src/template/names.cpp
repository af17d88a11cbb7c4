// SPDX-License-Identifier: Apache-2.0
#include "template/names.h"

#include <algorithm>
#include <array>
#include <utility>

namespace concordat::page_template {
namespace {

// In order of the names, for the binary search below.
constexpr std::array<std::pair<std::string_view, Filter>, 36> filters = {{
    {"abs", Filter::abs}, {"batch", Filter::batch}, {"capitalize", Filter::capitalize}, {"d", Filter::default_},
    {"default", Filter::default_}, {"dictsort", Filter::dictsort}, {"dump", Filter::dump}, {"e", Filter::escape},
    {"escape", Filter::escape}, {"first", Filter::first}, {"float", Filter::float_}, {"indent", Filter::indent},
    {"int", Filter::int_}, {"join", Filter::join}, {"last", Filter::last}, {"length", Filter::length},
    {"list", Filter::list}, {"lower", Filter::lower}, {"nl2br", Filter::nl2br}, {"reject", Filter::reject},
    {"rejectattr", Filter::rejectattr}, {"replace", Filter::replace}, {"reverse", Filter::reverse},
    {"round", Filter::round}, {"safe", Filter::safe}, {"select", Filter::select}, {"selectattr", Filter::selectattr},
    {"sort", Filter::sort}, {"string", Filter::string}, {"striptags", Filter::striptags}, {"sum", Filter::sum},
    {"title", Filter::title}, {"trim", Filter::trim}, {"truncate", Filter::truncate}, {"upper", Filter::upper},
    {"urlencode", Filter::urlencode},
}};

constexpr std::array<std::pair<std::string_view, Test>, 26> tests = {{
    {"callable", Test::callable}, {"defined", Test::defined}, {"divisibleby", Test::divisibleby}, {"eq", Test::equal},
    {"equalto", Test::equal}, {"escaped", Test::escaped}, {"even", Test::even}, {"falsy", Test::falsy},
    {"ge", Test::ge}, {"greaterthan", Test::gt}, {"gt", Test::gt}, {"iterable", Test::iterable}, {"le", Test::le},
    {"lessthan", Test::lt}, {"lower", Test::lower}, {"lt", Test::lt}, {"mapping", Test::mapping}, {"ne", Test::ne},
    {"null", Test::null}, {"number", Test::number}, {"odd", Test::odd}, {"sameas", Test::equal},
    {"string", Test::string}, {"truthy", Test::truthy}, {"undefined", Test::undefined}, {"upper", Test::upper},
}};

template <class Table>
auto find(Table const& table, std::string_view name) -> std::optional<decltype(table.front().second)> {
  auto const found =
      std::lower_bound(table.begin(), table.end(), name, [](auto const& row, auto key) { return row.first < key; });
  if (found == table.end() || found->first != name) return std::nullopt;
  return found->second;
}

}  // namespace

std::optional<Filter> filter_named(std::string_view name) { return find(filters, name); }
std::optional<Test> test_named(std::string_view name) { return find(tests, name); }

}  // namespace concordat::page_template
