// SPDX-License-Identifier: Apache-2.0
// What in a text may tell who somebody is. Errs on the side of finding: a text that is to be public is rather left out.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "base/fixed_text.h"
#include "base/result.h"
#include "linkage/text/common_names.h"
#include "linkage/text/nicknames.h"

namespace concordat::hub {

enum class IdentifierKind : std::uint8_t { nhs_number, telephone, mailbox, postcode, full_date, address, number, name };
/// "a telephone number": for people.
[[nodiscard]] FixedText words_of(IdentifierKind kind);

/// Forenames that people here bear, from the definitions of linkage.
class Forenames {
 public:
  /// "public.no-names" where they cannot be read: without them nothing is checked.
  [[nodiscard]] static Result<Forenames> load(std::filesystem::path const& definitions);
  [[nodiscard]] bool has(std::string_view word) const;

 private:
  linkage::Nicknames forms_;
  linkage::CommonNames common_;
};

/// Each kind once, in the order above. Dates are found whole (day, month and year); a month or quarter tells of nobody.
[[nodiscard]] std::vector<IdentifierKind> identifiers_in(std::string_view words, Forenames const& names);

}  // namespace concordat::hub
