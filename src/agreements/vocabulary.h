// SPDX-License-Identifier: Apache-2.0
// What agreements may talk about in this hub: fields, gateways, purposes, roles, kinds of agency, control
// profiles, and, where the partnership is known, its agencies and areas. Empty by default, so that nothing is
// known by accident.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agreements/terms.h"
#include "base/date.h"
#include "base/finding.h"

namespace concordat::catalogue {
class Catalogue;
}

namespace concordat::agreements {

struct FieldWords {
  /// The dotted id first, then every other name; "istv.assault_at", "istv_assault_at".
  std::vector<std::string> names = {};
  std::vector<std::string> categories = {};  ///< "patient-information" and the like
  bool identifies = false;                   ///< points at a person by itself: never leaves depersonalised
  bool dropped = false;                      ///< not kept by the hub at all
  bool barred = false;  ///< a hard bar: who a source is, intercepts, tests of sexual health, what is marked higher
  std::optional<std::set<std::string, std::less<>>> holders = {};  ///< kinds of agency that have it of their own; none: any
};

/// A use that a gateway never covers, whatever else it allows. Empty lists: not asked; no form: every form.
struct NeverWords {
  std::vector<std::string> categories = {};
  std::vector<std::string> discloser_kinds = {};
  std::optional<Form> form = {};
};

struct GatewayWords {
  std::string title = {};
  std::set<Form> forms = {};
  std::optional<std::set<std::string, std::less<>>> discloser_kinds = {};  ///< none: any
  std::optional<std::set<std::string, std::less<>>> recipient_kinds = {};
  std::vector<NeverWords> never = {};
  std::vector<std::string> needs = {};  ///< condition names, or disclosure_control
  bool in_force = true;                 ///< the law itself
  std::optional<std::set<std::string, std::less<>>> purposes = {};  ///< every name of those it serves; none: any
  std::optional<Period> retention_cap = {};  ///< the longest that data about people may be kept under it
};

struct Vocabulary {
  std::map<std::string, FieldWords, std::less<>> fields = {};  ///< under every name
  std::map<std::string, GatewayWords, std::less<>> gateways = {};
  /// Every name of a purpose, with all names of the same purpose.
  std::map<std::string, std::vector<std::string>, std::less<>> purposes = {};
  std::set<std::string, std::less<>> barred_purposes = {};
  std::set<std::string, std::less<>> enforcement_purposes = {};  ///< never on somebody who is to be protected
  std::set<std::string, std::less<>> own_agreement_purposes = {};  ///< agreed apart from every other purpose
  std::set<std::string, std::less<>> protective_roles = {};      ///< in an event: victim, at_risk_child
  std::set<std::string, std::less<>> subject_roles = {};         ///< in an event, every one
  std::set<std::string, std::less<>> roles = {};  ///< that people hold at work: analyst, conference-member
  std::set<std::string, std::less<>> kinds = {};  ///< of agency: police, nhs-provider
  std::set<std::string, std::less<>> control_profiles = {};
  std::map<std::string, int, std::less<>> smallest_groups = {};  ///< by control profile; 3 where it is not named
  std::optional<Period> under_18_retention_cap = {};
  /// Kind by agency, where the partnership is known.
  std::optional<std::map<std::string, std::string, std::less<>>> agencies = {};
  std::optional<std::set<std::string, std::less<>>> areas = {};

  /// `words.names` empty: the id is the only name.
  void add_field(std::string const& id, FieldWords words = {});
  void add_purpose(std::string const& id, std::vector<std::string> const& aliases = {});

  [[nodiscard]] FieldWords const* field(std::string_view id) const;
  [[nodiscard]] GatewayWords const* gateway(std::string_view id) const;
  /// A field of its own, or a prefix pattern that at least one field fits.
  [[nodiscard]] bool knows_pattern(std::string_view pattern) const;
  /// No agreement, role or emergency lifts these: immigration purposes, and what the definitions bar.
  [[nodiscard]] bool bars(std::string_view purpose) const;
};

/// Why `gateway` cannot carry this disclosure; empty where it can.
struct GatewayUse {
  std::string_view discloser_kind;
  std::string_view recipient_kind;
  Form form = Form::aggregate;
};
enum class GatewayFault : std::uint8_t { form, discloser, recipient, never };
[[nodiscard]] std::vector<GatewayFault> faults_of(GatewayWords const& gateway, GatewayUse const& use,
                                                  std::vector<FieldWords const*> const& fields);

/// Whether a field of these categories is under a hard bar.
[[nodiscard]] bool is_barred(std::vector<std::string> const& categories);

/// SHA-256, in hexadecimal, over every word and setting here: two vocabularies of one fingerprint decide alike.
[[nodiscard]] std::string fingerprint(Vocabulary const& vocabulary);

/// The shipped registry of fields, gateways and purposes.
[[nodiscard]] Vocabulary vocabulary_from(catalogue::Catalogue const& catalogue);

}  // namespace concordat::agreements
