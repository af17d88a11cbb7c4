// SPDX-License-Identifier: Apache-2.0
// What was told, out of the rows of releases and of public editions.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "crypto/encoding.h"
#include "hub/told/told.h"

namespace concordat::hub::told {
namespace sql {

constexpr store::Sql told_to_all = "SELECT id, number, table_name, period, recipient, leaf_index FROM release WHERE leaf_index >= ? ORDER BY number";
constexpr store::Sql told_to_one = "SELECT id, number, table_name, period, recipient, leaf_index FROM release WHERE leaf_index >= ? AND recipient = ? ORDER BY number";
constexpr store::Sql told_records_of =
    "SELECT id, number, table_name, period, recipient, leaf_index FROM release WHERE recipient = ? AND (table_name = 'records' OR id IN (SELECT release FROM release_file WHERE name = 'points.csv')) ORDER BY number";
constexpr store::Sql told_files = "SELECT name, content FROM release_file WHERE release = ? ORDER BY name";
constexpr store::Sql told_to_everybody =
    "SELECT id, title, number, figures, proposed_leaf, agency, product, content_hash, state, content, content_sealed, ended_leaf FROM public_edition ORDER BY proposed_at, id";
constexpr store::Sql which_editions = "SELECT id, state, proposed_leaf, content_hash FROM public_edition WHERE state IN ('proposed', 'published') AND proposed_leaf >= ? ORDER BY proposed_at, id";

}  // namespace sql

namespace {

/// A release as its row has it.
struct ToldRelease {
  Telling telling;
  bool records = false;
  std::string period = {};
};

ToldRelease told_release(store::Row const& row) {
  ToldRelease one{{row.string(0), fmt::format("release {}, {} of {}", row.integer(1), row.text(2), row.text(3)), row.string(4), static_cast<std::uint64_t>(row.integer(5)), {}, {}}};
  one.records = row.text(2) == "records";
  one.period = row.string(3);
  return one;
}

/// What its files tell, where the ledger has them so.
Result<Telling> read_files(store::Connection& connection, ToldRelease release, std::span<CountedFeed const> feeds, Vouch const& vouch) {
  std::vector<std::pair<std::string, std::string>> stored;
  auto const read = connection.query(sql::told_files, [&](store::Row const& row) { stored.emplace_back(row.string(0), std::string{crypto::text_of(row.blob(1))}); }, release.telling.id);
  if (!read) return fail(read);
  std::vector<TextFile> files;
  for (auto const& [name, content] : stored) files.push_back({name, content});
  if (auto stands = vouch.release(release.telling.id, release.period, files); !stands) return fail(stands);
  if (release.records) {
    if (auto records = records_in(release.period, files)) release.telling.records.push_back(std::move(*records));
  } else {
    release.telling.counts = counts_in(files, feeds, smallest_group_in(files));
    release.telling.squares = squares_in(files);
  }
  return std::move(release.telling);
}

/// A public edition, and what is said of it in words.
struct ToldEdition {
  EditionRow row;
  std::string words;
};

ToldEdition told_edition(store::Row const& row) {
  ToldEdition one{{row.string(0), row.string(5), row.string(6), row.string(8), row.string(3), row.string(7)}, fmt::format("public edition {}, '{}' number {}", row.text(0), row.text(1), row.integer(2))};
  one.row.proposed_leaf = static_cast<std::uint64_t>(row.integer(4));
  if (!row.is_null(9)) one.row.content = row.string(9);
  one.row.sealed = row.bytes(10);
  if (!row.is_null(11)) one.row.ended_leaf = static_cast<std::uint64_t>(row.integer(11));
  return one;
}

/// REQUIRES: somebody stands for it.
void add_edition(ToldEdition const& edition, std::vector<Telling>& all) {
  bool const is_told = edition.row.state == "proposed" || edition.row.state == "published";
  auto const tables = Json::parse(edition.row.figures);
  if (!is_told || !tables) return;
  Telling telling{edition.row.id, edition.words, {}, edition.row.proposed_leaf, {}, {}};
  for (auto const& table : tables->array()) {
    auto const quarter = parse_quarter(table["quarter"].string());
    if (!quarter) continue;
    std::vector<PublicCount> figures;
    for (auto const& one : table["figures"].array()) figures.push_back({one["code"].string(), one.contains("value") ? protection::Published{one["value"].integer()} : std::nullopt});
    auto counts = counts_of_public(table["feed"].string(), *quarter, table["smallest"].integer(), figures);
    telling.counts.insert(telling.counts.end(), std::make_move_iterator(counts.begin()), std::make_move_iterator(counts.end()));
  }
  all.push_back(std::move(telling));
}

Result<void> hold_all(Vouch const& vouch, std::string const& reader, std::uint64_t since, std::set<std::uint64_t> const& releases, std::span<ToldEdition const> editions) {
  std::set<std::uint64_t> proposed;
  for (auto const& one : editions) proposed.insert(one.row.proposed_leaf);
  return vouch.all(reader, since, releases, proposed);
}

}  // namespace

Result<std::string> which_told(store::Connection& connection, std::string const& agency, std::uint64_t since) {
  std::string which;
  auto const add = [&](store::Row const& row) { which += fmt::format("{} {} {}\n", row.text(0), row.text(4), row.integer(5)); };
  auto read = agency.empty() ? connection.query(sql::told_to_all, add, since) : connection.query(sql::told_to_one, add, since, agency);
  if (!read) return fail(read);
  read = connection.query(sql::which_editions, [&](store::Row const& row) { which += fmt::format("{} {} {} {}\n", row.text(0), row.text(1), row.integer(2), row.text(3)); }, since);
  if (!read) return fail(read);
  return which;
}

Result<std::vector<Telling>> read_told(store::Connection& connection, std::string const& agency, std::span<CountedFeed const> feeds, std::uint64_t since, Vouch const& vouch) {
  std::vector<ToldRelease> releases;
  auto const add = [&](store::Row const& row) { releases.push_back(told_release(row)); };
  auto read = agency.empty() ? connection.query(sql::told_to_all, add, since) : connection.query(sql::told_to_one, add, since, agency);
  if (!read) return fail(read);
  std::vector<ToldEdition> editions;
  read = connection.query(sql::told_to_everybody, [&](store::Row const& row) { editions.push_back(told_edition(row)); });
  if (!read) return fail(read);
  std::vector<Telling> all;
  std::set<std::uint64_t> entries;
  for (auto& release : releases) {
    entries.insert(release.telling.ledger_index);
    auto telling = read_files(connection, std::move(release), feeds, vouch);
    if (!telling) return fail(telling);
    if (!telling->counts.empty() || !telling->records.empty() || !telling->squares.empty()) all.push_back(std::move(*telling));
  }
  for (auto const& edition : editions) {
    if (auto stands = vouch.edition(edition.row); !stands) return fail(stands);
    add_edition(edition, all);
  }
  if (auto there = hold_all(vouch, agency, since, entries, editions); !there) return fail(there);
  return all;
}

Result<std::vector<Telling>> read_told_records(store::Connection& connection, std::string const& agency, Vouch const& vouch) {
  std::set<std::uint64_t> releases, editions;
  auto read = connection.query(sql::told_to_one, [&](store::Row const& row) { releases.insert(static_cast<std::uint64_t>(row.integer(5))); }, 0, agency);
  if (!read) return fail(read);
  read = connection.query(sql::told_to_everybody, [&](store::Row const& row) { editions.insert(static_cast<std::uint64_t>(row.integer(4))); });
  if (!read) return fail(read);
  if (auto there = vouch.all(agency, 0, releases, editions); !there) return fail(there);
  std::vector<ToldRelease> some;
  read = connection.query(sql::told_records_of, [&](store::Row const& row) { some.push_back(told_release(row)); }, agency);
  if (!read) return fail(read);
  std::vector<Telling> all;
  for (auto& release : some) {
    release.records = true;
    auto telling = read_files(connection, std::move(release), {}, vouch);
    if (!telling) return fail(telling);
    if (!telling->records.empty()) all.push_back(std::move(*telling));
  }
  return all;
}

}  // namespace concordat::hub::told
