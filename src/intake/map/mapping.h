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
  std::size_t unit = 0;            ///< in Field::units: the unit it is written in; 0 is the one it is kept in
  bool unit_told = false;          ///< by the heading or by a person
};

/// How the table lies in its file, where that is not found out by itself. 0 and empty: found out.
struct Reading {
  std::string sheet = {};         ///< of a workbook
  std::uint64_t header_row = 0;   ///< number of the first row of the heading
  std::uint32_t header_rows = 0;  ///< of how many rows it is joined
  bool operator==(Reading const&) const = default;
};

/// A word of the supplier's system and what a person said it means: the code or word that the profile knows.
struct MappedWord {
  FieldIndex field = 0;
  std::string from;  ///< as written
  std::string to;
  bool operator==(MappedWord const&) const = default;
};

struct Mapping {
  std::string profile;
  std::int64_t profile_version = 0;
  std::vector<std::string> headers;      ///< of the file, in order
  std::vector<MappedColumn> columns;     ///< in the order of the file
  std::vector<std::size_t> unmapped;     ///< columns that map to nothing, 0-based; said, never skipped in silence
  std::vector<MappedWord> words = {};    ///< beside those of the profile
  Reading reading = {};
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

/// What a mapping file says of the place of the table: asked before the file is opened, so nothing else is looked at and
/// what is wrong is left to map_by_file.
[[nodiscard]] Reading reading_of(std::string_view mapping_yaml);

/// The profile that a mapping file is for; empty where it says none.
[[nodiscard]] std::string profile_of(std::string_view mapping_yaml);

/// Something that a word of a column may mean.
struct Meaning {
  std::string to;     ///< as a mapping names it
  std::string label;  ///< for people
};
/// What the words of one column may mean: codes of its lists, hub categories, roles, or the profile's own words. Empty
/// where the column takes any value.
[[nodiscard]] std::vector<Meaning> meanings_of(ProfileColumn const& column, Profile const& profile,
                                               catalogue::Catalogue const& catalogue);

/// Reads a confirmed mapping file (YAML). Refused where `confirmed` is not true, where the profile or its version is
/// another, and where a header of the mapping is not in the file.
[[nodiscard]] CompiledMapping map_by_file(std::string_view yaml, std::string_view file, Profile const& profile,
                                          std::span<std::string const> headers,
                                          catalogue::Catalogue const& catalogue);

/// What is stored in the open with a submission: profile, version, column and header -> field and unit, who confirmed. A
/// header that the profile does not know may be anything, a name too: of such a column only the number.
[[nodiscard]] Json to_json(Mapping const& mapping, Profile const& profile, catalogue::Catalogue const& catalogue);

}  // namespace concordat::intake
