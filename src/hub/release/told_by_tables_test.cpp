// SPDX-License-Identifier: Apache-2.0
// What makes much of the arithmetic of differences needless: whichever table tells a count of a cell tells the same one, of one set of
// areas and of whole quarters that do not overlap.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <thread>

#include "crypto/encoding.h"
#include "hub/hub_test_tools.h"
#include "hub/release/reading.h"
#include "hub/release/tables.h"
#include "hub/release/watch.h"
#include "hub/told/told.h"

namespace concordat::hub::proving {
namespace {

class ToldByTables : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    for (auto const* month : {"2026-04", "2026-05", "2026-06"}) {
      take_in("police-incidents", police_month(month, {20, 1, 4, 0}));
      take_in("ed-istv", ed_month(month, {{0, 6}, {1, 1}, {2, 5}}));
    }
    take_in_a_quarter();
    agree_on_figures();
  }
  [[nodiscard]] std::vector<told::Telling> told() {
    std::vector<told::CountedFeed> const feeds{{"police-incidents", "northshire-police", "Police"}, {"ed-istv", "northshire-general-ed", "Emergency department"}};
    auto all = told::read_told(hub().database(), "northshire-csp", feeds, 0, vouch_for_releases(hub()));
    EXPECT_EQ(code_of(all), "fine");
    return all.value_or(std::vector<told::Telling>{});
  }
};
CONCORDAT_ON_BOTH_STORES(ToldByTables);

TEST_P(ToldByTables, IsOneFigureOfOneCell) {
  std::set<std::string> made;
  for (auto const& table : release_tables()) {
    for (auto const* part : {"", "night"}) {
      auto request = csp_request(std::string{table.id.view()});
      request.part = part;
      auto const answer = release(hub(), {request, {}});
      if (answer && std::holds_alternative<Release>(*answer)) made.insert(std::string{table.id.view()} + part);
    }
  }
  for (auto const* table : {"violence-by-area", "violence-by-areanight", "violence-rates", "violence-picture", "violence-change", "violence-scan"}) EXPECT_THAT(made, ::testing::Contains(table));
  std::map<std::pair<std::string, Quarter>, protection::Published> figures;
  std::set<std::string> telling;
  for (auto const& one : told()) {
    telling.insert(one.words.substr(one.words.find(", ") + 2, one.words.find(" of ") - one.words.find(", ") - 2));
    for (auto const& count : one.counts) {
      if (count.where != told::Where::area) continue;
      EXPECT_THAT(count.area, ::testing::AnyOf("A1", "A2", "A3", "A4")) << "one set of areas";
      EXPECT_THAT(format_quarter(count.quarter), ::testing::AnyOf("2026-Q2", "2026-Q3")) << "whole quarters";
      if (count.how != told::How::rounded) continue;
      auto const [had, fresh] = figures.emplace(std::pair{count.area, count.quarter}, count.value);
      EXPECT_EQ(had->second, count.value) << count.area << " in " << one.words;
    }
  }
  EXPECT_EQ(figures.size(), 8U) << "four areas in two quarters";
  for (auto const* table : {"violence-by-area", "violence-rates", "violence-picture", "violence-change"}) EXPECT_THAT(telling, ::testing::Contains(table));
}

// The same figures for two purposes, under agreements with groups of their own: each is read under the one that it was made under.
TEST_P(ToldByTables, IsReadUnderTheGroupOfItsAgreement) {
  for (auto terms : {Terms{}, ed_terms()}) {
    terms.id += "-yearly";
    terms.purpose = "strategic-assessment";
    bring_into_force(replaced(agreement_text(terms), "min_group: 5", "min_group: 13"));
  }
  static_cast<void>(release_of(csp_request()));
  auto yearly = csp_request();
  yearly.purpose = "strategic-assessment";
  static_cast<void>(release_of(yearly));
  auto const all = told();
  ASSERT_EQ(all.size(), 2U);
  std::map<std::pair<std::string, std::string>, std::vector<protection::Published>> figures;
  for (auto const& one : all) {
    for (auto const& count : one.counts) {
      EXPECT_EQ(count.smallest, std::optional<std::int64_t>{&one == &all.front() ? 8 : 13}) << one.words;
      figures[{count.area, format_quarter(count.quarter)}].push_back(count.value);
    }
  }
  EXPECT_THAT((figures[{"A2", "2026-Q3"}]), ::testing::ElementsAre(protection::Published{10}, std::nullopt)) << "6 and 3: shown as 10, and hidden with what is below 13";
}

