// SPDX-License-Identifier: Apache-2.0
#include "intake/place_text/match.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

#include "base/chance.h"
#include "intake/place_text/name_finder.h"
#include "intake/place_text/testing.h"

namespace concordat::intake {
namespace {

using enum PlaceMatch;

struct Case {
  std::string_view text;
  PlaceMatch kind = PlaceMatch::none;
  std::string_view place = {};  ///< name of the entry; the first of several
};

std::string said(PlaceAnswer const& answer) {
  return std::string{name_of(answer.kind).view()} + ": " + std::string{answer.reason.view()};
}

class Matching : public testing::Test {
 protected:
  PlaceAnswer match(std::string_view text) { return match_place(gazetteer_, text, scratch_); }

  void expect(std::span<Case const> cases) {
    for (auto const& one : cases) {
      auto const answer = match(one.text);
      EXPECT_EQ(answer.kind, one.kind) << one.text << " -> " << said(answer);
      EXPECT_FALSE(answer.reason.empty()) << one.text;
      if (!answer.located()) {
        EXPECT_EQ(answer.x, 0) << one.text;
        EXPECT_EQ(answer.y, 0) << one.text;
        EXPECT_EQ(answer.accuracy_metres, 0) << one.text;
      }
      if (one.place.empty()) continue;
      GazetteerEntry const* meant = nullptr;
      for (auto const& entry : entries_) {
        if (entry.name == one.place && meant == nullptr) meant = &entry;
      }
      ASSERT_NE(meant, nullptr) << one.place;
      EXPECT_EQ(answer.x, meant->x) << one.text << " -> " << said(answer);
      EXPECT_EQ(answer.y, meant->y) << one.text;
    }
  }

