// SPDX-License-Identifier: Apache-2.0
// The answers of this module as JSON: one form for the command line, the pages and programs. Weights in bits.
#pragma once

#include "base/json.h"
#include "hub/linkage/review/decisions.h"
#include "hub/linkage/review/queue.h"

namespace concordat::hub::links {

[[nodiscard]] Json to_json(PairRow const& row);
[[nodiscard]] Json to_json(PairTold const& pair);
[[nodiscard]] Json to_json(Decided const& decided);
[[nodiscard]] Json to_json(DecisionTold const& decision);
/// 11.25 for 11250.
[[nodiscard]] inline double bits(int thousandths) { return static_cast<double>(thousandths) / one_bit; }

}  // namespace concordat::hub::links
