// SPDX-License-Identifier: Apache-2.0
// Agreed but not supplied: what an agreement in force says an agency supplies, and what of it has not come.
//
// A field counts as supplied where a feed of the discloser brings it: where one of its last files has it filled, or, for
// figures and matched places that the hub makes itself, where rows of the right kind came at all.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/fixed_text.h"
#include "hub/hub.h"

namespace concordat::hub {

enum class WhyMissing : std::uint8_t {
  no_feed,       ///< the agency has no feed that would bring it
  nothing_came,  ///< there is a feed, and no file of it was taken in
  never_filled,  ///< files came, and the field is empty in the last of them
};
[[nodiscard]] FixedText name_of(WhyMissing why);

struct MissingField {
  std::string discloser;
  std::string field;  ///< dotted id, as the agreement writes it
  std::string feed;   ///< that would bring it; empty: none
  WhyMissing why = WhyMissing::no_feed;
};

struct AgreedSupply {
  std::string agreement;  ///< "isa.northshire.ed-istv@4"
  std::string title;
  std::uint64_t agreed = 0;         ///< fields by discloser, each once however many rules name it
  std::uint64_t missing_count = 0;
  bool party = false;               ///< the one who looks belongs to a party
  std::vector<MissingField> missing;  ///< which; empty unless `party`
};

/// Of every agreement in force today, in the order of their references. `agency` is of the one who looks; empty: nobody
/// known, who learns the counts alone. No leaf: the look that this is part of has one.
[[nodiscard]] Result<std::vector<AgreedSupply>> agreed_supply(Hub& hub, std::string const& agency);

}  // namespace concordat::hub
