// SPDX-License-Identifier: Apache-2.0
// A checkpoint that somebody outside kept, held up against the ledger: from an e-mail, board papers, another hub.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/hub.h"
#include "ledger/note.h"

namespace concordat::hub {

enum class Agreement : std::uint8_t {
  agrees,         ///< the ledger continues what was shown
  ours_is_older,  ///< what was shown is of a longer ledger: nothing can be said of what is beyond ours
  differs,        ///< it does not fit, and no signature says that it ever was this ledger's
  other_epoch,    ///< of an earlier epoch, and of entries that were lost when this one began: no sign of rewriting
  split_view,     ///< it does not fit what the same epoch signed and this ledger took over: proof of two histories
};
[[nodiscard]] std::string_view name_of(Agreement agreement);

struct Comparison {
  Agreement agreement = Agreement::differs;
  bool is_signed = false;              ///< by this ledger's key, or one of an earlier epoch
  std::uint64_t shown_size = 0;
  std::uint64_t our_size = 0;
  std::string other_log = {};          ///< the name of another ledger that the proof is about; empty: this one
  bool kept = false;                   ///< as evidence, for ever
  std::optional<Problem> unrecorded = {};  ///< why this look has no entry of its own
};

/// Takes the checkpoint as it comes: quoted, with lines broken by mail programs, without its empty line, with other text
/// around it. "compare.no-checkpoint" where none of this ledger stands in it.
/// Or a whole proof of two histories (ledger/witness/split_view.h) of this ledger, or of another one whose keys are `others`:
/// kept for ever; "split-view.not-proven" where it is none.
[[nodiscard]] Result<Comparison> compare_checkpoint(Hub& hub, std::string_view pasted, std::span<ledger::VerifierKey const> others = {});

struct Conflict {
  std::uint64_t size = 0;
  std::string shown;     ///< the note that was held up, or a whole proof
  std::string ours;      ///< the note kept here of that size; empty: none
  std::string found_at;
  std::string other_log;  ///< the name of another ledger that it is about; empty: this one
};
/// The oldest first.
[[nodiscard]] Result<std::vector<Conflict>> ledger_conflicts(Hub& hub);

}  // namespace concordat::hub
