// SPDX-License-Identifier: Apache-2.0
// Asking witnesses over HTTP: the transport that hub/witness is handed, and the round of a running server.
#pragma once

#include <chrono>

#include "base/json.h"
#include "hub/witness/witnesses.h"

namespace concordat::serve {

/// POSTs, or GETs where there is no body, with this deadline for each question.
[[nodiscard]] hub::AskWitness ask_over_http(std::chrono::milliseconds deadline = std::chrono::seconds{5});

/// Asks where it is due; what its line of the log says, null where nobody was asked.
[[nodiscard]] Result<Json> witness_round(hub::Hub& hub, hub::AskWitness const& ask);

}  // namespace concordat::serve
