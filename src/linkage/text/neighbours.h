// SPDX-License-Identifier: Apache-2.0
// Keys by which near spellings find each other without comparing all with all.
#pragma once

#include <cstdint>
#include <vector>

#include "linkage/text/letters.h"

namespace concordat::linkage {

/// Hashes of every text that is left when up to `edits` letters are dropped, its own among them, sorted, each
/// once. Two texts within levenshtein(), osa() or damerau() `edits` share at least one; many that share one
/// are farther apart. n + 1 keys for one edit, about n * n / 2 for two. REQUIRES edits <= 2.
[[nodiscard]] std::vector<std::uint64_t> deletion_keys(LettersView text, unsigned edits);

/// The hash those keys are made with: stable on every machine, for files as well.
[[nodiscard]] std::uint64_t hash_of(LettersView text);

}  // namespace concordat::linkage
