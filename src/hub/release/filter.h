// SPDX-License-Identifier: Apache-2.0
// A part of the reports that a look is of, one of a fixed list; or a cell of two filters together, of pairs on the list (docs/decisions/016).
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
  /// Of a cell of two filters: the second, whose way of telling reports apart comes after that of the first in LookFilter::By.
  catalogue::LookFilter const* crossed = nullptr;
  std::size_t crossed_number = 0;

  [[nodiscard]] bool is_crossing() const { return crossed != nullptr; }
  /// Into how many all reports are taken apart with it, and which of these it is.
  [[nodiscard]] std::size_t cells() const { return filter->parts.size() * (crossed == nullptr ? 1 : crossed->parts.size()); }
  [[nodiscard]] std::size_t cell() const { return number + filter->parts.size() * crossed_number; }
  /// "night"; "sharp+night", whichever of the two was named first.
  [[nodiscard]] std::string id() const;
  /// "Means: Knife, glass or another sharp object; Time of day: 22:00 to 06:00", for people.
  [[nodiscard]] std::string title() const;
  /// "means", "means+time": of the filter, or of both.
  [[nodiscard]] std::string filter_id() const;
};
/// The part of that id, or the cell of two parts of different filters ("sharp+night", in either order; a space stands for the plus that an address makes one
/// of). Nothing where no filter has them. Whether the two may be taken together is not asked. REQUIRES: the definitions outlive it.
[[nodiscard]] std::optional<ChosenPart> part_named(catalogue::Definitions const& definitions, std::string_view id);
/// Whether the list has it: all parts, and the cells of two filters that may be taken together.
[[nodiscard]] bool is_on_the_list(catalogue::Definitions const& definitions, ChosenPart const& part);
/// "Time of day with Means; Time of day with Age of who was hurt": the pairs of the list, for people.
[[nodiscard]] std::string pairs_in_words(catalogue::Definitions const& definitions);
/// Every cell of that pair of filters. REQUIRES: both are there.
[[nodiscard]] std::vector<ChosenPart> cells_of(catalogue::Definitions const& definitions, catalogue::FilterPair const& pair);

/// Whether a table of this kind may be of a part by itself.
[[nodiscard]] bool takes_part(TableKind kind, catalogue::LookFilter::By by);
/// The same of the part, or of the cell of two filters.
[[nodiscard]] bool takes_part(TableKind kind, ChosenPart const& part);
/// Why not, and what helps, for people.
[[nodiscard]] FixedText why_no_part(TableKind kind, catalogue::LookFilter::By by);
[[nodiscard]] FixedText why_no_part(TableKind kind, ChosenPart const& part);
/// The counts that a part needs beside those of the table: "istv.count_by_method". Empty where it needs none.
[[nodiscard]] std::string field_of_part(std::string_view feed_kind, catalogue::LookFilter::By by);
/// The item of the source's rows that tells the part: "istv.assault_method". Empty where the rows of the table tell it.
[[nodiscard]] std::string row_field_of_part(std::string_view feed_kind, catalogue::LookFilter::By by);

/// In which part of the filter a report is.
[[nodiscard]] std::uint16_t part_of(catalogue::LookFilter const& filter, StoredReport const& report, std::string_view feed_kind);
/// In which of the `cells()` it is.
[[nodiscard]] std::uint16_t cell_of(ChosenPart const& part, StoredReport const& report, std::string_view feed_kind);

/// Settles for each of the quarters how its reports are taken apart, and of two filters that they are crossed, as settle_ways does, and whether an entry was
/// written for it: `index`. "release.filter-changed" where it was done in another way; "release.filter-ring" where the pair would close a ring with those that
/// are settled for one of the quarters, under whatever list.
[[nodiscard]] Result<bool> settle_part(Hub& hub, store::Transaction& transaction, ChosenPart const& part, std::span<Quarter const> quarters, std::uint64_t index);

/// Which parts of one count may not be shown beside it; of two filters, which cells: one number each, 0 where it may.
[[nodiscard]] std::vector<std::uint8_t> withheld_beside(ChosenPart const& part, protection::CountParts const& counts, protection::SmallNumberRule const& rule);
/// "release.part-tells" where the count and the parts that are shown, of two filters those of both and the cells, tell a small number of one that is not:
/// refused, though the rule by which they are withheld should leave nothing to find.
[[nodiscard]] Result<void> check_parts(ChosenPart const& part, protection::CountParts const& counts, std::span<std::uint8_t const> withheld, protection::SmallNumberRule const& rule);

/// "2026-Q3, only night"; the period alone without a part.
[[nodiscard]] std::string with_part(std::string period, std::optional<ChosenPart> const& part);
/// "night" of "2026-Q3, only night"; "" where the period is of all reports.
[[nodiscard]] std::string part_in(std::string_view period);

}  // namespace concordat::hub
