// SPDX-License-Identifier: Apache-2.0
// How long work is told to stop, and how it tells how far it is: it asks between its coarse steps. Asking draws no number and changes no
// figure, so what is worked out is the same bit for bit whether somebody asks or not.
#pragma once

#include <cstdint>
#include <functional>

#include "base/result.h"

namespace concordat {

/// Is given how much is done of how much; false: stop. Empty: nobody asks, and the work goes on. It is called on the thread that works.
using GoOn = std::function<bool(std::uint64_t done, std::uint64_t all)>;

[[nodiscard]] inline bool goes_on(GoOn const& ask, std::uint64_t done, std::uint64_t all) { return !ask || ask(done, all); }

/// The same for the `part`th, from 0, of `parts` pieces of work that are as long as each other. Empty where `ask` is. REQUIRES: `ask` outlives it.
[[nodiscard]] inline GoOn go_on_in(GoOn const& ask, std::uint64_t part, std::uint64_t parts) {
  if (!ask) return {};
  return [&ask, part, parts](std::uint64_t done, std::uint64_t all) {
    constexpr std::uint64_t fine = 1000;
    return ask(part * fine + (all == 0 ? fine : done * fine / all), parts * fine);
  };
}

/// What work that was told to stop answers. Nothing of it is kept.
[[nodiscard]] inline Problem stopped_work() {
  return {Fault::cancelled, "work.stopped", "The work was stopped before it was done.", "Nothing of it is kept; ask again to begin anew."};
}

}  // namespace concordat
