// SPDX-License-Identifier: Apache-2.0
// Everything the definitions say, loaded once and then never changed.
//
//   auto loaded = Catalogue::load(folder);
//   if (has_errors(loaded.findings)) ... each has file, line, column, message, remedy; the catalogue is then empty
//   auto const* field = loaded.catalogue.field("istv.assault_at");   // by id or by any alias
//
// Thread safety: a loaded Catalogue may be read from any number of threads.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/date.h"
#include "base/finding.h"
#include "catalogue/terms.h"

namespace concordat::catalogue {

/// A unit in which a measured field may come.
struct Unit {
  std::string id;     ///< "days"
  std::string title;  ///< "school days (two sessions each)"
  std::vector<std::string> words;  ///< that tell it in a heading or behind a number
  std::int64_t times = 1;  ///< a value in this unit is multiplied by this ...
  std::int64_t by = 1;     ///< ... and divided by that, to be in the kept unit
  std::int64_t at_most = 0;  ///< a column of which no value is larger is likelier in this unit; 0: its size tells nothing
};

/// A data item the hub knows. Nothing that is no field enters, is agreed on, or leaves.
struct Field {
  std::string id;                     ///< "istv_assault_at"
  std::vector<std::string> aliases;   ///< the first is the dotted id that agreements use: "istv.assault_at"
  std::string domain;                 ///< "istv"
  std::string label;                  ///< for people
  std::string type;                   ///< string, code, date, ...
  std::string standard;               ///< who defines it
  std::string pattern;                ///< the standard form as a pattern, for readers outside the hub
  Sensitivity sensitivity = Sensitivity::high_risk;
  FieldForm form = FieldForm::personalised;
  std::vector<std::string> holders;   ///< bodies that usually hold it
  std::vector<std::string> synonyms;  ///< column headers seen for it
  std::string depersonalise;          ///< how it is made less identifying, in words
  Linkage linkage = Linkage::none;
  std::string standardiser;           ///< name of the standardiser, or "dropped"
  Storage storage = Storage::sealed;
  std::vector<std::string> categories;  ///< "patient-information" and the like
  Trust checked = Trust::verify;
  std::string note;
  std::vector<Unit> units = {};       ///< the first is the one it is kept in; empty: it is not measured
  std::size_t index = 0;              ///< in Catalogue::fields()

  [[nodiscard]] std::string const& dotted() const { return aliases.front(); }
  /// Points at a person by itself.
  [[nodiscard]] bool identifies() const { return sensitivity == Sensitivity::identifier; }
};

/// A kind of agency, or a class of them in a statute.
struct Body {
  std::string id;                    ///< "nhs_provider"
  std::vector<std::string> aliases;  ///< "nhs-provider"
  std::string label;
  BodyKind kind = BodyKind::body;
  std::vector<std::string> members;  ///< of an umbrella or class: body ids
  std::string part_of;               ///< the body whose department it is, or empty
  std::string regime;
  std::string csp_role;
  std::string svd_role;
  std::string confidentiality;
  Trust checked = Trust::verify;
  std::string note;
};

/// A use a gateway never covers. Empty lists: not asked. No form: every form.
struct NeverUse {
  std::vector<std::string> categories;
  std::vector<std::string> discloser_kinds;
  std::optional<Form> form;
};

/// Law that permits or requires a disclosure, or bears on one.
struct Gateway {
  std::string id;                    ///< "pcsc2022.s16"
  std::vector<std::string> aliases;  ///< "pcsca2022-s16"
  std::string title;
  std::string kind;       ///< duty, power, duty_to_cooperate, condition, exemption, restriction, definition
  std::string authority;  ///< express, implied (accept only with a written legal note), none (never alone)
  std::vector<Form> forms;  ///< in which it can carry a disclosure; empty: in none
  std::string status;     ///< in_force, partly, verify_commencement, enabling_only
  Trust checked = Trust::verify;
  std::vector<std::string> nations;
  std::string lifts_confidence;  ///< yes, no, verify
  std::optional<Date> in_force_from;
  std::string statute;
  std::string section;
  std::vector<std::string> purposes;    ///< "*" for any
  std::vector<std::string> disclosers;  ///< body ids as written; see Catalogue::covers
  std::vector<std::string> recipients;
  std::vector<std::string> excludes;
  std::vector<NeverUse> never;
  std::vector<std::string> needs;  ///< agreement conditions, or "disclosure_control"
  std::optional<Period> retention_cap = {};  ///< the longest that data about people may be kept under it; none: not capped
  std::string note;
  std::string url;

