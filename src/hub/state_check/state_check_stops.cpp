// SPDX-License-Identifier: Apache-2.0
// What stands still with an agreement.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/date.h"
#include "hub/agreements/agreements_desk.h"
#include "hub/state_check/state_check_parts.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql stops = "SELECT id, version, why, stopped_index, running_index, stopped_at, running_at, number FROM agreement_stop ORDER BY id, version, number";
constexpr store::Sql adopted = "SELECT id, version FROM agreement_change WHERE step = 'adopt' AND state = 'active'";
constexpr store::Sql stopped_releases = "SELECT release, agreement FROM release_stop ORDER BY release, agreement";
constexpr store::Sql resting = "SELECT id, agreement_refs, leaf_index FROM release ORDER BY id";

}  // namespace sql

namespace {

struct Stop {
  std::string id;
  std::string reference;
  std::string why;
  std::uint64_t entry = 0;
  std::optional<std::uint64_t> running;
  std::string stopped_at;
  std::string running_at;
};

std::string_view word_of(ledger::Leaf const& leaf) { return leaf.fields.empty() ? std::string_view{} : std::string_view{leaf.fields.front()}; }
bool stops_word(std::string_view word) { return word == "stopped" || word == "running-again"; }
/// A step that looks at every version of its agreement.
bool is_change(std::string_view word) { return word == "activate" || word == "suspend" || word == "resume" || word == "end"; }
bool is_of(ledger::Leaf const& leaf, std::string_view id) { return std::string_view{leaf.agreement}.substr(0, leaf.agreement.find('@')) == id; }

class Stops {
 public:
  explicit Stops(Comparing& comparing) : comparing_{comparing} {}

  Result<void> run() {
    std::map<std::string, std::int64_t> numbers;
    auto read = comparing_.connection.query(sql::stops, [&](store::Row const& row) {
      Stop stop{row.string(0), fmt::format("{}@{}", row.text(0), row.integer(1)), row.string(2), static_cast<std::uint64_t>(row.integer(3)), {}, row.string(5), {}};
      if (!row.is_null(4)) stop.running = static_cast<std::uint64_t>(row.integer(4));
      if (!row.is_null(6)) stop.running_at = row.string(6);
      bool const in_order = row.integer(7) == ++numbers[stop.reference];
      if (!in_order) comparing_.differ("agreement " + stop.reference, stop.entry, "stops are counted from 1", "stop number " + std::to_string(row.integer(7)));
      stops_.push_back(std::move(stop));
    });
    if (!read) return read;
    for (auto const& stop : stops_) hold(stop);
    for (auto const& [index, leaf] : comparing_.steps) find_row(index, leaf);
    if (auto done = find_missing(); !done) return done;
    return compare_releases_at_rest();
  }

 private:
  void hold(Stop const& stop) {
    hold(stop, stop.entry, "stopped");
    if (stop.running) hold(stop, *stop.running, "running-again");
  }

  void hold(Stop const& stop, std::uint64_t index, std::string_view own) {
    if (index >= comparing_.size) return;
    auto const found = comparing_.steps.find(index);
    auto const* const leaf = found == comparing_.steps.end() ? nullptr : &found->second;
    bool const by_itself = leaf != nullptr && word_of(*leaf) == own && leaf->agreement == stop.reference && (own != "stopped" || leaf->why == std::vector{stop.why});
    bool const by_change = leaf != nullptr && is_change(word_of(*leaf)) && is_of(*leaf, stop.id);
    auto const name = "agreement " + stop.reference;
    auto const says = fmt::format("{} for entry {}: {}", own, index, stop.why);
    if (!by_itself && !by_change) comparing_.differ(name, index, leaf == nullptr ? std::string{"nothing that stops an agreement or lets it run"} : leaf->agreement + ": " + words_of(*leaf), says);
    auto const& at = own == "stopped" ? stop.stopped_at : stop.running_at;
    if (leaf != nullptr && !is_time_of(at, *leaf)) comparing_.differ(name, index, "at " + format_instant(leaf->at), says + ", at " + at);
    if (own == "stopped" && by_change && !by_itself && !can_stop(*leaf, stop)) comparing_.differ(name, index, leaf->agreement + ": " + words_of(*leaf), says);
    if (!cited_.emplace(stop.reference, index).second) comparing_.differ(name, index, "one stop", "two rows for it");
  }

