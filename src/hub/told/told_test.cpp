// SPDX-License-Identifier: Apache-2.0
#include "hub/told/told.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protection/rule.h"

namespace concordat::hub::told {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Quarter const third{Quarter::of(2026, 3)};
std::vector<CountedFeed> const feeds{{"police-incidents", "police", "Police"}, {"ed-istv", "general", "Emergency department"}};

/// Area by area, then nowhere: police, emergency department.
Truth truth_of(std::vector<std::int64_t> counts, std::uint64_t closed = 10) { return {third, closed, {"A1", "A2"}, feeds, std::move(counts)}; }

Count rounded(std::string area, protection::Published value) { return {Where::area, std::move(area), third, {}, How::rounded, value}; }
Telling to_partner(std::vector<Count> counts, std::string reader = "csp") { return {"r12", "release 12, violence-by-area of 2026-Q3", std::move(reader), 20, std::move(counts)}; }
Telling public_one(std::vector<PublicCount> const& figures, std::string const& feed = "police-incidents", std::uint64_t index = 30) {
  return {"p1", "public edition p1", {}, index, counts_of_public(feed, third, 3, figures)};
}
Telling proposed(Telling telling) {
  telling.id = "this one";
  return telling;
}

std::string found(Truth const& truth, std::vector<Telling> const& past, Telling const& next) {
  auto const one = would_tell(truth, past, next);
  if (!one) return std::string{one.error().code.view()};
  return *one ? (*one)->words : std::string{};
}

// Police 4, department 2 in the first area; together hidden. The public's 9 of the police can be 4 to 14.
TEST(Told, APartnersTableAndAPublicFigureTellTogetherInEitherOrder) {
  auto const truth = truth_of({4, 2, 40, 30, 0, 0});
  auto const partner = to_partner({rounded("A1", std::nullopt), rounded("A2", 70)});
  auto const edition = public_one({{"A1", 9}, {"A2", 41}});
  EXPECT_EQ(found(truth, {}, proposed(partner)), "");
  EXPECT_EQ(found(truth, {}, proposed(edition)), "");
  auto const words = found(truth, {edition}, proposed(partner));
  EXPECT_THAT(words, HasSubstr("public edition p1"));
  for (auto const* told : {"A1", "one area", "Police", ", less "}) EXPECT_THAT(words, Not(HasSubstr(told))) << "which figures they are would itself tell";
  auto const by_partner = would_tell(truth, std::vector{edition}, proposed(partner));
  ASSERT_TRUE(by_partner && *by_partner);
  EXPECT_THAT((*by_partner)->difference, HasSubstr("all sources in one area (this one)"));
  EXPECT_THAT((*by_partner)->difference, HasSubstr("Police in one area (public edition p1)"));
  EXPECT_THAT((*by_partner)->difference, Not(HasSubstr("A1")));
  auto const other_way = would_tell(truth, std::vector{partner}, proposed(edition));
  ASSERT_TRUE(other_way && *other_way);
  EXPECT_EQ((*other_way)->reader, "csp");
  EXPECT_THAT((*other_way)->words, HasSubstr("release 12"));
  EXPECT_THAT((*other_way)->witness.canonical(), HasSubstr("\"release\":\"r12\""));
}

// What stands in the way is not told apart from what does not: whoever asks in many ways learns no more than by asking once.
TEST(Told, EveryQuestionAboutAQuarterIsAnsweredInTheSameWords) {
  auto const truth = truth_of({4, 2, 4, 1, 0, 0});
  std::vector<Telling> past{public_one({{"A1", 9}})};
  auto harmless = to_partner({{Where::anywhere, {}, third, "ed-istv", How::known, {}, {0, 60}}});
  harmless.id = "r2";
  harmless.words = "release 2, violence-signals of 2026-Q3";
  past.push_back(std::move(harmless));
  past.push_back(public_one({{"A2", 9}}));
  past.back().id = "p2";
  past.back().words = "public edition p2";
  auto const one = found(truth, past, proposed(to_partner({rounded("A1", std::nullopt)})));
  EXPECT_THAT(one, HasSubstr("public edition p1; release 2, violence-signals of 2026-Q3; public edition p2"));
  EXPECT_EQ(found(truth, past, proposed(to_partner({rounded("A2", std::nullopt)}))), one);
  EXPECT_EQ(found(truth, past, proposed(to_partner({rounded("A1", std::nullopt), rounded("A2", std::nullopt)}))), one);
}

/// Rows of the department by place; none withheld, none left out unless it is said.
Telling records(std::map<std::string, std::int64_t, std::less<>> by_place, std::optional<std::int64_t> withheld = 0) {
  return {"r7", "release 7, records of 2026-Q3 of ed-istv", "csp", 20, {}, {{third, "ed-istv", std::move(by_place), withheld.value_or(1) > 0 ? 1 : 0, withheld, false}}};
}

// Of the department's 40 in the first area every row was told; all sources together there are 43, told as 45: at most seven are the police's.
TEST(Told, RecordsAndATableTellTogetherInEitherOrder) {
  auto const truth = truth_of({3, 40, 60, 30, 0, 0});
  auto const table = to_partner({rounded("A1", 45), rounded("A2", 90)});
  EXPECT_EQ(found(truth, {}, proposed(table)), "");
  EXPECT_EQ(found(truth, {}, proposed(records({{"A1", 40}, {"A2", 30}}))), "");
  EXPECT_THAT(found(truth, {records({{"A1", 40}, {"A2", 30}})}, proposed(table)), HasSubstr("release 7, records of 2026-Q3 of ed-istv"));
  EXPECT_THAT(found(truth, {table}, proposed(records({{"A1", 40}, {"A2", 30}}))), HasSubstr("release 12"));
  EXPECT_EQ(found(truth, {table}, proposed(records({{"any", 70}}))), "") << "without places";
  EXPECT_EQ(found(truth, {table}, proposed(records({{"A1", 32}, {"any", 38}}))), "") << "8 more may lie there, and those that do not leave as many to the police";
}

TEST(Told, RowsWithheldOrWithoutAPlaceCanBeAnywhere) {
  // Nobody in the first area is among the rows: none at all, or a few who were withheld.
  auto const truth = truth_of({30, 2, 60, 98, 0, 0});
  EXPECT_NE(found(truth, {}, proposed(records({{"A2", 98}}, 2))), "") << "at most the two that may be withheld";
  auto const more = truth_of({30, 2, 60, 300, 0, 0});
  EXPECT_EQ(found(more, {}, proposed(records({{"A2", 300}}, 6))), "") << "none to six";
  auto const coarse = truth_of({30, 4, 60, 100, 0, 0});
  EXPECT_EQ(found(coarse, {}, proposed(records({{"A2", 94}, {"whole", 10}}))), "") << "ten are told by the whole of the place";
  EXPECT_NE(found(coarse, {}, proposed(records({{"A2", 100}, {"unknown", 4}}))), "") << "four of nobody knows where are at most four in the area";
}

TEST(Told, AWiderAreaIsTheAreasInIt) {
  std::vector<CountedFeed> const one{{"ed-istv", "general", "Emergency department"}};
  Truth truth{third, 10, {"A1", "A2", "A3"}, one, {2, 30, 40, 0}};
  truth.wider.emplace("M1", std::vector<std::uint32_t>{0, 1});
  truth.wider.emplace("M2", std::vector<std::uint32_t>{2});
  EXPECT_EQ(found(truth, {}, proposed(records({{"M1", 32}, {"M2", 40}}))), "");
  auto edition = public_one({{"A2", 25}}, "ed-istv");
  EXPECT_EQ(found(truth, {edition}, proposed(records({{"M1", 32}, {"M2", 40}}))), "") << "20 to 30 there leave 2 to 12";
  auto exact = to_partner({{Where::area, "A2", third, {}, How::known, {}, {30, 31}}});
  EXPECT_NE(found(truth, {exact}, proposed(records({{"M1", 32}, {"M2", 40}}))), "");
  EXPECT_EQ(found(truth, {exact}, proposed(records({{"M1", 32}, {"any", 40}}))), "") << "others may lie there, too";
}

TEST(Told, RecordsAreReadAsTheyLeft) {
  std::string const csv = "record,place,period,method,place_type\nab,A1,2026-Q3,any,public\ncd,A1,any,any,public\nef,northshire,any,any,any\n";
  std::string const report = R"({"title":"x","done":[{"what":"Withheld","result":"none"},{"what":"Left out: their place is not known to lie in the area","result":"none"}],"attacks":[],"limits":[]})";
  std::vector<TextFile> const files{{"disclosure-control.json", report}, {"records.csv", csv}};
  auto const read = records_in("2026-Q3 of ed-istv", files);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->quarter, third);
  EXPECT_EQ(read->feed, "ed-istv");
  EXPECT_EQ(read->by_place, (std::map<std::string, std::int64_t, std::less<>>{{"A1", 2}, {"northshire", 1}}));
  EXPECT_EQ(read->withheld_most, std::optional<std::int64_t>{0});
  EXPECT_FALSE(read->left_out);
  auto const bare = records_in("2026-Q3 of ed-istv", std::span{files}.subspan(1));
  ASSERT_TRUE(bare);
  EXPECT_TRUE(!bare->withheld_most && bare->left_out) << "what is not said may be as large as it likes";
  std::vector<TextFile> const quoted{{"records.csv", "record,\"place\",method\r\nab,\"A1, or A2\",any\r\ncd,\"'=A1\",any\r\nef\r\n"}};
  EXPECT_EQ(records_in("2026-Q3 of ed-istv", quoted)->by_place, (std::map<std::string, std::int64_t, std::less<>>{{"A1, or A2", 1}, {"=A1", 1}, {"any", 1}}));
  EXPECT_FALSE(records_in("2026-Q3", files));
  EXPECT_FALSE(records_in("2026-Q3 of ed-istv", std::span{files}.first(1)));
}

