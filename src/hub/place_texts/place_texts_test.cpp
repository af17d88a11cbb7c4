// SPDX-License-Identifier: Apache-2.0
#include "hub/place_texts/place_texts.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "hub/hub_test_tools.h"
#include "hub/init_rows.h"
#include "hub/retention.h"

namespace concordat::hub::proving {
namespace {

constexpr std::string_view header = "Period Start,Assault At,Method,Location Type,Location,Easting,Northing\n";

class PlaceTextsOfAFeed : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    {
      auto transaction = store::Transaction::write(hub().database());
      ASSERT_TRUE(transaction);
      ASSERT_EQ(code_of(store_key_places(*transaction, {{"pub", "The Kings Head", {corner_easting + 500, corner_northing + 500}},
                                                        {"shop", "Corner Shop", {corner_easting + 900, corner_northing + 900}},
                                                        {"shop", "Corner Shop", {corner_easting + 5000, corner_northing + 5000}}})),
                "fine");
      ASSERT_EQ(code_of(transaction->commit()), "fine");
    }
    open_it();
  }
  [[nodiscard]] static std::string row(std::string_view day, std::string_view told) { return fmt::format("01/07/2026,{}/07/2026 21:15,,,{},,\n", day, told); }
  void send(std::string const& rows) { take_in("ed-istv", std::string{header} + rows); }
  [[nodiscard]] Feed const& feed() { return *hub().feed("ed-istv"); }
  [[nodiscard]] Member who(std::string const& id) { return **hub().member(id); }
  [[nodiscard]] PlaceTexts list() {
    auto all = list_place_texts(hub(), feed(), who("cleo"));
    EXPECT_EQ(code_of(all), "fine");
    return all.value_or(PlaceTexts{});
  }
  [[nodiscard]] std::int64_t placed() { return number_of("SELECT count(*) FROM event WHERE is_current = 1 AND easting IS NOT NULL"); }
};
CONCORDAT_ON_BOTH_STORES(PlaceTextsOfAFeed);

TEST_P(PlaceTextsOfAFeed, AreListedOnceWithTheirRowsAndOnlyWhereTheyNameNoPlace) {
  send(row("03", "The Flats car park") + row("04", "the flats CAR-PARK") + row("05", "Kings Head") + row("06", "pt's home") + row("07", "n/k") + row("08", "skate ramp"));
  EXPECT_EQ(placed(), 1);
  auto const all = list();
  ASSERT_EQ(all.waiting.size(), 2U);
  EXPECT_EQ(all.waiting[0].text, "the flats car park");
  EXPECT_EQ(all.waiting[0].rows, 2U);
  EXPECT_EQ(all.waiting[1].text, "skate ramp");
  EXPECT_EQ(all.waiting[0].expires_on, "2026-12-21");
  EXPECT_EQ(number_of("SELECT count(*) FROM place_text"), 2);
  auto const raw = hub().database().query(store::Sql{"SELECT text_sealed FROM place_text"}, [](store::Row const& row) {
    auto const bytes = row.bytes(0);
    std::string const text{reinterpret_cast<char const*>(bytes.data()), bytes.size()};
    EXPECT_EQ(text.find("flats"), std::string::npos);
    EXPECT_EQ(text.find("ramp"), std::string::npos);
  });
  ASSERT_TRUE(raw);
}

TEST_P(PlaceTextsOfAFeed, AreInNoRecordOnceRead) {
  constexpr std::string_view canary = "zzyzx";
  send(row("03", "outside Kings Head zzyzx") + row("04", "zzyzx alley") + row("05", "pt's home zzyzx") + row("06", "zzyzx@example.org") + row("07", "=zzyzx(1)"));
  EXPECT_EQ(number_of("SELECT count(*) FROM event WHERE is_current = 1"), 5);
  EXPECT_EQ(number_of("SELECT count(*) FROM source_record WHERE sealed IS NOT NULL"), 0) << "nothing else of these rows is sealed";
  EXPECT_EQ(number_of("SELECT count(*) FROM quarantine WHERE value_sealed IS NOT NULL"), 0) << "nor with what was remarked on";
  EXPECT_EQ(number_of("SELECT count(*) FROM quarantine_row"), 0);
  EXPECT_EQ(number_of("SELECT count(*) FROM source_record WHERE open_data LIKE '%zzyzx%'"), 0);
  auto const waiting = list().waiting;
  for (auto const& text : waiting) {
    EXPECT_NE(text.text.find(canary), std::string::npos);
    ASSERT_EQ(code_of(map_place_text(hub(), feed(), who("cleo"), text.number, {.means = "nowhere"})), "fine");
  }
  EXPECT_EQ(number_of("SELECT count(*) FROM place_text"), 0);
  for (auto const& entry : std::filesystem::recursive_directory_iterator{folder().path()}) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file{entry.path(), std::ios::binary};
    std::string const bytes{std::istreambuf_iterator<char>{file}, {}};
    EXPECT_EQ(bytes.find(canary), std::string::npos) << entry.path() << ": database, its log, keys";
  }
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
  send(row("03", "outside Kings Head zzyzx"));
  EXPECT_EQ(number_of("SELECT count(*) FROM event WHERE is_current = 1"), 1) << "a later file for the period replaces the former, texts or not";
}

TEST_P(PlaceTextsOfAFeed, GoBackWithARowThatWasSetAsideAndWithNoOther) {
  send(row("03", "skate ramp") + "01/07/2026,31/06/2026 21:15,,,skate ramp,,\n");
  EXPECT_EQ(number_of("SELECT count(*) FROM quarantine_row"), 1);
}

