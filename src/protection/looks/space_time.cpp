// SPDX-License-Identifier: Apache-2.0
#include "protection/looks/space_time.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/date.h"
#include "protection/looks/word_maker.h"

namespace concordat::protection {
namespace {

constexpr double most_p_of_bunch = 0.05;

std::string month_of(places::SpaceTimeCluster const& cluster) {
  return format_month(Month::of(Date{std::chrono::days{cluster.first_day + cluster.days / 2}}));
}

}  // namespace

BunchTable tell_bunches(std::vector<Bunch> const& bunches, SmallNumberRule const& rule) {
  WordMaker maker{{"Reports close in place and days", "Source", "What was found", {}, {"What can be said", "Month", "At most so wide", "At most so long"}},
                  "Kulldorff's space-time permutation scan: circles of up to a kilometre, 7, 14 or 28 days, 999 permutations of the days over the places, 99 for more than 500 reports.",
                  {"The closest bunch of each source alone: there may be others.",
                   "No place, day or number of it is told, and none of a bunch, or of a rest, that is smaller than the smallest group: the map of hot squares says where reports gather.",
                   "The scan needs no number of residents: it asks whether a stretch of days had more here than elsewhere."}};
  std::vector<std::uint8_t> told;
  for (auto const& bunch : bunches) {
    bool const is_told = bunch.found && bunch.found->log_ratio > 0 && bunch.found->p <= most_p_of_bunch && std::min(bunch.found->events, bunch.left) >= rule.smallest_shown();
    told.push_back(is_told ? 1 : 0);
    if (!bunch.found) maker.row(bunch.source, {"too few to say", "", "", ""});
    else if (!is_told) maker.row(bunch.source, {"may be chance, or too few to say", "", "", ""});
    else maker.row(bunch.source, {"closer together than chance", month_of(*bunch.found),
                                  fmt::format("{:.0f} m", 2 * bunch.found->metres), fmt::format("{} days", bunch.found->days)});
  }
  return {std::move(maker).finish(), std::move(told)};
}

}  // namespace concordat::protection
