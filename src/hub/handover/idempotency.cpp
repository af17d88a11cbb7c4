// SPDX-License-Identifier: Apache-2.0
#include "hub/handover/idempotency.h"

#include <algorithm>

#include <fmt/format.h>

#include "crypto/encoding.h"
#include "crypto/hash.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql forget = "DELETE FROM idempotency WHERE expires_at <= ?";
constexpr store::Sql remember =
    "INSERT INTO idempotency (key, content, answer, expires_at) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING";
constexpr store::Sql find = "SELECT content, answer FROM idempotency WHERE key = ?";

}  // namespace sql

namespace {

constexpr std::size_t longest_key = 200;

bool is_key(std::string_view key) {
  return !key.empty() && key.size() <= longest_key && std::ranges::all_of(key, [](char c) { return c > ' ' && c < 0x7f; });
}

struct Answered {
  std::string content;
  std::string answer;
};

}  // namespace

std::string request_hash(std::initializer_list<std::string_view> parts) {
  crypto::Sha256 hash;
  for (auto const part : parts) {
    hash.update(fmt::format("{}:", part.size()));
    hash.update(part);
  }
  return crypto::to_hex(hash.finish());
}

Result<std::string> answer_once(Hub& hub, KeyedRequest const& request, std::string const& proposed) {
  if (!is_key(request.key)) {
    return fail(Fault::malformed, "idempotency.bad-key", "The idempotency key cannot be used.",
                "Send 1 to 200 visible ASCII characters, a new UUID for each file.");
  }
  auto const key = request_hash({request.owner.agency, request.owner.member, request.key});
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto& connection = transaction->connection();
  auto const now = hub.clock().now();
  if (auto done = connection.execute(sql::forget, format_instant(now)); !done) return fail(done);
  // Whoever comes second finds what the first has committed, also where both came at once.
  auto put = connection.execute(sql::remember, key, request.content, proposed, format_instant(now + idempotency_kept));
  if (!put) return fail(put);
  auto const found = connection.query_one(sql::find, [](store::Row const& row) { return Answered{row.string(0), row.string(1)}; }, key);
  if (!found) return fail(found);
  if (!*found || (*found)->content != request.content) {
    return fail(Fault::conflict, "idempotency.other-request", "This idempotency key was used for another file or feed.",
                "Send a new key with each new file; the old one goes on standing for what it was sent with.");
  }
  if (auto done = transaction->commit(); !done) return fail(done);
  return (*found)->answer;
}

}  // namespace concordat::hub