TEST(Told, RowsByAPointAreRowsOfItsArea) {
  std::string const csv = "record,place,period\nab,point 7,any\ncd,point 7,any\nef,A1,any\n01,\"point a,b\",any\n23,point 9,any\n";
  std::string const points = "place,easting,northing,area\npoint 7,451000,301000,A1\n\"point a,b\",453000,301000,A2\n";
  std::vector<TextFile> const files{{"points.csv", points}, {"records.csv", csv}};
  EXPECT_EQ(records_in("2026-Q3 of ed-istv", files)->by_place, (std::map<std::string, std::int64_t, std::less<>>{{"A1", 3}, {"A2", 1}, {"point 9", 1}})) << "where nobody says in which area, somewhere in all";
  EXPECT_EQ(records_in("2026-Q3 of ed-istv", std::span{files}.subspan(1))->by_place.size(), 4U);
}

TEST(Told, AnotherAgencysReleaseIsNobodyElses) {
  auto const truth = truth_of({4, 2, 40, 30, 0, 0});
  auto const next = proposed(to_partner({rounded("A1", std::nullopt)}, "school"));
  EXPECT_EQ(found(truth, {to_partner({rounded("A1", std::nullopt)})}, next), "");
  EXPECT_NE(found(truth, {to_partner({rounded("A1", std::nullopt)}), public_one({{"A1", 9}})}, next), "") << "what is public is everybody's";
}

