// SPDX-License-Identifier: Apache-2.0
// How long the search in a network may go on: counted in steps, so that it ends alike on every machine; and who is told how far it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "base/fixed_text.h"

namespace concordat::protection {

class Diligence {
 public:
  /// A few minutes of one processor; a table of a hundred thousand cells takes some seconds.
  static constexpr std::uint64_t shipped_steps = 20'000'000'000;
  using Tell = std::function<void(FixedText stage, std::size_t done, std::size_t all)>;

  explicit Diligence(std::uint64_t most_steps = shipped_steps, Tell tell = {}) : most_steps_{most_steps}, tell_{std::move(tell)} {}
  void took(std::uint64_t steps) { steps_ += steps; }
  [[nodiscard]] bool spent() const { return steps_ > most_steps_; }
  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  /// Tells now and then, not each time.
  void tell(FixedText stage, std::size_t done, std::size_t all) const {
    if (tell_ && done % 256 == 0) tell_(stage, done, all);
  }

 private:
  std::uint64_t most_steps_;
  std::uint64_t steps_ = 0;
  Tell tell_;
};

}  // namespace concordat::protection
