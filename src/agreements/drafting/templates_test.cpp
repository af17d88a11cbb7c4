// SPDX-License-Identifier: Apache-2.0
// The shipped templates: each loads with nothing to remark on once it is filled in, and each is held against its table of
// expectations by a reading of the document that shares nothing with the decision engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

#include "agreements/check.h"
#include "agreements/drafting/draft.h"
#include "agreements/engine/bundle.h"
#include "agreements/statute.h"
#include "agreements/testing.h"
#include "agreements/together/together.h"
#include "base/file.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "catalogue/decode.h"

namespace concordat::agreements {
namespace {

using testing::day;
using Texts = std::set<std::string, std::less<>>;

std::string const source = CONCORDAT_SOURCE_DIR;
std::string const folder = source + "/definitions/agreements/templates";

std::map<std::string, Texts, std::less<>> const& facts_of_condition() {
  static std::map<std::string, Texts, std::less<>> const facts{
      {"trained", {"trained"}},
      {"area", {"in-area"}},
      {"case", {"case-open", "case-member", "subject-listed"}},
      {"necessity", {"necessity-stated"}},
      {"consent", {"consent-given"}},
      {"decision_recorded", {"decision-recorded"}},
      {"concern", {"concern-high"}},
      {"handling", {"handling-p"}},
      {"time", {"in-hours"}}};
  return facts;
}

struct Case {
  std::string says, discloser, recipient, role, subject_role, purpose, form, answer, reason;
  std::vector<std::string> fields, facts, conditions;
  std::uint32_t line = 0;
  bool has(std::string_view fact) const { return std::find(facts.begin(), facts.end(), fact) != facts.end(); }
};

Case case_from(catalogue::Node const& node, catalogue::Remarks remarks) {
  auto map = catalogue::MapReader{node, remarks, "a case"};
  Case out;
  out.line = node.line;
  out.says = map.text("says");
  out.discloser = map.text("discloser");
  out.recipient = map.text("recipient");
  out.role = map.text("role");
  out.subject_role = map.text_or("subject_role", "");
  out.purpose = map.text("purpose");
  out.form = map.text("form");
  out.fields = map.texts("fields");
  out.facts = map.texts_or_none("facts");
  out.answer = map.choice("answer", "unknown-answer", {"yes", "yes-if", "no"});
  out.conditions = map.texts_or_none("conditions");
  out.reason = map.text_or("reason", "");
  map.done();
  return out;
}

struct Answer {
  std::string answer;
  Texts conditions = {};
  std::string reason = {};
};

class Templates : public ::testing::TestWithParam<std::string> {
 protected:
  static void SetUpTestSuite() {
    loaded = new catalogue::LoadedCatalogue{catalogue::Catalogue::load(source + "/definitions")};
    for (auto const& finding : loaded->findings) {
      if (finding.code != "placeholder") ADD_FAILURE() << sentence(finding);  // it is a template
    }
    vocabulary = new Vocabulary{vocabulary_from(loaded->catalogue)};
  }
  static void TearDownTestSuite() {
    delete vocabulary;
    delete loaded;
  }

  static Template made_from(std::string const& id) {
    auto text = read_file(folder + "/" + id + ".yaml", 1 << 20);
    auto one = text ? read_template(id, std::move(*text)) : std::nullopt;
    if (!one) ADD_FAILURE() << id << " is no template";
    return one ? std::move(*one) : Template{};
  }

  /// Filled in with itself, so that the expectations may name the placeholders.
  static Agreement filled(std::string const& id) {
    auto const one = made_from(id);
    auto wish = DraftWish{.from = day("2026-12-01")};
    for (auto const& placeholder : one.placeholders) {
      if (placeholder.name.find("dpia") == std::string::npos && placeholder.name.find("eia") == std::string::npos) continue;
      wish.values[placeholder.name] = placeholder.name.ends_with("-day") ? "2026-11-01" : "A-1";
    }
    auto const drafted = draft_from(one, wish);
    auto parsed = load(drafted.draft->text, id, *vocabulary, day("2026-12-02"));
    for (auto const& finding : parsed.findings) {
      if (finding.code != "placeholder") ADD_FAILURE() << sentence(finding);
    }
    return parsed.agreement ? std::move(*parsed.agreement) : Agreement{};
  }

