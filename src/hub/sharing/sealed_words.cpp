// SPDX-License-Identifier: Apache-2.0
#include "hub/sharing/sealed_words.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "crypto/seal.h"
#include "hub/words_key.h"

namespace concordat::hub::sharing {
namespace {

constexpr std::uint32_t words_key_version = 1;

constexpr std::string_view words_use = "words";
constexpr int most_versions = 255;  // of an agency's key: one byte says which

crypto::SealPlace place_of(Spot const& spot) { return {spot.table, spot.column, spot.row, words_key_version}; }

struct RowKey {
  int version;  ///< of the agency's key, under which the row's was made
  crypto::SymmetricKey key;
};

/// Of the row, under this version of its agency's key.
Result<crypto::SymmetricKey> key_of(Hub& hub, Spot const& spot, int version) {
  auto const* agency = hub.agency(spot.agency);
  store::RecordKeyRef const ref{words_key(hub, spot.table, spot.row, spot.agency), agency == nullptr ? 0 : agency->number, version};
  return hub.vault().key_beside(ref, words_use);
}

/// The row's, under whichever version it was made, or a new one. In here nothing else is waited for, so that nobody waits for us in turn.
Result<RowKey> key_for_sealing(Hub& hub, Spot const& spot) {
  auto const* agency = hub.agency(spot.agency);
  auto batch = hub.vault().begin_sealing(agency == nullptr ? 0 : agency->number);  // no agency: the vault says that it has no key
  if (!batch) return fail(batch);
  auto const newest = std::min(batch->key_version(), most_versions);
  for (int version = newest; version > 0; --version) {
    auto there = key_of(hub, spot, version);
    if (there) return RowKey{version, std::move(*there)};
    if (there.error().code.view() == "keys.erased") return fail(there);
  }
  if (auto const made = batch->seal(words_key(hub, spot.table, spot.row, spot.agency), {}); !made) return fail(made);
  if (auto done = batch->commit(); !done) return fail(done);
  auto key = key_of(hub, spot, newest);
  if (!key) return fail(key);
  return RowKey{newest, std::move(*key)};
}

}  // namespace

Result<store::Bytes> seal_words(Hub& hub, Spot const& spot, Json const& words) {
  auto const key = key_for_sealing(hub, spot);
  if (!key && key.error().fault == Fault::locked) {
    return fail(Fault::locked, "words.keys-busy", "Another program is writing to the key database, and words are kept under a key only; nothing of this was kept.",
                "Repeat it in a moment; where it stays so, see which program has the key database open.");
  }
  if (!key) return fail(key);
  auto const plain = words.canonical();
  auto const sealed = crypto::seal(key->key, crypto::bytes_of(plain), place_of(spot), hub.chance());
  auto const bytes = crypto::bytes_of(sealed);
  store::Bytes out{static_cast<std::byte>(key->version)};
  out.insert(out.end(), bytes.begin(), bytes.end());
  return out;
}

Result<Json> open_words(Hub& hub, Spot const& spot, store::Bytes const& sealed) {
  auto const key = key_of(hub, spot, sealed.empty() ? 0 : std::to_integer<int>(sealed.front()));
  if (!key) return fail(key);
  auto const plain = crypto::open(*key, crypto::text_of(sealed).substr(1), place_of(spot));
  if (!plain) return fail(plain);
  return Json::parse(*plain);
}

std::string subject_of(Hub& hub, std::string_view agency, std::string_view reference) {
  auto const text = std::string{agency} + "|" + text::ascii_lower(text::trim(reference));
  return crypto::to_hex(crypto::hmac_sha256(hub.account_key("sharing-subject"), crypto::bytes_of(text)));
}

bool is_words(std::string_view text, std::size_t longest) {
  auto const trimmed = text::trim(text);
  return !trimmed.empty() && trimmed.size() <= longest && text::is_utf8(trimmed);
}

}  // namespace concordat::hub::sharing
