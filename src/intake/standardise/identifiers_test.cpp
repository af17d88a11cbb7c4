// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <vector>

#include "base/text.h"
#include "intake/standardise/cases_for_test.h"

namespace concordat::intake {

std::filesystem::path shared_data() {
  char const* const set = std::getenv("CONCORDAT_SHARED");
  std::filesystem::path const path = set != nullptr ? set : CONCORDAT_SOURCE_DIR "/../shared";
  return std::filesystem::exists(path) ? path : std::filesystem::path{};
}

namespace {

using enum Verdict;

TEST(Identifiers, CheckTheirDigits) {
  expect_cases(
      std::array{Case{"nhs_number", "9990000018", ok, "9990000018"},
                 Case{"nhs_number", "999 000 0018", changed, "9990000018", "", bit(Change::spaces)},
                 Case{"nhs_number", "999-000-0018", changed, "9990000018", "", bit(Change::punctuation)},
                 Case{"nhs_number", "9990000019", invalid, "", "nhs_number.check-digit"},
                 Case{"nhs_number", "9990000000", invalid, "", "nhs_number.check-digit"},
                 Case{"nhs_number", "999000001", invalid, "", "nhs_number.length"},
                 Case{"nhs_number", "99900000AB", invalid, "", "nhs_number.grammar"},
                 Case{"uln", "1000000028", invalid, "", "uln.check-digit"},
                 Case{"uln", "123", invalid, "", "uln.length"},
                 Case{"uln", "12345678AB", invalid, "", "uln.grammar"},
                 Case{"upn", "e000999999001", changed, "E000999999001", "", bit(Change::case_changed)},
                 Case{"upn", "D99999999900A", ok, "D99999999900A"},
                 Case{"upn", "X000999999001", invalid, "", "upn.check-letter"},
                 Case{"upn", "E00099999900", invalid, "", "upn.grammar"},
                 Case{"upn", "I000999999001", invalid, "", "upn.grammar"},
                 Case{"nino", "ab 12 34 56 d", changed, "AB123456D"},
                 Case{"nino", "AB123456", ok, "AB123456"},
                 Case{"nino", "AB123456E", invalid, "", "nino.grammar"},
                 Case{"nino", "QQ123456C", invalid, "", "nino.prefix"},
                 Case{"nino", "BG123456A", invalid, "", "nino.prefix"},
                 Case{"school_urn", "123456", ok, "123456"},
                 Case{"school_urn", "01AB1234526", invalid, "", "school_urn.case-urn"},
                 Case{"school_urn", "12345", invalid, "", "school_urn.grammar"},
                 Case{"uprn", "000010000001", changed, "10000001", "", bit(Change::zeros)},
                 Case{"uprn", "10000001", ok, "10000001"},
                 Case{"uprn", "1234567890123", invalid, "", "uprn.grammar"},
                 Case{"uprn", "12 High St", invalid, "", "uprn.grammar"}});
  EXPECT_EQ(standardise_one("uprn", "000010000001").number, 10000001);
}

TEST(Ulns, PassWithTheRightCheckDigit) {
  // weights 10 to 2 of 100000001 give 12, remainder 1: the check digit is 9
  expect_cases(std::array{Case{"uln", "1000000019", ok, "1000000019"},
                          Case{"uln", "1000000010", invalid, "", "uln.check-digit"}});
}

TEST(JusticeIdentifiers, CheckTheirLetter) {
  expect_cases(
      std::array{Case{"pnc", "1999/9999999V", ok, "1999/9999999V"},
                 Case{"pnc", "99/9999999V", changed, "1999/9999999V", "", bit(Change::expanded_year)},
                 Case{"pnc", "1999/42B", changed, "1999/0000042B", "", bit(Change::zeros)},
                 Case{"pnc", "19999999999v", changed, "1999/9999999V", "", bit(Change::case_changed)},
                 Case{"pnc", "1999/9999999W", invalid, "", "pnc.check-letter"},
                 Case{"pnc", "9999999V", invalid, "", "pnc.grammar"},
                 Case{"pnc", "2999/9999999V", invalid, "", "pnc.year"},
                 Case{"pnc", "1999/", invalid, "", "pnc.grammar"},
                 Case{"cro", "999999/99A", ok, "999999/99A"},
                 Case{"cro", "SF99/9K", ok, "SF99/9K"},
                 Case{"cro", "sf99/999999a", changed, "SF99/999999A", "", bit(Change::case_changed)},
                 Case{"cro", "999999/99B", invalid, "", "cro.check-letter"},
                 Case{"cro", "SF99/", invalid, "", "cro.grammar"},
                 Case{"cro", "99999999A", invalid, "", "cro.grammar"},
                 Case{"asn", "26AB01CD12345678901A", review, "26AB01CD12345678901A", "asn.unchecked"},
                 Case{"asn", "11/01ZD", invalid, "", "asn.grammar"},
                 Case{"ptiurn", "99ZZ9999999", ok, "99ZZ9999999"},
                 Case{"ptiurn", "99 zz 99999/99", changed, "99ZZ9999999"},
                 Case{"ptiurn", "123456", invalid, "", "ptiurn.school-urn"},
                 Case{"ptiurn", "ZZ999999999", invalid, "", "ptiurn.grammar"},
                 Case{"noms", "a9999zz", changed, "A9999ZZ"},
                 Case{"noms", "A99999Z", invalid, "", "noms.grammar"},
                 Case{"crn", "X999999", ok, "X999999"},
                 Case{"crn", "CR/1234/19", invalid, "", "crn.grammar"}});
}

TEST(Asns, HaveExactlyOneFittingLetter) {
  int fitting = 0;
  for (char const letter : std::string_view{"ABCDEFGHIJKLMNOPQRSTUVWXYZ"}) {
    auto const value = standardise_one("asn", std::string{"9901010199999999999"} + letter);
    if (value.verdict == ok) ++fitting;
    if (value.verdict != ok) {
      EXPECT_EQ(value.code.view(), "asn.check-letter");
    }
  }
  EXPECT_EQ(fitting, 1);
}

/// One line of CSV with quotes; the vectors hold no line ends.
std::vector<std::string> cells_of(std::string const& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (char const c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back().push_back(c);
    }
  }
  return cells;
}

struct FieldRule {
  std::string_view standardiser;
  Context context = context_of_2026();
};

/// What the catalogue says of the fields that the vectors name.
std::map<std::string, FieldRule> field_rules() {
  static std::array<std::string_view, 17> const exclusion{
      "PP", "PA", "VP", "VA", "OW", "BU", "RA", "LG", "DS", "SM", "DA", "DM", "TH", "DB", "MT", "PH", "XX"};
  static std::array<std::string_view, 3> const source_grade{"1", "2", "3"};
  std::map<std::string, FieldRule> rules{{"pnc_id", {"pnc"}},
                                         {"cro_number", {"cro"}},
                                         {"noms_number", {"noms"}},
                                         {"delius_crn", {"crn"}},
                                         {"os_gridref", {"gridref"}},
                                         {"lsoa_code", {"area_code"}},
                                         {"event_time", {"time"}},
                                         {"date_of_birth", {"date"}},
                                         {"exclusion_reason", {"code"}},
                                         {"intel_source_grade", {"code"}}};
  rules["lsoa_code"].context.area_kind = AreaKind::lsoa;
  rules["date_of_birth"].context.birth_date = true;
  rules["exclusion_reason"].context.codes = exclusion;
  rules["intel_source_grade"].context.codes = source_grade;
  return rules;
}

void expect_vector(std::vector<std::string> const& cells, FieldRule const& rule) {
  auto const& said = cells[2];
  auto const& canonical = cells[3];
  auto const value = standardise_one(rule.standardiser, cells[1], rule.context);
  if (said == "yes") {
    EXPECT_TRUE(value.verdict == ok || value.verdict == changed) << name_of(value.verdict).view();
    EXPECT_EQ(value.text, canonical);
  } else if (said == "review") {
    bool const says_placeholder = cells[4].find("placeholder") != std::string::npos;
    EXPECT_EQ(value.verdict, says_placeholder ? placeholder : review);
    // "00:00 next day": the text is the time, the number says that the day is over
    auto const next_day = canonical.ends_with(" next day");
    auto const text = next_day ? canonical.substr(0, 5) : canonical;
    if (!text.empty()) {
      EXPECT_EQ(value.text, text);
    }
    if (next_day) {
      EXPECT_EQ(value.number, 1440);
    }
  } else {
    EXPECT_EQ(said, "no");
    EXPECT_TRUE(value.verdict == invalid || value.verdict == placeholder) << name_of(value.verdict).view();
    EXPECT_TRUE(value.text.empty());
  }
}

TEST(Identifiers, ComeOutAsTheVectorsSay) {
  std::filesystem::path path = CONCORDAT_SOURCE_DIR "/definitions/identifier_test_vectors.csv";
  if (!std::filesystem::exists(path)) path = shared_data() / "domain/identifier_test_vectors.csv";
  std::ifstream file{path};
  if (!file) GTEST_SKIP() << "no identifier vectors on this machine";
  auto const rules = field_rules();
  std::string line;
  std::getline(file, line);
  int count = 0;
  while (std::getline(file, line)) {
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty() || line.starts_with('#')) continue;
    auto const cells = cells_of(line);
    ASSERT_GE(cells.size(), 5U) << line;
    SCOPED_TRACE(line);
    auto const found = rules.find(cells[0]);
    expect_vector(cells, found != rules.end() ? found->second : FieldRule{cells[0]});
    ++count;
  }
  EXPECT_GE(count, 56);
}

}  // namespace
}  // namespace concordat::intake
