// SPDX-License-Identifier: Apache-2.0
// What a text that is to be public must not hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/products/identifiers.h"

namespace concordat::hub {
namespace {

using enum IdentifierKind;

class Identifiers : public ::testing::Test {
 protected:
  void SetUp() override {
    auto loaded = Forenames::load(std::filesystem::path{CONCORDAT_SOURCE_DIR} / "definitions");
    ASSERT_TRUE(loaded);
    names_ = std::move(*loaded);
  }
  [[nodiscard]] std::vector<IdentifierKind> found(std::string_view words) const { return identifiers_in(words, names_); }
  Forenames names_;
};

TEST_F(Identifiers, AreFoundHoweverTheyAreWritten) {
  std::vector<std::pair<std::string, IdentifierKind>> const planted{
      {"Her number is 943 476 5919.", nhs_number},         {"NHS 9434765919 attended", nhs_number},
      {"Ring 07700 900123 for help", telephone},           {"Ring +44 (0)7700 900123", telephone},      {"call 0113 496 0999 by day", telephone},
      {"write to j.smith@example.org", mailbox},           {"He lives near LS1 4AP now", postcode},     {"at ls14ap", postcode},
      {"on 3/7/2026 outside", full_date},                  {"born 2009-03-14", full_date},              {"on 3rd July 2026", full_date},          {"July 3 2026", full_date},
      {"the house at 12 Mill Street", address},            {"in Flat 3 above the shop", address},       {"reference 20260703", number},
      {"Mr Nowak said so", name},                          {"the boy Callum was hurt", name},           {"James Nowak was hurt", name},           {"PC Okafor came", name},
      {"his mother, Elizabeth, said", name}, {"mr smith hit the boy", name},               {"what happened to Mohammed's brother", name}};
  for (auto const& [words, kind] : planted) EXPECT_THAT(found(words), ::testing::Contains(kind)) << words;
}

TEST_F(Identifiers, AreNotFoundInWhatIsSaidOfPlacesAndFigures) {
  for (auto const* words :
       {"The north end stays hot on Friday nights.", "The market square and Mill Street, from 22:00 to 03:00, in 2026-Q3.", "Reports rose from 1,204 to 1,388, by 15 %.", "Charlotte Street and Victoria Park Road stay busy.",
        "In May and June 2026 there were 120 reports; in 2025 there were 140.", "Nothing to say, because no quarter came before.", "Between 2024 and 2026 the level stood.", "St James School works with us.",
        "Class 5 squares: 12 of 240. Mark where lights are missing.", "The emergency department knows 3 areas of 10 that the police do not."}) {
    EXPECT_TRUE(found(words).empty()) << words << ": " << words_of(found(words).front()).view();
  }
}

TEST_F(Identifiers, HaveWordsForPeople) {
  for (auto const kind : {nhs_number, telephone, mailbox, postcode, full_date, address, number, name}) EXPECT_FALSE(words_of(kind).view().empty());
}

TEST_F(Identifiers, AreNotSearchedForWithoutTheNames) {
  auto const none = Forenames::load("/nowhere");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code.view(), "public.no-names");
}

}  // namespace
}  // namespace concordat::hub
