// SPDX-License-Identifier: Apache-2.0
// A personal value cannot be printed.
// expect: (Cannot format|formattable|is not a member|static assertion)
#include <fmt/format.h>

#include "base/personal.h"

std::string describe(concordat::Personal<std::string> const& name) {
#ifdef MISUSE
  return fmt::format("{}", name);
#else
  (void)name;
  return fmt::format("{}", "a person");
#endif
}
