// SPDX-License-Identifier: Apache-2.0
// For the tests of this module: a hub whose analysts draft, whose leads sign and propose, and whose suppliers confirm.
#pragma once

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/act.h"
#include "hub/hub_test_tools.h"
#include "hub/publishing/publishing.h"
#include "hub/words_key.h"

namespace concordat::hub::proving {

class PublicEditions : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    take_in_a_quarter();
    agree();
  }
  [[nodiscard]] std::string partnership() const override {
    return replaced(std::string{partnership_yaml}, "    - {id: emil,",
                    "    - {id: lena, agency: northshire-csp, roles: [strategic-lead], trained: []}\n    - {id: piet, agency: northshire-police, roles: [strategic-lead], trained: []}\n    - {id: emil,");
  }
  void agree() {
    Terms police;
    police.role = "analyst, strategic-lead";
    auto ed = ed_terms();
    ed.role = police.role;
    bring_into_force(agreement_text(police));
    bring_into_force(agreement_text(ed));
  }
  [[nodiscard]] Member member(std::string const& id) { return **hub().member(id); }
  [[nodiscard]] Editor editor(std::string const& id, std::string role = "analyst") { return {member(id), std::move(role)}; }
  [[nodiscard]] Editor lena() { return editor("lena", "strategic-lead"); }
  [[nodiscard]] std::string drafted(std::string const& words = "The north end, on Friday nights.", std::string const& product = "hotspot-brief") {
    auto const id = open_edition(hub(), editor("anna"), {product, "violence-hotspot-analysis", {}});
    EXPECT_EQ(code_of(id), "fine");
    auto const edition = see_edition(hub(), editor("anna"), *id);
    for (auto const& section : edition->sections) {
      if (section.section.ask.empty()) continue;
      EXPECT_EQ(code_of(write_commentary(hub(), editor("anna"), *id, section.section.id, words)), "fine");
    }
    return *id;
  }
  [[nodiscard]] std::string signed_one(std::string const& words = "The north end, on Friday nights.", std::string const& product = "hotspot-brief") {
    auto id = drafted(words, product);
    EXPECT_EQ(code_of(sign_off(hub(), lena(), id)), "fine");
    return id;
  }
  [[nodiscard]] std::string proposed(std::string const& words = "The north end, on Friday nights.", std::string const& product = "hotspot-brief") {
    auto const id = propose_publication(hub(), lena(), signed_one(words, product), ReadThrough::yes);
    EXPECT_EQ(code_of(id), "fine");
    return id.value_or(std::string{});
  }
  [[nodiscard]] std::string published(std::string const& words = "The north end, on Friday nights.", std::string const& product = "hotspot-brief") {
    auto id = proposed(words, product);
    for (auto const* lead : {"edgar", "paula"}) EXPECT_EQ(code_of(confirm_publication(hub(), member(lead), id)), "fine") << lead;
    return id;
  }
  [[nodiscard]] Json content(std::string const& id) {
    auto const view = see_publication(hub(), member("anna"), id);
    EXPECT_EQ(code_of(view), "fine");
    return view ? view->content : Json{};
  }
  [[nodiscard]] std::string state(std::string const& id) {
    auto const view = see_publication(hub(), member("anna"), id);
    return view ? std::string{name_of(view->publication.state).view()} : code_of(view);
  }
  [[nodiscard]] std::string key_of(std::string const& id) { return code_of(hub().vault().key_beside({words_key(hub(), "public_edition", id, "northshire-csp"), hub().agency("northshire-csp")->number, 1}, "words")); }
  /// As if the only public edition had come to nothing, and another had been proposed with these tables in its row.
  void propose_instead(Json tables) {
    std::string text;
    std::string product;
    std::string former;
    ASSERT_EQ(code_of(hub().database().query("SELECT content, product, content_hash FROM public_edition", [&](store::Row const& row) {
      text = row.string(0);
      product = row.string(1);
      former = row.string(2);
    })), "fine");
    Act nothing;
    nothing.event = ledger::Event::admin;
    nothing.to = "northshire-csp";
    nothing.fields = {"public-edition", product};
    nothing.why = {"publication-lapsed"};
    nothing.bundle = crypto::hash_from_hex(former);
    ASSERT_EQ(code_of(record_alone(hub(), std::move(nothing))), "fine");
    auto content = *Json::parse(text);
    content.set("tables", tables);
    Act act;
    act.event = ledger::Event::admin;
    act.to = "northshire-csp";
    act.member = "lena";
    act.fields = {"public-edition", product};
    act.why = {"publication-proposed"};
    act.bundle = crypto::sha256(content.canonical());
    auto const hash = crypto::to_hex(*act.bundle);
    ASSERT_EQ(code_of(record_alone(hub(), std::move(act))), "fine");
    ASSERT_EQ(code_of(hub().database().execute("UPDATE public_edition SET figures = ?, content = ?, content_hash = ?, proposed_leaf = ?", tables.canonical(), content.canonical(), hash, leaves().size() - 1)), "fine");
  }
  void run(store::Sql statement) { ASSERT_EQ(code_of(hub().database().execute(statement)), "fine"); }
};

}  // namespace concordat::hub::proving
