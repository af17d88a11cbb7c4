// SPDX-License-Identifier: Apache-2.0
#include "hub/supply/correction.h"

#include <algorithm>

#include "base/text.h"

namespace concordat::hub {
namespace {

constexpr std::string_view before_id = "Row in submission ";
constexpr std::size_t id_length = 36;

bool is_id(std::string_view text) {
  return text.size() == id_length && std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-'; });
}

}  // namespace

std::string row_heading(std::string_view submission) { return std::string{before_id} + std::string{submission}; }

std::optional<CorrectionColumns> correction_in(std::span<std::string const> headers) {
  std::optional<CorrectionColumns> found;
  for (std::size_t i = 0; i < headers.size() && !found; ++i) {
    std::string_view const header = headers[i];
    if (header.starts_with(before_id) && is_id(header.substr(before_id.size()))) found = {std::string{header.substr(before_id.size())}, i, {i}};
  }
  for (std::size_t i = 0; i < headers.size() && found; ++i) {
    if (headers[i] == what_was_wrong || headers[i] == what_to_do) found->ours.push_back(i);
  }
  return found;
}

std::string_view without_guard(std::string_view cell) {
  auto const inner = cell.starts_with('\'') ? cell.substr(1) : std::string_view{};
  return text::opens_formula(text::trim(inner)) ? inner : cell;
}

intake::RowView without_guards(intake::RowView row, std::vector<std::string_view>& room) {
  room.clear();
  for (auto const cell : row.cells) room.push_back(without_guard(cell));
  row.cells = room;
  return row;
}

}  // namespace concordat::hub
