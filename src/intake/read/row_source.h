// SPDX-License-Identifier: Apache-2.0
// A supplier's file as a stream of rows.
//
//   auto source = open_in_worker(std::move(file), {}, reader);
//   while (auto row = (*source)->next(); row && *row) use(**row);
//
// Contract:
//   1. A RowView and its cells are valid until the next call to next().
//   2. Cells are valid UTF-8 and hold no NUL; quotes are removed, nothing is trimmed.
//   3. Every record of the file comes out exactly once, header rows excepted, with its kind and number.
//      Nothing is dropped, padded or shifted: a row with too few or too many cells is `ragged` and keeps
//      the cells it has. Only surplus cells that are all empty (a delimiter at the line's end) are cut off.
//      A workbook has no last cell of a row: there empty cells are added up to the width of the table, blank rows
//      that follow each other come out as one, and those below the last filled row not at all.
//   4. Memory is bounded by ReadLimits, not by the file.
//   5. After a Problem or the end, next() answers the same again.
//   6. Not thread-safe; use one source on one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "intake/read/file_descriptor.h"

namespace concordat::intake {

enum class Format : std::uint8_t { automatic, csv, tsv, json, json_lines, geojson, xlsx, ods };
enum class Encoding : std::uint8_t { automatic, utf8, utf16le, utf16be, windows1252 };

/// "csv", "json-lines"; "utf-8", "windows-1252".
[[nodiscard]] std::string_view name_of(Format format);
[[nodiscard]] std::string_view name_of(Encoding encoding);

enum class RowKind : std::uint8_t {
  data,
  preamble,  ///< a title or remark above the header
  blank,     ///< no cell holds anything but white space
  totals,    ///< "Total" and numbers, after the last row of data
  note,      ///< a remark below the table
};
[[nodiscard]] std::string_view name_of(RowKind kind);

/// What a reader has to say about a single cell.
enum class Remark : std::uint8_t {
  formula,            ///< the value that a formula had when the workbook was saved
  formula_unvalued,   ///< a formula that was saved without its value
  error_value,        ///< "#N/A", "#REF!" and their like
  nul,                ///< held NUL characters; each is U+001A now
};
inline constexpr std::uint64_t remark_kinds = 4;

struct CellRemark {
  std::uint32_t cell = 0;  ///< its place in RowView::cells
  Remark remark = Remark::formula;
  bool operator==(CellRemark const&) const = default;
};

struct RowView {
  /// Number of the record in the file, from 1, headers and blank lines counted: the row number a spreadsheet
  /// shows. In JSON Lines the line the object starts on; in a JSON array and in GeoJSON the number of the
  /// element.
  std::uint64_t row = 0;
  std::uint32_t sheet = 0;  ///< 0 where there are no sheets
  RowKind kind = RowKind::data;
  std::span<std::string_view const> cells = {};
  /// A row of data that has not as many cells as there are columns. In JSON: the object has keys that its
  /// first thousand neighbours had not; each stands as an additional cell "key=value".
  bool ragged = false;
  std::span<CellRemark const> remarks = {};  ///< in the order of the cells
};

struct SheetFact {
  std::string name = {};
  bool hidden = false;
  bool holds_table = false;  ///< a header with rows below was found in it
};

/// What is to be said about a workbook as a whole; a bit each in TableHead::notices.
enum class Notice : std::uint32_t {
  none = 0,
  macros = 1,        ///< it carries macros; they were not read
  other_tables = 2,  ///< other sheets hold tables too and were not read
  hidden_sheet = 4,  ///< the sheet that is read is hidden
};
inline constexpr std::uint64_t all_notices = 7;

inline constexpr std::uint32_t most_header_rows = 4;

struct TableHead {
  std::uint32_t sheet = 0;
  /// Trimmed, line ends made spaces, byte-order marks removed; never empty ("column 3") and never twice the
  /// same
  /// ("name", "name (2)").
  std::vector<std::string> columns = {};
  std::uint64_t header_row = 0;   ///< number of the first header row; 0 where there is none (JSON)
  std::uint32_t header_rows = 0;  ///< 2 or more where rows were joined, a blank one between them counted
  Format format = Format::automatic;
  /// As found at the start. A file that starts in plain ASCII counts as UTF-8, even if a Windows-1252 letter
  /// follows.
  Encoding encoding = Encoding::automatic;
  char delimiter = '\0';  ///< of CSV and TSV
  /// Column of the file in which the table begins; empty ones to its left are no columns.
  std::uint32_t first_column = 1;
  std::vector<SheetFact> sheets = {};  ///< of a workbook, in its order; `sheet` counts them from 1
  std::uint32_t notices = 0;

  [[nodiscard]] bool has(Notice notice) const { return (notices & static_cast<std::uint32_t>(notice)) != 0; }
};

/// What a person should know of a workbook: which sheet was read, which others there are, what was passed over. Empty for
/// other files. Names of sheets are made visible.
[[nodiscard]] std::vector<std::string> workbook_remarks(TableHead const& head);

struct Progress {
  std::uint64_t bytes_done = 0;
  std::uint64_t bytes_total = 0;  ///< 0 where it is not known (a pipe)
  std::uint64_t rows = 0;         ///< rows handed out so far, of every kind
};

/// What the separate reading process has used; known after the end.
struct WorkerUsage {
  double cpu_seconds = 0;
  std::uint64_t peak_bytes = 0;
};

struct ReadLimits {
  std::size_t field_bytes = std::size_t{1} << 20;    ///< one cell
  std::size_t record_bytes = std::size_t{16} << 20;  ///< one row, one JSON object
  std::uint32_t columns = 1000;
  std::size_t block_bytes = std::size_t{128} << 10;     ///< read at once
  std::size_t sample_bytes = std::size_t{64} << 10;     ///< looked at for encoding, delimiter and header
  std::size_t key_sample_bytes = std::size_t{4} << 20;  ///< looked at for the keys of JSON objects
  std::uint32_t key_sample_objects = 1000;
  std::uint64_t rows = std::uint64_t{1} << 20;  ///< of a sheet
};

struct ReadOptions {
  Format format = Format::automatic;
  Encoding encoding = Encoding::automatic;
  char delimiter = '\0';          ///< '\0': find out among , ; | ~ and tab
  std::uint64_t header_row = 0;   ///< 0: find out
  std::uint32_t header_rows = 0;  ///< 0: find out; with header_row only
  bool no_header = false;         ///< the first row is data; columns are called "column 1" and so on
  std::string sheet = {};         ///< name or number; empty: the one that holds the table
  ReadLimits limits = {};
};

class RowSource {
 public:
  RowSource() = default;
  RowSource(RowSource const&) = delete;
  RowSource& operator=(RowSource const&) = delete;
  virtual ~RowSource() = default;

  [[nodiscard]] virtual TableHead const& head() const = 0;
  /// The next row; nothing at the end. A broken file is a Problem, never a short file.
  [[nodiscard]] virtual Result<std::optional<RowView>> next() = 0;
  [[nodiscard]] virtual Progress progress() const = 0;
  /// Only of a source from open_in_worker, and only after the end or a Problem.
  [[nodiscard]] virtual std::optional<WorkerUsage> worker_usage() const { return std::nullopt; }
};

/// Reads a text file in this process: for files of the house, for the reading process itself, tests and fuzzers. The
/// head is known when this returns. Workbooks are refused here; intake/reader reads them.
[[nodiscard]] Result<std::unique_ptr<RowSource>> open_in_process(FileDescriptor file, ReadOptions options);

}  // namespace concordat::intake
