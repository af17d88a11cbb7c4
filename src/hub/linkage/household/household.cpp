// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/household/household.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/id.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "hub/act.h"
#include "hub/linkage/household/gate.h"
#include "hub/linkage/household/home.h"
#include "hub/linkage/household/members.h"
#include "hub/linkage/household/one_person.h"
#include "hub/linkage/review/desk.h"
#include "hub/linkage/review/looks.h"
#include "hub/processing_desk.h"
#include "hub/sharing/people.h"
#include "hub/sharing/sealed_words.h"
#include "hub/sharing/uses.h"

namespace concordat::hub::links {
namespace sql {

// What linkage looks at (identities.cpp), with whose it is. Workers in their job share no home with whom they help.
constexpr store::Sql linked =
    "SELECT r.id, s.agency, s.feed, r.submission, p.role, r.key_version, CASE WHEN r.key_hash IS NULL THEN 0 ELSE 1 END, r.sealed, l.person, CASE WHEN l.linked_by = 'model' THEN 0 ELSE 1 END, s.received_at "
    "FROM source_record r JOIN submission s ON s.number = r.submission JOIN person_in_event p ON p.source_record = r.id JOIN link l ON l.source_record = r.id LEFT JOIN event e ON e.id = r.id "
    "WHERE r.superseded_by IS NULL AND r.sealed IS NOT NULL AND p.role <> 'professional' AND s.state = 'accepted' AND (e.id IS NULL OR e.is_current = 1) ORDER BY r.id";
constexpr store::Sql person_now = "SELECT l.person FROM source_record r JOIN link l ON l.source_record = r.id WHERE r.id = ? AND r.sealed IS NOT NULL AND r.superseded_by IS NULL";

}  // namespace sql

namespace {
/// A record that may be used, opened.
struct Place {
  RecordFacts facts;
  Person person = 0;
  std::string came;
  bool looked_at = false;
  HomeSight sight;
  std::optional<Home> home;
  std::string case_reference;
  std::string name;
};

Problem bad_words() {
  return {Fault::malformed, "household.words", "Give the purpose, your case reference and why it is necessary.", "The case reference is your own agency's; say in your own words why you need to know.", {}};
}

}  // namespace

class Households {
 public:
  Households(Hub& hub, Member const& member, HouseholdQuestion const& question) : hub_{hub}, member_{member}, question_{question}, processing_{ProcessingDesk::open()} {}

  Result<Household> answer() {
    act_ = sharing::act_of(ledger::Event::search, member_, "household");
    act_.purpose = sharing::known_purpose(hub_, question_.purpose);
    auto const against = prepare();
    if (!against) return fail(against);
    if (*against) return turned_away_outside(hub_, member_, act_, **against);
    auto transaction = store::Transaction::write(hub_.database());
    if (!transaction) return fail(transaction);
    auto const refused = look(*transaction);
    if (!refused) return fail(refused);
    if (*refused) {
      transaction->roll_back();
      return turned_away_outside(hub_, member_, act_, **refused);
    }
    auto const receipt = record_about(hub_, *transaction, std::move(act_), std::move(people_));
    if (!receipt) return fail(receipt);
    told_.ledger_index = receipt->index();
    for (auto& [agency, use] : uses_) {
      use.ledger_index = receipt->index();
      if (auto done = sharing::record_use(hub_, *transaction, std::move(use)); !done) return fail(done);
    }
    if (auto done = transaction->commit(); !done) return fail(done);
    if (auto done = hub_.log().sign_pending(); !done) return fail(done);
    return std::move(told_);
  }

  /// Whether it may be asked at all: nobody's record is opened.
  Result<std::optional<Problem>> against(store::Transaction& transaction) {
    auto refused = against_question();
    return refused ? refused : against_asking(transaction);
  }

  /// Whoever may not ask is turned away before anything is opened; that it is a look is written once it was told.
  Result<std::optional<Problem>> prepare() {
    act_.request = uuid7(hub_.clock().now(), hub_.chance());
    if (auto refused = against_question()) return refused;
    return open_apart();
  }

  /// For a question that goes on from it: no leaf of its own.
  Result<HomeMembers> members(store::Transaction& transaction) {
    HomeMembers found;
    auto refused = look(transaction);
    if (!refused) return fail(refused);
    found.refused = std::move(*refused);
    if (found.refused) return found;
    found.request = act_.request;
    found.told = std::move(told_);
    found.persons.assign(1, question_.person);
    found.persons.insert(found.persons.end(), persons_.begin(), persons_.end());
    found.records = std::move(people_);
    found.rules = std::move(rules_);
    found.uses = std::move(uses_);
    return found;
  }

