// SPDX-License-Identifier: Apache-2.0
// A witness: it remembers the newest checkpoint of each log it knows, and cosigns only what continues it.
//
// Its folder:
//   witness.key    Ed25519 private key, mode 0400
//   witness.vkey   the public key, for the hosts of logs
//   state/HEX         the newest checkpoint cosigned of one log (HEX: SHA-256 of its origin), with the cosignature
//   seen/HEX/SIZE     the ones before it, some thousands: what others are compared with (gossip.h)
//   known/HEX         the origin of a log of which something was cosigned once: outlives a lost state
//   evidence/HEX-ID   a proof that two histories of that log were shown (split_view.h): kept for ever
//   cleared/ID        when and why a person let it be
//   gossip.json       what other witnesses and the logs themselves showed last (gossip.h)
//
// Invariants:
//   1. the state is on disk before a cosignature goes out, written and compared under one lock, also between processes;
//   2. a state that cannot be read is never taken for "nothing seen yet";
//   3. of a log of which it holds a proof that nobody cleared it cosigns nothing;
//   4. a state that is gone is begun anew, and that it was lost is said: by `lost()`, and in `note` of each answer;
//   5. on one that is there and cannot be read nothing is cosigned: `unreadable()` says so.
// Thread safety: every function from any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/chance.h"
#include "base/clock.h"
#include "base/result.h"
#include "ledger/note.h"
#include "ledger/witness/evidence.h"
#include "ledger/witness/split_view.h"

namespace concordat::ledger {

/// What goes back over HTTP.
struct WitnessReply {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body = {};
  /// For the witness's own log, never sent: "state-lost" where something was cosigned before and its state is gone;
  /// "knows-less" where the log says that more was cosigned here than is known; "split-view" where this was the proof of two
  /// histories; "stopped" where one was held before. Empty: nothing.
  std::string_view note = {};
};

/// Makes witness.key and witness.vkey; the name is best an address without its scheme ("police.example/witness").
/// Refuses a folder that has a key (Fault::conflict).
[[nodiscard]] Result<VerifierKey> create_witness(std::filesystem::path const& folder, std::string_view name, Chance& chance);

/// As a log is named in files and addresses: the SHA-256 of its origin, in hexadecimal.
[[nodiscard]] std::string name_of_log(std::string_view origin);

class Witness {
 public:
  /// `logs` are those it knows, by origin; one origin may have several keys (a rotation).
  /// "witness.other-key" where witness.vkey is not that of witness.key.
  [[nodiscard]] static Result<std::unique_ptr<Witness>> open(std::filesystem::path const& folder, std::vector<VerifierKey> logs);
  Witness(Witness const&) = delete;
  Witness& operator=(Witness const&) = delete;
  ~Witness();

  [[nodiscard]] VerifierKey const& key() const;

  [[nodiscard]] std::filesystem::path const& folder() const;
  [[nodiscard]] std::vector<VerifierKey> const& logs() const;
  /// Each log once.
  [[nodiscard]] std::vector<std::string> origins() const;

  /// C2SP tlog-witness: 200 with the cosignature's line; 400 where the body is none or its old size is beyond the
  /// checkpoint's; 403 where no known key signed it, or where two histories of this log were shown; 404 for a log it does not
  /// know; 409 with its own size; 422 where the proof does not hold; 500 where its state cannot be read or written, and then
  /// nothing was cosigned.
  [[nodiscard]] WitnessReply add_checkpoint(std::string_view body, Instant now);

  /// For anybody who asks; `log` is the SHA-256 of an origin in hexadecimal. The newest checkpoint that it cosigned, as the
  /// log's own key signed it, with the cosignature. 404 where it knows no such log or has seen nothing of it; 500 where its
  /// state cannot be read.
  [[nodiscard]] WitnessReply checkpoint(std::string_view log) const;
  /// The same of that size (a decimal number); 404 where it cosigned none, or no longer keeps it.
  [[nodiscard]] WitnessReply checkpoint(std::string_view log, std::string_view size) const;
  /// A proof that two histories were shown, first one that nobody cleared; 404 where it holds none.
  [[nodiscard]] WitnessReply split_view(std::string_view log) const;

  /// What `checkpoint` serves, as values. Nothing: it saw none, or cannot read it.
  [[nodiscard]] std::optional<Sighting> last(std::string_view origin) const;
  [[nodiscard]] std::optional<Sighting> of_size(std::string_view origin, std::uint64_t size) const;

  /// Checks it, keeps it for ever and cosigns nothing more of its log. True where it was not held yet. Problems of
  /// check_split_view, and of the disk.
  [[nodiscard]] Result<bool> keep(SplitView const& split, std::string_view shown_by, Instant now);
  /// Of every log, in the order of the logs; each piece is checked once.
  [[nodiscard]] HeldEvidence evidence() const;
  /// The proofs among it.
  [[nodiscard]] std::vector<KeptProof> proofs() const { return evidence().proofs; }
  /// Of one of its logs, or with no name of any, a proof that nobody cleared.
  [[nodiscard]] bool stopped(std::string_view origin = {}) const;
  /// A person's word that goes on in spite of the proofs, which stay; `anew`: what was seen is forgotten too, and whatever the
  /// log shows next is begun with. The number of proofs cleared. "witness.nothing-to-clear"; "witness.reason" where there is none
  /// of a line of 1 to 500 characters.
  [[nodiscard]] Result<std::size_t> clear(std::string_view origin, std::string_view reason, bool anew, Instant now);

  /// Origins of which something was cosigned once, and whose state is gone.
  [[nodiscard]] std::vector<std::string> lost() const;
  /// Origins whose state is there and cannot be read, or is not signed by a key that is given: nothing of them is cosigned.
  [[nodiscard]] std::vector<std::string> unreadable() const;

 private:
  struct State;
  explicit Witness(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace concordat::ledger
