// SPDX-License-Identifier: Apache-2.0
// What release prints where nothing is written.
#include <gtest/gtest.h>

#include "cli/verbs.h"
#include "hub/release/release.h"

namespace concordat::cli {
namespace {

TEST(Refusals, SayAReasonOnceWithAllFieldsThatItIsAbout) {
  hub::Refusal refusal{.id = "r1", .ledger_index = 7, .reasons = {}};
  for (auto const* field : {"police.count_by_area_quarter", "police.count_by_weekday_hour"}) refusal.reasons.push_back({"Police", "R04", "field-not-covered", field, "The agreement does not cover this field.", "Have it added."});
  refusal.reasons.push_back({"Ambulance", "R04", "field-not-covered", "ambulance.count_by_area_quarter", "The agreement does not cover this field.", "Have it added."});
  refusal.reasons.push_back({"Police", "R04", "field-not-covered", "police.count_by_cell", "The agreement does not cover this field.", "Have it added."});
  refusal.reasons.push_back({"", "R12", "not-held", "", "Nothing is held.", ""});
  EXPECT_EQ(refusal_text(refusal),
            "Refused (ledger index 7).\n"
            "  R04 Police (police.count_by_area_quarter, police.count_by_weekday_hour, police.count_by_cell): The agreement does not cover this field.\n"
            "      What helps: Have it added.\n"
            "  R04 Ambulance (ambulance.count_by_area_quarter): The agreement does not cover this field.\n"
            "      What helps: Have it added.\n"
            "  R12: Nothing is held.\n"
            "Again later: concordat release report r1\n");
}

TEST(Releases, ThatAreStoppedTooLateSayWhatStandsAndHowToComeByIt) {
  EXPECT_EQ(stopped_late_text("0192", 77),
            "Stopped too late: the release stands in the ledger. No file of it was written here. Release 0192, ledger index 77. Ask again with the same words, and the same files are written. "
            "[release.stopped-late]\n");
}

}  // namespace
}  // namespace concordat::cli
