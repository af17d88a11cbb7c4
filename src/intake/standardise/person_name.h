// SPDX-License-Identifier: Apache-2.0
// A full name taken apart. Which word is the family name is sure only where the supplier showed it.
#pragma once

#include <string>
#include <string_view>

namespace concordat::intake {

struct PersonName {
  std::string title;  ///< "Mr", "Dr"; kept apart, never part of the name
  std::string given;
  std::string family;
  bool certain = false;     ///< a comma ("SMITH, Ann") or capitals ("Ann SMITH") showed the family name
  bool two_people = false;  ///< "Ann and Bob Smith": the parts are empty
};

[[nodiscard]] PersonName split_full_name(std::string_view raw);

}  // namespace concordat::intake
