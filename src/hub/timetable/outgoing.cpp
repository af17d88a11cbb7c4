// SPDX-License-Identifier: Apache-2.0
#include "hub/timetable/outgoing.h"

#include <utility>
#include <vector>

#include "base/json.h"
#include "base/lock_file.h"
#include "base/text.h"

namespace concordat::hub {
namespace sql {

// '{}': what it said was deleted on its day before it could go.
constexpr store::Sql waiting = "SELECT id, payload FROM outbox WHERE sent_at IS NULL AND payload <> '{}' ORDER BY id";
constexpr store::Sql mark_sent = "UPDATE outbox SET sent_at = ? WHERE id = ?";

}  // namespace sql

Result<void> check_route(MailRoute const& route) {
  if (route.leads_somewhere() && text::is_mailbox(route.from)) return {};
  return fail(Fault::refused, "chase.no-route", "Nothing says how reminders leave, or from which mailbox.",
              "Name a mailbox with --from, and a folder with --spool or a program with --sendmail; for the web server these stand "
              "under 'mail' in its file.");
}

Result<Outgoing> deliver_waiting(Hub& hub, MailRoute const& route) {
  if (auto good = check_route(route); !good) return fail(good);
  Outgoing out;
  // What another program delivers at this moment would go out twice.
  auto const keys = keys_folder(hub.options());
  if (!keys) return fail(keys);
  LockFile const alone{*keys / "chase.lock"};
  if (!alone.held()) return out;
  if (!route.spool.empty()) clear_torn_messages(route.spool);
  std::vector<std::pair<std::int64_t, Json>> messages;
  auto read = hub.database().query(sql::waiting, [&](store::Row const& row) -> Result<void> {
    auto payload = Json::parse(row.text(1));
    if (!payload) return fail(payload);
    messages.emplace_back(row.integer(0), std::move(*payload));
    return {};
  });
  if (!read) return fail(read);
  for (auto const& [id, payload] : messages) {
    Mail const mail{route.from, payload["to"].string(), payload["subject"].string(), payload["text"].string(), payload["id"].string(),
                    parse_instant(payload["at"].string()).value_or(hub.clock().now())};
    if (auto done = deliver(mail, route); !done) {
      ++out.waiting;
      out.trouble = done.error();
      continue;
    }
    if (auto marked = hub.database().execute(sql::mark_sent, format_instant(hub.clock().now()), id); !marked) return fail(marked);
    ++out.delivered;
  }
  return out;
}

}  // namespace concordat::hub
