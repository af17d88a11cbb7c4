// SPDX-License-Identifier: Apache-2.0
// protect table --by: tables of any number of columns, with several levels of groups.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "cli/protection/report_file.h"
#include "cli/protection/runs.h"
#include "cli/protection/table_file.h"
#include "protection/shapes/suppress_cube.h"
#include "render/about.h"

namespace concordat::cli {
namespace {

using namespace protection;

constexpr std::int64_t small_group = 10;

/// The labels of a column in their order, and which each row of the file has.
struct Named {
  std::vector<std::string> labels = {};
  std::vector<std::uint32_t> of = {};
};

Tried<Named> named_values(Table const& table, std::string const& column) {
  auto const cells = table.texts(column);
  if (!cells) return stopped(cells);
  std::map<std::string_view, std::uint32_t> numbers;
  for (std::size_t i = 0; i < cells->size(); ++i) {
    auto const cell = (*cells)[i];
    if (cell.empty()) return tl::unexpected{table.at(i, column, Problem{Fault::missing, "protect.blank", "A row says not where in the table it belongs.", "Fill the cell in, as 'not known' where it is not."})};
    if (text::equal_ignoring_case(cell, "total")) {
      return tl::unexpected{table.at(i, column, Problem{Fault::refused, "protect.total", "A row is named Total, so it would be counted twice.", "Leave totals out: they are worked out."})};
    }
    numbers.try_emplace(cell);
  }
  Named named;
  for (auto& [label, number] : numbers) {
    number = static_cast<std::uint32_t>(named.labels.size());
    named.labels.emplace_back(label);
  }
  for (auto const cell : *cells) named.of.push_back(numbers.find(cell)->second);
  return named;
}

Tried<CubeDimension> dimension_of(Table const& table, std::string const& column, Named const& values, std::vector<std::string> const& levels) {
  CubeDimension dimension{column, values.labels, {}};
  std::set<std::string> taken(values.labels.begin(), values.labels.end());
  for (auto const& level : levels) {
    auto const groups = named_values(table, level);
    if (!groups) return stopped(groups);
    std::vector<std::optional<std::uint32_t>> of(values.labels.size());
    for (std::size_t i = 0; i < values.of.size(); ++i) {
      auto& one = of[values.of[i]];
      if (one && *one != groups->of[i]) {
        return tl::unexpected{table.at(i, level, Problem{Fault::malformed, "protect.two-groups", "A row of the table is in two groups.", "Give every row one group, as an area has one ward."})};
      }
      one = groups->of[i];
    }
    for (auto const& label : groups->labels) {
      if (taken.insert(label).second) continue;
      return tl::unexpected{table.at(0, level, Problem{Fault::malformed, "protect.same-label", "A group has the same name as a value or another group of the column.", "Give groups names of their own, as 'ward Mill'."})};
    }
    CubeDimension::Level made{groups->labels, {}};
    for (auto const& one : of) made.group_of.push_back(one.value_or(0));
    dimension.levels.push_back(std::move(made));
  }
  return dimension;
}

Tried<CountCube> read_cube(ProtectArguments const& arguments, Table const& table) {
  auto const named_levels = levels_named(arguments.within);
  if (!named_levels) return stopped(named_levels);
  auto const& levels = *named_levels;
  std::vector<CubeDimension> dimensions;
  std::vector<Named> values;
  std::set<std::string> columns;
  for (auto const word : text::split(arguments.by, ',')) {
    auto const& column = *columns.insert(std::string{text::trim(word)}).first;
    auto named = named_values(table, column);
    if (!named) return stopped(named);
    auto const of = levels.find(column);
    auto dimension = dimension_of(table, column, *named, of == levels.end() ? std::vector<std::string>{} : of->second);
    if (!dimension) return stopped(dimension);
    dimensions.push_back(std::move(*dimension));
    values.push_back(std::move(*named));
  }
  for (auto const& [column, groups] : levels) {
    if (columns.contains(column)) continue;
    return tl::unexpected{FileTrouble{arguments.in, Problem{Fault::malformed, "protect.within", "--within gathers a column that --by does not name.", "Begin each chain with a column of --by, as area:ward:district.", {.field = column}}}};
  }
  auto shape = CubeShape::of(std::move(dimensions));
  if (!shape) return tl::unexpected{FileTrouble{arguments.in, shape.error()}};
  std::vector<std::int64_t> counts(table.size(), 1);
  if (!arguments.count.empty()) {
    auto read = table.whole(arguments.count);
    if (!read) return stopped(read);
    counts = std::move(*read);
  }
  std::vector<std::int64_t> inner(shape->inner(), 0);
  std::vector<std::uint32_t> at(values.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::size_t d = 0; d < values.size(); ++d) at[d] = values[d].of[i];
    auto& cell = inner[shape->inner_at(at)];
    // two counts that overflow together are more than any table takes
    if (counts[i] < 0 || __builtin_add_overflow(cell, counts[i], &cell)) cell = -1;
    if (cell < 0) break;
  }
  auto cube = CountCube::of(std::move(*shape), inner);
  if (!cube) return tl::unexpected{FileTrouble{arguments.in, cube.error()}};
  return std::move(*cube);
}

/// Fewer than ten people who are all in one sensitive value of the last column.
Tried<void> check_small_groups(CountCube const& cube, ProtectArguments const& arguments, DisclosureReport& page) {
  if (arguments.sensitive.empty()) {
    page.limits.emplace_back("No value of the last column was named with --sensitive, so groups whose people are all of one kind were not looked for.");
    return {};
  }
  auto const& last = cube.shape.dimensions().back();
  std::size_t wide = last.values.size() + 1;
  for (auto const& level : last.levels) wide += level.groups.size();
  for (auto const word : text::split(arguments.sensitive, ',')) {
    auto const found = std::ranges::find(last.values, text::trim(word));
    if (found == last.values.end()) {
      return tl::unexpected{FileTrouble{arguments.in, Problem{Fault::missing, "protect.no-sensitive", "The table has no column that --sensitive names.", "Name values of the last column of --by, as knife,firearm."}}};
    }
    auto const place = static_cast<std::size_t>(found - last.values.begin());
    for (std::size_t first = 0; first < cube.counts.size(); first += wide) {
      auto const all = cube.counts[first + wide - 1];
      if (all == 0 || all >= small_group || cube.counts[first + place] != all) continue;
      return tl::unexpected{FileTrouble{arguments.in, Problem{Fault::refused, "protect.group", "A group of the table has fewer than ten people, and all of them are of one sensitive kind.",
                                                            "Take fewer columns, larger areas or a longer period, or join the kind with another.", {.field = last.name}}}};
    }
  }
  page.tried.emplace_back("Groups of fewer than ten people, all of one sensitive kind", "none");
  return {};
}

std::string cube_csv(PublishedCube const& cube) {
  std::string text;
  for (auto const& dimension : cube.shape.dimensions()) {
    render::append_csv_cell(text, dimension.name);
    text += ',';
  }
  text += "count\n";
  for (std::size_t cell = 0; cell < cube.cells.size(); ++cell) {
    for (auto const& label : cube.shape.labels(cell)) {
      render::append_csv_cell(text, label);
      text += ',';
    }
    text += cube.cells[cell] ? fmt::format("{}\n", *cube.cells[cell]) : "*\n";
  }
  return text;
}

void tell_cube(DisclosureReport& page, ProtectArguments const& arguments, CountCube const& cube, SuppressedCube const& out) {
  std::int64_t narrowest = -1;
  std::size_t known = 0;
  for (auto const& one : out.bounds) {
    if (!one.high) continue;
    known += one.high == one.low && one.exact ? 1 : 0;
    if (cube.counts[one.cell] < 5) narrowest = narrowest < 0 ? *one.high - one.low : std::min(narrowest, *one.high - one.low);
  }
  page.title = "Disclosure control of a table";
  page.done.emplace_back("Profile", arguments.profile);
  page.done.emplace_back("Columns", arguments.by + (arguments.within.empty() ? "" : "; gathered as " + arguments.within));
  page.done.emplace_back("Rule", "Counts of 1 to 4 are hidden (*); others are hidden with them so that totals do not give them away. Figures shown are exact.");
  page.done.emplace_back("Cells, totals too", fmt::format("{}", cube.counts.size()));
  page.done.emplace_back("Cells hidden because they are small", fmt::format("{}", out.small));
  page.done.emplace_back("Cells hidden with them", fmt::format("{}", out.besides));
  page.tried.emplace_back("Hidden figures that follow exactly from the figures shown", fmt::format("{} of {}, none of them small", known, out.bounds.size()));
  page.tried.emplace_back("Width of the narrowest interval of a small count", narrowest < 0 ? "nothing limits any of them" : fmt::format("{}", narrowest));
  page.limits.emplace_back("Other tables of the same people can undo this: do not share a second one without holding it against the first.");
}

}  // namespace

