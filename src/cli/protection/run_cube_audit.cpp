// SPDX-License-Identifier: Apache-2.0
// protect audit of tables of one row a cell, as protect table --by writes them.
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

constexpr std::size_t most_cells_named = 20;  // in the page and the answer; --out has them all
constexpr std::size_t most_figures_named = 6;
constexpr std::int64_t largest_figure = 1'000'000'000'000;

struct PublishedCells {
  PublishedCube cube = {};
  std::vector<std::uint8_t> in_file = {};  ///< one a cell
  std::vector<std::vector<std::size_t>> places = {};  ///< of each cell, in each dimension
  [[nodiscard]] std::string name(std::size_t cell) const { return text::join(cube.shape.labels(cell), ", "); }
};

bool is_total(std::string_view label) { return text::equal_ignoring_case(label, "total"); }

/// What a column has beside its Total: values, and the groups that gather them by the file of groups.
Tried<CubeDimension> read_dimension(Table const& table, std::string const& column, std::vector<std::string> const& levels, std::optional<Table> const& groups) {
  auto const cells = table.texts(column);
  if (!cells) return stopped(cells);
  std::set<std::string_view> labels;
  for (auto const cell : *cells) {
    if (!is_total(cell)) labels.insert(cell);
  }
  CubeDimension dimension{column, {}, {}};
  if (levels.empty()) {
    dimension.values.assign(labels.begin(), labels.end());
    return dimension;
  }
  auto const members = groups->texts(column);
  if (!members) return stopped(members);
  std::set<std::string_view> const known(members->begin(), members->end());
  for (auto const label : labels) {
    if (known.contains(label)) dimension.values.emplace_back(label);
  }
  for (auto const& level : levels) {
    auto const of = groups->texts(level);
    if (!of) return stopped(of);
    CubeDimension::Level made;
    std::map<std::string_view, std::string_view> group_of;
    for (std::size_t i = 0; i < of->size(); ++i) {
      if (group_of.try_emplace((*members)[i], (*of)[i]).first->second == (*of)[i]) continue;
      return tl::unexpected{groups->at(i, level, Problem{Fault::malformed, "protect.two-groups", "A row of the table is in two groups.", "Give every row one group, as an area has one ward."})};
    }
    std::map<std::string_view, std::uint32_t> numbers;
    for (auto const& value : dimension.values) {
      auto const [number, fresh] = numbers.try_emplace(group_of.find(value)->second, static_cast<std::uint32_t>(made.groups.size()));
      if (fresh) made.groups.emplace_back(number->first);
      made.group_of.push_back(number->second);
    }
    for (auto const& group : made.groups) labels.erase(group);
    dimension.levels.push_back(std::move(made));
  }
  for (auto const& value : dimension.values) labels.erase(value);
  if (labels.empty()) return dimension;
  auto const found = static_cast<std::size_t>(std::ranges::find(*cells, *labels.begin()) - cells->begin());
  return tl::unexpected{table.at(found, column, Problem{Fault::missing, "audit.no-group", "A label of the table is neither a value nor a group of the file of groups.",
                                                       "Give --groups a row for every value of the column, with the groups that it is in."})};
}

/// The cells of each place: values, then the groups of each level, then Total.
std::vector<std::size_t> widths_of(CubeShape const& shape) {
  std::vector<std::size_t> widths;
  for (auto const& dimension : shape.dimensions()) {
    auto wide = dimension.values.size() + 1;
    for (auto const& level : dimension.levels) wide += level.groups.size();
    widths.push_back(wide);
  }
  return widths;
}

Tried<CubeShape> read_shape(ProtectArguments const& arguments, Table const& table) {
  auto const levels = levels_named(arguments.within);
  if (!levels) return stopped(levels);
  std::optional<Table> groups;
  if (!levels->empty() || !arguments.groups.empty()) {
    if (levels->empty() || arguments.groups.empty()) {
      return stopped(Problem{Fault::missing, "audit.groups", "--within says which columns gather others and --groups which value is in which: one of them is not given.",
                             "Give both, as --within area:ward with a file of areas and their wards."});
    }
    auto read = Table::read(arguments.groups);
    if (!read) return stopped(read);
    groups = std::move(*read);
  }
  std::vector<CubeDimension> dimensions;
  for (std::size_t c = 0; c + 1 < table.columns().size(); ++c) {
    auto const& column = table.columns()[c];
    auto const of = levels->find(column);
    auto dimension = read_dimension(table, column, of == levels->end() ? std::vector<std::string>{} : of->second, groups);
    if (!dimension) return stopped(dimension);
    dimensions.push_back(std::move(*dimension));
  }
  for (auto const& [column, names] : *levels) {
    if (std::ranges::any_of(dimensions, [&](auto const& one) { return one.name == column; })) continue;
    return tl::unexpected{FileTrouble{arguments.in, Problem{Fault::malformed, "protect.within", "--within gathers a column that the table does not have.", "Begin each chain with a column of the table, as area:ward:district.", {.field = column}}}};
  }
  auto shape = CubeShape::of(std::move(dimensions));
  if (!shape) return tl::unexpected{FileTrouble{arguments.in, shape.error()}};
  return std::move(*shape);
}

