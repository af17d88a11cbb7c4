// SPDX-License-Identifier: Apache-2.0
#include "intake/place_text/name_index.h"

#include <algorithm>
#include <bit>
#include <tuple>

namespace concordat::intake::place_text {
namespace {

// Not std::hash, whose results differ by library: the same gazetteer is laid out the same way everywhere.
constexpr std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 31;
  x *= 0x9E3779B97F4A7C15ULL;
  x ^= x >> 29;
  x *= 0xBF58476D1CE4E5B9ULL;
  return x ^ (x >> 32);
}

/// Of `text` without the letter at `gap`; of all of it where `gap` lies beyond.
std::uint64_t hash_of(std::string_view text, std::size_t gap = ~std::size_t{0}) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == gap) continue;
    hash = (hash ^ static_cast<unsigned char>(text[i])) * 0x100000001B3ULL;
  }
  return mix(hash);
}

constexpr std::size_t most_near_length = 40;  // longer "words" are never near anything

bool may_be_near(std::string_view spelling) {
  return spelling.size() + 1 >= least_letters && spelling.size() <= most_near_length &&
         std::all_of(spelling.begin(), spelling.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

WordId WordList::find(std::string_view spelling) const {
  if (slots_.empty()) return nothing;
  auto const mask = slots_.size() - 1;
  for (auto at = hash_of(spelling) & mask;; at = (at + 1) & mask) {
    auto const slot = slots_[at];
    if (slot == nothing) return nothing;
    if (text_of(spellings_[slot]) == spelling) return spellings_[slot].word;
  }
}

WordId WordList::add(std::string_view spelling, WordId same_as) {
  if (auto const known = find(spelling); known != nothing) return known;
  if ((spellings_.size() + 1) * 2 > slots_.size()) grow();
  auto const word = same_as == nothing ? words_++ : same_as;
  auto const mask = slots_.size() - 1;
  auto at = hash_of(spelling) & mask;
  while (slots_[at] != nothing) at = (at + 1) & mask;
  slots_[at] = static_cast<std::uint32_t>(spellings_.size());
  spellings_.push_back(
      {static_cast<std::uint32_t>(letters_.size()), static_cast<std::uint16_t>(spelling.size()), word});
  letters_ += spelling;
  return word;
}

void WordList::grow() {
  std::vector<std::uint32_t> larger(std::max<std::size_t>(16, slots_.size() * 2), nothing);
  auto const mask = larger.size() - 1;
  for (std::size_t i = 0; i < spellings_.size(); ++i) {
    auto at = hash_of(text_of(spellings_[i])) & mask;
    while (larger[at] != nothing) at = (at + 1) & mask;
    larger[at] = static_cast<std::uint32_t>(i);
  }
  slots_ = std::move(larger);
}

// Two words are one slip apart where they are alike after leaving out at most one letter of each. So every
// word is filed under each of its gapped forms and under itself, and looked for in the same way.
void WordList::make_gaps() {
  struct Filed {
    std::uint64_t hash;
    std::uint32_t spelling;
  };
  std::vector<Filed> filed;
  for (std::uint32_t i = 0; i < spellings_.size(); ++i) {
    auto const text = text_of(spellings_[i]);
    if (!may_be_near(text)) continue;
    filed.push_back({hash_of(text), i});
    for (std::size_t gap = 0; gap < text.size(); ++gap) {
      if (gap > 0 && text[gap] == text[gap - 1]) continue;  // the same gapped form again
      filed.push_back({hash_of(text, gap), i});
    }
  }
  auto const bits = std::max(1, static_cast<int>(std::bit_width(filed.size())));
  gap_shift_ = 64 - bits;
  gap_starts_.assign((std::size_t{1} << static_cast<unsigned>(bits)) + 1, 0);
  for (auto const& one : filed) ++gap_starts_[(one.hash >> static_cast<unsigned>(gap_shift_)) + 1];
  for (std::size_t i = 1; i < gap_starts_.size(); ++i) gap_starts_[i] += gap_starts_[i - 1];
  gaps_.resize(filed.size());
  auto next = gap_starts_;
  for (auto const& one : filed) {
    gaps_[next[one.hash >> static_cast<unsigned>(gap_shift_)]++] = {static_cast<std::uint32_t>(one.hash),
                                                                    one.spelling};
  }
}

void WordList::finish() {
  make_gaps();
  letters_.shrink_to_fit();
  spellings_.shrink_to_fit();
}

std::span<WordList::Gap const> WordList::gaps_of(std::uint64_t hash) const {
  auto const bucket = hash >> static_cast<unsigned>(gap_shift_);
  return std::span{gaps_}.subspan(gap_starts_[bucket], gap_starts_[bucket + 1] - gap_starts_[bucket]);
}

std::size_t WordList::find_near(std::string_view spelling, std::span<NearWord> out) const {
  if (gaps_.empty() || !may_be_near(spelling)) return 0;
  std::size_t found = 0;
  auto const look = [&](std::uint64_t hash) {
    for (auto const& gap : gaps_of(hash)) {
      if (gap.tag != static_cast<std::uint32_t>(hash) || found == out.size()) continue;
      auto const& candidate = spellings_[gap.spelling];
      auto const slip = compare(spelling, text_of(candidate));
      if (slip != Slip::forgiven && slip != Slip::forgiven_by_ear) continue;
      auto const known = std::any_of(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(found),
                                     [&](NearWord const& near) { return near.word == candidate.word; });
      if (!known) out[found++] = {candidate.word, slip == Slip::forgiven_by_ear};
    }
  };
  look(hash_of(spelling));
  for (std::size_t gap = 0; gap < spelling.size(); ++gap) {
    if (gap > 0 && spelling[gap] == spelling[gap - 1]) continue;
    look(hash_of(spelling, gap));
  }
  return found;
}

std::size_t WordList::memory_bytes() const {
  return letters_.capacity() + spellings_.capacity() * sizeof(Spelling) +
         slots_.capacity() * sizeof(std::uint32_t) + gap_starts_.capacity() * sizeof(std::uint32_t) +
         gaps_.capacity() * sizeof(Gap);
}

NameTrie::NameTrie() : slots_(16) {}

NodeId NameTrie::step(NodeId node, WordId word) const {
  auto const key = (static_cast<std::uint64_t>(node) << 32U) | word;
  auto const mask = slots_.size() - 1;
  for (auto at = mix(key) & mask;; at = (at + 1) & mask) {
    if (slots_[at].child == nothing) return nothing;
    if (slots_[at].key == key) return slots_[at].child;
  }
}

NodeId NameTrie::add(std::span<WordId const> words) {
  auto node = root;
  for (auto const word : words) {
    auto child = step(node, word);
    if (child == nothing) {
      if ((static_cast<std::size_t>(nodes_) + 1) * 2 > slots_.size()) grow();
      child = nodes_++;
      auto const key = (static_cast<std::uint64_t>(node) << 32U) | word;
      auto const mask = slots_.size() - 1;
      auto at = mix(key) & mask;
      while (slots_[at].child != nothing) at = (at + 1) & mask;
      slots_[at] = {key, child};
    }
    node = child;
  }
  return node;
}

void NameTrie::grow() {
  std::vector<Branch> larger(slots_.size() * 2);
  auto const mask = larger.size() - 1;
  for (auto const& branch : slots_) {
    if (branch.child == nothing) continue;
    auto at = mix(branch.key) & mask;
    while (larger[at].child != nothing) at = (at + 1) & mask;
    larger[at] = branch;
  }
  slots_ = std::move(larger);
}

void NameTrie::set_entries(std::vector<std::pair<NodeId, EntryReference>> references) {
  auto const order = [](auto const& reference) {
    return std::tuple{reference.first, reference.second.entry, reference.second.likeness};
  };
  std::sort(references.begin(), references.end(),
            [order](auto const& left, auto const& right) { return order(left) < order(right); });
  starts_.assign(static_cast<std::size_t>(nodes_) + 1, 0);
  references_.clear();
  references_.reserve(references.size());
  for (auto const& [node, reference] : references) {
    ++starts_[node + 1];
    references_.push_back(reference);
  }
  for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
}

std::span<EntryReference const> NameTrie::entries_of(NodeId node) const {
  if (node + std::size_t{1} >= starts_.size()) return {};
  return std::span{references_}.subspan(starts_[node], starts_[node + 1] - starts_[node]);
}

std::size_t NameTrie::memory_bytes() const {
  return slots_.capacity() * sizeof(Branch) + starts_.capacity() * sizeof(std::uint32_t) +
         references_.capacity() * sizeof(EntryReference);
}

std::size_t GazetteerIndex::memory_bytes() const {
  return sizeof(*this) + words.memory_bytes() + names.memory_bytes() + entries.capacity() * sizeof(Entry) +
         within.capacity() * sizeof(std::uint32_t);
}

}  // namespace concordat::intake::place_text
