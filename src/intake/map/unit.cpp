// SPDX-License-Identifier: Apache-2.0
#include "intake/map/unit.h"

#include <algorithm>

#include "base/text.h"

namespace concordat::intake {

std::optional<std::size_t> unit_named_in(std::string_view heading, std::span<catalogue::Unit const> units) {
  auto const folded = " " + catalogue::fold_header(heading) + " ";
  auto best = std::optional<std::size_t>{};
  std::size_t end = 0;
  for (std::size_t i = 0; i < units.size(); ++i) {
    for (auto const& word : units[i].words) {
      auto const key = catalogue::fold_header(word);
      if (key.empty()) continue;
      auto const at = folded.rfind(" " + key + " ");
      if (at == std::string::npos || at + key.size() <= end) continue;
      end = at + key.size();
      best = i;
    }
  }
  return best;
}

std::optional<std::size_t> unit_of_heading(std::string_view heading, std::span<catalogue::Unit const> units) {
  auto const says = [&](std::string_view words) -> std::optional<std::size_t> {
    for (std::size_t i = 0; i < units.size(); ++i) {
      auto const same = [&](std::string const& word) { return text::equal_ignoring_case(word, text::trim(words)); };
      if (std::ranges::any_of(units[i].words, same)) return i;
    }
    return std::nullopt;
  };
  auto const open = heading.find_last_of("([");
  auto const close = open == std::string_view::npos ? open : heading.find_first_of(")]", open);
  if (close != std::string_view::npos) {
    auto inside = heading.substr(open + 1, close - open - 1);
    if (text::ascii_lower(inside).starts_with("in ")) inside.remove_prefix(3);
    if (auto const unit = says(inside)) return unit;
  }
  auto const at = text::ascii_lower(heading).rfind(" in ");
  return at == std::string::npos ? std::nullopt : says(heading.substr(at + 4));
}

std::optional<std::size_t> unit_of_id(std::string_view id, std::span<catalogue::Unit const> units) {
  auto const found = std::ranges::find(units, id, &catalogue::Unit::id);
  if (found == units.end()) return std::nullopt;
  return static_cast<std::size_t>(found - units.begin());
}

std::optional<std::size_t> unit_by_size(std::span<std::string const> values, std::span<catalogue::Unit const> units) {
  constexpr std::size_t least_values = 3;
  std::size_t numbers = 0;
  double largest = 0;
  for (auto const& value : values) {
    auto const number = text::parse_decimal(text::trim(value));
    if (!number) continue;
    ++numbers;
    largest = std::max(largest, *number);
  }
  if (numbers < least_values || largest <= 0) return std::nullopt;
  auto const likely = [&](catalogue::Unit const& unit) { return unit.at_most > 0 && largest <= static_cast<double>(unit.at_most); };
  auto const found = std::ranges::find_if(units, likely);
  if (found == units.end()) return std::nullopt;
  return static_cast<std::size_t>(found - units.begin());
}

}  // namespace concordat::intake
