// SPDX-License-Identifier: Apache-2.0
// Kinds of place that may be drawn at a point of a map, by the words in which a source tells the kind; all others may not.
#pragma once

#include <string_view>

namespace concordat::protection {

/// Whether these words do not tell of a place that is known to be public: a street, a park, a station, a pub, a shop and the like.
/// So a word that nobody thought of ("Abode") is private, as a home is, and so is nothing ("", "not_known") and what only may be
/// public ("work", "other"). Of several kinds in one ("Pub, club or bar") each must be public.
[[nodiscard]] bool is_private_place(std::string_view kind);

}  // namespace concordat::protection
