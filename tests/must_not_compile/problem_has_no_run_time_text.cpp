// SPDX-License-Identifier: Apache-2.0
// A problem cannot be made of text that exists only at run time, so it cannot carry a name.
// expect: (consteval|constant expression|conversion|could not convert|no matching)
#include <string>

#include "base/result.h"

concordat::Result<int> parse(std::string const& name) {
#ifdef MISUSE
  return concordat::fail(concordat::Fault::malformed, "x", name.c_str(), "Look at it.");
#else
  (void)name;
  return concordat::fail(concordat::Fault::malformed, "x", "This is no date.", "Look at it.");
#endif
}
