// SPDX-License-Identifier: Apache-2.0
#include "agreements/engine/moved.h"

namespace concordat::agreements {

Moved moved(Decision const& before, Decision const& after) {
  Moved out;
  for (auto const& permit : after.permits) {
    if (before.permit(permit.field) == nullptr) out.opened.push_back(permit.field);
  }
  for (auto const& permit : before.permits) {
    if (after.permit(permit.field) != nullptr) continue;
    out.closed.push_back(permit.field);
    auto const* const refusal = after.refusal(permit.field);
    if (out.why.empty() && refusal != nullptr) out.why = refusal->why;
  }
  return out;
}

}  // namespace concordat::agreements
