// SPDX-License-Identifier: Apache-2.0
// definitions/equality.yaml: what equality monitoring counts, and by which characteristics and groups. Closed lists: no other word is
// taken from a file, so none of somebody's can come in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"

namespace concordat::hub {

/// Stands in a file as a measure: how many people live here, by characteristic, so that counts have a rate.
inline constexpr std::string_view residents_measure = "residents";
/// Every characteristic has it, as its last group: a gap in what is known and no group of people.
inline constexpr std::string_view not_said_group = "not-said";

struct EqualityWord {
  std::string id;
  std::string title;  ///< for people
};

struct Characteristic {
  std::string id;
  std::string title;
  std::vector<EqualityWord> groups;  ///< in the order of the definitions, `not_said_group` last
};

struct EqualityWords {
  std::vector<EqualityWord> measures;  ///< without `residents_measure`
  std::vector<Characteristic> characteristics;
  Findings findings = {};  ///< with an error among them the words are not to be used

  [[nodiscard]] bool has_measure(std::string_view id) const;  ///< `residents_measure` too
  [[nodiscard]] Characteristic const* characteristic(std::string_view id) const;
  [[nodiscard]] static bool has_group(Characteristic const& of, std::string_view id);
};
/// A file of counts of that quarter ("2026-Q3"), every measure, characteristic and group, the count left blank.
[[nodiscard]] std::string blank_counts(EqualityWords const& words, std::string_view quarter);
/// Of that folder of definitions.
[[nodiscard]] EqualityWords load_equality_words(std::string const& folder);

}  // namespace concordat::hub
