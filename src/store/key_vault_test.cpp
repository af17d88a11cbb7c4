// SPDX-License-Identifier: Apache-2.0
#include "store/key_vault.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "crypto/encoding.h"
#include "store/connection.h"
#include "store/store_test_tools.h"
#include "support/on_both_stores.h"

// The hub alone can make a Processing; this program has no hub, so it brings the one class that may.
namespace concordat::hub {
class ProcessingDesk {
 public:
  [[nodiscard]] static Processing open() { return Processing{}; }
};
}  // namespace concordat::hub

namespace concordat::store {
namespace {

class KeyVaults : public test_support::OnBothStores {
 protected:
  [[nodiscard]] KeyVault open_vault() {
    auto const file = folder() / "root.key";
    if (!std::filesystem::exists(file)) expect(KeyVault::create_root_key(file, chance_));
    return expect(KeyVault::open(url(), file, clock_, chance_));
  }
  /// Seals one identity for agency 1 and gives the blob.
  [[nodiscard]] Bytes seal(KeyVault& vault, std::int64_t record, std::string_view identity) {
    auto batch = expect(vault.begin_sealing(1));
    auto const view = expect(batch.seal(record, identity));
    Bytes sealed(view.begin(), view.end());
    expect(batch.commit());
    return sealed;
  }
  [[nodiscard]] static std::string revealed(Result<Personal<std::string>> const& identity) {
    if (!identity) return outcome(identity);
    return identity->reveal(hub::ProcessingDesk::open());
  }
  SystemChance chance_;
};
CONCORDAT_ON_BOTH_STORES(KeyVaults);

TEST_P(KeyVaults, SealAndOpenIdentities) {
  auto vault = open_vault();
  EXPECT_EQ(expect(vault.make_agency_key(1)), 1);
  auto batch = expect(vault.begin_sealing(1));
  EXPECT_EQ(batch.key_version(), 1);
  std::vector<Bytes> sealed;
  for (int i = 0; i < 100; ++i) {
    auto const view = expect(batch.seal(i, "identity " + std::to_string(i)));
    sealed.emplace_back(view.begin(), view.end());
  }
  expect(batch.commit());
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(revealed(vault.open_identity({i, 1, 1}, sealed[static_cast<std::size_t>(i)])),
              "identity " + std::to_string(i));
}

TEST_P(KeyVaults, KeepNothingReadableInTheBlob) {
  auto vault = open_vault();
  expect(vault.make_agency_key(1));
  auto const sealed = seal(vault, 1, "Jane Example");
  EXPECT_EQ(std::string_view(reinterpret_cast<char const*>(sealed.data()), sealed.size()).find("Jane"),
            std::string_view::npos);
}

TEST_P(KeyVaults, OpenAgainAfterARestartWithTheSameRootKey) {
  Bytes sealed;
  {
    auto vault = open_vault();
    expect(vault.make_agency_key(1));
    sealed = seal(vault, 7, "Jane Example");
  }
  auto vault = open_vault();
  EXPECT_EQ(revealed(vault.open_identity({7, 1, 1}, sealed)), "Jane Example");
}

TEST_P(KeyVaults, RefuseAnotherRootKey) {
  static_cast<void>(open_vault());
  auto const other = folder() / "other.key";
  expect(KeyVault::create_root_key(other, chance_));
  auto const refused = KeyVault::open(url(), other, clock_, chance_);
  EXPECT_EQ(outcome(refused), "keys.wrong-root");
  EXPECT_EQ(refused.error().fault, Fault::integrity);
  EXPECT_FALSE(KeyVault::open(url(), folder() / "missing.key", clock_, chance_).has_value());
}

TEST_P(KeyVaults, RefuseABlobThatWasMovedOrChanged) {
  auto vault = open_vault();
  expect(vault.make_agency_key(1));
  auto const first = seal(vault, 1, "first");
  auto const second = seal(vault, 2, "second");
  EXPECT_EQ(vault.open_identity({2, 1, 1}, first).error().fault, Fault::integrity);
  for (std::size_t i = 0; i < first.size(); ++i) {
    auto changed = first;
    changed[i] ^= std::byte{1};
    EXPECT_EQ(outcome(vault.open_identity({1, 1, 1}, changed)), "crypto.seal") << i;
  }
  EXPECT_EQ(outcome(vault.open_identity({1, 2, 1}, first)), "keys.no-record-key");
  EXPECT_EQ(outcome(vault.open_identity({1, 1, 2}, first)), "keys.no-record-key");
  EXPECT_EQ(outcome(vault.open_identity({3, 1, 1}, first)), "keys.no-record-key");
}

TEST_P(KeyVaults, OpenWhatWasSealedUnderAnOlderKeyOfTheAgency) {
  auto vault = open_vault();
  expect(vault.make_agency_key(1));
  auto const old = seal(vault, 1, "old");
  EXPECT_EQ(expect(vault.make_agency_key(1)), 2);
  auto const young = seal(vault, 2, "young");
  EXPECT_EQ(revealed(vault.open_identity({1, 1, 1}, old)), "old");
  EXPECT_EQ(revealed(vault.open_identity({2, 1, 2}, young)), "young");
}

TEST_P(KeyVaults, SealNothingForAnAgencyWithoutAKey) {
  auto vault = open_vault();
  EXPECT_EQ(outcome(vault.begin_sealing(5)), "keys.no-agency-key");
}

TEST_P(KeyVaults, ForgetTheKeysOfABatchThatWasNotCommitted) {
  auto vault = open_vault();
  expect(vault.make_agency_key(1));
  Bytes sealed;
  {
    auto batch = expect(vault.begin_sealing(1));
    auto const view = expect(batch.seal(1, "never kept"));
    sealed.assign(view.begin(), view.end());
  }
  EXPECT_EQ(outcome(vault.open_identity({1, 1, 1}, sealed)), "keys.no-record-key");
  EXPECT_EQ(revealed(vault.open_identity({1, 1, 1}, seal(vault, 1, "kept"))), "kept");
}

TEST_P(KeyVaults, DestroyKeysForEver) {
  auto vault = open_vault();
  expect(vault.make_agency_key(1));
  auto const gone = seal(vault, 1, "gone");
  auto const stays = seal(vault, 2, "stays");
  std::int64_t const records[] = {1, 99};
  EXPECT_EQ(expect(vault.erase(records)), 1);
  EXPECT_EQ(expect(vault.erase(records)), 0);
  auto const erased = vault.open_identity({1, 1, 1}, gone);
  EXPECT_EQ(outcome(erased), "keys.erased");
  EXPECT_EQ(erased.error().fault, Fault::not_found);
  EXPECT_EQ(revealed(vault.open_identity({2, 1, 1}, stays)), "stays");
}

TEST_P(KeyVaults, LeaveNoTraceOfADestroyedKeyInTheFile) {
  if (!is_sqlite()) GTEST_SKIP() << "the server's files are its own";
  auto vault = open_vault();
  expect(vault.make_agency_key(1));
  static_cast<void>(seal(vault, 1, "gone"));
  std::string wrapped;
  {
    auto keys = expect(Connection::open(url()));
    auto const read = [&](Row const& row) { wrapped = crypto::text_of(row.blob(0)); };
    expect(keys.query("SELECT wrapped FROM record_key WHERE record = 1", read));
  }
  ASSERT_EQ(wrapped.size(), 73U);
  auto const is_there = [&](char const* name) {
    std::ifstream file{folder() / name, std::ios::binary};
    std::string const all{std::istreambuf_iterator<char>{file}, {}};
    return all.find(wrapped.substr(30)) != std::string::npos;
  };
  EXPECT_TRUE(is_there("test.db") || is_there("test.db-wal"));
  std::int64_t const records[] = {1};
  expect(vault.erase(records));
  EXPECT_FALSE(is_there("test.db"));
  EXPECT_FALSE(is_there("test.db-wal"));
}

}  // namespace
}  // namespace concordat::store
