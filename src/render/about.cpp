// SPDX-License-Identifier: Apache-2.0
#include "render/about.h"

#include <string_view>

#include <fmt/format.h>

#include "base/text.h"

namespace concordat::render {

std::vector<std::pair<std::string, std::string>> lines(About const& about) {
  std::vector<std::pair<std::string, std::string>> out;
  auto add = [&out](std::string label, std::string text) {
    if (!text.empty()) out.emplace_back(std::move(label), std::move(text));
  };
  add("Title", about.title);
  add("Partnership", about.partnership);
  add("Period", about.period);
  add("Released to", about.recipient);
  add("Purpose", about.purpose);
  add("Form", about.form);
  add("Ledger index", std::to_string(about.ledger_index));
  add("Release", about.release);
  add("Released at", about.created_at);
  for (auto const& agreement : about.agreements) add("Agreement", agreement);
  for (auto const& method : about.methods) add("Method", method);
  for (auto const& [source, band] : about.sources) add("Source", fmt::format("{}: {}", source, band));
  for (auto const& coverage : about.coverage) add("Coverage", coverage);
  for (auto const& limit : about.limits) add("Limits", limit);
  add("Data version", about.data_version);
  add("Boundaries", about.attribution);
  return out;
}

std::string escape_markup(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char const c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

void append_csv_cell(std::string& out, std::string_view text) {
  auto const seen = text::trim(text);
  bool const number = text::parse_decimal(seen).has_value();
  bool const formula = !seen.empty() && !number && std::string_view{"=+-@\t\r"}.find(seen.front()) != std::string_view::npos;
  // U+FF1D and its neighbours are formula signs once a spreadsheet has normalised them.
  bool const wide = seen.starts_with("\xef\xbc\x9d") || seen.starts_with("\xef\xbc\x8b") ||
                    seen.starts_with("\xef\xbc\x8d") || seen.starts_with("\xef\xbc\xa0");
  std::string cell = formula || wide ? "'" + std::string{text} : std::string{text};
  if (cell.find_first_of(",\"\r\n") == std::string::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (char const c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace concordat::render
