// SPDX-License-Identifier: Apache-2.0
#include "hub/publishing/public_files.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/date.h"
#include "base/markup.h"
#include "hub/publishing/public_maps.h"
#include "render/about.h"
#include "sheet_out/book.h"
#include "sheet_out/spreadsheet.h"

namespace concordat::hub::publishing {
namespace {

using Row = std::vector<std::string>;

// Readable on paper, on a phone and aloud; nothing is loaded from elsewhere. On paper a table repeats its head on every page.
constexpr std::string_view style =
    "body{font:1rem/1.5 Arial,Helvetica,sans-serif;color:#0b0c0c;background:#fff;margin:0 auto;max-width:52rem;padding:1rem;overflow-wrap:break-word}"
    "h1{font-size:1.9rem;line-height:1.15}h2{font-size:1.35rem;margin-top:2rem}a{color:#0b4a8a}dt{font-weight:bold}dd{margin:0 0 .4rem;overflow-wrap:anywhere}"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums}caption{text-align:left;font-weight:bold;padding:.3rem 0}"
    "th,td{border-bottom:1px solid #b1b4b6;padding:.3rem .5rem;text-align:right}th:first-child{text-align:left}tbody th{font-weight:normal}.words{white-space:pre-line}figure{margin:1.5rem 0}svg{display:block;width:100%;height:auto}"
    "@page{size:A4;margin:14mm 12mm}@media print{body{max-width:none;padding:0;font-size:10pt}h2,caption,thead{break-after:avoid}tr,dd,figure{break-inside:avoid}}";

std::string figure_text(Json const& figure) { return figure.contains("value") ? std::to_string(figure["value"].integer()) : std::string{"*"}; }

/// Label and text, one a line: the same in every file.
std::vector<Row> about_rows(Publication const& publication, Json const& content) {
  std::vector<Row> rows{{"Title", content["title"].string()},
                        {"Partnership", content["partnership"].string()},
                        {"Edition", std::to_string(content["number"].integer())},
                        {"Quarter", content["quarter"].string()},
                        {"Public edition", publication.id},
                        {"Public since", publication.ended_at},
                        {"SHA-256 of the content", publication.content_hash},
                        {"Ledger index", std::to_string(publication.ended_index)},
                        {"Data version", content["data_version"].string()},
                        {"Boundaries", content["attribution"].string()}};
  for (auto const& [list, label] : {std::pair{"method", "Method"}, {"limits", "Limits"}}) {
    for (auto const& text : content[list].array()) rows.push_back({label, text.string()});
  }
  std::erase_if(rows, [](Row const& row) { return row[1].empty(); });
  return rows;
}

std::vector<Row> left_out_rows(Json const& content) {
  std::vector<Row> rows;
  for (auto const& one : content["left_out"].array()) rows.push_back({one["what"].string(), one["why"].string()});
  return rows;
}

/// What was done, tried and not held against; none of an edition from before there was such a report.
std::vector<Row> control_rows(Json const& content) {
  std::vector<Row> rows;
  for (auto const* list : {"done", "attacks"}) {
    for (auto const& line : content["control"][list].array()) rows.push_back({line["what"].string(), line["result"].string()});
  }
  for (auto const& limit : content["control"]["limits"].array()) rows.push_back({"What this does not hold against", limit.string()});
  return rows;
}

Row figure_headings() { return {"Source", "Quarter", "Code", "Area", "Reports"}; }

std::vector<Row> figure_rows(Json const& content) {
  std::vector<Row> rows;
  for (auto const& table : content["tables"].array()) {
    for (auto const& figure : table["figures"].array()) rows.push_back({table["source"].string(), table["quarter"].string(), figure["code"].string(), figure["name"].string(), figure_text(figure)});
  }
  return rows;
}

std::vector<Row> word_rows(Json const& content) {
  std::vector<Row> rows;
  for (auto const& section : content["sections"].array()) rows.push_back({section["title"].string(), section["words"].string()});
  return rows;
}

void append_csv(std::string& out, Row const& row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) out += ',';
    render::append_csv_cell(out, row[i]);
  }
  out += "\r\n";
}

std::string csv(Publication const& publication, Json const& content) {
  std::string out = "\xef\xbb\xbf";
  for (auto const& row : about_rows(publication, content)) append_csv(out, row);
  for (auto const& row : left_out_rows(content)) append_csv(out, {"Left out", row[0], row[1]});
  append_csv(out, {"Signs", "* below the smallest figure that is shown"});
  out += "\r\n";
  append_csv(out, figure_headings());
  for (auto const& row : figure_rows(content)) append_csv(out, row);
  return out;
}

