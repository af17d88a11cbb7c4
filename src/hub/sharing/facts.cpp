// SPDX-License-Identifier: Apache-2.0
#include "hub/sharing/facts.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/id.h"
#include "base/text.h"
#include "hub/act.h"
#include "hub/agreements/agreements_desk.h"
#include "hub/sharing/audit_sample.h"
#include "hub/sharing/break_glass.h"
#include "hub/sharing/cases.h"
#include "hub/sharing/people.h"
#include "hub/sharing/sealed_words.h"
#include "hub/sharing/uses.h"

namespace concordat::hub::sharing {
namespace sql {

constexpr store::Sql put = "INSERT INTO fact_record (id, subject, kind, sealed, source, recorded_by, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr store::Sql withdraw = "UPDATE fact_record SET withdrawn_by = ?, withdrawn_at = ? WHERE id = ? AND source = ? AND withdrawn_at IS NULL";
constexpr store::Sql of_subject = "SELECT id, kind, sealed, source, recorded_by, recorded_at, withdrawn_at FROM fact_record WHERE subject = ? ORDER BY recorded_at, id";
constexpr store::Sql recorder_of = "SELECT recorded_by FROM fact_record WHERE id = ?";
constexpr store::Sql kind_of = "SELECT kind FROM fact_record WHERE id = ? AND source = ?";
// The row is made by the first fact: a restored copy brings its own.
constexpr store::Sql raise =
    "INSERT INTO fact_version (one, version) VALUES (1, 1) ON CONFLICT (one) DO UPDATE SET version = fact_version.version + 1";
constexpr store::Sql version = "SELECT version FROM fact_version WHERE one = 1";
constexpr store::Sql request = "SELECT subject, asker, discloser, purpose, member FROM sharing_request WHERE id = ? AND erased_on IS NULL";

}  // namespace sql

namespace {

constexpr int oldest = 120;

/// A request and what of it decides who may say what.
struct Asked {
  std::string subject, asker, discloser, purpose, member;
  bool supplied = false;  ///< by the agency of who looks, whoever gave it
  [[nodiscard]] bool is_of(std::string const& agency) const { return asker == agency || discloser == agency; }
};

Result<std::optional<Asked>> asked_in(store::Connection& connection, std::string const& id) {
  return connection.query_one(
      sql::request, [](store::Row const& row) { return Asked{row.string(0), row.string(1), row.string(2), row.string(3), row.string(4), false}; }, id);
}

std::string approval_subject(Hub& hub, std::string const& subject, std::string const& asker, std::string const& purpose) {
  return subject_of(hub, "approval|" + asker + "|" + purpose, subject);
}
std::string onward_subject(Hub& hub, std::string const& request) { return subject_of(hub, "onward", request); }

Spot spot_of(std::string_view id, std::string_view source) { return {"fact_record", "sealed", id, source}; }

tl::unexpected<Problem> words_wrong() {
  return fail(Fault::malformed, "fact.words", "The fact has a word, number or day that cannot be.",
              "See 'concordat fact --help': facts are closed words, numbers and days, never free text.");
}

Problem not_for_you() {
  return {Fault::refused, "fact.not-for-you", "This kind of fact is for somebody else to enter.",
          "A guardian enters their own decision, a chair or lead who sits in a case, an approver who did not ask, the agency whose records they are role and "
          "handling, and the agency the data came from whether they may be passed on.",
          {}};
}

bool is_yes_or_no(std::string const& word) { return word == "yes" || word == "no"; }

/// Of a case's type and of a tool there is no list: the shape of an agreement's word keeps names out.
bool is_plain_word(std::string const& word) {
  auto const plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !word.empty() && word.size() <= 60 && std::ranges::all_of(word, plain);
}

bool good_answer(NewFact const& fact) {
  if (fact.kind == "case") return fact.answer == "open" || fact.answer == "closed";
  if (fact.kind == "consent" || fact.kind == "guardian" || fact.kind == "approval" || fact.kind == "onward") return is_yes_or_no(fact.answer);
  return fact.answer == "yes";  // there is nothing to say no to
}

bool good_words(Hub const& hub, NewFact const& fact) {
  auto const& vocabulary = hub.vocabulary();
  if (!good_answer(fact)) return false;
  if (fact.kind == "consent") return (fact.word == "subject" || fact.word == "parent") && vocabulary.purposes.contains(fact.purpose);
  if (fact.kind == "guardian" || fact.kind == "approval") return vocabulary.roles.contains(fact.word);
  if (fact.kind == "onward") return hub.agency(fact.word) != nullptr;
  if (fact.kind == "assessment") return fact.number >= 0 && fact.number <= 4 && is_plain_word(fact.word);
  if (fact.kind == "age") return fact.number >= 0 && fact.number <= oldest;
  if (fact.kind == "role") return vocabulary.subject_roles.contains(fact.word);
  if (fact.kind == "case") return is_plain_word(fact.word);
  if (fact.kind == "area") return fact.word == hub.partnership().id;
  if (fact.kind == "handling") return fact.word.size() <= 30 && text::is_ascii(fact.word) && !fact.word.empty();
  return false;
}

/// Refuses a tool that no rule of an agreement here asks for: the assessment would count for nothing. (A case of any type counts,
/// for who sits in it.)
Result<void> check_tool(Hub& hub, NewFact const& fact, Date today) {
  if (fact.kind != "assessment") return {};
  auto const held = held_agreements(hub, hub.database(), today);
  if (!held) return fail(held);
  auto const asks = [&](agreements::Rule const& rule) { return rule.conditions.concern && rule.conditions.concern->tool == fact.word; };
  if (std::ranges::any_of(held->agreements, [&](auto const& one) { return std::ranges::any_of(one->agreement.rules, asks); })) return {};
  return fail(Fault::malformed, "fact.unknown-tool", "No agreement here asks for an assessment by this tool: it would count for nothing.",
              "Write the tool as the rule that is to be met names it after 'concern'. In the shipped templates it is joint-assessment.");
}

bool may_enter(NewFact const& fact, Member const& member, std::optional<Asked> const& asked) {
  if (fact.kind == "onward") return asked && asked->supplied && is_lead(member);
  if (asked && !asked->is_of(member.agency)) return false;
  if (fact.kind == "guardian") return member.has_role(fact.word);
  if (fact.kind == "approval") return asked && member.has_role(fact.word);
  if (fact.kind == "role" || fact.kind == "handling") return asked && asked->discloser == member.agency;
  if (fact.kind == "case") return member.has_role("conference-chair") || is_lead(member);
  return true;
}

/// The agencies of those who sit in a case; nothing where one of them is nobody, or has left.
Result<std::optional<std::set<std::string>>> agencies_of(Hub& hub, std::vector<std::string> const& members) {
  std::set<std::string> agencies;
  for (auto const& id : members) {
    auto const member = hub.member(id);
    if (!member) return fail(member);
    if (!*member || !(*member)->active) return std::optional<std::set<std::string>>{};
    agencies.insert((*member)->agency);
  }
  return std::optional{agencies};
}

Json value_of(NewFact const& fact, Date day, std::set<std::string> const& agencies, bool lead) {
  Json value;
  value.set("answer", fact.answer).set("word", fact.word).set("number", fact.number).set("day", format_date(day));
  if (!fact.purpose.empty()) value.set("purpose", fact.purpose);
  if (fact.kind == "case") value.set("members", list_of(fact.members)).set("agencies", list_of(agencies)).set("lead", lead);
  return value;
}

/// The matter that a member's agency may say something about; empty: none.
Result<std::string> subject_for(Hub& hub, Member const& member, std::string const& reference, std::string const& request, std::optional<Asked>& asked) {
  if (!reference.empty() && is_words(reference, 200)) return subject_of(hub, member.agency, reference);
  auto found = asked_in(hub.database(), request);
  if (!found) return fail(found);
  if (!*found) return std::string{};
  auto const uses = uses_in(hub.database(), request);
  if (!uses) return fail(uses);
  (*found)->supplied = std::ranges::any_of(*uses, [&](DataUse const& use) { return use.kind == "request" && use.supplier == member.agency; });
  if ((*found)->supplied || (*found)->is_of(member.agency)) asked = std::move(*found);
  return asked ? asked->subject : std::string{};
}

Problem no_matter() {
  return {Fault::not_found, "fact.no-matter", "There is no such matter of your agency.", "Name your agency's own case reference, or a request to or from your agency.", {}};
}

/// The fact, its version and its leaf in one transaction.
template <class Change>
Result<RecordedFact> in_one(Hub& hub, Act act, std::string id, Change change) {
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  Result<void> const changed = change(transaction->connection());
  if (!changed) return fail(changed);
  if (auto raised = transaction->connection().execute(sql::raise); !raised) return fail(raised);
  auto const version = transaction->connection().query_integer(sql::version);
  if (!version) return fail(version);
  RecordedFact recorded{std::move(id), static_cast<std::uint64_t>(version->value_or(0)), 0};
  act.facts = recorded.version;
  auto const receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  recorded.ledger_index = receipt->index();
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  return recorded;
}

Result<std::vector<Fact>> read_facts(Hub& hub, store::Connection& connection, std::string const& subject) {
  struct Row {
    Fact fact;
    store::Bytes sealed;
  };
  std::vector<Row> rows;
  auto const read = connection.query(
      sql::of_subject,
      [&](store::Row const& row) {
        rows.push_back({{row.string(0), row.string(1), {}, row.string(3), row.string(4), row.string(5), !row.is_null(6)}, row.bytes(2)});
      },
      subject);
  if (!read) return fail(read);
  std::vector<Fact> facts;
  for (auto& row : rows) {
    auto value = open_words(hub, spot_of(row.fact.id, row.fact.source), row.sealed);
    if (!value) return fail(value);
    row.fact.value = std::move(*value);
    facts.push_back(std::move(row.fact));
  }
  return facts;
}

Date day_of(Fact const& fact) { return parse_date(fact.value["day"].string()).value_or(Date{}); }
bool says_yes(Fact const& fact) { return fact.value["answer"].string() == "yes"; }
std::string const& word_of(Fact const& fact) { return fact.value["word"].string(); }
/// Whether `one` is the last word before `other`, of one person or agency; of one moment a no outweighs a yes.
bool is_later(Fact const& one, Fact const* other) {
  return other == nullptr || one.recorded_at > other->recorded_at || (one.recorded_at == other->recorded_at && !says_yes(one));
}

template <class List, class One>
void add(std::optional<List>& list, One one) {
  if (!list) list.emplace();
  list->push_back(std::move(one));
}

void add_fact(agreements::PersonFacts& person, Fact const& fact) {
  auto const& word = word_of(fact);
  // A refusal is a last word as a withdrawal is. It stays one where the entry is taken back: only a later yes opens again.
  if (fact.kind == "consent") add(person.consents, agreements::ConsentFact{word, {fact.value["purpose"].string()}, day_of(fact), fact.withdrawn || !says_yes(fact)});
  if (fact.withdrawn) return;
  if (fact.kind == "guardian") add(person.decisions, agreements::GuardianFact{word, fact.source, day_of(fact), says_yes(fact)});
  if (fact.kind == "age") person.age = static_cast<int>(fact.value["number"].integer());
  if (fact.kind == "area") add(person.areas, word);
  if (fact.kind == "role") person.role = word;
  if (fact.kind == "handling") add(person.handling, word);
}

/// The agencies whose entries this member may read: the own, and each other one where they sit in an open case that counts there.
Result<std::set<std::string>> sources_open_to(Hub& hub, Member const& member, std::vector<Fact> const& facts) {
  std::set<std::string> open{member.agency};
  for (auto const& fact : facts) {
    if (open.contains(fact.source)) continue;
    auto const cases = cases_in(hub, facts, {member.agency, member.id, fact.source});
    if (!cases) return fail(cases);
    if (*cases && std::ranges::any_of(**cases, [](auto const& one) { return one.open && one.requester_is_member; })) open.insert(fact.source);
  }
  return open;
}

/// Under which post this person's word is kept already; their own where it is the first.
Result<std::string> first_post_of(Hub& hub, std::string const& member, std::map<std::string, Fact const*> const& known) {
  for (auto const& [post, fact] : known) {
    auto const same = is_one_of(hub, member, {post});
    if (!same) return fail(same);
    if (*same) return post;
  }
  return member;
}

/// Of each approver the last word, and of those the ones that say yes.
Result<void> add_approvals(Hub& hub, store::Connection& connection, Matter const& matter, agreements::Facts& facts) {
  auto const approvals = read_facts(hub, connection, approval_subject(hub, matter.subject, matter.asker, matter.purpose));
  if (!approvals) return fail(approvals);
  std::map<std::string, Fact const*> last;
  for (auto const& one : *approvals) {
    auto const own = is_one_of(hub, one.recorded_by, {matter.member});
    if (!own) return fail(own);
    if (one.withdrawn || *own) continue;
    auto const approver = first_post_of(hub, one.recorded_by, last);
    if (!approver) return fail(approver);
    if (auto*& latest = last[*approver]; is_later(one, latest)) latest = &one;
  }
  for (auto const& [approver, one] : last) {
    if (says_yes(*one)) add(facts.approvals, agreements::ApprovalFact{approver, word_of(*one), one->source, day_of(*one)});
  }
  return {};
}

}  // namespace

Result<RecordedFact> record_fact(Hub& hub, Member const& member, NewFact const& fact) {
  auto const today = hub.clock().today();
  auto const day = fact.day.empty() ? std::optional{Date{today}} : parse_date(fact.day);
  if (!good_words(hub, fact) || !day || *day > today) return words_wrong();
  auto const agencies = agencies_of(hub, fact.members);
  if (!agencies) return fail(agencies);
  if (!*agencies) return words_wrong();
  auto act = act_of(ledger::Event::facts, member, "fact");
  act.fields.push_back(fact.kind);
  std::optional<Asked> asked;
  auto subject = subject_for(hub, member, fact.reference, fact.request, asked);
  if (!subject) return fail(subject);
  if (subject->empty()) return turned_away(hub, std::move(act), no_matter());
  // Who asked, or sits in the case, is the same person in every post they hold.
  auto const concerned = fact.kind == "approval" && asked ? std::vector{asked->member} : fact.kind == "case" ? fact.members : std::vector<std::string>{};
  auto const own = is_one_of(hub, member.id, concerned);
  if (!own) return fail(own);
  if (*own || !may_enter(fact, member, asked)) return turned_away(hub, std::move(act), not_for_you());
  if (auto const known = check_tool(hub, fact, today); !known) return fail(known);
  if (fact.kind == "approval") *subject = approval_subject(hub, asked->subject, asked->asker, asked->purpose);
  if (fact.kind == "onward") *subject = onward_subject(hub, fact.request);
  auto const now = hub.clock().now();
  auto const id = uuid7(now, hub.chance());
  auto const sealed = seal_words(hub, spot_of(id, member.agency), value_of(fact, *day, **agencies, is_lead(member)));
  if (!sealed) return fail(sealed);
  return in_one(hub, std::move(act), id, [&](store::Connection& connection) -> Result<void> {
    auto const put = connection.execute(sql::put, id, *subject, fact.kind, *sealed, member.agency, member.id, format_instant(now));
    if (!put) return fail(put);
    return {};
  });
}

Result<RecordedFact> withdraw_fact(Hub& hub, Member const& member, std::string const& id) {
  auto const kind = hub.database().query_one(sql::kind_of, [](store::Row const& row) { return row.string(0); }, id, member.agency);
  if (!kind) return fail(kind);
  auto act = act_of(ledger::Event::facts, member, "fact-withdrawn");
  Problem const unknown{Fault::not_found, "fact.unknown", "Your agency has entered no such fact, or has withdrawn it.", "The page of facts, or 'concordat fact list', shows those of a matter.", {}};
  if (!*kind) return turned_away(hub, std::move(act), unknown);
  act.fields.push_back(**kind);
  auto const entered_by = hub.database().query_one(sql::recorder_of, [](store::Row const& row) { return row.string(0); }, id);
  if (!entered_by) return fail(entered_by);
  if (!may_withdraw(member, **kind, entered_by->value_or(""))) return turned_away(hub, std::move(act), not_for_you());
  return in_one(hub, std::move(act), id, [&](store::Connection& connection) -> Result<void> {
    auto const changed = connection.execute(sql::withdraw, member.id, format_instant(hub.clock().now()), id, member.agency);
    if (!changed) return fail(changed);
    if (*changed == 0) return tl::unexpected<Problem>{unknown};
    return {};
  });
}

bool may_withdraw(Member const& member, std::string_view kind, std::string_view entered_by) {
  return member.id == entered_by || is_lead(member) || (kind == "case" && member.has_role("conference-chair"));
}

Result<std::vector<Fact>> facts_of_matter(Hub& hub, Member const& member, std::string const& reference, std::string const& request) {
  auto act = act_of(ledger::Event::access, member, "facts");
  std::optional<Asked> asked;
  auto const subject = subject_for(hub, member, reference, request, asked);
  if (!subject) return fail(subject);
  if (subject->empty()) return turned_away(hub, std::move(act), no_matter());
  auto facts = read_facts(hub, hub.database(), *subject);
  if (!facts) return facts;
  auto const open = sources_open_to(hub, member, *facts);
  if (!open) return fail(open);
  std::erase_if(*facts, [&](Fact const& fact) { return !open->contains(fact.source); });
  if (auto noted = record_alone(hub, std::move(act)); !noted) return fail(noted);
  return facts;
}

Result<agreements::Facts> facts_about(Hub& hub, store::Transaction& transaction, Matter const& matter, StandingRules const& rules) {
  auto& connection = transaction.connection();
  agreements::Facts facts;
  facts.today = rules.today();
  facts.minute = rules.minute();
  auto const known = read_facts(hub, connection, matter.subject);
  if (!known) return fail(known);
  for (auto const& fact : *known) add_fact(facts.person, fact);
  Seat const seat{matter.asker, matter.member, matter.discloser};
  auto cases = cases_in(hub, *known, seat);
  if (!cases) return fail(cases);
  facts.person.cases = std::move(*cases);
  auto concerns = concerns_in(hub, *known, seat);
  if (!concerns) return fail(concerns);
  facts.person.concerns = std::move(*concerns);
  if (auto added = add_approvals(hub, connection, matter, facts); !added) return fail(added);
  auto const version = connection.query_integer(sql::version);
  if (!version) return fail(version);
  facts.version = static_cast<std::uint64_t>(version->value_or(0));
  auto const asker = hub.member(matter.member);
  if (!asker) return fail(asker);
  if (*asker) facts.trained.emplace((*asker)->trained.begin(), (*asker)->trained.end());
  auto const glass = glass_about(hub, connection, matter.member, matter.subject);
  if (!glass) return fail(glass);
  facts.break_glass = glass->has_value();
  auto const overdue = audit_is_overdue(hub, connection, matter.asker);
  if (!overdue) return fail(overdue);
  facts.audit_overdue = *overdue;
  return facts;
}

Result<bool> onward_agreed(Hub& hub, store::Connection& connection, Passing const& passing) {
  auto const facts = read_facts(hub, connection, onward_subject(hub, passing.request));
  if (!facts) return fail(facts);
  Fact const* last = nullptr;
  for (auto const& fact : *facts) {
    bool const counts = !fact.withdrawn && fact.source == passing.supplier && word_of(fact) == passing.recipient;
    if (counts && is_later(fact, last)) last = &fact;
  }
  return last != nullptr && says_yes(*last);
}

}  // namespace concordat::hub::sharing
