// SPDX-License-Identifier: Apache-2.0
#include "protection/published/counts.h"

#include <algorithm>
#include <map>
#include <vector>

#include "base/text.h"

namespace concordat::protection {
namespace {

/// True where it could be narrowed.
bool narrow(KnownRange& range, std::int64_t low, std::optional<std::int64_t> high) {
  auto const before = range;
  range.low = std::max(range.low, low);
  if (high) range.high = range.high ? std::min(*range.high, *high) : *high;
  return !(range == before);
}

bool is_empty(KnownRange const& range) { return range.high && *range.high < range.low; }

/// One count and its parts by each filter: a tree of sums, so going to and fro until nothing changes gives the exact ranges.
struct Whole {
  KnownRange all = {};
  std::map<std::string, std::vector<KnownRange>> filters = {};
  std::size_t figures = 0;

  void take(PublishedCount const& count) {
    ++figures;
    if (count.filter.empty()) {
      narrow(all, count.range.low, count.range.high);
      return;
    }
    auto& parts = filters[count.filter];
    parts.resize(std::max({parts.size(), count.parts, count.part + 1}));
    narrow(parts[count.part], count.range.low, count.range.high);
  }

  bool go_round(std::vector<KnownRange>& parts) {
    std::int64_t low = 0;
    std::int64_t high = 0;
    std::size_t without_limit = 0;
    for (auto const& part : parts) {
      low += part.low;
      high += part.high.value_or(0);
      without_limit += part.high ? 0U : 1U;
    }
    bool changed = narrow(all, low, without_limit == 0 ? std::optional{high} : std::nullopt);
    for (auto& part : parts) {
      auto const others_low = low - part.low;
      bool const others_limited = without_limit == (part.high ? 0U : 1U);
      auto const others_high = high - part.high.value_or(0);
      auto const most = all.high ? std::optional{*all.high - others_low} : std::nullopt;
      changed = narrow(part, others_limited ? all.low - others_high : 0, most) || changed;
    }
    return changed;
  }

  void settle() {
    constexpr int enough = 64;  // a tree settles in as many rounds as it is deep; counts that do not fit would go on for ever
    for (int round = 0; round < enough; ++round) {
      bool changed = false;
      for (auto& [name, parts] : filters) changed = go_round(parts) || changed;
      if (!changed) return;
    }
  }

  [[nodiscard]] bool fits() const {
    if (is_empty(all)) return false;
    return std::ranges::all_of(filters, [](auto const& one) { return std::ranges::none_of(one.second, is_empty); });
  }

  [[nodiscard]] KnownRange const& of(PublishedCount const& count) const { return count.filter.empty() ? all : filters.at(count.filter)[count.part]; }
};

std::optional<std::int64_t> left_of(KnownRange const& range) { return range.high ? std::optional{*range.high - range.low + 1} : std::nullopt; }

void take_narrowest(std::optional<std::int64_t>& narrowest, std::size_t& narrowed, std::int64_t left) {
  narrowest = narrowest ? std::min(*narrowest, left) : left;
  if (left < least_left) ++narrowed;
}

/// What the difference of two figures says of the reports that one has and the other has not, where these may be few.
void compare(PublishedCount const& one, PublishedCount const& other, std::int64_t smallest, LaidTogether& found) {
  ++found.compared;
  if (!one.range.high || !other.range.high) return;
  auto const low = one.range.low - *other.range.high;
  auto const high = *one.range.high - other.range.low;
  bool const may_be_few = low < smallest && high > -smallest;
  bool const is_none = low == 0 && high == 0;
  if (may_be_few && !is_none) take_narrowest(found.narrowest_difference, found.narrowed_differences, high - low + 1);
}

}  // namespace

std::optional<KnownRange> range_of(std::string_view text, HowHidden const& how) {
  // Of a part, and beside the reader's own, any number may be hidden, and a shown one is one that the rule shows as well.
  if (text == "*" && !how.only_small) return KnownRange{};
  auto const number = text::parse_integer(text);
  if (text != "*" && (!number || *number < 0)) return std::nullopt;
  return known_of_nhs(number, how.only_small ? how.smallest : 1);
}

LaidTogether lay_together(std::span<PublishedCount const> counts, std::int64_t smallest) {
  std::map<std::string_view, std::map<std::string_view, Whole>> places;
  for (auto const& count : counts) places[count.place][count.reports].take(count);
  LaidTogether found;
  for (auto& [place, by_reports] : places) {
    for (auto& [reports, whole] : by_reports) whole.settle();
  }
  std::map<std::string_view, std::vector<PublishedCount const*>> wholes;
  for (auto const& count : counts) {
    if (count.filter.empty()) wholes[count.place].push_back(&count);
    auto const& whole = places.at(count.place).at(count.reports);
    if (!count.now || !count.hidden) continue;
    ++found.hidden;
    if (whole.figures > 1) ++found.beside;
    if (!whole.fits()) continue;
    auto const& range = whole.of(count);
    auto const left = left_of(range);
    if (left && range.low < smallest) take_narrowest(found.narrowest, found.narrowed, *left);
  }
  for (auto const& [place, by_reports] : places) {
    for (auto const& [reports, whole] : by_reports) found.at_odds += whole.fits() ? 0U : 1U;
  }
  for (auto const& [place, of_place] : wholes) {
    for (auto const* one : of_place) {
      for (auto const* other : of_place) {
        if (one->now && !other->now && one->reports != other->reports) compare(*one, *other, smallest, found);
      }
    }
  }
  return found;
}

}  // namespace concordat::protection
