// SPDX-License-Identifier: Apache-2.0
#include "hub/log/tail.h"

#include <algorithm>
#include <array>

#include "crypto/encoding.h"
#include "ledger/leaf.h"
#include "ledger/tiles.h"
#include "store/transaction.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql head = "SELECT size, root FROM ledger_head WHERE one = 1";
constexpr store::Sql waiting = "SELECT entry FROM ledger_leaf WHERE i >= ? AND i < ? ORDER BY i";
constexpr store::Sql newest_size = "SELECT max(size) FROM ledger_checkpoint";

struct Stray {
  std::string_view table;
  store::Sql count;
  store::Sql first;
};
constexpr std::array<Stray, 3> strays{{
    {"ledger_leaf", "SELECT count(*) FROM ledger_leaf WHERE i >= ?", "SELECT i FROM ledger_leaf WHERE i >= ? ORDER BY i LIMIT ?"},
    {"ledger_opening", "SELECT count(*) FROM ledger_opening WHERE leaf >= ?", "SELECT leaf FROM ledger_opening WHERE leaf >= ? ORDER BY leaf LIMIT ?"},
    {"ledger_subject", "SELECT count(*) FROM ledger_subject WHERE leaf >= ?", "SELECT leaf FROM ledger_subject WHERE leaf >= ? ORDER BY leaf LIMIT ?"},
}};

}  // namespace sql

namespace {

/// No act waits longer between its commit and its signature than the signer is waited for, some times over.
constexpr std::chrono::minutes longest_act{2};

Result<void> count_strays(store::Connection& connection, LedgerTail& tail) {
  for (auto const& stray : sql::strays) {
    auto const count = connection.query_integer(stray.count, tail.size);
    if (!count) return fail(count);
    tail.strays += static_cast<std::uint64_t>(count->value_or(0));
    auto const room = most_stray_named - std::min(most_stray_named, tail.stray.size());
    auto const read = connection.query(stray.first, [&](store::Row const& row) {
      tail.stray.push_back({std::string{stray.table}, static_cast<std::uint64_t>(row.integer(0))});
    }, tail.size, room);
    if (!read) return read;
  }
  return {};
}

/// The edge of what is signed with the entries that wait added to it.
Result<void> follow(Hub& hub, store::Connection& connection, std::uint64_t signed_size, ledger::TreeHead const& head, LedgerTail& tail) {
  auto edge = ledger::Edge::load(hub.log().storage(), signed_size);
  if (!edge && edge.error().fault != Fault::not_found) return fail(edge);
  tail.continues = edge.has_value() && signed_size <= head.size;
  if (!tail.continues) return {};
  auto const read = connection.query(sql::waiting, [&](store::Row const& row) {
    auto const entry = crypto::text_of(row.blob(0));
    if (edge->size() == signed_size) {
      auto const leaf = ledger::read_leaf(entry);
      if (leaf) tail.since = leaf->at;
    }
    edge->add(ledger::leaf_hash(entry), [](ledger::Tile const&) {});
  }, signed_size, head.size);
  if (!read) return read;
  tail.waiting = head.size - signed_size;
  tail.continues = edge->head() == head;
  return {};
}

}  // namespace

Result<LedgerTail> ledger_tail(Hub& hub, std::uint64_t signed_size) {
  auto transaction = store::Transaction::read(hub.database());
  if (!transaction) return fail(transaction);
  auto& connection = transaction->connection();
  auto const head = connection.query_one(sql::head, [](store::Row const& row) {
    return ledger::TreeHead{static_cast<std::uint64_t>(row.integer(0)), crypto::hash_from_bytes(crypto::text_of(row.blob(1)))};
  });
  if (!head) return fail(head);
  auto const recorded = head->value_or(ledger::TreeHead{.size = 0, .root = ledger::empty_root()});
  LedgerTail tail{.size = recorded.size};
  if (auto done = count_strays(connection, tail); !done) return fail(done);
  if (auto done = follow(hub, connection, signed_size, recorded, tail); !done) return fail(done);
  return tail;
}

void tell(LedgerTail const& tail, ledger::VerifyReport& report) {
  if (!report.intact()) return;
  if (!tail.continues) {
    report.first_bad = std::min(report.size, tail.size);
    report.code = "ledger.head-differs";
    report.title = "What the hub recorded after the newest checkpoint is not what its head says: somebody wrote to the database past the hub.";
  } else if (tail.strays > 0) {
    report.first_bad = tail.stray.front().leaf;
    report.code = "ledger.row-beyond";
    report.title = "Rows stand where no entry was written yet: somebody wrote to the database past the hub.";
  }
}

Result<std::optional<LedgerTail>> sign_what_was_left(Hub& hub) {
  auto const newest = hub.database().query_integer(sql::newest_size);
  if (!newest) return fail(newest);
  auto tail = ledger_tail(hub, static_cast<std::uint64_t>(newest->value_or(0)));
  if (!tail) return fail(tail);
  if (!tail->continues) return std::move(*tail);
  bool const left = tail->waiting > 0 && (!tail->since || hub.clock().now() - *tail->since > longest_act);
  if (!left && tail->strays == 0) return std::nullopt;
  if (left) {
    if (auto done = hub.log().sign_pending(); !done) return fail(done);
  }
  return std::move(*tail);
}

}  // namespace concordat::hub
