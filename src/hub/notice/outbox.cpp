// SPDX-License-Identifier: Apache-2.0
#include "hub/notice/outbox.h"

#include <optional>

#include "base/id.h"
#include "base/json.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql next_message = "SELECT coalesce(max(id), 0) + 1 FROM outbox";
constexpr store::Sql put_message = "INSERT INTO outbox (id, kind, payload, created_at, sent_at) VALUES (?, ?, ?, ?, ?)";

}  // namespace sql

Result<std::int64_t> put_message(Hub& hub, store::Transaction& transaction, std::string_view kind, Message const& message) {
  auto& connection = transaction.connection();
  auto const id = connection.query_integer(sql::next_message);
  if (!id) return fail(id);
  auto const now = hub.clock().now();
  Json payload;
  payload.set("id", uuid7(now, hub.chance())).set("to", message.to).set("at", format_instant(now));
  payload.set("subject", message.subject).set("text", message.text);
  std::optional<std::string> const not_yet;
  if (auto put = connection.execute(sql::put_message, **id, kind, payload.canonical(), format_instant(now), not_yet); !put) return fail(put);
  return **id;
}

}  // namespace concordat::hub
