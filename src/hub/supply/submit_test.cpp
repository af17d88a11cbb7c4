// SPDX-License-Identifier: Apache-2.0
#include "hub/supply/submit.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "hub/hub_test_tools.h"
#include "hub/supply/preflight.h"
#include "hub/retention.h"
#include "hub/supply/spool.h"

namespace concordat::hub::proving {
namespace {

class Submit : public HubTest {
 protected:
  [[nodiscard]] static std::string sum(Tally const& tally) {
    return fmt::format("{} = {} + {} + {}", tally.read, tally.accepted, tally.quarantined, tally.skipped);
  }
  [[nodiscard]] std::string sum_of(std::string const& feed, std::string_view text) {
    auto const tally = submit(feed, text);
    return tally ? sum(*tally) : code_of(tally);
  }
  [[nodiscard]] std::int64_t current_events() { return number_of("SELECT count(*) FROM event WHERE is_current = 1"); }
};
CONCORDAT_ON_BOTH_STORES(Submit);

TEST_P(Submit, TakesAFileInWithItsTallyAndItsLeaf) {
  auto const tally = submit("police-incidents", police_month("2026-07", {3, 2}));
  ASSERT_EQ(code_of(tally), "fine");
  EXPECT_EQ(sum(*tally), "5 = 5 + 0 + 0");
  EXPECT_EQ(format_month(tally->period_from), "2026-07");
  EXPECT_EQ(format_month(tally->period_to), "2026-07");
  auto const leaf = leaves().at(tally->ledger_index);
  EXPECT_EQ(leaf.event, ledger::Event::receive);
  EXPECT_EQ(leaf.count, std::nullopt) << "how many rows came is in the detail, not in what outsiders mirror";
  EXPECT_EQ(leaf.from, "northshire-police");
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
  EXPECT_EQ(number_of("SELECT count(*) FROM event WHERE easting IS NOT NULL AND area_code IS NULL"), 5);
}

TEST_P(Submit, AFeedRowWithoutARoleIsQuarantinedAndNoPersonIsCreated) {  // S01
  auto const text = std::string{people_header} +
                    "1,Anna Aster,01/02/2010,Victim,,\n"
                    "2,Ben Birch,01/02/2011,,,\n"
                    "3,Cay Cedar,01/02/2012,offender,,\n"
                    "4,Dee Dill,01/02/2013,gang nominal,,\n";
  auto const tally = submit("school-people", text);
  ASSERT_EQ(code_of(tally), "fine");
  EXPECT_EQ(sum(*tally), "4 = 1 + 3 + 0");
  EXPECT_EQ(number_of("SELECT count(*) FROM person_in_event"), 1);
  EXPECT_EQ(number_of("SELECT count(*) FROM source_record"), 1);
  EXPECT_EQ(number_of("SELECT count(*) FROM person"), 0);
  EXPECT_EQ(number_of("SELECT count(*) FROM quarantine WHERE field = 'subject_role'"), 3);
}

TEST_P(Submit, TheSameFileAgainChangesNothing) {
  auto const text = police_month("2026-07", {3});
  auto const first = submit("police-incidents", text);
  ASSERT_EQ(code_of(first), "fine");
  auto const leaves_then = *hub().log().size();
  auto const again = submit("police-incidents", text);
  ASSERT_EQ(code_of(again), "fine");
  EXPECT_TRUE(again->seen_before);
  EXPECT_EQ(again->submission, first->submission);
  EXPECT_EQ(sum(*again), sum(*first));
  EXPECT_EQ(*hub().log().size(), leaves_then);
  EXPECT_EQ(number_of("SELECT count(*) FROM source_record"), 3);
}

TEST_P(Submit, ALaterFileCorrectsARowByItsReferenceAndTheOldOneStays) {
  take_in("police-incidents", police_month("2026-07", {4}));
  auto const corrected = std::string{police_header} + police_row("2026-07/1", "2026-07", 9, 2) + police_row("2026-07/99", "2026-07", 3, 0);
  auto const tally = submit("police-incidents", corrected);
  ASSERT_EQ(code_of(tally), "fine");
  EXPECT_EQ(tally->superseded, 1U);
  EXPECT_EQ(current_events(), 5);
  EXPECT_EQ(number_of("SELECT count(*) FROM source_record"), 6);
  EXPECT_EQ(number_of("SELECT count(*) FROM source_record WHERE superseded_by IS NOT NULL"), 1);
  EXPECT_EQ(number_of("SELECT max(version) FROM source_record"), 2);
  // and once more: the third version stands on the second
  auto const third = submit("police-incidents", std::string{police_header} + police_row("2026-07/1", "2026-07", 5, 3));
  ASSERT_EQ(code_of(third), "fine");
  EXPECT_EQ(third->superseded, 1U);
  EXPECT_EQ(current_events(), 5);
  EXPECT_EQ(number_of("SELECT max(version) FROM source_record"), 3);
}

TEST_P(Submit, ALaterFileWithoutReferencesReplacesItsWholeMonth) {
  take_in("ed-istv", ed_month("2026-07", {{0, 5}}));
  take_in("ed-istv", ed_month("2026-08", {{0, 4}}));
  auto const tally = submit("ed-istv", ed_month("2026-07", {{1, 6}}));
  ASSERT_EQ(code_of(tally), "fine");
  EXPECT_EQ(tally->superseded, 5U);
  EXPECT_EQ(current_events(), 10);
}

TEST_P(Submit, AnAssaultOfTheMonthBeforeBelongsToItsReportingPeriodAndReplacesNothingThere) {
  take_in("ed-istv", ed_month("2026-07", {{0, 5}}));
  auto const august = ed_month("2026-08", {{0, 4}}) + "2026-08-01,2026-07-31 23:50,S1,L1,by the bridge,451000,301000\n";
  auto const tally = submit("ed-istv", august);
  ASSERT_EQ(code_of(tally), "fine");
  EXPECT_EQ(sum(*tally), "5 = 5 + 0 + 0");
  EXPECT_EQ(format_month(tally->period_from), "2026-08");
  EXPECT_EQ(current_events(), 10);
  auto const july = Month::of(2026, 7).index;
  EXPECT_EQ(*hub().database().query_integer("SELECT count(*) FROM event WHERE month = ? AND is_current = 1", july), 6);
  // the period comes again: its assault of July goes with it, July's own stay
  auto const again = submit("ed-istv", ed_month("2026-08", {{0, 3}}));
  ASSERT_EQ(code_of(again), "fine");
  EXPECT_EQ(again->superseded, 5U);
  EXPECT_EQ(*hub().database().query_integer("SELECT count(*) FROM event WHERE month = ? AND is_current = 1", july), 5);
}

TEST_P(Submit, ARowOfAnotherPeriodThanItsFileIsSetAside) {
  auto const mixed = ed_month("2026-07", {{0, 2}}) + "2026-08-01,2026-08-03 10:00,S1,L1,,451000,301000\n";
  auto const tally = submit("ed-istv", mixed);
  ASSERT_EQ(code_of(tally), "fine");
  EXPECT_EQ(sum(*tally), "3 = 2 + 1 + 0");
  EXPECT_EQ(tally->codes.count("row.other-period"), 1U);
}

TEST_P(Submit, RepeatsInAFileAreSkippedAndContradictionsSetAside) {
  auto const row = police_row("X/1", "2026-07", 1, 0);
  auto const text = std::string{police_header} + row + row + police_row("X/1", "2026-07", 2, 1) + police_row("X/2", "2026-07", 2, 1);
  auto const tally = submit("police-incidents", text);
  ASSERT_EQ(code_of(tally), "fine");
  EXPECT_EQ(sum(*tally), "4 = 2 + 1 + 1");
  EXPECT_EQ(tally->codes.at("key.twice"), 1U);
  EXPECT_EQ(tally->codes.at("row.repeat"), 1U);
  // two people hurt at one time and place give equal rows, and both count
  EXPECT_EQ(sum_of("ed-istv", ed_month("2026-07", {{0, 1}}) + "2026-07-01,2026-07-02 00:30,S1,L1,by the bridge,451000,301000\n"),
            "2 = 2 + 0 + 0");
}

TEST_P(Submit, AMonthIsNotReplacedByFarFewerRowsWithoutBeingTold) {
  take_in("ed-istv", ed_month("2026-07", {{0, 30}, {1, 20}}));
  auto const current = [this] { return number_of("SELECT count(*) FROM event WHERE is_current = 1"); };
  for (auto const rows : {1, 24}) {
    auto const cut = submit("ed-istv", ed_month("2026-07", {{0, rows}}));
    ASSERT_EQ(code_of(cut), "submit.far-fewer-rows") << rows;
    EXPECT_EQ(cut.error().problem.fault, Fault::refused);
    ASSERT_EQ(cut.error().findings.size(), 1U);
    EXPECT_EQ(cut.error().findings.front().message, fmt::format("2026-07: {} rows would replace 50", rows));
    EXPECT_EQ(current(), 50) << "nothing was changed";
  }
  take_in("ed-istv", ed_month("2026-07", {{0, 25}}));
  EXPECT_EQ(current(), 25) << "half is believed";
  take_in("ed-istv", ed_month("2026-07", {{0, 5}}));
  EXPECT_EQ(current(), 5) << "and so are 20 fewer, of a small month";
  take_in("ed-istv", ed_month("2026-08", {{0, 50}}));
  auto const told = submit_file(hub(), {.feed = "ed-istv", .profile = {}, .mapping = {}, .mapping_name = {}, .file_name = "cut.csv", .replace = true},
                                file_of(ed_month("2026-08", {{0, 1}})), {});
  ASSERT_EQ(code_of(told), "fine");
  EXPECT_EQ(told->superseded, 50U);
  EXPECT_EQ(current(), 6);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

struct OddRow {
  std::string_view name;
  std::string row;
  std::string_view sum;
  std::string_view code;
};

TEST_P(Submit, OddRowsAreCountedAndExplained) {
  std::vector<OddRow> const cases{
      {"in the sea", "S/1,02/07/2026,10:00,Common assault,1,1,,none\n", "2 = 2 + 0 + 0", "place.outside-partnership"},
      {"outside the grid", "S/2,02/07/2026,10:00,Common assault,9000000,9000000,,none\n", "2 = 2 + 0 + 0", ""},
      {"in the future", "S/3,02/07/2027,10:00,Common assault,451000,301000,,none\n", "2 = 1 + 1 + 0", "date.future"},
      {"no such day", "S/4,31/06/2026,10:00,Common assault,451000,301000,,none\n", "2 = 1 + 1 + 0", ""},
      {"no reference", ",02/07/2026,10:00,Common assault,451000,301000,,none\n", "2 = 1 + 1 + 0", ""},
      {"no date", "S/5,,10:00,Common assault,451000,301000,,none\n", "2 = 1 + 1 + 0", ""},
      {"too few cells", "S/6,02/07/2026\n", "2 = 1 + 1 + 0", "row.ragged"},
      {"too many cells", "S/7,02/07/2026,10:00,Common assault,451000,301000,,none,more\n", "2 = 1 + 1 + 0", "row.ragged"},
      {"blank", ",,,,,,,\n", "2 = 1 + 0 + 1", "row.blank"},
  };
  int number = 0;
  for (auto const& one : cases) {
    auto const text = std::string{police_header} + one.row + police_row(fmt::format("good/{}", ++number), "2026-07", 1, 0);
    auto const tally = submit("police-incidents", text);
    ASSERT_EQ(code_of(tally), "fine") << one.name;
    EXPECT_EQ(sum(*tally), one.sum) << one.name;
    if (one.code.empty()) continue;
    std::vector<std::string> codes;
    for (auto const& [code, times] : tally->codes) codes.push_back(code);
    EXPECT_THAT(codes, ::testing::Contains(one.code)) << one.name;
  }
}

TEST_P(Submit, WhatCannotBeReadIsRefusedWithARemedyAndRemembered) {
  struct Case {
    std::string_view name;
    std::string feed;
    std::string text;
    std::string_view code;
  };
  std::vector<Case> const cases{
      {"empty", "police-incidents", "", "file.empty"},
      {"headers only", "police-incidents", std::string{police_header}, "file.no-rows"},
      {"columns that fit nothing", "police-incidents", "colour,shape\nred,round\n", "mapping.incomplete"},
      {"a file of another feed", "police-incidents", ed_month("2026-07", {{0, 2}}), "mapping.incomplete"},
      {"no such feed", "nobody", police_month("2026-07", {1}), "feed.unknown"},
  };
  for (auto const& one : cases) {
    auto const tally = submit(one.feed, one.text);
    EXPECT_EQ(code_of(tally), one.code) << one.name;
    if (!tally) {
      EXPECT_FALSE(tally.error().problem.remedy.empty()) << one.name;
    }
  }
  EXPECT_EQ(number_of("SELECT count(*) FROM submission WHERE state = 'failed'"), 4);
  EXPECT_EQ(number_of("SELECT count(*) FROM source_record"), 0);
  // sent again in good order it goes in, whatever failed before
  take_in("police-incidents", police_month("2026-07", {1}));
}

TEST_P(Submit, AnotherProfileOrMappingThanAgreedIsRefused) {
  auto const with = [&](std::string const& profile, std::string const& mapping) {
    return code_of(submit_file(hub(), {.feed = "police-incidents", .profile = profile, .mapping = mapping, .mapping_name = "m.yaml", .file_name = "f"},
                               file_of(police_month("2026-07", {1})), {}));
  };
  EXPECT_EQ(with("ed-istv", ""), "profile.other-feed");
  EXPECT_EQ(with("no-such-profile", ""), "profile.unknown");
  EXPECT_EQ(with("", "not: a mapping\n"), "mapping.incomplete");
  EXPECT_EQ(with("police-incidents", ""), "fine");
}

TEST_P(Submit, AFileThatCannotBeSignedYetIsInAndSaysSo) {
  auto without = options();
  without.signer = {"/nowhere/signer"};
  open_it(without);
  EXPECT_EQ(code_of(submit("police-incidents", police_month("2026-07", {4}))), "submit.unsigned");
  open_it();
  auto const again = submit("police-incidents", police_month("2026-07", {4}));
  ASSERT_EQ(code_of(again), "fine");
  EXPECT_TRUE(again->seen_before);
  ASSERT_TRUE(hub().log().sign_pending());
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Submit, TitlesTotalsAndNotesAreNoRecords) {
  auto const text = "Northshire Police,,,,,,,\nMonthly extract,,,,,,,\n" + police_month("2026-07", {4}) + ",,,,,,,\nTotal,,,,4,,,\nSource: the force's own system,,,,,,,\n";
  auto const tally = submit("police-incidents", text);
  ASSERT_EQ(code_of(tally), "fine");
  EXPECT_EQ(tally->accepted, 4U);
  EXPECT_EQ(tally->quarantined, 0U);
  EXPECT_EQ(tally->read, tally->accepted + tally->skipped);
  std::vector<std::string> codes;
  for (auto const& [code, times] : tally->codes) codes.push_back(code);
  EXPECT_THAT(codes, ::testing::IsSupersetOf({"row.title", "row.blank", "row.totals", "row.note"}));
}

TEST_P(Submit, AColumnThatMapsToNothingIsSaidAndNotKept) {
  auto const tally = submit("school-people", std::string{people_header} + "1,Anna Aster,01/02/2010,Victim,,saw something\n");
  ASSERT_EQ(code_of(tally), "fine");
  EXPECT_THAT(tally->unmapped, ::testing::ElementsAre("Notes"));
  EXPECT_EQ(number_of("SELECT count(*) FROM source_record WHERE open_data LIKE '%saw%'"), 0);
}

TEST_P(Submit, AMappingThatAPersonConfirmedIsFollowedAndADraftIsNot) {
  std::string_view const file = "Our ref,Crime Date,Kind\n1/26,02/07/2026,Common assault\n2/26,03/07/2026,Robbery\n";
  auto const with = [&](std::string_view confirmed) {
    auto const mapping = fmt::format("format: concordat-mapping/1\nprofile: police-incidents\nprofile_version: 1\nconfirmed: {}\nconfirmed_by: bert\n"
                                     "columns:\n  - {{header: Our ref, field: crime_ref}}\n  - {{header: Crime Date, field: event_date}}\n"
                                     "  - {{header: Kind, field: offence_class}}\n", confirmed);
    auto const tally = submit_file(hub(), {.feed = "police-incidents", .profile = {}, .mapping = mapping, .mapping_name = "m.yaml", .file_name = "f"}, file_of(file), {});
    return tally ? sum(*tally) : code_of(tally);
  };
  EXPECT_EQ(sum_of("police-incidents", file), "mapping.incomplete");
  EXPECT_EQ(with("false"), "mapping.incomplete");
  EXPECT_EQ(with("true"), "2 = 2 + 0 + 0");
}

TEST_P(Submit, AFileThroughAPipeIsTakenInLikeAnyOther) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  auto const text = police_month("2026-07", {3});
  ASSERT_EQ(::write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  ::close(ends[1]);
  auto const tally = submit_file(hub(), {.feed = "police-incidents", .profile = {}, .mapping = {}, .mapping_name = {}, .file_name = "-"}, intake::FileDescriptor{ends[0]}, {});
  ASSERT_EQ(code_of(tally), "fine");
  EXPECT_EQ(sum(*tally), "3 = 3 + 0 + 0");
  EXPECT_TRUE(submit("police-incidents", text)->seen_before) << "the same bytes, whichever way they come";
}

TEST(Spool, TakesNoDeviceForAFile) {
  EXPECT_EQ(code_of(seekable(intake::FileDescriptor{::open("/dev/zero", O_RDONLY | O_CLOEXEC)})), "file.is-device");
}

TEST(Spool, EndsWhereAPipeDoesNot) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  ASSERT_EQ(::write(ends[1], "12345", 5), 5);
  EXPECT_EQ(code_of(seekable(intake::FileDescriptor{ends[0]}, 4)), "file.pipe-too-long");
  ::close(ends[1]);
}

TEST(Spool, OfANamedPipeThatNobodyWritesToIsEmpty) {
  test_support::TemporaryFolder const folder;
  auto const name = (folder / "pipe").string();
  ASSERT_EQ(::mkfifo(name.c_str(), 0600), 0);
  auto file = intake::open_for_reading(name);
  ASSERT_TRUE(file);
  auto const spooled = seekable(std::move(*file));
  ASSERT_EQ(code_of(spooled), "fine");
  EXPECT_EQ(code_of(content_hash(*spooled)), "file.empty");
}

TEST(Spool, SaysWhatCannotBeReadOrSetDown) {
  EXPECT_EQ(code_of(seekable(intake::FileDescriptor{})), "file.unreadable");
  EXPECT_EQ(code_of(content_hash(intake::FileDescriptor{})), "file.unreadable");
  EXPECT_EQ(code_of(reopen(intake::FileDescriptor{})), "file.unreadable");
  EXPECT_EQ(code_of(content_hash(file_of(""))), "file.empty");
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  ::close(ends[1]);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  auto none = before;
  none.rlim_cur = 0;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  auto const spooled = seekable(intake::FileDescriptor{ends[0]});
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(code_of(spooled), "file.spool-failed");
}

TEST_P(Submit, StoppedByAPersonKeepsNothing) {
  auto const stopped = submit_file(hub(), {.feed = "police-incidents", .profile = {}, .mapping = {}, .mapping_name = {}, .file_name = "f"},
                                   file_of(police_month("2026-07", {9})), [](SubmitProgress const&) { return false; });
  EXPECT_EQ(code_of(stopped), "submit.cancelled");
  EXPECT_EQ(number_of("SELECT count(*) FROM submission"), 0);
  EXPECT_EQ(number_of("SELECT count(*) FROM source_record"), 0);
  EXPECT_EQ(sum_of("police-incidents", police_month("2026-07", {9})), "9 = 9 + 0 + 0");
}

TEST_P(Submit, TheReadingProcessGoneIsOneSentence) {
  auto with = options();
  with.reader = {"/bin/false"};
  open_it(with);
  EXPECT_EQ(sum_of("police-incidents", police_month("2026-07", {2})), "intake.reader-died");
  // Killed by the filter of system calls, as a reader would be that a file has taken over.
  with.reader = {CONCORDAT_BINARY_DIR "/src/intake/reader/intake_reader_test", "try-open"};
  open_it(with);
  EXPECT_EQ(sum_of("police-incidents", police_month("2026-07", {2})), "intake.reader-died");
  EXPECT_EQ(number_of("SELECT count(*) FROM submission WHERE state = 'failed'"), 1);
  EXPECT_EQ(number_of("SELECT count(*) FROM source_record"), 0);
  open_it();
  EXPECT_EQ(sum_of("police-incidents", police_month("2026-07", {2})), "2 = 2 + 0 + 0");
}

TEST_P(Submit, TheTallyAddsUpOnAnyMess) {
  std::vector<std::string> const references{"a", "b", "c", "d", "e", "f", "", "\"x\"\"y\"", "g,h", "\t"};
  std::vector<std::string> const dates{"02/07/2026", "2026-07-09", "31/02/2026", "", "99", "01/01/2031", "July"};
  std::vector<std::string> const numbers{"451000", "301000", "0", "", "x", "-5", "1e9", "452000"};
  SeededChance mess{7};
  auto const pick = [&](std::vector<std::string> const& from) { return from[mess.below(from.size())]; };
  std::uint64_t accepted = 0;
  for (int file = 0; file < 12; ++file) {
    std::string text{police_header};
    auto const rows = 1 + mess.below(60);
    for (std::uint64_t row = 0; row < rows; ++row) {
      auto const cells = 7 + mess.below(3);
      text += pick(references).find(',') == std::string::npos ? pick(references) : "\"" + pick(references) + "\"";
      text += "," + pick(dates) + ",10:00,Common assault," + pick(numbers) + "," + pick(numbers);
      for (auto cell = std::uint64_t{6}; cell < cells; ++cell) text += ",z";
      text += mess.below(9) == 0 ? "\r\n\n" : "\n";
    }
    auto const checked = preflight(shelf(), {.profile = "police-incidents", .mapping = {}, .mapping_name = {}, .supplier_kind = {}}, file_of(text), options().reader, clock_);
    auto const tally = submit("police-incidents", text);
    if (!tally) {
      EXPECT_EQ(code_of(tally), code_of(checked) == "fine" ? "file.no-rows" : code_of(checked));
      continue;
    }
    EXPECT_EQ(tally->read, tally->accepted + tally->quarantined + tally->skipped) << text;
    ASSERT_EQ(code_of(checked), "fine");
    EXPECT_EQ(sum(checked->tally), sum(*tally)) << "what the private look foretold";
    accepted += tally->accepted;
  }
  EXPECT_EQ(static_cast<std::uint64_t>(number_of("SELECT count(*) FROM source_record")), accepted);
  EXPECT_EQ(number_of("SELECT count(*) FROM (SELECT s.key_hash FROM source_record s JOIN event e ON e.id = s.id WHERE e.is_current = 1 "
                      "GROUP BY s.key_hash HAVING count(*) > 1) AS twice"), 0);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Submit, AFileWhoseTimeIsOverStaysOut) {
  auto const text = std::string{people_header} + "1,Anna Aster,01/02/2010,Victim,,\n";
  take_in("school-people", text);
  clock_.set(*parse_instant("2028-01-01T00:00:00Z"));
  ASSERT_TRUE(run_retention(hub()));
  EXPECT_EQ(sum_of("school-people", text), "submit.erased");
  EXPECT_EQ(number_of("SELECT count(*) FROM source_record"), 0);
  EXPECT_EQ(number_of("SELECT count(*) FROM submission WHERE state = 'erased'"), 1);
}

TEST_P(Submit, AQuarantinedValueIsSealedForItsSupplierAndAnIdUsedOnceIsNeverUsedAgain) {
  auto const bad = [](int number) { return std::string{people_header} + fmt::format("{},Anna Aster,31/02/2010,nobody,,\n", number); };
  take_in("school-people", bad(1));
  clock_.set(*parse_instant("2027-04-01T00:00:00Z"));
  ASSERT_TRUE(run_retention(hub()));  // the cells expire, the submission stays
  take_in("school-people", bad(2));
  clock_.set(*parse_instant("2027-08-01T00:00:00Z"));
  auto const report = run_retention(hub());
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_GT(report->quarantined, 0U);
}

}  // namespace
}  // namespace concordat::hub::proving
