// SPDX-License-Identifier: Apache-2.0
// Suggests which field each column of an unknown file is, and which profile fits it, from the headers, the shape of
// some sample values, who supplies it and what kind of feed it is. Only suggests: a person confirms.
//
// Sample values are looked at and forgotten; no reason quotes one.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/fixed_text.h"
#include "intake/map/mapping.h"

namespace concordat::intake {

struct SampleTable {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  ///< a few dozen are enough; may be shorter than the columns
};

struct SuggestionContext {
  std::string supplier_kind = {};      ///< body id or alias; empty where not known
  std::string feed_kind = {};          ///< empty where not known
  Profile const* profile = nullptr;    ///< whose spellings and fields count as well; null where none fits
};

struct FieldSuggestion {
  FieldIndex field = 0;
  double confidence = 0.0;  ///< 0 to 1
  std::string reason;       ///< made of fixed sentences and definition words only, never of a value
};

struct ColumnSuggestion {
  std::size_t column = 0;
  std::string header;
  std::vector<FieldSuggestion> fields;  ///< best first; empty: maps to nothing
  bool ask = false;     ///< several fields are about as likely: only a person can say
  std::string remark;   ///< why nothing fits, or what to ask
  std::string_view looks = {};  ///< what most of its values look like, in fixed words; empty where nothing is told
};

[[nodiscard]] std::vector<ColumnSuggestion> suggest_columns(SampleTable const& sample,
                                                            SuggestionContext const& context,
                                                            catalogue::Catalogue const& catalogue);

struct ProfileSuggestion {
  std::string profile;
  double confidence = 0.0;
  std::string reason;
};
/// Best first; profiles that fit nothing are left out.
[[nodiscard]] std::vector<ProfileSuggestion> suggest_profiles(SampleTable const& sample,
                                                              SuggestionContext const& context,
                                                              LoadedProfiles const& profiles,
                                                              catalogue::Catalogue const& catalogue);

/// For each header the field that a draft proposes: a known spelling first, then the best guess that is free.
[[nodiscard]] std::vector<MaybeField> proposed_fields(Profile const& profile, std::span<std::string const> headers,
                                                      std::vector<ColumnSuggestion> const& suggestions);

/// The unit that a draft proposes for a column: an index into the field's units, named by the heading or told by the size of
/// the values; 0, the kept one, where neither tells.
[[nodiscard]] std::size_t proposed_unit(SampleTable const& sample, std::size_t column, catalogue::Field const& field);

/// What a person confirmed of one file.
struct Confirmation {
  std::span<std::string const> headers;
  std::span<MaybeField const> fields;     ///< one a header, or none where the column is left out
  std::span<MappedWord const> words = {};
  Reading reading = {};
  std::string_view member;
  std::span<std::string const> units = {};  ///< ids, one a header; "" and beyond the end: not said
};
/// The mapping file of it, which map_by_file takes.
[[nodiscard]] std::string confirmed_mapping(Profile const& profile, Confirmation const& confirmation,
                                            catalogue::Catalogue const& catalogue);

/// A mapping file for a person to check, with `confirmed: false`; map_by_file refuses it until someone changes that.
[[nodiscard]] std::string draft_mapping(Profile const& profile, SampleTable const& sample,
                                        std::vector<ColumnSuggestion> const& suggestions, Reading const& reading,
                                        catalogue::Catalogue const& catalogue);

}  // namespace concordat::intake
