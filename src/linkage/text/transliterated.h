// SPDX-License-Identifier: Apache-2.0
// Names of scripts other than Latin in Latin letters, so that Мария and Maria, 王 and Wang, محمد and Muhammad can meet.
//
// The only place that knows ICU. Its tables are opened when the first such name comes (some tenths of a second for the first in Han);
// who has Latin names alone never waits for them. A spelling is one of several that passports use: what meets by it is alike, never the
// same.
//
// Thread safety: any.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace concordat::linkage {

/// The script of the first letter that is neither Latin nor of several scripts (digits, marks), as a number; 0: there is none.
[[nodiscard]] std::uint8_t other_script_of(std::string_view utf8);

/// A folded name in Latin letters, folded. Cyrillic and Greek are spelt as in_latin() spells them; a letter of which no Latin spelling is
/// known stays.
[[nodiscard]] std::string transliterated(std::string_view folded_name);

}  // namespace concordat::linkage
