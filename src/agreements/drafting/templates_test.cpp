// SPDX-License-Identifier: Apache-2.0
// The shipped templates: each loads with nothing to remark on once it is filled in, and each is held against its table of
// expectations by a reading of the document that shares nothing with the decision engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

#include "agreements/check.h"
#include "agreements/drafting/draft.h"
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
    for (auto const& finding : loaded->findings) ADD_FAILURE() << sentence(finding);
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
    for (auto const& finding : parsed.findings) ADD_FAILURE() << sentence(finding);
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
    for (auto const& prohibition : agreement.prohibitions) {
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
    for (auto const& rule : agreement.rules) {
      auto const gives = [&](std::string const& field) { return rule.item(field) != nullptr; };
      if (!contains(rule.disclosers, one.discloser) || !contains(rule.recipients, one.recipient) || !std::all_of(one.fields.begin(), one.fields.end(), gives)) continue;
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
                                           "voluntary-referral"),
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