Tried<FileAnswer> run_protect_cube(ProtectArguments const& arguments) {
  if (arguments.profile != "partner") {
    return stopped(Problem{Fault::refused, "protect.by-partner", "Only the profile partner makes tables with --by.", "Use --rows and --columns with the other profiles."});
  }
  if (arguments.by.empty()) {
    return stopped(Problem{Fault::malformed, "protect.within", "--within gathers columns of --by, and --by is not given.", "Give --by with the columns of the table, or --group with --rows and --columns."});
  }
  if (!arguments.rows.empty() || arguments.columns != ProtectArguments{}.columns || !arguments.group.empty()) {
    return stopped(Problem{Fault::malformed, "protect.by-alone", "--by names the columns of the table, and so does --rows, --columns or --group.", "Give --by alone, with --within for groups; or leave it out."});
  }
  auto const table = Table::read(arguments.in);
  if (!table) return stopped(table);
  auto const cube = read_cube(arguments, *table);
  if (!cube) return stopped(cube);
  DisclosureReport page;
  if (auto const fine = check_small_groups(*cube, arguments, page); !fine) return stopped(fine);
  auto const out = suppress_cube(*cube);
  if (!out) return tl::unexpected{FileTrouble{arguments.in, out.error()}};
  tell_cube(page, arguments, *cube, *out);
  if (auto const written = write_both(arguments.out, cube_csv(out->table), arguments.report, page); !written) return stopped(written);
  return answer_of(page);
}

}  // namespace concordat::cli
