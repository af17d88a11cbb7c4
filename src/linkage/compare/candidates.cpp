// SPDX-License-Identifier: Apache-2.0
#include "linkage/compare/candidates.h"

#include <algorithm>
#include <bit>

#include "linkage/table/large_pages.h"
#include "linkage/table/parallel.h"

namespace concordat::linkage {
namespace {

constexpr std::uint64_t pairs_a_piece = 1 << 16;
constexpr std::size_t slice_records = std::size_t{1} << 16;

bool in(Share share, std::uint64_t key) {
  if (share.sample > 1 && key % share.sample != 0) return false;
  return share.of <= 1 || key / share.sample % share.of == share.part;
}

/// So many upper bits of a key say in which bucket it falls that a bucket fits into a processor's own memory.
unsigned bucket_bits(std::size_t items) {
  unsigned bits = 0;
  while ((items >> bits) > 1024 && bits < 14) ++bits;
  return bits;
}

/// Sorts a bucket by key, then record: keys are spread evenly, so the bits that follow put nearly every item in its place.
template <class Keyed>
class BucketSort {
 public:
  void sort(std::span<Keyed> items, unsigned bits_equal) {
    if (items.size() < 2) return;
    auto const bits = std::min(static_cast<unsigned>(std::bit_width(items.size())), 13U);
    auto const place = [&](Keyed const& item) { return static_cast<std::size_t>((item.key << bits_equal) >> (64 - bits)); };
    next_.assign((std::size_t{1} << bits) + 1, 0);
    for (auto const& item : items) ++next_[place(item) + 1];
    for (std::size_t i = 1; i < next_.size(); ++i) next_[i] += next_[i - 1];
    spread_.resize(std::max(spread_.size(), items.size()));
    for (auto const& item : items) spread_[next_[place(item)]++] = item;
    std::size_t begin = 0;  // next_[i] is where the i-th place ends
    for (std::size_t i = 0; begin < items.size(); ++i) {
      auto const size = next_[i] - begin;
      auto* const from = spread_.data() + begin;
      if (size > 24) std::sort(from, from + size, before);
      else if (size > 1) insert(from, size);
      begin = next_[i];
    }
    std::copy_n(spread_.data(), items.size(), items.data());
  }

 private:
  static bool before(Keyed const& a, Keyed const& b) { return a.key != b.key ? a.key < b.key : a.record < b.record; }
  static void insert(Keyed* items, std::size_t size) {
    for (std::size_t i = 1; i < size; ++i) {
      auto const item = items[i];
      auto at = i;
      for (; at > 0 && before(item, items[at - 1]); --at) items[at] = items[at - 1];
      items[at] = item;
    }
  }

  std::vector<std::uint32_t> next_;
  std::vector<Keyed> spread_;
};

/// Puts items with keys of the same upper bits side by side, in their order; where each such bucket begins, and one more.
template <class Keyed>
std::vector<std::size_t> into_buckets(std::vector<std::vector<Keyed>> const& slices, std::vector<Keyed>& out, unsigned threads) {
  std::size_t total = 0;
  for (auto const& slice : slices) total += slice.size();
  auto const bits = bucket_bits(total);
  auto const buckets = std::size_t{1} << bits;
  auto const bucket_of = [&](std::uint64_t key) { return bits == 0 ? 0 : static_cast<std::size_t>(key >> (64 - bits)); };
  std::vector<std::vector<std::uint32_t>> next(slices.size(), std::vector<std::uint32_t>(buckets, 0));
  parallel(threads, slices.size(), [&](std::size_t slice, unsigned) {
    for (auto const& item : slices[slice]) ++next[slice][bucket_of(item.key)];
  });
  std::vector<std::size_t> begins(buckets + 1, 0);
  std::size_t at = 0;
  for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
    begins[bucket] = at;
    for (auto& own : next) {
      auto const count = own[bucket];
      own[bucket] = static_cast<std::uint32_t>(at);
      at += count;
    }
  }
  begins[buckets] = at;
  if (out.empty()) reserve_large(out, total);
  out.resize(total);
  parallel(threads, slices.size(), [&](std::size_t slice, unsigned) {
    for (auto const& item : slices[slice]) out[next[slice][bucket_of(item.key)]++] = item;
  });
  return begins;
}

}  // namespace