  static std::vector<Case> cases(std::string const& id) {
    auto const document = catalogue::read_yaml_file(folder + "/expectations/" + id + ".yaml");
    if (!document) {
      ADD_FAILURE() << sentence(document.error());
      return {};
    }
    Findings findings;
    auto const remarks = catalogue::Remarks{id, findings};
    auto map = catalogue::MapReader{*document, remarks, "the expectations"};
    map.choice("format", "unknown-format", {"concordat-expectations/1"});
    EXPECT_EQ(map.text("template"), id);
    std::vector<Case> out;
    for (auto const& node : map.need("cases", catalogue::Node::Kind::list)->items) out.push_back(case_from(node, remarks));
    map.done();
    for (auto const& finding : findings) ADD_FAILURE() << sentence(finding);
    return out;
  }

  static bool fits(Words const& patterns, std::string const& field) {
    auto const* const words = vocabulary->field(field);
    return words != nullptr && std::any_of(words->names.begin(), words->names.end(), [&](auto const& name) { return covers_any(patterns, name); });
  }

  static bool same_purpose(std::string const& left, std::string const& right) {
    auto const found = vocabulary->purposes.find(left);
    return left == right || (found != vocabulary->purposes.end() && std::find(found->second.begin(), found->second.end(), right) != found->second.end());
  }

  static bool names(Words const& purposes, std::string const& purpose) {
    return std::any_of(purposes.begin(), purposes.end(), [&](Word const& word) { return same_purpose(word.text, purpose); });
  }

  /// What stands above every rule; empty: nothing.
  static std::string barred(Agreement const& agreement, Case const& one) {
    if (vocabulary->bars(one.purpose)) return "barred-purpose";
    if (vocabulary->enforcement_purposes.contains(one.purpose) && vocabulary->protective_roles.contains(one.subject_role)) return "protected-subject";
    auto all = load_statute(source + "/definitions/statute.yaml", *vocabulary).prohibitions;
    all.insert(all.end(), agreement.prohibitions.begin(), agreement.prohibitions.end());
    for (auto const& prohibition : all) {
      auto const& kinds = prohibition.recipient_kinds;
      if (!kinds.empty() && std::find(kinds.begin(), kinds.end(), agreement.party(one.recipient)->kind.text) == kinds.end()) continue;
      auto const touched = std::any_of(one.fields.begin(), one.fields.end(), [&](auto const& field) { return fits(prohibition.items, field); });
      if (!touched || !prohibition.combined_with.empty() || (prohibition.bulk_over && !one.has("whole-list"))) continue;
      if (!prohibition.any_purpose && !names(prohibition.purposes, one.purpose)) continue;
      auto const& roles = prohibition.when_subject_is;
      if (roles.empty()) return "prohibited";
      auto const is = [&](std::string const& role) { return role == one.subject_role || (role == "at-risk" && one.subject_role.starts_with("at_risk_")); };
      if (std::any_of(roles.begin(), roles.end(), is)) return "not-allowed-subject";
    }
    for (auto const& clause : agreement.never_together) {
      if (clause.unless_form && form_from(one.form) <= clause.unless_form) continue;
      if (std::count_if(one.fields.begin(), one.fields.end(), [&](auto const& field) { return fits(clause.items, field); }) > 1) return "never-together";
    }
    return {};
  }

  static Texts unmet(Conditions const& conditions, Case const& one) {
    Texts out;
    for (auto const& [name, value] : conditions.written) {
      auto const known = facts_of_condition().find(name);
      if (known != facts_of_condition().end()) {
        for (auto const& fact : known->second) {
          if (!one.has(fact)) out.insert(name);
        }
      }
    }
    if (conditions.age) {
      auto const met = conditions.age->to < 18 ? one.has("under-18") : one.has("adult");
      if (!met) out.insert("age");
    }
    if (conditions.approvals && !one.has("approved-by-two") && (conditions.approvals->at_least > 1 || !one.has("approved"))) out.insert("approvals");
    return out;
  }

  static bool apart(Agreement const& agreement, Rule const& rule, Case const& one) {
    return std::any_of(agreement.must_go_together.begin(), agreement.must_go_together.end(), [&](MustGoTogether const& clause) {
      if (contains(clause.except_rules, rule.id.text)) return false;
      if (std::none_of(one.fields.begin(), one.fields.end(), [&](auto const& field) { return fits(clause.items, field); })) return false;
      return std::any_of(clause.with.begin(), clause.with.end(),
                         [&](Word const& word) { return std::find(one.fields.begin(), one.fields.end(), word.text) == one.fields.end(); });
    });
  }

