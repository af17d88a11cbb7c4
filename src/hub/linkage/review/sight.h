// SPDX-License-Identifier: Apache-2.0
// What of a record a reviewer may see: all that is compared of the own agency's, and of another's what an agreement in force gives
// a linkage reviewer of the own agency, as the engine decides for a person in that role.
//
// Every agreement on personal data asks for a case, a consent or a recorded decision. Review of links is a matter of its own for
// these: the own agency's case reference "link-review", about which cases are opened and guardians decide as about any other.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "hub/hub.h"
#include "hub/linkage/identities.h"
#include "agreements/engine/request.h"
#include "hub/sharing/standing_rules.h"
#include "store/transaction.h"

namespace concordat::hub::links {

/// Id of the agency of that number; empty where the hub knows none.
[[nodiscard]] std::string agency_of(Hub const& hub, int number);

/// What agreements call a field of the catalogue.
[[nodiscard]] std::string dotted(Hub const& hub, std::string_view field);
/// The question of a linkage reviewer to the engine about one record of another agency. `fields` as agreements call them.
[[nodiscard]] agreements::Request asked_by_reviewer(Member const& member, std::string const& discloser, std::string const& purpose, std::vector<std::string> fields, std::string const& role);

/// What is asked before any record of another agency is looked at.
struct Standing {
  std::unique_ptr<sharing::StandingRules> rules;
  std::set<int> closed;  ///< lists that nobody answers for
  [[nodiscard]] static Result<Standing> read(Hub& hub, store::Transaction& transaction);
};

/// What of another agency's records of one role is withheld under one reason, in the asker's telling: the same whoever it is about.
struct Kept {
  std::vector<std::string> kinds;  ///< labels of the fields
  std::string code;                ///< of the closed list: R04
  std::string why;
  std::vector<std::pair<std::string, std::string>> helps;  ///< who could do what about it
};

/// What a record says of a judgement in it, beside what is compared: when, by whom, how sure, until when. Ids of the catalogue.
inline constexpr std::array<std::string_view, 9> statement_fields{"event_date", "assertion_source", "assertion_grade", "assessed_on", "review_by",
                                                                  "fact_or_opinion", "intel_source_grade", "intel_info_grade", "intel_handling"};

/// Of one record.
struct Sight {
  bool own = false;
  std::set<Trait> traits;            ///< whose values may be seen
  bool role = false;                 ///< the role of the person may be seen
  bool out_of_use = false;           ///< the list it stands in has no owner: nothing is seen of it
  std::vector<std::string> rules;    ///< that permit it; own data: none
  std::set<std::string> statements = {};  ///< of statement_fields, those that may be seen
  std::vector<Kept> kept = {};       ///< of a record of which something may be seen
  [[nodiscard]] bool nothing() const { return traits.empty() && !role; }
  /// The numbers by which an agency knows somebody in its own lists are for that agency alone.
  [[nodiscard]] bool sees(Trait trait) const { return trait == Trait::own_numbers ? own && !out_of_use : traits.contains(trait); }
};

class Sights {
 public:
  /// As agreements and facts stand now. REQUIRES: the transaction is of this hub, which outlives this.
  [[nodiscard]] static Result<Sights> read(Hub& hub, store::Transaction& transaction, Member const& member);

  [[nodiscard]] Sight of(RecordFacts const& record);
  [[nodiscard]] std::string bundle() const { return rules_->hash(); }

 private:
  Sights(Hub& hub, Member const& member, std::unique_ptr<sharing::StandingRules> rules);
  [[nodiscard]] Sight ask(RecordFacts const& record) const;
  struct Ask;
  [[nodiscard]] agreements::Decision decide(Ask const& ask, RecordFacts const& record, std::vector<std::string> fields) const;
  /// A name stands beside a judgement only where both may be asked for together.
  void ask_statements(Ask const& ask, RecordFacts const& record, Sight& sight, std::set<std::string>& rules) const;
  void tell_kept(agreements::Decision const& decision, Sight& sight) const;

  Hub* hub_;
  Member member_;
  std::unique_ptr<sharing::StandingRules> rules_;
  struct Ask {
    std::string discloser;
    std::string purpose;
    agreements::Facts facts;
  };
  std::vector<Ask> asks_;
  std::set<int> closed_;  ///< numbers of lists that nobody answers for
  std::map<std::pair<int, std::string>, Sight> known_;  ///< by agency and role
};

/// The reference under which an agency's review of links is known to cases and guardians.
inline constexpr std::string_view review_matter = "link-review";
inline constexpr std::string_view reviewer_role = "linkage-reviewer";

}  // namespace concordat::hub::links
