// SPDX-License-Identifier: Apache-2.0
// A hub and witnesses that it asks without a network; each may be told to misbehave.
#pragma once

#include <map>

#include "hub/hub_test_tools.h"
#include "hub/witness/look.h"
#include "hub/witness/witnesses.h"
#include "ledger/witness/witness_test_tools.h"

namespace concordat::hub::proving {

class WitnessHubTest : public HubTest {
 protected:
  struct Partner {
    std::string name;
    ledger::VerifierKey key;
    std::unique_ptr<ledger::Witness> witness;
    std::function<Result<WitnessAnswer>(std::string const& body)> instead = {};  ///< misbehaviour
    std::string shows = {};  ///< by one that misbehaves, where it is asked for the checkpoint it saw; empty: it knows no such question
    std::string proves = {};  ///< the same, where it is asked for a proof
    int asked = 0;
  };

  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    for (auto const* name : {"police", "health", "school"}) {
      auto const folder_of_it = folder() / "witness" / name;
      auto key = ledger::create_witness(folder_of_it, std::string{name} + ".example/witness", chance_);
      ASSERT_EQ(code_of(key), "fine");
      partners_.emplace(name, Partner{name, *key, nullptr});
      reopen(name);
    }
  }
  void reopen(std::string const& name) {
    auto opened = ledger::Witness::open(folder() / "witness" / name, {*hub().log().verifier()});
    ASSERT_EQ(code_of(opened), "fine");
    partners_.at(name).witness = std::move(*opened);
  }
  [[nodiscard]] std::string policy(std::string_view quorum = "group two 2 police health school\nquorum two\n") const {
    std::string text;
    for (auto const& [name, partner] : partners_) text += fmt::format("witness {} {} http://{}/w\n", name, partner.key.text(), name);
    return text + std::string{quorum};
  }
  [[nodiscard]] AskWitness transport() {
    return [this](std::string const& url, std::string const& body) -> Result<WitnessAnswer> {
      auto const name = url.substr(7, url.find('/', 7) - 7);
      auto& partner = partners_.at(name);
      auto const log = ledger::name_of_log(hub().log().verifier()->name());
      if (body.empty()) return shown(partner, url == "http://" + name + "/w/" + log + "/split-view");
      EXPECT_EQ(url, "http://" + name + "/w/add-checkpoint");
      ++partner.asked;
      EXPECT_FALSE(hub().database().in_transaction()) << "a slow witness would hold everybody up";
      if (partner.instead) return partner.instead(body);
      auto reply = partner.witness->add_checkpoint(body, clock_.now());
      return WitnessAnswer{reply.status, reply.content_type, reply.body};
    };
  }
  Result<WitnessAnswer> shown(Partner& partner, bool proof) {
    auto const log = ledger::name_of_log(hub().log().verifier()->name());
    auto const& instead = proof ? partner.proves : partner.shows;
    if (partner.instead) return instead.empty() ? WitnessAnswer{404, "text/plain", ""} : WitnessAnswer{200, "text/plain", instead};
    auto reply = proof ? partner.witness->split_view(log) : partner.witness->checkpoint(log);
    return WitnessAnswer{reply.status, reply.content_type, reply.body};
  }
  /// name=trouble, in order; "fine" where it cosigned.
  std::string round(bool by_hand = false) {
    auto const done = by_hand ? ask_witnesses_by_hand(hub(), transport()) : ask_witnesses(hub(), transport());
    if (!done) return code_of(done);
    std::string said;
    for (auto const& one : done->outcomes) said += fmt::format("{}{}={}", said.empty() ? "" : " ", one.name, one.trouble ? one.trouble->code.view() : "fine");
    return said;
  }
  void set(std::string const& text, std::vector<std::string> own = {}, bool required = false) {
    ASSERT_EQ(code_of(set_witness_policy(hub(), {text, std::move(own), required})), "fine");
  }
  [[nodiscard]] std::string state() {
    auto const now = witness_state(hub());
    return now ? words_of(*now, clock_.now()) + (now->overdue ? ", overdue" : "") : code_of(now);
  }
  void grow() { ASSERT_TRUE(look_at_state(hub())); }

  std::map<std::string, Partner> partners_;
};

}  // namespace concordat::hub::proving
