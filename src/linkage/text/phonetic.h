// SPDX-License-Identifier: Apache-2.0
// Keys that names of one sound share. A key finds candidates and makes a level; it is never an answer by
// itself.
//
// Every function takes a folded name (folding.h) and looks at its Latin letters; a name with none is its own
// key.
#pragma once

#include <string>
#include <string_view>

namespace concordat::linkage {

/// American Soundex (one letter and three digits) of the whole name without spaces; "" for a name without
/// letters.
[[nodiscard]] std::string soundex(std::string_view name);

/// How an English reader may say it, and a second way where the spelling leaves two ("gerard", "schmidt",
/// "jose"). Consonant sounds as upper-case letters (X for sh and ch, 0 for th), a first vowel as A. `other`
/// equals `first` where there is one way only. Our own rules in the manner of Double Metaphone, not its code
/// or its values.
struct Sounds {
  std::string first;
  std::string other;
  [[nodiscard]] bool meets(Sounds const& right) const;
};
[[nodiscard]] Sounds sounds(std::string_view name);

/// One key for the spellings that romanisation makes of one name, whatever its language: Polish sz and cz,
/// Russian kh and zh, Arabic q, dh and doubled letters, Yoruba and Igbo gb and kp, Hindi and Urdu bh, dh and
/// ee, Wade-Giles hs and ts', pinyin x, q and zh. Mohammed, Muhamad and Mohamud meet; so do Yusuf and
/// Youssef, Chang and Zhang, Szymanski and Shimansky. Coarser than sounds().
[[nodiscard]] std::string romanised_key(std::string_view name);

}  // namespace concordat::linkage
