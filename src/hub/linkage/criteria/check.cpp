// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "crypto/encoding.h"
#include "hub/act.h"
#include "hub/linkage/criteria/criteria.h"
#include "hub/linkage/criteria/evidence_gate.h"
#include "hub/linkage/criteria/judgement_rows.h"
#include "hub/linkage/household/members.h"
#include "hub/linkage/review/desk.h"
#include "hub/linkage/review/looks.h"
#include "hub/linkage/review/record_side.h"
#include "hub/processing_desk.h"
#include "hub/sharing/people.h"
#include "hub/sharing/uses.h"

namespace concordat::hub::links {
namespace sql {

// What linkage looks at (identities.cpp) of one person, with what it says and when that was.
constexpr store::Sql of_one_person =
    "SELECT r.id, s.agency, s.feed, r.submission, p.role, r.key_version, CASE WHEN r.key_hash IS NULL THEN 0 ELSE 1 END, r.sealed, CASE WHEN l.linked_by = 'model' THEN 0 ELSE 1 END, s.received_at, "
    "s.mapping, r.open_data, e.month, e.starts, e.utc_offset, coalesce(e.category, '') "
    "FROM link l JOIN source_record r ON r.id = l.source_record JOIN submission s ON s.number = r.submission JOIN person_in_event p ON p.source_record = r.id LEFT JOIN event e ON e.id = r.id "
    "WHERE l.person = ? AND r.superseded_by IS NULL AND r.sealed IS NOT NULL AND p.role <> 'professional' AND s.state = 'accepted' AND (e.id IS NULL OR e.is_current = 1) ORDER BY r.id";

}  // namespace sql

Problem unknown_programme() {
  return {Fault::not_found, "criteria.unknown", "There is no such programme, or it has no such criterion.", "The page of criteria, or 'concordat criteria list', names them.", {}};
}
Problem not_its_purpose() {
  return {Fault::refused, "criteria.purpose", "The programme is not for this purpose.", "Ask for one of the purposes that the page of criteria or 'concordat criteria list' names beside it, where it truly is one.", {}};
}

Result<catalogue::LoadedCriteria> criteria_of(Hub const& hub) {
  auto loaded = catalogue::load_criteria(hub.options().definitions.string(), hub.catalogue());
  if (has_errors(loaded.findings)) {
    return fail(Fault::malformed, "criteria.unreadable", "The definitions of criteria cannot be used.", "'concordat definitions check' says what is wrong with criteria.yaml, and where.");
  }
  return loaded;
}

Result<std::vector<catalogue::Programme>> list_criteria(Hub& hub, Member const& member) {
  auto loaded = criteria_of(hub);
  if (!loaded) return fail(loaded);
  if (auto noted = record_alone(hub, sharing::act_of(ledger::Event::access, member, "criteria-list")); !noted) return fail(noted);
  return std::move(loaded->programmes);
}

bool is_for(Hub const& hub, catalogue::Programme const& programme, std::string_view purpose) {
  auto const* asked = hub.catalogue().purpose(purpose);
  return asked != nullptr && std::ranges::find(programme.purposes, asked->id) != programme.purposes.end();
}

namespace {

/// A child under ten stands in no list but for their protection (S92): nothing they are said to have done speaks to a criterion.
constexpr int age_of_responsibility = 10;

/// A record of somebody of the household.
struct CriteriaRecord {
  RecordFacts facts;
  store::Bytes sealed;
  bool looked_at = false;
  std::string came, mapping, open_data, category;
  std::optional<Date> happened;  ///< its first possible day
  std::string happened_words;
};

CriteriaRecord criteria_record(store::Row const& row) {
  CriteriaRecord one;
  one.facts = facts_in(row);
  one.sealed = row.bytes(7);
  one.looked_at = row.flag(8);
  one.came = row.string(9).substr(0, 10);
  one.mapping = row.string(10);
  one.open_data = row.string(11);
  one.category = row.string(15);
  if (!row.is_null(13)) {
    auto const minutes = std::chrono::minutes{row.integer(13) + (row.is_null(14) ? 0 : row.integer(14))};
    one.happened = Date{std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::minutes>{minutes})};
    one.happened_words = format_date(*one.happened);
  } else if (!row.is_null(12)) {
    one.happened_words = format_month(Month{row.small(12)});
    one.happened = parse_date(one.happened_words + "-01");
  }
  return one;
}

}  // namespace

class CriteriaDesk {
 public:
  CriteriaDesk(Hub& hub, Member const& member, CriteriaQuestion const& question) : hub_{hub}, member_{member}, question_{question}, processing_{ProcessingDesk::open()}, today_{hub.clock().today()} {}

