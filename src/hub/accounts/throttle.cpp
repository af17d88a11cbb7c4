// SPDX-License-Identifier: Apache-2.0
#include "hub/accounts/throttle.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "crypto/encoding.h"
#include "crypto/hash.h"

namespace concordat::hub::accounts {
namespace sql {

constexpr store::Sql level = "SELECT level_until, blocked_until, noted_until FROM sign_in_throttle WHERE key = ?";
// Takes the row, so that tries follow one another from here on.
constexpr store::Sql take =
    "INSERT INTO sign_in_throttle (key, level_until, blocked_until, noted_until) VALUES (?, 0, 0, 0) ON CONFLICT (key) DO UPDATE "
    "SET level_until = sign_in_throttle.level_until";
constexpr store::Sql put =
    "INSERT INTO sign_in_throttle (key, level_until, blocked_until, noted_until) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE "
    "SET level_until = excluded.level_until, blocked_until = excluded.blocked_until, noted_until = excluded.noted_until";
constexpr store::Sql forget = "DELETE FROM sign_in_throttle WHERE level_until < ? AND blocked_until < ? AND noted_until < ? AND key <> ?";
constexpr store::Sql drop = "DELETE FROM sign_in_throttle WHERE key = ?";

}  // namespace sql

namespace {

using namespace std::chrono_literals;
using Milliseconds = std::chrono::milliseconds;

struct Limit {
  std::string_view kind;
  std::int64_t free;
  Milliseconds runs_off;  ///< one charge
  Milliseconds first_wait;
  Milliseconds longest_wait;
};
constexpr std::size_t of_all = 0, of_pair = 1, of_peer = 2, of_login = 3, of_codes = 4;
constexpr std::array limits{
    Limit{"all", 200, 1s, 1s, 5s},
    Limit{"pair", 4, 10min, 1s, 15min},
    Limit{"peer", 30, 1min, 1s, 15min},
    Limit{"login", 10, 2min, 1s, 30s},
    Limit{"codes", 5, 5min, 2s, 5min},
};
constexpr std::chrono::days known_lasts{30};
constexpr std::chrono::hours noted_every{1};
constexpr int most_doublings = 20;

std::int64_t milliseconds_of(Instant instant) { return instant.time_since_epoch().count(); }

std::int64_t wait_for(Limit const& limit, std::int64_t over) {
  auto const doublings = std::min<std::int64_t>(over - 1, most_doublings);
  return std::min(limit.longest_wait, limit.first_wait * (std::int64_t{1} << doublings)).count();
}

tl::unexpected<Problem> slow_down() {
  return fail(Fault::locked, "sign-in.slow-down", "There were too many tries to sign in.",
              "Wait a minute and try again; nobody is locked out.");
}

}  // namespace

struct Throttle::Level {
  std::int64_t level_until = 0;
  std::int64_t blocked_until = 0;
  std::int64_t noted_until = 0;
  static Level of(store::Row const& row) { return {row.integer(0), row.integer(1), row.integer(2)}; }
};

std::string network_of(std::string_view peer) {
  std::string const text{peer};
  std::array<unsigned char, 16> bytes{};
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
  constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  if (std::equal(mapped.begin(), mapped.end(), bytes.begin())) {
    return fmt::format("{}.{}.{}.{}", bytes[12], bytes[13], bytes[14], bytes[15]);
  }
  return fmt::format("{:02x}/64", fmt::join(bytes.begin(), bytes.begin() + 8, ""));
}

Throttle::Throttle(Hub& hub, std::string_view login, std::string_view peer) : hub_{hub} {
  auto const network = network_of(peer);
  lock_ = key("all", "", "");
  known_ = key("known", login, network);
  doors_ = {{of_pair, key("pair", login, network)},
            {of_all, lock_},
            {of_peer, key("peer", "", network)},
            {of_login, key("login", login, "")}};
}

Throttle::Throttle(Hub& hub, std::string_view account_id) : hub_{hub} {
  lock_ = key("all", "", "");
  doors_ = {{of_codes, key("codes", account_id, "")}};
}

std::string Throttle::key(std::string_view kind, std::string_view login, std::string_view network) const {
  return crypto::to_hex(crypto::hmac_sha256(hub_.account_key("throttle"),
                                            crypto::bytes_of(fmt::format("{}\n{}\n{}", kind, login, network))));
}

Result<bool> Throttle::is_known(store::Connection& connection) {
  if (known_.empty()) return false;
  auto const level = connection.query_one(sql::level, Level::of, known_);
  if (!level) return fail(level);
  return *level && (*level)->level_until > milliseconds_of(hub_.clock().now());
}

Result<bool> Throttle::charge(store::Transaction& transaction) {
  auto& connection = transaction.connection();
  auto const now = milliseconds_of(hub_.clock().now());
  if (auto done = connection.execute(sql::take, lock_); !done) return fail(done);
  if (auto done = connection.execute(sql::forget, now, now, now, lock_); !done) return fail(done);
  auto const known = is_known(connection);
  if (!known) return fail(known);
  auto const count = *known ? 1 : doors_.size();
  std::vector<Level> levels;
  for (std::size_t i = 0; i < count; ++i) {
    auto const level = connection.query_one(sql::level, Level::of, doors_[i].key);
    if (!level) return fail(level);
    levels.push_back(level->value_or(Level{}));
    // Longer than the longest wait means that the clock was set back since.
    auto const wait = levels.back().blocked_until - now;
    if (wait > 0 && wait <= limits[doors_[i].limit].longest_wait.count()) return slow_down();
  }
  bool burst = false;
  for (std::size_t i = 0; i < count; ++i) {
    auto const& limit = limits[doors_[i].limit];
    auto& level = levels[i];
    level.level_until = std::max(now, level.level_until) + limit.runs_off.count();
    auto const outstanding = (level.level_until - now + limit.runs_off.count() - 1) / limit.runs_off.count();
    if (outstanding > limit.free) {
      level.blocked_until = now + wait_for(limit, outstanding - limit.free);
      // At a known address nothing but the pair is charged, so that a burst would show nowhere else.
      if ((*known || doors_[i].limit != of_pair) && level.noted_until <= now) {
        burst = true;
        level.noted_until = now + Milliseconds{noted_every}.count();
      }
    }
    auto const done = connection.execute(sql::put, doors_[i].key, level.level_until, level.blocked_until, level.noted_until);
    if (!done) return fail(done);
  }
  charged_ = count;
  return burst;
}

Result<void> Throttle::give_back(store::Transaction& transaction) {
  auto& connection = transaction.connection();
  for (std::size_t i = 0; i < charged_; ++i) {
    auto const level = connection.query_one(sql::level, Level::of, doors_[i].key);
    if (!level) return fail(level);
    if (!*level) continue;
    auto const left = (*level)->level_until - limits[doors_[i].limit].runs_off.count();
    if (auto done = connection.execute(sql::put, doors_[i].key, left, 0, (*level)->noted_until); !done) return fail(done);
  }
  charged_ = 0;
  return {};
}

Result<void> Throttle::succeeded(store::Transaction& transaction) {
  if (auto done = give_back(transaction); !done) return done;
  auto const done = transaction.connection().execute(sql::drop, doors_.front().key);
  if (!done) return fail(done);
  return {};
}

Result<void> Throttle::know(store::Transaction& transaction) {
  auto const until = milliseconds_of(hub_.clock().now() + known_lasts);
  auto const done = transaction.connection().execute(sql::put, known_, until, 0, 0);
  if (!done) return fail(done);
  return {};
}

}  // namespace concordat::hub::accounts
