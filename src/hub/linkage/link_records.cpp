// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/link_records.h"

#include <algorithm>
#include <chrono>

#include "base/id.h"
#include "hub/act.h"
#include "hub/linkage/evidence.h"
#include "hub/linkage/identities.h"
#include "hub/linkage/patterns.h"
#include "hub/linkage/report_json.h"
#include "hub/linkage/what_went.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql last_record = "SELECT coalesce(max(id), 0) FROM source_record";
constexpr store::Sql people_after = "SELECT count(*) FROM person_in_event WHERE source_record > ?";
constexpr store::Sql linked = "SELECT count(*) FROM link";
constexpr store::Sql last_run = "SELECT coalesce(max(number), 0) FROM link_run";
constexpr store::Sql decided = "SELECT count(*) FROM link_decision WHERE state IN ('done', 'undone')";
constexpr store::Sql undone = "SELECT count(*) FROM link_decision WHERE state = 'undone'";
constexpr store::Sql put_run = "INSERT INTO link_run (id, number, at, scope, model_version, highest_record, records, report, leaf_index) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr store::Sql run_before = "SELECT id, at, scope, model_version, records, report, leaf_index, highest_record FROM link_run ORDER BY number DESC LIMIT ?";
constexpr store::Sql last_pair = "SELECT coalesce(max(id), 0) FROM (SELECT max(id) AS id FROM link_pair UNION ALL SELECT max(pair) FROM link_decision) AS ids";
constexpr store::Sql put_pair =
    "INSERT INTO link_pair (id, left_record, right_record, weight, conflict, sealed, model_version, state, why) VALUES (?, ?, ?, ?, ?, ?, ?, 'scored', '')";
constexpr store::Sql weigh_pair = "UPDATE link_pair SET weight = ?, conflict = ?, sealed = ?, model_version = ? WHERE id = ?";
constexpr store::Sql forget_weight = "UPDATE link_pair SET weight = ?, conflict = 0, sealed = ?, model_version = 'not compared yet' WHERE id = ?";
constexpr store::Sql drop_pair = "DELETE FROM link_pair WHERE id = ?";
constexpr store::Sql drop_link = "DELETE FROM link WHERE source_record = ?";
constexpr store::Sql weights = "SELECT weight FROM link_pair";

}  // namespace sql

namespace {

constexpr int most_tries = 3;

/// What tells whether others changed something.
struct Stamp {
  std::int64_t highest_record = 0;
  std::int64_t linked = 0;
  std::int64_t runs = 0;
  std::int64_t decisions = 0;
  std::int64_t undone = 0;
  bool operator==(Stamp const&) const = default;
};

Result<Stamp> stamp_of(store::Connection& connection) {
  Stamp stamp;
  for (auto const& [query, into] : {std::pair{sql::last_record, &stamp.highest_record}, {sql::linked, &stamp.linked}, {sql::last_run, &stamp.runs}, {sql::decided, &stamp.decisions}, {sql::undone, &stamp.undone}}) {
    auto const number = connection.query_integer(query);
    if (!number) return fail(number);
    *into = number->value_or(0);
  }
  return stamp;
}

class Run {
 public:
  Run(Hub& hub, Scorer& scorer, LinkOptions const& options, LinkSink const& progress) : hub_{hub}, scorer_{scorer}, options_{options}, progress_{progress} {}

  Result<LinkReport> go() {
    auto const begun = std::chrono::steady_clock::now();
    for (int attempt = 0; attempt < most_tries; ++attempt) {
      auto stamp = stamp_of(hub_.database());
      if (!stamp) return fail(stamp);
      stamp_ = *stamp;
      auto last = nothing_new();
      if (!last) return fail(last);
      if (*last) {
        if (auto done = keep(stamp_.runs); !done) return fail(done);
        return std::move(**last);
      }
      live_ = fits();
      if (auto done = live_ ? compare_what_changed() : compare(); !done) return fail(done);
      if (held() == 0 && stamp_.linked == 0 && !options_.whole) return nobody();
      auto written = write(begun);
      if (!written) return fail(written);
      if (!*written) continue;
      // What is kept only makes the next run quicker.
      if (!live_) (void)keep(stamp_.runs + 1);
      return report_;
    }
    return fail(Fault::retry, "link.changed-meanwhile", "Links were changed by others again and again while records were compared; nothing was written.",
                "Start it again when less is going on.");
  }