  Result<CriteriaTold> answer() {
    act_ = sharing::act_of(ledger::Event::search, member_, "criteria");
    act_.purpose = sharing::known_purpose(hub_, question_.household.purpose);
    if (!is_reviewer(member_)) return turned_away(hub_, act_, not_a_reviewer());
    auto const loaded = criteria_of(hub_);
    if (!loaded) return turned_away(hub_, act_, loaded.error());
    auto const* programme = loaded->find(question_.programme);
    if (programme == nullptr) return turned_away(hub_, act_, unknown_programme());
    told_.programme = *programme;
    // A purpose that helps nobody is turned away with who lives there.
    if (helps_people(hub_.catalogue(), question_.household.purpose) && !is_for(hub_, *programme, question_.household.purpose)) return turned_away(hub_, act_, not_its_purpose());
    // Who lives together is looked for in every record that may be used: others write meanwhile.
    HomeQuestion home{hub_, member_, question_.household};
    auto const against = home.open_apart();
    if (!against) return fail(against);
    if (*against) return turned_away_outside(hub_, member_, act_, **against);
    auto transaction = store::Transaction::write(hub_.database());
    if (!transaction) return fail(transaction);
    auto const refused = look(*transaction, home);
    if (!refused) return fail(refused);
    if (*refused) {
      transaction->roll_back();
      return turned_away_outside(hub_, member_, act_, **refused);
    }
    auto const receipt = record_about(hub_, *transaction, std::move(act_), std::move(home_.records));
    if (!receipt) return fail(receipt);
    told_.ledger_index = receipt->index();
    for (auto& [agency, use] : home_.uses) {
      use.ledger_index = receipt->index();
      if (auto done = sharing::record_use(hub_, *transaction, std::move(use)); !done) return fail(done);
    }
    if (auto done = transaction->commit(); !done) return fail(done);
    if (auto done = hub_.log().sign_pending(); !done) return fail(done);
    return std::move(told_);
  }

 private:
  Result<std::optional<Problem>> look(store::Transaction& transaction, HomeQuestion& asked) {
    auto home = asked.members(transaction);
    if (!home) return fail(home);
    if (home->refused) return std::optional{*home->refused};
    home_ = std::move(*home);
    for (auto& [agency, use] : home_.uses) use.kind = "criteria";
    auto gate = EvidenceGate::read(hub_, transaction, member_, question_.household);
    if (!gate) return fail(gate);
    for (auto const& criterion : told_.programme.criteria) {
      CriterionTold one{criterion, {}};
      for (auto const& evidence : criterion.evidence) {
        if (auto done = gate->ask_lists(transaction, evidence, one); !done) return fail(done);
      }
      told_.criteria.push_back(std::move(one));
    }
    if (gate->asks_others()) {
      if (auto against = ready_for_people()) return against;
    }
    if (auto done = read_records(transaction, *gate); !done) return fail(done);
    for (auto& one : told_.criteria) settle(one);
    auto against = read_judgements(transaction, *gate);
    if (!against || *against) return against;
    told_.person = question_.household.person;
    told_.purpose = question_.household.purpose;
    told_.home_not_asked = home_.told.not_asked;
    told_.nameless = std::ranges::any_of(home_.told.others, [](OtherPerson const& one) { return one.name.empty(); });
    told_.crowded = !home_.told.crowds.empty();
    act_.request = home_.request;
    act_.bundle = crypto::hash_from_hex(gate->bundle());
    act_.facts = gate->facts_version();
    bool const whole = told_.home_not_asked.empty() && std::ranges::all_of(told_.criteria, [](CriterionTold const& one) { return one.withheld.empty(); });
    act_.verdict = whole ? ledger::Verdict::permit : ledger::Verdict::partial;
    act_.rules.assign(home_.rules.begin(), home_.rules.end());
    Json suppliers{Json::Array{}};
    for (auto const& [supplier, use] : home_.uses) suppliers.push(supplier);
    act_.detail.set("programme", told_.programme.id).set("necessary", question_.household.necessary).set("suppliers", std::move(suppliers)).set("uses", sharing::mark_of(home_.uses));
    return std::optional<Problem>{};
  }

  /// Once, before anything of another agency's is opened.
  std::optional<Problem> ready_for_people() {
    if (ready_ || !hub_.options().before_people) return std::nullopt;
    if (auto fine = hub_.options().before_people(hub_); !fine) return fine.error();
    ready_ = true;
    return std::nullopt;
  }

