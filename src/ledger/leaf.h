// SPDX-License-Identifier: Apache-2.0
// One entry of the ledger: what was asked, decided, by whose agency, under which agreement. Never about whom.
//
// Invariants:
//   1. entry bytes are RFC 8785 JSON, at most 4,096 bytes, and each leaf has exactly one spelling.
//   2. words are tokens of letters, digits and . _ : / - (an agreement also has one @, a rule one #); a run
//      of seven digits or the shape of a full date is refused, so that no telephone, NHS number or date of birth
//      fits in by mistake.
//   3. persons and details appear as salted commitments only (commitment.h).
// The format is final: an entry written today must read in ten years. A new kind of event is a new word, not a
// new shape.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "ledger/commitment.h"

namespace concordat::ledger {

enum class Event : std::uint8_t {
  disclose,
  refuse,
  decline,
  access,
  search,
  export_,
  break_glass,
  agreement,
  facts,
  admin,
  login,
  link,
  erase,
  send,
  receive,
  checkpoint_restore,
};

enum class Verdict : std::uint8_t { permit, partial, refuse };

/// Empty texts, lists and optionals are left out of the entry.
struct Leaf {
  Instant at = {};                          ///< "t"
  Event event = Event::access;              ///< "ev"
  std::optional<Verdict> verdict = {};      ///< "dec"
  std::string agreement = {};               ///< "isa": id@version
  std::vector<std::string> rules = {};      ///< "rule": rules of the agreement that applied
  std::optional<crypto::Hash> bundle = {};  ///< "bundle": SHA-256 of the agreements in force, or of what left
  std::optional<std::uint64_t> facts = {};  ///< "facts": version of the facts the decision stood on
  std::string purpose = {};                 ///< "pur"
  std::string from = {};                    ///< agency that discloses
  std::string to = {};                      ///< agency that receives or asks
  std::string actor = {};                   ///< pseudonym of commitment.h: 32 hex digits
  std::string form = {};                    ///< "aggregate", "depersonalised", ...
  std::vector<std::string> fields = {};     ///< ids of the catalogue, or of a fixed table
  std::optional<std::uint64_t> count = {};  ///< "n": records meant
  std::vector<Commitment> subjects = {};    ///< "subj"
  std::optional<Commitment> detail = {};    ///< "detail"
  std::vector<std::string> why = {};        ///< codes, never text
  std::string request = {};                 ///< "req": UUID version 7
  std::string previous = {};                ///< "prev": request this one answers
  bool operator==(Leaf const&) const = default;
};

constexpr std::size_t largest_entry = 4096;

[[nodiscard]] std::string_view name_of(Event event);
[[nodiscard]] std::optional<Event> event_named(std::string_view name);
[[nodiscard]] std::string_view name_of(Verdict verdict);
[[nodiscard]] std::optional<Verdict> verdict_named(std::string_view name);

/// The entry's bytes, or why this leaf may not be written: "ledger.leaf-token", "ledger.leaf-too-large", ...
[[nodiscard]] Result<std::string> write_leaf(Leaf const& leaf);
/// Refuses every spelling write_leaf would not give ("ledger.leaf-malformed").
[[nodiscard]] Result<Leaf> read_leaf(std::string_view entry);

}  // namespace concordat::ledger
