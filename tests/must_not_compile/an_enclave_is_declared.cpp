// SPDX-License-Identifier: Apache-2.0
// An enclave is made of a declaration that both parties signed, and of nothing else.
// expect: (private|is private within this context)
#include <span>

#include "linkage/encoded/match.h"

using namespace concordat::linkage;

auto compared(Enclave const& enclave, std::span<Filter const> left, std::span<Filter const> right, EnclaveTerms const& terms) {
#ifdef MISUSE
  (void)enclave;
  return similar_pairs(Enclave{terms}, left, right);
#else
  (void)terms;
  return similar_pairs(enclave, left, right);
#endif
}
