// SPDX-License-Identifier: Apache-2.0
// Inside the module: which lists could speak to evidence, and what of their records the engine gives this asker.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "agreements/engine/request.h"
#include "catalogue/criteria/criteria.h"
#include "hub/linkage/criteria/criteria.h"
#include "hub/linkage/identities.h"
#include "hub/sharing/standing_rules.h"
#include "store/transaction.h"

namespace concordat::hub::links {

/// A list that says something of people, or of numbers, with what its newest file had columns for.
struct EvidenceList {
  int feed = 0;
  std::string agency;  ///< id
  std::string agency_name, title;
  std::string up_to;
  std::set<std::string> fields;  ///< ids
  bool named = true;             ///< its rows have names; else they go by numbers, and nothing of them is told
  std::string kind_from = {};    ///< field that tells what kind of event a row is of; empty: the list itself does
  std::map<std::string, std::set<std::string>> bound = {};  ///< a label, and what it is taken with alone: who says so, how sure, until when
};

/// What of a record of one agency and role may be told.
struct EvidenceSight {
  bool own = false;
  bool enough = false;  ///< role, name, one of the fields, and the day where it matters, in one decision
  std::set<std::string> fields;           ///< ids
  std::set<std::string> dotted, rules;    ///< of another agency's: what a use of it is of
};

/// Whether a field of a list may be told: a label never without what it is bound to.
[[nodiscard]] bool may_tell(EvidenceSight const& sight, std::string const& field);
[[nodiscard]] bool may_tell(EvidenceSight const& sight, EvidenceList const& list, std::string const& field);

class EvidenceGate {
 public:
  /// REQUIRES: the transaction is of this hub; all of these outlive this.
  [[nodiscard]] static Result<EvidenceGate> read(Hub& hub, store::Transaction& transaction, Member const& member, HouseholdQuestion const& question);
  /// Fills in who is asked and what is withheld: nothing of it hangs on what any record says.
  [[nodiscard]] Result<void> ask_lists(store::Transaction& transaction, catalogue::CriterionEvidence const& evidence, CriterionTold& told);
  [[nodiscard]] Result<EvidenceSight> sight(store::Transaction& transaction, catalogue::CriterionEvidence const& evidence, RecordFacts const& record);
  /// Whether of a record in that list, seen so, something may be told.
  [[nodiscard]] static bool fits(EvidenceList const& list, catalogue::CriterionEvidence const& evidence, EvidenceSight const& sight);
  [[nodiscard]] bool is_open(int feed) const { return !closed_.contains(feed); }
  [[nodiscard]] EvidenceList const* list(int feed) const;
  [[nodiscard]] std::string bundle() const { return rules_->hash(); }
  [[nodiscard]] std::uint64_t facts_version() const { return facts_version_; }
  /// Whether anything of another agency's may be told at all.
  [[nodiscard]] bool asks_others() const { return asks_others_; }

 private:
  struct Answer {
    EvidenceSight sight;
    Json told;  ///< why not all of it
  };
  EvidenceGate(Hub& hub, Member const& member, HouseholdQuestion const& question) : hub_{&hub}, member_{&member}, question_{&question} {}
  [[nodiscard]] Result<void> read_lists(store::Connection& connection);
  [[nodiscard]] Result<Answer> ask(store::Transaction& transaction, catalogue::CriterionEvidence const& evidence, std::string const& discloser, std::string const& role);
  [[nodiscard]] std::string labels_of(catalogue::CriterionEvidence const& evidence, EvidenceList const& list) const;
  [[nodiscard]] bool needs_day(catalogue::CriterionEvidence const& evidence) const;

  Hub* hub_;
  Member const* member_;
  HouseholdQuestion const* question_;
  std::unique_ptr<sharing::StandingRules> rules_;
  std::set<int> closed_;
  std::vector<EvidenceList> lists_;  ///< by agency and title
  std::map<std::string, agreements::Facts> facts_;  ///< by agency
  std::map<std::string, Answer> known_;             ///< by agency, role and fields
  std::uint64_t facts_version_ = 0;
  bool asks_others_ = false;
};

}  // namespace concordat::hub::links
