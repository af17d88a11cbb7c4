// SPDX-License-Identifier: Apache-2.0
#include "hub/sharing/may_i.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/id.h"
#include "base/text.h"
#include "hub/act.h"
#include "hub/sharing/people.h"
#include "hub/sharing/sealed_words.h"
#include "hub/sharing/standing_rules.h"

namespace concordat::hub::sharing {
namespace sql {

constexpr store::Sql put = "INSERT INTO may_i (id, member, agency, asked_at, answer, sealed, leaf_index) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr store::Sql list = "SELECT id, asked_at, answer, sealed FROM may_i WHERE member = ? AND agency = ? ORDER BY asked_at DESC, id DESC LIMIT 200";
constexpr store::Sql before = "SELECT asked_at, answer FROM may_i WHERE id = ? AND member = ? AND agency = ?";
constexpr store::Sql one = "SELECT id, member, agency, asked_at, sealed, leaf_index FROM may_i WHERE id = ?";

}  // namespace sql

namespace {

constexpr std::size_t most_fields = 20;  // a leaf holds them all

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) { return std::ranges::find(words, word) != words.end(); }
bool said(std::string_view word) { return !word.empty() && word != "unknown"; }

tl::unexpected<Problem> not_understood(std::string field) {
  return fail(Fault::malformed, "may-i.words", "A word of the question is none that is known here.",
              "See 'concordat may-i --help', or the choices of the page, for the words that can be used.", {.submission = {}, .sheet = 0, .row = 0, .column = 0, .field = std::move(field)});
}

Result<void> check_words(Hub const& hub, MayIQuestion const& question) {
  for (auto const* agency : {&question.discloser, &question.recipient}) {
    if (hub.agency(*agency) == nullptr) return not_understood("agency");
  }
  if (!question.originator.empty() && hub.agency(question.originator) == nullptr) return not_understood("originator");
  if (!agreements::form_from(question.form)) return not_understood("form");
  if (!hub.vocabulary().roles.contains(question.role)) return not_understood("role");
  if (said(question.subject_role) && !hub.vocabulary().subject_roles.contains(question.subject_role)) return not_understood("subject-role");
  if (!one_of(question.consent, {"", "unknown", "yes", "no", "withdrawn"})) return not_understood("consent");
  if (!one_of(question.consent_from, {"subject", "parent"})) return not_understood("consent-from");
  for (auto const* word : {&question.in_case, &question.guardian, &question.trained}) {
    if (!one_of(*word, {"", "unknown", "yes", "no"})) return not_understood("yes-or-no");
  }
  if (!one_of(question.band, {"", "unknown", "J0", "J1", "J2", "J3", "J4"})) return not_understood("band");
  if (question.age && *question.age > 120) return not_understood("age");
  if (question.fields.empty() || question.fields.size() > most_fields) return not_understood("fields");
  if (question.necessary.size() > 2000 || !text::is_utf8(question.necessary)) return not_understood("necessary");
  return {};
}

/// Whatever kind of case, guardian or course a rule between the two asks for.
struct AskedFor {
  std::set<std::string> case_types;
  std::set<std::string> guardians;
  std::set<std::string> courses;
};

AskedFor asked_for(Held const& held) {
  AskedFor asked;
  for (auto const& one : held.agreements) {
    for (auto const& rule : one->agreement.rules) {
      auto const& conditions = rule.conditions;
      if (conditions.case_terms) asked.case_types.insert(conditions.case_terms->type);
      if (conditions.decision_recorded) asked.guardians.insert(conditions.decision_recorded->by);
      if (conditions.trained) asked.courses.insert(conditions.trained->course);
    }
  }
  return asked;
}

void add_consent(agreements::PersonFacts& person, MayIQuestion const& question, Date today) {
  if (!said(question.consent)) return;
  person.consents.emplace();
  if (question.consent == "no") return;
  person.consents->push_back({question.consent_from, {question.purpose}, today, question.consent == "withdrawn"});
}

void add_people(agreements::Facts& facts, MayIQuestion const& question, AskedFor const& asked, Date today) {
  auto& person = facts.person;
  add_consent(person, question, today);
  if (said(question.in_case)) person.cases.emplace();
  if (question.in_case == "yes") {
    for (auto const& type : asked.case_types) person.cases->push_back({type, true, true, true});
  }
  if (said(question.guardian)) person.decisions.emplace();
  if (question.guardian == "yes") {
    for (auto const& by : asked.guardians) {
      for (auto const& agency : {question.discloser, question.recipient}) person.decisions->push_back({by, agency, today, true});
    }
  }
  if (said(question.band)) person.concerns = {{"", question.band[1] - '0', today}};
  if (question.age) person.age = static_cast<int>(*question.age);
  if (said(question.subject_role)) person.role = question.subject_role;
  if (!question.handling.empty()) person.handling = question.handling;
}

void set_said(Json& json, std::string key, std::string const& word) {
  if (said(word)) json.set(std::move(key), word);
}

Json shown(MayIQuestion const& question) {
  Json json;
  json.set("discloser", question.discloser).set("recipient", question.recipient).set("role", question.role).set("purpose", question.purpose);
  json.set("form", question.form).set("fields", list_of(question.fields));
  set_said(json, "subject_role", question.subject_role);
  set_said(json, "consent", question.consent);
  if (question.consent == "yes") json.set("consent_from", question.consent_from);
  set_said(json, "in_case", question.in_case);
  set_said(json, "guardian", question.guardian);
  set_said(json, "trained", question.trained);
  set_said(json, "band", question.band);
  set_said(json, "necessary", question.necessary);
  set_said(json, "originator", question.originator);
  if (question.originator_agrees) json.set("originator_agrees", true);
  if (question.age) json.set("age", *question.age);
  if (!question.handling.empty()) json.set("handling", list_of(question.handling));
  if (!question.areas.empty()) json.set("areas", list_of(question.areas));
  if (!question.instead_of.empty()) json.set("instead_of", question.instead_of);
  return json;
}

/// What was said that the nearest rule does not go with. The asker said it, so it tells them nothing of anybody.
std::string said_against(agreements::Conditions const& terms, MayIQuestion const& question) {
  std::string text;
  auto const age = question.age ? static_cast<int>(*question.age) : 0;
  if (terms.age && question.age && (age < terms.age->from || age > terms.age->to)) {
    text += fmt::format(" You said {} years; this rule is for people of {} to {}.", age, terms.age->from, terms.age->to);
  }
  if (terms.concern && said(question.band) && question.band[1] - '0' < terms.concern->band_at_least) {
    text += fmt::format(" You said band {}; this rule asks for J{} or above.", question.band, terms.concern->band_at_least);
  }
  if (terms.consent && question.consent == "no") text += " You said that there is no consent; this rule asks for it.";
  if (terms.consent && question.consent == "withdrawn") text += " You said that consent was withdrawn; this rule asks for it.";
  if (terms.consent && question.consent == "yes" && terms.consent->from == "subject" && question.consent_from == "parent") text += " You said that a parent consents; this rule asks for the person's own consent.";
  if (terms.case_terms && question.in_case == "no") text += " You said that there is no open case in which both are; this rule asks for one.";
  if (terms.decision_recorded && question.guardian == "no") text += " You said that the guardian has recorded no decision; this rule asks for one.";
  if (terms.trained && question.trained == "no") text += fmt::format(" You said that the recipient has not passed the courses; this rule asks for {}.", terms.trained->course);
  auto const goes = [&](std::string const& code) { return std::ranges::find(terms.handling_codes, code) != terms.handling_codes.end(); };
  if (!terms.handling_codes.empty() && !question.handling.empty() && !std::ranges::all_of(question.handling, goes)) {
    text += fmt::format(" You said handling {}; this rule goes with {}.", text::join(question.handling, ", "), text::join(terms.handling_codes, ", "));
  }
  return text;
}

agreements::Rule const* rule_of(Held const& held, std::string const& reference) {
  auto const hash = reference.find('#');
  auto const* const one = hash == std::string::npos ? nullptr : held.find(reference.substr(0, hash));
  return one == nullptr ? nullptr : one->agreement.rule(reference.substr(hash + 1));
}

/// Nobody can have another age: where every way that is told asks for one, there is none.
bool is_of_another_age(Held const& held, Json const& helps, MayIQuestion const& question) {
  if (!question.age || helps.array().empty()) return false;
  auto const age = static_cast<int>(*question.age);
  return std::ranges::all_of(helps.array(), [&](Json const& help) {
    if (help["then"].string().empty()) return true;  // no way by itself
    auto const* const rule = rule_of(held, help["then"].string());
    return rule != nullptr && rule->conditions.age && (age < rule->conditions.age->from || age > rule->conditions.age->to);
  });
}

/// Beside what each field lacks, what was said that does not fit its nearest rule; and no where nothing of it can be changed.
void add_what_was_said(Json& answer, Held const& held, MayIQuestion const& question) {
  Json fields{Json::Array{}};
  std::map<std::string, std::size_t> said_of;
  for (auto field : answer["fields"].array()) {
    auto const& helps = field["helps"].array();
    auto const* const rule = helps.empty() ? nullptr : rule_of(held, helps.front()["then"].string());
    if (rule != nullptr) field.set("why", field["why"].string() + said_against(rule->conditions, question));
    if (field["may"].string() == "yes-if" && is_of_another_age(held, field["helps"], question)) field.set("may", "no");
    ++said_of[field["may"].string()];
    fields.push(std::move(field));
  }
  auto const all = fields.array().size();
  answer.set("fields", std::move(fields));
  if (all > 0 && said_of["no"] == all) answer.set("answer", "no");
}

/// A look, whatever the answer: nothing was refused to anybody. Codes only.
Act leaf_of(Hub const& hub, Member const& member, MayIQuestion const& question, agreements::Decision const& decision) {
  auto act = act_of(ledger::Event::access, member, "may-i");
  auto const fields = known_fields(hub, question.fields);
  act.fields.insert(act.fields.end(), fields.begin(), fields.end());
  act.purpose = known_purpose(hub, question.purpose);
  act.from = question.discloser;
  act.form = question.form;
  act.verdict = decision.all_permitted() ? ledger::Verdict::permit : decision.permits.empty() ? ledger::Verdict::refuse : ledger::Verdict::partial;
  auto const rules = rules_of(decision);
  act.rules.assign(rules.begin(), rules.end());
  auto const codes = codes_of(decision);
  act.why.assign(codes.begin(), codes.end());
  return act;
}

Problem unknown_record() {
  return {Fault::not_found, "may-i.unknown", "You have no such record.", "The page of records of may-i, or 'concordat may-i list', shows yours; an auditor of your agency can read them too.", {}};
}

Spot spot_of(std::string_view id, std::string_view agency) { return {"may_i", "sealed", id, agency}; }

/// What the same question was answered before it was changed; null where it was not asked before.
Result<Json> answered_before(store::Connection& connection, Member const& member, std::string const& id) {
  if (id.empty()) return Json{};
  auto before = connection.query_one(sql::before, [&](store::Row const& row) { return Json{}.set("id", id).set("asked_at", row.string(0)).set("answer", row.string(1)); }, id, member.id, member.agency);
  if (!before) return fail(before);
  if (!*before) return tl::unexpected<Problem>{unknown_record()};
  return std::move(**before);
}

}  // namespace

