// SPDX-License-Identifier: Apache-2.0
// A run in parts through files in one folder: plan.json, counts-K, learned.yaml, edges-K.
//
// Two rounds where the model learns: every part counts, merge learns; every part finds, merge groups. Each file is written
// beside its place and renamed, so that a part that is killed leaves nothing half done and is simply run again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "cli/linkage/input.h"
#include "linkage/linker.h"
#include "linkage/parts/part_file.h"

namespace concordat::cli {

struct Plan {
  std::uint64_t hash = 0;
  std::uint32_t parts = 1;
};

class PartsFolder {
 public:
  PartsFolder(std::string folder, bool train) : folder_{std::move(folder)}, train_{train} {}

  [[nodiscard]] Result<void> write_plan(linkage::Linker const& linker, std::uint32_t parts, std::vector<linkage::RuleTally> const& rules) const;
  /// REQUIRES: the model as the file gives it, before anything is learned. Problems part.no-plan, part.other-plan.
  [[nodiscard]] Result<Plan> read_plan(linkage::Linker const& linker) const;
  /// The model that an earlier merge learned; nothing where it is still to be.
  [[nodiscard]] Result<std::optional<linkage::Model>> learned() const;

  /// Counts or finds, whichever is due. True where the part was there already.
  [[nodiscard]] Result<bool> run_part(linkage::Linker const& linker, Plan plan, std::uint32_t part, bool counting) const;
  /// REQUIRES: the model before anything is learned. A problem names the file of the part that is missing or damaged.
  [[nodiscard]] tl::expected<linkage::Counts, FileProblem> merged_counts(linkage::Linker const& linker, Plan plan) const;
  [[nodiscard]] tl::expected<linkage::Found, FileProblem> merged_edges(linkage::Linker const& linker, Plan plan) const;
  [[nodiscard]] Result<void> write_learned(linkage::Model const& model) const;

 private:
  /// Gives the bytes of each part's file, in their order, to `take`; the first problem ends it.
  template <class Take>
  [[nodiscard]] std::optional<FileProblem> each_part(Plan plan, std::string_view what, Take const& take) const;
  [[nodiscard]] std::string path(std::string const& name) const { return folder_ + "/" + name; }
  [[nodiscard]] std::uint64_t hash_of(linkage::Linker const& linker) const;
  [[nodiscard]] linkage::PartKey key(linkage::Linker const& linker, Plan plan, std::uint32_t part) const;

  std::string folder_;
  bool train_;
};

/// Pairs by rule as they stand in the plan.
[[nodiscard]] Json rules_json(std::vector<linkage::RuleTally> const& rules);

}  // namespace concordat::cli
