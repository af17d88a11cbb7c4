// SPDX-License-Identifier: Apache-2.0
#include "linkage/live/live_index.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "linkage/table/standard.h"

namespace concordat::linkage {

LiveIndex::LiveIndex(Model model, Table table, Nicknames const* nicknames) : model_{std::move(model)}, table_{std::move(table)} {
  facts_ = std::make_unique<ValueFacts>(model_, table_, nicknames);
  comparer_ = std::make_unique<Comparer>(model_, *facts_);
  candidates_ = std::make_unique<Candidates>(model_.candidates, model_, table_, *facts_, 1);
  scorer_ = std::make_unique<Scorer>(model_, table_);
  scratch_ = comparer_->scratch();
  alive_.assign(table_.records, true);
  seen_.assign(table_.records, 0);
  size_ = table_.records;
  keep_ = weight_of(std::clamp(model_.keep, 1e-12, 1 - 1e-12));
  for (std::size_t rule = 0; rule < candidates_->rules(); ++rule) {
    std::vector<Postings::Keyed> keyed;
    for (Record record = 0; record < table_.records; ++record) {
      for (auto const key : keys_of(rule, record)) keyed.push_back({key, record});
    }
    postings_.emplace_back(std::move(keyed));
  }
}

std::vector<std::uint32_t> LiveIndex::encode(Cells const& cells) {
  std::vector<std::uint32_t> ids(table_.width, 0);
  for (std::size_t field = 0; field < model_.fields.size(); ++field) {
    auto const value = text::trim(cells[field]);
    auto const& declared = model_.fields[field];
    if (declared.several) continue;
    auto& values = table_.values[space_of(declared.kind)];
    ids[field] = declared.standard && !value.empty() ? values.add(standard_form(declared.kind, value)) : values.add(value);
  }
  for (auto& several : table_.several) ids[several.column] = encode_several(several, cells[several.field], ids[several.field]);
  for (auto& pair : table_.together) ids[pair.column] = pair.add(ids.data());
  facts_->extend();
  comparer_->extend();
  candidates_->renew();
  return ids;
}

std::vector<std::uint64_t> LiveIndex::keys_of(std::size_t rule, Record record) const {
  std::vector<std::uint64_t> keys;
  std::uint64_t key = 0;
  if (candidates_->several(rule) != 0) {
    candidates_->keys_of(rule, table_.at(record), keys);
  } else if (candidates_->key_of(rule, table_.at(record), key)) {
    keys.push_back(key);
  }
  return keys;
}

void LiveIndex::enter(Record record) {
  for (std::size_t rule = 0; rule < postings_.size(); ++rule) {
    for (auto const key : keys_of(rule, record)) postings_[rule].add(key, record);
  }
  scorer_->count(table_.at(record), 1);
}

Record LiveIndex::add(Cells const& cells) {
  auto const ids = encode(cells);
  auto const record = static_cast<Record>(table_.records);
  table_.ids.insert(table_.ids.end(), ids.begin(), ids.end());
  ++table_.records;
  table_.first_file = table_.records;
  alive_.push_back(true);
  seen_.push_back(0);
  ++size_;
  enter(record);
  return record;
}

void LiveIndex::remove(Record record) {
  if (!holds(record)) return;
  for (std::size_t rule = 0; rule < postings_.size(); ++rule) {
    for (auto const key : keys_of(rule, record)) postings_[rule].remove(key, record);
  }
  scorer_->count(table_.at(record), -1);
  alive_[record] = false;
  --size_;
  // what it said is forgotten; the values stay for as long as any record may hold them
  std::fill_n(table_.ids.begin() + static_cast<std::ptrdiff_t>(record * table_.width), table_.width, 0);
}

Record LiveIndex::change(Record record, Cells const& cells) {
  remove(record);
  return add(cells);
}

void LiveIndex::gather(std::size_t rule, std::uint32_t const* ids, Record self, std::vector<Match>& to) {
  if (candidates_->several(rule) != 0) return gather_lists(rule, ids, self, to);
  std::uint64_t key = 0;
  if (!candidates_->key_of(rule, ids, key)) return;
  auto const most = model_.candidates[rule].most;
  auto const& postings = postings_[rule];
  bool split = false;
  if (most > 0) {
    auto const others = postings.count(key, most + std::size_t{2});
    auto const more = self == no_record ? 1U : 0U;
    split = others + more > most;
    if (split) {
      if (model_.candidates[rule].split.empty()) return;
      std::size_t near = more;
      postings.each(key, [&](Record other) {
        near += candidates_->split_equal(rule, ids, table_.at(other)) ? 1 : 0;
        return near <= most;
      });
      if (near > most) return;
    }
  }
  postings.each(key, [&](Record other) {
    if (other == self || seen_[other] == question_) return true;
    auto const* const ids_of_other = table_.at(other);
    if (!candidates_->key_equal(rule, ids, ids_of_other)) return true;
    if (split && !candidates_->split_equal(rule, ids, ids_of_other)) return true;
    weigh(rule, ids, other, to);
    return true;
  });
}

void LiveIndex::weigh(std::size_t rule, std::uint32_t const* ids, Record other, std::vector<Match>& to) {
  seen_[other] = question_;
  auto const pattern = comparer_->compare(ids, table_.at(other), scratch_);
  auto const weight = scorer_->weight(pattern, ids, table_.at(other));
  if (weight >= keep_) to.push_back({other, weight, pattern, static_cast<std::uint32_t>(rule)});
}

std::vector<Match> LiveIndex::match(std::uint32_t const* ids, Record self) {
  if (++question_ == 0) {
    std::ranges::fill(seen_, 0);
    question_ = 1;
  }
  std::vector<Match> found;
  for (std::size_t rule = 0; rule < postings_.size(); ++rule) gather(rule, ids, self, found);
  std::ranges::sort(found, [](Match const& a, Match const& b) { return a.weight != b.weight ? a.weight > b.weight : a.record < b.record; });
  return found;
}

std::vector<Match> LiveIndex::match(Record record) {
  if (!holds(record)) return {};
  return match(table_.at(record), record);
}

std::vector<Match> LiveIndex::match(Cells const& cells) {
  std::array<std::size_t, spaces> before{};
  for (std::size_t space = 0; space < spaces; ++space) before[space] = table_.values[space].size();
  std::vector<std::size_t> pairs_before;
  for (auto const& pair : table_.together) pairs_before.push_back(pair.pairs.size());
  std::vector<std::size_t> lists_before;
  for (auto const& several : table_.several) lists_before.push_back(several.lists.size());
  auto const ids = encode(cells);
  auto found = match(ids.data(), no_record);
  bool shrunk = false;
  for (std::size_t space = 0; space < spaces; ++space) {
    shrunk = shrunk || table_.values[space].size() > before[space];
    table_.values[space].shrink(before[space]);
  }
  for (std::size_t i = 0; i < lists_before.size(); ++i) table_.several[i].lists.shrink(lists_before[i]);
  for (std::size_t i = 0; i < pairs_before.size(); ++i) table_.together[i].pairs.shrink(pairs_before[i]);
  if (shrunk) {
    facts_->shrink();
    comparer_->shrink();
    for (auto& cache : scratch_.caches) cache.forget();
  }
  return found;
}

Explanation LiveIndex::explain(Record left, Record right) {
  auto const* const a = table_.at(left);
  auto const* const b = table_.at(right);
  return scorer_->explain(comparer_->compare(a, b, scratch_), a, b);
}

}  // namespace concordat::linkage
