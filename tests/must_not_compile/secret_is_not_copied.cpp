// SPDX-License-Identifier: Apache-2.0
// A secret moves; a second copy would outlive the first one's wiping.
// expect: (deleted function|call to deleted)
#include <array>
#include <utility>

#include "base/personal.h"

using Key = concordat::Secret<std::array<unsigned char, 32>>;

Key hand_over(Key key) {
#ifdef MISUSE
  Key copy{key};
  return copy;
#else
  return key;
#endif
}
