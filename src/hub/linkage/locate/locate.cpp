// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/locate/locate.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/id.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "hub/act.h"
#include "hub/linkage/identities.h"
#include "hub/linkage/own_numbers.h"
#include "hub/lists/lists.h"
#include "hub/processing_desk.h"
#include "hub/sharing/facts.h"
#include "hub/sharing/people.h"
#include "hub/sharing/sealed_words.h"
#include "hub/sharing/uses.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql own_records =
    "SELECT r.id, s.agency, s.feed, r.submission, p.role, r.key_version, CASE WHEN r.key_hash IS NULL THEN 0 ELSE 1 END, r.sealed, l.person FROM source_record r "
    "JOIN submission s ON s.number = r.submission JOIN person_in_event p ON p.source_record = r.id JOIN link l ON l.source_record = r.id WHERE s.agency = ? AND r.sealed IS NOT NULL";
constexpr store::Sql own_record =
    "SELECT r.id, s.agency, s.feed, r.submission, p.role, r.key_version, CASE WHEN r.key_hash IS NULL THEN 0 ELSE 1 END, r.sealed, l.person FROM source_record r "
    "JOIN submission s ON s.number = r.submission JOIN person_in_event p ON p.source_record = r.id JOIN link l ON l.source_record = r.id WHERE s.agency = ? AND r.sealed IS NOT NULL AND r.id = ?";
constexpr store::Sql last_run_of_linkage = "SELECT coalesce(max(number), 0) FROM link_run";
constexpr store::Sql others_of =
    "SELECT r.id, s.agency, s.feed, r.submission, p.role, r.key_version, CASE WHEN r.key_hash IS NULL THEN 0 ELSE 1 END, r.sealed, CASE WHEN l.linked_by = 'model' THEN 0 ELSE 1 END FROM link l "
    "JOIN source_record r ON r.id = l.source_record JOIN submission s ON s.number = r.submission JOIN person_in_event p ON p.source_record = r.id "
    "WHERE l.person = ? AND s.agency <> ? AND r.sealed IS NOT NULL ORDER BY r.id DESC";
constexpr store::Sql lists =
    "SELECT f.number FROM feed f WHERE EXISTS (SELECT 1 FROM submission s WHERE s.feed = f.number AND s.state = 'accepted' AND EXISTS "
    "(SELECT 1 FROM person_in_event p JOIN source_record r ON r.id = p.source_record WHERE p.source_record BETWEEN s.first_record AND s.last_record AND r.submission = s.number))";

}  // namespace sql

namespace {

constexpr std::string_view source_agency = "record.source_agency";
constexpr std::string_view lead_professional = "referral.lead_professional";
constexpr std::size_t longest_reference = 60;

bool bears(std::string_view identity, std::string const& wanted) {
  auto const numbers = numbers_in(identity);
  return std::ranges::find(numbers, wanted) != numbers.end();
}

std::string lead_in(std::string_view identity) {
  auto const json = Json::parse(identity);
  if (!json) return {};
  auto const& values = (*json)["lead_professional"].array();
  return values.empty() ? std::string{} : values.front().string();
}

}  // namespace

class Locator {
 public:
  Locator(Hub& hub, Member const& member, LocateQuestion const& question) : hub_{hub}, member_{member}, question_{question}, processing_{ProcessingDesk::open()} {}

