// SPDX-License-Identifier: Apache-2.0
#include "cli/sharing/put_file.h"

#include <filesystem>

#include "base/file.h"

namespace concordat::cli {

Result<void> put_file(std::string const& path, std::string_view bytes) {
  std::error_code error;
  auto const there = std::filesystem::symlink_status(path, error);
  if (there.type() == std::filesystem::file_type::symlink) {
    return fail(Fault::conflict, "product.out-link", "The file to write is a link to another.", "Name the file that it leads to, or another one.");
  }
  bool const exists = there.type() == std::filesystem::file_type::regular;
  if (exists && (there.permissions() & std::filesystem::perms::owner_write) == std::filesystem::perms::none) {
    return fail(Fault::conflict, "product.out-read-only", "The file to write is there and may not be changed.", "Name another file, or let this one be written first.");
  }
  return write_file(path, bytes);
}

}  // namespace concordat::cli
