// SPDX-License-Identifier: Apache-2.0
// For the tests of this module: everything that linkage keeps, as one text, and short ways to decide.
#pragma once

#include "hub/linkage/linkage_test_tools.h"
#include "hub/linkage/review/decisions.h"
#include "hub/linkage/review/queue.h"
#include "hub/linkage/review/sight.h"
#include "hub/sharing/facts.h"
#include "hub/sharing/requests.h"

namespace concordat::hub::proving {

constexpr auto because = "Seen in both files";

class ReviewTest : public LinkageTest {
 protected:
  [[nodiscard]] std::string partnership() const override {
    return replaced(LinkageTest::partnership(), "  areas:\n",
                    "    - {id: csp-homes, agency: northshire-csp, title: \"Homes\", profile: housing, every: P1M, due_within: P15D, first_period: \"2026-07\"}\n  areas:\n");
  }
  /// Dora of the school (1) and of the partnership (3) are nearly the same; Anna (2 and 4) is the same but for what she is said to be.
  void send_look_alikes() {
    send("school-people", {{"s1", "Dill", "Dora", "07/08/2008", "E1 1AA"}, {"s2", "Aster", "Anna"}});
    send("csp-people", {{"c1", "Dill", "Dora", "07/08/2009", "E9 9ZZ"}, {"c2", "Aster", "Anna", "01/02/2010", "N15 4AA", "Suspect"}});
    link();
  }
  /// Everything that decides who is whom: what an undoing must restore.
  [[nodiscard]] std::string everything() {
    std::string text;
    auto const add = [&](store::Sql sql) {
      auto const read = hub().database().query(sql, [&](store::Row const& row) {
        for (int i = 0; i < row.columns(); ++i) text += (row.is_null(i) ? std::string{"-"} : row.string(i)) + '|';
        text += '\n';
      });
      EXPECT_EQ(code_of(read), "fine") << sql.view();
      text += "--\n";
    };
    add("SELECT CAST(id AS TEXT), created_at FROM person ORDER BY id");
    add("SELECT CAST(id AS TEXT), CAST(person AS TEXT), CAST(source_record AS TEXT), reason, model_version, linked_by, linked_at FROM link ORDER BY id");
    add("SELECT CAST(person AS TEXT), reason, since FROM person_attention ORDER BY person");
    add("SELECT CAST(id AS TEXT), CAST(left_record AS TEXT), CAST(right_record AS TEXT), state, why, queued_at, assigned_to, assigned_at, outcome, CAST(decided_weight AS TEXT) FROM link_pair ORDER BY id");
    add("SELECT decision, kind, CAST(record AS TEXT), CAST(mark AS TEXT) FROM link_override ORDER BY decision, record");
    return text;
  }
  [[nodiscard]] std::int64_t pair_of(links::Record left, links::Record right) {
    return hub().database().query_integer("SELECT id FROM link_pair WHERE left_record = ? AND right_record = ?", left, right)->value_or(0);
  }
  [[nodiscard]] links::Person person_of(links::Record record) { return hub().database().query_integer("SELECT person FROM link WHERE source_record = ?", record)->value_or(0); }
  Result<links::Decided> decide(std::string_view who, std::int64_t pair, std::string const& outcome) { return links::decide_pair(hub(), member(who), pair, outcome, because); }
  links::Decided decided(std::string_view who, std::int64_t pair, std::string const& outcome) {
    auto const done = decide(who, pair, outcome);
    EXPECT_EQ(code_of(done), "fine") << outcome;
    return done ? *done : links::Decided{};
  }
  /// The school shows reviewers of the partnership names and birth dates, each with the role; and these fields.
  void agree_on_review(std::vector<std::string> const& also = {}) {
    std::string const last = "        - {field: person.date_of_birth, as: value}\n";
    auto items = last;
    for (auto const& field : also) items += fmt::format("        - {{field: {}, as: value}}\n", field);
    bring_into_force(replaced(agreement(), last, items));
    auto const asked = sharing::ask_agency(hub(), member("rita"), {"northshire-school", "linkage-reviewer", "prevent-serious-violence", {"person.family_name"}, "personalised", "victim",
                                                                    std::string{links::review_matter}, "To tell whether two records are of one child"});
    ASSERT_EQ(code_of(asked), "fine");
    sharing::NewFact fact;
    fact.kind = "guardian";
    fact.request = asked->id;
    fact.word = "caldicott-guardian";
    ASSERT_EQ(code_of(sharing::record_fact(hub(), member("guard"), fact)), "fine");
  }
  [[nodiscard]] static std::string agreement() {
    return R"(agreement:
  format: concordat-agreement/1
  id: isa.northshire.link-review
  version: 1
  title: Review of links
  summary: Reviewers see what they need to tell whether two records are of one person.
  status: signed
  in_force: {from: "2026-05-01", until: "2027-05-01"}
  review_by: "2027-01-01"
  dpia: {ref: "DPIA-1", approved: "2026-04-02", owner: data-protection-officer}
  eia: {ref: "EIA-1", approved: "2026-04-02", owner: information-governance-lead}
  contact: {agency: northshire-csp, role: information-governance-lead}
  parties:
    - {agency: northshire-school, kind: school, acts_as: [discloser]}
    - {agency: northshire-csp, kind: local-authority, acts_as: [recipient]}
  purposes:
    - {id: prevent-serious-violence, because: "To keep children safe"}
  rules:
    - id: review
      discloser: [northshire-school]
      recipient: [northshire-csp]
      recipient_roles: [linkage-reviewer]
      purposes: [prevent-serious-violence]
      gateway: cda1998-s115
      form: personalised
      items:
        - {field: person.role_in_concern, as: value}
        - {field: person.family_name, as: value}
        - {field: person.given_name, as: value}
        - {field: person.date_of_birth, as: value}
      conditions:
        decision_recorded: {by: caldicott-guardian, of: discloser, not_older_than: P1Y}
        necessity: {stated: true}
      retention: {keep_for: P6M, from: received, then: delete}
      onward: none
      why: Records of one child must not be taken for those of two
)";
  }
};

}  // namespace concordat::hub::proving