TEST(Told, OfAnEarlierClosingIsOfOtherCounts) {
  auto const truth = truth_of({4, 2, 40, 30, 0, 0}, 40);
  EXPECT_EQ(found(truth, {public_one({{"A1", 9}})}, proposed(to_partner({rounded("A1", std::nullopt)}))), "");
  EXPECT_NE(found(truth, {public_one({{"A1", 9}}, "police-incidents", 41)}, proposed(to_partner({rounded("A1", std::nullopt)}))), "");
}

TEST(Told, WhatDoesNotFitIsRefused) {
  auto const truth = truth_of({14, 2, 40, 30, 0, 0});
  auto const words = found(truth, {to_partner({rounded("A1", 40)})}, proposed(public_one({{"A1", 14}})));
  EXPECT_THAT(words, HasSubstr("counted other reports"));
}

TEST(Told, WhatAReaderReportedItselfItTakesAway) {
  // The police reported 20 of 29; of the others' 9 it is told that they are 8 to 12 at most.
  std::vector<CountedFeed> const three{{"police-incidents", "police", "Police"}, {"ed-istv", "general", "Emergency department"}, {"calls", "ambulance", "Ambulance"}};
  Truth const truth{third, 10, {"A1"}, three, {20, 2, 7, 0, 0, 0}};
  auto const beside_own = [&](protection::Published value) { return Telling{"this one", {}, "police", 0, {{Where::area, "A1", third, {}, How::beside_own, value}}}; };
  EXPECT_EQ(found(truth, {}, beside_own(30)), "") << "the department's may be none to all of them";
  EXPECT_EQ(found(truth, {public_one({{"A1", 11}}, "calls")}, beside_own(30)), "") << "6 to 16 of the ambulance leave the department at most 6";
  // Hidden: fewer than 8 of both others, of which the ambulance's are 5 at least.
  Truth const hidden{third, 10, {"A1"}, three, {20, 2, 5, 0, 0, 0}};
  EXPECT_THAT(found(hidden, {public_one({{"A1", 10}}, "calls")}, beside_own(std::nullopt)), HasSubstr("public edition p1"));
}

