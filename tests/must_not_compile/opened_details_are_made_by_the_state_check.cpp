// SPDX-License-Identifier: Apache-2.0
// Nothing but the state check gets what entries committed to from OpenedDetails; who else opens some does so at the ProcessingDesk.
// expect: (private|is private within this context)
#include "hub/state_check/state_check_parts.h"

concordat::Result<concordat::Json> peek(concordat::hub::Hub& hub, concordat::ledger::Leaf const& leaf) {
#ifdef MISUSE
  return concordat::hub::OpenedDetails{hub}.of(0, leaf);
#else
  (void)hub;
  (void)leaf;
  return concordat::Json{};
#endif
}
