// SPDX-License-Identifier: Apache-2.0
// A message as a file or through the machine's mail system. Where it goes from there (a relay, TLS, a password) is the
// mail system's business: postfix, exim and msmtp all come with the program `sendmail`.
#pragma once

#include <filesystem>
#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace concordat::hub {

/// Plain text, of our own words and ids. REQUIRES: both addresses are mailboxes (text::is_mailbox).
struct Mail {
  std::string from;
  std::string to;
  std::string subject;  ///< one line of ASCII
  std::string text;     ///< UTF-8, lines of at most 900 bytes
  std::string id;       ///< UUID: the same message delivered twice can be told by it
  Instant at;
};

/// The bytes of RFC 5322, with CRLF.
[[nodiscard]] std::string message_of(Mail const& mail);

struct MailRoute {
  std::string from;                ///< mailbox that answers come to
  std::filesystem::path spool;     ///< folder for ID.eml; empty: none
  std::filesystem::path sendmail;  ///< program that takes a message on its standard input; empty: none
  [[nodiscard]] bool leads_somewhere() const { return !spool.empty() || !sendmail.empty(); }
};

/// Removes what a killed write left in the spool: such a file keeps the words past their day. REQUIRES: nobody else of
/// this hub delivers meanwhile. What another hub writes there at that moment stays with it and goes out the next time.
void clear_torn_messages(std::filesystem::path const& spool);

/// By every way the route names. Delivering again writes the same file. "mail.no-program", "mail.refused" where the
/// program ends otherwise than with 0 or not within a minute; the problems of write_file.
[[nodiscard]] Result<void> deliver(Mail const& mail, MailRoute const& route);

}  // namespace concordat::hub
