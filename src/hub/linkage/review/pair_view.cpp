// SPDX-License-Identifier: Apache-2.0
// One pair side by side, as the member may see it.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "crypto/encoding.h"
#include "hub/linkage/evidence.h"
#include "hub/linkage/review/desk.h"
#include "hub/linkage/review/looks.h"
#include "hub/linkage/review/meant_by.h"
#include "hub/linkage/review/record_side.h"
#include "hub/linkage/review/side_by_side.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql beside = "SELECT id FROM link_pair WHERE state = 'waiting' AND (left_record IN (?, ?) OR right_record IN (?, ?)) ORDER BY weight DESC, id";
constexpr store::Sql evidence_of = "SELECT sealed FROM link_pair WHERE id = ?";

}  // namespace sql

namespace {

constexpr std::size_t most_candidates = 12;

std::string sentence_of(Agreement agreement, std::string_view label) {
  auto const* how = agreement == Agreement::agrees ? "agrees" : agreement == Agreement::nearly ? "nearly agrees" : agreement == Agreement::differs ? "differs" : "is not known";
  return fmt::format("The {} {}.", label, how);
}

/// Of what may not be seen.
std::string sentence_withheld(Agreement agreement, std::string_view label, SeenPair const& seen) {
  bool const left = seen.left_sight.own;
  bool const right = seen.right_sight.own;
  return fmt::format("{} agency's {} {}.", left && right ? "Your" : left || right ? "Another" : "One", label, agreement == Agreement::differs ? "differs" : "agrees");
}

bool both_see(SeenPair const& seen, Trait trait) { return seen.left_sight.sees(trait) && seen.right_sight.sees(trait); }

/// How much of one level is told.
enum class Telling : std::uint8_t { whole, agreement, values };

}  // namespace

class PairView {
 public:
  PairView(Hub& hub, Member const& member) : hub_{hub}, member_{member} {}

  Result<PairTold> show(std::function<Result<std::optional<StoredPair>>(store::Connection&)> const& find) {
    auto act = sharing::act_of(ledger::Event::access, member_, "link-pair");
    auto transaction = store::Transaction::write(hub_.database());
    if (!transaction) return fail(transaction);
    auto const turn_away = [&](Problem const& problem) {
      transaction->roll_back();
      return turned_away_outside(hub_, member_, std::move(act), problem);
    };
    if (!is_reviewer(member_)) return turn_away(not_a_reviewer());
    auto& connection = transaction->connection();
    auto sights = Sights::read(hub_, *transaction, member_);
    if (!sights) return fail(sights);
    auto const pair = find(connection);
    if (!pair) return fail(pair);
    auto const seen = seen_pair(connection, *sights, *pair);
    if (!seen) return fail(seen);
    bool const in_queue = *seen && (*seen)->pair.state != "scored";
    bool const own = *seen && ((*seen)->left_sight.own || (*seen)->right_sight.own);
    auto const left = in_queue ? Result<bool>{true} : count_look(hub_, *transaction, member_, fmt::format("pair {}", *pair ? (*pair)->id : 0));
    if (!left) return fail(left);
    if (!*left) return turn_away(looks_used_up());
    if (!*seen || (!in_queue && !own)) return turn_away(unknown_pair());
    bool const others = shows_others(**seen);
    if (others && hub_.options().before_people) {
      if (auto fine = hub_.options().before_people(hub_); !fine) return turn_away(fine.error());
    }
    auto told = tell(connection, **seen);
    if (!told) return fail(told);
    auto beside = candidates(connection, *sights, **seen);
    if (!beside) return fail(beside);
    told->candidates = std::move(*beside);
    act.people = {(*seen)->left.key(), (*seen)->right.key()};
    act.verdict = ledger::Verdict::permit;
    act.rules = told->rules;
    act.bundle = crypto::hash_from_hex(sights->bundle());
    auto const receipt = record(hub_, *transaction, std::move(act));
    if (!receipt) return fail(receipt);
    told->ledger_index = receipt->index();
    if (auto done = transaction->commit(); !done) return fail(done);
    if (auto done = hub_.log().sign_pending(); !done) return fail(done);
    return told;
  }

