// SPDX-License-Identifier: Apache-2.0
// Streams of any length sealed to somebody who is not here: a backup is written with the public half of a key whose
// private half is kept offline.
//
//   header: "concordat-sealed/1\n", 8 bytes that name the recipient, the stream's key in a sealed box (80 bytes),
//           24 bytes with which crypto_secretstream_xchacha20poly1305 begins
//   chunks: 65,536 bytes each and 17 more of its own; the last may be shorter, and says that it is the last
//
// The header is bound to the first chunk. Chunks cannot be changed, moved, left out or cut off. Whoever has the public
// half can make such a stream: it tells that nothing was changed since, not who made it.
// Thread safety: one stream, one thread.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/chance.h"
#include "base/result.h"
#include "crypto/hash.h"

namespace concordat::crypto {

/// The public half: in a file "concordat-backup-key/1 <base64 of 32 bytes>".
class Recipient {
 public:
  explicit Recipient(std::array<std::byte, 32> const& key) : key_{key} {}
  [[nodiscard]] static Result<Recipient> read(std::filesystem::path const& file);
  [[nodiscard]] static Result<Recipient> parse(std::string_view line);
  [[nodiscard]] std::string text() const;  ///< the line, without its end
  /// The first 8 bytes of the key's SHA-256.
  [[nodiscard]] std::array<std::byte, 8> name() const;
  [[nodiscard]] std::array<std::byte, 32> const& key() const { return key_; }

 private:
  std::array<std::byte, 32> key_;
};

/// The private half; in a key file of kind x25519 (key_file.h).
class Identity {
 public:
  [[nodiscard]] static Identity generate(Chance& chance);
  [[nodiscard]] static Identity from_secret(SymmetricKey secret);
  [[nodiscard]] Recipient const& recipient() const { return recipient_; }
  /// For the key file and the opener only.
  [[nodiscard]] SymmetricKey const& secret() const { return secret_; }

 private:
  Identity(SymmetricKey secret, Recipient recipient) : secret_{std::move(secret)}, recipient_{recipient} {}
  SymmetricKey secret_;
  Recipient recipient_;
};

[[nodiscard]] Result<void> write_key_file(std::filesystem::path const& path, Identity const& identity);
[[nodiscard]] Result<Identity> read_identity(std::filesystem::path const& path);

constexpr std::size_t stream_chunk = 65'536;
constexpr std::size_t stream_chunk_overhead = 17;
constexpr std::size_t stream_header_size = 19 + 8 + 80 + 24;

/// Makes the stream. Its key is random from the system, whatever Chance the rest of the program has.
class StreamSealer {
 public:
  explicit StreamSealer(Recipient const& recipient);
  StreamSealer(StreamSealer&&) noexcept;
  ~StreamSealer();
  /// stream_header_size bytes: they come first.
  [[nodiscard]] std::string const& header() const;
  /// Appends the sealed chunk to `out`. REQUIRES: exactly stream_chunk bytes, or fewer with `last`; nothing after it.
  void seal(std::string_view plain, bool last, std::string& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class StreamOpener {
 public:
  /// "sealed.not-sealed" for what is no such stream, "sealed.other-key" where it was sealed to somebody else,
  /// "sealed.damaged" where the header does not hold.
  [[nodiscard]] static Result<StreamOpener> begin(std::string_view header, Identity const& identity);
  StreamOpener(StreamOpener&&) noexcept;
  ~StreamOpener();
  /// Replaces `plain` by what the chunk holds. True for the last one. "sealed.damaged" for every other chunk than the
  /// next, and for a chunk that is short without being the last.
  [[nodiscard]] Result<bool> open(std::string_view chunk, std::string& plain);

 private:
  struct State;
  explicit StreamOpener(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace concordat::crypto