TEST(Told, ThatTellsNothingNewIsNotHeldBack) {
  auto const truth = truth_of({4, 2, 40, 30, 0, 0});
  std::vector<Telling> const past{to_partner({rounded("A1", std::nullopt)}), public_one({{"A1", 9}})};
  EXPECT_EQ(found(truth, past, proposed(to_partner({rounded("A1", std::nullopt)}))), "") << "the reader has it";
  EXPECT_EQ(found(truth, past, proposed(to_partner({rounded("A2", 70)}))), "") << "another area";
}

TEST(Told, FilesOfReleasesAreReadAsTheyStand) {
  std::string const areas = "\xEF\xBB\xBFTitle,Violence\r\nPeriod,2026-Q2 to 2026-Q3\r\nMethod,Counts\r\n\r\nCode,Area,2026-Q2,2026-Q3,Total\r\nA1,First,n/a,*,0\r\nA2,Second,20,70,90\r\n,Total,20,70,90\r\n";
  std::string const part = "Period,\"2026-Q3, only night\"\r\n\r\nCode,Area,2026-Q3,Total\r\nA1,First,*,0\r\nA2,Second,20,20\r\n";
  std::string const funnel = "Period,2026-Q3\r\n\r\nCode,Area,Reports,Residents\r\nA2,Second,70,1000\r\n";
  std::string const own = "Method," + std::string{protection::SmallNumberRule::method_beside_own().view()} + "\r\n\r\nCode,Area,2026-Q3\r\nA1,First,*\r\n";
  std::string const months = "Title,x\r\n\r\nSource,Month,Reports,EWMA\r\nPolice,2026-07,10,1\r\nPolice,2026-08,0,1\r\nPolice,2026-09,15,1\r\nEmergency department,2026-07,*,*\r\nEmergency department,2026-08,*,*\r\nEmergency department,2026-09,*,*\r\n";
  auto const read = [&](std::string const& text, std::optional<std::int64_t> smallest = {}) {
    TextFile const file{"x.csv", text};
    return counts_in({&file, 1}, feeds, smallest);
  };
  auto const by_area = read(areas);
  ASSERT_EQ(by_area.size(), 3U) << "what was not delivered and totals say nothing";
  EXPECT_EQ(by_area[0].area, "A2");
  EXPECT_EQ(by_area[0].quarter, Quarter::of(2026, 2));
  EXPECT_EQ(by_area[0].value, protection::Published{20});
  EXPECT_EQ(by_area[1].area, "A1");
  EXPECT_EQ(by_area[1].value, std::nullopt);
  auto const of_part = read(part);
  ASSERT_EQ(of_part.size(), 1U);
  EXPECT_EQ(of_part[0].known, (protection::KnownRange{26, std::nullopt})) << "18 at night, and 8 besides at least";
  EXPECT_EQ(read(funnel).size(), 1U);
  EXPECT_EQ(read(own).front().how, How::beside_own);
  auto const by_month = read(months);
  ASSERT_EQ(by_month.size(), 1U) << "hidden months say nothing";
  EXPECT_EQ(by_month[0].feed, "police-incidents");
  EXPECT_EQ(by_month[0].where, Where::anywhere);
  EXPECT_EQ(by_month[0].known, (protection::KnownRange{8 + 0 + 13, 12 + 0 + 17}));
  TextFile const page{"report.html", areas};
  EXPECT_TRUE(counts_in({&page, 1}, feeds, {}).empty());
}

