// SPDX-License-Identifier: Apache-2.0
#include "ledger/export.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <map>

#include "base/file.h"
#include "ledger/memory_log.h"
#include "ledger/verify.h"

namespace concordat::ledger {
namespace {

namespace fs = std::filesystem;

class Exports : public testing::Test {
 protected:
  void SetUp() override {
    auto pattern = (fs::temp_directory_path() / "concordat-export-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  void grow_to(std::size_t size) {
    std::vector<std::string> entries;
    for (auto index = log_.stored.size(); index < size; ++index)
      entries.push_back(fmt::format(R"({{"n":{}}})", index));
    log_.add(entries);
  }
  [[nodiscard]] std::string note() const { return sign_checkpoint(log_.edge.head(), verifier_, key_); }
  [[nodiscard]] Result<ExportReport> export_now() const {
    return export_log(log_, note(), verifier_, folder_);
  }
  [[nodiscard]] VerifyReport verify_folder() const {
    FolderLog const there{folder_};
    auto const report = verify_log(there, there.note().value_or(""), *there.verifier());
    EXPECT_TRUE(report);
    return report.value_or(VerifyReport{});
  }
  void flip(fs::path const& file, std::size_t at) const {
    auto bytes = *read_file(folder_ / file, 1 << 24);
    bytes.at(at) = static_cast<char>(bytes.at(at) ^ 1);
    ASSERT_TRUE(write_file(folder_ / file, bytes));
  }

  fs::path folder_;
  SeededChance chance_{1};
  crypto::SigningKey key_ = crypto::SigningKey::generate(chance_);
  VerifierKey verifier_ = *VerifierKey::make("hub.example.org/log", key_.public_key());
  MemoryLog log_;
};

TEST_F(Exports, HaveTheLayoutOfC2spAndVerify) {
  grow_to(300);
  auto const report = export_now();
  ASSERT_TRUE(report) << sentence(report.error());
  for (auto const* file : {"checkpoint", "vkey", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1",
                           "tile/entries/000", "tile/entries/001.p/44"}) {
    EXPECT_TRUE(fs::exists(folder_ / file)) << file;
  }
  EXPECT_EQ(report->written, 7U);
  EXPECT_EQ(*FolderLog{folder_}.size(), 300U);
  auto const verified = verify_folder();
  EXPECT_TRUE(verified.intact()) << verified.title.view();
  EXPECT_EQ(verified.checked, 300U);
}

TEST_F(Exports, OfAnEmptyLogVerify) {
  ASSERT_TRUE(export_now());
  EXPECT_TRUE(verify_folder().intact());
}

TEST_F(Exports, WriteOnlyWhatGrew) {
  grow_to(1000);
  ASSERT_TRUE(export_now());
  auto const stays = folder_ / "tile/0/000";
  fs::last_write_time(stays, fs::file_time_type{});
  grow_to(1030);
  auto const report = export_now();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->untouched, 6U);
  EXPECT_EQ(report->written, 7U) << "two bundles, three tiles, the key and the checkpoint";
  EXPECT_EQ(fs::last_write_time(stays), fs::file_time_type{});
  EXPECT_FALSE(fs::exists(folder_ / "tile/0/003.p")) << "a full tile makes its partial ones needless";
  EXPECT_TRUE(verify_folder().intact());
}

TEST_F(Exports, OfAnOlderCheckpointCanStillBeReadFromWiderTiles) {
  grow_to(300);
  auto const older = note();
  ASSERT_TRUE(export_now());
  grow_to(700);
  ASSERT_TRUE(export_now());
  FolderLog const there{folder_};
  auto report = verify_log(there, older, verifier_);
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->intact()) << report->title.view();
  grow_to(710);
  ASSERT_TRUE(export_now());
  fs::remove(folder_ / "tile/0/002.p/188");
  fs::remove(folder_ / "tile/entries/002.p/188");
  log_ = {};
  grow_to(700);
  report = verify_log(there, note(), verifier_);
  EXPECT_TRUE(report->intact()) << report->title.view();
}

TEST_F(Exports, AChangedByteInAnyFileIsFound) {
  grow_to(600);
  ASSERT_TRUE(export_now());
  struct Case {
    fs::path file;
    std::size_t at;
    std::optional<std::uint64_t> first_bad;
  };
  for (auto const& [file, at, first_bad] :
       {Case{"tile/entries/001", 2, 256U}, Case{"tile/entries/001", 1, 256U},
        Case{"tile/entries/002.p/88", 14, 513U}, Case{"tile/0/000", 32 * 9, 9U},
        Case{"tile/1/000.p/2", 32, 256U}, Case{"checkpoint", 21, std::nullopt}}) {
    flip(file, at);
    auto const report = verify_folder();
    EXPECT_FALSE(report.intact()) << file;
    EXPECT_EQ(report.first_bad, first_bad) << file;
    flip(file, at);
  }
  EXPECT_TRUE(verify_folder().intact());
  std::ofstream{folder_ / "tile/entries/002.p/88", std::ios::app} << "more";
  EXPECT_FALSE(verify_folder().intact());
}

TEST_F(Exports, FilesCutShortOrLostAreFound) {
  grow_to(600);
  ASSERT_TRUE(export_now());
  fs::resize_file(folder_ / "tile/0/001", 100);
  EXPECT_EQ(FolderLog{folder_}.tile({0, 1, 256}).error().code.view(), "ledger.export-cut-short");
  EXPECT_EQ(verify_folder().first_bad, 256U);
  fs::remove(folder_ / "tile/0/000");
  EXPECT_EQ(verify_folder().code.view(), "ledger.tile-missing");
  fs::remove(folder_ / "tile/entries/000");
  EXPECT_EQ(verify_folder().code.view(), "ledger.entry-missing");
}

TEST_F(Exports, DoNotReplaceAnotherLog) {
  grow_to(10);
  ASSERT_TRUE(export_now());
  auto const other = crypto::SigningKey::generate(chance_);
  auto const verifier = *VerifierKey::make("other", other.public_key());
  auto const outcome =
      export_log(log_, sign_checkpoint(log_.edge.head(), verifier, other), verifier, folder_);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code.view(), "ledger.export-other-log");
}

