// SPDX-License-Identifier: Apache-2.0
#include "catalogue/keeping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "base/file.h"

namespace concordat::catalogue {
namespace {

namespace fs = std::filesystem;

std::string shipped() { return *read_file(fs::path{CONCORDAT_SOURCE_DIR} / "definitions" / "retention.yaml", 1U << 20U); }

class KeepingRules : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }
  [[nodiscard]] LoadedKeeping loaded(std::string const& text) {
    EXPECT_TRUE(write_file(folder_ / "retention.yaml", text, {.durable = false}));
    return load_keeping(folder_.string());
  }
  [[nodiscard]] std::string codes(std::string text, std::string const& from, std::string const& to) {
    auto const at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
    std::string all;
    for (auto const& finding : loaded(text).findings) all += finding.code + " ";
    return all;
  }
  fs::path folder_ = fs::temp_directory_path() / ("keeping-" + std::to_string(::getpid()));
};

TEST_F(KeepingRules, AsShippedGiveEachKindAPeriodAnEndAndAReason) {  // S30 S31
  auto const shipped_rules = loaded(shipped());
  EXPECT_TRUE(shipped_rules.findings.empty());
  EXPECT_EQ(shipped_rules.rules.size(), 19U);
  for (auto const& rule : shipped_rules.rules) {
    EXPECT_NE(rule.keep_for, Period{}) << rule.id;
    EXPECT_FALSE(rule.why.empty() || rule.from.empty() || rule.title.empty()) << rule.id;
  }
  auto const* request = rule_of(shipped_rules.rules, "request");
  ASSERT_NE(request, nullptr);
  EXPECT_EQ(request->keep_for, parse_period("P1Y"));
  EXPECT_EQ(request->under_18, parse_period("P6M"));
  EXPECT_EQ(request->held_at_most, parse_period("P1Y"));
  EXPECT_EQ(rule_of(shipped_rules.rules, "rumour"), nullptr);
}

TEST_F(KeepingRules, AreRefusedWhereAKindHasNoneOrItMeansNothing) {  // S30
  auto const text = shipped();
  EXPECT_THAT(codes(text, "id: \"glass\"", "id: \"glas\""), ::testing::AllOf(::testing::HasSubstr("unknown-kind"), ::testing::HasSubstr("unbounded-retention")));
  EXPECT_THAT(codes(text, "id: \"glass\"", "id: \"sample\""), ::testing::HasSubstr("duplicate-id"));
  EXPECT_THAT(codes(text, "keep_for: \"P1Y\"", "keep_for: \"for ever\""), ::testing::HasSubstr("bad-period"));
  EXPECT_THAT(codes(text, "keep_for: \"P1Y\"", "kept_for: \"P1Y\""), ::testing::HasSubstr("missing-key"));
  EXPECT_THAT(codes(text, "under_18: \"P6M\"", "under_18: \"P2Y\""), ::testing::HasSubstr("bad-period"));
  EXPECT_THAT(codes(text, "then: \"strip\"", "then: \"review\""), ::testing::HasSubstr("unknown-word"));
  EXPECT_FALSE(load_keeping((folder_ / "nowhere").string()).findings.empty());
}

}  // namespace
}  // namespace concordat::catalogue
