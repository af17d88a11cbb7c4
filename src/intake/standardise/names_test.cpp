// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "intake/standardise/cases_for_test.h"
#include "intake/standardise/person_name.h"

namespace concordat::intake {
namespace {

using enum Verdict;

TEST(Names, GetTheirCapitalsOnlyWhereNoneWereChosen) {
  expect_cases(std::array{Case{"name", "Smith", ok, "Smith"},
                          Case{"name", "SMITH", changed, "Smith", "", bit(Change::case_changed)},
                          Case{"name", "smith", changed, "Smith"},
                          Case{"name", "DeShawn", ok, "DeShawn"},
                          Case{"name", "McDonald", ok, "McDonald"},
                          Case{"name", "MCDONALD", changed, "McDonald"},
                          Case{"name", "MACDONALD", changed, "Macdonald"},
                          Case{"name", "O'NEIL", changed, "O'Neil"},
                          Case{"name", "O\xe2\x80\x99NEIL", changed, "O'Neil", "", bit(Change::characters)},
                          Case{"name", "SMITH-JONES", changed, "Smith-Jones"},
                          Case{"name", "Smith - Jones", changed, "Smith-Jones", "", bit(Change::spaces)},
                          Case{"name", "DE LA CRUZ", changed, "de la Cruz"},
                          Case{"name", "van der berg", changed, "van der Berg"},
                          Case{"name", "VAN ANH", changed, "Van Anh"},
                          Case{"name", "D'SOUZA", changed, "D'Souza"},
                          Case{"name", "TJ", ok, "TJ"},
                          Case{"name", "NG", changed, "Ng"},
                          Case{"name", "ZO\xc3\x8b", changed, "Zo\xc3\xab"},
                          Case{"name", "J.R.", ok, "J.R."},
                          Case{"name", "Mr Patel", changed, "Patel", "", bit(Change::prefix)},
                          Case{"name", "Mr", ok, "Mr"}});
}

TEST(Names, OfOtherScriptsAreKept) {
  expect_cases(std::array{Case{"name", "محمد", ok, "محمد"}, Case{"name", "张伟", ok, "张伟"},
                          Case{"name", "Ольга", ok, "Ольга"},
                          Case{"full_name", "ਗੁਰਪ੍ਰੀਤ ਕੌਰ", ok, "ਗੁਰਪ੍ਰੀਤ ਕੌਰ"}});
}

TEST(Names, AreHeldWhereTheyAreNoPlainName) {
  expect_cases(std::array{
      Case{"name", "Ann & Bob", review, "Ann & Bob", "name.two-people"},
      Case{"name", "Ann and Bob", review, "Ann and Bob", "name.two-people"},
      Case{"name", "Ann/Bob", review, "Ann/Bob", "name.two-people"},
      Case{"name", "Smith2", review, "Smith2", "name.digits"},
      Case{"name", "Smith (Jones)", review, "Smith (Jones)", "name.brackets"},
      Case{"name", "SMITH, ANN", review, "SMITH, ANN", "name.comma"},
      Case{"name", "------------------", invalid, "", "name.no-letters"},
      Case{"name", "Null", review, "Null", "name.could-be-blank"},
      Case{"name", "None", review, "None", "name.could-be-blank"},
      Case{
          "name",
          std::string_view{"Annabellaannabellaannabellaannabellaannabellaannabellaannabellaannabellaannabella"
                           "annabellaannabellaannabellaannabellaannabella"},
          review,
          "Annabellaannabellaannabellaannabellaannabellaannabellaannabellaannabellaannabella"
          "annabellaannabellaannabellaannabellaannabella",
          "name.long"}});
}

TEST(FullNames, AreGivenNameFirst) {
  expect_cases(std::array{Case{"full_name", "Ann Smith", ok, "Ann Smith"},
                          Case{"full_name", "SMITH, Ann", changed, "Ann Smith", "", bit(Change::reordered)},
                          Case{"full_name", "SMITH, ANN MARIE", changed, "Ann Marie Smith"},
                          Case{"full_name", "Mr John SMITH", changed, "John Smith", "", bit(Change::prefix)},
                          Case{"full_name", "DE LA CRUZ, MARIA", changed, "Maria de la Cruz"},
                          Case{"full_name", "O'NEIL, Mrs SIOBHAN", changed, "Siobhan O'Neil"},
                          Case{"full_name", "DE SOUZA MARIA", changed, "De Souza Maria"},
                          Case{"full_name", "Mr & Mrs Smith", review, "Mr & Mrs Smith", "name.two-people"},
                          Case{"full_name", "a, b, c", review, "a, b, c", "name.comma"},
                          Case{"full_name", "SMITH,", review, "SMITH,", "name.comma"},
      Case{"full_name", "Smith, Mrs.", review, "Smith, Mrs.", "name.comma"},
                          Case{"full_name", "Mr Unknown", placeholder, "", "placeholder"},
                          Case{"name", "Mr NULL", review, "Null", "name.could-be-blank"},
                          Case{"full_name", "N/K", placeholder, "", "placeholder"}});
}

TEST(FullNames, SplitWhereTheSupplierShowedHow) {
  auto const comma = split_full_name("O'NEIL, Dr SIOBHAN");
  EXPECT_EQ(comma.title, "Dr");
  EXPECT_EQ(comma.given, "Siobhan");
  EXPECT_EQ(comma.family, "O'Neil");
  EXPECT_TRUE(comma.certain);
  auto const capitals = split_full_name("Ann Marie SMITH JONES");
  EXPECT_EQ(capitals.given, "Ann Marie");
  EXPECT_EQ(capitals.family, "Smith Jones");
  EXPECT_TRUE(capitals.certain);
  auto const plain = split_full_name("Ann Marie Smith");
  EXPECT_EQ(plain.given, "Ann Marie");
  EXPECT_EQ(plain.family, "Smith");
  EXPECT_FALSE(plain.certain);
  EXPECT_EQ(split_full_name("Madonna").given, "Madonna");
  EXPECT_FALSE(split_full_name("Madonna").certain);
  EXPECT_TRUE(split_full_name("Ann and Bob Smith").two_people);
  EXPECT_TRUE(split_full_name("Ann and Bob Smith").family.empty());
  EXPECT_TRUE(split_full_name("").family.empty());
}

TEST(Phones, BecomeE164) {
  expect_cases(std::array{Case{"phone", "+447700900123", ok, "+447700900123"},
                          Case{"phone", "07700 900123", changed, "+447700900123", "", bit(Change::prefix)},
                          Case{"phone", "0044 7700 900123", changed, "+447700900123"},
                          Case{"phone", "+44 (0)7700 900123", changed, "+447700900123"},
                          Case{"phone", "447700900123", changed, "+447700900123"},
                          Case{"phone", "(0116) 496-0123", changed, "+441164960123"},
                          Case{"phone", "7700900123", review, "+447700900123", "phone.lost-zero"},
                          Case{"phone", "0800 1111", changed, "+448001111"},
                          Case{"phone", "+33 1 23 45 67 89", changed, "+33123456789"},
                          Case{"phone", "496 0123", invalid, "", "phone.no-area-code"},
                          Case{"phone", "07700 90012", invalid, "", "phone.length"},
                          Case{"phone", "+12", invalid, "", "phone.length"},
                          Case{"phone", "07700900123 / 0116 4960123", review, "", "phone.two-numbers"},
                          Case{"phone", "ask at reception", invalid, "", "phone.grammar"},
                          Case{"phone", "00000000000", placeholder, "", "placeholder"},
                          Case{"phone", "07777777777", placeholder, "", "placeholder"}});
}

TEST(Emails, AreOneAddress) {
  expect_cases(
      std::array{Case{"email", "ann@example.org", ok, "ann@example.org"},
                 Case{"email", "Ann@Example.ORG", changed, "ann@example.org", "", bit(Change::case_changed)},
                 Case{"email", "mailto:ann@example.org", changed, "ann@example.org", "", bit(Change::prefix)},
                 Case{"email", "ann@a.org; bob@b.org", invalid, "", "email.two-addresses"},
                 Case{"email", "ann@example", invalid, "", "email.grammar"},
                 Case{"email", "ann example.org", invalid, "", "email.grammar"},
                 Case{"email", "a..b@example.org", invalid, "", "email.grammar"}});
}

}  // namespace
}  // namespace concordat::intake
