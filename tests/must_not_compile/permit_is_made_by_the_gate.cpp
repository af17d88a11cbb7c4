// SPDX-License-Identifier: Apache-2.0
// Nobody but the gate makes a permit.
// expect: (private|is private within this context)
#include <string>

#include "base/personal.h"

std::string read(concordat::Personal<std::string> const& name) {
#ifdef MISUSE
  return name.reveal(concordat::Permit{});
#else
  (void)name;
  return {};
#endif
}