  Result<Located> answer() {
    act_ = sharing::act_of(ledger::Event::search, member_, "locate");
    act_.request = uuid7(hub_.clock().now(), hub_.chance());
    act_.purpose = sharing::known_purpose(hub_, question_.purpose);
    if (auto fine = sharing::check_asker(hub_, member_, question_.role); !fine) return turned_away(hub_, act_, fine.error());
    if (!understood()) {
      return turned_away(hub_, act_, {Fault::malformed, "locate.words", "Give the person's reference, the purpose, your case reference and why it is necessary.",
                                               "The reference is a number in a list that your own agency sends; the case reference is your own agency's; say in your own words why you need to know.", {}});
    }
    if (hub_.catalogue().purpose(question_.purpose) == nullptr) {
      return turned_away(hub_, act_, {Fault::malformed, "locate.purpose", "There is no purpose of that name; whether an agreement serves one was not asked.", "Choose one of those that there are.", {}});
    }
    auto transaction = store::Transaction::write(hub_.database());
    if (!transaction) return fail(transaction);
    std::optional<store::ReadsTogether> keys{hub_.vault().read_together()};
    auto told = look(*transaction);
    if (!told) {
      keys.reset();
      transaction->roll_back();
      bool const ours = told.error().code.view().starts_with("locate.") || told.error().fault == Fault::refused;
      if (!ours) return fail(told);
      return turned_away(hub_, act_, told.error());
    }
    auto const receipt = record(hub_, *transaction, std::move(act_));
    if (!receipt) return fail(receipt);
    located_.ledger_index = receipt->index();
    for (auto& use : uses_) {
      use.ledger_index = receipt->index();
      if (auto done = sharing::record_use(hub_, *transaction, std::move(use)); !done) return fail(done);
    }
    keys.reset();
    if (auto done = transaction->commit(); !done) return fail(done);
    if (auto done = hub_.log().sign_pending(); !done) return fail(done);
    return std::move(located_);
  }

 private:
  [[nodiscard]] bool understood() const {
    auto const reference = plain_number(question_.reference);
    return !reference.empty() && reference.size() <= longest_reference && sharing::is_words(question_.matter, 200) && sharing::is_words(question_.necessary);
  }

  Result<void> look(store::Transaction& transaction) {
    auto& connection = transaction.connection();
    auto rules = sharing::StandingRules::read(hub_, transaction);
    if (!rules) return fail(rules);
    rules_ = std::move(*rules);
    auto closed = lists::out_of_use(hub_);
    if (!closed) return fail(closed);
    closed_ = std::move(*closed);
    act_.bundle = crypto::hash_from_hex(rules_->hash());
    auto const person = own_person(connection);
    if (!person) return fail(person);
    if (auto done = ask_agencies(transaction); !done) return done;
    if (may_ask_.empty()) {
      located_.refused = true;
      act_.verdict = ledger::Verdict::refuse;
      act_.why = {codes_.begin(), codes_.end()};
      return {};
    }
    if (hub_.options().before_people) {
      if (auto fine = hub_.options().before_people(hub_); !fine) return fine;
    }
    if (auto done = tell_services(connection, *person); !done) return done;
    act_.verdict = located_.not_asked.empty() ? ledger::Verdict::permit : ledger::Verdict::partial;
    act_.count = located_.services.size();
    act_.rules.assign(told_by_.begin(), told_by_.end());
    std::set<std::string> suppliers;
    for (auto const& use : uses_) suppliers.insert(use.supplier);
    Json told_of{Json::Array{}};
    for (auto const& supplier : suppliers) told_of.push(supplier);
    act_.detail.set("necessary", question_.necessary).set("suppliers", std::move(told_of)).set("uses", sharing::mark_of(uses_));
    return {};
  }

  /// The one person of whom a list of the own agency has that reference.
  Result<std::int64_t> own_person(store::Connection& connection) {
    // check_asker: the member is of an agency of this hub.
    own_number_ = hub_.agency(member_.agency)->number;
    auto const wanted = plain_number(question_.reference);
    std::map<std::int64_t, RecordFacts> found;
    bool closed = false;
    auto const look_at = [&](store::Row const& row) -> Result<void> {
      auto facts = facts_in(row);
      closed = closed || closed_.contains(facts.feed);
      if (closed_.contains(facts.feed)) return {};
      auto const identity = hub_.vault().open_identity(facts.key(), row.blob(7));
      if (!identity) return identity.error().code.view() == "keys.erased" ? Result<void>{} : fail(identity);
      if (bears(identity->reveal(processing_), wanted)) found.emplace(row.integer(8), std::move(facts));
      return {};
    };
    auto const bearers = known_bearers(connection, wanted);
    if (!bearers) return fail(bearers);
    if (!*bearers) {
      if (auto read = connection.query(sql::own_records, look_at, own_number_); !read) return fail(read);
    } else {
      for (auto const record : **bearers) {
        if (auto read = connection.query(sql::own_record, look_at, own_number_, record); !read) return fail(read);
      }
    }
    if (found.empty() && closed) {
      return fail(Fault::refused, "locate.out-of-use", "No list of your agency that is in use holds that reference, and nobody answers for one of them.",
                  "Have a lead of your agency name the owner of each list (the page of lists, or 'concordat lists').");
    }
    if (found.empty()) {
      return fail(Fault::not_found, "locate.unknown", "No list that your agency sent holds that reference, or records have not been linked since it came.",
                  "Look the reference up in your agency's own system; the page of feeds and 'concordat feeds' say when its lists came.");
    }
    if (found.size() > 1) {
      return fail(Fault::conflict, "locate.several", "Lists of your agency hold that reference for more than one person.", "Have your agency's linkage reviewer look at it first (the page of links, or 'concordat link queue').");
    }
    act_.people.push_back(found.begin()->second.key());
    return found.begin()->first;
  }

