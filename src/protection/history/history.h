// SPDX-License-Identifier: Apache-2.0
// A release beside all earlier ones.
//
// Every figure is a sum of atomic cells: the finest areas, periods and categories that any release distinguishes (`atomic_cells.h`),
// and says in which range the sum lies, by the rule it was published under (`published.h`). A reader has what was released to it
// and what is for everybody. Before a release, each atomic count of 1 to 4 is bounded from everything that each reader who
// would see it then has.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "protection/history/figure_system.h"

namespace concordat::protection {

struct PastRelease {
  std::string id = {};
  std::vector<std::string> readers = {};  ///< agencies that have it; empty: everybody
  std::vector<AtomicFigure> figures = {};
  [[nodiscard]] bool is_for_everybody() const { return readers.empty(); }
};

struct Witness {
  std::string release = {};
  std::size_t figure = 0;  ///< its place in the release
  double times = 0;        ///< so many times it; below 0: taken away
};

struct Breach {
  std::uint32_t cell = 0;
  std::string reader = {};  ///< who could work it out; empty: everybody
  double low = 0, high = 0;
  std::vector<Witness> witness = {};  ///< the sum of figures that limits it, of the low and of the high end
};

struct Judgement {
  std::vector<Breach> breaches = {};
  [[nodiscard]] bool safe() const { return breaches.empty(); }
};

struct Question {
  double width = 5;                         ///< how wide the interval of each count from 1 to 4 must be
  std::vector<std::uint8_t> open = {};      ///< one number a cell: not judged where it is not 0. Empty: all are judged
};

/// `counts` are the true atomic counts. Refuses figures of cells that are not there ("history.cell"), figures that the counts do
/// not fit ("history.does-not-fit"), and what could not be confirmed ("history.unsure"): it must not be released either. `past` may
/// hold what a reader knows by itself, as a release to it alone.
[[nodiscard]] Result<Judgement> judge(std::vector<std::int64_t> const& counts, std::vector<PastRelease> const& past, PastRelease const& proposed, Question const& question = {});

/// Every small atomic count, bounded from these figures, in whole counts; the same refusals.
[[nodiscard]] Result<std::vector<Breach>> breaches_of(std::vector<std::int64_t> const& counts, std::span<AtomicFigure const> figures, Question const& question = {});

}  // namespace concordat::protection
