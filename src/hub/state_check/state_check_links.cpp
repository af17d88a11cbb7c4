// SPDX-License-Identifier: Apache-2.0
// Runs of linkage and what people decided about links against their entries, and the links as they are against both: each is of the time
// of one of them and names what made it, and what people decided is so. Which records a run put together by itself no entry says.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "hub/state_check/state_check_parts.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql runs_kept = "SELECT id, at, scope, model_version, highest_record, records, report, leaf_index FROM link_run ORDER BY number";
constexpr store::Sql decisions_kept =
    "SELECT id, kind, outcome, coalesce(pair, 0), person, other, coalesce(weight, 0), model_version, agency, made_by, made_at, impact, state, coalesce(second, ''), coalesce(second_at, ''), "
    "coalesce(undone_by, ''), coalesce(undone_at, ''), leaf_index FROM link_decision ORDER BY number";
constexpr store::Sql sides_kept = "SELECT r.decision, r.record, r.side FROM link_decision_record r JOIN link_decision d ON d.id = r.decision WHERE d.state = 'done' AND d.outcome <> 'cannot-tell' ORDER BY r.decision, r.record";
constexpr store::Sql overrides_kept = "SELECT o.decision, o.record, o.mark, o.kind, d.outcome, d.state FROM link_override o JOIN link_decision d ON d.id = o.decision ORDER BY o.decision, o.record";
constexpr store::Sql links_decided =
    "SELECT o.decision, o.kind, o.mark, l.person FROM link_override o JOIN link_decision d ON d.id = o.decision JOIN link l ON l.source_record = o.record WHERE d.state = 'done' ORDER BY o.decision, o.record";
constexpr store::Sql in_dispute = "SELECT person FROM person_attention WHERE reason = 'overrides'";
constexpr store::Sql resolved_by_nobody =
    "SELECT p.id, p.outcome FROM link_pair p LEFT JOIN link_decision d ON d.pair = p.id AND d.state = 'done' AND d.outcome = p.outcome WHERE p.state = 'resolved' AND d.id IS NULL ORDER BY p.id";
constexpr store::Sql links_kept = "SELECT source_record, reason, linked_by, linked_at FROM link ORDER BY linked_at, source_record";

}  // namespace sql

namespace {

using Index = std::uint64_t;

bool is_linking(ledger::Leaf const& leaf, std::string_view what) { return !leaf.fields.empty() && leaf.fields.front() == what; }
bool decides(ledger::Leaf const& leaf) { return is_linking(leaf, "decide") || is_linking(leaf, "split") || is_linking(leaf, "merge"); }

std::string_view kind_of(ledger::Leaf const& leaf) { return leaf.fields.front() == "decide" ? std::string_view{"pair"} : std::string_view{leaf.fields.front()}; }

class Links {
 public:
  explicit Links(Comparing& comparing) : comparing_{comparing} {}

  Result<void> run() {
    if (auto done = read_entries(); !done) return done;
    for (auto const part : {&Links::hold_runs, &Links::hold_decisions, &Links::hold_overrides, &Links::hold_decided, &Links::hold_pairs, &Links::hold_links}) {
      if (auto done = (this->*part)(); !done) return done;
    }
    return {};
  }

 private:
  struct Steps {
    std::optional<Index> second, undone;
  };

  Result<void> read_entries() {
    for (auto const& [index, leaf] : comparing_.linking) {
      times_.push_back(leaf.at);
      causes_.insert(leaf.request);
      if (is_linking(leaf, "second")) steps_[leaf.previous].second = index;
      if (is_linking(leaf, "undo") || is_linking(leaf, "withdraw")) steps_[leaf.previous].undone = index;
      if (!is_linking(leaf, "run") && !decides(leaf)) continue;
      auto detail = comparing_.details.of(index, leaf);
      if (!detail && detail.error().fault != Fault::integrity) return fail(detail);
      if (!detail) comparing_.differ("linking of entry " + std::to_string(index), index, "commits to what was counted or decided", "what lies sealed beside it is something else, or gone");
      details_[index] = detail ? std::move(*detail) : Json{};
    }
    auto const beyond = entries_beyond(comparing_);
    if (!beyond) return fail(beyond);
    for (auto const& [index, leaf] : *beyond) {
      if (leaf.event != ledger::Event::link) continue;
      times_.push_back(leaf.at);
      causes_.insert(leaf.request);
      if (!leaf.previous.empty()) unsettled_.insert(leaf.previous);
      run_beyond_ = run_beyond_ || is_linking(leaf, "run");
    }
    std::ranges::sort(times_);
    return {};
  }

  [[nodiscard]] bool said(Index index, std::string_view key, Json const& value) const {
    auto const found = details_.find(index);
    return found == details_.end() || found->second.is_null() || !found->second.contains(key) || found->second[key] == value;
  }

