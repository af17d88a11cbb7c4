// SPDX-License-Identifier: Apache-2.0
// How linkage stands in the database, and how a new grouping is written: shared by runs and by decisions of people.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "hub/hub.h"
#include "hub/linkage/grouping.h"
#include "hub/linkage/identities.h"
#include "store/transaction.h"

namespace concordat::hub::links {

struct StoredLink {
  Person person = 0;
  std::string reason;     ///< only-record, above-join, or decision:ID
  std::string linked_by;  ///< a member, or model
  std::string linked_at;
};

/// Why a pair waits that people judged otherwise than it is linked: no run settles it, a decision does.
inline constexpr std::string_view asked_by_sample = "sample";

struct StoredPair {
  std::int64_t id = 0;
  Record left = 0;
  Record right = 0;
  int weight = 0;
  bool conflict = false;
  std::string model_version;
  std::string state;    ///< scored, waiting, resolved
  std::string why;      ///< of a waiting one
  std::string outcome;  ///< of a resolved one
  std::optional<int> decided_weight;
  std::string queued_at;
  std::string assigned_to;
  std::string assigned_at;
};

/// What people decided and has not been undone.
struct Stance {
  std::string decision;
  std::string kind;  ///< must, cannot, twins
  std::vector<std::pair<Record, int>> marks;
  bool operator==(Stance const&) const = default;
};

struct State {
  std::map<Record, StoredLink> links;
  std::vector<StoredPair> pairs;  ///< by left, then right
  std::vector<Stance> stances;    ///< oldest first
};
[[nodiscard]] Result<State> read_state(store::Connection& connection);
/// Of these persons only: their records, the pairs between them, and what was decided about them.
[[nodiscard]] Result<State> read_state_of(store::Connection& connection, std::set<Person> const& persons);
/// Of these records and of whatever could be grouped otherwise because of them: those they make pairs with, share a person or a
/// decision with, and so on.
struct Around {
  State state;
  std::set<Record> records;
};
[[nodiscard]] Result<Around> read_state_around(store::Connection& connection, std::set<Record> const& records);
/// Pairs with one of these records in them, by left, then right.
[[nodiscard]] Result<std::vector<StoredPair>> pairs_with(store::Connection& connection, std::vector<Record> const& records);
[[nodiscard]] Result<std::vector<Stance>> read_stances(store::Connection& connection);
[[nodiscard]] Result<std::optional<StoredPair>> find_pair(store::Connection& connection, std::int64_t id);

/// What is to be grouped.
struct Scene {
  std::vector<Node> nodes;
  std::vector<Edge> edges;               ///< of `pairs`, the same order
  std::vector<StoredPair const*> pairs;
  std::vector<Constraint> constraints;
};
/// Pairs with a record that is not among the facts are left out. REQUIRES: facts by record, with the marks of each; the state
/// outlives the scene.
[[nodiscard]] Scene scene_of(Hub const& hub, std::vector<RecordFacts> const& facts, std::vector<Marks> const& marks, State const& state);
[[nodiscard]] Result<std::vector<RecordFacts>> facts_of_links(store::Connection& connection, State const& state);

struct Cause {
  std::string id;             ///< of the run or the decision
  std::string at;
  std::string who;            ///< a member, or model
  std::string reason;         ///< of links that are new
  std::string model_version;
};

struct AgencyLinks {
  std::uint64_t records = 0;
  std::uint64_t new_links = 0;
  std::uint64_t broken_links = 0;
  std::uint64_t waiting = 0;  ///< pairs with a record of it
};

struct Changes {
  std::uint64_t new_persons = 0;
  std::uint64_t new_links = 0;     ///< two that were none are one person now
  std::uint64_t broken_links = 0;  ///< and the other way round
  std::uint64_t kept = 0;          ///< persons of several records that are as they were
  std::uint64_t healed = 0;        ///< persons that need attention no more
  std::uint64_t attention = 0;     ///< persons that need it
  std::uint64_t queued = 0;        ///< pairs that wait now and did not
  std::uint64_t settled = 0;       ///< that waited and do no more
  std::uint64_t waiting = 0;
  std::map<int, AgencyLinks> by_agency;  ///< by number
};

/// Writes persons, links, events, attention and what waits. `facts` are those of the scene's nodes.
[[nodiscard]] Result<Changes> write_grouping(store::Transaction& transaction, Scene const& scene, std::vector<RecordFacts> const& facts, State const& state,
                                             Grouped const& grouped, Cause const& cause);

/// Where agencies sent newer versions of records: their links, pairs and decisions go over to these.
[[nodiscard]] Result<void> carry_over(store::Transaction& transaction);
/// Persons that no record is of.
[[nodiscard]] Result<void> drop_empty_persons(store::Transaction& transaction);

}  // namespace concordat::hub::links
