// SPDX-License-Identifier: Apache-2.0
// The answer: field by field a permit with the rule that carries it, or a refusal with reasons and what would help.
//
// Refusals come in two tellings. `refusals` is what the asker may read: it depends on the request, the agreements and
// facts the asker may know, and reads the same whatever else is true of the person. `full` is for the discloser and the
// auditor, and is kept in the record.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agreements/document.h"
#include "agreements/engine/reason.h"
#include "base/json.h"

namespace concordat::agreements {

struct FieldPermit {
  std::string field;
  Transform as = Transform::count;
  Form form = Form::aggregate;  ///< as asked
  std::string rule;             ///< "isa.northshire.ed-istv@4#rows-to-analysts", or "own-data"
  std::string gateway;
  std::optional<DisclosureControl> control = {};
  std::optional<Retention> retention = {};
  Onward onward = Onward::none;
  std::vector<std::string> areas = {};          ///< only events inside these; empty: no limit
  std::vector<Suppression> suppress_when = {};  ///< row by row
  bool emergency = false;                       ///< only because the glass was broken
};

struct Remedy {
  std::string who;             ///< an agency id, "you" or "the hub"
  std::string act;             ///< a plain sentence
  std::string then;            ///< the rule or agreement that would then allow it, or empty
  Reasons meets = {};          ///< what following it meets
};

struct FieldRefusal {
  std::size_t position = 0;  ///< in Request::fields
  std::string field;         ///< empty where the catalogue does not know it
  RefusalCode code = RefusalCode::r00;
  std::vector<Reason> reasons;   ///< at least one; of the nearest rule
  std::string why;               ///< plain sentences
  std::vector<Remedy> remedies;  ///< at least one; where `never`, it says that nothing can be done
  bool never = false;            ///< cannot be made lawful by agreement
};

enum class Outcome : std::uint8_t { refuse, disclose_part, disclose, emergency_disclose };
[[nodiscard]] std::string_view name_of(Outcome outcome);

struct Decision {
  Outcome outcome = Outcome::refuse;
  std::vector<FieldPermit> permits = {};    ///< in the order asked
  std::vector<FieldRefusal> refusals = {};  ///< in the order asked; what the asker may read
  std::vector<FieldRefusal> full = {};      ///< the same fields, for the discloser and the auditor
  bool show_role_with_name = false;         ///< a name given never goes without the person's role
  std::uint64_t facts_version = 0;

  [[nodiscard]] bool all_permitted() const { return !permits.empty() && refusals.empty(); }
  [[nodiscard]] FieldPermit const* permit(std::string_view field) const;
  [[nodiscard]] FieldRefusal const* refusal(std::string_view field) const;
};

/// For enforcement, row by row: whether a suppression hits. A value that is not known is suppressed.
[[nodiscard]] bool is_suppressed(Suppression const& suppression, std::optional<std::string_view> value);

enum class Telling : std::uint8_t { asker, full };
/// The decision for `--json` and for the record: codes, ids and our own sentences only.
[[nodiscard]] Json to_json(Decision const& decision, Telling telling = Telling::asker);

}  // namespace concordat::agreements
