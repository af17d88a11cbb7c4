// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/criteria/judgement.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/date.h"
#include "base/id.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/act.h"
#include "hub/linkage/criteria/criteria.h"
#include "hub/linkage/criteria/judgement_rows.h"
#include "hub/linkage/household/members.h"
#include "hub/linkage/review/desk.h"
#include "hub/linkage/review/looks.h"
#include "hub/says_why.h"
#include "hub/sharing/people.h"
#include "hub/sharing/uses.h"
#include "hub/words_key.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql put_judgement =
    "INSERT INTO criteria_judgement (id, agency, made_by, made_as, made_at, until, asked, words_sealed, state, leaf_index) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr store::Sql put_judged = "INSERT INTO criteria_judgement_record (judgement, record) VALUES (?, ?)";
constexpr store::Sql set_confirmed = "UPDATE criteria_judgement SET state = 'in-force', second = ?, second_as = ?, second_at = ?, second_sealed = ? WHERE id = ? AND state = 'waiting'";
constexpr store::Sql set_withdrawn = "UPDATE criteria_judgement SET state = 'withdrawn', words_sealed = ?, second_sealed = NULL, withdrawn_by = ?, withdrawn_at = ? WHERE id = ? AND state <> 'withdrawn'";
constexpr store::Sql person_judged = "SELECT l.person FROM criteria_judgement_record r JOIN link l ON l.source_record = r.record WHERE r.judgement = ? ORDER BY r.record LIMIT 1";

}  // namespace sql

namespace {

constexpr std::array<std::string_view, 3> judged_outcomes{"meets", "does-not-meet", "cannot-tell"};

Problem no_such_judgement() {
  return {Fault::refused, "criteria.no-judgement", "There is no such judgement that is yours to confirm or withdraw.",
          "The page of criteria, or 'concordat criteria show', lists those of your agency about a person; the page of criteria, or 'concordat criteria check', those that wait for it.", {}};
}
Problem not_one_who_judges() {
  return {Fault::refused, "criteria.role", "You do not hold this role, or people in it do not judge for this programme.", "The page of criteria, or 'concordat criteria list', names the roles that judge beside each programme.", {}};
}
Problem never_told() {
  return {Fault::refused, "criteria.ask-untold", "No agreement in force lets that agency be told who judged and about whom, so it could never confirm.",
          "Ask another agency, or let the leads of both agree that its linkage reviewers are told name and role in your record, and who judged and when (record.assertion_source, record.assessed_on).", {}};
}
Problem no_own_record() {
  return {Fault::refused, "criteria.no-record", "No record of your agency is of this person, and a judgement hangs on one.", "Let an agency that works with the family judge.", {}};
}

/// One act on judgements: a write transaction, and a way out of it.
class JudgementSitting {
 public:
  JudgementSitting(Hub& hub, Member const& member, std::string word) : hub_{hub}, member_{member} {
    act_ = sharing::act_of(ledger::Event::facts, member, "judgement");
    act_.fields.push_back(std::move(word));
  }
  Act& act() { return act_; }

  /// Nobody else changes a judgement until it ends.
  Result<store::Transaction> begin() {
    auto transaction = store::Transaction::write(hub_.database());
    if (!transaction) return fail(transaction);
    if (auto done = take_turn(transaction->connection()); !done) return fail(done);
    return transaction;
  }

  tl::unexpected<Problem> turn_away(Problem const& problem, store::Transaction* transaction = nullptr) {
    if (transaction != nullptr) transaction->roll_back();
    return turned_away_outside(hub_, member_, act_, problem);
  }

  /// `keys` are destroyed last: a crash in between leaves words that nobody can read, never a withdrawn judgement that can be read.
  Result<std::uint64_t> finish(store::Transaction& transaction, std::vector<std::int64_t> const& keys = {}) {
    auto const receipt = record(hub_, transaction, std::move(act_));
    if (!receipt) return fail(receipt);
    if (!keys.empty()) {
      if (auto const gone = hub_.vault().erase(keys); !gone) return fail(gone);
    }
    if (auto done = transaction.commit(); !done) return fail(done);
    if (auto done = hub_.log().sign_pending(); !done) return fail(done);
    return receipt->index();
  }

