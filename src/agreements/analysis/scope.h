// SPDX-License-Identifier: Apache-2.0
// What an analysis looks at: agreements, and the words by which fields and purposes are the same.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agreements/analysis/terms.h"
#include "agreements/document.h"
#include "agreements/vocabulary.h"

namespace concordat::agreements::analysis {

struct Scope {
  std::vector<Agreement const*> agreements = {};
  Vocabulary const* vocabulary = nullptr;  ///< none: two names are two fields
};

/// Who may be given what for what.
struct Cell {
  std::string discloser;
  std::string recipient;
  std::string role;
  std::string purpose;
  std::string field;
  auto operator<=>(Cell const&) const = default;
};

/// Whether one of the patterns names the field, by any of its names.
[[nodiscard]] bool names_field(Words const& patterns, std::string_view field, Vocabulary const* vocabulary);
/// Whether the rule gives the cell; its item where it does.
[[nodiscard]] Item const* item_for(Rule const& rule, Cell const& cell, Vocabulary const* vocabulary);
/// "police" of an agency as a party; empty where no agreement has it.
[[nodiscard]] std::string kind_of(Scope const& scope, std::string_view agency);
/// "isa.northshire.ed-istv@4#rows-to-analysts"
[[nodiscard]] std::string reference(Agreement const& agreement, Rule const& rule);
/// Those whose term has the day in it.
[[nodiscard]] Scope in_term(Scope const& scope, Date day);

/// A prohibition of an agreement.
struct Bar {
  Agreement const* agreement = nullptr;
  Prohibition const* prohibition = nullptr;
  [[nodiscard]] std::string reference() const;
};

/// Every prohibition that could forbid the field for the purpose to a recipient of this kind; in the order of `scope`.
/// A kind that is not known (empty) is hit by all.
struct BarredUse {
  std::string_view purpose;
  std::string_view field;
  std::string_view recipient_kind;
};
[[nodiscard]] std::vector<Bar> bars_on(Scope const& scope, BarredUse const& use);
/// Whether it forbids whatever else is the case: any company, any number, any role of the person.
[[nodiscard]] bool is_total(Prohibition const& prohibition);
/// Whether what `wide` together forbid includes all that `narrow` forbids, purposes, items and kinds aside.
[[nodiscard]] bool forbidden_by(Prohibition const& narrow, std::vector<Bar> const& wide);
/// Kinds of agency it is limited to; empty: every one.
[[nodiscard]] std::vector<std::string> const& recipient_kinds_of(Prohibition const& prohibition);
/// Equal text, equal effect; the id and the reason aside.
[[nodiscard]] std::string effect_of(Prohibition const& prohibition);

}  // namespace concordat::agreements::analysis
