// SPDX-License-Identifier: Apache-2.0
// Which witnesses must have seen a checkpoint for it to count: C2SP tlog-policy.
//
//   log <vkey> [<url>]
//   witness <name> <vkey> [<url>]
//   group <name> any|all|<number> <name>...
//   quorum <name>|none
//
// A name stands for what a line above it defined, and stands in one group only, so that no witness counts twice.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/note.h"

namespace concordat::ledger {

struct PolicyWitness {
  std::string name;  ///< in the policy; the key has a name of its own
  VerifierKey key;
  std::string url;   ///< where its add-checkpoint is; empty: it cannot be asked from here
};

class WitnessPolicy {
 public:
  /// At most 64 KiB, 64 logs, witnesses and groups each. Problems name the line (Where::row): "policy.line",
  /// "policy.key", "policy.duplicate", "policy.unknown-name", "policy.threshold", "policy.quorum", "policy.too-large".
  [[nodiscard]] static Result<WitnessPolicy> parse(std::string_view text);

  [[nodiscard]] std::vector<VerifierKey> const& logs() const { return logs_; }
  [[nodiscard]] std::vector<PolicyWitness> const& witnesses() const { return witnesses_; }
  /// False for "quorum none": nobody is waited for.
  [[nodiscard]] bool needs_witnesses() const { return !quorum_.empty(); }
  /// Whether these witnesses, by their names in the policy, are enough.
  [[nodiscard]] bool is_quorum(std::set<std::string, std::less<>> const& names) const;

 private:
  friend class PolicyReader;
  struct Group {
    std::string name;
    std::size_t least;
    std::vector<std::string> members;
  };
  [[nodiscard]] bool holds(std::string_view name, std::set<std::string, std::less<>> const& names) const;

  std::vector<VerifierKey> logs_;
  std::vector<PolicyWitness> witnesses_;
  std::vector<Group> groups_;
  std::string quorum_;
};

}  // namespace concordat::ledger
