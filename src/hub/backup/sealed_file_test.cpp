// SPDX-License-Identifier: Apache-2.0
#include "hub/backup/sealed_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/file.h"
#include "hub/backup/key_files.h"
#include "hub/backup/manifest.h"
#include "support/temporary_folder.h"

namespace concordat::hub {
namespace {

template <class T>
std::string outcome(Result<T> const& result) {
  return result ? "fine" : std::string{result.error().code.view()};
}

class SealedFiles : public testing::Test {
 protected:
  void write(std::string_view plain) {
    std::filesystem::remove(file_);
    auto writer = SealedFileWriter::begin(folder_.path(), "file", identity_.recipient());
    ASSERT_TRUE(writer);
    ASSERT_TRUE((*writer)->write(plain));
    ASSERT_TRUE((*writer)->finish());
  }
  [[nodiscard]] std::string read(std::size_t size) {
    auto reader = SealedFileReader::open(file_, identity_);
    if (!reader) return outcome(reader);
    std::string plain(size, '\0');
    if (auto got = (*reader)->read(plain.data(), size); !got) return outcome(got);
    return outcome((*reader)->must_end());
  }

  SystemChance chance_;
  crypto::Identity identity_ = crypto::Identity::generate(chance_);
  test_support::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_ / "file";
};

TEST_F(SealedFiles, ComeBackWholeAndToTheByte) {
  for (std::size_t const size : {std::size_t{0}, std::size_t{5}, crypto::stream_chunk, crypto::stream_chunk + 1}) {
    write(std::string(size, 'x'));
    EXPECT_EQ(read(size), "fine") << size;
    EXPECT_EQ(read(size + 1), "dump.cut") << size;
    if (size > 0) {
      EXPECT_EQ(read(size - 1), "backup.trailing") << size;
    }
  }
}

TEST_F(SealedFiles, WithAnythingBehindThemAreRefused) {
  write(std::string(crypto::stream_chunk, 'x'));
  auto const bytes = read_file(file_, 1U << 20);
  ASSERT_TRUE(write_file(file_, *bytes + "y"));
  EXPECT_EQ(read(crypto::stream_chunk), "backup.trailing");
}

TEST_F(SealedFiles, AreNotThereUntilTheyAreWholeAndNeverReplaceAnother) {
  {
    auto writer = SealedFileWriter::begin(folder_.path(), "file", identity_.recipient());
    ASSERT_TRUE(writer);
    ASSERT_TRUE((*writer)->write("half"));
    EXPECT_FALSE(std::filesystem::exists(file_));
    EXPECT_TRUE(std::filesystem::exists(folder_ / ".file.part"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
  write("first");
  auto second = SealedFileWriter::begin(folder_.path(), "file", identity_.recipient());
  ASSERT_TRUE(second);
  EXPECT_EQ(outcome((*second)->finish()), "file.exists");
}

class InMemory final : public store::DumpSink, public store::DumpSource {
 public:
  Result<void> write(std::string_view more) override {
    bytes += more;
    return {};
  }
  Result<void> read(char* to, std::size_t size) override {
    if (bytes.size() < size) return fail(Fault::malformed, "dump.cut", "Cut.", "Take another.");
    bytes.copy(to, size);
    bytes.erase(0, size);
    return {};
  }
  std::string bytes;
};

TEST(KeyFiles, AreThoseOfAHubAndNeverTheSigners) {
  test_support::TemporaryFolder const folder;
  for (auto const* name : {"root.key", "hub.key", "openings-2026.key", "signer.vkey", "signer-1.vkey", "signer.key", "signer.state", "signer-1.key",
                           "keys.db", "backup.folders", "openings-x.key"}) {
    ASSERT_TRUE(write_file(folder / name, name));
  }
  auto const files = read_key_files(folder.path());
  ASSERT_TRUE(files);
  std::string names;
  for (auto const& file : *files) names += file.name + " ";
  EXPECT_EQ(names, "hub.key openings-2026.key root.key signer-1.vkey signer.vkey ");
  InMemory memory;
  ASSERT_TRUE(write_key_files(memory, *files));
  auto const again = take_key_files(memory);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->size(), 5U);
}

TEST(KeyFiles, WithANameThatLeadsElsewhereAreRefused) {
  for (auto const* name : {"../root.key", "signer.key", "signer.state", "/etc/passwd", "", "openings-20261.key", "openings-/../.key"}) {
    InMemory memory;
    memory.bytes = std::string{"\0\0\0\1", 4};
    ASSERT_TRUE(write_prefixed(memory, name));
    ASSERT_TRUE(write_prefixed(memory, "x"));
    EXPECT_EQ(outcome(take_key_files(memory)), "backup.malformed") << name;
  }
  InMemory many;
  many.bytes = "\xff\xff\xff\xff";
  EXPECT_EQ(outcome(take_key_files(many)), "backup.malformed");
  InMemory large;
  large.bytes = "\x7f\xff\xff\xff";
  EXPECT_EQ(outcome(take_prefixed(large)), "backup.malformed");
}

TEST(KeyCopies, TellTheirDayByTheirName) {
  EXPECT_EQ(delete_by_of("concordat-keys-20261125T220852Z-delete-by-20261230.sealed"), parse_date("2026-12-30"));
  EXPECT_EQ(delete_by_of("concordat-keys-20261125T220852Z-delete-by-20261230.json"), parse_date("2026-12-30"));
  for (auto const* name : {"concordat-hub-20261125T220852Z.sealed", "concordat-keys-x-delete-by-20261330.json", "concordat-keys-x-delete-by-2026123.json",
                           "other-delete-by-20261230.json", "concordat-keys-x-delete-by-20261230.txt", "concordat-keys-x-delete-by-"}) {
    EXPECT_EQ(delete_by_of(name), std::nullopt) << name;
  }
}

}  // namespace
}  // namespace concordat::hub
