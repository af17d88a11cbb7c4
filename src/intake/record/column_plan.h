// SPDX-License-Identifier: Apache-2.0
// What is known of one mapped column before the first row: its standardiser, its words, its codes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "catalogue/catalogue.h"
#include "intake/map/mapping.h"
#include "intake/map/profile.h"
#include "intake/read/row_source.h"
#include "intake/record/unit_plan.h"
#include "intake/standardise/value.h"

namespace concordat::intake {

/// Looks a supplier's word up; folding is dear, so each spelling is folded once.
class WordMemo {
 public:
  struct Answer {
    std::string_view to;   ///< the standard word
    bool known = false;
  };
  void add(std::vector<WordMap> const& words);
  void add(catalogue::CodeList const& list);
  [[nodiscard]] bool empty() const { return standard_.empty(); }
  [[nodiscard]] Answer look(std::string_view raw);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Map = std::unordered_map<std::string, std::string, Hash, std::equal_to<>>;
  static constexpr std::size_t most_remembered = 4096;

  Map standard_;  // folded -> standard
  std::unordered_map<std::string, Answer, Hash, std::equal_to<>> memo_;  // as written -> answer
};

struct ColumnPlan {
  std::size_t column = 0;  ///< of the file, 0-based
  FieldIndex field = 0;
  std::size_t mark = 0;    ///< index in FeedQuality
  catalogue::Storage storage = catalogue::Storage::sealed;
  Standardiser standardise = nullptr;  ///< null: dropped
  Context context;
  UnitPlan unit;
  WordMemo said;  ///< by the mapping: what a person said this supplier's words mean
  WordMemo words;
  WordMemo codes;
  bool has_codes = false;
  bool names_category = false;  ///< its words mean categories of the hub, which the event is asked for
  /// An open field in which a supplier may type anything: only what a list knows, or what is too short for a name, rests
  /// in the open; the rest is sealed.
  bool typed = false;
  bool wordy = false;      ///< the supplier types text, which may look like a formula or hide characters
  Value value;             ///< of the current row
  std::string_view raw;    ///< of the current row
  std::string_view meaning;  ///< of a code, where a list knows it
  bool known = false;        ///< a word or code list knows the cell
  bool unplaced = false;     ///< a word for a category that neither the profile nor a person knows
  bool by_person = false;    ///< its meaning is what a person said: the word itself is the supplier's and stays sealed

  [[nodiscard]] bool may_rest_open() const {
    constexpr std::size_t shorter_than_a_name = 4;
    return storage == catalogue::Storage::open && (!typed || known || value.text.size() <= shorter_than_a_name);
  }
};

/// REQUIRES: profile, mapping and catalogue belong together.
[[nodiscard]] std::vector<ColumnPlan> plan_columns(Profile const& profile, Mapping const& mapping,
                                                   catalogue::Catalogue const& catalogue, Date today);

/// Appends `"id":"text"` pairs and list items, escaped.
void append_json_text(std::string& out, std::string_view text);

/// Standardises one cell into plan.value.
void standardise_cell(ColumnPlan& plan, std::string_view raw);

/// What is to be said about a cell although its value may be used: it comes from a formula, would be one in a spreadsheet,
/// or hides characters. REQUIRES: standardise_cell was called for the same cell.
struct CellWarning {
  FixedText code;
  FixedText remedy;
};
[[nodiscard]] std::optional<CellWarning> warning_of(ColumnPlan const& plan);

/// Takes in what the reader remarked on a cell: one that has no value of its own becomes invalid; a formula's value stays,
/// with a warning.
[[nodiscard]] std::optional<CellWarning> take_remark(ColumnPlan& plan, Remark remark);

}  // namespace concordat::intake
