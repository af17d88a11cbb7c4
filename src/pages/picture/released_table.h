// SPDX-License-Identifier: Apache-2.0
// A released table as rows for a page.
#pragma once

#include "base/json.h"
#include "hub/release/reading.h"

namespace concordat::pages {

/// Where its last column says what can be said of a row, that comes right after the row's name: at the end of a wide table nobody
/// would see it.
[[nodiscard]] Json to_json(hub::ReleasedTable const& table);
/// How to read it: its notes and signs.
[[nodiscard]] Json notes_of(hub::ReleasedTable const& table);
/// The classes that the squares of a map have, lowest first, each with its meaning: what a legend says in words.
[[nodiscard]] Json classes_of(hub::ReleasedTable const& table);

/// Squares of the highest class only: a table of every square that is shown would be of no use to anybody. None
/// where the highest class is of squares that a test did not find to be hot.
[[nodiscard]] hub::ReleasedTable of_highest_class(hub::ReleasedTable table);

/// What a look found in short, in the order of its summary; empty where the files have none.
[[nodiscard]] Json findings_of(std::span<hub::ReleaseFile const> files);

}  // namespace concordat::pages
