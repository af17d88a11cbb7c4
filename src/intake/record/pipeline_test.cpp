// SPDX-License-Identifier: Apache-2.0
#include "intake/record/pipeline.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/chance.h"
#include "base/text.h"
#include "intake/record/pipeline_testing.h"
#include "intake/record/seen_keys.h"

namespace concordat::intake {
namespace {

constexpr std::string_view police_head = "Crime Number,Offence Date,Offence Time,Offence Type,Easting,Northing,Grid Ref,Committed To\n";
Taken one_police(std::string const& row) { return take_all("police-incidents", std::string{police_head} + row + "\n").rows.at(0); }

// --- words of the supplier's system ----------------------------------------------------------------------------------

constexpr std::string_view istv = "Period Start,Period End,Site Code,Arrived,Assault Date/Time,Assault Method,Location Type,AssaultLocDesc\n";
constexpr std::string_view glassed = "01/07/2026,31/07/2026,RX101,21/07/2026 23:10,21/07/2026 22:30,Glassed by Sam Smith,L1,o/s the Kings Head\n";

TEST(WordsOfTheSupplier, AreToldWhereNoListKnowsThem) {
  (void)take_all("ed-istv", std::string{istv} + std::string{glassed});
  EXPECT_THAT(words_that_are_not_known, testing::Contains("istv_assault_method:Glassed by Sam Smith"));
  (void)take_all("police-incidents", std::string{police_head} + "CR/1,21/07/2026,22:30,Glassing,451000,301000,,\n");
  EXPECT_THAT(words_that_are_not_known, testing::ElementsAre("offence_class:Glassing"));
}

TEST(WordsOfTheSupplier, MeanWhatAPersonSaidAndStaySealed) {
  auto const method = shipped().field("istv_assault_method")->index;
  auto const table = take_all("ed-istv", std::string{istv} + std::string{glassed}, {}, {{method, "glassed by sam smith", "S2"}});
  auto const& row = table.rows.at(0);
  ASSERT_TRUE(row.accepted);
  EXPECT_TRUE(words_that_are_not_known.empty());
  EXPECT_NE(row.open_data.find("\"S2\""), std::string::npos) << row.open_data;
  EXPECT_EQ(row.open_data.find("Smith"), std::string::npos) << row.open_data;
  EXPECT_TRUE(row.has_identity) << "the word itself is kept, sealed";
}

TEST(PipelineOfIncidents, KeepsTheAgesOfWhoWasHurtInWholeBands) {
  auto const band_of = [](std::string const& cell) {
    auto const table = take_all("ed-istv", "Period Start,Period End,Arrived,Assault Date/Time,Assault Method,Location Type,Age Band\n01/07/2026,31/07/2026,21/07/2026 23:10,21/07/2026 22:30,S1,L1," + cell + "\n");
    EXPECT_TRUE(table.rows.at(0).accepted) << cell;
    EXPECT_FALSE(table.rows.at(0).has_identity) << cell << ": what the cell told is kept nowhere else";
    EXPECT_EQ(table.rows.at(0).open_data.find("16"), std::string::npos) << cell << table.rows.at(0).open_data;
    return std::string{table.rows.at(0).event->age_band};
  };
  EXPECT_EQ(band_of("16"), "10-17");
  EXPECT_EQ(band_of("18 to 24"), "18-24");
  EXPECT_EQ(band_of(""), "");
  EXPECT_EQ(band_of("adult"), "");
  EXPECT_EQ(one_police("CR/1,21/07/2026,22:30,ABH - S47,451000,301000,,").event->age_band, "") << "no column tells it";
}

TEST(WordsOfTheSupplier, MayNameACategory) {
  auto const offence = shipped().field("offence_class")->index;
  auto const table = take_all("police-incidents", std::string{police_head} + "CR/1,21/07/2026,22:30,Glassing of Sam,451000,301000,,\n", {},
                              {{offence, "Glassing of Sam", "violence"}});
  ASSERT_TRUE(table.rows.at(0).accepted);
  EXPECT_EQ(table.rows.at(0).category, "violence");
  EXPECT_EQ(table.rows.at(0).open_data.find("Sam"), std::string::npos) << table.rows.at(0).open_data;
}

TEST(PipelineOfIncidents, PutsTheEventTogether) {
  auto const row = one_police("CR/1,21/07/2026,22:30,ABH - S47,451000,301000,,");
  ASSERT_TRUE(row.accepted);
  EXPECT_EQ(row.category, "violence");
  EXPECT_EQ(row.month, Month::of(2026, 7));
  EXPECT_EQ(row.period, Month::of(2026, 7));
  EXPECT_EQ(row.event->utc_offset, 60);
  EXPECT_EQ(row.event->minutes, 0);
  EXPECT_EQ(row.event->place->easting, 451000);
  EXPECT_EQ(row.event->place->northing, 301000);
  EXPECT_FALSE(row.event->discovered);
  EXPECT_TRUE(row.has_identity) << "the crime number is sealed";
  EXPECT_EQ(row.open_data.find("CR/1"), std::string::npos);
  EXPECT_TRUE(row.role.empty());
}

TEST(PipelineOfIncidents, ADayAloneIsAWindowOfADayAndTwoMomentsAreTheWindowBetween) {
  auto const day = one_police("CR/1,21/07/2026,,ABH,451000,301000,,");
  ASSERT_TRUE(day.accepted);
  EXPECT_EQ(day.event->minutes, 1440);
  EXPECT_EQ(day.event->precision, Precision::day);
  auto const window = one_police("CR/1,21/07/2026,22:30,ABH,451000,301000,,22/07/2026 01:00");
  ASSERT_TRUE(window.accepted);
  EXPECT_EQ(window.event->minutes, 150);
  auto const backwards = one_police("CR/1,21/07/2026,22:30,ABH,451000,301000,,20/07/2026 01:00");
  ASSERT_TRUE(backwards.accepted);
  EXPECT_EQ(backwards.event->minutes, 0);
}

TEST(PipelineOfIncidents, AGridReferenceIsAPlaceToo) {
  auto const row = one_police("CR/1,21/07/2026,22:30,ABH,,,SK 51 01,");
  ASSERT_TRUE(row.accepted);
  ASSERT_TRUE(row.event->place);
  EXPECT_EQ(row.event->place->easting, 451500);
  EXPECT_EQ(row.event->place->accuracy, 1000);
  auto const none = one_police("CR/1,21/07/2026,22:30,ABH,,,,");
  ASSERT_TRUE(none.accepted);
  EXPECT_FALSE(none.event->place);
}

TEST(PipelineOfIncidents, AnUnknownWordIsOtherAndNoViolence) {
  auto const row = one_police("CR/1,21/07/2026,22:30,Littering,451000,301000,,");
  ASSERT_TRUE(row.accepted);
  EXPECT_EQ(row.category, "other");
}

TEST(PipelineOfIncidents, RowsThatCannotBeUsedSayWhy) {
  struct Case {
    std::string row;
    std::string_view code;
  };
  for (auto const& one : {Case{",21/07/2026,22:30,ABH,451000,301000,,", "key.missing"}, {"CR/1,,22:30,ABH,451000,301000,,", "event.no-month"},
                          {"CR/1,21/07/2026,22:30,ABH,451000", "row.ragged"}, {"CR/1,21/07/2026,22:30,,451000,301000,,", "field.needed"}}) {
    auto const row = one_police(one.row);
    EXPECT_FALSE(row.accepted) << one.row;
    EXPECT_THAT(row.codes, ::testing::Contains(one.code)) << one.row;
  }
  for (auto const* bad : {"CR/1,31/06/2026,22:30,ABH,451000,301000,,", "CR/1,21/07/2029,22:30,ABH,451000,301000,,"}) {
    EXPECT_FALSE(one_police(bad).accepted) << bad;
    EXPECT_FALSE(one_police(bad).codes.empty()) << bad;
  }
}

TEST(PipelineOfIncidents, ACoordinateThatIsNoneCostsTheRowItsPlaceOnly) {
  auto const row = one_police("CR/1,21/07/2026,22:30,ABH,9451000,301000,,");
  ASSERT_TRUE(row.accepted);
  EXPECT_FALSE(row.event->place);
  EXPECT_EQ(row.codes.size(), 1U);
}

TEST(PipelineOfIncidents, OddTextIsKeptAndSaid) {
  auto const codes_of = [](std::string_view place) {
    auto const table = take_all("ed-istv", "Assault Date and Time,Assault Location Description\n2026-07-03 23:10," + std::string{place} + "\n");
    EXPECT_EQ(table.rows.size(), 1U);
    EXPECT_TRUE(table.rows.at(0).accepted) << place;
    EXPECT_FALSE(table.rows.at(0).has_identity) << place << ": words for a place are read and forgotten";
    return table.rows.at(0).codes;
  };
  for (auto const* place : {"=1+1", " @SUM(A1)", "+cmd|x", "-(1)", "\xef\xbc\x9d" "1"}) {
    EXPECT_THAT(codes_of(place), ::testing::ElementsAre("cell.formula-like")) << place;
  }
  EXPECT_THAT(codes_of("\xe2\x80\xae" "gnp.exe"), ::testing::ElementsAre("cell.hidden-characters"));
  for (auto const* place : {"High St", "- none", "-3", "+44 116 496 0000", "a=b", "caf\xc3\xa9 \xe2\x80\x93 bar"}) {
    EXPECT_THAT(codes_of(place), ::testing::IsEmpty()) << place;
  }
}

TEST(PipelineOfIncidents, ACellThatTheReaderRemarkedOnIsUsedOrNotAndSaid) {
  auto const& one = profile("ed-istv");
  std::vector<std::string> const columns{"Assault Date and Time", "Assault Location Description"};
  auto const compiled = map_by_headers(one, columns, shipped());
  ASSERT_TRUE(compiled.mapping);
  FeedQuality quality{std::vector<std::string>(one.columns.size())};
  PointMemory points;
  PipelineOptions options;
  options.received = *parse_instant("2026-11-21T10:00:00Z");
  RecordPipeline pipeline{one, *compiled.mapping, shipped(), options, quality, points};
  std::vector<std::string_view> const cells{"2026-07-03T23:10", "High St"};
  struct Case {
    CellRemark remark;
    bool accepted;
    std::string_view code;
  };
  for (auto const& turn : {Case{{0, Remark::formula}, true, "cell.formula"}, Case{{0, Remark::formula_unvalued}, false, "cell.formula-without-value"},
                           Case{{0, Remark::error_value}, false, "cell.error-value"}, Case{{1, Remark::error_value}, true, "cell.error-value"},
                           Case{{1, Remark::nul}, true, "cell.nul"}}) {
    std::vector<CellRemark> const remarks{turn.remark};
    auto const outcome = pipeline.take({.row = 2, .cells = cells, .remarks = remarks});
    EXPECT_EQ(outcome == RecordPipeline::Outcome::accepted, turn.accepted) << turn.code;
    ASSERT_FALSE(pipeline.faults().empty()) << turn.code;
    EXPECT_EQ(pipeline.faults().front().code.view(), turn.code);
    EXPECT_EQ(pipeline.faults().front().column, turn.remark.cell + 1);
  }
}

TEST(PipelineOfIncidents, ABadDateIsSaidOnce) {
  EXPECT_EQ(one_police("CR/1,31/06/2026,22:30,ABH,451000,301000,,").codes.size(), 1U);
}

TEST(PipelineOfIncidents, TheAreasAreAskedAndAPointOutsideIsKeptOnNoMap) {
  auto const text = std::string{police_head} + "CR/1,21/07/2026,22:30,ABH,451000,301000,,\nCR/2,21/07/2026,22:30,ABH,100,100,,\n";
  auto const table = take_all("police-incidents", text, [](CleanPlace const& place, std::string_view) {
    return AreaAnswer{place.easting > 1000 ? 1 : -1, -1};
  });
  EXPECT_TRUE(table.rows[0].codes.empty());
  EXPECT_TRUE(table.rows[1].accepted);
  EXPECT_THAT(table.rows[1].codes, ::testing::UnorderedElementsAre("place.outside-partnership", "unit.doubtful", "unit.doubtful")) << "they may be kilometres"; 
}

TEST(PipelineOfAmbulanceCalls, DegreesBecomeMetresAndSwappedPairsAreTold) {
  auto const text = "call_id,call_time,lat,lon,nature_of_call\n1,2026-07-21T22:30,52.6,-1.25,Assault\n2,2026-07-21T22:30,-1.25,52.6,Assault\n"
                    "3,2026-07-21T22:30,0,0,Assault\n4,2026-07-21T22:30,48.8,2.3,Assault\n";
  auto const table = take_all("ambulance-calls", text);
  ASSERT_EQ(table.rows.size(), 4U);
  ASSERT_TRUE(table.rows[0].accepted);
  EXPECT_NEAR(table.rows[0].event->place->easting, 450850, 300);
  EXPECT_THAT(table.rows[1].codes, ::testing::ElementsAre("latitude.looks-like-longitude", "longitude.looks-like-latitude"));
  EXPECT_FALSE(table.rows[1].event->place);
  EXPECT_TRUE(table.rows[2].accepted) << "no place is no fault";
  EXPECT_FALSE(table.rows[2].event->place);
  EXPECT_FALSE(table.rows[3].event->place) << "Paris";
  EXPECT_FALSE(table.rows[3].codes.empty());
}

constexpr std::string_view people = "Record ID,Name,Date of Birth,Role,NHS Number,Ethnicity,Nationality\n";

TEST(PipelineOfIncidents, WordsThatNoListKnowsAreSealedWhereTheyMightNameSomebody) {
  auto const row = one_police("CR/1,21/07/2026,22:30,Zebulonia Quackenbosh,451000,301000,,");
  ASSERT_TRUE(row.accepted);
  EXPECT_EQ(row.category, "other");
  EXPECT_EQ(row.open_data.find("Zebulonia"), std::string::npos);
  EXPECT_TRUE(row.has_identity);
  auto const known = one_police("CR/1,21/07/2026,22:30,Common assault,451000,301000,,");
  EXPECT_NE(known.open_data.find("Common assault"), std::string::npos);
}

TEST(PipelineOfPeople, WithoutARoleNoRecord) {  // S01
  auto const text = std::string{people} +
                    "1,Anna Aster,01/02/2010,Victim,,,\n2,Ben Birch,01/02/2010,,,,\n3,Cay Cedar,01/02/2010,offender,,,\n"
                    "4,Dee Dill,01/02/2010,nominal,,,\n5,Eve Elm,01/02/2010,AGGRIEVED,,,\n";
  auto const table = take_all("person-list", text);
  ASSERT_EQ(table.rows.size(), 5U);
  EXPECT_TRUE(table.rows[0].accepted);
  EXPECT_EQ(table.rows[0].role, "victim");
  for (auto const row : {1, 2, 3}) {
    EXPECT_FALSE(table.rows[static_cast<std::size_t>(row)].accepted) << row;
    EXPECT_EQ(table.rows[static_cast<std::size_t>(row)].codes.size(), 1U) << row;
  }
  EXPECT_EQ(table.rows[4].role, "victim");
  EXPECT_THAT(table.rows[1].codes, ::testing::ElementsAre("person.no-role"));
}

TEST(PipelineOfPeople, NothingThatNamesAPersonRestsInTheOpen) {
  auto const table = take_all("person-list", std::string{people} + "1,Zebulonia Quackenbosh,01/02/2010,Victim,943 476 5919,A1,Utopian\n");
  ASSERT_TRUE(table.rows.at(0).accepted);
  EXPECT_TRUE(table.rows[0].has_identity);
  EXPECT_FALSE(table.rows[0].event);
  for (auto const* word : {"Zebulonia", "Quackenbosh", "943", "2010", "A1", "Utopian"}) {
    EXPECT_EQ(table.rows[0].open_data.find(word), std::string::npos) << word;
  }
  for (auto const& column : table.open_columns) {
    EXPECT_EQ(shipped().field(column)->storage, catalogue::Storage::open) << column;
  }
}

TEST(PipelineOfPeople, OpenDataIsJsonWhateverStandsInTheCells) {
  SeededChance dice{3};
  constexpr std::string_view signs = "a\\{}[]:'\x01\x7f,\n é";
  std::string text{people};
  for (int i = 0; i < 300; ++i) {
    std::string cell;
    for (std::uint64_t length = dice.below(12); length > 0; --length) cell += signs[dice.below(signs.size())];
    if (!text::is_utf8(cell)) cell = "x";
    text += fmt::format("{},\"{}\",01/02/2010,Victim,\"{}\",\"{}\",x\n", i, cell, cell, cell);
  }
  for (auto const& row : take_all("person-list", text).rows) {
    if (!row.accepted) continue;
    auto const json = Json::parse(row.open_data);
    ASSERT_TRUE(json) << row.open_data;
    EXPECT_TRUE(json->is_array());
  }
}

TEST(PipelineOfAssaults, TheReportingPeriodIsNotTheMonthOfTheAssault) {
  auto const text = "Reporting Period Start Date,Assault Date and Time,Assault Location Type,Assault Location\n"
                    "2026-08-01,2026-07-31 23:50,L1,by the bridge\n";
  auto const row = take_all("ed-istv", text).rows.at(0);
  ASSERT_TRUE(row.accepted);
  EXPECT_EQ(row.month, Month::of(2026, 7));
  EXPECT_EQ(row.period, Month::of(2026, 8));
  EXPECT_EQ(row.place_type, "street");
  EXPECT_TRUE(row.key.empty()) << "the set has no id";
  EXPECT_EQ(row.open_data.find("bridge"), std::string::npos) << "the text can name somebody: it is sealed";
}

TEST(PipelineOfAdmissions, TheCodeDecidesByItsRangeAndOnlyTheMonthIsKept) {
  auto const table = take_all("hospital-admissions",
                              "ADMIDATE,DIAG_01,Postcode District\n20260903,X99.4,NH3\n2026-09-04,f10.2,NH3\n04/09/2026,Y91,NH3\n"
                              "05/09/2026,Y10.1,NH3\n06/09/2026,,NH3\n");
  std::vector<std::string> categories;
  for (auto const& row : table.rows) categories.push_back(row.category);
  EXPECT_THAT(categories, ::testing::ElementsAre("violence", "substance_harm", "substance_harm", "other", ""));
  ASSERT_TRUE(table.rows[0].event);
  EXPECT_EQ(table.rows[0].event->month, Month::of(2026, 9));
  EXPECT_FALSE(table.rows[0].event->starts) << "the day rests sealed";
  EXPECT_FALSE(table.rows[0].event->place) << "where a patient lives is not where it happened";
  EXPECT_THAT(table.rows[4].codes, ::testing::Contains("field.needed"));
}

TEST(PipelineOfInjuries, WithoutATimeOfItsOwnAnInjuryIsOfTheMonthItWasSeen) {
  auto const table = take_all("injury-attendances",
                              "Seen,Date/Time of Injury,Cause of Injury,Mechanism\n02/09/2026 10:00,01/09/2026 23:10,Assault,S2\n"
                              "03/09/2026 10:00,,Fall,S1\n,01/09/2026 23:10,Assault,S1\n");
  ASSERT_TRUE(table.rows[0].accepted);
  EXPECT_EQ(table.rows[0].category, "violence");
  EXPECT_TRUE(table.rows[0].event->starts);
  ASSERT_TRUE(table.rows[1].accepted);
  EXPECT_EQ(table.rows[1].category, "injury");
  EXPECT_EQ(table.rows[1].month, Month::of(2026, 9));
  EXPECT_FALSE(table.rows[1].event->starts);
  EXPECT_FALSE(table.rows[2].accepted);
}

TEST(PipelineOfInjuries, WithADateAloneAreOfADayOfTwentyThreeHoursWhereTheClocksGoForward) {
  auto const table = take_all("injury-attendances", "Seen,Injury Date,Cause of Injury\n30/03/2026 10:00,29/03/2026,Assault\n30/03/2026 10:00,28/03/2026,Assault\n27/10/2025 10:00,26/10/2025,Assault\n");
  std::vector<int> minutes;
  for (auto const& row : table.rows) minutes.push_back(row.event ? row.event->minutes : -1);
  EXPECT_THAT(minutes, ::testing::ElementsAre(23 * 60, 24 * 60, 25 * 60));
}

TEST(PipelineOfInjuries, SaidToBeDomesticHappenedInAPrivatePlaceWhateverTheKindOfPlaceSays) {
  auto const table = take_all("injury-attendances",
                              "Seen,Cause of Injury,Location Type\n02/09/2026 10:00,Domestic assault,L1\n03/09/2026 10:00,Domestic assault,L3\n04/09/2026 10:00,Assault,L1\n");
  std::vector<std::string> kinds;
  for (auto const& row : table.rows) kinds.push_back(row.place_type);
  EXPECT_THAT(kinds, ::testing::ElementsAre("private", "private", "street")) << "at home or elsewhere: that it was domestic is all the same to a map";
}

TEST(PipelineOfIncidents, FlaggedAsDomesticAbuseHappenedInAPrivatePlace) {
  auto const kind = [](std::string_view flag) {
    auto const row = take_all("police-incidents", "Crime Number,Offence Date,Offence Type,DA Flag\nCR/1,21/07/2026,ABH," + std::string{flag} + "\n").rows.at(0);
    EXPECT_TRUE(row.accepted) << flag;
    EXPECT_EQ(row.open_data.find("DA"), std::string::npos) << "the flag itself is sealed";
    return row.place_type;
  };
  for (auto const* yes : {"Y", "yes", "1", "TRUE"}) EXPECT_EQ(kind(yes), "private") << yes;
  for (auto const* no : {"N", "no", "0", ""}) EXPECT_EQ(kind(no), "") << no;
  for (auto const* unsaid : {"Unknown", "UNK", "not known", "Not stated", "U", "?", "Not asked"}) EXPECT_EQ(kind(unsaid), "") << unsaid << ": nobody said yes";
  EXPECT_EQ(kind("perhaps"), "private") << "what cannot be read may say yes";
}

TEST(PipelineOfFires, AKindOfPlaceThatNoListKnowsIsAskedAboutAndNoneUntilThen) {
  constexpr std::string_view head = "Incident Number,Incident Date,Incident Category,Property Type\n";
  auto const row_of = [&](std::string_view kind, std::vector<MappedWord> words = {}) {
    return take_all("fire-incidents", fmt::format("{}F/1,21/07/2026,Violence against staff,{}\n", head, kind), {}, std::move(words)).rows.at(0);
  };
  EXPECT_EQ(row_of("street").place_type, "street");
  EXPECT_EQ(row_of("Dwelling").place_type, "home");
  EXPECT_TRUE(words_that_are_not_known.empty());
  auto const unknown = row_of("Abode of Sam");
  ASSERT_TRUE(unknown.accepted);
  EXPECT_EQ(unknown.place_type, "") << "no map draws it";
  EXPECT_THAT(words_that_are_not_known, ::testing::ElementsAre("location_type:Abode of Sam"));
  EXPECT_EQ(unknown.open_data.find("Sam"), std::string::npos) << unknown.open_data;
  EXPECT_EQ(row_of("Abode of Sam", {{shipped().field("location_type")->index, "Abode of Sam", "Dwelling"}}).place_type, "home");
  EXPECT_TRUE(words_that_are_not_known.empty());
}

// --- assaults of which only the arrival at a department is known -------------------------------------------------------

Taken one_arrival(std::string_view arrived, std::string_view assaulted, std::string_view date = "") {
  return take_all("ed-istv", fmt::format("Period Start,Arrived,Assault Date/Time,Assault Date,Site Code\n01/07/2026,{},{},{},X\n", arrived, assaulted, date)).rows.at(0);
}

TEST(PipelineOfAssaults, WithoutATimeAreOfTheTwentyFourHoursBeforeTheArrival) {
  auto const known = one_arrival("12/07/2026 02:30", "12/07/2026 01:10");
  ASSERT_TRUE(known.accepted);
  EXPECT_EQ(known.event->precision, Precision::minute);
  auto const row = one_arrival("12/07/2026 02:30", "");
  ASSERT_TRUE(row.accepted);
  EXPECT_EQ(row.event->precision, Precision::unknown);
  EXPECT_EQ(row.event->minutes, 1440);
  EXPECT_EQ(*row.event->starts, *known.event->starts + 80 - 1440);
  EXPECT_EQ(row.event->utc_offset, 60);
  auto const day_of_arrival = one_arrival("12/07/2026", "");
  ASSERT_TRUE(day_of_arrival.accepted);
  EXPECT_EQ(day_of_arrival.event->minutes, 2880) << "the whole day of the arrival, and the one before";
}

TEST(PipelineOfAssaults, WithoutATimeCountInTheMonthAndQuarterOfTheArrival) {
  struct Case {
    std::string_view arrived;
    Month month;
  };
  for (auto const& one : {Case{"01/07/2026 00:00", Month::of(2026, 7)}, {"01/07/2026 02:30", Month::of(2026, 7)}, {"30/06/2026 23:59", Month::of(2026, 6)},
                          {"01/01/2026 00:30", Month::of(2026, 1)}}) {
    auto const row = one_arrival(one.arrived, "");
    ASSERT_TRUE(row.accepted) << one.arrived;
    EXPECT_EQ(row.event->month, one.month) << one.arrived;
  }
}

TEST(PipelineOfAssaults, WithADateOrATimeThatCannotBeReadAreNotGuessed) {
  auto const dated = one_arrival("12/07/2026 02:30", "", "11/07/2026");
  ASSERT_TRUE(dated.accepted);
  EXPECT_EQ(dated.event->precision, Precision::day);
  auto const unreadable = one_arrival("12/07/2026 02:30", "31/06/2026 01:10");
  EXPECT_FALSE(unreadable.accepted) << "it is corrected where it was typed";
  auto const nothing = one_arrival("", "");
  EXPECT_FALSE(nothing.accepted);
}

TEST(PipelineOfAssaults, OfASpreadsheetsEmptyCellAreOfTheDayBeforeTheArrivalAndTold) {
  for (auto const* zero : {"02/01/1900 01:10", "15/06/1900 00:00"}) {
    auto const row = one_arrival("12/07/2026 02:30", zero);
    ASSERT_TRUE(row.accepted) << zero;
    EXPECT_EQ(row.event->precision, Precision::unknown) << zero;
    EXPECT_EQ(row.event->month, Month::of(2026, 7)) << zero;
    EXPECT_THAT(row.codes, ::testing::Contains("event.spreadsheet-zero")) << zero;
  }
  for (auto const* empty : {"30/12/1899 00:00", "01/01/1900 00:00"}) {
    auto const row = one_arrival("12/07/2026 02:30", empty);
    ASSERT_TRUE(row.accepted) << empty << " is read as blank";
    EXPECT_EQ(row.event->precision, Precision::unknown) << empty;
  }
  auto const incident = take_all("police-incidents", "Crime Number,Offence Date,Offence Type\nCR/1,02/01/1900,ABH\n").rows.at(0);
  EXPECT_FALSE(incident.accepted) << "where no arrival says when, it is corrected";
  EXPECT_THAT(incident.codes, ::testing::ElementsAre("event.spreadsheet-zero"));
}

TEST(PipelineOfAssaults, AfterTheArrivalAreOfTheDayBeforeItAndTold) {
  auto const late = one_arrival("12/07/2026 02:30", "12/07/2026 03:10");
  ASSERT_TRUE(late.accepted);
  EXPECT_THAT(late.codes, ::testing::ElementsAre("event.after-arrival"));
  EXPECT_EQ(late.event->precision, Precision::unknown);
  EXPECT_EQ(late.event->minutes, 1440);
  EXPECT_TRUE(one_arrival("12/07/2026 02:30", "12/07/2026 02:30").codes.empty()) << "at the same minute";
  EXPECT_TRUE(one_arrival("12/07/2026 02:30", "", "12/07/2026").event->precision == Precision::day) << "a day alone begins before it";
  EXPECT_THAT(one_arrival("12/07/2026", "12/07/2026 23:10").codes, ::testing::Not(::testing::Contains("event.after-arrival"))) << "an arrival of which the day alone is known";
}

TEST(PipelineOfAssaults, SayOfHowManyTheTimeThePlaceAndTheMethodCanBeUsed) {
  auto const table = take_all("ed-istv",
                              "Period Start,Arrived,Assault Date/Time,Site Code,Assault Method,Assault Location\n"
                              "01/07/2026,12/07/2026 02:30,12/07/2026 01:10,X,,the bridge\n"
                              "01/07/2026,12/07/2026 02:30,,X,,\n"
                              "01/07/2026,12/07/2026 02:30,12/07/2026 03:10,X,,\n"
                              "01/07/2026,,,X,,\n");
  ASSERT_EQ(table.usable.size(), 3U);
  EXPECT_EQ(table.usable[0].what.view(), "a time of day");
  EXPECT_EQ(table.usable[0].rows, 3U) << "the row that was set aside is no event";
  EXPECT_EQ(table.usable[0].usable, 1U);
  EXPECT_THAT(table.usable[0].columns, ::testing::ElementsAre("Assault Date/Time"));
  EXPECT_TRUE(table.usable[1].only_hub) << "nobody here can look up a place told in words";
  EXPECT_THAT(table.usable[1].columns, ::testing::ElementsAre("Assault Location"));
  EXPECT_EQ(table.usable[2].what.view(), "a method");
  EXPECT_EQ(table.usable[2].usable, 0U);
  auto const placed = take_all("police-incidents", "Crime Number,Offence Date,Offence Type,Easting,Northing\nCR/1,02/07/2026,ABH,455000,206000\nCR/2,02/07/2026,ABH,,\n");
  ASSERT_GE(placed.usable.size(), 2U);
  EXPECT_FALSE(placed.usable[1].only_hub);
  EXPECT_EQ(placed.usable[1].usable, 1U);
  EXPECT_EQ(placed.usable[1].rows, 2U);
}

TEST(PipelineOfExclusions, AChildIsAtRiskAndTheReasonIsSealed) {
  auto const table = take_all("school-exclusions",
                              "UPN,Legal Surname,Forename,Exclusion Start Date,Exclusion Category,Reason 1,Ethnic Code\n"
                              "T00090000100X,Smith,Ann,07/09/2026,Fixed term,OW,WBRI\nT00090000100X,Smith,Ann,Sep 2026,PERM,QQ,\n");
  auto const& row = table.rows[0];
  EXPECT_EQ(row.role, "at_risk_child");
  EXPECT_EQ(row.category.empty() ? std::string{"none"} : row.category, row.accepted ? "exclusion" : "none");
  EXPECT_EQ(row.open_data.find("OW"), std::string::npos);
  EXPECT_EQ(row.open_data.find("WBRI"), std::string::npos);
  EXPECT_EQ(table.rows[1].period, Month::of(2026, 9)) << "a date that is only a month is that month";
}

TEST(PipelineOfLabels, AJudgementWithoutWhatItRestsOnIsNotTaken) {
  constexpr std::string_view heading = "YJ Number,Surname,Involvement,As At,ROSH,Assessed By,Basis,Assessment Date,Next Review\n";
  auto const one = [&](std::string_view row) { return take_all("youth-justice", std::string{heading} + std::string{row} + "\n").rows.at(0); };
  EXPECT_TRUE(one("YJ1,Smith,On order,30/09/2026,,,,,").accepted) << "without a judgement nothing is owed";
  auto const whole = one("YJ1,Smith,On order,30/09/2026,High,A Worker,AssetPlus,01/09/2026,01/03/2027");
  EXPECT_TRUE(whole.accepted);
  EXPECT_TRUE(whole.codes.empty()) << "a review lies ahead";
  for (auto const* bare : {"YJ1,Smith,On order,30/09/2026,High,,AssetPlus,01/09/2026,01/03/2027", "YJ1,Smith,On order,30/09/2026,High,A Worker,AssetPlus,01/09/2026,",
                           "YJ1,Smith,On order,30/09/2026,High,A Worker,,01/09/2026,01/03/2027", "YJ1,Smith,On order,30/09/2026,High,A Worker,AssetPlus,,01/03/2027"}) {
    auto const row = one(bare);
    EXPECT_FALSE(row.accepted) << bare;
    EXPECT_THAT(row.codes, ::testing::Contains("label.unsupported")) << bare;
  }
  auto const over = one("YJ1,Smith,On order,30/09/2026,High,A Worker,AssetPlus,01/09/2009,01/03/2010");
  EXPECT_FALSE(over.accepted) << "what was to be reviewed long ago holds no more";
  EXPECT_THAT(over.codes, ::testing::Contains("label.over"));
  auto const home = take_all("adult-social-care", "Mosaic ID,Adult at Risk,Concern Received,Home Takeover\nM1,Ann Smith,01/09/2026,No\nM2,Ann Smith,01/09/2026,Yes\n");
  EXPECT_TRUE(home.rows[0].accepted) << "that there is none is no judgement";
  EXPECT_FALSE(home.rows[1].accepted);
  EXPECT_FALSE(one("YJ1,Smith,Offender,30/09/2026,,,,,").accepted) << "that is no role";
}

TEST(PipelineOfReturns, EachPrescribedItemIsThereOrPartlyOrStatedNilOrMissing) {
  auto const table = take_all("s17a-fire",
                              "Schedule Item,Quarter,Date,Time,Location,Count\n3(a),2026-07,01/07/2026,22:10,Mill Street,\n3(a),2026-08,02/08/2026,09:00,High Street,\n"
                              "PI03b,2026-07,01/07/2026,,Mill Street,\n3(d),2026-09,,,,0\n4,2026-09,01/09/2026,10:00,,\n2(h),2026-09,01/09/2026,10:00,x,\nmalicious false alarm call,2026-09,01/09/2026,10:00,x,\n");
  std::vector<std::string> states;
  for (auto const& item : table.items) states.push_back(item.number + " " + std::string{name_of(item.state).view()});
  EXPECT_THAT(states, ::testing::ElementsAre("3(a) present", "3(b) partly", "3(c) absent", "3(d) nil", "3(e) absent", "4 partly"));
  EXPECT_EQ(table.items[0].rows, 2U);
  EXPECT_TRUE(table.items[0].remedy.empty());
  ASSERT_EQ(table.items[1].missing.size(), 1U);
  EXPECT_EQ(table.items[1].missing[0].title, "time");
  EXPECT_FALSE(table.items[2].remedy.empty());
  EXPECT_EQ(table.items[5].rows, 2U) << "an item goes by its title too";
  EXPECT_EQ(table.items[5].missing[0].rows, 1U);
  EXPECT_THAT(table.rows[5].codes, ::testing::ElementsAre("return.unknown-item")) << "the police owe that item";
  for (auto const& row : table.rows) EXPECT_FALSE(row.event) << "a return is no second telling of the same event";
}

TEST(PipelineOfReturns, TheFilesOfAQuarterAddUp) {
  constexpr std::string_view heading = "Schedule Item,Quarter,Date,Time,Location,Count\n";
  auto const july = take_all("s17a-fire", std::string{heading} + "3(a),2026-07,01/07/2026,22:10,Mill Street,\n3(c),2026-07,01/07/2026,,Mill Street,\n");
  auto const august = take_all("s17a-fire", std::string{heading} + "3(a),2026-08,01/08/2026,22:10,,\n3(d),2026-08,,,,0\n");
  ASSERT_TRUE(july.counts && august.counts);
  PrescribedCount all{profile("s17a-fire"), shipped()};
  all.add(*july.counts);
  all.add(*august.counts);
  all.add(*Json::parse(R"({"PI99":{"rows":3},"PI03b":{"rows":"many","missing":[1]},"PI04":7})"));
  std::vector<std::string> states;
  for (auto const& item : all.answers()) states.push_back(item.number + " " + std::string{name_of(item.state).view()} + " " + std::to_string(item.rows));
  EXPECT_THAT(states, ::testing::ElementsAre("3(a) partly 2", "3(b) absent 0", "3(c) partly 1", "3(d) nil 0", "3(e) absent 0", "4 absent 0"));
  EXPECT_FALSE(take_all("fire-incidents", "IRS Incident Number,Date/Time of Call,Incident Category\n1,01/09/2026 10:00,Malicious false alarm\n").counts);
}

TEST(PipelineQuality, CountsEachRowAndCellOnce) {
  auto const text = std::string{police_head} + "CR/1,21/07/2026,22:30,ABH,451000,301000,,\nCR/2,21/07/2026,,ABH,,,,\nCR/3,31/06/2026,22:30,ABH,451000,301000,,\n";
  auto const table = take_all("police-incidents", text);
  auto const july = table.quality.counts(Month::of(2026, 7));
  ASSERT_TRUE(july);
  EXPECT_EQ(july->accepted, 2U);
  auto const total = table.quality.total();
  EXPECT_EQ(total.read(), 3U);
  EXPECT_EQ(total.accepted, 2U);
  EXPECT_EQ(total.quarantined, 1U);
}

TEST(SeenKeysOfAFile, TellFirstSameAndDifferent) {
  SeenKeys keys;
  std::map<std::uint64_t, std::uint64_t> oracle;
  SeededChance dice{9};
  for (int i = 0; i < 50'000; ++i) {
    auto const key = dice.below(20'000);
    auto const content = dice.below(3);
    auto const [at, fresh] = oracle.try_emplace(key == 0 ? 1 : key, content);
    auto const expected = fresh ? KeySight::first : at->second == content ? KeySight::same_again : KeySight::differs;
    ASSERT_EQ(keys.see(key, content), expected) << i;
  }
  EXPECT_EQ(keys.size(), oracle.size());
  auto const sorted = keys.sorted();
  EXPECT_TRUE(std::equal(sorted.begin(), sorted.end(), oracle.begin(), oracle.end(), [](auto key, auto const& pair) { return key == pair.first; }));
}

TEST(SeenKeysOfAFile, ContentTellsCellsApart) {
  auto const of = [](std::vector<std::string_view> const& cells) {
    std::uint64_t hash = 0;
    for (auto const cell : cells) hash = content_hash(hash, cell);
    return hash;
  };
  EXPECT_EQ(of({"a", "b"}), of({"a", "b"}));
  EXPECT_NE(of({"ab", ""}), of({"a", "b"}));
  EXPECT_NE(of({"", "ab"}), of({"ab", ""}));
  EXPECT_NE(of({"12345678", "9"}), of({"123456789", ""}));
}

}  // namespace
}  // namespace concordat::intake
