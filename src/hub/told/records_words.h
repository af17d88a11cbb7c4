// SPDX-License-Identifier: Apache-2.0
// What a release of records is read by when it is held beside others: `hub/records` writes it so, and `hub/told` reads it back.
#pragma once

#include "base/fixed_text.h"

namespace concordat::hub::told {

inline constexpr FixedText place_column = "place";  ///< of records.csv
inline constexpr FixedText points_name = "points.csv";  ///< where published points that records tell lie
inline constexpr FixedText area_column = "area";    ///< of points.csv
inline constexpr FixedText any_place = "any";       ///< of a record that tells none
/// Lines of the disclosure-control report.
inline constexpr FixedText left_out_line = "Left out: their place is not known to lie in the area";
inline constexpr FixedText none_left_out = "none";
inline constexpr FixedText withheld_line = "Withheld";

}  // namespace concordat::hub::told
