// SPDX-License-Identifier: Apache-2.0
// What readers were told of a quarter, and whether another figure beside it would give a small count away.
//
// The atomic cells are area x quarter x feed. A table for partners tells the sum of all feeds under the small-number rule; a public
// edition tells each feed by itself, changed by the cell key; records tell each feed row by row. None gives a small count away; together
// they may.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
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
  std::optional<std::int64_t> smallest = {};  ///< group that its table was made under; nothing: the least that holds everywhere, or more
};

/// Records of one feed and quarter, as a reader can count them.
struct ToldRecords {
  Quarter quarter = {};
  std::string feed = {};                                                ///< id
  std::map<std::string, std::int64_t, std::less<>> by_place = {};       ///< rows, by what they say of their place
  std::int64_t withheld_least = 0;                                      ///< by the band that the release tells
  std::optional<std::int64_t> withheld_most = {};                       ///< nothing: no limit
  bool left_out = true;                                                 ///< whether reports outside the areas may be missing
  bool by_points = false;                                               ///< whether some say the published point of their place
};

/// Everything that one release or public edition told.
struct Telling {
  std::string id = {};
  std::string words = {};   ///< "release 12, violence-by-area of 2026-Q3"
  std::string reader = {};  ///< agency; empty: everybody
  std::uint64_t ledger_index = 0;
  std::vector<Count> counts = {};
  std::vector<ToldRecords> records = {};
  std::vector<std::pair<Quarter, Quarter>> squares = {};  ///< from and to: quarters whose reports it draws as classes of squares
};
/// Whether it draws squares of the quarter.
[[nodiscard]] bool draws_squares_of(Telling const& telling, Quarter quarter);

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
/// What the disclosure-control report of a release calls the smallest group it was made under: "13 reports: ...".
inline constexpr std::string_view smallest_group_line = "Smallest group";
/// The smallest group that these files were made under, as the report among them says; nothing where none does.
[[nodiscard]] std::optional<std::int64_t> smallest_group_in(std::span<TextFile const> files);
/// The counts that files of a release tell. `smallest`: group they were made under; nothing: not known.
[[nodiscard]] std::vector<Count> counts_in(std::span<TextFile const> files, std::span<CountedFeed const> feeds, std::optional<std::int64_t> smallest);

/// The quarters whose reports stand in squares of the files, from and to. Of a map that does not say which, every quarter.
[[nodiscard]] std::vector<std::pair<Quarter, Quarter>> squares_in(std::span<TextFile const> files);

/// What a release of records tells. `period`: "2026-Q3 of ed-istv". Nothing where there are no records among the files.
[[nodiscard]] std::optional<ToldRecords> records_in(std::string_view period, std::span<TextFile const> files);
/// The same of rows as they are about to leave: what each says of its place, and the band of those withheld as the report tells it.
[[nodiscard]] ToldRecords told_records(std::span<std::string const> places, std::string_view withheld_band, bool left_out);

/// The same records with no place told; false where none is.
[[nodiscard]] bool tell_no_places(ToldRecords& records);

/// What a public table tells of one feed: figures by the cell key, those below `smallest` hidden. `code` empty: all areas together.
struct PublicCount {
  std::string code;
  protection::Published value;
};
[[nodiscard]] std::vector<Count> counts_of_public(std::string const& feed, Quarter quarter, std::int64_t smallest, std::span<PublicCount const> figures);

/// A public edition as its row has it.
struct EditionRow {
  std::string id, agency, product;
  std::string state;                          ///< "proposed", "published", "declined", "lapsed"
  std::string figures;                        ///< its tables, as JSON
  std::string hash;                           ///< of its content, in hex
  std::optional<std::string> content = {};    ///< of one that is public
  store::Bytes sealed = {};                   ///< of one that is proposed
  std::uint64_t proposed_leaf = 0;
  std::optional<std::uint64_t> ended_leaf = {};
};
/// Who stands for what is stored: a problem where it is not what the ledger has.
struct Vouch {
  /// Whether these are all the files of that release of that period, as its entry has them.
  std::function<Result<void>(std::string const& release, std::string const& period, std::span<TextFile const> files)> release;
  /// Whether these are the figures that were proposed, and whether it came to nothing where its row says so.
  std::function<Result<void>(EditionRow const& edition)> edition;
  /// Whether these are all the releases to that reader (empty: to anybody) from that entry on, and all public editions that anybody
  /// proposed, by the numbers of their entries.
  std::function<Result<void>(std::string const& reader, std::uint64_t since, std::set<std::uint64_t> const& releases, std::set<std::uint64_t> const& editions)> all;
};
/// What this agency was told from that entry on; empty: what every agency was told, by agency. What is public, or proposed to be, is among it.
/// A release or a public edition that `vouch` does not stand for is that problem: what nobody entered is not what a reader was told, and what was
/// entered and has no row was told nevertheless.
[[nodiscard]] Result<std::vector<Telling>> read_told(store::Connection& connection, std::string const& agency, std::span<CountedFeed const> feeds, std::uint64_t since, Vouch const& vouch);
/// That agency's releases of records, whenever it was, without what else it was told. As read_told.
[[nodiscard]] Result<std::vector<Telling>> read_told_records(store::Connection& connection, std::string const& agency, Vouch const& vouch);
/// Which releases and public editions have something to tell of what read_told reads. While these words are the same, so is what was told. Nothing is held against the ledger.
[[nodiscard]] Result<std::string> which_told(store::Connection& connection, std::string const& agency, std::uint64_t since);

/// The true counts of one quarter as it is closed.
struct Truth {
  Quarter quarter;
  std::uint64_t closed_index = 0;       ///< what was told before that entry is of other counts
  std::vector<std::string> areas;       ///< codes
  std::vector<CountedFeed> feeds;
  std::vector<std::int64_t> counts;     ///< area by area, then nowhere in the areas; of each feed
  std::map<std::string, std::vector<std::uint32_t>, std::less<>> wider = {};  ///< other codes that records may tell, by the areas that their reports lie in

  [[nodiscard]] std::int64_t& at(std::size_t area, std::size_t feed) { return counts[area * feeds.size() + feed]; }
};

/// Why it must not leave.
struct Finding {
  std::string words;       ///< for who asked: every release of the quarter that its reader has. Which of them, and how, would itself tell
  std::string reader = {};  ///< of several, whose; empty: everybody's, or the one reader's
  std::string difference = {};  ///< for the entry alone: which figures are taken together, without area and number
  Json witness = {};       ///< for the entry alone: releases, and figures with how often each is taken
};
/// Whether some of them say their place by a published point, or by one of these areas.
[[nodiscard]] bool tells_small_places(ToldRecords const& records, std::span<std::string const> small_areas);
/// Squares and records that tell small places of one quarter, in one reader's hands: with how many of a source's reports lie there, the squares
/// tell how many the other sources have. `beside`: those records.
[[nodiscard]] Finding squares_beside_records(std::span<Telling const> beside);
/// What is said of it as a problem: "release.would-tell".
[[nodiscard]] tl::unexpected<Problem> would_tell_small();

/// Holds one quarter's figures of `proposed` beside what their reader, or every reader where they are for everybody, was told. Nothing
/// where no count of 1 to 4 gets an interval narrower than 5.
[[nodiscard]] Result<std::optional<Finding>> would_tell(Truth const& truth, std::span<Telling const> past, Telling const& proposed);

}  // namespace concordat::hub::told
