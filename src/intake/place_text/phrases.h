// SPDX-License-Identifier: Apache-2.0
// What a text says that is no name of a place: a private home, the hospital, nothing at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "intake/place_text/words.h"

namespace concordat::intake::place_text {

/// "n/k", "pt unsure where", or no word at all.
[[nodiscard]] bool tells_nothing(Words const& words, std::span<std::uint16_t const> uses);

/// "pt's home", "friends flat", "at home". When in doubt, yes: a home that is not seen to be one would be
/// mapped. `named` marks the words that are part of a longer name of the gazetteer, as in "Kelham Home Farm".
[[nodiscard]] bool tells_home(Words const& words, std::span<std::uint16_t const> uses,
                              std::span<bool const> named);

/// "in A&E", "hospital car park"; not "taken to hospital", nor another hospital's name.
[[nodiscard]] bool tells_hospital(Words const& words, std::span<std::uint16_t const> uses);

/// Whether the word at `i` says where somebody went, not where it happened: "to the General".
[[nodiscard]] bool is_destination(Words const& words, std::size_t i);

}  // namespace concordat::intake::place_text
