// SPDX-License-Identifier: Apache-2.0
// Brings the cells of one column into the unit that their field is kept in.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "catalogue/catalogue.h"
#include "intake/standardise/value.h"

namespace concordat::intake {

class UnitPlan {
 public:
  UnitPlan() = default;
  /// `written`: the unit of the column, an index into `units`; `told`: by its heading or a person, so that the size of a
  /// value is not wondered at. `units` must outlive the plan; empty: the field is not measured.
  UnitPlan(std::span<catalogue::Unit const> units, std::size_t written, bool told) : units_{units}, written_{written}, told_{told} {}

  /// The cell in the kept unit; a unit behind its number ("3 days") comes before that of the column. The cell itself where
  /// nothing is to be done or it has no number. Valid until the next call.
  [[nodiscard]] std::string_view convert(std::string_view raw);
  /// The last cell came out otherwise than it was written.
  [[nodiscard]] bool converted() const { return converted_; }
  /// A value in the kept unit is so small that another unit is likelier, and nobody said which it is.
  [[nodiscard]] bool is_doubtful(std::string_view kept) const;

 private:
  std::span<catalogue::Unit const> units_;
  std::size_t written_ = 0;
  bool told_ = true;
  bool converted_ = false;
  bool told_by_cell_ = false;
  Value number_;
  std::string text_;
};

}  // namespace concordat::intake
