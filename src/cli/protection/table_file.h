// SPDX-License-Identifier: Apache-2.0
// Tables with totals in files: made of records or counts, written as published, and read back for the audit.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/files/table.h"
#include "cli/protection/protect_verbs.h"
#include "protection/cells/profile.h"

namespace concordat::cli {

/// The table of --rows by --columns: its cells count the records of the file, or add up --count. Rows and columns are in
/// the order of their labels, so that their order tells nothing. `keys` of the records go into the cells where given.
/// Refuses a row that is in two groups ("protect.two-groups"), a blank label ("protect.blank") and one that would be taken
/// for a total ("protect.total").
[[nodiscard]] Tried<protection::CountTable> read_counts(ProtectArguments const& arguments, Table const& table, std::vector<std::uint8_t> const& keys = {});

/// The column that becomes the rows: --rows, or row.
[[nodiscard]] inline std::string row_column(ProtectArguments const& arguments) { return arguments.rows.empty() ? "row" : arguments.rows; }

/// CSV: the group where there are groups, the row, the columns, Total.
[[nodiscard]] std::string csv_of(protection::PublishedTable const& table, std::string const& row_heading, std::string const& group_heading);

struct PublishedFile {
  protection::PublishedTable table = {};
  std::vector<std::uint8_t> in_file = {};  ///< one a cell: 0 where the file leaves a total out; it counts as hidden
  [[nodiscard]] std::string name(std::uint32_t cell) const;  ///< "R01, C1"
  [[nodiscard]] bool has_totals() const;
};
inline constexpr std::string_view no_totals = "None was recognised, so nothing was held against anything: name the row and the column of totals Total.";
/// A table as published. Refuses a cell that is neither a count nor * ("audit.cell"), and a label that stands twice
/// ("audit.twice"), and a table of one row a cell ("audit.one-row-a-cell").
[[nodiscard]] Tried<PublishedFile> read_published(ProtectArguments const& arguments);

/// Whether a table has one row a cell, as --by writes it: labels in every column but the last, which is named count, and a Total.
[[nodiscard]] bool one_row_a_cell(Table const& table);
/// "area:ward:district,offence:kind": for each column of the table the columns that gather it. Refuses what is none ("protect.within").
[[nodiscard]] Tried<std::map<std::string, std::vector<std::string>>> levels_named(std::string const& within);

}  // namespace concordat::cli
