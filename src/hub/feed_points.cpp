// SPDX-License-Identifier: Apache-2.0
#include "hub/feed_points.h"

#include <cstring>

namespace concordat::hub {
namespace sql {

constexpr store::Sql read_points = "SELECT points FROM feed_points WHERE feed = ?";
constexpr store::Sql keep_points =
    "INSERT INTO feed_points (feed, points) VALUES (?, ?) ON CONFLICT (feed) DO UPDATE SET points = excluded.points";
constexpr store::Sql drop_points = "DELETE FROM feed_points WHERE feed = ?";

}  // namespace sql

Result<std::vector<intake::PointMemory::Seen>> read_feed_points(store::Connection& connection, std::int64_t feed) {
  using Seen = intake::PointMemory::Seen;
  std::vector<Seen> seen;
  auto const take = [&](store::Row const& row) {
    auto const blob = row.blob(0);
    seen.resize(blob.size() / sizeof(Seen));
    if (!seen.empty()) std::memcpy(static_cast<void*>(seen.data()), blob.data(), seen.size() * sizeof(Seen));
  };
  if (auto read = connection.query(sql::read_points, take, feed); !read) return fail(read);
  return seen;
}

Result<void> keep_feed_points(store::Connection& connection, std::int64_t feed, std::span<intake::PointMemory::Seen const> seen) {
  auto const done = seen.empty() ? connection.execute(sql::drop_points, feed)
                                 : connection.execute(sql::keep_points, feed, store::ByteView{std::as_bytes(seen)});
  if (!done) return fail(done);
  return {};
}

}  // namespace concordat::hub
