// SPDX-License-Identifier: Apache-2.0
// A log in memory, for tests: what an append makes goes in, and every byte of it may be changed.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ledger/tiles.h"

namespace concordat::ledger {

class MemoryLog final : public LogStorage {
 public:
  void add(std::vector<std::string> const& new_entries) {
    auto const made = edge.append(new_entries);
    for (auto const& tile : made.tiles) tiles[{tile.id.level, tile.id.index}] = tile.hashes;
    stored.insert(stored.end(), new_entries.begin(), new_entries.end());
  }
  [[nodiscard]] Result<std::uint64_t> size() const override { return stored.size(); }
  [[nodiscard]] Result<std::string> tile(TileId const& id) const override {
    auto const found = tiles.find({id.level, id.index});
    if (found == tiles.end() || found->second.size() < id.width * hash_size) return absent();
    return found->second.substr(0, id.width * hash_size);
  }
  [[nodiscard]] Result<std::string> entries(BundleId const& id) const override {
    auto const first = id.index * tile_width;
    if (first + id.width > stored.size()) return absent();
    auto const from = stored.begin() + static_cast<std::ptrdiff_t>(first);
    return encode_bundle({from, from + static_cast<std::ptrdiff_t>(id.width)});
  }

  Edge edge;
  std::vector<std::string> stored;
  std::map<std::pair<unsigned, std::uint64_t>, std::string> tiles;

 private:
  static tl::unexpected<Problem> absent() {
    return fail(Fault::not_found, "memory-log.absent", "The log in memory lacks this.",
                "Add more entries first.");
  }
};

}  // namespace concordat::ledger
