// SPDX-License-Identifier: Apache-2.0
#include "hub/backup/sealed_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/file.h"
#include "base/sync_folder.h"

namespace concordat::hub {
namespace {

constexpr std::size_t sealed_chunk = crypto::stream_chunk + crypto::stream_chunk_overhead;

tl::unexpected<Problem> last_problem() { return tl::unexpected<Problem>{file_problem(errno)}; }

/// Reads until `size` bytes are there or the file ends.
Result<std::size_t> read_up_to(int file, char* to, std::size_t size) {
  std::size_t have = 0;
  while (have < size) {
    auto const got = ::read(file, to + have, size - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return last_problem();
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  return have;
}

}  // namespace

Result<std::unique_ptr<SealedFileWriter>> SealedFileWriter::begin(std::filesystem::path const& folder, std::string const& name,
                                                                  crypto::Recipient const& recipient) {
  auto temporary = folder / ("." + name + ".part");
  int const file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return last_problem();
  std::unique_ptr<SealedFileWriter> writer{new SealedFileWriter{file, std::move(temporary), folder / name, recipient}};
  if (auto put = writer->put(writer->sealer_.header()); !put) return fail(put);
  return writer;
}

SealedFileWriter::SealedFileWriter(int file, std::filesystem::path temporary, std::filesystem::path place,
                                   crypto::Recipient const& recipient)
    : file_{file}, temporary_{std::move(temporary)}, place_{std::move(place)}, sealer_{recipient} {}

SealedFileWriter::~SealedFileWriter() {
  if (file_ >= 0) {
    ::close(file_);
    ::unlink(temporary_.c_str());
  }
}

Result<void> SealedFileWriter::put(std::string_view sealed) {
  hash_.update(sealed);
  bytes_ += sealed.size();
  while (!sealed.empty()) {
    auto const written = ::write(file_, sealed.data(), sealed.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return last_problem();
    sealed.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> SealedFileWriter::write(std::string_view bytes) {
  while (!bytes.empty()) {
    // A full chunk waits until more comes: the last one must say that it is.
    if (gathered_.size() == crypto::stream_chunk) {
      sealed_.clear();
      sealer_.seal(gathered_, false, sealed_);
      gathered_.clear();
      if (auto done = put(sealed_); !done) return done;
    }
    auto const taken = std::min(bytes.size(), crypto::stream_chunk - gathered_.size());
    gathered_.append(bytes.substr(0, taken));
    bytes.remove_prefix(taken);
  }
  return {};
}

Result<SealedFileFacts> SealedFileWriter::finish() {
  sealed_.clear();
  sealer_.seal(gathered_, true, sealed_);
  if (auto done = put(sealed_); !done) return fail(done);
  if (::fsync(file_) != 0) return last_problem();
  // link refuses a name that is taken, rename does not
  if (::link(temporary_.c_str(), place_.c_str()) != 0) return last_problem();
  ::unlink(temporary_.c_str());
  ::close(std::exchange(file_, -1));
  if (auto synced = sync_folder(place_.parent_path()); !synced) {
    ::unlink(place_.c_str());
    return fail(synced);
  }
  return SealedFileFacts{bytes_, hash_.finish()};
}

Result<std::unique_ptr<SealedFileReader>> SealedFileReader::open(std::filesystem::path const& path,
                                                                 crypto::Identity const& identity) {
  int const file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return last_problem();
  std::unique_ptr<SealedFileReader> reader{new SealedFileReader{file}};
  auto const header = reader->fill(crypto::stream_header_size);
  if (!header) return fail(header);
  auto opener = crypto::StreamOpener::begin(*header, identity);
  if (!opener) return fail(opener);
  reader->opener_ = std::make_unique<crypto::StreamOpener>(std::move(*opener));
  return reader;
}

SealedFileReader::~SealedFileReader() { ::close(file_); }

Result<std::string_view> SealedFileReader::fill(std::size_t most) {
  block_.resize(most);
  auto const have = read_up_to(file_, block_.data(), most);
  if (!have) return fail(have);
  return std::string_view{block_}.substr(0, *have);
}

Result<void> SealedFileReader::next_chunk() {
  auto const block = fill(sealed_chunk);
  if (!block) return fail(block);
  auto const last = opener_->open(*block, plain_);
  if (!last) return fail(last);
  last_ = *last;
  used_ = 0;
  return {};
}

Result<void> SealedFileReader::read(char* to, std::size_t size) {
  while (size > 0) {
    if (used_ == plain_.size()) {
      if (last_) {
        return fail(Fault::malformed, "dump.cut", "The backup ends too early.",
                    "Take another copy of the backup; this one was never whole.");
      }
      if (auto done = next_chunk(); !done) return done;
      continue;
    }
    auto const taken = std::min(size, plain_.size() - used_);
    std::memcpy(to, plain_.data() + used_, taken);
    used_ += taken;
    to += taken;
    size -= taken;
  }
  return {};
}

Result<void> SealedFileReader::must_end() {
  while (!last_ && used_ == plain_.size()) {
    if (auto done = next_chunk(); !done) return done;
  }
  char more = 0;
  auto const rest = read_up_to(file_, &more, 1);
  if (!rest) return fail(rest);
  if (used_ == plain_.size() && *rest == 0) return {};
  return fail(Fault::integrity, "backup.trailing", "Something follows after the end of the backup.",
              "Take another copy of the backup; compare its SHA-256 with the one in its manifest.");
}

Result<SealedFileFacts> facts_of(std::filesystem::path const& path) {
  int const file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return last_problem();
  SealedFileFacts facts;
  crypto::Sha256 hash;
  std::string block(1U << 20, '\0');
  for (;;) {
    auto const have = read_up_to(file, block.data(), block.size());
    if (!have) {
      ::close(file);
      return fail(have);
    }
    hash.update(std::string_view{block}.substr(0, *have));
    facts.bytes += *have;
    if (*have < block.size()) break;
  }
  ::close(file);
  facts.sha256 = hash.finish();
  return facts;
}

}  // namespace concordat::hub