  [[nodiscard]] bool can_carry() const { return !forms.empty() && authority != "none"; }
};

struct Purpose {
  std::string id;
  std::vector<std::string> aliases;
  std::string title;
  std::string part_of;  ///< the wider purpose whose gateways serve this one, or empty
  bool barred = false;  ///< a hard bar: no agreement, role or emergency lifts it
  bool enforcement = false;    ///< acts against the person: never on somebody who is to be protected
  bool supports = false;       ///< protects or supports the person: a household is worked out for these alone
  bool own_agreement = false;  ///< a decision about housing, benefits, school, work: agreed apart from every other purpose
};

struct SubjectRole {
  std::string id;  ///< "at_risk_child"
  std::vector<std::string> aliases;
  std::string title;
  bool protective = false;  ///< a person to be protected: never flows under an enforcement purpose
};

struct MemberRole {
  std::string id;  ///< "analyst"
  std::string title;
};

struct Refusal {
  std::string code;  ///< "R04"
  std::string reason;
  std::string remedy;
  std::string health;  ///< is this a good refusal: n/a, fix, right, judge, neutral, weak, challenge
};

struct EventCategory {
  std::string id;  ///< "violence"
  std::string title;
  bool violence = false;
};

/// A part of the reports that a look may be of by itself.
struct FilterPart {
  std::string id;     ///< "night"
  std::string title;  ///< "22:00 to 06:00"
  std::vector<std::string> is = {};  ///< what of it is in the part; empty: whatever no other part takes
};
/// All reports taken apart into two parts: the first is what it says, and the second all the others.
struct LookFilter {
  enum class By : std::uint8_t { category, method, source, weekday, hour, age };
  std::string id;  ///< "time"
  std::string title;
  By by = By::category;
  std::vector<FilterPart> parts = {};
};
/// Ids of two filters of which a part each may be taken together, with one order of the two as good as the other.
struct FilterPair {
  std::string first;
  std::string second;
};
/// Whether some of these pairs lead from a filter back to it, each used once: the same pair twice does.
[[nodiscard]] bool closes_ring(std::span<FilterPair const> pairs);
/// Whether counts of areas may be of a part by it at all: by source they would tell what the other sources reported.
[[nodiscard]] constexpr bool is_of_counts(LookFilter::By by) { return by != LookFilter::By::source; }
/// "22-06": from the first hour up to the second; may go over midnight. Nothing where it is not so written.
[[nodiscard]] std::optional<std::pair<int, int>> hours_in(std::string_view text);
inline constexpr int oldest_age = 120;
/// "0-24": from the first age to the second, both counted. Nothing where it is not so written.
[[nodiscard]] std::optional<std::pair<int, int>> ages_in(std::string_view text);
/// The days of the week as filters write them, Monday first.
[[nodiscard]] std::span<std::string_view const> weekday_words();

struct Code {
  std::string code;
  std::string label;
  std::string meaning;  ///< the hub's own word for it, or empty
};

struct CodeList {
  std::string id;
  std::string title;
  std::string source;
  bool verified = false;   ///< a person compared it with the source
  bool synthetic = false;  ///< made up: for synthetic data only, never a national code
  std::string note;
  std::vector<Code> codes;

