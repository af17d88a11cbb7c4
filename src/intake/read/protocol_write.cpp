// SPDX-License-Identifier: Apache-2.0
#include "intake/read/protocol.h"

namespace concordat::intake {
namespace {

void put_number(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out += static_cast<char>(0x80U | (value & 0x7fU));
    value >>= 7U;
  }
  out += static_cast<char>(value);
}

void put_text(std::string& out, std::string_view text) {
  put_number(out, text.size());
  out += text;
}

}  // namespace

bool FrameWriter::send(FrameType type, std::string_view payload) {
  std::string out;
  for (unsigned shift = 0; shift < 32; shift += 8)
    out += static_cast<char>((payload.size() >> shift) & 0xffU);
  out += static_cast<char>(type);
  out += payload;
  return sink_(out);
}

bool FrameWriter::hello() {
  std::string payload = "CCRD";
  put_number(payload, protocol_version);
  return send(FrameType::hello, payload);
}

bool FrameWriter::head(TableHead const& head) {
  std::string payload;
  put_number(payload, head.sheet);
  put_number(payload, head.header_row);
  put_number(payload, head.header_rows);
  put_number(payload, static_cast<std::uint64_t>(head.format));
  put_number(payload, static_cast<std::uint64_t>(head.encoding));
  put_number(payload, static_cast<unsigned char>(head.delimiter));
  put_number(payload, head.columns.size());
  for (auto const& column : head.columns) put_text(payload, column);
  if (!send(FrameType::head, payload)) return false;
  return !is_workbook(head.format) || sheets(head);
}

bool FrameWriter::sheets(TableHead const& head) {
  std::string payload;
  put_number(payload, head.first_column);
  put_number(payload, head.notices);
  put_number(payload, head.sheets.size());
  for (auto const& sheet : head.sheets) {
    put_text(payload, sheet.name);
    put_number(payload, (sheet.hidden ? 1U : 0U) | (sheet.holds_table ? 2U : 0U));
  }
  return send(FrameType::sheets, payload);
}

bool FrameWriter::row(RowView const& row) {
  if (gathered_ > 0 && row.sheet != sheet_ && !send_rows()) return false;
  sheet_ = row.sheet;
  put_number(plan_, row.row - previous_row_);
  put_number(plan_, static_cast<std::uint64_t>(row.kind) | (row.remarks.empty() ? 0U : remarks_follow));
  put_number(plan_, row.cells.size());
  for (auto const cell : row.cells) {
    put_number(plan_, cell.size());
    cells_ += cell;
  }
  if (!row.remarks.empty()) put_number(plan_, row.remarks.size());
  for (auto const& remark : row.remarks) {
    put_number(plan_, remark.cell);
    put_number(plan_, static_cast<std::uint64_t>(remark.remark));
  }
  previous_row_ = row.row;
  ++gathered_;
  ++rows_;
  return true;
}

bool FrameWriter::send_rows() {
  if (gathered_ == 0) return true;
  std::string start;
  put_number(start, sheet_);
  put_number(start, gathered_);
  put_number(start, plan_.size());
  // One write for the whole frame: it fills the pipe at once instead of waking the parent three times.
  auto const size = start.size() + plan_.size() + cells_.size();
  frame_.clear();
  for (unsigned shift = 0; shift < 32; shift += 8) frame_ += static_cast<char>((size >> shift) & 0xffU);
  frame_ += static_cast<char>(FrameType::rows);
  frame_.append(start).append(plan_).append(cells_);
  plan_.clear();
  cells_.clear();
  gathered_ = 0;
  return sink_(frame_);
}

bool FrameWriter::flush(Progress const& progress) {
  if (!send_rows()) return false;
  std::string payload;
  put_number(payload, progress.bytes_done);
  put_number(payload, progress.bytes_total);
  return send(FrameType::progress, payload);
}

bool FrameWriter::problem(Problem const& problem) {
  if (!send_rows()) return false;
  auto const fault = fault_of(problem);
  std::string payload;
  put_number(payload, static_cast<std::uint64_t>(fault.value_or(ReadFault::unreadable)));
  put_number(payload, problem.where.sheet);
  put_number(payload, problem.where.row);
  put_number(payload, problem.where.column);
  return send(FrameType::problem, payload);
}

bool FrameWriter::end() {
  if (!send_rows()) return false;
  std::string payload;
  put_number(payload, rows_);
  return send(FrameType::end, payload);
}

}  // namespace concordat::intake
