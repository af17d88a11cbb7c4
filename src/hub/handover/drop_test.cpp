// SPDX-License-Identifier: Apache-2.0
#include "hub/handover/drop.h"

#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <thread>

#include "hub/hub_test_tools.h"

namespace concordat::hub::proving {
namespace {

class Drops : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    fs::create_directories(in());
  }
  [[nodiscard]] fs::path drop() const { return folder() / "drop"; }
  [[nodiscard]] fs::path in() const { return drop() / "northshire-police" / "police-incidents"; }
  [[nodiscard]] CollectReport collected(std::chrono::seconds settle = std::chrono::seconds{0}) {
    auto report = collect(hub(), {drop(), settle}, machine_);
    EXPECT_EQ(code_of(report), "fine");
    return report.value_or(CollectReport{});
  }
  [[nodiscard]] static std::vector<std::string> names_in(fs::path const& where) {
    std::vector<std::string> all;
    for (auto const& entry : fs::directory_iterator{where}) all.push_back(entry.path().filename().string());
    std::ranges::sort(all);
    return all;
  }
  SystemClock machine_;
};
CONCORDAT_ON_BOTH_STORES(Drops);

TEST_P(Drops, AreTakenInAndMovedWithANoteBeside) {
  put(in() / "july.csv", police_month("2026-07", {9}) + "bad/1,31/06/2026,10:00,Common assault,1,1,,none\n");
  auto const report = collected();
  ASSERT_EQ(report.files.size(), 1U);
  auto const& file = report.files.front();
  EXPECT_EQ(name_of(file.fate).view(), "taken-in");
  EXPECT_EQ(file.tally->accepted, 9U);
  auto const done = names_in(in() / "done");
  ASSERT_EQ(done.size(), 2U);
  EXPECT_EQ("done/" + done.front(), file.kept_as);
  EXPECT_TRUE(done.front().ends_with("-july.csv"));
  auto const note = get(in() / "done" / done.back());
  EXPECT_NE(note.find("10 rows read: 9 taken in, 1 set aside, 0 skipped."), std::string::npos) << note;
  EXPECT_EQ(note.find("31/06/2026"), std::string::npos) << "no value of the file";
  EXPECT_FALSE(fs::exists(in() / "july.csv"));
  EXPECT_EQ(leaves().back().event, ledger::Event::receive);
}

TEST_P(Drops, TheSameFileAgainIsRecognisedByItsHash) {
  auto const text = police_month("2026-07", {9});
  put(in() / "july.csv", text);
  (void)collected();
  auto const before = *hub().log().size();
  put(in() / "july.csv", text);
  put(in() / "july again.csv", text);
  auto const report = collected();
  ASSERT_EQ(report.files.size(), 2U);
  for (auto const& file : report.files) EXPECT_EQ(name_of(file.fate).view(), "seen-before");
  EXPECT_EQ(names_in(in() / "done").size(), 4U) << "two names, each with its note";
  EXPECT_EQ(number_of("SELECT count(*) FROM submission"), 1);
  EXPECT_EQ(*hub().log().size(), before);
}

TEST_P(Drops, WhatCannotBeTakenInIsKeptWithTheReasonAndTheRemedy) {
  put(in() / "wrong.csv", "colour\nred\n");
  put(in() / "empty.csv", "");
  auto const report = collected();
  ASSERT_EQ(report.files.size(), 2U);
  for (auto const& file : report.files) EXPECT_EQ(name_of(file.fate).view(), "failed") << file.name;
  auto const failed = names_in(in() / "failed");
  ASSERT_EQ(failed.size(), 4U);
  EXPECT_EQ(failed.front(), "0000000000000000-empty.csv");
  auto const note = get(in() / "failed" / failed.back());
  EXPECT_NE(note.find("Not taken in; nothing of it was kept."), std::string::npos);
  EXPECT_NE(note.find("[mapping.incomplete]"), std::string::npos) << note;
  EXPECT_EQ(get(in() / "failed" / failed.at(failed.size() - 2)), "colour\nred\n") << "never lost";
}

