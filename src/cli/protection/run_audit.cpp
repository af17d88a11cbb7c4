// SPDX-License-Identifier: Apache-2.0
// protect audit.
#include <fmt/format.h>

#include <algorithm>

#include "cli/progress/screen_line.h"
#include "cli/protection/report_file.h"
#include "cli/protection/runs.h"
#include "cli/protection/table_file.h"
#include "protection/suppress/audit.h"
#include "render/about.h"

namespace concordat::cli {
namespace {

using namespace protection;

constexpr std::size_t most_named = 20;  // in the page and the answer; --out has them all

std::string interval(CellBounds const& bounds) {
  return bounds.high ? fmt::format("{} to {}", bounds.low, *bounds.high) : fmt::format("{} or more", bounds.low);
}

std::string bounds_csv(PublishedFile const& file, std::vector<CellBounds> const& all) {
  std::string text = "cell,low,high,known\n";
  for (auto const& bounds : all) {
    render::append_csv_cell(text, file.name(bounds.cell));
    text += fmt::format(",{},{},{}\n", bounds.low, bounds.high ? std::to_string(*bounds.high) : "", bounds.known() ? 1 : 0);
  }
  return text;
}

std::string witness_text(PublishedFile const& file, CellBounds const& bounds) {
  auto const shown = witnesses(file.table, bounds.cell);
  std::string text = "follows from ";
  std::size_t named = 0;
  for (auto const cell : shown) {
    if (named == 6) break;
    text += fmt::format("{}'{}'", named++ == 0 ? "" : "; ", file.name(cell));
  }
  return shown.size() > named ? text + fmt::format("; and {} more", shown.size() - named) : text;
}

/// Where totals add up the figures shown, everything hidden seems to be 0, and nothing is told.
bool totals_leave_out_hidden(std::vector<CellBounds> const& all) {
  return !all.empty() && std::ranges::all_of(all, [](auto const& bounds) { return bounds.high == 0; });
}

}  // namespace

Tried<FileAnswer> run_protect_audit(ProtectArguments const& arguments) {
  if (arguments.width < 1 || arguments.width > 1'000'000) {
    return stopped(Problem{Fault::malformed, "audit.width", "The width is no number from 1 to 1,000,000.", "Give --width how many counts a hidden figure may differ by at least, as 5."});
  }
  if (!arguments.rounded.empty()) return run_rounded_audit(arguments);
  auto const shape = Table::read(arguments.in, Totals::kept);
  if (!shape) return stopped(shape);
  if (one_row_a_cell(*shape)) return run_cube_audit(arguments);
  if (!arguments.within.empty() || !arguments.groups.empty()) {
    return stopped(Problem{Fault::malformed, "audit.within", "--within and --groups are for tables of one row a cell, and this one has columns of figures.", "Name the column of groups with --group, or leave it out."});
  }
  auto const file = read_published(arguments);
  if (!file) return stopped(file);
  auto const report = [&] {
    ScreenLine line;
    Diligence diligence{Diligence::shipped_steps, [&](FixedText stage, std::size_t done, std::size_t all) { line.show(fmt::format("{}: {} of {} cells", stage.view(), done, all)); }};
    return audit(file->table, diligence);
  }();
  if (!report) return tl::unexpected{FileTrouble{arguments.in, report.error()}};
  std::vector<CellBounds> hidden;
  std::ranges::copy_if(report->bounds, std::back_inserter(hidden), [&](auto const& one) { return file->in_file[one.cell] != 0; });
  bool const untold = totals_leave_out_hidden(hidden);
  DisclosureReport page;
  page.title = "Audit of a published table";
  page.done.emplace_back("Hidden figures", fmt::format("{}", hidden.size()));
  std::size_t known = 0;
  std::size_t too_narrow = 0;
  for (auto const& bounds : hidden) {
    if (untold || !bounds.high || *bounds.high - bounds.low >= arguments.width) continue;
    known += bounds.known() ? 1 : 0;
    ++too_narrow;
    if (too_narrow <= most_named) page.tried.emplace_back(fmt::format("'{}' is {}", file->name(bounds.cell), interval(bounds)), witness_text(*file, bounds));
  }
  page.done.emplace_back("Of these, worked out exactly", fmt::format("{}", known));
  if (arguments.width > 1) page.done.emplace_back(fmt::format("In an interval narrower than {}", arguments.width), fmt::format("{}", too_narrow));
  if (!file->has_totals()) page.done.emplace_back("Totals", std::string{no_totals});
  else if (untold) page.done.emplace_back("Totals", "They add up the figures shown and leave out what is hidden, so they tell nothing of it.");
  page.limits.emplace_back("Only this table was looked at: others of the same people may tell more.");
  page.limits.emplace_back("Every count from 0 up was held to be possible; who knows something of a cell can work out more.");
  if (auto const written = write_both(arguments.out, bounds_csv(*file, hidden), arguments.report, page); !written) return stopped(written);
  auto answer = answer_of(page);
  answer.refused = too_narrow > 0;
  return answer;
}

}  // namespace concordat::cli
