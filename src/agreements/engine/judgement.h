// SPDX-License-Identifier: Apache-2.0
// A decision as numbers of a bundle.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "agreements/engine/reason.h"

namespace concordat::agreements {

constexpr std::uint32_t nothing = std::numeric_limits<std::uint32_t>::max();

/// A rule that would give a field but for `unmet`.
struct NearRule {
  std::uint32_t rule = nothing;
  Reasons unmet = {};
};

/// What became of one asked field.
struct Verdict {
  std::uint32_t field = nothing;  ///< of the bundle; nothing: the catalogue does not know it
  std::uint32_t rule = nothing;   ///< that gives it; nothing, and permitted: the agency's own figures
  std::uint32_t item = nothing;   ///< of the rule
  std::uint32_t bar = nothing;    ///< the prohibition that hit hardest
  std::uint32_t bar_owner = nothing;
  bool permitted = false;
  bool emergency = false;
  bool bar_certain = false;       ///< not only for want of facts
  std::uint32_t pattern = nothing;  ///< in Judgement::patterns: the nearest rules
  Reasons reasons = {};           ///< of the refusal
};

/// One candidate: a rule between the two agencies, with what of its terms is not met.
struct Candidate {
  std::uint32_t rule = nothing;
  bool lifted = false;  ///< something unmet was lifted by broken glass
  Reasons unmet = {};
};

/// The nearest rules of fields that the same candidates cover and carry.
struct Pattern {
  std::uint8_t near_count = 0;
  std::array<NearRule, 3> near = {};  ///< nearest first, none asking for all that an earlier one asks
};

/// Grows to what it needs and is used again and again.
struct Judgement {
  std::vector<Verdict> verdicts = {};  ///< one a field of the request; one for a request without fields
  std::vector<Verdict> told = {};      ///< what the asker may read, where that differs; else empty
  std::vector<Pattern> patterns = {};
  // Room to work in.
  std::vector<Candidate> candidates = {};        ///< as the entries of the pair of agencies stand
  std::vector<Candidate> outside = {};           ///< the same, of what the asker may know
  std::vector<std::uint64_t> lawful = {};        ///< set of candidates with nothing unmet
  std::vector<std::int64_t> distances = {};      ///< from giving, apart from the field, by candidate; filled up to whole blocks
  std::vector<std::int64_t> unmet = {};          ///< as bits, by candidate, as long as `distances`
  std::vector<std::uint32_t> class_patterns = {};  ///< by class of fields of the pair; of the world in hand
  std::vector<std::uint32_t> fields = {};  ///< numbers of what is asked, as asked
  std::vector<std::uint32_t> roles = {};
  std::vector<std::uint32_t> areas = {};
  std::vector<std::uint64_t> sets = {};
  std::vector<std::uint32_t> broken = {};     ///< groups that must go together and do not, in order of their finding
  std::vector<std::uint8_t> is_broken = {};   ///< the same by group
};

}  // namespace concordat::agreements