  /// Records that may bear the number, where the server knows; nothing: all are opened. Where a list of the own agency is out of use, all
  /// are looked at, so that who asks is told.
  Result<std::optional<std::vector<std::int64_t>>> known_bearers(store::Connection& connection, std::string const& wanted) {
    std::optional<std::vector<std::int64_t>> known;
    if (!hub_.options().bearers) return known;
    for (auto const& feed : hub_.feeds()) {
      if (feed.agency == member_.agency && closed_.contains(feed.number)) return known;
    }
    auto const run = connection.query_integer(sql::last_run_of_linkage);
    if (!run) return fail(run);
    known = hub_.options().bearers(own_number_, wanted, run->value_or(0));
    return known;
  }

  agreements::Request request_of(std::string const& discloser, std::string const& role) const {
    agreements::Request request;
    request.asker = member_.agency;
    request.roles = {question_.role};
    request.discloser = discloser;
    request.purpose = question_.purpose;
    request.form = agreements::Form::personalised;
    request.fields = {std::string{source_agency}, std::string{lead_professional}};
    request.subjects = 1;
    request.subject_role = role;
    request.necessity_stated = true;
    return request;
  }

  /// What may be asked, whoever the person is: nothing of it hangs on what anybody holds.
  Result<void> ask_agencies(store::Transaction& transaction) {
    auto const subject = sharing::subject_of(hub_, member_.agency, question_.matter);
    std::set<int> with_people;
    auto read = transaction.connection().query(sql::lists, [&](store::Row const& row) { with_people.insert(row.small(0)); });
    if (!read) return fail(read);
    for (auto const& agency : hub_.agencies()) {
      if (agency.id == member_.agency || !names_for_this(agency.id)) continue;
      auto facts = sharing::facts_about(hub_, transaction, {subject, member_.agency, member_.id, question_.purpose, agency.id}, *rules_);
      if (!facts) return fail(facts);
      act_.facts = facts->version;
      auto const decision = rules_->decide(request_of(agency.id, {}), *facts);
      if (!gives(decision, source_agency)) {
        for (auto const& code : sharing::codes_of(decision)) codes_.insert(code);
        located_.not_asked.push_back({agency.name, sharing::explain(hub_, rules_->held(), decision, agreements::Telling::asker)});
        continue;
      }
      may_ask_.emplace(agency.number, std::move(*facts));
      for (auto const& feed : hub_.feeds()) {
        if (feed.agency != agency.id || !with_people.contains(feed.number) || closed_.contains(feed.number)) continue;
        auto const last = last_came(transaction.connection(), feed.number);
        if (!last) return fail(last);
        located_.asked.push_back({agency.name, feed.title, *last});
      }
    }
    return {};
  }

  /// Whether some agreement that the hub holds has the agency tell this one who works with somebody.
  [[nodiscard]] bool names_for_this(std::string const& discloser) const {
    for (auto const& held : rules_->held().agreements) {
      for (auto const& rule : held->agreement.rules) {
        if (!agreements::contains(rule.disclosers, discloser) || !agreements::contains(rule.recipients, member_.agency)) continue;
        if (std::ranges::any_of(rule.items, [](auto const& item) { return item.field.text == source_agency; })) return true;
      }
    }
    return false;
  }

  static bool gives(agreements::Decision const& decision, std::string_view field) {
    auto const* permit = decision.permit(field);
    return permit != nullptr && permit->as == agreements::Transform::value;
  }

