// SPDX-License-Identifier: Apache-2.0
// A linkage model: Fellegi-Sunter over declared columns, candidate rules and levels, as plain values.
//
// Invariants of a model that read_model() gave:
//   1. every field number in it is below fields.size();
//   2. levels[0] of a comparison is the one for missing values; the last takes what no other took;
//   3. up to 16 comparisons of up to 16 levels.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/finding.h"
#include "linkage/model/kinds.h"

namespace concordat::linkage {

inline constexpr std::size_t most_fields = 32;
inline constexpr std::size_t most_comparisons = 16;
inline constexpr std::size_t most_levels = 16;
inline constexpr std::size_t most_rules = 32;
inline constexpr std::size_t most_key_parts = 6;

using FieldIndex = std::uint8_t;

struct Field {
  std::string name;
  std::vector<std::string> columns;  ///< headers it may stand under, in order of preference
  Kind kind = Kind::identifier;
  bool standard = false;  ///< values are put into a standard form first
  bool several = false;   ///< a record may have several values: those of all its columns
  std::string separator = {};  ///< between the values of one cell; empty: a cell holds one
  /// Headings of the days on which the values of each column began and ceased to hold; empty, or one a column.
  std::vector<std::string> from = {};
  std::vector<std::string> to = {};
  bool optional = false;  ///< a file may lack its columns: then it is missing in each record
};

struct KeyPart {
  FieldIndex field = 0;
  Part part = Part::whole;
  bool operator==(KeyPart const&) const = default;
};

/// Two records are a candidate pair where all parts of a rule's key are known and equal, and `swapped` fields crosswise.
struct Rule {
  std::string name;
  std::vector<KeyPart> key;
  std::optional<std::pair<FieldIndex, FieldIndex>> swapped;
  std::uint32_t most = 0;           ///< records that may share a key; 0: no guard
  std::vector<KeyPart> split;       ///< where more do, these must agree as well
};

enum class Check : std::uint8_t {
  exact,
  shares,            ///< at least `amount` values in common
  part,              ///< the same part; `amount` is the Part
  jaro_winkler,      ///< `amount` in thousandths
  user_jaro_winkler, ///< of the part of an e-mail address before the @
  levenshtein,
  osa,
  damerau,
  initial,           ///< one side is a single letter, the other begins with it
  nickname,
  shares_word,       ///< of names of several words, one word is the same
  days,              ///< dates at most so many days apart
  day_month_swapped,
  placeholder,       ///< the value is one that stands for not known (1 January)
  transliterated,    ///< of two scripts, and one root where both are spelt in Latin letters
  missing,           ///< one side or both have no value: only beside other tests
};

/// One test on one value of each record.
struct Atom {
  FieldIndex left = 0;
  FieldIndex right = 0;
  Check test = Check::exact;
  std::int32_t amount = 0;
  bool operator==(Atom const&) const = default;
};

/// A value learned or given; given ones are not learned again.
struct Chance01 {
  std::optional<double> value = {};
  bool fixed = false;
};

struct Level {
  std::string name;
  /// Any of these lists of tests, all of which hold; empty for the missing level and for the last.
  std::vector<std::vector<Atom>> any_of = {};
  /// Adjusted by how frequent the value (of one field, or two together) is.
  std::vector<FieldIndex> frequency = {};
  Chance01 m = {};          ///< among pairs of one person
  Chance01 u = {};          ///< among pairs of two unrelated people
  Chance01 household = {};  ///< among pairs of two people of one home
};

struct Comparison {
  std::string name;
  std::vector<FieldIndex> fields;  ///< missing where each of them is missing on a side
  std::vector<FieldIndex> also;    ///< looked at as well, without being missed
  std::vector<Level> levels;
};

struct Prior {
  std::vector<Rule> rules;
  double recall = 0.8;
  std::optional<double> probability;  ///< that two records drawn at random are of one person
};

/// m is learned among the candidates of each session; a session says nothing on the comparisons its keys are made of.
struct Session {
  Rule rule;
  bool households = false;  ///< its pairs show what people of one home have in common
};

struct Model {
  std::string name;
  std::string title;
  std::vector<Field> fields;
  std::vector<Rule> candidates;
  std::vector<Comparison> comparisons;
  /// Two fields whose rarities are not two surprises: how often values are borne together is learned from the records.
  std::optional<std::pair<FieldIndex, FieldIndex>> borne_together;
  Prior prior;
  std::vector<Session> sessions;
  std::uint64_t random_pairs = 10'000'000;
  std::uint64_t session_pairs = 0;  ///< a session of more pairs looks at so many, by whole keys; 0: at all
  std::uint64_t seed = 1;
  bool households = false;  ///< three classes: one person, one home, unrelated
  std::optional<double> household_share;  ///< of random pairs; learned
  double keep = 0.001;   ///< pairs of at least this probability are given out
  double join = 0.95;    ///< pairs of at least this probability join records to one person
  double fracture = 0.95;///< a link that exists stays down to this one
  bool by_evidence = false;  ///< groups are held by the sum of their pairs, not by a chain of links
  bool collective = false;   ///< and groups join, and pairs are settled, by what whole groups know; only with by_evidence

  [[nodiscard]] std::optional<FieldIndex> field_named(std::string_view field) const;
  [[nodiscard]] bool trained() const;
};

/// Anything unknown, missing or contradictory is a finding with line, column and remedy, and then no model.
[[nodiscard]] tl::expected<Model, Findings> read_model(std::string_view text, std::string_view file);

/// The same model with what was learned, as a file; reads back equal.
[[nodiscard]] std::string write_model(Model const& model);

}  // namespace concordat::linkage
