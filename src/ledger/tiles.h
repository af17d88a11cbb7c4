// SPDX-License-Identifier: Apache-2.0
// How a log lies in storage: the tiles and entry bundles of C2SP tlog-tiles.
//
// A tile is up to 256 hashes side by side: level 0 of leaves, level 1 of the roots of full level-0 tiles, and
// so on. Tile 5 of level 1, with 70 hashes, lies at tile/1/005.p/70; with all 256 at tile/1/005; number
// 1,234,067 at tile/1/x001/x234/067. An entry bundle holds up to 256 entries, each behind its length in two
// big-endian bytes, at tile/entries/005 or tile/entries/005.p/70.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "ledger/tree.h"

namespace concordat::ledger {

constexpr unsigned tile_height = 8;
constexpr unsigned tile_width = 256;
constexpr std::size_t hash_size = 32;

struct TileId {
  unsigned level = 0;
  std::uint64_t index = 0;
  unsigned width = tile_width;  ///< 1..256 hashes
  auto operator<=>(TileId const&) const = default;
};

struct BundleId {
  std::uint64_t index = 0;
  unsigned width = tile_width;  ///< 1..256 entries
  auto operator<=>(BundleId const&) const = default;
};

struct Tile {
  TileId id;
  std::string hashes;  ///< id.width * 32 bytes
};

[[nodiscard]] std::string path_of(TileId const& id);
[[nodiscard]] std::string path_of(BundleId const& id);
/// One path for each tile: no leading zero groups, no other spelling.
[[nodiscard]] std::optional<TileId> parse_tile_path(std::string_view path);
[[nodiscard]] std::optional<BundleId> parse_bundle_path(std::string_view path);

/// REQUIRES: no entry over 65,535 bytes.
[[nodiscard]] std::string encode_bundle(std::vector<std::string> const& entries);
/// Exactly `width` entries and nothing after them, or Fault::malformed.
[[nodiscard]] Result<std::vector<std::string_view>> decode_bundle(std::string_view bundle, unsigned width);

/// Number of hashes the tree of `size` leaves has on `level`, full and partial tiles together.
[[nodiscard]] constexpr std::uint64_t hashes_on_level(std::uint64_t size, unsigned level) {
  return level * tile_height >= 64 ? 0 : size >> (level * tile_height);
}
/// The width of tile `index` on `level` in the tree of `size` leaves: 0 where it has none.
[[nodiscard]] unsigned width_of(std::uint64_t size, unsigned level, std::uint64_t index);
[[nodiscard]] inline Hash hash_at(std::string_view hashes, std::size_t position) {
  Hash hash{};
  for (std::size_t at = 0; at < hash_size; ++at)
    hash[at] = static_cast<std::byte>(hashes[position * hash_size + at]);
  return hash;
}

/// Where a log can be read. Implementations: the hub's database, a folder (export.h), memory (tests).
///
/// Not found and too short are Fault::not_found; a store that holds a wider tile gives the first hashes of
/// it.
class LogStorage {
 public:
  virtual ~LogStorage() = default;
  /// Number of entries that can be read.
  [[nodiscard]] virtual Result<std::uint64_t> size() const = 0;
  /// Exactly id.width * 32 bytes.
  [[nodiscard]] virtual Result<std::string> tile(TileId const& id) const = 0;
  /// The encoded bundle with exactly id.width entries.
  [[nodiscard]] virtual Result<std::string> entries(BundleId const& id) const = 0;
};

/// Subtree hashes of the tree of `size` leaves, from its tiles; keeps the tiles it read.
class TileHashes final : public HashSource {
 public:
  TileHashes(LogStorage const& storage, std::uint64_t size) : storage_{storage}, size_{size} {}
  [[nodiscard]] Result<Hash> subtree(unsigned height, std::uint64_t index) override;

 private:
  LogStorage const& storage_;
  std::uint64_t size_;
  std::map<std::pair<unsigned, std::uint64_t>, std::string> read_;
};

/// What an append makes. Tiles are those to write, each once, each at its new width; full ones never change
/// again.
struct Appended {
  std::uint64_t first_index = 0;
  std::vector<Hash> leaf_hashes;
  std::vector<Tile> tiles;
  TreeHead head;
};

/// The right edge of a tree: the one partial tile of each level, enough to append, and its peaks (the roots of the complete
/// subtrees that the leaves fall into, RFC 6962 2.1), enough to know the root.
class Edge {
 public:
  /// Of the empty tree.
  Edge() = default;
  /// Reads at most one partial tile a level. Fault::not_found where storage lacks one.
  [[nodiscard]] static Result<Edge> load(LogStorage const& storage, std::uint64_t size);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Hash root() const;
  [[nodiscard]] TreeHead head() const { return {size_, root()}; }

  /// Adds the entries and gives the tiles to (re)write: only the right edge, and the tiles that became full.
  [[nodiscard]] Appended append(std::vector<std::string> const& entries);
  /// The same from leaf hashes alone; `each_full` sees every tile that becomes full, in order.
  template <class Receive>
  void add(Hash const& leaf, Receive&& each_full) {
    push(0, leaf);
    auto node = leaf;
    unsigned height = 0;
    // Each peak of the same height makes a taller one with what came; at a multiple of eight that is a full tile's root.
    for (auto equal = size_++; (equal & 1) != 0; equal >>= 1) {
      node = node_hash(peaks_.back(), node);
      peaks_.pop_back();
      if (++height % tile_height != 0) continue;
      auto const level = height / tile_height - 1;
      each_full(Tile{{level, (size_ >> (level * tile_height)) / tile_width - 1, tile_width}, take(level)});
      push(level + 1, node);
    }
    peaks_.push_back(node);
  }
  /// The partial tiles as they stand.
  [[nodiscard]] std::vector<Tile> partial_tiles() const;

 private:
  void push(unsigned level, Hash const& hash);
  [[nodiscard]] std::string take(unsigned level);
  void find_peaks();

  std::uint64_t size_ = 0;
  std::vector<std::string> partial_;  ///< by level; fewer than 256 hashes each
  std::vector<Hash> peaks_;           ///< the tallest first
};

}  // namespace concordat::ledger
