// SPDX-License-Identifier: Apache-2.0
// What a run writes must be its own: no file that it reads, and none that it writes twice.
#pragma once

#include "base/finding.h"
#include "cli/arguments.h"

namespace concordat::cli {

/// A finding for each file to be written that is one of those read, or another one written: by name, or by a link.
[[nodiscard]] Findings files_that_clash(Arguments const& arguments);

}  // namespace concordat::cli