  Result<void> hold_runs() {
    std::set<Index> cited;
    auto const read = comparing_.connection.query(sql::runs_kept, [&](store::Row const& row) {
      auto const index = static_cast<Index>(row.integer(7));
      if (!cited.insert(index).second) comparing_.differ("link run " + row.string(0), index, "one run", "a second row of it");
      if (index >= comparing_.size) return;
      records_ = row.integer(5);
      auto const found = comparing_.linking.find(index);
      auto const says = fmt::format("{} at {}, {} records, model {}", row.text(2), row.text(1), row.integer(5), row.text(3));
      if (found == comparing_.linking.end() || !is_linking(found->second, "run")) return comparing_.differ("link run " + row.string(0), index, "no run", says);
      auto const& leaf = found->second;
      auto const counts = Json::parse(row.text(6));
      bool const same = leaf.request == row.text(0) && leaf.fields.size() > 1 && leaf.fields[1] == row.text(2) && leaf.count == static_cast<std::uint64_t>(row.integer(5)) && is_time_of(row.string(1), leaf) &&
                        counts && said(index, "model", row.string(3)) && said(index, "counts", *counts) && said(index, "highest", row.integer(4));
      if (!same) comparing_.differ("link run " + row.string(0), index, fmt::format("{} at {}, {} records; or other counts, thresholds or another model", fmt::join(leaf.fields, ", "), format_instant(leaf.at), leaf.count.value_or(0)), says);
    });
    if (!read) return read;
    for (auto const& [index, leaf] : comparing_.linking) {
      if (is_linking(leaf, "run") && !cited.contains(index)) comparing_.differ("link run " + leaf.request, index, fmt::format("{} at {}", fmt::join(leaf.fields, ", "), format_instant(leaf.at)), "no such run");
    }
    return {};
  }

  /// One that is gone is missed by nobody: it goes with the first of its records.
  Result<void> hold_decisions() {
    return comparing_.connection.query(sql::decisions_kept, [&](store::Row const& row) {
      auto const index = static_cast<Index>(row.integer(17));
      if (index >= comparing_.size) return;
      auto const name = "link decision " + row.string(0);
      auto const says = fmt::format("{}: {} by {} of {} at {}, of {} and {}", row.text(1), row.text(2), row.text(9), row.text(8), row.text(10), row.integer(4), row.integer(5));
      auto const found = comparing_.linking.find(index);
      if (found == comparing_.linking.end() || !decides(found->second) || found->second.request != row.text(0) || found->second.fields.size() < 3) return comparing_.differ(name, index, "no such decision", says);
      auto const& leaf = found->second;
      bool const same = kind_of(leaf) == row.text(1) && leaf.fields[1] == row.text(2) && leaf.to == row.text(8) && acted(comparing_.hub, leaf, row.string(8), row.string(9)) && is_time_of(row.string(10), leaf) &&
                        leaf.why == texts_in(row.text(11)) && said(index, "pair", row.integer(3)) && said(index, "weight", row.integer(6)) && said(index, "model", row.string(7)) && said(index, "person", row.integer(4)) &&
                        said(index, "other", row.integer(5));
      if (!same) comparing_.differ(name, index, fmt::format("{} by {} at {}, of other records, by somebody else or at another time than the tables say", fmt::join(leaf.fields, ", "), leaf.to, format_instant(leaf.at)), says);
      if (!unsettled_.contains(row.string(0))) hold_steps(row, name, leaf);
    });
  }

  void hold_steps(store::Row const& row, std::string const& name, ledger::Leaf const& first) {
    auto const& steps = steps_[row.string(0)];
    auto state = first.fields[2];
    if (steps.second) state = comparing_.linking.at(*steps.second).fields.back();
    if (steps.undone) state = "undone";
    if (state != row.text(12)) return comparing_.differ(name, steps.undone ? steps.undone : steps.second, state, row.string(12));
    hold_step(name, steps.second, "seconded", row.string(13), row.string(14));
    hold_step(name, steps.undone, "undone", row.string(15), row.string(16));
  }

  void hold_step(std::string const& name, std::optional<Index> entry, std::string_view what, std::string const& who, std::string const& at) {
    if (!entry && who.empty()) return;
    auto const* leaf = entry ? &comparing_.linking.at(*entry) : nullptr;
    bool const same = leaf != nullptr && is_time_of(at, *leaf) && acted(comparing_.hub, *leaf, leaf->to, who);
    if (!same) comparing_.differ(name, entry, leaf == nullptr ? fmt::format("not {}", what) : fmt::format("{} at {}, by somebody else or at another time than the tables say", what, format_instant(leaf->at)), fmt::format("{} by {} at {}", what, who, at));
  }

