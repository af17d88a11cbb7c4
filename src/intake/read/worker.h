// SPDX-License-Identifier: Apache-2.0
// Reading in a separate process, so that a file made to break the reader breaks nothing else.
//
// The process that reads gets the file, a pipe to answer through, a line of options and an empty environment;
// it can neither open or write a file nor connect anywhere nor gain rights (intake/reader/sandbox.h), has 256 MiB and
// 60 seconds of CPU, and dies with its parent. The parent checks every byte that
// comes back and treats the child as hostile: killed, crashed or talking nonsense is always the one Problem
// intake.reader-died.
//
// REQUIRES: the thread that opens a source outlives it (the kernel kills the child when that thread ends).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "intake/read/file_descriptor.h"
#include "intake/read/row_source.h"

namespace concordat::intake {

/// The numbers under which the reading process finds its file, the pipe for its answer, and its options.
inline constexpr int worker_file_number = 3;
inline constexpr int worker_pipe_number = 4;
inline constexpr int worker_options_number = 5;

/// Starts `worker_argv` (the program's path, then its arguments, such as {"/proc/self/exe", "read-worker"}),
/// which must end in `run_read_worker` (intake/reader/reader.h). Returns when the head is
/// known.
[[nodiscard]] Result<std::unique_ptr<RowSource>> open_in_worker(FileDescriptor file, ReadOptions options,
                                                                std::vector<std::string> worker_argv);

}  // namespace concordat::intake
