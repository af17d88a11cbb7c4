// SPDX-License-Identifier: Apache-2.0
// Whoever includes the processing desk does not get a processing key from it.
// expect: (private|is private within this context)
#include <string>

#include "hub/processing_desk.h"

std::string read(concordat::Personal<std::string> const& name) {
#ifdef MISUSE
  return name.reveal(concordat::hub::ProcessingDesk::open());
#else
  (void)name;
  return {};
#endif
}
