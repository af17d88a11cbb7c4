// SPDX-License-Identifier: Apache-2.0
// Distances of surnames in nanoseconds a pair, on one thread: two at a time, one side kept, one against many
// on each path; and in the same run the same distances as a textbook writes them (whole tables, flags).
//
//   distance_bench
// Exit code 1 where a pair costs over 55 / 65 / 65 ns (Jaro-Winkler, alignment, Levenshtein), a batched one
// over 10, or any path gives another sum. Best of several, in the thread's own CPU time.
#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "base/chance.h"
#include "linkage/text/batch.h"
#include "linkage/text/distance_test_tools.h"

namespace concordat::linkage {
namespace {

/// Names of 3 to 13 letters put together from syllables: lengths and shared letters much as surnames have
/// them.
std::vector<std::u32string> surnames(std::size_t count) {
  static std::vector<std::u32string> const begin{U"ha",  U"mac", U"wil", U"ro", U"bra", U"ko", U"sin", U"mo",
                                                 U"cha", U"tho", U"an",  U"o",  U"de",  U"al", U"ny",  U"sz"};
  static std::vector<std::u32string> const middle{U"",    U"ri", U"ber", U"na", U"do",
                                                  U"wal", U"gh", U"lla", U"mp", U"nko"};
  static std::vector<std::u32string> const end{U"son", U"s", U"ski", U"ton", U"ley",
                                               U"man", U"a", U"ez",  U"ov",  U"ham"};
  SeededChance chance{7};
  std::vector<std::u32string> names;
  while (names.size() < count) {
    auto name = begin[chance.below(begin.size())] + middle[chance.below(middle.size())];
    if (chance.below(3) == 0) name += middle[chance.below(middle.size())];
    names.push_back(name + end[chance.below(end.size())]);
  }
  return names;
}

double now() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

template <class Run>
double nanoseconds(std::size_t pairs, int rounds, Run const& run) {
  double best = 1e9;
  for (int round = 0; round < rounds; ++round) {
    double const start = now();
    run();
    best = std::min(best, now() - start);
  }
  return best * 1e9 / static_cast<double>(pairs);
}

struct Data {
  std::vector<std::u32string> texts;
  std::vector<Letters> letters;
  std::vector<LettersView> views;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;