std::string terms(std::vector<Row> const& rows) {
  std::string out = "<dl>\n";
  std::string last;
  for (auto const& row : rows) {
    if (row[0] != last) out += fmt::format("<dt>{}</dt>", escape_markup(row[0]));
    out += fmt::format("<dd>{}</dd>\n", escape_markup(row[1]));
    last = row[0];
  }
  return out + "</dl>\n";
}

std::string table_of(Json const& table) {
  auto out = fmt::format("<table>\n<caption>{}, {}: reports of violence by area. * means below {}.</caption>\n<thead><tr><th scope=\"col\">Area</th><th scope=\"col\">Reports</th></tr></thead>\n<tbody>\n",
                         escape_markup(table["source"].string()), escape_markup(table["quarter"].string()), table["smallest"].integer());
  for (auto const& figure : table["figures"].array()) {
    out += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escape_markup(figure["name"].string()), figure_text(figure));
  }
  return out + "</tbody>\n</table>\n";
}

std::string html(Publication const& publication, Json const& content) {
  auto const title = escape_markup(content["title"].string());
  auto out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
      "<title>{} – {}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n<h1>{}</h1>\n<p>{}. Edition {}, {}.</p>\n",
      title, escape_markup(content["partnership"].string()), style, title, escape_markup(content["partnership"].string()), content["number"].integer(), escape_markup(content["quarter"].string()));
  for (auto const& section : content["sections"].array()) {
    out += fmt::format("<section>\n<h2>{}</h2>\n<p class=\"words\">{}</p>\n</section>\n", escape_markup(section["title"].string()), escape_markup(section["words"].string()));
  }
  if (!content["tables"].array().empty()) out += "<section>\n<h2>Figures</h2>\n";
  auto const maps = maps_in(publication, content);
  for (std::size_t i = 0; i < content["tables"].array().size(); ++i) {
    auto const map = std::ranges::find(maps, i, &PublicMap::table);
    if (map != maps.end()) out += "<figure>\n" + map->svg + "</figure>\n";
    out += table_of(content["tables"].array()[i]);
  }
  if (!content["tables"].array().empty()) out += "</section>\n";
  if (auto const rows = left_out_rows(content); !rows.empty()) out += "<section>\n<h2>What is not here, and why</h2>\n" + terms(rows) + "</section>\n";
  if (auto const rows = control_rows(content); !rows.empty()) out += "<section>\n<h2>Disclosure control</h2>\n" + terms(rows) + "</section>\n";
  return out + "<section>\n<h2>About this edition</h2>\n" + terms(about_rows(publication, content)) + "</section>\n</main>\n</body>\n</html>\n";
}

Result<std::string> sheets(Publication const& publication, Json const& content, sheet_out::Format format) {
  std::vector<sheet_out::Sheet> all{{"Figures", figure_headings(), figure_rows(content)}, {"Words", {"Section", "Text"}, word_rows(content)},
                                    {"Not here", {"What", "Why"}, left_out_rows(content)}, {"About", {"What", "Text"}, about_rows(publication, content)}};
  auto const at = parse_instant(publication.ended_at);
  return sheet_out::spreadsheet(all, format, at.value_or(Instant{}));
}

}  // namespace

Result<ReleaseFile> file_of(Publication const& publication, Json const& content, std::string const& canonical, std::string_view format) {
  auto const name = fmt::format("{}-{}-public.{}", publication.product, publication.number, format);
  if (format == "html") return ReleaseFile{name, "text/html", html(publication, content)};
  if (format == "csv") return ReleaseFile{name, "text/csv", csv(publication, content)};
  if (format == "json") return ReleaseFile{name, "application/json", canonical};
  if (format == "svg") {
    auto const maps = maps_in(publication, content);
    if (!maps.empty()) return ReleaseFile{name, "image/svg+xml", one_picture(maps)};
    return fail(Fault::not_found, "public.no-map", "This public edition has no map: none of its figures is of an area, or it became public before there were maps.", "Ask for html, csv, ods, xlsx or json.");
  }
  for (auto const one : sheet_out::all_formats) {
    if (sheet_out::extension_of(one).view() != format) continue;
    auto bytes = sheets(publication, content, one);
    if (!bytes) return fail(bytes);
    return ReleaseFile{name, std::string{sheet_out::media_type_of(one).view()}, std::move(*bytes)};
  }
  return fail(Fault::malformed, "public.format", "A public edition is not written in that form.", "Ask for html, csv, ods, xlsx, json, or svg for its maps.");
}

}  // namespace concordat::hub::publishing
