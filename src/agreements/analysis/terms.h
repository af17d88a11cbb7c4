// SPDX-License-Identifier: Apache-2.0
// The terms on which a rule gives one field, facet by facet, and which of two terms is easier.
//
// A facet whose two values nobody can put in order (another law, another tool, a condition that this module does not know)
// is `unordered`, and whoever asks whether something widens must take that for a yes.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agreements/document.h"
#include "agreements/print.h"
#include "agreements/vocabulary.h"

namespace concordat::agreements::analysis {

using Texts = std::set<std::string, std::less<>>;

/// A fact that has a name and may not be older than this.
struct Dated {
  std::string name;
  Period not_older_than;
  bool operator==(Dated const&) const = default;
};

struct ConcernFacet {
  std::string tool;
  int band_at_least = 0;
  Period not_older_than;
  bool operator==(ConcernFacet const&) const = default;
};

struct ApprovalFacet {
  std::int64_t at_least = 1;
  Texts roles;
  std::string of;
  Period not_older_than;
  bool operator==(ApprovalFacet const&) const = default;
};

/// Minutes of the day, from inclusive, until exclusive; days "mon" to "sun", all seven where none is named.
struct HoursFacet {
  int from = 0;
  int until = 24 * 60;
  Texts days;
  bool operator==(HoursFacet const&) const = default;
};

struct ControlFacet {
  std::string profile;
  int min_group = 0;
  OnFail on_fail = OnFail::suppress;
  std::optional<bool> holder = {};  ///< of named incidents; not said is taken for yes
  bool operator==(ControlFacet const&) const = default;
};

/// An empty optional of a condition: not asked, which is the easiest.
struct Terms {
  Form form = Form::aggregate;
  Transform as = Transform::count;
  std::string gateway = {};
  std::optional<Texts> incident_within = {};    ///< every area of the answer must be one of these
  std::optional<Texts> subject_linked_to = {};  ///< one of these
  std::optional<Dated> trained = {};
  std::optional<std::string> case_terms = {};
  std::optional<std::pair<int, int>> age = {};
  bool necessity = false;
  std::optional<ConcernFacet> concern = {};
  std::optional<Texts> handling = {};
  std::optional<Texts> consent_of = {};  ///< "subject", "parent"
  Period consent_not_older_than = {};
  std::optional<Dated> decision = {};    ///< "caldicott-guardian of discloser"
  std::optional<ApprovalFacet> approvals = {};
  std::optional<HoursFacet> hours = {};
  std::map<std::string, std::string> other = {};  ///< conditions this module does not know: key and canonical JSON
  std::map<std::string, Texts> left_out = {};     ///< row by row: where this field has one of these values, or is not known
  std::optional<ControlFacet> control = {};
  Period keep = {};
  std::string keep_from = {};
  bool anonymised_then = false;  ///< else deleted
  bool onward = false;

  bool operator==(Terms const&) const = default;
};

enum class Facet : std::uint8_t {
  form, as, gateway, area, link, trained, case_terms, age, necessity, concern, handling, consent, decision, approvals,
  hours, other, left_out, profile, min_group, on_fail, holder, keep, keep_from, afterwards, onward
};
[[nodiscard]] std::span<Facet const> all_facets();
/// For machines: "retention", "min-group".
[[nodiscard]] std::string_view name_of(Facet facet);
/// For people: "How long it is kept".
[[nodiscard]] std::string_view title_of(Facet facet);

enum class Order : std::uint8_t { same, easier, stricter, unordered };
[[nodiscard]] std::string_view name_of(Order order);

/// How `left` stands to `right`: easier where it allows all that `right` does, and more.
[[nodiscard]] Order order(Period left, Period right);
[[nodiscard]] Order order(Facet facet, Terms const& left, Terms const& right);
/// In plain words: "not older than 90 days"; "not asked" where the facet is not there.
[[nodiscard]] std::string in_words(Facet facet, Terms const& terms, PrintNames const& names = {});

/// Whether what `wide` together allow includes all that `narrow` allows. Exact: ages, hours, kinds of consent, handling
/// codes and linked areas may be covered in pieces by several; of everything else one must cover it whole.
[[nodiscard]] bool covered(Terms const& narrow, std::span<Terms const* const> wide);

/// The terms of the rule for the item. Field names are those of the vocabulary where one is given.
[[nodiscard]] Terms terms_of(Rule const& rule, Item const& item, Vocabulary const* vocabulary);
/// Everything in it as one text; equal terms, equal text.
[[nodiscard]] std::string key_of(Terms const& terms);

/// The first name the vocabulary has for the field or purpose; as it is where it has none.
[[nodiscard]] std::string field_name(std::string_view field, Vocabulary const* vocabulary);
[[nodiscard]] std::string purpose_name(std::string_view purpose, Vocabulary const* vocabulary);

}  // namespace concordat::agreements::analysis
