// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/review/person_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "crypto/encoding.h"
#include "hub/linkage/review/desk.h"
#include "hub/linkage/review/looks.h"
#include "hub/linkage/review/record_side.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql links_of = "SELECT source_record, reason, linked_by, linked_at, model_version FROM link WHERE person = ? ORDER BY source_record";
constexpr store::Sql attention_of = "SELECT reason FROM person_attention WHERE person = ?";
constexpr store::Sql events_of = "SELECT at, kind, person, coalesce(other, 0) FROM link_event WHERE person = ? OR other = ? ORDER BY id";

}  // namespace sql

namespace {

std::string label_of(Hub const& hub, std::string_view field) {
  auto const* known = hub.catalogue().field(field);
  return known == nullptr ? std::string{field} : known->label;
}

std::string const& said(RecordTold const& record, std::string const& label) {
  static std::string const none;
  auto const found = std::ranges::find(record.statement, label, &std::pair<std::string, std::string>::first);
  return found == record.statement.end() ? none : found->second;
}

/// Nothing of it may be seen, and it is another agency's.
bool is_withheld(RecordTold const& record) { return !record.side.own && record.side.agency.empty(); }

/// The same whosever record it is: a reason that fits one agency alone would name it.
Kept whole_record(std::string const& why) {
  return {{"Everything in the record"}, {}, why, {{"you", "Ask on the page of who else works with somebody, or with 'concordat locate', which services work with this person; whoever holds the record may give what is in it in answer to a request."}}};
}

}  // namespace

class PersonDesk {
 public:
  PersonDesk(Hub& hub, Member const& member) : hub_{hub}, member_{member}, sides_{hub, member} {}

  Result<PersonTold> show(Person person) {
    auto act = sharing::act_of(ledger::Event::access, member_, "person");
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
    PersonTold told;
    told.person = person;
    auto const in_queue = is_met_in_queue(connection, *sights, person);
    if (!in_queue) return fail(in_queue);
    auto const left = *in_queue ? Result<bool>{true} : count_look(hub_, *transaction, member_, fmt::format("person {}", person));
    if (!left) return fail(left);
    if (!*left) return turn_away(looks_used_up());
    auto const any = records(connection, *sights, told, act);
    if (!any) return fail(any);
    bool const own = std::ranges::any_of(told.records, [](RecordTold const& one) { return one.side.own; });
    if (!*any || (!*in_queue && !own)) return turn_away(unknown_pair());
    bool const others = std::ranges::any_of(told.records, [](RecordTold const& one) { return !one.side.own && !is_withheld(one); });
    if (others && hub_.options().before_people) {
      if (auto fine = hub_.options().before_people(hub_); !fine) return turn_away(fine.error());
    }
    add_timeline(told);
    if (auto more = surroundings(connection, told); !more) return fail(more);
    act.verdict = ledger::Verdict::permit;
    act.bundle = crypto::hash_from_hex(sights->bundle());
    auto people = std::exchange(act.people, {});
    auto const receipt = record_about(hub_, *transaction, std::move(act), std::move(people));
    if (!receipt) return fail(receipt);
    told.ledger_index = receipt->index();
    if (auto committed = transaction->commit(); !committed) return fail(committed);
    if (auto signed_now = hub_.log().sign_pending(); !signed_now) return fail(signed_now);
    return told;
  }

