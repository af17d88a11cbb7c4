// SPDX-License-Identifier: Apache-2.0
#include "hub/handover/idempotency.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/id.h"
#include "hub/hub_test_tools.h"

namespace concordat::hub::proving {
namespace {

class IdempotencyKeys : public HubTest {
 protected:
  [[nodiscard]] std::string fresh() { return uuid7(clock_.now(), chance_); }
  [[nodiscard]] static KeyedRequest request(std::string key, std::string_view bytes) {
    return {{"northshire-police", "bert"}, std::move(key), request_hash({"police-incidents", bytes})};
  }
};
CONCORDAT_ON_BOTH_STORES(IdempotencyKeys);

TEST_P(IdempotencyKeys, TheSameRequestGetsTheSameAnswerAndAnotherIsRefused) {
  auto const first = answer_once(hub(), request("k1", "bytes"), fresh());
  ASSERT_EQ(code_of(first), "fine");
  EXPECT_EQ(*answer_once(hub(), request("k1", "bytes"), fresh()), *first);
  EXPECT_EQ(code_of(answer_once(hub(), request("k1", "other bytes"), fresh())), "idempotency.other-request");
  EXPECT_EQ(*answer_once(hub(), request("k1", "bytes"), fresh()), *first) << "the refusal changed nothing";
  EXPECT_NE(*answer_once(hub(), request("k2", "bytes"), fresh()), *first);
}

TEST_P(IdempotencyKeys, AreOfTheMemberWhoSentThem) {
  auto const mine = answer_once(hub(), request("k1", "bytes"), fresh());
  auto other = request("k1", "bytes");
  other.owner = {"northshire-police", "carla"};
  EXPECT_NE(*answer_once(hub(), other, fresh()), *mine);
  other.owner = {"northshire-csp", "bert"};
  EXPECT_NE(*answer_once(hub(), other, fresh()), *mine);
}

TEST_P(IdempotencyKeys, AreKeptForTwoDaysAndThenForgotten) {
  auto const first = answer_once(hub(), request("k1", "bytes"), fresh());
  clock_.set(clock_.now() + idempotency_kept - std::chrono::minutes{1});
  EXPECT_EQ(*answer_once(hub(), request("k1", "bytes"), fresh()), *first);
  clock_.set(clock_.now() + std::chrono::minutes{1});
  EXPECT_NE(*answer_once(hub(), request("k1", "other bytes"), fresh()), *first);
  EXPECT_EQ(number_of("SELECT count(*) FROM idempotency"), 1);
}

TEST_P(IdempotencyKeys, ThatCannotBeOnesAreRefused) {
  for (auto const& key : {std::string{}, std::string(201, 'k'), std::string{"a b"}, std::string{"a\x7f"}, std::string{"caf\xc3\xa9"}}) {
    EXPECT_EQ(code_of(answer_once(hub(), request(key, "bytes"), fresh())), "idempotency.bad-key") << key;
  }
  EXPECT_EQ(code_of(answer_once(hub(), request(std::string(200, 'k'), "bytes"), fresh())), "fine");
}

TEST_P(IdempotencyKeys, TwoAtOnceGetOneAnswer) {
  std::array<std::string, 4> answers;
  std::vector<std::thread> all;
  for (auto& answer : answers) {
    all.emplace_back([&] {
      SystemChance chance;
      auto own = Hub::open(options(), shelf(), clock_, chance);
      ASSERT_EQ(code_of(own), "fine");
      auto const got = answer_once(**own, request("k1", "bytes"), uuid7(clock_.now(), chance));
      EXPECT_EQ(code_of(got), "fine");
      answer = got.value_or("");
    });
  }
  for (auto& one : all) one.join();
  for (auto const& answer : answers) EXPECT_EQ(answer, answers.front());
}

TEST(Contents, DoNotRunIntoEachOther) {
  EXPECT_NE(request_hash({"a", "bc"}), request_hash({"ab", "c"}));
  EXPECT_NE(request_hash({"a", ""}), request_hash({"a"}));
}

}  // namespace
}  // namespace concordat::hub::proving
