// SPDX-License-Identifier: Apache-2.0
#include "protection/looks/near_repeat.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "places/spatial/significance.h"
#include "protection/looks/word_maker.h"

namespace concordat::protection {
namespace {

constexpr double raised_ratio = 1.2;
constexpr double much_raised_ratio = 2;
constexpr double significance = 0.05;
constexpr std::string_view too_few = "too few to say";

std::string days_words(places::KnoxCell const& cell) {
  return cell.days_to == places::any_later_day ? fmt::format("{} days and more", cell.days_from) : fmt::format("{} to {} days", cell.days_from, cell.days_to - 1);
}

std::string metres_words(places::KnoxCell const& cell) {
  if (cell.metres_to < 1) return "the same place";
  return std::isinf(cell.metres_to) ? fmt::format("{:.0f} m and more", cell.metres_from) : fmt::format("{:.0f} to {:.0f} m", cell.metres_from, cell.metres_to);
}

/// So many reports at the least make more pairs than one fewer can: pairs of few reports are few people.
std::int64_t least_pairs(SmallNumberRule const& rule) {
  auto const fewer = rule.smallest_shown() - 1;
  return fewer * (fewer - 1) / 2 + 1;
}

std::string said(places::KnoxCell const& cell, SmallNumberRule const& rule) {
  if (cell.observed < least_pairs(rule)) return std::string{too_few};
  if (cell.p > significance || cell.ratio < raised_ratio) return "may be chance";
  return cell.ratio >= much_raised_ratio ? "much more than chance" : "more than chance";
}

bool same_bands(places::KnoxTable const& one, places::KnoxTable const& other) {
  return std::ranges::equal(one.cells, other.cells, [](auto const& left, auto const& right) {
    return left.metres_from == right.metres_from && left.metres_to == right.metres_to && left.days_from == right.days_from && left.days_to == right.days_to;
  });
}

/// The chances of all cells that may be told, over all sources, held to a false discovery rate; of the others there is none.
std::vector<SourceRepeats> corrected(std::vector<SourceRepeats> sources, SmallNumberRule const& rule) {
  std::vector<double> p;
  for (auto const& source : sources) {
    for (auto const& cell : source.pairs.cells) p.push_back(cell.observed < least_pairs(rule) ? std::numeric_limits<double>::quiet_NaN() : cell.p);
  }
  auto const q = places::benjamini_hochberg(p);
  std::size_t at = 0;
  for (auto& source : sources) {
    for (auto& cell : source.pairs.cells) {
      cell.p = std::isnan(p[at]) ? 1 : q[at];
      ++at;
    }
  }
  return sources;
}

}  // namespace

Result<RepeatTable> tell_near_repeat(std::vector<SourceRepeats> const& given, SmallNumberRule const& rule) {
  auto const sources = corrected(given, rule);
  places::KnoxTable const* bands = nullptr;
  for (auto const& source : sources) {
    if (source.pairs.cells.empty()) continue;
    if (bands != nullptr && !same_bands(*bands, source.pairs)) {
      return fail(Fault::malformed, "near-repeat.bands", "The sources were not counted by the same bands.", "Count every source with the same options.");
    }
    bands = &source.pairs;
  }
  std::vector<std::string> columns{"Distance"};
  std::size_t wide = 0;
  if (bands != nullptr) {
    while (wide < bands->cells.size() && bands->cells[wide].metres_from == bands->cells.front().metres_from) columns.push_back(days_words(bands->cells[wide++]));
  }
  WordMaker maker{{"What follows a report", "Source", "Days after", {}, columns},
                  "Pairs of reports of one source against 999 permutations of their days over their places (Knox). More than chance: ratio at least 1.2, false discovery rate 5 % (Benjamini and Hochberg).",
                  {"Verdicts without figures, and of the whole area: no place is told.",
                   "Each source by itself: one incident that two agencies hear of is no repeat.",
                   "May be chance does not say that it is: few reports show little."}};
  std::vector<places::RaisedRisk> raised;
  for (auto const& source : sources) {
    raised.push_back(source.pairs.cells.empty() ? places::RaisedRisk{} : places::raised_risk(source.pairs));
    if (bands == nullptr) maker.row(source.source, {std::string{too_few}});
    for (std::size_t at = 0; bands != nullptr && at < bands->cells.size(); at += wide) {
      std::vector<std::string> cells{metres_words(bands->cells[at])};
      for (std::size_t i = at; i < at + wide; ++i) cells.push_back(source.pairs.cells.empty() ? std::string{too_few} : said(source.pairs.cells[i], rule));
      maker.row(source.source, std::move(cells));
    }
  }
  return RepeatTable{std::move(maker).finish(), std::move(raised)};
}

}  // namespace concordat::protection
