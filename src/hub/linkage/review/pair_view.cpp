// SPDX-License-Identifier: Apache-2.0
// One pair side by side, as the member may see it.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "crypto/encoding.h"
#include "hub/agency_name.h"
#include "hub/linkage/evidence.h"
#include "hub/linkage/review/desk.h"
#include "hub/linkage/review/looks.h"
#include "hub/linkage/review/person_view.h"
#include "hub/linkage/review/side_by_side.h"
#include "hub/processing_desk.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql sealed_of = "SELECT r.sealed, s.received_at FROM source_record r JOIN submission s ON s.number = r.submission WHERE r.id = ?";
constexpr store::Sql evidence_of = "SELECT sealed FROM link_pair WHERE id = ?";

constexpr store::Sql records_of = "SELECT source_record, reason, linked_by, linked_at, model_version FROM link WHERE person = ? ORDER BY source_record";
constexpr store::Sql attention_of = "SELECT reason FROM person_attention WHERE person = ?";
constexpr store::Sql events_of = "SELECT at, kind, person, coalesce(other, 0) FROM link_event WHERE person = ? OR other = ? ORDER BY id";

}  // namespace sql

namespace {

struct Comparison {
  std::string_view word;   ///< a part of the model's name of it
  std::string_view label;
  Trait trait;             ///< that it is about, for whether its level may be told
};
constexpr std::array comparisons{Comparison{"given", "first name", Trait::given_name},      Comparison{"forename", "first name", Trait::given_name},
                                 Comparison{"middle", "middle name", Trait::middle_names},  Comparison{"family", "family name", Trait::family_name},
                                 Comparison{"surname", "family name", Trait::family_name},  Comparison{"alias", "other name", Trait::alias_names},
                                 Comparison{"name", "name", Trait::family_name},            Comparison{"birth", "date of birth", Trait::date_of_birth},
                                 Comparison{"dob", "date of birth", Trait::date_of_birth},  Comparison{"sex", "sex", Trait::sex},
                                 Comparison{"postcode", "address", Trait::postcode},        Comparison{"address", "address", Trait::address},
                                 Comparison{"phone", "telephone", Trait::phone},            Comparison{"email", "e-mail address", Trait::email},
                                 Comparison{"nhs", "NHS number", Trait::nhs_number},        Comparison{"upn", "pupil number", Trait::upn}};

Comparison meant_by(std::string_view comparison) {
  auto const found = std::ranges::find_if(comparisons, [&](Comparison const& one) { return comparison.find(one.word) != std::string_view::npos; });
  return found == comparisons.end() ? Comparison{{}, "number", Trait::nhs_number} : *found;
}

std::string sentence_of(Level const& level, std::string_view label, bool may_see, bool one_own) {
  auto const* how = level.agreement == Agreement::agrees ? "agrees" : level.agreement == Agreement::nearly ? "nearly agrees" : level.agreement == Agreement::differs ? "differs" : "is not known";
  if (may_see) return fmt::format("The {} {}.", label, how);
  return fmt::format("{} agency's {} {}.", one_own ? "Another" : "One", label, how);
}

}  // namespace

/// Opens records for showing, no more of them than the sights allow.
class PairView {
 public:
  PairView(Hub& hub, Member const& member) : hub_{hub}, member_{member}, processing_{ProcessingDesk::open()} {}

