// SPDX-License-Identifier: Apache-2.0
#include "intake/map/profile.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"

namespace concordat::intake {
namespace {

constexpr std::size_t largest_profile = 1024 * 1024;

void take(LoadedProfiles& all, std::map<std::string, std::string>& seen, LoadedProfile loaded) {
  std::move(loaded.findings.begin(), loaded.findings.end(), std::back_inserter(all.findings));
  if (!loaded.profile) return;
  auto const [first, fresh] = seen.emplace(loaded.profile->id, loaded.profile->file);
  if (!fresh) {
    all.findings.push_back(Finding{Severity::error, "duplicate-id", loaded.profile->file, 1, 1,
                                   fmt::format("the profile '{}' is already defined in {}.", first->first, first->second),
                                   "Give one of the two another id."});
    return;
  }
  all.profiles.push_back(std::move(*loaded.profile));
}

}  // namespace

ProfileColumn const* Profile::column_of(FieldIndex field) const {
  auto const found = std::find_if(columns.begin(), columns.end(),
                                  [&](ProfileColumn const& column) { return column.field == field; });
  return found == columns.end() ? nullptr : &*found;
}

Profile const* LoadedProfiles::find(std::string_view id) const {
  auto const found =
      std::find_if(profiles.begin(), profiles.end(), [&](Profile const& profile) { return profile.id == id; });
  return found == profiles.end() ? nullptr : &*found;
}

LoadedProfiles load_profiles(std::string const& folder, catalogue::Catalogue const& catalogue) {
  namespace fs = std::filesystem;
  auto all = LoadedProfiles{};
  auto paths = std::vector<std::string>{};
  auto error = std::error_code{};
  for (auto entry = fs::directory_iterator{folder, error}; !error && entry != fs::directory_iterator{};
       entry.increment(error)) {
    if (entry->path().extension() == ".yaml") paths.push_back(entry->path().string());
  }
  if (error) {
    all.findings.push_back(Finding{Severity::error, "cannot-read", folder, 0, 0,
                                   "the folder of profiles cannot be read.", "Check that it exists and may be read."});
    return all;
  }
  std::sort(paths.begin(), paths.end());
  auto seen = std::map<std::string, std::string>{};
  for (auto const& path : paths) {
    auto const text = read_file(path, largest_profile);
    if (!text) {
      all.findings.push_back(Finding{Severity::error, "cannot-read", path, 0, 0, "the file cannot be read.",
                                     "Check that it may be read and is under 1 MiB."});
      continue;
    }
    take(all, seen, read_profile(*text, path, catalogue));
  }
  return all;
}

}  // namespace concordat::intake
