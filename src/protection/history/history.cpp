// SPDX-License-Identifier: Apache-2.0
#include "protection/history/history.h"

#include <algorithm>
#include <set>

#include "protection/history/bounding.h"

namespace concordat::protection {
namespace {

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

Problem unsure() {
  return Problem{Fault::refused, "history.unsure", "It could not be confirmed what these releases together give away.",
                 "Release fewer or coarser figures, or leave this release out."};
}

bool has(PastRelease const& release, std::string const& reader) {
  return release.is_for_everybody() || std::ranges::find(release.readers, reader) != release.readers.end();
}

/// Who would have something new by it: whoever is given it; where it is for everybody, everybody and each who has more besides.
std::set<std::string> readers_of(std::vector<PastRelease> const& past, PastRelease const& proposed) {
  if (!proposed.is_for_everybody()) return {proposed.readers.begin(), proposed.readers.end()};
  std::set<std::string> readers{std::string{}};
  for (auto const& release : past) readers.insert(release.readers.begin(), release.readers.end());
  return readers;
}

}  // namespace

Result<std::vector<Breach>> breaches_of(std::vector<std::int64_t> const& counts, std::span<AtomicFigure const> figures, Question const& question) {
  if (auto const fine = check(counts, figures); !fine) return fail(fine);
  Bounding bounding{counts, figures};
  std::vector<Breach> breaches;
  bool is_unsure = false;
  for (std::uint32_t cell = 0; cell < counts.size(); ++cell) {
    bool const is_open = cell < question.open.size() && question.open[cell] != 0;
    if (counts[cell] == 0 || counts[cell] >= smallest_shown || is_open) continue;
    auto const bounds = bounding.of(cell, question.width);
    is_unsure = is_unsure || bounds.spread == Spread::unsure;
    if (bounds.spread != Spread::narrow) continue;
    Breach breach{cell, {}, bounds.low, bounds.high, {}};
    for (auto const& part : bounds.parts) breach.witness.push_back({{}, part.figure, part.times});
    breaches.push_back(std::move(breach));
  }
  // A breach that was shown has a witness, whatever else could not be shown.
  if (is_unsure && breaches.empty()) return tl::unexpected<Problem>{unsure()};
  return breaches;
}

Result<Judgement> judge(std::vector<std::int64_t> const& counts, std::vector<PastRelease> const& past, PastRelease const& proposed, Question const& question) {
  Judgement verdict;
  for (auto const& reader : readers_of(past, proposed)) {
    std::vector<AtomicFigure> figures;
    std::vector<std::pair<PastRelease const*, std::size_t>> source;
    auto const take = [&](PastRelease const& release) {
      if (!has(release, reader)) return;
      for (std::size_t i = 0; i < release.figures.size(); ++i) {
        figures.push_back(release.figures[i]);
        source.emplace_back(&release, i);
      }
    };
    for (auto const& release : past) take(release);
    figures.insert(figures.end(), proposed.figures.begin(), proposed.figures.end());
    for (std::size_t i = 0; i < proposed.figures.size(); ++i) source.emplace_back(&proposed, i);
    auto found = breaches_of(counts, figures, question);
    if (!found) return fail(found);
    for (auto& breach : *found) {
      breach.reader = reader;
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