  /// The own agency's, and those that it was asked to confirm, where their agency's agreement lets who judged be told.
  Result<std::optional<Problem>> read_judgements(store::Transaction& transaction, EvidenceGate& gate) {
    auto const rows = judgement_rows_of(transaction.connection(), question_.household.person);
    if (!rows) return fail(rows);
    for (auto const& row : *rows) {
      bool const own = row.agency == member_.agency;
      if (!own && row.asked != member_.agency) continue;
      EvidenceSight sight{true, true, {}, {}, {}};
      if (!own) {
        auto read = sight_of(gate, transaction, row);
        if (!read) return fail(read);
        if (!read->enough) continue;
        if (auto against = ready_for_people()) return against;
        sight = std::move(*read);
      }
      auto told = told_of(hub_, member_, row);
      if (!told) return fail(told);
      if (told->programme != told_.programme.id) continue;
      told_.judgements.push_back(std::move(*told));
      if (own) continue;
      note_use(home_, member_, question_.household.purpose, row.agency, sight);
      auto const keys = keys_of_judgement(transaction.connection(), row.id);
      if (!keys) return fail(keys);
      for (auto const& key : *keys) note_key(key);
    }
    return std::optional<Problem>{};
  }

  Result<void> read_records(store::Transaction& transaction, EvidenceGate& gate) {
    for (auto const person : home_.persons) {
      std::vector<CriteriaRecord> records;
      auto const read = transaction.connection().query(sql::of_one_person, [&](store::Row const& row) { records.push_back(criteria_record(row)); }, person);
      if (!read) return fail(read);
      born_.reset();
      records_ = &records;
      for (auto const& one : records) {
        for (auto& criterion : told_.criteria) {
          if (auto done = hold(transaction, gate, one, criterion); !done) return done;
        }
      }
    }
    return {};
  }

  /// One record against one criterion. It is opened only once the engine has given it.
  Result<void> hold(store::Transaction& transaction, EvidenceGate& gate, CriteriaRecord const& one, CriterionTold& criterion) {
    auto const* list = gate.list(one.facts.feed);
    if (list == nullptr) return {};
    for (auto const& evidence : criterion.criterion.evidence) {
      if (std::ranges::find(evidence.roles, one.facts.role) == evidence.roles.end()) continue;
      if (std::ranges::none_of(evidence.fields, [&](auto const& field) { return list->fields.contains(field); })) continue;
      auto const sight = gate.sight(transaction, evidence, one.facts);
      if (!sight) return fail(sight);
      if (!gate.fits(*list, evidence, *sight)) continue;
      auto const identity = hub_.vault().open_identity(one.facts.key(), one.sealed);
      if (!identity) {
        if (identity.error().code.view() == "keys.erased") return {};
        return fail(identity);
      }
      auto const spoke = speak(one, evidence, *sight, identity->reveal(processing_), *list, criterion);
      if (!spoke) return fail(spoke);
      if (*spoke) note(one, *sight);
    }
    return {};
  }

  [[nodiscard]] std::string label_of(std::string_view field) const {
    auto const* known = hub_.catalogue().field(field);
    return known == nullptr ? std::string{field} : known->label;
  }

  /// The latest day of birth that a record of the person gives; none: no record does. Nothing of it is told: it may only keep something back.
  Result<std::optional<Date>> born() {
    if (born_) return *born_;
    std::optional<Date> latest;
    for (auto const& one : *records_) {
      if (agency_of(hub_, one.facts.agency) != member_.agency && !ready_ && hub_.options().before_people) continue;
      auto const identity = hub_.vault().open_identity(one.facts.key(), one.sealed);
      if (!identity && identity.error().code.view() != "keys.erased") return fail(identity);
      if (!identity) continue;
      auto const day = parse_date(traits_in(identity->reveal(processing_))[static_cast<std::size_t>(Trait::date_of_birth)]);
      if (day && (!latest || *day > *latest)) latest = day;
    }
    born_ = latest;
    return latest;
  }

  /// Whether somebody who may have been no older than nine is meant. What has no day counts only if it was within the window.
  Result<bool> may_be_young(std::optional<Date> happened, catalogue::CriterionEvidence const& evidence) {
    auto const birth = born();
    if (!birth) return fail(birth);
    auto const since = happened.value_or(add(today_, Period{.months = -evidence.within.months, .days = -evidence.within.days}));
    return !*birth || add(**birth, Period{.months = 12 * age_of_responsibility, .days = 0}) > since;
  }

