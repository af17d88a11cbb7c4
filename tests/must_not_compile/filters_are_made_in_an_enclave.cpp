// SPDX-License-Identifier: Apache-2.0
// Nothing makes a filter that has no declared enclave.
// expect: (could not convert|no matching function|cannot convert)
#include "linkage/encoded/clk.h"

using namespace concordat::linkage;

auto made(Enclave const& enclave, LinkKey const& key) {
#ifdef MISUSE
  (void)enclave;
  return ClkEncoder::of(key, people_schema());
#else
  return ClkEncoder::of(enclave, key, people_schema());
#endif
}