TEST_P(Drops, HalfWrittenFilesWait) {
  auto const text = police_month("2026-07", {9});
  for (auto const* name : {"july.csv.part", "july.csv.tmp", "july.csv.PART", ".july.csv", "july.csv~", "july.csv.filepart"}) put(in() / name, text);
  EXPECT_TRUE(collected().files.empty());
  EXPECT_EQ(collected().waiting, 0U);
  fs::rename(in() / "july.csv.part", in() / "july.csv");
  auto const fresh = collected(std::chrono::hours{1});
  EXPECT_TRUE(fresh.files.empty());
  EXPECT_EQ(fresh.waiting, 1U) << "it was touched a moment ago";
  EXPECT_EQ(collected().files.size(), 1U);
}

TEST_P(Drops, LinksAndSpecialFilesAreRefusedAndNeverOpened) {
  put(folder() / "secret.csv", police_month("2026-07", {9}));
  fs::create_symlink(folder() / "secret.csv", in() / "link.csv");
  ASSERT_EQ(::mkfifo((in() / "pipe.csv").c_str(), 0600), 0);
  fs::create_directory(in() / "folder.csv");
  auto const report = collected();
  ASSERT_EQ(report.files.size(), 2U);
  for (auto const& file : report.files) EXPECT_EQ(file.problem->code.view(), "drop.not-a-file") << file.name;
  EXPECT_EQ(number_of("SELECT count(*) FROM submission"), 0);
  EXPECT_TRUE(fs::exists(folder() / "secret.csv"));
  EXPECT_TRUE(fs::exists(in() / "folder.csv"));
  EXPECT_EQ(names_in(in() / "failed").size(), 4U);
  EXPECT_EQ(leaves().back().verdict, ledger::Verdict::refuse);
}

TEST_P(Drops, ALinkInPlaceOfAFeedsFolderIsNotFollowed) {
  fs::create_directory(folder() / "elsewhere");
  put(folder() / "elsewhere" / "july.csv", police_month("2026-07", {9}));
  fs::remove(in());
  fs::create_directory_symlink(folder() / "elsewhere", in());
  fs::create_directories(drop() / "northshire-general-ed" / "ed-istv");
  put(drop() / "northshire-general-ed" / "ed-istv" / "july.csv", ed_month("2026-07", {{0, 2}}));
  auto const report = collected();
  ASSERT_TRUE(report.trouble);
  EXPECT_EQ(report.trouble->code.view(), "drop.not-permitted");
  EXPECT_TRUE(fs::exists(folder() / "elsewhere" / "july.csv"));
  ASSERT_EQ(report.files.size(), 1U) << "what one agency did to its folder holds up nobody else";
  EXPECT_EQ(report.files.front().agency, "northshire-general-ed");
}

TEST_P(Drops, StopWhereTheyAreAskedTo) {
  put(in() / "july.csv", police_month("2026-07", {9}));
  DropOptions options{drop(), std::chrono::seconds{0}};
  options.go_on = [] { return false; };
  auto const stopped = collect(hub(), options, machine_);
  ASSERT_EQ(code_of(stopped), "fine");
  EXPECT_TRUE(stopped->files.empty());
  EXPECT_TRUE(fs::exists(in() / "july.csv"));
  int asked = 0;
  options.go_on = [&asked] { return ++asked <= 2; };  // for the feed and the file, and not while it is read
  auto const cut = collect(hub(), options, machine_);
  ASSERT_EQ(code_of(cut), "fine");
  EXPECT_TRUE(cut->files.empty());
  EXPECT_EQ(number_of("SELECT count(*) FROM submission WHERE state = 'accepted'"), 0) << "nothing half done";
  EXPECT_EQ(collected().files.size(), 1U);
}

TEST_P(Drops, EveryFeedHasItsFolderAndOthersAreTold) {
  fs::create_directories(drop() / "northshire-polise");
  fs::create_directories(drop() / "northshire-police" / "incidents");
  auto const report = collected();
  EXPECT_TRUE(fs::is_directory(drop() / "northshire-general-ed" / "ed-istv" / "done"));
  EXPECT_THAT(report.strangers, ::testing::UnorderedElementsAre("northshire-polise", "northshire-police/incidents"));
}

TEST_P(Drops, ComeInTheOrderTheyWerePutThere) {
  put(in() / "b.csv", police_month("2026-07", {9}));
  std::this_thread::sleep_for(std::chrono::milliseconds{20});
  put(in() / "a.csv", police_month("2026-07", {8}));
  auto const report = collected();
  ASSERT_EQ(report.files.size(), 2U);
  EXPECT_EQ(report.files.front().name, "b.csv");
  EXPECT_EQ(report.files.back().tally->superseded, 8U) << "the later file corrects the earlier";
}

