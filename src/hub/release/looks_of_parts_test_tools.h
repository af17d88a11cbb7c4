// SPDX-License-Identifier: Apache-2.0
// Agreements, reports and figures for tests of looks that are of a part of the reports.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "hub/hub_test_tools.h"
#include "hub/release/reading.h"
#include "hub/release/release.h"

namespace concordat::hub::proving {

class LooksOfParts : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    agree_on_everything();
  }
  /// Beside those of areas, hours and squares.
  [[nodiscard]] virtual std::vector<std::string> counts_agreed() const { return {".count_by_category", ".count_by_method", ".count_by_age_band"}; }
  void agree_on_everything() {
    Terms police;
    auto ed = ed_terms();
    for (auto const& count : counts_agreed()) {
      police.fields.push_back("police" + count);
      ed.fields.push_back("istv" + count);
    }
    bring_into_force(agreement_text(police));
    bring_into_force(agreement_text(ed));
  }
  [[nodiscard]] static GateRequest of_part(std::string part, std::string table = "violence-by-area") {
    auto request = csp_request(std::move(table));
    request.part = std::move(part);
    return request;
  }
  /// Reports of the police in every area, in numbers made by chance, at hours and days made by chance.
  void take_in_by_chance(SeededChance& chance) {
    for (auto const* month : {"2026-07", "2026-08", "2026-09"}) {
      std::string text{police_header};
      int number = 0;
      for (int area = 0; area < 4; ++area) {
        auto const reports = chance.below(1 + chance.below(16));
        for (std::uint64_t i = 0; i < reports; ++i, ++number) {
          text += police_row(fmt::format("{}/{}", month, number), month, static_cast<int>(chance.below(400)), area);
        }
      }
      take_in("police-incidents", text);
      take_in("ed-istv", ed_month(month, {{0, static_cast<int>(chance.below(7))}, {1, static_cast<int>(chance.below(5))}, {2, static_cast<int>(chance.below(9))}}));
    }
    // what the files of these tests do not tell
    ASSERT_TRUE(hub().database().execute("UPDATE event SET age_band = '10-17' WHERE id % 4 = 0"));
    ASSERT_TRUE(hub().database().execute("UPDATE event SET age_band = '18-24' WHERE id % 4 = 1"));
  }
  /// Code of the area and the figure of the last column that is no total, of a released table.
  [[nodiscard]] std::map<std::string, std::string> figures(GateRequest const& request) {
    auto const table = read_released_table(content_of(release_of(request), "violence-by-area.csv"));
    std::map<std::string, std::string> by_area;
    auto const column = static_cast<std::size_t>(std::ranges::find(table.heading, "2026-Q3") - table.heading.begin());
    for (auto const& row : table.rows) {
      if (row.at(0).starts_with("A")) by_area[row.at(0)] = row.at(column);
    }
    return by_area;
  }
};

}  // namespace concordat::hub::proving
