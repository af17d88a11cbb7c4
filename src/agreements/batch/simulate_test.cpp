// SPDX-License-Identifier: Apache-2.0
#include "agreements/batch/simulate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agreements/testing.h"
#include "base/file.h"

namespace concordat::agreements {
namespace {

class Simulations : public ::testing::Test {
 protected:
  Simulations() {
    folder = std::filesystem::path{CONCORDAT_BINARY_DIR} / "simulate_test" / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder);
    for (auto const* const side : {"old", "new"}) std::filesystem::create_directories(folder / side);
    put("old/ed.yaml", testing::clean_text);
    put("new/ed.yaml", testing::replaced(std::string{testing::clean_text}, "        - {field: istv.assault_at, as: hour}\n", ""));
    put("requests.jsonl", std::string{question} + "\n");
  }
  void put(std::string const& name, std::string_view text) { ASSERT_TRUE(write_file(folder / name, text, {.durable = false})); }
  std::unique_ptr<World> world(std::string const& side) {
    return load_world({.documents = folder / side, .facts = {}, .strict = false, .today = testing::day("2026-06-01")}, testing::vocabulary()).world;
  }
  static constexpr std::string_view question =
      R"({"asker": "testshire-csp", "roles": ["analyst"], "discloser": "testshire-ed", "fields": ["istv.assault_at", "istv.site_code"], "purpose": "violence-hotspot-analysis", "form": "depersonalised", "areas": ["testshire"], "today": "2026-06-01", "trained": {"information-handling": "2026-01-10"}})";
  std::filesystem::path folder;
};

TEST_F(Simulations, SayWhatADraftWouldCloseAndWhatItWouldOpen) {
  auto const tightened = simulate(*world("old"), *world("new"), folder / "requests.jsonl");
  ASSERT_TRUE(tightened);
  EXPECT_EQ(tightened->requests, 1U);
  EXPECT_EQ(tightened->would_refuse, 1U);
  ASSERT_EQ(tightened->changes.size(), 1U);
  EXPECT_THAT(tightened->changes.front().closed, ::testing::ElementsAre("istv.assault_at"));
  EXPECT_THAT(tightened->changes.front().why, ::testing::HasSubstr("does not cover this field"));
  auto const widened = simulate(*world("new"), *world("old"), folder / "requests.jsonl");
  EXPECT_EQ(widened->would_allow, 1U);
  EXPECT_THAT(widened->changes.front().opened, ::testing::ElementsAre("istv.assault_at"));
}

TEST_F(Simulations, OfTheSameAgreementsChangeNothing) {
  EXPECT_TRUE(simulate(*world("old"), *world("old"), folder / "requests.jsonl")->changes.empty());
}

TEST_F(Simulations, NameLinesThatCannotBeRead) {
  put("requests.jsonl", "{\"colour\": 1}\nnothing\n");
  auto const done = simulate(*world("old"), *world("new"), folder / "requests.jsonl");
  ASSERT_EQ(done->findings.size(), 2U);
  EXPECT_EQ(done->findings[1].line, 2U);
  auto const none = simulate(*world("old"), *world("new"), folder / "no-such-file");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code.view(), "batch.no-requests");
}

TEST_F(Simulations, AReplayFindsTheRecordThatWasDecidedOtherwise) {
  auto const held = world("old");
  auto const read = question_from(Json::parse(question).value(), {});
  Json record;
  record.set("question", Json::parse(question).value());
  record.set("decision", to_json(held->compile().decide(read.value->request, read.value->facts), Telling::full));
  put("records.jsonl", record.canonical() + "\n" + record.canonical() + "\n");
  EXPECT_EQ(replay(*held, folder / "records.jsonl")->same, 2U);
  EXPECT_THAT(replay(*world("new"), folder / "records.jsonl")->differing, ::testing::ElementsAre(1U, 2U));
}

}  // namespace
}  // namespace concordat::agreements
