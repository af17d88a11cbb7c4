// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "hub/linkage/state.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql last_person = "SELECT coalesce(max(id), 0) FROM (SELECT max(id) AS id FROM person UNION ALL SELECT max(person) FROM link_event UNION ALL SELECT max(other) FROM link_event "
    "UNION ALL SELECT max(person) FROM link_before) AS ids";
constexpr store::Sql last_link = "SELECT coalesce(max(id), 0) FROM link";
constexpr store::Sql last_event = "SELECT coalesce(max(id), 0) FROM link_event";
constexpr store::Sql put_person = "INSERT INTO person (id, created_at) VALUES (?, ?)";
constexpr store::Sql put_link = "INSERT INTO link (id, person, source_record, reason, model_version, linked_by, linked_at) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr store::Sql move_link = "UPDATE link SET person = ?, reason = ?, model_version = ?, linked_by = ?, linked_at = ? WHERE source_record = ?";
constexpr store::Sql put_event = "INSERT INTO link_event (id, at, kind, person, other, cause) VALUES (?, ?, ?, ?, ?, ?)";
constexpr store::Sql attentions = "SELECT person, reason FROM person_attention";
constexpr store::Sql drop_attention = "DELETE FROM person_attention WHERE person = ?";
constexpr store::Sql put_attention = "INSERT INTO person_attention (person, reason, since) VALUES (?, ?, ?)";
constexpr store::Sql wait = "UPDATE link_pair SET state = 'waiting', why = ?, queued_at = ?, outcome = NULL, decided_weight = NULL, assigned_to = NULL, assigned_at = NULL WHERE id = ?";
constexpr store::Sql still_wait = "UPDATE link_pair SET why = ? WHERE id = ?";
constexpr store::Sql settle = "UPDATE link_pair SET state = 'scored', why = '', queued_at = NULL, assigned_to = NULL, assigned_at = NULL WHERE id = ?";

}  // namespace sql

namespace {

constexpr std::string_view alone = "only-record";

class Writer {
 public:
  Writer(store::Connection& connection, Scene const& scene, std::vector<RecordFacts> const& facts, State const& state, Grouped const& grouped, Cause const& cause)
      : connection_{connection}, scene_{scene}, facts_{facts}, state_{state}, grouped_{grouped}, cause_{cause} {}

  Result<Changes> run() {
    if (auto done = numbers(); !done) return fail(done);
    for (auto const& one : facts_) ++changes_.by_agency[one.agency].records;
    for (auto const& group : grouped_.groups) {
      if (auto done = write(group); !done) return fail(done);
    }
    if (auto done = splits(); !done) return fail(done);
    if (auto done = attention(); !done) return fail(done);
    if (auto done = questions(); !done) return fail(done);
    return changes_;
  }

 private:
  Result<std::int64_t> next(store::Sql query) {
    auto const last = connection_.query_integer(query);
    if (!last) return fail(last);
    return last->value_or(0) + 1;
  }

  Result<void> numbers() {
    auto const person = next(sql::last_person);
    if (!person) return fail(person);
    auto const link = next(sql::last_link);
    if (!link) return fail(link);
    auto const event = next(sql::last_event);
    if (!event) return fail(event);
    next_person_ = *person;
    next_link_ = *link;
    next_event_ = *event;
    return {};
  }

  Result<void> event(std::string_view kind, Person person, std::optional<Person> other) {
    auto const done = connection_.execute(sql::put_event, next_event_++, cause_.at, kind, person, other, cause_.id);
    if (!done) return fail(done);
    return {};
  }

  /// Persons and records without one that this group is made of.
  [[nodiscard]] std::pair<std::set<Person>, std::size_t> made_of(Group const& group) const {
    std::set<Person> persons;
    std::size_t loose = 0;
    for (auto const node : group.nodes) {
      auto const person = scene_.nodes[node].person;
      if (person == 0) ++loose;
      else persons.insert(person);
    }
    return {persons, loose};
  }

  Result<void> write(Group const& group) {
    auto person = group.person;
    if (person == 0) {
      person = next_person_++;
      ++changes_.new_persons;
      if (auto const done = connection_.execute(sql::put_person, person, cause_.at); !done) return fail(done);
    }
    auto const [persons, loose] = made_of(group);
    auto const joined = persons.size() + loose - 1;
    changes_.new_links += joined;
    if (joined > 0) count(group, &AgencyLinks::new_links);
    for (auto const former : persons) {
      parts_[former].push_back(person);
      if (former == person) continue;
      if (auto done = event("joined", person, former); !done) return done;
    }
    if (joined == 0 && group.nodes.size() > 1) ++changes_.kept;
    group_of_.push_back(person);
    for (auto const node : group.nodes) {
      if (auto done = write_link(node, person, group.nodes.size() == 1); !done) return done;
    }
    return {};
  }

