// SPDX-License-Identifier: Apache-2.0
#include "intake/place_text/gazetteer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <string>
#include <string_view>

#include "base/chance.h"
#include "intake/place_text/name_index.h"
#include "intake/place_text/near_word.h"
#include "intake/place_text/testing.h"
#include "intake/place_text/words.h"

namespace concordat::intake {
namespace {

using place_text::gazetteer_of;

void expect_refused(std::vector<GazetteerEntry> entries, std::string_view code, std::uint64_t row,
                    GazetteerOptions options = {}) {
  auto const built = Gazetteer::build(std::move(entries), options);
  ASSERT_FALSE(built.has_value()) << code;
  EXPECT_EQ(built.error().code.view(), code);
  EXPECT_EQ(built.error().where.row, row);
  EXPECT_FALSE(built.error().remedy.empty());
}

TEST(Gazetteers, RefuseAnEntryThatCannotBeUsedAndSayWhichItIs) {
  auto const nan = std::numeric_limits<double>::quiet_NaN();
  auto const infinite = std::numeric_limits<double>::infinity();
  GazetteerEntry const good{"Mill Street", "street", 1, 2, 0};
  for (auto const* name : {"", " ", "The", "—", "&"}) {
    expect_refused({good, good, {name, "street", 1, 2, 0}}, "gazetteer.no-name", 3);
  }
  for (auto const wrong : {nan, infinite, -infinite, 1e9}) {
    expect_refused({good, {"Alder Road", "street", wrong, 2, 0}}, "gazetteer.bad-point", 2);
    expect_refused({{"Alder Road", "street", 1, wrong, 0}, good}, "gazetteer.bad-point", 1);
  }
  for (auto const wrong : {nan, infinite, -1.0}) {
    expect_refused({{"Zebra Road", "street", 1, 2, wrong}, good}, "gazetteer.bad-radius", 1);
  }
}

TEST(Gazetteers, RefuseMoreEntriesThanAreAllowedAndImpossibleOptions) {
  GazetteerOptions few;
  few.most_entries = 1;
  expect_refused({{"A1", "street", 1, 2, 0}, {"A2", "street", 1, 2, 0}}, "gazetteer.too-large", 0, few);
  for (auto const wrong : {0.0, -5.0, std::numeric_limits<double>::quiet_NaN()}) {
    GazetteerOptions options;
    options.tie_metres = wrong;
    expect_refused({}, "gazetteer.bad-option", 0, options);
    options = {};
    options.venue_metres = wrong;
    expect_refused({}, "gazetteer.bad-option", 0, options);
    options = {};
    options.street_metres = wrong;
    expect_refused({}, "gazetteer.bad-option", 0, options);
  }
  GazetteerOptions nowhere;
  nowhere.hospital = GazetteerPoint{std::numeric_limits<double>::quiet_NaN(), 0};
  expect_refused({}, "gazetteer.bad-option", 0, nowhere);
}

TEST(Gazetteers, MayBeEmptyAndStillTellHomesFromNothing) {
  auto const gazetteer = gazetteer_of({});
  PlaceScratch scratch;
  EXPECT_EQ(gazetteer.size(), 0U);
  EXPECT_EQ(match_place(gazetteer, "pt's home", scratch).kind, PlaceMatch::home);
  EXPECT_EQ(match_place(gazetteer, "n/k", scratch).kind, PlaceMatch::missing);
  EXPECT_EQ(match_place(gazetteer, "Mill Street", scratch).kind, PlaceMatch::none);
}

TEST(Gazetteers, AnswerAlikeInWhateverOrderTheirEntriesCame) {
  auto entries = place_text::town();
  auto const first = gazetteer_of(entries);
  SeededChance chance{3};
  PlaceScratch scratch;
  for (auto round = 0; round < 20; ++round) {
    for (auto i = entries.size(); i > 1; --i) std::swap(entries[i - 1], entries[chance.below(i)]);
    auto const shuffled = gazetteer_of(entries);
    EXPECT_EQ(shuffled.memory_bytes(), first.memory_bytes());
    for (auto const* text : {"Mill Street / Market Street", "The Wheatear, High Street, Nor", "Kins Head",
                             "High Street", "quary lane", "hospital"}) {
      auto const left = match_place(first, text, scratch);
      auto const right = match_place(shuffled, text, scratch);
      EXPECT_EQ(left.kind, right.kind) << text;
      EXPECT_EQ(left.x, right.x) << text;
      EXPECT_EQ(left.y, right.y) << text;
      EXPECT_EQ(left.accuracy_metres, right.accuracy_metres) << text;
    }
  }
}

TEST(Gazetteers, FindEveryNameTheyHold) {
  auto const entries = place_text::town();
  auto const gazetteer = gazetteer_of(entries);
  PlaceScratch scratch;
  for (auto const& entry : entries) {
    auto const answer = match_place(gazetteer, entry.name, scratch);
    if (entry.kind == "locality" || entry.kind == "outward-postcode") {
      EXPECT_EQ(answer.kind, PlaceMatch::none) << entry.name;
    } else if (entry.name == "High Street" || entry.name == "The Wheatear") {
      EXPECT_EQ(answer.kind, PlaceMatch::ambiguous) << entry.name;
    } else {
      EXPECT_EQ(answer.kind, PlaceMatch::exact) << entry.name;
      EXPECT_EQ(answer.x, entry.x) << entry.name;
    }
  }
}

TEST(Gazetteers, ToleratesNamesOfManyWordsAndOneStreetGivenInPieces) {
  PlaceScratch scratch;
  auto const gazetteer = gazetteer_of({
      {"The Right Worshipful Company of Weavers and Tanners Hall", "hall", 10, 10, 0},
      {"Long Lane", "street", 100, 100, 100},
      {"Long Lane", "street", 300, 100, 100},
  });
  EXPECT_EQ(match_place(gazetteer, "right worshipful company of weavers & tanners hall", scratch).x, 10);
  auto const lane = match_place(gazetteer, "long lane", scratch);
  EXPECT_EQ(lane.kind, PlaceMatch::exact);
  EXPECT_EQ(lane.x, 200);
  EXPECT_EQ(lane.accuracy_metres, 200);
}

TEST(Gazetteers, OfManyNamesakesAreAmbiguousAndNotSlow) {
  std::vector<GazetteerEntry> entries;
  for (auto i = 0; i < 3000; ++i) entries.push_back({"Church Lane", "street", i * 1000.0, 0, 100});
  entries.push_back({"Mill Street", "street", 5000, 100, 100});
  auto const gazetteer = gazetteer_of(entries);
  PlaceScratch scratch;
  EXPECT_EQ(match_place(gazetteer, "Church Lane", scratch).kind, PlaceMatch::ambiguous);
  EXPECT_EQ(match_place(gazetteer, "Mill Street", scratch).kind, PlaceMatch::exact);
}

TEST(Gazetteers, OfACountyAreCompact) {
  std::vector<GazetteerEntry> entries;
  for (auto i = 0; i < 100'000; ++i) {
    auto name = std::string{"x"};
    for (auto rest = i; rest > 0; rest /= 26) name.push_back(static_cast<char>('a' + rest % 26));
    entries.push_back({name + " Street", "street", static_cast<double>(i), 1, 50});
  }
  auto const gazetteer = gazetteer_of(entries);
  EXPECT_EQ(gazetteer.size(), 100'000U);
  EXPECT_LT(gazetteer.memory_bytes(), 40'000'000U);
}

TEST(NearWords, ForgiveASlipOfTheFingerOrTheEarAndNoMore) {
  using place_text::Slip;
  struct Pair {
    std::string_view typed;
    std::string_view meant;
    Slip slip;
  };
  for (auto const& [typed, meant, slip] : std::array<Pair, 19>{{
           {"market", "market", Slip::same},
           {"mrket", "market", Slip::forgiven_by_ear},    // a vowel left out
           {"maket", "market", Slip::forgiven},           // a consonant left out
           {"markett", "market", Slip::forgiven_by_ear},  // doubled
           {"markets", "market", Slip::forgiven_by_ear},
           {"makret", "market", Slip::forgiven},  // swapped
           {"amrket", "market", Slip::forgiven},  // the first two swapped
           {"marcet", "market", Slip::forgiven_by_ear},
           {"narket", "market", Slip::forgiven_by_ear},
           {"marjet", "market", Slip::forgiven},  // the next key
           {"marpet", "market", Slip::other},
           {"barket", "market", Slip::other},
           {"arket", "market", Slip::other},
           {"mraket", "market", Slip::forgiven},
           {"mill", "hill", Slip::other},
           {"mil", "mill", Slip::other},
           {"elder", "alder", Slip::other},
           {"barley", "harley", Slip::other},
           {"nh34a", "nh34", Slip::other},
       }}) {
    EXPECT_EQ(place_text::compare(typed, meant), slip) << typed << " for " << meant;
    EXPECT_EQ(place_text::compare(meant, typed) == Slip::other, slip == Slip::other)
        << meant << " for " << typed;
  }
}

TEST(NearWords, AreAllFoundByTheirGaps) {
  place_text::WordList list;
  SeededChance chance{11};
  std::vector<std::string> words;
  for (auto i = 0; i < 2000; ++i) {
    std::string word;
    for (auto left = 4 + chance.below(5); left > 0; --left)
      word.push_back(static_cast<char>('a' + chance.below(4)));
    words.push_back(word);
    list.add(word);
  }
  list.finish();
  std::array<place_text::NearWord, 4096> found;
  for (auto i = 0; i < 300; ++i) {
    auto typed = words[chance.below(words.size())];
    typed[chance.below(typed.size())] = static_cast<char>('a' + chance.below(4));
    std::set<place_text::WordId> expected;
    for (auto const& word : words) {
      auto const slip = place_text::compare(typed, word);
      if (slip == place_text::Slip::forgiven || slip == place_text::Slip::forgiven_by_ear)
        expected.insert(list.find(word));
    }
    std::set<place_text::WordId> got;
    auto const count = list.find_near(typed, found);
    for (std::size_t n = 0; n < count; ++n) got.insert(found[n].word);
    EXPECT_EQ(got.size(), count) << "a word came twice";
    EXPECT_EQ(got, expected) << typed;
  }
}

TEST(Words, AreFoldedAndDividedAsReceptionistsWriteThem) {
  struct Split {
    std::string_view text;
    std::vector<std::string> words;
  };
  place_text::Words words;
  for (auto const& [text, expected] : std::vector<Split>{
           {"o/s The King’s Head", {"os", "kings", "head"}},
           {"A&E", {"ae"}},
           {"A & E", {"a", "e"}},
           {"n.k.", {"nk"}},
           {"Mill/Market St", {"mill", "market", "st"}},
           {"Café Río", {"cafe", "rio"}},
           {"'Kings Head'", {"kings", "head"}},
           {"Lamb & Key", {"lamb", "key"}},
           {"\xff\xfeMill\x80", {"mill"}},
           {"", {}},
           {"NH3 4AB", {"nh3", "4ab"}},
       }) {
    place_text::split_words(text, words);
    std::vector<std::string> got;
    for (std::size_t i = 0; i < words.count; ++i) got.emplace_back(words[i]);
    EXPECT_EQ(got, expected) << text;
  }
}

TEST(Words, KnowWhichPhraseTheyBeginAndWhetherAnArticleStoodBefore) {
  place_text::Words words;
  place_text::split_words("by the Green, Mill (the) St", words);
  ASSERT_EQ(words.count, 4U);
  EXPECT_TRUE(words.words[0].opens);
  EXPECT_TRUE(words.words[1].after_the);
  EXPECT_TRUE(words.words[2].opens);
  EXPECT_FALSE(words.words[2].after_the);
  EXPECT_TRUE(words.words[3].opens);
  EXPECT_TRUE(words.joined(0));
  EXPECT_FALSE(words.joined(1));
}

TEST(Words, OfAbbreviationsAreWrittenOut) {
  for (auto const& [brief, whole] : place_text::abbreviations()) {
    EXPECT_EQ(place_text::written_out(brief), whole);
    EXPECT_EQ(place_text::written_out(std::string{whole}), whole) << "an abbreviation of an abbreviation";
  }
  EXPECT_EQ(place_text::written_out("saint"), place_text::written_out("st"));
  EXPECT_EQ(place_text::written_out("alder"), "alder");
}

}  // namespace
}  // namespace concordat::intake