 private:
  /// Before anything is looked at.
  [[nodiscard]] std::optional<Problem> against_question() const {
    if (!is_reviewer(member_)) return not_a_reviewer();
    if (!sharing::is_words(question_.matter, 200) || !sharing::is_words(question_.necessary)) return bad_words();
    if (hub_.catalogue().purpose(question_.purpose) == nullptr) return no_such_purpose();
    if (!helps_people(hub_.catalogue(), question_.purpose)) return against_people();
    return std::nullopt;
  }

  /// Why not; nothing where they may ask. Nothing is kept of it but what the engine says.
  Result<std::optional<Problem>> ask_first(std::optional<HomeGate>& gate) {
    auto transaction = store::Transaction::write(hub_.database());
    if (!transaction) return fail(transaction);
    auto against = against_asking(*transaction);
    if (!against || *against) return against;
    auto read = HomeGate::read(hub_, *transaction, member_, question_);
    if (!read) return fail(read);
    gate.emplace(std::move(*read));
    return std::optional<Problem>{};
  }

  Result<void> ready_for_people(HomeGate const& gate) { return gate.may_ask_others() && hub_.options().before_people ? hub_.options().before_people(hub_) : Result<void>{}; }

  /// Opens every record that may be used, while others write.
  Result<std::optional<Problem>> open_apart() {
    std::optional<HomeGate> gate;
    auto against = ask_first(gate);
    if (!against || *against) return against;
    if (auto fine = ready_for_people(*gate); !fine) return std::optional{fine.error()};
    auto transaction = store::Transaction::read(hub_.database());
    if (!transaction) return fail(transaction);
    if (auto done = open_places(transaction->connection(), *gate); !done) return fail(done);
    opened_by_ = gate->stands_on();
    tell();
    return std::optional<Problem>{};
  }

  /// Why not; nothing where it was told. Of what was opened before, all still holds, or it is opened again.
  Result<std::optional<Problem>> look(store::Transaction& transaction) {
    auto const against = against_asking(transaction);
    if (!against || *against) return against;
    auto gate = HomeGate::read(hub_, transaction, member_, question_);
    if (!gate) return fail(gate);
    auto const holds = still_holds(transaction.connection(), *gate);
    if (!holds) return fail(holds);
    if (!*holds) {
      forget();
      if (auto fine = ready_for_people(*gate); !fine) return std::optional{fine.error()};
      if (auto done = open_places(transaction.connection(), *gate); !done) return fail(done);
      tell();
    }
    if (auto done = tell_what_waits(transaction); !done) return fail(done);
    if (asked_about_ && !told_records_.contains(asked_about_->record)) people_.push_back(*asked_about_);
    told_.person = question_.person;
    told_.purpose = question_.purpose;
    told_.not_asked = gate->not_asked();
    act_.bundle = crypto::hash_from_hex(gate->bundle());
    act_.facts = gate->facts_version();
    act_.verdict = told_.not_asked.empty() ? ledger::Verdict::permit : ledger::Verdict::partial;
    act_.count = told_.others.size();
    act_.rules.assign(rules_.begin(), rules_.end());
    Json suppliers{Json::Array{}};
    for (auto const& [supplier, use] : uses_) suppliers.push(supplier);
    act_.detail.set("necessary", question_.necessary).set("suppliers", std::move(suppliers)).set("uses", sharing::mark_of(uses_));
    return std::optional<Problem>{};
  }

  /// Whether agreements, facts and owners of lists are as they were, and every record that is told is there and of whom it was.
  Result<bool> still_holds(store::Connection& connection, HomeGate const& gate) {
    if (gate.stands_on() != opened_by_) return false;
    for (auto const& [record, person] : told_records_) {
      auto const now = connection.query_integer(sql::person_now, record);
      if (!now || *now != person) return now ? Result<bool>{false} : fail(now);
    }
    return true;
  }

  void forget() {
    here_.clear();
    there_.clear();
    told_ = {};
    people_.clear();
    told_records_.clear();
    rules_.clear();
    uses_.clear();
    persons_.clear();
  }

