// SPDX-License-Identifier: Apache-2.0
// What was told, out of the rows of releases and of public editions.
#include <fmt/format.h>

#include "crypto/encoding.h"
#include "hub/told/told.h"

namespace concordat::hub::told {
namespace sql {

constexpr store::Sql told_to_all =
    "SELECT release.id, release.number, release.table_name, release.period, release.recipient, release.leaf_index, release_file.name, release_file.content "
    "FROM release JOIN release_file ON release_file.release = release.id WHERE release_file.media_type = 'text/csv' AND release.leaf_index >= ? ORDER BY release.number, release_file.name";
constexpr store::Sql told_to_one =
    "SELECT release.id, release.number, release.table_name, release.period, release.recipient, release.leaf_index, release_file.name, release_file.content "
    "FROM release JOIN release_file ON release_file.release = release.id WHERE release_file.media_type = 'text/csv' AND release.leaf_index >= ? AND release.recipient = ? ORDER BY release.number, release_file.name";
constexpr store::Sql told_to_everybody = "SELECT id, title, number, quarter, figures, proposed_leaf FROM public_edition WHERE state IN ('proposed', 'published') ORDER BY proposed_at, id";

}  // namespace sql

namespace {

/// Adds what the file of that row tells to the release that it is of.
void add_file(store::Row const& row, std::span<CountedFeed const> feeds, std::vector<Telling>& all) {
  if (all.empty() || all.back().id != row.text(0)) {
    all.push_back({row.string(0), fmt::format("release {}, {} of {}", row.integer(1), row.text(2), row.text(3)), row.string(4), static_cast<std::uint64_t>(row.integer(5)), {}});
  }
  auto const content = crypto::text_of(row.blob(7));
  TextFile const file{row.text(6), content};
  auto counts = counts_in({&file, 1}, feeds);
  all.back().counts.insert(all.back().counts.end(), std::make_move_iterator(counts.begin()), std::make_move_iterator(counts.end()));
}

void add_edition(store::Row const& row, std::vector<Telling>& all) {
  auto const tables = Json::parse(row.text(4));
  if (!tables) return;
  Telling telling{row.string(0), fmt::format("public edition {}, '{}' number {}", row.text(0), row.text(1), row.integer(2)), {}, static_cast<std::uint64_t>(row.integer(5)), {}};
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

}  // namespace

Result<std::vector<Telling>> read_told(store::Connection& connection, std::string const& agency, std::span<CountedFeed const> feeds, std::uint64_t since) {
  std::vector<Telling> all;
  auto const add = [&](store::Row const& row) { add_file(row, feeds, all); };
  auto read = agency.empty() ? connection.query(sql::told_to_all, add, since) : connection.query(sql::told_to_one, add, since, agency);
  if (!read) return fail(read);
  std::erase_if(all, [](Telling const& one) { return one.counts.empty(); });
  read = connection.query(sql::told_to_everybody, [&](store::Row const& row) { add_edition(row, all); });
  if (!read) return fail(read);
  return all;
}

}  // namespace concordat::hub::told
