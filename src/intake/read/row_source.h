// SPDX-License-Identifier: Apache-2.0
// A supplier's file as a stream of rows.
//
//   auto source = open_in_process(std::move(file), {});
//   while (auto row = (*source)->next(); row && *row) use(**row);
//
// Contract:
//   1. A RowView and its cells are valid until the next call to next().
//   2. Cells are valid UTF-8 and hold no NUL; quotes are removed, nothing is trimmed.
//   3. Every record of the file comes out exactly once, header rows excepted, with its kind and number.
//      Nothing is dropped, padded or shifted: a row with too few or too many cells is `ragged` and keeps
//      the cells it has. Only surplus cells that are all empty (a delimiter at the line's end) are cut off.
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

enum class Format : std::uint8_t { automatic, csv, tsv, json, json_lines, geojson };
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
};

struct TableHead {
  std::uint32_t sheet = 0;
  /// Trimmed, line ends made spaces, byte-order marks removed; never empty ("column 3") and never twice the
  /// same
  /// ("name", "name (2)").
  std::vector<std::string> columns = {};
  std::uint64_t header_row = 0;   ///< number of the first header row; 0 where there is none (JSON)
  std::uint32_t header_rows = 0;  ///< 2 where two rows were joined
  Format format = Format::automatic;
  /// As found at the start. A file that starts in plain ASCII counts as UTF-8, even if a Windows-1252 letter
  /// follows.
  Encoding encoding = Encoding::automatic;
  char delimiter = '\0';  ///< of CSV and TSV
};

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
};

struct ReadOptions {
  Format format = Format::automatic;
  Encoding encoding = Encoding::automatic;
  char delimiter = '\0';          ///< '\0': find out among , ; | ~ and tab
  std::uint64_t header_row = 0;   ///< 0: find out
  std::uint32_t header_rows = 0;  ///< 0: find out; with header_row only
  bool no_header = false;         ///< the first row is data; columns are called "column 1" and so on
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

/// Reads in this process: for the reading process itself, tests and fuzzers. The head is known when this
/// returns.
[[nodiscard]] Result<std::unique_ptr<RowSource>> open_in_process(FileDescriptor file, ReadOptions options);

}  // namespace concordat::intake