Telling under(std::int64_t smallest, protection::Published value) {
  auto telling = to_partner({rounded("A1", value)});
  telling.counts.front().smallest = smallest;
  return telling;
}

// Police 2, department 10. Under a smallest group of 12 a 10 is exactly 12: of the police's 0 to 5 only 2 to 5 are left beside the department's 1 to 10.
TEST(Told, AFigureSaysWhatTheGroupItWasMadeUnderMakesOfIt) {
  auto const truth = truth_of({2, 10, 40, 30, 0, 0});
  std::vector<Telling> past{public_one({{"A1", std::nullopt}})};
  auto department = public_one({{"A1", 5}}, "ed-istv");
  department.id = "p2";
  past.push_back(std::move(department));
  EXPECT_EQ(found(truth, past, proposed(under(8, 10))), "") << "8 to 12";
  EXPECT_NE(found(truth, past, proposed(under(12, 10))), "");
  past.insert(past.begin(), under(12, 10));
  EXPECT_EQ(found(truth, {past.front(), past[1]}, proposed(public_one({{"A2", 41}}))), "") << "another area";
  auto last = past.back();
  past.pop_back();
  EXPECT_NE(found(truth, past, proposed(std::move(last))), "") << "in either order";
}

// Police 4, department 6, together told as 10 under a smallest group of 8. Under 13 they are hidden: 1 to 12, which says nothing new. Up to the 10
// that they are only 4 would be left for the police beside the department's 6 to 16.
TEST(Told, WhatIsHiddenMayBeAllBelowItsGroup) {
  auto const truth = truth_of({4, 6, 40, 30, 0, 0});
  std::vector<Telling> past{under(8, 10), public_one({{"A1", std::nullopt}})};
  auto department = public_one({{"A1", 11}}, "ed-istv");
  department.id = "p2";
  past.push_back(std::move(department));
  EXPECT_EQ(found(truth, past, proposed(under(13, std::nullopt))), "");
  EXPECT_NE(found(truth, past, proposed(under(11, std::nullopt))), "");
  auto unknown = under(0, std::nullopt);
  unknown.counts.front().smallest.reset();
  EXPECT_NE(found(truth, past, proposed(unknown)), "") << "that much is sure";
}