  [[nodiscard]] Code const* find(std::string_view code) const;
};

/// Half: what chance, school holidays and weather do to a month's reports is less, and a file that broke off in the middle is more.
inline constexpr int usual_whole_from_percent = 50;

struct FeedKind {
  std::string id;                     ///< "ed_istv"
  std::string title;
  std::vector<std::string> suppliers;  ///< body ids that usually send it
  std::vector<std::string> domains;    ///< of fields to expect in it
  bool about_people = false;
  /// A month with less than this share of what is usual was delivered in part.
  int whole_from_percent = usual_whole_from_percent;
  std::string whole_because = {};  ///< why this share, where it is another than the usual one
};

/// One thing a prescribed item must tell; any of its fields tells it.
struct PrescribedElement {
  std::string id;     ///< "location"
  std::string title;  ///< "location"
  std::vector<std::string> fields;
};

struct PrescribedItem {
  std::string id;      ///< "PI02h"
  std::string number;  ///< as the law numbers it: "2(h)"
  std::string title;
  std::vector<std::string> holders;    ///< bodies that owe it
  std::vector<std::size_t> elements;   ///< indexes into the return's elements
  std::string note;
};

/// What a law prescribes to be disclosed at intervals, item by item.
struct PrescribedReturn {
  std::string id;  ///< "s17a"
  std::string title;
  std::string law;
  std::string url;
  std::vector<PrescribedElement> elements;
  std::vector<PrescribedItem> items;
};

struct ControlProfile {
  std::string id;  ///< "istv-rows"
  std::string title;
  int smallest_group = 3;  ///< an agreement may not ask for smaller groups under it
};

/// One line of identifier_test_vectors.csv.
struct TestVector {
  std::string field;
  std::string input;
  std::string valid;  ///< yes, no, review
  std::string canonical;
  std::string why;
  std::uint32_t line = 0;
};

/// What is read from the folder, in the order of the files.
struct Definitions {
  std::vector<Field> fields;
  std::vector<Body> bodies;
  std::vector<Gateway> gateways;
  std::vector<Purpose> purposes;
  std::vector<SubjectRole> subject_roles;
  std::vector<MemberRole> member_roles;
  std::vector<Refusal> refusals;
  std::vector<EventCategory> event_categories;
  std::vector<LookFilter> look_filters = {};
  std::vector<FilterPair> crossed_filters = {};  ///< which two may be taken together; closes no ring
  std::vector<CodeList> code_lists;
  std::vector<FeedKind> feed_kinds;
  std::vector<PrescribedReturn> returns;
  std::vector<ControlProfile> control_profiles;
  std::vector<TestVector> test_vectors;
  std::map<Form, std::string> form_titles;
  /// The longest that data about people under 18 should be kept; none: not capped.
  std::optional<Period> under_18_retention_cap = {};
};

struct LoadedCatalogue;

class Catalogue {
 public:
  /// Reads and checks every definition of `folder` (not its profiles and agreements: their modules read those).
  [[nodiscard]] static LoadedCatalogue load(std::string const& folder);
  /// REQUIRES: checked definitions, as load() gives; for tests that need a small catalogue.
  [[nodiscard]] static Catalogue from(Definitions definitions);

  [[nodiscard]] Definitions const& definitions() const { return definitions_; }
  [[nodiscard]] std::span<Field const> fields() const { return definitions_.fields; }

  // By id or alias; nullptr where nobody declared it.
  [[nodiscard]] Field const* field(std::string_view id) const;
  [[nodiscard]] Body const* body(std::string_view id) const;
  [[nodiscard]] Gateway const* gateway(std::string_view id) const;
  [[nodiscard]] Purpose const* purpose(std::string_view id) const;
  [[nodiscard]] SubjectRole const* subject_role(std::string_view id) const;
  [[nodiscard]] MemberRole const* member_role(std::string_view id) const;
  [[nodiscard]] Refusal const* refusal(std::string_view code) const;
  [[nodiscard]] EventCategory const* event_category(std::string_view id) const;
  [[nodiscard]] CodeList const* code_list(std::string_view id) const;
  [[nodiscard]] FeedKind const* feed_kind(std::string_view id) const;
  [[nodiscard]] PrescribedReturn const* prescribed_return(std::string_view id) const;
  [[nodiscard]] ControlProfile const* control_profile(std::string_view id) const;

  /// Indexes of the fields that `header` is a synonym, id or label of; empty where none, several where ambiguous.
  [[nodiscard]] std::span<std::size_t const> fields_for_header(std::string_view header) const;

  /// Does a body of `kind` stand in `listed` (ids or aliases of bodies, classes or wildcards)? A department stands for
  /// the body it is part of; an umbrella stands in a list only if all its members do.
  [[nodiscard]] bool covers(std::vector<std::string> const& listed, std::string_view kind) const;
  /// Every id and alias of a body that `listed` covers; nothing where it covers any body at all.
  [[nodiscard]] std::optional<std::vector<std::string>> kinds_covered(std::vector<std::string> const& listed) const;

 private:
  using Index = std::unordered_map<std::string, std::size_t>;
  [[nodiscard]] bool covers_one(std::string_view listed, Body const& body) const;

  Definitions definitions_;
  Index fields_, bodies_, gateways_, purposes_, subject_roles_, member_roles_, refusals_, event_categories_, code_lists_,
      feed_kinds_, returns_, control_profiles_;
  std::unordered_map<std::string, std::vector<std::size_t>> headers_;
};

struct LoadedCatalogue {
  Catalogue catalogue;
  Findings findings;
};

/// The form in which headers are compared: folded, with letters and digits only, single spaces between words.
[[nodiscard]] std::string fold_header(std::string_view header);

/// For `concordat definitions check`.
struct DefinitionsReport {
  std::map<std::string, std::size_t> counts;  ///< "fields": 173, "synonyms": 719, ...
  Findings findings;
};
[[nodiscard]] DefinitionsReport check(std::string const& folder);

}  // namespace concordat::catalogue
