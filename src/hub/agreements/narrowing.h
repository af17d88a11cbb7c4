// SPDX-License-Identifier: Apache-2.0
// From a draft and what the owners of the data said of it to the document that can be signed. Pure: no hub, no clock.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agreements/terms.h"
#include "base/json.h"

namespace concordat::hub {

enum class DraftVerdict : std::uint8_t { accept, narrow, refuse };
[[nodiscard]] FixedText name_of(DraftVerdict verdict);
[[nodiscard]] std::optional<DraftVerdict> draft_verdict_named(std::string_view name);

/// What one agency that owns the data says of one field of one rule.
struct FieldAnswer {
  std::string rule;
  std::string field;
  std::string agency;
  DraftVerdict verdict = DraftVerdict::accept;
  std::string form = {};       ///< narrowed to: a less identifying one; empty: as asked
  std::string transform = {};  ///< "band"; empty: as asked
  std::string condition = {};  ///< of `narrowing_conditions`; empty: none more
};

/// Conditions that an owner may ask for beside those of the draft: "necessity", "trained", "case", "consent",
/// "office-hours". Where the rule has one of the kind already, that one stays.
[[nodiscard]] std::vector<std::string_view> narrowing_conditions();

/// The document with the answers in it: what was refused is out; what was narrowed stands in a rule of its own, or in the
/// same where every field of it was; an owner that answered otherwise than the others of its rule gets its own rule. What
/// has no answer stays as asked. Null where no rule is left.
[[nodiscard]] Json narrowed(Json const& document, std::span<FieldAnswer const> answers);

/// The document in the YAML that agreements are written in; reading it gives the same document.
[[nodiscard]] std::string to_yaml(Json const& document);

}  // namespace concordat::hub
