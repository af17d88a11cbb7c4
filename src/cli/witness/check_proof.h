// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/arguments.h"

namespace concordat::cli {

/// `ledger check-proof`: needs no hub.
[[nodiscard]] Exit run_ledger_check_proof(Arguments const& arguments);

}  // namespace concordat::cli
