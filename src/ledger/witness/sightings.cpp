// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness/sightings.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "base/file.h"
#include "crypto/encoding.h"

namespace concordat::ledger {
namespace {

namespace fs = std::filesystem;

/// The oldest first: names are sizes of one width.
std::vector<fs::path> files_in(fs::path const& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator at{folder, error}, end; !error && at != end; at.increment(error)) files.push_back(at->path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string name_of_size(std::uint64_t size) { return fmt::format("{:020}", size); }

}  // namespace

std::string name_of_log(std::string_view origin) { return crypto::to_hex(crypto::sha256(origin)); }

Result<void> make_private_folder(fs::path const& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return tl::unexpected<Problem>{file_problem(failed.value())};
  fs::permissions(folder, fs::perms::owner_all, failed);
  if (failed) return tl::unexpected<Problem>{file_problem(failed.value())};
  return {};
}

std::vector<std::string> Sightings::origins() const {
  std::vector<std::string> all;
  for (auto const& log : logs_) {
    if (std::find(all.begin(), all.end(), log.name()) == all.end()) all.push_back(log.name());
  }
  return all;
}

bool Sightings::knows(std::string_view origin) const {
  return std::any_of(logs_.begin(), logs_.end(), [&](auto const& log) { return log.name() == origin; });
}

std::string Sightings::origin_of(std::string_view name) const {
  auto const log = std::find_if(logs_.begin(), logs_.end(), [&](auto const& one) { return name_of_log(one.name()) == name; });
  return log == logs_.end() ? std::string{} : log->name();
}

std::optional<Sighting> Sightings::sighting(std::string note, std::string_view origin) const {
  auto seen = sighting_of(note, logs_);
  if (!seen || logs_[seen->signers.front()].name() != origin) return std::nullopt;
  seen->note = std::move(note);
  return seen;
}

std::optional<Sighting> Sightings::last(std::string_view origin) const {
  auto note = read_file(state_file(origin), largest_note);
  if (!note && note.error().fault == Fault::not_found) return Sighting{};
  return note ? sighting(std::move(*note), origin) : std::nullopt;
}

std::optional<Sighting> Sightings::of_size(std::string_view origin, std::uint64_t size) const {
  auto note = read_file(seen_folder(origin) / name_of_size(size), largest_note);
  auto seen = note ? sighting(std::move(*note), origin) : std::nullopt;
  return seen && seen->head.size == size ? std::move(seen) : std::nullopt;
}

bool Sightings::saw_signed_by(std::string_view origin, std::vector<std::size_t> const& keys) const {
  auto const files = files_in(seen_folder(origin));
  return std::any_of(files.rbegin(), files.rend(), [&](fs::path const& file) {
    auto const note = read_file(file, largest_note);
    return note && std::any_of(keys.begin(), keys.end(), [&](std::size_t key) { return open_checkpoint(*note, logs_[key]).has_value(); });
  });
}

bool Sightings::keep(std::string_view origin, Sighting const& seen) const {
  if (!make_known(origin)) return false;
  if (!write_file(state_file(origin), seen.note, {.mode = 0600})) return false;
  keep_earlier(origin, seen);
  return true;
}

/// What comes after decides nothing of what may be cosigned, so that a full disk takes only the look back.
void Sightings::keep_earlier(std::string_view origin, Sighting const& seen) const {
  auto const folder = seen_folder(origin);
  if (!make_private_folder(folder)) return;
  (void)write_file(folder / name_of_size(seen.head.size), seen.note, {.mode = 0600, .durable = false});
  auto const files = files_in(folder);
  if (files.size() <= most_kept_ + most_kept_ / 16) return;
  std::error_code error;
  for (std::size_t at = 0; at + most_kept_ < files.size(); ++at) fs::remove(files[at], error);
}

bool Sightings::forgot(std::string_view origin) const {
  std::error_code error;
  return fs::exists(known_file(origin), error) && !fs::exists(state_file(origin), error);
}

bool Sightings::forget(std::string_view origin) const {
  std::error_code error;
  fs::remove_all(seen_folder(origin), error);
  if (error) return false;
  fs::remove(state_file(origin), error);
  return !error;
}

bool Sightings::make_known(std::string_view origin) const {
  std::error_code error;
  if (fs::exists(known_file(origin), error)) return true;
  return make_private_folder(folder_ / "known") && write_file(known_file(origin), fmt::format("{}\n", origin), {.mode = 0600});
}

}  // namespace concordat::ledger
