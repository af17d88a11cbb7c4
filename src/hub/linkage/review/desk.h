// SPDX-License-Identifier: Apache-2.0
// Inside the module: who reviews, a pair with what of it a reviewer may see, and rows of decisions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/act.h"
#include "hub/linkage/review/decisions.h"
#include "hub/linkage/review/queue.h"
#include "hub/linkage/review/sight.h"
#include "hub/linkage/state.h"
#include "hub/sharing/people.h"
#include "hub/sharing/sealed_words.h"

namespace concordat::hub::links {

[[nodiscard]] inline bool is_reviewer(Member const& member) { return member.has_role(reviewer_role); }
[[nodiscard]] Problem not_a_reviewer();
[[nodiscard]] Problem unknown_pair();
/// A pair, and what of its records a member may see.
struct SeenPair {
  StoredPair pair;
  RecordFacts left, right;
  Sight left_sight, right_sight;
  Person left_person = 0;
  Person right_person = 0;
  [[nodiscard]] bool sees_whole() const { return left_sight.traits.size() == trait_count && right_sight.traits.size() == trait_count; }
  [[nodiscard]] bool sees_both() const { return !left_sight.traits.empty() && !right_sight.traits.empty(); }
};
/// What takes two people may lie in a record that somebody may not see, and each reason would tell of it: they read one word for all.
struct Tellable {
  bool roles = false;     ///< every role is seen
  bool conflict = false;  ///< and so is what says that they are two people
};
[[nodiscard]] inline Tellable tellable_of(SeenPair const& seen) { return {seen.left_sight.role && seen.right_sight.role, seen.pair.conflict}; }
/// In place of a reason that lies in a record, or a role, which somebody may not see.
inline constexpr std::string_view unseen_reason = "something-you-may-not-see";
/// What the judges of the newest sample with this pair came to, once all judged: same, not-same; empty: nothing, or they could not tell.
[[nodiscard]] Result<std::string> judged_in_sample(store::Connection& connection, StoredPair const& pair);
/// A weight to four bits: what is withheld cannot be told from it.
[[nodiscard]] int coarse(int weight);
/// As the member sees it in a list.
[[nodiscard]] Result<PairRow> row_of(Hub& hub, store::Connection& connection, SeenPair const& seen, Member const& member);
/// Of these pairs those of which something may be seen, in their order and no more than `most`.
[[nodiscard]] Result<std::vector<PairRow>> rows_of(Hub& hub, store::Connection& connection, Sights& sights, Member const& member, std::vector<std::int64_t> const& ids, std::size_t most);
/// Nothing where it is not there or nothing of it may be seen.
[[nodiscard]] Result<std::optional<SeenPair>> seen_pair(store::Connection& connection, Sights& sights, std::optional<StoredPair> const& pair);
[[nodiscard]] Result<std::optional<StoredPair>> pair_of(store::Connection& connection, Record left, Record right);
[[nodiscard]] Result<std::optional<Person>> person_of(store::Connection& connection, Record record);
[[nodiscard]] Result<std::vector<Record>> records_of(store::Connection& connection, Person person);
/// Some record of the person may be seen.
[[nodiscard]] Result<bool> sees_person(store::Connection& connection, Sights& sights, Person person);

/// Of a decision.
struct DecisionRow {
  std::string id;
  std::int64_t number = 0;
  std::string kind, outcome;
  std::int64_t pair = 0;
  Person person = 0, other = 0;
  int weight = 0;
  std::string model_version, agency, made_by, made_at;
  store::Bytes words_sealed;  ///< empty: they reached their day
  std::string words_row;      ///< under which they are sealed
  std::vector<std::string> impact;
  std::string state, second, second_at, undone_by, undone_at;
  std::uint64_t leaf_index = 0;
  std::vector<std::pair<Record, int>> marks;
};
[[nodiscard]] Result<std::optional<DecisionRow>> find_decision(store::Connection& connection, std::string const& id);
/// By the pair, or by the person or one of its records.
[[nodiscard]] Result<std::vector<DecisionRow>> decision_rows_of_pair(store::Connection& connection, std::int64_t pair);
[[nodiscard]] Result<std::vector<DecisionRow>> decision_rows_of_person(store::Connection& connection, Person person);
/// "waiting" ones of a pair.
[[nodiscard]] Result<std::optional<DecisionRow>> waiting_decision(store::Connection& connection, std::int64_t pair);
[[nodiscard]] sharing::Spot spot_of(DecisionRow const& row);
[[nodiscard]] Decided decided_of(DecisionRow const& row);

/// Why two people must say that these persons are one; `edges` are the pairs between them.
[[nodiscard]] Result<std::vector<std::string>> impact_of_joining(Hub& hub, store::Connection& connection, Person one, Person other);

[[nodiscard]] std::string told_why(std::string why, Tellable tellable);
[[nodiscard]] std::vector<std::string> told_impact(std::vector<std::string> const& impact, Tellable tellable);

/// Makes it so: what stood before is kept, persons and links change, what stands after is kept. "link.contradicts".
[[nodiscard]] Result<void> carry_out(Hub& hub, store::Transaction& transaction, DecisionRow const& row, Member const& by);
/// Restores what carry_out kept. "link.undo-later", "link.undo-changed".
[[nodiscard]] Result<void> take_back(Hub& hub, store::Transaction& transaction, DecisionRow const& row, Member const& by);

}  // namespace concordat::hub::links