  /// The nearer a rule comes, the better the reason it gives.
  static Answer answer(Agreement const& agreement, Case const& one) {
    if (auto const reason = barred(agreement, one); !reason.empty()) return {"no", {}, reason};
    Answer out{"no", {}, "field-not-covered"};
    auto const nearer = [&](std::string_view reason) {
      constexpr std::string_view order = "field-not-covered purpose role form must-go-together";
      if (out.answer == "no" && order.find(reason) > order.find(out.reason)) out.reason = reason;
    };
    if (std::none_of(agreement.purposes.begin(), agreement.purposes.end(), [&](Purpose const& purpose) { return same_purpose(purpose.id.text, one.purpose); })) out.reason = "purpose";
    auto const between = [&](Rule const& rule) { return contains(rule.disclosers, one.discloser) && contains(rule.recipients, one.recipient); };
    if (std::none_of(agreement.rules.begin(), agreement.rules.end(), between)) return {"no", {}, "no-agreement"};
    for (auto const& rule : agreement.rules) {
      auto const gives = [&](std::string const& field) { return rule.item(field) != nullptr; };
      if (!between(rule) || !std::all_of(one.fields.begin(), one.fields.end(), gives)) continue;
      if (!names(rule.purposes, one.purpose)) {
        nearer("purpose");
      } else if (!contains(rule.recipient_roles, one.role)) {
        nearer("role");
      } else if (form_from(one.form) > rule.form) {
        nearer("form");
      } else if (apart(agreement, rule, one)) {
        nearer("must-go-together");
      } else {
        auto const missing = unmet(rule.conditions, one);
        if (missing.empty()) return {"yes", {}, {}};
        out = {"yes-if", out.conditions, {}};
        out.conditions.insert(missing.begin(), missing.end());
      }
    }
    return out;
  }

  static Request request(Case const& one) {
    Request out{.asker = one.recipient, .roles = {one.role}, .discloser = one.discloser, .purpose = one.purpose,
                .form = form_from(one.form).value_or(Form::personalised), .fields = one.fields};
    if (one.has("in-area")) out.areas = {"your-area"};
    if (one.has("one-person")) out.subjects = 1;
    if (one.has("whole-list")) out.subjects = 200;
    if (!one.subject_role.empty()) out.subject_role = one.subject_role;
    if (one.has("necessity-stated")) out.necessity_stated = true;
    return out;
  }

  static void know_the_person(Agreement const& agreement, Case const& one, PersonFacts& person) {
    person.cases.emplace();
    person.decisions.emplace();
    for (auto const& rule : agreement.rules) {
      auto const& conditions = rule.conditions;
      if (conditions.case_terms && one.has("case-open")) {
        person.cases->push_back({conditions.case_terms->type, true, one.has("case-member"), one.has("subject-listed")});
      }
      if (conditions.decision_recorded && one.has("decision-recorded")) {
        auto const& of = conditions.decision_recorded->of == "discloser" ? one.discloser : one.recipient;
        person.decisions->push_back({conditions.decision_recorded->by, of, day("2026-12-01"), true});
      }
    }
    if (one.has("consent-given")) person.consents = {{.from = "subject", .purposes = {one.purpose}, .given = day("2026-11-01")}};
    if (one.has("concern-high")) person.concerns = {{.tool = "joint-assessment", .band = 4, .assessed = day("2026-11-20")}};
    if (one.has("under-18")) person.age = 15;
    if (one.has("adult")) person.age = 30;
    if (one.has("in-area")) person.areas = {{"your-area"}};
    if (one.has("handling-p")) person.handling = {{"P"}};
    if (!one.subject_role.empty()) person.role = one.subject_role;
  }

  static Facts facts(Agreement const& agreement, Case const& one) {
    Facts out{.today = day("2026-12-02"), .trained = {{}}, .minute = one.has("in-hours") ? 12 * 60 : 3 * 60};
    if (one.has("trained")) out.trained->emplace("information-handling", day("2026-06-01"));
    know_the_person(agreement, one, out.person);
    out.approvals.emplace();
    for (auto const& rule : agreement.rules) {
      if (!rule.conditions.approvals) continue;
      auto const& role = rule.conditions.approvals->roles.front();
      if (one.has("approved") || one.has("approved-by-two")) out.approvals->push_back({"first", role, one.discloser, day("2026-12-01")});
      if (one.has("approved-by-two")) out.approvals->push_back({"second", role, one.discloser, day("2026-12-01")});
    }
    return out;
  }

  static Decision decided(Agreement const& agreement, Case const& one) {
    static auto const statute = load_statute(source + "/definitions/statute.yaml", *vocabulary);
    std::vector<InForce> const held{{.agreement = &agreement, .signatures = SignatureState::complete, .assessed = true}};
    return Bundle::compile(held, statute.prohibitions, *vocabulary).decide(request(one), facts(agreement, one));
  }

