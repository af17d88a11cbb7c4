// SPDX-License-Identifier: Apache-2.0
// The records of a hub held in memory from one run of linkage to the next, so that a run looks only at what came, changed or went.
// In memory only: nothing of it is ever written. A record whose key was destroyed is found no more from the next run on; its words
// are in no copy once everything was taken anew, in the first minute in which nothing comes.
//
//   KeptRecords kept;                                       // empty: the next run looks at everything, and fills it
//   link_records(hub, scorer, {.kept = &kept}, {});
//
// Thread safety: none; the owner takes turns.
// Invariants: what it holds is what the run it fits has left in the database; where that cannot be told, it is forgotten.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "hub/hub.h"
#include "hub/linkage/identities.h"
#include "hub/linkage/scorer.h"
#include "hub/linkage/state.h"

namespace concordat::hub::links {

class KeptRecords {
 public:
  using GoOn = IdentityDesk::GoOn;

  /// `book`: where others look up which records bear a number; none: nobody does.
  explicit KeptRecords(std::shared_ptr<NumberBook> book = nullptr) : book_{std::move(book)} {}

  /// Whether it holds what this run left, by this model.
  [[nodiscard]] bool fits(std::string_view model, std::int64_t run) const { return index_ != nullptr && model_ == model && run_ == run; }
  /// Whether fill() would come to something else: it does not fit, was not tried in vain already, or holds words of records that were
  /// erased since.
  [[nodiscard]] bool to_be_filled(std::string_view model, std::int64_t run) const;
  /// Takes all current records. REQUIRES: nothing came or went since the run. Where the scorer makes no index, nothing is held.
  [[nodiscard]] Result<void> fill(Hub& hub, Scorer const& scorer, std::int64_t run, GoOn const& go_on);
  /// Takes what came since and lets go of what went. Notes it until the next settled().
  [[nodiscard]] Result<void> catch_up(Hub& hub, GoOn const& go_on);
  /// The run whose number this is has written what was noted. `records`: whose persons may be others now.
  [[nodiscard]] Result<void> settled(store::Connection& connection, std::int64_t run, std::set<Record> const& records);
  void forget();

  [[nodiscard]] std::size_t size() const { return places_.size(); }
  [[nodiscard]] bool holds(Record record) const { return places_.contains(record); }
  /// By place; of those that went, what there was.
  [[nodiscard]] std::vector<RecordFacts> const& facts() const { return facts_; }
  [[nodiscard]] std::vector<Marks> const& marks() const { return marks_; }
  /// Of those of these that are held; by record.
  [[nodiscard]] std::vector<RecordFacts> facts_of(std::set<Record> const& records) const;
  [[nodiscard]] std::vector<Marks> marks_of(std::set<Record> const& records) const;
  template <class Visit>
  void each(Visit visit) const {
    for (auto const& [record, place] : places_) visit(facts_[place]);
  }

  /// Noted: records that went; those whose pairs are to be looked at again; those whose persons are.
  [[nodiscard]] std::vector<Record> const& went() const { return went_; }
  [[nodiscard]] std::set<Record> const& changed() const { return changed_; }
  [[nodiscard]] std::set<Record> const& touched() const { return touched_; }
  /// Pairs with a changed record in them. Left and right are places; ordered by the records at them, left before right.
  [[nodiscard]] std::vector<ScoredPair> pairs_of_changed();

 private:
  using Place = RecordIndex::Place;
  void take(Opened opened);
  void note_moves(std::vector<std::pair<Record, Person>> const& now, std::vector<Record>& came, std::vector<Place>& gone);
  void note_mates(std::set<Person> const& persons);
  [[nodiscard]] Result<void> let_go(Hub& hub, std::vector<Place> const& gone);
  [[nodiscard]] Result<void> note_decisions(store::Connection& connection);

  std::shared_ptr<NumberBook> book_;
  std::string model_;
  std::int64_t run_ = 0;
  std::string tried_model_;
  std::int64_t tried_run_ = 0;
  bool holds_erased_ = false;
  std::unique_ptr<RecordIndex> index_;
  std::vector<RecordFacts> facts_;
  std::vector<Marks> marks_;
  std::vector<Person> persons_;  ///< by place, as the run left them; 0: none, or it went
  std::unordered_map<Record, Place> places_;
  std::unordered_set<Record> nobody_;
  std::vector<Stance> stances_;  ///< that were in force when the run was written
  std::vector<NumberBook::Entry> numbers_;  ///< of those that came
  std::vector<Record> went_;
  std::set<Record> changed_;
  std::set<Record> touched_;
};

}  // namespace concordat::hub::links
