// SPDX-License-Identifier: Apache-2.0
// Releases that somebody waits for: the same files, and nothing at all where they are stopped, however that comes.
#include "hub/release/watch.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>

#include "hub/hub_test_tools.h"
#include "hub/release/release.h"

namespace concordat::hub::proving {
namespace {

constexpr std::array long_looks{"violence-hotspots", "violence-change", "violence-contrast", "violence-near-repeat", "violence-scan", "violence-space-time", "violence-funnel"};

class Watcher : public Watch {
 public:
  bool go_on(FixedText part, std::uint64_t, std::uint64_t) override {
    ++asked;
    parts.emplace(part.view());
    return stop_at == 0 || asked < stop_at;
  }
  std::uint64_t asked = 0;
  std::uint64_t stop_at = 0;
  std::set<std::string> parts;
};

class WatchedReleases : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    take_in_a_quarter();
    for (auto const* month : {"2026-04", "2026-05", "2026-06"}) {
      take_in("police-incidents", police_month(month, {3, 2, 6, 0}));
      take_in("ed-istv", ed_month(month, {{0, 9}, {1, 1}, {2, 3}}));
    }
    agree_on_figures();
  }
  [[nodiscard]] std::string partnership() const override {
    std::string text{partnership_yaml};
    for (int feed = 0; feed < 2; ++feed) text = replaced(std::move(text), "first_period: \"2026-01\"", "first_period: \"2025-01\"");
    return text;
  }
  std::int64_t rows_of(char const* table) {
    std::int64_t count = -1;
    auto const read = hub().database().query(std::string_view{table} == "release" ? store::Sql{"SELECT count(*) FROM release"} : std::string_view{table} == "release_file" ? store::Sql{"SELECT count(*) FROM release_file"} : store::Sql{"SELECT count(*) FROM closed_quarter"},
                                             [&](store::Row const& row) { count = row.integer(0); });
    EXPECT_EQ(code_of(read), "fine");
    return count;
  }
  void expect_nothing_written(std::size_t leaves_before) {
    EXPECT_EQ(leaves().size(), leaves_before);
    for (auto const* table : {"release", "release_file", "closed_quarter"}) EXPECT_EQ(rows_of(table), 0) << table;
    EXPECT_EQ(verdict_of_the_ledger(), "intact");
  }
};
CONCORDAT_ON_BOTH_STORES(WatchedReleases);

TEST_P(WatchedReleases, ThatAreStoppedWriteNothingAtAll) {
  auto const before = leaves().size();
  Watcher whole;
  {
    // How often is asked, of a release that is not kept either: it is stopped at its very last step.
    Watcher stopped;
    stopped.stop_at = 1;
    EXPECT_EQ(code_of(release(hub(), {csp_request("violence-hotspots"), {}, &stopped})), "work.stopped");
    EXPECT_EQ(stopped.asked, 1U);
    expect_nothing_written(before);
  }
  for (auto const* table : long_looks) {
    Watcher stopped;
    stopped.stop_at = 3;
    EXPECT_EQ(code_of(release(hub(), {csp_request(table), {}, &stopped})), "work.stopped") << table;
  }
  expect_nothing_written(before);
  auto const made = release(hub(), {csp_request("violence-hotspots"), {}, &whole});
  ASSERT_EQ(code_of(made), "fine") << "and asking again begins anew";
  EXPECT_TRUE(std::holds_alternative<Release>(*made));
}

/// The step before the entry is committed: all was drawn, and nothing is kept.
TEST_P(WatchedReleases, ThatAreStoppedAfterTheLastStepWriteNothingEither) {
  struct Late final : Watch {
    int last_calls = 0;
    bool go_on(FixedText part, std::uint64_t, std::uint64_t) override { return part.view() != writing_the_entry.view() || ++last_calls != 1; }
  } late;
  auto const before = leaves().size();
  for (auto const* table : {"violence-hotspots", "violence-by-area"}) {
    late.last_calls = 0;
    EXPECT_EQ(code_of(release(hub(), {csp_request(table), {}, &late})), "work.stopped") << table;
    EXPECT_EQ(late.last_calls, 1) << table;
    expect_nothing_written(before);
  }
  auto const made = release(hub(), {csp_request("violence-hotspots"), {}, &late});
  ASSERT_EQ(code_of(made), "fine") << "and asking again begins anew";
  auto const after = leaves().size();
  late.last_calls = 0;
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-hotspots"), {}, &late})), "work.stopped") << "one that is served again is asked about as well";
  EXPECT_EQ(leaves().size(), after);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(WatchedReleases, AreTheSameFilesAndEntriesAsThoseNobodyWatched) {
  for (auto const* table : long_looks) {
    auto const before = leaves().size();
    Watcher watcher;
    auto const watched = release(hub(), {csp_request(table), {}, &watcher});
    ASSERT_EQ(code_of(watched), "fine") << table;
    EXPECT_GT(watcher.asked, 1U) << table;
    EXPECT_GE(watcher.parts.size(), 2U) << table;
    auto const& made = std::get<Release>(*watched);
    EXPECT_LE(leaves().size(), before + 2) << table << ": its own, and of what it closed";
    EXPECT_EQ(leaves().back().event, ledger::Event::disclose);
    // As though it had been asked for in other words, so that the same is drawn again unwatched.
    auto const files = made.files();
    ASSERT_EQ(code_of(hub().database().execute("UPDATE release SET request_hash = substr(id || id, 1, 64)")), "fine");
    auto const alone = release_of(csp_request(table));
    EXPECT_FALSE(alone.served_again()) << table;
    auto const figures = [](std::string text, Release const& of) {
      for (auto const& own : {of.id(), "ndex " + std::to_string(of.ledger_index()), "ndex," + std::to_string(of.ledger_index())}) {
        for (auto at = text.find(own); at != std::string::npos; at = text.find(own)) text.erase(at, own.size());
      }
      return text;
    };
    ASSERT_EQ(alone.files().size(), files.size());
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (!files[i].name.ends_with(".csv") && !files[i].name.ends_with("summary.txt")) continue;
      EXPECT_EQ(figures(files[i].content, made), figures(alone.files()[i].content, alone)) << table << ' ' << files[i].name;
    }
  }
}

