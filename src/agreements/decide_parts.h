// SPDX-License-Identifier: Apache-2.0
// Inside the module: what decide() is made of.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agreements/decide.h"

namespace concordat::agreements {

/// One asked field that the catalogue knows.
struct Asked {
  std::size_t position = 0;
  std::string_view name;  ///< the dotted id
  FieldWords const* words = nullptr;
};

/// What stays the same for all fields of a request. REQUIRES: `facts.today` is known.
struct Question {
  Request const& request;
  std::span<InForce const> agreements;
  Facts const& facts;
  Vocabulary const& vocabulary;
  Date today;
  std::vector<std::string> const& purpose_names;
  std::vector<FieldWords const*> joined = {};  ///< of joined_with, where known
  bool joined_with_unknown = false;            ///< data that nobody knows could be anything
};

/// A rule that would give the field but for `unmet`; nothing unmet: it gives it.
struct Near {
  InForce const* held = nullptr;
  Rule const* rule = nullptr;
  Item const* item = nullptr;  ///< none where the rule does not cover the field
  std::set<Reason> unmet = {};
};

/// Whether any name of the field is the word or fits the pattern.
[[nodiscard]] bool is_named(FieldWords const& words, std::string_view word);
[[nodiscard]] bool fits_any(FieldWords const& words, Words const& patterns);

/// Why nothing of the agreement can be relied on today; empty where it stands.
[[nodiscard]] std::set<Reason> standing(InForce const& held, Question const& question);
/// Prohibitions and grouping clauses bind while the agreement runs, even suspended.
[[nodiscard]] bool binds(InForce const& held, Question const& question);
/// What of the rule's terms, apart from its items, is not met.
[[nodiscard]] std::set<Reason> unmet_terms(InForce const& held, Rule const& rule, Question const& question);
[[nodiscard]] Item const* item_for(Rule const& rule, FieldWords const& words);
/// Whether the law the rule names can carry this field between these two.
[[nodiscard]] bool gateway_carries(Agreement const& agreement, Rule const& rule, FieldWords const& field,
                                   Question const& question);

/// The prohibitions that could touch this request, and the asked fields that may not go together; found once.
struct Barriers {
  std::vector<Asked> const& asked;
  std::vector<std::pair<InForce const*, Prohibition const*>> prohibitions = {};
  std::set<std::string_view> never_together = {};
};
[[nodiscard]] Barriers barriers_for(std::vector<Asked> const& asked, Question const& question);
/// Nothing where no barrier stands before the field.
[[nodiscard]] std::optional<FieldRefusal> refuse_at(Barriers const& barriers, Asked const& asked,
                                                    Question const& question);

/// "isa.northshire.ed-istv@4#rows-to-analysts"
[[nodiscard]] std::string reference(Near const& near);

/// REQUIRES: at least one reason.
[[nodiscard]] FieldRefusal refuse(Asked const& asked, std::set<Reason> const& reasons);
/// At most three ways, from the nearest rules; one that says whom to ask where there is none.
[[nodiscard]] std::vector<Remedy> remedies_for(std::vector<Near> const& near);
[[nodiscard]] Remedy remedy_for(Reason reason);

}  // namespace concordat::agreements
