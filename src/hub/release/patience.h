// SPDX-License-Identifier: Apache-2.0
// For whoever asks for releases: where somebody else's entry came in between on a busy database, the same is asked again.
#pragma once

#include "base/result.h"

namespace concordat::hub {

/// What `ask` answers, asked anew while it answers Fault::retry, five times at the most.
template <class Ask>
[[nodiscard]] auto patiently(Ask const& ask) -> decltype(ask()) {
  constexpr int most_tries = 5;
  for (int attempt = 1;; ++attempt) {
    auto answer = ask();
    if (answer || answer.error().fault != Fault::retry || attempt == most_tries) return answer;
  }
}

}  // namespace concordat::hub
