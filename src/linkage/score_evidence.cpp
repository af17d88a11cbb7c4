// SPDX-License-Identifier: Apache-2.0
#include "linkage/score.h"

namespace concordat::linkage {

Evidence Scorer::evidence(Pattern pattern, std::uint32_t const* left, std::uint32_t const* right) const {
  Evidence made;
  for (std::size_t c = 0; c < levels_.size(); ++c) {
    auto const number = level_of(pattern, c);
    if (number == 0) continue;
    auto const& level = levels_[c][number];
    auto const frequency = frequency_bits(level, left, right);
    made.known |= 1U << c;
    made.person[c] = level.person + frequency;
    made.home[c] = level.home + (level.shared_at_home ? frequency : 0);
  }
  if (!together_) return made;
  bool known = true;
  for (auto const field : together_fields_) known = known && left[field] != 0 && right[field] != 0;
  if (!known) return made;
  made.known |= 1U << most_comparisons;
  made.person[most_comparisons] = together_bits(pattern, left, right);
  return made;
}

Bits Scorer::weight(Evidence const& evidence) const {
  Bits person = prior_;
  Bits home = home_prior_;
  for (std::size_t part = 0; part < Evidence::parts; ++part) {
    person += evidence.person[part];
    home += evidence.home[part];
  }
  return households_ ? person - one_or_more(home) : person;
}

}  // namespace concordat::linkage