TEST_P(WatchedReleases, AreDrawnOnceBeforeTheTurnToWriteAndOnceInIt) {
  for (auto const& [table, readings] : {std::pair{"violence-by-area", 2}, {"violence-scan", 2}}) {
    struct Counting final : Watch {
      int readings = 0;
      bool go_on(FixedText part, std::uint64_t, std::uint64_t) override {
        readings += part.view() == "reading the reports" ? 1 : 0;
        return true;
      }
    } counting;
    ASSERT_EQ(code_of(release(hub(), {csp_request(table), {}, &counting})), "fine");
    EXPECT_EQ(counting.readings, readings) << table;
    ASSERT_EQ(code_of(release(hub(), {csp_request(table), {}, &counting})), "fine");
    EXPECT_EQ(counting.readings, readings) << table << ": served again as it is stored";
  }
}

TEST_P(WatchedReleases, AreRefusedAsAnyAndNothingIsWorkedOut) {
  Watcher watcher;
  auto request = csp_request("violence-hotspots");
  request.purpose = "no-such-purpose";
  auto const answer = release(hub(), {request, {}, &watcher});
  ASSERT_EQ(code_of(answer), "fine");
  EXPECT_TRUE(std::holds_alternative<Refusal>(*answer));
  EXPECT_EQ(watcher.asked, 0U);
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
}

/// While it is worked out, and again while the entry is being written: the second drawing.
TEST_P(WatchedReleases, WhoseProcessIsKilledInTheMiddleLeaveNothing) {
  auto const before = leaves().size();
  for (auto const& [part, times] : {std::pair<std::string_view, int>{"hot squares", 1}, {"reading the reports", 2}}) {
    hub_.reset();
    std::array<int, 2> under_way{};
    ASSERT_EQ(::pipe(under_way.data()), 0);
    auto const child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      struct Pausing final : Watch {
        std::string_view part;
        int left = 0;
        int told = -1;
        bool go_on(FixedText now, std::uint64_t, std::uint64_t) override {
          if (now.view() != part || --left > 0) return true;
          [[maybe_unused]] auto const written = ::write(told, "x", 1);
          for (;;) ::pause();
        }
      } pausing;
      pausing.part = part;
      pausing.left = times;
      pausing.told = under_way[1];
      auto opened = Hub::open(options(), shelf(), clock_, chance_);
      if (opened) {
        auto const ended = release(**opened, {csp_request("violence-hotspots"), {}, &pausing});
        [[maybe_unused]] auto const written = ::write(under_way[1], ended ? "d" : "f", 1);
      }
      ::_exit(1);
    }
    ::close(under_way[1]);
    char said = 0;
    EXPECT_EQ(::read(under_way[0], &said, 1), 1);
    EXPECT_EQ(said, 'x') << "it is in the middle of it";
    ::close(under_way[0]);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    open_it();
    expect_nothing_written(before);
  }
  EXPECT_FALSE(release_of(csp_request("violence-hotspots")).files().empty());
}

TEST(Workings, AreFoundByWhatWentInAndByNothingElse) {
  Workings workings;
  int made = 0;
  auto const make = [&] { return Result<int>{++made}; };
  EXPECT_EQ(*workings.of<int>(Given{"knox"}.number(1).number(12), make), 1);
  EXPECT_EQ(*workings.of<int>(Given{"knox"}.number(1).number(12), make), 1);
  EXPECT_EQ(*workings.of<int>(Given{"knox"}.number(11).number(2), make), 2);
  EXPECT_EQ(*workings.of<int>(Given{"scan"}.number(1).number(12), make), 3);
  auto const fails = [&] { return Result<int>{tl::unexpected<Problem>{stopped_work()}}; };
  EXPECT_FALSE(workings.of<int>(Given{"other"}, fails));
  EXPECT_EQ(*workings.of<int>(Given{"other"}, make), 4) << "what failed is not kept";
  std::vector<double> x{1, 2};
  std::vector<double> y{3, 4};
  std::vector<places::Origin> const origin{places::Origin::reported, places::Origin::reported};
  auto const key = [&] {
    auto const events = places::ReportedEvents::admit({.x = x, .y = y, .origin = origin});
    return Given{"knox"}.events(&*events).key();
  };
  auto const first = key();
  EXPECT_EQ(key(), first);
  y[1] = 5;
  EXPECT_NE(key(), first);
  EXPECT_NE(Given{"knox"}.events(nullptr).key(), first);
}

}  // namespace
}  // namespace concordat::hub::proving
