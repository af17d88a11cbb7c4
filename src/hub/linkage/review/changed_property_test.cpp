// SPDX-License-Identifier: Apache-2.0
// A run over what came, changed or went leaves what a run over everything leaves, whatever came before it: two hubs live through the
// same story, one with records kept from run to run and one without.
#include <random>

#include "hub/linkage/report_json.h"
#include "hub/linkage/review/review_test_tools.h"
#include "hub/retention.h"

namespace concordat::hub::proving {
namespace {

constexpr std::array feeds{"school-people", "csp-people", "police-people"};
constexpr std::array outcomes{"link", "not-same", "twins", "cannot-tell"};
constexpr int steps = 30;

class ChangedProperty : public ReviewTest {
 protected:
  using Chance = std::mt19937_64;
  struct Story {
    std::vector<std::string> states;  ///< after every step
    int only_changed = 0;             ///< runs that looked at nothing but what changed
    int decisions = 0;
    std::uint64_t erased = 0;
    std::uint64_t broken = 0;
  };

  Story live_through(std::uint64_t seed, bool with_kept) {
    make_hub();
    Chance chance{seed};
    links::KeptRecords kept;
    Story story;
    std::vector<std::string> decided;
    clock_.set(*parse_instant("2026-01-01T10:00:00Z"));
    for (int step = 0; step < steps; ++step) {
      auto const act = chance() % 12;
      if (act < 7) send_some(chance);
      else if (act < 10) decide_something(chance, decided, story);
      else if (act == 10) take_back(decided);
      else story.erased += let_time_pass();
      clock_.set(clock_.now() + std::chrono::hours{20});
      auto const runs = chance() % 4;
      if (runs == 0) continue;  // the next run has more to catch up with
      bool const by_another = runs == 1 && chance() % 2 == 0;
      auto const report = links::link_records(hub(), scorer_, {.kept = with_kept && !by_another ? &kept : nullptr}, {});
      EXPECT_EQ(code_of(report), "fine");
      if (!report) return story;
      story.only_changed += report->only_changed ? 1 : 0;
      story.broken += report->changes.broken_links;
      story.states.push_back(state() + counts(*report));
    }
    EXPECT_EQ(differences(), std::vector<StateDifference>{}) << "seed " << seed;
    auto const before = state();
    EXPECT_EQ(code_of(links::link_records(hub(), scorer_, {.whole = true}, {})), "fine");
    if (!story.states.empty() && with_kept) {
      // whatever came since the last run apart, nothing is left for a run over everything to do
      (void)links::link_records(hub(), scorer_, {.kept = &kept}, {});
      auto const settled = state();
      EXPECT_EQ(code_of(links::link_records(hub(), scorer_, {.whole = true}, {})), "fine");
      EXPECT_EQ(state(), settled);
    }
    return story;
  }

 private:
  /// Another hub in empty databases.
  void make_hub() {
    auto with = options();
    auto const database = another_url();
    with.database = is_sqlite() ? "sqlite:" + database.target() : database.target();
    with.keys = folder() / fmt::format("keys-{}", ++hubs_);
    ASSERT_EQ(code_of(init(with)), "fine");
    open_it(with);
  }

  void send_some(Chance& chance) {
    auto const* const feed = feeds[chance() % feeds.size()];
    std::vector<Listed> people;
    std::set<std::uint64_t> taken;
    for (auto more = 1 + chance() % 5; more > 0; --more) {
      auto const id = chance() % 9;
      auto const person = chance() % 6;
      if (!taken.insert(id).second) continue;
      Listed one{fmt::format("{}{}", feed[0], id), fmt::format("Fam{}", person / 2), fmt::format("Giv{}", person % 2)};
      one.born = fmt::format("0{}/04/2010", 1 + (chance() % 4 == 0 ? chance() % 3 : person));
      one.postcode = chance() % 3 == 0 ? "E1 1BB" : "N15 4AA";
      if (chance() % 6 == 0) one.given = fmt::format("Givv{}", chance() % 2);
      if (chance() % 12 == 0) one.role = "Professional";
      else if (chance() % 7 == 0) one.role = "Suspect";
      if (chance() % 9 == 0) one.nhs = chance() % 2 == 0 ? "9990000018" : "9990000026";
      people.push_back(one);
    }
    EXPECT_EQ(code_of(submit(feed, list(people))), "fine");
  }

