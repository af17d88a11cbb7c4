// SPDX-License-Identifier: Apache-2.0
#include "ledger/tiles.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "ledger/memory_log.h"

namespace concordat::ledger {
namespace {

TEST(TilePaths, AreThoseOfC2sp) {
  struct Case {
    TileId id;
    std::string_view path;
  };
  for (auto const& [id, path] :
       {Case{{0, 0, 256}, "tile/0/000"}, Case{{1, 5, 70}, "tile/1/005.p/70"},
        Case{{0, 999, 256}, "tile/0/999"}, Case{{0, 1000, 256}, "tile/0/x001/000"},
        Case{{3, 1234067, 256}, "tile/3/x001/x234/067"}, Case{{2, 1234067, 1}, "tile/2/x001/x234/067.p/1"}}) {
    EXPECT_EQ(path_of(id), path);
    EXPECT_EQ(parse_tile_path(path), id);
  }
  EXPECT_EQ(path_of(BundleId{67, 256}), "tile/entries/067");
  EXPECT_EQ(path_of(BundleId{1067, 255}), "tile/entries/x001/067.p/255");
  EXPECT_EQ(parse_bundle_path("tile/entries/x001/067.p/255"), (BundleId{1067, 255}));
}

TEST(TilePaths, HaveNoSecondSpelling) {
  for (auto const* path : {"",
                           "tile",
                           "tile/",
                           "tile/0",
                           "tile/0/",
                           "tile/0/0",
                           "tile/0/0000",
                           "tile/0/x000/001",
                           "tile/00/001",
                           "tile/8/001",
                           "tile/-1/001",
                           "tile/0/001.p/0",
                           "tile/0/001.p/256",
                           "tile/0/001.p/07",
                           "tile/0/001.p/",
                           "tile/0/001.p/1/2",
                           "/tile/0/001",
                           "tile/0/001/",
                           "tile/0/../001",
                           "tile/0/x001/x002",
                           "tile/0/001/002",
                           "tile/0/ 01",
                           "tile/entries/001",
                           "tile/0/x999/x999/x999/x999/x999/x999/999"}) {
    EXPECT_FALSE(parse_tile_path(path)) << path;
  }
  for (auto const* path : {"tile/entries", "tile/entries/1", "tile/entries/001.p/256", "tile/0/001"}) {
    EXPECT_FALSE(parse_bundle_path(path)) << path;
  }
}

TEST(Bundles, GiveTheirEntriesBack) {
  std::vector<std::string> const entries{"", "a", std::string(255, 'b'), std::string(256, 'c'),
                                         std::string(65535, 'd')};
  auto const bundle = encode_bundle(entries);
  auto const decoded = decode_bundle(bundle, 5);
  ASSERT_TRUE(decoded);
  EXPECT_EQ((std::vector<std::string>{decoded->begin(), decoded->end()}), entries);
}

TEST(Bundles, CutShortOrTooLongAreRefused) {
  auto const bundle = encode_bundle({"one", "two"});
  for (std::size_t size = 0; size < bundle.size(); ++size) {
    auto const decoded = decode_bundle(std::string_view{bundle}.substr(0, size), 2);
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().code.view(), "ledger.bundle");
  }
  EXPECT_FALSE(decode_bundle(bundle + "x", 2));
  EXPECT_FALSE(decode_bundle(bundle, 1));
  EXPECT_FALSE(decode_bundle(bundle, 3));
}

TEST(Widths, FollowFromTheSizeAlone) {
  EXPECT_EQ(width_of(0, 0, 0), 0U);
  EXPECT_EQ(width_of(255, 0, 0), 255U);
  EXPECT_EQ(width_of(256, 0, 0), 256U);
  EXPECT_EQ(width_of(256, 0, 1), 0U);
  EXPECT_EQ(width_of(256, 1, 0), 1U);
  EXPECT_EQ(width_of(257, 0, 1), 1U);
  EXPECT_EQ(width_of(65535, 1, 0), 255U);
  EXPECT_EQ(width_of(65536, 2, 0), 1U);
  EXPECT_EQ(width_of(UINT64_MAX, 7, 0), 255U);
  EXPECT_EQ(width_of(UINT64_MAX, 8, 0), 0U);
}

std::vector<std::string> entries_between(std::size_t from, std::size_t to) {
  std::vector<std::string> entries;
  for (auto index = from; index < to; ++index) entries.push_back(fmt::format("{}", index));
  return entries;
}

TEST(Appending, RewritesOnlyThePartialRightEdge) {
  Edge edge;
  static_cast<void>(edge.append(entries_between(0, 300)));
  auto const made = edge.append(entries_between(300, 513));
  std::set<std::string> paths;
  for (auto const& tile : made.tiles) {
    paths.insert(path_of(tile.id));
    EXPECT_EQ(tile.hashes.size(), tile.id.width * hash_size);
  }
  EXPECT_EQ(paths, (std::set<std::string>{"tile/0/001", "tile/0/002.p/1", "tile/1/000.p/2"}));
  EXPECT_EQ(made.first_index, 300U);
  EXPECT_EQ(made.leaf_hashes.size(), 213U);
  EXPECT_EQ(made.head.size, 513U);
  auto const one = edge.append(entries_between(513, 514));
  ASSERT_EQ(one.tiles.size(), 1U) << "level 1 did not grow and is not written";
  EXPECT_EQ(path_of(one.tiles[0].id), "tile/0/002.p/2");
  EXPECT_TRUE(edge.append({}).tiles.empty());
}

class EdgeSizes : public testing::TestWithParam<std::uint64_t> {};

TEST_P(EdgeSizes, HaveTheTilesOfTheirSizeHoweverTheyWereAppended) {
  auto const size = static_cast<std::size_t>(GetParam());
  MemoryLog at_once;
  at_once.add(entries_between(0, size));
  MemoryLog in_parts;
  for (std::size_t from = 0; from < size; from += 1000) {
    in_parts.add(entries_between(from, std::min(from + 1000, size)));
  }
  EXPECT_EQ(at_once.tiles, in_parts.tiles);
  EXPECT_EQ(at_once.edge.root(), in_parts.edge.root());
  std::size_t tiles = 0;
  for (unsigned level = 0; hashes_on_level(size, level) > 0; ++level) {
    for (std::uint64_t index = 0; width_of(size, level, index) > 0; ++index, ++tiles) {
      ASSERT_EQ((at_once.tiles[{level, index}].size()), width_of(size, level, index) * hash_size);
    }
  }
  EXPECT_EQ(at_once.tiles.size(), tiles);
  TileHashes hashes{at_once, size};
  EXPECT_EQ(*tree_root(size, hashes), at_once.edge.root());
  EXPECT_EQ(Edge::load(at_once, size)->root(), at_once.edge.root());
  auto const proof = *prove_inclusion(size - 1, size, hashes);
  EXPECT_TRUE(check_inclusion(proof, size - 1, leaf_hash(at_once.stored.back()), at_once.edge.head()));
}

INSTANTIATE_TEST_SUITE_P(Tiles, EdgeSizes, testing::Values(1U, 255U, 256U, 257U, 65535U, 65536U, 65537U));

TEST(Edges, OfAStorageWithoutItsTilesDoNotLoad) {
  MemoryLog log;
  log.add(entries_between(0, 300));
  log.tiles.erase({0, 1});
  EXPECT_EQ(Edge::load(log, 300).error().code.view(), "memory-log.absent");
}

}  // namespace
}  // namespace concordat::ledger