  Result<bool> speak(CriteriaRecord const& one, catalogue::CriterionEvidence const& evidence, EvidenceSight const& sight, std::string const& text, EvidenceList const& list, CriterionTold& criterion) {
    auto const sealed = Json::parse(text);
    auto const open = open_values(hub_.catalogue(), one.mapping, one.open_data);
    auto const said = [&](std::string_view field) {
      auto value = sealed ? standard_of((*sealed)[field]) : std::string{};
      return value.empty() ? open[field].string() : value;
    };
    FoundEvidence found;
    if (!evidence.events.empty()) {
      if (std::ranges::find(evidence.events, one.category) == evidence.events.end()) return false;
      auto const* kind = hub_.catalogue().event_category(one.category);
      found.says.emplace_back("", kind == nullptr ? one.category : kind->title);
    }
    std::set<std::string> bound;
    for (auto const& field : evidence.fields) {
      auto const value = said(field);
      if (value.empty() || !may_tell(sight, list, field)) continue;
      auto const answer = evidence.events.empty() ? evidence.say(value) : catalogue::Said::yes;
      if (answer == catalogue::Said::no) continue;
      found.not_known = found.not_known || answer == catalogue::Said::unknown;
      auto const* known = hub_.catalogue().field(field);
      bool const flag = known != nullptr && known->type == "boolean";
      found.says.emplace_back(label_of(field), flag ? (value == "true" ? "yes" : "no") : value);
      if (auto const with = list.bound.find(field); with != list.bound.end()) bound.insert(with->second.begin(), with->second.end());
    }
    if (found.says.empty()) return false;
    auto const traits = traits_in(text);
    bool const accused = std::ranges::any_of(std::array{"suspected", "charged", "convicted"}, [&](auto const* role) { return one.facts.role == role; });
    if (accused) {
      auto const young = may_be_young(one.happened ? one.happened : parse_date(said("event_date")), evidence);
      if (!young || *young) return young ? Result<bool>{false} : fail(young);
    }
    auto const review = bound.contains("review_by") ? parse_date(said("review_by")) : std::nullopt;
    if (!date_it(one, evidence, sight, said, review, found)) return false;
    auto const& given = traits[static_cast<std::size_t>(Trait::given_name)];
    auto const& family = traits[static_cast<std::size_t>(Trait::family_name)];
    found.whose = given.empty() || family.empty() ? given + family : given + ' ' + family;
    found.agency_name = list.agency_name;
    found.list = list.title;
    found.role = one.facts.role;
    found.looked_at = one.looked_at;
    for (auto const field : statement_fields) {
      // A statement is of the label it was taken with, and of nothing else in the row.
      if (!bound.contains(std::string{field}) || !may_tell(sight, std::string{field})) continue;
      if (auto value = said(field); !value.empty()) found.graded.emplace_back(label_of(field), std::move(value));
    }
    criterion.found.push_back(std::move(found));
    return true;
  }

  /// False: it is older than counts, or its own review date has passed.
  bool date_it(CriteriaRecord const& one, catalogue::CriterionEvidence const& evidence, EvidenceSight const& sight, auto const& said, std::optional<Date> review, FoundEvidence& found) const {
    auto day = one.happened;
    auto words = one.happened_words;
    if (!day) {
      words = said("event_date");
      day = parse_date(words);
    }
    if (!day || !may_tell(sight, "event_date")) {
      day = parse_date(one.came);
      words = one.came;
      found.on_is_of_file = true;
    }
    if (!day || *day > today_) return false;
    auto until = add(*day, evidence.within);
    if (review) until = std::min(until, *review);
    found.on = words;
    found.counts_until = format_date(until);
    return until >= today_;
  }

  void note_key(store::RecordKeyRef const& key) {
    bool const there = std::ranges::any_of(home_.records, [&](store::RecordKeyRef const& other) { return other.record == key.record; });
    if (!there) home_.records.push_back(key);
  }

  void note(CriteriaRecord const& one, EvidenceSight const& sight) {
    note_key(one.facts.key());
    if (!sight.own) note_use(home_, member_, question_.household.purpose, agency_of(hub_, one.facts.agency), sight);
  }

  /// In words and in an order that tells nothing: by agency, list and day, never by person.
  static void settle(CriterionTold& one) {
    std::ranges::stable_sort(one.found, {}, [](FoundEvidence const& each) { return std::tie(each.agency_name, each.list, each.on); });
    bool const spoke = std::ranges::any_of(one.found, [](FoundEvidence const& each) { return !each.not_known; });
    one.state = spoke ? "found" : !one.found.empty() ? "not-known" : !one.asked.empty() ? "nothing-found" : !one.withheld.empty() ? "withheld" : !one.numbered.empty() ? "held-under-numbers" : one.criterion.evidence.empty() ? "no-list-asked" : "not-held";
  }

  Hub& hub_;
  Member const& member_;
  CriteriaQuestion const& question_;
  Processing processing_;
  Date today_;
  Act act_;
  HomeMembers home_;
  CriteriaTold told_;
  bool ready_ = false;                               ///< before_people was asked, and said yes
  std::vector<CriteriaRecord> const* records_ = nullptr;  ///< of the person in hand
  std::optional<std::optional<Date>> born_;
};

Result<CriteriaTold> check_criteria(Hub& hub, Member const& member, CriteriaQuestion const& question) { return CriteriaDesk{hub, member, question}.answer(); }

}  // namespace concordat::hub::links
