// SPDX-License-Identifier: Apache-2.0
// A mapping profile: how the columns of one kind of file become fields, and what makes a row acceptable.
// The file format is docs/formats/profile.md; profiles are versioned and never edited in place once used.
//
// Field references are indexes into Catalogue::fields(), so that a pipeline compiled from a profile looks nothing up
// by name. A Profile is valid only with the catalogue it was loaded against.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/finding.h"
#include "catalogue/catalogue.h"

namespace concordat::intake {

using FieldIndex = std::size_t;
using MaybeField = std::optional<FieldIndex>;

/// One word of a supplier and what the profile takes it for. Compared after catalogue::fold_header.
struct WordMap {
  std::string from;    ///< folded
  std::string to;
  std::string written;  ///< as the profile writes it
};

struct ProfileColumn {
  FieldIndex field = 0;
  std::vector<std::string> headers;  ///< known spellings as written; compared folded
  bool required = false;             ///< a file without this column is refused
  bool month_first = false;          ///< dates as month/day/year
  bool may_lie_ahead = false;        ///< a date that may lie after the day of receipt, whatever the profile says of others
  std::vector<WordMap> words;        ///< supplier's words to standard ones, before the standardiser
  std::vector<std::string> code_lists;  ///< where its codes are looked up, in this order; unmapped ones are counted
};

/// What happens to a row like one that is already there. Only these combinations exist, so all are named here.
enum class WithoutKey : std::uint8_t {
  by_period,    ///< such rows stand for their period: repeats are lawful, a later file for the period replaces them all
  quarantined,  ///< a row must have its key
};
enum class Repeat : std::uint8_t { skipped, kept };            ///< the very same row again in one file
enum class KeyClash : std::uint8_t { quarantined, kept };         ///< same key, other values, in one file
enum class Later : std::uint8_t { supersedes, quarantined };   ///< same key in a later file

struct KeyRule {
  std::vector<FieldIndex> fields;  ///< empty: no row has a key, all stand by their period
  WithoutKey without = WithoutKey::by_period;
  Repeat repeat = Repeat::skipped;
  KeyClash clash = KeyClash::quarantined;
  Later later = Later::supersedes;
};

/// Which fields say when: one instant, or a date with or without a time, or a month only; `end` closes a window.
struct TimeFields {
  MaybeField at;
  MaybeField date;
  MaybeField time;
  MaybeField month;
  MaybeField end;
  MaybeField reported;
};

struct PlaceFields {
  MaybeField longitude, latitude;
  MaybeField easting, northing;
  MaybeField grid_reference;
  MaybeField postcode;
  MaybeField area_code;
  std::uint16_t area_vintage = 0;  ///< census year of the area codes; 0 where the file has none
  MaybeField place_text;
  MaybeField place_type;
};

/// Codes that stand in an order, such as ICD-10: every code whose first three characters lie from `from` to `until`.
struct CodeRange {
  std::string from;   ///< "X85"
  std::string until;  ///< "Y09"
  std::string to;
};

/// Raw category words to hub categories. `otherwise` is the category of a word not listed, or empty: quarantined.
struct CategoryMap {
  MaybeField field;         ///< none: every row is `constant`
  std::string constant;
  std::vector<WordMap> words;
  std::vector<CodeRange> ranges;  ///< asked where no word fits
  std::string otherwise;
  std::vector<std::string> violence;  ///< hub categories that this profile counts as violence
};

/// Present where rows are about people. No role, no record: such a row is quarantined.
struct PersonPart {
  MaybeField role;             ///< the column that says the role
  std::string constant_role;   ///< or one role for every row of such a file
  std::vector<WordMap> words;  ///< supplier's words to the eleven roles
};

enum class PeriodGrain : std::uint8_t { month, quarter };

struct PeriodRule {
  MaybeField from;  ///< whose month is the period of a row; none: the period is given when submitting
  PeriodGrain grain = PeriodGrain::month;
  bool one_per_file = false;  ///< rows of another period than the file's are quarantined
};

/// How often such a file is asked for, and how long after the end of its period it is due.
struct Timetable {
  Period every;
  Period due_within;
};

/// What is asked of one field; shares are whole per cent.
struct FieldTerm {
  FieldIndex field = 0;
  std::vector<FieldIndex> instead;           ///< asked of the first of these that a file has, where it lacks the field's column
  std::optional<unsigned> blank_at_most;     ///< of the rows: empty, or a word for "not known"
  std::optional<unsigned> unusable_at_most;  ///< of what is there: cannot be what it should be
  std::optional<unsigned> doubtful_at_most;  ///< of what is there: to be looked at, as a code that no list knows
};

/// What is asked of the quality of a file.
struct QualityTerms {
  std::optional<unsigned> quarantined_at_most;  ///< of the rows, per cent
  std::vector<FieldTerm> fields;
};

/// A judgement about a person is taken only with what it rests on: a row that has `field` and lacks one of `with` is
/// quarantined.
struct LabelRule {
  FieldIndex field = 0;
  std::vector<std::string> unless;  ///< folded: words that are no judgement, such as "no"
  std::vector<FieldIndex> with;
};

/// The prescribed return that such files make, and the field in which a row says which item it is of.
struct ReturnRule {
  std::string id;
  FieldIndex item = 0;
};

struct Profile {
  std::string id;
  std::int64_t version = 0;
  std::string title;
  std::string feed_kind;
  std::vector<std::string> suppliers;  ///< body ids
  bool published = false;   ///< already open data: nothing in it is sealed
  bool discovered = false;  ///< found by searching (stop and search): never enters hotspots
  std::vector<ProfileColumn> columns;
  std::vector<std::string> ignored;  ///< headers known to map to nothing: not remarked on
  std::vector<std::vector<FieldIndex>> needs;  ///< a row is accepted if it has one field of each group
  KeyRule key;
  TimeFields time;
  PlaceFields place;
  std::optional<CategoryMap> category;
  MaybeField method;
  MaybeField age_band;  ///< of who was hurt
  std::optional<PersonPart> person;
  PeriodRule period;
  bool refuse_future = true;
  Period retention;
  std::optional<Timetable> timetable;
  QualityTerms quality;
  std::vector<LabelRule> labels;
  std::optional<ReturnRule> makes_return;
  std::string why;                    ///< what it is asked for
  std::vector<std::string> gateways;  ///< by which law such data may come; an agreement chooses among them
  std::string note;
  std::string file;  ///< where it was read from

  [[nodiscard]] ProfileColumn const* column_of(FieldIndex field) const;
};

/// Reads one profile; unknown keys, fields, roles, categories and code lists are findings with line and column.
struct LoadedProfile {
  std::optional<Profile> profile;  ///< none where there are errors
  Findings findings;
};
[[nodiscard]] LoadedProfile read_profile(std::string_view yaml, std::string_view file,
                                         catalogue::Catalogue const& catalogue);

/// Every `*.yaml` of a folder (definitions/profiles), by file name. An id that comes twice is a finding.
struct LoadedProfiles {
  std::vector<Profile> profiles;
  Findings findings;
  [[nodiscard]] Profile const* find(std::string_view id) const;
};
[[nodiscard]] LoadedProfiles load_profiles(std::string const& folder, catalogue::Catalogue const& catalogue);

}  // namespace concordat::intake
