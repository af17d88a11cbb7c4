// SPDX-License-Identifier: Apache-2.0
// For tests: the report of the made-up place of testing.h, put together as the hub does.
#pragma once

#include <string>
#include <vector>

#include "base/date.h"
#include "render/maps.h"
#include "render/report.h"
#include "render/tables.h"
#include "render/testing.h"

namespace concordat::render::test {

/// Eight quarters of counts: some areas hidden, some without any.
inline protection::ProtectedTable sample_quarters(places::AreaSet const& areas) {
  SeededChance chance{3};
  protection::TableLabels labels{
      .title = "Violence by area and quarter", .row_heading = "Area", .column_heading = "Quarter"};
  for (auto quarter = Quarter::of(2024, 3); quarter <= Quarter::of(2026, 2); quarter = quarter.next()) {
    labels.columns.push_back(format_quarter(quarter));
  }
  std::vector<double> cells;
  for (auto const& area : areas.areas()) {
    labels.rows.push_back(area.name);
    auto const usual = chance.below(3) == 0 ? chance.below(9) : chance.below(120);
    for (std::size_t i = 0; i < labels.columns.size(); ++i) {
      cells.push_back(static_cast<double>(usual / 2 + chance.below(usual + 1)));
    }
  }
  return protect(std::move(labels), std::move(cells));
}

inline std::string sample_svg() {
  auto const areas = sample_areas();
  return svg_cells(sample_map(areas, sample_events()), areas,
                   {"Where violence is reported, 2026-Q2", "Squares of 250 metres in five classes.", "map"},
                   sample_about());
}

inline std::string sample_map_geojson() {
  return geojson_cells(sample_map(sample_areas(), sample_events()), to_degrees, sample_about());
}

inline std::string sample_areas_geojson() {
  auto const areas = sample_areas();
  return geojson_areas(areas, sample_quarters(areas), to_degrees, sample_about());
}

inline std::string sample_report(About const& about) {
  auto const areas = sample_areas();
  auto const table = sample_quarters(areas);
  auto const classes = classes_of(table, table.columns() - 1);
  auto const week = sample_week();
  return html_report(
      about,
      {{"map", "Where violence is reported, 2026-Q2",
        "A white square is not a safe place: too few reports lie near it to show, or nobody told an agency.",
        sample_svg()},
       {"areas", "Violence by area and quarter", "Each area's reports, quarter by quarter.",
        svg_areas(areas, classes,
                  {"Reports of violence by area, 2026-Q2",
                   "Areas coloured by the number of reports; the table says the same.", "areas"},
                  about) +
            html_table(table, {.id = "areas-table"})},
       {"hours", "When violence is reported, 2025", "Local time.",
        svg_week_clock(
            week, {"When violence is reported, 2025", "Days by hours; darker means more reports.", "hours"},
            about) +
            html_table(week, {.id = "hours-table", .rows = {}, .totals = false})}});
}

}  // namespace concordat::render::test
