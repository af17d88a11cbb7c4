// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/result.h"

namespace concordat {

/// Makes what was renamed into the folder, or removed from it, survive a power cut.
[[nodiscard]] Result<void> sync_folder(std::filesystem::path const& folder);

}  // namespace concordat