  Result<SideBySide> blind(store::Connection& connection, SeenPair const& seen) {
    if (shows_others(seen) && hub_.options().before_people) {
      if (auto fine = hub_.options().before_people(hub_); !fine) return fail(fine);
    }
    PairTold told;
    if (auto done = sides(connection, seen, told); !done) return fail(done);
    told.left.person = told.right.person = 0;
    return SideBySide{std::move(told.left), std::move(told.right), std::move(told.rows), std::move(told.rules)};
  }

 private:
  static bool shows_others(SeenPair const& seen) {
    return (!seen.left_sight.own && !seen.left_sight.nothing()) || (!seen.right_sight.own && !seen.right_sight.nothing());
  }

  /// Whoever looks at one candidate for a record sees that there are others.
  Result<std::vector<PairRow>> candidates(store::Connection& connection, Sights& sights, SeenPair const& seen) {
    std::vector<std::int64_t> ids;
    if (seen.pair.state != "waiting") return std::vector<PairRow>{};
    auto const read = connection.query(sql::beside, [&](store::Row const& row) { ids.push_back(row.integer(0)); }, seen.pair.left, seen.pair.right, seen.pair.left, seen.pair.right);
    if (!read) return fail(read);
    if (ids.size() < 2) return std::vector<PairRow>{};
    auto rows = rows_of(hub_, connection, sights, member_, ids, most_candidates);
    if (rows) std::ranges::sort(*rows, {}, [](PairRow const& row) { return std::pair{-row.weight, row.id}; });
    return rows;
  }

  Result<PairTold> tell(store::Connection& connection, SeenPair const& seen) {
    PairTold told;
    auto row = row_of(hub_, connection, seen, member_);
    if (!row) return fail(row);
    told.row = std::move(*row);
    if (auto done = sides(connection, seen, told); !done) return fail(done);
    told.conflict = seen.pair.conflict && tellable_of(seen).roles;
    told.model_version = seen.pair.model_version;
    if (auto done = levels(connection, seen, told); !done) return fail(done);
    if (seen.left_person != 0 && seen.right_person != 0) {
      auto impact = impact_of_joining(hub_, connection, seen.left_person, seen.right_person);
      if (!impact) return fail(impact);
      told.impact = told_impact(*impact, tellable_of(seen));
      // Whoever sees no role is told the same of every two persons.
      if (!tellable_of(seen).roles && seen.left_person != seen.right_person) told.impact.assign(1, std::string{unseen_reason});
    }
    return told;
  }

  /// Both records as far as they may be seen, row by row.
  Result<void> sides(store::Connection& connection, SeenPair const& seen, PairTold& told) {
    RecordSides const open{hub_, member_};
    auto left = open.show(connection, seen.left, seen.left_sight, seen.left_person);
    if (!left) return fail(left);
    auto right = open.show(connection, seen.right, seen.right_sight, seen.right_person);
    if (!right) return fail(right);
    told.left = std::move(left->side);
    told.right = std::move(right->side);
    for (std::size_t i = 0; i < trait_count; ++i) add_row(told, static_cast<Trait>(i), seen, left->values[i], right->values[i]);
    for (auto const* sight : {&seen.left_sight, &seen.right_sight}) told.rules.insert(told.rules.end(), sight->rules.begin(), sight->rules.end());
    std::ranges::sort(told.rules);
    told.rules.erase(std::ranges::unique(told.rules).begin(), told.rules.end());
    return {};
  }

