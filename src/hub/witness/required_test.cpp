// SPDX-License-Identifier: Apache-2.0
// Where witnesses are required: nothing about people is given while no quorum has seen the ledger.
#include "hub/sharing/answers.h"
#include "hub/sharing/facts.h"
#include "hub/sharing/requests.h"
#include "hub/sharing/sharing_test_tools.h"
#include "hub/witness/witnesses.h"
#include "ledger/witness/witness_test_tools.h"

namespace concordat::hub::proving {
namespace {

class RequiredWitnesses : public RequestTest {
 protected:
  void SetUp() override {
    RequestTest::SetUp();
    if (IsSkipped()) return;
    auto with = options();
    with.before_people = check_witnessed;
    open_it(with);
    auto const key = ledger::create_witness(folder() / "witness", "police.example/witness", chance_);
    ASSERT_EQ(code_of(key), "fine");
    policy_ = fmt::format("witness police {} http://police/w\nquorum police\n", key->text());
    witness_ = std::move(*ledger::Witness::open(folder() / "witness", {*hub().log().verifier()}));
  }
  std::string given(std::string const& id) { return code_of(sharing::give(hub(), member("paul"), id, {"in-writing"})); }
  void be_seen() {
    auto const round = ask_witnesses(hub(), [&](std::string const&, std::string const& body) -> Result<WitnessAnswer> {
      auto reply = witness_->add_checkpoint(body, clock_.now());
      return WitnessAnswer{reply.status, reply.content_type, reply.body};
    });
    ASSERT_EQ(code_of(round), "fine");
    ASSERT_FALSE(round->outcomes.front().trouble);
  }

  std::string policy_;
  std::unique_ptr<ledger::Witness> witness_;
};
CONCORDAT_ON_BOTH_STORES(RequiredWitnesses);

TEST_P(RequiredWitnesses, HoldBackWhatIsAboutPeopleUntilAQuorumHasSeenTheLedger) {
  ASSERT_EQ(code_of(set_witness_policy(hub(), {policy_, {}, true})), "fine");
  clock_.set(clock_.now() + std::chrono::hours{25});
  auto const id = waiting().id;
  auto const before = *hub().log().size();
  EXPECT_EQ(given(id), "ledger.not-witnessed");
  EXPECT_EQ(*hub().log().size(), before + 1);
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  EXPECT_EQ(leaves().back().why, std::vector<std::string>{"ledger.not-witnessed"});
  be_seen();
  EXPECT_EQ(given(id), "fine") << "the request still waited";
}

TEST_P(RequiredWitnesses, AreNotWaitedForWhereTheyAreOnlyAsked) {
  ASSERT_EQ(code_of(set_witness_policy(hub(), {policy_, {}, false})), "fine");
  clock_.set(clock_.now() + std::chrono::hours{25});
  EXPECT_EQ(given(waiting().id), "fine");
}

}  // namespace
}  // namespace concordat::hub::proving