 private:
  /// The last run, where nothing came, went or was changed in the model since.
  Result<std::optional<LinkReport>> nothing_new() {
    if (options_.whole) return std::optional<LinkReport>{};
    auto runs = link_runs(hub_, 1);
    if (!runs) return fail(runs);
    if (runs->empty() || runs->front().model_version != scorer_.version()) return std::optional<LinkReport>{};
    auto const highest = hub_.database().query_one(sql::run_before, [](store::Row const& row) { return row.integer(7); }, 1);
    if (!highest) return fail(highest);
    if (static_cast<std::int64_t>(runs->front().records) != stamp_.linked) return std::optional<LinkReport>{};
    if (**highest != stamp_.highest_record) {
      auto const people = hub_.database().query_integer(sql::people_after, **highest);
      if (!people) return fail(people);
      if (people->value_or(0) > 0) return std::optional<LinkReport>{};
    }
    runs->front().nothing_new = true;
    return std::optional{std::move(runs->front())};
  }

  /// A hub whose records tell of nobody: nothing was compared, and there is nothing to write down.
  LinkReport nobody() const {
    LinkReport report;
    report.at = format_instant(hub_.clock().now());
    report.nothing_new = true;
    report.model_version = scorer_.version();
    return report;
  }

  bool tell(FixedText stage, std::uint64_t done) { return !progress_ || progress_({stage, done}); }
  static tl::unexpected<Problem> cancelled() {
    return fail(Fault::cancelled, "link.cancelled", "Linking was stopped; nothing was changed.", "Start it again: it begins anew.");
  }

  IdentityDesk::GoOn opening() {
    return [this](std::size_t seen) { return tell("open", seen); };
  }

  /// Whether what was kept is what the last run left, so that what came and went since is all there is to look at.
  [[nodiscard]] bool fits() const { return options_.kept != nullptr && !options_.whole && options_.kept->fits(scorer_.version(), stamp_.runs); }

  /// REQUIRES: nothing came or went since the run whose number this is, but for what the stamps tell.
  Result<void> keep(std::int64_t run) {
    if (options_.kept == nullptr || !options_.kept->to_be_filled(scorer_.version(), run)) return {};
    auto const before = stamp_of(hub_.database());
    if (!before) return fail(before);
    if (before->runs != run || before->highest_record != stamp_.highest_record || before->decisions != stamp_.decisions || before->undone != stamp_.undone) return {};
    if (auto done = options_.kept->fill(hub_, scorer_, run, opening()); !done) {
      options_.kept->forget();
      return done;
    }
    auto const after = stamp_of(hub_.database());
    if (!after || *after != *before) options_.kept->forget();
    return {};
  }

  [[nodiscard]] std::vector<RecordFacts> const& facts() const { return live_ ? options_.kept->facts() : opened_.facts; }
  [[nodiscard]] std::size_t held() const { return live_ ? options_.kept->size() : opened_.facts.size(); }
  [[nodiscard]] std::vector<Marks> const& marks() const { return live_ ? options_.kept->marks() : opened_.marks; }

  Result<void> compare_what_changed() {
    auto& kept = *options_.kept;
    if (auto done = kept.catch_up(hub_, opening()); !done) {
      kept.forget();  // half of it may be in
      return done;
    }
    if (!tell("compare", kept.changed().size())) return cancelled();
    scored_ = kept.pairs_of_changed();
    if (!tell("group", scored_.size())) return cancelled();
    return {};
  }

  Result<void> compare() {
    scorer_.begin();
    auto opened = IdentityDesk::open_current(hub_, {[&](Personal<Traits> const& traits, Processing const& processing) { scorer_.add(traits, processing); }, opening(), false});
    if (!opened) return fail(opened);
    opened_ = std::move(*opened);
    if (!tell("compare", opened_.facts.size())) return cancelled();
    auto scored = scorer_.compare();
    if (!scored) return fail(scored);
    scored_ = std::move(*scored);
    over_common_ = over_common_of(scorer_, opened_.facts);
    if (!tell("group", scored_.size())) return cancelled();
    return {};
  }

  /// False: others were faster, and it begins anew.
  Result<bool> write(std::chrono::steady_clock::time_point begun) {
    auto transaction = store::Transaction::write(hub_.database());
    if (!transaction) return fail(transaction);
    auto& connection = transaction->connection();
    if (auto done = take_turn(connection); !done) return fail(done);
    auto const now = stamp_of(connection);
    if (!now) return fail(now);
    if (*now != stamp_) return false;
    if (auto done = carry_over(*transaction); !done) return fail(done);
    auto changes = live_ ? write_what_changed(*transaction) : write_everything(*transaction);
    if (!changes) return fail(changes);
    report_.changes = std::move(*changes);
    report_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    if (auto done = write_run(*transaction); !done) return fail(done);
    if (auto done = transaction->commit(); !done) return fail(done);
    if (live_) {
      if (auto done = options_.kept->settled(connection, stamp_.runs + 1, regrouped_); !done) options_.kept->forget();
    }
    if (auto done = hub_.log().sign_pending(); !done) return fail(done);
    return true;
  }

