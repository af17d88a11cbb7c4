// SPDX-License-Identifier: Apache-2.0
#include "hub/snap/epochs.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/date.h"
#include "base/json.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "store/bulk.h"

namespace concordat::hub::snap {
namespace sql {

constexpr store::Sql epochs = "SELECT number, points, sha256, since, ledger_index FROM snap_epoch ORDER BY number";
constexpr store::Sql newest = "SELECT max(number) FROM snap_epoch";
constexpr store::Sql begin = "INSERT INTO snap_epoch (number, points, sha256, since, ledger_index) VALUES (?, ?, ?, ?, ?)";
constexpr store::Sql points = "SELECT id, easting, northing, addresses FROM snap_point WHERE epoch = ?";

}  // namespace sql

namespace {

/// Byte by byte: the two stores order text each in its own way.
void put_in_order(std::vector<protection::SnapPoint>& points) { std::ranges::sort(points, {}, &protection::SnapPoint::id); }

}  // namespace

std::string hash_of(std::span<protection::SnapPoint const> points) {
  std::vector<protection::SnapPoint> ordered{points.begin(), points.end()};
  put_in_order(ordered);
  crypto::Sha256 hash;
  std::string line;
  for (auto const& point : ordered) {
    line.clear();
    // the length before the id: no id reads as another's and a number
    fmt::format_to(std::back_inserter(line), "{} {} {} {} {}\n", point.id.size(), point.id, static_cast<std::int64_t>(point.x), static_cast<std::int64_t>(point.y), point.addresses);
    hash.update(line);
  }
  return crypto::to_hex(hash.finish());
}

std::string committed_text(Epoch const& epoch) { return Json{}.set("epoch", epoch.number).set("points", epoch.points).set("sha256", epoch.sha256).canonical(); }

Result<std::vector<Epoch>> all_epochs(store::Connection& connection) {
  std::vector<Epoch> all;
  auto read = connection.query(sql::epochs, [&](store::Row const& row) {
    all.push_back({row.small(0), row.integer(1), row.string(2), row.string(3), static_cast<std::uint64_t>(row.integer(4))});
  });
  if (!read) return fail(read);
  return all;
}

Result<std::optional<int>> newest_epoch(store::Connection& connection) {
  std::optional<int> number;
  auto read = connection.query(sql::newest, [&](store::Row const& row) {
    if (!row.is_null(0)) number = row.small(0);
  });
  if (!read) return fail(read);
  return number;
}

Result<std::optional<Epoch>> next_epoch(store::Connection& connection, std::span<protection::SnapPoint const> points, Instant now) {
  auto const all = all_epochs(connection);
  if (!all) return fail(all);
  Epoch next{all->empty() ? 1 : all->back().number + 1, static_cast<std::int64_t>(points.size()), hash_of(points), format_instant(now), 0};
  if (!all->empty() && all->back().sha256 == next.sha256) return std::optional<Epoch>{};
  return std::optional{std::move(next)};
}

Result<void> take_in(store::Transaction& transaction, Epoch const& epoch, std::span<protection::SnapPoint const> points) {
  auto begun = transaction.connection().execute(sql::begin, epoch.number, epoch.points, epoch.sha256, epoch.since, epoch.ledger_index);
  if (!begun) return fail(begun);
  auto bulk = store::Bulk::into(transaction, "snap_point", {"epoch", "id", "easting", "northing", "addresses"});
  if (!bulk) return fail(bulk);
  for (auto const& point : points) {
    bulk->integer(epoch.number).text(point.id).integer(static_cast<std::int64_t>(point.x)).integer(static_cast<std::int64_t>(point.y)).integer(point.addresses);
    if (auto row = bulk->end_row(); !row) return row;
  }
  auto const written = bulk->finish();
  return written ? Result<void>{} : fail(written);
}

Result<std::vector<protection::SnapPoint>> stored_points(store::Connection& connection, int epoch) {
  std::vector<protection::SnapPoint> points;
  auto read = connection.query(sql::points, [&](store::Row const& row) { points.push_back({row.string(0), row.number(1), row.number(2), row.integer(3), 0}); }, epoch);
  if (!read) return fail(read);
  put_in_order(points);
  return points;
}

Result<std::vector<protection::SnapPoint>> points_of(store::Connection& connection, Epoch const& epoch) {
  auto points = stored_points(connection, epoch.number);
  if (!points) return fail(points);
  if (hash_of(*points) != epoch.sha256) {
    return fail(Fault::integrity, "snap.points-differ", "The published points are not those that came in: no map is drawn from them.", "Run 'concordat ledger verify', and restore the database from a backup.");
  }
  return points;
}

}  // namespace concordat::hub::snap