  std::vector<GazetteerEntry> entries_ = place_text::town();
  Gazetteer gazetteer_ = place_text::gazetteer_of(entries_);
  PlaceScratch scratch_;
};

TEST_F(Matching, AStreetIsFoundHoweverItIsAbbreviated) {
  expect(std::array<Case, 22>{{
      {"Mill Street", exact, "Mill Street"},
      {"MILL STREET", exact, "Mill Street"},
      {"mill st", exact, "Mill Street"},
      {"Mill St.", exact, "Mill Street"},
      {"o/s 14 Mill Str", exact, "Mill Street"},
      {"nr mill-street", exact, "Mill Street"},
      {"opp. Mill  Street;", exact, "Mill Street"},
      {"street fight in mill street", exact, "Mill Street"},
      {"Hazel Cl", exact, "Hazel Close"},
      {"hazel close", exact, "Hazel Close"},
      {"Johnson Ave", exact, "Johnson Avenue"},
      {"Quarry Ln", exact, "Quarry Lane"},
      {"quarry pk rd", exact, "Quarry Park Road"},
      {"St Johns Road", exact, "St John’s Road"},
      {"Saint John's Rd", exact, "St John’s Road"},
      {"st. john’s rd", exact, "St John’s Road"},
      {"St Giles St", exact, "Saint Giles Street"},
      {"the crescent", exact, "The Crescent"},
      {"fell over on The Crescent", exact, "The Crescent"},
      {"Millrace Way", exact, "Millrace Way"},
      {"attacked by 3 males Mill Street NH3 4AB", none},  // the postcode is elsewhere
      {"Mill Street\n", exact, "Mill Street"},
  }});
}

TEST_F(Matching, AVenueIsFoundByTheNameThatPeopleUse) {
  expect(std::array<Case, 18>{{
      {"Kings Head", exact, "The King’s Head"},
      {"the king's head pub", exact, "The King’s Head"},
      {"o/s Kings Head pub, Mill St", exact, "The King’s Head"},
      {"THE KING`S HEAD", exact, "The King’s Head"},
      {"kings head car park", exact, "The King’s Head"},
      {"lamb and key", exact, "The Lamb & Key"},
      {"Lamb&Key", exact, "The Lamb & Key"},
      {"Lamb + Key beer garden", exact, "The Lamb & Key"},
      {"red lion", fuzzy, "The Red Lion Inn"},
      {"Red Lion pub", fuzzy, "The Red Lion Inn"},
      {"red lion inn", exact, "The Red Lion Inn"},
      {"zephyr bar", fuzzy, "Bar Zephyr"},
      {"bar zephyr", exact, "Bar Zephyr"},
      {"cafe rio", exact, "Café Río"},
      {"CAFÉ RÍO", exact, "Café Río"},
      {"northgate academy gates", exact, "Northgate Academy"},
      {"Elder House", fuzzy, "Elder House Care Home"},
      {"Elder House care home", exact, "Elder House Care Home"},
  }});
}

TEST_F(Matching, AVenueBeatsAStreetAndTheLongerNameTheShorter) {
  expect(std::array<Case, 6>{{
      {"Kings Head, Mill St", exact, "The King’s Head"},
      {"Mill St, Kings Head", exact, "The King’s Head"},
      {"quarry park", exact, "Quarry Park"},
      {"quarry park road", exact, "Quarry Park Road"},
      {"quarry park, quarry lane", exact, "Quarry Park"},
      {"Kings Head, Johnson Avenue", fuzzy, "The King’s Head"},  // five kilometres from it
  }});
}

TEST_F(Matching, OfNamesakesFarApartNoneIsChosenUnlessSomethingTellsThemApart) {
  expect(std::array<Case, 9>{{
      {"High Street", ambiguous},
      {"The Wheatear", ambiguous},
      {"The Wheatear, High Street", ambiguous},
      {"The Wheatear, High Street, Nor", exact, "The Wheatear"},
      {"High Street, Nor", exact, "High Street"},
      {"high st Sud", exact},
      {"high st NH3 4AB", exact},
      {"Kings Head or Red Lion Inn", ambiguous},
      {"High Street near Mill Street", ambiguous},  // 700 metres from the nearer one
  }});
  EXPECT_EQ(match("high st Sud").y, 10500);
  EXPECT_EQ(match("high st NH3 4AB").y, 10500);
}

TEST_F(Matching, AJunctionLiesBetweenItsStreets) {
  for (auto const* text :
       {"jct of Mill St & Market St", "Mill Street/Market Street", "corner market st mill st"}) {
    auto const answer = match(text);
    EXPECT_EQ(answer.kind, exact) << text;
    EXPECT_EQ(answer.x, 1030) << text;
    EXPECT_EQ(answer.y, 1045) << text;
    EXPECT_GE(answer.accuracy_metres, 120) << text;
  }
}

TEST_F(Matching, AccuracyIsFiftyMetresForAVenueAndHalfTheLengthForAStreet) {
  EXPECT_EQ(match("kings head").accuracy_metres, 50);
  EXPECT_EQ(match("quarry park").accuracy_metres, 180);
  EXPECT_EQ(match("mill street").accuracy_metres, 120);
  EXPECT_EQ(match("quarry lane").accuracy_metres, 200);
}

TEST_F(Matching, OneSlipIsForgivenInALongWord) {
  expect(std::array<Case, 20>{{
      {"Kins Head", fuzzy, "The King’s Head"},
      {"Kinsg Head", fuzzy, "The King’s Head"},
      {"Kimgs Head", fuzzy, "The King’s Head"},
      {"Kings Haed", none},  // four letters: not forgiven
      {"Quary Lane", fuzzy, "Quarry Lane"},
      {"Quarrry Ln", fuzzy, "Quarry Lane"},
      {"Jonson Avenue", fuzzy, "Johnson Avenue"},
      {"Johnsen Avenue", fuzzy, "Johnson Avenue"},
      {"Johnson Avenu", fuzzy, "Johnson Avenue"},
      {"Jomson Avenue", none},     // two slips in one word
      {"Quarry Parl Road", none},  // "parl" has four letters
      {"Nothgate Acadmy", fuzzy, "Northgate Academy"},
      {"Northgate Academy", exact, "Northgate Academy"},
      {"Hasel Close", fuzzy, "Hazel Close"},
      {"Basel Close", none},  // another name, not a slip
      {"Hazle Close", fuzzy, "Hazel Close"},
      {"mil st", none},
      {"hill street", none},
      {"OldMill Street", none},
      {"o/s TheKings Head", fuzzy, "The King’s Head"},
  }});
}

TEST_F(Matching, WordsRunTogetherArePartedWhereThereIsOneWayOnly) {
  expect(std::array<Case, 4>{{
      {"Millstreet", fuzzy, "Mill Street"},
      {"BarZephyr", fuzzy, "Bar Zephyr"},
      {"quarrylane", fuzzy, "Quarry Lane"},
      {"hazelclose", fuzzy, "Hazel Close"},
  }});
}

TEST_F(Matching, APartOfAnotherNameIsNotTheName) {
  expect(std::array<Case, 10>{{
      {"Upper Mill Street", none},
      {"Old Quarry Lane", none},
      {"Quarry Park Lane", none},
      {"Kings Head Road", none},
      {"Wheatear Avenue", none},
      {"Mill, Street", none},
      {"green lane crescent", none},
      {"close to Mill Street", exact, "Mill Street"},
      {"Mill Street close to shops", exact, "Mill Street"},
      {"Lion", none},
  }});
}

TEST_F(Matching, TextThatNamesNoPlaceOfTheGazetteerHasNone) {
  expect(std::array<Case, 15>{{
      {"public house", none},
      {"in public place", none},
      {"outside door", none},
      {"town centre", none},
      {"street", none},
      {"in the street", none},
      {"nightclub", none},
      {"at work", none},
      {"on a bus", none},
      {"Fox and Hounds, Bedale", none},
      {"hit on head with glass bottle", none},
      {"walking home", none},
      {"on the way home from work", none},
      {"Sud", none},
      {"NH3", none},
  }});
}

TEST_F(Matching, AStreetInAnotherLocalityThanTheTextSaysIsNotTaken) {
  expect(std::array<Case, 2>{{{"Mill Street, Nor", exact, "Mill Street"}, {"Mill Street, Sud", none}}});
}

/// Namesakes in two parts of a town whose boundaries are known, and a third that lies in no part.
TEST(Localities, WithBoundariesTellNamesakesApartWhereTheyAreToldByThemselves) {
  auto const gazetteer = place_text::gazetteer_of({
      {"High Street", "street", 500, 1500, 100, 0, {1}},
      {"High Street", "street", 500, 4500, 100, 0, {2}},
      {"High Street", "street", 500, 9500, 100, 0, {}},
      {"Station Road", "street", 900, 1500, 100, 0, {1}},
      {"Church Lane", "street", 700, 1500, 100, 0, {1}},
      {"Church Lane", "street", 700, 3500, 100, 0, {1}},
      {"The Wheatear", "licensed-premises", 520, 1540, 0, 0, {1}},
      {"The Wheatear", "licensed-premises", 520, 4540, 0, 0, {2}},
      {"Eastfield", "locality", 0, 0, 0, 1, {}},
      {"Castle", "locality", 0, 0, 0, 2, {}},
  });
  PlaceScratch scratch;
  auto const answer = [&](std::string_view text) { return match_place(gazetteer, text, scratch); };
  for (auto const* text : {"High St, Eastfield", "o/s shop high street eastfield", "Eastfield, High Street", "HIGH ST (EASTFIELD)"}) {
    EXPECT_EQ(answer(text).y, 1500) << text << " -> " << said(answer(text));
  }
  EXPECT_EQ(answer("High St, Castle").y, 4500);
  EXPECT_EQ(answer("The Wheatear, Castle").y, 4540);
  EXPECT_EQ(answer("High Street").kind, ambiguous);
  EXPECT_EQ(answer("Church Lane, Eastfield").kind, ambiguous) << "two of them lie there";
  EXPECT_EQ(answer("Station Road, Castle").kind, none) << "it is not in that part";
  EXPECT_EQ(answer("Castle Arms, High Street").kind, ambiguous) << "a public house of that name may stand anywhere";
  EXPECT_EQ(answer("High Street, Eastfeild").kind, ambiguous) << "a part of town is not guessed";
  EXPECT_EQ(answer("Eastfield").kind, none) << "a part of town is no place";
  EXPECT_EQ(answer("pt's home, High St, Eastfield").kind, home);
}

TEST_F(Matching, NothingToldIsMissing) {
  for (auto const* text : {"",
                           " ",
                           "\t\r\n",
                           "-",
                           "?",
                           "...",
                           "n/k",
                           "N/K",
                           "nk",
                           "n.k.",
                           "NK",
                           "unk",
                           "Unknown",
                           "unkown",
                           "n/a",
                           "None",
                           "not known",
                           "not stated",
                           "Unknown location",
                           "location unknown",
                           "pt unsure where",
                           "Not recorded",
                           "patient cannot remember",
                           "pt doesn't recall",
                           "didn't say",
                           "declined to say",
                           "Not disclosed",
                           "nil",
                           "unable to remember",
                           "refused to say where",
                           "unspecified place",
                           "NFA"}) {
    auto const answer = match(text);
    EXPECT_EQ(answer.kind, missing) << text << " -> " << said(answer);
  }
}

TEST_F(Matching, APrivateHomeIsNeverPlacedWhateverElseIsTold) {
  for (auto const* text : {"pt's home",
                           "Patient's home",
                           "patient’s home",
                           "PATIENTS HOME",
                           "pts home address",
                           "at home",
                           "home",
                           "Home",
                           "own home",
                           "in own home",
                           "home address",
                           "pts hse",
                           "pt's own flat",
                           "patinet's home",
                           "pateints home",
                           "his flat",
                           "her house",
                           "friends house",
                           "at friend's flat",
                           "partner's address",
                           "mothers home",
                           "mum's house",
                           "girlfriend’s house",
                           "ex-partner's home",
                           "at boyfriends",
                           "at friends",
                           "at his mums",
                           "indoors",
                           "at home with partner",
                           "own garden",
                           "outside own home",
                           "o/s home",
                           "home, Mill Street",
                           "pts home, 14 Mill Street",
                           "at home - 3 Hazel Close",
                           "outside patient's home on Mill St",
                           "Mill Street (home)",
                           "own home opp Kings Head",
                           "flat",
                           "in flat",
                           "at house",
                           "house party Mill Street",
                           "neighbours house",
                           "private address",
                           "student accommodation",
                           "home adress",
                           "pt home Nor"}) {
    auto const answer = match(text);
    EXPECT_EQ(answer.kind, home) << text << " -> " << said(answer);
    EXPECT_FALSE(answer.located()) << text;
  }
}

TEST_F(Matching, AHomeThatIsNobodysOwnIsAPlaceLikeOthers) {
  expect(std::array<Case, 8>{{
      {"walking home, Mill Street", exact, "Mill Street"},
      {"Mill St on way home", exact, "Mill Street"},
      {"going home from Kings Head", exact, "The King’s Head"},
      {"Elder House care home", exact, "Elder House Care Home"},
      {"care home", none},
      {"Home Bargains", none},
      {"Kelham Home Farm", exact, "Kelham Home Farm"},
      {"o/s Kelham Home Farm", exact, "Kelham Home Farm"},
  }});
}

TEST_F(Matching, AHospitalIsThePlaceOnlyWhereTheTextSaysSo) {
  expect(std::array<Case, 17>{{
      {"in A&E", exact, "Norshire General Hospital"},
      {"A+E waiting room", exact, "Norshire General Hospital"},
      {"a and e", exact, "Norshire General Hospital"},
      {"ED waiting room", exact, "Norshire General Hospital"},
      {"hospital car park", exact, "Norshire General Hospital"},
      {"outside the hospital", exact, "Norshire General Hospital"},
      {"ward 5", exact, "Norshire General Hospital"},
      {"Norshire General Hospital", exact, "Norshire General Hospital"},
      {"Norshire General", fuzzy, "Norshire General Hospital"},
      {"o/s NGH", fuzzy, "Norshire General Hospital"},
      {"Elsewhere Hospital", none},
      {"attended A&E", none},
      {"taken to hospital by friend", none},
      {"Kings Head, taken to Norshire General Hospital", exact, "The King’s Head"},
      {"Mill Street, brought to hospital", exact, "Mill Street"},
      {"next to hospital", exact, "Norshire General Hospital"},
      {"Ed hit him in Mill St", exact, "Mill Street"},
  }});
  EXPECT_EQ(match("in A&E").accuracy_metres, 150);
}

TEST_F(Matching, ThePointOfTheHospitalMayBeGiven) {
  GazetteerOptions options;
  options.hospital = GazetteerPoint{42, 43};
  auto const gazetteer = place_text::gazetteer_of({{"Mill Street", "street", 1, 2, 0}}, options);
  EXPECT_EQ(match_place(gazetteer, "hospital", scratch_).x, 42);
  auto const without = place_text::gazetteer_of({{"Mill Street", "street", 1, 2, 0}});
  EXPECT_EQ(match_place(without, "hospital", scratch_).kind, none);
}

TEST_F(Matching, NamesOfPeopleInTheTextDoNotMoveThePlace) {
  expect(std::array<Case, 4>{{
      {"Mill Street with brother of Jade Hazel", exact, "Mill Street"},
      {"o/s kings head with brother of Sam Johnson", exact, "The King’s Head"},
      {"with brother of Tom Quarry", none},
      {"Mill Street by friend Ed", exact, "Mill Street"},
  }});
}

TEST_F(Matching, TheSameTextHasTheSameAnswerWhateverCameBefore) {
  std::string const long_text(5000, 'q');
  auto const first = match("o/s Kins Head, Mill St");
  for (auto const* between : {"", "pt's home", "High Street", "caf\xe9 r\xed", "quarrylane quarrylane"}) {
    (void)match(between);
    (void)match(long_text);
    auto const again = match("o/s Kins Head, Mill St");
    EXPECT_EQ(again.kind, first.kind);
    EXPECT_EQ(again.x, first.x);
    EXPECT_EQ(again.reason, first.reason);
  }
}

TEST_F(Matching, AnyBytesHaveAnAnswerWithinBounds) {
  SeededChance chance{7};
  std::array<std::string_view, 12> const pieces{"mill", " ",    "st",  "king’s",   "\xff\xfe", ",",
                                                "/",    "home", "a&e", "\xe2\x80", "the ",     "quary lane "};
  for (auto round = 0; round < 4000; ++round) {
    std::string text;
    for (auto left = chance.below(60); left > 0; --left) {
      if (chance.below(3) == 0) {
        text.push_back(static_cast<char>(chance.below(256)));
      } else {
        text += pieces[chance.below(pieces.size())];
      }
    }
    auto const answer = match(text);
    EXPECT_EQ(answer.located(), answer.accuracy_metres > 0);
    if (!answer.located()) continue;
    EXPECT_GE(answer.x, 0);
    EXPECT_LE(answer.x, 7000);
  }
}

TEST_F(Matching, OnlyTheFirstThousandBytesAreRead) {
  EXPECT_EQ(match(std::string(1000, ' ') + "mill street").kind, exact);
  EXPECT_EQ(match(std::string(1024, ' ') + "mill street").kind, missing);
}

TEST_F(Matching, TheScratchHoldsNothingOfTheTextAfterwards) {
  for (auto const* text : {"zzyzx avenue with wxqvk", "caf\xc3\xa9 zzyzx wxqvk", "pt's home zzyzx wxqvk"}) {
    (void)match(text);
    auto const& room = scratch_.workspace();
    auto const* const bytes =
        reinterpret_cast<char const*>(&room);  // NOLINT: what lies in memory is the question
    std::string_view const memory{bytes, 4096};
    EXPECT_EQ(memory.find("zzyzx"), std::string_view::npos) << text;
    EXPECT_EQ(memory.find("wxqvk"), std::string_view::npos) << text;
  }
}

TEST_F(Matching, EveryKindHasAName) {
  for (auto const kind : {exact, fuzzy, ambiguous, home, none, missing}) EXPECT_FALSE(name_of(kind).empty());
}

}  // namespace
}  // namespace concordat::intake
