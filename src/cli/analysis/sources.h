// SPDX-License-Identifier: Apache-2.0
// Inside the module: the agreements that are asked about, from files or from a hub.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agreements/analysis/calendar.h"
#include "agreements/analysis/coverage.h"
#include "agreements/analysis/scope.h"
#include "cli/analysis/answer.h"

namespace concordat::cli::analysis {

template <class T>
using Expected = tl::expected<T, Failure>;

/// Agreements with the words they are read by. Not copied: scopes point into it.
class Sources {
 public:
  Sources(hub::Shelf const& shelf, hub::Hub* hub, Date today);

  /// Those of a file, or of every .yaml file of a folder. Errors in any of them refuse it.
  [[nodiscard]] Expected<std::vector<agreements::Agreement const*>> read(std::string const& path);
  /// Those the hub holds, whatever became of them; its look is an entry of the ledger.
  [[nodiscard]] Expected<hub::Held const*> held(std::string const& by);
  /// In force in the hub on the day.
  [[nodiscard]] Expected<std::vector<agreements::Agreement const*>> in_force(std::string const& by, Date day);

  [[nodiscard]] agreements::analysis::Scope scope(std::vector<agreements::Agreement const*> agreements) const;
  [[nodiscard]] agreements::Vocabulary const& vocabulary() const { return vocabulary_; }
  [[nodiscard]] agreements::PrintNames const& names() const { return names_; }
  [[nodiscard]] hub::Hub* hub() const { return hub_; }
  [[nodiscard]] Date today() const { return today_; }

  [[nodiscard]] std::vector<agreements::analysis::KnownField> known_fields() const;
  /// The hub's feeds, or every mapping profile where no hub is asked.
  [[nodiscard]] std::vector<agreements::analysis::FeedOffer> feeds() const;
  /// Those of the agency of this member: whose training lapses elsewhere is that agency's own affair. None where nobody asks.
  [[nodiscard]] Expected<std::vector<agreements::analysis::TrainedMember>> members(std::string const& by) const;

 private:
  [[nodiscard]] Expected<void> read_file_of(std::string const& path, std::vector<agreements::Agreement const*>& out);

  hub::Shelf const& shelf_;
  hub::Hub* hub_;
  Date today_;
  agreements::Vocabulary vocabulary_;
  agreements::PrintNames names_;
  std::vector<std::unique_ptr<agreements::Agreement>> read_ = {};
  std::optional<hub::Held> held_ = {};
};

}  // namespace concordat::cli::analysis
