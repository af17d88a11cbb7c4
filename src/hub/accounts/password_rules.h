// SPDX-License-Identifier: Apache-2.0
// What a password must be: long, and not what everybody takes. No rules about digits or signs: they make passwords
// shorter and no harder.
#pragma once

#include <string_view>

#include "base/result.h"

namespace concordat::hub::accounts {

constexpr std::size_t password_shortest = 15;  ///< characters
constexpr std::size_t password_longest = 256;  ///< characters

/// "password.too-short", "password.too-long", "password.common", "password.own-name".
[[nodiscard]] Result<void> check_password(std::string_view password, std::string_view login, std::string_view partnership);

}  // namespace concordat::hub::accounts
