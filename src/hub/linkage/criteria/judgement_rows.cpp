// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/criteria/judgement_rows.h"

#include <algorithm>
#include <array>

#include "base/date.h"
#include "hub/linkage/identities.h"
#include "hub/linkage/review/sight.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql judgement =
    "SELECT j.id, j.agency, j.made_by, j.made_as, j.made_at, j.until, j.state, j.asked, j.words_sealed, j.second, j.second_as, j.second_at, j.second_sealed, j.leaf_index, "
    "(SELECT count(DISTINCT k.person) FROM criteria_judgement_record q JOIN link k ON k.source_record = q.record WHERE q.judgement = j.id) FROM criteria_judgement j WHERE j.id = ?";
constexpr store::Sql judgements_of_person =
    "SELECT j.id, j.agency, j.made_by, j.made_as, j.made_at, j.until, j.state, j.asked, j.words_sealed, j.second, j.second_as, j.second_at, j.second_sealed, j.leaf_index, "
    "(SELECT count(DISTINCT k.person) FROM criteria_judgement_record q JOIN link k ON k.source_record = q.record WHERE q.judgement = j.id) FROM criteria_judgement j "
    "WHERE EXISTS (SELECT 1 FROM criteria_judgement_record r JOIN link l ON l.source_record = r.record WHERE r.judgement = j.id AND l.person = ?) ORDER BY j.made_at DESC, j.id DESC";
constexpr store::Sql records_of_judgement = "SELECT record FROM criteria_judgement_record WHERE judgement = ? ORDER BY record";

}  // namespace sql

namespace {

std::string text_or_none(store::Row const& row, int column) { return row.is_null(column) ? std::string{} : row.string(column); }

JudgementRow judgement_in(store::Row const& row) {
  JudgementRow one{row.string(0), row.string(1), row.string(2), row.string(3), row.string(4), row.string(5), row.string(6), text_or_none(row, 7), row.bytes(8), text_or_none(row, 9), text_or_none(row, 10), text_or_none(row, 11), {}, 0, row.integer(14) > 1};
  if (!row.is_null(12)) one.second_sealed = row.bytes(12);
  one.leaf_index = static_cast<std::uint64_t>(row.integer(13));
  return one;
}

std::string agency_words(Hub const& hub, std::string const& id) {
  auto const* agency = hub.agency(id);
  return agency == nullptr ? id : agency->name;
}

}  // namespace

Result<std::optional<JudgementRow>> find_judgement(store::Connection& connection, std::string const& id) { return connection.query_one(sql::judgement, &judgement_in, id); }

Result<std::vector<JudgementRow>> judgement_rows_of(store::Connection& connection, Person person) {
  std::vector<JudgementRow> rows;
  auto const read = connection.query(sql::judgements_of_person, [&](store::Row const& row) { rows.push_back(judgement_in(row)); }, person);
  if (!read) return fail(read);
  return rows;
}

Result<std::vector<Record>> records_of_judgement(store::Connection& connection, std::string const& id) {
  std::vector<Record> records;
  auto const read = connection.query(sql::records_of_judgement, [&](store::Row const& row) { records.push_back(row.integer(0)); }, id);
  if (!read) return fail(read);
  return records;
}

Result<std::vector<store::RecordKeyRef>> keys_of_judgement(store::Connection& connection, std::string const& id) {
  auto const records = records_of_judgement(connection, id);
  if (!records) return fail(records);
  std::vector<store::RecordKeyRef> keys;
  for (auto const one : *records) {
    auto const facts = facts_of(connection, one);
    if (!facts) return fail(facts);
    if (*facts) keys.push_back((*facts)->key());
  }
  return keys;
}

void note_use(HomeMembers& home, Member const& member, std::string const& purpose, std::string const& supplier, EvidenceSight const& sight) {
  home.rules.insert(sight.rules.begin(), sight.rules.end());
  auto& use = home.uses[supplier];
  use.kind = "criteria";
  use.reference = home.request;
  use.supplier = use.discloser = supplier;
  use.recipient = member.agency;
  use.member = member.id;
  use.purpose = purpose;
  use.form = "personalised";
  for (auto const& field : sight.dotted) {
    if (std::ranges::find(use.fields, field) == use.fields.end()) use.fields.push_back(field);
  }
  for (auto const& rule : sight.rules) {
    if (std::ranges::find(use.rules, rule) == use.rules.end()) use.rules.push_back(rule);
  }
}

sharing::Spot spot_of(JudgementRow const& row) { return {"criteria_judgement", "words_sealed", row.id, row.agency}; }
sharing::Spot second_spot_of(JudgementRow const& row) { return {"criteria_judgement", "second_sealed", row.id, row.asked}; }

