// SPDX-License-Identifier: Apache-2.0
// Failures 2, 4, 5, 11 and 12 of the ledger (docs/formats/ledger.md): what only others can tell.
#include "crypto/key_file.h"
#include "hub/witness/compare.h"
#include "hub/witness/witness_hub_test_tools.h"
#include "ledger/witness/cosignature.h"
#include "ledger/witness/gossip.h"
#include "ledger/witness/split_view.h"

namespace concordat::hub::proving {
namespace {

class WitnessFailures : public WitnessHubTest {
 protected:
  void SetUp() override {
    WitnessHubTest::SetUp();
    if (IsSkipped()) return;
    set(policy());
    for (int times = 0; times < 6; ++times) grow();
    ASSERT_EQ(round(), all_fine);
  }
  /// A host with the database, the key and the signer's state puts another history in the place of this one.
  void rewrite_with_the_stolen_key(std::vector<std::string> const& history) {
    auto& database = hub().database();
    auto const off = is_sqlite() ? store::Sql{"DROP TRIGGER IF EXISTS ledger_leaf_no_delete"} : store::Sql{"ALTER TABLE ledger_leaf DISABLE TRIGGER ALL"};
    ASSERT_TRUE(database.execute(off));
    for (store::Sql const sql : {store::Sql{"DELETE FROM ledger_leaf"}, store::Sql{"DELETE FROM ledger_tile"}, store::Sql{"DELETE FROM ledger_checkpoint"}}) {
      ASSERT_TRUE(database.execute(sql));
    }
    ledger::Edge edge;
    auto const made = edge.append(history);
    for (std::size_t at = 0; at < history.size(); ++at) {
      ASSERT_TRUE(database.execute("INSERT INTO ledger_leaf (i, entry) VALUES (?, ?)", at, crypto::bytes_of(history[at])));
    }
    for (auto const& tile : made.tiles) {
      ASSERT_TRUE(database.execute("INSERT INTO ledger_tile (level, n, width, bytes) VALUES (?, ?, ?, ?)", tile.id.level, tile.id.index, tile.id.width,
                                   crypto::bytes_of(tile.hashes)));
    }
    ASSERT_TRUE(database.execute("UPDATE ledger_head SET size = ?, root = ? WHERE one = 1", made.head.size, store::ByteView{made.head.root}));
    auto const key = crypto::read_signing_key(folder() / "keys/signer.key");
    auto const note = ledger::sign_checkpoint(made.head, *hub().log().verifier(), *key);
    ASSERT_TRUE(database.execute("INSERT INTO ledger_checkpoint (size, note, signed_at) VALUES (?, ?, 'x')", made.head.size, note));
    fs::remove(folder() / "keys/signer.state");
    put(folder() / "keys/signer.state", note);
    fs::permissions(folder() / "keys/signer.state", fs::perms::owner_read | fs::perms::owner_write);
    open_it();
    ASSERT_EQ(verdict_of_the_ledger(), "intact") << "nothing inside tells";
  }
  [[nodiscard]] std::vector<std::string> history() {
    std::vector<std::string> all;
    for (std::uint64_t i = 0; i < *hub().log().size(); ++i) all.push_back(*hub().log().entry(i));
    return all;
  }
  [[nodiscard]] std::string another_entry() { return *ledger::write_leaf({.at = clock_.now(), .event = ledger::Event::access, .request = uuid7(clock_.now(), chance_)}); }
  [[nodiscard]] std::size_t alarms() {
    auto const all = leaves();
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](auto const& leaf) { return leaf.fields == std::vector<std::string>{"witness-alarm"}; }));
  }
  [[nodiscard]] std::string signed_by_us(ledger::TreeHead const& head) {
    auto const key = crypto::read_signing_key(folder() / "keys/signer.key");
    return ledger::sign_checkpoint(head, *hub().log().verifier(), *key);
  }
  [[nodiscard]] static std::function<Result<WitnessAnswer>(std::string const&)> says(int status, std::string body, std::string type) {
    return [=](std::string const&) { return Result<WitnessAnswer>{WitnessAnswer{status, type, body}}; };
  }
  static constexpr std::string_view all_fine = "health=fine police=fine school=fine";
};
CONCORDAT_ON_BOTH_STORES(WitnessFailures);