  /// The records a judgement is about, for its entry.
  Result<void> about(store::Connection& connection, std::vector<Record> const& records) {
    for (auto const one : records) {
      auto const facts = facts_of(connection, one);
      if (!facts) return fail(facts);
      if (*facts && act_.people.size() < most_people) act_.people.push_back((*facts)->key());
    }
    return {};
  }

 private:
  Hub& hub_;
  Member const& member_;
  Act act_;
};

bool judges(Member const& member, catalogue::Programme const& programme, std::string const& role) {
  return member.has_role(role) && std::ranges::find(programme.judged_by, role) != programme.judged_by.end();
}

/// What is wrong with the words of a judgement, whoever it is about; nothing where they will do.
std::optional<Problem> against_words(Hub const& hub, Member const& member, catalogue::Programme const& programme, NewJudgement const& said) {
  if (!said.criterion.empty() && programme.criterion(said.criterion) == nullptr) return unknown_programme();
  if (!is_for(hub, programme, said.purpose)) return not_its_purpose();
  if (!judges(member, programme, said.role)) return not_one_who_judges();
  if (std::ranges::find(judged_outcomes, said.outcome) == judged_outcomes.end()) {
    return Problem{Fault::malformed, "criteria.outcome", "That is no outcome of a judgement.", "Say meets, does-not-meet or cannot-tell.", {}};
  }
  if (!sharing::is_words(said.reason) || !says_why(said.reason)) return no_reason();
  if (!sharing::is_words(said.voice) || !says_why(said.voice) || !sharing::is_words(said.told) || !says_why(said.told)) {
    return Problem{Fault::malformed, "criteria.voice", "It is not said what the family and its children say of it, or who of them was told.",
                   "Write a sentence for each: what they say, or why they were not asked; who was told, or why nobody was.", {}};
  }
  auto const today = hub.clock().today();
  auto const until = parse_date(said.until);
  if (!until || *until <= today || *until > add(today, programme.judgement_lasts)) {
    return Problem{Fault::malformed, "criteria.until", "A judgement has a last day, after today and no later than its programme allows.", "Write it as 2026-12-31; the page of criteria, or 'concordat criteria list', says how long a judgement lasts at the most.", {}};
  }
  bool const fits = programme.by_another_agency ? said.ask != member.agency && hub.agency(said.ask) != nullptr : said.ask.empty();
  if (!fits) {
    return Problem{Fault::malformed, "criteria.ask", "It is not said which other agency is to confirm the judgement, or the programme asks none.",
                   "Name one agency of the partnership other than yours where the programme says 'another-agency', and none where it does not.", {}};
  }
  return std::nullopt;
}

/// Why the member may not act on this person, as for a split; nothing where they may, and it counts as a look where it is one.
Result<std::optional<Problem>> against_person(Hub& hub, store::Transaction& transaction, Member const& member, Sights& sights, Person person) {
  auto const sees = sees_person(transaction.connection(), sights, person);
  if (!sees) return fail(sees);
  if (!*sees) return std::optional{unknown_pair()};
  return against_acting(hub, transaction, member, sights, person);
}

Result<std::vector<Record>> own_records(Hub& hub, store::Connection& connection, Member const& member, Person person) {
  auto const records = records_of(connection, person);
  if (!records) return fail(records);
  std::vector<Record> own;
  for (auto const one : *records) {
    auto const facts = facts_of(connection, one);
    if (!facts) return fail(facts);
    if (*facts && agency_of(hub, (*facts)->agency) == member.agency) own.push_back(one);
  }
  return own;
}

/// What the ledger's entry commits to: no word of it is about anybody.
crypto::Hash hash_of_words(store::Bytes const& sealed) { return crypto::sha256(crypto::bytes_of(crypto::text_of(sealed))); }

}  // namespace

