// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <limits>
#include <set>

#include "intake/read/decode.h"
#include "intake/read/protocol.h"

namespace concordat::intake {
namespace {

constexpr std::size_t frame_head = 5;
constexpr std::uint64_t largest_column = 16384;
constexpr std::uint64_t largest_row = std::uint64_t{1} << 53U;

std::size_t largest_frame(ReadLimits const& limits) {
  return 2 * limits.record_bytes + (std::size_t{1} << 20U);
}

/// Safe to hand on: valid UTF-8 without NUL.
bool is_clean(std::string_view text) {
  return is_valid_utf8(text) && (text.empty() || std::memchr(text.data(), '\0', text.size()) == nullptr);
}

}  // namespace

std::uint64_t FrameReader::Cursor::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 63; shift += 7) {
    if (left.empty()) break;
    auto const byte = static_cast<unsigned char>(left.front());
    left.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7fU} << shift;
    if (byte < 0x80) return value;
  }
  good = false;
  return 0;
}

std::string_view FrameReader::Cursor::text() {
  auto const size = number();
  if (size > left.size()) good = false;
  if (!good) return {};
  auto const text = left.substr(0, size);
  left.remove_prefix(size);
  return text;
}

FrameReader::FrameReader(ByteFeed& feed, ReadLimits const& limits)
    : feed_{feed}, limits_{limits}, buffer_(std::size_t{128} << 10U) {}

tl::unexpected<Problem> FrameReader::died() {
  failed_ = problem_of(ReadFault::reader_died);
  return tl::unexpected<Problem>{*failed_};
}

/// Makes `bytes` bytes stand in the buffer from begin_ on.
bool FrameReader::have(std::size_t bytes) {
  if (end_ - begin_ >= bytes) return true;
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  while (end_ < bytes) {
    // Grows with what has come, never at once to what a length claims.
    if (end_ == buffer_.size()) buffer_.resize(std::min(std::max(bytes, end_ + 1), buffer_.size() * 2));
    auto const got = feed_.read(buffer_.data() + end_, buffer_.size() - end_);
    if (got == 0) return false;
    end_ += got;
  }
  return true;
}

std::optional<FrameReader::Frame> FrameReader::frame() {
  if (!have(frame_head)) return std::nullopt;
  std::size_t size = 0;
  for (unsigned i = 0; i < 4; ++i) {
    size |= std::size_t{static_cast<unsigned char>(buffer_[begin_ + i])} << (8 * i);
  }
  auto const type = static_cast<unsigned char>(buffer_[begin_ + 4]);
  if (type < 1 || type > static_cast<unsigned char>(FrameType::sheets) || size > largest_frame(limits_)) {
    return std::nullopt;
  }
  if (!have(frame_head + size)) return std::nullopt;
  Frame const frame{static_cast<FrameType>(type), {buffer_.data() + begin_ + frame_head, size}};
  begin_ += frame_head + size;
  return frame;
}

std::optional<TableHead> FrameReader::parse_head(std::string_view payload) {
  Cursor cursor{payload};
  TableHead head;
  auto const sheet = cursor.number();
  head.header_row = cursor.number();
  auto const header_rows = cursor.number();
  auto const format = cursor.number();
  auto const encoding = cursor.number();
  auto const delimiter = cursor.number();
  auto const columns = cursor.number();
  if (!cursor.good || sheet > std::numeric_limits<std::uint32_t>::max() || header_rows > most_header_rows ||
      head.header_row > largest_row || format > static_cast<std::uint64_t>(Format::ods) ||
      encoding > static_cast<std::uint64_t>(Encoding::windows1252) || delimiter > 0x7f || columns == 0 ||
      columns > limits_.columns + std::uint64_t{2}) {
    return std::nullopt;
  }
  head.sheet = static_cast<std::uint32_t>(sheet);
  head.header_rows = static_cast<std::uint32_t>(header_rows);
  head.format = static_cast<Format>(format);
  head.encoding = static_cast<Encoding>(encoding);
  head.delimiter = static_cast<char>(delimiter);
  std::set<std::string_view> seen;
  for (std::uint64_t i = 0; i < columns; ++i) {
    auto const name = cursor.text();
    if (!cursor.good || name.empty() || !is_clean(name) || !seen.insert(name).second) return std::nullopt;
    head.columns.emplace_back(name);
  }
  if (!cursor.left.empty()) return std::nullopt;
  return head;
}

bool FrameReader::parse_sheets(std::string_view payload, TableHead& head) {
  Cursor cursor{payload};
  auto const first = cursor.number();
  auto const notices = cursor.number();
  auto const count = cursor.number();
  if (!cursor.good || first == 0 || first > largest_column || notices > all_notices || count == 0 ||
      count > most_sheets || head.sheet == 0 || head.sheet > count) {
    return false;
  }
  head.first_column = static_cast<std::uint32_t>(first);
  head.notices = static_cast<std::uint32_t>(notices);
  for (std::uint64_t i = 0; i < count; ++i) {
    auto const name = cursor.text();
    auto const facts = cursor.number();
    if (!cursor.good || name.size() > longest_sheet_name || !is_clean(name) || facts > 3) return false;
    head.sheets.push_back({std::string{name}, (facts & 1U) != 0, (facts & 2U) != 0});
  }
  return cursor.left.empty();
}