Tried<PublishedCells> read_cells(ProtectArguments const& arguments, Table const& table) {
  auto shape = read_shape(arguments, table);
  if (!shape) return stopped(shape);
  PublishedCells file{{std::move(*shape), {}}, {}, {}};
  auto const& of = file.cube.shape;
  file.cube.cells.resize(of.size());
  file.in_file.assign(of.size(), 0);
  auto const widths = widths_of(of);
  std::map<std::vector<std::string>, std::size_t> cell_of;
  for (std::size_t cell = 0; cell < of.size(); ++cell) {
    if (!cell_of.emplace(of.labels(cell), cell).second) {
      return tl::unexpected{FileTrouble{arguments.in, Problem{Fault::malformed, "protect.same-label", "A group has the same name as a value or another group of the column.", "Give groups names of their own, as 'ward Mill'."}}};
    }
    std::vector<std::size_t> places(widths.size());
    auto rest = cell;
    for (std::size_t d = widths.size(); d-- > 0; rest /= widths[d]) places[d] = rest % widths[d];
    file.places.push_back(std::move(places));
  }
  auto const figures = *table.texts(table.columns().back());
  for (std::size_t i = 0; i < table.size(); ++i) {
    std::vector<std::string> labels;
    for (std::size_t c = 0; c + 1 < table.columns().size(); ++c) {
      auto const label = table.texts(table.columns()[c])->at(i);
      labels.emplace_back(is_total(label) ? std::string_view{"Total"} : label);
    }
    auto const cell = cell_of.find(labels)->second;
    if (file.in_file[cell] != 0) {
      return tl::unexpected{table.at(i, table.columns().front(), Problem{Fault::malformed, "audit.twice", "A label stands twice.", "Give every cell one row of its own."})};
    }
    auto const count = text::parse_integer(figures[i]);
    if (figures[i] != "*" && !(count && *count >= 0 && *count <= largest_figure)) {
      return tl::unexpected{table.at(i, table.columns().back(), Problem{Fault::malformed, "audit.cell", "This is neither a count nor hidden.", "Give counts as whole numbers without separators, and * where a figure is hidden."})};
    }
    file.in_file[cell] = 1;
    if (figures[i] != "*") file.cube.cells[cell] = count;
  }
  return file;
}

/// One sum of the table in a dimension: a total and what it adds up, as places.
struct PlaceSum {
  std::size_t total;
  std::vector<std::size_t> parts;
};
std::vector<PlaceSum> sums_of(CubeDimension const& dimension) {
  std::vector<PlaceSum> sums;
  auto first = dimension.values.size();
  for (auto const& level : dimension.levels) {
    for (std::size_t group = 0; group < level.groups.size(); ++group) {
      PlaceSum sum{first + group, {}};
      for (std::size_t value = 0; value < level.group_of.size(); ++value) {
        if (level.group_of[value] == group) sum.parts.push_back(value);
      }
      sums.push_back(std::move(sum));
    }
    first += level.groups.size();
  }
  // everything is the sum of the values, and of the groups of each level
  PlaceSum all{first, {}};
  for (std::size_t value = 0; value < dimension.values.size(); ++value) all.parts.push_back(value);
  sums.push_back(std::move(all));
  auto begin = dimension.values.size();
  for (auto const& level : dimension.levels) {
    PlaceSum groups{first, {}};
    for (std::size_t group = 0; group < level.groups.size(); ++group) groups.parts.push_back(begin + group);
    begin += level.groups.size();
    sums.push_back(std::move(groups));
  }
  return sums;
}

