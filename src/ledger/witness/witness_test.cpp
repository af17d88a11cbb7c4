// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness/witness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <thread>

#include "base/date.h"
#include "base/file.h"
#include "base/text.h"
#include "ledger/witness/sightings.h"
#include "ledger/witness/witness_test_tools.h"
#include "support/temporary_folder.h"

namespace concordat::ledger {
namespace {

namespace fs = std::filesystem;

class Witnesses : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(create_witness(folder(), "police.example/witness", chance_));
    open();
  }
  [[nodiscard]] fs::path folder() const { return there_.path() / "witness"; }
  void open() {
    auto opened = Witness::open(folder(), {log_.verifier});
    ASSERT_TRUE(opened) << sentence(opened.error());
    witness_ = std::move(*opened);
  }
  WitnessReply ask(std::uint64_t old_size) { return witness_->add_checkpoint(log_.question(old_size), now_); }
  [[nodiscard]] bool cosigned(WitnessReply const& reply) const {
    auto const line = parse_signature_line(std::string_view{reply.body}.substr(0, reply.body.find('\n')));
    auto const note = parse_note(log_.note());
    return reply.status == 200 && line && cosigned_at(note->text, *line, witness_->key()) == std::chrono::floor<std::chrono::seconds>(now_);
  }

  test_support::TemporaryFolder there_;
  SeededChance chance_{7};
  TestLog log_{chance_};
  std::unique_ptr<Witness> witness_;
  Instant now_ = *parse_instant("2026-11-21T10:00:00Z");
};

TEST_F(Witnesses, CosignWhatContinuesWhatTheyCosigned) {
  std::uint64_t seen = 0;
  for (std::size_t const size : {1U, 2U, 255U, 256U, 257U, 600U}) {
    log_.grow(size);
    EXPECT_TRUE(cosigned(ask(seen))) << size;
    seen = size;
  }
  now_ += std::chrono::hours{1};
  EXPECT_TRUE(cosigned(ask(600))) << "the same again, with a new time";
}

