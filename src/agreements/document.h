// SPDX-License-Identifier: Apache-2.0
// An agreement of format concordat-agreement/1, as typed values.
//
// Invariants of an Agreement that `parse` or `from_json` returned:
//   1. everything in it was understood: an unknown key, condition, form, transform or status refused the
//   document;
//   2. `canonical` is the RFC 8785 text of the whole document, and `sha256` its hash: what the parties sign;
//   3. ids are plain ASCII, dates exist, every rule has items and a retention with a period and an end.
// Whether its words are known to this hub, and whether it is wise, is the work of check.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agreements/terms.h"
#include "base/date.h"
#include "base/finding.h"
#include "base/json.h"

namespace concordat::catalogue {
struct Node;
}

namespace concordat::agreements {

/// A word of the document and its place in the file (0 where the document came from JSON).
struct Word {
  std::string text = {};
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};
using Words = std::vector<Word>;

[[nodiscard]] bool contains(Words const& words, std::string_view text);

struct Party {
  Word agency;
  Word kind;
  bool discloses = false;
  bool receives = false;
};

struct Purpose {
  Word id;
  std::string because;
};

struct Item {
  Word field;
  Transform as = Transform::value;
};

/// Row by row: where `field` has one of the values `is`, or is not known, the `items` are left out.
struct Suppression {
  Word field;
  std::vector<std::string> is;
  Words items;
};

/// A course that the asker must have passed, no longer ago than this.
struct Training {
  std::string course;
  Period not_older_than;
};

struct CaseTerms {
  std::string type;  ///< "gang-conference"
  bool open = false;
  bool requester_is_member = false;
  bool subject_is_listed = false;
};

struct AgeTerms {
  int from = 0;
  int to = 0;
};

/// Joint bands J0 to J4, for planning; never a score.
struct ConcernTerms {
  std::string tool;
  int band_at_least = 0;
  Period not_older_than;
};

struct ConsentTerms {
  std::string from;
  std::string purpose;
  Period not_older_than;
};

struct DecisionTerms {
  std::string by;
  std::string of;
  Period not_older_than;
  Word place = {};  ///< of the condition; for findings
};

/// Hours of the day, and days of the week, in which an answer may be given; by the hub's clock, UTC.
struct TimeTerms {
  int from_minute = 0;         ///< of the day, inclusive
  int until_minute = 24 * 60;  ///< exclusive
  std::vector<std::string> days = {};  ///< "mon" to "sun"; empty: every day
};

/// So many different people in one of these posts, of the agency on that side, have said yes to this request.
struct ApprovalTerms {
  int at_least = 1;
  std::vector<std::string> roles = {};
  std::string of;  ///< discloser, recipient
  Period not_older_than;
  Word place = {};  ///< of the condition; for findings
};

/// All that are present must hold. "Or" is another rule.
struct Conditions {
  Words incident_within = {};    ///< areas; empty: not asked
  Words subject_linked_to = {};  ///< areas; empty: not asked
  std::vector<Suppression> suppress_when = {};
  std::optional<Training> trained = {};
  std::optional<CaseTerms> case_terms = {};
  std::optional<AgeTerms> age = {};
  bool necessity = false;
  std::optional<ConcernTerms> concern = {};
  std::vector<std::string> handling_codes = {};
  std::optional<ConsentTerms> consent = {};
  std::optional<DecisionTerms> decision_recorded = {};
  std::optional<TimeTerms> time = {};
  std::optional<ApprovalTerms> approvals = {};

  /// Keys as written in the document, for gateway needs and comparison: name and canonical JSON of its value.
  std::vector<std::pair<std::string, std::string>> written = {};
  [[nodiscard]] bool has(std::string_view key) const;
};

enum class OnFail : std::uint8_t { suppress, refuse };

/// `profile` names a set of rules that the protection module knows.
struct DisclosureControl {
  Word profile;
  int min_group = 0;
  OnFail on_fail = OnFail::suppress;
  /// Whether who gets records holds named records of the same incidents and could match them. Not said is taken for yes.
  std::optional<bool> recipient_holds_named_incidents = {};
  [[nodiscard]] bool holder() const { return recipient_holds_named_incidents.value_or(true); }
};

struct Schedule {
  Period every;
  Period due_within;
};

struct Retention {
  std::string keep_for;  ///< as written, "P3Y"
  Period period;
  std::string from;  ///< received, released, case-closed, referral-closed
  std::string then;  ///< delete, review
};

enum class Onward : std::uint8_t { none, with_discloser_agreement };

struct Rule {
  Word id;
  Words disclosers;
  Words recipients;
  Words recipient_roles;
  Words purposes;
  Word gateway;
  Word form_word;
  Form form = Form::aggregate;
  std::vector<Item> items;
  Conditions conditions = {};
  std::optional<DisclosureControl> control = {};
  std::optional<Schedule> schedule = {};
  Retention retention = {};
  Onward onward = Onward::none;
  std::string why;

