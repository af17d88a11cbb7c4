// SPDX-License-Identifier: Apache-2.0
#include "hub/sharing/refusals.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json_list.h"
#include "hub/act.h"
#include "hub/sharing/people.h"
#include "hub/sharing/standing_rules.h"

namespace concordat::hub::sharing {
namespace sql {

constexpr store::Sql requests = "SELECT discloser, state, codes, asked_at, answered_at, review_on, erased_on FROM sharing_request WHERE asked_at >= ? AND asked_at < ?";
constexpr store::Sql people =
    "SELECT r.discloser, h.code, a.outcome, a.id FROM human_refusal h JOIN sharing_request r ON r.id = h.request LEFT JOIN appeal a ON a.refusal = h.id WHERE r.asked_at >= ? "
    "AND r.asked_at < ?";
constexpr store::Sql refused =
    "SELECT id, asker, role, discloser, purpose, asked_at, state, codes, decline_code FROM sharing_request WHERE asked_at >= ? AND asked_at < ? AND "
    "state IN ('refused', 'declined') AND erased_on IS NULL AND (asker = ? OR discloser = ?) ORDER BY asked_at DESC, id DESC LIMIT 500";
constexpr store::Sql tables = "SELECT codes FROM refusal WHERE refused_at >= ? AND refused_at < ?";

}  // namespace sql

namespace {

struct Counting {
  std::map<std::string, AgencyRefusals> agencies;
  std::map<std::string, std::vector<double>> hours;
  AgencyRefusals& of(std::string const& agency) {
    auto& one = agencies[agency];
    one.agency = agency;
    return one;
  }
};

void count_request(Counting& counting, store::Row const& row, std::string const& today) {
  auto& one = counting.of(row.string(0));
  ++one.asked;
  auto const state = row.text(1);
  bool const open = row.is_null(6);  // of what reached its day nothing is waited for any more
  one.given += state == "given" ? 1 : 0;
  one.waiting += state == "waiting" && open ? 1 : 0;
  one.review_due += state == "declined" && open && row.text(5) <= today ? 1 : 0;
  for (auto const& code : texts_in(row.text(2))) ++one.by_engine[code];
  auto const asked = parse_instant(row.text(3));
  auto const answered = parse_instant(row.text(4));
  if (asked && answered) counting.hours[one.agency].push_back(std::chrono::duration<double, std::ratio<3600>>(*answered - *asked).count());
}

void count_refusal(Counting& counting, store::Row const& row) {
  auto& one = counting.of(row.string(0));
  ++one.by_people[row.string(1)];
  one.not_shared += row.text(1) == "R18" ? 1 : 0;
  one.appeals += row.is_null(3) ? 0 : 1;
  one.overturned += row.text(2) == "overturned" ? 1 : 0;
}

RefusedRequest refused_of(store::Row const& row) {
  RefusedRequest one{row.string(0), row.string(1), row.string(2), row.string(3), row.string(4), row.string(5), row.text(6) == "declined", {}};
  if (one.by_person) one.codes = {row.string(8)};
  else one.codes = texts_in(row.text(7));
  return one;
}

double median_of(std::vector<double> values) {
  std::ranges::sort(values);
  auto const middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

Json counts(std::map<std::string, std::uint64_t> const& by_code) {
  Json json{Json::Object{}};
  for (auto const& [code, number] : by_code) json.set(code, number);
  return json;
}

}  // namespace

Result<Refusals> refusals(Hub& hub, Member const& member, Date from, Date until) {
  auto const first = format_date(from);
  auto const end = format_date(until);
  auto const today = format_date(hub.clock().today());
  Counting counting;
  Refusals all{from, until, {}, {}, {}};
  auto& database = hub.database();
  if (auto read = database.query(sql::requests, [&](store::Row const& row) { count_request(counting, row, today); }, first, end); !read) return fail(read);
  if (auto read = database.query(sql::people, [&](store::Row const& row) { count_refusal(counting, row); }, first, end); !read) return fail(read);
  auto const count_table = [&](store::Row const& row) {
    for (auto const& code : texts_in(row.text(0))) ++all.releases[code];
  };
  if (auto read = database.query(sql::tables, count_table, first, end); !read) return fail(read);
  for (auto& [agency, one] : counting.agencies) {
    if (auto const hours = counting.hours.find(agency); hours != counting.hours.end()) one.median_hours = median_of(hours->second);
    all.agencies.push_back(std::move(one));
  }
  // As in the list of requests: who asked is for the two agencies, and there for those who answer for them.
  if (is_lead(member) || member.has_role("auditor")) {
    auto const keep = [&](store::Row const& row) { all.requests.push_back(refused_of(row)); };
    if (auto read = database.query(sql::refused, keep, first, end, member.agency, member.agency); !read) return fail(read);
  }
  if (auto noted = record_alone(hub, act_of(ledger::Event::access, member, "refusals")); !noted) return fail(noted);
  return all;
}

Json to_json(Refusals const& refusals) {
  Json agencies{Json::Array{}};
  for (auto const& one : refusals.agencies) {
    Json json;
    json.set("agency", one.agency).set("asked", one.asked).set("given", one.given).set("waiting", one.waiting);
    json.set("by_engine", counts(one.by_engine)).set("by_people", counts(one.by_people)).set("not_shared", one.not_shared);
    json.set("appeals", one.appeals).set("overturned", one.overturned).set("review_due", one.review_due);
    agencies.push(json.set("median_hours", one.median_hours ? Json{*one.median_hours} : Json{}));
  }
  Json requests{Json::Array{}};
  for (auto const& one : refusals.requests) {
    Json json;
    json.set("id", one.id).set("asker", one.asker).set("role", one.role).set("discloser", one.discloser).set("purpose", one.purpose);
    requests.push(json.set("asked_at", one.asked_at).set("refused_by", one.by_person ? "person" : "engine").set("codes", list_of(one.codes)));
  }
  Json json;
  json.set("requests", std::move(requests));
  json.set("from", format_date(refusals.from)).set("until", format_date(refusals.until)).set("agencies", std::move(agencies));
  return json.set("releases", counts(refusals.releases));
}

std::string to_csv(Refusals const& refusals) {
  std::string text = "agency,refused_by,code,count\r\n";
  auto const add = [&](std::string_view agency, std::string_view by, std::map<std::string, std::uint64_t> const& codes) {
    for (auto const& [code, number] : codes) text += fmt::format("{},{},{},{}\r\n", agency, by, code, number);
  };
  for (auto const& one : refusals.agencies) {
    add(one.agency, "engine", one.by_engine);
    add(one.agency, "person", one.by_people);
  }
  for (auto const& [code, number] : refusals.releases) text += fmt::format("(tables of figures),engine,{},{}\r\n", code, number);
  return text;
}

}  // namespace concordat::hub::sharing
