// SPDX-License-Identifier: Apache-2.0
#include "intake/record/unit_plan.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "intake/standardise/standardisers.h"

namespace concordat::intake {
namespace {

struct CellParts {
  std::string_view number;
  std::optional<std::size_t> unit;  ///< behind the number
};

CellParts take_apart(std::string_view raw, std::span<catalogue::Unit const> units) {
  auto const cell = text::trim(raw);
  auto const last = cell.find_last_of("0123456789.");
  if (last == std::string_view::npos || last + 1 == cell.size()) return {cell, {}};
  auto const word = text::trim(cell.substr(last + 1));
  for (std::size_t i = 0; i < units.size(); ++i) {
    auto const same = [&](std::string const& known) { return text::equal_ignoring_case(known, word); };
    if (std::ranges::any_of(units[i].words, same)) return {text::trim(cell.substr(0, last + 1)), i};
  }
  return {cell, {}};
}

/// Six places are finer than anything that is measured here, and hide what binary fractions add.
void write_number(double value, std::string& out) {
  out = fmt::format("{:.6f}", value);
  out.erase(out.find_last_not_of('0') + 1);
  if (out.back() == '.') out.pop_back();
}

}  // namespace

std::string_view UnitPlan::convert(std::string_view raw) {
  converted_ = false;
  told_by_cell_ = false;
  if (units_.empty()) return raw;
  auto const parts = take_apart(raw, units_);
  told_by_cell_ = parts.unit.has_value();
  auto const& unit = units_[parts.unit.value_or(written_)];
  if (unit.times == unit.by) return parts.unit ? parts.number : raw;
  standardise::decimal(parts.number, {}, number_);
  if (!number_.usable()) return raw;  // the field's own standardiser says what is wrong with it
  write_number(number_.decimal * static_cast<double>(unit.times) / static_cast<double>(unit.by), text_);
  converted_ = true;
  return text_;
}

bool UnitPlan::is_doubtful(std::string_view kept) const {
  if (told_ || told_by_cell_) return false;
  auto const number = text::parse_decimal(kept);
  return number && *number > 0 && std::ranges::any_of(units_, [&](catalogue::Unit const& unit) {
    return unit.at_most > 0 && *number <= static_cast<double>(unit.at_most);
  });
}

}  // namespace concordat::intake
