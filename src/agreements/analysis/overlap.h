// SPDX-License-Identifier: Apache-2.0
// Where two agreements meet: the same cell on different terms, what one gives and another forbids, fields that may never
// go together and yet can be had through two agreements, and chains that end at an agency the first giver does not know.
#pragma once

#include <string>
#include <vector>

#include "agreements/analysis/diff.h"
#include "agreements/analysis/see.h"

namespace concordat::agreements::analysis {

enum class Meeting : std::uint8_t {
  easier_wins,      ///< two rules give the same cells, one on easier terms: the other protects nothing
  different_terms,  ///< neither is easier: whoever asks may choose
  conflict,         ///< one gives what the other forbids: it is refused
  mosaic,           ///< fields that may never go together, one by each of two agreements
  unknown_reach,    ///< passed on to an agency that no agreement of the first giver names
};
[[nodiscard]] std::string_view name_of(Meeting meeting);

struct Overlap {
  Meeting kind = Meeting::easier_wins;
  std::string first;   ///< reference of a rule; of `easier_wins` the easier one
  std::string second;  ///< reference of the other rule or of the prohibition
  std::string clause = {};  ///< of a mosaic: the agreement whose clause it is
  Box box = {};             ///< where they meet; of a chain empty
  std::vector<FacetChange> facets = {};  ///< before: of the second; after: of the first
  std::string sentence = {};
};

/// Rules of the same agreement are not held against each other: `check` does that. By kind, then by reference.
[[nodiscard]] std::vector<Overlap> overlaps(Scope const& scope, PrintNames const& names = {});
[[nodiscard]] Json to_json(Overlap const& overlap);

}  // namespace concordat::agreements::analysis
