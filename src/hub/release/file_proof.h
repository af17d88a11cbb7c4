// SPDX-License-Identifier: Apache-2.0
// Inside the module: where a stored file and its entry of the ledger must agree.
#pragma once

#include "base/result.h"

namespace concordat::hub {

/// "release.file-not-in-ledger"
[[nodiscard]] tl::unexpected<Problem> stored_release_differs();

}  // namespace concordat::hub
