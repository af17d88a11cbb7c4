// SPDX-License-Identifier: Apache-2.0
#include "protection/history/history.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "protection/rule.h"

namespace concordat::protection {
namespace {

constexpr double tolerance = 1e-6;
constexpr std::int64_t smallest_shown = 5;

Result<void> check(std::vector<std::int64_t> const& counts, std::span<AtomicFigure const> figures) {
  for (auto const& figure : figures) {
    std::int64_t sum = 0;
    for (auto const cell : figure.cells) {
      if (cell >= counts.size()) {
        return fail(Fault::internal, "history.cell", "A figure adds up a cell that is not there.", "Give every figure the places of its atomic cells.");
      }
      sum += counts[cell];
    }
    if (sum < figure.low || (figure.high && sum > *figure.high)) {
      return fail(Fault::integrity, "history.does-not-fit", "A figure that was released does not fit the counts.",
                  "Give the counts as they were when it was released; corrected counts are other cells.");
    }
  }
  return {};
}

/// Whether these counts fit every figure: then nobody can rule them out.
bool possible(std::vector<double> const& counts, std::span<AtomicFigure const> figures) {
  if (std::ranges::any_of(counts, [](double count) { return count < -tolerance; })) return false;
  return std::ranges::all_of(figures, [&](AtomicFigure const& figure) {
    double sum = 0;
    for (auto const cell : figure.cells) sum += counts[cell];
    double const room = tolerance * (1 + std::abs(sum));
    return sum >= static_cast<double>(figure.low) - room && (!figure.high || sum <= static_cast<double>(*figure.high) + room);
  });
}

Problem unsure() {
  return Problem{Fault::refused, "history.unsure", "It could not be confirmed what these releases together give away.",
                 "Release fewer or coarser figures, or leave this release out."};
}

}  // namespace

Result<std::vector<Breach>> breaches_of(std::vector<std::int64_t> const& counts, std::span<AtomicFigure const> figures, double width) {
  if (auto const fine = check(counts, figures); !fine) return fail(fine);
  FigureSystem system{counts.size(), figures};
  if (!system.fits()) return tl::unexpected<Problem>{unsure()};
  std::vector<Breach> breaches;
  for (std::uint32_t cell = 0; cell < counts.size(); ++cell) {
    if (counts[cell] == 0 || counts[cell] >= smallest_shown) continue;
    auto const high = system.highest(cell);
    if (!high.value) continue;
    auto const low = system.lowest(cell);
    // the two ends must be possible, else nothing was shown
    if (!low.value || !possible(high.counts, figures) || !possible(low.counts, figures)) return tl::unexpected<Problem>{unsure()};
    if (*high.value - *low.value >= width - tolerance) continue;
    Breach breach{cell, 0, *low.value, *high.value, {}};
    for (auto const* const end : {&low, &high}) {
      for (auto const& part : end->parts) breach.witness.push_back({{}, part.figure, part.times});
    }
    breaches.push_back(std::move(breach));
  }
  return breaches;
}

Result<Judgement> judge(std::vector<std::int64_t> const& counts, std::vector<PastRelease> const& past, PastRelease const& proposed, double width) {
  // a narrower audience sees the release too, beside what it alone was given
  std::set<int> audiences{proposed.audience};
  for (auto const& release : past) {
    if (release.audience < proposed.audience) audiences.insert(release.audience);
  }
  Judgement verdict;
  for (auto const audience : audiences) {
    std::vector<AtomicFigure> figures;
    std::vector<std::pair<PastRelease const*, std::size_t>> source;
    auto const take = [&](PastRelease const& release) {
      if (release.audience < audience) return;
      for (std::size_t i = 0; i < release.figures.size(); ++i) {
        figures.push_back(release.figures[i]);
        source.emplace_back(&release, i);
      }
    };
    for (auto const& release : past) take(release);
    take(proposed);
    auto found = breaches_of(counts, figures, width);
    if (!found) return fail(found);
    for (auto& breach : *found) {
      breach.audience = audience;
      for (auto& part : breach.witness) {
        auto const [release, figure] = source[part.figure];
        part.release = release->id;
        part.figure = figure;
      }
      verdict.breaches.push_back(std::move(breach));
    }
  }
  return verdict;
}

}  // namespace concordat::protection
