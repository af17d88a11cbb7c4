// SPDX-License-Identifier: Apache-2.0
// A sealed stream on disk: written beside its place and renamed when whole, read back chunk by chunk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/hash.h"
#include "crypto/sealed_stream.h"
#include "store/dump.h"

namespace concordat::hub {

struct SealedFileFacts {
  std::uint64_t bytes = 0;  ///< of the sealed file
  crypto::Hash sha256{};    ///< of the sealed file
};

class SealedFileWriter final : public store::DumpSink {
 public:
  /// Begins FOLDER/.NAME.part, mode 0600.
  [[nodiscard]] static Result<std::unique_ptr<SealedFileWriter>> begin(std::filesystem::path const& folder,
                                                                       std::string const& name,
                                                                       crypto::Recipient const& recipient);
  /// Removes what was not finished.
  ~SealedFileWriter() override;
  SealedFileWriter(SealedFileWriter const&) = delete;
  SealedFileWriter& operator=(SealedFileWriter const&) = delete;

  [[nodiscard]] Result<void> write(std::string_view bytes) override;
  /// Seals what is left, syncs, and puts the file in its place; refuses a name that is taken.
  [[nodiscard]] Result<SealedFileFacts> finish();

 private:
  SealedFileWriter(int file, std::filesystem::path temporary, std::filesystem::path place, crypto::Recipient const& recipient);
  [[nodiscard]] Result<void> put(std::string_view sealed);

  int file_;
  std::filesystem::path temporary_;
  std::filesystem::path place_;
  crypto::StreamSealer sealer_;
  crypto::Sha256 hash_;
  std::uint64_t bytes_ = 0;
  std::string gathered_;
  std::string sealed_;
};

class SealedFileReader final : public store::DumpSource {
 public:
  [[nodiscard]] static Result<std::unique_ptr<SealedFileReader>> open(std::filesystem::path const& path,
                                                                      crypto::Identity const& identity);
  ~SealedFileReader() override;
  SealedFileReader(SealedFileReader const&) = delete;
  SealedFileReader& operator=(SealedFileReader const&) = delete;

  /// "dump.cut" where the stream ends before; the problems of crypto::StreamOpener where it does not hold.
  [[nodiscard]] Result<void> read(char* to, std::size_t size) override;
  /// Success where all was read and nothing follows, "backup.trailing" otherwise.
  [[nodiscard]] Result<void> must_end();

 private:
  explicit SealedFileReader(int file) : file_{file} {}
  [[nodiscard]] Result<std::string_view> fill(std::size_t most);
  [[nodiscard]] Result<void> next_chunk();

  int file_;
  std::unique_ptr<crypto::StreamOpener> opener_;
  std::string block_;
  std::string plain_;
  std::size_t used_ = 0;
  bool last_ = false;
};

/// Size and hash of a file, streaming.
[[nodiscard]] Result<SealedFileFacts> facts_of(std::filesystem::path const& path);

}  // namespace concordat::hub