Candidates::Candidates(std::vector<Rule> const& rules, Model const& model, Table const& table, ValueFacts& facts, unsigned threads)
    : table_{table}, threads_{threads} {
  auto const ready = [&](std::vector<KeyPart> const& parts) {
    ReadyParts made;
    for (auto const& part : parts) {
      auto& values = facts.of(space_of(model.fields[part.field].kind));
      if (part.part != Part::whole) values.need_part(part.part);
      auto const* const list = part.part == Part::whole ? nullptr : &values.parts(part.part);
      made.items[made.count++] = {part.field, list == nullptr ? nullptr : list->data(), list};
    }
    return made;
  };
  for (auto const& rule : rules) {
    Ready made;
    made.key = ready(rule.key);
    made.split = ready(rule.split);
    made.swaps = rule.swapped.has_value();
    made.one_name = made.swaps && !rule.key.empty();
    if (rule.swapped) std::tie(made.first, made.second) = *rule.swapped;
    made.most = rule.most;
    std::uint32_t fields = 0;
    for (auto const& part : rule.key) fields |= std::uint32_t{1} << part.field;
    if (rule.swapped) fields |= std::uint32_t{1} << made.first | std::uint32_t{1} << made.second;
    std::uint32_t splits = 0;
    for (auto const& part : rule.split) splits |= std::uint32_t{1} << part.field;
    made.several_split = fields_of_lists(splits);
    made.several = fields_of_lists(fields);
    if (made.several == 0 && made.several_split != 0) made.several = made.several_split;  // its keys are looked at one by one
    rules_.push_back(std::move(made));
  }
  for (std::size_t rule = 0; rule < rules_.size(); ++rule) look_for_equal_parts(rule);
}

void Candidates::look_for_equal_parts(std::size_t rule) {
  auto& own = rules_[rule];
  auto const same_part = [](ReadyPart const& a) { return [&a](ReadyPart const& b) { return a.field == b.field && a.from == b.from; }; };
  for (std::size_t before = 0; before < rule; ++before) {
    auto& left = own.earlier.emplace_back();
    for (auto const& part : rules_[before].key) {
      bool const equal_already = own.several == 0 && std::any_of(own.key.begin(), own.key.end(), same_part(part));
      if (!equal_already) left.items[left.count++] = part;
    }
  }
}

void Candidates::renew() {
  auto const point = [](ReadyParts& parts) {
    for (std::uint32_t i = 0; i < parts.count; ++i) {
      auto& part = parts.items[i];
      part.parts = part.from == nullptr ? nullptr : part.from->data();
    }
  };
  for (auto& rule : rules_) {
    point(rule.key);
    point(rule.split);
    std::ranges::for_each(rule.earlier, point);
  }
}

bool Candidates::key_of(std::size_t rule, std::uint32_t const* ids, std::uint64_t& key) const {
  auto const& ready = rules_[rule];
  key = 0x243f6a8885a308d3ULL;
  if (ready.swaps) {  // the same for both orders
    auto const low = std::min(ids[ready.first], ids[ready.second]);
    auto const high = std::max(ids[ready.first], ids[ready.second]);
    if (high == 0 || (low == 0 && !ready.one_name)) return false;
    key = mix(mix(key, low), high);
  }
  for (auto const& part : ready.key) {
    auto const id = value(part, ids);
    if (id == 0) return false;
    key = mix(key, id);
  }
  return true;
}

void Candidates::make_keys(std::size_t rule, Share share) {
  keys_.resize((table_.records + slice_records - 1) / slice_records);
  parallel(threads_, keys_.size(), [&](std::size_t slice, unsigned) {
    auto const end = std::min(table_.records, (slice + 1) * slice_records);
    auto& found = keys_[slice];
    found.clear();
    reserve_large(found, end - slice * slice_records);
    std::vector<std::uint64_t> own;
    for (auto record = slice * slice_records; record < end; ++record) {
      if (rules_[rule].several != 0) {
        keys_of(rule, table_.at(static_cast<Record>(record)), own);
        for (auto const key : own) {
          if (rules_[rule].most > 0 || in(share, key)) found.push_back({key, static_cast<Record>(record)});
        }
        continue;
      }
      std::uint64_t key = 0;
      if (!key_of(rule, table_.at(static_cast<Record>(record)), key)) continue;
      // guards must know every key, whoever's share it is
      if (rules_[rule].most == 0 && !in(share, key)) continue;
      found.push_back({key, static_cast<Record>(record)});
    }
  });
}

