// SPDX-License-Identifier: Apache-2.0
#include "hub/products/edition_rows.h"

namespace concordat::hub::editing {
namespace sql {

constexpr store::Sql one =
    "SELECT id, product, number, definition, purpose, quarter, opened_by, opened_at, version, signed_by, signed_at, content_hash, signed_leaf, parts FROM edition WHERE id = ? AND agency = ?";
constexpr store::Sql all =
    "SELECT id, product, number, definition, purpose, quarter, opened_by, opened_at, version, signed_by, signed_at, content_hash, signed_leaf, parts FROM edition WHERE agency = ? "
    "ORDER BY opened_at DESC, id DESC";
constexpr store::Sql last_signed =
    "SELECT id, product, number, definition, purpose, quarter, opened_by, opened_at, version, signed_by, signed_at, content_hash, signed_leaf, parts FROM edition WHERE agency = ? AND product = ? "
    "AND number < ? AND signed_by IS NOT NULL ORDER BY number DESC LIMIT 1";
constexpr store::Sql figures = "SELECT table_name, release, reason FROM edition_figure WHERE edition = ? ORDER BY place";
constexpr store::Sql texts = "SELECT section, written_by, written_at, writing, words_sealed FROM edition_text WHERE edition = ? ORDER BY section";
constexpr store::Sql next = "SELECT coalesce(max(number), 0) + 1 FROM edition WHERE agency = ? AND product = ?";
constexpr store::Sql put =
    "INSERT INTO edition (id, agency, product, number, definition, purpose, quarter, opened_by, opened_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)";
constexpr store::Sql drop_figures = "DELETE FROM edition_figure WHERE edition = ?";
constexpr store::Sql put_figure = "INSERT INTO edition_figure (edition, place, table_name, release, reason) VALUES (?, ?, ?, ?, ?)";
constexpr store::Sql put_text =
    "INSERT INTO edition_text (edition, section, written_by, written_at, writing, words_sealed) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (edition, section) DO UPDATE SET "
    "written_by = excluded.written_by, written_at = excluded.written_at, writing = excluded.writing, words_sealed = excluded.words_sealed";
constexpr store::Sql drop_text = "DELETE FROM edition_text WHERE edition = ? AND section = ?";
constexpr store::Sql put_hand = "INSERT INTO edition_hand (edition, member) VALUES (?, ?) ON CONFLICT (edition, member) DO NOTHING";
constexpr store::Sql hands = "SELECT member FROM edition_hand WHERE edition = ? ORDER BY member";
constexpr store::Sql drop_hands = "DELETE FROM edition_hand WHERE edition = ?";
constexpr store::Sql drop_texts = "DELETE FROM edition_text WHERE edition = ?";
constexpr store::Sql drop_edition = "DELETE FROM edition WHERE id = ?";
constexpr store::Sql grow = "UPDATE edition SET version = version + 1 WHERE id = ? AND agency = ? AND signed_by IS NULL";
constexpr store::Sql sign = "UPDATE edition SET signed_by = ?, signed_at = ?, content_hash = ?, signed_leaf = ?, parts = ? WHERE id = ? AND version = ? AND signed_by IS NULL";

}  // namespace sql

namespace {

StoredEdition edition_in(store::Row const& row) {
  StoredEdition stored{{row.string(0), row.string(1), {}, row.small(2), row.string(4), row.string(5), row.string(6), row.string(7), row.small(8)}, row.string(3)};
  if (auto const product = catalogue::product_from(stored.definition)) stored.row.title = product->title;
  if (row.is_null(9)) return stored;
  stored.row.signed_by = row.string(9);
  stored.row.signed_at = row.string(10);
  stored.row.content_hash = row.string(11);
  stored.row.ledger_index = static_cast<std::uint64_t>(row.integer(12));
  stored.row.parts = row.string(13);
  return stored;
}

Result<void> done(Result<std::int64_t> const& changed) {
  if (!changed) return fail(changed);
  return {};
}

}  // namespace

Result<StoredEdition> find(store::Connection& connection, std::string const& agency, std::string const& id) {
  std::optional<StoredEdition> found;
  auto const read = connection.query(sql::one, [&](store::Row const& row) { found = edition_in(row); }, id, agency);
  if (!read) return fail(read);
  if (found) return std::move(*found);
  return fail(Fault::not_found, "edition.unknown", "Your agency has no edition of that number.", "'concordat product editions', or the page of products, lists what there is.");
}

Result<std::vector<EditionRow>> all_of(store::Connection& connection, std::string const& agency) {
  std::vector<EditionRow> rows;
  auto const read = connection.query(sql::all, [&](store::Row const& row) { rows.push_back(edition_in(row).row); }, agency);
  if (!read) return fail(read);
  return rows;
}

Result<std::optional<EditionRow>> last_signed(store::Connection& connection, std::string const& agency, std::string const& product, int before) {
  std::optional<EditionRow> found;
  auto const read = connection.query(sql::last_signed, [&](store::Row const& row) { found = edition_in(row).row; }, agency, product, before);
  if (!read) return fail(read);
  return found;
}

Result<std::vector<FigureRow>> figures_of(store::Connection& connection, std::string const& id) {
  std::vector<FigureRow> rows;
  auto const read = connection.query(sql::figures, [&](store::Row const& row) { rows.push_back({row.string(0), row.is_null(1) ? std::string{} : row.string(1), row.string(2)}); }, id);
  if (!read) return fail(read);
  return rows;
}

Result<std::vector<TextRow>> texts_of(store::Connection& connection, std::string const& id) {
  std::vector<TextRow> rows;
  auto const read = connection.query(sql::texts, [&](store::Row const& row) { rows.push_back({row.string(0), row.string(1), row.string(2), row.string(3), row.bytes(4)}); }, id);
  if (!read) return fail(read);
  return rows;
}

Result<void> put(store::Connection& connection, std::string const& agency, StoredEdition const& edition) {
  auto const& row = edition.row;
  return done(connection.execute(sql::put, row.id, agency, row.product, row.number, edition.definition, row.purpose, row.quarter, row.opened_by, row.opened_at));
}

Result<int> next_number(store::Connection& connection, std::string const& agency, std::string const& product) {
  auto const number = connection.query_integer(sql::next, agency, product);
  if (!number) return fail(number);
  return static_cast<int>(number->value_or(1));
}

Result<void> replace_figures(store::Connection& connection, std::string const& id, std::vector<FigureRow> const& figures) {
  if (auto dropped = done(connection.execute(sql::drop_figures, id)); !dropped) return dropped;
  for (std::size_t i = 0; i < figures.size(); ++i) {
    auto const& one = figures[i];
    auto const release = one.release.empty() ? std::optional<std::string>{} : std::optional{one.release};
    if (auto put = done(connection.execute(sql::put_figure, id, static_cast<int>(i), one.table, release, one.reason)); !put) return put;
  }
  return {};
}

Result<void> replace_text(store::Connection& connection, std::string const& id, TextRow const& text) {
  return done(connection.execute(sql::put_text, id, text.section, text.written_by, text.written_at, text.writing, store::ByteView{text.sealed}));
}

Result<void> drop_text(store::Connection& connection, std::string const& id, std::string const& section) { return done(connection.execute(sql::drop_text, id, section)); }

Result<bool> grow(store::Connection& connection, std::string const& agency, std::string const& id) {
  auto const changed = connection.execute(sql::grow, id, agency);
  if (!changed) return fail(changed);
  return *changed > 0;
}

Result<bool> put_signature(store::Connection& connection, EditionRow const& row) {
  auto const changed = connection.execute(sql::sign, row.signed_by, row.signed_at, row.content_hash, row.ledger_index, row.parts, row.id, row.version);
  if (!changed) return fail(changed);
  return *changed > 0;
}

Result<void> put_hand(store::Connection& connection, std::string const& id, std::string const& member) { return done(connection.execute(sql::put_hand, id, member)); }

Result<std::vector<std::string>> hands_of(store::Connection& connection, std::string const& id) {
  std::vector<std::string> hands;
  auto const read = connection.query(sql::hands, [&](store::Row const& row) { hands.push_back(row.string(0)); }, id);
  if (!read) return fail(read);
  return hands;
}

Result<void> drop(store::Connection& connection, std::string const& id) {
  for (auto const statement : {sql::drop_figures, sql::drop_texts, sql::drop_hands, sql::drop_edition}) {
    if (auto dropped = done(connection.execute(statement, id)); !dropped) return dropped;
  }
  return {};
}

}  // namespace concordat::hub::editing
