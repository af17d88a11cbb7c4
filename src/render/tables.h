// SPDX-License-Identifier: Apache-2.0
// What may be shown as CSV and as HTML: protected tables and tables of words.
#pragma once

#include <string>
#include <vector>

#include "protection/looks/word_table.h"
#include "protection/protected_table.h"
#include "render/about.h"

namespace concordat::render {

/// The lines of About as two-cell rows, an empty row, then the table with its totals. UTF-8 with a byte-order
/// mark, so that spreadsheets read the names right; CR LF line ends (RFC 4180). `codes`: one a row, or none.
[[nodiscard]] std::string csv(protection::ProtectedTable const& table, std::vector<std::string> const& codes,
                              About const& about);

struct HtmlTableOptions {
  std::string id = {};                 ///< of the element
  std::vector<std::size_t> rows = {};  ///< which rows, in this order; empty: all
  bool totals = true;
};
/// A table element with a caption and scoped headers.
[[nodiscard]] std::string html_table(protection::ProtectedTable const& table,
                                     HtmlTableOptions const& options);

/// The same of a table of words.
[[nodiscard]] std::string csv(protection::WordTable const& table, std::vector<std::string> const& codes,
                              About const& about);
[[nodiscard]] std::string html_table(protection::WordTable const& table, std::string const& id);

/// One sentence of what a look found; a warning is what to know before anything else.
struct Finding {
  bool warning = false;
  std::string text = {};
};
/// The sentences as plain text, one a line: "! " before a warning, "- " before the others; then what it is and its entry.
[[nodiscard]] std::string summary(std::vector<Finding> const& findings, About const& about);

}  // namespace concordat::render