  [[nodiscard]] Item const* item(std::string_view field) const;
};

/// Overrides every rule of every agreement. Patterns are field ids or a prefix and ".*".
struct Prohibition {
  Word id;
  bool any_purpose = false;
  Words purposes = {};
  Words items = {};
  Words combined_with = {};  ///< empty: not asked
  std::optional<std::int64_t> bulk_over = {};
  std::vector<std::string> when_subject_is = {};
  std::vector<std::string> recipient_kinds = {};  ///< of agency; empty: not asked
  std::string why = {};
};

struct NeverTogether {
  Words items;
  std::optional<Form> unless_form = {};
  std::string why;
};

struct MustGoTogether {
  Words items;
  Words with;
  Words except_rules = {};
  std::string why;
};

struct Replaced {
  std::int64_t version = 0;
  std::string sha256;
};

struct Assessment {
  std::string reference;
  Date approved;
  std::string owner = {};  ///< post of who answers for it
};

struct Contact {
  Word agency;
  Word role;
};

struct Agreement {
  std::string file = {};  ///< as the operator named it; for findings only
  Word id;
  std::int64_t version = 0;
  std::string title = {};
  std::string summary = {};
  Status status = Status::draft;
  Date from = {};   ///< first day in force
  Date until = {};  ///< first day no longer in force
  Date review_by = {};
  Word term;    ///< place of in_force
  Word review;  ///< place of review_by
  std::optional<Replaced> replaces = {};
  std::optional<Assessment> dpia = {};  ///< data protection impact assessment
  std::optional<Assessment> eia = {};   ///< equality impact assessment
  std::optional<Contact> contact = {};
  std::vector<Party> parties = {};
  std::vector<Purpose> purposes = {};
  std::vector<Rule> rules = {};
  std::vector<Prohibition> prohibitions = {};
  std::vector<NeverTogether> never_together = {};
  std::vector<MustGoTogether> must_go_together = {};

  std::string canonical = {};  ///< RFC 8785 text of {"agreement": ...}
  std::string sha256 = {};     ///< of `canonical`, 64 hexadecimal digits

  [[nodiscard]] Party const* party(std::string_view agency) const;
  /// Of the party; empty where the agency is none.
  [[nodiscard]] std::string_view kind_of(std::string_view agency) const;
  [[nodiscard]] Rule const* rule(std::string_view rule_id) const;
  /// "isa.northshire.ed-istv@4"
  [[nodiscard]] std::string reference() const;
};

/// The document where nothing was wrong with its shape, and what was remarked.
struct Parsed {
  std::optional<Agreement> agreement = {};
  Findings findings = {};
};

[[nodiscard]] Parsed parse(std::string_view yaml, std::string_view file);
[[nodiscard]] Parsed parse(catalogue::Node const& document, std::string_view file);
/// A stored document (what `canonical` held). Findings have no line.
[[nodiscard]] Parsed from_json(Json const& document, std::string_view file);

/// The hub's own prohibitions, above every agreement: a document with the one key `prohibitions`.
struct ParsedStatute {
  std::vector<Prohibition> prohibitions = {};
  Findings findings = {};
};
[[nodiscard]] ParsedStatute parse_statute(std::string_view yaml, std::string_view file);

/// "istv.*" covers "istv.site_code"; a pattern without a star covers itself only.
[[nodiscard]] bool covers(std::string_view pattern, std::string_view field);
[[nodiscard]] bool covers_any(Words const& patterns, std::string_view field);

}  // namespace concordat::agreements