/// Those who have the names one way round meet those who have them the other way round.
std::uint64_t Candidates::swapped_pairs(RuleGroups const& groups, RuleGroups::Group group) const {
  auto const& ready = rules_[groups.rule];
  std::uint64_t counts[2][3] = {};
  for (auto i = group.begin; i < group.end; ++i) {
    auto const record = groups.records[i];
    auto const* const ids = table_.at(record);
    auto const way = ids[ready.first] == ids[ready.second] ? 2 : ids[ready.first] < ids[ready.second] ? 0 : 1;
    ++counts[record < table_.first_file ? 0 : 1][way];
  }
  auto const& a = counts[0];
  auto const& b = counts[1];
  if (table_.links_two()) return a[0] * b[1] + a[1] * b[0] + a[2] * b[2];
  return a[0] * a[1] + a[2] * (a[2] - (a[2] > 0 ? 1 : 0)) / 2;
}

std::uint64_t Candidates::pairs_in(RuleGroups const& groups, RuleGroups::Group group) const {
  if (rules_[groups.rule].swaps && rules_[groups.rule].several == 0) return swapped_pairs(groups, group);
  std::uint64_t const size = group.end - group.begin;
  if (!table_.links_two()) return size * (size - 1) / 2;
  auto const begin = groups.records.begin() + group.begin;
  auto const end = groups.records.begin() + group.end;
  auto const left = static_cast<std::uint64_t>(std::lower_bound(begin, end, static_cast<Record>(table_.first_file)) - begin);
  return left * (size - left);
}

void Candidates::keep_run(std::span<Keyed const> run, RuleGroups& to) const {
  to.largest = std::max<std::uint64_t>(to.largest, run.size());
  if (run.size() < 2) return;
  auto const begin = static_cast<std::uint32_t>(to.records.size());
  for (auto const& item : run) to.records.push_back(item.record);
  RuleGroups::Group const group{begin, static_cast<std::uint32_t>(to.records.size())};
  auto const pairs = pairs_in(to, group);
  if (pairs == 0) {
    to.records.resize(begin);
    return;
  }
  to.groups.push_back(group);
  if (rules_[to.rule].several != 0) to.keys.push_back(run.front().key);
  to.pairs += pairs;
}

/// Too many records share the key: those that share the splitting parts as well stay together, where they are few enough.
void Candidates::guard_run(std::size_t rule, std::vector<Keyed> run, RuleGroups& to) {
  auto& ready = rules_[rule];
  ++to.keys_guarded;
  to.largest = std::max<std::uint64_t>(to.largest, run.size());
  for (auto& item : run) {
    to.sharers.push_back(item.record);
    ready.guard[item.record] = 2;
    auto const* const ids = table_.at(item.record);
    bool known = ready.split.count > 0;
    for (auto const& part : ready.split) {
      auto const id = value(part, ids);
      known = known && id != 0;
      item.key = mix(item.key, id);
    }
    if (known) ready.guard[item.record] = 1;
  }
  std::erase_if(run, [&](Keyed const& item) { return ready.guard[item.record] == 2 && ++to.records_guarded > 0; });
  std::ranges::sort(run, [](Keyed const& a, Keyed const& b) { return a.key != b.key ? a.key < b.key : a.record < b.record; });
  for (std::size_t begin = 0, end = 0; begin < run.size(); begin = end) {
    while (end < run.size() && run[end].key == run[begin].key) ++end;
    auto const part = std::span{run}.subspan(begin, end - begin);
    if (part.size() <= ready.most) {
      keep_run(part, to);
      continue;
    }
    for (auto const& item : part) ready.guard[item.record] = 2;
    to.records_guarded += part.size();
  }
}

