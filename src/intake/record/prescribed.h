// SPDX-License-Identifier: Apache-2.0
// Holds a file against the return that a law prescribes: each item its supplier owes is there, there in part, stated to be
// nil, or missing. The items are those of definitions/returns.yaml.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/fixed_text.h"
#include "base/json.h"
#include "intake/map/profile.h"
#include "intake/record/column_plan.h"

namespace concordat::intake {

enum class ItemState : std::uint8_t {
  present,  ///< every row tells all that is prescribed
  partly,   ///< there are rows, and some of them lack something
  nil,      ///< stated: nothing of the kind in the period
  absent,   ///< neither rows nor a nil return
};
[[nodiscard]] FixedText name_of(ItemState state);

struct MissingElement {
  std::string title;       ///< "location"
  std::uint64_t rows = 0;  ///< that lack it
};

struct ItemAnswer {
  std::string id;      ///< "PI02h"
  std::string number;  ///< "2(h)"
  std::string title;
  ItemState state = ItemState::absent;
  std::uint64_t rows = 0;
  std::vector<MissingElement> missing;
  FixedText remedy;  ///< empty where nothing is to be done
};

/// Counts the rows of one file. Thread safety: one thread.
class PrescribedCount {
 public:
  /// REQUIRES: the profile makes a return; both outlive this.
  PrescribedCount(Profile const& profile, catalogue::Catalogue const& catalogue);

  /// The item a row names by its id, its number or its title; nothing where the supplier owes no such item.
  [[nodiscard]] std::optional<std::size_t> item_of(std::string_view named) const;
  /// An accepted row of that item. REQUIRES: `plans` hold the row's standardised cells.
  void count(std::size_t item, std::vector<ColumnPlan> const& plans);
  /// In the order of the law.
  [[nodiscard]] std::vector<ItemAnswer> answers() const;

  /// Counts only: nothing of a row.
  [[nodiscard]] Json to_json() const;
  /// Adds what another file of the period told. Items and elements that the law no longer names are passed over.
  void add(Json const& counts);

 private:
  struct Item {
    catalogue::PrescribedItem const* definition = nullptr;
    std::uint64_t rows = 0;
    std::uint64_t nil = 0;
    std::vector<std::uint64_t> missing;  ///< beside the elements of the definition
  };
  [[nodiscard]] bool tells(std::size_t element, std::vector<ColumnPlan> const& plans) const;

  catalogue::PrescribedReturn const& return_;
  std::vector<Item> items_;
  std::unordered_map<std::string, std::size_t> by_name_;  ///< folded
  std::vector<std::vector<FieldIndex>> fields_of_element_;
  FieldIndex count_field_ = 0;
};

}  // namespace concordat::intake
