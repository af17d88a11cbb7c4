// SPDX-License-Identifier: Apache-2.0
// Takes away from this process what a reader of files does not need.
#pragma once

namespace concordat::intake {

/// From here on the process can read what is open, write to `pipe`, take memory and end. Whatever else it asks of the
/// kernel, opening a file or a socket, starting a program, sending a signal, ends it at once (SIGSYS). It cannot be
/// undone. False where the filter could not be set: then nothing may be read. Under a sanitizer there is no filter.
[[nodiscard]] bool enter_sandbox(int pipe);

}  // namespace concordat::intake