  void add_row(PairTold& told, Trait trait, SeenPair const& seen, std::string const& left, std::string const& right) const {
    bool const sees_left = seen.left_sight.traits.contains(trait);
    bool const sees_right = seen.right_sight.traits.contains(trait);
    if ((!sees_left || left.empty()) && (!sees_right || right.empty())) return;  // nothing to put side by side
    auto const* field = hub_.catalogue().field(field_of(trait));
    TraitRow row{trait, field == nullptr ? std::string{field_of(trait)} : field->label, {}, {}, false};
    if (sees_left) row.left = left;
    if (sees_right) row.right = right;
    row.differs = sees_left && sees_right && !left.empty() && !right.empty() && left != right;
    told.rows.push_back(std::move(row));
  }

  Result<void> levels(store::Connection& connection, SeenPair const& seen, PairTold& told) {
    auto const sealed = connection.query_one(sql::evidence_of, [](store::Row const& row) { return row.bytes(0); }, seen.pair.id);
    if (!sealed) return fail(sealed);
    if (!*sealed || (*sealed)->empty()) return {};  // one of the records came anew since
    auto const evidence = open_evidence(hub_, seen.left.key(), seen.right.key(), **sealed);
    if (!evidence) return fail(evidence);
    told.prior = evidence->prior;
    told.household = evidence->household;
    bool withheld = !seen.sees_whole();
    for (auto const& level : evidence->levels) {
      auto const meant = meant_by(level.comparison);
      auto const telling = telling_of(seen, told, meant, level);
      if (telling == Telling::whole) {
        told.levels.push_back({level.comparison, std::string{meant.label}, std::string{name_of(level.agreement).view()}, level.level, sentence_of(level.agreement, meant.label), level.weight + level.frequency, false});
        continue;
      }
      if (level.agreement == Agreement::unknown) continue;  // what the other agency lacks is not told either
      withheld = true;
      auto const agreement = telling == Telling::values || level.agreement == Agreement::differs ? Agreement::differs : Agreement::agrees;
      told.levels.push_back({std::string{meant.label}, std::string{meant.label}, std::string{name_of(agreement).view()}, {}, sentence_withheld(agreement, meant.label, seen), 0, true});
    }
    if (!withheld) return {};
    // Of the sum no more is known than of the row, which is told to some bits.
    told.household = 0;
    told.withheld = told.row.weight - told.prior;
    for (auto const& level : told.levels) told.withheld -= level.weight;
    return {};
  }

  /// A level may rest on more than the trait it is named after: a first name on the other's middle name. Where that may not be seen, two
  /// values that are seen to be the same say all that the level does; of two that are not, anything but "differs" would tell of the rest.
  static Telling telling_of(SeenPair const& seen, PairTold const& told, Meant const& meant, Level const& level) {
    if (!both_see(seen, meant.trait)) return Telling::agreement;
    if (std::ranges::all_of(meant.also, [&](Trait trait) { return both_see(seen, trait); })) return Telling::whole;
    if (!meant.same_says_all) return Telling::agreement;
    auto const row = std::ranges::find(told.rows, meant.trait, &TraitRow::trait);
    if (row == told.rows.end() || !row->left || !row->right || row->left->empty() || row->right->empty()) return Telling::agreement;
    if (*row->left != *row->right) return Telling::values;
    return level.agreement == Agreement::agrees ? Telling::whole : Telling::agreement;
  }

  Hub& hub_;
  Member const& member_;
};

bool sees_enough(SeenPair const& seen) {
  return std::ranges::all_of(std::array{Trait::given_name, Trait::family_name, Trait::date_of_birth},
                             [&](Trait trait) { return seen.left_sight.traits.contains(trait) && seen.right_sight.traits.contains(trait); });
}

Result<SideBySide> side_by_side(Hub& hub, store::Connection& connection, Member const& member, SeenPair const& seen) { return PairView{hub, member}.blind(connection, seen); }

Result<PairTold> show_pair(Hub& hub, Member const& member, std::int64_t id) {
  return PairView{hub, member}.show([id](store::Connection& connection) { return find_pair(connection, id); });
}

Result<PairTold> explain_records(Hub& hub, Member const& member, Record one, Record other) {
  return PairView{hub, member}.show([one, other](store::Connection& connection) { return pair_of(connection, one, other); });
}

}  // namespace concordat::hub::links
