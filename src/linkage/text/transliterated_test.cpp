// SPDX-License-Identifier: Apache-2.0
#include "linkage/text/transliterated.h"

#include <gtest/gtest.h>

#include "linkage/text/folding.h"
#include "linkage/text/phonetic.h"

namespace concordat::linkage {
namespace {

std::string latin(std::string_view name) { return transliterated(folded(name)); }

TEST(Transliterated, SpellsNamesOfOtherScriptsInLatinLetters) {
  EXPECT_EQ(latin("Мария Иванова"), "mariya ivanova");
  EXPECT_EQ(latin("Щербаков"), "shcherbakov") << "as passports do";
  EXPECT_EQ(latin("Γιώργος"), "giorgos");
  EXPECT_EQ(latin("王小明"), "wang xiao ming");
  EXPECT_EQ(latin("محمد"), "mahamad") << "with the vowels that the script leaves out, whichever they are";
  EXPECT_EQ(latin("გიორგი"), "giorgi");
  EXPECT_EQ(latin("민준"), "minjun");
  EXPECT_EQ(latin("李 Lee"), "li lee");
}

TEST(Transliterated, LeavesLatinNamesAsTheyAre) {
  for (auto const* const name : {"", "maria", "o", "Zoë Ñandú", "Łukasz", "1234", "Nguyễn"}) EXPECT_EQ(latin(name), folded(name)) << name;
}

TEST(Transliterated, TakesWhatIsNoText) {
  for (std::string const& name : {std::string{"\xff\xfe"}, std::string{"\xd0"}, std::string{"а\xff", 3}, std::string(2000, '\x80')}) (void)transliterated(name);
  EXPECT_EQ(transliterated("\xff"), "\xff");
}

TEST(Transliterated, MeetsTheRootOfTheUsualSpellings) {
  auto const root = [](std::string_view name) { return romanised_key(without_particles(latin(name))); };
  EXPECT_EQ(root("محمد"), root("Mohammed"));
  EXPECT_EQ(root("حسن"), root("Hassan"));
  EXPECT_EQ(root("حسين"), root("Hussein"));
  EXPECT_EQ(root("محمود"), root("Mahmoud"));
  EXPECT_EQ(root("علي"), root("Ali"));
  EXPECT_EQ(root("عمر"), root("Omar"));
  EXPECT_EQ(root("خالد"), root("Khalid"));
  EXPECT_EQ(root("فاطمة"), root("Fatima"));
  EXPECT_EQ(root("王"), root("Wang"));
  EXPECT_EQ(root("Мария"), root("Maria"));
  EXPECT_NE(root("王"), root("Li"));
}

TEST(OtherScript, IsThatOfTheFirstLetterThatIsNotLatin) {
  EXPECT_EQ(other_script_of("maria"), 0);
  EXPECT_EQ(other_script_of("zoë 12"), 0);
  EXPECT_NE(other_script_of("мария"), 0);
  EXPECT_EQ(other_script_of("мария"), other_script_of("иван"));
  EXPECT_NE(other_script_of("мария"), other_script_of("γιώργος"));
}

}  // namespace
}  // namespace concordat::linkage
