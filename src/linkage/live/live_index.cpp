// SPDX-License-Identifier: Apache-2.0
#include "linkage/live/live_index.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "linkage/table/parallel.h"
#include "linkage/table/standard.h"

namespace concordat::linkage {

bool weights_stay(Model const& model) {
  auto const by_frequency = [](Comparison const& one) { return std::ranges::any_of(one.levels, [](auto const& level) { return !level.frequency.empty(); }); };
  return !model.borne_together && std::ranges::none_of(model.comparisons, by_frequency);
}

LiveIndex::LiveIndex(Model model, Table table, Nicknames const* nicknames) : model_{std::move(model)}, table_{std::move(table)} {
  facts_ = std::make_unique<ValueFacts>(model_, table_, nicknames);
  comparer_ = std::make_unique<Comparer>(model_, *facts_);
  candidates_ = std::make_unique<Candidates>(model_.candidates, model_, table_, *facts_, 1);
  scorer_ = std::make_unique<Scorer>(model_, table_);
  own_ = asker();
  // a table that moves as the first record comes would make that one wait
  table_.ids.reserve(table_.ids.size() + table_.ids.size() / 8);
  alive_.assign(table_.records, true);
  size_ = table_.records;
  keep_ = weight_of(std::clamp(model_.keep, 1e-12, 1 - 1e-12));
  std::vector<std::uint64_t> keys;
  for (std::size_t rule = 0; rule < candidates_->rules(); ++rule) {
    std::vector<Postings::Keyed> keyed;
    for (Record record = 0; record < table_.records; ++record) {
      keys_of(rule, table_.at(record), keys);
      for (auto const key : keys) keyed.push_back({key, record});
    }
    postings_.emplace_back(keyed);
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

void LiveIndex::keys_of(std::size_t rule, std::uint32_t const* ids, std::vector<std::uint64_t>& keys) const {
  if (candidates_->several(rule) != 0) return candidates_->keys_of(rule, ids, keys);
  keys.clear();
  std::uint64_t key = 0;
  if (candidates_->key_of(rule, ids, key)) keys.push_back(key);
}

void LiveIndex::enter(Record record) {
  auto const* const ids = table_.at(record);
  for (std::size_t rule = 0; rule < postings_.size(); ++rule) {
    keys_of(rule, ids, own_.own);
    for (auto const key : own_.own) {
      postings_[rule].add(key, record);
      note_tipped(rule, key, ids, std::size_t{model_.candidates[rule].most} + 1);
    }
  }
  scorer_->count(ids, 1);
}

Record LiveIndex::add(Cells const& cells) {
  auto const ids = encode(cells);
  auto const record = static_cast<Record>(table_.records);
  table_.ids.insert(table_.ids.end(), ids.begin(), ids.end());
  ++table_.records;
  table_.first_file = table_.records;
  alive_.push_back(true);
  ++size_;
  enter(record);
  return record;
}

void LiveIndex::remove(Record record) {
  if (!holds(record)) return;
  auto const* const ids = table_.at(record);
  for (std::size_t rule = 0; rule < postings_.size(); ++rule) {
    keys_of(rule, ids, own_.own);
    for (auto const key : own_.own) {
      postings_[rule].remove(key, record);
      note_tipped(rule, key, ids, model_.candidates[rule].most);
    }
  }
  scorer_->count(ids, -1);
  alive_[record] = false;
  --size_;
  // what it said is forgotten; the values stay for as long as any record may hold them
  std::fill_n(table_.ids.begin() + static_cast<std::ptrdiff_t>(record * table_.width), table_.width, 0);
}

Record LiveIndex::change(Record record, Cells const& cells) {
  remove(record);
  return add(cells);
}

void LiveIndex::list_keys(std::uint32_t const* ids, Asker& asker) const {
  asker.keys.clear();
  for (std::size_t rule = 0; rule < postings_.size(); ++rule) {
    keys_of(rule, ids, asker.own);
    for (auto const key : asker.own) asker.keys.emplace_back(static_cast<std::uint32_t>(rule), key);
  }
}

void LiveIndex::gather(std::size_t rule, std::uint64_t key, Asked const& asked, Asker& asker) const {
  auto const most = model_.candidates[rule].most;
  auto const number = static_cast<std::uint32_t>(rule);
  auto const begin = asker.leads.size();
  postings_[rule].each(key, [&](Record other) {
    if (other != asked.self) asker.leads.push_back({other, number});
    return true;
  });
  // the one who asks holds the key as well
  if (most == 0 || asker.leads.size() - begin + 1 <= most) return;
  auto const leads = asker.leads.begin() + static_cast<std::ptrdiff_t>(begin);
  auto const apart = [&](Lead const& lead) { return !candidates_->split_equal(rule, asked.ids, table_.at(lead.record)); };
  if (model_.candidates[rule].split.empty()) {
    asker.leads.resize(begin);
    return;
  }
  asker.leads.erase(std::remove_if(leads, asker.leads.end(), apart), asker.leads.end());
  if (asker.leads.size() - begin + 1 > most) asker.leads.resize(begin);
}

/// Each record once, under the first rule that finds it.
void LiveIndex::sort_leads(Asked const& asked, Asker& asker) const {
  auto& leads = asker.leads;
  for (auto const& lead : leads) __builtin_prefetch(table_.at(lead.record));
  std::ranges::sort(leads, [](Lead const& a, Lead const& b) { return a.record != b.record ? a.record < b.record : a.rule < b.rule; });
  auto const says_nothing = [&](Lead const& lead) {
    // of two who have the names the same way round, the key says nothing
    return candidates_->several(lead.rule) == 0 && model_.candidates[lead.rule].swapped && !candidates_->key_equal(lead.rule, asked.ids, table_.at(lead.record));
  };
  std::erase_if(leads, says_nothing);
  auto const again = std::ranges::unique(leads, {}, &Lead::record);
  leads.erase(again.begin(), again.end());
}

std::vector<Match> LiveIndex::weigh(Asked const& asked, Asker& asker) const {
  std::array<std::uint32_t const*, most_pairs_at_once> lefts;
  std::array<std::uint32_t const*, most_pairs_at_once> rights;
  std::array<Pattern, most_pairs_at_once> patterns;
  std::vector<Match> found;
  for (std::size_t begin = 0; begin < asker.leads.size(); begin += most_pairs_at_once) {
    auto const count = std::min(most_pairs_at_once, asker.leads.size() - begin);
    for (std::size_t i = 0; i < count; ++i) {
      lefts[i] = asked.ids;
      rights[i] = table_.at(asker.leads[begin + i].record);
    }
    comparer_->compare(std::span{lefts}.first(count), std::span{rights}.first(count), std::span{patterns}.first(count), asker.scratch);
    for (std::size_t i = 0; i < count; ++i) {
      auto const weight = scorer_->weight(patterns[i], asked.ids, rights[i]);
      if (weight >= keep_) found.push_back({asker.leads[begin + i].record, weight, patterns[i], asker.leads[begin + i].rule});
    }
  }
  std::ranges::sort(found, [](Match const& a, Match const& b) { return a.weight != b.weight ? a.weight > b.weight : a.record < b.record; });
  return found;
}

std::vector<Match> LiveIndex::match(Asked const& asked, Asker& asker) const {
  list_keys(asked.ids, asker);
  for (auto const& [rule, key] : asker.keys) postings_[rule].ask_ahead_places(key);
  for (auto const& [rule, key] : asker.keys) postings_[rule].ask_ahead_records(key);
  asker.leads.clear();
  for (auto const& [rule, key] : asker.keys) {
    if (candidates_->several(rule) != 0) gather_lists(rule, key, asked, asker);
    else gather(rule, key, asked, asker);
  }
  sort_leads(asked, asker);
  return weigh(asked, asker);
}

std::vector<Match> LiveIndex::match(Record record) {
  if (!holds(record)) return {};
  return match({table_.at(record), record}, own_);
}

std::vector<std::vector<Match>> LiveIndex::match_all(std::span<Record const> records, unsigned threads) const {
  constexpr std::size_t at_once = 256;
  std::vector<std::vector<Match>> found(records.size());
  std::vector<Asker> askers;
  for (unsigned thread = 0; thread < std::max(1U, threads); ++thread) askers.push_back(asker());
  parallel(static_cast<unsigned>(askers.size()), (records.size() + at_once - 1) / at_once, [&](std::size_t piece, unsigned thread) {
    auto const end = std::min(records.size(), (piece + 1) * at_once);
    for (auto i = piece * at_once; i < end; ++i) {
      if (holds(records[i])) found[i] = match({table_.at(records[i]), records[i]}, askers[thread]);
    }
  });
  return found;
}

std::vector<Match> LiveIndex::match(Cells const& cells) {
  std::array<std::size_t, spaces> before{};
  for (std::size_t space = 0; space < spaces; ++space) before[space] = table_.values[space].size();
  std::vector<std::size_t> pairs_before;
  for (auto const& pair : table_.together) pairs_before.push_back(pair.pairs.size());
  std::vector<std::size_t> lists_before;
  for (auto const& several : table_.several) lists_before.push_back(several.lists.size());
  auto const ids = encode(cells);
  auto found = match({ids.data(), no_record}, own_);
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
    for (auto& cache : own_.scratch.caches) cache.forget();
  }
  return found;
}

Explanation LiveIndex::explain(Record left, Record right) {
  auto const* const a = table_.at(left);
  auto const* const b = table_.at(right);
  return scorer_->explain(comparer_->compare(a, b, own_.scratch), a, b);
}

}  // namespace concordat::linkage
