// SPDX-License-Identifier: Apache-2.0
// Change beside all other areas, and the months of the year from three years on, on the way out of a hub.
#include <gtest/gtest.h>

#include "hub/hub_test_tools.h"
#include "hub/release/release.h"

namespace concordat::hub::proving {
namespace {

class YearsOfReports : public HubTest {
 protected:
  [[nodiscard]] std::string partnership() const override {
    std::string text{partnership_yaml};
    for (int feed = 0; feed < 2; ++feed) text = replaced(std::move(text), "first_period: \"2026-01\"", "first_period: \"2023-10\"");
    return text;
  }
  /// Every month up to September 2026; each January of the police has twice as many.
  void take_in_from(int year, int first_month) {
    for (int index = year * 12 + first_month - 1; index <= 2026 * 12 + 8; ++index) {
      auto const month = fmt::format("{}-{:02}", index / 12, index % 12 + 1);
      bool const january = index % 12 == 0;
      take_in("police-incidents", police_month(month, {january ? 48 : 24, january ? 24 : 12, 9, 9}));
      take_in("ed-istv", ed_month(month, {{0, 9}, {1, 9}}));
    }
  }
  void agree_on_months() {
    Terms police;
    police.id = "isa.northshire.police-months";
    police.fields = {"police.count_by_month"};
    bring_into_force(agreement_text(police));
    auto emergency = ed_terms();
    emergency.id = "isa.northshire.ed-months";
    emergency.fields = {"istv.count_by_month"};
    bring_into_force(agreement_text(emergency));
  }
};
CONCORDAT_ON_BOTH_STORES(YearsOfReports);

TEST_P(YearsOfReports, TellTheMonthsOfTheYearFromThreeWholeYears) {  // M32
  take_in_from(2023, 10);
  agree_on_months();
  auto const made = release_of(csp_request("violence-signals"));
  EXPECT_EQ(made.period(), "2024-Q4 to 2026-Q3");
  auto const csv = content_of(made, "violence-seasons.csv");
  EXPECT_NE(csv.find("2023-Q4 to 2026-Q3"), std::string::npos) << csv;
  EXPECT_NE(csv.find("Police,January,1.55,a season beyond chance"), std::string::npos) << csv;
  EXPECT_NE(csv.find("a season beyond chance"), std::string::npos) << csv;
  EXPECT_EQ(csv.find("Square"), std::string::npos) << "of the whole area alone";
  EXPECT_NE(content_of(made, "summary.txt").find("Police: a season beyond chance in 3 years"), std::string::npos) << content_of(made, "summary.txt");
  EXPECT_TRUE(release_of(csp_request("violence-signals")).served_again());
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(YearsOfReports, SayThatThreeYearsAreNeededWhereThereAreFewer) {
  take_in_from(2024, 4);  // ten quarters
  agree_on_months();
  auto const made = release_of(csp_request("violence-signals"));
  EXPECT_NE(content_of(made, "summary.txt").find("need three whole years of complete quarters"), std::string::npos) << content_of(made, "summary.txt");
  for (auto const& file : made.files()) EXPECT_NE(file.name, "violence-seasons.csv");
}

TEST_P(YearsOfReports, HoldEachAreaAgainstAllOthersAndSayNothingOfWhatIsHidden) {  // M32
  for (auto const* month : {"2026-04", "2026-05", "2026-06"}) {
    take_in("police-incidents", police_month(month, {20, 2, 20, 0}));
    take_in("ed-istv", ed_month(month, {{0, 9}, {2, 9}}));
  }
  for (auto const* month : {"2026-07", "2026-08", "2026-09"}) {
    take_in("police-incidents", police_month(month, {20, 9, 80, 0}));
    take_in("ed-istv", ed_month(month, {{0, 9}, {2, 36}}));
  }
  agree_on_figures();
  auto const made = release_of(csp_request("violence-change"));
  auto const csv = content_of(made, "violence-change-beside.csv");
  std::vector<std::string> first;
  std::vector<std::string> second;
  for (auto const line : text::split(csv, '\n')) {
    auto& row = line.starts_with("A1,") ? first : second;
    if (line.starts_with("A1,") || line.starts_with("A2,")) for (auto const cell : text::split(text::trim(line), ',')) row.emplace_back(cell);
  }
  ASSERT_EQ(first.size(), 11U) << csv;
  EXPECT_EQ(first[2], first[3]) << "as many as before";
  EXPECT_EQ(first.back(), "fewer") << "where all others have four times as many: " << csv;
  ASSERT_EQ(second.size(), 11U) << csv;
  EXPECT_EQ(second[2], "*") << "six reports";
  EXPECT_EQ(second.back(), "too few to say");
  EXPECT_NE(content_of(made, "summary.txt").find("Changed otherwise than all other areas together, by more than chance explains: Square 1, Square 3."), std::string::npos) << content_of(made, "summary.txt");
  EXPECT_NE(content_of(made, "violence-change-beside.svg").find("<svg"), std::string::npos);
}

}  // namespace
}  // namespace concordat::hub::proving
