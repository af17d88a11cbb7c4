// SPDX-License-Identifier: Apache-2.0
#include "hub/supply/remembered.h"

#include <algorithm>

#include <fmt/format.h>

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/processing_desk.h"
#include "hub/sealed_ids.h"
#include "hub/supply/correction.h"

namespace concordat::hub {
namespace sql {

// A newer file of the feed may have been read without a mapping, by a profile that has learnt the heading since: what was
// confirmed for this very heading and version still holds.
constexpr store::Sql remembered =
    "SELECT number, mapping_sealed, key_version FROM submission WHERE feed = ? AND heading_mark = ? AND state = 'accepted' "
    "AND mapping_sealed IS NOT NULL ORDER BY number DESC LIMIT 1";

}  // namespace sql

std::string heading_mark(Hub const& hub, Feed const& feed, intake::Profile const& profile, std::span<std::string const> headers) {
  auto text = fmt::format("heading\x1f{}\x1f{}\x1f{}", feed.id, profile.id, profile.version);
  // Rows that go back to be corrected have columns of ours beside those that the supplier's file had.
  auto const correction = correction_in(headers);
  for (std::size_t column = 0; column < headers.size(); ++column) {
    bool const ours = correction && std::ranges::find(correction->ours, column) != correction->ours.end();
    if (!ours) text += '\x1f' + catalogue::fold_header(headers[column]);
  }
  return crypto::to_hex(crypto::blind_index(hub.natural_key_key(feed.agency), crypto::bytes_of(text)));
}

Result<std::optional<std::string>> recall_mapping(Hub& hub, Feed const& feed, intake::Profile const& profile,
                                                  std::span<std::string const> headers) {
  auto const* agency = hub.agency(feed.agency);
  if (agency == nullptr) return std::optional<std::string>{};
  store::RecordKeyRef ref{0, static_cast<int>(agency->number), 0};
  store::Bytes sealed;
  auto read = hub.database().query(sql::remembered,
                                   [&](store::Row const& row) {
                                     ref.record = mapping_key(row.integer(0));
                                     sealed = row.bytes(1);
                                     ref.key_version = row.small(2);
                                   },
                                   feed.number, heading_mark(hub, feed, profile, headers));
  if (!read) return fail(read);
  if (sealed.empty()) return std::optional<std::string>{};
  auto const opened = hub.vault().open_identity(ref, sealed);
  if (!opened) return fail(opened);
  return std::optional{opened->reveal(ProcessingDesk::open())};
}

}  // namespace concordat::hub
