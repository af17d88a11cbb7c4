// SPDX-License-Identifier: Apache-2.0
// T17 to T19: the public format, at every edge, on both stores, and as code that is not ours reads it (Go's own tree, tile
// and note code; packages golang-go and golang-golang-x-mod-dev).
#include <sys/wait.h>

#include <set>

#include "hub/log/failures_test_tools.h"
#include "ledger/export.h"
#include "ledger/witness/cosignature.h"
#include "ledger/witness/kit.h"

namespace concordat::hub::failing {

class LedgerFormat : public LedgerFailures {
 protected:
  void grow_to(std::uint64_t size) {
    while (*log_->size() < size) grow(std::min<std::uint64_t>(size - *log_->size(), 8'192));
  }
  /// Everything an exported folder holds, by path.
  static std::map<std::string, std::string> files_of(fs::path const& folder) {
    std::map<std::string, std::string> all;
    for (auto const& entry : fs::recursive_directory_iterator{folder}) {
      if (entry.is_regular_file()) all.emplace(fs::relative(entry.path(), folder).string(), *read_file(entry.path(), 1U << 30U));
    }
    return all;
  }
  /// Against the same leaves in a tree that knows no database.
  void expect_the_same_tiles(ledger::MemoryLog& expected) {
    auto const all = stored();
    expected.add({all.begin() + static_cast<std::ptrdiff_t>(expected.stored.size()), all.end()});
    for (auto const& [place, hashes] : expected.tiles) {
      auto const width = static_cast<unsigned>(hashes.size() / ledger::hash_size);
      ASSERT_EQ(*log_->storage().tile({place.first, place.second, width}), hashes);
    }
    EXPECT_EQ(ledger::open_checkpoint(**log_->note(), *log_->verifier())->head, expected.edge.head());
  }
  static bool has_go() {
    return fs::exists(auditor()) && fs::exists("/usr/share/gocode/src/golang.org/x/mod/sumdb") && std::system("command -v go > /dev/null") == 0;
  }
  static fs::path auditor() {
    auto const* shared = std::getenv("CONCORDAT_SHARED");
    return fs::path{shared != nullptr ? shared : CONCORDAT_SOURCE_DIR "/../shared"} / "tools/ledger-auditor/main.go";
  }
  std::string audited(fs::path const& log) {
    auto const said = folder() / "said";
    auto const command = fmt::format("GO111MODULE=off GOPATH=/usr/share/gocode go run '{}' '{}' > '{}' 2>&1", auditor().string(), log.string(), said.string());
    int const status = std::system(command.c_str());
    auto const words = read_file(said, 100'000).value_or("");
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? "passed: " + words : "FAILED: " + words;
  }
};
CONCORDAT_ON_BOTH_STORES(LedgerFormat);

TEST_P(LedgerFormat, T17_TilesAreRightAtEveryEdge) {
  ledger::MemoryLog expected;
  for (std::uint64_t const size : {1U, 2U, 255U, 256U, 257U, 511U, 512U, 513U}) {
    grow_to(size);
    expect_the_same_tiles(expected);
    EXPECT_EQ(verdict(), "intact") << size;
  }
  bool const with_go = has_go() && is_sqlite();  // the other store gives the same bytes
  for (std::uint64_t const size : {65'535U, 65'536U, 65'537U}) {
    grow_to(size);
    expect_the_same_tiles(expected);
    if (!with_go || size == 65'535U) continue;
    ASSERT_TRUE(log_->export_to(folder() / "log"));
    auto const said = audited(folder() / "log");
    EXPECT_TRUE(said.starts_with("passed") && said.find(fmt::format("OK size {};", size)) != std::string::npos) << said;
  }
  EXPECT_EQ(verdict(), "intact");
}

TEST_P(LedgerFormat, T18_AnAuditorThatIsNotOursPassesItAndRefusesTampering) {
  if (!has_go()) GTEST_SKIP() << "the Go auditor, go or golang.org/x/mod is not here";
  grow_to(700);
  auto const old = **log_->note();
  grow_to(1'300);
  auto note = **log_->note();
  auto const text = ledger::parse_note(note)->text;
  std::string keys_of_them;
  for (auto const* name : {"police.example/w", "health.example/w", "school.example/w"}) {
    auto const key = crypto::SigningKey::generate(chance_);
    auto const cosigner = *ledger::VerifierKey::make(name, key.public_key(), ledger::KeyType::cosigner);
    keys_of_them += cosigner.text() + "\n";
    if (name[0] != 's') note += ledger::signature_line(ledger::cosign(text, cosigner, key, clock_.now())) + "\n";
  }
  auto const out = folder() / "log";
  ASSERT_TRUE(ledger::export_log(log_->storage(), note, *log_->verifier(), out));
  ASSERT_TRUE(write_file(out / "checkpoint.old", old));
  ASSERT_TRUE(write_file(out / "witness.vkeys", keys_of_them));
  auto const said = audited(out);
  EXPECT_TRUE(said.starts_with("passed")) << said;
  EXPECT_NE(said.find("cosigned by 2 of 3 witnesses"), std::string::npos) << said;
  EXPECT_NE(said.find("consistency 700 -> 1300 ok"), std::string::npos) << said;
  // one witness fewer, and one line copied under another's name: no quorum any more
  auto const lines = text::split(note, '\n');
  auto const without = note.substr(0, note.rfind("\xe2\x80\x94 "));
  ASSERT_TRUE(write_file(out / "checkpoint", without));
  EXPECT_TRUE(audited(out).starts_with("FAILED")) << lines.size();
  auto copied = note;
  for (std::size_t at = 0; (at = copied.find("health.example", at)) != std::string::npos;) copied.replace(at, 6, "school");
  ASSERT_TRUE(write_file(out / "checkpoint", copied));
  EXPECT_TRUE(audited(out).starts_with("FAILED"));
  ASSERT_TRUE(write_file(out / "checkpoint", note));
  auto bundle = *read_file(out / "tile/entries/002", 1U << 24U);
  bundle[900] = static_cast<char>(bundle[900] ^ 1);
  ASSERT_TRUE(write_file(out / "tile/entries/002", bundle));
  EXPECT_TRUE(audited(out).starts_with("FAILED"));
}

TEST_P(LedgerFormat, T19_BothStoresGiveTheSameBytes) {
  if (is_sqlite()) GTEST_SKIP() << "compared once, from the other side";
  auto other = store::Connection::open(store::Url::sqlite((folder() / "other.db").string()));
  ASSERT_TRUE(other && store::migrate(*other, store::Schema::hub, clock_));
  auto const other_keys = folder() / "other-keys";
  fs::create_directory(other_keys);
  for (auto const* name : {"signer.key", "signer.state", "signer.vkey"}) fs::copy_file(keys() / name, other_keys / name);
  auto with_other_keys = options();
  with_other_keys.keys = other_keys;
  with_other_keys.signer.command.back() = other_keys.string();
  Log on_sqlite{*other, clock_, chance_, with_other_keys};
  for (std::size_t const batch : {1U, 3U, 250U, 2U, 1U, 255U, 300U}) {
    auto const many = entries(batch);
    for (auto& [log, connection] : {std::pair<Log*, store::Connection*>{log_.get(), &*connection_}, {&on_sqlite, &*other}}) {
      auto transaction = store::Transaction::write(*connection);
      ASSERT_TRUE(log->append_all(*transaction, many));
      ASSERT_TRUE(transaction->commit());
      ASSERT_EQ(code_of(log->sign_pending()), "fine");
    }
  }
  ASSERT_TRUE(log_->export_to(folder() / "a"));
  ASSERT_TRUE(on_sqlite.export_to(folder() / "b"));
  auto const mine = files_of(folder() / "a");
  EXPECT_EQ(mine.size(), 11U) << "level 0, level 1, bundles, checkpoint and key";
  EXPECT_EQ(mine, files_of(folder() / "b")) << "Ed25519 gives one signature for one text: the checkpoint too";
}

}  // namespace concordat::hub::failing
