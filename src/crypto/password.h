// SPDX-License-Identifier: Apache-2.0
// Passwords as argon2id (version 1.3, one lane), in the usual text form $argon2id$v=19$m=...,t=...,p=1$salt$hash.
//
// A hash takes 64 MiB for as long as it lasts. So that many sign-ins at once cannot fill the memory, at most two are
// made at a time in a process; a few more wait; the rest is told "password.busy" at once.
//
// Thread safety: every function from any thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "base/chance.h"
#include "base/result.h"

namespace concordat::crypto {

struct PasswordCost {
  unsigned passes = 3;
  std::size_t memory = std::size_t{64} << 20U;  ///< bytes, a multiple of 1,024
};

/// Lets `at_once` in, `waiting` wait, and refuses the rest.
class HashingQueue {
 public:
  HashingQueue(int at_once, int waiting) : free_{at_once}, may_wait_{waiting} {}
  /// Holds a place until it dies.
  class Place {
   public:
    explicit Place(HashingQueue& queue) : queue_{&queue} {}
    Place(Place&& other) noexcept : queue_{other.queue_} { other.queue_ = nullptr; }
    Place& operator=(Place&&) = delete;
    Place(Place const&) = delete;
    ~Place();

   private:
    HashingQueue* queue_;
  };
  /// Waits for a place; "password.busy" (Fault::locked) where too many wait already.
  [[nodiscard]] Result<Place> enter();
  /// How many have been let in since the start.
  [[nodiscard]] std::uint64_t entered();
  [[nodiscard]] int waiting();

 private:
  std::mutex mutex_;
  std::condition_variable freed_;
  int free_;
  int may_wait_;
  int waiting_ = 0;
  std::uint64_t entered_ = 0;
};

/// The one queue of this process.
[[nodiscard]] HashingQueue& hashing_queue();

/// "password.busy", or Fault::exhausted where there is no memory.
[[nodiscard]] Result<std::string> hash_password(std::string_view password, PasswordCost const& cost, Chance& chance);
/// False as well where `hash` is no such text. Costs what the hash says.
[[nodiscard]] Result<bool> password_matches(std::string const& hash, std::string_view password);
/// True where the hash was made at another cost than this.
[[nodiscard]] bool needs_new_hash(std::string const& hash, PasswordCost const& cost);
/// A hash that no password fits and that takes as long to find out: for login names that do not exist.
[[nodiscard]] std::string hash_of_nobody(PasswordCost const& cost);

}  // namespace concordat::crypto
