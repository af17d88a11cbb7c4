// SPDX-License-Identifier: Apache-2.0
// The hub's side of its witnesses.
//
//   set_witness_policy(hub, setting);                  // once; an act
//   ask_witnesses(hub, ask);                           // each minute where it is due
//   witness_state(hub);                                // for the page, the command line and the gate
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hub/hub.h"
#include "ledger/witness/policy.h"

namespace concordat::hub {

/// What another server answered over HTTP.
struct WitnessAnswer {
  int status = 0;
  std::string content_type = {};
  std::string body = {};
};
/// The transport: POSTs the body to the address, or GETs it where there is no body; within a deadline of its own.
using AskWitness = std::function<Result<WitnessAnswer>(std::string const& url, std::string const& body)>;

struct WitnessSetting {
  std::string policy = {};             ///< C2SP tlog-policy
  std::vector<std::string> own = {};   ///< names in it that the host itself runs: asked, and never counted
  bool required = false;               ///< without a quorum for a day, nothing personalised is disclosed
};

/// Checks and keeps the policy; a leaf says so, with the policy's SHA-256. Problems of WitnessPolicy::parse;
/// "witness.own-key" where a witness has the ledger's own key or name; "witness.other-log" where the policy names logs and
/// this one is not among them; "witness.unknown-own"; "witness.out-of-reach" where those that count cannot make the quorum.
[[nodiscard]] Result<void> set_witness_policy(Hub& hub, WitnessSetting const& setting);
/// Nothing where none was set.
[[nodiscard]] Result<std::optional<WitnessSetting>> witness_setting(Hub& hub);

/// How one witness answered.
struct WitnessOutcome {
  std::string name;
  std::optional<Problem> trouble;  ///< nothing where all is well
  bool cosigned = false;           ///< also where it had forgotten what it cosigned before
};
struct WitnessRound {
  std::uint64_t size = 0;                      ///< of the checkpoint they were asked about
  std::vector<WitnessOutcome> outcomes = {};
};

/// Whether the ledger grew, or nobody was asked for an hour. False without a policy.
[[nodiscard]] Result<bool> witnesses_due(Hub& hub);

/// Asks each witness that has an address to cosign the newest checkpoint, one after the other, and keeps what holds.
/// Troubles: "witness.no-answer", "witness.refused", "witness.nonsense", "witness.wrong-signature", "witness.wrong-time"
/// (more than ten minutes off). Where it says that this ledger is not the one it saw, it is asked for the checkpoint it saw:
///  - "witness.ahead", "witness.other-history": this ledger's own key signed what it shows, and that contradicts what is stored
///    here. An alarm: a leaf, once each; of another history the checkpoint is kept for ever (ledger_conflicts).
///  - "witness.says-ahead", "witness.says-other-history": it shows no such thing. A remark about the witness, and no alarm.
/// A witness that refuses is asked for a proof that it may hold: where this ledger's own key signed both histories in it, that is
/// "witness.other-history" as well, and "witness.refused" otherwise.
/// "witness.forgot": it cosigned again, and knows of nothing, or of less than it cosigned here before. A leaf, once; it stays in the
/// state of the witness over later rounds, until somebody asks by hand.
/// "ledger.no-checkpoint" where there is nothing to cosign.
[[nodiscard]] Result<WitnessRound> ask_witnesses(Hub& hub, AskWitness const& ask, bool by_hand = false);

struct WitnessState {
  bool configured = false;
  bool required = false;
  std::uint64_t size = 0;              ///< of the newest checkpoint
  std::optional<Instant> last = {};    ///< when a quorum had last seen a checkpoint
  std::uint64_t witnessed_size = 0;    ///< of that checkpoint
  std::size_t cosigned = 0;            ///< how many witnesses that count saw that one
  std::size_t counted = 0;             ///< how many count at all
  bool overdue = false;                ///< no quorum for 24 hours
  struct One {
    std::string name;
    std::string key_name;
    bool own = false;
    std::uint64_t size = 0;            ///< of the newest checkpoint it cosigned here
    std::optional<Instant> seen = {};
    std::string trouble = {};          ///< code of its last trouble; empty where all is well
  };
  std::vector<One> witnesses = {};
};
[[nodiscard]] Result<WitnessState> witness_state(Hub& hub);
/// "last witnessed 14 s ago by 3 of 4"
[[nodiscard]] std::string words_of(WitnessState const& state, Instant now);

/// For whoever is about to disclose something about a person: "ledger.not-witnessed" where witnesses are required and no
/// quorum saw the ledger for 24 hours.
[[nodiscard]] Result<void> check_witnessed(Hub& hub);

/// The newest checkpoint with every cosignature that holds over it; with `witnessed`, the newest that a quorum saw
/// (nothing where there is none). Cosignatures of the host's own witnesses stand in it too: they are true.
[[nodiscard]] Result<std::optional<std::string>> cosigned_note(Hub& hub, bool witnessed = false);

}  // namespace concordat::hub
