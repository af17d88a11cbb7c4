// SPDX-License-Identifier: Apache-2.0
// What people typed, and facts about matters, sealed to the row they stand in, under a key of that row and agency in the key
// database. A value moved to another row, column or agency does not open; once the key is destroyed, nothing of the row opens, in
// no copy (hub/keeping).
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "hub/hub.h"
#include "store/value.h"

namespace concordat::hub::sharing {

struct Spot {
  std::string_view table;
  std::string_view column;
  std::string_view row;
  std::string_view agency;  ///< whose it is
};

/// Makes the row's key where it has none, durable before the row is: a crash in between leaves a key that nothing uses.
/// "keys.erased" where it was destroyed; "words.keys-busy" where another holds the key database for longer than this hub waits.
[[nodiscard]] Result<store::Bytes> seal_words(Hub& hub, Spot const& spot, Json const& words);
/// "keys.erased"; Fault::integrity where it was changed or stands in another place.
[[nodiscard]] Result<Json> open_words(Hub& hub, Spot const& spot, store::Bytes const& sealed);

/// Stands for a matter: the same for the same reference of the same agency, and nothing can be read from it. 64
/// hexadecimal digits. Case and spaces at the ends do not count.
[[nodiscard]] std::string subject_of(Hub& hub, std::string_view agency, std::string_view reference);

/// What is typed is one to `longest` characters of text after trimming. False for anything else.
[[nodiscard]] bool is_words(std::string_view text, std::size_t longest = 2000);

}  // namespace concordat::hub::sharing
