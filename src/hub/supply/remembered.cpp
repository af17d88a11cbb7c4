// SPDX-License-Identifier: Apache-2.0
#include "hub/supply/remembered.h"

#include <algorithm>

#include <fmt/format.h>

#include "catalogue/yaml.h"
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
    "SELECT max(number) FROM submission WHERE feed = ? AND heading_mark = ? AND state = 'accepted' AND mapping_sealed IS NOT NULL";
constexpr store::Sql corrected =
    "SELECT number FROM submission WHERE feed = ? AND id = ? AND profile = ? AND profile_version = ? AND state = 'accepted' AND mapping_sealed IS NOT NULL";
constexpr store::Sql confirmed = "SELECT mapping_sealed, key_version FROM submission WHERE feed = ? AND number = ? AND mapping_sealed IS NOT NULL";

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

Result<std::optional<std::string>> confirmed_mapping(Hub& hub, Feed const& feed, std::int64_t submission) {
  auto const* agency = hub.agency(feed.agency);
  if (agency == nullptr) return std::optional<std::string>{};
  store::RecordKeyRef ref{mapping_key(submission), static_cast<int>(agency->number), 0};
  store::Bytes sealed;
  auto read = hub.database().query(sql::confirmed,
                                   [&](store::Row const& row) {
                                     sealed = row.bytes(0);
                                     ref.key_version = row.small(1);
                                   },
                                   feed.number, submission);
  if (!read) return fail(read);
  if (sealed.empty()) return std::optional<std::string>{};
  auto const opened = hub.vault().open_identity(ref, sealed);
  if (!opened) return fail(opened);
  return std::optional{opened->reveal(ProcessingDesk::open())};
}

Result<std::optional<std::string>> recall_mapping(Hub& hub, Feed const& feed, intake::Profile const& profile,
                                                  std::span<std::string const> headers) {
  // Rows that go back are read as the file was that they came in.
  auto const correction = correction_in(headers);
  auto const number = correction ? hub.database().query_integer(sql::corrected, feed.number, correction->submission, profile.id, std::to_string(profile.version))
                                 : hub.database().query_integer(sql::remembered, feed.number, heading_mark(hub, feed, profile, headers));
  if (!number) return fail(number);
  if (!*number) return std::optional<std::string>{};
  return confirmed_mapping(hub, feed, **number);
}

Result<std::map<std::string, std::string>> confirmed_headings(Hub& hub, Feed const& feed, std::int64_t submission) {
  std::map<std::string, std::string> headings;
  auto const text = confirmed_mapping(hub, feed, submission);
  if (!text) return fail(text);
  if (!*text) return headings;
  auto const document = catalogue::read_yaml(**text, "the mapping");
  auto const* const columns = document ? document->find("columns") : nullptr;
  for (std::size_t at = 0; columns != nullptr && at < columns->items.size(); ++at) {
    auto const* const field = columns->items[at].find("field");
    auto const* const header = columns->items[at].find("header");
    if (field != nullptr && header != nullptr) headings.emplace(field->text, header->text);
  }
  return headings;
}

}  // namespace concordat::hub
