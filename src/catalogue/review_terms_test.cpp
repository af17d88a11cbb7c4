// SPDX-License-Identifier: Apache-2.0
#include "catalogue/review_terms.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"

namespace concordat::catalogue {
namespace {

namespace fs = std::filesystem;

class ReviewersTerms : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }
  [[nodiscard]] std::string codes(std::string const& text) {
    EXPECT_TRUE(write_file(folder_ / "review.yaml", text, {.durable = false}));
    std::string all;
    for (auto const& finding : load_review_terms(folder_.string()).findings) all += finding.code + " ";
    return all;
  }
  fs::path folder_ = fs::temp_directory_path() / ("review-terms-" + std::to_string(::getpid()));
};

TEST_F(ReviewersTerms, AsShippedLetAFewLooksADay) {
  auto const terms = load_review_terms((fs::path{CONCORDAT_SOURCE_DIR} / "definitions").string());
  EXPECT_TRUE(terms.findings.empty());
  EXPECT_EQ(terms.looks_outside_queue, 10);
  EXPECT_EQ(terms.judged_of_samples, 200);
}

TEST_F(ReviewersTerms, AreANumberAndNothingElse) {
  EXPECT_EQ(codes("judged_of_samples: 5\nlooks_outside_queue: 0\n"), "");
  EXPECT_EQ(codes("judged_of_samples: 5\nlooks_outside_queue: -1\n"), "bad-number ");
  EXPECT_EQ(codes("judged_of_samples: 5\nlooks_outside_queue: 1001\n"), "bad-number ");
  EXPECT_NE(codes("judged_of_samples: 5\nlooks_outside_queue: many\n"), "");
  EXPECT_NE(codes("{}\n"), "");
  EXPECT_NE(codes("judged_of_samples: 5\nlooks_outside_queue: 5\nlooks: 5\njudged_of_samples: 5\n"), "");
  EXPECT_EQ(codes("looks_outside_queue: 5\njudged_of_samples: 1001\n"), "bad-number ");
  EXPECT_TRUE(has_errors(load_review_terms("/nowhere").findings));
}

}  // namespace
}  // namespace concordat::catalogue
