// SPDX-License-Identifier: Apache-2.0
#include "protection/recipient/leaving.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <map>
#include <set>

#include "protection/anonymity/classes.h"

namespace concordat::protection {
namespace {

std::uint64_t chance_number(Chance& chance) {
  std::array<std::byte, 8> bytes = {};
  chance.fill(bytes);
  return std::bit_cast<std::uint64_t>(bytes);
}

std::size_t chance_below(std::size_t bound, Chance& chance) {
  auto const last = std::numeric_limits<std::uint64_t>::max() / bound * bound;
  for (;;) {
    auto const number = chance_number(chance);
    if (number < last) return static_cast<std::size_t>(number % bound);
  }
}

struct ShownCodes {
  std::vector<std::uint32_t> codes;
  std::uint32_t values = 0;
};
ShownCodes codes_shown(std::vector<std::string> const& texts) {
  ShownCodes column;
  std::map<std::string_view, std::uint32_t> numbers;
  for (auto const& text : texts) {
    auto const [found, fresh] = numbers.try_emplace(text, column.values);
    column.values += fresh ? 1 : 0;
    column.codes.push_back(found->second);
  }
  return column;
}

using GroupSizes = std::map<std::vector<std::string>, std::size_t>;

/// By the first so many columns.
GroupSizes groups_by(RecordRelease const& release, std::size_t columns) {
  GroupSizes groups;
  for (auto const& record : release.records) ++groups[{record.begin(), record.begin() + static_cast<std::ptrdiff_t>(columns)}];
  return groups;
}

bool holds_k(GroupSizes const& groups, std::uint32_t k) {
  return std::ranges::all_of(groups, [k](auto const& group) { return group.second >= k; });
}

/// Whether what others may know is shared by k records, of l different methods and kinds of place.
bool holds(RecordRelease const& release, std::size_t known, RecordDemand const& demand) {
  if (!holds_k(groups_by(release, known), demand.k)) return false;
  for (std::size_t column = known; column < release.columns.size(); ++column) {
    std::map<std::vector<std::string>, std::set<std::string_view>> learned;
    for (auto const& record : release.records) learned[{record.begin(), record.begin() + static_cast<std::ptrdiff_t>(known)}].insert(record[column]);
    if (std::ranges::any_of(learned, [&](auto const& group) { return group.second.size() < demand.l; })) return false;
  }
  return !release.records.empty();
}

RecordRelease without_small_groups(RecordRelease const& release, std::uint32_t k) {
  auto const groups = groups_by(release, release.columns.size());
  auto left = release;
  left.records.clear();
  left.rows.clear();
  left.part_of.clear();
  for (std::size_t i = 0; i < release.records.size(); ++i) {
    if (groups.at(release.records[i]) < k) continue;
    left.records.push_back(release.records[i]);
    if (!release.rows.empty()) left.rows.push_back(release.rows[i]);
    if (!release.part_of.empty()) left.part_of.push_back(release.part_of[i]);
  }
  left.withheld += release.records.size() - left.records.size();
  return left;
}

}  // namespace

bool withhold_small_groups(RecordRelease& release, RecordDemand const& demand, std::size_t incidents) {
  if (holds_k(groups_by(release, release.columns.size()), demand.k)) return true;
  auto left = without_small_groups(release, demand.k);
  bool const few = static_cast<double>(left.withheld) <= demand.withheld_most * static_cast<double>(incidents);
  if (!few || !holds(left, release.columns.size() - FieldRules::learned().size(), demand)) return false;
  release = std::move(left);
  return true;
}

std::vector<std::string> tell_no_small_groups(RecordRelease& release, std::uint32_t k) {
  auto const columns = release.columns.size();
  std::vector<std::string> told_of_none;
  for (std::string_view const column : {"place_type", "method"}) {
    if (holds_k(groups_by(release, columns), k)) break;
    auto const at = static_cast<std::size_t>(std::ranges::find(release.columns, column) - release.columns.begin());
    if (at == columns) continue;
    for (auto& record : release.records) record[at] = "any";
    told_of_none.emplace_back(column);
  }
  return told_of_none;
}

std::vector<std::size_t> by_chance(std::vector<std::size_t> order, Chance& chance) {
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[chance_below(i, chance)]);
  return order;
}

std::string id_by_chance(Chance& chance) { return fmt::format("{:016x}", chance_number(chance)); }

std::string withheld_band(std::size_t withheld, std::size_t records) {
  if (withheld == 0) return "none";
  auto const percent = 100.0 * static_cast<double>(withheld) / static_cast<double>(records);
  if (percent <= 2) return "up to 2 %";
  return percent <= 5 ? "2 to 5 %" : "5 to 10 %";
}

WithheldRange withheld_by_band(std::string_view band, std::int64_t left) {
  // of all records, those that left and those withheld: p in 100 withheld are p for each 100 - p that left
  auto const beside = [left](std::int64_t percent) { return left * percent / (100 - percent); };
  if (band == "none") return {0, 0};
  if (band == "up to 2 %") return {1, beside(2)};
  if (band == "2 to 5 %") return {beside(2) + 1, beside(5)};
  if (band == "5 to 10 %") return {beside(5) + 1, beside(10)};
  return {};
}

Result<std::size_t> check_subsets(std::vector<ShownColumn> const& shown) {
  std::vector<ShownCodes> columns;
  for (auto const& one : shown) columns.push_back(codes_shown(one.values));
  std::size_t sets = 0;
  auto const most = nearly_unique * static_cast<double>(shown.empty() ? 0 : shown.front().values.size());
  auto const look = [&](std::vector<std::size_t> const& set) -> Result<void> {
    std::vector<CodeColumn> codes;
    for (auto const c : set) codes.push_back({columns[c].codes, columns[c].values});
    auto const sizes = class_sizes(codes);
    if (!sizes) return fail(sizes);
    ++sets;
    if (static_cast<double>(std::ranges::count(*sizes, 1U)) <= most) return {};
    return fail(Fault::refused, "protect.nearly-unique", "More than one record in twenty stands alone by columns that are to leave as they are.",
                "Mark the column as known and give it steps, or drop it.", {.field = shown[set.back()].name});
  };
  auto const many = columns.size();
  for (std::size_t a = 0; a < many; ++a) {
    if (auto const fine = look({a}); !fine) return fail(fine);
    for (std::size_t b = a + 1; b < many; ++b) {
      if (auto const fine = look({a, b}); !fine) return fail(fine);
      for (std::size_t c = b + 1; c < many; ++c) {
        if (auto const fine = look({a, b, c}); !fine) return fail(fine);
      }
    }
  }
  return sets;
}

}  // namespace concordat::protection
