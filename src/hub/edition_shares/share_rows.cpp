// SPDX-License-Identifier: Apache-2.0
#include "hub/edition_shares/share_rows.h"

#include <algorithm>

#include "base/json_list.h"

namespace concordat::hub::edition_sharing {
namespace sql {

constexpr store::Sql shares =
    "SELECT id, edition, agency, product, title, number, readers, needed, offered_by, offered_at, offered_leaf, state, why, ended_by, ended_at, ended_leaf FROM edition_share "
    "ORDER BY offered_at DESC, id DESC";
constexpr store::Sql share_answers = "SELECT edition_share, agency, member, answer, answered_at, leaf FROM edition_share_answer ORDER BY leaf";
constexpr store::Sql put_share =
    "INSERT INTO edition_share (id, edition, agency, product, title, number, readers, needed, offered_by, offered_at, offered_leaf, state, why, ended_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
    "?, '', '')";
constexpr store::Sql put_share_answer = "INSERT INTO edition_share_answer (edition_share, agency, member, answer, answered_at, leaf) VALUES (?, ?, ?, ?, ?, ?)";
constexpr store::Sql let_stand = "UPDATE edition_share SET state = ? WHERE id = ? AND state = ?";
constexpr store::Sql end_share = "UPDATE edition_share SET state = ?, why = ?, ended_by = ?, ended_at = ?, ended_leaf = ? WHERE id = ? AND state = ?";

}  // namespace sql

namespace {

ShareState share_state_named(std::string_view name) {
  for (auto const state : {ShareState::offered, ShareState::shared, ShareState::declined, ShareState::lapsed}) {
    if (name_of(state).view() == name) return state;
  }
  return ShareState::ended;
}

EditionShare share_in(store::Row const& row) {
  EditionShare one{row.string(0), row.string(1), row.string(2), row.string(3), row.string(4), row.small(5), texts_in(row.text(6)), texts_in(row.text(7)), row.string(8), row.string(9)};
  one.ledger_index = static_cast<std::uint64_t>(row.integer(10));
  one.state = share_state_named(row.text(11));
  one.why = row.string(12);
  one.ended_by = row.string(13);
  if (!row.is_null(14)) one.ended_at = row.string(14);
  if (!row.is_null(15)) one.ended_index = static_cast<std::uint64_t>(row.integer(15));
  return one;
}

}  // namespace

tl::unexpected<Problem> no_such_share() {
  return fail(Fault::not_found, "share.unknown", "There is no shared edition of that number for you.", "'concordat product shared', or the page of shared editions, lists what there is.");
}

Result<std::vector<EditionShare>> all_shares(store::Connection& connection) {
  std::vector<EditionShare> all;
  auto read = connection.query(sql::shares, [&](store::Row const& row) { all.push_back(share_in(row)); });
  if (!read) return fail(read);
  read = connection.query(sql::share_answers, [&](store::Row const& row) {
    auto const one = std::ranges::find(all, row.text(0), [](auto const& share) { return std::string_view{share.id}; });
    if (one != all.end()) one->answers.push_back({row.string(1), row.string(2), row.text(3) == "agreed", row.string(4), static_cast<std::uint64_t>(row.integer(5))});
  });
  if (!read) return fail(read);
  return all;
}

Result<EditionShare> share_of(store::Connection& connection, std::string const& id) {
  auto all = all_shares(connection);
  if (!all) return fail(all);
  auto const one = std::ranges::find(*all, id, &EditionShare::id);
  if (one == all->end()) return no_such_share();
  return std::move(*one);
}

Result<void> put_share(store::Connection& connection, EditionShare const& share) {
  auto const done = connection.execute(sql::put_share, share.id, share.edition, share.agency, share.product, share.title, share.number, list_of(share.readers).canonical(), list_of(share.needed).canonical(),
                                       share.offered_by, share.offered_at, share.ledger_index, name_of(share.state).view());
  if (!done) return fail(done);
  return {};
}

Result<void> put_share_answer(store::Connection& connection, std::string const& id, ShareAnswer const& answer) {
  auto const done = connection.execute(sql::put_share_answer, id, answer.agency, answer.member, answer.yes ? "agreed" : "declined", answer.at, answer.ledger_index);
  if (!done) return fail(done);
  return {};
}

Result<bool> change_share(store::Connection& connection, EditionShare const& share, ShareState before) {
  bool const over = share.state != ShareState::offered && share.state != ShareState::shared;
  auto const state = name_of(share.state).view();
  auto const done = over ? connection.execute(sql::end_share, state, share.why, share.ended_by, share.ended_at, share.ended_index, share.id, name_of(before).view())
                         : connection.execute(sql::let_stand, state, share.id, name_of(before).view());
  if (!done) return fail(done);
  return *done == 1;
}

}  // namespace concordat::hub::edition_sharing
