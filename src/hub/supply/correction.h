// SPDX-License-Identifier: Apache-2.0
// How a corrected file says what it corrects: a column "Row in submission ID" with the numbers its rows had there, beside
// two more that nobody reads again. A file with such a column brings single rows and never replaces a month.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "intake/read/row_source.h"

namespace concordat::hub {

constexpr std::string_view what_was_wrong = "What was wrong";
constexpr std::string_view what_to_do = "What to do";
[[nodiscard]] std::string row_heading(std::string_view submission);

struct CorrectionColumns {
  std::string submission;          ///< id
  std::size_t row = 0;             ///< the column with the numbers, 0-based
  std::vector<std::size_t> ours;   ///< all that are not the supplier's
};
/// Nothing where the file is no correction. Of two such columns the first counts.
[[nodiscard]] std::optional<CorrectionColumns> correction_in(std::span<std::string const> headers);

/// A cell as it was before the apostrophe that kept a spreadsheet from taking it for a formula.
[[nodiscard]] std::string_view without_guard(std::string_view cell);
/// The same of a whole row; the new cells stand in `room` as long as it is left alone.
[[nodiscard]] intake::RowView without_guards(intake::RowView row, std::vector<std::string_view>& room);

}  // namespace concordat::hub