TEST_F(Exports, DoNotReplaceALongerOrDifferentHistory) {
  grow_to(10);
  ASSERT_TRUE(export_now());
  log_ = {};
  grow_to(9);
  EXPECT_EQ(export_now().error().code.view(), "ledger.export-shorter");
  log_.add({"something else"});
  EXPECT_EQ(export_now().error().code.view(), "ledger.export-shorter");
  log_.add({"and more"});
  EXPECT_TRUE(export_now()) << "that a longer log continues the old one is for verify to say";
}

/// A log whose reading, or the disk under it, gives way after some tiles.
class FailingLog : public LogStorage {
 public:
  FailingLog(LogStorage const& whole, int reads) : whole_{whole}, left_{reads} {}
  [[nodiscard]] Result<std::uint64_t> size() const override { return whole_.size(); }
  [[nodiscard]] Result<std::string> tile(TileId const& id) const override { return left_-- > 0 ? whole_.tile(id) : Result<std::string>{gone()}; }
  [[nodiscard]] Result<std::string> entries(BundleId const& id) const override { return left_-- > 0 ? whole_.entries(id) : Result<std::string>{gone()}; }

 private:
  static tl::unexpected<Problem> gone() { return fail(Fault::unavailable, "test.gone", "Gone.", "Wait."); }
  LogStorage const& whole_;
  mutable int left_;
};

