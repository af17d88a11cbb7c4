// SPDX-License-Identifier: Apache-2.0
// No false alarms: agreements made only of what the shipped definitions allow are remarked on by nothing.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "agreements/check.h"
#include "base/chance.h"
#include "base/text.h"
#include "catalogue/catalogue.h"

namespace concordat::agreements {
namespace {

using Kinds = std::optional<std::set<std::string, std::less<>>>;

class Clean : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto const loaded = catalogue::Catalogue::load(std::string{CONCORDAT_SOURCE_DIR} + "/definitions");
    ASSERT_FALSE(has_errors(loaded.findings));
    vocabulary = new Vocabulary{vocabulary_from(loaded.catalogue)};
  }
  static void TearDownTestSuite() { delete vocabulary; }

  template <class Some>
  auto const& one_of(Some const& some) {
    auto at = some.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(chance.below(some.size())));
    return *at;
  }

  std::string kind(Kinds const& allowed) {
    for (auto tries = 0; tries < 1000; ++tries) {
      auto const& found = allowed ? one_of(*allowed) : one_of(vocabulary->kinds);
      if (found.find("immigration") == std::string::npos) return found;
    }
    return "police";
  }

  /// A gateway that somebody can rely on for something.
  std::pair<std::string, GatewayWords> gateway() {
    for (;;) {
      auto const& found = one_of(vocabulary->gateways);
      auto const& words = found.second;
      auto const somebody = [](Kinds const& kinds) {
        return !kinds || std::any_of(kinds->begin(), kinds->end(), [](std::string const& one) {
                 return one.find("immigration") == std::string::npos;
               });
      };
      auto const something = [&](std::string const& purpose) { return !vocabulary->bars(purpose); };
      if (words.in_force && !words.forms.empty() && somebody(words.discloser_kinds) && somebody(words.recipient_kinds) &&
          (!words.purposes || std::any_of(words.purposes->begin(), words.purposes->end(), something))) {
        return found;
      }
    }
  }

  std::string purpose(GatewayWords const& words) {
    for (;;) {
      auto const found = words.purposes ? one_of(*words.purposes) : one_of(vocabulary->purposes).first;
      if (!vocabulary->bars(found)) return found;
    }
  }

  std::vector<std::string> items(GatewayWords const& words, GatewayUse const& use) {
    std::vector<std::string> out;
    std::set<std::string> taken;
    auto const wanted = chance.below(5) + 1;
    while (out.size() < wanted) {
      auto const& [name, field] = one_of(vocabulary->fields);
      if (field.dropped || field.barred || (field.identifies && use.form < Form::pseudonymised)) continue;
      if (!faults_of(words, use, {&field}).empty() || !taken.insert(field.names.front()).second) continue;
      out.push_back(name);
    }
    return out;
  }

  std::string conditions(GatewayWords const& words, Form form) {
    std::set<std::string> wanted{words.needs.begin(), words.needs.end()};
    wanted.erase("disclosure_control");
    if (form > Form::depersonalised && !wanted.contains("consent") && !wanted.contains("decision_recorded")) wanted.insert("case");
    if (chance.below(2) == 0) wanted.insert("trained");
    std::map<std::string_view, std::string_view> const text{
        {"case", "{type: conference, state: open, requester: member, subject: listed}"},
        {"necessity", "{stated: true}"},
        {"consent", "{from: subject, for: this-purpose, not_older_than: P6M}"},
        {"decision_recorded", "{by: caldicott-guardian, of: discloser, not_older_than: P14D}"},
        {"trained", "{course: information-handling, not_older_than: P12M}"}};
    std::string out;
    for (auto const& name : wanted) {
      EXPECT_TRUE(text.contains(name)) << "no way to write the need " << name;
      out += fmt::format("        {}: {}\n", name, text.at(name));
    }
    return out.empty() ? out : "      conditions:\n" + out;
  }

  std::string agreement(int number) {
    auto const [id, words] = gateway();
    auto const form = one_of(words.forms);
    auto use = GatewayUse{.discloser_kind = {}, .recipient_kind = {}, .form = form};
    std::string discloser, recipient;
    do {  // some kinds of discloser a gateway names and then bars in this form
      discloser = kind(words.discloser_kinds);
      recipient = kind(words.recipient_kinds);
      use.discloser_kind = discloser;
      use.recipient_kind = recipient;
    } while (!faults_of(words, use, {}).empty());
    auto const why = purpose(words);
    auto out = fmt::format(
        "agreement:\n  format: concordat-agreement/1\n  id: isa.clean.{}\n  version: 1\n  title: A clean one\n"
        "  status: signed\n  in_force: {{from: \"2026-04-01\", until: \"2027-04-01\"}}\n  review_by: \"2026-10-01\"\n"
        "  dpia: {{ref: \"D\", approved: \"2026-03-01\"}}\n  eia: {{ref: \"E\", approved: \"2026-03-01\"}}\n"
        "  parties:\n    - {{agency: giver, kind: {}, acts_as: [discloser]}}\n"
        "    - {{agency: taker, kind: {}, acts_as: [recipient]}}\n  purposes:\n    - {{id: {}, because: \"So\"}}\n"
        "  rules:\n    - id: only\n      discloser: [giver]\n      recipient: [taker]\n      recipient_roles: [{}]\n"
        "      purposes: [{}]\n      gateway: {}\n      form: {}\n      items:\n",
        number, discloser, recipient, why, one_of(vocabulary->roles), why, id, name_of(form));
    for (auto const& item : items(words, use)) out += fmt::format("        - {{field: {}, as: code}}\n", item);
    out += conditions(words, form);
    if (form < Form::personalised) out += "      disclosure_control: {profile: counts, min_group: 5, on_fail: suppress}\n";
    out += "      retention: {keep_for: P3M, from: received, then: delete}\n      onward: none\n      why: So\n";
    if (vocabulary->enforcement_purposes.contains(why)) {
      out += fmt::format("  prohibitions:\n    - {{id: kept-out, purposes: [{}], items: [{}], when_subject_is: [victim, at-risk], "
                         "why: \"To protect them\"}}\n",
                         why, fmt::join(everything(), ", "));
    }
    return out;
  }

  /// Every domain of fields as a pattern: "person.*".
  static std::set<std::string> everything() {
    std::set<std::string> out;
    for (auto const& [name, field] : vocabulary->fields) {
      auto const dot = name.find('.');
      if (dot != std::string::npos) out.insert("\"" + name.substr(0, dot) + ".*\"");
    }
    return out;
  }

  SeededChance chance{20260401};
  inline static Vocabulary* vocabulary = nullptr;
};

TEST_F(Clean, FiftyMadeOfWhatIsAllowedAreRemarkedOnByNothing) {
  for (auto number = 0; number < 50; ++number) {
    auto const text = agreement(number);
    auto const loaded = load(text, "clean.yaml", *vocabulary, *parse_date("2026-06-01"));
    for (auto const& finding : loaded.findings) ADD_FAILURE() << sentence(finding) << '\n' << text;
    EXPECT_TRUE(loaded.agreement);
  }
}

}  // namespace
}  // namespace concordat::agreements
