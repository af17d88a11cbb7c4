// SPDX-License-Identifier: Apache-2.0
// What a standardiser makes of one cell.
//
// A standardiser never throws, never allocates when the text fits what `out` already holds, and never guesses
// in silence: what it changed is a bit in `changes`, what a person should look at is `review`, what cannot be
// right is `invalid`. The raw cell stays with the caller.
//
// Invariants:
//   1. every member of `out` is set by every call; nothing is left over from the cell before.
//   2. `ok` means the cell already had the standard form: changes == 0 and text == raw.
//   3. `changed` means usable, and `changes` says how it was rewritten.
//   4. `review` is usable where `text` is not empty; `code` and `remedy` say what to look at.
//   5. `invalid`, `placeholder` and `missing` have no text. `missing` is an empty cell, `placeholder` a cell
//   that says
//      "not known" in the supplier's way (N/K, UNK, TBC, -, 01/01/1900).
//   6. a text of `ok` or `changed` standardises to itself with `ok`.
// REQUIRES: raw is UTF-8 (intake/read promises it).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/fixed_text.h"

namespace concordat::intake {

enum class Verdict : std::uint8_t { ok, changed, review, invalid, placeholder, missing };

/// A bit each; `Value::changes` is their sum.
enum class Change : std::uint32_t {
  none = 0,
  trimmed = 1,             ///< space at the ends went
  case_changed = 2,        ///< capitals
  spaces = 4,              ///< spaces inside added, joined or removed
  reordered = 8,           ///< "SMITH, Ann" became "Ann Smith"
  expanded_year = 16,      ///< a century was added
  punctuation = 32,        ///< hyphens, dots, slashes, brackets, thousands separators
  zeros = 64,              ///< leading zeros added or dropped as the grammar says
  mapped = 128,            ///< a word or code became the standard one: "IP" is victim
  from_serial = 256,       ///< a spreadsheet's day number
  zone_assumed = 512,      ///< no offset given: read as the time in London
  seconds_dropped = 1024,  ///< minutes are kept
  date_form = 2048,        ///< another way to write the same date or time
  prefix = 4096,           ///< title, country code or scheme added or dropped
  cut = 8192,              ///< a part that the field does not hold was left out
  characters = 16384,      ///< curly quotes, composed letters, control characters
  unit = 32768,            ///< brought into the unit that the field is kept in
};

/// How exact a date or time is.
enum class Precision : std::uint8_t { unknown, month, day, hour, minute };

struct Value {
  Verdict verdict = Verdict::missing;
  Precision precision = Precision::unknown;
  std::int16_t utc_offset = 0;  ///< minutes east of UTC, for datetime
  std::uint32_t changes = 0;
  FixedText code;    ///< for review, invalid, placeholder: stable, for machines
  FixedText remedy;  ///< for review, invalid, placeholder: what the supplier can do
  std::string text;  ///< the standard form: "N15 4AB", "2008-06-05", "E01000001"
  /// date: days since 1970; datetime: minutes since 1970 UTC; time: minutes since midnight (1440 for 24:00);
  /// month: index of base's Month; boolean: 0 or 1; area_code: an AreaKind; code: place in Context::codes or
  /// -1; integer, easting, northing, uprn, school_urn and sex: the number.
  std::int64_t number = 0;
  double decimal = 0;  ///< decimal, latitude, longitude

  [[nodiscard]] bool has(Change change) const { return (changes & static_cast<std::uint32_t>(change)) != 0; }
  /// May be stored as the field's value.
  [[nodiscard]] bool usable() const {
    return verdict == Verdict::ok || verdict == Verdict::changed ||
           (verdict == Verdict::review && !text.empty());
  }
};

/// Which kind of area a code names. `any` in a Context accepts every kind.
enum class AreaKind : std::uint8_t {
  any,
  output_area,
  lsoa,
  msoa,
  ward,
  district,
  county,
  region,
  police_force,
  country,
  other
};

/// What the field and the profile add to the cell. The same for a whole column, so that it is made once a
/// file.
struct Context {
  Date today{};                                  ///< for two-digit years and dates to come
  bool month_first = false;                      ///< the profile says the supplier writes 12/31/2020
  bool refuse_future = false;                    ///< an event cannot lie after today
  bool birth_date = false;                       ///< 1 January is flagged, more than 120 years ago too
  bool day_will_do = false;                      ///< a date without a time is all that is asked of a datetime
  bool serials_1904 = false;                     ///< spreadsheet day numbers of the 1904 system
  AreaKind area_kind = AreaKind::any;            ///< the only kind an area_code field takes
  std::span<std::string_view const> codes = {};  ///< the field's code list; empty: any code
};

using Standardiser = void (*)(std::string_view raw, Context const& context, Value& out);

/// By the catalogue's name ("postcode", "date"); nullptr when there is none of that name.
[[nodiscard]] Standardiser standardiser(std::string_view name);
/// Every name that `standardiser` knows, in alphabetical order.
[[nodiscard]] std::span<std::string_view const> standardiser_names();

[[nodiscard]] FixedText name_of(Verdict verdict);
[[nodiscard]] FixedText name_of(Precision precision);
[[nodiscard]] FixedText name_of(AreaKind kind);
/// "lsoa", "ward"; nothing when unknown.
[[nodiscard]] std::optional<AreaKind> area_kind(std::string_view name);
/// One plain sentence part for each bit: "capitals changed", "day and month written the standard way".
[[nodiscard]] std::vector<FixedText> words_for(std::uint32_t changes);

}  // namespace concordat::intake
