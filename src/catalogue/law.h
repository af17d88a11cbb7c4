// SPDX-License-Identifier: Apache-2.0
// The one place that says which law a gateway is.
#pragma once

#include <string>

#include "catalogue/catalogue.h"

namespace concordat::catalogue {

/// "Children Act 1989, s.47": the statute and where in it, as far as there is either; "-" in a definition stands for neither.
[[nodiscard]] inline std::string law_of(Gateway const& gateway) {
  auto const none = [](std::string const& written) { return written.empty() || written == "-"; };
  if (none(gateway.statute)) return none(gateway.section) ? std::string{} : gateway.section;
  return none(gateway.section) ? gateway.statute : gateway.statute + ", " + gateway.section;
}

}  // namespace concordat::catalogue
