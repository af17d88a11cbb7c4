// SPDX-License-Identifier: Apache-2.0
// What the values of a field usually look like, and how well a column's values fit that.
#pragma once

#include <vector>

#include "catalogue/catalogue.h"
#include "intake/map/shape.h"

namespace concordat::intake {

struct Expectation {
  std::vector<Shape> any;    ///< one of these; empty: nothing is expected
  std::vector<Shape> never;  ///< and none of these
  bool telling = false;      ///< so particular that the values alone suggest the field
};

[[nodiscard]] Expectation expectation_of(catalogue::Field const& field);

enum class Fit : std::uint8_t { unknown, good, poor };
/// Unknown where there are no values or nothing is expected.
[[nodiscard]] Fit fit_of(ShapeCount const& values, Expectation const& expectation);

}  // namespace concordat::intake
