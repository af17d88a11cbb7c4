// SPDX-License-Identifier: Apache-2.0
// Nobody but the hub's processing desk makes a processing key.
// expect: (private|is private within this context)
#include <string>

#include "base/personal.h"

std::string read(concordat::Personal<std::string> const& name) {
#ifdef MISUSE
  concordat::Processing key;
  return name.reveal(key);
#else
  (void)name;
  return {};
#endif
}
