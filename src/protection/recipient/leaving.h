// SPDX-License-Identifier: Apache-2.0
// What every release of records needs: an order of chance, ids of chance, and what is said of the records withheld.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/chance.h"
#include "base/result.h"
#include "protection/recipient/release_records.h"

namespace concordat::protection {

/// In an order of which each is as likely.
[[nodiscard]] std::vector<std::size_t> by_chance(std::vector<std::size_t> order, Chance& chance);
/// Sixteen hexadecimal digits that mean nothing.
[[nodiscard]] std::string id_by_chance(Chance& chance);

/// A count of withheld records would tell how many stand out, so a band does.
[[nodiscard]] std::string withheld_band(std::size_t withheld, std::size_t records);
/// How many records a reader knows to be withheld beside so many that left, by that band; a band that is none of them: any number.
struct WithheldRange {
  std::int64_t least = 0;
  std::optional<std::int64_t> most = {};
  friend bool operator==(WithheldRange const&, WithheldRange const&) = default;
};
[[nodiscard]] WithheldRange withheld_by_band(std::string_view band, std::int64_t left);

/// Whether no fewer than k records are alike in every column, once those of smaller groups are withheld: k and l hold for the others, and
/// no more than `demand` allows of so many incidents is withheld. Where it cannot be so the release stays as it was.
[[nodiscard]] bool withhold_small_groups(RecordRelease& release, RecordDemand const& demand, std::size_t incidents);
/// Where that could not be: the kind of place is told of no record, and where that is not enough the method neither. Gives the columns
/// that are told of none.
[[nodiscard]] std::vector<std::string> tell_no_small_groups(RecordRelease& release, std::uint32_t k);

inline constexpr double nearly_unique = 0.05;  ///< share of records that stand alone, above which columns are no mere remark
/// Columns that are to leave as they are, alone and in twos and threes: refuses those by which more than one record in twenty
/// stands alone ("protect.nearly-unique"). `shown` are the values as they would leave. Gives how many sets were looked at.
struct ShownColumn {
  std::string name;
  std::vector<std::string> values;
};
[[nodiscard]] Result<std::size_t> check_subsets(std::vector<ShownColumn> const& shown);

}  // namespace concordat::protection
