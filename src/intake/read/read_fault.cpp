// SPDX-License-Identifier: Apache-2.0
#include "intake/read/read_fault.h"

#include <array>

namespace concordat::intake {
namespace {

struct Words {
  Fault fault;
  FixedText code;
  FixedText title;
  FixedText remedy;
};

constexpr FixedText save_as_csv =
    "Open it in the spreadsheet program, choose 'Save as', and save the sheet as 'CSV UTF-8'.";
constexpr FixedText ask_again = "Ask the supplier for the file again.";

// In the order of ReadFault.
constexpr std::array<Words, static_cast<std::size_t>(ReadFault::count_)> table{{
    {Fault::not_found, "file.not-found", "There is no such file.", "Check the name and the folder."},
    {Fault::refused, "file.not-permitted", "This account may not read the file.",
     "Give it the right to read the file, or run as an account that has it."},
    {Fault::malformed, "file.is-folder", "This is a folder, not a file.", "Name the files in it."},
    {Fault::unavailable, "file.unreadable", "The file can not be read.",
     "Check the disk or the network drive it lies on, and try again."},
    {Fault::missing, "file.empty", "The file is empty.", ask_again},
    {Fault::missing, "table.headers-only", "The file has a header and no rows.",
     "Tell the hub's manager if there was nothing to report; if not, ask for the file again."},
    {Fault::missing, "table.no-header", "The file has no header row.",
     "Put a row with the names of the columns on top, or say in the mapping profile that there is none."},
    {Fault::malformed, "file.is-xlsx", "This is an Excel workbook (.xlsx), not a text file.", save_as_csv},
    {Fault::malformed, "file.is-ods", "This is an OpenDocument spreadsheet (.ods), not a text file.",
     save_as_csv},
    {Fault::malformed, "file.is-xls", "This is an old binary Office file (.xls or .doc), not a text file.",
     save_as_csv},
    {Fault::malformed, "file.is-zip", "This is a ZIP archive.", "Unpack it and give the files in it."},
    {Fault::malformed, "file.is-gzip", "This is a file packed with gzip.",
     "Unpack it with gunzip and give what is in it."},
    {Fault::malformed, "file.is-pdf", "This is a PDF document, which holds no table a program can rely on.",
     "Ask the supplier for the table as CSV."},
    {Fault::malformed, "file.is-html", "This is a web page, whatever its name says.",
     "Open it in the spreadsheet program and save it as 'CSV UTF-8'."},
    {Fault::malformed, "file.is-xml", "This is an XML file.",
     "Ask the supplier for the table as CSV or JSON."},
    {Fault::malformed, "file.is-database", "This is a database file.", "Export the table from it as CSV."},
    {Fault::malformed, "file.is-binary", "This is not a text file.",
     "Export the data as CSV, JSON or GeoJSON."},
    {Fault::malformed, "text.nul", "The row holds a NUL character, which no text has.",
     "The file is damaged or was cut by a program: export it again."},
    {Fault::malformed, "text.mixed-encoding", "The row holds letters of another character set.",
     "Export the file again as UTF-8; do not join files that were saved differently."},
    {Fault::malformed, "text.broken-utf-16", "The row holds half a UTF-16 character.",
     "The file is damaged or was cut: export it again as UTF-8."},
    {Fault::malformed, "csv.unclosed-quote", "A quotation mark is opened in this row and never closed.",
     "Close it, or double it where it is part of the text."},
    {Fault::too_large, "csv.field-too-long", "A cell is longer than one mebibyte.",
     "Look for a quotation mark left open in this row; otherwise shorten the text."},
    {Fault::too_large, "table.row-too-long", "A row is longer than the limit of 16 mebibytes.",
     "Look for a quotation mark or bracket left open in this row."},
    {Fault::too_large, "table.too-many-columns", "A row has more than 1,000 columns.",
     "Give the columns of the profile only, or check the delimiter."},
    {Fault::malformed, "json.malformed", "This element is not well-formed JSON.",
     "Check its brackets, quotes and commas, or export the file again."},
    {Fault::malformed, "json.too-deep", "This element is nested deeper than 64 levels.",
     "Export flat records."},
    {Fault::malformed, "json.duplicate-key", "A key appears twice in this object.", "Keep one of the two."},
    {Fault::malformed, "json.not-an-object", "This element is not an object with keys and values.",
     "Give an array of objects, one object a line, or a FeatureCollection."},
    {Fault::malformed, "json.unfinished", "The file ends in the middle of this element.",
     "The file was cut: ask the supplier for it again."},
    {Fault::malformed, "json.nul", "A text in this object holds a NUL character.",
     "Export the file without it."},
    {Fault::malformed, "geojson.no-features", "The file has no list of features.",
     "Give a GeoJSON FeatureCollection of points."},
    {Fault::unavailable, "intake.reader-died", "The process that reads files died.",
     "Try again; if it happens again, the file is damaged or made to do harm: ask the supplier for it anew."},
}};

}  // namespace

Problem problem_of(ReadFault fault, Where where) {
  auto const& words = table[static_cast<std::size_t>(fault)];
  return Problem{words.fault, words.code, words.title, words.remedy, std::move(where)};
}

std::optional<ReadFault> fault_of(Problem const& problem) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].code == problem.code) return static_cast<ReadFault>(i);
  }
  return std::nullopt;
}

}  // namespace concordat::intake
