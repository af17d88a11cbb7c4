// SPDX-License-Identifier: Apache-2.0
#include "hub/witness/compare.h"

#include <sys/mount.h>

#include <set>

#include "crypto/key_file.h"
#include "hub/act.h"
#include "hub/witness/kit.h"
#include "hub/witness/witness_hub_test_tools.h"
#include "ledger/verify.h"
#include "ledger/witness/kit.h"
#include "ledger/witness/split_view.h"
#include "ledger/witness/tlog_proof.h"

namespace concordat::hub::proving {
namespace {

class Compare : public WitnessHubTest {
 protected:
  [[nodiscard]] std::string note() { return **hub().log().note(); }
  std::string compared(std::string const& pasted) {
    auto const done = compare_checkpoint(hub(), pasted);
    if (!done) return code_of(done);
    return fmt::format("{}{}{}", name_of(done->agreement), done->is_signed ? " signed" : "", done->kept ? " kept" : "");
  }
  /// What the host's own key signs over entries that never were.
  [[nodiscard]] std::string forged(std::uint64_t size) {
    auto const key = crypto::read_signing_key(folder() / "keys/signer.key");
    return ledger::sign_checkpoint({.size = size, .root = crypto::sha256("another history")}, *hub().log().verifier(), *key);
  }
};
CONCORDAT_ON_BOTH_STORES(Compare);

TEST_P(Compare, AgreesWithEveryCheckpointOfTheLedger) {
  std::vector<std::string> notes;
  for (int times = 0; times < 5; ++times) {
    notes.push_back(note());
    grow();
  }
  for (auto const& old : notes) EXPECT_EQ(compared(old), "agrees signed");
  EXPECT_EQ(leaves().back().fields, (std::vector<std::string>{"ledger-compare", "agrees"}));
}

TEST_P(Compare, TakesWhatMailAndPeopleMakeOfIt) {
  auto const whole = note();
  auto const lines = text::split(whole, '\n');
  auto const name = std::string{lines[0]}, size = std::string{lines[1]}, root = std::string{lines[2]}, signature = std::string{lines[4]};
  std::string quoted = "Hello,\r\n\r\nhere is last night's:\r\n";
  for (auto const line : lines) quoted += "> > " + std::string{line} + "\r\n";
  EXPECT_EQ(compared(quoted + "\r\nBest wishes\r\n"), "agrees signed");
  EXPECT_EQ(compared(name + "\n" + size + "\n" + root + "\n" + signature + "\n"), "agrees signed") << "four lines, the empty one lost";
  auto const broken = signature.substr(0, 76) + "\n" + signature.substr(76);
  EXPECT_EQ(compared(name + "\n" + size + "\n" + root + "\n\n" + broken + "\n"), "agrees signed") << "broken by the mail program";
  EXPECT_EQ(compared(name + "\n" + size + "\n" + root + "\n\n-- " + signature.substr(4)), "agrees signed") << "the dash retyped";
  EXPECT_EQ(compared(name + "\n" + size + "\n" + root + "\n"), "agrees") << "without its signature it can still agree";
  EXPECT_EQ(compared("nothing"), "compare.no-checkpoint");
  EXPECT_EQ(compared(""), "compare.no-checkpoint");
  EXPECT_EQ(compared("other.example/log\n5\n" + root + "\n"), "compare.no-checkpoint");
}

TEST_P(Compare, SaysThatOursIsOlder) {
  EXPECT_EQ(compared(forged(1'000)), "ours-is-older signed");
  auto const longer = forged(1'000);
  auto const lines = text::split(longer, '\n');
  EXPECT_EQ(compared(std::string{lines[0]} + "\n1000\n" + std::string{lines[2]} + "\n"), "ours-is-older");
}

TEST_P(Compare, KeepsAWholeProofAboutThisLedgerOrAnother) {
  ledger::TestLog log{chance_, "neighbour.example/log"};
  log.grow(3);
  auto other = log.fork();
  log.grow(5, "a");
  other.grow(5, "b");
  auto const proof = ledger::write_split_view(*ledger::split_of_one_size({log.note(), log.log.edge.head()}, {other.note(), other.log.edge.head()}));
  EXPECT_EQ(compared(proof), "split-view.not-proven") << "nobody vouches for that ledger's key";
  EXPECT_TRUE(ledger_conflicts(hub())->empty());
  auto const done = compare_checkpoint(hub(), proof, std::vector{log.verifier});
  ASSERT_EQ(code_of(done), "fine");
  EXPECT_EQ(done->agreement, Agreement::split_view);
  EXPECT_EQ(done->other_log, "neighbour.example/log");
  EXPECT_TRUE(done->kept);
  EXPECT_EQ(leaves().back().bundle, crypto::sha256(proof));
  auto const size = *hub().log().size();
  auto const head = ledger::open_checkpoint(forged(size), *hub().log().verifier())->head;
  auto const ours = ledger::open_checkpoint(note(), *hub().log().verifier())->head;
  auto const own = ledger::split_of_one_size({forged(ours.size), {ours.size, head.root}}, {note(), ours});
  ASSERT_TRUE(own);
  EXPECT_EQ(compared(ledger::write_split_view(*own)), "split-view signed kept");
  auto const kept = ledger_conflicts(hub());
  ASSERT_EQ(kept->size(), 2U);
  EXPECT_EQ((std::multiset<std::string>{kept->front().other_log, kept->back().other_log}), (std::multiset<std::string>{"", "neighbour.example/log"}));
}

TEST_P(Compare, KeepsTheProofOfASplitViewForEver) {
  auto const size = *hub().log().size();
  auto const ours = note();
  grow();
  auto const theirs = forged(size);
  EXPECT_EQ(compared(theirs), "split-view signed kept");
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::admin);
  EXPECT_EQ(leaf.fields, (std::vector<std::string>{"ledger-compare", "split-view"}));
  EXPECT_EQ(leaf.bundle, crypto::sha256(theirs));
  EXPECT_EQ(compared(theirs), "split-view signed kept");
  auto const kept = ledger_conflicts(hub());
  ASSERT_TRUE(kept);
  ASSERT_EQ(kept->size(), 1U) << "once";
  EXPECT_EQ(kept->front().shown, theirs);
  EXPECT_EQ(kept->front().ours, ours);
  EXPECT_FALSE(hub().database().execute("DELETE FROM ledger_conflict"));
  EXPECT_FALSE(hub().database().execute("UPDATE ledger_conflict SET shown = ''"));
  EXPECT_EQ(look_at_state(hub())->conflicts.size(), 1U);
}

TEST_P(Compare, TakesNothingThatARestoreLostForRewriting) {
  for (int times = 0; times < 3; ++times) grow();
  auto const size = *hub().log().size();
  auto const name = hub().log().verifier()->name();
  auto const taken_over = note();
  auto const lost = forged(size + 2);   // two entries that were signed after the backup
  auto const split = forged(size - 1);  // within what the backup has
  hub_.reset();
  for (auto const* ending : {".key", ".state", ".vkey"}) fs::rename(folder() / "keys" / fmt::format("signer{}", ending), folder() / "keys" / fmt::format("signer-1{}", ending));
  ASSERT_TRUE(create_ledger_keys(folder() / "keys", name + "/epoch-2", chance_));
  open_it();
  Act restored;
  restored.event = ledger::Event::checkpoint_restore;
  restored.fields = {"ledger", "epoch-2"};
  ASSERT_EQ(code_of(record_alone(hub(), std::move(restored))), "fine");
  ASSERT_LT(*hub().log().size(), size + 2);
  EXPECT_EQ(compared(lost), "other-epoch signed") << "longer than this ledger";
  for (int times = 0; times < 4; ++times) grow();
  EXPECT_EQ(compared(lost), "other-epoch signed") << "this ledger has outgrown it";
  EXPECT_TRUE(ledger_conflicts(hub())->empty());
  EXPECT_EQ(leaves().back().fields, (std::vector<std::string>{"ledger-compare", "other-epoch"}));
  EXPECT_EQ(compared(taken_over), "agrees signed");
  EXPECT_EQ(compared(split), "split-view signed kept") << "what was taken over has one history only";
}

TEST_P(Compare, TakesNothingUnsignedForProof) {
  auto const size = *hub().log().size();
  grow();
  auto const whole = forged(size);
  auto const lines = text::split(whole, '\n');
  auto const bare = fmt::format("{}\n{}\n{}\n", lines[0], lines[1], lines[2]);
  EXPECT_EQ(compared(bare), "differs");
  ledger::TestLog const stranger{chance_, hub().log().verifier()->name()};
  auto const note_of_stranger = ledger::sign_checkpoint({.size = size, .root = crypto::sha256("x")}, stranger.verifier, stranger.key);
  EXPECT_EQ(compared(note_of_stranger), "differs") << "signed by another key under our name";
  EXPECT_TRUE(ledger_conflicts(hub())->empty());
}

TEST_P(Compare, AnswersWhereNothingCanBeWritten) {
  auto other = open();
  auto quick = options();
  quick.patience = std::chrono::milliseconds{50};
  open_it(quick);
  auto const theirs = forged(1);
  auto const turn = store::Transaction::write(other);
  ASSERT_TRUE(other.execute("UPDATE ledger_head SET size = size WHERE one = 1"));
  auto const done = compare_checkpoint(hub(), theirs);
  ASSERT_EQ(code_of(done), "fine");
  EXPECT_EQ(done->agreement, Agreement::split_view);
  EXPECT_FALSE(done->kept);
  ASSERT_TRUE(done->unrecorded);
}

class Kit : public WitnessHubTest {
 protected:
  [[nodiscard]] std::optional<Member> member(std::string const& id) { return *hub().member(id); }
  [[nodiscard]] std::string partnership() const override {
    return replaced(HubTest::partnership(), "  feeds:\n", "    - {id: audrey, agency: northshire-police, roles: [auditor], trained: []}\n    - {id: sam, agency: northshire-school, roles: [auditor], trained: []}\n  feeds:\n");
  }
  [[nodiscard]] fs::path out() const { return folder() / "kit"; }
  [[nodiscard]] Result<ledger::KitCheck> check() { return ledger::check_kit(out(), *ledger::FolderLog{out()}.verifier()); }
};
CONCORDAT_ON_BOTH_STORES(Kit);

TEST_P(Kit, ProvesEntriesOneByOne) {
  for (int times = 0; times < 5; ++times) grow();
  auto const done = export_ledger(hub(), out(), {.from = "2", .to = "4"});
  ASSERT_EQ(code_of(done), "fine");
  EXPECT_EQ(done->proofs, 3U);
  EXPECT_EQ(check()->proofs, 3U);
  EXPECT_TRUE(check()->bad.empty());
  fs::copy_file(out() / "proof/2.tlog-proof", out() / "proof/1.tlog-proof");
  EXPECT_EQ(check()->bad, (std::vector<std::string>{"proof/1.tlog-proof"}));
  auto const proof = prove_entry(hub(), 3);
  ASSERT_TRUE(proof);
  EXPECT_TRUE(ledger::check_tlog_proof(*ledger::parse_tlog_proof(*proof), *hub().log().entry(3), *hub().log().verifier()));
  EXPECT_EQ(code_of(prove_entry(hub(), 10'000)), "ledger.no-such-entry");
}

TEST_P(Kit, TakesDaysAndRefusesWhatIsNoRange) {
  auto const before = *hub().log().size();
  clock_.set(clock_.now() + std::chrono::days{1});
  grow();
  auto const done = export_ledger(hub(), out(), {.from = "2026-11-22", .to = "2026-11-22"});
  ASSERT_EQ(code_of(done), "fine");
  EXPECT_EQ(done->proofs, 1U);
  EXPECT_TRUE(fs::exists(out() / "proof" / fmt::format("{}.tlog-proof", before)));
  EXPECT_EQ(code_of(export_ledger(hub(), out(), {.from = "yesterday"})), "export.range");
  EXPECT_EQ(code_of(export_ledger(hub(), out(), {.from = "3", .to = "2"})), "export.no-such-entries");
  EXPECT_EQ(code_of(export_ledger(hub(), out(), {.from = "2030-01-01"})), "export.no-such-entries");
}

TEST_P(Kit, GivesOpeningsToAuditorsAloneAndLeavesALeaf) {
  take_in("police-incidents", police_month("2026-07", {9}));
  auto const received = leaves().back();
  ASSERT_EQ(received.event, ledger::Event::receive);
  EXPECT_EQ(code_of(export_ledger(hub(), out(), {.openings_for = received.request, .by = member("anna")})), "export.openings-role");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  EXPECT_EQ(code_of(export_ledger(hub(), out(), {.openings_for = received.request})), "export.openings-role");
  auto const done = export_ledger(hub(), out(), {.openings_for = received.request, .by = member("audrey")});
  ASSERT_EQ(code_of(done), "fine");
  EXPECT_EQ(done->openings, 1U);
  EXPECT_EQ(done->proofs, 1U);
  EXPECT_EQ(leaves().back().fields, (std::vector<std::string>{"ledger", "openings"}));
  auto const checked = check();
  EXPECT_EQ(checked->openings, 1U);
  EXPECT_TRUE(checked->bad.empty());
  auto const file = fs::directory_iterator{out() / "opening"}->path();
  auto const opening = ledger::parse_kit_opening(get(file));
  ASSERT_TRUE(opening);
  EXPECT_NE(opening->opening.value.find("\"accepted\":9"), std::string::npos) << "how many rows came is here, and in no leaf";
  put(file, replaced(get(file), "accepted", "acceptex"));
  EXPECT_EQ(check()->bad.size(), 1U);
  EXPECT_EQ(ledger::parse_kit_opening("{}").error().code.view(), "ledger.opening-malformed");
}

TEST_P(Kit, OpensNothingOfOtherAgenciesToAnAuditor) {
  take_in("police-incidents", police_month("2026-07", {9}));
  auto const received = leaves().back();
  take_in("school-people", std::string{people_header} + "1,Anna Aster,01/02/2010,Victim,,saw something\n");
  auto const person = fmt::format("record:{}", number_of("SELECT max(id) FROM source_record WHERE sealed IS NOT NULL"));
  auto const number = number_of("SELECT max(id) FROM source_record WHERE sealed IS NOT NULL");
  auto transaction = store::Transaction::write(hub().database());
  Act seen;
  seen.to = "northshire-csp";
  seen.people = {{number, hub().agency("northshire-school")->number, static_cast<int>(number_of("SELECT max(key_version) FROM source_record"))}};
  ASSERT_EQ(code_of(record(hub(), *transaction, std::move(seen))), "fine");
  ASSERT_TRUE(transaction->commit());
  auto const refused = [&](std::string const& what, std::string const& who) {
    auto const before = *hub().log().size();
    EXPECT_EQ(code_of(export_ledger(hub(), out(), {.openings_for = what, .by = member(who)})), "export.openings-agency") << what << ' ' << who;
    EXPECT_EQ(*hub().log().size(), before + 1) << "the refusal is recorded";
    EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
    EXPECT_FALSE(fs::exists(out() / "opening"));
  };
  refused(received.request, "sam");
  refused(person, "audrey");
  refused("record:999999", "audrey");
  refused("01a20069-0000-7000-8000-000000000000", "audrey");
  auto const done = export_ledger(hub(), out(), {.openings_for = person, .by = member("sam")});
  ASSERT_EQ(code_of(done), "fine");
  EXPECT_EQ(done->openings, 1U) << "the agency that supplied the record may";
}

TEST_P(Kit, IsRefusedWhereItWouldBeEndless) {
  // The limit is on what is proved one by one; the log itself has none.
  auto transaction = store::Transaction::write(hub().database());
  std::vector<Entry> many(10'002);
  for (auto& one : many) one.leaf = {.at = clock_.now(), .event = ledger::Event::access, .request = uuid7(clock_.now(), chance_)};
  ASSERT_TRUE(hub().log().append_all(*transaction, many));
  ASSERT_TRUE(transaction->commit());
  EXPECT_EQ(code_of(export_ledger(hub(), out(), {.from = "0"})), "export.too-many");
}

TEST_P(Kit, OnAFullDiskIsWholeOrNotThere) {
  for (int times = 0; times < 20; ++times) grow();
  auto const small = folder() / "small";
  fs::create_directory(small);
  if (::mount("none", small.c_str(), "tmpfs", 0, "size=64k") != 0) GTEST_SKIP() << "only root may mount a small disk";
  EXPECT_EQ(code_of(export_ledger(hub(), small / "kit", {.from = "0"})), "file.disk-full");
  EXPECT_TRUE(fs::is_empty(small));
  ASSERT_EQ(code_of(export_ledger(hub(), small / "log")), "fine");
  auto const before = get(small / "log/checkpoint");
  EXPECT_EQ(code_of(export_ledger(hub(), small / "log", {.from = "0"})), "file.disk-full");
  EXPECT_EQ(get(small / "log/checkpoint"), before) << "the earlier export is as it was";
  EXPECT_FALSE(fs::exists(small / "log/proof"));
  EXPECT_EQ(ledger::verify_log(ledger::FolderLog{small / "log"}, before, *hub().log().verifier())->size, ledger::open_checkpoint(before, *hub().log().verifier())->head.size);
  ::umount(small.c_str());
}

TEST_P(Kit, CarriesItsCosignaturesAndTheirPolicy) {
  set(policy());
  ASSERT_EQ(round(), "health=fine police=fine school=fine");
  ASSERT_EQ(code_of(export_ledger(hub(), out())), "fine");
  auto checked = check();
  EXPECT_TRUE(checked->has_policy && checked->quorum) << "by the checkpoint that was witnessed before the export was recorded";
  EXPECT_EQ(checked->cosigned, 3U);
  ASSERT_EQ(round(), "health=fine police=fine school=fine");
  put(out() / "checkpoint.witnessed", "garbage");
  EXPECT_FALSE(check()->quorum);
}

}  // namespace
}  // namespace concordat::hub::proving