TEST_P(WitnessFailures, T02_WithAStolenKeyNoWitnessCosignsAShorterLog) {
  auto shorter = history();
  shorter.resize(shorter.size() - 6);  // the alarms themselves make it longer again
  rewrite_with_the_stolen_key(shorter);
  EXPECT_EQ(round(), "health=witness.ahead police=witness.ahead school=witness.ahead");
  EXPECT_GT(alarms(), 0U) << "and the ledger that partners mirror says so";
  auto const before = alarms();
  EXPECT_EQ(round(), "health=witness.ahead police=witness.ahead school=witness.ahead");
  EXPECT_EQ(alarms(), before) << "once, not each minute";
}

TEST_P(WitnessFailures, T11_AWitnessThatAnotherProcessShowedMoreIsNotAhead) {
  auto const shown_before = ledger::open_checkpoint(**hub().log().note(), *hub().log().verifier())->head.size;
  grow();
  auto& police = partners_.at("police");
  police.instead = [&](std::string const& body) -> Result<WitnessAnswer> {
    grow();  // as another process does, which then asks the witness first
    auto const size = *hub().log().size();
    ledger::TileHashes hashes{hub().log().storage(), size};
    auto const seen = shown_before;
    auto const proof = ledger::prove_consistency(seen, size, hashes);
    EXPECT_EQ(police.witness->add_checkpoint(ledger::write_add_checkpoint({seen, *proof, **hub().log().note()}), clock_.now()).status, 200);
    auto reply = police.witness->add_checkpoint(body, clock_.now());
    EXPECT_EQ(reply.status, 409);
    return WitnessAnswer{reply.status, reply.content_type, reply.body};
  };
  EXPECT_EQ(round(), all_fine);
  EXPECT_EQ(alarms(), 0U);
  police.instead = {};
  EXPECT_EQ(round(), all_fine);
}

TEST_P(WitnessFailures, T11_AnAlarmAndItsEntryAreKeptTogetherOrNotAtAll) {
  auto& database = hub().database();
  if (is_sqlite()) {
    ASSERT_TRUE(database.execute("CREATE TRIGGER full BEFORE INSERT ON ledger_leaf BEGIN SELECT RAISE(ABORT, 'full'); END"));
  } else {
    ASSERT_TRUE(database.execute("CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '53100'; END $$"));
    ASSERT_TRUE(database.execute("CREATE TRIGGER full_disk BEFORE INSERT ON ledger_leaf FOR EACH ROW EXECUTE FUNCTION fault()"));
  }
  partners_.at("police").instead = says(422, "", "text/plain");
  partners_.at("police").shows = signed_by_us({.size = 2, .root = crypto::sha256("another history")});
  EXPECT_TRUE(round().starts_with("store.")) << "the entry cannot be written";
  ASSERT_TRUE(database.execute(is_sqlite() ? store::Sql{"DROP TRIGGER full"} : store::Sql{"DROP TRIGGER full_disk ON ledger_leaf"}));
  EXPECT_EQ(round(), "health=fine police=witness.other-history school=fine");
  EXPECT_EQ(alarms(), 1U) << "what could not be written down was not taken for written";
}

