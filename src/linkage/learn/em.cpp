// SPDX-License-Identifier: Apache-2.0
#include "linkage/learn/em.h"

#include <algorithm>
#include <cmath>

namespace concordat::linkage {
namespace {

/// Never nought: a level that nobody showed may still be shown one day.
constexpr double least = 1e-9;

struct Sums {
  std::vector<double> shares;
  std::vector<Chances> levels;
};

class Em {
 public:
  Em(Histogram const& patterns, Classes start, EmOptions const& options)
      : counts_{patterns.sorted()}, now_{std::move(start)}, options_{options}, classes_{now_.shares.size()} {}

  EmOutcome run() {
    EmOutcome outcome;
    for (outcome.rounds = 0; outcome.rounds < options_.most_rounds;) {
      ++outcome.rounds;
      outcome.log_likelihood = expect();
      outcome.change = maximise();
      if (outcome.change < options_.enough) {
        outcome.converged = true;
        break;
      }
    }
    for (std::size_t k = 0; k < classes_; ++k) {
      auto& shown = outcome.shown.emplace_back();
      for (std::size_t c = 0; c < now_.chances[k].size(); ++c) shown.push_back(sums_.levels.empty() ? 0 : learned_of(k, c));
    }
    outcome.classes = std::move(now_);
    return outcome;
  }

 private:
  /// In the order of the patterns, always: sums of floating-point numbers depend on it.
  double expect() {
    sums_.shares.assign(classes_, 0);
    sums_.levels = now_.chances;
    for (auto& chances : sums_.levels) {
      for (auto& levels : chances) std::ranges::fill(levels, 0.0);
    }
    double likelihood = 0;
    std::vector<double> weight(classes_);
    auto const comparisons = now_.chances.front().size();
    for (auto const& [pattern, count] : counts_) {
      double all = 0;
      for (std::size_t k = 0; k < classes_; ++k) {
        weight[k] = now_.shares[k];
        for (std::size_t c = 0; c < comparisons; ++c) {
          auto const level = level_of(pattern, c);
          if (level != 0 && !options_.blind[c]) weight[k] *= now_.chances[k][c][level];
        }
        all += weight[k];
      }
      if (all <= 0) continue;
      likelihood += static_cast<double>(count) * std::log2(all);
      for (std::size_t k = 0; k < classes_; ++k) {
        auto const expected = static_cast<double>(count) * weight[k] / all;
        sums_.shares[k] += expected;
        for (std::size_t c = 0; c < comparisons; ++c) sums_.levels[k][c][level_of(pattern, c)] += expected;
      }
    }
    return likelihood;
  }

  double maximise() {
    double change = 0;
    double total = 0;
    for (auto const share : sums_.shares) total += share;
    if (total <= 0) return 0;
    for (std::size_t k = 0; k < classes_; ++k) {
      auto const share = std::max(sums_.shares[k] / total, least);
      change = std::max(change, std::abs(share - now_.shares[k]));
      now_.shares[k] = share;
      for (std::size_t c = 0; c < now_.chances[k].size(); ++c) {
        if (!options_.blind[c]) change = std::max(change, maximise(k, c));
      }
    }
    return change;
  }

  /// Pairs that showed one of the levels that are not fixed.
  [[nodiscard]] double learned_of(std::size_t k, std::size_t c) const {
    double shown = 0;
    for (std::size_t level = 1; level < sums_.levels[k][c].size(); ++level) shown += options_.fixed[k][c][level] ? 0 : sums_.levels[k][c][level];
    return shown;
  }

  double maximise(std::size_t k, std::size_t c) {
    auto& chances = now_.chances[k][c];
    auto const& sums = sums_.levels[k][c];
    auto const& fixed = options_.fixed[k][c];
    auto const shown = learned_of(k, c);
    double given = 0;
    for (std::size_t level = 1; level < chances.size(); ++level) given += fixed[level] ? chances[level] : 0;
    if (shown <= 0) return 0;
    double change = 0;
    for (std::size_t level = 1; level < chances.size(); ++level) {
      if (fixed[level]) continue;
      auto const next = std::max(sums[level] / shown * std::max(0.0, 1 - given), least);
      change = std::max(change, std::abs(next - chances[level]));
      chances[level] = next;
    }
    return change;
  }

  std::vector<std::pair<Pattern, std::uint64_t>> counts_;
  Classes now_;
  EmOptions const& options_;
  std::size_t classes_;
  Sums sums_;
};

}  // namespace

EmOutcome expect_and_maximise(Histogram const& patterns, Classes start, EmOptions const& options) {
  return Em{patterns, std::move(start), options}.run();
}

}  // namespace concordat::linkage
