// SPDX-License-Identifier: Apache-2.0
#include "intake/record/terms.h"

#include <gtest/gtest.h>

namespace concordat::intake {
namespace {

catalogue::Catalogue const& shipped() {
  static auto const loaded = catalogue::Catalogue::load(CONCORDAT_SOURCE_DIR "/definitions");
  return loaded.catalogue;
}

/// Rows of fire incidents: what stands in the columns that the terms are about.
struct Rows {
  FeedQuality quality{{"event_start", "event_date", "easting", "os_gridref", "fire_incident_type"}};
  void add(std::size_t field, Mark mark, int rows) {
    for (int i = 0; i < rows; ++i) quality.mark(FeedQuality::undated, field, mark);
  }
  void end(Fate fate, int rows) {
    for (int i = 0; i < rows; ++i) quality.row(FeedQuality::undated, fate);
  }
};

Profile profile() {
  Profile one;
  auto const field = [](std::string_view id) { return shipped().field(id)->index; };
  one.quality.quarantined_at_most = 10;
  one.quality.fields.push_back({field("event_start"), {field("event_date")}, 2, 1, {}});
  one.quality.fields.push_back({field("easting"), {field("os_gridref")}, 10, {}, {}});
  one.quality.fields.push_back({field("fire_incident_type"), {}, {}, {}, 5});
  return one;
}

std::string told(std::vector<TermAnswer> const& answers) {
  std::string text;
  for (auto const& answer : answers) {
    text += answer.field + " " + std::string{answer.code.view()} + " " + std::to_string(answer.found) + "/" + std::to_string(answer.of) +
            (answer.kept() ? " kept" : " broken") + "\n";
    EXPECT_FALSE(answer.remedy.empty());
  }
  return text;
}

TEST(Terms, AreCountedOverRowsBlanksAndWhatIsThere) {
  Rows rows;
  rows.end(Fate::accepted, 90);
  rows.end(Fate::quarantined, 10);
  rows.end(Fate::skipped, 5);
  rows.add(0, Mark::ok, 96);
  rows.add(0, Mark::missing, 2);
  rows.add(0, Mark::placeholder, 1);
  rows.add(0, Mark::invalid, 1);
  rows.add(2, Mark::ok, 90);
  rows.add(2, Mark::missing, 10);
  rows.add(4, Mark::ok, 94);
  rows.add(4, Mark::review, 6);
  EXPECT_EQ(told(answer_terms(profile(), rows.quality, shipped())),
            " term.quarantined 10/100 kept\n"
            "event_start term.blank 3/100 broken\n"
            "event_start term.unusable 1/97 broken\n"
            "easting term.blank 10/100 kept\n"
            "fire_incident_type term.doubtful 6/100 broken\n");
}

TEST(Terms, AColumnThatIsNotThereIsBlankUnlessAnotherStandsForIt) {
  Rows rows;
  rows.end(Fate::accepted, 50);
  rows.add(1, Mark::ok, 50);
  rows.add(4, Mark::ok, 50);
  EXPECT_EQ(told(answer_terms(profile(), rows.quality, shipped())),
            " term.quarantined 0/50 kept\n"
            "event_date term.blank 0/50 kept\n"
            "event_date term.unusable 0/50 kept\n"
            "easting term.blank 50/50 broken\n"
            "fire_incident_type term.doubtful 0/50 kept\n");
}

TEST(Terms, NothingToJudgeIsNotBroken) {
  Rows const rows;
  for (auto const& answer : answer_terms(profile(), rows.quality, shipped())) EXPECT_TRUE(answer.kept()) << answer.code.view();
  EXPECT_TRUE(answer_terms(Profile{}, rows.quality, shipped()).empty());
}

}  // namespace
}  // namespace concordat::intake
