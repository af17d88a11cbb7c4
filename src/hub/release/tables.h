// SPDX-License-Identifier: Apache-2.0
// The fixed list of tables that may leave, and what each asks of the agreements.
//
// Nobody composes a table: no filter, no area and no period of one's own choosing. See docs/decisions/002, and 016 for parts.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/fixed_text.h"

namespace concordat::hub {

enum class TableKind : std::uint8_t { area_quarter, rates, week_clock, map, picture, patterns, hotspots, change, contrast, near_repeat, scan, around, space_time, funnel, signals, forecast };

struct TableSpec {
  FixedText id;
  FixedText title;
  FixedText covers;  ///< one sentence for the list
  TableKind kind;
};

[[nodiscard]] std::span<TableSpec const> release_tables();
[[nodiscard]] TableSpec const* release_table(std::string_view id);
/// Records, which are no table of the list: only the gate's own question for them leads to them. Of one quarter, as rates are.
[[nodiscard]] TableSpec const& records_table();
/// What records of such a feed say, item by item: an agreement has to allow all of it. Empty where none of its records can leave.
[[nodiscard]] std::vector<std::string> record_fields(std::string_view feed_kind);
/// The table of a look that has a verb and a page of its own: "patterns", "hotspots", "change", "contrast",
/// "near-repeat", "scan", "around", "space-time", "funnel", "signals", "forecast". Null for any other word.
[[nodiscard]] TableSpec const* table_of_look(std::string_view look);

/// Those that draw the reports again and again; the others are counted in a moment.
[[nodiscard]] bool takes_long(TableKind kind);
/// Whether the asker may choose the quarter; the others are of the latest eight complete quarters or the latest calendar year.
[[nodiscard]] bool takes_quarter(TableKind kind);

/// Whether it tells how complete the sources are, and so of how many reports the means is known, where an agreement releases that.
[[nodiscard]] constexpr bool tells_means(TableKind kind) { return kind == TableKind::patterns || kind == TableKind::contrast; }

/// Whether it compares with quarters before its own, and so is of no hub that holds a single one.
[[nodiscard]] constexpr bool needs_earlier_quarters(TableKind kind) {
  return kind == TableKind::change || kind == TableKind::signals || kind == TableKind::forecast;
}

/// The counts of one source that a table of this kind shows: "police.count_by_cell". Empty where the kind of feed is no
/// source of violence.
[[nodiscard]] std::vector<std::string> count_fields(std::string_view feed_kind, TableKind kind);
/// The items of the source's own rows from which those counts can be made, for agreements that name rows.
[[nodiscard]] std::vector<std::string> row_fields(std::string_view feed_kind, TableKind kind);
/// An item that covers more than the count and so covers it: "istv.count_by_cell_hour_method".
[[nodiscard]] std::vector<std::string> finer_counts(std::string_view feed_kind, TableKind kind);
/// "Police", "Emergency department", "Ambulance": for people.
[[nodiscard]] FixedText source_name(std::string_view feed_kind);

}  // namespace concordat::hub
