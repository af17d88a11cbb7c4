// SPDX-License-Identifier: Apache-2.0
#include "protection/looks/completeness.h"

#include <algorithm>
#include <span>
#include <utility>

#include "protection/bands.h"
#include "protection/looks/word_maker.h"

namespace concordat::protection {
namespace {

/// Of figures as they are published; nothing where one of them is hidden, or there is none.
Result<std::optional<CoverageBand>> rounded_share(std::int64_t part, std::int64_t reports, SmallNumberRule const& rule) {
  auto const all = rule.apply(static_cast<double>(reports));
  auto const some = rule.apply(static_cast<double>(part));
  if (all.state != CellState::value || some.state != CellState::value || all.value == 0) return std::optional<CoverageBand>{};
  auto const band = coverage(std::min(some.value, all.value), all.value, rule);
  if (!band) return fail(band);
  if (*band == CoverageBand::too_few) return std::optional<CoverageBand>{};
  return std::optional{*band};
}

/// Where exactly one of them is missing, the one of the fewest reports goes as well.
void leave_out_second(std::span<std::optional<CoverageBand>> shares, std::span<SourceMonth const> months) {
  if (shares.size() < 2 || std::ranges::count_if(shares, [](auto const& one) { return !one; }) != 1) return;
  std::optional<std::size_t> fewest;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i] && (!fewest || months[i].reports < months[*fewest].reports)) fewest = i;
  }
  shares[*fewest].reset();
}

/// One figure of the months of one source, in words.
template <class Part>
Result<std::vector<std::string>> month_words(std::span<SourceMonth const> months, SmallNumberRule const& rule, Part part) {
  std::vector<std::optional<CoverageBand>> shares;
  for (auto const& month : months) {
    if (part(month) < 0 || part(month) > month.reports) return fail(coverage(part(month), month.reports, rule));
    auto const share = rounded_share(part(month), month.reports, rule);
    if (!share) return fail(share);
    shares.push_back(*share);
  }
  leave_out_second(shares, months);
  std::vector<std::string> words;
  for (auto const& share : shares) words.emplace_back(text_of(share.value_or(CoverageBand::too_few)).view());
  return words;
}

}  // namespace

Result<WordTable> tell_completeness_by_month(std::vector<SourceMonth> const& all, SmallNumberRule const& rule) {
  WordMaker maker{{"Completeness by month", "Source", "Figure", {}, {"Month", "With a place in this area", "With a time of day", "With a means"}},
                  rule.method(),
                  {"A missing hotspot may be a missing form: look at a month in which fewer reports have a place before you look at its map.",
                   "Shares are told in bands, worked out from rounded counts. Where one month cannot be told, a second is left out with it: the quarter would give it away."}};
  for (std::size_t first = 0; first < all.size();) {
    auto last = first;
    while (last < all.size() && all[last].source == all[first].source && all[last].quarter == all[first].quarter) ++last;
    std::span const months{all.data() + first, last - first};
    auto const placed = month_words(months, rule, [](auto const& one) { return one.placed; });
    if (!placed) return fail(placed);
    auto const timed = month_words(months, rule, [](auto const& one) { return one.timed; });
    if (!timed) return fail(timed);
    auto const means = month_words(months, rule, [](auto const& one) { return one.means.value_or(0); });
    if (!means) return fail(means);
    for (std::size_t i = 0; i < months.size(); ++i) {
      maker.row(months[i].source, {months[i].month, (*placed)[i], (*timed)[i], months[i].means ? (*means)[i] : std::string{"not agreed"}});
    }
    first = last;
  }
  return std::move(maker).finish();
}

Result<WordTable> tell_completeness(std::vector<SourceQuarter> const& all, SmallNumberRule const& rule) {
  WordMaker maker{{"Reports and their completeness",
                   "Source",
                   "Figure",
                   {},
                   {"Quarter", "Reports", "With a place in this area", "With a time of day", "With a means"}},
                  rule.method(),
                  {"A missing hotspot may be a missing form: where few reports have a place, no map can show them.",
                   "Shares are told in bands; that of means only where an agreement releases the means."}};
  for (auto const& one : all) {
    if (!one.delivered) {
      maker.row(one.source, {one.quarter, one.partly ? "partly delivered" : "n/a", "n/a", "n/a", "n/a"});
      continue;
    }
    auto const placed = coverage(one.placed, one.reports, rule);
    auto const timed = coverage(one.timed, one.reports, rule);
    if (!placed) return fail(placed);
    if (!timed) return fail(timed);
    auto const means = coverage(one.means.value_or(0), one.reports, rule);
    if (!means) return fail(means);
    maker.row(one.source, {one.quarter, text_of(rule.apply(static_cast<double>(one.reports))),
                           std::string{text_of(*placed).view()}, std::string{text_of(*timed).view()},
                           one.means ? std::string{text_of(*means).view()} : std::string{"not agreed"}});
  }
  return std::move(maker).finish();
}

}  // namespace concordat::protection