Result<PutQuestion> put_question(Hub& hub, Member const& member, MayIQuestion const& question, StandingRules const& rules) {
  PutQuestion put;
  auto& request = put.request;
  request.asker = question.recipient;
  request.roles = {question.role};
  request.discloser = question.discloser;
  request.purpose = question.purpose;
  request.form = *agreements::form_from(question.form);
  request.fields = question.fields;
  auto const areas = question.areas.empty() ? std::vector{hub.partnership().id} : question.areas;
  request.areas = areas;
  request.subjects = request.form >= agreements::Form::pseudonymised ? 1 : 0;
  if (said(question.subject_role)) request.subject_role = question.subject_role;
  request.necessity_stated = is_words(question.necessary);
  auto& facts = put.facts;
  facts.today = rules.today();
  facts.minute = rules.minute();
  auto const asked = asked_for(rules.held());
  add_people(facts, question, asked, rules.today());
  facts.person.areas = areas;
  if (said(question.trained)) facts.trained.emplace();
  if (question.trained == "yes") {
    for (auto const& course : asked.courses) facts.trained->emplace(course, rules.today());
  } else if (!said(question.trained) && member.agency == question.recipient) {
    auto const known = hub.member(member.id);
    if (!known) return fail(known);
    if (*known) facts.trained.emplace((*known)->trained.begin(), (*known)->trained.end());
  }
  return put;
}

