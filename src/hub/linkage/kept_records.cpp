// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/kept_records.h"

#include <algorithm>

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql is_sealed = "SELECT 1 FROM source_record WHERE id = ? AND sealed IS NOT NULL";
constexpr store::Sql person_of_record = "SELECT person FROM link WHERE source_record = ?";

}  // namespace sql

bool KeptRecords::to_be_filled(std::string_view model, std::int64_t run) const {
  if (fits(model, run)) return holds_erased_;
  return tried_model_ != model || tried_run_ != run;
}

void KeptRecords::take(Opened opened) {
  for (auto& facts : opened.facts) {
    places_[facts.record] = facts_.size();
    facts_.push_back(std::move(facts));
    persons_.push_back(0);
  }
  marks_.insert(marks_.end(), opened.marks.begin(), opened.marks.end());
  nobody_.insert(opened.nobody.begin(), opened.nobody.end());
}

Result<void> KeptRecords::fill(Hub& hub, Scorer const& scorer, std::int64_t run, GoOn const& go_on) {
  forget();
  tried_model_ = scorer.version();
  tried_run_ = run;
  auto index = scorer.make_index();
  if (index == nullptr) return {};
  auto opened = IdentityDesk::open_current(hub, {[&](Personal<Traits> const& traits, Processing const& processing) { index->add(traits, processing); }, go_on, book_ != nullptr});
  if (!opened) return fail(opened);
  auto const numbers = std::move(opened->numbers);
  take(std::move(*opened));
  auto const now = current_records(hub.database());
  if (!now) return fail(now);
  for (auto const& [record, person] : *now) {
    if (auto const place = places_.find(record); place != places_.end()) persons_[place->second] = person;
  }
  auto stances = read_stances(hub.database());
  if (!stances) return fail(stances);
  stances_ = std::move(*stances);
  (void)index->take_tipped();  // what is added from here on may tip a guard
  index_ = std::move(index);
  model_ = scorer.version();
  run_ = run;
  if (book_ != nullptr) book_->replace(numbers, run);
  return {};
}

void KeptRecords::forget() {
  if (book_ != nullptr) book_->forget();
  *this = KeptRecords{std::move(book_)};
}

/// Which came and which went; and who is another person by a decision of people since.
void KeptRecords::note_moves(std::vector<std::pair<Record, Person>> const& now, std::vector<Record>& came, std::vector<Place>& gone) {
  std::vector<bool> here(facts_.size(), false);
  std::set<Person> former;
  for (auto const& [record, person] : now) {
    auto const place = places_.find(record);
    if (place == places_.end()) {
      if (!nobody_.contains(record)) came.push_back(record);
      continue;
    }
    here[place->second] = true;
    if (persons_[place->second] == person) continue;
    touched_.insert(record);
    former.insert(persons_[place->second]);
  }
  for (auto const& [record, place] : places_) {
    if (here[place]) continue;
    gone.push_back(place);
    former.insert(persons_[place]);
  }
  std::ranges::sort(gone);
  note_mates(former);
}

/// Whoever was one person with somebody who went or became somebody else may be nobody's mate now.
void KeptRecords::note_mates(std::set<Person> const& persons) {
  if (persons.empty()) return;
  for (auto const& [record, place] : places_) {
    if (persons_[place] != 0 && persons.contains(persons_[place])) touched_.insert(record);
  }
}

Result<void> KeptRecords::let_go(Hub& hub, std::vector<Place> const& gone) {
  for (auto const place : gone) {
    for (auto const other : index_->beside(place)) touched_.insert(facts_[other].record);
  }
  for (auto const place : gone) {
    auto const record = facts_[place].record;
    index_->remove(place);
    places_.erase(record);
    changed_.erase(record);
    persons_[place] = 0;
    marks_[place] = {};
    went_.push_back(record);
    auto const sealed = hub.database().query_integer(sql::is_sealed, record);
    if (!sealed) return fail(sealed);
    holds_erased_ = holds_erased_ || !*sealed;
  }
  return {};
}

/// What people decided since, or took back.
Result<void> KeptRecords::note_decisions(store::Connection& connection) {
  auto now = read_stances(connection);
  if (!now) return fail(now);
  for (auto const* one : {&stances_, &*now}) {
    auto const& other = one == &stances_ ? *now : stances_;
    for (auto const& stance : *one) {
      if (std::ranges::find(other, stance) != other.end()) continue;
      for (auto const& [record, mark] : stance.marks) touched_.insert(record);
    }
  }
  return {};
}

Result<void> KeptRecords::catch_up(Hub& hub, GoOn const& go_on) {
  auto const now = current_records(hub.database());
  if (!now) return fail(now);
  std::vector<Record> came;
  std::vector<Place> gone;
  note_moves(*now, came, gone);
  if (auto done = note_decisions(hub.database()); !done) return done;
  if (auto done = let_go(hub, gone); !done) return done;
  auto const known = facts_.size();
  auto opened = IdentityDesk::open_these(hub, came, {[&](Personal<Traits> const& traits, Processing const& processing) { index_->add(traits, processing); }, go_on, book_ != nullptr});
  if (!opened) return fail(opened);
  numbers_.insert(numbers_.end(), opened->numbers.begin(), opened->numbers.end());
  take(std::move(*opened));
  for (auto place = known; place < facts_.size(); ++place) changed_.insert(facts_[place].record);
  for (auto const place : index_->take_tipped()) changed_.insert(facts_[place].record);
  touched_.insert(changed_.begin(), changed_.end());
  return {};
}

std::vector<ScoredPair> KeptRecords::pairs_of_changed() {
  std::vector<Place> places;
  for (auto const record : changed_) places.push_back(places_.at(record));
  auto pairs = index_->pairs_of(places);
  auto const ends = [&](ScoredPair const& pair) { return std::pair{facts_[pair.left].record, facts_[pair.right].record}; };
  for (auto& pair : pairs) {
    if (facts_[pair.left].record > facts_[pair.right].record) std::swap(pair.left, pair.right);
  }
  std::ranges::sort(pairs, {}, ends);
  return pairs;
}

std::vector<RecordFacts> KeptRecords::facts_of(std::set<Record> const& records) const {
  std::vector<RecordFacts> found;
  for (auto const record : records) {
    if (auto const place = places_.find(record); place != places_.end()) found.push_back(facts_[place->second]);
  }
  return found;
}

std::vector<Marks> KeptRecords::marks_of(std::set<Record> const& records) const {
  std::vector<Marks> found;
  for (auto const record : records) {
    if (auto const place = places_.find(record); place != places_.end()) found.push_back(marks_[place->second]);
  }
  return found;
}

Result<void> KeptRecords::settled(store::Connection& connection, std::int64_t run, std::set<Record> const& records) {
  for (auto const record : records) {
    auto const place = places_.find(record);
    if (place == places_.end()) continue;
    auto const person = connection.query_integer(sql::person_of_record, record);
    if (!person) return fail(person);
    persons_[place->second] = person->value_or(0);
  }
  auto stances = read_stances(connection);
  if (!stances) return fail(stances);
  stances_ = std::move(*stances);
  run_ = run;
  if (book_ != nullptr) book_->add(numbers_, run);
  numbers_.clear();
  went_.clear();
  changed_.clear();
  touched_.clear();
  return {};
}

}  // namespace concordat::hub::links
