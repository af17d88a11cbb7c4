// SPDX-License-Identifier: Apache-2.0
// The process that holds the signing key, and the hub's side of it.
//
// The signer keeps the last checkpoint it signed in a file of its own, and signs a new one only with a proof
// that the old tree is the beginning of the new one. Somebody who rewrites the hub's database therefore gets
// no signature.
//   1. the state file is written and synced before the answer goes out;
//   2. the state file (signer_state.h) holds the signed note itself: without the key nobody can write another;
//   3. every note is signed by the key and, while its file is there, by the one before it (rotation.h). A signer whose key
//      files were exchanged meanwhile signs nothing more and says "stale": its hub starts another;
//   4. one signature at a time: the state's lock is held from reading the state to replacing it. Several hubs on one
//      database (a server's, a verb's) each have a signer of their own, and none of them can sign a fork.
// The protocol (signer_protocol.h) is frames over the standard input and output of the child. It is final.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/chance.h"
#include "base/result.h"
#include "ledger/note.h"

namespace concordat::ledger {

/// Makes the key file and the state of an empty log. Refuses where either exists.
[[nodiscard]] Result<VerifierKey> create_signer(std::filesystem::path const& key_file,
                                                std::filesystem::path const& state_file,
                                                std::string_view origin, Chance& chance);

struct SignerOptions {
  std::filesystem::path key_file;
  std::filesystem::path state_file;
  int input = 0;
  int output = 1;
  std::chrono::milliseconds lock_wait{10'000};  ///< for another signer that is at work on the same state
  std::filesystem::path retiring_key_file = {};  ///< of the key before a rotation; while it is there, both sign
};

/// The child's main: answers until its input ends. 0 for a clean end; the parent was told the reason for
/// another.
[[nodiscard]] int run_signer(SignerOptions const& options);

struct SignerClientOptions {
  std::vector<std::string> command;  ///< program and arguments, e.g. {"concordat", "signer", ...}
  std::chrono::milliseconds timeout{15'000};  ///< longer than the child waits for the lock
};

class SignerClient {
 public:
  /// Starts the child and waits for its first frame. "ledger.signer-unavailable" where it does not come,
  /// "ledger.signer-busy" where another signer does not let go of the state, "ledger.signer-key" or "ledger.signer-state"
  /// where the child could not read its files.
  [[nodiscard]] static Result<std::unique_ptr<SignerClient>> start(SignerClientOptions options);
  SignerClient(SignerClient const&) = delete;
  SignerClient& operator=(SignerClient const&) = delete;
  ~SignerClient();

  [[nodiscard]] VerifierKey const& verifier() const;
  /// The last checkpoint the signer gave, also to an earlier client: a proof must start from here.
  [[nodiscard]] TreeHead const& last() const;
  [[nodiscard]] std::string const& last_note() const;

  /// Takes over a checkpoint that another signer of this state signed meanwhile: last() is then this one, if it is newer.
  /// A note that this key did not sign changes nothing.
  void follow(std::string const& note);

  /// The signed checkpoint of `head`. `proof` goes from last() to `head`.
  /// "ledger.signer-stale", or "ledger.log-shorter", where another signer of the same state has signed more since
  /// last(): start another client, which then knows it.
  /// "ledger.log-shorter" and "ledger.log-rewritten" are the signer's refusals; it goes on after them.
  /// "ledger.signer-unavailable" means the child is gone or too slow; start another.
  [[nodiscard]] Result<std::string> sign(TreeHead const& head, Proof const& proof);

  /// False once the child has ended or was given up.
  [[nodiscard]] bool alive() const;
  [[nodiscard]] int process_id() const;

 private:
  struct State;
  explicit SignerClient(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace concordat::ledger