TEST_P(WitnessFailures, T11_TheBareWordOfAWitnessIsNoAlarm) {
  auto& police = partners_.at("police");
  auto const size = *hub().log().size();
  auto const own_key = crypto::read_signing_key(folder() / "witness/police/witness.key");
  auto const cosigned = [&](ledger::TreeHead const& head) {
    auto const text = ledger::checkpoint_text({hub().log().verifier()->name(), head});
    return ledger::write_note({text, {ledger::cosign(text, police.key, *own_key, clock_.now())}});
  };
  ledger::TestLog const stranger{chance_, hub().log().verifier()->name()};
  ledger::TreeHead const other{.size = 2, .root = crypto::sha256("another history")};
  ledger::TreeHead const longer{.size = 1'000'000, .root = crypto::sha256("more")};
  for (std::string const code : {"witness.says-other-history", "witness.says-ahead"}) {
    police.instead = code == "witness.says-ahead" ? says(409, "1000000\n", "text/x.tlog.size") : says(422, "", "text/plain");
    for (auto const& shows : {std::string{}, std::string{"garbage"}, cosigned(other), cosigned(longer), ledger::sign_checkpoint(other, stranger.verifier, stranger.key), **hub().log().note()}) {
      police.shows = shows;
      EXPECT_EQ(round(), fmt::format("health=fine police={} school=fine", code)) << shows;
    }
  }
  EXPECT_EQ(alarms(), 0U);
  EXPECT_EQ(*hub().log().size(), size);
  EXPECT_TRUE(ledger_conflicts(hub())->empty());
  // The same word, and with it what this ledger's own key signed.
  police.instead = says(409, "1000000\n", "text/x.tlog.size");
  police.shows = signed_by_us(longer);
  EXPECT_EQ(round(), "health=fine police=witness.ahead school=fine");
  EXPECT_EQ(leaves().back().bundle, crypto::sha256(police.shows));
  EXPECT_TRUE(ledger_conflicts(hub())->empty()) << "entries were lost, and no second history was shown";
  police.instead = says(422, "", "text/plain");
  auto const proof = signed_by_us(other);
  police.shows = proof + cosigned(other).substr(cosigned(other).find("\n\n") + 2);
  EXPECT_EQ(round(), "health=fine police=witness.other-history school=fine");
  EXPECT_EQ(alarms(), 2U);
  auto const kept = ledger_conflicts(hub());
  ASSERT_EQ(kept->size(), 1U) << "for ever";
  EXPECT_EQ(kept->front().shown, proof);
}

TEST_P(WitnessFailures, T04_WithAStolenKeyNoWitnessCosignsAnotherHistory) {
  auto rewritten = history();
  for (std::size_t at = 4; at < rewritten.size(); ++at) rewritten[at] = another_entry();
  rewritten.push_back(another_entry());
  rewrite_with_the_stolen_key(rewritten);
  EXPECT_EQ(round(), "health=witness.other-history police=witness.other-history school=witness.other-history");
  EXPECT_NE(state().find("never witnessed"), std::string::npos) << "what was cosigned was another checkpoint";
}

TEST_P(WitnessFailures, T04_AnotherHistoryOfTheSameLengthIsKeptAsEvidence) {
  auto rewritten = history();
  rewritten.back() = another_entry();
  rewrite_with_the_stolen_key(rewritten);
  EXPECT_EQ(round(), "health=witness.other-history police=witness.other-history school=witness.other-history");
  for (auto const& [name, partner] : partners_) EXPECT_FALSE(fs::is_empty(folder() / "witness" / name / "evidence")) << name;
}