  void decide_something(Chance& chance, std::vector<std::string>& decided, Story& story) {
    auto const record = [&] { return number("SELECT source_record FROM link ORDER BY source_record LIMIT 1 OFFSET ?", "SELECT count(*) FROM link", chance); };
    Result<links::Decided> done = tl::unexpected<Problem>{Problem{}};
    auto const what = chance() % 5;
    auto const* const outcome = outcomes[chance() % outcomes.size()];
    auto const pair = number("SELECT id FROM link_pair ORDER BY id LIMIT 1 OFFSET ?", "SELECT count(*) FROM link_pair", chance);
    auto const one = record();
    auto const other = record();
    if (what < 3) done = decide("rita", pair, outcome);
    else if (what == 3) done = links::split_person(hub(), member("rita"), person_of(one), {one}, because);
    else done = links::merge_persons(hub(), member("rita"), person_of(one), person_of(other), because);
    if (done && done->state == "waiting") done = links::second_decision(hub(), member("rolf"), done->id, chance() % 4 != 0, because);
    if (!done || done->state != "done") return;
    decided.push_back(done->id);
    ++story.decisions;
  }

  void take_back(std::vector<std::string>& decided) {
    if (decided.empty()) return;
    (void)links::undo_decision(hub(), member("rita"), decided.back(), because);  // refused where more happened since
    decided.pop_back();
  }

  std::uint64_t let_time_pass() {
    clock_.set(clock_.now() + std::chrono::hours{24 * 140});
    auto const report = run_retention(hub());
    EXPECT_EQ(code_of(report), "fine");
    return report ? report->records : 0;
  }

  std::int64_t number(store::Sql nth, store::Sql count, Chance& chance) {
    auto const all = number_of(count);
    auto const at = chance();
    return all == 0 ? 0 : hub().database().query_integer(nth, static_cast<std::int64_t>(at % static_cast<std::uint64_t>(all)))->value_or(0);
  }

  /// Everything that decides who is whom, and what is asked of people, but for numbers that chance gives.
  [[nodiscard]] std::string state() {
    std::string text;
    auto const add = [&](store::Sql sql) {
      auto const read = hub().database().query(sql, [&](store::Row const& row) {
        for (int i = 0; i < row.columns(); ++i) text += (row.is_null(i) ? std::string{"-"} : row.string(i)) + '|';
        text += '\n';
      });
      EXPECT_EQ(code_of(read), "fine") << sql.view();
      text += "--\n";
    };
    add("SELECT CAST(id AS TEXT), created_at FROM person ORDER BY id");
    add("SELECT CAST(id AS TEXT), CAST(person AS TEXT), CAST(source_record AS TEXT), substr(reason, 1, 9), model_version, linked_by, linked_at FROM link ORDER BY id");
    add("SELECT CAST(person AS TEXT), reason, since FROM person_attention ORDER BY person");
    add("SELECT CAST(id AS TEXT), CAST(left_record AS TEXT), CAST(right_record AS TEXT), CAST(weight AS TEXT), CAST(conflict AS TEXT), model_version, state, why, queued_at, "
        "outcome, CAST(decided_weight AS TEXT) FROM link_pair ORDER BY id");
    add("SELECT CAST(id AS TEXT), at, kind, CAST(person AS TEXT), CAST(other AS TEXT) FROM link_event ORDER BY id");
    return text;
  }
  [[nodiscard]] std::string counts(links::LinkReport const& report) {
    auto told = fmt::format("{} records, {} pairs, {}\n", report.records, report.pairs, report.nothing_new ? "nothing new" : links::to_json(report.changes).canonical());
    for (auto const& [agency, one] : report.changes.by_agency) told += fmt::format("{}: {} {} {} {}\n", agency, one.records, one.new_links, one.broken_links, one.waiting);
    return told;
  }

  int hubs_ = 0;
};
CONCORDAT_ON_BOTH_STORES(ChangedProperty);

TEST_P(ChangedProperty, WhatARunOverChangesLeavesIsWhatARunOverEverythingLeaves) {
  Story all;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    auto const whole = live_through(seed, false);
    auto const changed = live_through(seed, true);
    ASSERT_EQ(whole.only_changed, 0);
    ASSERT_EQ(whole.states.size(), changed.states.size());
    for (std::size_t i = 0; i < whole.states.size(); ++i) ASSERT_EQ(changed.states[i], whole.states[i]) << "seed " << seed << ", run " << i;
    all.only_changed += changed.only_changed;
    all.decisions += changed.decisions;
    all.erased += changed.erased;
    all.broken += changed.broken;
  }
  EXPECT_GT(all.only_changed, 25) << "or this test compares a thing with itself";
  EXPECT_GT(all.decisions, 10);
  EXPECT_GT(all.erased, 5U);
  EXPECT_GT(all.broken, 5U);
}

}  // namespace
}  // namespace concordat::hub::proving
