// SPDX-License-Identifier: Apache-2.0
// Days, times and numbers as people in the United Kingdom read them. A model carries both: the exact form for programs
// and the words for a page.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/date.h"
#include "base/json.h"

namespace concordat::pages {

/// "21 November 2026"
[[nodiscard]] std::string date_words(Date date);
/// "21 November 2026, 14:03": what the clock on the wall says, summer time included (SI 2002/262: from the last Sunday of
/// March to the last Sunday of October, both at 01:00 UTC).
[[nodiscard]] std::string instant_words(Instant instant);
/// "November 2026"
[[nodiscard]] std::string month_words(Month month);
/// "July 2026", or "July 2026 to September 2026".
[[nodiscard]] std::string months_words(Month first, Month last);
/// "196,893"
[[nodiscard]] std::string number_words(std::uint64_t number);
/// "1 row", "2,000 rows"
[[nodiscard]] std::string count_words(std::uint64_t number, std::string_view one, std::string_view many);
/// "12 days late"; empty for none
[[nodiscard]] std::string days_late_words(std::int64_t days);

/// {"at": "2026-11-21T14:03:00.000Z", "words": "21 November 2026, 14:03"}; null where the text is no instant.
[[nodiscard]] Json instant_model(std::string_view text);
[[nodiscard]] Json instant_model(Instant instant);
/// {"on": "2026-11-21", "words": "21 November 2026"}
[[nodiscard]] Json date_model(Date date);

/// The value, or its words where the list has them: "strategic-assessment" -> "Strategic assessment".
[[nodiscard]] std::string sentence_case(std::string_view id);

}  // namespace concordat::pages