/// The figures of one sum in which nothing but this cell is hidden; where there is none, that it takes several.
std::string witness_of(PublishedCells const& file, std::size_t cell) {
  auto const widths = widths_of(file.cube.shape);
  std::size_t step = 1;
  for (std::size_t d = widths.size(); d-- > 0; step *= widths[d]) {
    auto const here = file.places[cell][d];
    for (auto const& sum : sums_of(file.cube.shape.dimensions()[d])) {
      auto places = sum.parts;
      places.push_back(sum.total);
      if (std::ranges::find(places, here) == places.end()) continue;
      std::erase(places, here);
      std::vector<std::size_t> others;
      for (auto const place : places) others.push_back(cell - here * step + place * step);
      if (!std::ranges::all_of(others, [&](auto other) { return file.cube.cells[other].has_value(); })) continue;
      std::string text = "follows from ";
      for (std::size_t i = 0; i < std::min(others.size(), most_figures_named); ++i) text += fmt::format("{}'{}'", i == 0 ? "" : "; ", file.name(others[i]));
      return others.size() > most_figures_named ? text + fmt::format("; and {} more", others.size() - most_figures_named) : text;
    }
  }
  return "follows from several sums of the table together";
}

bool totals_there(PublishedCells const& file) {
  for (std::size_t cell = 0; cell < file.in_file.size(); ++cell) {
    if (file.in_file[cell] != 0 && file.cube.shape.members(cell).size() > 1) return true;
  }
  return false;
}

Problem does_not_add_up(ProtectArguments const& arguments, Problem const& problem) {
  if (problem.code.view() != "shape.does-not-add-up" || !arguments.within.empty()) return problem;
  return Problem{Fault::malformed, "audit.groups", "The figures do not add up to their totals; so it is where some labels gather others and it is not said which.",
                 "Say with --within which columns gather others, as area:ward, and give with --groups a file of areas and their wards. Figures that are rounded do not add up and cannot be audited so."};
}

}  // namespace

Tried<FileAnswer> run_cube_audit(ProtectArguments const& arguments) {
  auto const table = Table::read(arguments.in, Totals::kept);
  if (!table) return stopped(table);
  auto const file = read_cells(arguments, *table);
  if (!file) return stopped(file);
  auto const all = audit_cube(file->cube);
  if (!all) return tl::unexpected{FileTrouble{arguments.in, does_not_add_up(arguments, all.error())}};
  DisclosureReport page;
  page.title = "Audit of a published table";
  std::string csv = "cell,low,high,known\n";
  std::size_t hidden = 0;
  std::size_t known = 0;
  std::size_t too_narrow = 0;
  for (auto const& bounds : *all) {
    if (file->in_file[bounds.cell] == 0) continue;
    ++hidden;
    bool const exactly = bounds.exact && bounds.high == bounds.low;
    known += exactly ? 1 : 0;
    render::append_csv_cell(csv, file->name(bounds.cell));
    csv += fmt::format(",{},{},{}\n", bounds.low, bounds.high ? std::to_string(*bounds.high) : "", exactly ? 1 : 0);
    if (!bounds.high || *bounds.high - bounds.low >= arguments.width) continue;
    if (++too_narrow <= most_cells_named) page.tried.emplace_back(fmt::format("'{}' is {} to {}", file->name(bounds.cell), bounds.low, *bounds.high), witness_of(*file, bounds.cell));
  }
  page.done.emplace_back("Columns", text::join(std::vector<std::string>(table->columns().begin(), table->columns().end() - 1), ", ") + (arguments.within.empty() ? "" : "; gathered as " + arguments.within));
  page.done.emplace_back("Hidden figures", fmt::format("{}", hidden));
  page.done.emplace_back("Of these, worked out exactly", fmt::format("{}", known));
  if (arguments.width > 1) page.done.emplace_back(fmt::format("In an interval narrower than {}", arguments.width), fmt::format("{}", too_narrow));
  if (!totals_there(*file)) page.done.emplace_back("Totals", std::string{no_totals});
  page.limits.emplace_back("Only this table was looked at: others of the same people may tell more.");
  page.limits.emplace_back("Every count from 0 up was held to be possible; who knows something of a cell can work out more.");
  if (auto const written = write_both(arguments.out, csv, arguments.report, page); !written) return stopped(written);
  auto answer = answer_of(page);
  answer.refused = too_narrow > 0;
  return answer;
}

}  // namespace concordat::cli
