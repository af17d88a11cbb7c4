// SPDX-License-Identifier: Apache-2.0
// Which texts a leaf may hold. A seat belt against personal data, on top of the types that keep it away.
#pragma once

#include <string_view>

namespace concordat::ledger {

/// 1 to 128 letters, digits and . _ : / - with no run of seven digits and no full date.
[[nodiscard]] bool is_token(std::string_view text);
/// token@digits
[[nodiscard]] bool is_agreement_reference(std::string_view text);
/// token, or an agreement reference and the rule in it: token@digits#token
[[nodiscard]] bool is_rule_reference(std::string_view text);
/// 32 lower-case hexadecimal digits.
[[nodiscard]] bool is_pseudonym(std::string_view text);
/// A UUID version 7 in lower case.
[[nodiscard]] bool is_uuid7(std::string_view text);

}  // namespace concordat::ledger
