// SPDX-License-Identifier: Apache-2.0
#include "linkage/compare/slips.h"

#include <algorithm>

#include "linkage/table/parallel.h"

namespace concordat::linkage {
namespace {

constexpr std::uint64_t shards = 16;
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

/// Leaves out what nothing else shares: most, so that little is left to sort.
void keep_shared(std::vector<Left>& all) {
  std::size_t bits = 1024;
  while (bits < all.size() * 8) bits *= 2;
  std::vector<std::uint64_t> once(bits / 64, 0);
  std::vector<std::uint64_t> twice(bits / 64, 0);
  auto const place = [&](Left const& item) { return static_cast<std::size_t>(item.hash / shards) & (bits - 1); };
  for (auto const& item : all) {
    auto const at = place(item);
    auto const bit = std::uint64_t{1} << (at % 64);
    twice[at / 64] |= once[at / 64] & bit;
    once[at / 64] |= bit;
  }
  std::erase_if(all, [&](Left const& item) { return (twice[place(item) / 64] >> (place(item) % 64) & 1) == 0; });
}

}  // namespace

std::vector<IdPair> slips(Values const& values, std::vector<std::uint32_t> const& ids, unsigned threads,
                          std::function<bool(std::uint32_t, std::uint32_t, unsigned)> const& keep) {
  std::vector<std::vector<IdPair>> found(shards);
  parallel(threads, shards, [&](std::size_t shard, unsigned thread) {
    std::vector<Left> all;
    for (auto const id : ids) {
      each_shortened(values.letters(id), [&](std::uint64_t hash) {
        if (hash % shards == shard) all.push_back({hash, id});
      });
    }
    keep_shared(all);
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
