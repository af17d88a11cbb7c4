// SPDX-License-Identifier: Apache-2.0
#include "crypto/token/pin_tries.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
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

/// Which token the PIN was tried on: another token's refusal says nothing about this one.
std::string subject_of(TokenPlace const& place, std::filesystem::path const& file) {
  auto subject = fmt::format("{} of {} in {}", file.string(), place.token, place.module);
  std::ranges::replace(subject, '\n', ' ');
  return subject;
}

/// "DEVICE NUMBER SECONDS NANOSECONDS SUBJECT" of the file as it is now; empty where there is none.
std::string mark_of(std::filesystem::path const& file, std::string const& subject) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) return {};
  return fmt::format("{} {} {} {} {}", status.st_dev, status.st_ino, status.st_mtim.tv_sec, status.st_mtim.tv_nsec, subject);
}

/// What is written down: of this file of a PIN and this token, however old, and of others.
struct Listed {
  std::string others = {};
  bool this_file = false;
  bool this_mark = false;
};

Listed read_list(std::filesystem::path const& list, std::string_view mark, std::string const& subject) {
  Listed listed;
  auto const text = read_file(list, largest_list);
  for (auto const line : text ? text::split(*text, '\n') : std::vector<std::string_view>{}) {
    bool const ours = line.ends_with(" " + subject);
    listed.this_file |= ours;
    listed.this_mark |= line == mark;
    if (!ours && !line.empty()) listed.others.append(line).append("\n");
  }
  return listed;
}

}  // namespace

PinTries::PinTries(std::filesystem::path list, TokenPlace const& place) : list_{std::move(list)}, subject_{subject_of(place, file_of(place))}, mark_{mark_of(file_of(place), subject_)} {}

bool PinTries::refused() const { return refused_here_ || (!list_.empty() && !mark_.empty() && read_list(list_, mark_, subject_).this_mark); }

void PinTries::note_refused() {
  refused_here_ = true;
  if (list_.empty() || mark_.empty()) return;
  // Where it cannot be written this process still does not try again.
  static_cast<void>(write_file(list_, read_list(list_, mark_, subject_).others + mark_ + "\n", {.mode = 0600}));
}

void PinTries::forget() {
  auto const listed = list_.empty() ? Listed{} : read_list(list_, mark_, subject_);
  if (!listed.this_file) return;
  std::error_code error;
  if (listed.others.empty()) std::filesystem::remove(list_, error);
  else static_cast<void>(write_file(list_, listed.others, {.mode = 0600}));
}

}  // namespace concordat::crypto
