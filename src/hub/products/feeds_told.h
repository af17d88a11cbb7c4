// SPDX-License-Identifier: Apache-2.0
// What an edition tells of feeds: which months came, how well they were filled in, which items of a prescribed return came.
//
// Of the timetable, which everybody of the partnership sees, and of what each supplier shows everybody of its quality: shares in bands,
// no count and nothing of a row. A draft tells it as it stands, a signed edition as it was signed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "hub/hub.h"
#include "hub/products/editions.h"

namespace concordat::hub {

inline constexpr std::size_t periods_told = 3;  ///< the last that are over; older ones only where they have not come

/// A list, one entry for each feed whose reports the tables of violence count. `counted_to`: the last quarter that the figures
/// beside it count; nothing: no figures. Where a file came for months of a quarter up to that, after it was closed, the entry's "after_figures"
/// is the day of the last such file and "uncounted_in" the quarter.
[[nodiscard]] Result<Json> deliveries_of(Hub& hub, std::optional<Quarter> counted_to);
/// A list, one entry for each prescribed item in the order of the law. `counted`: numbers of the items that the product's tables count.
[[nodiscard]] Result<Json> prescribed_of(Hub& hub, Quarter quarter, std::vector<std::string> const& counted);

/// All that a draft with its figures tells of feeds, as `Edition::told` has it; null where its product has no such work.
[[nodiscard]] Result<Json> told_of(Hub& hub, Edition const& edition);

/// "2026-10: came"; "2026-11: late by 12 days, due by 2026-12-31": for people.
[[nodiscard]] std::string period_words(Json const& period);
/// "A file came on 2026-11-18, after figures of this edition were made: those do not count it."; empty where none did: for people.
[[nodiscard]] std::string later_file_words(Json const& feed);
/// "the return of this quarter came", "no agency here holds it": for people.
[[nodiscard]] std::string item_words(Json const& item);

}  // namespace concordat::hub
