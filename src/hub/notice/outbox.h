// SPDX-License-Identifier: Apache-2.0
// Messages that wait to go out. Written in the transaction of what they are about, delivered after it: a program that dies in
// between leaves a message that waits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hub/hub.h"
#include "store/transaction.h"

namespace concordat::hub {

struct Message {
  std::string to;       ///< mailbox of a post or a team
  std::string subject;  ///< one line of ASCII
  std::string text;     ///< UTF-8, lines of at most 900 bytes, of our own words and ids
};

/// Answers its number. `kind` is a word of ours. REQUIRES: a write transaction of this hub in which it is this one's turn
/// (take_turn).
[[nodiscard]] Result<std::int64_t> put_message(Hub& hub, store::Transaction& transaction, std::string_view kind, Message const& message);

}  // namespace concordat::hub
