// SPDX-License-Identifier: Apache-2.0
// A witness: it remembers the newest checkpoint of each log it knows, and cosigns only what continues it.
//
// Its folder:
//   witness.key    Ed25519 private key, mode 0400
//   witness.vkey   the public key, for the hosts of logs
//   state/HEX      the newest checkpoint cosigned of one log (HEX: SHA-256 of its origin), a signed note
//   known/HEX      the origin of a log of which something was cosigned once: outlives a lost state
//   evidence/HEX   checkpoints that a log's own key signed and that contradict what was cosigned: kept for ever
//
// Invariants:
//   1. the state is on disk before a cosignature goes out, written and compared under one lock, also between processes;
//   2. a state that cannot be read is never taken for "nothing seen yet";
//   3. a state that is gone is begun anew, and that it was lost is said: by `lost()`, and in `note` of each answer.
// Thread safety: every function from any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/chance.h"
#include "base/clock.h"
#include "base/result.h"
#include "ledger/note.h"

namespace concordat::ledger {

/// What goes back over HTTP.
struct WitnessReply {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body = {};
  /// For the witness's own log, never sent: "state-lost" where something was cosigned before and its state is gone;
  /// "knows-less" where the log says that more was cosigned here than is known. Empty: nothing.
  std::string_view note = {};
};

/// Makes witness.key and witness.vkey; the name is best an address without its scheme ("police.example/witness").
/// Refuses a folder that has a key (Fault::conflict).
[[nodiscard]] Result<VerifierKey> create_witness(std::filesystem::path const& folder, std::string_view name, Chance& chance);

class Witness {
 public:
  /// `logs` are those it knows, by origin; one origin may have several keys (a rotation).
  /// "witness.other-key" where witness.vkey is not that of witness.key.
  [[nodiscard]] static Result<std::unique_ptr<Witness>> open(std::filesystem::path const& folder, std::vector<VerifierKey> logs);
  Witness(Witness const&) = delete;
  Witness& operator=(Witness const&) = delete;
  ~Witness();

  [[nodiscard]] VerifierKey const& key() const;

  /// C2SP tlog-witness: 200 with the cosignature's line; 400 where the body is none or its old size is beyond the
  /// checkpoint's; 403 where no known key signed it; 404 for a log it does not know; 409 with its own size; 422 where the
  /// proof does not hold; 500 where its state cannot be read or written, and then nothing was cosigned.
  [[nodiscard]] WitnessReply add_checkpoint(std::string_view body, Instant now);

  /// What it holds against a log: the newest checkpoint that it cosigned of this origin, as the log's own key signed it, with
  /// its cosignature as of now. 404 where it knows no such log or has seen nothing of it; 500 where its state cannot be read.
  [[nodiscard]] WitnessReply last_checkpoint(std::string_view origin, Instant now);

  /// Origins of which something was cosigned once, and whose state is gone.
  [[nodiscard]] std::vector<std::string> lost() const;

 private:
  struct State;
  explicit Witness(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace concordat::ledger
