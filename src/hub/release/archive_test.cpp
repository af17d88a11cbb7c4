// SPDX-License-Identifier: Apache-2.0
// Releases looked at again, the ledger's entries with their proofs, and the files that came for a feed.
#include <gtest/gtest.h>

#include "crypto/encoding.h"
#include "hub/hub_test_tools.h"
#include "hub/ledger_entries.h"
#include "hub/release/release.h"
#include "hub/submissions.h"
#include "ledger/tree.h"

namespace concordat::hub::proving {
namespace {

class Archive : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    take_in_a_quarter();
    agree_on_figures();
  }
  [[nodiscard]] Member member(std::string const& id) {
    auto const found = hub().member(id);
    EXPECT_TRUE(found && *found) << id;
    return found && *found ? **found : Member{};
  }
  /// Some active member of an agency.
  [[nodiscard]] Member member_of(std::string const& agency) {
    std::string id;
    auto const read = hub().database().query("SELECT id FROM member WHERE agency = ? AND active = 1 ORDER BY id",
                                             [&](store::Row const& row) { id = row.string(0); }, agency);
    EXPECT_TRUE(read);
    return member(id);
  }
};
CONCORDAT_ON_BOTH_STORES(Archive);

TEST_P(Archive, AStoredReleaseOpensWithTheSameBytesAndALeaf) {
  auto const made = release_of(csp_request("violence-picture"));
  auto const anna = member("anna");
  auto const list = stored_releases(hub(), anna);
  ASSERT_EQ(code_of(list), "fine");
  ASSERT_EQ(list->size(), 1u);
  EXPECT_EQ(list->front().id, made.id());
  EXPECT_EQ(list->front().ledger_index, made.ledger_index());
  auto const before = leaves().size();
  auto const again = reopen_release(hub(), anna, "analyst", made.id());
  ASSERT_EQ(code_of(again), "fine");
  ASSERT_TRUE(std::holds_alternative<Release>(*again));
  EXPECT_EQ(content_of(std::get<Release>(*again), "report.html"), content_of(made, "report.html"));
  EXPECT_EQ(leaves().size(), before + 1);
  EXPECT_EQ(leaves().back().event, ledger::Event::access);
}

TEST_P(Archive, AnotherAgencysReleaseAnswersLikeOneThatIsNotThere) {
  auto const made = release_of(csp_request("violence-picture"));
  auto const stranger = member_of("northshire-police");
  EXPECT_EQ(code_of(reopen_release(hub(), stranger, "analyst", made.id())), "release.unknown");
  EXPECT_EQ(code_of(reopen_release(hub(), stranger, "analyst", "01a20069-0000-7000-8000-000000000000")), "release.unknown");
  auto const list = stored_releases(hub(), stranger);
  ASSERT_EQ(code_of(list), "fine");
  EXPECT_TRUE(list->empty());
}

TEST_P(Archive, AReleaseDoesNotOpenOnceItsAgreementHasEnded) {
  auto const made = release_of(csp_request("violence-picture"));
  auto const ended = hub().database().execute("UPDATE agreement SET state = 'ended'");
  ASSERT_EQ(code_of(ended), "fine");
  auto const again = reopen_release(hub(), member("anna"), "analyst", made.id());
  ASSERT_EQ(code_of(again), "fine");
  ASSERT_TRUE(std::holds_alternative<Refusal>(*again));
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
}

TEST_P(Archive, AReleaseMadeUnderOtherRulesIsAskedForAnew) {
  auto const made = release_of(csp_request("violence-picture"));
  ASSERT_EQ(code_of(hub().database().execute("UPDATE release SET agreement_refs = '[\"isa.northshire.ed@0#figures\"]'")), "fine");
  EXPECT_EQ(code_of(reopen_release(hub(), member("anna"), "analyst", made.id())), "release.rules-changed");
}

TEST_P(Archive, AReleaseWithARoleTheMemberDoesNotHoldIsRefused) {
  auto const made = release_of(csp_request("violence-picture"));
  auto const again = reopen_release(hub(), member("anna"), "hub-operator", made.id());
  ASSERT_EQ(code_of(again), "fine");
  EXPECT_TRUE(std::holds_alternative<Refusal>(*again));
}

TEST_P(Archive, EveryEntryComesWithAProofThatAnOutsiderCanCheck) {
  auto const anna = member("anna");
  auto const status = ledger_status(hub(), anna, {.before = std::nullopt, .most = 3});
  ASSERT_EQ(code_of(status), "fine");
  ASSERT_EQ(status->newest.size(), 3u);
  EXPECT_EQ(status->newest.front().index + 1, status->size);
  EXPECT_EQ(status->newest.front().leaf.fields.front(), "ledger") << "the look itself is an entry";
  auto const verifier = ledger::VerifierKey::parse(status->verifier);
  ASSERT_EQ(code_of(verifier), "fine");
  for (std::uint64_t index = 0; index < status->size; ++index) {
    auto const proven = ledger_entry(hub(), anna, index);
    ASSERT_EQ(code_of(proven), "fine");
    auto const checkpoint = ledger::open_checkpoint(proven->checkpoint, *verifier);
    ASSERT_EQ(code_of(checkpoint), "fine");
    EXPECT_EQ(crypto::to_hex(ledger::leaf_hash(proven->entry.text)), proven->leaf_hash);
    EXPECT_EQ(crypto::to_hex(checkpoint->head.root), proven->root);
  }
  EXPECT_EQ(code_of(ledger_entry(hub(), anna, 1'000'000)), "ledger.no-such-entry");
}

TEST_P(Archive, AnEntryThatWasExchangedHasNoProof) {
  store::Sql const off = is_sqlite() ? store::Sql{"DROP TRIGGER ledger_leaf_no_update"} : store::Sql{"DROP TRIGGER ledger_leaf_no_change ON ledger_leaf"};
  ASSERT_EQ(code_of(hub().database().execute(off)), "fine");
  ASSERT_EQ(code_of(hub().database().execute("UPDATE ledger_leaf SET entry = (SELECT entry FROM ledger_leaf WHERE i = 0) WHERE i = 1")), "fine");
  EXPECT_EQ(code_of(ledger_entry(hub(), member("anna"), 1)), "ledger.entry-not-proven");
  EXPECT_EQ(code_of(ledger_entry(hub(), member("anna"), 0)), "fine");
}

TEST_P(Archive, AFeedsFilesShowTheirNamesToTheirSupplierOnly) {
  auto const* feed = hub().feed("police-incidents");
  ASSERT_NE(feed, nullptr);
  auto const own = submissions_of(hub(), *feed, member_of("northshire-police"));
  ASSERT_EQ(code_of(own), "fine");
  ASSERT_EQ(own->size(), 3u);
  EXPECT_EQ(own->front().file, "a file.csv");
  EXPECT_EQ(own->front().read, own->front().accepted + own->front().quarantined + own->front().skipped);
  EXPECT_EQ(own->front().period_from, Month::of(2026, 9));
  auto const others = submissions_of(hub(), *feed, member("anna"));
  ASSERT_EQ(code_of(others), "fine");
  ASSERT_EQ(others->size(), 3u);
  EXPECT_FALSE(others->front().file.has_value());
  EXPECT_EQ(leaves().back().event, ledger::Event::access);
}

}  // namespace
}  // namespace concordat::hub::proving