 private:
  /// False: nothing of the person may be seen.
  Result<bool> records(store::Connection& connection, Sights& sights, PersonTold& told, Act& act) {
    auto const read = connection.query(sql::links_of, [&](store::Row const& row) {
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
      rules.insert(sight.rules.begin(), sight.rules.end());
      if (auto done = fill(connection, **facts, sight, told.person, one); !done) return fail(done);
      act.people.push_back((*facts)->key());
      if (sight.nothing()) continue;
      if (auto done = add_holder(connection, **facts, told); !done) return fail(done);
    }
    act.rules.assign(rules.begin(), rules.end());
    std::ranges::stable_sort(told.records, {}, [](RecordTold const& one) {
      return std::tuple{is_withheld(one), !one.side.own, one.side.agency_name, one.happened.empty() ? one.side.received : one.happened};
    });
    told.withheld = static_cast<std::size_t>(std::ranges::count_if(told.records, is_withheld));
    // Where one that is withheld joined another, that other's day is the day its file came.
    constexpr std::size_t month_letters = 7;
    if (told.withheld > 0) {
      for (auto& one : told.records) one.linked_at.resize(std::min(one.linked_at.size(), month_letters));
    }
    return any;
  }

  Result<void> fill(store::Connection& connection, RecordFacts const& facts, Sight const& sight, Person person, RecordTold& one) const {
    auto shown = sides_.show(connection, facts, sight, person);
    if (!shown) return fail(shown);
    one.side = std::move(shown->side);
    one.happened = std::move(shown->happened);
    one.expires = std::move(shown->expires);
    one.statement = std::move(shown->statement);
    one.kept = is_withheld(one) ? std::vector{whole_record(one.side.why)} : sight.kept;
    for (std::size_t i = 0; i < trait_count; ++i) {
      if (!sight.traits.contains(static_cast<Trait>(i)) || shown->values[i].empty()) continue;
      one.values.emplace_back(label_of(hub_, field_of(static_cast<Trait>(i))), shown->values[i]);
    }
    // The moment of a link is that of a file, and a file's is an agency's.
    if (is_withheld(one)) one.linked_at.clear();
    return {};
  }

  Result<void> add_holder(store::Connection& connection, RecordFacts const& facts, PersonTold& told) const {
    auto const* feed = feed_numbered(hub_, facts.feed);
    auto const* agency = agency_numbered(hub_, facts.agency);
    if (agency == nullptr || std::ranges::find(told.holders, agency->name, &Holder::agency_name) != told.holders.end()) return {};
    auto last = last_came(connection, facts.feed);
    if (!last) return fail(last);
    told.holders.push_back({agency->name, feed == nullptr ? std::string{} : feed->contact, std::move(*last)});
    return {};
  }

  void add_timeline(PersonTold& told) const {
    for (auto const& one : told.records) {
      auto const add = [&](std::string const& on, std::string_view kind) {
        if (!on.empty()) told.timeline.push_back({on, std::string{kind}, one.record, one.side.agency_name, one.side.role});
      };
      add(one.happened, "happened");
      add(said(one, label_of(hub_, "assessed_on")), "assessed");
      add(one.side.received, "came");
      add(said(one, label_of(hub_, "review_by")), "review");
      add(one.expires, "deleted");
    }
    std::ranges::stable_sort(told.timeline, {}, [](Moment const& one) { return std::tie(one.on, one.agency_name, one.record); });
  }

  Result<void> surroundings(store::Connection& connection, PersonTold& told) const {
    auto const attention = connection.query_one(sql::attention_of, [](store::Row const& row) { return row.string(0); }, told.person);
    if (!attention) return fail(attention);
    told.attention = attention->value_or("");
    // A run follows a file within a moment: its day would tell whose file the withheld record came in.
    auto const told_of_day = told.withheld == 0 ? std::string::npos : std::string_view{"2026-11"}.size();
    auto const read = connection.query(sql::events_of, [&](store::Row const& row) { told.events.push_back({row.string(0).substr(0, told_of_day), row.string(1), row.integer(2), row.integer(3)}); },
                                       told.person, told.person);
    if (!read) return fail(read);
    auto decisions = decisions_about_person(hub_, member_, told.person);
    if (!decisions) return fail(decisions);
    told.decisions = std::move(*decisions);
    return {};
  }

  Hub& hub_;
  Member const& member_;
  RecordSides sides_;
};

Result<PersonTold> show_person(Hub& hub, Member const& member, Person person) { return PersonDesk{hub, member}.show(person); }

}  // namespace concordat::hub::links
