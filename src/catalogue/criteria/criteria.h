// SPDX-License-Identifier: Apache-2.0
// definitions/criteria.yaml: sets of criteria by which help is offered to families. What answers a criterion is evidence that a
// person judges; nothing here weighs, counts or ranks, and what describes people is never among it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/finding.h"
#include "catalogue/catalogue.h"

namespace concordat::catalogue {

/// Records that speak to a criterion.
struct CriterionEvidence {
  std::vector<std::string> fields;           ///< ids: one of them tells it
  std::vector<std::string> roles;            ///< of the person in the record
  Period within;                             ///< no older counts
  std::vector<std::string> events = {};      ///< kinds of event; empty: the value of the field tells it
  std::vector<std::string> values = {};      ///< one of these
  std::vector<std::string> not_values = {};  ///< none of these
  std::optional<std::int64_t> at_most = {};
  std::optional<std::int64_t> at_least = {};

  /// Whether a value as intake keeps it answers. No empty one does. Not asked where kinds of event tell it.
  [[nodiscard]] bool answers(std::string_view value) const;
};

struct Criterion {
  std::string id;
  std::string title;
  std::string words;
  std::string at_least;     ///< what it needs at least, for whoever judges
  std::string never_shows;  ///< what its evidence can never show
  std::vector<CriterionEvidence> evidence = {};  ///< empty: no list is asked
};

struct Programme {
  std::string id;
  std::string title;
  std::string source;
  bool verified = false;  ///< somebody held the words against the published text
  std::string note = {};
  std::vector<std::string> purposes = {};   ///< ids; each protects or supports people
  std::vector<std::string> judged_by = {};  ///< member roles
  Period judgement_lasts = {};                ///< at most
  bool by_another_agency = false;           ///< a judgement counts only once somebody of another agency confirmed it
  std::vector<Criterion> criteria = {};

  [[nodiscard]] Criterion const* criterion(std::string_view id) const;
};

struct LoadedCriteria {
  std::vector<Programme> programmes;
  Findings findings;  ///< with an error among them `programmes` are not to be used
  [[nodiscard]] Programme const* find(std::string_view id) const;
};
/// Of that folder of definitions, whose catalogue this is.
[[nodiscard]] LoadedCriteria load_criteria(std::string const& folder, Catalogue const& catalogue);
/// From a text; `file` is for findings.
[[nodiscard]] LoadedCriteria read_criteria(std::string_view text, std::string const& file, Catalogue const& catalogue);

}  // namespace concordat::catalogue