  /// The same persons as on the page of one, and a look each time: what the queue leads to is the pair, not who lives there.
  Result<std::optional<Problem>> against_asking(store::Transaction& transaction) {
    auto& connection = transaction.connection();
    auto sights = Sights::read(hub_, transaction, member_);
    if (!sights) return fail(sights);
    auto const left = count_look(hub_, transaction, member_, fmt::format("household {}", question_.person));
    if (!left) return fail(left);
    if (!*left) return std::optional{looks_used_up()};
    auto const met = is_met_in_queue(connection, *sights, question_.person);
    if (!met) return fail(met);
    auto const records = records_of(connection, question_.person);
    if (!records) return fail(records);
    bool own = false;
    bool any = false;
    for (auto const record : *records) {
      auto const facts = facts_of(connection, record);
      if (!facts) return fail(facts);
      if (!*facts) continue;
      auto const sight = sights->of(**facts);
      if (sight.own || !asked_about_) asked_about_ = (*facts)->key();
      own = own || sight.own;
      any = any || !sight.nothing();
    }
    if (!any || (!*met && !own)) return std::optional{unknown_pair()};
    return std::optional<Problem>{};
  }

  Result<void> open_places(store::Connection& connection, HomeGate& gate) {
    auto const read = connection.query(sql::linked, [&](store::Row const& row) -> Result<void> {
      Place place;
      place.facts = facts_in(row);
      place.sight = gate.of(place.facts);
      if (place.sight.nothing()) return {};
      auto const identity = hub_.vault().open_identity(place.facts.key(), row.blob(7));
      if (!identity) return identity.error().code.view() == "keys.erased" ? Result<void>{} : fail(identity);
      auto const& text = identity->reveal(processing_);
      auto const json = Json::parse(text);
      if (!json) return {};
      place.person = row.integer(8);
      place.looked_at = row.flag(9);
      place.came = row.string(10).substr(0, 10);
      if (place.sight.home) place.home = home_in(*json);
      if (place.sight.case_reference) place.case_reference = standard_of(*json, "source_record_id");
      if (place.sight.name) place.name = name_in(text);
      if (!place.home && place.case_reference.empty()) return {};
      (place.person == question_.person ? here_ : there_).push_back(std::move(place));
      return {};
    });
    if (!read) return fail(read);
    return {};
  }

  /// What agrees of a record of the person and one of somebody else; empty: nothing that may be told.
  [[nodiscard]] std::string agrees(Place const& here, Place const& there) const {
    if (!here.home || !there.home || !at_one_time(*here.home, *there.home)) return {};
    auto const all = what_agrees(*here.home, *there.home);
    if (!all || *all != "property-number" || (may_tell(here, "uprn") && may_tell(there, "uprn"))) return all.value_or("");
    // The numbers agree and may not be told: what else agrees may be.
    auto one = *here.home;
    auto other = *there.home;
    one.property.clear();
    other.property.clear();
    return what_agrees(one, other).value_or("");
  }

  /// A record stands for one person in one role: two of one reference in one list are two people of one case, as the list has it.
  static bool of_one_case(Place const& here, Place const& there) {
    return here.facts.feed == there.facts.feed && !here.case_reference.empty() && here.case_reference == there.case_reference;
  }

  [[nodiscard]] bool may_tell(Place const& place, std::string_view field) const {
    auto const* known = hub_.catalogue().field(field);
    return place.sight.own || (known != nullptr && place.sight.fields.contains(known->dotted()));
  }

  [[nodiscard]] HomeRecord record_told(Place const& place) const {
    auto const* agency = agency_numbered(hub_, place.facts.agency);
    auto const* feed = feed_numbered(hub_, place.facts.feed);
    HomeRecord one{agency == nullptr ? std::string{} : agency->name, feed == nullptr ? std::string{} : feed->title, place.came, place.facts.role, {}, {}, place.looked_at};
    if (place.home && place.home->from && may_tell(place, "address_from")) one.from = format_date(*place.home->from);
    if (place.home && place.home->to && may_tell(place, "address_to")) one.to = format_date(*place.home->to);
    return one;
  }

  struct Found {
    Place const* here;
    Place const* there;
    std::string agrees;
  };

