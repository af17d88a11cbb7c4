// SPDX-License-Identifier: Apache-2.0
#include "hub/supply/sampling.h"

#include <algorithm>

#include "hub/supply/spool.h"
#include "intake/map/spelling.h"
#include "intake/read/row_kinds.h"
#include "intake/read/worker.h"

namespace concordat::hub {
namespace {

constexpr std::size_t sample_rows = 200;

std::size_t known_headers(Sample const& sample, intake::KnownSpellings const& known) {
  return static_cast<std::size_t>(std::ranges::count_if(
      sample.head.columns, [&](auto const& header) { return known.find(header).has_value() || known.ignores(header); }));
}

}  // namespace

intake::Reading on_sheet(intake::Reading reading, std::string const& sheet) {
  if (!sheet.empty()) reading.sheet = sheet;
  return reading;
}

intake::ReadOptions read_options(intake::Reading const& reading) {
  intake::ReadOptions options;
  options.sheet = reading.sheet;
  options.header_row = reading.header_row;
  options.header_rows = reading.header_rows;
  return options;
}

Result<Sample> take_sample(intake::FileDescriptor const& file, intake::Reading const& reading,
                           std::vector<std::string> const& reader) {
  auto again = reopen(file);
  if (!again) return fail(again);
  auto source = intake::open_in_worker(std::move(*again), read_options(reading), reader);
  if (!source) return fail(source);
  Sample sample{(*source)->head(), {}, reading};
  sample.table.columns = sample.head.columns;
  while (sample.table.rows.size() < sample_rows) {
    auto row = (*source)->next();
    if (!row) return fail(row);
    if (!*row) break;
    if ((*row)->kind == intake::RowKind::data) sample.table.rows.emplace_back((*row)->cells.begin(), (*row)->cells.end());
  }
  return sample;
}

Result<Sample> with_better_heading(Sample sample, intake::Profile const& profile, intake::FileDescriptor const& file,
                                   std::vector<std::string> const& reader) {
  auto const known = intake::KnownSpellings{profile};
  auto most = known_headers(sample, known);
  if (sample.reading.header_row > 0 || sample.head.header_row == 0 || most == sample.head.columns.size()) return sample;
  auto const first = sample.head.header_row;
  // Each try is a reading of its own, and under most headings lies a date or a number: no second row of names.
  bool const names_below = !sample.table.rows.empty() && std::ranges::none_of(sample.table.rows.front(), [](auto const& cell) { return intake::is_value(cell); });
  auto best = std::move(sample);
  for (auto const row : {first - 1, first}) {
    if (row == 0 || best.head.header_rows > 1 || (row == first && !names_below)) continue;
    auto other = take_sample(file, {best.reading.sheet, row, 2}, reader);
    // What cannot be read so is no heading of two rows.
    if (!other) continue;
    auto const count = known_headers(*other, known);
    if (count <= most) continue;
    most = count;
    best = std::move(*other);
  }
  return best;
}

}  // namespace concordat::hub
