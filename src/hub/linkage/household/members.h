// SPDX-License-Identifier: Apache-2.0
// Who stands in a household, for a question that goes on from it inside the hub (hub/linkage/criteria). The numbers of persons leave
// the hub nowhere.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hub/linkage/household/household.h"
#include "hub/sharing/uses.h"
#include "store/key_vault.h"
#include "store/transaction.h"

namespace concordat::hub::links {

struct HomeMembers {
  std::optional<Problem> refused = {};  ///< why it is not answered; then nothing else is set
  std::string request;                  ///< for the leaf and the uses
  Household told;
  std::vector<Person> persons;          ///< the one asked about, then those it tells of by name
  std::vector<store::RecordKeyRef> records;
  std::set<std::string> rules;
  std::map<std::string, sharing::DataUse> uses;  ///< by supplier; their ledger index is still to be set
};

/// As household() answers, and under the same conditions; without its leaf and uses, which are the caller's to write. Where it is
/// refused with "link.looks-used-up", that is the caller's to note once the transaction is rolled back. REQUIRES: a write transaction.
[[nodiscard]] Result<HomeMembers> home_members(Hub& hub, store::Transaction& transaction, Member const& member, HouseholdQuestion const& question);

/// Why household() would not be answered, with nothing opened: for an act that needs to know no more than that it may be asked. It counts
/// as the same look. REQUIRES: a write transaction.
[[nodiscard]] Result<std::optional<Problem>> against_home(Hub& hub, store::Transaction& transaction, Member const& member, HouseholdQuestion const& question);

}  // namespace concordat::hub::links
