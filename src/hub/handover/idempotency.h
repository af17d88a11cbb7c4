// SPDX-License-Identifier: Apache-2.0
// Idempotency keys: a program that does not know whether its request arrived sends it again, and nothing is done twice.
//
// The same key with the same request gives the same answer for `idempotency_kept`; with another request it is refused.
// Two at the same moment get one answer. A key is of the member who sent it: another's is another key.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "hub/supply/uploads.h"

namespace concordat::hub {

constexpr std::chrono::hours idempotency_kept{48};

struct KeyedRequest {
  UploadOwner owner;
  std::string key;      ///< as the program chose it
  std::string content;  ///< of the whole request: where to and what, as one hash (request_hash)
};

/// A hash that two requests share only where they are the same. `parts` are joined so that none runs into the next.
[[nodiscard]] std::string request_hash(std::initializer_list<std::string_view> parts);

/// The answer that stands for this key: `proposed`, or what was answered before. "idempotency.bad-key" (1 to 200
/// visible ASCII characters), "idempotency.other-request".
[[nodiscard]] Result<std::string> answer_once(Hub& hub, KeyedRequest const& request, std::string const& proposed);

}  // namespace concordat::hub
