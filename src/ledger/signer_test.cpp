// SPDX-License-Identifier: Apache-2.0
// The signer as a real process: this program itself, called with the word "signer".
#include "ledger/signer.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <thread>

#include "base/file.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "crypto/private_file.h"
#include "ledger/memory_log.h"
#include "ledger/signer_protocol.h"
#include "ledger/signer_state.h"

namespace concordat::ledger {
namespace {

namespace fs = std::filesystem;

class Signing : public testing::Test {
 protected:
  void SetUp() override {
    auto pattern = (fs::temp_directory_path() / "concordat-signer-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    auto const made = create_signer(key(), state(), "hub.example.org/log", chance_);
    ASSERT_TRUE(made) << sentence(made.error());
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] fs::path key() const { return folder_ / "key"; }
  [[nodiscard]] fs::path state() const { return folder_ / "state"; }
  [[nodiscard]] Result<std::unique_ptr<SignerClient>> start(std::string const& lock_wait = "50") const {
    return SignerClient::start(
        {.command = {"/proc/self/exe", "signer", key().string(), state().string(), lock_wait},
         .timeout = std::chrono::seconds{20}});
  }
  [[nodiscard]] std::string start_failure() const {
    auto const client = start();
    return client ? "started" : std::string{client.error().code.view()};
  }
  static void grow(MemoryLog& log, std::size_t size, std::string_view text = "entry") {
    while (log.stored.size() < size) log.add({fmt::format("{} {}", text, log.stored.size())});
  }
  static Result<std::string> sign(SignerClient& client, MemoryLog const& log) {
    TileHashes hashes{log, log.edge.size()};
    auto const proof = prove_consistency(client.last().size, log.edge.size(), hashes);
    return client.sign(log.edge.head(), proof.value_or(Proof{}));
  }
  static std::string failure(Result<std::string> const& note) {
    return note ? "signed" : std::string{note.error().code.view()};
  }

  fs::path folder_;
  SeededChance chance_{1};
  MemoryLog log_;
};

TEST_F(Signing, FollowsTheLogAsItGrows) {
  auto const client = start();
  ASSERT_TRUE(client) << sentence(client.error());
  EXPECT_EQ((*client)->last(), TreeHead{});
  for (std::size_t const size : {1U, 2U, 7U, 256U, 257U, 600U}) {
    grow(log_, size);
    auto const note = sign(**client, log_);
    ASSERT_TRUE(note) << sentence(note.error());
    EXPECT_EQ(open_checkpoint(*note, (*client)->verifier())->head, log_.edge.head());
    EXPECT_EQ((*client)->last(), log_.edge.head());
    EXPECT_EQ(*read_state(state()), *note) << "its own record is on disk before it answers";
  }
}

TEST_F(Signing, OfTheSameHeadTwiceGivesTheSameNote) {
  auto const client = *start();
  grow(log_, 5);
  auto const once = sign(*client, log_);
  ASSERT_TRUE(once);
  EXPECT_EQ(*sign(*client, log_), *once);
}

TEST_F(Signing, GoesOnWhereAnEarlierProcessEnded) {
  grow(log_, 5);
  std::string note;
  {
    auto const first = *start();
    note = *sign(*first, log_);
  }
  auto const second = start("5000");
  ASSERT_TRUE(second) << sentence(second.error());
  EXPECT_EQ((*second)->last(), log_.edge.head());
  EXPECT_EQ((*second)->last_note(), note);
  grow(log_, 9);
  EXPECT_TRUE(sign(**second, log_));
}

TEST_F(Signing, RefusesARewrittenHistoryAndAShorterLog) {
  auto const client = *start();
  grow(log_, 300);
  ASSERT_TRUE(sign(*client, log_));
  auto const kept = *read_file(state(), 10'000);

  MemoryLog rewritten;
  grow(rewritten, 100);
  grow(rewritten, 400, "forged");
  EXPECT_EQ(failure(sign(*client, rewritten)), "ledger.log-rewritten");
  MemoryLog same_size;
  grow(same_size, 300, "forged");
  EXPECT_EQ(failure(sign(*client, same_size)), "ledger.log-rewritten");
  MemoryLog shorter;
  grow(shorter, 299);
  EXPECT_EQ(failure(sign(*client, shorter)), "ledger.log-shorter");
  EXPECT_EQ(*read_file(state(), 10'000), kept);

  grow(log_, 301);
  EXPECT_EQ(failure(sign(*client, log_)), "signed") << "a refusal does not end the honest log";
}

TEST_F(Signing, RefusesAHeadWithoutItsProof) {
  auto const client = *start();
  grow(log_, 5);
  ASSERT_TRUE(sign(*client, log_));
  grow(log_, 9);
  EXPECT_EQ(failure(client->sign(log_.edge.head(), {})), "ledger.log-rewritten");
}

TEST_F(Signing, TwoSideBySideSignOneHistory) {
  auto const first = *start();
  auto const second = *start();
  grow(log_, 3);
  auto const note = sign(*first, log_);
  ASSERT_TRUE(note);
  grow(log_, 5);
  EXPECT_EQ(failure(sign(*second, log_)), "ledger.signer-stale") << "it does not know yet what the first has signed";
  second->follow(*note);
  EXPECT_EQ(failure(sign(*second, log_)), "signed");
  EXPECT_EQ(second->last().size, 5U);
  second->follow(*note);
  EXPECT_EQ(second->last().size, 5U) << "never back";
  EXPECT_EQ(failure(first->sign({4, log_.edge.head().root}, {})), "ledger.log-shorter");
  MemoryLog forged;
  grow(forged, 3);
  grow(forged, 6, "forged");
  first->follow(second->last_note());
  EXPECT_EQ(failure(sign(*first, forged)), "ledger.log-rewritten") << "whichever signer is asked";
}

TEST_F(Signing, FollowsNoNoteOfAnotherKey) {
  auto const client = *start();
  auto const other = crypto::SigningKey::generate(chance_);
  grow(log_, 3);
  client->follow(sign_checkpoint(log_.edge.head(), *VerifierKey::make("hub.example.org/log", other.public_key()), other));
  client->follow("nonsense");
  EXPECT_EQ(client->last().size, 0U);
}

/// Somebody who holds the state for longer than anybody waits.
class HeldState {
 public:
  explicit HeldState(fs::path const& state) : file_{::open((state.string() + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)} {
    EXPECT_EQ(::flock(file_, LOCK_EX), 0);
  }
  ~HeldState() { ::close(file_); }
  HeldState(HeldState const&) = delete;
  HeldState& operator=(HeldState const&) = delete;

 private:
  int file_;
};

TEST_F(Signing, SaysThatAnotherDoesNotLetGo) {
  auto const client = *start();
  grow(log_, 2);
  {
    HeldState const held{state()};
    EXPECT_EQ(start_failure(), "ledger.signer-busy");
    EXPECT_EQ(failure(sign(*client, log_)), "ledger.signer-busy");
  }
  EXPECT_EQ(failure(sign(*client, log_)), "signed");
}

TEST_F(Signing, WaitsAShortWhileForTheOtherToEnd) {
  auto held = std::make_unique<HeldState>(state());
  std::thread ending{[&] {
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    held.reset();
  }};
  EXPECT_TRUE(start("20000"));
  ending.join();
}

TEST_F(Signing, KilledSignersAreUnavailableAndTheNextGoesOn) {
  grow(log_, 5);
  {
    auto const client = *start();
    ASSERT_TRUE(sign(*client, log_));
    EXPECT_TRUE(client->alive());
    ASSERT_EQ(::kill(client->process_id(), SIGKILL), 0);
    grow(log_, 6);
    EXPECT_EQ(failure(sign(*client, log_)), "ledger.signer-unavailable");
    EXPECT_FALSE(client->alive());
    EXPECT_EQ(failure(sign(*client, log_)), "ledger.signer-unavailable");
  }
  auto const next = *start("5000");
  EXPECT_EQ(next->last().size, 5U);
  EXPECT_TRUE(sign(*next, log_));
}

TEST_F(Signing, KilledAtAnyMomentNeverLosesWhatItSigned) {
  SeededChance chance{9};
  std::uint64_t signed_size = 0;
  for (int round = 0; round < 25; ++round) {
    auto const client = start("5000");
    ASSERT_TRUE(client) << sentence(client.error());
    ASSERT_GE((*client)->last().size, signed_size);
    ASSERT_LE((*client)->last().size, log_.edge.size());
    std::thread killer{[process = (*client)->process_id(), wait = chance.below(4000)] {
      std::this_thread::sleep_for(std::chrono::microseconds{wait});
      ::kill(process, SIGKILL);
    }};
    for (;;) {
      grow(log_, log_.stored.size() + 1);
      if (!sign(**client, log_)) break;
      signed_size = log_.edge.size();
    }
    killer.join();
  }
  EXPECT_TRUE(sign(**start("5000"), log_));
}

TEST_F(Signing, ASignerThatDoesNotAnswerInTimeIsUnavailable) {
  auto const silent =
      SignerClient::start({.command = {"sleep", "60"}, .timeout = std::chrono::milliseconds{20}});
  ASSERT_FALSE(silent);
  EXPECT_EQ(silent.error().code.view(), "ledger.signer-unavailable");

  auto client =
      SignerClient::start({.command = {"/proc/self/exe", "signer", key().string(), state().string(), "50"},
                           .timeout = std::chrono::milliseconds{500}});
  ASSERT_TRUE(client);
  ASSERT_EQ(::kill((*client)->process_id(), SIGSTOP), 0);
  grow(log_, 5);
  EXPECT_EQ(failure(sign(**client, log_)), "ledger.signer-unavailable");
}

TEST_F(Signing, AProgramThatIsNoSignerIsUnavailableOrNotUnderstood) {
  for (auto const& command : std::vector<std::vector<std::string>>{{}, {"/no/such/program"}, {"true"}}) {
    auto const client = SignerClient::start({.command = command, .timeout = std::chrono::seconds{20}});
    ASSERT_FALSE(client);
    EXPECT_EQ(client.error().fault, Fault::unavailable);
  }
  auto const talker =
      SignerClient::start({.command = {"echo", "hello there"}, .timeout = std::chrono::seconds{20}});
  ASSERT_FALSE(talker);
  EXPECT_EQ(talker.error().code.view(), "ledger.signer-protocol");
}

TEST_F(Signing, NeedsAKeyFileThatOnlyItsOwnerCanRead) {
  ASSERT_EQ(::chmod(key().c_str(), 0440), 0);
  EXPECT_EQ(start_failure(), "ledger.signer-key");
  ASSERT_EQ(::chmod(key().c_str(), 0400), 0);
  EXPECT_EQ(start_failure(), "started");
  fs::remove(key());
  EXPECT_EQ(start_failure(), "ledger.signer-key");
}

TEST_F(Signing, NeedsItsOwnRecordAndNoForgedOne) {
  auto const genuine = *read_file(state(), 10'000);
  fs::remove(state());
  EXPECT_EQ(start_failure(), "ledger.signer-state") << "or a rewritten log could start afresh";
  // somebody without the key writes the state he would like
  auto const other = crypto::SigningKey::generate(chance_);
  auto const verifier = *VerifierKey::make("hub.example.org/log", other.public_key());
  ASSERT_TRUE(write_file(state(), sign_checkpoint({}, verifier, other)));
  EXPECT_EQ(start_failure(), "ledger.signer-state");
  auto edited = genuine;
  edited[edited.find('\n') + 1] = '7';
  ASSERT_TRUE(write_file(state(), edited));
  EXPECT_EQ(start_failure(), "ledger.signer-state");
  ASSERT_TRUE(write_file(state(), genuine));
  EXPECT_EQ(start_failure(), "started");
}

TEST_F(Signing, GoesOnFromTheCheckpointBeforeOneThatACrashCutOff) {
  std::string before;
  {
    auto const client = *start();
    for (std::size_t const size : {3U, 5U, 8U}) {
      grow(log_, size);
      before = *read_state(state());
      ASSERT_TRUE(sign(*client, log_));
    }
  }
  auto bytes = *read_file(state(), 10'000);
  bytes.replace(bytes.find(*read_state(state())), 3, "???");
  ASSERT_TRUE(write_file(state(), bytes, {.mode = 0600}));
  auto const next = start("5000");
  ASSERT_TRUE(next) << sentence(next.error());
  EXPECT_EQ((*next)->last_note(), before);
  EXPECT_TRUE(sign(**next, log_));
}

TEST_F(Signing, NoTurnThatSomebodyWroteMakesItForget) {
  std::string first;
  {
    auto const client = *start();
    grow(log_, 3);
    first = *sign(*client, log_);
    grow(log_, 5);
    ASSERT_TRUE(sign(*client, log_));
  }
  auto const newest = *read_state(state());
  auto bytes = *read_file(state(), 10'000);
  auto const place_of = [](std::uint64_t turn, std::string const& note) {
    auto const numbers = fmt::format("{} {} ", turn, note.size());
    auto place = fmt::format("concordat-signer-state/1 {}{}\n{}", numbers, crypto::to_hex(crypto::sha256(numbers + note)), note);
    place.resize(4096, '\0');
    return place;
  };
  ASSERT_TRUE(write_file(state(), place_of(std::uint64_t{1} << 60U, first) + place_of(3, newest), {.mode = 0600}));
  EXPECT_EQ(*read_state(state()), newest) << "the greater tree, whatever the turns";
  ASSERT_TRUE(write_file(state(), place_of(2, first) + place_of(~std::uint64_t{0}, newest), {.mode = 0600}));
  EXPECT_EQ(*read_state(state()), first) << "that turn counts as none";
  auto const client = *start("5000");
  grow(log_, 8);
  ASSERT_TRUE(sign(*client, log_));
  EXPECT_EQ(open_checkpoint(*read_state(state()), client->verifier())->head, log_.edge.head());
}

TEST_F(Signing, SignsNothingWhereItCannotWriteItsRecord) {
  auto const client = *start();
  grow(log_, 5);
  // a folder that is gone refuses a write to root as well
  auto const moved = folder_.string() + "-moved";
  fs::rename(folder_, moved);
  EXPECT_EQ(failure(sign(*client, log_)), "ledger.signer-storage");
  fs::rename(moved, folder_);
  EXPECT_EQ(failure(sign(*client, log_)), "signed");
}

TEST_F(Signing, IsCreatedOnce) {
  EXPECT_EQ(create_signer(key(), state(), "hub", chance_).error().code.view(), "file.exists");
  EXPECT_EQ(create_signer(folder_ / "key2", state(), "hub", chance_).error().code.view(), "file.exists");
  EXPECT_FALSE(fs::exists(folder_ / "key2")) << "a key without a state would be of no use";
  EXPECT_EQ(create_signer(folder_ / "key3", folder_ / "state3", "two words", chance_).error().code.view(),
            "ledger.vkey-malformed");
}

TEST_F(Signing, AProofFromAnotherSizeIsStaleAndNonsenseIsRefused) {
  // a client never sends these, so the frames are made by hand, over pipes
  int to_signer[2] = {};
  int from_signer[2] = {};
  ASSERT_EQ(::pipe(to_signer), 0);
  ASSERT_EQ(::pipe(from_signer), 0);
  std::thread signer{[&] {
    static_cast<void>(
        run_signer({key(), state(), to_signer[0], from_signer[1], std::chrono::milliseconds{50}, {}}));
  }};
  FrameChannel channel{from_signer[0], to_signer[1]};
  auto const answer = [&] {
    auto const frame = channel.receive(std::chrono::seconds{20});
    return frame && *frame ? **frame : Frame{};
  };
  EXPECT_EQ(answer().kind, FrameKind::ready);
  grow(log_, 5);
  ASSERT_TRUE(channel.send({FrameKind::sign, encode_request({3, log_.edge.head(), {}})}));
  EXPECT_EQ(decode_refusal(answer().payload), Refusal::stale);
  ASSERT_TRUE(channel.send({FrameKind::sign, "nonsense"}));
  EXPECT_EQ(decode_refusal(answer().payload), Refusal::malformed);
  ASSERT_TRUE(channel.send({FrameKind::ready, ""}));
  EXPECT_EQ(decode_refusal(answer().payload), Refusal::malformed);
  EXPECT_EQ(problem_of(Refusal::stale).code.view(), "ledger.signer-stale");
  ::close(to_signer[1]);
  signer.join();
  for (int const end : {to_signer[0], from_signer[0], from_signer[1]}) ::close(end);
}

}  // namespace
}  // namespace concordat::ledger

int main(int count, char** words) {
  if (count >= 5 && std::strcmp(words[1], "signer") == 0) {
    if (auto const* credentials = std::getenv("CREDENTIALS_DIRECTORY")) concordat::crypto::set_credentials_folder(credentials);
    return concordat::ledger::run_signer({.key_file = words[2],
                                          .state_file = words[3],
                                          .lock_wait = std::chrono::milliseconds{std::atoi(words[4])},
                                          .retiring_key_file = count > 5 ? words[5] : ""});
  }
  testing::InitGoogleTest(&count, words);
  return RUN_ALL_TESTS();
}
