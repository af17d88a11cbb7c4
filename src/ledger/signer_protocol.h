// SPDX-License-Identifier: Apache-2.0
// What hub and signer say to each other. Version 1, final.
//
// A frame is: length of the rest (4 bytes, big-endian), version (1), kind (1), payload. At most 128 KiB.
//   signer -> hub  ready    vkey, a line end, the note it signed last
//   hub -> signer  sign     old size (8), new size (8), root (32), number of hashes (2), the hashes (32 each)
//   signer -> hub  signed   the note
//   signer -> hub  refused  reason (1)
//   errand -> hub  told     text: its answer (signer.h)
// The signer speaks first: ready, or refused and the end.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ledger/tree.h"

namespace concordat::ledger {

constexpr std::size_t largest_frame = 131072;

enum class FrameKind : std::uint8_t { ready = 1, signed_note = 2, refused = 3, told = 4, sign = 16 };

enum class Refusal : std::uint8_t {
  busy = 1,       ///< another signer holds the state
  key = 2,        ///< the key file is missing, too open or broken
  state = 3,      ///< the state file is missing, or not signed by this key
  shorter = 4,    ///< the log became shorter
  rewritten = 5,  ///< the proof does not hold
  stale = 6,      ///< the proof starts at another size than the state
  malformed = 7,  ///< a frame that is none
  storage = 8,    ///< the state could not be written, so nothing was signed
  // where the key does not lie in its file (crypto/key_place.h)
  credential = 9,   ///< systemd gave this process no credential of that name
  module = 10,      ///< the token's library cannot be loaded
  token = 11,       ///< no token of that label, or it gave an error
  pin = 12,         ///< the PIN is not there, not its owner's alone, or wrong
  pin_locked = 13,  ///< too many wrong PINs
  token_key = 14,   ///< no pair of keys of that label, or several
  mechanism = 15,   ///< token or key cannot sign with Ed25519
  no_key = 16,      ///< the file neither is a key nor says where one lies
};

struct Frame {
  FrameKind kind = FrameKind::ready;
  std::string payload;
};

struct SignRequest {
  std::uint64_t old_size = 0;
  TreeHead head;
  Proof proof;
};

[[nodiscard]] std::string encode_frame(Frame const& frame);
/// Takes one frame from the front of `buffer`; nothing where more bytes are needed; Fault::malformed for
/// nonsense.
[[nodiscard]] Result<std::optional<Frame>> take_frame(std::string& buffer);
[[nodiscard]] std::string encode_request(SignRequest const& request);
[[nodiscard]] std::optional<SignRequest> decode_request(std::string_view payload);
[[nodiscard]] Problem problem_of(Refusal refusal);
/// Why a key cannot be used, of what open_note_key and NoteKey::sign say.
[[nodiscard]] Refusal refusal_of(Problem const& problem);
[[nodiscard]] std::optional<Refusal> decode_refusal(std::string_view payload);
[[nodiscard]] Problem signer_unavailable();

/// Frames over a descriptor; the descriptor belongs to the caller.
class FrameChannel {
 public:
  FrameChannel(int input, int output) : input_{input}, output_{output} {}
  /// Nothing at the end of the stream. Without a limit it waits for ever.
  [[nodiscard]] Result<std::optional<Frame>> receive(std::optional<std::chrono::milliseconds> limit);
  [[nodiscard]] Result<void> send(Frame const& frame) const;

 private:
  int input_;
  int output_;
  std::string buffer_;
};

}  // namespace concordat::ledger
