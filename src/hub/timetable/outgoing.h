// SPDX-License-Identifier: Apache-2.0
// Delivers what waits in the outbox, whatever it is about.
#pragma once

#include <cstdint>
#include <optional>

#include "hub/hub.h"
#include "hub/timetable/mail.h"

namespace concordat::hub {

struct Outgoing {
  std::uint64_t delivered = 0;
  std::uint64_t waiting = 0;       ///< that could not be delivered, and will be tried again
  std::optional<Problem> trouble;  ///< why not
};

/// "chase.no-route" where the route leads nowhere or has no sender.
[[nodiscard]] Result<void> check_route(MailRoute const& route);

/// Every message that waits, oldest first. Two programs of one machine never deliver at once; one that dies while delivering may
/// deliver a message twice, with the same Message-ID. "chase.no-route".
[[nodiscard]] Result<Outgoing> deliver_waiting(Hub& hub, MailRoute const& route);

}  // namespace concordat::hub
