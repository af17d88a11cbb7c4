// SPDX-License-Identifier: Apache-2.0
#include "linkage/text/neighbours.h"

#include <algorithm>
#include <array>

namespace concordat::linkage {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

/// splitmix64's finish over a running sum: enough to keep keys of a million names apart.
std::uint64_t mix(std::uint64_t value) {
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31U);
}

std::uint64_t hash_without(LettersView text, std::size_t first, std::size_t second) {
  std::uint64_t hash = 0x9E3779B97F4A7C15U;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (at == first || at == second) continue;
    hash = mix(hash ^ (std::uint64_t{text[at]} + 1));
  }
  return hash;
}

}  // namespace

std::uint64_t hash_of(LettersView text) {
  return hash_without(text, none, none);
}

std::vector<std::uint64_t> deletion_keys(LettersView text, unsigned edits) {
  std::vector<std::uint64_t> keys{hash_of(text)};
  for (std::size_t first = 0; edits >= 1 && first < text.size(); ++first) {
    keys.push_back(hash_without(text, first, none));
    for (std::size_t second = first + 1; edits >= 2 && second < text.size(); ++second)
      keys.push_back(hash_without(text, first, second));
  }
  std::ranges::sort(keys);
  auto const repeated = std::ranges::unique(keys);
  keys.erase(repeated.begin(), repeated.end());
  return keys;
}

}  // namespace concordat::linkage
