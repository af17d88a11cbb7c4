// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness/gossip.h"

#include <gtest/gtest.h>

#include <fstream>
#include <mutex>

#include "base/date.h"
#include "base/text.h"
#include "ledger/witness/hub_view.h"
#include "ledger/witness/witness_test_tools.h"
#include "support/temporary_folder.h"

namespace concordat::ledger {
namespace {

/// Partners with a witness each, at http://NAME, and a host that shows each of them what it likes.
class Gossip : public testing::Test {
 protected:
  void SetUp() override {
    for (auto const* name : {"police", "health", "school"}) {
      ASSERT_TRUE(create_witness(folder(name), std::string{name} + ".example/witness", chance_));
      reopen(name, {log_.verifier});
    }
  }
  [[nodiscard]] std::filesystem::path folder(std::string const& name) const { return there_.path() / name; }
  void reopen(std::string const& name, std::vector<VerifierKey> logs) { witnesses_[name] = *Witness::open(folder(name), std::move(logs)); }
  Witness& witness(std::string const& name) { return *witnesses_.at(name); }
  /// What the host shows one partner; the log has grown on its own since.
  void show(std::string const& name, TestLog const& log) {
    auto const mine = witness(name).last(log.verifier.name());
    ASSERT_EQ(witness(name).add_checkpoint(log.question(mine ? mine->head.size : 0), now_).status, 200) << name;
  }
  [[nodiscard]] GossipFetch fetch() {
    return [this](std::string const& url) -> Result<GossipAnswer> {
      std::lock_guard const turn{mutex_};
      asked_.push_back(url);
      if (auto const said = says_.find(url); said != says_.end()) return GossipAnswer{said->second.first, said->second.second};
      auto const name = url.substr(7, url.find('/', 7) - 7);
      if (auto const known = witnesses_.find(name); known != witnesses_.end()) return from(*known->second, url.substr(url.find('/', 7) + 1));
      if (name == "hub" && published_ != nullptr) return tile_or_checkpoint(*published_, url.substr(11));
      return fail(Fault::unavailable, "test.away", "Away.", "Wait.");
    };
  }
  static GossipAnswer from(Witness& witness, std::string const& path) {
    auto const slash = path.find('/');
    auto const log = path.substr(0, slash);
    auto const what = path.substr(slash + 1);
    auto const reply = what == "checkpoint" ? witness.checkpoint(log) : what == "split-view" ? witness.split_view(log) : witness.checkpoint(log, what.substr(11));
    return {reply.status, reply.body};
  }
  static GossipAnswer tile_or_checkpoint(TestLog const& log, std::string const& path) {
    if (path == "checkpoint") return {200, log.note()};
    auto const id = parse_tile_path(path);
    auto const tile = id ? log.log.tile(*id) : Result<std::string>{fail(Fault::not_found, "test.no-tile", "No.", "No.")};
    return tile ? GossipAnswer{200, *tile} : GossipAnswer{404, ""};
  }
  /// "http://health=same": what one round heard, and "!N" where it found N proofs.
  /// To police and health, of 35 entries each, of which the first 30 are the same.
  void show_two_histories() {
    log_.grow(30);
    auto other = log_.fork();
    log_.grow(35);
    other.grow(35, "rewritten");
    show("police", log_);
    show("health", other);
  }
  std::string round(std::string const& name, GossipRoute const& route) {
    report_ = gossip(witness(name), route, fetch(), now_);
    std::string said;
    for (auto const& heard : report_.heard) said += fmt::format("{}{}={}", said.empty() ? "" : " ", heard.from, name_of(heard.standing));
    if (!report_.found.empty()) said += fmt::format(" !{}", report_.found.size());
    return said;
  }

