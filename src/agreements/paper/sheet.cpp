// SPDX-License-Identifier: Apache-2.0
#include "agreements/paper/sheet.h"

#include <fmt/format.h>

#include <algorithm>

#include "agreements/print.h"
#include "base/markup.h"
#include "base/text.h"

namespace concordat::agreements::paper {
namespace {

// Dark on white at 11 points, so that it prints on any office printer and reads at arm's length; nothing by colour alone.
constexpr std::string_view style = R"(@page { size: A4; margin: 18mm 16mm 20mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 52rem; font: 11pt/1.45 "Liberation Sans", Arial, sans-serif; color: #0b0c0c; background: #fff; }
h1 { font-size: 20pt; line-height: 1.2; margin: 0 0 .6em; }
h2 { font-size: 14pt; margin: 1.6em 0 .5em; padding-top: .5em; border-top: 2pt solid #0b0c0c; break-after: avoid; }
h3 { font-size: 11.5pt; margin: 1.2em 0 .4em; break-after: avoid; }
p, ul, table { margin: 0 0 .8em; }
p, li { overflow-wrap: anywhere; }
ul { padding-left: 1.2em; }
li { margin: 0 0 .3em; }
.note { border-left: 4pt solid #0b0c0c; padding: .3em 0 .3em .9em; font-weight: bold; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
caption { text-align: left; font-weight: bold; padding: 0 0 .4em; }
th, td { text-align: left; vertical-align: top; padding: .35em .6em .35em 0; border-bottom: .75pt solid #6f777b; overflow-wrap: break-word; }
thead th { border-bottom: 1.5pt solid #0b0c0c; }
tbody th { font-weight: normal; }
.wide th:first-child { width: 38%; }
.facts th { width: 28%; font-weight: bold; }
tr, li, .sign { break-inside: avoid; }
thead { display: table-header-group; }
.signs { display: grid; grid-template-columns: 1fr 1fr; gap: .8em; }
.sign { border: .75pt solid #0b0c0c; padding: .6em .8em .4em; }
.sign strong { display: block; margin-bottom: .6em; }
.sign span { display: block; border-bottom: .75pt solid #6f777b; padding-top: 1.5em; font-size: 9.5pt; color: #383f43; }
.sign span:last-child { border-bottom: 0; padding-top: .3em; }
@media screen and (max-width: 40em) {
  body { padding: 1rem; }
  .wide { overflow: visible; }
  .wide table, .wide tbody, .wide tr, .wide th, .wide td, .facts tbody, .facts tr, .facts th, .facts td { display: block; width: auto; border: 0; padding: 0 0 .2em; overflow-wrap: anywhere; }
  .wide thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .wide tr, .facts tr { border-bottom: .75pt solid #6f777b; padding: .4em 0; }
  .wide th:first-child { width: auto; font-weight: bold; }
  .wide td[data-label]::before { content: attr(data-label) ": "; color: #383f43; }
  .signs { grid-template-columns: 1fr; }
}
@media print { body { padding: 0; max-width: none; } .wide { overflow: visible; } a { color: inherit; } }
)";


void table_html(Block const& block, std::string& out) {
  out += "<div class=\"wide\"><table>\n";
  if (!block.text.empty()) out += fmt::format("<caption>{}</caption>\n", escape_markup(block.text));
  out += "<thead><tr>";
  for (auto const& heading : block.lines) out += fmt::format("<th scope=\"col\">{}</th>", escape_markup(heading));
  out += "</tr></thead>\n<tbody>\n";
  for (auto const& row : block.rows) {
    out += "<tr>";
    for (std::size_t cell = 0; cell < row.size(); ++cell) {
      auto const text = escape_markup(row[cell]);
      out += cell == 0 ? fmt::format("<th scope=\"row\">{}</th>", text) : fmt::format("<td data-label=\"{}\">{}</td>", escape_markup(block.lines.at(cell)), text);
    }
    out += "</tr>\n";
  }
  out += "</tbody></table></div>\n";
}

void block_html(Block const& block, std::string& out) {
  switch (block.kind) {
    case Block::Kind::heading: out += fmt::format("<h{0}>{1}</h{0}>\n", block.level, escape_markup(block.text)); break;
    case Block::Kind::paragraph: out += fmt::format("<p>{}</p>\n", escape_markup(block.text)); break;
    case Block::Kind::note: out += fmt::format("<p class=\"note\">{}</p>\n", escape_markup(block.text)); break;
    case Block::Kind::list:
      out += "<ul>\n";
      for (auto const& line : block.lines) out += fmt::format("<li>{}</li>\n", escape_markup(line));
      out += "</ul>\n";
      break;
    case Block::Kind::facts:
      out += "<table class=\"facts\">\n";
      for (auto const& row : block.rows) {
        out += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escape_markup(row.at(0)), escape_markup(row.at(1)));
      }
      out += "</table>\n";
      break;
    case Block::Kind::table: table_html(block, out); break;
    case Block::Kind::signatures:
      out += "<div class=\"signs\">\n";
      for (auto const& signer : block.lines) {
        out += fmt::format("<div class=\"sign\"><strong>{}</strong><span>Name and post</span><span>Signature</span><span>Date</span></div>\n", escape_markup(signer));
      }
      out += "</div>\n";
  }
}

/// Each row as a small paragraph: tables as wide as the field names of agreements fit no terminal.
void table_text(Block const& block, std::string& out) {
  if (!block.text.empty()) append_wrapped(out, block.text, 0);
  for (auto const& row : block.rows) {
    out += "- ";
    std::string line = row.empty() ? std::string{} : row.front();
    for (std::size_t cell = 1; cell < row.size(); ++cell) {
      if (row[cell].empty()) continue;
      line += fmt::format("{}{}: {}", cell == 1 ? ". " : "; ", block.lines.at(cell), row[cell]);
    }
    append_wrapped(out, line, 2);
  }
  out += '\n';
}

void block_text(Block const& block, std::string& out) {
  switch (block.kind) {
    case Block::Kind::heading:
      out += fmt::format("{}{}\n{}\n\n", out.empty() ? "" : "\n", block.text, std::string(std::min(block.text.size(), text_width), block.level == 1 ? '=' : '-'));
      break;
    case Block::Kind::paragraph:
    case Block::Kind::note:
      append_wrapped(out, block.text, 0);
      out += '\n';
      break;
    case Block::Kind::list:
      for (auto const& line : block.lines) {
        out += "- ";
        append_wrapped(out, line, 2);
      }
      out += '\n';
      break;
    case Block::Kind::facts: {
      std::size_t width = 18;
      for (auto const& row : block.rows) width = std::max(width, row.at(0).size() + 4);
      for (auto const& row : block.rows) {
        out += fmt::format("  {:<{}}", row.at(0), width - 2);
        append_wrapped(out, row.at(1), width);
      }
      out += '\n';
      break;
    }
    case Block::Kind::table: table_text(block, out); break;
    case Block::Kind::signatures:
      for (auto const& signer : block.lines) {
        append_wrapped(out, signer, 0);
        out += "  Name and post ______________________________\n  Signature     ______________________________  Date ______________\n\n";
      }
  }
}

}  // namespace

void Sheet::heading(int level, std::string text) { blocks.push_back({.kind = Block::Kind::heading, .level = level, .text = std::move(text), .rows = {}}); }
void Sheet::paragraph(std::string text) { blocks.push_back({.kind = Block::Kind::paragraph, .text = std::move(text), .rows = {}}); }
void Sheet::note(std::string text) { blocks.push_back({.kind = Block::Kind::note, .text = std::move(text), .rows = {}}); }
void Sheet::list(std::vector<std::string> lines) { blocks.push_back({.kind = Block::Kind::list, .lines = std::move(lines), .rows = {}}); }
void Sheet::facts(std::vector<std::vector<std::string>> rows) { blocks.push_back({.kind = Block::Kind::facts, .rows = std::move(rows)}); }
void Sheet::table(std::string caption, std::vector<std::string> headings, std::vector<std::vector<std::string>> rows) {
  blocks.push_back({.kind = Block::Kind::table, .text = std::move(caption), .lines = std::move(headings), .rows = std::move(rows)});
}
void Sheet::signatures(std::vector<std::string> signers) { blocks.push_back({.kind = Block::Kind::signatures, .lines = std::move(signers), .rows = {}}); }

std::string as_html(Sheet const& sheet) {
  auto out = fmt::format("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n<main>\n",
                         escape_markup(sheet.title), style);
  for (auto const& block : sheet.blocks) block_html(block, out);
  return out + "</main>\n</body>\n</html>\n";
}

std::string as_text(Sheet const& sheet) {
  std::string out;
  for (auto const& block : sheet.blocks) block_text(block, out);
  return out;
}

}  // namespace concordat::agreements::paper