Result<MayIAnswer> may_i(Hub& hub, Member const& member, MayIQuestion const& question) {
  if (auto good = check_words(hub, question); !good) return fail(good);
  if (member.agency != question.discloser && member.agency != question.recipient) {
    return turned_away(hub, act_of(ledger::Event::access, member, "may-i"),
                       {Fault::refused, "may-i.not-yours", "Ask about data that your own agency would give or get.", "Name your own agency with --agency or --to.", {}});
  }
  if (auto ready = hub.log().ready(); !ready) return fail(ready);
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto const rules = StandingRules::read(hub, *transaction);
  if (!rules) return fail(rules);
  auto const put = put_question(hub, member, question, **rules);
  if (!put) return fail(put);
  auto before = answered_before(transaction->connection(), member, question.instead_of);
  if (!before) return fail(before);
  auto decision = (*rules)->decide(put->request, put->facts);
  bool const passed_on = !question.originator.empty() && question.originator != question.discloser;
  if (passed_on && !question.originator_agrees) refuse_onward(decision, question.originator);
  MayIAnswer answer;
  // Every fact was the asker's own word: there is nothing in the full telling that they do not know.
  answer.answer = explain(hub, (*rules)->held(), decision, agreements::Telling::full);
  add_what_was_said(answer.answer, (*rules)->held(), question);
  answer.answer.set("looked_at", (*rules)->looked_at(hub, put->request, put->facts));
  if (!question.instead_of.empty()) answer.answer.set("before", std::move(*before));
  answer.question = shown(question);
  answer.asked_at = format_instant(hub.clock().now());
  answer.id = uuid7(hub.clock().now(), hub.chance());
  auto const receipt = record(hub, *transaction, leaf_of(hub, member, question, decision));
  if (!receipt) return fail(receipt);
  answer.ledger_index = receipt->index();
  auto const sealed = seal_words(hub, spot_of(answer.id, member.agency), Json{}.set("question", answer.question).set("answer", answer.answer));
  if (!sealed) return fail(sealed);
  auto const kept = transaction->connection().execute(sql::put, answer.id, member.id, member.agency, answer.asked_at, answer.answer["answer"].string(), *sealed, answer.ledger_index);
  if (!kept) return fail(kept);
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  return answer;
}

