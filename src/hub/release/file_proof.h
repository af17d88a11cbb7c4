// SPDX-License-Identifier: Apache-2.0
// Inside the module: where a stored file and its entry of the ledger must agree.
#pragma once

#include <cstdint>

#include "base/json.h"
#include "base/result.h"

namespace concordat::hub {

class Hub;

/// What the entry of a release committed to, ids and hashes alone; null where what lies beside the entry is something else, or was taken away
/// while the key of its year is there. "ledger.opening-erased" where that key is gone: nobody can tell any more.
[[nodiscard]] Result<Json> entered_detail(Hub& hub, std::uint64_t index);

/// "release.file-not-in-ledger"
[[nodiscard]] tl::unexpected<Problem> stored_release_differs();

}  // namespace concordat::hub