  Result<void> write_link(std::size_t node, Person person, bool is_alone) {
    auto const record = scene_.nodes[node].record;
    auto const had = state_.links.find(record);
    auto const reason = is_alone ? std::string{alone} : cause_.reason;
    if (had == state_.links.end()) {
      auto const done = connection_.execute(sql::put_link, next_link_++, person, record, reason, cause_.model_version, cause_.who, cause_.at);
      if (!done) return fail(done);
      return {};
    }
    bool const reason_holds = (had->second.reason == alone) == is_alone;
    if (had->second.person == person && reason_holds) return {};
    auto const done = connection_.execute(sql::move_link, person, reason, cause_.model_version, cause_.who, cause_.at, record);
    if (!done) return fail(done);
    return {};
  }

  void count(Group const& group, std::uint64_t AgencyLinks::* what) {
    std::set<int> agencies;
    for (auto const node : group.nodes) agencies.insert(facts_[node].agency);
    for (auto const agency : agencies) ++(changes_.by_agency[agency].*what);
  }

  Result<void> splits() {
    for (auto const& [former, now] : parts_) {
      std::set<Person> const distinct{now.begin(), now.end()};
      if (distinct.size() < 2) continue;
      changes_.broken_links += distinct.size() - 1;
      for (std::size_t g = 0; g < grouped_.groups.size(); ++g) {
        if (distinct.contains(group_of_[g])) count(grouped_.groups[g], &AgencyLinks::broken_links);
      }
      for (auto const person : distinct) {
        if (person == former) continue;
        if (auto done = event("split", person, former); !done) return done;
      }
    }
    return {};
  }

  Result<void> attention() {
    std::map<Person, std::string> before;
    if (auto const read = connection_.query(sql::attentions, [&](store::Row const& row) { before[row.integer(0)] = row.string(1); }); !read) return fail(read);
    for (std::size_t g = 0; g < grouped_.groups.size(); ++g) {
      auto const now = grouped_.groups[g].attention;
      auto const person = group_of_[g];
      auto const had = before.find(person);
      changes_.attention += now == Attention::none ? 0 : 1;
      bool const same = had == before.end() ? now == Attention::none : had->second == name_of(now).view();
      if (same) continue;
      if (auto const done = connection_.execute(sql::drop_attention, person); !done) return fail(done);
      if (now == Attention::none) {
        ++changes_.healed;
        if (auto done = event("healed", person, std::nullopt); !done) return done;
        continue;
      }
      if (auto const done = connection_.execute(sql::put_attention, person, name_of(now).view(), cause_.at); !done) return fail(done);
      if (auto done = event("attention", person, std::nullopt); !done) return done;
    }
    return {};
  }

  void count_waiting(Edge const& edge) {
    ++changes_.waiting;
    for (auto const agency : std::set{facts_[edge.left].agency, facts_[edge.right].agency}) ++changes_.by_agency[agency].waiting;
  }

  Result<void> questions() {
    std::map<std::size_t, Why> asked;
    for (auto const& question : grouped_.questions) asked[question.edge] = question.why;
    for (std::size_t i = 0; i < scene_.edges.size(); ++i) {
      auto const& pair = *scene_.pairs[i];
      auto const found = asked.find(i);
      bool const waits = pair.state == "waiting";
      if (found == asked.end()) {
        if (!waits) continue;
        if (pair.why == asked_by_sample) {
          count_waiting(scene_.edges[i]);
          continue;
        }
        ++changes_.settled;
        if (auto const done = connection_.execute(sql::settle, pair.id); !done) return fail(done);
        continue;
      }
      count_waiting(scene_.edges[i]);
      auto const why = name_of(found->second);
      if (waits && (pair.why == why.view() || pair.why == asked_by_sample)) continue;
      changes_.queued += waits ? 0 : 1;
      auto const done = waits ? connection_.execute(sql::still_wait, why.view(), pair.id) : connection_.execute(sql::wait, why.view(), cause_.at, pair.id);
      if (!done) return fail(done);
    }
    return {};
  }

  store::Connection& connection_;
  Scene const& scene_;
  std::vector<RecordFacts> const& facts_;
  State const& state_;
  Grouped const& grouped_;
  Cause const& cause_;
  Changes changes_;
  std::int64_t next_person_ = 1;
  std::int64_t next_link_ = 1;
  std::int64_t next_event_ = 1;
  std::vector<Person> group_of_;                 ///< by group
  std::map<Person, std::vector<Person>> parts_;  ///< a former person, and what its records are of now
};

}  // namespace

Result<Changes> write_grouping(store::Transaction& transaction, Scene const& scene, std::vector<RecordFacts> const& facts, State const& state,
                               Grouped const& grouped, Cause const& cause) {
  auto changes = Writer{transaction.connection(), scene, facts, state, grouped, cause}.run();
  if (!changes) return changes;
  if (auto done = drop_empty_persons(transaction); !done) return fail(done);
  return changes;
}

}  // namespace concordat::hub::links