Result<std::vector<MayIRow>> may_i_list(Hub& hub, Member const& member) {
  std::vector<MayIRow> all;
  std::vector<store::Bytes> sealed;
  auto const read = hub.database().query(sql::list, [&](store::Row const& row) {
    all.push_back({.id = row.string(0), .asked_at = row.string(1), .answer = row.string(2)});
    sealed.push_back(row.bytes(3));
  }, member.id, member.agency);
  if (!read) return fail(read);
  for (std::size_t at = 0; at < all.size(); ++at) {
    auto const words = open_words(hub, spot_of(all[at].id, member.agency), sealed[at]);
    if (!words) return fail(words);
    auto const& question = (*words)["question"];
    all[at].discloser = question["discloser"].string();
    all[at].recipient = question["recipient"].string();
    all[at].purpose = question["purpose"].string();
    for (auto const& field : question["fields"].array()) all[at].fields.push_back(field.string());
  }
  if (auto noted = record_alone(hub, act_of(ledger::Event::access, member, "may-i-records")); !noted) return fail(noted);
  return all;
}

Result<MayIAnswer> may_i_record(Hub& hub, Member const& member, std::string const& id) {
  struct Kept {
    std::string id, member, agency, asked_at;
    store::Bytes sealed;
    std::uint64_t leaf = 0;
  };
  auto const kept = hub.database().query_one(
      sql::one,
      [](store::Row const& row) {
        return Kept{row.string(0), row.string(1), row.string(2), row.string(3), row.bytes(4), static_cast<std::uint64_t>(row.integer(5))};
      },
      id);
  if (!kept) return fail(kept);
  auto const act = act_of(ledger::Event::access, member, "may-i-record");
  bool const own_agency = *kept && (*kept)->agency == member.agency;
  if (!own_agency || ((*kept)->member != member.id && !member.has_role("auditor"))) return turned_away(hub, act, unknown_record());
  auto const words = open_words(hub, spot_of((*kept)->id, (*kept)->agency), (*kept)->sealed);
  if (!words) return fail(words);
  if (auto noted = record_alone(hub, act); !noted) return fail(noted);
  return MayIAnswer{(*kept)->id, (*kept)->asked_at, (*words)["question"], (*words)["answer"], (*kept)->leaf, (*kept)->member == member.id};
}

}  // namespace concordat::hub::sharing
