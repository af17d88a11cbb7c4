// SPDX-License-Identifier: Apache-2.0
#include "hub/witness/witness_rows.h"

#include "base/date.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "ledger/witness/split_view.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql setting = "SELECT policy, own, required, since FROM witness_policy WHERE one = 1";
constexpr store::Sql put_setting =
    "INSERT INTO witness_policy (one, policy, own, required, since) VALUES (1, ?, ?, ?, ?) ON CONFLICT (one) DO UPDATE SET "
    "policy = excluded.policy, own = excluded.own, required = excluded.required, since = excluded.since";
constexpr store::Sql cosignatures = "SELECT name, size, note FROM witness ORDER BY size DESC, name";
constexpr store::Sql put_cosignature =
    "INSERT INTO witness (name, size, note, seen) VALUES (?, ?, ?, ?) ON CONFLICT (name, size) DO UPDATE SET note = excluded.note, "
    "seen = excluded.seen";
constexpr store::Sql drop_older = "DELETE FROM witness WHERE name = ? AND size < ?";
constexpr store::Sql asked = "SELECT name, asked, size, trouble FROM witness_asked";
constexpr store::Sql put_asked =
    "INSERT INTO witness_asked (name, asked, size, trouble) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET asked = excluded.asked, "
    "size = excluded.size, trouble = excluded.trouble";
constexpr store::Sql put_conflict = "INSERT INTO ledger_conflict (hash, size, shown, ours, found_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING";
constexpr store::Sql note_of_size = "SELECT note FROM ledger_checkpoint WHERE size = ?";

}  // namespace sql

Result<std::optional<StoredSetting>> read_setting(store::Connection& connection) {
  return connection.query_one(sql::setting, [](store::Row const& row) {
    StoredSetting stored;
    stored.setting.policy = row.string(0);
    for (auto const name : text::split(row.text(1), '\n')) {
      if (!name.empty()) stored.setting.own.emplace_back(name);
    }
    stored.setting.required = row.integer(2) != 0;
    stored.since = parse_instant(row.text(3)).value_or(Instant{});
    return stored;
  });
}

Result<void> put_setting(store::Connection& connection, WitnessSetting const& setting, Instant now) {
  auto const put = connection.execute(sql::put_setting, setting.policy, text::join(setting.own, "\n"), setting.required ? 1 : 0, format_instant(now));
  if (!put) return fail(put);
  return {};
}

Result<std::vector<StoredCosignature>> read_cosignatures(store::Connection& connection) {
  std::vector<StoredCosignature> all;
  auto const read = connection.query(sql::cosignatures, [&](store::Row const& row) {
    all.push_back({row.string(0), static_cast<std::uint64_t>(row.integer(1)), row.string(2)});
  });
  if (!read) return fail(read);
  return all;
}

Result<void> put_cosignature(store::Connection& connection, StoredCosignature const& one, Instant seen, std::uint64_t keep_from) {
  auto done = connection.execute(sql::put_cosignature, one.name, one.size, one.line, format_instant(seen));
  if (done) done = connection.execute(sql::drop_older, one.name, keep_from);
  if (!done) return fail(done);
  return {};
}

Result<std::map<std::string, Asked, std::less<>>> read_asked(store::Connection& connection) {
  std::map<std::string, Asked, std::less<>> all;
  auto const read = connection.query(sql::asked, [&](store::Row const& row) {
    all.emplace(row.string(0), Asked{parse_instant(row.text(1)).value_or(Instant{}), static_cast<std::uint64_t>(row.integer(2)), row.string(3)});
  });
  if (!read) return fail(read);
  return all;
}

Result<void> put_asked(store::Connection& connection, std::string_view name, Asked const& asked) {
  auto const put = connection.execute(sql::put_asked, name, format_instant(asked.at), asked.size, asked.trouble);
  if (!put) return fail(put);
  return {};
}

namespace {

/// A proof says all by itself: what it is of is the smaller of its two.
Result<ledger::Checkpoint> what_of(std::string const& shown) {
  auto const split = ledger::parse_split_view(shown);
  auto const note = ledger::parse_note(split ? split->smaller : shown);
  if (!note) return fail(note);
  return ledger::parse_checkpoint(note->text);
}

}  // namespace

Result<void> put_conflict(store::Connection& connection, std::string const& shown, Instant now) {
  auto const checkpoint = what_of(shown);
  if (!checkpoint) return fail(checkpoint);
  auto const ours = ledger::parse_split_view(shown) ? Result<std::optional<std::string>>{std::nullopt} : note_of_size(connection, checkpoint->head.size);
  if (!ours) return fail(ours);
  auto const kept = connection.execute(sql::put_conflict, crypto::to_hex(crypto::sha256(shown)), checkpoint->head.size, shown, ours->value_or(std::string{}), format_instant(now));
  if (!kept) return fail(kept);
  return {};
}

Result<std::string> log_of_conflict(std::string const& shown) {
  auto checkpoint = what_of(shown);
  if (!checkpoint) return fail(checkpoint);
  return std::move(checkpoint->origin);
}

Result<std::optional<std::string>> note_of_size(store::Connection& connection, std::uint64_t size) {
  return connection.query_one(sql::note_of_size, [](store::Row const& row) { return row.string(0); }, size);
}

}  // namespace concordat::hub