TEST_P(WitnessFailures, T05_TwoHeadsOfOneSizeAreFoundInOneExchange) {
  auto const size = *hub().log().size();
  auto rewritten = history();
  rewritten.back() = another_entry();
  // To health the host shows the ledger as it is; police was shown another one of the same size before.
  auto& police = partners_.at("police");
  fs::remove_all(folder() / "witness/police");
  ASSERT_TRUE(ledger::create_witness(folder() / "witness/police", "police.example/witness", chance_));
  reopen("police");
  ledger::Edge edge;
  auto const shown_to_police = signed_by_us(edge.append(rewritten).head);
  ASSERT_EQ(police.witness->add_checkpoint(ledger::write_add_checkpoint({0, {}, shown_to_police}), clock_.now()).status, 200);
  auto& health = *partners_.at("health").witness;
  auto const from_police = [&](std::string const& url) -> Result<ledger::GossipAnswer> {
    auto const log = ledger::name_of_log(hub().log().verifier()->name());
    if (url == "http://police/" + log + "/checkpoint") return ledger::GossipAnswer{200, police.witness->checkpoint(log).body};
    return ledger::GossipAnswer{404, ""};
  };
  auto const report = ledger::gossip(health, {{"http://police"}}, from_police, clock_.now());
  ASSERT_EQ(report.found.size(), 1U) << "one round, and the host had no part in it";
  EXPECT_EQ(report.heard.front().standing, ledger::Standing::split_view);
  EXPECT_EQ(health.proofs().front().proven.smaller.size, size);
  // The host's own hub hears of it with the next question, and cannot but keep it.
  police.instead = says(404, "", "text/plain");
  grow();
  EXPECT_EQ(round(), "health=witness.other-history police=witness.refused school=fine");
  EXPECT_EQ(alarms(), 1U);
  auto const kept = ledger_conflicts(hub());
  ASSERT_EQ(kept->size(), 1U);
  EXPECT_EQ(kept->front().size, size);
  EXPECT_EQ(kept->front().shown, ledger::write_split_view(health.proofs().front().split));
  EXPECT_EQ(kept->front().other_log, "");
  // Whoever holds it up to the host by hand says the same.
  EXPECT_EQ(compare_checkpoint(hub(), shown_to_police)->agreement, Agreement::split_view);
  EXPECT_EQ(ledger_conflicts(hub())->size(), 2U);
}

TEST_P(WitnessFailures, T05_ARefusalWithoutAProofIsNoAlarm) {
  auto& police = partners_.at("police");
  ledger::TestLog const stranger{chance_, hub().log().verifier()->name()};
  ledger::TreeHead const one{.size = 2, .root = crypto::sha256("one")};
  ledger::TreeHead const other{.size = 2, .root = crypto::sha256("other")};
  auto const by_a_stranger = [&](ledger::TreeHead const& head) { return ledger::Sighting{ledger::sign_checkpoint(head, stranger.verifier, stranger.key), head}; };
  police.instead = says(403, "", "text/plain");
  for (auto const& proof : {std::string{}, std::string{"garbage"}, **hub().log().note(), ledger::write_split_view(*ledger::split_of_one_size(by_a_stranger(one), by_a_stranger(other)))}) {
    police.proves = proof;
    EXPECT_EQ(round(), "health=fine police=witness.refused school=fine") << proof;
  }
  EXPECT_EQ(alarms(), 0U);
  EXPECT_TRUE(ledger_conflicts(hub())->empty());
  police.proves = ledger::write_split_view(*ledger::split_of_one_size({signed_by_us(one), one}, {signed_by_us(other), other}));
  EXPECT_EQ(round(), "health=fine police=witness.other-history school=fine");
  EXPECT_EQ(leaves().back().bundle, crypto::sha256(police.proves));
  EXPECT_EQ(ledger_conflicts(hub())->size(), 1U);
}

