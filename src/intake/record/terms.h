// SPDX-License-Identifier: Apache-2.0
// What a file's quality was asked to be, and what it is: for the supplier alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/fixed_text.h"
#include "catalogue/catalogue.h"
#include "intake/map/profile.h"
#include "intake/quality/quality.h"

namespace concordat::intake {

struct TermAnswer {
  std::string field;        ///< id of the catalogue; empty: the term is about whole rows
  FixedText code;           ///< "term.quarantined", "term.blank", "term.unusable" or "term.doubtful"
  FixedText remedy;         ///< what to do where the term is not kept
  unsigned at_most = 0;     ///< per cent
  std::uint64_t found = 0;  ///< rows or cells against the term
  std::uint64_t of = 0;     ///< rows or cells looked at; 0: nothing to judge, so the term is kept
  [[nodiscard]] bool kept() const { return found * 100 <= of * at_most; }
};

/// One answer for each term of the profile, in its order. A field whose column the file lacks is blank in every row.
[[nodiscard]] std::vector<TermAnswer> answer_terms(Profile const& profile, FeedQuality const& quality,
                                                   catalogue::Catalogue const& catalogue);

}  // namespace concordat::intake
