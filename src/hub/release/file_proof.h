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

/// That the source that records left of, by what their entry committed to, still goes by its name. A feed keeps its number and its name for
/// good; which reports a number has, the entry of the closing holds. "records.feed-renamed"
[[nodiscard]] Result<void> hold_feed_of_records(Hub const& hub, Json const& detail);

/// "release.file-not-in-ledger"
[[nodiscard]] tl::unexpected<Problem> stored_release_differs();

}  // namespace concordat::hub
