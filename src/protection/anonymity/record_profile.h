// SPDX-License-Identifier: Apache-2.0
// A protection profile: what becomes of each column when records leave. Format `concordat-protection/1`
// (docs/formats/protection-profile.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/finding.h"

namespace concordat::protection {

/// One step of a column's ladder: what a value becomes.
struct LadderStep {
  enum class Kind : std::uint8_t { as_is, bands, month, quarter, year, prefix, groups, all };
  struct Group {
    std::string label;
    std::vector<std::string> of;
  };
  Kind kind = Kind::as_is;
  std::vector<std::int64_t> bands = {};  ///< lower ends, rising
  std::int64_t length = 0;               ///< of a prefix, in characters of ASCII
  std::vector<Group> groups = {};

  /// Nothing where the step does not say what becomes of this value: no number for bands, no date, in no group. A blank
  /// value is "unknown" at every step but the last, "all", where everything is "any".
  [[nodiscard]] std::optional<std::string> of(std::string_view value) const;
};

enum class ColumnRole : std::uint8_t {
  drop,       ///< never leaves
  known,      ///< others may know it of somebody: coarsened
  sensitive,  ///< what is to be learned: leaves as it is, and must differ within every class
  keep,       ///< leaves as it is; refused where it is nearly unique
};

struct ProfileColumn {
  std::string column;
  ColumnRole role = ColumnRole::drop;
  std::vector<LadderStep> steps = {};  ///< of `known`
};

struct RecordProfile {
  std::string name = {};
  std::uint32_t k = 5;
  std::uint32_t l = 2;
  std::uint32_t withheld_percent = 2;
  std::uint32_t blank_percent = 0;  ///< so many of the known values may be left blank, and no record is coarsened beyond the first steps; 0: records are coarsened
  std::vector<ProfileColumn> columns = {};
  [[nodiscard]] ProfileColumn const* find(std::string_view column) const;
};

/// No profile lets classes be smaller, or more records be withheld, than these.
inline constexpr std::int64_t least_k = 3;
inline constexpr std::int64_t most_withheld_percent = 10;
inline constexpr std::int64_t most_blank_percent = 50;

/// `file` is only named in the findings. Everything wrong is told, each with a remedy.
[[nodiscard]] tl::expected<RecordProfile, Findings> read_profile(std::string_view text, std::string_view file);

}  // namespace concordat::protection
