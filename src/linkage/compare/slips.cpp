// SPDX-License-Identifier: Apache-2.0
#include "linkage/compare/slips.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "linkage/table/large_pages.h"
#include "linkage/table/parallel.h"

namespace concordat::linkage {
namespace {

constexpr std::uint64_t shards = 16;
constexpr std::size_t ids_a_piece = std::size_t{1} << 13;
constexpr std::uint64_t base = 0x9fb21c651e98df25ULL;  ///< of the polynomial

struct Left {
  std::uint64_t hash;
  std::uint32_t id;
};

/// Hashes of a text whole and without each of its letters: a polynomial, so that each costs two multiplications.
template <class Visit>
void each_shortened(LettersView text, Visit const& visit) {
  std::uint64_t after = 0;  // of what follows the letter left out
  std::uint64_t power = 1;
  std::uint64_t before = 0;
  for (std::size_t at = 0; at < text.size(); ++at) before = before * base + text[at] + 1;
  auto const spread = [](std::uint64_t hash) { return mix(0, hash); };
  visit(spread(before));
  constexpr std::uint64_t inverse = [] {  // Newton: of an odd number, modulo 2^64
    std::uint64_t x = base;
    for (int i = 0; i < 6; ++i) x *= 2 - base * x;
    return x;
  }();
  char32_t last = 0;
  for (auto at = text.size(); at-- > 0;) {
    before = (before - (text[at] + 1)) * inverse;
    if (at + 1 == text.size() || text[at] != last) visit(spread(before * power + after));  // of doubled letters one will do
    last = text[at];
    after += (text[at] + 1) * power;
    power *= base;
  }
}

/// Of each hash, or of several that fall together: whether it came once, and whether it came again. Two bits side by side.
class Comings {
 public:
  explicit Comings(std::size_t hashes) {
    std::size_t places = 1024;
    while (places < hashes * 4) places *= 2;
    reserve_large(bits_, places / 32);
    bits_.resize(places / 32, 0);
  }
  void come(std::uint64_t hash) {
    auto& word = bits_[word_of(hash)];
    auto const once = std::uint64_t{1} << shift_of(hash);
    word |= (word & once) << 1 | once;
  }
  [[nodiscard]] bool again(std::uint64_t hash) const { return (bits_[word_of(hash)] >> shift_of(hash) >> 1 & 1) != 0; }
  void add(Comings const& other) {
    constexpr std::uint64_t once = 0x5555555555555555ULL;
    for (std::size_t i = 0; i < bits_.size(); ++i) {
      auto const both = bits_[i] & other.bits_[i] & once;
      bits_[i] |= other.bits_[i] | both << 1;
    }
  }

 private:
  [[nodiscard]] std::size_t word_of(std::uint64_t hash) const { return static_cast<std::size_t>(hash >> 5) & (bits_.size() - 1); }
  [[nodiscard]] static unsigned shift_of(std::uint64_t hash) { return static_cast<unsigned>(hash & 31) * 2; }

  std::vector<std::uint64_t> bits_;
};

using Shards = std::array<std::vector<Left>, shards>;

/// Most are alone, and left out, so that little is left to sort. By piece of the ids.
std::vector<Shards> shared_by_several(Values const& values, std::vector<std::uint32_t> const& ids, unsigned threads) {
  auto const pieces = (ids.size() + ids_a_piece - 1) / ids_a_piece;
  auto const each_id = [&](std::size_t piece, auto const& visit) {
    for (auto i = piece * ids_a_piece; i < std::min(ids.size(), (piece + 1) * ids_a_piece); ++i) visit(ids[i]);
  };
  std::size_t hashes = ids.size();
  for (auto const id : ids) hashes += values.letters(id).size();
  std::vector<std::unique_ptr<Comings>> by_thread(threads);
  parallel(threads, pieces, [&](std::size_t piece, unsigned thread) {
    auto& own = by_thread[thread];
    if (!own) own = std::make_unique<Comings>(hashes);
    each_id(piece, [&](std::uint32_t id) { each_shortened(values.letters(id), [&](std::uint64_t hash) { own->come(hash); }); });
  });
  Comings all{1};
  bool first = true;
  for (auto& own : by_thread) {
    if (!own) continue;
    if (std::exchange(first, false)) all = std::move(*own);
    else all.add(*own);
    own.reset();
  }
  std::vector<Shards> found(pieces);
  parallel(threads, pieces, [&](std::size_t piece, unsigned) {
    each_id(piece, [&](std::uint32_t id) {
      each_shortened(values.letters(id), [&](std::uint64_t hash) {
        if (all.again(hash)) found[piece][hash % shards].push_back({hash, id});
      });
    });
  });
  return found;
}

}  // namespace

std::vector<IdPair> slips(Values const& values, std::vector<std::uint32_t> const& ids, unsigned threads,
                          std::function<bool(std::uint32_t, std::uint32_t, unsigned)> const& keep) {
  auto const shared = shared_by_several(values, ids, threads);
  std::vector<std::vector<IdPair>> found(shards);
  parallel(threads, shards, [&](std::size_t shard, unsigned thread) {
    std::vector<Left> all;
    for (auto const& piece : shared) all.insert(all.end(), piece[shard].begin(), piece[shard].end());
    std::ranges::sort(all, [](Left const& a, Left const& b) { return a.hash != b.hash ? a.hash < b.hash : a.id < b.id; });
    for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end) {
      while (end < all.size() && all[end].hash == all[begin].hash) ++end;
      for (auto i = begin; i < end; ++i) {
        for (auto j = i + 1; j < end; ++j) {
          if (all[i].id != all[j].id && keep(all[i].id, all[j].id, thread)) found[shard].emplace_back(all[i].id, all[j].id);
        }
      }
    }
  });
  std::vector<IdPair> pairs;
  for (auto const& own : found) pairs.insert(pairs.end(), own.begin(), own.end());
  std::ranges::sort(pairs);
  auto const twice = std::ranges::unique(pairs);
  pairs.erase(twice.begin(), twice.end());
  return pairs;
}

}  // namespace concordat::linkage
