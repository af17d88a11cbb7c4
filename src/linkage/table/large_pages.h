// SPDX-License-Identifier: Apache-2.0
// Large pages for what is large and read here and there: a million records wait for the table of pages as long as for memory.
#pragma once

#include <cstddef>
#include <vector>

namespace concordat::linkage {

/// Asks the system for large pages; where it has none, nothing happens. Best before the memory is first written to.
void ask_large_pages(void* begin, std::size_t bytes);

/// Room for `items` in all, on large pages where that is worth it. REQUIRES an empty list where it is to be of use.
template <class Item>
void reserve_large(std::vector<Item>& list, std::size_t items) {
  list.reserve(items);
  ask_large_pages(list.data(), list.capacity() * sizeof(Item));
}

}  // namespace concordat::linkage