Problem FrameReader::parse_problem(std::string_view payload) const {
  Cursor cursor{payload};
  auto const fault = cursor.number();
  auto const sheet = cursor.number();
  auto const row = cursor.number();
  auto const column = cursor.number();
  if (!cursor.good || !cursor.left.empty() || fault >= static_cast<std::uint64_t>(ReadFault::reader_died) ||
      sheet > std::numeric_limits<std::uint32_t>::max() || row > largest_row ||
      column > (std::uint64_t{1} << 24U)) {
    return problem_of(ReadFault::reader_died);
  }
  return problem_of(
      static_cast<ReadFault>(fault),
      {.sheet = static_cast<std::uint32_t>(sheet), .row = row, .column = static_cast<std::uint32_t>(column)});
}

Result<TableHead> FrameReader::open() {
  auto const hello = frame();
  if (!hello || hello->type != FrameType::hello || !hello->payload.starts_with("CCRD")) return died();
  Cursor cursor{hello->payload.substr(4)};
  if (cursor.number() != protocol_version || !cursor.good || !cursor.left.empty()) return died();
  auto const second = frame();
  if (second && second->type == FrameType::problem) {
    failed_ = parse_problem(second->payload);
    return tl::unexpected<Problem>{*failed_};
  }
  if (!second || second->type != FrameType::head) return died();
  auto head = parse_head(second->payload);
  if (!head) return died();
  columns_ = head->columns.size();
  if (is_workbook(head->format)) {
    auto const third = frame();
    if (!third || third->type != FrameType::sheets || !parse_sheets(third->payload, *head)) return died();
  }
  return std::move(*head);
}

bool FrameReader::begin_rows(std::string_view payload) {
  Cursor cursor{payload};
  auto const sheet = cursor.number();
  rows_in_frame_ = cursor.number();
  plan_ = Cursor{cursor.text()};
  if (!cursor.good || sheet > std::numeric_limits<std::uint32_t>::max() || rows_in_frame_ == 0) return false;
  sheet_ = static_cast<std::uint32_t>(sheet);
  text_ = cursor.left;
  // Once for all cells; take_row() then only looks that no cell ends inside a character.
  return is_clean(text_);
}

std::optional<RowView> FrameReader::take_row() {
  --rows_in_frame_;
  auto const step = plan_.number();
  auto const kind_and_more = plan_.number();
  auto const kind = kind_and_more & ~remarks_follow;
  auto const count = plan_.number();
  if (!plan_.good || step > largest_row || row_ + step > largest_row || row_ + step == 0 ||
      kind > static_cast<std::uint64_t>(RowKind::note) || count > std::uint64_t{limits_.columns} * 2 + 2) {
    return std::nullopt;
  }
  row_ += step;
  if (cells_.size() < count) cells_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    auto const size = plan_.number();
    if (!plan_.good || size > text_.size()) return std::nullopt;
    cells_[i] = text_.substr(0, size);
    text_.remove_prefix(size);
    if (!text_.empty() && (static_cast<unsigned char>(text_.front()) & 0xc0U) == 0x80) return std::nullopt;
  }
  remarks_.clear();
  if (kind_and_more != kind && !take_remarks(count)) return std::nullopt;
  if (rows_in_frame_ == 0 && (!plan_.left.empty() || !text_.empty())) return std::nullopt;
  auto const row_kind = static_cast<RowKind>(kind);
  return RowView{.row = row_,
                 .sheet = sheet_,
                 .kind = row_kind,
                 .cells = {cells_.data(), count},
                 .ragged = row_kind == RowKind::data && count != columns_,
                 .remarks = remarks_};
}

bool FrameReader::take_remarks(std::uint64_t cells) {
  auto const count = plan_.number();
  if (!plan_.good || count == 0 || count > cells) return false;
  for (std::uint64_t i = 0; i < count; ++i) {
    auto const cell = plan_.number();
    auto const remark = plan_.number();
    if (!plan_.good || cell >= cells || remark >= remark_kinds || (i > 0 && cell <= remarks_.back().cell)) return false;
    remarks_.push_back({static_cast<std::uint32_t>(cell), static_cast<Remark>(remark)});
  }
  return true;
}

Result<std::optional<RowView>> FrameReader::next() {
  if (failed_) return tl::unexpected<Problem>{*failed_};
  while (!ended_ && rows_in_frame_ == 0) {
    auto const given = frame();
    if (!given) return died();
    Cursor cursor{given->payload};
    switch (given->type) {
      case FrameType::hello:
      case FrameType::head:
      case FrameType::sheets:
        return died();
      case FrameType::rows:
        if (!begin_rows(given->payload)) return died();
        break;
      case FrameType::progress:
        bytes_done_ = cursor.number();
        bytes_total_ = cursor.number();
        if (!cursor.good || !cursor.left.empty()) return died();
        break;
      case FrameType::problem:
        failed_ = parse_problem(given->payload);
        return tl::unexpected<Problem>{*failed_};
      case FrameType::end:
        if (cursor.number() != rows_ || !cursor.good || !cursor.left.empty()) return died();
        ended_ = true;
        break;
    }
  }
  if (ended_) return std::nullopt;
  auto row = take_row();
  if (!row) return died();
  ++rows_;
  return row;
}

}  // namespace concordat::intake
