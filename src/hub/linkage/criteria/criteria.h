// SPDX-License-Identifier: Apache-2.0
// Criteria by which help is offered to a family, each beside the records that speak to it: whose, which list, of which day, in which
// role, how sure, what they say, and until when it counts. Nothing is counted, weighed or decided; what a person makes of it is a
// judgement (judgement.h).
//
// It is asked about one household as hub::links::household() has it, under the same conditions. Of another agency's record nothing
// is told unless the engine gives this asker the role, the name and the value together. What is withheld is asked of the engine
// without any record, list by list, and reads alike whether or not anybody is there.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "catalogue/criteria/criteria.h"
#include "hub/linkage/criteria/judgement.h"
#include "hub/linkage/household/household.h"

namespace concordat::hub::links {

struct CriteriaQuestion {
  std::string programme;
  HouseholdQuestion household;
};

/// One record that speaks to a criterion.
struct FoundEvidence {
  std::string whose;        ///< name in that record
  std::string agency_name, list;
  std::string on;           ///< day or month of what happened; else the day of the file
  bool on_is_of_file = false;
  std::string role;         ///< of the person in it
  std::vector<std::pair<std::string, std::string>> says;    ///< label and value
  std::vector<std::pair<std::string, std::string>> graded;  ///< who judged it, how sure; label and value
  std::string counts_until;
  bool looked_at = false;   ///< people looked at whose record it is; else the model alone says so
  bool not_known = false;   ///< a value is among those that the criteria do not know: it is evidence of nothing until somebody asks
};

struct AskedList {
  std::string agency_name, list;
  std::string up_to;  ///< day of its newest file
};

struct WithheldList {
  std::string agency_name, list;
  std::vector<std::string> roles;  ///< of records that are withheld; empty: of any
  bool out_of_use = false;         ///< nobody answers for the list
  Json answer;                     ///< as of hub::sharing::explain; null where it is out of use
  std::string about;               ///< labels of the columns; empty where it is out of use
};

struct CriterionTold {
  catalogue::Criterion criterion;
  std::string state;  ///< found, not-known (nothing but values that the criteria do not know), nothing-found, withheld, held-under-numbers, not-held, no-list-asked
  std::vector<FoundEvidence> found = {};
  std::vector<AskedList> asked = {};
  std::vector<WithheldList> withheld = {};
  std::vector<AskedList> numbered = {};  ///< lists whose rows have numbers and no names: nothing of them is told
};

struct CriteriaTold {
  Person person = 0;
  catalogue::Programme programme;
  std::string purpose;
  std::vector<CriterionTold> criteria;
  std::vector<HomeNotAsked> home_not_asked;  ///< agencies that could not be asked who lives there
  bool nameless = false;                     ///< somebody there whose name may not be told is left out
  bool crowded = false;                      ///< a home or case of too many is left out
  std::vector<JudgementTold> judgements;     ///< of the own agency, and those it was asked to confirm
  std::uint64_t ledger_index = 0;
};

/// The file of criteria as it stands now. "criteria.unreadable".
[[nodiscard]] Result<catalogue::LoadedCriteria> criteria_of(Hub const& hub);

/// Every programme. A look: its leaf.
[[nodiscard]] Result<std::vector<catalogue::Programme>> list_criteria(Hub& hub, Member const& member);

/// Besides what household() refuses: "criteria.unreadable"; "criteria.unknown": no such programme; "criteria.purpose": it is not for
/// that purpose.
[[nodiscard]] Result<CriteriaTold> check_criteria(Hub& hub, Member const& member, CriteriaQuestion const& question);
[[nodiscard]] Json to_json(CriteriaTold const& told);
[[nodiscard]] Json to_json(catalogue::Programme const& programme);

}  // namespace concordat::hub::links
