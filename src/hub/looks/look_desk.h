// SPDX-License-Identifier: Apache-2.0
// Looks and records that take long, worked out while nobody's page waits for them: begun, followed, stopped, and handed over once.
//
//   waiting -> working -> done | failed      (or stopped at any step before)
//
// Invariants:
//   1. it asks as anybody asks: one release, the gate first and its entry in the ledger; a look that is stopped writes nothing at all;
//   2. a look shows to the member who began it and to nobody else: another's answers like one that is not there;
//   3. an answer is handed over once, and only shortly after it was decided (`handed_over_within`): afterwards the gate is to be asked
//      anew, and what was made is served again from the stored releases;
//   4. looks live in this process and nowhere else: when it ends, however it ends, none is left.
// Thread safety: every call, from any thread. Looks are worked out on threads of the desk's own, each with a hub of its own.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "hub/release/release.h"

namespace concordat::hub {

enum class LookState : std::uint8_t { waiting, working, done, failed, stopped };
[[nodiscard]] FixedText name_of(LookState state);
[[nodiscard]] inline bool is_over(LookState state) { return state > LookState::working; }

/// What a look has come to.
struct LookView {
  std::string id;
  ReleaseRequest request;
  LookState state = LookState::waiting;
  FixedText part = "waiting";        ///< what is being worked out
  int percent = 0;                   ///< of that part
  std::optional<Problem> problem = {};  ///< why it failed
  std::uint64_t change = 0;          ///< grows with every change that shows
};

struct LookLimits {
  std::size_t at_once = 2;      ///< are worked out
  std::size_t most_of_one = 3;  ///< looks of a member that are not over
  std::size_t most = 12;        ///< of all
  std::chrono::minutes kept{15};                ///< how it ended is told so long
  std::chrono::seconds handed_over_within{30};
};

class LookDesk {
 public:
  using Ask = std::function<Result<ReleaseAnswer>(Hub&, ReleaseRequest const&)>;
  struct Tools {
    std::function<Result<std::unique_ptr<Hub>>()> open_hub;
    Clock const& clock;
    Ask ask = {};  ///< empty: answer_request()
  };
  LookDesk(Tools tools, LookLimits limits);
  LookDesk(LookDesk const&) = delete;
  LookDesk& operator=(LookDesk const&) = delete;
  /// Stops what runs.
  ~LookDesk();

  /// Answers the id: of the same look where it is under way already, or done and not handed over. "look.too-many-of-yours", "look.too-many".
  [[nodiscard]] Result<std::string> begin(ReleaseRequest const& request);
  /// Whether it is over, waiting for that no longer than `patience`.
  [[nodiscard]] bool wait(Member const& member, std::string const& id, std::chrono::milliseconds patience);
  /// The answer, once; nothing where it is not over, was handed over or is older than it may be.
  [[nodiscard]] std::optional<Result<ReleaseAnswer>> take(Member const& member, std::string const& id);
  [[nodiscard]] std::optional<LookView> find(Member const& member, std::string const& id);
  /// Fine: no release of it is written, and it ends as stopped unless it fails or is refused first. One that was stopped or failed stays as it
  /// ended. "look.unknown"; "look.too-late" from where its entry is being committed.
  [[nodiscard]] Result<void> stop(Member const& member, std::string const& id);
  /// Stops all of them, and nobody waits any longer: the server ends. Whoever begins one afterwards is told "look.too-many".
  void end();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace concordat::hub
