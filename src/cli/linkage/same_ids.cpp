// SPDX-License-Identifier: Apache-2.0
#include "cli/linkage/same_ids.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <functional>

#include "base/visible.h"

namespace concordat::cli {
namespace {

constexpr std::size_t told_at_most = 10;
constexpr std::size_t at_once = 16;

/// Which records have been seen, by the hash of their ids: 32 bits of it beside the record's number, so that ids are read only where
/// they are likely to be one.
class SeenIds {
 public:
  explicit SeenIds(std::size_t records) : places_(std::bit_ceil(records * 2 + 1), 0), mask_{places_.size() - 1} {}
  void prefetch(std::size_t hash) const { __builtin_prefetch(&places_[hash & mask_]); }
  /// The record that has the id already, or `record` itself.
  std::size_t first_of(std::size_t hash, std::size_t record, std::size_t from, TextList const& ids) {
    auto const high = static_cast<std::uint64_t>(hash) & ~std::uint64_t{0xffffffff};
    for (auto at = hash & mask_;; at = (at + 1) & mask_) {
      auto& place = places_[at];
      if (place == 0) {
        place = high | (record - from + 1);
        return record;
      }
      auto const other = from + static_cast<std::size_t>(place & 0xffffffff) - 1;
      if ((place & ~std::uint64_t{0xffffffff}) == high && ids[other] == ids[record]) return other;
    }
  }

 private:
  std::vector<std::uint64_t> places_;
  std::size_t mask_;
};

}  // namespace

void FileRows::add(std::size_t record, std::uint64_t row) {
  if (row != next) jumps.emplace_back(record, row);
  next = row + 1;
}

std::uint64_t FileRows::row_of(std::size_t record) const {
  auto const after = std::ranges::upper_bound(jumps, record, {}, &std::pair<std::size_t, std::uint64_t>::first);
  auto const& jump = *std::prev(after);
  return jump.second + (record - jump.first);
}

Findings same_ids(TextList const& ids, FileRows const& rows) {
  Findings findings;
  SeenIds seen{rows.until - rows.from};
  std::size_t more = 0;
  std::array<std::size_t, at_once> hashes{};
  for (auto begin = rows.from; begin < rows.until; begin += at_once) {
    auto const count = std::min(at_once, rows.until - begin);
    for (std::size_t i = 0; i < count; ++i) {  // memory is what looking them up waits for
      hashes[i] = std::hash<std::string_view>{}(ids[begin + i]);
      seen.prefetch(hashes[i]);
    }
    for (std::size_t i = 0; i < count; ++i) {
      auto const record = begin + i;
      bool const blank = ids[record].empty();
      auto const first = blank ? record : seen.first_of(hashes[i], record, rows.from, ids);
      if (first == record && !blank) continue;
      if (findings.size() == told_at_most) {
        ++more;
        continue;
      }
      auto const line = static_cast<std::uint32_t>(rows.row_of(record));
      if (blank) {
        findings.push_back({.code = "linkage.id-blank", .file = rows.file, .line = line, .message = fmt::format("this row has no id: its cell in the column '{}' is empty", visible(rows.column)),
                            .remedy = "Give the row an id of its own, or name a column with --id in which every row has one."});
        continue;
      }
      findings.push_back({.code = "linkage.id-twice", .file = rows.file, .line = line,
                          .message = fmt::format("this row has the id '{}', and so has row {}", visible(ids[record]), rows.row_of(first)),
                          .remedy = "Give each row an id of its own, or name a column with --id whose values differ from row to row."});
    }
  }
  if (more > 0) findings.back().message += fmt::format("; {} more rows have the id of another, or none", more);
  return findings;
}

}  // namespace concordat::cli
