// SPDX-License-Identifier: Apache-2.0
#include "agreements/together/together.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>

#include "agreements/testing.h"
#include "base/file.h"

namespace concordat::agreements {
namespace {

using testing::clean_text;
using testing::replaced;

std::vector<std::string> codes(Findings const& findings) {
  std::vector<std::string> out;
  for (auto const& finding : findings) out.push_back(finding.code);
  return out;
}

Agreement read(std::string const& text, std::string_view file) {
  auto parsed = parse(text, file);
  for (auto const& finding : parsed.findings) ADD_FAILURE() << sentence(finding);
  return parsed.agreement ? std::move(*parsed.agreement) : Agreement{};
}

/// The partnership gives the police's analysts a place of each incident, under an agreement of its own.
std::string second_text(std::string_view recipient = "testshire-police") {
  auto text = std::string{R"(agreement:
  format: concordat-agreement/1
  id: isa.testshire.places
  version: 1
  title: Places
  status: signed
  in_force: {from: "2026-05-01", until: "2027-04-01"}
  review_by: "2027-01-15"
  parties:
    - {agency: testshire-csp, kind: local-authority, acts_as: [discloser]}
    - {agency: testshire-police, kind: police, acts_as: [recipient]}
  purposes:
    - {id: violence-hotspot-analysis, because: "To find where violence happens"}
  rules:
    - id: places-to-police
      discloser: [testshire-csp]
      recipient: [testshire-police]
      recipient_roles: [analyst]
      purposes: [violence-hotspot-analysis]
      gateway: not-personal-data
      form: depersonalised
      items:
        - {field: person.role_in_concern, as: code}
      disclosure_control: {profile: counts, min_group: 5, on_fail: suppress}
      retention: {keep_for: P1Y, from: received, then: delete}
      onward: none
      why: Patrol work needs the place
)"};
  text = replaced(text, "agency: testshire-police", std::string{"agency: "}.append(recipient));
  return replaced(text, "recipient: [testshire-police]", std::string{"recipient: ["}.append(recipient) + "]");
}

struct Case {
  char const* code;
  char const* from_first;  ///< edit of the clean text
  char const* to_first;
  char const* from_second;  ///< edit of the text above
  char const* to_second;
  char const* file;  ///< where the remark is
  char const* recipient = "testshire-police";  ///< of the second
};

class Together : public ::testing::TestWithParam<Case> {
 protected:
  Together() {
    // The partnership holds none of these of its own; everybody holds the rest.
    for (auto const* const field : {"istv.assault_at", "istv.assault_place", "istv.count_by_cell_hour_method"}) {
      vocabulary.fields.find(field)->second.holders = testing::kinds({"nhs-provider"});
    }
  }
  Vocabulary vocabulary = testing::vocabulary();
};

TEST_P(Together, IsFoundExactlyOnceInWhateverOrder) {
  auto const& one = GetParam();
  auto const first = read(replaced(std::string{clean_text}, one.from_first, one.to_first), "first.yaml");
  auto const second = read(replaced(second_text(one.recipient), one.from_second, one.to_second), "second.yaml");
  auto const findings = check_together({&first, &second}, vocabulary);
  for (auto const& finding : findings) std::cout << sentence(finding) << '\n';
  ASSERT_EQ(codes(findings), std::vector<std::string>{one.code});
  EXPECT_EQ(findings.front().file, one.file);
  EXPECT_GT(findings.front().line, 0U);
  EXPECT_FALSE(findings.front().remedy.empty());
  auto const turned = check_together({&second, &first}, vocabulary);
  ASSERT_EQ(turned.size(), 1U);
  EXPECT_EQ(sentence(turned.front()), sentence(findings.front()));
  EXPECT_TRUE(check_together({&first}, vocabulary).empty());
  EXPECT_TRUE(check_together({&second}, vocabulary).empty());
}

constexpr char const* same = "status: signed";

INSTANTIATE_TEST_SUITE_P(
    Pairs, Together,
    ::testing::Values(
        Case{"conflict", "purposes: [enforcement-tasking], items: [\"istv.*\"]",
             "purposes: any, items: [person.role_in_concern]", same, same, "second.yaml"},
        Case{"mosaic-across", "items: [istv.arrival_at, istv.assault_method_other], unless_form: aggregate",
             "items: [istv.count_by_cell_hour_method, person.role_in_concern]", "", "", "first.yaml"},
        Case{"onward-none", same, same, "field: person.role_in_concern, as: code", "field: istv.assault_at, as: hour",
             "second.yaml"},
        Case{"onward-reach", "onward: none", "onward: with-discloser-agreement",
             "field: person.role_in_concern, as: code", "field: istv.assault_at, as: hour", "second.yaml", "testshire-yjs"}),
    [](auto const& one) {
      auto name = std::string{one.param.code};
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

TEST_F(Together, FindsNothingInTwoThatGoTogether) {
  auto const first = read(std::string{clean_text}, "first.yaml");
  auto const second = read(second_text(), "second.yaml");
  EXPECT_TRUE(check_together({&first, &second}, vocabulary).empty());
  EXPECT_TRUE(check_together({&first, &first}, vocabulary).empty()) << "one document named twice";
}

TEST_F(Together, ASetsEmptyWordIsNoMosaicWhereTheFormMakesItSafe) {
  auto const text = replaced(std::string{clean_text}, "items: [istv.arrival_at, istv.assault_method_other]",
                             "items: [istv.count_by_cell_hour_method, person.role_in_concern]");
  auto const first = read(replaced(text, "unless_form: aggregate", "unless_form: depersonalised"), "first.yaml");
  auto const second = read(second_text(), "second.yaml");
  EXPECT_TRUE(check_together({&first, &second}, vocabulary).empty());
}

TEST_F(Together, FindsTwoDocumentsOfOneVersionAndAReplacementOfOtherBytes) {
  auto const fourth = read(std::string{clean_text}, "fourth.yaml");
  auto const other = read(replaced(std::string{clean_text}, "title: Assault", "title: Changed assault"), "other.yaml");
  EXPECT_EQ(codes(check_together({&fourth, &other}, vocabulary)), std::vector<std::string>{"two-versions"});
  auto const fifth = [&](std::string const& hash) {
    return read(replaced(std::string{clean_text}, "version: 4",
                         hash.empty() ? "version: 5" : "version: 5\n  replaces: {version: 4, sha256: \"" + hash + "\"}"),
                "fifth.yaml");
  };
  auto const right = fifth(fourth.sha256);
  EXPECT_TRUE(check_together({&fourth, &right}, vocabulary).empty());
  auto const wrong = fifth(other.sha256);
  auto const found = check_together({&wrong, &fourth}, vocabulary);
  ASSERT_EQ(codes(found), std::vector<std::string>{"replaces-other-bytes"});
  EXPECT_EQ(found.front().severity, Severity::error);
  EXPECT_EQ(found.front().file, "fifth.yaml");
  auto const silent = fifth({});
  EXPECT_EQ(codes(check_together({&silent, &fourth}, vocabulary)), std::vector<std::string>{"replaces-nothing"});
}

TEST(Reference, NamesEveryFindingAboutSeveralTogether) {
  auto const page = read_file(std::string{CONCORDAT_SOURCE_DIR} + "/docs/formats/agreement.md", 1 << 20);
  ASSERT_TRUE(page);
  auto const section = page->substr(page->find("### About several together"));
  for (auto const* const row : {"`two-versions` | error", "`replaces-other-bytes` | error", "`replaces-nothing` | warning",
                                "`conflict` | warning", "`mosaic-across` | warning", "`onward-none` | warning", "`onward-reach` | warning"}) {
    EXPECT_NE(section.find(row), std::string::npos) << row;
  }
}

}  // namespace
}  // namespace concordat::agreements
