// SPDX-License-Identifier: Apache-2.0
// A part of the reports that a look is of: one of a fixed list, and never two filters together (docs/decisions/016).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "catalogue/catalogue.h"
#include "hub/quarters/coverage.h"
#include "hub/release/tables.h"
#include "protection/history/parts.h"
#include "store/transaction.h"

namespace concordat::hub {

struct ChosenPart {
  catalogue::LookFilter const* filter = nullptr;
  std::size_t number = 0;  ///< its place in the filter
  [[nodiscard]] catalogue::FilterPart const& part() const { return filter->parts[number]; }
};
/// The part of that id; nothing where no filter has it. REQUIRES: the definitions outlive it.
[[nodiscard]] std::optional<ChosenPart> part_named(catalogue::Definitions const& definitions, std::string_view id);

/// Whether a table of this kind may be of a part by itself.
[[nodiscard]] bool takes_part(TableKind kind, catalogue::LookFilter::By by);
/// Why not, and what helps, for people.
[[nodiscard]] FixedText why_no_part(TableKind kind, catalogue::LookFilter::By by);
/// The counts that a part needs beside those of the table: "istv.count_by_method". Empty where it needs none.
[[nodiscard]] std::string field_of_part(std::string_view feed_kind, catalogue::LookFilter::By by);
/// The item of the source's rows that tells the part: "istv.assault_method". Empty where the rows of the table tell it.
[[nodiscard]] std::string row_field_of_part(std::string_view feed_kind, catalogue::LookFilter::By by);

/// In which part of the filter a report is.
[[nodiscard]] std::uint16_t part_of(catalogue::LookFilter const& filter, StoredReport const& report, std::string_view feed_kind);

/// Settles for each of the quarters how its reports are taken apart, as settle_way does, and whether an entry was written for it: `index`.
/// "release.filter-changed" where it was done in another way.
[[nodiscard]] Result<bool> settle_filter(Hub& hub, store::Transaction& transaction, catalogue::LookFilter const& filter, std::span<Quarter const> quarters, std::uint64_t index);

/// "release.part-tells" where the count and the parts that are shown tell a small number of one that is not: refused, though the rule by which parts are
/// withheld should leave nothing to find.
[[nodiscard]] Result<void> check_parts(protection::CountParts const& parts, std::span<std::uint8_t const> withheld, protection::SmallNumberRule const& rule);

/// "2026-Q3, only night"; the period alone without a part.
[[nodiscard]] std::string with_part(std::string period, std::optional<ChosenPart> const& part);
/// "night" of "2026-Q3, only night"; "" where the period is of all reports.
[[nodiscard]] std::string part_in(std::string_view period);

}  // namespace concordat::hub
