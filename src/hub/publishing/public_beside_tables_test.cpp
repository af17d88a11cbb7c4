// SPDX-License-Identifier: Apache-2.0
// Public editions beside what partners ask for: believed as the ledger has them, and held against a table until it leaves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "hub/publishing/publishing_test_tools.h"
#include "hub/release/watch.h"

namespace concordat::hub::proving {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class PublicEditionsBesideTables : public PublicEditions {
 protected:
  /// A quarter in which few reports of the police lie in the second area, closed by a map, which tells no counts.
  void close_a_quiet_quarter() {
    for (auto const* month : {"2026-04", "2026-05", "2026-06"}) {
      bool const first = std::string_view{month} == "2026-04";
      take_in("police-incidents", police_month(month, {14, first ? 2 : 1, 6, 0}));
      take_in("ed-istv", ed_month(month, first ? std::vector<EdRows>{{0, 9}, {1, 2}, {2, 3}} : std::vector<EdRows>{{0, 9}, {2, 3}}));
    }
    static_cast<void>(release_of(csp_request("violence-map"), "2026-Q2"));
  }
  [[nodiscard]] Result<ReleaseAnswer> asked() { return release(hub(), {csp_request("violence-rates"), "2026-Q2"}); }
  /// What the cell key might have made of the few police reports of one area.
  [[nodiscard]] static Json nine_of_the_police() {
    Json planted{Json::Array{}};
    planted.push(to_json(PublicTable{"Police", "police-incidents", "northshire-police", "2026-Q2", "lsoa-2021:aaaa", 3, {{"A2", "Square 2", 9}}}));
    return planted;
  }
};
CONCORDAT_ON_BOTH_STORES(PublicEditionsBesideTables);

TEST_P(PublicEditionsBesideTables, KeepBackAPartnersTableThatWouldTellBesideThem) {
  (void)published();
  close_a_quiet_quarter();
  propose_instead(nine_of_the_police());
  auto const answer = asked();
  ASSERT_EQ(code_of(answer), "fine");
  ASSERT_TRUE(std::holds_alternative<Refusal>(*answer)) << "4 to 7 of the police, and at most 3 of the department";
  auto const& refusal = std::get<Refusal>(*answer);
  ASSERT_EQ(refusal.reasons.size(), 1U);
  EXPECT_EQ(refusal.reasons[0].code, "R12");
  EXPECT_EQ(refusal.reasons[0].reason, "release.would-tell");
  EXPECT_THAT(refusal.reasons[0].why, HasSubstr("public edition"));
  for (auto const* told : {"Square", "one area", "Police", ", less "}) EXPECT_THAT(refusal.reasons[0].why, Not(HasSubstr(told)));
  EXPECT_THAT(refusal.reasons[0].remedy, HasSubstr("another quarter"));
  EXPECT_EQ(leaves().at(refusal.ledger_index).event, ledger::Event::refuse);
  auto const opened = hub().log().opening(refusal.ledger_index, 0);
  ASSERT_TRUE(opened);
  EXPECT_THAT(opened->reveal(TestDesk::open()).value, HasSubstr("all sources in one area (this one)")) << "the entry has it";
  EXPECT_EQ(number_of("SELECT count(*) FROM refusal WHERE table_name = 'violence-rates'"), 1) << "among the refusals like any other";
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
  propose_instead(Json{Json::Array{}});
  auto const later = asked();
  ASSERT_EQ(code_of(later), "fine");
  EXPECT_TRUE(std::holds_alternative<Release>(*later)) << "without a public figure of that quarter the table tells nothing";
}

/// Does something once all is worked out, when the agreements are about to be asked again.
struct Between final : Watch {
  explicit Between(std::function<void()> then) : what{std::move(then)} {}
  bool go_on(FixedText part, std::uint64_t, std::uint64_t) override {
    if (part.view() == asking_again.view()) what();
    return true;
  }
  std::function<void()> what;
};

// What was worked out before the turn to write came is used only while it is of what was told by then.
TEST_P(PublicEditionsBesideTables, KeepBackATableThatWasWorkedOutBeforeTheyCame) {
  (void)published();
  close_a_quiet_quarter();
  Between between{[&] { propose_instead(nine_of_the_police()); }};
  auto const answer = release(hub(), {csp_request("violence-rates"), "2026-Q2", &between});
  ASSERT_EQ(code_of(answer), "fine");
  EXPECT_TRUE(std::holds_alternative<Refusal>(*answer));
  Between gone{[&] { propose_instead(Json{Json::Array{}}); }};
  auto const later = release(hub(), {csp_request("violence-rates"), "2026-Q2", &gone});
  ASSERT_EQ(code_of(later), "fine");
  EXPECT_TRUE(std::holds_alternative<Release>(*later)) << "nor is anything kept back for what is no longer told";
}

// The judgement believes a public figure only where the ledger has it: without it the table would leave.
TEST_P(PublicEditionsBesideTables, AreNoLongerBelievedWhereTheirRowIsAltered) {
  (void)published();
  close_a_quiet_quarter();
  propose_instead(nine_of_the_police());
  auto& database = hub().database();
  struct {
    std::string figures, content, ended_at, hash, product;
    std::int64_t ended = 0, proposed = 0;
  } was;
  ASSERT_EQ(code_of(database.query("SELECT figures, content, ended_at, content_hash, product, ended_leaf, proposed_leaf FROM public_edition", [&](store::Row const& row) {
    was = {row.string(0), row.string(1), row.string(2), row.string(3), row.string(4), row.integer(5), row.integer(6)};
  })), "fine");
  for (auto const& altered : {store::Sql{"UPDATE public_edition SET figures = '[]'"}, store::Sql{"UPDATE public_edition SET figures = replace(figures, ':9', ':4')"}, store::Sql{"UPDATE public_edition SET content = '{}'"},
                              store::Sql{"UPDATE public_edition SET state = 'declined', content = NULL"}, store::Sql{"UPDATE public_edition SET state = 'lapsed', content = NULL"},
                              store::Sql{"UPDATE public_edition SET state = 'proposed', content = NULL, ended_at = NULL, ended_leaf = NULL"}, store::Sql{"UPDATE public_edition SET proposed_leaf = 1"},
                              store::Sql{"UPDATE public_edition SET proposed_leaf = 999999"}, store::Sql{"UPDATE public_edition SET product = 'another'"},
                              store::Sql{"UPDATE public_edition SET content_hash = '0000000000000000000000000000000000000000000000000000000000000000'"}}) {
    ASSERT_EQ(code_of(database.execute(altered)), "fine") << altered.view();
    EXPECT_EQ(code_of(asked()), "release.file-not-in-ledger") << altered.view();
    ASSERT_EQ(code_of(database.execute("UPDATE public_edition SET state = 'published', figures = ?, content = ?, ended_at = ?, content_hash = ?, product = ?, ended_leaf = ?, proposed_leaf = ?", was.figures, was.content,
                                       was.ended_at, was.hash, was.product, was.ended, was.proposed)),
              "fine");
  }
  auto const answer = asked();
  ASSERT_EQ(code_of(answer), "fine");
  EXPECT_TRUE(std::holds_alternative<Refusal>(*answer)) << "as it was";
}

TEST_P(PublicEditionsBesideTables, AreNotBelievedWhileTheyAreOnlyProposedEither) {
  auto const id = proposed();
  auto const areas = [&] { return release(hub(), {csp_request("violence-rates"), {}}); };
  ASSERT_EQ(code_of(areas()), "fine") << "as it was proposed";
  close_a_quiet_quarter();
  auto const next = signed_one();
  run("UPDATE public_edition SET figures = '[]'");
  EXPECT_EQ(code_of(asked()), "release.file-not-in-ledger");
  EXPECT_EQ(code_of(propose_publication(hub(), lena(), next, ReadThrough::yes)), "release.file-not-in-ledger") << "nor is another held beside it";
  ASSERT_EQ(code_of(decline_publication(hub(), member("edgar"), id)), "fine");
  EXPECT_EQ(code_of(asked()), "fine") << "what came to nothing was told to nobody";
}

}  // namespace
}  // namespace concordat::hub::proving
