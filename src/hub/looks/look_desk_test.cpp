// SPDX-License-Identifier: Apache-2.0
#include "hub/looks/look_desk.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <functional>
#include <mutex>

#include "hub/hub_test_tools.h"
#include "hub/release/watch.h"

namespace concordat::hub::proving {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

/// Holds what is asked until it is let go, as long work would; asks its watch as that does.
class Gatekeeper {
 public:
  Result<ReleaseAnswer> ask(Hub&, ReleaseRequest const& request) {
    std::unique_lock lock{mutex_};
    ++begun_;
    if (!request.watch->go_on("hot squares", 1, 4)) return tl::unexpected<Problem>{stopped_work()};
    changed_.notify_all();
    while (!is_open_) {
      changed_.wait_for(lock, milliseconds{5});
      if (!request.watch->go_on("hot squares", 2, 4)) return tl::unexpected<Problem>{stopped_work()};
    }
    if (throws_) throw std::runtime_error{"broken"};
    if (before_writing_) before_writing_();
    if (!request.watch->go_on(writing_the_entry, 0, 1)) return tl::unexpected<Problem>{stopped_work()};
    if (while_writing_) while_writing_();
    return ReleaseAnswer{Refusal{request.gate.table, 7, {}}};
  }
  void open() {
    std::lock_guard const lock{mutex_};
    is_open_ = true;
    changed_.notify_all();
  }
  void wait_for_begun(int count) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return begun_ >= count; });
  }
  void throw_at_the_end() { throws_ = true; }
  /// After the last step; set before anything is begun.
  void before_writing(std::function<void()> what) { before_writing_ = std::move(what); }
  /// When its entry is being committed.
  void while_writing(std::function<void()> what) { while_writing_ = std::move(what); }
  int begun() {
    std::lock_guard const lock{mutex_};
    return begun_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_open_ = false;
  bool throws_ = false;
  std::function<void()> before_writing_;
  std::function<void()> while_writing_;
  int begun_ = 0;
};

class LookDesks : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    hub_.reset();
  }
  std::unique_ptr<LookDesk> desk(LookLimits limits = {}) {
    return std::make_unique<LookDesk>(LookDesk::Tools{[this] { return Hub::open(options(), shelf(), clock_, chance_); }, clock_,
                                                      [this](Hub& hub, ReleaseRequest const& request) { return keeper_.ask(hub, request); }},
                                      limits);
  }
  static ReleaseRequest look(std::string table, std::string member = "anna") { return {{std::move(table), "northshire-csp", std::move(member), "analyst", "violence-hotspot-analysis"}, {}}; }
  static Member member(std::string id = "anna") {
    Member one;
    one.id = std::move(id);
    one.agency = "northshire-csp";
    return one;
  }
  Gatekeeper keeper_;
};
CONCORDAT_ON_BOTH_STORES(LookDesks);

TEST_P(LookDesks, WorkOutALookOnceAndHandItOverOnce) {
  auto const desk = this->desk();
  auto const id = desk->begin(look("violence-hotspots"));
  ASSERT_EQ(code_of(id), "fine");
  EXPECT_EQ(*desk->begin(look("violence-hotspots")), *id) << "the same look is under way";
  keeper_.wait_for_begun(1);
  EXPECT_FALSE(desk->wait(member(), *id, milliseconds{0}));
  EXPECT_FALSE(desk->take(member(), *id));
  auto const view = desk->find(member(), *id);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->state, LookState::working);
  EXPECT_EQ(view->part.view(), "hot squares");
  EXPECT_GE(view->percent, 25);
  keeper_.open();
  ASSERT_TRUE(desk->wait(member(), *id, hours{1}));
  EXPECT_EQ(*desk->begin(look("violence-hotspots")), *id) << "done, and not handed over";
  EXPECT_EQ(keeper_.begun(), 1);
  auto const answer = desk->take(member(), *id);
  ASSERT_TRUE(answer);
  EXPECT_EQ(std::get<Refusal>(**answer).id, "violence-hotspots");
  EXPECT_TRUE(desk->take(member(), *id)) << "a refusal tells the same as often as it is asked for";
  EXPECT_NE(*desk->begin(look("violence-hotspots")), *id) << "who asks again asks the gate again";
}

TEST_P(LookDesks, ShowALookToItsMemberAlone) {
  auto const desk = this->desk();
  auto const id = desk->begin(look("violence-hotspots"));
  ASSERT_EQ(code_of(id), "fine");
  auto other_agency = member();
  other_agency.agency = "northshire-police";
  for (auto const& other : {member("bert"), other_agency}) {
    EXPECT_FALSE(desk->find(other, *id));
    EXPECT_FALSE(desk->take(other, *id));
    EXPECT_EQ(code_of(desk->stop(other, *id)), "look.unknown");
  }
  EXPECT_EQ(code_of(desk->stop(member(), "no-such-look")), "look.unknown");
  EXPECT_NE(*desk->begin(look("violence-hotspots", "bert")), *id);
}

