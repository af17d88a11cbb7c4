// SPDX-License-Identifier: Apache-2.0
// What people typed, and its keys in another database: a row has its words, words have their key, or there is no row.
#include "hub/sharing/sealed_words.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

#include "hub/sharing/break_glass.h"
#include "hub/sharing/refusals.h"
#include "hub/sharing/request_rows.h"
#include "hub/sharing/sharing_test_tools.h"
#include "hub/words_key.h"

namespace concordat::hub::proving {
namespace {

using namespace std::chrono_literals;

/// Kills its program when it is asked once more after `left` times.
class DeadlyChance final : public Chance {
 public:
  explicit DeadlyChance(int left) : left_{left} {}
  void fill(std::span<std::byte> bytes) override {
    if (armed && left_-- == 0) ::raise(SIGKILL);
    system_.fill(bytes);
  }
  bool armed = false;

 private:
  SystemChance system_;
  int left_;
};

class SealedWords : public RequestTest {
 protected:
  [[nodiscard]] store::Connection key_database() { return std::move(*store::Connection::open(store::Url::sqlite((folder() / "keys" / "keys.db").string()))); }
  [[nodiscard]] std::int64_t keys() { return key_database().query_integer("SELECT count(*) FROM record_key")->value_or(-1); }
  [[nodiscard]] std::int64_t rows(store::Sql sql) { return hub().database().query_integer(sql)->value_or(-1); }
  /// How much there is of everything that an act writes.
  [[nodiscard]] std::string state() {
    return fmt::format("{} requests, {} refusals, {} appeals, {} answers, {} facts, {} glasses, {} looked at, {} messages, {} leaves", rows("SELECT count(*) FROM sharing_request"),
                       rows("SELECT count(*) FROM human_refusal"), rows("SELECT count(*) FROM appeal"), rows("SELECT count(*) FROM may_i"), rows("SELECT count(*) FROM fact_record"),
                       rows("SELECT count(*) FROM break_glass"), rows("SELECT count(*) FROM audit_sample"), rows("SELECT count(*) FROM outbox"), *hub().log().size());
  }
  [[nodiscard]] static std::string opens(Result<Json> const& words) { return code_of(words); }
  /// Of every request all three sealed values open.
  void every_request_opens() {
    std::vector<std::array<std::string, 3>> requests;
    std::vector<std::array<store::Bytes, 3>> sealed;
    ASSERT_TRUE(hub().database().query("SELECT id, asker, discloser, full_sealed, question_sealed, words_sealed FROM sharing_request", [&](store::Row const& row) {
      requests.push_back({row.string(0), row.string(1), row.string(2)});
      sealed.push_back({row.bytes(3), row.bytes(4), row.bytes(5)});
    }));
    for (std::size_t i = 0; i < requests.size(); ++i) {
      auto const& [id, asker, discloser] = requests[i];
      EXPECT_EQ(opens(sharing::open_words(hub(), sharing::spot_of_full(id, discloser), sealed[i][0])), "fine");
      EXPECT_EQ(opens(sharing::open_words(hub(), sharing::spot_of_question(id, discloser), sealed[i][1])), "fine");
      EXPECT_EQ(opens(sharing::open_words(hub(), sharing::spot_of_words(id, asker), sealed[i][2])), "fine");
    }
  }
  /// Asks in a program of its own, which dies at its `moment`-th use of chance. False where it came to its end before.
  [[nodiscard]] bool dies_asking(int moment) {
    auto const child = ::fork();
    if (child == 0) {
      DeadlyChance chance{moment};
      auto own = Hub::open(options(), shelf(), clock_, chance);
      if (!own) ::_exit(1);
      auto const carla = (*own)->member("carla");
      if (!carla || !*carla) ::_exit(2);
      chance.armed = true;
      auto const made = sharing::ask_agency(**own, **carla, asked());
      ::_exit(made && made->state == sharing::RequestState::waiting ? 0 : 3);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) return true;
    EXPECT_EQ(WEXITSTATUS(status), 0);
    return false;
  }
};
CONCORDAT_ON_BOTH_STORES(SealedWords);

TEST_P(SealedWords, OfOneRowAreUnderAKeyOfTheirOwnThatIsThereBeforeTheRow) {
  sharing::Spot const spot{"appeal", "words_sealed", "a", "northshire-csp"};
  auto const before = keys();
  auto transaction = store::Transaction::write(hub().database());
  ASSERT_TRUE(transaction);
  auto const sealed = sharing::seal_words(hub(), spot, Json{}.set("words", "one"));
  ASSERT_EQ(code_of(sealed), "fine");
  EXPECT_EQ(keys(), before + 1) << "durable, and seen by others, while the row is not";
  auto const more = sharing::seal_words(hub(), {"appeal", "reasons_sealed", "a", "northshire-csp"}, Json{}.set("words", "two"));
  ASSERT_EQ(code_of(more), "fine");
  EXPECT_EQ(keys(), before + 1) << "one key a row and agency";
  auto const other = sharing::seal_words(hub(), {"appeal", "words_sealed", "b", "northshire-csp"}, Json{}.set("words", "three"));
  ASSERT_EQ(code_of(other), "fine");
  EXPECT_EQ(keys(), before + 2);
  transaction->roll_back();
  EXPECT_EQ(sharing::open_words(hub(), spot, *sealed)->canonical(), "{\"words\":\"one\"}") << "a key that nothing uses does no harm, and its row may come yet";
}

TEST_P(SealedWords, OpenNowhereElseAndNeverAgainWithoutTheirKey) {
  sharing::Spot const spot{"appeal", "words_sealed", "a", "northshire-csp"};
  auto const sealed = sharing::seal_words(hub(), spot, Json{}.set("words", "one"));
  auto const other = sharing::seal_words(hub(), {"appeal", "words_sealed", "b", "northshire-csp"}, Json{}.set("words", "two"));
  ASSERT_TRUE(sealed && other);
  EXPECT_NE(code_of(sharing::open_words(hub(), {"appeal", "words_sealed", "b", "northshire-csp"}, *sealed)), "fine");
  EXPECT_NE(code_of(sharing::open_words(hub(), {"appeal", "reasons_sealed", "a", "northshire-csp"}, *sealed)), "fine");
  EXPECT_NE(code_of(sharing::open_words(hub(), {"appeal", "words_sealed", "a", "northshire-police"}, *sealed)), "fine");
  EXPECT_NE(code_of(sharing::open_words(hub(), spot, {})), "fine");
  ASSERT_TRUE(hub().vault().erase(std::array{words_key(hub(), "appeal", "a", "northshire-csp")}));
  EXPECT_EQ(code_of(sharing::open_words(hub(), spot, *sealed)), "keys.erased");
  EXPECT_EQ(code_of(sharing::seal_words(hub(), spot, Json{}.set("words", "three"))), "keys.erased") << "nor is anything added to what is gone";
  EXPECT_EQ(code_of(sharing::open_words(hub(), {"appeal", "words_sealed", "b", "northshire-csp"}, *other)), "fine") << "one row's key is no other row's";
}

TEST_P(SealedWords, StayReadableUnderANewerKeyOfTheirAgency) {
  sharing::Spot const spot{"appeal", "words_sealed", "a", "northshire-csp"};
  auto const sealed = sharing::seal_words(hub(), spot, Json{}.set("words", "one"));
  ASSERT_TRUE(sealed);
  ASSERT_EQ(code_of(hub().vault().make_agency_key(hub().agency("northshire-csp")->number)), "fine");
  auto const again = sharing::seal_words(hub(), spot, Json{}.set("words", "two"));
  ASSERT_EQ(code_of(again), "fine");
  EXPECT_EQ(sharing::open_words(hub(), spot, *sealed)->canonical(), "{\"words\":\"one\"}");
  EXPECT_EQ(sharing::open_words(hub(), spot, *again)->canonical(), "{\"words\":\"two\"}");
}

TEST_P(SealedWords, ALockedKeyDatabaseIsOneSentenceAndNothingIsKept) {  // S51
  bring_into_force(conference_text());
  know_all();
  auto const waits = ask();
  auto const declined = ask();
  ASSERT_EQ(code_of(sharing::decline(hub(), member("paul"), declined.id, reasons())), "fine");
  auto const glass = sharing::break_glass(hub(), member("chair"), matter, "life", "He was seen with a knife outside");
  ASSERT_EQ(code_of(glass), "fine");
  ASSERT_EQ(code_of(sharing::end_glass(hub(), member("chair"), glass->id)), "fine");
  auto impatient = options();
  impatient.patience = 50ms;
  open_it(impatient);
  std::pair<char const*, std::function<std::string()>> const acts[] = {
      {"ask", [&] { return code_of(sharing::ask_agency(hub(), member("carla"), asked())); }},
      {"may I", [&] { return code_of(sharing::may_i(hub(), member("carla"), question())); }},
      {"fact", [&] { return code_of(sharing::record_fact(hub(), member("carla"), band(2))); }},
      {"break glass", [&] { return code_of(sharing::break_glass(hub(), member("carla"), matter, "life", "He was seen with a knife outside")); }},
      {"review", [&] { return code_of(sharing::review_glass(hub(), member("greta"), glass->id, "justified", "It was the right thing")); }},
      {"decline", [&] { return code_of(sharing::decline(hub(), member("paul"), waits.id, reasons())); }},
      {"appeal", [&] { return code_of(sharing::appeal(hub(), member("carla"), declined.id, "He is in danger now")); }},
  };
  auto const before = state();
  for (auto const& [name, act] : acts) {
    auto other = key_database();
    auto holding = store::Transaction::write(other);
    ASSERT_TRUE(holding);
    EXPECT_EQ(act(), "words.keys-busy") << name;
    EXPECT_EQ(state(), before) << name << ": no row without its words, no message and no entry about what was not kept";
  }
  every_request_opens();
  for (auto const& [name, act] : acts) EXPECT_EQ(act(), "fine") << name << " when it has finished";
  every_request_opens();
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(SealedWords, AKeyDatabaseThatIsBusyForAMomentIsWaitedFor) {
  bring_into_force(conference_text());
  auto other = key_database();
  auto holding = store::Transaction::write(other);
  ASSERT_TRUE(holding);
  std::atomic<bool> asking = false;
  std::thread frees{[&] {
    while (!asking) std::this_thread::sleep_for(1ms);
    std::this_thread::sleep_for(100ms);
    holding->roll_back();
  }};
  asking = true;
  auto const made = ask();
  frees.join();
  EXPECT_EQ(made.reference, matter);
  every_request_opens();
}

TEST_P(SealedWords, KilledAtAnyMomentARequestHasItsWordsAndTheWordsTheirKey) {
  bring_into_force(conference_text());
  know_all();
  auto const requests = rows("SELECT count(*) FROM sharing_request");
  auto const keys_before = keys();
  hub_.reset();
  int moment = 0;
  while (moment < 200 && dies_asking(moment)) ++moment;
  ASSERT_GT(moment, 6) << "an id, two keys and three sealed values need chance";
  ASSERT_LT(moment, 200);
  open_it();
  EXPECT_EQ(rows("SELECT count(*) FROM sharing_request"), requests + 1) << "nobody drew chance after the row was kept; the last one lived";
  EXPECT_GT(keys(), keys_before + 2) << "keys come first: those of the dead have no row";
  every_request_opens();
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

}  // namespace
}  // namespace concordat::hub::proving
