// SPDX-License-Identifier: Apache-2.0
// Cuts a value that somebody typed down to what the rule lets go, so that no more of it is ever kept or sent (S14).
//
//   as_agreed(Transform::day, field, "2026-03-04T22:15")    // "2026-03-04"
#pragma once

#include <string>
#include <string_view>

#include "agreements/terms.h"
#include "base/result.h"
#include "catalogue/catalogue.h"

namespace concordat::hub::disclosures {

inline constexpr std::size_t longest_value = 500;    ///< bytes
inline constexpr std::size_t longest_summary = 300;  ///< bytes

/// "disclosure.value-form", with the field: what was typed cannot be put as the rule asks. Of a value as it is recorded, its type in
/// the catalogue is held to: a day, a whole number, yes or no. REQUIRES: `typed` is not blank.
[[nodiscard]] Result<std::string> as_agreed(agreements::Transform transform, catalogue::Field const& field, std::string_view typed);

/// Numbers, e-mail addresses and every word with a capital are put out, but for words that sentences begin with and that name nobody.
/// A name that is written small stays: whoever types it reads what is kept.
[[nodiscard]] std::string scrubbed(std::string_view text);

}  // namespace concordat::hub::disclosures
