// SPDX-License-Identifier: Apache-2.0
// Work in numbered pieces on several threads. What a piece gives must not depend on which thread takes it or when.
#pragma once

#include <cstddef>
#include <functional>

namespace concordat::linkage {

/// Calls work(piece, thread) once for every piece below `pieces`, thread below `threads`; returns when all are done.
void parallel(unsigned threads, std::size_t pieces, std::function<void(std::size_t piece, unsigned thread)> const& work);

}  // namespace concordat::linkage
