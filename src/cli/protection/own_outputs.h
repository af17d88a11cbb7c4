// SPDX-License-Identifier: Apache-2.0
// What a verb writes must be its own: no file that it reads, and none that it writes twice.
#pragma once

#include "cli/protection/protect_verbs.h"

namespace concordat::cli {

/// Refuses a file to write that is one of those read, or another one written: by name, or by a link ("protect.same-file").
/// `profile_is_file`: --profile names a file and not one of the shipped profiles.
[[nodiscard]] Tried<void> check_own_outputs(ProtectArguments const& arguments, bool profile_is_file);

}  // namespace concordat::cli
