// SPDX-License-Identifier: Apache-2.0
// Inside the module: the versions of agreements that a page lets somebody choose from.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hub/agreements/draft.h"
#include "pages/analysis/looking.h"

namespace concordat::pages {

/// Every version the hub holds, and the drafts of the own agency as they would be signed today. REQUIRES: what was looked at
/// outlives it.
class Versions {
 public:
  [[nodiscard]] static Result<Versions> read(Visit& visit, Looking const& looking);

  /// [{"id", "title"}]; `party`: only those that this agency is party to; empty: all.
  [[nodiscard]] Json choices(std::string_view party = {}) const;
  /// The version in the field of that name; nullptr and a fault beside it where there is none, or where what comes out of a
  /// draft is none yet.
  [[nodiscard]] agreements::Agreement const* chosen(Visit& visit, std::string const& field);

 private:
  Versions(Looking const& looking, std::vector<hub::Draft> drafts) : looking_{&looking}, drafts_{std::move(drafts)} {}
  Looking const* looking_;
  std::vector<hub::Draft> drafts_;
  std::vector<std::unique_ptr<agreements::Agreement>> made_ = {};
};

}  // namespace concordat::pages
