// SPDX-License-Identifier: Apache-2.0
#include "crypto/hash.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <cstdlib>
#include <cstring>

#include "crypto/start.h"

namespace concordat::crypto {
namespace {

unsigned char const* raw(Bytes bytes) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): both libraries speak unsigned char
  return reinterpret_cast<unsigned char const*>(bytes.data());
}

unsigned char* raw(Hash& hash) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  return reinterpret_cast<unsigned char*>(hash.data());
}

/// A digest that does not start or end means no memory or a broken library; no hash may come out of that.
void require(bool fine) {
  if (!fine) std::abort();
}

/// Fetched once: looking an algorithm up costs more than hashing a leaf.
EVP_MD const* algorithm() {
  static EVP_MD const* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  require(fetched != nullptr);
  return fetched;
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

Context new_context() {
  Context context{EVP_MD_CTX_new()};
  require(context != nullptr && EVP_DigestInit_ex2(context.get(), algorithm(), nullptr) == 1);
  return context;
}

Hash finish_and_restart(EVP_MD_CTX* context) {
  Hash hash{};
  require(EVP_DigestFinal_ex(context, raw(hash), nullptr) == 1);
  require(EVP_DigestInit_ex2(context, nullptr, nullptr) == 1);  // null: the same algorithm again
  return hash;
}

EVP_MD_CTX* context_of_thread() {
  thread_local Context const context = new_context();
  return context.get();
}

}  // namespace

void start() {
  static bool const started = sodium_init() >= 0;
  require(started);
}

Hash sha256(Bytes message) {
  return sha256({message});
}

Hash sha256(std::initializer_list<Bytes> parts) {
  auto* const context = context_of_thread();
  for (auto const part : parts) require(EVP_DigestUpdate(context, part.data(), part.size()) == 1);
  return finish_and_restart(context);
}

struct Sha256::State {
  Context context = new_context();
};

Sha256::Sha256() : state_{std::make_unique<State>()} {}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

Sha256& Sha256::update(Bytes part) {
  require(EVP_DigestUpdate(state_->context.get(), part.data(), part.size()) == 1);
  return *this;
}

Hash Sha256::finish() {
  return finish_and_restart(state_->context.get());
}

Hash hmac_sha256(SymmetricKey const& key, Bytes message) {
  start();
  Hash mac{};
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, raw(key.expose()), key.expose().size());
  crypto_auth_hmacsha256_update(&state, raw(message), message.size());
  crypto_auth_hmacsha256_final(&state, raw(mac));
  sodium_memzero(&state, sizeof state);
  return mac;
}

struct HmacSha256::State {
  crypto_auth_hmacsha256_state keyed;
};

HmacSha256::HmacSha256(SymmetricKey const& key) : state_{std::make_unique<State>()} {
  start();
  crypto_auth_hmacsha256_init(&state_->keyed, raw(key.expose()), key.expose().size());
}

HmacSha256::HmacSha256(HmacSha256&&) noexcept = default;
HmacSha256& HmacSha256::operator=(HmacSha256&&) noexcept = default;

HmacSha256::~HmacSha256() {
  if (state_ != nullptr) sodium_memzero(state_.get(), sizeof *state_);
}

Hash HmacSha256::of(Bytes message) const {
  crypto_auth_hmacsha256_state state = state_->keyed;
  Hash mac{};
  crypto_auth_hmacsha256_update(&state, raw(message), message.size());
  crypto_auth_hmacsha256_final(&state, raw(mac));
  sodium_memzero(&state, sizeof state);
  return mac;
}

Hash blind_index(SymmetricKey const& key, Bytes value) {
  start();
  Hash hash{};
  crypto_generichash(raw(hash), hash.size(), raw(value), value.size(), raw(key.expose()),
                     key.expose().size());
  return hash;
}

std::uint64_t blind_index_64(SymmetricKey const& key, Bytes value) {
  auto const hash = blind_index(key, value);
  std::uint64_t number = 0;
  for (std::size_t at = 0; at < 8; ++at) number = number << 8U | std::to_integer<std::uint64_t>(hash[at]);
  return number;
}

bool equal_in_constant_time(Bytes left, Bytes right) {
  return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace concordat::crypto
