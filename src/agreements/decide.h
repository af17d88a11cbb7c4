// SPDX-License-Identifier: Apache-2.0
// The one question: may this agency be given these fields, for this purpose, in this form?
//
// A pure function: no clock, no database, no logging. Default deny, field by field, with every reason at
// once. Facts are three-valued and what is not known refuses. The order of the agreements never matters. A
// refusal's words are made from the agreements and our own ids only; a word of the asker's that this hub does
// not know is never repeated, because somebody may have typed a name there.
//
// In this first form nothing about single people is decided: every request above `depersonalised` is refused
// (R06).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agreements/document.h"
#include "agreements/vocabulary.h"

namespace concordat::agreements {

enum class SignatureState : std::uint8_t {
  unknown,   ///< nobody looked: not in force
  draft,     ///< a discloser's signature is missing or wrong
  proposed,  ///< all disclosers signed, a recipient's signature is missing or wrong
  complete,
};

/// An agreement the hub holds and how it stands.
struct InForce {
  Agreement const* agreement = nullptr;
  SignatureState signatures = SignatureState::unknown;
  bool suspended =
      false;           ///< its rules rest; its prohibitions hold on, so that suspending never opens anything
  bool ended = false;  ///< ended early by a party
};

struct Request {
  std::string asker;               ///< agency the data would go to
  std::vector<std::string> roles;  ///< of the person who asks
  std::string discloser;           ///< agency that supplied the data, or that passes the result on
  std::string purpose;
  Form form = Form::aggregate;
  std::vector<std::string> fields;
  std::vector<std::string> areas;                ///< every area the answer reaches; none: not known
  std::vector<std::string> joined_with = {};     ///< fields the answer would be joined with
  std::optional<std::int64_t> subjects = {};     ///< people in the answer; nothing: not known
  std::optional<std::string> subject_role = {};  ///< nothing: not known
  std::optional<bool> necessity_stated = {};
};

struct Facts {
  std::optional<Date> today = {};  ///< never behind a day already seen; nothing: every request is refused
  /// Course and day passed, of the person who asks; nothing: not known.
  std::optional<std::map<std::string, Date, std::less<>>> trained = {};
};

/// Refusal codes of the domain reference (R00 to R18) that this form can give.
enum class RefusalCode : std::uint8_t { r00, r01, r02, r03, r04, r06, r07, r08, r16 };
[[nodiscard]] std::string_view name_of(RefusalCode code);  ///< "R01"

/// Why, under a code. Stable names for machines through `name_of`.
enum class Reason : std::uint8_t {
  nothing_asked,        ///< R07
  no_clock,             ///< R00
  barred_purpose,       ///< R03, never
  unknown_field,        ///< R04
  dropped_field,        ///< R04, never
  unknown_purpose,      ///< R02
  about_people,         ///< R06: form above depersonalised
  prohibited,           ///< R03, never
  never_together,       ///< R07
  must_go_together,     ///< R07
  no_agreement,         ///< R01
  draft,                ///< R01: not signed by all who must
  not_yet,              ///< R01
  expired,              ///< R01
  suspended,            ///< R01
  ended,                ///< R01
  superseded,           ///< R01: a later version stands
  purpose,              ///< R02
  gateway,              ///< R03
  form,                 ///< R04: only a less identifying form
  role,                 ///< R16
  area,                 ///< R07
  training,             ///< R16
  necessity,            ///< R07
  person_facts,         ///< R06: the rule asks for facts about a person (case, consent ...)
  field_not_covered,    ///< R04
  not_allowed_subject,  ///< R08: a prohibition for this role in the events
};
[[nodiscard]] std::string_view name_of(Reason reason);
[[nodiscard]] RefusalCode code_of(Reason reason);
[[nodiscard]] bool is_never(Reason reason);
/// One plain sentence.
[[nodiscard]] std::string_view sentence_of(Reason reason);

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
};

struct Remedy {
  std::string who;   ///< an agency id, "you" or "the hub"
  std::string act;   ///< a plain sentence
  std::string then;  ///< the rule or agreement that would then allow it, or empty
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

enum class Outcome : std::uint8_t { refuse, disclose_part, disclose };
[[nodiscard]] std::string_view name_of(Outcome outcome);

struct Decision {
  Outcome outcome = Outcome::refuse;
  std::vector<FieldPermit> permits = {};    ///< in the order asked
  std::vector<FieldRefusal> refusals = {};  ///< in the order asked

  [[nodiscard]] bool all_permitted() const { return outcome == Outcome::disclose; }
  [[nodiscard]] FieldPermit const* permit(std::string_view field) const;
  [[nodiscard]] FieldRefusal const* refusal(std::string_view field) const;
};

/// What an agreement is worth today, in one word; of several that hold, the first in this order.
enum class Standing : std::uint8_t { not_signed, ended, suspended, superseded, not_yet, over, in_force };
[[nodiscard]] FixedText name_of(Standing standing);
/// `all`: every version that is held, for a later one may have taken this one's place.
[[nodiscard]] Standing standing_of(InForce const& held, std::span<InForce const> all, Date today);

/// REQUIRES: every agreement was loaded without errors against `vocabulary`; they outlive the call.
[[nodiscard]] Decision decide(Request const& request, std::span<InForce const> agreements, Facts const& facts,
                              Vocabulary const& vocabulary);

/// For enforcement, row by row: whether a suppression hits. A value that is not known is suppressed.
[[nodiscard]] bool is_suppressed(Suppression const& suppression, std::optional<std::string_view> value);

/// The decision for `--json` and for the record: codes, ids and our own sentences only.
[[nodiscard]] Json to_json(Decision const& decision);

}  // namespace concordat::agreements
