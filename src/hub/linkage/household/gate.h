// SPDX-License-Identifier: Apache-2.0
// Inside the module: what of a record may be used for a household, as the engine says for this asker, purpose and matter.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agreements/engine/request.h"
#include "hub/linkage/household/household.h"
#include "hub/linkage/identities.h"
#include "hub/sharing/standing_rules.h"
#include "store/transaction.h"

namespace concordat::hub::links {

struct HomeSight {
  bool own = false;
  bool home = false;  ///< its address, with the role
  bool case_reference = false;
  bool name = false;
  std::set<std::string> fields, rules;  ///< of another agency's: what a use of it is of
  [[nodiscard]] bool nothing() const { return !home && !case_reference; }
};

/// Why a household is not worked out for a purpose that helps nobody.
[[nodiscard]] Problem against_people();
[[nodiscard]] Problem no_such_purpose();

class HomeGate {
 public:
  /// REQUIRES: the transaction is of this hub; hub, member and question outlive this.
  [[nodiscard]] static Result<HomeGate> read(Hub& hub, store::Transaction& transaction, Member const& member, HouseholdQuestion const& question);
  [[nodiscard]] HomeSight const& of(RecordFacts const& record);
  [[nodiscard]] std::vector<HomeNotAsked> const& not_asked() const { return not_asked_; }
  [[nodiscard]] bool may_ask_others() const { return !facts_.empty(); }
  [[nodiscard]] std::string bundle() const { return rules_->hash(); }
  [[nodiscard]] std::uint64_t facts_version() const { return facts_version_; }
  /// All that its answers stand on, to be compared.
  [[nodiscard]] std::string stands_on() const;

 private:
  HomeGate(Hub& hub, Member const& member, HouseholdQuestion const& question) : hub_{&hub}, member_{&member}, question_{&question} {}
  [[nodiscard]] Result<void> ask_agencies(store::Transaction& transaction);
  [[nodiscard]] bool names_for_this(std::string const& discloser) const;
  [[nodiscard]] agreements::Request request_of(std::string const& discloser, std::string const& role) const;
  [[nodiscard]] HomeSight ask(RecordFacts const& record) const;

  Hub* hub_;
  Member const* member_;
  HouseholdQuestion const* question_;
  std::unique_ptr<sharing::StandingRules> rules_;
  std::set<int> closed_;                    ///< lists that nobody answers for
  std::map<int, agreements::Facts> facts_;  ///< by the number of an agency that may be asked
  std::uint64_t facts_version_ = 0;
  std::vector<HomeNotAsked> not_asked_;
  std::map<std::pair<int, std::string>, HomeSight> known_;  ///< by agency and role
  HomeSight closed_sight_;
};

}  // namespace concordat::hub::links
