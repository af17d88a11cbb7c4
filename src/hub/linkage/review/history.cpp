// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/review/desk.h"

namespace concordat::hub::links {
namespace {

Result<std::vector<DecisionTold>> told(Hub& hub, Member const& member, std::vector<DecisionRow> const& rows) {
  std::vector<DecisionTold> all;
  for (auto const& row : rows) {
    DecisionTold one;
    one.decided = decided_of(row);
    one.decided.impact = told_impact(one.decided.impact, {});
    one.pair = row.pair;
    one.person = row.person;
    one.other = row.other;
    one.made_by = row.made_by;
    one.made_at = row.made_at;
    one.second = row.second;
    one.second_at = row.second_at;
    one.undone_by = row.undone_by;
    one.undone_at = row.undone_at;
    one.weight = row.weight;
    one.model_version = row.model_version;
    if (row.agency == member.agency && !row.words_sealed.empty()) {
      auto const words = sharing::open_words(hub, spot_of(row), row.words_sealed);
      if (!words) return fail(words);
      one.reason = (*words)["reason"].string();
      one.second_reason = (*words)["second"].string();
      one.undo_reason = (*words)["undo"].string();
    }
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

Result<std::optional<DecisionTold>> decided_by_oneself(Hub& hub, Member const& member, std::string const& decision) {
  auto const row = find_decision(hub.database(), decision);
  if (!row) return fail(row);
  if (!*row || ((*row)->made_by != member.id && (*row)->second != member.id && (*row)->undone_by != member.id)) return std::optional<DecisionTold>{};
  auto all = told(hub, member, {**row});
  if (!all) return fail(all);
  return std::optional{std::move(all->front())};
}

Result<std::vector<DecisionTold>> decisions_about_pair(Hub& hub, Member const& member, std::int64_t pair) {
  auto const rows = decision_rows_of_pair(hub.database(), pair);
  if (!rows) return fail(rows);
  return told(hub, member, *rows);
}

Result<std::vector<DecisionTold>> decisions_about_person(Hub& hub, Member const& member, Person person) {
  auto const rows = decision_rows_of_person(hub.database(), person);
  if (!rows) return fail(rows);
  return told(hub, member, *rows);
}

}  // namespace concordat::hub::links
