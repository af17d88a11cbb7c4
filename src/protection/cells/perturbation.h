// SPDX-License-Identifier: Apache-2.0
// The cell key method: each cell is changed a little, always by the same amount for the same people.
//
// Every record carries a key from 0 to 255. The sum of the keys of a cell's records, modulo 256, says by how much its
// count changes, so the same cell is the same in every table, and differences between tables tell nothing.
//
// The table is worked out and not stored: of all distributions on the counts that may be published (never 1 or 2, never
// more than 5 away, 0 stays 0), without bias, with variance 3, and with no change at least as likely as any other, it is
// the one of the greatest entropy.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/hash.h"

namespace concordat::protection {

class PerturbationTable {
 public:
  static constexpr int farthest = 5;       ///< a count changes by at most this much
  static constexpr double variance = 3;
  static constexpr std::int64_t smallest_published = 3;  ///< besides 0
  static constexpr std::int64_t last_row = 8;  ///< from here on every count has the same distribution

  /// The one table there is.
  [[nodiscard]] static PerturbationTable const& standard();
  /// How much to add to a count from 0 up whose records' keys add up to `cell_key`.
  [[nodiscard]] int change(std::int64_t count, std::uint8_t cell_key) const;
  /// The chance of a change, for a key that is as likely as any other. 0 for what cannot be.
  [[nodiscard]] double probability(std::int64_t count, int change) const;

 private:
  PerturbationTable();
  struct Row {
    std::array<double, 2 * farthest + 1> chance = {};  ///< of a change by -5 to 5
    std::array<std::int8_t, 256> change = {};
  };
  std::array<Row, last_row + 1> rows_ = {};
};

/// Gives records their keys: the first byte of HMAC-SHA-256 under the data set's key, of the record's own lasting id.
/// The key must stay what it is as long as anything is published from the data set.
class RecordKeys {
 public:
  explicit RecordKeys(crypto::SymmetricKey const& key) : hmac_{key} {}
  [[nodiscard]] std::uint8_t of(std::string_view record_id) const;

 private:
  crypto::HmacSha256 hmac_;
};

}  // namespace concordat::protection