TEST(Told, WhatThePolicesTwoAreHiddenInIsNoBreachUnderALargerGroup) {
  auto const truth = truth_of({4, 2, 40, 30, 0, 0});
  EXPECT_NE(found(truth, {public_one({{"A1", 9}})}, proposed(under(8, std::nullopt))), "");
  EXPECT_EQ(found(truth, {public_one({{"A1", 9}})}, proposed(under(13, std::nullopt))), "") << "4 to 12 of the police, 0 to 8 of the department";
}

TEST(Told, FilesAreReadUnderTheGroupThatTheirReportSays) {
  auto const report = [](std::string const& said) { return R"({"title":"x","done":[{"what":"Rule","result":"8"},{"what":"Smallest group","result":")" + said + R"("}],"attacks":[],"limits":[]})"; };
  auto const group_of = [&](std::string const& said) {
    auto const text = report(said);
    TextFile const file{"disclosure-control.json", text};
    return smallest_group_in({&file, 1});
  };
  EXPECT_EQ(group_of("13 reports: stricter than everywhere"), std::optional<std::int64_t>{13});
  EXPECT_EQ(group_of("8 reports: the least"), std::optional<std::int64_t>{8});
  for (auto const* odd : {"3 reports", "many", ""}) EXPECT_EQ(group_of(odd), std::nullopt) << odd;
  EXPECT_EQ(smallest_group_in({}), std::nullopt);
  auto const read = [](std::string const& text, std::optional<std::int64_t> smallest) {
    TextFile const file{"x.csv", text};
    return counts_in({&file, 1}, feeds, smallest).front();
  };
  std::string const part = "Period,\"2026-Q3, only night\"\r\n\r\nCode,Area,2026-Q3,Total\r\nA2,Second,20,20\r\n";
  EXPECT_EQ(read(part, 13).known.low, 18 + 13) << "the rest is a smallest group of that size";
  EXPECT_EQ(read(part, 20).known.low, 20 + 20);
  std::string const crossing = "Period,\"2026-Q3, only sharp+night\"\r\n\r\nCode,Area,2026-Q3,Total\r\nA2,Second,20,20\r\n";
  EXPECT_EQ(read(crossing, 8).known.low, 18 + 3 * 8) << "the three other cells are a smallest group each";
  EXPECT_EQ(read(crossing, 13).known.low, 18 + 3 * 13);
  EXPECT_EQ(read(crossing, 8).known.high, std::nullopt);
  std::string const quarters = "Title,x\r\n\r\nSource,Quarter,Reports\r\nPolice,2026-Q3,*\r\n";
  EXPECT_EQ(read(quarters, {}).known, (protection::KnownRange{1, 7}));
  EXPECT_EQ(read(quarters, 13).known, (protection::KnownRange{1, 12}));
  std::string const months = "Title,x\r\n\r\nSource,Month,Reports\r\nPolice,2026-07,15\r\nPolice,2026-08,0\r\nPolice,2026-09,15\r\n";
  EXPECT_EQ(read(months, 14).known, (protection::KnownRange{28, 34}));
}

TEST(Told, MonthsOfTwoFeedsOfOneNameAreOfEachInTurn) {
  std::vector<CountedFeed> const two{{"north-ed", "north", "Emergency department"}, {"south-ed", "south", "Emergency department"}};
  std::string text = "Title,x\r\n\r\nSource,Month,Reports\r\n";
  for (auto const* value : {"10", "20"}) {
    for (auto const* month : {"2026-07", "2026-08", "2026-09"}) text += std::string{"Emergency department,"} + month + "," + value + "\r\n";
  }
  TextFile const file{"violence-signals.csv", text};
  auto const counts = counts_in({&file, 1}, two, {});
  ASSERT_EQ(counts.size(), 2U);
  EXPECT_EQ(counts[0].feed, "north-ed");
  EXPECT_EQ(counts[1].feed, "south-ed");
  EXPECT_EQ(counts[1].known.low, 54);
}

}  // namespace
}  // namespace concordat::hub::told
