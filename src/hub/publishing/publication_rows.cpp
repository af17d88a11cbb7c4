// SPDX-License-Identifier: Apache-2.0
#include "hub/publishing/publication_rows.h"

#include <algorithm>

#include "base/json_list.h"

namespace concordat::hub::publishing {
namespace sql {

constexpr store::Sql all =
    "SELECT id, edition, agency, product, title, number, quarter, needed, proposed_by, proposed_at, proposed_leaf, content_hash, state, ended_at, ended_leaf, content_sealed, content "
    "FROM public_edition ORDER BY proposed_at DESC, id DESC";
constexpr store::Sql answers = "SELECT public_edition, agency, member, answer, answered_at, leaf FROM public_edition_answer ORDER BY leaf";
constexpr store::Sql earlier = "SELECT id, figures FROM public_edition WHERE state IN ('proposed', 'published') ORDER BY proposed_at, id";
constexpr store::Sql put =
    "INSERT INTO public_edition (id, edition, agency, product, title, number, quarter, needed, figures, proposed_by, proposed_at, proposed_leaf, content_hash, content_sealed, state) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'proposed')";
constexpr store::Sql put_answer = "INSERT INTO public_edition_answer (public_edition, agency, member, answer, answered_at, leaf) VALUES (?, ?, ?, ?, ?, ?)";
constexpr store::Sql end = "UPDATE public_edition SET state = ?, ended_at = ?, ended_leaf = ?, content = ?, content_sealed = ? WHERE id = ? AND state = 'proposed'";

}  // namespace sql

namespace {

PublicationState state_named(std::string_view name) {
  for (auto const state : {PublicationState::proposed, PublicationState::published, PublicationState::declined}) {
    if (name_of(state).view() == name) return state;
  }
  return PublicationState::lapsed;
}

StoredPublication publication_in(store::Row const& row) {
  StoredPublication stored;
  auto& one = stored.publication;
  one.id = row.string(0);
  one.edition = row.string(1);
  one.agency = row.string(2);
  one.product = row.string(3);
  one.title = row.string(4);
  one.number = row.small(5);
  one.quarter = row.string(6);
  one.needed = texts_in(row.text(7));
  one.proposed_by = row.string(8);
  one.proposed_at = row.string(9);
  one.ledger_index = static_cast<std::uint64_t>(row.integer(10));
  one.content_hash = row.string(11);
  one.state = state_named(row.text(12));
  if (!row.is_null(13)) one.ended_at = row.string(13);
  if (!row.is_null(14)) one.ended_index = static_cast<std::uint64_t>(row.integer(14));
  stored.sealed = row.bytes(15);
  if (!row.is_null(16)) stored.content = row.string(16);
  return stored;
}

}  // namespace

tl::unexpected<Problem> unknown() {
  return fail(Fault::not_found, "public.unknown", "There is no public edition of that number for you.", "'concordat product publications', or the page of public editions, lists what there is.");
}

Result<std::vector<StoredPublication>> all_of(store::Connection& connection) {
  std::vector<StoredPublication> all;
  auto read = connection.query(sql::all, [&](store::Row const& row) { all.push_back(publication_in(row)); });
  if (!read) return fail(read);
  read = connection.query(sql::answers, [&](store::Row const& row) {
    auto const one = std::ranges::find(all, row.text(0), [](auto const& stored) { return std::string_view{stored.publication.id}; });
    if (one != all.end()) one->publication.answers.push_back({row.string(1), row.string(2), row.text(3) == "confirmed", row.string(4), static_cast<std::uint64_t>(row.integer(5))});
  });
  if (!read) return fail(read);
  return all;
}

Result<StoredPublication> find(store::Connection& connection, std::string const& id) {
  auto all = all_of(connection);
  if (!all) return fail(all);
  auto const one = std::ranges::find(*all, id, [](auto const& stored) { return stored.publication.id; });
  if (one == all->end()) return unknown();
  return std::move(*one);
}

Result<std::vector<EarlierTable>> earlier_tables(store::Connection& connection) {
  std::vector<EarlierTable> all;
  auto const read = connection.query(sql::earlier, [&](store::Row const& row) {
    auto const list = Json::parse(row.text(1));
    if (!list) return;
    for (auto const& table : list->array()) all.push_back({row.string(0), public_table_from(table)});
  });
  if (!read) return fail(read);
  return all;
}

Result<void> put(store::Connection& connection, StoredPublication const& stored, std::vector<PublicTable> const& tables) {
  auto const& one = stored.publication;
  Json list{Json::Array{}};
  for (auto const& table : tables) list.push(to_json(table));
  auto const done = connection.execute(sql::put, one.id, one.edition, one.agency, one.product, one.title, one.number, one.quarter, list_of(one.needed).canonical(), list.canonical(), one.proposed_by,
                                       one.proposed_at, one.ledger_index, one.content_hash, store::ByteView{stored.sealed});
  if (!done) return fail(done);
  return {};
}

Result<void> put_answer(store::Connection& connection, std::string const& id, PublicationAnswer const& answer) {
  auto const done = connection.execute(sql::put_answer, id, answer.agency, answer.member, answer.yes ? "confirmed" : "declined", answer.at, answer.ledger_index);
  if (!done) return fail(done);
  return {};
}

Result<bool> end(store::Connection& connection, Publication const& publication, std::optional<std::string> const& content) {
  store::Bytes const nothing;
  auto const done = connection.execute(sql::end, name_of(publication.state).view(), publication.ended_at, publication.ended_index, content, store::ByteView{nothing}, publication.id);
  if (!done) return fail(done);
  return *done == 1;
}

}  // namespace concordat::hub::publishing
