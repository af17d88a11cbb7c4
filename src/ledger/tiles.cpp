// SPDX-License-Identifier: Apache-2.0
#include "ledger/tiles.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "crypto/encoding.h"

namespace concordat::ledger {
namespace {

constexpr unsigned highest_level = 7;  // 2^64 entries need eight levels

std::string grouped(std::uint64_t index) {
  auto text = fmt::format("{:03}", index % 1000);
  for (index /= 1000; index > 0; index /= 1000) text = fmt::format("x{:03}/", index % 1000) + text;
  return text;
}

std::string with_width(std::string path, unsigned width) {
  return width == tile_width ? path : fmt::format("{}.p/{}", path, width);
}

std::optional<std::uint64_t> small_number(std::string_view digits, std::size_t longest) {
  bool const fine = !digits.empty() && digits.size() <= longest &&
                    std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!fine) return std::nullopt;
  std::uint64_t number = 0;
  for (char const digit : digits) number = number * 10 + static_cast<std::uint64_t>(digit - '0');
  return number;
}

/// "x001/x234/067.p/70" or without the width.
std::optional<BundleId> parse_number_and_width(std::string_view text) {
  BundleId id;
  if (auto const partial = text.find(".p/"); partial != std::string_view::npos) {
    auto const width = small_number(text.substr(partial + 3), 3);
    if (!width || *width == 0 || *width >= tile_width) return std::nullopt;
    id.width = static_cast<unsigned>(*width);
    text = text.substr(0, partial);
  }
  if (text.size() > 5 * 5 + 3) return std::nullopt;  // 18 digits: well inside 64 bits
  auto const groups = text::split(text, '/');
  for (std::size_t at = 0; at < groups.size(); ++at) {
    bool const last = at + 1 == groups.size();
    auto group = groups[at];
    if (!last) {
      if (!group.starts_with('x')) return std::nullopt;
      group.remove_prefix(1);
    }
    auto const number = small_number(group, 3);
    if (group.size() != 3 || !number) return std::nullopt;
    id.index = id.index * 1000 + *number;
  }
  return id;
}

void append_hash(std::string& hashes, Hash const& hash) {
  hashes.append(crypto::text_of(hash));
}

/// Of the complete subtree over `count` (a power of two) hashes of a tile.
Hash complete_root(std::string_view tile, std::size_t first, std::size_t count) {
  std::vector<Hash> hashes;
  hashes.reserve(count);
  for (std::size_t at = 0; at < count; ++at) hashes.push_back(hash_at(tile, first + at));
  for (; count > 1; count /= 2) {
    for (std::size_t at = 0; at < count / 2; ++at) hashes[at] = node_hash(hashes[2 * at], hashes[2 * at + 1]);
  }
  return hashes.front();
}

}  // namespace

std::string path_of(TileId const& id) {
  return with_width(fmt::format("tile/{}/{}", id.level, grouped(id.index)), id.width);
}

std::string path_of(BundleId const& id) {
  return with_width("tile/entries/" + grouped(id.index), id.width);
}

std::optional<TileId> parse_tile_path(std::string_view path) {
  constexpr std::string_view start = "tile/";
  if (!path.starts_with(start)) return std::nullopt;
  auto const rest = path.substr(start.size());
  auto const slash = rest.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  auto const level = small_number(rest.substr(0, slash), 1);
  auto const number = parse_number_and_width(rest.substr(slash + 1));
  if (!level || *level > highest_level || !number) return std::nullopt;
  TileId const id{static_cast<unsigned>(*level), number->index, number->width};
  return path_of(id) == path ? std::optional{id} : std::nullopt;
}

std::optional<BundleId> parse_bundle_path(std::string_view path) {
  constexpr std::string_view start = "tile/entries/";
  if (!path.starts_with(start)) return std::nullopt;
  auto const id = parse_number_and_width(path.substr(start.size()));
  return id && path_of(*id) == path ? id : std::nullopt;
}

std::string encode_bundle(std::vector<std::string> const& entries) {
  std::string bundle;
  std::size_t total = 0;
  for (auto const& entry : entries) total += entry.size() + 2;
  bundle.reserve(total);
  for (auto const& entry : entries) {
    bundle += static_cast<char>(entry.size() >> 8U & 0xffU);
    bundle += static_cast<char>(entry.size() & 0xffU);
    bundle += entry;
  }
  return bundle;
}

