// SPDX-License-Identifier: Apache-2.0
#include "linkage/text/batch.h"

#include <algorithm>
#include <array>

#include "linkage/text/bit_parallel.h"
#include "linkage/text/block.h"

namespace concordat::linkage {
namespace {

static_assert(PackedTexts::block_texts == block_lanes && PackedTexts::lane_letters == block_letters);

/// One lane after another, with the algorithms of single pairs.
template <class Run>
void each_lane(BlockWork const& work, BlockResult& out, Run const& run) {
  struct Masks {
    std::uint16_t const* table;
    std::uint64_t operator()(std::uint8_t code) const { return table[code]; }
  };
  for (std::size_t lane = 0; lane < block_lanes; ++lane) {
    std::array<std::uint8_t, block_letters> text{};
    for (std::size_t at = 0; at < work.lengths[lane]; ++at) text[at] = work.codes[at * block_lanes + lane];
    out[lane] = run(Masks{work.masks}, text.data(), std::size_t{work.lengths[lane]});
  }
}

void scalar_levenshtein(BlockWork const& work, BlockResult& out) {
  each_lane(work, out, [&](auto const& masks, std::uint8_t const* text, std::size_t size) {
    return static_cast<std::uint16_t>(levenshtein_bits(masks, work.left_size, text, size, no_bound));
  });
}

void scalar_osa(BlockWork const& work, BlockResult& out) {
  each_lane(work, out, [&](auto const& masks, std::uint8_t const* text, std::size_t size) {
    return static_cast<std::uint16_t>(osa_bits(masks, work.left_size, text, size, no_bound));
  });
}

void scalar_jaro(BlockWork const& work, BlockResult& out) {
  each_lane(work, out, [&](auto const& masks, std::uint8_t const* text, std::size_t size) {
    auto const counts = jaro_counts(masks, work.left_size, text, size);
    return static_cast<std::uint16_t>(
        (counts.matches * score_transpositions + counts.transpositions) * score_prefixes + counts.prefix);
  });
}

BlockKernels kernels_of(Path path) {
  switch (std::min(path, best_path())) {
    case Path::avx512:
      return avx512_kernels();
    case Path::avx2:
      return avx2_kernels();
    case Path::scalar:
      break;
  }
  return scalar_kernels();
}

/// A value for every place of a score table, for each pair of sizes up to 16.
template <class Value, class Of>
std::vector<Value> fill_tables(Of const& value_of) {
  constexpr std::size_t sizes = block_letters + 1;
  std::vector<Value> tables(sizes * sizes * score_places);
  std::size_t next = 0;
  for (std::size_t left = 0; left < sizes; ++left) {
    for (std::size_t right = 0; right < sizes; ++right) {
      for (std::uint32_t matches = 0; matches <= block_letters; ++matches) {
        for (std::uint32_t swaps = 0; swaps < score_transpositions; ++swaps) {
          for (std::uint32_t prefix = 0; prefix < score_prefixes; ++prefix, ++next) {
            bool const possible =
                matches <= std::min(left, right) && swaps <= matches / 2 && prefix <= matches;
            if (possible) tables[next] = value_of(jaro_winkler_score({matches, swaps, prefix}, left, right));
          }
        }
      }
    }
  }
  return tables;
}

std::size_t table_begin(std::size_t left, std::size_t right) {
  return (left * (block_letters + 1) + right) * score_places;
}

double const* scores(std::size_t left, std::size_t right) {
  static auto const all = fill_tables<double>([](double score) { return score; });
  return all.data() + table_begin(left, right);
}

using KernelOf = void (*BlockKernels::*)(BlockWork const&, BlockResult&);

/// Runs a kernel over the blocks of the range and gives `put(out index, lane's number, text's length)` each
/// lane once; `one(position)` does what is not in lanes.
template <class Put, class One>
void over(Prepared const& left, PackedTexts const& rights, PackedRange range, Path path, KernelOf kernel,
          Put const& put, One const& one) {
  std::size_t const end = std::min(range.end, rights.size());
  std::size_t position = range.begin;
  std::size_t const left_size = left.left().size();
  if (left_size > 0 && left_size <= block_letters) {
    alignas(64) std::array<std::uint16_t, 64> masks{};
    for (std::size_t at = 0; at < left_size; ++at) {
      auto const code = rights.code_of(left.left()[at]);
      if (code != 0) masks[code] = static_cast<std::uint16_t>(masks[code] | (1U << at));
    }
    auto const run = kernels_of(path).*kernel;
    BlockWork work{nullptr, nullptr, 0, masks.data(), static_cast<unsigned>(left_size), rights.code_limit()};
    alignas(64) BlockResult found;  // NOLINT: the kernel fills it
    for (std::size_t const stop = std::min(end, rights.in_lanes()); position < stop;) {
      std::size_t const number = position / block_lanes;
      work.codes = rights.block(number);
      work.lengths = rights.lengths(number);
      work.longest = rights.longest_in(number);
      run(work, found);
      std::size_t const block_end = std::min(stop, (number + 1) * block_lanes);
      for (; position < block_end; ++position) {
        std::size_t const lane = position % block_lanes;
        put(position - range.begin, found[lane], work.lengths[lane]);
      }
    }
  }
  for (; position < end; ++position) one(position - range.begin, rights.text(position));
}

std::uint16_t narrowed(std::uint32_t distance) {
  return static_cast<std::uint16_t>(std::min<std::uint32_t>(distance, 0xFFFF));
}

}  // namespace

BlockKernels scalar_kernels() {
  return {scalar_levenshtein, scalar_osa, scalar_jaro};
}

void jaro_winkler(Prepared const& left, PackedTexts const& rights, std::span<double> out, PackedRange range,
                  Path path) {
  double const* const tables = scores(std::min(left.left().size(), block_letters), 0);
  over(
      left, rights, range, path, &BlockKernels::jaro,
      [&](std::size_t at, std::uint16_t place, std::size_t size) {
        out[at] = tables[size * score_places + place];
      },
      [&](std::size_t at, LettersView right) { out[at] = left.jaro_winkler(right); });
}

void levenshtein(Prepared const& left, PackedTexts const& rights, std::span<std::uint16_t> out,
                 PackedRange range, Path path) {
  over(
      left, rights, range, path, &BlockKernels::levenshtein,
      [&](std::size_t at, std::uint16_t distance, std::size_t /*size*/) { out[at] = distance; },
      [&](std::size_t at, LettersView right) { out[at] = narrowed(left.levenshtein(right)); });
}

void osa(Prepared const& left, PackedTexts const& rights, std::span<std::uint16_t> out, PackedRange range,
         Path path) {
  over(
      left, rights, range, path, &BlockKernels::osa,
      [&](std::size_t at, std::uint16_t distance, std::size_t /*size*/) { out[at] = distance; },
      [&](std::size_t at, LettersView right) { out[at] = narrowed(left.osa(right)); });
}

JaroWinklerLevels::JaroWinklerLevels(std::span<double const> thresholds)
    : thresholds_{thresholds.begin(), thresholds.end()},
      tables_{fill_tables<std::uint8_t>([this](double score) { return level(score); })} {}

std::uint8_t JaroWinklerLevels::level(double similarity) const {
  std::uint8_t above = 0;
  while (above < thresholds_.size() && !(similarity >= thresholds_[above])) ++above;
  return above;
}

std::uint8_t const* JaroWinklerLevels::table(std::size_t left_size, std::size_t right_size) const {
  return tables_.data() + table_begin(left_size, right_size);
}

void jaro_winkler_levels(Prepared const& left, PackedTexts const& rights, JaroWinklerLevels const& levels,
                         std::span<std::uint8_t> out, PackedRange range, Path path) {
  std::uint8_t const* const tables = levels.table(std::min(left.left().size(), block_letters), 0);
  over(
      left, rights, range, path, &BlockKernels::jaro,
      [&](std::size_t at, std::uint16_t place, std::size_t size) {
        out[at] = tables[size * score_places + place];
      },
      [&](std::size_t at, LettersView right) { out[at] = levels.level(left.jaro_winkler(right)); });
}

}  // namespace concordat::linkage