Result<JudgementTold> judge_criteria(Hub& hub, Member const& member, NewJudgement const& said) {
  JudgementSitting sitting{hub, member, "made"};
  sitting.act().purpose = sharing::known_purpose(hub, said.purpose);
  if (!is_reviewer(member)) return sitting.turn_away(not_a_reviewer());
  auto const loaded = criteria_of(hub);
  if (!loaded) return sitting.turn_away(loaded.error());
  auto const* programme = loaded->find(said.programme);
  if (programme == nullptr) return sitting.turn_away(unknown_programme());
  if (auto const against = against_words(hub, member, *programme, said)) return sitting.turn_away(*against);
  auto transaction = sitting.begin();
  if (!transaction) return fail(transaction);
  auto sights = Sights::read(hub, *transaction, member);
  if (!sights) return fail(sights);
  auto const outside = against_person(hub, *transaction, member, *sights, said.person);
  if (!outside) return fail(outside);
  if (*outside) return sitting.turn_away(**outside, &*transaction);
  auto const records = own_records(hub, transaction->connection(), member, said.person);
  if (!records) return fail(records);
  if (records->empty()) return sitting.turn_away(no_own_record(), &*transaction);
  if (!said.ask.empty()) {
    auto const told = could_be_told(hub, *transaction, member, said.ask, said.purpose, *records);
    if (!told) return fail(told);
    if (!*told) return sitting.turn_away(never_told(), &*transaction);
  }
  JudgementRow row;
  row.id = uuid7(hub.clock().now(), hub.chance());
  row.agency = member.agency;
  row.made_by = member.id;
  row.made_as = said.role;
  row.made_at = format_instant(hub.clock().now());
  row.until = format_date(*parse_date(said.until));
  row.state = programme->by_another_agency ? "waiting" : "in-force";
  row.asked = said.ask;
  auto const sealed = sharing::seal_words(hub, spot_of(row),
                                          Json{}.set("programme", programme->id).set("criterion", said.criterion).set("outcome", said.outcome).set("reason", said.reason).set("voice", said.voice).set("told", said.told));
  if (!sealed) return fail(sealed);
  row.words_sealed = *sealed;
  auto const index = hub.log().next_index(*transaction);
  if (!index) return fail(index);
  row.leaf_index = *index;
  auto const asked = row.asked.empty() ? store::Value{nullptr} : store::Value{row.asked};
  auto const put = transaction->connection().execute(sql::put_judgement, row.id, row.agency, row.made_by, row.made_as, row.made_at, row.until, asked, row.words_sealed, row.state, static_cast<std::int64_t>(row.leaf_index));
  if (!put) return fail(put);
  for (auto const one : *records) {
    if (auto const done = transaction->connection().execute(sql::put_judged, row.id, one); !done) return fail(done);
  }
  if (auto done = sitting.about(transaction->connection(), *records); !done) return fail(done);
  auto& act = sitting.act();
  act.request = row.id;
  act.bundle = hash_of_words(row.words_sealed);
  act.detail.set("until", row.until).set("asked", row.asked).set("role", row.made_as);
  auto const done = sitting.finish(*transaction);
  if (!done) return fail(done);
  return told_of(hub, member, row);
}