  /// Whether a step leaves an agreement in that standing: its own, or that of another version.
  static bool can_stop(ledger::Leaf const& leaf, Stop const& stop) {
    bool const own = leaf.agreement == stop.reference;
    if (stop.why == "suspended") return own && word_of(leaf) == "suspend";
    if (stop.why == "ended") return own && word_of(leaf) == "end";
    return stop.why == "superseded" || stop.why == "over" || stop.why == "unsound" || stop.why == "not-signed";
  }

  void find_row(std::uint64_t index, ledger::Leaf const& leaf) {
    if (index >= comparing_.size || !stops_word(word_of(leaf)) || cited_.contains({leaf.agreement, index})) return;
    comparing_.differ("agreement " + leaf.agreement, index, words_of(leaf), "no such stop");
  }

  [[nodiscard]] Stop const* open_stop(std::string_view reference) const {
    auto const found = std::ranges::find_if(stops_, [&](Stop const& stop) { return stop.reference == reference && (!stop.running || *stop.running >= comparing_.size); });
    return found == stops_.end() ? nullptr : &*found;
  }

  /// What somebody suspended or ended while it ran stands still from then on.
  Result<void> find_missing() {
    std::map<std::string, std::pair<std::uint64_t, ledger::Leaf const*>> last;
    std::set<std::string> ran;
    auto const read = comparing_.connection.query(sql::adopted, [&](store::Row const& row) { ran.insert(fmt::format("{}@{}", row.text(0), row.integer(1))); });
    if (!read) return read;
    for (auto const& [index, leaf] : comparing_.steps) {
      if (index >= comparing_.size || leaf.fields.size() < 2 || !is_change(word_of(leaf))) continue;
      last[leaf.agreement] = {index, &leaf};
      if (leaf.fields[1] == "active") ran.insert(leaf.agreement);
    }
    auto const held = held_agreements(comparing_.hub, comparing_.connection, comparing_.hub.clock().today());
    if (!held && held.error().fault != Fault::malformed) return fail(held);
    if (!held) return {};  // whose document it is, the steps tell
    for (auto const& [reference, told] : last) {
      auto const& [index, leaf] = told;
      bool const rests = leaf->fields[1] == "suspended" || leaf->fields[1] == "ended";
      auto const* const one = held->find(reference);
      bool const had_begun = one != nullptr && one->agreement.from <= std::chrono::floor<std::chrono::days>(leaf->at);
      if (rests && ran.contains(reference) && had_begun && open_stop(reference) == nullptr) {
        comparing_.differ("agreement " + reference, index, words_of(*leaf), "nothing under it stands still");
      }
    }
    return {};
  }

  Result<void> compare_releases_at_rest() {
    std::set<std::pair<std::string, std::string>> marked;
    auto read = comparing_.connection.query(sql::stopped_releases, [&](store::Row const& row) { marked.emplace(row.string(0), row.string(1)); });
    if (!read) return read;
    std::set<std::pair<std::string, std::string>> resting;
    read = comparing_.connection.query(sql::resting, [&](store::Row const& row) {
      auto const rules = Json::parse(row.text(1));
      for (auto const& rule : rules ? rules->array() : Json::Array{}) {
        auto const reference = rule.string().substr(0, rule.string().find('#'));
        auto const* const stop = open_stop(reference);
        if (stop == nullptr || !resting.emplace(row.string(0), reference).second) continue;
        bool const before = static_cast<std::uint64_t>(row.integer(2)) < stop->entry;
        if (before && !marked.contains({row.string(0), reference})) {
          comparing_.differ("release " + row.string(0), stop->entry, "it stands still with " + reference, "it is served");
        }
      }
    });
    if (!read) return read;
    for (auto const& [release, reference] : marked) {
      if (!resting.contains({release, reference})) comparing_.differ("release " + release, std::nullopt, "nothing stops it for " + reference, "it stands still");
    }
    return {};
  }

  Comparing& comparing_;
  std::vector<Stop> stops_;
  std::set<std::pair<std::string, std::uint64_t>> cited_;
};

}  // namespace

Result<void> compare_stops(Comparing& comparing) { return Stops{comparing}.run(); }

}  // namespace concordat::hub
