// SPDX-License-Identifier: Apache-2.0
// What became of a dropped file, in plain words, for whoever looks into the folder. No value of the file is in it.
#pragma once

#include <string>

#include "hub/handover/drop.h"

namespace concordat::hub {

[[nodiscard]] std::string drop_note(DroppedFile const& file, Feed const& feed, Instant at);

}  // namespace concordat::hub
