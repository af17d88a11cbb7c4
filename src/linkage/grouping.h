// SPDX-License-Identifier: Apache-2.0
// From weighted pairs to groups of records, by all the evidence inside a group rather than by its strongest chain.
#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "linkage/linker.h"

namespace concordat::linkage {

class Collective;

struct RecordGroups {
  std::vector<Record> of;        ///< the lowest record of each one's group, by record
  std::uint64_t attention = 0;   ///< groups that a person should look at: broken, or long and thin
  // of a collective model, where a pair names the lowest records of two groups and weighs what they say of each other:
  std::vector<Record> start = {};  ///< as `of`, of the groups that joining began with
  Bits start_join = 0;             ///< what those are held by
  std::vector<Edge> joins = {};    ///< by which groups became one, in the order in which they did
  std::vector<Edge> between = {};  ///< of groups that some pair links and that stayed two, in order
  Bits join = 0;                   ///< from here on records are of one group
  std::shared_ptr<Collective const> collective = {};  ///< who weighed them; of the linker they were made with
};

/// As the model says: connected records; groups held by the sum of their pairs, where also pairs no rule found count; or, of a
/// collective model, such groups beyond doubt, joined by what they know of each other (collective.h).
[[nodiscard]] Result<RecordGroups> group_records(Linker const& linker, std::vector<Edge> const& edges);
/// The same at another threshold, for evaluation.
[[nodiscard]] Result<RecordGroups> group_records(Linker const& linker, std::vector<Edge> const& edges, Bits join, Bits fracture);

}  // namespace concordat::linkage
