// SPDX-License-Identifier: Apache-2.0
// What somebody leaves in the ledger's tables beyond what is signed, and what a kill leaves there.
#include "hub/log/tail.h"

#include <gtest/gtest.h>

#include "hub/act.h"
#include "hub/hub_test_tools.h"
#include "hub/release/ledger_desk.h"
#include "hub/state_check/state_check.h"

namespace concordat::hub::proving {
namespace {

class LedgerTails : public HubTest {
 protected:
  std::string act() {
    Act look;
    look.fields = {"feeds"};
    look.detail.set("of", "all");
    return code_of(record_alone(hub(), std::move(look)));
  }
  [[nodiscard]] std::uint64_t size() { return *hub().log().size(); }
  void edit(store::Sql sql) { ASSERT_EQ(code_of(hub().database().execute(sql)), "fine") << sql.view(); }
  void plant(std::uint64_t at) {
    ASSERT_EQ(code_of(hub().database().execute("INSERT INTO ledger_leaf (i, entry) SELECT ?, entry FROM ledger_leaf WHERE i = 0", at)), "fine");
  }
  /// As docs/formats/ledger.md tells the owner of the database.
  void take_away() {
    edit(is_sqlite() ? store::Sql{"DROP TRIGGER ledger_leaf_no_delete"} : store::Sql{"ALTER TABLE ledger_leaf DISABLE TRIGGER ledger_leaf_no_change"});
    edit("DELETE FROM ledger_leaf WHERE i >= (SELECT size FROM ledger_head)");
    edit(is_sqlite() ? store::Sql{"CREATE TRIGGER ledger_leaf_no_delete BEFORE DELETE ON ledger_leaf BEGIN SELECT RAISE(ABORT, 'a ledger leaf never changes'); END"}
                     : store::Sql{"ALTER TABLE ledger_leaf ENABLE TRIGGER ledger_leaf_no_change"});
    edit("DELETE FROM ledger_opening WHERE leaf >= (SELECT size FROM ledger_head)");
    edit("DELETE FROM ledger_subject WHERE leaf >= (SELECT size FROM ledger_head)");
  }
  [[nodiscard]] LedgerLook look() {
    auto found = look_at_ledger(hub());
    EXPECT_EQ(code_of(found), "fine");
    return found ? std::move(*found) : LedgerLook{};
  }
  /// Committed as an act is, and not signed, as where the hub was killed in between.
  void leave_unsigned() {
    auto transaction = store::Transaction::write(hub().database());
    ASSERT_TRUE(transaction);
    ASSERT_EQ(code_of(record(hub(), *transaction, Act{.fields = {"feeds"}})), "fine");
    ASSERT_EQ(code_of(transaction->commit()), "fine");
  }
};
CONCORDAT_ON_BOTH_STORES(LedgerTails);

TEST_P(LedgerTails, ARowThatNoEntryWroteIsNamedAndTheHubSaysWhatToDo) {
  ASSERT_EQ(act(), "fine");
  auto const next = size();
  plant(next + 7);
  auto found = look();
  EXPECT_FALSE(found.intact());
  EXPECT_EQ(found.report.code.view(), "ledger.row-beyond");
  EXPECT_EQ(found.report.first_bad, next + 7);
  EXPECT_EQ(found.tail->stray, (std::vector<StrayRow>{{"ledger_leaf", next + 7}}));
  EXPECT_EQ(act(), "fine") << "not in the way yet";
  plant(next + 1);
  edit("INSERT INTO ledger_subject (record, leaf, k) VALUES (1, 99999, 0)");
  found = look();
  EXPECT_EQ(found.report.first_bad, next + 1);
  EXPECT_EQ(found.tail->strays, 3U);
  EXPECT_EQ(found.tail->stray.back(), (StrayRow{"ledger_subject", 99999}));
  EXPECT_EQ(act(), "ledger.row-in-the-way");
  std::vector<Entry> many(8);
  for (auto& one : many) {
    one.leaf = leaves().back();
    one.leaf.detail.reset();
  }
  auto transaction = store::Transaction::write(hub().database());
  ASSERT_TRUE(transaction);
  EXPECT_EQ(code_of(hub().log().append_all(*transaction, many)), "ledger.row-in-the-way") << "many at once are written another way";
  transaction->roll_back();
  take_away();
  EXPECT_EQ(act(), "fine");
  EXPECT_TRUE(look().intact());
}

TEST_P(LedgerTails, AnOpeningOfNoEntryIsNamedAsWell) {
  ASSERT_EQ(act(), "fine");
  auto const next = size();
  ASSERT_EQ(code_of(hub().database().execute("INSERT INTO ledger_opening (leaf, k, salt, sealed, key_ref) SELECT ?, 0, salt, sealed, key_ref FROM ledger_opening LIMIT 1", next)), "fine");
  EXPECT_EQ(act(), "ledger.row-in-the-way");
  auto const found = look();
  EXPECT_EQ(found.report.code.view(), "ledger.row-beyond");
  EXPECT_EQ(found.tail->stray, (std::vector<StrayRow>{{"ledger_opening", next}}));
  take_away();
  EXPECT_EQ(act(), "fine");
}

TEST_P(LedgerTails, ManyRowsAreCountedAndTheFirstOfThemNamed) {
  auto const next = size();
  for (std::uint64_t at = 0; at < 30; ++at) plant(next + 10 + at);
  auto const found = look();
  EXPECT_EQ(found.tail->strays, 30U);
  EXPECT_EQ(found.tail->stray.size(), most_stray_named);
}

TEST_P(LedgerTails, AnEntryThatAKillLeftUnsignedIsToldAndSigned) {
  ASSERT_EQ(act(), "fine");
  auto const at = clock_.now();
  leave_unsigned();
  auto const found = look();
  EXPECT_TRUE(found.intact()) << "nothing is wrong";
  EXPECT_EQ(found.tail->waiting, 1U);
  EXPECT_EQ(found.tail->since, at);
  EXPECT_EQ(look().tail->waiting, 0U) << "the look had it signed";
  leave_unsigned();
  auto left = sign_what_was_left(hub());
  ASSERT_EQ(code_of(left), "fine");
  EXPECT_FALSE(*left) << "an act may be under way";
  clock_.set(clock_.now() + std::chrono::minutes{3});
  left = sign_what_was_left(hub());
  ASSERT_TRUE(left && *left);
  EXPECT_EQ((*left)->waiting, 1U);
  left = sign_what_was_left(hub());
  ASSERT_TRUE(left);
  EXPECT_FALSE(*left) << "once";
  EXPECT_EQ(hub().log().open(**hub().log().note())->head.size, size());
}

TEST_P(LedgerTails, AHeadThatSaysAnythingElseIsFound) {
  ASSERT_EQ(act(), "fine");
  edit("UPDATE ledger_head SET size = size - 1");
  EXPECT_EQ(look().report.code.view(), "ledger.head-differs");
  edit("UPDATE ledger_head SET size = size + 1");
  EXPECT_TRUE(look().intact());
  leave_unsigned();
  edit(is_sqlite() ? store::Sql{"UPDATE ledger_head SET root = zeroblob(32)"} : store::Sql{"UPDATE ledger_head SET root = decode(repeat('00', 32), 'hex')"});
  EXPECT_EQ(look().report.code.view(), "ledger.head-differs");
  auto const waits = size();
  auto const told = sign_what_was_left(hub());
  ASSERT_TRUE(told && *told) << "with nothing stray as well";
  EXPECT_FALSE((*told)->continues);
  EXPECT_LT(hub().log().open(**hub().log().note())->head.size, waits) << "nothing is signed that nobody wrote";
}

TEST_P(LedgerTails, NobodyLooksBeyondALedgerThatDoesNotHold) {
  ASSERT_EQ(act(), "fine");
  edit(is_sqlite() ? store::Sql{"DROP TRIGGER ledger_leaf_no_update"} : store::Sql{"ALTER TABLE ledger_leaf DISABLE TRIGGER ledger_leaf_no_change"});
  edit("UPDATE ledger_leaf SET entry = (SELECT entry FROM ledger_leaf WHERE i = 0) WHERE i = 1");
  auto const found = look();
  EXPECT_FALSE(found.intact());
  EXPECT_FALSE(found.tail) << "no number of stray rows is told";
}

/// Agreements of hubs from before steps were written down.
class AdoptedAgreements : public LedgerTails {
 protected:
  static std::string hash_of(std::string_view document) { return crypto::to_hex(crypto::sha256(document)); }
};
CONCORDAT_ON_BOTH_STORES(AdoptedAgreements);

TEST_P(AdoptedAgreements, AreHeldAgainstTheEntryThatBroughtThemIn) {
  Act act;
  act.event = ledger::Event::agreement;
  act.agreement = "isa.old@1";
  act.detail.set("sha256", hash_of("{}"));
  ASSERT_EQ(code_of(record_alone(hub(), std::move(act))), "fine");
  ASSERT_EQ(code_of(hub().database().execute("INSERT INTO agreement (id, version, sha256, document, signatures, state, added_at) VALUES ('isa.old', 1, ?, '{}', '{}', 'active', '2026-01-01T00:00:00Z')", hash_of("{}"))), "fine");
  edit("INSERT INTO agreement_change (id, version, number, step, state, agency, member, at, ledger_index) VALUES ('isa.old', 1, 1, 'adopt', 'active', '', '', '2026-01-01T00:00:00Z', 0)");
  auto const about_document = [&] {
    std::string all;
    for (auto const& one : look().differences) {
      if (one.ledger.starts_with("the document of")) all += one.database;
    }
    return all;
  };
  EXPECT_EQ(about_document(), "");
  ASSERT_EQ(code_of(hub().database().execute("UPDATE agreement SET document = '{\"more\":1}', sha256 = ? WHERE id = 'isa.old'", hash_of("{\"more\":1}"))), "fine");
  EXPECT_EQ(about_document(), "a document of SHA-256 " + hash_of("{\"more\":1}"));
}

}  // namespace
}  // namespace concordat::hub::proving
