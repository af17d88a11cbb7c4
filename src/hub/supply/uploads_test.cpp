// SPDX-License-Identifier: Apache-2.0
#include "hub/supply/uploads.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/id.h"
#include "hub/hub_test_tools.h"
#include "intake/map/suggestion.h"

namespace concordat::hub::proving {
namespace {

UploadOwner const bert{"northshire-police", "bert"};

class Uploads : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    shelf_ = std::make_unique<Shelf>(shelf());
    open_desk({});
  }
  void TearDown() override {
    desk_.reset();
    HubTest::TearDown();
  }
  void open_desk(UploadDesk::Options options) {
    desk_.reset();
    hub_.reset();  // one signer at a time: the desk's hub has it
    UploadDesk::Tools tools{*shelf_, {program() + "-reader"}, [this] { return Hub::open(this->options(), shelf(), clock_, its_chance_); }, clock_};
    desk_ = std::make_unique<UploadDesk>(std::move(tools), options);
  }
  [[nodiscard]] std::string begin(std::string const& feed, std::string const& profile, std::string_view text) {
    auto const id = desk_->begin({bert, feed, profile, "police", "my file.csv"}, file_of(text));
    EXPECT_EQ(code_of(id), "fine");
    return id.value_or("");
  }
  /// Waits until nothing runs.
  [[nodiscard]] UploadView settle(std::string const& id) {
    for (int i = 0; i < 6000; ++i) {
      auto const view = desk_->find(bert, id);
      if (!view) break;
      auto const state = view->state;
      if (state != UploadState::waiting && state != UploadState::checking && state != UploadState::sending) return *view;
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    ADD_FAILURE() << "it never settled";
    return {};
  }

  std::unique_ptr<Shelf> shelf_;
  SystemChance its_chance_;
  std::unique_ptr<UploadDesk> desk_;
};
CONCORDAT_ON_BOTH_STORES(Uploads);

TEST_P(Uploads, AreLookedAtFirstAndTakenInOnceConfirmed) {
  auto const id = begin("police-incidents", "police-incidents", police_month("2026-07", {14, 2, 6, 0}));
  auto const checked = settle(id);
  ASSERT_EQ(name_of(checked.state).view(), "checked");
  EXPECT_EQ(checked.report->tally.accepted, 22u);
  EXPECT_FALSE(checked.tally.has_value());
  ASSERT_EQ(code_of(desk_->send(bert, id)), "fine");
  auto const done = settle(id);
  ASSERT_EQ(name_of(done.state).view(), "done");
  EXPECT_EQ(done.tally->accepted, 22u);
  open_it();
  EXPECT_EQ(number_of("SELECT count(*) FROM submission"), 1);
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Uploads, OfUnknownColumnsWaitForAPersonToMapThem) {
  auto const text = replaced(police_month("2026-07", {3, 0, 0, 0}), "Crime Number", "Zzz reference");
  auto const id = begin("police-incidents", "police-incidents", text);
  auto const to_map = settle(id);
  ASSERT_EQ(name_of(to_map.state).view(), "to-map");
  EXPECT_EQ(code_of(desk_->send(bert, id)), "upload.not-now") << "nothing goes in unmapped";
  auto const* profile = shelf_->profiles.find("police-incidents");
  ASSERT_NE(profile, nullptr);
  auto fields = intake::proposed_fields(*profile, to_map.report->head.columns, to_map.report->suggestions);
  fields[0] = profile->columns.front().field;
  ASSERT_EQ(code_of(desk_->map(bert, id, intake::confirmed_mapping(*profile, {.headers = to_map.report->head.columns, .fields = fields, .member = "bert"}, shelf_->catalogue))), "fine");
  auto const checked = settle(id);
  EXPECT_EQ(name_of(checked.state).view(), "checked");
  for (auto const& finding : checked.report->mapping_findings) EXPECT_NE(finding.severity, Severity::error) << sentence(finding);
}

TEST_P(Uploads, OfAHeadingThatWasConfirmedOnceAreReadSoWithoutAsking) {
  auto const odd = [](std::string const& month, std::vector<int> const& rows) { return replaced(police_month(month, rows), "Crime Number", "Zzz reference"); };
  auto const id = begin("police-incidents", "police-incidents", odd("2026-07", {3, 0, 0, 0}));
  auto const to_map = settle(id);
  ASSERT_EQ(name_of(to_map.state).view(), "to-map");
  auto const* profile = shelf_->profiles.find("police-incidents");
  auto fields = intake::proposed_fields(*profile, to_map.report->head.columns, to_map.report->suggestions);
  fields[0] = profile->columns.front().field;
  auto const mapping = intake::confirmed_mapping(*profile, {.headers = to_map.report->head.columns, .fields = fields, .member = "bert"}, shelf_->catalogue);
  ASSERT_EQ(code_of(desk_->map(bert, id, mapping)), "fine");
  (void)settle(id);

  auto const before = settle(begin("police-incidents", "police-incidents", odd("2026-08", {4, 0, 0, 0})));
  EXPECT_EQ(name_of(before.state).view(), "to-map") << "what was not sent is not remembered";

  ASSERT_EQ(code_of(desk_->send(bert, id)), "fine");
  ASSERT_EQ(name_of(settle(id).state).view(), "done");
  auto const next = settle(begin("police-incidents", "police-incidents", odd("2026-08", {5, 0, 0, 0})));
  ASSERT_EQ(name_of(next.state).view(), "checked");
  EXPECT_TRUE(next.report->recalled);
  EXPECT_EQ(next.report->confirmed_by, "bert");
  ASSERT_EQ(code_of(desk_->send(bert, next.id)), "fine");
  auto const sent = settle(next.id);
  ASSERT_EQ(name_of(sent.state).view(), "done");
  EXPECT_EQ(sent.tally->accepted, 5U);
  open_it();
  EXPECT_EQ(number_of("SELECT count(*) FROM submission WHERE mapping_sealed IS NOT NULL"), 2);
}

TEST_P(Uploads, ShowToNobodyElse) {
  auto const id = begin("police-incidents", "police-incidents", police_month("2026-07", {3, 0, 0, 0}));
  UploadOwner const other{"northshire-csp", "anna"};
  UploadOwner const colleague{"northshire-police", "carla"};
  EXPECT_FALSE(desk_->find(other, id).has_value());
  EXPECT_FALSE(desk_->find(colleague, id).has_value());
  EXPECT_EQ(code_of(desk_->send(other, id)), "upload.unknown");
  EXPECT_EQ(code_of(desk_->cancel(other, id)), "upload.unknown");
  EXPECT_EQ(code_of(desk_->map(other, id, "x")), "upload.unknown");
  EXPECT_TRUE(desk_->open_ones(other).empty());
  (void)settle(id);
  EXPECT_EQ(desk_->open_ones(bert).size(), 1u);
}

TEST_P(Uploads, ThatAreCancelledLeaveNothing) {
  auto const id = begin("police-incidents", "police-incidents", police_month("2026-07", {3, 0, 0, 0}));
  (void)settle(id);
  ASSERT_EQ(code_of(desk_->cancel(bert, id)), "fine");
  EXPECT_EQ(name_of(desk_->find(bert, id)->state).view(), "cancelled");
  EXPECT_EQ(code_of(desk_->send(bert, id)), "upload.not-now");
  open_it();
  EXPECT_EQ(number_of("SELECT count(*) FROM submission"), 0);
}

TEST_P(Uploads, OfNoFeedAreNeverSent) {
  auto const id = begin("", "", police_month("2026-07", {3, 0, 0, 0}));
  auto const checked = settle(id);
  EXPECT_EQ(checked.report->profile, "police-incidents") << "the best fit";
  EXPECT_EQ(code_of(desk_->send(bert, id)), "upload.private");
}

TEST_P(Uploads, AreDroppedWhenNobodyGoesOn) {
  auto const id = begin("police-incidents", "police-incidents", police_month("2026-07", {3, 0, 0, 0}));
  (void)settle(id);
  clock_.set(clock_.now() + std::chrono::minutes{31});
  EXPECT_FALSE(desk_->find(bert, id).has_value());
}

TEST_P(Uploads, AreBoundInNumber) {
  open_desk({.most_open = 3, .most_of_one = 2});
  auto const month = police_month("2026-07", {3, 0, 0, 0});
  (void)settle(begin("police-incidents", "police-incidents", month));
  (void)settle(begin("police-incidents", "police-incidents", month));
  EXPECT_EQ(code_of(desk_->begin({bert, "police-incidents", "police-incidents", "police", "x"}, file_of(month))), "upload.too-many");
  UploadOwner const other{"northshire-csp", "anna"};
  EXPECT_EQ(code_of(desk_->begin({other, "", "", "police", "x"}, file_of(month))), "fine");
  EXPECT_EQ(code_of(desk_->begin({other, "", "", "police", "x"}, file_of(month))), "upload.too-many");
}

TEST_P(Uploads, OfAProgramAreTakenInAtOnceOrFail) {
  NewUpload asked{bert, "police-incidents", "police-incidents", "police", "july.csv"};
  asked.at_once = true;
  auto const id = desk_->begin(asked, file_of(police_month("2026-07", {9})));
  ASSERT_EQ(code_of(id), "fine");
  auto const done = settle(*id);
  ASSERT_EQ(name_of(done.state).view(), "done");
  EXPECT_EQ(done.tally->accepted, 9U);
  auto const wrong = desk_->begin(asked, file_of("colour\nred\n"));
  auto const failed = settle(*wrong);
  EXPECT_EQ(name_of(failed.state).view(), "failed");
  EXPECT_EQ(failed.problem->code.view(), "mapping.incomplete");
  EXPECT_FALSE(failed.findings.empty());
  asked.feed.clear();
  EXPECT_EQ(code_of(desk_->begin(asked, file_of("colour\nred\n"))), "upload.private");
}

TEST_P(Uploads, SentAgainUnderTheirIdStandWhereTheyStand) {
  NewUpload asked{bert, "police-incidents", "police-incidents", "police", "july.csv"};
  asked.at_once = true;
  asked.id = uuid7(clock_.now(), its_chance_);
  auto const text = police_month("2026-07", {9});
  ASSERT_EQ(desk_->begin(asked, file_of(text)).value_or(""), asked.id);
  auto const first = settle(asked.id);
  ASSERT_EQ(desk_->begin(asked, file_of(text)).value_or(""), asked.id);
  EXPECT_EQ(settle(asked.id).change, first.change) << "nothing was done again";
  // The desk has forgotten it, as after a restart: it is begun anew, and the hub knows the bytes.
  clock_.set(clock_.now() + std::chrono::minutes{31});
  ASSERT_EQ(desk_->begin(asked, file_of(text)).value_or(""), asked.id);
  auto const again = settle(asked.id);
  EXPECT_TRUE(again.tally->seen_before);
  EXPECT_EQ(again.tally->submission, first.tally->submission);
}

TEST_P(Uploads, TwentyAtOnceQueueAndAreReadOneByOne) {  // attack 98
  open_desk({.most_open = 20, .most_of_one = 20});
  std::vector<std::string> ids;
  for (int i = 0; i < 20; ++i) {
    NewUpload asked{bert, "police-incidents", "police-incidents", "police", "x.csv"};
    asked.at_once = true;
    auto const id = desk_->begin(asked, file_of(police_month(fmt::format("20{}-{:02}", 24 + i / 12, 1 + i % 12), {3})));
    ASSERT_EQ(code_of(id), "fine") << i;
    ids.push_back(*id);
  }
  EXPECT_EQ(code_of(desk_->begin({bert, "police-incidents", "police-incidents", "police", "x"}, file_of("x"))), "upload.too-many");
  std::size_t most_running = 0;
  for (bool over = false; !over;) {
    std::size_t running = 0;
    over = true;
    for (auto const& id : ids) {
      auto const state = desk_->find(bert, id)->state;
      running += state == UploadState::checking || state == UploadState::sending ? 1 : 0;
      over = over && (state == UploadState::done || state == UploadState::failed);
    }
    most_running = std::max(most_running, running);
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  EXPECT_LE(most_running, 1U) << "what is read takes memory; what waits is in a file";
  for (auto const& id : ids) EXPECT_EQ(name_of(desk_->find(bert, id)->state).view(), "done");
  open_it();
  EXPECT_EQ(number_of("SELECT count(*) FROM submission WHERE state = 'accepted'"), 20);
}

TEST_P(Uploads, ThatCannotBeReadSayWhy) {
  auto const failed = settle(begin("police-incidents", "police-incidents", ""));
  EXPECT_EQ(name_of(failed.state).view(), "failed");
  ASSERT_TRUE(failed.problem.has_value());
  EXPECT_FALSE(failed.problem->remedy.view().empty());
}

}  // namespace
}  // namespace concordat::hub::proving
