// SPDX-License-Identifier: Apache-2.0
// The band of ages in which somebody was, as coarse as it is kept beside an event.
#pragma once

#include <string_view>

namespace concordat::intake {

/// From what a supplier writes ("10-17", "18 to 24", "Under 18", "65+", "25 and over", "16"): whole bands of 0 to 9, 10 to 17, 18 to 24,
/// 25 to 34, 35 to 49, 50 to 64, 65 and over, as many as it may lie in: "10-17", "18-34", "25+". Empty where it is no age or tells none
/// ("unknown", "all ages"). An exact age becomes its band: nothing finer is kept. The text lives for good.
[[nodiscard]] std::string_view age_band_of(std::string_view cell);

}  // namespace concordat::intake