RuleGroups Candidates::groups_of(std::size_t rule, std::span<Keyed const> items, Share share) {
  RuleGroups made;
  auto const most = rules_[rule].most;
  for (std::size_t begin = 0, end = 0; begin < items.size(); begin = end) {
    while (end < items.size() && items[end].key == items[begin].key) ++end;
    auto const run = items.subspan(begin, end - begin);
    RuleGroups elsewhere;
    elsewhere.rule = made.rule = rule;
    bool const mine = in(share, run.front().key);
    if (most > 0 && run.size() > most && rules_[rule].several != 0) {
      guard_keys(rule, run, mine ? made : elsewhere);
      if (!mine) made.guarded.insert(made.guarded.end(), elsewhere.guarded.begin(), elsewhere.guarded.end());
    } else if (most > 0 && run.size() > most) {
      guard_run(rule, {run.begin(), run.end()}, mine ? made : elsewhere);
    } else if (mine) {
      keep_run(run, made);
    }
  }
  return made;
}

void Candidates::append(RuleGroups& to, RuleGroups const& part) {
  auto const base = static_cast<std::uint32_t>(to.records.size());
  to.records.insert(to.records.end(), part.records.begin(), part.records.end());
  for (auto const group : part.groups) to.groups.push_back({group.begin + base, group.end + base});
  to.keys.insert(to.keys.end(), part.keys.begin(), part.keys.end());
  to.guarded.insert(to.guarded.end(), part.guarded.begin(), part.guarded.end());
  to.sharers.insert(to.sharers.end(), part.sharers.begin(), part.sharers.end());
  to.pairs += part.pairs;
  to.keys_guarded += part.keys_guarded;
  to.records_guarded += part.records_guarded;
  to.largest = std::max(to.largest, part.largest);
}

RuleGroups Candidates::groups(std::size_t rule, Share share) {
  RuleGroups made;
  made.rule = rule;
  auto& ready = rules_[rule];
  ready.guarded.clear();
  if (ready.most > 0 && ready.several == 0) ready.guard.assign(table_.records, 0);
  make_keys(rule, share);
  auto& items = sorted_keys_;
  auto const begins = into_buckets(keys_, items, threads_);
  auto const buckets = begins.size() - 1;
  auto const bits = bucket_bits(items.size());
  auto const stretch = std::max<std::size_t>(1, buckets / 64);
  std::vector<RuleGroups> parts((buckets + stretch - 1) / stretch);
  parallel(threads_, parts.size(), [&](std::size_t part, unsigned) {
    auto const first = part * stretch;
    auto const last = std::min(buckets, first + stretch);
    BucketSort<Keyed> sorter;
    for (auto bucket = first; bucket < last; ++bucket) {
      sorter.sort(std::span{items}.subspan(begins[bucket], begins[bucket + 1] - begins[bucket]), bits);
    }
    parts[part] = groups_of(rule, std::span{items}.subspan(begins[first], begins[last] - begins[first]), share);
  });
  for (auto& part : parts) {
    append(made, part);
    part = {};
  }
  ready.guarded.insert(made.guarded.begin(), made.guarded.end());
  if (ready.most > 0 && made.keys_guarded == 0 && share.of <= 1 && share.sample <= 1) std::vector<std::uint8_t>{}.swap(ready.guard);
  cut(made);
  return made;
}

void Candidates::cut(RuleGroups& groups) const {
  std::uint64_t gathered = 0;
  std::uint32_t first = 0;
  auto const close = [&](std::uint32_t last) {
    if (first == last) return;
    auto const& group = groups.groups[last - 1];
    groups.pieces.push_back({first, last, 0, group.end - group.begin});
    first = last;
    gathered = 0;
  };
  for (std::uint32_t at = 0; at < groups.groups.size(); ++at) {
    auto const group = groups.groups[at];
    auto const size = group.end - group.begin;
    if (pairs_in(groups, group) <= pairs_a_piece) {
      gathered += pairs_in(groups, group);
      if (gathered >= pairs_a_piece) close(at + 1);
      continue;
    }
    close(at);
    auto const rows = static_cast<std::uint32_t>(std::max<std::uint64_t>(1, pairs_a_piece / size));
    for (std::uint32_t from = 0; from < size; from += rows) groups.pieces.push_back({at, at + 1, from, std::min(size, from + rows)});
    first = at + 1;
  }
  close(static_cast<std::uint32_t>(groups.groups.size()));
}

bool Candidates::unguarded(std::size_t rule, Record left, Record right) const {
  auto const& ready = rules_[rule];
  if (ready.guard[left] == 0) return true;
  if (ready.guard[left] == 2 || ready.guard[right] == 2) return false;
  return equal(ready.split, table_.at(left), table_.at(right));
}

}  // namespace concordat::linkage
