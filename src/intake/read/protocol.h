// SPDX-License-Identifier: Apache-2.0
// What the reading process says to its parent, version 2.
//
// A frame is: length of the payload (4 bytes, little-endian), type (1 byte), payload. Numbers in a payload
// are varints (7 bits a byte, low bits first); a text is its length and its bytes.
//   hello     "CCRD", version
//   head      sheet, header row, header rows, format, encoding, delimiter, number of columns, columns
//   rows      sheet, number of rows, length of the plan, plan, all cells end to end
//             plan of a row: number less the previous row's, kind (and 8 where remarks follow), number of cells,
//             length of each; number of remarks, then cell and remark of each
//   progress  bytes done, bytes in all
//   problem   number of the ReadFault, sheet, row, column
//   end       number of rows
//   sheets    first column, notices, number of sheets, of each its name and 1 for hidden and 2 for a table
// Order: hello, then head, of a workbook sheets, then rows and progress, then problem or end; a problem may come instead of head.
// A rows frame holds about 64 KiB, or one row if that is longer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "intake/read/read_fault.h"
#include "intake/read/row_source.h"

namespace concordat::intake {

inline constexpr std::uint64_t protocol_version = 2;
/// Added to the kind of a row.
inline constexpr std::uint64_t remarks_follow = 8;
inline constexpr std::size_t longest_sheet_name = 255;
inline constexpr std::size_t most_sheets = 1000;
enum class FrameType : std::uint8_t { hello = 1, head, rows, progress, problem, end, sheets };
[[nodiscard]] inline bool is_workbook(Format format) { return format == Format::xlsx || format == Format::ods; }

/// The child's side. Every function answers false once the pipe is gone.
class FrameWriter {
 public:
  using Sink = std::function<bool(std::string_view)>;
  explicit FrameWriter(Sink sink) : sink_{std::move(sink)} {}

  bool hello();
  bool head(TableHead const& head);
  /// Gathers rows into frames.
  bool row(RowView const& row);
  /// Sends what is gathered, with the progress behind it.
  bool flush(Progress const& progress);
  [[nodiscard]] bool full() const { return plan_.size() + cells_.size() >= batch_bytes; }
  bool problem(Problem const& problem);
  bool end();

 private:
  static constexpr std::size_t batch_bytes = std::size_t{64} << 10;
  bool send(FrameType type, std::string_view payload);
  bool send_rows();
  bool sheets(TableHead const& head);

  Sink sink_;
  std::string frame_;
  std::string plan_;
  std::string cells_;
  std::uint32_t sheet_ = 0;
  std::uint64_t gathered_ = 0;
  std::uint64_t previous_row_ = 0;
  std::uint64_t rows_ = 0;
};

/// Where frames come from: a pipe, or memory.
class ByteFeed {
 public:
  ByteFeed() = default;
  ByteFeed(ByteFeed const&) = delete;
  ByteFeed& operator=(ByteFeed const&) = delete;
  virtual ~ByteFeed() = default;
  /// Up to `room` bytes; 0 at the end and after an error.
  [[nodiscard]] virtual std::size_t read(char* to, std::size_t room) = 0;
};

/// The parent's side: believes nothing. Whatever is not exactly as above is the Problem intake.reader-died.
class FrameReader {
 public:
  FrameReader(ByteFeed& feed, ReadLimits const& limits);

  /// Hello and head.
  [[nodiscard]] Result<TableHead> open();
  /// As RowSource::next(); cells are views into the frame.
  [[nodiscard]] Result<std::optional<RowView>> next();
  [[nodiscard]] Progress progress() const { return {bytes_done_, bytes_total_, rows_}; }

 private:
  struct Frame {
    FrameType type = FrameType::end;
    std::string_view payload = {};
  };
  /// Takes values off the front of a payload; `good` turns false at the first that is not there.
  struct Cursor {
    std::string_view left = {};
    bool good = true;
    std::uint64_t number();
    std::string_view text();
  };

  [[nodiscard]] bool have(std::size_t bytes);
  [[nodiscard]] std::optional<Frame> frame();
  [[nodiscard]] std::optional<TableHead> parse_head(std::string_view payload);
  [[nodiscard]] bool parse_sheets(std::string_view payload, TableHead& head);
  [[nodiscard]] bool take_remarks(std::uint64_t cells);
  [[nodiscard]] Problem parse_problem(std::string_view payload) const;
  [[nodiscard]] bool begin_rows(std::string_view payload);
  [[nodiscard]] std::optional<RowView> take_row();
  [[nodiscard]] tl::unexpected<Problem> died();

  ByteFeed& feed_;
  ReadLimits limits_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t columns_ = 0;
  std::uint32_t sheet_ = 0;
  std::uint64_t rows_in_frame_ = 0;
  Cursor plan_;
  std::string_view text_;
  std::vector<std::string_view> cells_;
  std::vector<CellRemark> remarks_;
  std::uint64_t row_ = 0;
  std::uint64_t rows_ = 0;
  std::uint64_t bytes_done_ = 0;
  std::uint64_t bytes_total_ = 0;
  bool ended_ = false;
  std::optional<Problem> failed_;
};

}  // namespace concordat::intake
