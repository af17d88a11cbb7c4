// SPDX-License-Identifier: Apache-2.0
#include "base/staged_folder.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "base/file.h"

namespace concordat {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Problem> problem_of(std::error_code const& error) { return tl::unexpected<Problem>{file_problem(error.value())}; }

/// A new folder whose name begins so.
Result<fs::path> make_beside(fs::path const& start) {
  for (int number = 0;; ++number) {
    auto const folder = fs::path{start.string() + ".part-" + std::to_string(::getpid()) + "-" + std::to_string(number)};
    std::error_code error;
    if (fs::create_directory(folder, error)) return folder;
    if (error) return problem_of(error);
  }
}

/// Every file, by its path within the folder.
Result<std::vector<fs::path>> files_within(fs::path const& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::recursive_directory_iterator at{folder, error}, end; !error && at != end; at.increment(error)) {
    if (!at->is_directory(error)) files.push_back(at->path().lexically_relative(folder));
  }
  if (error) return problem_of(error);
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<StagedFolder> StagedFolder::begin(fs::path const& target) {
  StagedFolder staged;
  staged.target_ = target.has_filename() ? target : target.parent_path();
  std::error_code error;
  bool const there = fs::exists(staged.target_, error);
  if (there && !fs::is_directory(staged.target_, error)) return tl::unexpected<Problem>{file_problem(ENOTDIR)};
  if (!there) {
    for (auto above = staged.target_.parent_path(); !above.empty() && !fs::exists(above, error); above = above.parent_path()) staged.made_.insert(staged.made_.begin(), above);
    if (fs::create_directories(staged.target_.parent_path(), error); error && !staged.target_.parent_path().empty()) return problem_of(error);
  }
  auto made = make_beside(there ? staged.target_ / "" : fs::path{staged.target_.parent_path() / ("." + staged.target_.filename().string())});
  if (!made) {
    staged.drop();
    return fail(made);
  }
  staged.stage_ = std::move(*made);
  return staged;
}

StagedFolder::StagedFolder(StagedFolder&& other) noexcept
    : target_{std::move(other.target_)}, stage_{std::exchange(other.stage_, {})}, made_{std::exchange(other.made_, {})} {}

StagedFolder::~StagedFolder() { drop(); }

void StagedFolder::drop() {
  std::error_code ignored;
  if (!stage_.empty()) fs::remove_all(std::exchange(stage_, {}), ignored);
  // Only what is empty goes.
  for (; !made_.empty(); made_.pop_back()) fs::remove(made_.back(), ignored);
}

Result<void> StagedFolder::keep(std::string_view last) {
  std::error_code error;
  if (!fs::exists(target_, error)) {
    fs::rename(stage_, target_, error);
    if (error) return problem_of(error);
    stage_.clear();
    made_.clear();
    return {};
  }
  if (auto moved = move_into_target(last); !moved) return moved;
  made_.clear();
  drop();
  return {};
}

Result<void> StagedFolder::move_into_target(std::string_view last) {
  auto files = files_within(stage_);
  if (!files) return fail(files);
  std::stable_partition(files->begin(), files->end(), [&](fs::path const& file) { return file != last; });
  std::vector<fs::path> added;
  for (auto const& file : *files) {
    std::error_code error;
    bool const is_new = !fs::exists(target_ / file, error);
    fs::create_directories((target_ / file).parent_path(), error);
    if (!error) fs::rename(stage_ / file, target_ / file, error);
    if (error) {
      std::error_code ignored;
      for (auto const& one : added) fs::remove(target_ / one, ignored);
      return problem_of(error);
    }
    if (is_new) added.push_back(file);
  }
  return {};
}

}  // namespace concordat
