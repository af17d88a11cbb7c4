// SPDX-License-Identifier: Apache-2.0
#include "hub/disclosures/giving.h"

#include "hub/disclosures/packing.h"

namespace concordat::hub::disclosures {
Result<Given> give(Hub& hub, Member const& member, std::string const& request, Giving const& giving) {
  Packing packing{hub, giving};
  auto answered = sharing::give(hub, member, request, {giving.how, giving.received_in}, &packing);
  if (!answered) return fail(answered);
  return Given{std::move(*answered), packing.id(), packing.open_until()};
}

}  // namespace concordat::hub::disclosures
