// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "linkage/text/distance_test_tools.h"
#include "linkage/text/folding.h"
#include "linkage/text/neighbours.h"
#include "linkage/text/nicknames.h"
#include "linkage/text/phonetic.h"
#include "linkage/text/utf8.h"

namespace concordat::linkage {
namespace {

std::string to_utf8(std::u32string const& text) {
  std::string out;
  for (char32_t const letter : text) append_utf8(out, letter);
  return out;
}

struct Pair {
  std::string_view given, expected;
};

TEST(Folded, LeavesWhatNamesAreComparedBy) {
  for (auto const& [given, expected] : std::vector<Pair>{{"O'Neill", "oneill"},
                                                         {"O’Neill-Özil", "oneill ozil"},
                                                         {"O´Neill", "oneill"},
                                                         {"  Anne  Marie ", "anne marie"},
                                                         {"J.K.", "j k"},
                                                         {"Łukasz Żółć", "lukasz zolc"},
                                                         {"Strauß", "strauss"},
                                                         {"Þór Ægir Ørsted Đorđe", "thor aegir orsted dorde"},
                                                         {"İbrahim Işık", "ibrahim isik"},
                                                         {"ＷＩＤＥ", "wide"},
                                                         {"Ştefan Ţepeș", "stefan tepes"},
                                                         {"Nguyễn Thị Ánh", "nguyen thi anh"},
                                                         {"Владимир Йоф", "владимир иоф"},
                                                         {"أحمد", "احمد"},
                                                         {"مُحَمَّد", "محمد"},
                                                         {"李小龙", "李小龙"},
                                                         {"कमला", "कमला"},
                                                         {"3rd", "3rd"},
                                                         {"O", "o"},
                                                         {"-", ""},
                                                         {"", ""}}) {
    EXPECT_EQ(folded(given), expected);
  }
}

TEST(Folded, ChangesNothingTheSecondTimeWhateverTheText) {
  SeededChance chance{5};
  for (int round = 0; round < 100'000; ++round) {
    std::u32string text;
    for (auto size = chance.below(10); size > 0; --size) {
      auto letter = static_cast<char32_t>(chance.below(chance.below(2) == 0 ? 0x600 : 0x20000));
      if (letter >= 0xD800 && letter < 0xE000) letter = U'a';
      text.push_back(letter);
    }
    auto const once = folded(to_utf8(text));
    ASSERT_EQ(folded(once), once) << round;
    ASSERT_TRUE(concordat::text::is_utf8(once));
  }
  EXPECT_EQ(folded("a\xFFz"), folded(folded("a\xFFz"))) << "bytes that are no text";
}

TEST(Particles, FallAwayUnlessTheyAreAllThereIs) {
  EXPECT_EQ(without_particles("al hassan"), "hassan");
  EXPECT_EQ(without_particles("de la cruz"), "cruz");
  EXPECT_EQ(without_particles("maria dos santos da silva"), "maria santos silva");
  EXPECT_EQ(without_particles("al"), "al");
  EXPECT_EQ(without_particles("van den der"), "van den der");
  EXPECT_EQ(without_particles(""), "");
  EXPECT_EQ(joined("mac donald"), "macdonald");
  EXPECT_EQ(sorted_words("maria jose"), "jose maria");
  EXPECT_EQ(words_of("a  b").size(), 2U);
}

TEST(InLatin, SpellsCyrillicAndGreek) {
  EXPECT_EQ(in_latin(folded("Щербаков Юрий")), "shcherbakov yurii");
  EXPECT_EQ(in_latin(folded("Γιώργος")), "giorgos");
  EXPECT_EQ(in_latin("李 lee"), "李 lee");
}

TEST(Soundex, IsTheArchivesOwn) {
  for (auto const& [name, key] : std::vector<Pair>{{"robert", "R163"},
                                                   {"rupert", "R163"},
                                                   {"rubin", "R150"},
                                                   {"ashcraft", "A261"},
                                                   {"tymczak", "T522"},
                                                   {"pfister", "P236"},
                                                   {"honeyman", "H555"},
                                                   {"o", "O000"},
                                                   {"washington", "W252"},
                                                   {"lee", "L000"},
                                                   {"gutierrez", "G362"},
                                                   {"jackson", "J250"},
                                                   {"", ""},
                                                   {"李", ""}}) {
    EXPECT_EQ(soundex(name), key) << name;
  }
}

bool sound_alike(std::string_view left, std::string_view right) {
  return sounds(folded(left)).meets(sounds(folded(right)));
}

TEST(Sounds, MeetForSpellingsOfOneSound) {
  for (auto const& [left, right] : std::vector<Pair>{{"Smith", "Smyth"},
                                                     {"Smith", "Schmidt"},
                                                     {"Catherine", "Katharine"},
                                                     {"Stephen", "Steven"},
                                                     {"Philip", "Filip"},
                                                     {"Knight", "Night"},
                                                     {"Wright", "Rite"},
                                                     {"Clark", "Clarke"},
                                                     {"Geoffrey", "Jeffrey"},
                                                     {"Xavier", "Zavier"},
                                                     {"Hugh", "Hew"},
                                                     {"Jose", "Hose"},
                                                     {"Michael", "Mikel"},
                                                     {"Kowalski", "Kovalsky"},
                                                     {"Gough", "Goff"},
                                                     {"Lloyd", "Loyd"}}) {
    EXPECT_TRUE(sound_alike(left, right))
        << left << " " << right << ": " << sounds(folded(left)).first << "/" << sounds(folded(left)).other
        << " " << sounds(folded(right)).first << "/" << sounds(folded(right)).other;
  }
  EXPECT_FALSE(sound_alike("Smith", "Jones"));
  EXPECT_FALSE(sound_alike("Khan", "Hussain"));
  EXPECT_FALSE(sound_alike("O", "B"));
}

TEST(RomanisedKey, MeetsForWhatRomanisationMakesOfOneName) {
  for (auto const& [left, right] : std::vector<Pair>{{"Mohammed", "Muhamad"},
                                                     {"Mohammed", "Mohamud"},
                                                     {"Yusuf", "Youssef"},
                                                     {"Yusuf", "Iosif"},
                                                     {"Chang", "Zhang"},
                                                     {"Szymanski", "Shimansky"},
                                                     {"Hsu", "Xu"},
                                                     {"Hsieh", "Xie"},
                                                     {"Ching", "Qing"},
                                                     {"Hussain", "Husseyn"},
                                                     {"Ahmed", "Akhmad"},
                                                     {"Abdullah", "Abdulla"},
                                                     {"al-Hassan", "Hasan"},
                                                     {"Jamal", "Djamel"},
                                                     {"Dzhokhar", "Jokhar"},
                                                     {"Tchaikovsky", "Czajkowski"},
                                                     {"Walid", "Oualid"},
                                                     {"Kowalczyk", "Kovalchyk"},
                                                     {"Bhatt", "Bat"},
                                                     {"Dhillon", "Dillon"},
                                                     {"Qasim", "Kassim"},
                                                     {"Gbenga", "Benga"},
                                                     {"Щербаков", "Shcherbakov"},
                                                     {"Жуков", "Zhukov"},
                                                     {"Joukov", "Zhukov"},
                                                     {"Abdel", "Abdul"},
                                                     {"Omar", "Umar"},
                                                     {"Ebrahim", "Ibrahim"},
                                                     {"Ghulam", "Gulam"},
                                                     {"Przybylski", "Pszybylski"},
                                                     {"Fatimah", "Fatima"},
                                                     {"Kwame", "Quame"}}) {
    EXPECT_EQ(romanised_key(folded(left)), romanised_key(folded(right))) << left << " " << right;
  }
  EXPECT_NE(romanised_key("khan"), romanised_key("hassan"));
  EXPECT_NE(romanised_key("li"), romanised_key("wu"));
  EXPECT_EQ(romanised_key("李"), "李") << "no Latin letter: its own key";
  EXPECT_EQ(romanised_key(""), "");
  EXPECT_FALSE(romanised_key("h").empty() || romanised_key("o").empty());
}

TEST(PhoneticKeys, ComeForAnyText) {
  SeededChance chance{6};
  for (int round = 0; round < 20'000; ++round) {
    auto text = test::random_text(chance, 12);
    std::erase_if(text, [](char32_t c) { return c >= 0xD800 && c < 0xE000; });
    auto const name = folded(to_utf8(text));
    ASSERT_TRUE(sounds(name).meets(sounds(name)));
    ASSERT_EQ(romanised_key(name).empty(), name.empty()) << name;
    auto const key = soundex(name);
    ASSERT_TRUE(key.empty() || key.size() == 4);
  }
}

TEST(DeletionKeys, MeetWithinTheirEdits) {
  SeededChance chance{7};
  for (int round = 0; round < 20'000; ++round) {
    auto const left = test::random_text(chance, 9);
    auto const right = test::random_near(chance, left, 9);
    for (unsigned const edits : {0U, 1U, 2U}) {
      auto const a = deletion_keys(left, edits);
      auto const b = deletion_keys(right, edits);
      std::vector<std::uint64_t> both;
      std::ranges::set_intersection(a, b, std::back_inserter(both));
      bool const near = test::slow_damerau(left, right) <= edits;
      bool const far = test::slow_edits(left, right, false) > 2 * edits;
      ASSERT_TRUE(!near || !both.empty());
      ASSERT_TRUE(!far || both.empty());
    }
  }
  EXPECT_EQ(deletion_keys(U"abcd", 1).size(), 5U);
  EXPECT_EQ(deletion_keys(U"aaaa", 2).size(), 3U);
  EXPECT_EQ(deletion_keys(U"", 2).size(), 1U);
  EXPECT_EQ(hash_of(U"smith"), hash_of(Letters{"smith"}));
}

Nicknames shipped() {
  std::ifstream file{CONCORDAT_SOURCE_DIR "/definitions/linkage/nicknames.yaml"};
  std::ostringstream text;
  text << file.rdbuf();
  auto names = Nicknames::from_yaml(text.str(), "definitions/linkage/nicknames.yaml");
  EXPECT_TRUE(names.has_value()) << (names ? "" : sentence(names.error().front()));
  return names ? *names : Nicknames{};
}

TEST(Nicknames, OfTheShippedTableRelateNames) {
  auto const names = shipped();
  using Relation = Nicknames::Relation;
  EXPECT_GT(names.size(), 1000U);
  EXPECT_EQ(names.relation("beth", "elizabeth"), Relation::form);
  EXPECT_EQ(names.relation("elizabeth", "liz"), Relation::form);
  EXPECT_EQ(names.relation("beth", "liz"), Relation::sibling);
  EXPECT_EQ(names.relation("william", "bill"), Relation::form);
  EXPECT_EQ(names.relation("olek", "aleksander"), Relation::form);
  EXPECT_EQ(names.relation("bill", "bill"), Relation::same);
  EXPECT_EQ(names.relation("bill", "beth"), Relation::none);
  EXPECT_EQ(names.relation("qwerty", "bill"), Relation::none);
  for (std::string_view const left : {"beth", "kate", "mo", "alex", "john", "asia", "nobody"}) {
    for (std::string_view const right :
         {"elizabeth", "catherine", "mohammed", "sasha", "ian", "joanna", "nobody"}) {
      EXPECT_EQ(names.relation(left, right), names.relation(right, left));
      std::vector<std::uint32_t> meet;
      std::ranges::set_intersection(names.stands_for(left), names.stands_for(right),
                                    std::back_inserter(meet));
      EXPECT_TRUE(left == right || (names.relation(left, right) != Relation::none) == !meet.empty());
    }
  }
}

struct BadTable {
  std::string_view text, code;
};

TEST(Nicknames, RefuseADocumentThatIsNotWhole) {
  for (auto const& [text, code] : std::vector<BadTable>{
           {"format: concordat-nicknames/2\nnames: []\n", "nicknames.format"},
           {"format: concordat-nicknames/1\nnames: [{name: bob, forms: []}]\n", "nicknames.empty"},
           {"format: concordat-nicknames/1\nnames: [{name: bob, forms: [Bob]}]\n", "nicknames.form"},
           {"format: concordat-nicknames/1\nnames: [{name: bob, forms: [rob], people: x}]\n", "unknown-key"},
           {"format: concordat-nicknames/1\n", "missing-key"}}) {
    auto const read = Nicknames::from_yaml(text, "n.yaml");
    ASSERT_FALSE(read.has_value()) << text;
    EXPECT_TRUE(std::ranges::any_of(read.error(), [&](Finding const& f) { return f.code == code; }))
        << text << read.error().front().code;
  }
  EXPECT_FALSE(Nicknames::from_yaml("{", "n.yaml").has_value());
}

}  // namespace
}  // namespace concordat::linkage