TEST_P(WitnessFailures, T11_AWitnessThatIsAwaySlowOrWrongNeitherCountsNorHoldsAnythingUp) {
  auto& police = partners_.at("police");
  auto const old = police.witness->add_checkpoint(ledger::write_add_checkpoint({*hub().log().size(), {}, **hub().log().note()}), clock_.now());
  ASSERT_EQ(old.status, 200);
  auto const stranger_key = crypto::SigningKey::generate(chance_);
  auto const wrong = [&](int status, std::string body, std::string type = "text/plain") { return [=](std::string const&) { return Result<WitnessAnswer>{WitnessAnswer{status, type, body}}; }; };
  auto const signed_by = [&](crypto::SigningKey const& key, ledger::VerifierKey const& as, std::chrono::seconds shift, bool other_root) {
    return [&, shift, other_root](std::string const& body) -> Result<WitnessAnswer> {
      auto text = ledger::parse_note(ledger::parse_add_checkpoint(body)->note)->text;
      if (other_root) text = ledger::checkpoint_text({hub().log().verifier()->name(), {.size = 1, .root = crypto::sha256("x")}});
      return WitnessAnswer{200, "text/plain", ledger::signature_line(ledger::cosign(text, as, key, clock_.now() + shift)) + "\n"};
    };
  };
  auto const own_key = crypto::read_signing_key(folder() / "witness/police/witness.key");
  using namespace std::chrono_literals;
  struct Case {
    std::string code;
    std::function<Result<WitnessAnswer>(std::string const&)> answer;
  };
  std::vector<Case> const cases{
      {"witness.no-answer", [](std::string const&) -> Result<WitnessAnswer> { return fail(Fault::unavailable, "test.away", "Away.", "Wait."); }},
      {"witness.no-answer", wrong(503, "busy")},
      {"witness.no-answer", wrong(500, "")},
      {"witness.refused", wrong(403, "")},
      {"witness.refused", wrong(404, "")},
      {"witness.nonsense", wrong(200, "garbage")},
      {"witness.nonsense", wrong(200, "")},
      {"witness.nonsense", wrong(302, "elsewhere")},
      {"witness.nonsense", wrong(409, "not a size\n", "text/x.tlog.size")},
      {"witness.nonsense", wrong(409, "5\n", "text/plain")},
      {"witness.nonsense", wrong(400, "")},
      {"witness.says-ahead", wrong(409, "1000000\n", "text/x.tlog.size")},
      {"witness.says-other-history", wrong(422, "")},
      {"witness.wrong-signature", signed_by(stranger_key, police.key, 0s, false)},
      {"witness.wrong-signature", signed_by(*own_key, police.key, 0s, true)},
      {"witness.wrong-signature", wrong(200, old.body)},
      {"witness.wrong-time", signed_by(*own_key, police.key, 3600s, false)},
      {"witness.wrong-time", signed_by(*own_key, police.key, -3600s, false)},
  };
  for (auto const& one : cases) {
    grow();
    police.instead = one.answer;
    EXPECT_EQ(round(), fmt::format("health=fine police={} school=fine", one.code));
    auto const now = witness_state(hub());
    EXPECT_EQ(now->cosigned, 2U) << one.code;
    EXPECT_EQ(now->witnesses[1].trouble, one.code);
  }
  // two of three misbehave: no quorum, and the hub goes on
  grow();
  partners_.at("health").instead = wrong(200, "garbage");
  EXPECT_EQ(round(), "health=witness.nonsense police=witness.wrong-time school=fine");
  clock_.set(clock_.now() + 25h);
  grow();
  EXPECT_NE(state().find("overdue"), std::string::npos);
  police.instead = {};
  partners_.at("health").instead = {};
  EXPECT_EQ(round(), all_fine);
  EXPECT_EQ(state(), "last witnessed 0 s ago by 3 of 3");
}

TEST_P(WitnessFailures, T11_AnOldCosignatureReplayedOverTheSameCheckpointIsNotCounted) {
  auto& police = partners_.at("police");
  auto const old = police.witness->add_checkpoint(ledger::write_add_checkpoint({*hub().log().size(), {}, **hub().log().note()}), clock_.now());
  ASSERT_EQ(old.status, 200);
  clock_.set(clock_.now() + std::chrono::minutes{61});
  police.instead = [&](std::string const&) { return Result<WitnessAnswer>{WitnessAnswer{200, old.content_type, old.body}}; };
  EXPECT_EQ(round(), "health=fine police=witness.wrong-time school=fine");
}

TEST_P(WitnessFailures, T12_YesterdaysBackupCannotGoOnAsIfNothingWere) {
  auto const yesterday = history();
  auto const note = **hub().log().note();
  for (int times = 0; times < 4; ++times) grow();
  ASSERT_EQ(round(), all_fine);
  rewrite_with_the_stolen_key(yesterday);  // with the signer's state of yesterday, which no restore brings back
  EXPECT_EQ(round(), "health=witness.ahead police=witness.ahead school=witness.ahead");
  EXPECT_EQ(compare_checkpoint(hub(), note)->agreement, Agreement::agrees) << "what partners kept of the beginning still holds";
}

}  // namespace
}  // namespace concordat::hub::proving