/// Does something once all is worked out, when the agreements are about to be asked again.
struct Meanwhile final : Watch {
  explicit Meanwhile(std::function<void()> then) : what{std::move(then)} {}
  bool go_on(FixedText part, std::uint64_t, std::uint64_t) override {
    if (part.view() == asking_again.view()) what();
    return true;
  }
  std::function<void()> what;
};

std::string laid_beside(Release const& made) {
  for (auto const& file : made.files()) {
    if (file.name != control_json) continue;
    auto const report = Json::parse(file.content);
    for (auto const& line : (*report)["attacks"].array()) {
      if (line["what"].string().starts_with("Laid beside")) return line["result"].string();
    }
  }
  return {};
}

// The report is worked out before the turn to write comes. Where another release came in between it is of that as well.
TEST_P(ToldByTables, IsLaidBesideWhatCameWhileItWasWorkedOut) {
  Meanwhile another{[&] { static_cast<void>(release_of(csp_request())); }};
  auto const answer = release(hub(), {csp_request("violence-rates"), {}, &another});
  ASSERT_EQ(code_of(answer), "fine");
  EXPECT_THAT(laid_beside(std::get<Release>(*answer)), ::testing::StartsWith("1 earlier release with counts")) << "and not of none, as when it was worked out";
}

// In the turn to write nothing of it is read again: what was stored before was held against the ledger when it was read.
TEST_P(ToldByTables, IsReadBeforeTheTurnToWriteAndNotInIt) {
  static_cast<void>(release_of(csp_request()));
  Meanwhile altered{[&] { ASSERT_EQ(code_of(hub().database().execute("UPDATE release_file SET content = ? WHERE name = 'violence-by-area.csv'", store::ByteView{crypto::bytes_of("altered")})), "fine"); }};
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-rates"), {}, &altered})), "fine");
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-change"), {}})), "release.file-not-in-ledger") << "whoever asks next is told";
}

// Who takes a row away takes nothing back of what its reader was told.
TEST_P(ToldByTables, IsMoreThanTheRowsSayWhereOneIsGone) {
  auto const made = release_of(csp_request());
  ASSERT_EQ(code_of(hub().database().execute("DELETE FROM release_file WHERE release = ?", made.id())), "fine");
  ASSERT_EQ(code_of(hub().database().execute("DELETE FROM release WHERE id = ?", made.id())), "fine");
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-rates"), {}})), "release.row-missing");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse) << "and that it was found is an entry";
  std::thread{[&] { EXPECT_EQ(code_of(release(hub(), {csp_request("violence-rates"), {}})), "release.row-missing") << "nor by one that reads the ledger anew"; }}.join();
}

TEST_P(ToldByTables, IsMoreThanTheRowsSayWhereOneIsSaidToBeAnothers) {
  (void)release_of(csp_request());
  ASSERT_EQ(code_of(hub().database().execute("UPDATE release SET recipient = 'northshire-police'")), "fine");
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-rates"), {}})), "release.row-missing");
  ASSERT_EQ(code_of(hub().database().execute("UPDATE release SET recipient = 'northshire-csp', leaf_index = 0")), "fine");
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-rates"), {}})), "release.row-missing") << "nor before its quarter was closed";
}

// A supplier's tables are read with the rule they were made by.
TEST_P(ToldByTables, IsReadBesideAReadersOwnReports) {
  Terms terms = ed_terms();
  terms.id = "isa.northshire.ed-police";
  terms.recipient = "northshire-police";
  terms.recipient_kind = "police";
  bring_into_force(agreement_text(terms));
  auto request = csp_request();
  request.recipient = "northshire-police";
  request.member = "bert";
  auto const answer = release(hub(), {request, {}});
  ASSERT_EQ(code_of(answer), "fine");
  ASSERT_TRUE(std::holds_alternative<Release>(*answer));
  std::vector<told::CountedFeed> const feeds{{"police-incidents", "northshire-police", "Police"}, {"ed-istv", "northshire-general-ed", "Emergency department"}};
  auto const all = told::read_told(hub().database(), "northshire-police", feeds, 0, vouch_for_releases(hub()));
  ASSERT_EQ(code_of(all), "fine");
  ASSERT_EQ(all->size(), 1U);
  for (auto const& count : all->front().counts) EXPECT_EQ(count.how, told::How::beside_own);
  EXPECT_TRUE(told().empty()) << "the partnership was told nothing";
}

}  // namespace
}  // namespace concordat::hub::proving
