// SPDX-License-Identifier: Apache-2.0
// What strangers send a witness and what an auditor is handed: what is accepted is written again byte for byte, and a policy
// answers for any set of names.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "ledger/witness/add_checkpoint.h"
#include "ledger/witness/kit.h"
#include "ledger/witness/policy.h"
#include "ledger/witness/split_view.h"
#include "ledger/witness/tlog_proof.h"

namespace ledger = concordat::ledger;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string const text(data, data + size);
  auto const require = [](bool holds) {
    if (!holds) std::abort();
  };
  if (auto const question = ledger::parse_add_checkpoint(text)) require(ledger::write_add_checkpoint(*question) == text);
  if (auto const proof = ledger::parse_tlog_proof(text)) require(static_cast<bool>(ledger::parse_tlog_proof(ledger::write_tlog_proof(*proof))));
  if (auto const opening = ledger::parse_kit_opening(text)) require(static_cast<bool>(ledger::parse_kit_opening(ledger::write_kit_opening(*opening))));
  if (auto const split = ledger::parse_split_view(text)) require(ledger::write_split_view(*split) == text);
  if (auto const policy = ledger::WitnessPolicy::parse(text)) {
    std::set<std::string, std::less<>> names;
    bool before = policy->is_quorum(names);
    for (auto const& witness : policy->witnesses()) {
      names.insert(witness.name);
      bool const now = policy->is_quorum(names);
      require(now || !before);  // one more witness never makes a quorum less
      before = now;
    }
  }
  return 0;
}
