// SPDX-License-Identifier: Apache-2.0
// One decision, one permit: it cannot be kept for the next disclosure.
// expect: (deleted function|call to deleted)
#include "base/personal.h"

void use(concordat::Permit permit);

void twice(concordat::Permit permit) {
#ifdef MISUSE
  use(permit);
#else
  use(static_cast<concordat::Permit&&>(permit));
#endif
}