  void begin_report(std::size_t records) {
    report_ = {};
    report_.id = uuid7(hub_.clock().now(), hub_.chance());
    report_.at = format_instant(hub_.clock().now());
    report_.whole = options_.whole || stamp_.runs == 0;
    report_.model_version = scorer_.version();
    report_.records = records;
    report_.only_changed = live_;
  }

  [[nodiscard]] Cause cause() const { return {report_.id, report_.at, "model", "above-join", report_.model_version}; }

  Result<Changes> write_everything(store::Transaction& transaction) {
    auto& connection = transaction.connection();
    if (auto done = drop_links_of_what_went(connection); !done) return fail(done);
    auto const before = read_state(connection);
    if (!before) return fail(before);
    if (auto done = write_pairs(connection, before->pairs); !done) return fail(done);
    auto const state = read_state(connection);
    if (!state) return fail(state);
    begin_report(opened_.facts.size());
    auto const scene = scene_of(hub_, opened_.facts, opened_.marks, *state);
    return write_grouping(transaction, scene, opened_.facts, *state, group(scene.nodes, scene.edges, scene.constraints, scorer_.terms()), cause());
  }

  /// The same for what came, changed or went, and for whoever could be grouped otherwise because of it.
  Result<Changes> write_what_changed(store::Transaction& transaction) {
    auto& connection = transaction.connection();
    auto& kept = *options_.kept;
    regrouped_ = kept.touched();
    auto gone = drop_what_went(connection, kept, regrouped_);
    if (!gone) return fail(gone);
    auto const before = pairs_with(connection, {kept.changed().begin(), kept.changed().end()});
    if (!before) return fail(before);
    if (auto done = write_pairs(connection, *before); !done) return fail(done);
    auto const around = read_state_around(connection, regrouped_);
    if (!around) return fail(around);
    regrouped_ = around->records;
    begin_report(kept.size());
    auto const here = kept.facts_of(around->records);
    auto const scene = scene_of(hub_, here, kept.marks_of(around->records), around->state);
    auto const grouped = group(scene.nodes, scene.edges, scene.constraints, scorer_.terms());
    auto changes = write_grouping(transaction, scene, here, around->state, grouped, cause());
    if (!changes) return changes;
    if (auto done = count_all(connection, kept, grouped, *changes); !done) return fail(done);
    return changes;
  }

  /// A record that is not current any more, and was not replaced by one that is, is of nobody here.
  Result<void> drop_links_of_what_went(store::Connection& connection) {
    auto const state = read_state(connection);
    if (!state) return fail(state);
    auto const is_here = [&](Record record) { return std::ranges::binary_search(opened_.facts, record, {}, &RecordFacts::record); };
    for (auto const& [record, link] : state->links) {
      if (is_here(record)) continue;
      if (auto const done = connection.execute(sql::drop_link, record); !done) return fail(done);
    }
    for (auto const& pair : state->pairs) {
      if (is_here(pair.left) && is_here(pair.right)) continue;
      if (auto const done = connection.execute(sql::drop_pair, pair.id); !done) return fail(done);
    }
    return {};
  }

  /// `stored`: those in the database that may be among the scored ones; by left, then right.
  Result<void> write_pairs(store::Connection& connection, std::vector<StoredPair> const& stored) {
    auto const last = connection.query_integer(sql::last_pair);
    if (!last) return fail(last);
    auto next = last->value_or(0) + 1;
    auto known = stored.begin();
    auto const ids = [](StoredPair const& pair) { return std::pair{pair.left, pair.right}; };
    for (auto const& scored : scored_) {
      auto const& left = facts()[scored.left];
      auto const& right = facts()[scored.right];
      while (known != stored.end() && ids(*known) < std::pair{left.record, right.record}) {
        if (auto done = drop(connection, *known++); !done) return done;
      }
      bool const is_known = known != stored.end() && ids(*known) == std::pair{left.record, right.record};
      auto done = is_known ? weigh(connection, *known++, scored, left, right) : put(connection, next++, scored, left, right);
      if (!done) return done;
    }
    for (; known != stored.end(); ++known) {
      if (auto done = drop(connection, *known); !done) return done;
    }
    return {};
  }

  /// What people decided or are to decide stays, whatever it weighs now.
  Result<void> drop(store::Connection& connection, StoredPair const& pair) {
    regrouped_.insert({pair.left, pair.right});
    if (pair.state == "resolved") return {};
    if (pair.why == asked_by_sample) {  // asked still, but what it weighed once holds and joins nobody any more
      auto const done = connection.execute(sql::forget_weight, scorer_.terms().below_all(), store::Bytes{}, pair.id);
      if (!done) return fail(done);
      return {};
    }
    auto const done = connection.execute(sql::drop_pair, pair.id);
    if (!done) return fail(done);
    return {};
  }

  [[nodiscard]] bool conflict_of(ScoredPair const& scored) const {
    auto const& left = marks()[scored.left];
    auto const& right = marks()[scored.right];
    return in_conflict(left, right) || given_names_differ(scored.evidence) || may_be_twins(left, right, scored.evidence);
  }