  void tell() {
    told_.places = static_cast<std::size_t>(std::ranges::count_if(here_, [](Place const& one) { return one.home.has_value(); }));
    std::vector<Found> all;
    for (auto const& here : here_) {
      for (auto const how : {"home", "case"}) add(here, std::string_view{how} == "case", all);
    }
    // Records whose names may not be told stand apart from those whose may: together, the one would name the other.
    std::map<std::pair<Person, int>, OtherPerson> others;
    for (auto const& one : all) {
      auto& other = others[{one.there->person, one.there->sight.name ? 0 : one.there->facts.agency}];
      other.person = one.there->person;
      if (other.name.empty()) other.name = one.there->name;
      if (bear_one_name(one.here->name, one.there->name)) other.may_be_same = "name";
      auto const& said = one.agrees == "case" ? one.here->case_reference : one.here->home->said.empty() ? one.here->home->postcode : one.here->home->said;
      HomeEvidence evidence{one.agrees, said, record_told(*one.here), record_told(*one.there), false};
      evidence.days_given = !evidence.here.from.empty() && !evidence.there.from.empty();
      other.evidence.push_back(std::move(evidence));
      for (auto const* place : {one.here, one.there}) note(*place);
      // Whoever is told without a name is nobody in particular: a question that goes on from it would name them.
      if (one.there->sight.name && !one.there->name.empty()) persons_.insert(one.there->person);
    }
    for (auto& [whose, other] : others) told_.others.push_back(std::move(other));
    std::ranges::stable_sort(told_.others, {}, [](OtherPerson const& one) { return std::tuple{one.name.empty(), text::fold(one.name)}; });
  }

  /// Where people are to decide whether the two are one, that is told, and decided there alone. Of whoever is told without a name
  /// nothing: it would name them.
  Result<void> tell_what_waits(store::Transaction& transaction) {
    auto sights = Sights::read(hub_, transaction, member_);
    if (!sights) return fail(sights);
    auto const waits = waits_in_queue(transaction.connection(), *sights, question_.person);
    if (!waits) return fail(waits);
    for (auto& other : told_.others) {
      if (!other.name.empty() && waits->contains(other.person)) other.may_be_same = "waiting";
    }
    return {};
  }

  /// Those of one home, or of one case, unless there are too many.
  void add(Place const& here, bool by_case, std::vector<Found>& all) {
    std::vector<Found> found;
    std::set<Person> people;
    for (auto const& there : there_) {
      auto how = by_case ? of_one_case(here, there) ? std::string{"case"} : std::string{} : agrees(here, there);
      if (how.empty()) continue;
      people.insert(there.person);
      found.push_back({&here, &there, std::move(how)});
    }
    if (people.size() <= most_of_one_home) {
      all.insert(all.end(), found.begin(), found.end());
      return;
    }
    auto const& said = by_case ? here.case_reference : here.home->said;
    told_.crowds.push_back({found.front().agrees, said});
  }

  void note(Place const& place) {
    if (told_records_.emplace(place.facts.record, place.person).second) people_.push_back(place.facts.key());
    if (place.sight.own) return;
    rules_.insert(place.sight.rules.begin(), place.sight.rules.end());
    auto const supplier = agency_of(hub_, place.facts.agency);
    auto& use = uses_[supplier];
    use.kind = "household";
    use.reference = act_.request;
    use.supplier = use.discloser = supplier;
    use.recipient = member_.agency;
    use.member = member_.id;
    use.purpose = question_.purpose;
    use.form = "personalised";
    for (auto const& field : place.sight.fields) {
      if (std::ranges::find(use.fields, field) == use.fields.end()) use.fields.push_back(field);
    }
    for (auto const& rule : place.sight.rules) {
      if (std::ranges::find(use.rules, rule) == use.rules.end()) use.rules.push_back(rule);
    }
  }

  Hub& hub_;
  Member const& member_;
  HouseholdQuestion const& question_;
  Processing processing_;
  Act act_;
  Household told_;
  std::vector<Place> here_, there_;  ///< of the person asked about, and of others
  std::vector<store::RecordKeyRef> people_;
  std::map<Record, Person> told_records_;
  std::optional<store::RecordKeyRef> asked_about_;  ///< the own agency's record of the person, where it has one
  std::string opened_by_;  ///< HomeGate::stands_on
  std::set<std::string> rules_;
  std::map<std::string, sharing::DataUse> uses_;  ///< by supplier
  std::set<Person> persons_;                      ///< of those that are told of
};

Result<Household> household(Hub& hub, Member const& member, HouseholdQuestion const& question) { return Households{hub, member, question}.answer(); }

HomeQuestion::HomeQuestion(Hub& hub, Member const& member, HouseholdQuestion const& question) : asked_{std::make_unique<Households>(hub, member, question)} {}
HomeQuestion::~HomeQuestion() = default;
Result<std::optional<Problem>> HomeQuestion::open_apart() { return asked_->prepare(); }
Result<HomeMembers> HomeQuestion::members(store::Transaction& transaction) { return asked_->members(transaction); }

Result<std::optional<Problem>> against_home(Hub& hub, store::Transaction& transaction, Member const& member, HouseholdQuestion const& question) {
  return Households{hub, member, question}.against(transaction);
}

}  // namespace concordat::hub::links
