// SPDX-License-Identifier: Apache-2.0
#include "hub/witness/witnesses.h"

#include "hub/witness/witness_hub_test_tools.h"
#include "ledger/witness/cosignature.h"

namespace concordat::hub::proving {
namespace {

class HubWitnesses : public WitnessHubTest {};
CONCORDAT_ON_BOTH_STORES(HubWitnesses);

constexpr std::string_view all_fine = "health=fine police=fine school=fine";

TEST_P(HubWitnesses, AreNotAskedWithoutAPolicy) {
  EXPECT_EQ(round(), "");
  EXPECT_EQ(state(), "no witnesses are asked");
  EXPECT_FALSE(*witnesses_due(hub()));
  EXPECT_EQ(code_of(check_witnessed(hub())), "fine");
}

TEST_P(HubWitnesses, CosignEachGrowthAndAreCounted) {
  set(policy());
  EXPECT_TRUE(*witnesses_due(hub()));
  EXPECT_EQ(state(), "never witnessed yet; 3 witnesses count");
  EXPECT_EQ(round(), all_fine);
  EXPECT_FALSE(*witnesses_due(hub())) << "nothing grew: asking leaves no leaf";
  clock_.set(clock_.now() + std::chrono::seconds{14});
  EXPECT_EQ(state(), "last witnessed 14 s ago by 3 of 3");
  grow();
  EXPECT_TRUE(*witnesses_due(hub()));
  EXPECT_EQ(round(), all_fine);
  EXPECT_EQ(state(), "last witnessed 0 s ago by 3 of 3");
  clock_.set(clock_.now() + std::chrono::minutes{61});
  EXPECT_TRUE(*witnesses_due(hub())) << "at least hourly";
  EXPECT_EQ(round(), all_fine) << "the same checkpoint with a new time";
  EXPECT_EQ(state(), "last witnessed 0 s ago by 3 of 3");
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(HubWitnesses, StandInTheCheckpointThatIsHandedOut) {
  set(policy());
  ASSERT_EQ(round(), all_fine);
  auto const note = cosigned_note(hub());
  ASSERT_TRUE(note && *note);
  auto const parsed = ledger::parse_note(**note);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->signatures.size(), 4U);
  for (auto const& [name, partner] : partners_) EXPECT_TRUE(ledger::find_cosignature(*parsed, partner.key)) << name;
  EXPECT_TRUE(ledger::open_checkpoint(**note, *hub().log().verifier()));
  grow();
  EXPECT_EQ(ledger::parse_note(**cosigned_note(hub()))->signatures.size(), 1U);
  EXPECT_EQ(**cosigned_note(hub(), true), **note) << "the newest that a quorum saw";
}

TEST_P(HubWitnesses, OfTheHostAreNeverCounted) {
  set(policy(), {"police"});
  EXPECT_EQ(round(), all_fine);
  EXPECT_EQ(state(), "last witnessed 0 s ago by 2 of 2");
  EXPECT_EQ(code_of(set_witness_policy(hub(), {policy(), {"police", "health"}})), "witness.out-of-reach");
  EXPECT_EQ(code_of(set_witness_policy(hub(), {policy(), {"nobody"}})), "witness.unknown-own");
  auto const mine = ledger::VerifierKey::make("me.example", hub().log().verifier()->public_key(), ledger::KeyType::cosigner);
  EXPECT_EQ(code_of(set_witness_policy(hub(), {fmt::format("witness me {}\nquorum me\n", mine->text())})), "witness.own-key");
  ledger::TestLog const other{chance_};
  EXPECT_EQ(code_of(set_witness_policy(hub(), {fmt::format("log {}\n{}", other.verifier.text(), policy())})), "witness.other-log");
  EXPECT_EQ(code_of(set_witness_policy(hub(), {"quorum nobody\n"})), "policy.unknown-name");
  set(fmt::format("log {}\n{}", hub().log().verifier()->text(), policy()));
}

TEST_P(HubWitnesses, AsAPolicyLeaveALeafWithItsHash) {
  set(policy(), {}, true);
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::admin);
  EXPECT_EQ(leaf.fields, (std::vector<std::string>{"witness-policy", "required"}));
  EXPECT_EQ(leaf.bundle, crypto::sha256(policy()));
  EXPECT_EQ((*witness_setting(hub()))->policy, policy());
}

TEST_P(HubWitnesses, MissingForADayStopWhatIsAboutPeopleWhereThatWasChosen) {
  set(policy());
  clock_.set(clock_.now() + std::chrono::hours{25});
  EXPECT_EQ(state(), "never witnessed yet; 3 witnesses count, overdue");
  EXPECT_EQ(code_of(check_witnessed(hub())), "fine") << "nobody said that they are required";
  set(policy(), {}, true);
  EXPECT_EQ(code_of(check_witnessed(hub())), "fine") << "a day from when it was said";
  clock_.set(clock_.now() + std::chrono::hours{25});
  EXPECT_EQ(code_of(check_witnessed(hub())), "ledger.not-witnessed");
  ASSERT_EQ(round(), all_fine);
  EXPECT_EQ(code_of(check_witnessed(hub())), "fine");
  clock_.set(clock_.now() + std::chrono::hours{24});
  EXPECT_EQ(code_of(check_witnessed(hub())), "fine");
  clock_.set(clock_.now() + std::chrono::seconds{1});
  EXPECT_EQ(code_of(check_witnessed(hub())), "ledger.not-witnessed");
}

TEST_P(HubWitnesses, ThatForgotOrKnowMoreAreFollowed) {
  set(policy());
  ASSERT_EQ(round(), all_fine);
  fs::remove_all(folder() / "witness/health/state");
  fs::create_directory(folder() / "witness/health/state");
  grow();
  EXPECT_EQ(round(), "health=witness.forgot police=fine school=fine") << "it begins again, and the hub says so";
  EXPECT_EQ(state(), "last witnessed 0 s ago by 3 of 3") << "what it signs now counts";
  EXPECT_EQ(leaves().back().fields, (std::vector<std::string>{"witness-forgot"}));
  EXPECT_EQ(leaves().back().why, (std::vector<std::string>{"witness.forgot"}));
  auto const trouble = [&] { return witness_state(hub())->witnesses.front().trouble; };
  auto const size = *hub().log().size();
  EXPECT_EQ(round(), "health=witness.forgot police=fine school=fine") << "asked about that entry";
  EXPECT_FALSE(*witnesses_due(hub())) << "it need not be asked each minute";
  EXPECT_EQ(trouble(), "witness.forgot") << "shown until somebody has asked by hand";
  EXPECT_EQ(*hub().log().size(), size) << "once";
  EXPECT_EQ(round(true), "health=witness.forgot police=fine school=fine");
  EXPECT_EQ(trouble(), "");
  EXPECT_EQ(round(true), all_fine);
  ASSERT_TRUE(hub().database().execute("DELETE FROM witness_asked"));
  grow();
  EXPECT_EQ(round(), all_fine) << "asked from nothing, they tell their size";
}

TEST_P(HubWitnesses, AreNotAskedWhereThePolicyHasNoAddress) {
  std::string text;
  for (auto const& [name, partner] : partners_) text += fmt::format("witness {} {}\n", name, partner.key.text());
  set(text + "quorum police\n");
  EXPECT_FALSE(*witnesses_due(hub()));
  EXPECT_EQ(round(), "");
}

TEST_P(HubWitnesses, AskedByHandSeeThatTheyWereAsked) {
  set(policy());
  auto const before = *hub().log().size();
  auto const done = ask_witnesses_by_hand(hub(), transport());
  ASSERT_TRUE(done);
  EXPECT_EQ(done->size, before + 1);
  EXPECT_EQ(leaves().back().fields, (std::vector<std::string>{"witness-round"}));
  auto const overview = look_at_state(hub());
  ASSERT_TRUE(overview);
  EXPECT_EQ(overview->witnesses.cosigned, 3U);
  EXPECT_EQ(overview->size, before + 2);
}

TEST_P(HubWitnesses, AreNotCountedFromTamperedRows) {
  set(policy());
  ASSERT_EQ(round(), all_fine);
  auto const size = *hub().log().size();
  ASSERT_TRUE(hub().database().execute("UPDATE witness SET name = 'other' WHERE name = 'health'"));
  ASSERT_TRUE(hub().database().execute("UPDATE witness SET note = (SELECT note FROM witness WHERE name = 'other') WHERE name = 'police'"));
  EXPECT_EQ(state(), "never witnessed yet; 3 witnesses count") << "one of three is left";
  grow();
  ASSERT_TRUE(hub().database().execute("UPDATE witness SET size = ? WHERE name = 'school'", size + 1));
  EXPECT_EQ(witness_state(hub())->witnesses.back().size, 0U) << "a cosignature over another checkpoint";
}

}  // namespace
}  // namespace concordat::hub::proving
