// SPDX-License-Identifier: Apache-2.0
// Inside the module: one decision of a reviewer, from the look at what it is about to its leaf.
#pragma once

#include "hub/linkage/review/desk.h"

namespace concordat::hub::links {
namespace sql {

inline constexpr store::Sql set_second = "UPDATE link_decision SET state = ?, second = ?, second_at = ?, words_sealed = ? WHERE id = ?";
inline constexpr store::Sql set_undone = "UPDATE link_decision SET state = 'undone', undone_by = ?, undone_at = ?, words_sealed = ? WHERE id = ?";

}  // namespace sql

/// What all of these have in common: one transaction, the sights of the member, and how it ends.
class Sitting {
 public:
  static Result<Sitting> begin(Hub& hub, Member const& member, std::string what);

  [[nodiscard]] store::Connection& connection() { return transaction_.connection(); }
  [[nodiscard]] store::Transaction& transaction() { return transaction_; }
  [[nodiscard]] Sights& sights() { return sights_; }

  tl::unexpected<Problem> turn_away(Problem problem);
  /// Where it was for want of a look, its leads see that beside the audit sample.
  tl::unexpected<Problem> turn_away_outside(Problem const& problem);
  /// What was refused while it was carried out is a refusal with its leaf; anything else is passed on.
  tl::unexpected<Problem> broken_off(Problem const& problem);

  Result<DecisionRow> put(DecisionRow row, std::string const& reason);

  /// Carries out what needs no second person, and writes the leaf.
  Result<Decided> settle(DecisionRow row);

  Result<Decided> finish(DecisionRow row, Act act, bool first);

  Result<Decided> end(DecisionRow row, Receipt const& receipt, bool first);

  /// The leaf about its people.
  Result<Receipt> write_down(DecisionRow const& row, Act act);

  /// Ends a decision that waits, with its leaf: withdrawn by who made it, or turned down by another.
  Result<Receipt> set_aside(DecisionRow const& row, bool own, std::string const& reason);

  /// The words sealed with the decision, with one more; where they reached their day, that one alone.
  Result<store::Bytes> add_word(DecisionRow const& row, char const* name, std::string const& text);

  /// Why the member may not act on this person; nothing where they may, and it counts as a look where it is one.
  Result<std::optional<Problem>> against(Person person);
  /// The same of a pair that is seen.
  Result<std::optional<Problem>> against(SeenPair const& seen);

  /// What the member may be told of why it takes two people: a decision about a pair may rest on records beside it.
  Result<Tellable> tellable_of(DecisionRow const& row);

  /// Whether the member may see what the decision is about.
  Result<bool> sees(DecisionRow const& row);

 private:
  Sitting(Hub& hub, Member const& member, store::Transaction transaction, Sights sights, std::string what)
      : hub_{hub}, member_{member}, transaction_{std::move(transaction)}, sights_{std::move(sights)}, what_{std::move(what)} {}
  Hub& hub_;
  Member const& member_;
  store::Transaction transaction_;
  Sights sights_;
  std::string what_;
};

}  // namespace concordat::hub::links