  Result<void> weigh(store::Connection& connection, StoredPair const& pair, ScoredPair const& scored, RecordFacts const& left, RecordFacts const& right) {
    auto const conflict = conflict_of(scored);
    if (pair.weight == scored.weight && pair.conflict == conflict && pair.model_version == scorer_.version()) return {};
    auto const sealed = seal_evidence(hub_, left.key(), right.key(), scored.evidence);
    if (!sealed) return fail(sealed);
    auto const done = connection.execute(sql::weigh_pair, scored.weight, conflict, *sealed, scorer_.version(), pair.id);
    if (!done) return fail(done);
    return {};
  }

  Result<void> put(store::Connection& connection, std::int64_t id, ScoredPair const& scored, RecordFacts const& left, RecordFacts const& right) {
    auto const sealed = seal_evidence(hub_, left.key(), right.key(), scored.evidence);
    if (!sealed) return fail(sealed);
    auto const done = connection.execute(sql::put_pair, id, left.record, right.record, scored.weight, conflict_of(scored), *sealed, scorer_.version());
    if (!done) return fail(done);
    return {};
  }

  Result<void> write_run(store::Transaction& transaction) {
    std::vector<int> weights;
    auto const read = transaction.connection().query(sql::weights, [&](store::Row const& row) { weights.push_back(row.small(0)); });
    if (!read) return fail(read);
    report_.pairs = weights.size();
    auto counts = to_json(report_.changes).set("pairs", report_.pairs).set("seconds", report_.seconds).set("terms", to_json(scorer_.terms())).set("bands", bands_of(weights, scorer_.terms()));
    if (!live_) report_.over_common = over_common_;
    if (!live_) counts.set("over_common", to_json(over_common_)).set("levels", levels_of(scored_, scorer_.terms()));  // of a few pairs they would say nothing about the whole
    Act act;
    act.event = ledger::Event::link;
    act.to = hub_.partnership().id;
    act.fields = {"run", report_.whole ? "whole" : "changed"};
    act.count = report_.records;
    act.request = report_.id;
    act.detail.set("model", report_.model_version).set("counts", counts).set("highest", stamp_.highest_record);
    auto const receipt = record(hub_, transaction, std::move(act));
    if (!receipt) return fail(receipt);
    report_.ledger_index = receipt->index();
    auto const done = transaction.connection().execute(sql::put_run, report_.id, stamp_.runs + 1, report_.at, report_.whole ? "whole" : "changed", report_.model_version,
                                                       stamp_.highest_record, report_.records, counts.canonical(), receipt->index());
    if (!done) return fail(done);
    return {};
  }

  Hub& hub_;
  Scorer& scorer_;
  LinkOptions const& options_;
  LinkSink const& progress_;
  Stamp stamp_;
  bool live_ = false;
  Opened opened_;
  std::vector<ScoredPair> scored_;
  std::vector<OverCommon> over_common_;
  std::set<Record> regrouped_;  ///< where it is live: whose persons may be others now
  LinkReport report_;
};

}  // namespace

Result<LinkReport> link_records(Hub& hub, Scorer& scorer, LinkOptions const& options, LinkSink const& progress) { return Run{hub, scorer, options, progress}.go(); }

Result<Terms> terms_in_use(store::Connection& connection) {
  auto const report = connection.query_one(sql::run_before, [](store::Row const& row) { return Json::parse(row.text(5)); }, 1);
  if (!report) return fail(report);
  if (!*report) return fail(Fault::not_found, "link.no-run", "No records have been linked in this hub yet.", "They are linked by themselves after the next file about people; whoever runs the hub can start it now ('concordat link').");
  if (!**report) return fail(**report);
  return terms_in((***report)["terms"]);
}

Result<std::vector<LinkReport>> link_runs(Hub& hub, std::size_t most) {
  std::vector<LinkReport> all;
  auto const read = hub.database().query(
      sql::run_before,
      [&](store::Row const& row) {
        LinkReport report;
        report.id = row.string(0);
        report.at = row.string(1);
        report.whole = row.text(2) == "whole";
        report.model_version = row.string(3);
        report.records = static_cast<std::uint64_t>(row.integer(4));
        if (auto const counts = Json::parse(row.text(5))) {
          report.changes = changes_in(*counts);
          report.over_common = over_common_in((*counts)["over_common"]);
          report.pairs = static_cast<std::uint64_t>((*counts)["pairs"].integer());
          report.seconds = (*counts)["seconds"].number();
        }
        report.ledger_index = static_cast<std::uint64_t>(row.integer(6));
        all.push_back(std::move(report));
      },
      most);
  if (!read) return fail(read);
  return all;
}

}  // namespace concordat::hub::links
