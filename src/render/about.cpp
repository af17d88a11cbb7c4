// SPDX-License-Identifier: Apache-2.0
#include "render/about.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/markup.h"
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
  add("Settings", about.settings);
  for (auto const& [source, band] : about.sources) add("Source", fmt::format("{}: {}", source, band));
  for (auto const& coverage : about.coverage) add("Coverage", coverage);
  for (auto const& limit : about.limits) add("Limits", limit);
  add("Data version", about.data_version);
  add("Boundaries", about.attribution);
  return out;
}

std::string printable(std::string_view text) {
  constexpr std::string_view replacement = "\xef\xbf\xbd";
  bool const utf8 = text::is_utf8(text);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const c = static_cast<unsigned char>(text[i]);
    // U+FFFE and U+FFFF are valid UTF-8 and forbidden in XML
    bool const no_character =
        utf8 && (text.substr(i, 3) == "\xef\xbf\xbe" || text.substr(i, 3) == "\xef\xbf\xbf");
    bool const control = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
    if (control || no_character || (!utf8 && c >= 0x80)) {
      out += replacement;
      i += no_character ? 2U : 0U;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string escape_markup(std::string_view text) { return concordat::escape_markup(printable(text)); }

namespace {

/// Where the reader's settings make ';' or a tab the separator, a cell begins behind it too.
bool separates(char c) {
  return c == ';' || c == '\t' || c == '\r' || c == '\n';
}

std::string without_formulas(std::string_view text) {
  if (text::parse_decimal(text::trim(text))) return std::string{text};
  // Text that begins with a tab or a line end is taken apart by some readers, whatever follows.
  std::string out = !text.empty() && separates(text.front()) ? "'" : "";
  bool begins = true;
  while (!text.empty()) {
    std::size_t const length = text.starts_with("\xc2\xa0") ? 2 : 1;
    if (separates(text.front())) {
      begins = true;
    } else if (text.front() != ' ' && length == 1) {
      if (begins && text::opens_formula(text)) out += '\'';
      begins = false;
    }
    out += text.substr(0, length);
    text.remove_prefix(length);
  }
  return out;
}

}  // namespace

void append_csv_cell(std::string& out, std::string_view text) {
  // Most cells are numbers, codes and single words, by the million: nothing in them is ever changed.
  auto const plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (std::all_of(text.begin(), text.end(), plain)) {
    out += text;
    return;
  }
  auto const cell = without_formulas(printable(text));
  if (cell.find_first_of(",;\t\"\r\n") == std::string::npos) {
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
