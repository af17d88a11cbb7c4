// SPDX-License-Identifier: Apache-2.0
// Where random bytes come from. Injected, so that tests repeat.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace concordat {

class Chance {
 public:
  virtual ~Chance() = default;
  virtual void fill(std::span<std::byte> bytes) = 0;
};

/// The kernel's generator: keys, salts, ids.
class SystemChance final : public Chance {
 public:
  void fill(std::span<std::byte> bytes) override;
};

/// splitmix64 from a seed: the same on every machine. Never for keys.
class SeededChance final : public Chance {
 public:
  explicit SeededChance(std::uint64_t seed) : state_{seed} {}
  void fill(std::span<std::byte> bytes) override;
  [[nodiscard]] std::uint64_t next();
  /// Uniform in [0, bound), bound > 0, without modulo bias.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound);
  /// Uniform in [0, 1).
  [[nodiscard]] double unit();

 private:
  std::uint64_t state_;
};

}  // namespace concordat
