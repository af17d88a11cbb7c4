// SPDX-License-Identifier: Apache-2.0
// Grid references, area codes and pairs of coordinates, beyond what one cell can tell.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "intake/standardise/value.h"

namespace concordat::intake {

/// The square an Ordnance Survey grid reference names: its south-west corner and how wide it is, in metres.
struct GridSquare {
  std::int32_t easting = 0;
  std::int32_t northing = 0;
  std::int32_t size = 0;  ///< 10,000 for two figures, 1 for ten: the accuracy
  auto operator<=>(GridSquare const&) const = default;
};
/// Of a standard reference ("TQ299804"), as the gridref standardiser writes it.
[[nodiscard]] std::optional<GridSquare> grid_square(std::string_view reference);
/// The square of `size` metres (1, 10, ... 10,000) that holds the point; figures are cut, never rounded.
[[nodiscard]] std::optional<std::string> grid_reference(std::int32_t easting, std::int32_t northing,
                                                        std::int32_t size);

/// The kind an ONS code of nine characters names; nothing when it is no such code.
[[nodiscard]] std::optional<AreaKind> kind_of_area(std::string_view code);

/// What two coordinates tell together. Each cell was standardised on its own before.
enum class PairCheck : std::uint8_t { good, swapped, zero, outside };
/// In degrees: swapped when the longitude lies in the range of UK latitudes and the other way about.
[[nodiscard]] PairCheck check_degrees(double longitude, double latitude);
/// In metres: only a pair outside the grid one way and inside it the other is called swapped.
[[nodiscard]] PairCheck check_metres(std::int64_t easting, std::int64_t northing);

}  // namespace concordat::intake
