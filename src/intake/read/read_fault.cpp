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
constexpr FixedText save_anew =
    "Open it in the spreadsheet program, choose 'Save as', save it anew as 'Excel workbook (.xlsx)', and send that.";
constexpr FixedText ask_again = "Ask the supplier for the file again.";

// In the order of ReadFault: first what any file may have wrong, then what workbooks may.
constexpr std::array<Words, static_cast<std::size_t>(ReadFault::workbook_packed_size)> words_of_files{{
    {Fault::not_found, "file.not-found", "There is no such file.", "Check the name and the folder."},
    {Fault::refused, "file.not-permitted", "This account may not read the file.",
     "Give it the right to read the file, or run as an account that has it."},
    {Fault::malformed, "file.is-folder", "This is a folder, not a file.", "Name the files in it."},
    {Fault::unavailable, "file.unreadable", "The file can not be read.",
     "Check the disk or the network drive it lies on, and try again."},
    {Fault::missing, "file.empty", "The file is empty.", ask_again},
    {Fault::missing, "table.no-header", "The file has no header row.",
     "Put a row with the names of the columns on top, or say in the mapping profile that there is none."},
    {Fault::malformed, "file.is-xlsx", "This is an Excel workbook (.xlsx), not a text file.", save_as_csv},
    {Fault::malformed, "file.is-ods", "This is an OpenDocument spreadsheet (.ods), not a text file.",
     save_as_csv},
    {Fault::malformed, "file.is-xls", "This is an old binary Office file (.xls or .doc), which is not read here.",
     "Open it in the spreadsheet program, choose 'Save as', and save it anew as 'Excel workbook (.xlsx)' or as "
     "'CSV UTF-8'."},
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
    {Fault::malformed, "json.number-too-large", "A number in this object is larger than a program can hold.",
     "Write references as text, in quotes, and correct the number."},
    {Fault::malformed, "geojson.no-features", "The file has no list of features.",
     "Give a GeoJSON FeatureCollection of points."},
}};

constexpr std::size_t workbook_faults = static_cast<std::size_t>(ReadFault::count_) - words_of_files.size();
constexpr std::array<Words, workbook_faults> words_of_workbooks{{
    {Fault::too_large, "workbook.too-large", "The workbook is larger than 50 mebibytes.",
     "Take pictures and old sheets out, send one month at a time, or save the sheet as 'CSV UTF-8'."},
    {Fault::too_large, "workbook.too-large-unpacked", "The workbook unpacks to more than 500 mebibytes.",
     "Send one month at a time, or save the sheet as 'CSV UTF-8'."},
    {Fault::refused, "workbook.bomb", "A part of the workbook unpacks to more than a hundred times its size.",
     "It was made to do harm or holds nothing but repetition: save the sheet as 'CSV UTF-8'."},
    {Fault::too_large, "workbook.too-many-parts", "The workbook has more than 1,000 parts.",
     "Save the sheet with the table alone as a new workbook."},
    {Fault::refused, "workbook.unsafe-part", "A part of the workbook has a name that leads out of it, or is a link.",
     save_anew},
    {Fault::refused, "workbook.twin-parts", "Two parts of the workbook have one name.", save_anew},
    {Fault::malformed, "workbook.wrong-size", "A part of the workbook is not as long as the workbook says.", save_anew},
    {Fault::malformed, "workbook.damaged", "The workbook is damaged or was cut.", save_anew},
    {Fault::refused, "workbook.encrypted", "The workbook is protected by a password.",
     "Open it, take the password away (File, Info, Protect Workbook, Encrypt with Password: leave it empty), save it "
     "and send that."},
    {Fault::malformed, "workbook.binary", "This is a binary workbook (.xlsb), which is not read here.",
     "Open it in the spreadsheet program, choose 'Save as', and save it anew as 'Excel workbook (.xlsx)'."},
    {Fault::refused, "workbook.hidden-macros", "The workbook carries macros and says that it has none.",
     "Open it in the spreadsheet program, save it anew as 'Excel workbook (.xlsx)' without macros, and send that."},
    {Fault::refused, "workbook.doctype", "A part of the workbook declares a document type or entities.", save_anew},
    {Fault::refused, "workbook.too-deep", "A part of the workbook is nested deeper than 64 levels.", save_anew},
    {Fault::malformed, "workbook.xml", "A part of the workbook is not well-formed XML.", save_anew},
    {Fault::malformed, "workbook.reference", "A row or cell says a place that no sheet has, or comes twice.", save_anew},
    {Fault::too_large, "workbook.too-much-text", "The workbook holds more different texts than can be kept in memory.",
     "Save the sheet as 'CSV UTF-8', or send one month at a time."},
    {Fault::too_large, "workbook.too-many-rows", "The sheet has more than 1,048,576 rows.",
     "Send one month at a time, or save the sheet as 'CSV UTF-8'."},
    {Fault::malformed, "workbook.repeated-row", "The sheet says one filled row more than a thousand times over.",
     "Look for a row that was filled down by mistake; if it is meant, save the sheet as 'CSV UTF-8'."},
    {Fault::too_large, "workbook.too-many-sheets", "The workbook has more than 1,000 sheets.",
     "Save the sheet with the table alone as a new workbook."},
    {Fault::not_found, "workbook.no-such-sheet", "The workbook has no sheet of that name or number.",
     "Leave --sheet out and 'concordat check' lists the sheets it has."},
    {Fault::missing, "workbook.no-table", "No sheet of the workbook holds a table with a header row.",
     "Put the names of the columns in one row above the data, or name the sheet with --sheet."},
    {Fault::malformed, "file.is-document", "This is a text document or a presentation, not a spreadsheet.",
     "Send the table as a workbook (.xlsx or .ods) or as CSV."},
    {Fault::unavailable, "intake.reader-died", "The process that reads files died.",
     "Try again; if it happens again, the file is damaged or made to do harm: ask the supplier for it anew."},
}};

Words const& words_of(std::size_t fault) {
  return fault < words_of_files.size() ? words_of_files[fault] : words_of_workbooks[fault - words_of_files.size()];
}

}  // namespace

Problem problem_of(ReadFault fault, Where where) {
  auto const& words = words_of(static_cast<std::size_t>(fault));
  return Problem{words.fault, words.code, words.title, words.remedy, std::move(where)};
}

std::optional<ReadFault> fault_of(Problem const& problem) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(ReadFault::count_); ++i) {
    if (words_of(i).code == problem.code) return static_cast<ReadFault>(i);
  }
  return std::nullopt;
}

}  // namespace concordat::intake
