// SPDX-License-Identifier: Apache-2.0
// Inside intake/map: reads what a profile asks of a supplier beside the columns: timetable, quality, what a label rests
// on, the return it makes, why it is asked.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "catalogue/decode.h"
#include "intake/map/profile.h"

namespace concordat::intake {

/// What the reader of a profile lends to the reader of its terms.
struct TermsReading {
  catalogue::Catalogue const& catalogue;
  catalogue::Remarks const& remarks;
  std::function<MaybeField(catalogue::Node const*)> mapped_field;  ///< remarks where it is no kept column of the profile
};

/// timetable, quality, labels, return, why, gateways.
void read_terms(catalogue::MapReader& map, TermsReading const& reading, Profile& profile);

/// [{from: X85, until: Y09, to: violence}, ...]
[[nodiscard]] std::vector<CodeRange> read_ranges(catalogue::MapReader& map, catalogue::Catalogue const& catalogue,
                                                 catalogue::Remarks const& remarks);

/// A length of time longer than nothing; anything else is the finding `code`.
[[nodiscard]] std::optional<Period> read_length(catalogue::Node const* text, catalogue::Remarks const& remarks, std::string_view code);

}  // namespace concordat::intake
