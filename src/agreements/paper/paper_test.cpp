// SPDX-License-Identifier: Apache-2.0
// Against golden files in golden/; CONCORDAT_WRITE_GOLDEN=1 writes them anew, to be looked at before they are committed.
#include "agreements/paper/paper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "agreements/testing.h"
#include "base/file.h"
#include "base/text.h"
#include "catalogue/catalogue.h"

namespace concordat::agreements::paper {
namespace {

using agreements::testing::agreement;
using agreements::testing::clean_text;
using agreements::testing::day;
using agreements::testing::personalised_text;
using agreements::testing::replaced;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::uint64_t largest = 1 << 20;

void hold(std::string const& name, std::string const& bytes) {
  auto const path = std::filesystem::path{CONCORDAT_SOURCE_DIR} / "src/agreements/paper/golden" / name;
  if (std::getenv("CONCORDAT_WRITE_GOLDEN") != nullptr) {
    ASSERT_TRUE(write_file(path, bytes));
  }
  auto const golden = read_file(path, largest);
  ASSERT_TRUE(golden) << path;
  EXPECT_EQ(bytes, *golden) << name;
}

PrintNames names() {
  PrintNames out;
  out.agency = [](std::string_view id) { return id == "testshire-ed" ? std::string{"Testshire General, emergency department"} : std::string{id}; };
  out.field = [](std::string_view id) { return id == "istv.assault_at" ? std::string{"Time of the assault"} : std::string{id}; };
  return out;
}

TEST(Paper, TheAgreementToSign) {
  auto const sheet = agreement_sheet(agreement(clean_text), names());
  hold("agreement.html", as_html(sheet));
  hold("agreement.txt", as_text(sheet));
}

TEST(Paper, SaysWhoHasSignedForWhomAndWhen) {
  auto const document = agreement(clean_text);
  std::vector<Signed> signatures{{document.parties.front().agency.text, "information-governance-lead", "2026-03-01T09:07:00.000Z", "0123456789abcdef", Held::fits}};
  auto const text = as_text(agreement_sheet(document, names(), signatures));
  EXPECT_NE(text.find("2026-03-01 09:07"), std::string::npos) << text;
  EXPECT_NE(text.find("fits this text and the public key"), std::string::npos);
  auto const boxes = [](std::string const& page) {
    std::size_t count = 0;
    for (auto at = page.find("Name and post"); at != std::string::npos; at = page.find("Name and post", at + 1)) ++count;
    return count;
  };
  EXPECT_EQ(boxes(text) + 1, boxes(as_text(agreement_sheet(document, names())))) << "who has signed has no box to sign in";
  for (auto const held : {Held::not_checked, Held::does_not_fit, Held::no_key}) {
    signatures.front().held = held;
    auto const other = as_text(agreement_sheet(document, names(), signatures));
    EXPECT_EQ(other.find("fits this text"), std::string::npos) << "nothing is said that nobody checked";
    EXPECT_EQ(boxes(other), boxes(text) + 1) << "no signature, so there is a box";
    EXPECT_EQ(other.find("does NOT fit") != std::string::npos, held == Held::does_not_fit);
    EXPECT_EQ(other.find("is no signature") != std::string::npos, held == Held::does_not_fit);
    EXPECT_EQ(other.find("cannot be told") != std::string::npos, held == Held::no_key);
  }
}

TEST(Paper, APersonalAgreementToSign) { hold("conference.html", as_html(agreement_sheet(agreement(personalised_text)))); }

TEST(Paper, WhatItMeansForOneRole) {
  auto const sheet = role_sheet(agreement(personalised_text), {"testshire-yjs", "conference-member"}, nullptr);
  hold("role.html", as_html(sheet));
  hold("role.txt", as_text(sheet));
}

TEST(Paper, SaysWhereARoleIsGivenNothing) {
  auto const text = as_text(role_sheet(agreement(clean_text), {"testshire-police", "mentor"}, nullptr));
  EXPECT_THAT(text, HasSubstr("Nothing. This agreement gives you nothing"));
  EXPECT_THAT(text, Not(HasSubstr("istv.")));
}

TEST(Paper, GivesARoleOnlyItsOwnRules) {
  auto const text = as_text(role_sheet(agreement(clean_text), {"testshire-police", "analyst"}, nullptr));
  EXPECT_THAT(text, HasSubstr("istv.count_by_cell_hour_method, as a count"));
  EXPECT_THAT(text, Not(HasSubstr("istv.site_code,")));
  EXPECT_THAT(text, HasSubstr("Try to find out who is behind a row or a figure."));
}

/// Words of a rule that are ids, and are called something else in the definitions.
std::vector<std::string> ids_of(Rule const& rule) {
  std::vector<std::string> ids{rule.id.text, rule.gateway.text};
  for (auto const& item : rule.items) ids.push_back(item.field.text);
  for (auto const* const words : {&rule.purposes, &rule.recipient_roles}) {
    for (auto const& word : *words) {
      if (word.text.find('-') != std::string::npos) ids.push_back(word.text);
    }
  }
  return ids;
}

TEST(Paper, APageForARoleSpeaksInNamesAndNotInIds) {
  auto const loaded = catalogue::Catalogue::load(std::string{CONCORDAT_SOURCE_DIR} + "/definitions");
  ASSERT_FALSE(has_errors(loaded.findings));
  auto const spoken = names_in(loaded.catalogue);
  for (auto const* const text : {&clean_text, &personalised_text}) {
    auto const one = agreement(*text);
    for (auto const& rule : one.rules) {
      for (auto const& role : rule.recipient_roles) {
        auto const page = as_text(role_sheet(one, {rule.recipients.front().text, role.text}, nullptr, spoken));
        for (auto const& id : ids_of(rule)) EXPECT_THAT(page, Not(HasSubstr(id)));
        for (auto const* const raw : {".*", "gang-conference", "subject-or-parent", "joint-assessment", "information-handling"}) EXPECT_THAT(page, Not(HasSubstr(raw)));
      }
    }
  }
  auto const page = as_text(role_sheet(agreement(clean_text), {"testshire-police", "neighbourhood-supervisor"}, nullptr, spoken));
  EXPECT_THAT(page, HasSubstr("What this means for neighbourhood supervisor of"));
  auto const name_only = as_text(role_sheet(agreement(personalised_text), {"testshire-police", "mentor"}, nullptr, spoken));
  EXPECT_THAT(name_only, Not(HasSubstr("What must stay together"))) << "its only rule is excepted";
}

TEST(Paper, EveryLineOfTheTableSaysWhoseItemGoesToWhom) {
  auto const sheet = agreement_sheet(agreement(clean_text), names());
  auto const table = std::ranges::find_if(sheet.blocks, [](Block const& block) { return block.kind == Block::Kind::table && block.lines.front() == "From"; });
  ASSERT_NE(table, sheet.blocks.end());
  EXPECT_THAT(table->lines, ElementsAre("From", "Item", "To testshire-csp", "To testshire-police"));
  ASSERT_EQ(table->rows.size(), 5U);
  EXPECT_THAT(table->rows[1], ElementsAre("Testshire General, emergency department", "Time of the assault", "to the hour (1)", ""));
  EXPECT_THAT(table->rows[4], ElementsAre("testshire-csp", "istv.count_by_cell_hour_method", "", "as a count (2)"));
}

TEST(Paper, ManyReceiversAreSpreadOverTablesThatFitAPage) {
  auto many = agreement(clean_text);
  for (auto const* const more : {"a", "b", "c", "d", "e", "f"}) many.rules[1].recipients.push_back({more});
  std::size_t columns = 0;
  for (auto const& block : agreement_sheet(many).blocks) {
    if (block.kind != Block::Kind::table || block.lines.front() != "From") continue;
    EXPECT_LE(block.lines.size(), 7U);
    columns += block.lines.size() - 2;
    for (auto const& row : block.rows) EXPECT_EQ(row.size(), block.lines.size());
  }
  EXPECT_EQ(columns, 8U);
}

TEST(Paper, ShowsEveryTermThatIsEnforced) {
  auto const before = agreement(clean_text);
  for (auto const& [from, to] : {std::pair{"[analyst]", "[mentor]"}, {"as: hour", "as: day"}, {"min_group: 3", "min_group: 4"}, {"keep_for: P3Y", "keep_for: P2Y"},
                                 {"until: \"2027", "until: \"2028"}, {"[testshire]", "[dale]"}, {"is: [home]", "is: [street]"}, {"P12M", "P6M"},
                                 {"[enforcement-tasking]", "[strategic-assessment]"}, {"onward: none", "onward: with-discloser-agreement"},
                                 {"on_fail: suppress", "on_fail: refuse"}, {"unless_form: aggregate, ", ""}, {"every: P1M", "every: P3M"}}) {
    auto changed = agreement(replaced(std::string{clean_text}, from, to));
    changed.sha256 = before.sha256;
    EXPECT_NE(as_html(agreement_sheet(changed)), as_html(agreement_sheet(before))) << to;
    EXPECT_NE(as_text(agreement_sheet(changed)), as_text(agreement_sheet(before))) << to;
  }
}

TEST(Paper, EscapesAndLoadsNothing) {
  auto const hostile = replaced(replaced(std::string{clean_text}, "title: Assault", "title: \"<script>&'\" #"), "why: The analyst", "why: \"</table><img src=x>\" #");
  for (auto const& page : {as_html(agreement_sheet(agreement(hostile))), as_html(role_sheet(agreement(hostile), {"testshire-csp", "analyst"}, nullptr))}) {
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    EXPECT_THAT(page, Not(HasSubstr("<img")));
    EXPECT_THAT(page, HasSubstr("&lt;script&gt;&amp;&#39;"));
    for (auto const* const loads : {"src=", "href=", "url(", "@import"}) EXPECT_THAT(replaced(page, "src=x", ""), Not(HasSubstr(loads)));
  }
}

TEST(Paper, TextLinesAreShort) {
  auto const text = as_text(agreement_sheet(agreement(clean_text)));
  for (auto const line : text::split(text, '\n')) {
    auto const is_hash = line.find(agreement(clean_text).sha256) != std::string_view::npos;
    EXPECT_TRUE(is_hash || line.size() <= 80U) << line;
  }
}

TEST(Paper, TheRegister) {
  auto const one = agreement(clean_text);
  InForce const held{&one, SignatureState::complete, false, false};
  hold("register.html", as_html(register_sheet(analysis::make_register("Testshire", std::vector{held}, day("2026-06-01"), names()))));
}

}  // namespace
}  // namespace concordat::agreements::paper
