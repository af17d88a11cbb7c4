// SPDX-License-Identifier: Apache-2.0
// Two answers to one question: what the later one gives that the earlier did not, and the other way round.
#pragma once

#include <string>
#include <vector>

#include "agreements/engine/decision.h"

namespace concordat::agreements {

struct Moved {
  std::vector<std::string> opened = {};  ///< fields, in the order asked
  std::vector<std::string> closed = {};
  std::string why = {};                  ///< of the first that closed, for the asker; empty where none did
};
[[nodiscard]] Moved moved(Decision const& before, Decision const& after);

}  // namespace concordat::agreements
