// SPDX-License-Identifier: Apache-2.0
// Checkpoints in texts that people pass on: quoted, with lines broken by mail programs, without their empty line, with other
// text around them; and as answers over HTTP carry them, on one line of base64.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/note.h"

namespace concordat::ledger {

constexpr std::size_t largest_pasted = 1U << 20U;

struct PastedCheckpoint {
  Checkpoint checkpoint;
  std::string note;                           ///< put together again
  std::optional<std::size_t> signer = {};     ///< which of the keys signed it; nothing: none
};

/// Those of the logs of these keys, in the order of the text; at most `most`, and none of a text over `largest_pasted`.
[[nodiscard]] std::vector<PastedCheckpoint> find_pasted_checkpoints(std::string_view pasted, std::span<VerifierKey const> keys, std::size_t most);

}  // namespace concordat::ledger
