// SPDX-License-Identifier: Apache-2.0
// What every released CSV begins with; for the sources of this module alone.
#pragma once

#include <string>
#include <vector>

#include "base/fixed_text.h"
#include "protection/protected_table.h"
#include "render/about.h"

namespace concordat::render {

inline constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
inline constexpr std::string_view csv_signs = "* hidden because the number is small; n/a not available in the data";

/// CR LF, as RFC 4180 has it.
void end_csv_line(std::string& out);
/// The lines of About and the notes, as two-cell rows.
void append_csv_about(std::string& out, About const& about, std::vector<FixedText> const& notes);

/// All above the first row of a table, and the headings without the end of their line. `with_codes`: a column of codes first.
[[nodiscard]] std::string csv_head(About const& about, std::vector<FixedText> const& notes, protection::TableLabels const& labels, bool with_codes);

}  // namespace concordat::render