Result<JudgementTold> told_of(Hub& hub, Member const& member, JudgementRow const& row) {
  JudgementTold told;
  told.id = row.id;
  told.agency = row.agency;
  told.agency_name = agency_words(hub, row.agency);
  told.role = row.made_as;
  told.made_on = row.made_at.substr(0, 10);
  told.until = row.until;
  bool const over = row.until < format_date(hub.clock().today());
  told.state = row.state == "withdrawn" ? row.state : over ? "lapsed" : row.of_several ? "no-longer-stands" : row.state;
  if (!row.asked.empty()) told.asked_name = agency_words(hub, row.asked);
  if (!row.second_at.empty()) {
    told.confirmed_as = row.second_as;
    told.confirmed_on = row.second_at.substr(0, 10);
  }
  told.own = row.agency == member.agency;
  told.may_confirm = row.asked == member.agency && told.state == "waiting";
  told.ledger_index = row.leaf_index;
  if (!row.words_sealed.empty()) {
    auto const words = sharing::open_words(hub, spot_of(row), row.words_sealed);
    if (!words && words.error().code.view() != "keys.erased") return fail(words);
    if (words) {
      told.programme = (*words)["programme"].string();
      told.criterion = (*words)["criterion"].string();
      told.outcome = (*words)["outcome"].string();
      if (told.own) {
        told.reason = (*words)["reason"].string();
        told.voice = (*words)["voice"].string();
        told.told = (*words)["told"].string();
      }
    }
  }
  if (!row.second_sealed.empty() && row.asked == member.agency) {
    auto const words = sharing::open_words(hub, second_spot_of(row), row.second_sealed);
    if (!words && words.error().code.view() != "keys.erased") return fail(words);
    if (words) told.confirmed_because = (*words)["reason"].string();
  }
  return told;
}

Result<EvidenceSight> sight_of(EvidenceGate& gate, store::Transaction& transaction, JudgementRow const& row) {
  static catalogue::CriterionEvidence const statement{{"assertion_source"}, {}, {}};
  auto const records = records_of_judgement(transaction.connection(), row.id);
  if (!records) return fail(records);
  for (auto const record : *records) {
    auto const facts = facts_of(transaction.connection(), record);
    if (!facts) return fail(facts);
    if (!*facts) continue;
    auto sight = gate.sight(transaction, statement, **facts);
    if (!sight) return fail(sight);
    if (sight->enough && sight->fields.contains("assessed_on")) return sight;
  }
  return EvidenceSight{};
}

Result<bool> could_be_told(Hub& hub, store::Transaction& transaction, Member const& member, std::string const& agency, std::string const& purpose, std::vector<Record> const& records) {
  auto const rules = sharing::StandingRules::read(hub, transaction);
  if (!rules) return fail(rules);
  Member theirs;
  theirs.agency = agency;
  std::vector<std::string> fields;
  for (auto const* id : {"subject_role", "given_name", "family_name", "assertion_source", "assessed_on"}) fields.push_back(dotted(hub, id));
  for (auto const record : records) {
    auto const facts = facts_of(transaction.connection(), record);
    if (!facts) return fail(facts);
    if (!*facts) continue;
    agreements::Facts known;
    known.today = (*rules)->today();
    known.minute = (*rules)->minute();
    known.person.role = (*facts)->role;
    auto const codes = sharing::codes_of((*rules)->decide(asked_by_reviewer(theirs, member.agency, purpose, fields, (*facts)->role), known));
    // What else is missing (a decision, a training) can still come.
    if (std::ranges::none_of(std::array{"R01", "R02", "R03", "R04"}, [&](auto const* code) { return codes.contains(code); })) return true;
  }
  return false;
}

Result<std::vector<JudgementTold>> own_judgements(Hub& hub, store::Connection& connection, Member const& member, Person person) {
  auto const rows = judgement_rows_of(connection, person);
  if (!rows) return fail(rows);
  std::vector<JudgementTold> all;
  for (auto const& row : *rows) {
    if (row.agency != member.agency) continue;
    auto told = told_of(hub, member, row);
    if (!told) return fail(told);
    all.push_back(std::move(*told));
  }
  return all;
}

Json to_json(JudgementTold const& told) {
  Json json;
  json.set("id", told.id).set("programme", told.programme).set("criterion", told.criterion).set("outcome", told.outcome).set("agency", told.agency).set("agency_name", told.agency_name);
  json.set("role", told.role).set("made_on", told.made_on).set("until", told.until).set("state", told.state).set("asked_name", told.asked_name).set("confirmed_as", told.confirmed_as);
  json.set("confirmed_on", told.confirmed_on).set("reason", told.reason).set("voice", told.voice).set("told", told.told).set("confirmed_because", told.confirmed_because);
  return json.set("own", told.own).set("may_confirm", told.may_confirm).set("ledger_index", told.ledger_index);
}

}  // namespace concordat::hub::links