namespace {

/// What the agency that is asked learns of another's judgement, and what is written of that.
struct JudgementSeen {
  std::optional<Problem> against = {};
  JudgementTold told = {};
  EvidenceSight sight = {};
  std::string bundle = {};
  std::uint64_t facts = 0;
};

/// Nothing of the judgement is opened before all that stands against it was asked.
Result<JudgementSeen> see_judgement(Hub& hub, store::Transaction& transaction, Member const& member, Confirmation const& said, JudgementRow const& row) {
  JudgementSeen seen;
  auto const person = transaction.connection().query_integer(sql::person_judged, said.id);
  if (!person) return fail(person);
  HouseholdQuestion const question{person->value_or(0), said.purpose, said.matter, said.necessary};
  auto against = against_home(hub, transaction, member, question);
  if (!against) return fail(against);
  // Whoever may not ask about these people learns no more than of a number that nobody has.
  if (*against && (*against)->code.view() != "link.looks-used-up") seen.against = no_such_judgement();
  else seen.against = std::move(*against);
  if (seen.against) return seen;
  auto gate = EvidenceGate::read(hub, transaction, member, question);
  if (!gate) return fail(gate);
  auto sight = sight_of(*gate, transaction, row);
  if (!sight) return fail(sight);
  if (!sight->enough) seen.against = no_such_judgement();
  else if (hub.options().before_people) {
    if (auto fine = hub.options().before_people(hub); !fine) seen.against = fine.error();
  }
  if (seen.against) return seen;
  auto told = told_of(hub, member, row);
  if (!told) return fail(told);
  seen.told = std::move(*told);
  seen.sight = std::move(*sight);
  seen.bundle = gate->bundle();
  seen.facts = gate->facts_version();
  if (!seen.told.may_confirm) seen.against = no_such_judgement();
  return seen;
}

/// Whoever confirms was told of another agency's judgement: a search with its use, as where it is told beside the criteria.
Result<void> record_seen(Hub& hub, store::Transaction& transaction, Member const& member, Confirmation const& said, JudgementRow const& row, JudgementSeen const& seen) {
  HomeMembers home;
  home.request = uuid7(hub.clock().now(), hub.chance());
  note_use(home, member, said.purpose, row.agency, seen.sight);
  auto keys = keys_of_judgement(transaction.connection(), row.id);
  if (!keys) return fail(keys);
  auto act = sharing::act_of(ledger::Event::search, member, "criteria");
  act.request = home.request;
  act.purpose = sharing::known_purpose(hub, said.purpose);
  act.verdict = ledger::Verdict::permit;
  act.rules.assign(home.rules.begin(), home.rules.end());
  act.bundle = crypto::hash_from_hex(seen.bundle);
  act.facts = seen.facts;
  Json suppliers{Json::Array{}};
  suppliers.push(row.agency);
  act.detail.set("programme", seen.told.programme).set("necessary", said.necessary).set("suppliers", std::move(suppliers)).set("uses", sharing::mark_of(home.uses));
  auto const receipt = record_about(hub, transaction, std::move(act), std::move(*keys));
  if (!receipt) return fail(receipt);
  for (auto& [supplier, use] : home.uses) {
    use.ledger_index = receipt->index();
    if (auto done = sharing::record_use(hub, transaction, std::move(use)); !done) return fail(done);
  }
  return {};
}

/// Why this member may not confirm what they were told of; nothing where they may.
Result<std::optional<Problem>> against_confirming(Hub& hub, Member const& member, Confirmation const& said, catalogue::Programme const* programme, JudgementRow const& row) {
  if (programme == nullptr) return std::optional{unknown_programme()};
  if (!is_for(hub, *programme, said.purpose)) return std::optional{not_its_purpose()};
  if (!judges(member, *programme, said.role)) return std::optional{not_one_who_judges()};
  auto const same = sharing::is_one_of(hub, member.id, {row.made_by});
  if (!same) return fail(same);
  if (!*same) return std::optional<Problem>{};
  return std::optional{Problem{Fault::refused, "criteria.same-person", "The second person must be another than the first.", "Let somebody else of the agency that was asked confirm it.", {}}};
}

}  // namespace

