// SPDX-License-Identifier: Apache-2.0
#include "agreements/statute.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "catalogue/catalogue.h"

namespace concordat::agreements {
namespace {

std::filesystem::path const definitions = std::filesystem::path{CONCORDAT_SOURCE_DIR} / "definitions";

Vocabulary shipped() { return vocabulary_from(catalogue::Catalogue::load(definitions.string()).catalogue); }

std::vector<std::string> codes_of(std::string_view text) {
  auto const file = std::filesystem::path{CONCORDAT_BINARY_DIR} / "statute_of_a_test.yaml";
  EXPECT_TRUE(write_file(file, std::string{text}, {.durable = false}));
  std::vector<std::string> codes;
  for (auto const& finding : load_statute(file, shipped()).findings) codes.push_back(finding.code);
  return codes;
}

TEST(Statute, ThatIsShippedNamesOnlyWhatTheHubKnows) {
  auto const statute = load_statute(definitions / "statute.yaml", shipped());
  for (auto const& finding : statute.findings) ADD_FAILURE() << sentence(finding);
  EXPECT_GE(statute.prohibitions.size(), 3U);
}

TEST(Statute, ThatNamesWhatNobodyKnowsIsRefused) {
  EXPECT_THAT(codes_of("prohibitions:\n  - {id: a, items: [\"moon.*\"], purposes: any, why: w}\n"), ::testing::ElementsAre("unknown-field"));
  EXPECT_THAT(codes_of("prohibitions:\n  - {id: a, items: [\"health.*\"], purposes: [dance], why: w}\n"), ::testing::ElementsAre("unknown-purpose"));
  EXPECT_THAT(codes_of("prohibitions:\n  - {id: a, items: [\"health.*\"], purposes: any, recipient_kinds: [circus], why: w}\n"),
              ::testing::ElementsAre("unknown-kind"));
}

TEST(Statute, ThatIsMissingIsAnError) {
  auto const statute = load_statute(definitions / "no-such-statute.yaml", shipped());
  ASSERT_EQ(statute.findings.size(), 1U);
  EXPECT_EQ(statute.findings.front().code, "no-statute");
}

}  // namespace
}  // namespace concordat::agreements