TEST_P(LookDesks, StopWhatRunsAndWhatWaits) {
  auto const desk = this->desk({.at_once = 1});
  auto const running = desk->begin(look("violence-hotspots"));
  keeper_.wait_for_begun(1);
  auto const waiting = desk->begin(look("violence-scan"));
  EXPECT_EQ(desk->find(member(), *waiting)->state, LookState::waiting);
  EXPECT_EQ(code_of(desk->stop(member(), *waiting)), "fine");
  EXPECT_EQ(desk->find(member(), *waiting)->state, LookState::stopped);
  EXPECT_EQ(code_of(desk->stop(member(), *running)), "fine");
  ASSERT_TRUE(desk->wait(member(), *running, hours{1}));
  EXPECT_EQ(desk->find(member(), *running)->state, LookState::stopped);
  EXPECT_FALSE(desk->take(member(), *running));
  EXPECT_EQ(code_of(desk->stop(member(), *running)), "fine") << "over already";
  EXPECT_EQ(keeper_.begun(), 1) << "the one that waited was never begun";
  EXPECT_NE(*desk->begin(look("violence-hotspots")), *running) << "begins anew";
}

TEST_P(LookDesks, EndAsStoppedWhereTheStopComesAfterTheLastStep) {
  std::string id;
  std::unique_ptr<LookDesk> desk;
  std::string stopped;
  keeper_.before_writing([&] { stopped = code_of(desk->stop(member(), id)); });
  desk = this->desk();
  id = *desk->begin(look("violence-hotspots"));
  keeper_.wait_for_begun(1);
  keeper_.open();
  ASSERT_TRUE(desk->wait(member(), id, hours{1}));
  EXPECT_EQ(stopped, "fine");
  EXPECT_EQ(desk->find(member(), id)->state, LookState::stopped);
  EXPECT_FALSE(desk->take(member(), id));
}

TEST_P(LookDesks, SayThatAStopComesTooLateFromTheEntryOn) {
  std::string id;
  std::unique_ptr<LookDesk> desk;
  std::string stopped;
  keeper_.while_writing([&] { stopped = code_of(desk->stop(member(), id)); });
  desk = this->desk();
  id = *desk->begin(look("violence-hotspots"));
  keeper_.wait_for_begun(1);
  keeper_.open();
  ASSERT_TRUE(desk->wait(member(), id, hours{1}));
  EXPECT_EQ(stopped, "look.too-late") << "its entry is being committed";
  EXPECT_EQ(desk->find(member(), id)->state, LookState::done);
  EXPECT_EQ(code_of(desk->stop(member(), id)), "look.too-late") << "and is in the ledger";
  EXPECT_TRUE(desk->take(member(), id)) << "what the ledger says was made is there";
}

TEST_P(LookDesks, SayWhenThereAreTooMany) {
  auto const desk = this->desk({.at_once = 1, .most_of_one = 2, .most = 3});
  ASSERT_EQ(code_of(desk->begin(look("violence-hotspots"))), "fine");
  auto const second = desk->begin(look("violence-scan"));
  EXPECT_EQ(code_of(desk->begin(look("violence-change"))), "look.too-many-of-yours");
  ASSERT_EQ(code_of(desk->begin(look("violence-scan", "bert"))), "fine");
  EXPECT_EQ(code_of(desk->begin(look("violence-scan", "carl"))), "look.too-many");
  EXPECT_EQ(code_of(desk->stop(member(), *second)), "fine");
  EXPECT_EQ(code_of(desk->begin(look("violence-change"))), "fine") << "one of them ended";
}

TEST_P(LookDesks, KeepAnAnswerForHalfAMinuteAndTheEndForAQuarterOfAnHour) {
  auto const desk = this->desk();
  keeper_.open();
  auto const id = desk->begin(look("violence-hotspots"));
  ASSERT_TRUE(desk->wait(member(), *id, hours{1}));
  clock_.set(clock_.now() + std::chrono::seconds{31});
  EXPECT_TRUE(desk->take(member(), *id)) << "that it was refused; what was made is not handed over so late";
  EXPECT_EQ(desk->find(member(), *id)->state, LookState::done);
  clock_.set(clock_.now() + std::chrono::minutes{16});
  EXPECT_FALSE(desk->find(member(), *id));
}

TEST_P(LookDesks, TellWhatWentWrongAndGoOnWithTheNext) {
  auto const desk = this->desk({.at_once = 1});
  keeper_.throw_at_the_end();
  keeper_.open();
  auto const id = desk->begin(look("violence-hotspots"));
  ASSERT_TRUE(desk->wait(member(), *id, hours{1}));
  auto const view = desk->find(member(), *id);
  EXPECT_EQ(view->state, LookState::failed);
  ASSERT_TRUE(view->problem);
  EXPECT_EQ(view->problem->code.view(), "look.broken");
  auto const next = desk->begin(look("violence-scan"));
  EXPECT_TRUE(desk->wait(member(), *next, hours{1}));
}

TEST_P(LookDesks, StopWhatRunsWhenTheyEnd) {
  auto desk = this->desk();
  ASSERT_EQ(code_of(desk->begin(look("violence-hotspots"))), "fine");
  keeper_.wait_for_begun(1);
  desk->end();
  EXPECT_EQ(code_of(desk->begin(look("violence-scan"))), "look.too-many");
  EXPECT_EQ(code_of(desk->begin(look("violence-scan", "bert"))), "look.too-many");
  desk.reset();
  EXPECT_EQ(keeper_.begun(), 1);
}

}  // namespace
}  // namespace concordat::hub::proving