TEST_F(Witnesses, KeepNothingThatSomebodyElsePutsUnderACheckpoint) {
  log_.grow(40);
  auto question = log_.question(0);
  // The log's name and the hash of its key, and no signature of it: anybody can write that.
  question += signature_line({log_.verifier.name(), log_.verifier.key_hash(), std::string(20'000, 'x')}) + "\n";
  EXPECT_EQ(witness_->add_checkpoint(question, now_).status, 200);
  auto const kept = parse_note(witness_->last(log_.verifier.name())->note);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->signatures.size(), 2U) << "the log's, and its own";
  for (auto const& one : kept->signatures) EXPECT_LT(one.bytes.size(), 100U);
  log_.grow(50);
  EXPECT_TRUE(cosigned(ask(40)));
  EXPECT_TRUE(witness_->lost().empty());
}

TEST_F(Witnesses, CosignNothingUnderAKeyThatAnotherTookThePlaceOf) {
  TestLog next{chance_, log_.verifier.name()};
  auto opened = Witness::open(folder(), {log_.verifier, next.verifier});
  ASSERT_TRUE(opened);
  witness_ = std::move(*opened);
  log_.grow(30);
  ASSERT_TRUE(cosigned(ask(0)));
  next.log = log_.log;
  next.grow(40);
  EXPECT_EQ(witness_->add_checkpoint(next.question(30), now_).status, 200) << "new to it, as to one that was away while both signed";
  log_.log = next.log;
  log_.grow(45, "by the thief of the old key");
  EXPECT_EQ(ask(40).status, 403);
  EXPECT_FALSE(witness_->stopped()) << "it proves nothing against the host";
  next.grow(50);
  EXPECT_EQ(witness_->add_checkpoint(next.question(40), now_).status, 200);
}

TEST_F(Witnesses, SayThatAStateCannotBeReadAndClearEvidenceThatNoKeyBearsOut) {
  auto const name = log_.verifier.name();
  log_.grow(40);
  ASSERT_TRUE(cosigned(ask(0)));
  ASSERT_TRUE(write_file(folder() / "state" / name_of_log(name), "torn"));
  EXPECT_EQ(witness_->unreadable(), std::vector<std::string>{name});
  EXPECT_TRUE(witness_->lost().empty()) << "it is not begun anew";
  EXPECT_EQ(ask(0).status, 500);
  EXPECT_TRUE(witness_->evidence().unproven.empty());
  fs::create_directories(folder() / "evidence");
  ASSERT_TRUE(write_file(folder() / "evidence" / (name_of_log(name) + "-" + std::string(64, 'a')), "torn"));
  EXPECT_TRUE(witness_->stopped(name));
  EXPECT_TRUE(witness_->proofs().empty());
  EXPECT_EQ(witness_->evidence().unproven, (std::vector<UnprovenEvidence>{{name, std::string(64, 'a')}}));
  EXPECT_EQ(witness_->clear(name, "A torn file, told by the operator", false, now_).value_or(0), 1U);
  EXPECT_FALSE(witness_->stopped(name));
}

TEST_F(Witnesses, RememberAcrossARestart) {
  log_.grow(40);
  ASSERT_TRUE(cosigned(ask(0)));
  open();
  log_.grow(50);
  auto const behind = ask(0);
  EXPECT_EQ(behind.status, 409);
  EXPECT_EQ(behind.content_type, "text/x.tlog.size");
  EXPECT_EQ(behind.body, "40\n");
  EXPECT_TRUE(cosigned(ask(40)));
}

TEST_F(Witnesses, AnswerAsTheProtocolSays) {
  log_.grow(10);
  ASSERT_TRUE(cosigned(ask(0)));
  EXPECT_EQ(witness_->add_checkpoint("nonsense", now_).status, 400);
  EXPECT_EQ(witness_->add_checkpoint("old 0\n\nnot a note\n", now_).status, 400);
  EXPECT_EQ(ask(11).status, 400) << "an old size beyond the checkpoint's";
  TestLog stranger{chance_, "stranger.example/log"};
  stranger.grow(3);
  EXPECT_EQ(witness_->add_checkpoint(stranger.question(0), now_).status, 404);
  TestLog impostor{chance_};  // the known name under another key
  impostor.grow(20);
  EXPECT_EQ(witness_->add_checkpoint(impostor.question(10), now_).status, 403);
  log_.grow(20);
  auto question = *parse_add_checkpoint(log_.question(10));
  ASSERT_FALSE(question.proof.empty());
  question.proof.front()[0] ^= std::byte{1};
  EXPECT_EQ(witness_->add_checkpoint(write_add_checkpoint(question), now_).status, 422);
  question.proof.clear();
  EXPECT_EQ(witness_->add_checkpoint(write_add_checkpoint(question), now_).status, 422);
  EXPECT_TRUE(cosigned(ask(10))) << "and none of it moved the state";
}

TEST_F(Witnesses, NeedNoProofFromNothingAndTakeNone) {
  log_.grow(5);
  auto question = *parse_add_checkpoint(log_.question(0));
  question.proof.push_back(leaf_hash("x"));
  EXPECT_EQ(witness_->add_checkpoint(write_add_checkpoint(question), now_).status, 422);
}

TEST_F(Witnesses, NeverCosignASecondHistoryAndKeepTheProofOfIt) {
  log_.grow(30);
  ASSERT_TRUE(cosigned(ask(0)));
  auto const honest = log_.note();
  log_.log = {};
  log_.grow(30, "rewritten");
  EXPECT_EQ(ask(30).status, 409);
  EXPECT_EQ(ask(0).status, 403);
  auto const held = witness_->proofs();
  ASSERT_EQ(held.size(), 1U) << "once";
  EXPECT_EQ(held.front().proven.smaller.size, 30U);
  EXPECT_EQ((std::set<std::string>{held.front().split.smaller, held.front().split.larger}), (std::set<std::string>{honest, log_.note()}));
  EXPECT_TRUE(held.front().found.ends_with(" add-checkpoint"));
  EXPECT_TRUE(witness_->last(log_.verifier.name())->note.starts_with(honest));
}

TEST_F(Witnesses, CosignNothingMoreOfALogThatShowedTwoHistoriesUntilAPersonSaysSo) {
  auto const name = log_.verifier.name();
  log_.grow(20);
  ASSERT_TRUE(cosigned(ask(0)));
  log_.grow(30);
  ASSERT_TRUE(cosigned(ask(20)));
  auto const honest = log_.log;
  log_.log = {};
  log_.grow(20, "rewritten");
  EXPECT_EQ(ask(0).note, "split-view") << "of a size that it cosigned before";
  EXPECT_TRUE(witness_->stopped());
  EXPECT_TRUE(witness_->stopped(name));
  log_.log = honest;
  log_.grow(40);
  auto const refused = ask(30);
  EXPECT_EQ(refused.status, 403) << "also the history that it knows";
  EXPECT_EQ(refused.note, "stopped");
  EXPECT_EQ(witness_->checkpoint(name_of_log(name)).status, 200) << "what it saw it goes on telling";
  auto const proof = witness_->split_view(name_of_log(name));
  ASSERT_EQ(proof.status, 200);
  EXPECT_TRUE(check_split_view(*parse_split_view(proof.body), witness_->logs()));
  open();
  EXPECT_EQ(ask(30).status, 403) << "across a restart";

  EXPECT_EQ(witness_->clear(name, "all well", false, now_).error().code.view(), "witness.reason");
  EXPECT_EQ(witness_->clear(name, " ", false, now_).error().code.view(), "witness.reason");
  EXPECT_EQ(witness_->clear(name, std::string(501, 'x'), false, now_).error().code.view(), "witness.reason");
  EXPECT_EQ(witness_->clear(name, "two\nlines", false, now_).error().code.view(), "witness.reason");
  EXPECT_EQ(witness_->clear("another.example/log", "for this reason", false, now_).error().code.view(), "witness.nothing-to-clear");
  EXPECT_EQ(witness_->clear(name, "a test copy of the host's; told by its data officer", false, now_), 1U);
  EXPECT_EQ(witness_->clear(name, "and once more", false, now_).error().code.view(), "witness.nothing-to-clear");
  EXPECT_FALSE(witness_->stopped(name));
  EXPECT_TRUE(cosigned(ask(30)));
  ASSERT_EQ(witness_->proofs().size(), 1U) << "kept for ever";
  EXPECT_TRUE(witness_->proofs().front().cleared->ends_with("told by its data officer"));
  EXPECT_EQ(witness_->split_view(name_of_log(name)).status, 200);

  log_.log = {};
  log_.grow(20, "rewritten");
  EXPECT_EQ(ask(0).note, "") << "the same two are no news";
  EXPECT_FALSE(witness_->stopped(name));
  log_.log = {};
  log_.grow(20, "rewritten again");
  EXPECT_EQ(ask(0).note, "split-view");
  EXPECT_TRUE(witness_->stopped(name));
  EXPECT_EQ(witness_->clear(name, "begin it anew", true, now_), 1U);
  EXPECT_EQ(witness_->lost(), std::vector<std::string>{name}) << "and says so";
  EXPECT_TRUE(cosigned(ask(0)));
}

TEST_F(Witnesses, KeepOnlyProofsThatHold) {
  log_.grow(20);
  ASSERT_TRUE(cosigned(ask(0)));
  auto const mine = *witness_->last(log_.verifier.name());
  TestLog const stranger{chance_, log_.verifier.name()};
  auto const forged = Sighting{sign_checkpoint({20, leaf_hash("x")}, log_.verifier, stranger.key), {20, leaf_hash("x")}};
  auto const split = split_of_one_size(mine, forged);
  ASSERT_TRUE(split);
  EXPECT_EQ(witness_->keep(*split, "somebody", now_).error().code.view(), "split-view.not-proven");
  EXPECT_FALSE(witness_->stopped());
  auto const own = *split_of_one_size({log_.note(), log_.log.edge.head()}, {sign_checkpoint({20, leaf_hash("x")}, log_.verifier, log_.key), {20, leaf_hash("x")}});
  EXPECT_EQ(witness_->keep(own, "somebody", now_), true);
  EXPECT_EQ(witness_->keep(own, "somebody else", now_), false) << "held already";
  EXPECT_TRUE(witness_->stopped());
}

TEST_F(Witnesses, NeverGoBackToYesterdaysBackup) {
  log_.grow(20);
  ASSERT_TRUE(cosigned(ask(0)));
  auto const yesterday = log_.log;
  log_.grow(30);
  ASSERT_TRUE(cosigned(ask(20)));
  auto const honest = log_.note();
  log_.log = yesterday;
  EXPECT_EQ(ask(20).status, 409);
  EXPECT_FALSE(witness_->stopped()) << "shorter, and no second history";
  log_.grow(60, "rewritten");
  EXPECT_EQ(ask(30).status, 422) << "longer, and another history";
  EXPECT_TRUE(witness_->last(log_.verifier.name())->note.starts_with(honest));
}

TEST_F(Witnesses, SayThatTheirStateIsLostAndBeginAnew) {
  log_.grow(10);
  EXPECT_TRUE(witness_->lost().empty()) << "nothing was seen yet";
  EXPECT_EQ(ask(0).note, "") << "a new log is no lost one";
  log_.grow(20);
  EXPECT_EQ(ask(0).note, "") << "the log knows less, which is its own affair";
  EXPECT_EQ(ask(15).note, "knows-less");
  fs::remove_all(folder() / "state");
  fs::create_directory(folder() / "state");
  open();
  EXPECT_EQ(witness_->lost(), std::vector<std::string>{log_.verifier.name()});
  auto const behind = ask(10);
  EXPECT_EQ(behind.body, "0\n");
  EXPECT_EQ(behind.note, "state-lost");
  auto const anew = ask(0);
  EXPECT_TRUE(cosigned(anew));
  EXPECT_EQ(anew.note, "state-lost");
  EXPECT_TRUE(witness_->lost().empty());
  EXPECT_EQ(ask(20).note, "");
}

TEST_F(Witnesses, ShowAnybodyTheCheckpointsThatTheySaw) {
  auto const name = name_of_log(log_.verifier.name());
  EXPECT_EQ(witness_->checkpoint(name).status, 404) << "none yet";
  EXPECT_EQ(witness_->checkpoint(name_of_log("another.example/log")).status, 404);
  EXPECT_EQ(witness_->split_view(name).status, 404);
  log_.grow(10);
  ASSERT_TRUE(cosigned(ask(0)));
  auto const seen = log_.note();
  log_.grow(20);
  auto const shown = witness_->checkpoint(name);
  ASSERT_EQ(shown.status, 200);
  EXPECT_TRUE(shown.body.starts_with(seen)) << "with the log's own signature";
  EXPECT_EQ(open_checkpoint(shown.body, log_.verifier)->head.size, 10U);
  EXPECT_EQ(find_cosignature(*parse_note(shown.body), witness_->key())->at, std::chrono::floor<std::chrono::seconds>(now_));
  ASSERT_TRUE(cosigned(ask(10)));
  EXPECT_EQ(witness_->checkpoint(name, "10").body, shown.body) << "the earlier one too";
  EXPECT_EQ(witness_->checkpoint(name, "20").body, witness_->checkpoint(name).body);
  for (auto const* size : {"15", "", "-1", "010", "x", "../10"}) EXPECT_EQ(witness_->checkpoint(name, size).status, 404) << size;
  ASSERT_TRUE(write_file(fs::directory_iterator{folder() / "state"}->path(), "garbage"));
  EXPECT_EQ(witness_->checkpoint(name).status, 500);
}

TEST_F(Witnesses, KeepNothingOfWhatOthersPutBelowACheckpoint) {
  log_.grow(10);
  auto question = *parse_add_checkpoint(log_.question(0));
  for (int times = 0; times < 90; ++times) question.note += signature_line({"stranger.example/" + std::string(500, 'x'), 7, std::string(64, 'y')}) + "\n";
  ASSERT_EQ(witness_->add_checkpoint(write_add_checkpoint(question), now_).status, 200);
  EXPECT_EQ(parse_note(witness_->last(log_.verifier.name())->note)->signatures.size(), 2U) << "the log's, and its own";
  log_.grow(12);
  EXPECT_TRUE(cosigned(ask(10)));
}

TEST_F(Witnesses, LookBackFarAndNotForEver) {
  Sightings const few{folder(), {log_.verifier}, 32};
  auto const& name = log_.verifier.name();
  for (std::uint64_t size = 1; size <= 100; ++size) {
    log_.grow(size);
    ASSERT_TRUE(few.keep(name, {log_.note(), log_.log.edge.head()}));
    EXPECT_TRUE(few.of_size(name, size));
  }
  EXPECT_FALSE(few.of_size(name, 60));
  EXPECT_TRUE(few.of_size(name, 69)) << "32 back";
  EXPECT_EQ(few.last(name)->head.size, 100U);
}

TEST_F(Witnesses, CosignNothingWhereTheirStateCannotBeRead) {
  log_.grow(10);
  ASSERT_TRUE(cosigned(ask(0)));
  auto const state = fs::directory_iterator{folder() / "state"}->path();
  for (auto const* what : {"", "garbage\n"}) {
    ASSERT_TRUE(write_file(state, what));
    EXPECT_EQ(ask(10).status, 500);
    EXPECT_EQ(ask(0).status, 500) << "forgetting is not starting anew";
  }
}

TEST_F(Witnesses, CosignNothingWhereTheyCannotWrite) {
  log_.grow(10);
  fs::remove_all(folder() / "state");
  ASSERT_TRUE(write_file(folder() / "state", "a file in the place of the folder"));
  EXPECT_EQ(ask(0).status, 500);
}

TEST_F(Witnesses, WhoAreAskedAtOnceNeverGoBack) {
  log_.grow(1);
  std::vector<std::string> questions;
  for (std::size_t size = 2; size <= 40; ++size) {
    log_.grow(size);
    for (std::uint64_t old = 0; old < size; ++old) questions.push_back(log_.question(old));
  }
  auto other = *Witness::open(folder(), {log_.verifier});
  std::vector<std::thread> askers;
  for (unsigned thread = 0; thread < 4; ++thread) {
    askers.emplace_back([&, thread] {
      auto& mine = thread % 2 == 0 ? *witness_ : *other;
      for (auto at = thread; at < questions.size(); at += 4) (void)mine.add_checkpoint(questions[at], now_);
    });
  }
  for (auto& asker : askers) asker.join();
  auto const state = read_file(fs::directory_iterator{folder() / "state"}->path(), largest_note);
  auto const last = open_checkpoint(*state, log_.verifier);
  ASSERT_TRUE(last);
  EXPECT_EQ(ask(last->head.size).status, 200);
}

TEST_F(Witnesses, TakeALogsSecondKey) {
  log_.grow(5);
  ASSERT_TRUE(cosigned(ask(0)));
  auto const old = log_.verifier;
  log_.key = crypto::SigningKey::generate(chance_);
  log_.verifier = *VerifierKey::make(old.name(), log_.key.public_key());
  witness_ = std::move(*Witness::open(folder(), {old, log_.verifier}));
  log_.grow(9);
  EXPECT_TRUE(cosigned(ask(5)));
}

TEST_F(Witnesses, HaveOneKeyOfTheirOwn) {
  EXPECT_EQ(create_witness(folder(), "another", chance_).error().fault, Fault::conflict);
  EXPECT_EQ(create_witness(there_.path() / "spaced", "a name", chance_).error().code.view(), "ledger.vkey-malformed");
  EXPECT_EQ((fs::status(folder() / "witness.key").permissions() & fs::perms::others_all), fs::perms::none);
  auto const mine = *read_file(folder() / "witness.vkey", 4096);
  EXPECT_FALSE(VerifierKey::parse(text::trim(mine))) << "not the key of a log";
  ASSERT_TRUE(create_witness(there_.path() / "other", "police.example/witness", chance_));
  ASSERT_TRUE(write_file(folder() / "witness.vkey", *read_file(there_.path() / "other" / "witness.vkey", 4096)));
  EXPECT_EQ(Witness::open(folder(), {}).error().code.view(), "witness.other-key");
  EXPECT_FALSE(Witness::open(there_.path() / "nowhere", {}));
}

// The key, checkpoint and cosignature published as the example of C2SP tlog-cosignature and its reference implementations
// fix the message; a checkpoint cosigned here is opened by code that is not ours in ledger_auditor_test.cpp.
TEST(Cosignatures, HoldForTheirTextTheirTimeAndTheirKeyOnly) {
  SeededChance chance{3};
  TestLog log{chance};
  log.grow(3);
  auto const key = crypto::SigningKey::generate(chance);
  auto const cosigner = *VerifierKey::make("w.example/1", key.public_key(), KeyType::cosigner);
  auto const at = *parse_instant("2026-11-21T10:00:00Z");
  auto note = *parse_note(log.note());
  auto const made = cosign(note.text, cosigner, key, at);
  EXPECT_EQ(made.bytes.size(), 72U);
  EXPECT_EQ(cosigned_at(note.text, made, cosigner), at);
  EXPECT_FALSE(cosigned_at(note.text + "x\n", made, cosigner));
  EXPECT_FALSE(cosigned_at(note.text, made, *VerifierKey::make("w.example/2", key.public_key(), KeyType::cosigner)));
  EXPECT_FALSE(cosigned_at(note.text, made, *VerifierKey::make("w.example/1", key.public_key())));
  for (std::size_t byte = 0; byte < made.bytes.size(); ++byte) {
    auto changed = made;
    changed.bytes[byte] = static_cast<char>(changed.bytes[byte] ^ 1);
    EXPECT_FALSE(cosigned_at(note.text, changed, cosigner)) << byte;
  }
  note.signatures.push_back(made);
  auto const later = cosign(note.text, cosigner, key, at + std::chrono::hours{1});
  note.signatures.push_back(later);
  note.signatures.push_back(made);
  EXPECT_EQ(find_cosignature(note, cosigner)->at, at + std::chrono::hours{1});
  EXPECT_TRUE(open_checkpoint(write_note(note), log.verifier)) << "further lines do not disturb the log's own";
}

TEST(AddCheckpoints, HaveOneSpelling) {
  SeededChance chance{4};
  TestLog log{chance};
  log.grow(70);
  auto const body = log.question(33);
  auto const parsed = parse_add_checkpoint(body);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(write_add_checkpoint(*parsed), body);
  EXPECT_EQ(parsed->old_size, 33U);
  for (std::string_view const bad : {"", "old", "old \n\nx\n", "old 01\n\nx\n", "old -1\n\nx\n", "old +1\n\nx\n", "old 1", "old 1\n", "old 1\n\n",
                                     "old 1\nAAAA\n\nx\n", "old 9223372036854775808\n\nx\n", "new 1\n\nx\n", "old 1\nx\n"}) {
    EXPECT_FALSE(parse_add_checkpoint(bad)) << bad;
  }
  auto many = *parsed;
  many.proof.assign(64, leaf_hash(""));
  EXPECT_FALSE(parse_add_checkpoint(write_add_checkpoint(many)));
}

}  // namespace
}  // namespace concordat::ledger
