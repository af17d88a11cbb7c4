// SPDX-License-Identifier: Apache-2.0
// What readers were told of a quarter, and whether another figure beside it would give a small count away.
//
// The atomic cells are area x quarter x feed. A table for partners tells the sum of all feeds under the small-number rule; a public
// edition tells each feed by itself, changed by the cell key. Neither gives a small count away; both together may.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "base/result.h"
#include "protection/history/published.h"
#include "store/connection.h"

namespace concordat::hub::told {

enum class Where : std::uint8_t {
  area,      ///< one of them
  areas,     ///< all of them together
  anywhere,  ///< outside the areas, or at no place that is known, as well
};

enum class How : std::uint8_t {
  rounded,     ///< `value` under the small-number rule
  beside_own,  ///< the same, the smallest group held against what others than the reader reported
  known,       ///< by `known` alone
};

/// A count as a reader has it.
struct Count {
  Where where = Where::area;
  std::string area = {};  ///< code
  Quarter quarter = {};
  std::string feed = {};  ///< id; empty: all that count
  How how = How::rounded;
  protection::Published value = {};
  protection::KnownRange known = {};
};

/// Everything that one release or public edition told.
struct Telling {
  std::string id = {};
  std::string words = {};   ///< "release 12, violence-by-area of 2026-Q3"
  std::string reader = {};  ///< agency; empty: everybody
  std::uint64_t ledger_index = 0;
  std::vector<Count> counts = {};
};

/// A file of a release.
struct TextFile {
  std::string_view name;
  std::string_view content;
};
/// A feed that counts, in the order in which tables name their sources.
struct CountedFeed {
  std::string id;
  std::string agency;
  std::string name;  ///< "Police", as tables write it
  friend bool operator==(CountedFeed const&, CountedFeed const&) = default;
};
/// The counts that files of a release tell.
[[nodiscard]] std::vector<Count> counts_in(std::span<TextFile const> files, std::span<CountedFeed const> feeds);

/// What a public table tells of one feed: figures by the cell key, those below `smallest` hidden. `code` empty: all areas together.
struct PublicCount {
  std::string code;
  protection::Published value;
};
[[nodiscard]] std::vector<Count> counts_of_public(std::string const& feed, Quarter quarter, std::int64_t smallest, std::span<PublicCount const> figures);

/// What this agency was told from that entry on; empty: what every agency was told, by agency. What is public, or proposed to be, is among it.
[[nodiscard]] Result<std::vector<Telling>> read_told(store::Connection& connection, std::string const& agency, std::span<CountedFeed const> feeds, std::uint64_t since = 0);

/// The true counts of one quarter as it is closed.
struct Truth {
  Quarter quarter;
  std::uint64_t closed_index = 0;       ///< what was told before that entry is of other counts
  std::vector<std::string> areas;       ///< codes
  std::vector<CountedFeed> feeds;
  std::vector<std::int64_t> counts;     ///< area by area, then nowhere in the areas; of each feed

  [[nodiscard]] std::int64_t& at(std::size_t area, std::size_t feed) { return counts[area * feeds.size() + feed]; }
};

/// Why it must not leave.
struct Finding {
  std::string words;     ///< which releases, and which difference; no area, no number
  std::string reader = {};  ///< of several, whose; empty: everybody's, or the one reader's
  Json witness = {};     ///< for the entry of the refusal: releases, and figures with how often each is taken
};

/// Holds one quarter's figures of `proposed` beside what their reader, or every reader where they are for everybody, was told. Nothing
/// where no count of 1 to 4 gets an interval narrower than 5.
[[nodiscard]] Result<std::optional<Finding>> would_tell(Truth const& truth, std::span<Telling const> past, Telling const& proposed);

}  // namespace concordat::hub::told
