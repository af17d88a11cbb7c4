// SPDX-License-Identifier: Apache-2.0
// Which model made a link: its name and a hash of the two files that it was read from.
#pragma once

#include <string>
#include <string_view>

#include "linkage/model/model.h"

namespace concordat::linkage {

/// "hub@3f0c5a9be217"; another byte in either file gives another.
[[nodiscard]] std::string version_of(Model const& model, std::string_view model_text, std::string_view nicknames_text);

}  // namespace concordat::linkage