TEST_F(Exports, ThatFailLeaveTheFolderAsItWas) {
  auto const files = [this] {
    std::map<std::string, std::string> all;
    for (auto const& entry : fs::recursive_directory_iterator{folder_}) {
      if (entry.is_regular_file()) all.emplace(entry.path().lexically_relative(folder_).string(), *read_file(entry.path(), 1 << 24));
      else all.emplace(entry.path().lexically_relative(folder_).string(), "");
    }
    return all;
  };
  grow_to(300);
  for (int reads = 0; reads < 5; ++reads) {
    EXPECT_EQ(export_log(FailingLog{log_, reads}, note(), verifier_, folder_).error().code.view(), "test.gone");
    EXPECT_EQ(export_log(FailingLog{log_, reads}, note(), verifier_, folder_ / "a" / "b").error().code.view(), "test.gone");
    EXPECT_TRUE(files().empty()) << "half an export after " << reads;
  }
  ASSERT_TRUE(export_now());
  auto const before = files();
  grow_to(900);
  for (int reads = 0; reads < 7; ++reads) {
    EXPECT_FALSE(export_log(FailingLog{log_, reads}, note(), verifier_, folder_)) << reads;
    EXPECT_TRUE(files() == before) << reads;
  }
  EXPECT_TRUE(verify_folder().intact());
  ASSERT_TRUE(export_now());
  EXPECT_TRUE(verify_folder().intact());
}

TEST_F(Exports, OnAFullDiskLeaveNothing) {
  auto const small = folder_ / "small";
  fs::create_directory(small);
  if (::mount("none", small.c_str(), "tmpfs", 0, "size=64k") != 0) GTEST_SKIP() << "only root may mount a small disk";
  grow_to(5'000);
  EXPECT_EQ(export_log(log_, note(), verifier_, small / "log").error().code.view(), "file.disk-full");
  EXPECT_EQ(export_log(log_, note(), verifier_, small).error().code.view(), "file.disk-full");
  EXPECT_TRUE(fs::is_empty(small));
  ::umount(small.c_str());
}

TEST_F(Exports, WithAForgedCheckpointAreNotMade) {
  grow_to(10);
  auto const other = crypto::SigningKey::generate(chance_);
  auto const forged =
      sign_checkpoint(log_.edge.head(), *VerifierKey::make(verifier_.name(), other.public_key()), other);
  EXPECT_EQ(export_log(log_, forged, verifier_, folder_).error().code.view(), "ledger.note-signature");
  EXPECT_FALSE(fs::exists(folder_ / "checkpoint"));
}

/// The auditor is not ours: Go's own tree, tile and note code.
class Auditor : public Exports {
 protected:
  void SetUp() override {
    Exports::SetUp();
    auto const* shared = std::getenv("CONCORDAT_SHARED");
    fs::path const root = shared != nullptr ? shared : CONCORDAT_SOURCE_DIR "/../shared";
    program_ = root / "tools/ledger-auditor/main.go";
    if (!fs::exists(program_)) GTEST_SKIP() << "the Go auditor is not here";
    if (!fs::exists("/usr/share/gocode/src/golang.org/x/mod/sumdb"))
      GTEST_SKIP() << "golang-golang-x-mod-dev is not installed";
    if (std::system("command -v go > /dev/null") != 0) GTEST_SKIP() << "go is not installed";
  }
  [[nodiscard]] bool accepts() const {
    auto const command = fmt::format("GO111MODULE=off GOPATH=/usr/share/gocode go run '{}' '{}' > '{}' 2>&1",
                                     program_.string(), folder_.string(), (folder_ / "said").string());
    int const status = std::system(command.c_str());
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }
  [[nodiscard]] std::string said() const { return read_file(folder_ / "said", 100'000).value_or(""); }
  fs::path program_;
};

TEST_F(Auditor, AcceptsAnExportAndRefusesItWithAByteChanged) {
  grow_to(300);
  ASSERT_TRUE(write_file(folder_ / "checkpoint.old", note()));
  grow_to(70'000);
  ASSERT_TRUE(export_now());
  EXPECT_TRUE(accepts()) << said();
  EXPECT_NE(said().find("consistency 300 -> 70000 ok"), std::string::npos) << said();
  for (auto const& [file, at] :
       {std::pair{"tile/entries/007", 9U}, std::pair{"tile/0/100", 4000U}, std::pair{"checkpoint", 22U}}) {
    flip(file, at);
    EXPECT_FALSE(accepts()) << file << said();
    flip(file, at);
  }
  EXPECT_TRUE(accepts()) << said();
}

}  // namespace
}  // namespace concordat::ledger
