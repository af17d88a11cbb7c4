// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness/policy.h"

#include <gtest/gtest.h>

#include "ledger/witness/tlog_proof.h"
#include "ledger/witness/witness_test_tools.h"

namespace concordat::ledger {
namespace {

class Policies : public testing::Test {
 protected:
  [[nodiscard]] std::string witness(std::string_view name) {
    auto const key = crypto::SigningKey::generate(chance_);
    return fmt::format("witness {} {}\n", name, VerifierKey::make(fmt::format("{}.example/w", name), key.public_key(), KeyType::cosigner)->text());
  }
  static std::string code_of(std::string_view text) {
    auto const policy = WitnessPolicy::parse(text);
    return policy ? "fine" : fmt::format("{} {}", policy.error().code.view(), policy.error().where.row);
  }
  SeededChance chance_{5};
  std::string three_ = witness("a") + witness("b") + witness("c");
};

TEST_F(Policies, CountByGroups) {
  auto const text = "# two agencies and a neighbour\n\n" + three_ + witness("n") + "\tgroup agencies 2 a b c  \ngroup near any n\ngroup both all agencies near\nquorum both\n";
  auto const policy = WitnessPolicy::parse(text);
  ASSERT_TRUE(policy) << sentence(policy.error());
  EXPECT_EQ(policy->witnesses().size(), 4U);
  EXPECT_TRUE(policy->needs_witnesses());
  EXPECT_TRUE(policy->is_quorum({"a", "c", "n"}));
  EXPECT_TRUE(policy->is_quorum({"a", "b", "c", "n"}));
  EXPECT_FALSE(policy->is_quorum({"a", "b", "c"}));
  EXPECT_FALSE(policy->is_quorum({"a", "n"}));
  EXPECT_FALSE(policy->is_quorum({"both", "agencies", "near"})) << "a group is no witness";
  EXPECT_FALSE(policy->is_quorum({}));
}

TEST_F(Policies, MayAskForOneOrForNobody) {
  EXPECT_TRUE(WitnessPolicy::parse(three_ + "quorum b\n")->is_quorum({"b"}));
  EXPECT_FALSE(WitnessPolicy::parse(three_ + "quorum b\n")->is_quorum({"a", "c"}));
  auto const none = WitnessPolicy::parse("quorum none\n");
  EXPECT_TRUE(none->is_quorum({}));
  EXPECT_FALSE(none->needs_witnesses());
}

TEST_F(Policies, KeepUrlsAndLogs) {
  TestLog const log{chance_};
  auto one = witness("a");
  one.insert(one.size() - 1, " https://a.example/witness");
  auto const policy = WitnessPolicy::parse(fmt::format("log {} https://hub.example\n{}quorum a", log.verifier.text(), one));
  ASSERT_TRUE(policy);
  EXPECT_EQ(policy->witnesses().front().url, "https://a.example/witness");
  EXPECT_EQ(policy->logs().front().text(), log.verifier.text());
}

TEST_F(Policies, SayWhichLineIsWrong) {
  TestLog const log{chance_};
  auto const key = log.verifier.text();
  EXPECT_EQ(code_of(""), "policy.quorum 1");
  EXPECT_EQ(code_of(three_), "policy.quorum 4");
  EXPECT_EQ(code_of(three_ + "quorum a\nquorum b\n"), "policy.quorum 5");
  EXPECT_EQ(code_of(three_ + "quorum d\n"), "policy.unknown-name 4");
  EXPECT_EQ(code_of("group g any a\n" + three_ + "quorum g\n"), "policy.unknown-name 1");
  EXPECT_EQ(code_of(three_ + "group g any none\n"), "policy.unknown-name 4");
  EXPECT_EQ(code_of(three_ + "group g 3 a b\n"), "policy.threshold 4");
  EXPECT_EQ(code_of(three_ + "group g 0 a b\n"), "policy.threshold 4");
  EXPECT_EQ(code_of(three_ + "group g -1 a b\n"), "policy.threshold 4");
  EXPECT_EQ(code_of(three_ + "group g most a b\n"), "policy.threshold 4");
  EXPECT_EQ(code_of(three_ + "group g 1 a a\n"), "policy.duplicate 4");
  EXPECT_EQ(code_of(three_ + "group g 1 a\ngroup h any a\n"), "policy.duplicate 5");
  EXPECT_EQ(code_of(three_ + "group a 1 b\n"), "policy.duplicate 4");
  EXPECT_EQ(code_of(three_ + witness("none")), "policy.duplicate 4");
  EXPECT_EQ(code_of(three_ + "witness d" + three_.substr(9, three_.find('\n') - 8)), "policy.duplicate 4") << "one key under two names";
  EXPECT_EQ(code_of("log " + key + "\nlog " + key + "\n"), "policy.duplicate 2");
  EXPECT_EQ(code_of("log nonsense\n"), "policy.key 1");
  EXPECT_EQ(code_of("witness x " + key + "\n"), "policy.key 1") << "the key of a log cannot witness";
  EXPECT_EQ(code_of("wittness x y\n"), "policy.line 1");
  EXPECT_EQ(code_of("group g any\n"), "policy.line 1");
  EXPECT_EQ(code_of("quorum none\r\n"), "policy.line 1");
  EXPECT_EQ(code_of(std::string(70'000, '#')), "policy.too-large 0");
}

TEST_F(Policies, OfManyLayersAreAnsweredAtOnce) {
  std::string text = witness("w") + "group g0 any w\n";
  for (int layer = 1; layer < 60; ++layer) text += fmt::format("group g{} all g{}\n", layer, layer - 1);
  auto const policy = WitnessPolicy::parse(text + "quorum g59\n");
  ASSERT_TRUE(policy) << sentence(policy.error());
  EXPECT_TRUE(policy->is_quorum({"w"}));
  EXPECT_FALSE(policy->is_quorum({"v"}));
}

TEST(TlogProofs, HoldForTheirEntryAlone) {
  SeededChance chance{6};
  TestLog log{chance};
  log.grow(300);
  for (std::uint64_t const index : {0U, 7U, 255U, 256U, 299U}) {
    auto const made = prove_entry(log.log, index, log.note(), log.verifier);
    ASSERT_TRUE(made);
    auto const text = write_tlog_proof(*made);
    EXPECT_TRUE(text.starts_with(fmt::format("c2sp.org/tlog-proof@v1\nindex {}\n", index)));
    auto const read = parse_tlog_proof(text);
    ASSERT_TRUE(read);
    EXPECT_EQ(write_tlog_proof(*read), text);
    EXPECT_TRUE(check_tlog_proof(*read, log.log.stored[index], log.verifier));
    EXPECT_EQ(check_tlog_proof(*read, "another", log.verifier).error().code.view(), "ledger.entry-not-proven");
    auto moved = *read;
    moved.index ^= 1U;
    EXPECT_FALSE(check_tlog_proof(moved, log.log.stored[index], log.verifier));
  }
  EXPECT_EQ(prove_entry(log.log, 300, log.note(), log.verifier).error().code.view(), "ledger.no-such-entry");
  TestLog const other{chance};
  EXPECT_EQ(prove_entry(log.log, 1, log.note(), other.verifier).error().code.view(), "ledger.note-signature");
}

TEST(TlogProofs, AreReadStrictlyAndWithExtraData) {
  SeededChance chance{6};
  TestLog log{chance};
  log.grow(3);
  auto const text = write_tlog_proof(*prove_entry(log.log, 1, log.note(), log.verifier));
  auto extra = text;
  extra.insert(extra.find("index"), "extra aGVsbG8=\n");
  auto const read_extra = parse_tlog_proof(extra);
  ASSERT_TRUE(read_extra);
  EXPECT_EQ(read_extra->extra, "hello");
  EXPECT_EQ(write_tlog_proof(*read_extra), extra);
  EXPECT_TRUE(check_tlog_proof(*read_extra, log.log.stored[1], log.verifier)) << "it changes nothing of what is proven";
  auto broken = extra;
  broken.replace(broken.find("aGVsbG8="), 8, "a?VsbG8=");
  for (auto const& bad : {std::string{}, std::string{"c2sp.org/tlog-proof@v1\n"}, text.substr(0, text.size() - 3), broken, text.substr(23),
                          "c2sp.org/tlog-proof@v1\nindex 01\n" + text.substr(text.find("\n\n"))}) {
    auto const read = parse_tlog_proof(bad);
    ASSERT_FALSE(read) << bad;
    EXPECT_EQ(read.error().code.view(), "ledger.proof-malformed");
  }
}

}  // namespace
}  // namespace concordat::ledger
