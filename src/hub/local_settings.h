// SPDX-License-Identifier: Apache-2.0
// What one partnership may set for itself. There is one operating model for every place: a setting may only make it
// stricter, or say that a law which the catalogue knows and waits for has come into force. All of them:
//
//   smallest_group: 12            figures of fewer are hidden; never below the baseline of every place
//   commenced: [ca2004.s16LA]     gateways whose status in the catalogue is verify_commencement
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/finding.h"
#include "base/fixed_text.h"
#include "base/json.h"

namespace concordat::agreements {
struct Vocabulary;
}
namespace concordat::catalogue {
class Catalogue;
}

namespace concordat::hub {

struct PartnershipFile;

/// 1 to 7 are hidden everywhere (protection/rule.h).
constexpr std::int64_t smallest_group_baseline = 8;
constexpr std::int64_t smallest_group_most = 1'000;
/// What the entry of an init with another one than before says, with both: "smallest-group", "23", "13".
inline constexpr FixedText smallest_group_word = "smallest-group";

struct LocalSettings {
  std::int64_t smallest_group = 0;       ///< 0: the baseline
  std::vector<std::string> commenced = {};  ///< ids of gateways, as written
};
/// Of a partnership file that was loaded (PartnershipFile::document).
[[nodiscard]] LocalSettings local_settings(Json const& document);

/// Errors where a gateway that is said to have commenced is not one that waits for it ("not-awaited"), and where a member has another
/// role beside one that stands alone ("role-not-alone").
[[nodiscard]] Findings check_local_settings(PartnershipFile const& file, catalogue::Catalogue const& catalogue);

/// What is said to have commenced carries from now on; all else stays as the catalogue has it.
void apply_commenced(LocalSettings const& settings, catalogue::Catalogue const& catalogue, agreements::Vocabulary& vocabulary);

}  // namespace concordat::hub
