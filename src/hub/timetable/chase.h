// SPDX-License-Identifier: Apache-2.0
// Reminders to those who send files: one message for each mailbox, about every month of its feeds that became late since
// the last one. Reminders of overdue reviews of broken glass (hub/notice) are written with them, and whatever waits goes out.
//
//   auto report = chase(hub, {.from = "hub@northshire.example", .spool = "/var/spool/concordat"});
//
// Invariants:
//   1. a month of a feed is in one message at the most, however often and from how many programs this is called;
//   2. the message, the months it is about and its leaf ("send") are one transaction; it is delivered after that, so a
//      program that dies in between leaves a message that waits, and one that dies while delivering may deliver it
//      twice, with the same Message-ID; two programs of one machine never deliver at once;
//   3. it names agencies, feeds, months and days: no person, and nothing of what is in a file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hub/hub.h"
#include "hub/timetable/mail.h"

namespace concordat::hub {

struct Chaser {
  std::string agency;
  std::string to;
  std::vector<std::string> feeds;
  std::uint64_t months = 0;        ///< of all its feeds together
  std::uint64_t ledger_index = 0;
};

struct ChaseReport {
  std::vector<Chaser> written;                 ///< now, for the first time
  std::uint64_t reviews = 0;                   ///< reminders of overdue reviews of broken glass, written now
  std::uint64_t delivered = 0;                 ///< messages of now and of before that went out
  std::uint64_t waiting = 0;                   ///< that could not be delivered, and will be tried again
  std::optional<Problem> trouble;              ///< why not
  std::vector<std::string> without_contact;    ///< late feeds that name nobody to write to
};

/// "chase.no-route" (outgoing.h).
[[nodiscard]] Result<ChaseReport> chase(Hub& hub, MailRoute const& route);

}  // namespace concordat::hub