TEST_P(PlaceTextsOfAFeed, ThatTellWhoSomebodyIsNeverWait) {
  send(row("03", "ring 07700 900123 by the ramp") + row("04", "outside Sarah Whitfield door") + row("05", std::string(200, 'a')));
  EXPECT_EQ(number_of("SELECT count(*) FROM place_text"), 0);
}

TEST_P(PlaceTextsOfAFeed, ShowToNobodyElse) {
  send(row("03", "skate ramp"));
  auto const number = list().waiting.at(0).number;
  for (auto const* other : {"anna", "bert", "dora"}) {
    auto const before = *hub().log().size();
    EXPECT_EQ(code_of(list_place_texts(hub(), feed(), who(other))), "place-text.supplier-only") << other;
    EXPECT_EQ(code_of(map_place_text(hub(), feed(), who(other), number, {.means = "home"})), "place-text.supplier-only") << other;
    EXPECT_EQ(code_of(forget_place_meaning(hub(), feed(), who(other), 1)), "place-text.supplier-only") << other;
    EXPECT_EQ(*hub().log().size(), before + 3) << "each refusal is a leaf";
    EXPECT_EQ(leaves().back().verdict, ledger::Verdict::refuse);
  }
}

TEST_P(PlaceTextsOfAFeed, OnceMappedPlaceTheNextFileAndAreDestroyed) {
  send(row("03", "skate ramp"));
  auto const number = list().waiting.at(0).number;
  auto const meaning = map_place_text(hub(), feed(), who("cleo"), number, {.means = "place", .place = "the kings head"});
  ASSERT_EQ(code_of(meaning), "fine");
  EXPECT_EQ(leaves().back().event, ledger::Event::admin);
  EXPECT_EQ(number_of("SELECT count(*) FROM place_text"), 0);
  EXPECT_EQ(placed(), 0) << "what is here keeps its place";
  EXPECT_EQ(code_of(map_place_text(hub(), feed(), who("cleo"), number, {.means = "home"})), "place-text.unknown");
  auto const all = list();
  EXPECT_TRUE(all.waiting.empty());
  ASSERT_EQ(all.meanings.size(), 1U);
  EXPECT_EQ(all.meanings[0].place, "The Kings Head (pub)");
  send(row("04", "Skate Ramp!") + row("05", "elsewhere"));
  EXPECT_EQ(placed(), 1);
  EXPECT_EQ(number_of("SELECT count(*) FROM place_text"), 1) << "only the other";
  ASSERT_EQ(code_of(forget_place_meaning(hub(), feed(), who("cleo"), *meaning)), "fine");
  EXPECT_EQ(code_of(forget_place_meaning(hub(), feed(), who("cleo"), *meaning)), "place-text.unknown-meaning");
  send(row("06", "skate ramp"));
  EXPECT_EQ(placed(), 0);
  EXPECT_EQ(list().waiting.at(0).text, "skate ramp");
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(PlaceTextsOfAFeed, ThatMeanAHomeOrNoPlaceAreNotListedAgain) {
  send(row("03", "skate ramp") + row("04", "somewhere odd"));
  auto const waiting = list().waiting;
  ASSERT_EQ(waiting.size(), 2U);
  ASSERT_EQ(code_of(map_place_text(hub(), feed(), who("cleo"), waiting[0].number, {.means = "home"})), "fine");
  ASSERT_EQ(code_of(map_place_text(hub(), feed(), who("cleo"), waiting[1].number, {.means = "nowhere"})), "fine");
  send(row("05", "skate ramp") + row("06", "somewhere odd"));
  EXPECT_TRUE(list().waiting.empty());
  EXPECT_EQ(placed(), 0);
}

TEST_P(PlaceTextsOfAFeed, AreNotMappedToWhatIsNoPlace) {
  send(row("03", "skate ramp"));
  auto const number = list().waiting.at(0).number;
  auto const code = [&](PlaceAnswerOfPerson const& answer) { return code_of(map_place_text(hub(), feed(), who("cleo"), number, answer)); };
  EXPECT_EQ(code({.means = "place", .place = "Nowhere Inn"}), "place-text.no-such-place");
  EXPECT_EQ(code({.means = "place", .place = "Corner Shop"}), "place-text.namesakes");
  EXPECT_EQ(code({.means = "place"}), "place-text.meaning");
  EXPECT_EQ(code({.means = "home", .place = "Corner Shop"}), "place-text.meaning");
  EXPECT_EQ(code({.means = "place", .place = "Corner Shop", .at = fmt::format("{},{}", static_cast<int>(corner_easting) + 900, static_cast<int>(corner_northing) + 900)}), "fine");
}

TEST_P(PlaceTextsOfAFeed, GoAfterThirtyDaysByThemselves) {
  send(row("03", "skate ramp"));
  clock_.set(*parse_instant("2026-12-20T10:00:00Z"));
  ASSERT_TRUE(run_retention(hub()));
  EXPECT_EQ(number_of("SELECT count(*) FROM place_text"), 1);
  clock_.set(*parse_instant("2026-12-21T10:00:00Z"));
  auto const report = run_retention(hub());
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_GE(report->keys, 1U);
  EXPECT_EQ(number_of("SELECT count(*) FROM place_text"), 0);
  EXPECT_TRUE(list().waiting.empty());
}

}  // namespace
}  // namespace concordat::hub::proving
