// SPDX-License-Identifier: Apache-2.0
// Who stands in a household, for a question that goes on from it inside the hub (hub/linkage/criteria). The numbers of persons leave
// the hub nowhere.
#pragma once

#include <map>
#include <memory>
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

class Households;

/// As household() answers, and under the same conditions; without its leaf and uses, which are the caller's to write. Where it is
/// refused, that is the caller's to note, with no transaction open.
class HomeQuestion {
 public:
  /// REQUIRES: all three outlive this.
  HomeQuestion(Hub& hub, Member const& member, HouseholdQuestion const& question);
  HomeQuestion(HomeQuestion const&) = delete;
  HomeQuestion& operator=(HomeQuestion const&) = delete;
  ~HomeQuestion();
  /// Why it is not answered; else every record that may be used is open, and nobody who writes had to wait. REQUIRES: no transaction.
  [[nodiscard]] Result<std::optional<Problem>> open_apart();
  /// What was opened is opened anew where something it stands on changed. REQUIRES: open_apart() said nothing against it; a write transaction.
  [[nodiscard]] Result<HomeMembers> members(store::Transaction& transaction);

 private:
  std::unique_ptr<Households> asked_;
};

/// Why household() would not be answered, with nothing opened: for an act that needs to know no more than that it may be asked. It counts
/// as the same look. REQUIRES: a write transaction.
[[nodiscard]] Result<std::optional<Problem>> against_home(Hub& hub, store::Transaction& transaction, Member const& member, HouseholdQuestion const& question);

}  // namespace concordat::hub::links
