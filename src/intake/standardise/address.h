// SPDX-License-Identifier: Apache-2.0
// An address taken apart without a gazetteer: only what its own punctuation shows, nothing guessed.
#pragma once

#include <string>
#include <string_view>

namespace concordat::intake {

struct Address {
  std::string flat;      ///< "Flat 2", "Room 14B"
  std::string building;  ///< a named house
  std::string number;    ///< "14", "14A", "14-16"
  std::string street;
  std::string locality;
  std::string town;
  std::string postcode;  ///< standard form
  bool certain =
      false;  ///< commas or line ends separated the parts; otherwise only number and postcode are sure
};

/// Takes raw text or the address standardiser's text; gives the same parts for both.
[[nodiscard]] Address split_address(std::string_view raw);

}  // namespace concordat::intake
