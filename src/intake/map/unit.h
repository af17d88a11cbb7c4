// SPDX-License-Identifier: Apache-2.0
// In which unit a column is written: told by its heading, said by a person, or proposed by the size of its values.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "catalogue/catalogue.h"

namespace concordat::intake {

/// The place in `units` of the unit that a heading says its numbers are in: "Missed (days)", "Absence in days".
[[nodiscard]] std::optional<std::size_t> unit_of_heading(std::string_view heading, std::span<catalogue::Unit const> units);

/// The last unit that a heading has a word of, wherever: "Sessions missed in the last 30 days" has two. Tells the unit only
/// where somebody knows the very heading.
[[nodiscard]] std::optional<std::size_t> unit_named_in(std::string_view heading, std::span<catalogue::Unit const> units);

/// The unit of this id; none where there is none of it.
[[nodiscard]] std::optional<std::size_t> unit_of_id(std::string_view id, std::span<catalogue::Unit const> units);

/// The unit that the values look written in, where all of them are so small that the kept unit is unlikely; none where their
/// size tells nothing. Only to ask a person. Fewer than three numbers tell nothing.
[[nodiscard]] std::optional<std::size_t> unit_by_size(std::span<std::string const> values, std::span<catalogue::Unit const> units);

}  // namespace concordat::intake
