// SPDX-License-Identifier: Apache-2.0
// What the hub writes into an edition by itself: sources, limits, a ready reckoner of cost and a projection. From the files of its
// releases alone, so nothing of it says more than they do.
#pragma once

#include <string>
#include <vector>

#include "catalogue/unit_costs.h"
#include "hub/products/editions.h"
#include "places/forecast/projection.h"

namespace concordat::hub {

/// "Police: a half to three quarters", "Limits: ..." each once, with the tables' own words.
struct SourcesAndLimits {
  std::vector<std::string> sources = {};
  std::vector<std::string> coverage = {};
  std::vector<std::string> limits = {};
  std::vector<std::string> missing = {};  ///< figures that are not there, and sentences about gaps
};
[[nodiscard]] SourcesAndLimits sources_and_limits(Edition const& edition);

/// What a figure says in short where its files say nothing themselves: of the table by area and quarter, the last quarter that has
/// figures and the same a year before, and how many areas show none.
[[nodiscard]] std::vector<std::string> in_short(EditionFigure const& figure);

/// When the figure was made and which data it counts, as its first table says; empty where it has none.
struct FigureVersion {
  std::string released_at = {};
  std::string data_version = {};
};
[[nodiscard]] FigureVersion version_of(EditionFigure const& figure);

/// Reports of one source by complete quarter, as published: "n/a" is nothing, "*" is what it may stand for under the table's rule.
struct SourceSeries {
  std::string source;  ///< "Police"
  Quarter first;
  std::vector<std::optional<places::CountRange>> counts = {};
};
/// From the table of completeness among the edition's files, up to the edition's quarter; empty where it has none.
[[nodiscard]] std::vector<SourceSeries> series_in(Edition const& edition);

[[nodiscard]] Json to_json(std::vector<catalogue::UnitCost> const& costs);
/// What to_json wrote; empty for anything else.
[[nodiscard]] std::vector<catalogue::UnitCost> unit_costs_from(Json const& list);

struct CostLine {
  catalogue::UnitCost cost;
  std::string source;        ///< for people
  std::int64_t reports = 0;  ///< of the last quarters that are shown, four at the most
  int quarters = 0;
  Quarter first = {};        ///< of those quarters; some between may not be shown
  Quarter last = {};
  std::int64_t low = 0;      ///< whole pounds, over those quarters
  std::int64_t high = 0;
};
struct Reckoning {
  std::vector<CostLine> lines = {};
  std::vector<std::string> without = {};  ///< sources for which no unit cost is held
};
/// Three figures of it are enough: "17.7 million", "174,000", "950".
[[nodiscard]] std::string pounds_words(std::int64_t pounds);

/// "14,050"
[[nodiscard]] std::string with_commas(std::int64_t number);

/// Where its lines are of several price bases, and which of police, justice and health none of them is of.
[[nodiscard]] std::vector<std::string> in_short(Reckoning const& reckoning);
/// Counts times unit costs. Lines are never added up: two sources may tell of the same violence.
[[nodiscard]] Reckoning reckon(std::vector<SourceSeries> const& series, std::vector<catalogue::UnitCost> const& costs);

struct SourceProjection {
  std::string source;
  places::DemandProjection projection = {};  ///< without quarters where there is none
  std::string why_none = {};
};
[[nodiscard]] std::vector<SourceProjection> projections(std::vector<SourceSeries> const& series);

}  // namespace concordat::hub
