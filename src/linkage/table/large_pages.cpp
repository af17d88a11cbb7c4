// SPDX-License-Identifier: Apache-2.0
#include "linkage/table/large_pages.h"

#include <sys/mman.h>

#include <cstdint>

namespace concordat::linkage {

void ask_large_pages(void* begin, std::size_t bytes) {
#ifdef MADV_HUGEPAGE
  constexpr std::uintptr_t page = std::uintptr_t{2} << 20;
  auto const from = (reinterpret_cast<std::uintptr_t>(begin) + page - 1) / page * page;
  auto const to = (reinterpret_cast<std::uintptr_t>(begin) + bytes) / page * page;
  // a wish and no more: what is refused costs time, never a result
  if (from < to) static_cast<void>(madvise(reinterpret_cast<void*>(from), to - from, MADV_HUGEPAGE));
#else
  static_cast<void>(begin);
  static_cast<void>(bytes);
#endif
}

}  // namespace concordat::linkage
