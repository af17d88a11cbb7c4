// SPDX-License-Identifier: Apache-2.0
// Kinds of place that are drawn at no point of a map, by the words in which a source tells the kind.
#pragma once

#include <string_view>

namespace concordat::protection {

/// Whether these words tell of a home, a care home, a school, a hostel, a refuge or a hospital, or of something domestic or
/// private. Also where they tell nothing ("", "not_known"): what is not known may be a home.
[[nodiscard]] bool is_private_place(std::string_view kind);

}  // namespace concordat::protection