Result<JudgementTold> confirm_judgement(Hub& hub, Member const& member, Confirmation const& said) {
  JudgementSitting sitting{hub, member, "confirmed"};
  sitting.act().purpose = sharing::known_purpose(hub, said.purpose);
  if (!is_reviewer(member)) return sitting.turn_away(not_a_reviewer());
  if (!sharing::is_words(said.reason) || !says_why(said.reason)) return sitting.turn_away(no_reason());
  auto const loaded = criteria_of(hub);
  if (!loaded) return sitting.turn_away(loaded.error());
  if (std::ranges::none_of(loaded->programmes, [&](auto const& one) { return is_for(hub, one, said.purpose); })) return sitting.turn_away(not_its_purpose());
  auto transaction = sitting.begin();
  if (!transaction) return fail(transaction);
  auto& connection = transaction->connection();
  // Asked before anything of it is looked for: whoever has no look left is told the same of every id.
  auto const left = is_look_left(hub, connection, member);
  if (!left) return fail(left);
  auto const nothing = *left ? no_such_judgement() : looks_used_up();
  auto row = find_judgement(connection, said.id);
  if (!row) return fail(row);
  if (!*row || (*row)->asked != member.agency || (*row)->state != "waiting" || (*row)->of_several) return sitting.turn_away(nothing, &*transaction);
  auto const seen = see_judgement(hub, *transaction, member, said, **row);
  if (!seen) return fail(seen);
  if (seen->against) return sitting.turn_away(seen->against->code.view() == "criteria.no-judgement" ? nothing : *seen->against, &*transaction);
  auto const against = against_confirming(hub, member, said, loaded->find(seen->told.programme), **row);
  if (!against) return fail(against);
  if (*against) return sitting.turn_away(**against, &*transaction);
  (*row)->state = "in-force";
  (*row)->second = member.id;
  (*row)->second_as = said.role;
  (*row)->second_at = format_instant(hub.clock().now());
  auto const sealed = sharing::seal_words(hub, second_spot_of(**row), Json{}.set("reason", said.reason));
  if (!sealed) return fail(sealed);
  (*row)->second_sealed = *sealed;
  auto const set = connection.execute(sql::set_confirmed, member.id, said.role, (*row)->second_at, *sealed, said.id);
  if (!set) return fail(set);
  if (*set != 1) return sitting.turn_away(no_such_judgement(), &*transaction);
  if (auto done = record_seen(hub, *transaction, member, said, **row, *seen); !done) return fail(done);
  auto const records = records_of_judgement(connection, said.id);
  if (!records) return fail(records);
  if (auto done = sitting.about(connection, *records); !done) return fail(done);
  auto& act = sitting.act();
  act.from = (*row)->agency;
  act.previous = said.id;
  act.bundle = hash_of_words(*sealed);
  act.detail.set("role", said.role).set("necessary", said.necessary);
  auto const done = sitting.finish(*transaction);
  if (!done) return fail(done);
  return told_of(hub, member, **row);
}

Result<std::uint64_t> withdraw_judgement(Hub& hub, Member const& member, std::string const& id) {
  JudgementSitting sitting{hub, member, "withdrawn"};
  if (!is_reviewer(member)) return sitting.turn_away(not_a_reviewer());
  auto transaction = sitting.begin();
  if (!transaction) return fail(transaction);
  auto& connection = transaction->connection();
  auto const row = find_judgement(connection, id);
  if (!row) return fail(row);
  bool const theirs = *row && (*row)->state != "withdrawn" && ((*row)->agency == member.agency || (*row)->asked == member.agency);
  if (!theirs) return sitting.turn_away(no_such_judgement(), &*transaction);
  auto const set = connection.execute(sql::set_withdrawn, store::Bytes{}, member.id, format_instant(hub.clock().now()), id);
  if (!set) return fail(set);
  if (*set != 1) return sitting.turn_away(no_such_judgement(), &*transaction);
  auto const records = records_of_judgement(connection, id);
  if (!records) return fail(records);
  if (auto done = sitting.about(connection, *records); !done) return fail(done);
  sitting.act().previous = id;
  std::vector<std::int64_t> keys{words_key(hub, "criteria_judgement", id, (*row)->agency)};
  if (!(*row)->asked.empty()) keys.push_back(words_key(hub, "criteria_judgement", id, (*row)->asked));
  return sitting.finish(*transaction, keys);
}

Result<std::vector<JudgementTold>> judgements_of(Hub& hub, Member const& member, Person person) {
  JudgementSitting sitting{hub, member, "shown"};
  sitting.act().event = ledger::Event::access;
  if (!is_reviewer(member)) return sitting.turn_away(not_a_reviewer());
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto sights = Sights::read(hub, *transaction, member);
  if (!sights) return fail(sights);
  auto const outside = against_person(hub, *transaction, member, *sights, person);
  if (!outside) return fail(outside);
  if (*outside) return sitting.turn_away(**outside, &*transaction);
  auto all = own_judgements(hub, transaction->connection(), member, person);
  if (!all) return fail(all);
  sitting.act().verdict = ledger::Verdict::permit;
  auto const done = sitting.finish(*transaction);
  if (!done) return fail(done);
  return all;
}

}  // namespace concordat::hub::links
