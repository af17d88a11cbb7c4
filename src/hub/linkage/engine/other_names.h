// SPDX-License-Identifier: Apache-2.0
// Inside the module: the names a record says somebody goes by besides their own, or went by before.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace concordat::hub::links {

struct OtherNames {
  std::vector<std::string> given;
  std::vector<std::string> family;
};

/// "Beth; Nowak / Beth Nowak aka Lizzie": a name of one word is what somebody is called, after "née" or "formerly" a
/// family name; it never counts as both. Of several words the family name is where a full name has it. No more than eight; "none known" and the like are none.
[[nodiscard]] OtherNames other_names(std::string_view alias_names);

}  // namespace concordat::hub::links