  /// What no model overrules is what stands of decisions that are in force, and nothing else.
  Result<void> hold_overrides() {
    std::map<std::string, std::map<std::int64_t, std::int64_t>> wanted;
    auto read = comparing_.connection.query(sql::sides_kept, [&](store::Row const& row) { wanted[row.string(0)][row.integer(1)] = row.integer(2); });
    if (!read) return read;
    std::set<std::string> different;
    read = comparing_.connection.query(sql::overrides_kept, [&](store::Row const& row) {
      auto const of = wanted.find(row.string(0));
      auto const kind = row.text(4) == "link" ? std::string_view{"must"} : row.text(4) == "twins" ? std::string_view{"twins"} : std::string_view{"cannot"};
      auto const record = of == wanted.end() ? std::map<std::int64_t, std::int64_t>::iterator{} : of->second.find(row.integer(1));
      bool const same = of != wanted.end() && record != of->second.end() && row.text(3) == kind && row.integer(2) == (kind == "must" ? 0 : record->second);
      if (!same) different.insert(row.string(0));
      else of->second.erase(record);
    });
    if (!read) return read;
    for (auto const& [decision, left] : wanted) {
      if (!left.empty()) different.insert(decision);
    }
    for (auto const& decision : different) {
      if (!unsettled_.contains(decision)) comparing_.differ("link decision " + decision, std::nullopt, "what it says of its records stands above every weight", "something else stands there");
    }
    return {};
  }

  /// Persons of whom people said two things are told apart by nobody here: they need attention.
  Result<void> hold_decided() {
    std::set<std::int64_t> dispute;
    auto read = comparing_.connection.query(sql::in_dispute, [&](store::Row const& row) { dispute.insert(row.integer(0)); });
    if (!read) return read;
    struct Decided {
      bool must = false;
      std::map<std::int64_t, std::set<std::int64_t>> persons;  // by mark
    };
    std::map<std::string, Decided> all;
    read = comparing_.connection.query(sql::links_decided, [&](store::Row const& row) {
      auto& one = all[row.string(0)];
      one.must = row.text(1) == "must";
      one.persons[row.integer(2)].insert(row.integer(3));
    });
    if (!read) return read;
    for (auto& [decision, one] : all) {
      bool const disputed = std::ranges::any_of(one.persons, [&](auto const& side) { return std::ranges::any_of(side.second, [&](auto person) { return dispute.contains(person); }); });
      if (disputed || unsettled_.contains(decision)) continue;
      bool const apart = std::ranges::none_of(one.persons[0], [&](auto person) { return one.persons[1].contains(person); });
      bool const same = one.must ? one.persons[0].size() < 2 : apart;
      if (!same) comparing_.differ("link decision " + decision, std::nullopt, one.must ? "its records are of one person" : "its records are of two people", one.must ? "they are of several" : "they are of one");
    }
    return {};
  }

  Result<void> hold_pairs() {
    return comparing_.connection.query(sql::resolved_by_nobody, [&](store::Row const& row) {
      comparing_.differ(fmt::format("pair {}", row.integer(0)), std::nullopt, "no decision of it is in force", "decided: " + row.string(1));
    });
  }

  [[nodiscard]] bool is_of_a_time(std::string const& at) const {
    auto const instant = parse_instant(at);
    if (!instant) return false;
    auto const later = std::ranges::lower_bound(times_, *instant);
    constexpr std::chrono::minutes near{10};
    return (later != times_.end() && *later - *instant <= near) || (later != times_.begin() && *instant - *std::prev(later) <= near);
  }

  Result<void> hold_links() {
    std::int64_t links = 0;
    std::string at;
    bool of_a_time = true;
    auto const read = comparing_.connection.query(sql::links_kept, [&](store::Row const& row) {
      ++links;
      if (row.text(3) != at) {  // in the order of times: one run writes many
        at = row.string(3);
        of_a_time = is_of_a_time(at);
      }
      auto const reason = row.text(1);
      bool const by_model = row.text(2) == "model";
      auto const colon = reason.find(':');
      bool const by_people = colon != std::string_view::npos;
      bool const known = by_people ? (reason.starts_with("decision:") || reason.starts_with("undone:")) && causes_.contains(std::string{reason.substr(colon + 1)}) && !by_model
                                   : reason == "only-record" || (reason == "above-join" && by_model);
      if (of_a_time && known) return;
      comparing_.differ(fmt::format("link of record {}", row.integer(0)), std::nullopt, of_a_time ? "nothing that made such a link" : "no run and no decision at that time", fmt::format("{}, by {} at {}", reason, row.text(2), row.text(3)));
    });
    if (!read) return read;
    if (!run_beyond_ && links > records_) comparing_.differ("links", std::nullopt, fmt::format("the last run left {}", records_), fmt::format("{} are there", links));
    return {};
  }

  Comparing& comparing_;
  std::map<Index, Json> details_;
  std::map<std::string, Steps> steps_;  ///< by decision
  std::set<std::string> causes_;        ///< ids of runs and decisions
  std::set<std::string> unsettled_;     ///< decisions that entries which no checkpoint covers yet go on with
  std::vector<Instant> times_;          ///< of every entry that makes links, in order
  std::int64_t records_ = 0;            ///< of the last run
  bool run_beyond_ = false;
};

}  // namespace

Result<void> compare_links(Comparing& comparing) { return Links{comparing}.run(); }

}  // namespace concordat::hub