  test_support::TemporaryFolder there_;
  SeededChance chance_{7};
  TestLog log_{chance_};
  std::map<std::string, std::unique_ptr<Witness>> witnesses_;
  std::map<std::string, std::pair<int, std::string>> says_;  ///< instead of what is there
  TestLog const* published_ = nullptr;                       ///< at http://hub
  std::mutex mutex_;
  std::vector<std::string> asked_;
  GossipReport report_;
  Instant now_ = *parse_instant("2026-11-21T10:00:00Z");
};

TEST_F(Gossip, OfAnHonestLogIsNoAlarm) {
  EXPECT_EQ(round("police", {{"http://health/"}}), "http://health/=nothing");
  for (std::size_t const size : {3U, 40U, 300U}) {
    log_.grow(size);
    show("police", log_);
    show("health", log_);
    EXPECT_EQ(round("police", {{"http://health"}}), "http://health=same") << size;
  }
  EXPECT_TRUE(report_.changed.empty());
  log_.grow(301);
  show("health", log_);
  EXPECT_EQ(round("police", {{"http://health"}}), "http://health=ahead");
  EXPECT_EQ(round("health", {{"http://police"}}), "http://police=behind");
  EXPECT_EQ(report_.heard.front().size, 300U);
  EXPECT_FALSE(witness("police").stopped() || witness("health").stopped());
}

TEST_F(Gossip, FindsTwoHeadsOfOneSizeInOneRound) {
  log_.grow(30);
  show("police", log_);
  show("health", log_);
  auto other = log_.fork();
  log_.grow(35);
  other.grow(35, "rewritten");
  show("police", log_);
  show("health", other);
  EXPECT_EQ(round("police", {{"http://health"}}), "http://health=split-view !1");
  EXPECT_TRUE(witness("police").stopped());
  auto const proof = witness("police").proofs().front();
  EXPECT_EQ(proof.proven.smaller.size, 35U);
  EXPECT_TRUE(check_split_view(*parse_split_view(witness("police").split_view(name_of_log(log_.verifier.name())).body), std::vector{log_.verifier}));
  EXPECT_TRUE(proof.found.ends_with(" http://health"));
  log_.grow(36);
  EXPECT_EQ(witness("police").add_checkpoint(log_.question(35), now_).status, 403);
  EXPECT_EQ(round("police", {{"http://health"}}), "http://health=split-view") << "found once";
  // Whoever saw nothing of it is told by those who did, and believes the proof alone.
  EXPECT_EQ(round("school", {{"http://police"}}), "http://police=split-view !1");
  EXPECT_TRUE(witness("school").stopped());
}

TEST_F(Gossip, FindsThemBelowWhatEachSawLast) {
  show_two_histories();
  log_.grow(60);
  show("police", log_);
  EXPECT_EQ(round("police", {{"http://health"}}), "http://health=split-view !1") << "police looks back";
  EXPECT_EQ(round("health", {{"http://police"}}), "http://police=split-view !1") << "health has police look back";
}

TEST_F(Gossip, FindsThemBetweenTwoOthers) {
  show_two_histories();
  EXPECT_EQ(round("school", {{"http://police", "http://health"}}), "http://police=not-comparable http://health=split-view !1");
  EXPECT_TRUE(witness("school").stopped()) << "which had seen nothing itself";
}

TEST_F(Gossip, AsksTheLogItselfWhereNobodySawOneSizeInCommon) {
  log_.grow(30);
  show("police", log_);
  auto other = log_.fork();
  log_.grow(300);
  show("health", log_);
  EXPECT_EQ(round("health", {{"http://police"}}), "http://police=not-comparable");
  EXPECT_EQ(round("health", {{"http://police"}, {"http://hub"}}), "http://police=not-comparable http://hub=no-answer");
  published_ = &log_;
  EXPECT_EQ(round("health", {{"http://police"}, {"http://hub/"}}), "http://police=behind http://hub/=same");
  log_.grow(900);
  EXPECT_EQ(round("police", {{"http://health"}, {"http://hub"}}), "http://health=ahead http://hub=ahead");
  EXPECT_FALSE(witness("police").stopped() || witness("health").stopped());
  // The host that published another history convicts itself, whichever of the two it published.
  other.grow(310, "rewritten");
  published_ = &other;
  EXPECT_EQ(round("health", {{}, {"http://hub"}}), "http://hub=split-view !1");
  auto const proof = witness("health").proofs().front();
  EXPECT_EQ(proof.proven.smaller.size, 300U);
  EXPECT_EQ(proof.proven.larger.size, 310U);
  EXPECT_FALSE(proof.split.proof.empty());
  EXPECT_EQ(round("police", {{}, {"http://hub"}}), "http://hub=ahead") << "what police saw, both have";
  EXPECT_EQ(round("police", {{"http://health"}, {"http://hub"}}), "http://health=split-view http://hub=ahead !1");
}

TEST_F(Gossip, BelievesNoTilesThatDoNotMakeTheSignedTree) {
  log_.grow(30);
  show("police", log_);
  log_.grow(300);
  auto lying = log_.fork();
  published_ = &lying;
  lying.log.tiles[{0, 0}][40] ^= 1;
  EXPECT_EQ(round("police", {{}, {"http://hub"}}), "http://hub=not-comparable");
  lying.log.tiles.clear();
  EXPECT_EQ(round("police", {{}, {"http://hub"}}), "http://hub=not-comparable");
  EXPECT_FALSE(witness("police").stopped());
  says_["http://hub/checkpoint"] = {200, "garbage"};
  EXPECT_EQ(round("police", {{}, {"http://hub"}}), "http://hub=nonsense");
  EXPECT_EQ(RemoteTiles("http://hub", fetch()).size().error().code.view(), "gossip.not-shown");
}

TEST_F(Gossip, OfALiarIsNoAlarm) {
  log_.grow(20);
  auto const old = log_.note();
  show("police", log_);
  log_.grow(50);
  show("police", log_);
  auto const name = name_of_log(log_.verifier.name());
  TestLog impostor{chance_, log_.verifier.name()};
  impostor.grow(50, "impostor");
  TestLog stranger{chance_, "stranger.example/log"};
  stranger.grow(50);
  auto const unsigned_note = log_.note().substr(0, log_.note().find("\n\n") + 2);
  auto const split = write_split_view(*split_of_one_size({log_.note(), log_.log.edge.head()}, {impostor.note(), impostor.log.edge.head()}));
  struct Lie {
    int status;
    std::string body;
    std::string standing;
  };
  std::vector<Lie> const lies{{200, "garbage", "nonsense"}, {200, "", "nonsense"}, {200, impostor.note(), "nonsense"}, {200, stranger.note(), "nonsense"},
                              {200, unsigned_note, "nonsense"}, {200, std::string(1 << 20, 'x'), "nonsense"}, {500, "", "no-answer"}, {302, "http://elsewhere", "no-answer"},
                              {404, "", "nothing"}, {200, old, "behind"}, {200, log_.note(), "same"}};
  for (auto const& lie : lies) {
    says_["http://liar/" + name + "/checkpoint"] = {lie.status, lie.body};
    says_["http://liar/" + name + "/checkpoint/50"] = {lie.status, lie.body};
    says_["http://liar/" + name + "/split-view"] = {200, split};
    EXPECT_EQ(round("police", {{"http://liar"}}), "http://liar=" + lie.standing) << lie.body.substr(0, 40);
  }
  says_.clear();
  EXPECT_EQ(round("police", {{"http://away"}}), "http://away=no-answer");
  EXPECT_FALSE(witness("police").stopped());
  EXPECT_TRUE(witness("police").proofs().empty());
  show("police", log_);
}

TEST_F(Gossip, SaysSinceWhenNothingCouldBeCompared) {
  log_.grow(30);
  show("police", log_);
  log_.grow(40);
  show("health", log_);
  GossipRoute const route{{"http://health"}};
  EXPECT_EQ(round("police", route), "http://health=not-comparable");
  auto const first = now_;
  ASSERT_EQ(report_.changed.size(), 1U);
  now_ += std::chrono::minutes{50};
  EXPECT_EQ(round("police", route), "http://health=not-comparable");
  EXPECT_TRUE(report_.changed.empty());
  EXPECT_FALSE(is_worrying(report_.heard.front()));
  now_ += std::chrono::minutes{11};
  EXPECT_EQ(round("police", route), "http://health=not-comparable");
  EXPECT_TRUE(is_worrying(report_.heard.front()));
  // No answer between two rounds compares nothing, and does not begin the hour again.
  now_ += std::chrono::minutes{1};
  EXPECT_EQ(round("police", {{"http://health"}, {}, {}}), "http://health=not-comparable");
  auto const remembered = recall_gossip(folder("police"));
  ASSERT_EQ(remembered.size(), 1U);
  EXPECT_EQ(remembered.front().since, first);
  EXPECT_EQ(remembered.front().at, now_);
  EXPECT_EQ(remembered.front().size, 40U);
  show("police", log_);
  EXPECT_EQ(round("police", route), "http://health=same");
  EXPECT_EQ(report_.heard.front().since, now_);
  EXPECT_EQ(round("police", {{"http://school"}}), "http://school=nothing");
  EXPECT_EQ(recall_gossip(folder("police")).size(), 2U) << "who was not asked this time is not forgotten";
  now_ += std::chrono::hours{8 * 24};
  EXPECT_EQ(round("police", {{"http://school"}}), "http://school=nothing");
  EXPECT_EQ(recall_gossip(folder("police")).size(), 1U) << "but after a week";
  std::ofstream{folder("police") / "gossip.json"} << "garbage";
  EXPECT_TRUE(recall_gossip(folder("police")).empty());
}

TEST_F(Gossip, OfANewEpochAfterARestoreIsNoFraud) {
  log_.grow(30);
  show("police", log_);
  auto const restored_from = log_.log;
  log_.grow(40);
  show("police", log_);
  show("health", log_);
  // The backup knew 30 entries; what comes after has another name and another key.
  TestLog next{chance_, log_.verifier.name() + "/epoch-2"};
  next.log = restored_from;
  next.grow(40, "after the restore");
  for (auto const* name : {"police", "health"}) reopen(name, {log_.verifier, next.verifier});
  show("health", next);
  published_ = &next;
  EXPECT_EQ(round("police", {{"http://health"}, {"http://hub"}}), "http://health=same http://health=ahead http://hub=ahead");
  show("police", next);
  EXPECT_EQ(round("police", {{"http://health"}, {"http://hub"}}), "http://health=same http://health=same http://hub=same");
  EXPECT_FALSE(witness("police").stopped());
}

TEST_F(Gossip, TakesWhatCameByMail) {
  log_.grow(30);
  show("police", log_);
  auto other = log_.fork();
  log_.grow(35);
  other.grow(35, "rewritten");
  show("police", log_);
  auto const mail = [](std::string const& note) {
    std::string text = "Hello,\r\nthis is what we saw:\r\n";
    for (auto const line : text::split(note, '\n')) text += "> " + std::string{line} + "\r\n";
    return text;
  };
  auto const fine = mail(log_.note());
  EXPECT_EQ(round("police", {{}, {}, {{"a.txt", fine}, {"b.txt", "nothing in it"}}}), "a.txt=same b.txt=nonsense");
  auto const forged = log_.note().substr(0, log_.note().find("\n\n") + 2);
  EXPECT_EQ(round("police", {{}, {}, {{"unsigned.txt", mail(forged)}}}), "unsigned.txt=nonsense");
  EXPECT_EQ(round("police", {{}, {}, {{"two.txt", fine + mail(other.note())}}}), "two.txt=same two.txt=split-view !1");
  auto const proof = witness("police").split_view(name_of_log(log_.verifier.name())).body;
  EXPECT_EQ(round("school", {{}, {}, {{"proof.txt", proof}}}), "proof.txt=split-view !1");
  EXPECT_EQ(round("school", {{}, {}, {{"broken.txt", "x"}}}), "broken.txt=nonsense");
}

TEST_F(Gossip, AsksOneThatDoesNotAnswerOnceARound) {
  std::vector<VerifierKey> logs{log_.verifier};
  for (int number = 0; number < 5; ++number) logs.push_back(TestLog{chance_, fmt::format("log{}.example/log", number)}.verifier);
  reopen("police", logs);
  EXPECT_EQ(gossip(witness("police"), {{"http://away"}}, fetch(), now_).heard.size(), 6U);
  EXPECT_EQ(asked_.size(), 1U);
}

}  // namespace
}  // namespace concordat::ledger
