// SPDX-License-Identifier: Apache-2.0
// What a log publishes of itself, as C2SP tlog-tiles: whether a checkpoint is of the tree that it shows. Inside this module only.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "ledger/tiles.h"
#include "ledger/witness/gossip.h"
#include "ledger/witness/split_view.h"

namespace concordat::ledger {

/// "https://hub.example/ledger", with or without a last stroke, and what lies below it.
[[nodiscard]] std::string below(std::string_view prefix, std::string_view what);

class RemoteTiles final : public LogStorage {
 public:
  RemoteTiles(std::string prefix, GossipFetch const& fetch) : prefix_{std::move(prefix)}, fetch_{fetch} {}
  [[nodiscard]] Result<std::uint64_t> size() const override;
  [[nodiscard]] Result<std::string> tile(TileId const& id) const override;
  [[nodiscard]] Result<std::string> entries(BundleId const& id) const override;

 private:
  std::string prefix_;
  GossipFetch const& fetch_;
};

class HubView {
 public:
  /// REQUIRES: `fetch` outlives it.
  HubView(std::string prefix, Sighting newest, GossipFetch const& fetch)
      : newest_{std::move(newest)}, tiles_{std::make_unique<RemoteTiles>(std::move(prefix), fetch)}, hashes_{*tiles_, newest_.head.size} {}

  [[nodiscard]] Sighting const& newest() const { return newest_; }

  struct Verdict {
    bool known = false;                  ///< false: it does not show enough to tell
    std::optional<SplitView> split = {};  ///< what was held up is not of this tree
  };
  [[nodiscard]] Verdict judge(Sighting const& held_up);

 private:
  Sighting newest_;
  std::unique_ptr<RemoteTiles> tiles_;
  TileHashes hashes_;
};

}  // namespace concordat::ledger