  struct Held {
    RecordFacts facts;
    store::Bytes sealed;
    bool looked_at = false;
  };

  Result<void> tell_services(store::Connection& connection, std::int64_t person) {
    std::vector<Held> held;
    auto const read = connection.query(sql::others_of, [&](store::Row const& row) { held.push_back({facts_in(row), row.bytes(7), row.flag(8)}); }, person, own_number_);
    if (!read) return fail(read);
    std::set<int> told;  // one line a list
    for (auto const& one : held) {
      if (told.contains(one.facts.feed) || closed_.contains(one.facts.feed)) continue;
      auto service = service_of(connection, one);
      if (!service) return fail(service);
      if (!*service) continue;
      told.insert(one.facts.feed);
      located_.services.push_back(std::move(**service));
    }
    return {};
  }

  /// Nothing where its agency may not tell it of a person in that role.
  Result<std::optional<Service>> service_of(store::Connection& connection, Held const& held) {
    auto const known = may_ask_.find(held.facts.agency);
    auto const* agency = agency_numbered(hub_, held.facts.agency);
    auto const* feed = feed_numbered(hub_, held.facts.feed);
    if (known == may_ask_.end() || agency == nullptr || feed == nullptr) return std::nullopt;
    auto about = known->second;
    about.person.role = held.facts.role;
    auto const decision = rules_->decide(request_of(agency->id, held.facts.role), about);
    if (!gives(decision, source_agency)) return std::nullopt;
    Service service{agency->id, agency->name, feed->title, feed->contact, {}, {}, held.looked_at};
    auto const identity = hub_.vault().open_identity(held.facts.key(), held.sealed);
    if (identity && gives(decision, lead_professional)) service.lead = lead_in(identity->reveal(processing_));
    auto last = last_came(connection, held.facts.feed);
    if (!last) return fail(last);
    service.last_came = std::move(*last);
    note_use(decision, *agency, held.facts);
    return std::optional{std::move(service)};
  }

  void note_use(agreements::Decision const& decision, Agency const& agency, RecordFacts const& facts) {
    auto const rules = sharing::rules_of(decision);
    told_by_.insert(rules.begin(), rules.end());
    if (act_.people.size() < most_people) act_.people.push_back(facts.key());
    sharing::DataUse use;
    use.kind = "locate";
    use.reference = act_.request;
    use.supplier = agency.id;
    use.discloser = agency.id;
    use.recipient = member_.agency;
    use.member = member_.id;
    use.purpose = question_.purpose;
    use.form = "personalised";
    for (auto const& permit : decision.permits) use.fields.push_back(permit.field);
    use.rules.assign(rules.begin(), rules.end());
    uses_.push_back(std::move(use));
  }

  Hub& hub_;
  Member const& member_;
  LocateQuestion const& question_;
  Processing processing_;
  Act act_;
  Located located_;
  std::unique_ptr<sharing::StandingRules> rules_;
  std::set<int> closed_;  ///< lists that nobody answers for
  int own_number_ = 0;
  std::map<int, agreements::Facts> may_ask_;  ///< by the agency's number
  std::set<std::string> codes_, told_by_;
  std::vector<sharing::DataUse> uses_;
};

Result<Located> locate(Hub& hub, Member const& member, LocateQuestion const& question) { return Locator{hub, member, question}.answer(); }

Json to_json(Located const& located) {
  Json json;
  Json services{Json::Array{}};
  for (auto const& one : located.services) {
    services.push(Json{}.set("agency", one.agency).set("agency_name", one.agency_name).set("list", one.list).set("contact", one.contact).set("lead", one.lead).set("last_came", one.last_came)
                      .set("looked_at", one.looked_at));
  }
  Json asked{Json::Array{}};
  for (auto const& one : located.asked) asked.push(Json{}.set("agency_name", one.agency_name).set("list", one.list).set("last_came", one.last_came));
  Json not_asked{Json::Array{}};
  for (auto const& one : located.not_asked) not_asked.push(Json{}.set("agency_name", one.agency_name).set("answer", one.answer));
  json.set("services", std::move(services)).set("asked", std::move(asked)).set("not_asked", std::move(not_asked));
  return json.set("refused", located.refused).set("ledger_index", located.ledger_index);
}

}  // namespace concordat::hub::links
