// SPDX-License-Identifier: Apache-2.0
#include "agreements/batch/batch.h"

#include <gtest/gtest.h>

#include <fstream>

#include "agreements/testing.h"
#include "base/file.h"

namespace concordat::agreements {
namespace {

class Batches : public ::testing::Test {
 protected:
  Batches() {
    folder = std::filesystem::path{CONCORDAT_BINARY_DIR} / "batch_test" / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder / "agreements");
    put("agreements/ed.yaml", testing::clean_text);
    put("facts.json", R"({"agencies": [], "users": [{"id": "ann", "agency": "testshire-csp", "role": "analyst"}], "areas": ["testshire"]})");
  }
  void put(std::string const& name, std::string_view text) { ASSERT_TRUE(write_file(folder / name, text, {.durable = false})); }
  LoadedWorld load(bool strict = false) {
    return load_world({.documents = folder / "agreements", .facts = folder / "facts.json", .strict = strict, .today = testing::day("2026-06-01")},
                      testing::vocabulary());
  }
  Result<BatchResult> decide(World const& world) {
    return decide_file(world, {.requests = folder / "requests.jsonl", .out = folder / "out.jsonl"}, {});
  }
  static constexpr std::string_view good =
      R"({"user": "ann", "provider": "testshire-ed", "field": "istv.assault_at", "purpose": "violence-hotspot-analysis", "form": "depersonalised", "area": "testshire", "today": "2026-06-01", "trained": {"information-handling": "2026-01-10"}, "expect": "permit"})";

  std::filesystem::path folder;
};

TEST_F(Batches, DecideEveryLineAndCountWhatDiffers) {
  auto const loaded = load();
  ASSERT_TRUE(loaded.world);
  auto text = std::string{good} + "\n";
  text += testing::replaced(std::string{good}, "\"2026-06-01\"", "\"2028-06-01\"") + "\n";
  put("requests.jsonl", text);
  auto const done = decide(*loaded.world);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->report.requests, 2U);
  EXPECT_EQ(done->report.permitted, 1U);
  EXPECT_EQ(done->report.differ, 1U);
  EXPECT_EQ(done->report.first_differing, 2U);
  EXPECT_EQ(done->report.mute, 0U);
  auto const out = read_file(folder / "out.jsonl", 1U << 20U);
  ASSERT_TRUE(out);
  EXPECT_EQ(std::count(out->begin(), out->end(), '\n'), 2);
  EXPECT_NE(out->find("isa.testshire.ed@4#rows-to-analysts"), std::string::npos);
}

TEST_F(Batches, NameTheLineThatCannotBeReadAndWriteNothing) {
  auto const loaded = load();
  put("requests.jsonl", std::string{good} + "\n{\"user\": \"nobody\"}\nnot json\n");
  auto const done = decide(*loaded.world);
  ASSERT_TRUE(done);
  ASSERT_EQ(done->findings.size(), 2U);
  EXPECT_EQ(done->findings[0].line, 2U);
  EXPECT_EQ(done->findings[0].code, "request-malformed");
  EXPECT_EQ(done->findings[1].line, 3U);
  EXPECT_FALSE(std::filesystem::exists(folder / "out.jsonl"));
  EXPECT_FALSE(std::filesystem::exists(folder / "out.jsonl.part"));
}

TEST_F(Batches, SayThatThereAreNoRequestsOrNoRoomForAnswers) {
  auto const loaded = load();
  auto const none = decide(*loaded.world);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code.view(), "batch.no-requests");
  put("requests.jsonl", good);
  auto const lost = decide_file(*loaded.world, {.requests = folder / "requests.jsonl", .out = folder / "nowhere" / "out.jsonl"}, {});
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code.view(), "batch.no-answers");
}

TEST_F(Batches, StopWhenTold) {
  auto const loaded = load();
  std::string text;
  for (auto line = 0; line < 1000; ++line) text += std::string{good} + "\n";
  put("requests.jsonl", text);
  auto const stopped = decide_file(*loaded.world, {.requests = folder / "requests.jsonl", .out = folder / "out.jsonl"}, [](std::uint64_t) { return false; });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code.view(), "batch.cancelled");
  EXPECT_FALSE(std::filesystem::exists(folder / "out.jsonl"));
}

TEST_F(Batches, CountFaultyDocumentsAndLeaveThemOutWhereStrict) {
  put("agreements/ed.yaml", testing::replaced(std::string{testing::clean_text}, "min_group: 3", "min_group: 1"));
  EXPECT_EQ(load().world->agreements.size(), 1U);
  EXPECT_EQ(load().world->faulty, 1U);
  EXPECT_TRUE(load(true).world->agreements.empty());
}

TEST_F(Batches, TellOfTwoDocumentsOfOneVersionAndTakeNeitherWhereStrict) {
  put("agreements/again.yaml", testing::clean_text);
  EXPECT_EQ(load(true).world->agreements.size(), 2U);  // the same words twice say nothing else
  put("agreements/again.yaml", testing::replaced(std::string{testing::clean_text}, "title: Assault", "title: Other assault"));
  EXPECT_EQ(load().world->faulty, 2U);
  EXPECT_EQ(load().world->despite.back().code, "two-versions");
  EXPECT_TRUE(load(true).world->agreements.empty());
}

TEST_F(Batches, HoldTheProhibitionsOfTheFolder) {
  put("agreements/prohibitions.yaml", "prohibitions:\n  - {id: ban, items: [istv.assault_at], purposes: any, why: w}\n");
  put("requests.jsonl", good);
  auto const loaded = load();
  ASSERT_TRUE(loaded.world);
  auto const done = decide(*loaded.world);
  EXPECT_EQ(done->report.reasons.at("prohibited"), 1U);
}

TEST_F(Batches, RefuseAFolderThatCannotBeRead) {
  put("agreements/bad.yaml", "agreement: {moon: full}\n");
  EXPECT_FALSE(load().world);
  EXPECT_TRUE(has_errors(load().findings));
  std::filesystem::remove_all(folder / "agreements");
  EXPECT_EQ(load().findings.front().code, "no-agreements");
  std::filesystem::create_directories(folder / "agreements");
  put("facts.json", "{\"agencies\": 1}");
  EXPECT_EQ(load().findings.front().code, "facts-malformed");
}

}  // namespace
}  // namespace concordat::agreements
