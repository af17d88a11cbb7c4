// SPDX-License-Identifier: Apache-2.0
#include "hub/keeping/matters.h"

#include <algorithm>

#include "hub/sharing/audit_sample.h"
#include "hub/sharing/sealed_words.h"

namespace concordat::hub {
namespace sql {

// Oldest first: of each subject, and for cases of each agency and type, the last word stays.
constexpr store::Sql ages = "SELECT id, subject, source, sealed FROM fact_record WHERE kind = 'age' AND withdrawn_at IS NULL ORDER BY recorded_at, id";
constexpr store::Sql cases = "SELECT id, subject, source, sealed FROM fact_record WHERE kind = 'case' AND withdrawn_at IS NULL ORDER BY recorded_at, id";
constexpr store::Sql waiting = "SELECT subject FROM sharing_request WHERE state = 'waiting' AND erased_on IS NULL";
constexpr store::Sql appeals = "SELECT request, outcome, decided_at FROM appeal WHERE erased_on IS NULL";
constexpr store::Sql glasses = "SELECT member, subject FROM break_glass WHERE outcome IS NULL AND erased_on IS NULL";
constexpr store::Sql uses = "SELECT reference, rules FROM data_use WHERE kind = 'request'";

}  // namespace sql

namespace {

constexpr std::int64_t grown_up = 18;

/// Calls `take(subject, source, value)` of each fact; one whose key is destroyed already is passed over, for it is due.
template <class Take>
Result<void> each_fact(Hub& hub, store::Sql query, Take take) {
  struct Row {
    std::string id, subject, source;
    store::Bytes sealed;
  };
  std::vector<Row> rows;
  auto const read = hub.database().query(query, [&](store::Row const& row) { rows.push_back({row.string(0), row.string(1), row.string(2), row.bytes(3)}); });
  if (!read) return fail(read);
  for (auto const& row : rows) {
    auto const value = sharing::open_words(hub, {"fact_record", "sealed", row.id, row.source}, row.sealed);
    if (value) take(row.subject, row.source, *value);
    else if (value.error().code.view() != "keys.erased") return fail(value);
  }
  return {};
}

Result<void> read_children(Hub& hub, Matters& matters) {
  return each_fact(hub, sql::ages, [&](std::string const& subject, std::string const&, Json const& value) {
    if (value["number"].integer() < grown_up) matters.children.insert(subject);
    else matters.children.erase(subject);
  });
}

/// Closed by one, it is closed.
Result<void> read_closed(Hub& hub, Matters& matters) {
  std::map<std::string, std::map<std::pair<std::string, std::string>, Json>> last;
  auto const read = each_fact(hub, sql::cases, [&](std::string const& subject, std::string const& source, Json const& value) {
    last[subject].insert_or_assign({source, value["word"].string()}, value);
  });
  if (!read) return read;
  for (auto const& [subject, words] : last) {
    for (auto const& [by, value] : words) {
      if (value["answer"].string() != "closed") continue;
      auto const day = day_in(value["day"].string());
      auto const [there, fresh] = matters.closed.emplace(subject, day);
      if (!fresh) there->second = std::max(there->second, day);
    }
  }
  return {};
}

Result<void> read_open(Hub& hub, Matters& matters) {
  auto& database = hub.database();
  if (auto read = database.query(sql::waiting, [&](store::Row const& row) { matters.waiting.insert(row.string(0)); }); !read) return fail(read);
  auto const appeals = database.query(sql::appeals, [&](store::Row const& row) {
    if (row.is_null(1)) {
      matters.appealed.insert(row.string(0));
      return;
    }
    auto& day = matters.decided[row.string(0)];
    day = std::max(day, day_in(row.text(2)));
  });
  if (!appeals) return fail(appeals);
  auto const glasses = database.query(sql::glasses, [&](store::Row const& row) { matters.unreviewed.emplace(row.string(0), row.string(1)); });
  if (!glasses) return fail(glasses);
  return {};
}

Result<void> read_sample(Hub& hub, Matters& matters) {
  for (auto const& agency : hub.agencies()) {
    auto const sample = sharing::peek_sample(hub, hub.database(), agency.id);
    if (!sample) return fail(sample);
    for (auto const& one : *sample) {
      if (!one.outcome.empty()) continue;
      matters.unsampled.insert(one.use.id);
      matters.unsampled_requests.insert(one.use.reference);
    }
  }
  return {};
}

}  // namespace

Date day_in(std::string_view stored) { return parse_date(stored.substr(0, 10)).value_or(Date{}); }

Result<Matters> read_matters(Hub& hub) {
  Matters matters;
  for (auto const step : {read_children, read_closed, read_open, read_sample}) {
    if (auto done = step(hub, matters); !done) return fail(done);
  }
  auto const uses = hub.database().query(sql::uses, [&](store::Row const& row) {
    auto const rules = Json::parse(row.text(1));
    if (!rules) return;
    for (auto const& rule : rules->array()) matters.rules[row.string(0)].insert(rule.string());
  });
  if (!uses) return fail(uses);
  return matters;
}

}  // namespace concordat::hub
