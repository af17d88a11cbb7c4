// SPDX-License-Identifier: Apache-2.0
// protect audit --rounded: what a reader can work out from a table whose totals are rounded as its cells are.
#include <fmt/format.h>

#include <algorithm>

#include "cli/protection/report_file.h"
#include "cli/protection/runs.h"
#include "cli/protection/table_file.h"
#include "protection/rule.h"
#include "protection/shapes/rounded_audit.h"
#include "render/about.h"

namespace concordat::cli {
namespace {

using namespace protection;

constexpr std::int64_t nearest = 5;
constexpr std::size_t most_lines = 20;

/// The counts that a figure can stand for; nothing for a figure that the rule never shows.
std::optional<CountRange> stands_for(ProtectedCell const& cell, TableProfile profile) {
  bool const nhs = profile == TableProfile::nhs;
  auto const smallest = nhs ? SmallNumberRule::nhs_smallest : SmallNumberRule::ten_five_smallest;
  if (cell.state != CellState::value) return CountRange{nhs ? 1 : 0, smallest - 1};
  if (cell.value == 0 && nhs) return CountRange{0, 0};
  if (cell.value % nearest != 0 || cell.value + nearest / 2 < smallest) return std::nullopt;
  return CountRange{std::max(cell.value - nearest / 2, smallest), cell.value + nearest / 2};
}

CubeShape cube_shape(TableShape const& table) {
  CubeDimension rows{"rows", table.rows, {}};
  if (!table.groups.empty()) rows.levels.push_back({table.groups, table.group_of});
  auto shape = CubeShape::of({std::move(rows), {"columns", table.columns, {}}});
  return shape ? std::move(*shape) : CubeShape{};
}

/// Every total of the file is the sum of the figures shown, hidden ones left out.
bool totals_of_shown(PublishedFile const& file, CubeShape const& shape) {
  std::vector<std::int64_t> inner(shape.inner(), 0);
  for (std::size_t cell = 0; cell < shape.size(); ++cell) {
    if (shape.members(cell).size() == 1) inner[shape.members(cell).front()] = file.table.cells[cell].value;
  }
  for (std::size_t cell = 0; cell < shape.size(); ++cell) {
    if (file.in_file[cell] == 0) continue;
    std::int64_t sum = 0;
    for (auto const member : shape.members(cell)) sum += inner[member];
    if (sum != file.table.cells[cell].value) return false;
  }
  return true;
}

/// What the rule alone says of a hidden figure. A hidden total of figures shown is told of by nothing but what it adds up.
CountRange own_range(CubeShape const& shape, std::vector<CountRange> const& told, std::uint32_t cell, std::vector<CountRange> const& inner, bool of_shown) {
  if (!of_shown || shape.members(cell).size() == 1) return told[cell];
  CountRange sum{0, 0};
  for (auto const member : shape.members(cell)) {
    sum.low += inner[member].low;
    if (sum.high && inner[member].high) *sum.high += *inner[member].high;
    else sum.high.reset();
  }
  return sum;
}

Tried<std::vector<CountRange>> told_by(ProtectArguments const& arguments, PublishedFile const& file, CubeShape const& shape, TableProfile profile, bool of_shown) {
  std::vector<CountRange> told;
  for (std::size_t cell = 0; cell < shape.size(); ++cell) {
    bool const total = shape.members(cell).size() > 1;
    if (file.in_file[cell] == 0 || (total && of_shown)) {
      told.push_back({0, {}});
      continue;
    }
    auto const range = stands_for(file.table.cells[cell], profile);
    if (!range) {
      return tl::unexpected{FileTrouble{arguments.in, Problem{Fault::malformed, "audit.not-rounded", "A figure of the table is none that the rule would show.", "Name the rule by which the table was rounded, or leave --rounded out for exact figures."}}};
    }
    told.push_back(*range);
  }
  return told;
}

}  // namespace

Tried<FileAnswer> run_rounded_audit(ProtectArguments const& arguments) {
  auto const profile = profile_named(arguments.rounded);
  if (profile != TableProfile::nhs && profile != TableProfile::ten_five) {
    return stopped(Problem{Fault::unknown, "audit.rounded", "There is no such rule of rounding.", "Use nhs or ten-five."});
  }
  auto const file = read_published(arguments);
  if (!file) return stopped(file);
  auto const shape = cube_shape(file->table.shape);
  if (shape.size() != file->table.cells.size() || shape.inner() > most_rounded) {
    return tl::unexpected{FileTrouble{arguments.in, Problem{Fault::too_large, "shape.too-large", "The table has more cells than can be audited.", "Take fewer columns, or coarser ones: at most 400 rounded cells without totals."}}};
  }
  bool const of_shown = totals_of_shown(*file, shape);
  auto const told = told_by(arguments, *file, shape, *profile, of_shown);
  if (!told) return stopped(told);
  auto const narrowed = narrow_ranges(shape, *told);
  if (!narrowed) return tl::unexpected{FileTrouble{arguments.in, narrowed.error()}};
  DisclosureReport page;
  page.title = "Audit of a rounded table";
  std::string csv = "cell,low,high,known\n";
  std::vector<CountRange> inner(shape.inner());
  for (std::size_t cell = 0; cell < shape.size(); ++cell) {
    if (shape.members(cell).size() == 1) inner[shape.members(cell).front()] = (*told)[cell];
  }
  std::size_t hidden = 0;
  std::size_t too_narrow = 0;
  std::size_t less = 0;
  std::size_t named = 0;
  for (std::uint32_t cell = 0; cell < shape.size(); ++cell) {
    if (file->in_file[cell] == 0 || file->table.cells[cell].state == CellState::value) continue;
    auto const& range = (*narrowed)[cell];
    ++hidden;
    render::append_csv_cell(csv, file->name(cell));
    csv += fmt::format(",{},{},{}\n", range.low, range.high ? std::to_string(*range.high) : "", range.high == range.low ? 1 : 0);
    auto const own = own_range(shape, *told, cell, inner, of_shown);
    bool const narrower = range != own;
    less += narrower ? 1 : 0;
    bool const refused = range.high && *range.high - range.low < arguments.width;
    too_narrow += refused ? 1 : 0;
    if ((!narrower && !refused) || !range.high || ++named > most_lines) continue;
    page.tried.emplace_back(fmt::format("'{}' is {} to {}", file->name(cell), range.low, *range.high),
                            narrower && own.high ? fmt::format("follows from the rounded figures around it; the rule alone says {} to {}", own.low, *own.high) : "follows from the rule");
  }
  page.done.emplace_back("Hidden figures", fmt::format("{}", hidden));
  page.done.emplace_back("Of these, in a narrower interval than the rule's own", fmt::format("{}", less));
  page.done.emplace_back(arguments.width > 1 ? fmt::format("In an interval narrower than {}", arguments.width) : "Worked out exactly", fmt::format("{}", too_narrow));
  if (named > most_lines) page.tried.emplace_back("Further hidden figures", fmt::format("{} more, in the file of --out", named - most_lines));
  if (!file->has_totals()) page.done.emplace_back("Totals", std::string{no_totals});
  else if (of_shown) page.done.emplace_back("Totals", "They add up the figures shown and leave out what is hidden, so they tell nothing of it.");
  page.limits.emplace_back("Only this table was looked at: others of the same people may tell more.");
  if (auto const written = write_both(arguments.out, csv, arguments.report, page); !written) return stopped(written);
  auto answer = answer_of(page);
  answer.refused = too_narrow > 0;
  return answer;
}

}  // namespace concordat::cli
