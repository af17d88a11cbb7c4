// SPDX-License-Identifier: Apache-2.0
// A protected table as CSV and as HTML.
#pragma once

#include <string>
#include <vector>

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

}  // namespace concordat::render
