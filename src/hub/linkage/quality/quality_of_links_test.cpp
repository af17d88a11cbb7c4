// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/quality/quality.h"

#include "hub/linkage/quality/sample_test_tools.h"

namespace concordat::hub::proving {
namespace {

class LinkQuality : public SampleTest {
 protected:
  /// `count` children of both lists, with another postcode in one of them from `moved` on.
  void send_children(int count, int moved) {
    std::vector<Listed> school;
    std::vector<Listed> partnership;
    for (int i = 0; i < count; ++i) {
      Listed const one{fmt::format("q{}", i), fmt::format("Quent{}", std::string(static_cast<std::size_t>(1 + i % 13), static_cast<char>('a' + i / 13))), given(i), fmt::format("{:02}/{:02}/{}", 1 + i % 28, 1 + i % 12, 1980 + i % 10), "N15 4AA"};
      school.push_back(one);
      partnership.push_back(one);
      if (i >= moved) partnership.back().postcode = "N15 4AB";
    }
    send("school-people", school);
    send("csp-people", partnership);
    link();
  }
};
CONCORDAT_ON_BOTH_STORES(LinkQuality);

TEST_P(LinkQuality, TellsSamplesAndRunsOldestFirst) {
  agree_on_review();
  auto const sample = drawn();
  judge_all("rita", sample.id, [](links::Record, links::Record) { return "same"; });
  send("csp-people", {{"z1", "Zander", "Zoe", "09/09/2003"}});
  link();
  auto const open = links::quality_of_links(hub(), member("anna"));
  ASSERT_EQ(code_of(open), "fine");
  EXPECT_TRUE(open->samples.front().figures.is_null()) << "who still judges must not be led";
  ASSERT_EQ(open->runs.size(), 2U);
  EXPECT_LT(open->runs[0].at, open->runs[1].at + "~");
  EXPECT_EQ(open->runs[0].new_links, 22U);
  EXPECT_EQ(open->runs[1].new_links, 0U);
  ASSERT_TRUE(open->runs[0].dead_band);
  EXPECT_NEAR(*open->runs[0].dead_band, 5.0 / 27, 1e-9);
  EXPECT_EQ(open->compared_since, "") << "too few pairs to show a change";
  ASSERT_EQ(code_of(links::close_sample(hub(), member("rita"), sample.id)), "fine");
  auto const closed = links::quality_of_links(hub(), member("anna"));
  ASSERT_EQ(code_of(closed), "fine");
  EXPECT_EQ(closed->samples.front().figures["overall"]["precision"]["at"].number(), 1);
  EXPECT_EQ(leaves().back().fields, (std::vector<std::string>{"link-quality"}));
  EXPECT_EQ(leaves().back().event, ledger::Event::access);
  EXPECT_EQ(links::to_json(*closed)["samples"].array().size(), 1U);
}

TEST_P(LinkQuality, SaysWhichComparisonMovedSinceTheModelBegan) {
  send_children(110, 110);
  auto const begun = links::quality_of_links(hub(), member("anna"));
  ASSERT_EQ(code_of(begun), "fine");
  EXPECT_TRUE(begun->moved.empty()) << "nothing to compare the first run with";
  send_children(110, 50);
  auto const later = links::quality_of_links(hub(), member("anna"));
  ASSERT_EQ(code_of(later), "fine");
  EXPECT_FALSE(later->compared_since.empty());
  ASSERT_FALSE(later->moved.empty());
  for (auto const& one : later->moved) {
    EXPECT_EQ(one.how, one.comparison == "postcode" ? "moved-much" : "as-it-was") << one.comparison << ' ' << one.index;
    EXPECT_FALSE(one.label.empty());
  }
  scorer_.name = "another";
  link({.whole = true, .member = {}});
  EXPECT_EQ(links::quality_of_links(hub(), member("anna"))->compared_since, "") << "a new model begins anew";
}

}  // namespace
}  // namespace concordat::hub::proving
