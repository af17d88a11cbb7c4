// SPDX-License-Identifier: Apache-2.0
// Nothing but the comparison of tables and entries opens what entries committed to; another part of the hub cannot.
// expect: (private|is private within this context)
#include "hub/release/state_check_parts.h"

concordat::Result<concordat::Json> peek(concordat::hub::Hub& hub, concordat::ledger::Leaf const& leaf) {
#ifdef MISUSE
  return concordat::hub::OpenedDetails{hub}.of(0, leaf);
#else
  (void)hub;
  (void)leaf;
  return concordat::Json{};
#endif
}
