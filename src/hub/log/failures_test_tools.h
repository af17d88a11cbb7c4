// SPDX-License-Identifier: Apache-2.0
// For the failure tests of the ledger (docs/formats/ledger.md has the table): a log on either store with every file of its
// keys at hand, and what somebody who owns the database can do to it.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/file.h"
#include "base/id.h"
#include "base/json.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/key_file.h"
#include "hub/log.h"
#include "ledger/memory_log.h"
#include "support/on_both_stores.h"
#include "support/times.h"

namespace concordat::hub::failing {

namespace fs = std::filesystem;

template <class T>
std::string code_of(Result<T> const& result) {
  return result ? "fine" : std::string{result.error().code.view()};
}

using test_support::times;

class LedgerFailures : public test_support::OnBothStores {
 protected:
  void SetUp() override {
    OnBothStores::SetUp();
    if (IsSkipped()) return;
    fs::create_directory(keys());
    ASSERT_TRUE(create_ledger_keys(keys(), "hub.example.org/log", chance_));
    connection_.emplace(open_hub());
    log_ = open_log(*connection_);
  }
  [[nodiscard]] fs::path keys() const { return folder() / "keys"; }
  [[nodiscard]] LogOptions options() const {
    LogOptions options;
    options.signer.command = {"/proc/self/exe", "failures-signer", keys().string()};
    options.signer.timeout = std::chrono::seconds{20};
    options.keys = keys();
    return options;
  }
  [[nodiscard]] std::unique_ptr<Log> open_log(store::Connection& connection) { return std::make_unique<Log>(connection, clock_, chance_, options()); }
  [[nodiscard]] ledger::Leaf leaf() {
    return {.at = clock_.now(), .event = ledger::Event::access, .to = "leicester-ed", .fields = {"ledger"}, .request = uuid7(clock_.now(), chance_)};
  }
  [[nodiscard]] std::vector<Entry> entries(std::size_t count) {
    std::vector<Entry> many(count);
    for (auto& one : many) one.leaf = leaf();
    return many;
  }
  /// In one transaction, and signed.
  void grow(std::size_t count) {
    auto transaction = store::Transaction::write(*connection_);
    ASSERT_TRUE(transaction);
    ASSERT_EQ(code_of(log_->append_all(*transaction, entries(count))), "fine");
    ASSERT_EQ(code_of(transaction->commit()), "fine");
    ASSERT_EQ(code_of(log_->sign_pending()), "fine");
  }
  std::string append() {
    auto transaction = store::Transaction::write(*connection_);
    if (!transaction) return code_of(transaction);
    auto const receipt = log_->append(*transaction, leaf());
    if (!receipt) return code_of(receipt);
    if (auto const done = transaction->commit(); !done) return code_of(done);
    return code_of(log_->sign_pending());
  }
  [[nodiscard]] std::string verdict() {
    auto const report = log_->verify();
    return report ? std::string{report->intact() ? "intact" : report->code.view()} : code_of(report);
  }
  [[nodiscard]] std::vector<std::string> stored() {
    std::vector<std::string> all;
    auto const read = connection_->query("SELECT entry FROM ledger_leaf ORDER BY i", [&](store::Row const& row) { all.emplace_back(crypto::text_of(row.blob(0))); });
    EXPECT_TRUE(read);
    return all;
  }
  void run(store::Sql sql) { ASSERT_EQ(code_of(connection_->execute(sql)), "fine") << sql.view(); }
  /// The seat belt off: what the owner of the database does first.
  void take_belt_off() {
    if (is_sqlite()) {
      run("DROP TRIGGER IF EXISTS ledger_leaf_no_update");
      run("DROP TRIGGER IF EXISTS ledger_leaf_no_delete");
    } else {
      run("ALTER TABLE ledger_leaf DISABLE TRIGGER ALL");
    }
  }
  /// Another history in the place of this one, with tiles and head that fit it. Checkpoints are left to the caller.
  void rewrite(std::vector<std::string> const& history) {
    take_belt_off();
    for (store::Sql const sql : {store::Sql{"DELETE FROM ledger_leaf"}, store::Sql{"DELETE FROM ledger_tile"}}) run(sql);
    ledger::Edge edge;
    auto const made = edge.append(history);
    for (std::size_t at = 0; at < history.size(); ++at) {
      ASSERT_TRUE(connection_->execute("INSERT INTO ledger_leaf (i, entry) VALUES (?, ?)", at, crypto::bytes_of(history[at])));
    }
    for (auto const& tile : made.tiles) {
      ASSERT_TRUE(connection_->execute("INSERT INTO ledger_tile (level, n, width, bytes) VALUES (?, ?, ?, ?)", tile.id.level, tile.id.index, tile.id.width,
                                       crypto::bytes_of(tile.hashes)));
    }
    ASSERT_TRUE(connection_->execute("UPDATE ledger_head SET size = ?, root = ? WHERE one = 1", made.head.size, store::ByteView{made.head.root}));
    log_ = open_log(*connection_);  // nothing of the old edge in memory
  }
  /// What the stolen key signs; every older checkpoint goes.
  std::string sign_with_the_stolen_key() {
    EXPECT_TRUE(connection_->execute("DELETE FROM ledger_checkpoint"));
    auto const key = crypto::read_signing_key(keys() / "signer.key");
    ledger::TreeHead head;
    auto const read = connection_->query("SELECT size, root FROM ledger_head", [&](store::Row const& row) {
      head = {static_cast<std::uint64_t>(row.integer(0)), crypto::hash_from_bytes(crypto::text_of(row.blob(1)))};
    });
    EXPECT_TRUE(read);
    auto note = ledger::sign_checkpoint(head, *log_->verifier(), *key);
    EXPECT_TRUE(connection_->execute("INSERT INTO ledger_checkpoint (size, note, signed_at) VALUES (?, ?, 'x')", head.size, note));
    EXPECT_TRUE(write_file(keys() / "signer.state", note, {.mode = 0600}));
    return note;
  }

  SeededChance chance_{1};
  std::optional<store::Connection> connection_;
  std::unique_ptr<Log> log_;
};

}  // namespace concordat::hub::failing
