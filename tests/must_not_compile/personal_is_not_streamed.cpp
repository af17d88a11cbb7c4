// SPDX-License-Identifier: Apache-2.0
// A personal value cannot be streamed.
// expect: no match for 'operator<<'|no match for .operator<<|invalid operands
#include <ostream>
#include <string>

#include "base/personal.h"

void show(std::ostream& out, concordat::Personal<std::string> const& name) {
#ifdef MISUSE
  out << name;
#else
  (void)name;
  out << "a person";
#endif
}
