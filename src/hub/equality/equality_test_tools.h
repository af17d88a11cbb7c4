// SPDX-License-Identifier: Apache-2.0
// For the tests of this module: the partnership with people who monitor equality, and files of counts.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "hub/equality/equality.h"
#include "hub/hub_test_tools.h"

namespace concordat::hub::proving {

/// "measure,quarter,characteristic,group,count" and the rows under it.
inline std::string counts_csv(std::initializer_list<std::string_view> rows) {
  std::string text{"measure,quarter,characteristic,group,count\n"};
  for (auto const row : rows) text += std::string{row} + "\n";
  return text;
}

/// One measure of one quarter by sex.
inline std::string by_sex(int female, int male, int not_said = 0, std::string_view measure = "referrals-made", std::string_view quarter = "2026-Q3") {
  return counts_csv({fmt::format("{},{},sex,female,{}", measure, quarter, female), fmt::format("{},{},sex,male,{}", measure, quarter, male),
                     fmt::format("{},{},sex,not-said,{}", measure, quarter, not_said)});
}

class EqualityTest : public HubTest {
 protected:
  [[nodiscard]] std::string partnership() const override {
    return replaced(std::string{partnership_yaml}, "  feeds:\n",
                    "    - {id: erika, agency: northshire-csp, roles: [equality-monitoring-officer], trained: []}\n"
                    "    - {id: otto, agency: northshire-police, roles: [equality-monitoring-officer], trained: []}\n"
                    "    - {id: stella, agency: northshire-csp, roles: [strategic-lead], trained: []}\n"
                    "    - {id: lara, agency: northshire-csp, roles: [information-governance-lead, practitioner], trained: []}\n"
                    "  feeds:\n");
  }
  [[nodiscard]] Member member(std::string const& id) { return **hub().member(id); }
  [[nodiscard]] Result<MonitoringTaken> send(std::string const& by, std::string_view text) { return submit_monitoring(hub(), member(by), file_of(text)); }
  void sent(std::string const& by, std::string_view text) {
    auto const taken = send(by, text);
    ASSERT_EQ(code_of(taken), "fine");
    for (auto const& one : taken->faults) ADD_FAILURE() << one.code.view() << " in row " << one.row;
  }
  [[nodiscard]] Result<EqualityReport> make(std::string const& by = "erika", std::string_view quarter = "2026-Q3") {
    return make_equality_report(hub(), member(by), quarter, MissingSenders::go_without);
  }
  [[nodiscard]] Result<EqualityReport> read(std::string const& by, std::string_view quarter = "2026-Q3") { return read_equality_report(hub(), member(by), quarter); }
  /// The report as it is made now.
  [[nodiscard]] Json made() {
    auto const report = make();
    EXPECT_EQ(code_of(report), "fine");
    return report ? *Json::parse(report->bytes) : Json{};
  }
  void edit(store::Sql sql) { ASSERT_EQ(code_of(hub().database().execute(sql)), "fine"); }
};

/// The figures of one measure of a characteristic of a report, group by group, then the total.
inline std::vector<std::string> figures(Json const& report, std::string_view characteristic, std::size_t measure = 0) {
  std::vector<std::string> all;
  for (auto const& one : report["characteristics"].array()) {
    if (one["id"].string() != characteristic) continue;
    for (auto const& line : one["counts"].array()) all.push_back(line.array()[measure].string());
    all.push_back(one["totals"].array()[measure].string());
  }
  return all;
}

}  // namespace concordat::hub::proving