TEST_P(Drops, OnlyOneProgramAtATimeAndOnlyWhereThereIsAFolder) {
  intake::FileDescriptor const other{::open((drop() / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
  ASSERT_EQ(::flock(other.get(), LOCK_EX | LOCK_NB), 0);
  EXPECT_EQ(code_of(collect(hub(), {drop(), std::chrono::seconds{0}}, machine_)), "drop.busy");
  EXPECT_EQ(code_of(collect(hub(), {folder() / "nowhere", std::chrono::seconds{0}}, machine_)), "drop.no-folder");
}

TEST_P(Drops, WhatPassesLeavesTheFileWhereItIs) {
  put(in() / "july.csv", police_month("2026-07", {9}));
  auto impatient = options();
  impatient.patience = std::chrono::milliseconds{50};
  open_it(impatient);
  {
    auto another = open();
    auto const holding = store::Transaction::write(another);
    ASSERT_TRUE(holding);
    ASSERT_TRUE(another.execute("UPDATE ledger_head SET size = size WHERE one = 1"));
    auto const report = collected();
    EXPECT_TRUE(report.files.empty());
    EXPECT_EQ(report.waiting, 1U);
    ASSERT_TRUE(report.trouble);
    EXPECT_EQ(report.trouble->fault, Fault::locked);
  }
  EXPECT_TRUE(fs::exists(in() / "july.csv"));
  EXPECT_EQ(collected().files.size(), 1U);
}

TEST_P(Drops, DoneFilesAreDeletedAfterAWeekAndFailedOnesAfterThreeMonths) {
  put(in() / "july.csv", police_month("2026-07", {9}));
  put(in() / "wrong.csv", "colour\nred\n");
  (void)collected();
  auto const after = [this](int days) {
    FixedClock const later{machine_.now() + std::chrono::days{days}};
    EXPECT_EQ(code_of(collect(hub(), {drop(), std::chrono::seconds{0}}, later)), "fine");
  };
  after(8);
  EXPECT_TRUE(names_in(in() / "done").empty());
  EXPECT_EQ(names_in(in() / "failed").size(), 2U);
  after(93);
  EXPECT_TRUE(names_in(in() / "failed").empty());
}

TEST_P(Drops, KilledAnywhereEveryFileIsInOnePlaceAndTakenInOnce) {
  hub_.reset();
  auto const with = options();
  auto const text = police_month("2026-07", {30, 30, 30});
  put(in() / "july.csv", text);
  put(in() / "wrong.csv", "colour\nred\n");
  for (int round = 0; round < 8; ++round) {
    auto const child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto const quiet = ::open("/dev/null", O_WRONLY);
      ::dup2(quiet, 1);
      ::dup2(quiet, 2);
      ::execl(program().c_str(), "concordat", "collect", "--database", with.database.c_str(), "--keys", with.keys.c_str(), "--definitions",
              with.definitions.c_str(), "--drop", drop().c_str(), "--settle", "0", static_cast<char*>(nullptr));
      ::_exit(127);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{25 * (round + 1)});
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    auto const stays = [&](std::string_view where) {
      return std::ranges::any_of(fs::recursive_directory_iterator{drop()}, [&](auto const& entry) { return entry.is_regular_file() && entry.path().string().ends_with(where); });
    };
    EXPECT_TRUE(stays("july.csv")) << round;
    EXPECT_TRUE(stays("wrong.csv")) << round;
  }
  open_it();
  (void)collected();
  EXPECT_EQ(number_of("SELECT count(*) FROM submission WHERE state = 'accepted'"), 1);
  EXPECT_EQ(number_of("SELECT count(*) FROM event"), 90);
  // A kill while a note is written leaves a part of it under a name of its own, which goes with the others on its day.
  auto const whole = [&](char const* folder) {
    auto names = names_in(in() / folder);
    std::erase_if(names, [](std::string const& name) { return !name.ends_with(".csv") && !name.ends_with(".note.txt"); });
    return names;
  };
  auto const done = whole("done");
  ASSERT_EQ(done.size(), 2U);
  EXPECT_EQ(get(in() / "done" / done.front()), text);
  EXPECT_EQ(whole("failed").size(), 2U);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

}  // namespace
}  // namespace concordat::hub::proving
