// SPDX-License-Identifier: Apache-2.0
// definitions/criteria.yaml: sets of criteria by which help is offered to families. What answers a criterion is evidence that a
// person judges; nothing here weighs, counts or ranks, and what describes people is never among it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/finding.h"
#include "catalogue/catalogue.h"

namespace concordat::catalogue {

/// Of a value: it is evidence, it is none, or nobody here knows what it means.
enum class Said : std::uint8_t { yes, no, unknown };

/// Records that speak to a criterion.
struct CriterionEvidence {
  std::vector<std::string> fields;           ///< ids: one of them tells it
  std::vector<std::string> roles;            ///< of the person in the record
  Period within;                             ///< no older counts
  std::vector<std::string> events = {};      ///< kinds of event; empty: the value of the field tells it
  std::vector<std::string> values = {};      ///< these are evidence
  std::vector<std::string> not_values = {};  ///< these say that there is none; of any other nobody here knows what it means
  std::optional<std::int64_t> at_most = {};
  std::optional<std::int64_t> at_least = {};

  /// What a value as intake keeps it says; an empty one says no. Not asked where kinds of event tell it.
  [[nodiscard]] Said say(std::string_view value) const;
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