Result<std::vector<std::string_view>> decode_bundle(std::string_view bundle, unsigned width) {
  std::vector<std::string_view> entries;
  entries.reserve(width);
  while (entries.size() < width && bundle.size() >= 2) {
    auto const size = static_cast<std::size_t>(static_cast<unsigned char>(bundle[0])) << 8U |
                      static_cast<unsigned char>(bundle[1]);
    if (bundle.size() < size + 2) break;
    entries.push_back(bundle.substr(2, size));
    bundle.remove_prefix(size + 2);
  }
  if (entries.size() != width || !bundle.empty()) {
    return fail(Fault::malformed, "ledger.bundle", "A bundle of ledger entries is cut short or too long.",
                "Fetch the file again; if it stays so, the ledger was changed.");
  }
  return entries;
}

unsigned width_of(std::uint64_t size, unsigned level, std::uint64_t index) {
  auto const hashes = hashes_on_level(size, level);
  if (index > hashes / tile_width) return 0;
  return static_cast<unsigned>(std::min<std::uint64_t>(hashes - index * tile_width, tile_width));
}

Result<Hash> TileHashes::subtree(unsigned height, std::uint64_t index) {
  auto const level = height / tile_height;
  auto const within = height % tile_height;
  auto const first = index << within;
  auto const tile_index = first / tile_width;
  auto const width = width_of(size_, level, tile_index);
  auto const position = static_cast<std::size_t>(first % tile_width);
  auto const count = std::size_t{1} << within;
  if (position + count > width) {
    return fail(Fault::internal, "ledger.no-such-subtree", "A hash was asked that this tree does not have.",
                "Tell the maintainers; the ledger itself is not touched.");
  }
  auto found = read_.find({level, tile_index});
  if (found == read_.end()) {
    auto tile = storage_.tile({level, tile_index, width});
    if (!tile) return fail(tile);
    found = read_.emplace(std::pair{level, tile_index}, std::move(*tile)).first;
  }
  return complete_root(found->second, position, count);
}

Result<Edge> Edge::load(LogStorage const& storage, std::uint64_t size) {
  Edge edge;
  edge.size_ = size;
  for (unsigned level = 0; hashes_on_level(size, level) > 0; ++level) {
    auto const hashes = hashes_on_level(size, level);
    auto const width = static_cast<unsigned>(hashes % tile_width);
    edge.partial_.emplace_back();
    if (width == 0) continue;
    auto tile = storage.tile({level, hashes / tile_width, width});
    if (!tile) return fail(tile);
    edge.partial_.back() = std::move(*tile);
  }
  edge.find_peaks();
  return edge;
}

/// On each level the partial tile falls into complete subtrees, the largest first.
void Edge::find_peaks() {
  for (auto tile = partial_.rbegin(); tile != partial_.rend(); ++tile) {
    auto const count = tile->size() / hash_size;
    std::size_t taken = 0;
    for (std::size_t width = tile_width / 2; width > 0; width /= 2) {
      if ((count & width) == 0) continue;
      peaks_.push_back(complete_root(*tile, taken, width));
      taken += width;
    }
  }
}

Hash Edge::root() const {
  if (peaks_.empty()) return empty_root();
  auto root = peaks_.back();
  for (auto peak = peaks_.rbegin() + 1; peak != peaks_.rend(); ++peak) root = node_hash(*peak, root);
  return root;
}

Appended Edge::append(std::vector<std::string> const& entries) {
  Appended appended;
  appended.first_index = size_;
  appended.leaf_hashes.reserve(entries.size());
  for (auto const& entry : entries) {
    appended.leaf_hashes.push_back(leaf_hash(entry));
    add(appended.leaf_hashes.back(), [&](Tile const& full) { appended.tiles.push_back(full); });
  }
  // A partial tile is written again only where it grew.
  for (auto& tile : partial_tiles()) {
    if (hashes_on_level(size_, tile.id.level) != hashes_on_level(appended.first_index, tile.id.level)) {
      appended.tiles.push_back(std::move(tile));
    }
  }
  appended.head = head();
  return appended;
}

std::vector<Tile> Edge::partial_tiles() const {
  std::vector<Tile> tiles;
  for (unsigned level = 0; level < partial_.size(); ++level) {
    if (partial_[level].empty()) continue;
    auto const width = static_cast<unsigned>(partial_[level].size() / hash_size);
    tiles.push_back({{level, hashes_on_level(size_, level) / tile_width, width}, partial_[level]});
  }
  return tiles;
}

void Edge::push(unsigned level, Hash const& hash) {
  if (level >= partial_.size()) partial_.resize(level + 1);
  append_hash(partial_[level], hash);
}

std::string Edge::take(unsigned level) {
  return std::exchange(partial_[level], {});
}

}  // namespace concordat::ledger
