// SPDX-License-Identifier: Apache-2.0
// The reading process: every kind of file, behind a filter of system calls. The hub starts it (intake/read/worker.h) and
// links none of it.
#pragma once

#include <memory>

#include "base/result.h"
#include "intake/read/row_source.h"

namespace concordat::intake {

/// Text and workbooks alike, recognised by what they begin with. For the reading process itself, tests and fuzzers.
[[nodiscard]] Result<std::unique_ptr<RowSource>> open_any(FileDescriptor file, ReadOptions options);

/// The whole of the reading process, with its file, pipe and options under the numbers of intake/read/worker.h; the
/// result is its exit code.
[[nodiscard]] int run_read_worker();

}  // namespace concordat::intake
