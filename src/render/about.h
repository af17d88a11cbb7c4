// SPDX-License-Identifier: Apache-2.0
// What every released file says of itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace concordat::render {

struct About {
  std::string title;  ///< "Violence by area and quarter"
  std::string partnership;
  std::string release;  ///< id
  std::uint64_t ledger_index = 0;
  std::string recipient;  ///< name of the agency
  std::string purpose;
  std::string form;    ///< "aggregate"
  std::string period;  ///< "2025-Q1 to 2026-Q3"
  std::string created_at;
  std::string data_version;             ///< the submissions the figures rest on
  std::vector<std::string> agreements;  ///< "isa.northshire.ed-istv@4#rows-to-analysts"
  std::vector<std::string> methods;
  std::string settings = {};          ///< protection settings they were made under: "as in every hub"
  std::vector<std::string> coverage;  ///< "Police incidents: over nine tenths have a place"
  std::vector<std::string> limits;    ///< what the figures cannot say
  std::vector<std::pair<std::string, std::string>> sources;  ///< source and its band
  std::string attribution;                                   ///< of the boundaries
};

/// The same as label and text, one a line, in the order a reader wants them.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> lines(About const& about);

/// The text with U+FFFD for what no file may hold: control characters (but tab and line ends) and bytes that
/// are not UTF-8.
[[nodiscard]] std::string printable(std::string_view text);

/// For element content and for attributes in either quotes, in HTML and in XML.
[[nodiscard]] std::string escape_markup(std::string_view text);

/// Quoted where it must be; text that a spreadsheet would take for a formula, at its beginning or behind a
/// semicolon, tab or line end, gets an apostrophe before it. Numbers stay numbers.
void append_csv_cell(std::string& out, std::string_view text);

}  // namespace concordat::render
