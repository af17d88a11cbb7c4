// SPDX-License-Identifier: Apache-2.0
// Which column of a file is which field: made from a profile's known headers, or from a mapping a person confirmed.
// Nothing that a machine only suggests is ever applied.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "base/json.h"
#include "intake/map/profile.h"

namespace concordat::intake {

/// One column of the file. `column` is 0-based.
struct MappedColumn {
  std::size_t column = 0;
  FieldIndex field = 0;
  std::size_t profile_column = 0;  ///< in Profile::columns
};

struct Mapping {
  std::string profile;
  std::int64_t profile_version = 0;
  std::vector<std::string> headers;      ///< of the file, in order
  std::vector<MappedColumn> columns;     ///< in the order of the file
  std::vector<std::size_t> unmapped;     ///< columns that map to nothing, 0-based; said, never skipped in silence
  std::string confirmed_by = {};         ///< the member who confirmed it; empty: exact known spellings
};

/// Made from the profile's known spellings. Findings: "column-missing" (error) for a required field without a column,
/// "column-twice" (error) for two columns of one field, "column-unmapped" (note) for a column that maps to nothing.
struct CompiledMapping {
  std::optional<Mapping> mapping;  ///< none where there are errors
  Findings findings;
};
[[nodiscard]] CompiledMapping map_by_headers(Profile const& profile, std::span<std::string const> headers,
                                             catalogue::Catalogue const& catalogue);

/// Reads a confirmed mapping file (YAML). Refused where `confirmed` is not true, where the profile or its version is
/// another, and where a header of the mapping is not in the file.
[[nodiscard]] CompiledMapping map_by_file(std::string_view yaml, std::string_view file, Profile const& profile,
                                          std::span<std::string const> headers,
                                          catalogue::Catalogue const& catalogue);

/// What is stored with a submission: profile, version, header -> field, who confirmed.
[[nodiscard]] Json to_json(Mapping const& mapping, catalogue::Catalogue const& catalogue);

}  // namespace concordat::intake
