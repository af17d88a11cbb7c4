// SPDX-License-Identifier: Apache-2.0
// What of a feed's quality is everybody's, by its supplier's own choice.
#pragma once

#include "hub/feeds.h"

namespace concordat::hub {

/// What its supplier shows everybody, whoever looks; without any quality where that is nothing. No leaf: the look that this is part of has one.
[[nodiscard]] Result<QualityView> quality_for_everybody(Hub& hub, Feed const& feed);

}  // namespace concordat::hub
