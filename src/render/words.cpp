// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "render/csv_lines.h"
#include "render/tables.h"

namespace concordat::render {

using protection::WordTable;

std::string csv(WordTable const& table, std::vector<std::string> const& codes, About const& about) {
  auto const& labels = table.labels();
  bool const with_codes = !codes.empty();
  auto out = csv_head(about, table.notes(), labels, with_codes);
  end_csv_line(out);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (with_codes) {
      if (row < codes.size()) append_csv_cell(out, codes[row]);  // a total has none
      out += ',';
    }
    append_csv_cell(out, labels.rows[row]);
    for (std::size_t column = 0; column < table.columns(); ++column) {
      out += ',';
      append_csv_cell(out, table.text(row, column));
    }
    end_csv_line(out);
  }
  return out;
}

std::string html_table(WordTable const& table, std::string const& id) {
  auto const& labels = table.labels();
  std::string out = fmt::format(
      "<div class=\"scroll\" role=\"region\" aria-labelledby=\"{0}-caption\" tabindex=\"0\">\n<table "
      "id=\"{0}\">\n<caption id=\"{0}-caption\">{1}</caption>\n<thead><tr><th scope=\"col\">{2}</th>",
      escape_markup(id), escape_markup(labels.title), escape_markup(labels.row_heading));
  for (auto const& column : labels.columns) out += fmt::format("<th scope=\"col\">{}</th>", escape_markup(column));
  out += "</tr></thead>\n<tbody>\n";
  for (std::size_t row = 0; row < table.rows(); ++row) {
    out += fmt::format("<tr><th scope=\"row\">{}</th>", escape_markup(labels.rows[row]));
    for (std::size_t column = 0; column < table.columns(); ++column) {
      out += fmt::format("<td>{}</td>", escape_markup(table.text(row, column)));
    }
    out += "</tr>\n";
  }
  out += "</tbody>\n</table>\n</div>\n<p class=\"note\">";
  for (auto const& note : table.notes()) out += escape_markup(note.view()) + " ";
  return out + "</p>\n";
}

std::string summary(std::vector<Finding> const& findings, About const& about) {
  std::string out = fmt::format("{}\n{}, {}\n\n", printable(about.title), printable(about.partnership),
                                printable(about.period));
  for (auto const& finding : findings) {
    out += fmt::format("{} {}\n", finding.warning ? '!' : '-', printable(finding.text));
  }
  return out + fmt::format("\nReleased to {} for: {}. Release {}, ledger index {}.\n", printable(about.recipient),
                           printable(about.purpose), about.release, about.ledger_index);
}

}  // namespace concordat::render