  Result<PairTold> show(std::function<Result<std::optional<StoredPair>>(store::Connection&)> const& find) {
    auto act = sharing::act_of(ledger::Event::access, member_, "link-pair");
    auto transaction = store::Transaction::write(hub_.database());
    if (!transaction) return fail(transaction);
    auto const turn_away = [&](Problem problem) {
      transaction->roll_back();
      return sharing::turned_away(hub_, std::move(act), std::move(problem));
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
    if (!*left) return used_up(turn_away);
    if (!*seen || (!in_queue && !own)) return turn_away(unknown_pair());
    bool const others = shows_others(**seen);
    if (others && hub_.options().before_people) {
      if (auto fine = hub_.options().before_people(hub_); !fine) return turn_away(fine.error());
    }
    auto told = tell(connection, **seen);
    if (!told) return fail(told);
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

  Result<PersonTold> show_person(Person person) {
    auto act = sharing::act_of(ledger::Event::access, member_, "person");
    auto transaction = store::Transaction::write(hub_.database());
    if (!transaction) return fail(transaction);
    auto const turn_away = [&](Problem problem) {
      transaction->roll_back();
      return sharing::turned_away(hub_, std::move(act), std::move(problem));
    };
    if (!is_reviewer(member_)) return turn_away(not_a_reviewer());
    auto& connection = transaction->connection();
    auto sights = Sights::read(hub_, *transaction, member_);
    if (!sights) return fail(sights);
    PersonTold told;
    told.person = person;
    bool others = false;
    auto const in_queue = is_met_in_queue(connection, *sights, person);
    if (!in_queue) return fail(in_queue);
    auto const left = *in_queue ? Result<bool>{true} : count_look(hub_, *transaction, member_, fmt::format("person {}", person));
    if (!left) return fail(left);
    if (!*left) return used_up(turn_away);
    auto done = records(connection, *sights, told, act, others);
    if (!done) return fail(done);
    bool const own = std::ranges::any_of(told.records, [](RecordTold const& one) { return one.side.own; });
    if (!*done || (!*in_queue && !own)) return turn_away(unknown_pair());
    if (others && hub_.options().before_people) {
      if (auto fine = hub_.options().before_people(hub_); !fine) return turn_away(fine.error());
    }
    if (auto more = surroundings(connection, told); !more) return fail(more);
    act.verdict = ledger::Verdict::permit;
    act.bundle = crypto::hash_from_hex(sights->bundle());
    auto const receipt = record(hub_, *transaction, std::move(act));
    if (!receipt) return fail(receipt);
    told.ledger_index = receipt->index();
    if (auto committed = transaction->commit(); !committed) return fail(committed);
    if (auto signed_now = hub_.log().sign_pending(); !signed_now) return fail(signed_now);
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
  /// Whether there is such a person or pair, is not told then.
  template <class TurnAway>
  tl::unexpected<Problem> used_up(TurnAway const& turn_away) {
    auto turned = turn_away(looks_used_up());
    if (auto noted = note_refused_look(hub_, member_); !noted) return fail(noted);
    return turned;
  }

  /// False: nothing of the person may be seen.
  Result<bool> records(store::Connection& connection, Sights& sights, PersonTold& told, Act& act, bool& others) {
    auto const read = connection.query(sql::records_of, [&](store::Row const& row) {
      RecordTold one;
      one.record = row.integer(0);
      one.reason = row.string(1);
      one.linked_by = row.string(2);
      one.linked_at = row.string(3);
      one.model_version = row.string(4);
      one.looked_at = one.linked_by != "model";
      told.records.push_back(std::move(one));
    }, told.person);
    if (!read) return fail(read);
    bool any = false;
    std::set<std::string> rules;
    for (auto& one : told.records) {
      auto const facts = facts_of(connection, one.record);
      if (!facts) return fail(facts);
      if (!*facts) continue;
      auto const sight = sights.of(**facts);
      any = any || !sight.nothing();
      others = others || (!sight.own && !sight.nothing());
      rules.insert(sight.rules.begin(), sight.rules.end());
      Traits values;
      if (auto done = side(connection, **facts, sight, told.person, one.side, values); !done) return fail(done);
      for (std::size_t i = 0; i < trait_count; ++i) {
        if (!sight.traits.contains(static_cast<Trait>(i)) || values[i].empty()) continue;
        auto const* field = hub_.catalogue().field(field_of(static_cast<Trait>(i)));
        one.values.emplace_back(field == nullptr ? std::string{field_of(static_cast<Trait>(i))} : field->label, values[i]);
      }
      if (act.people.size() < most_people) act.people.push_back((*facts)->key());
      if (sight.nothing()) continue;
      if (auto done = add_holder(connection, **facts, told); !done) return fail(done);
    }
    act.rules.assign(rules.begin(), rules.end());
    return any;
  }

  Result<void> add_holder(store::Connection& connection, RecordFacts const& facts, PersonTold& told) {
    auto const* feed = feed_numbered(hub_, facts.feed);
    auto const* agency = agency_numbered(hub_, facts.agency);
    if (agency == nullptr || std::ranges::find(told.holders, agency->name, &Holder::agency_name) != told.holders.end()) return {};
    auto last = last_came(connection, facts.feed);
    if (!last) return fail(last);
    told.holders.push_back({agency->name, feed == nullptr ? std::string{} : feed->contact, std::move(*last)});
    return {};
  }

  Result<void> surroundings(store::Connection& connection, PersonTold& told) {
    auto const attention = connection.query_one(sql::attention_of, [](store::Row const& row) { return row.string(0); }, told.person);
    if (!attention) return fail(attention);
    told.attention = attention->value_or("");
    auto const read = connection.query(sql::events_of, [&](store::Row const& row) { told.events.push_back({row.string(0), row.string(1), row.integer(2), row.integer(3)}); }, told.person, told.person);
    if (!read) return fail(read);
    auto decisions = decisions_about_person(hub_, member_, told.person);
    if (!decisions) return fail(decisions);
    told.decisions = std::move(*decisions);
    return {};
  }

  static bool shows_others(SeenPair const& seen) {
    return (!seen.left_sight.own && !seen.left_sight.nothing()) || (!seen.right_sight.own && !seen.right_sight.nothing());
  }

  Result<PairTold> tell(store::Connection& connection, SeenPair const& seen) {
    PairTold told;
    auto row = row_of(hub_, connection, seen, member_);
    if (!row) return fail(row);
    told.row = std::move(*row);
    if (auto done = sides(connection, seen, told); !done) return fail(done);
    told.conflict = seen.pair.conflict;
    told.model_version = seen.pair.model_version;
    if (auto done = levels(connection, seen, told); !done) return fail(done);
    if (seen.left_person != 0 && seen.right_person != 0) {
      auto impact = impact_of_joining(hub_, connection, seen.left_person, seen.right_person);
      if (!impact) return fail(impact);
      told.impact = std::move(*impact);
    }
    return told;
  }

  /// Both records as far as they may be seen, row by row.
  Result<void> sides(store::Connection& connection, SeenPair const& seen, PairTold& told) {
    Traits left;
    Traits right;
    if (auto done = side(connection, seen.left, seen.left_sight, seen.left_person, told.left, left); !done) return done;
    if (auto done = side(connection, seen.right, seen.right_sight, seen.right_person, told.right, right); !done) return done;
    for (std::size_t i = 0; i < trait_count; ++i) add_row(told, static_cast<Trait>(i), seen, left[i], right[i]);
    for (auto const* sight : {&seen.left_sight, &seen.right_sight}) told.rules.insert(told.rules.end(), sight->rules.begin(), sight->rules.end());
    std::ranges::sort(told.rules);
    told.rules.erase(std::ranges::unique(told.rules).begin(), told.rules.end());
    return {};
  }

  Result<void> side(store::Connection& connection, RecordFacts const& facts, Sight const& sight, Person person, SideTold& told, Traits& values) {
    told.own = sight.own;
    told.person = person;
    // That an agency holds a record of somebody is told by an agreement or not at all.
    if (sight.out_of_use && sight.own) {
      told.agency_name = agency_name(hub_, member_.agency);
      told.why = "Nobody answers for this list of your agency: it is out of use until a lead names its owner.";
      return {};
    }
    if (sight.nothing()) {
      told.agency_name = "Another agency";
      told.why = "No agreement in force lets a linkage reviewer of your agency know whose record this is or what it says.";
      return {};
    }
    if (auto const* agency = agency_numbered(hub_, facts.agency)) {
      told.agency = agency->id;
      told.agency_name = agency->name;
    }
    if (!sight.own && sight.traits.size() < trait_count) told.why = "Of this record the agreement lets a linkage reviewer of your agency see only what is shown.";
    store::Bytes sealed;
    auto const read = connection.query(sql::sealed_of, [&](store::Row const& row) {
      sealed = row.bytes(0);
      told.received = row.string(1).substr(0, 10);
    }, facts.record);
    if (!read) return fail(read);
    if (auto const* feed = feed_numbered(hub_, facts.feed)) told.feed = feed->title;
    told.role = sight.role ? facts.role : std::string{};
    auto const opened = hub_.vault().open_identity(facts.key(), sealed);
    if (!opened) return fail(opened);
    values = traits_in(opened->reveal(processing_));
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
    bool const one_own = seen.left_sight.own || seen.right_sight.own;
    for (auto const& level : evidence->levels) {
      auto const meant = meant_by(level.comparison);
      bool const may_see = seen.left_sight.traits.contains(meant.trait) && seen.right_sight.traits.contains(meant.trait);
      told.levels.push_back({may_see ? level.comparison : std::string{meant.label}, std::string{meant.label}, std::string{name_of(level.agreement).view()},
                             may_see ? level.level : std::string{}, sentence_of(level, meant.label, may_see, one_own), level.weight + level.frequency});
    }
    return {};
  }

  Hub& hub_;
  Member const& member_;
  Processing processing_;
};

bool sees_enough(SeenPair const& seen) {
  return std::ranges::all_of(std::array{Trait::given_name, Trait::family_name, Trait::date_of_birth},
                             [&](Trait trait) { return seen.left_sight.traits.contains(trait) && seen.right_sight.traits.contains(trait); });
}

Result<SideBySide> side_by_side(Hub& hub, store::Connection& connection, Member const& member, SeenPair const& seen) { return PairView{hub, member}.blind(connection, seen); }

Result<PairTold> show_pair(Hub& hub, Member const& member, std::int64_t id) {
  return PairView{hub, member}.show([id](store::Connection& connection) { return find_pair(connection, id); });
}

Result<PersonTold> show_person(Hub& hub, Member const& member, Person person) { return PairView{hub, member}.show_person(person); }

Result<PairTold> explain_records(Hub& hub, Member const& member, Record one, Record other) {
  return PairView{hub, member}.show([one, other](store::Connection& connection) { return pair_of(connection, one, other); });
}

}  // namespace concordat::hub::links
