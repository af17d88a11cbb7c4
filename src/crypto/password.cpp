// SPDX-License-Identifier: Apache-2.0
#include "crypto/password.h"

#include <fmt/format.h>
#include <sodium.h>

#include <array>

#include "crypto/hash.h"
#include "crypto/start.h"

namespace concordat::crypto {
namespace {

constexpr int hashings_at_once = 2;
constexpr int hashings_waiting = 16;
constexpr std::size_t hash_size = 32;
constexpr std::size_t salt_size = crypto_pwhash_argon2id_SALTBYTES;

unsigned char* raw(std::byte* bytes) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the library speaks unsigned char
  return reinterpret_cast<unsigned char*>(bytes);
}

std::string base64_without_padding(std::span<std::byte> bytes) {
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), raw(bytes.data()), bytes.size(), sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  text.resize(text.find('\0'));
  return text;
}

std::string in_text_form(PasswordCost const& cost, std::span<std::byte> salt, std::span<std::byte> hash) {
  return fmt::format("$argon2id$v=19$m={},t={},p=1${}${}", cost.memory / 1024, cost.passes, base64_without_padding(salt),
                     base64_without_padding(hash));
}

}  // namespace

HashingQueue::Place::~Place() {
  if (queue_ == nullptr) return;
  {
    std::lock_guard const lock{queue_->mutex_};
    ++queue_->free_;
  }
  queue_->freed_.notify_one();
}

Result<HashingQueue::Place> HashingQueue::enter() {
  std::unique_lock lock{mutex_};
  if (free_ == 0 && waiting_ >= may_wait_) {
    return fail(Fault::locked, "password.busy", "Too many people are signing in at this moment.", "Try again in a few seconds.");
  }
  ++waiting_;
  freed_.wait(lock, [this] { return free_ > 0; });
  --waiting_;
  --free_;
  ++entered_;
  return Place{*this};
}

std::uint64_t HashingQueue::entered() {
  std::lock_guard const lock{mutex_};
  return entered_;
}

int HashingQueue::waiting() {
  std::lock_guard const lock{mutex_};
  return waiting_;
}

HashingQueue& hashing_queue() {
  static HashingQueue queue{hashings_at_once, hashings_waiting};
  return queue;
}

Result<std::string> hash_password(std::string_view password, PasswordCost const& cost, Chance& chance) {
  start();
  auto const place = hashing_queue().enter();
  if (!place) return fail(place);
  std::array<std::byte, salt_size> salt{};
  chance.fill(salt);
  std::array<std::byte, hash_size> hash{};
  if (crypto_pwhash_argon2id(raw(hash.data()), hash.size(), password.data(), password.size(), raw(salt.data()), cost.passes,
                             cost.memory, crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0) {
    return fail(Fault::exhausted, "password.no-memory", "There is not enough memory to check a password.",
                "Give the machine more memory, or the process a higher limit.");
  }
  auto text = in_text_form(cost, salt, hash);
  sodium_memzero(hash.data(), hash.size());
  return text;
}

Result<bool> password_matches(std::string const& hash, std::string_view password) {
  start();
  auto const place = hashing_queue().enter();
  if (!place) return fail(place);
  return crypto_pwhash_argon2id_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool needs_new_hash(std::string const& hash, PasswordCost const& cost) {
  return !hash.starts_with(fmt::format("$argon2id$v=19$m={},t={},p=1$", cost.memory / 1024, cost.passes));
}

std::string hash_of_nobody(PasswordCost const& cost) {
  // All zero: finding a password for it is finding a preimage.
  std::array<std::byte, salt_size> salt{};
  std::array<std::byte, hash_size> hash{};
  return in_text_form(cost, salt, hash);
}

}  // namespace concordat::crypto
