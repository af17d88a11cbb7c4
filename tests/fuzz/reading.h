// SPDX-License-Identifier: Apache-2.0
// What the fuzz targets of the readers share: reads the same bytes twice, in blocks of two sizes, and stops
// the program where the two differ or a cell is not clean.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "intake/read/row_source.h"

namespace concordat::fuzz {

inline void check(bool holds) {
  if (!holds) std::abort();
}

inline intake::FileDescriptor file_of(std::string_view bytes) {
  intake::FileDescriptor file{::memfd_create("fuzz", MFD_CLOEXEC)};
  check(::write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

/// Everything a source gives, as one text.
inline std::string story_of(Result<std::unique_ptr<intake::RowSource>> const& source) {
  if (!source) return std::string{source.error().code.view()};
  std::string story;
  for (auto const& column : (*source)->head().columns) {
    check(!column.empty() && text::is_utf8(column) && column.find('\0') == std::string::npos);
    story += column + '\x1f';
  }
  for (;;) {
    auto const row = (*source)->next();
    if (!row) return story + std::string{row.error().code.view()} + std::to_string(row.error().where.row);
    if (!*row) return story;
    story += std::to_string((*row)->row) + std::string{name_of((*row)->kind)} + ((*row)->ragged ? "!" : "");
    for (auto const cell : (*row)->cells) {
      check(text::is_utf8(cell) && cell.find('\0') == std::string_view::npos);
      story.append("\x1f").append(cell);
    }
    story += '\x1e';
  }
}

inline std::string read_all(std::string_view bytes, intake::ReadOptions const& options) {
  return story_of(intake::open_in_process(file_of(bytes), options));
}

inline void read_twice(std::string_view bytes, intake::ReadOptions options) {
  auto const first = read_all(bytes, options);
  options.limits.block_bytes = 5;
  check(read_all(bytes, options) == first);
}

}  // namespace concordat::fuzz