  Data() : texts{surnames(20'000)} {
    for (auto const& text : texts) letters.emplace_back(LettersView{text});
    for (auto const& one : letters) views.push_back(one);
    SeededChance chance{8};
    for (int at = 0; at < 1'000'000; ++at)
      pairs.emplace_back(chance.below(texts.size()), chance.below(texts.size()));
  }
};

/// What each way adds up to: distances, or similarities in millionths, so that no way can be fast by being
/// wrong.
struct Sum {
  std::uint64_t value = 0;
  void add(double similarity) { value += static_cast<std::uint64_t>(similarity * 1e6); }
  void add(std::uint32_t distance) { value += distance; }
};

struct Row {
  char const* name;
  double goal;
  double textbook = 0, pair = 0, kept = 0;
  std::array<double, 3> batched{};
  bool agree = true;
};

template <class Slow, class Pair, class Kept>
void measure(Data const& data, Row& row, Slow const& slow, Pair const& pair, Kept const& kept) {
  Sum slow_sum, pair_sum, kept_sum;
  std::size_t const few = 50'000;
  row.textbook = nanoseconds(few, 1, [&] {
    for (std::size_t at = 0; at < few; ++at)
      slow_sum.add(slow(data.texts[data.pairs[at].first], data.texts[data.pairs[at].second]));
  });
  for (std::size_t at = 0; at < few; ++at)
    pair_sum.add(pair(data.views[data.pairs[at].first], data.views[data.pairs[at].second]));
  row.agree = slow_sum.value == pair_sum.value;
  Sum all;
  row.pair = nanoseconds(data.pairs.size(), 15, [&] {
    for (auto const& [a, b] : data.pairs) all.add(pair(data.views[a], data.views[b]));
  });
  std::vector<Prepared> prepared;
  for (std::size_t at = 0; at < 50; ++at) prepared.emplace_back(data.views[at]);
  row.kept = nanoseconds(50 * data.views.size(), 5, [&] {
    for (auto const& left : prepared) {
      for (auto const& right : data.views) kept_sum.add(kept(left, right));
    }
  });
}

template <class Value, class Batch>
void measure_batches(Data const& data, Row& row, Batch const& batch) {
  PackedTexts const packed{data.views};
  std::vector<Prepared> prepared;
  for (std::size_t at = 0; at < 200; ++at) prepared.emplace_back(data.views[at]);
  std::vector<Value> out(packed.size());
  std::uint64_t expected = 0;
  for (auto const path : usable_paths()) {
    Sum sum;
    for (auto const& left : prepared) {
      batch(left, packed, std::span<Value>{out}, path);
      for (auto const value : out) sum.value += static_cast<std::uint64_t>(static_cast<double>(value) * 1e6);
    }
    if (path == Path::scalar) expected = sum.value;
    row.agree = row.agree && sum.value == expected;
    row.batched[static_cast<std::size_t>(path)] = nanoseconds(prepared.size() * packed.size(), 5, [&] {
      for (auto const& left : prepared) batch(left, packed, std::span<Value>{out}, path);
    });
  }
}

bool print(Row const& row) {
  double const best = row.batched[static_cast<std::size_t>(best_path())];
  std::printf("%-14s %8.1f %8.1f %8.1f %8.2f %8.2f %8.2f   %5.1f %5.1f%s\n", row.name, row.textbook, row.pair,
              row.kept, row.batched[0], row.batched[1], row.batched[2], row.textbook / row.pair,
              row.textbook / best, row.agree ? "" : "   SUMS DIFFER");
  return row.agree && row.pair <= row.goal && best <= 10;
}

bool run() {
  Data const data;
  std::printf("nanoseconds a pair of random surnames, one thread; best path: %d\n",
              static_cast<int>(best_path()));
  std::printf("%-14s %8s %8s %8s %8s %8s %8s   textbook is slower than a pair, a batched one by\n", "",
              "textbook", "pair", "kept", "scalar", "AVX2", "AVX-512");
  Row similar{"Jaro-Winkler", 55};
  measure(
      data, similar, test::slow_jaro_winkler, [](LettersView a, LettersView b) { return jaro_winkler(a, b); },
      [](Prepared const& a, LettersView b) { return a.jaro_winkler(b); });
  measure_batches<double>(
      data, similar, [](Prepared const& left, PackedTexts const& rights, std::span<double> out, Path path) {
        jaro_winkler(left, rights, out, {}, path);
      });
  Row aligned{"alignment", 65};
  measure(
      data, aligned, [](auto const& a, auto const& b) { return test::slow_edits(a, b, true); },
      [](LettersView a, LettersView b) { return osa(a, b); },
      [](Prepared const& a, LettersView b) { return a.osa(b); });
  measure_batches<std::uint16_t>(
      data, aligned,
      [](Prepared const& left, PackedTexts const& rights, std::span<std::uint16_t> out, Path path) {
        osa(left, rights, out, {}, path);
      });
  Row edits{"Levenshtein", 65};
  measure(
      data, edits, [](auto const& a, auto const& b) { return test::slow_edits(a, b, false); },
      [](LettersView a, LettersView b) { return levenshtein(a, b); },
      [](Prepared const& a, LettersView b) { return a.levenshtein(b); });
  measure_batches<std::uint16_t>(
      data, edits,
      [](Prepared const& left, PackedTexts const& rights, std::span<std::uint16_t> out, Path path) {
        levenshtein(left, rights, out, {}, path);
      });
  Row levels{"JW levels", 55};
  std::array<double, 2> const thresholds{0.92, 0.88};
  JaroWinklerLevels const made{thresholds};
  levels.textbook = similar.textbook;
  levels.pair = similar.pair;
  levels.kept = similar.kept;
  measure_batches<std::uint8_t>(
      data, levels,
      [&](Prepared const& left, PackedTexts const& rights, std::span<std::uint8_t> out, Path path) {
        jaro_winkler_levels(left, rights, made, out, {}, path);
      });
  bool fine = true;
  for (auto const* row : {&similar, &levels, &aligned, &edits}) fine = print(*row) && fine;
  return fine;
}

}  // namespace
}  // namespace concordat::linkage

int main() {
  return concordat::linkage::run() ? 0 : 1;
}
