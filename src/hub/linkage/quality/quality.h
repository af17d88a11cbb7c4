// SPDX-License-Identifier: Apache-2.0
// How good the links are and whether that changes: closed samples with their figures, the runs one after the other, and whether the
// pairs that are joined look as they did when the model in use began. Counts and estimates; no person.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hub/linkage/quality/samples.h"

namespace concordat::hub::links {

inline constexpr std::size_t most_runs_told = 24;
inline constexpr std::uint64_t least_joined = 100;  ///< pairs on both sides: fewer show no change

struct RunTold {
  std::string at;
  std::string model_version;
  std::uint64_t records = 0, pairs = 0, new_links = 0, broken_links = 0, waiting = 0;
  std::optional<double> dead_band;  ///< of the pairs; nothing where the run did not count it, or had none
};

/// One comparison of the model: how far the levels of joined pairs have moved since the first run of this model.
struct Moved {
  std::string comparison;  ///< the model's word
  std::string label;       ///< the catalogue's, where it is a field
  double index = 0;        ///< linkage/quality/agreement.h
  std::string how;         ///< moved, moved-much; as-it-was
};

struct QualityOfLinks {
  std::vector<Sample> samples;   ///< newest first; those being judged without figures
  std::vector<RunTold> runs;     ///< oldest first
  std::string compared_since;    ///< when the run began that the last is compared with; empty: nothing to compare yet
  std::vector<Moved> moved;      ///< by comparison
};

/// For whoever may see the report of linkage. The look is a leaf ("access").
[[nodiscard]] Result<QualityOfLinks> quality_of_links(Hub& hub, Member const& member);
[[nodiscard]] Json to_json(QualityOfLinks const& quality);

}  // namespace concordat::hub::links
