// SPDX-License-Identifier: Apache-2.0
// A release beside all earlier ones.
//
// Every figure is a sum of atomic cells: the finest areas, periods and categories that any release distinguishes. A reader
// of an audience has what was released to it and to every wider one. Before a release, each atomic count of 1 to 4 is
// bounded from everything that each audience which would see it then has.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "protection/history/figure_system.h"

namespace concordat::protection {

struct PastRelease {
  std::string id = {};
  int audience = 0;  ///< the wider, the higher: 0 the partnership, 9 everyone
  std::vector<AtomicFigure> figures = {};
};

struct Witness {
  std::string release = {};
  std::size_t figure = 0;  ///< its place in the release
  double times = 0;        ///< so many times it; below 0: taken away
};

struct Breach {
  std::uint32_t cell = 0;
  int audience = 0;  ///< whose readers could work it out
  double low = 0, high = 0;
  std::vector<Witness> witness = {};  ///< the sum of figures that limits it, of the low and of the high end
};

struct Judgement {
  std::vector<Breach> breaches = {};
  [[nodiscard]] bool safe() const { return breaches.empty(); }
};

/// `counts` are the true atomic counts; `width` how wide the interval of each one from 1 to 4 must be. Refuses figures of
/// cells that are not there ("history.cell"), figures that the counts do not fit ("history.does-not-fit"), and what
/// arithmetic could not confirm ("history.unsure"): it must not be released either.
[[nodiscard]] Result<Judgement> judge(std::vector<std::int64_t> const& counts, std::vector<PastRelease> const& past, PastRelease const& proposed, double width = 5);

/// Every small atomic count, bounded from these figures; the same refusals.
[[nodiscard]] Result<std::vector<Breach>> breaches_of(std::vector<std::int64_t> const& counts, std::span<AtomicFigure const> figures, double width);

}  // namespace concordat::protection
