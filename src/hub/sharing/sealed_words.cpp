// SPDX-License-Identifier: Apache-2.0
#include "hub/sharing/sealed_words.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "crypto/seal.h"

namespace concordat::hub::sharing {
namespace {

constexpr std::uint32_t words_key_version = 1;

crypto::SymmetricKey key_of(Hub& hub, std::string_view agency) { return hub.account_key("sharing|" + std::string{agency}); }

crypto::SealPlace place_of(Spot const& spot) { return {spot.table, spot.column, spot.row, words_key_version}; }

}  // namespace

store::Bytes seal_words(Hub& hub, Spot const& spot, Json const& words) {
  auto const plain = words.canonical();
  auto const sealed = crypto::seal(key_of(hub, spot.agency), crypto::bytes_of(plain), place_of(spot), hub.chance());
  auto const bytes = crypto::bytes_of(sealed);
  return {bytes.begin(), bytes.end()};
}

Result<Json> open_words(Hub& hub, Spot const& spot, store::Bytes const& sealed) {
  auto const plain = crypto::open(key_of(hub, spot.agency), crypto::text_of(sealed), place_of(spot));
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
