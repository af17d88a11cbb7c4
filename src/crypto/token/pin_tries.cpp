// SPDX-License-Identifier: Apache-2.0
#include "crypto/token/pin_tries.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <utility>
#include <vector>

#include "base/file.h"
#include "base/text.h"
#include "crypto/private_file.h"

namespace concordat::crypto {
namespace {

constexpr std::uint64_t largest_list = 65536;

std::filesystem::path file_of(TokenPlace const& place) {
  return place.pin_credential.empty() ? std::filesystem::path{place.pin_file} : credential_file(place.pin_credential);
}

/// "DEVICE NUMBER SECONDS NANOSECONDS PATH" of the file as it is now; empty where there is none.
std::string mark_of(std::filesystem::path const& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) return {};
  return fmt::format("{} {} {} {} {}", status.st_dev, status.st_ino, status.st_mtim.tv_sec, status.st_mtim.tv_nsec, file.string());
}

/// What is written down: of this file of a PIN, however old, and of others.
struct Listed {
  std::string others = {};
  bool this_file = false;
  bool this_mark = false;
};

Listed read_list(std::filesystem::path const& list, std::string_view mark, std::filesystem::path const& file) {
  Listed listed;
  auto const text = read_file(list, largest_list);
  for (auto const line : text ? text::split(*text, '\n') : std::vector<std::string_view>{}) {
    bool const ours = line.ends_with(" " + file.string());
    listed.this_file |= ours;
    listed.this_mark |= line == mark;
    if (!ours && !line.empty()) listed.others.append(line).append("\n");
  }
  return listed;
}

}  // namespace

PinTries::PinTries(std::filesystem::path list, TokenPlace const& place) : list_{std::move(list)}, file_{file_of(place)}, mark_{mark_of(file_)} {}

bool PinTries::refused() const { return refused_here_ || (!list_.empty() && !mark_.empty() && read_list(list_, mark_, file_).this_mark); }

void PinTries::note_refused() {
  refused_here_ = true;
  if (list_.empty() || mark_.empty()) return;
  // Where it cannot be written this process still does not try again.
  static_cast<void>(write_file(list_, read_list(list_, mark_, file_).others + mark_ + "\n", {.mode = 0600}));
}

void PinTries::forget() {
  auto const listed = list_.empty() ? Listed{} : read_list(list_, mark_, file_);
  if (!listed.this_file) return;
  std::error_code error;
  if (listed.others.empty()) std::filesystem::remove(list_, error);
  else static_cast<void>(write_file(list_, listed.others, {.mode = 0600}));
}

}  // namespace concordat::crypto
