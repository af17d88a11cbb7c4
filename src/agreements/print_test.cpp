// SPDX-License-Identifier: Apache-2.0
#include "agreements/print.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agreements/testing.h"

namespace concordat::agreements {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string unwrapped(std::string text) {
  std::string out;
  for (auto const letter : text) {
    auto const blank = letter == '\n' || letter == ' ';
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out += blank ? ' ' : letter;
  }
  return out;
}

TEST(Print, SaysEverythingThatIsEnforced) {
  auto const page = unwrapped(print_text(testing::agreement(testing::clean_text)));
  for (auto const* const piece :
       {"isa.testshire.ed, version 4",
        "In force 2026-04-01 to and including 2027-03-31",
        "testshire-ed gives",
        "testshire-csp gives and receives",
        "testshire-police receives",
        "Who gives testshire-ed",
        "Only to analyst and neighbourhood-supervisor",
        "istv.assault_at (to the hour)",
        "istv.assault_place (as a square on the map, never the place itself)",
        "rows without anything that points at a person",
        "figures only",
        "the incident was within testshire",
        "the asker passed the course information handling no longer than 1 year ago",
        "left out where istv.assault_location_type is home or not known: istv.assault_place",
        "groups under 3 are left out",
        "every 1 month, within 15 days",
        "3 years from the day it arrived, then deleted",
        "Passed on never",
        "By which law not-personal-data",
        "Anything for immigration enforcement.",
        "istv.* joined with person.*: Never joined to a person.",
        "istv.* for enforcement-tasking",
        "Two or more of istv.arrival_at and istv.assault_method_other together, unless in the form "
        "aggregate"}) {
    EXPECT_THAT(page, HasSubstr(piece));
  }
}

TEST(Print, SaysEveryTermAboutPeople) {
  auto const page = unwrapped(print_text(testing::agreement(testing::personalised_text)));
  for (auto const* const piece :
       {"rows about named people", "open case of type gang conference", "10 to 17 years old",
        "joint assessment is band J3 or above and not older than 90 days", "consent from subject or parent",
        "a decision of the discloser's caldicott guardian is on record, not older than 14 days",
        "handling code is P or C-with-condition", "the asker states why it is necessary",
        "a link to testshire", "DPIA-1, approved 2026-04-02", "about more than 1 people at a time",
        "about a person who is victim or at risk",
        "person.name only with person.role_in_concern (except by rule names-to-police)",
        "only if the giver agrees", "6 months from the end of the case"}) {
    EXPECT_THAT(page, HasSubstr(piece));
  }
}

TEST(Print, ChangesWithEveryTermThatIsEnforced) {
  auto const before = print_text(testing::agreement(testing::clean_text));
  struct Change {
    char const* from;
    char const* to;
  };
  for (auto const& change : {Change{"[analyst]", "[mentor]"},
                             {"as: hour", "as: day"},
                             {"min_group: 3", "min_group: 4"},
                             {"keep_for: P3Y", "keep_for: P2Y"},
                             {"until: \"2027", "until: \"2028"},
                             {"[testshire]", "[dale]"},
                             {"is: [home]", "is: [street]"},
                             {"P12M", "P6M"},
                             {"[enforcement-tasking]", "[strategic-assessment]"},
                             {"onward: none", "onward: with-discloser-agreement"},
                             {"on_fail: suppress", "on_fail: refuse"},
                             {"unless_form: aggregate, ", ""}}) {
    auto changed =
        testing::agreement(testing::replaced(std::string{testing::clean_text}, change.from, change.to));
    changed.sha256 = testing::agreement(testing::clean_text).sha256;
    EXPECT_NE(print_text(changed), before) << change.to;
  }
}

TEST(Print, SaysHoursApprovalsAndKindsOfRecipient) {
  auto const hours = testing::replaced(std::string{testing::personalised_text}, "        necessity: {stated: true}\n",
                                       "        necessity: {stated: true}\n        time: {from: \"08:30\", until: \"18:00\", days: [mon, tue]}\n"
                                       "        approvals: {at_least: 2, roles: [conference-member], of: discloser, not_older_than: P7D}\n");
  auto const text = testing::replaced(hours, "purposes: [enforcement-tasking], items", "purposes: [enforcement-tasking], recipient_kinds: [police], items");
  auto const page = unwrapped(print_text(testing::agreement(text)));
  for (auto const* const piece : {"it is between 08:30 and 18:00 (UTC) on mon, tue", "2 of the discloser in the post conference member approved it, not longer than 7 days ago",
                                  "to an agency of kind police"}) {
    EXPECT_THAT(page, HasSubstr(piece));
  }
}

TEST(Print, KeepsTextLinesShort) {
  auto const page = print_text(testing::agreement(testing::clean_text));
  std::size_t start = 0;
  for (auto end = page.find('\n'); end != std::string::npos; start = end + 1, end = page.find('\n', start)) {
    EXPECT_LE(end - start, 80U) << page.substr(start, end - start);
  }
}

TEST(Print, UsesPlainNamesWhereItIsGivenThem) {
  PrintNames names;
  names.agency = [](std::string_view id) {
    return id == "testshire-ed" ? std::string{"General Hospital"} : std::string{id};
  };
  names.field = [](std::string_view id) {
    return id == "istv.assault_at" ? std::string{"Time of assault"} : std::string{id};
  };
  auto const page = print_text(testing::agreement(testing::clean_text), names);
  EXPECT_THAT(page, HasSubstr("General Hospital"));
  EXPECT_THAT(page, HasSubstr("Time of assault"));
  EXPECT_THAT(page, Not(HasSubstr("testshire-ed ")));
}

TEST(Print, EscapesInHtml) {
  auto const text =
      testing::replaced(std::string{testing::clean_text}, "title: Assault", "title: \"<script>&'\" #");
  auto const page = print_html(testing::agreement(text));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;&amp;&#39;"));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\">Who gives</th>"));
}

TEST(Print, SaysPeriodsInWords) {
  EXPECT_EQ(in_words({.months = 36, .days = 0}), "3 years");
  EXPECT_EQ(in_words({.months = 18, .days = 0}), "1 year and 6 months");
  EXPECT_EQ(in_words({.months = 0, .days = 1}), "1 day");
  EXPECT_EQ(in_words({.months = 0, .days = 15}), "15 days");
}

}  // namespace
}  // namespace concordat::agreements
