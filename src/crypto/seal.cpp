// SPDX-License-Identifier: Apache-2.0
#include "crypto/seal.h"

#include <sodium.h>

#include <array>
#include <charconv>
#include <cstring>

#include "crypto/encoding.h"
#include "crypto/start.h"

namespace concordat::crypto {
namespace {

constexpr char format_byte = 1;
constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(seal_overhead == 1 + nonce_size + tag_size);

unsigned char const* raw(void const* bytes) {
  return static_cast<unsigned char const*>(bytes);
}
unsigned char* raw(void* bytes) {
  return static_cast<unsigned char*>(bytes);
}

/// table|column|row|key version. The row may hold anything: nothing but digits follows its '|'.
struct BoundPlace {
  explicit BoundPlace(SealPlace const& place) {
    std::array<char, 10> digits{};
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), place.key_version).ptr;
    text.reserve(place.table.size() + place.column.size() + place.row.size() + 16);
    text.append(place.table).append("|").append(place.column).append("|").append(place.row).append("|");
    text.append(digits.data(), end);
  }
  std::string text;
};

tl::unexpected<Problem> does_not_open() {
  return fail(Fault::integrity, "crypto.seal", "A sealed value does not open with this key at this place.",
              "Check that the key file belongs to this database; otherwise the value was changed or moved.");
}

}  // namespace

SymmetricKey generate_key(Chance& chance) {
  std::array<std::byte, 32> bytes{};
  chance.fill(bytes);
  SymmetricKey key{bytes};
  sodium_memzero(bytes.data(), bytes.size());
  return key;
}

void seal_into(std::string& out, SymmetricKey const& key, Bytes plain, SealPlace const& place,
               Chance& chance) {
  start();
  BoundPlace const bound{place};
  auto const from = out.size();
  out.resize(from + plain.size() + seal_overhead);
  out[from] = format_byte;
  auto* const nonce = out.data() + from + 1;
  chance.fill(std::as_writable_bytes(std::span{nonce, nonce_size}));
  crypto_aead_xchacha20poly1305_ietf_encrypt(raw(nonce + nonce_size), nullptr, raw(plain.data()),
                                             plain.size(), raw(bound.text.data()), bound.text.size(), nullptr,
                                             raw(nonce), raw(key.expose().data()));
}

std::string seal(SymmetricKey const& key, Bytes plain, SealPlace const& place, Chance& chance) {
  std::string out;
  seal_into(out, key, plain, place, chance);
  return out;
}

Result<std::string> open(SymmetricKey const& key, std::string_view sealed, SealPlace const& place) {
  start();
  if (sealed.size() < seal_overhead || sealed.front() != format_byte) return does_not_open();
  BoundPlace const bound{place};
  auto const* const nonce = sealed.data() + 1;
  auto const* const body = nonce + nonce_size;
  std::string plain(sealed.size() - seal_overhead, '\0');
  int const outcome = crypto_aead_xchacha20poly1305_ietf_decrypt(
      raw(plain.data()), nullptr, nullptr, raw(body), plain.size() + tag_size, raw(bound.text.data()),
      bound.text.size(), raw(nonce), raw(key.expose().data()));
  if (outcome != 0) return does_not_open();
  return plain;
}

std::string wrap_key(SymmetricKey const& outer, SymmetricKey const& inner, SealPlace const& place,
                     Chance& chance) {
  return seal(outer, inner.expose(), place, chance);
}

Result<SymmetricKey> unwrap_key(SymmetricKey const& outer, std::string_view wrapped, SealPlace const& place) {
  if (wrapped.size() != wrapped_key_size) return does_not_open();
  auto plain = open(outer, wrapped, place);
  if (!plain) return fail(plain);
  auto bytes = hash_from_bytes(*plain);
  sodium_memzero(plain->data(), plain->size());
  SymmetricKey key{bytes};
  sodium_memzero(bytes.data(), bytes.size());
  return key;
}

}  // namespace concordat::crypto
