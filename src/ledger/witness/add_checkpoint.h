// SPDX-License-Identifier: Apache-2.0
// The body of a log's question to a witness, as C2SP tlog-witness has it: POST .../add-checkpoint
//
//   old 20852014
//   <base64 of a hash of the consistency proof>     at most 63 of these
//                                                   (an empty line)
//   <the signed checkpoint>
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/tree.h"

namespace concordat::ledger {

struct AddCheckpoint {
  std::uint64_t old_size = 0;
  Proof proof = {};
  std::string note = {};
};

constexpr std::size_t most_proof_lines = 63;
constexpr std::size_t largest_add_checkpoint = 65536 + 4096;

[[nodiscard]] std::string write_add_checkpoint(AddCheckpoint const& question);
/// Strict: one spelling for one question. The note is not looked into.
[[nodiscard]] std::optional<AddCheckpoint> parse_add_checkpoint(std::string_view body);

/// A decimal number of a tree's size: no sign, no leading zero, below 2^63.
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view digits);

constexpr std::string_view size_content_type = "text/x.tlog.size";

}  // namespace concordat::ledger
