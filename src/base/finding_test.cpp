// SPDX-License-Identifier: Apache-2.0
#include "base/finding.h"

#include <gtest/gtest.h>

namespace concordat {
namespace {

TEST(Findings, SayWhereWhatAndWhatToDo) {
  Finding const finding{Severity::error, "unknown-kind", "bodies.csv", 12, 3, "no kind 'polis' is known.", "Use one of: body, group."};
  EXPECT_EQ(sentence(finding), "bodies.csv:12:3: error: no kind 'polis' is known. Use one of: body, group. [unknown-kind]");
}

TEST(Findings, KeepTheRemedyApartFromAMessageWithoutItsStop) {
  Finding const finding{Severity::warning, "expired", "a.yaml", 11, 0, "the agreement ended on 2026-01-01", "Agree a new version."};
  EXPECT_EQ(sentence(finding), "a.yaml:11: warning: the agreement ended on 2026-01-01. Agree a new version. [expired]");
}

TEST(Findings, NameAColumnOfATableAsOne) {
  Finding finding{Severity::note, "", "", 0, 2, "the column 'Beat' maps to nothing.", ""};
  EXPECT_EQ(sentence(finding), "column 2: note: the column 'Beat' maps to nothing.");
  finding.file = "may.csv";
  EXPECT_EQ(sentence(finding), "may.csv: column 2: note: the column 'Beat' maps to nothing.");
}

TEST(Findings, StandAloneWhereNoPlaceIsKnown) {
  EXPECT_EQ(sentence(Finding{Severity::error, "", "", 0, 0, "it is empty.", "Fill it."}), "error: it is empty. Fill it.");
}

}  // namespace
}  // namespace concordat
