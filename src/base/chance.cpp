// SPDX-License-Identifier: Apache-2.0
#include "base/chance.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <sys/random.h>

namespace concordat {

void SystemChance::fill(std::span<std::byte> bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    auto const got = ::getrandom(bytes.data() + done, bytes.size() - done, 0);
    if (got < 0) {
      if (errno == EINTR) continue;
      std::abort();  // no randomness, no keys: going on would be worse
    }
    done += static_cast<std::size_t>(got);
  }
}

std::uint64_t SeededChance::next() {
  state_ += 0x9e3779b97f4a7c15ULL;
  auto mixed = state_;
  mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebULL;
  return mixed ^ (mixed >> 31U);
}

void SeededChance::fill(std::span<std::byte> bytes) {
  for (std::size_t at = 0; at < bytes.size(); at += 8) {
    auto const value = next();
    std::memcpy(bytes.data() + at, &value, bytes.size() - at < 8 ? bytes.size() - at : 8);
  }
}

std::uint64_t SeededChance::below(std::uint64_t bound) {
  auto const limit = UINT64_MAX - UINT64_MAX % bound;
  auto value = next();
  while (value >= limit) value = next();
  return value % bound;
}

double SeededChance::unit() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }

}  // namespace concordat
