// SPDX-License-Identifier: Apache-2.0
#include "ledger/verify.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "ledger/memory_log.h"

namespace concordat::ledger {
namespace {

class Verifying : public testing::Test {
 protected:
  static std::vector<std::string> entries(std::size_t from, std::size_t to) {
    std::vector<std::string> made;
    for (auto index = from; index < to; ++index) made.push_back(fmt::format(R"({{"n":{},"v":1}})", index));
    return made;
  }
  [[nodiscard]] std::string note_of(MemoryLog const& log) const {
    return sign_checkpoint(log.edge.head(), verifier_, key_);
  }
  [[nodiscard]] VerifyReport verify(MemoryLog const& log, std::string const& note,
                                    VerifyOptions const& options = {}) const {
    auto const report = verify_log(log, note, verifier_, options);
    EXPECT_TRUE(report);
    return report.value_or(VerifyReport{});
  }
  /// The same entries with tiles made afresh, as somebody would who owns the database.
  [[nodiscard]] static MemoryLog rebuilt(std::vector<std::string> const& all) {
    MemoryLog log;
    log.add(all);
    return log;
  }

  SeededChance chance_{1};
  crypto::SigningKey key_ = crypto::SigningKey::generate(chance_);
  VerifierKey verifier_ = *VerifierKey::make("log", key_.public_key());
};

TEST_F(Verifying, ACleanLogIsIntactAtEverySize) {
  for (std::size_t const size : {0U, 1U, 2U, 255U, 256U, 257U, 600U, 65535U, 65536U, 65537U}) {
    auto const log = rebuilt(entries(0, size));
    auto const report = verify(log, note_of(log));
    EXPECT_TRUE(report.intact()) << size << " " << report.title.view();
    EXPECT_EQ(report.checked, size);
    EXPECT_EQ(report.root, log.edge.root());
    EXPECT_FALSE(report.first_bad);
  }
}

TEST_F(Verifying, AChangedBitOfAnyEntryIsFoundAtItsIndex) {
  auto const clean = rebuilt(entries(0, 600));
  auto const note = note_of(clean);
  SeededChance chance{2};
  for (int round = 0; round < 300; ++round) {
    auto log = clean;
    auto const index = chance.below(600);
    auto& entry = log.stored[index];
    auto& byte = entry[chance.below(entry.size())];
    byte = static_cast<char>(byte ^ static_cast<char>(1U << chance.below(8)));
    auto const report = verify(log, note);
    ASSERT_EQ(report.code.view(), "ledger.entry-changed");
    ASSERT_EQ(report.first_bad, index);
  }
}

TEST_F(Verifying, AChangedBitOfAnyTileIsFoundAtTheFirstEntryUnderIt) {
  auto const clean = rebuilt(entries(0, 66'000));
  auto const note = note_of(clean);
  SeededChance chance{3};
  std::vector<std::pair<unsigned, std::uint64_t>> const places{{0, 0}, {0, 3}, {0, 257},
                                                               {1, 0}, {1, 1}, {2, 0}};
  for (auto const& place : places) {
    auto log = clean;
    auto& tile = log.tiles[place];
    auto const at = chance.below(tile.size());
    tile[at] = static_cast<char>(tile[at] ^ static_cast<char>(1U << chance.below(8)));
    auto const report = verify(log, note);
    ASSERT_FALSE(report.intact());
    auto const bad = (place.second * tile_width + at / hash_size) << (place.first * tile_height);
    EXPECT_EQ(report.first_bad, bad) << place.first << "/" << place.second;
  }
}

TEST_F(Verifying, DeletedInsertedSwappedAndDoubledEntriesAreFound) {
  auto const clean = rebuilt(entries(0, 600));
  auto const note = note_of(clean);
  struct Case {
    std::string_view name;
    std::uint64_t first_bad;
    std::function<void(std::vector<std::string>&)> change;
  };
  std::vector<Case> const cases{{"deleted", 300, [](auto& all) { all.erase(all.begin() + 300); }},
                                {"inserted", 300, [](auto& all) { all.insert(all.begin() + 300, "{}"); }},
                                {"swapped", 300, [](auto& all) { std::swap(all[300], all[500]); }},
                                {"doubled", 301, [](auto& all) { all.insert(all.begin() + 300, all[300]); }},
                                {"emptied", 300, [](auto& all) { all[300].clear(); }}};
  for (auto const& each : cases) {
    auto log = clean;
    each.change(log.stored);
    auto const report = verify(log, note);
    EXPECT_EQ(report.first_bad, each.first_bad) << each.name;
    EXPECT_FALSE(report.intact()) << each.name;
    // and with all tiles rebuilt around it
    auto const forged = rebuilt(log.stored);
    EXPECT_FALSE(verify(forged, note).intact()) << each.name;
  }
}

TEST_F(Verifying, ARewrittenHistoryIsFoundAndKeptCheckpointsSayWhereItBegins) {
  auto log = rebuilt(entries(0, 100));
  VerifyOptions options{.older_notes = {note_of(log)}};
  log.add(entries(100, 400));
  options.older_notes.push_back(note_of(log));
  log.add(entries(400, 600));
  auto const note = note_of(log);
  EXPECT_TRUE(verify(log, note, options).intact());

  auto all = log.stored;
  all[250] = "{}";
  auto const forged = rebuilt(all);
  auto report = verify(forged, note, options);
  EXPECT_EQ(report.code.view(), "ledger.history-rewritten");
  EXPECT_EQ(report.first_bad, 100U);
  // even where somebody has the signing key
  report = verify(forged, note_of(forged), options);
  EXPECT_EQ(report.code.view(), "ledger.history-rewritten");
  report = verify(forged, note);
  EXPECT_EQ(report.code.view(), "ledger.root-differs");
  EXPECT_FALSE(report.first_bad);
}

TEST_F(Verifying, LostEntriesAtTheEndAreFound) {
  auto log = rebuilt(entries(0, 600));
  auto const note = note_of(log);
  log.stored.resize(590);
  auto report = verify(log, note);
  EXPECT_EQ(report.code.view(), "ledger.entry-missing");
  EXPECT_EQ(report.first_bad, 590U);
  log.stored.resize(512);
  EXPECT_EQ(verify(log, note).first_bad, 512U);
  auto const shorter = rebuilt(entries(0, 512));
  report = verify(shorter, note_of(shorter), {.older_notes = {note}});
  EXPECT_EQ(report.code.view(), "ledger.log-shorter");
}

TEST_F(Verifying, AMissingTileIsFound) {
  auto log = rebuilt(entries(0, 600));
  auto const note = note_of(log);
  log.tiles.erase({1, 0});
  EXPECT_EQ(verify(log, note).code.view(), "ledger.tile-missing");
  log.tiles.erase({0, 1});
  EXPECT_EQ(verify(log, note).first_bad, 256U);
}

TEST_F(Verifying, AForgedCheckpointIsFound) {
  auto const log = rebuilt(entries(0, 10));
  auto const other = crypto::SigningKey::generate(chance_);
  auto const forged = sign_checkpoint(log.edge.head(), *VerifierKey::make("log", other.public_key()), other);
  auto const report = verify(log, forged);
  EXPECT_EQ(report.code.view(), "ledger.note-signature");
  EXPECT_EQ(report.size, 0U);
  EXPECT_EQ(verify(log, note_of(log), {.older_notes = {forged}}).code.view(), "ledger.older-checkpoint");
}

TEST_F(Verifying, CanBeStopped) {
  auto const log = rebuilt(entries(0, 600));
  std::uint64_t seen = 0;
  auto const report = verify_log(log, note_of(log), verifier_, {.progress = [&](std::uint64_t checked) {
                                   seen = checked;
                                   return false;
                                 }});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code.view(), "ledger.verify-stopped");
  EXPECT_EQ(seen, 256U);
}

class BrokenLog final : public LogStorage {
 public:
  [[nodiscard]] Result<std::uint64_t> size() const override { return 10U; }
  [[nodiscard]] Result<std::string> tile(TileId const&) const override { return gone(); }
  [[nodiscard]] Result<std::string> entries(BundleId const&) const override { return gone(); }

 private:
  static tl::unexpected<Problem> gone() {
    return fail(Fault::unavailable, "test.gone", "Gone.", "Come back.");
  }
};

TEST_F(Verifying, AStorageThatCannotBeReadIsNoVerdict) {
  auto const log = rebuilt(entries(0, 10));
  auto const report = verify_log(BrokenLog{}, note_of(log), verifier_);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code.view(), "test.gone");
}

}  // namespace
}  // namespace concordat::ledger