  /// The case with every fact of these conditions known.
  static Case with(Case one, std::vector<std::string> const& conditions) {
    for (auto const& condition : conditions) {
      if (condition == "age") one.facts.emplace_back(one.has("adult") || one.purpose == "offender-management" ? "adult" : "under-18");
      if (condition == "approvals") one.facts.emplace_back("approved-by-two");
      auto const found = facts_of_condition().find(condition);
      if (found != facts_of_condition().end()) one.facts.insert(one.facts.end(), found->second.begin(), found->second.end());
    }
    return one;
  }

  inline static catalogue::LoadedCatalogue* loaded = nullptr;
  inline static Vocabulary* vocabulary = nullptr;
};

TEST_P(Templates, LoadsWithNothingToRemarkOn) {
  auto const agreement = filled(GetParam());
  EXPECT_FALSE(agreement.rules.empty());
  EXPECT_FALSE(agreement.summary.empty());
  EXPECT_TRUE(agreement.contact);
  EXPECT_EQ(agreement.status, Status::draft);
}

TEST_P(Templates, KeepsTheHardEdges) {
  auto const agreement = filled(GetParam());
  for (auto const& rule : agreement.rules) {
    if (rule.form <= Form::depersonalised) continue;
    for (auto const& discloser : rule.disclosers) {
      auto const* const body = loaded->catalogue.body(agreement.party(discloser.text)->kind.text);
      ASSERT_NE(body, nullptr);
      auto const confidential = loaded->catalogue.covers({"health"}, body->id) || body->id == "childrens_services" || body->id == "adult_services";
      EXPECT_FALSE(confidential && rule.gateway.text.starts_with("pcsc2022")) << rule.id.text;  // S18
    }
    // S13: what somebody agreed to be told to one is not told to another.
    EXPECT_FALSE(rule.gateway.text == "consent-and-duty-of-care" && rule.onward != Onward::none) << rule.id.text;
    // S11, S17: never a whole list; no such use, whatever the item.
    for (auto const& item : rule.items) {
      auto const never = [&](std::string const& purpose) {
        return std::any_of(agreement.prohibitions.begin(), agreement.prohibitions.end(), [&](Prohibition const& one) {
          return names(one.purposes, purpose) && one.when_subject_is.empty() && fits(one.items, item.field.text);
        });
      };
      EXPECT_TRUE(never("immigration-enforcement")) << rule.id.text << ' ' << item.field.text;
      EXPECT_TRUE(never("benefit-fraud")) << rule.id.text << ' ' << item.field.text;
      EXPECT_TRUE(never("employment-vetting")) << rule.id.text << ' ' << item.field.text;
    }
    auto const bulk = [&](Prohibition const& one) {
      return one.any_purpose && one.bulk_over && std::any_of(rule.items.begin(), rule.items.end(), [&](Item const& item) { return fits(one.items, item.field.text); });
    };
    auto const named = rule.item("person.name") != nullptr;
    EXPECT_TRUE(!named || std::any_of(agreement.prohibitions.begin(), agreement.prohibitions.end(), bulk)) << rule.id.text;
  }
}

TEST_P(Templates, AnswersAsItsExpectationsSay) {
  auto const agreement = filled(GetParam());
  auto const all = cases(GetParam());
  EXPECT_GE(all.size(), 5U);
  for (auto const& one : all) {
    auto const found = answer(agreement, one);
    EXPECT_EQ(found.answer, one.answer) << GetParam() << ':' << one.line << ": " << one.says << ' ' << found.reason;
    EXPECT_EQ(found.conditions, Texts(one.conditions.begin(), one.conditions.end())) << one.line << ": " << one.says;
    EXPECT_EQ(found.reason, one.reason) << GetParam() << ':' << one.line << ": " << one.says;
  }
}

TEST_P(Templates, IsDecidedAsItsExpectationsSay) {
  auto agreement = filled(GetParam());
  agreement.status = Status::agreed;
  for (auto const& one : cases(GetParam())) {
    auto const decision = decided(agreement, one);
    auto const told = to_json(decision, Telling::full).canonical();
    EXPECT_EQ(decision.all_permitted(), one.answer == "yes") << GetParam() << ':' << one.line << ": " << one.says << '\n' << told;
    if (one.answer == "yes-if") {
      EXPECT_TRUE(decided(agreement, with(one, one.conditions)).all_permitted())
          << GetParam() << ':' << one.line << ": " << one.says << '\n' << to_json(decided(agreement, with(one, one.conditions)), Telling::full).canonical();
    }
    if (one.answer != "no") continue;
    // Whatever the facts.
    std::vector<std::string> every{"age", "approvals"};
    for (auto const& [condition, needed] : facts_of_condition()) every.push_back(condition);
    EXPECT_FALSE(decided(agreement, with(one, every)).all_permitted()) << GetParam() << ':' << one.line << ": " << one.says;
    auto const gives_it = [&](FieldRefusal const& refusal) {
      return std::any_of(refusal.reasons.begin(), refusal.reasons.end(), [&](Reason reason) { return name_of(reason) == one.reason; });
    };
    EXPECT_TRUE(std::any_of(decision.full.begin(), decision.full.end(), gives_it)) << GetParam() << ':' << one.line << ": " << one.says << '\n' << told;
  }
}

TEST_P(Templates, AsksForNothingTheHubsOwnProhibitionsForbid) {
  auto const statute = load_statute(source + "/definitions/statute.yaml", *vocabulary);
  std::vector<Prohibition const*> bars;
  for (auto const& prohibition : statute.prohibitions) bars.push_back(&prohibition);
  ASSERT_FALSE(bars.empty());
  auto const agreement = filled(GetParam());
  for (auto const& rule : agreement.rules) EXPECT_EQ(items_barred(agreement, rule, bars, *vocabulary), 0U) << rule.id.text;
}

TEST_P(Templates, ExpectationsUseOnlyWordsTheHubKnows) {
  auto const agreement = filled(GetParam());
  auto const page = read_file(source + "/docs/formats/agreement.md", 1 << 20);
  ASSERT_TRUE(page);
  Texts facts{"one-person", "whole-list", "under-18", "adult", "approved", "approved-by-two"};
  Texts conditions{"age", "approvals", "suppress_when"};
  for (auto const& [condition, needed] : facts_of_condition()) {
    conditions.insert(condition);
    facts.insert(needed.begin(), needed.end());
  }
  std::set<std::string> answers;
  for (auto const& one : cases(GetParam())) {
    answers.insert(one.answer);
    EXPECT_NE(agreement.party(one.discloser), nullptr) << one.discloser;
    EXPECT_NE(agreement.party(one.recipient), nullptr) << one.recipient;
    EXPECT_TRUE(vocabulary->roles.contains(one.role)) << one.role;
    EXPECT_TRUE(one.subject_role.empty() || vocabulary->subject_roles.contains(one.subject_role)) << one.subject_role;
    EXPECT_TRUE(vocabulary->purposes.contains(one.purpose)) << one.purpose;
    EXPECT_TRUE(form_from(one.form)) << one.form;
    for (auto const& field : one.fields) EXPECT_NE(vocabulary->field(field), nullptr) << field;
    for (auto const& fact : one.facts) EXPECT_TRUE(facts.contains(fact)) << fact;
    for (auto const& condition : one.conditions) EXPECT_TRUE(conditions.contains(condition)) << condition;
    EXPECT_EQ(one.answer == "no", !one.reason.empty()) << one.says;
    EXPECT_EQ(one.answer == "yes-if", !one.conditions.empty()) << one.says;
    EXPECT_TRUE(one.reason.empty() || page->find("`" + one.reason + "`") != std::string::npos) << one.reason;
  }
  EXPECT_TRUE(answers.contains("yes") && answers.contains("no")) << "a table shows both";
}

INSTANTIATE_TEST_SUITE_P(All, Templates,
                         ::testing::Values("ambulance", "cross-border", "ed-istv", "iom", "joint-operation", "locator", "mappa", "marac", "mash",
                                           "prison-dissemination", "schools-forum", "section-17a-quarterly", "violence-conference",
                                           "voluntary-referral", "working-together"),
                         [](auto const& one) {
                           auto name = one.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST_F(Templates, GoTogetherWithoutErrors) {
  std::vector<Agreement> all;
  for (auto const& one : read_templates(folder)) all.push_back(filled(one.id));
  std::vector<Agreement const*> set;
  for (auto const& one : all) set.push_back(&one);
  for (auto const& finding : check_together(set, *vocabulary)) {
    EXPECT_EQ(finding.severity, Severity::warning) << sentence(finding);
    // A prohibition binds every agreement: one template must not undo another.
    EXPECT_NE(finding.code, "conflict") << sentence(finding);
    EXPECT_NE(finding.code, "mosaic-across") << sentence(finding);
    std::cout << sentence(finding) << '\n';
  }
}

}  // namespace
}  // namespace concordat::agreements
