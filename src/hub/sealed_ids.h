// SPDX-License-Identifier: Apache-2.0
// Under which record ids the key database keeps the keys of what is sealed and is no source record.
#pragma once

#include <cstdint>

namespace concordat::hub {

/// Sealed values that are no source record (quarantined cells, file names, mappings) use record ids below zero.
constexpr std::int64_t lowest_quarantine_key = -(std::int64_t{1} << 60);
[[nodiscard]] constexpr std::int64_t quarantine_key(std::int64_t quarantine_id) { return -quarantine_id; }
/// Below it lie the keys of mappings, above it those of file names.
constexpr std::int64_t highest_mapping_key = -(std::int64_t{1} << 61);
[[nodiscard]] constexpr std::int64_t mapping_key(std::int64_t submission) { return highest_mapping_key - submission; }
[[nodiscard]] constexpr std::int64_t file_name_key(std::int64_t submission) { return lowest_quarantine_key - submission; }

}  // namespace concordat::hub
