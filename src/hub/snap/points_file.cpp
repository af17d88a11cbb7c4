// SPDX-License-Identifier: Apache-2.0
#include "hub/snap/points_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "intake/read/row_source.h"

namespace concordat::hub::snap {
namespace {

constexpr std::array<std::string_view, 4> headings{"id", "easting", "northing", "addresses"};

Finding finding(std::string_view code, std::string const& file, std::uint64_t row, std::size_t column, std::string message, std::string remedy) {
  return {Severity::error, std::string{code}, file, static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(column), std::move(message), std::move(remedy)};
}
Finding finding(std::string const& file, Problem const& problem) {
  auto const row = problem.where.row == 0 ? std::string{} : fmt::format("Row {}: ", problem.where.row);
  return finding(problem.code.view(), file, problem.where.row, problem.where.column, row + std::string{problem.title.view()}, std::string{problem.remedy.view()});
}

constexpr std::size_t longest_id = 40;

class PointsFile {
 public:
  explicit PointsFile(std::string const& path) : path_{path} {}

  tl::expected<std::vector<protection::SnapPoint>, Findings> read() {
    if (auto wrong = read_rows()) return tl::unexpected<Findings>{Findings{std::move(*wrong)}};
    if (points_.empty()) return tl::unexpected<Findings>{Findings{finding("snap.none", path_, 0, 0, "The file holds no point.", "Give the points, or leave snap_points out of the partnership file.")}};
    if (auto const table = protection::SnapTable::build(points_); !table) {
      auto problem = table.error();
      problem.where.row = problem.where.row == 0 ? 0 : rows_[problem.where.row - 1];
      return tl::unexpected<Findings>{Findings{finding(path_, problem)}};
    }
    if (auto twice = find_same_place()) return tl::unexpected<Findings>{Findings{std::move(*twice)}};
    return std::move(points_);
  }

 private:
  std::optional<Finding> find_same_place() const {
    std::vector<std::size_t> order(points_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    auto const place = [&](std::size_t i) { return std::pair{points_[i].x, points_[i].y}; };
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair{place(i), i}; });
    auto const same = std::ranges::adjacent_find(order, {}, place);
    if (same == order.end()) return std::nullopt;
    auto const row = rows_[*std::next(same)];
    return finding("snap.same-place", path_, row, 0, fmt::format("Row {}: the point lies where that of row {} lies, so that one of them stands for nothing.", row, rows_[*same]), "Make one point of the two, with the addresses of both.");
  }

  std::optional<Finding> read_rows() {
    auto file = intake::open_for_reading(path_);
    if (!file) return finding(path_, file.error());
    auto source = intake::open_in_process(std::move(*file), {});
    if (!source) return finding(path_, source.error());
    if (auto wrong = find_columns((*source)->head().columns, (*source)->head().header_row)) return wrong;
    for (;;) {
      auto const row = (*source)->next();
      if (!row) return finding(path_, row.error());
      if (!*row) return std::nullopt;
      if ((*row)->kind == intake::RowKind::blank) continue;
      if ((*row)->kind != intake::RowKind::data || (*row)->ragged) {
        return finding("snap.row", path_, (*row)->row, 0, fmt::format("Row {} is no point: it has not the cells of the header.", (*row)->row), "Correct the row, or take it out.");
      }
      if (auto wrong = take(**row)) return wrong;
    }
  }

  std::optional<Finding> find_columns(std::vector<std::string> const& columns, std::uint64_t row) {
    for (std::size_t i = 0; i < headings.size(); ++i) {
      auto const found = std::ranges::find(columns, headings[i]);
      if (found == columns.end()) {
        return finding("snap.no-column", path_, row, 0, fmt::format("There is no column '{}'.", headings[i]), "Give the columns id, easting, northing and addresses: easting and northing are the x and y of a file for 'protect rows --points'.");
      }
      columns_[i] = static_cast<std::size_t>(found - columns.begin());
    }
    return std::nullopt;
  }

  std::optional<Finding> take(intake::RowView const& row) {
    auto const cell = [&](std::size_t heading) { return text::trim(row.cells[columns_[heading]]); };
    protection::SnapPoint point{std::string{cell(0)}};
    // it stands in files that are read back, and by some programs for a formula
    bool const plain = std::ranges::all_of(point.id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view{"._/:-"}.find(c) != std::string_view::npos; });
    if (!plain || point.id.size() > longest_id) {
      return finding("snap.id", path_, row.row, columns_[0] + 1, fmt::format("Row {}: the id holds other signs than letters, digits and . _ / : -, or more than {} of them.", row.row, longest_id), "Give the point a plain id.");
    }
    for (std::size_t i = 1; i <= 2; ++i) {
      auto const metres = text::parse_decimal(cell(i));
      if (!metres || !std::isfinite(*metres)) {
        return finding("snap.place", path_, row.row, columns_[i] + 1, fmt::format("Row {}: '{}' is no number of metres.", row.row, headings[i]), "Give easting and northing in metres of the national grid (EPSG:27700).");
      }
      (i == 1 ? point.x : point.y) = std::round(*metres);
    }
    auto const addresses = text::parse_integer(cell(3));
    if (!addresses) {
      return finding("snap.addresses", path_, row.row, columns_[3] + 1, fmt::format("Row {}: 'addresses' is no whole number.", row.row),
                     "Give the number of addresses that lie nearer to the point than to any other: eight or more, or 0.");
    }
    point.addresses = *addresses;
    points_.push_back(std::move(point));
    rows_.push_back(row.row);
    return std::nullopt;
  }

  std::string const& path_;
  std::array<std::size_t, 4> columns_ = {};
  std::vector<protection::SnapPoint> points_;
  std::vector<std::uint64_t> rows_;  ///< of the file, one a point
};

}  // namespace

tl::expected<std::vector<protection::SnapPoint>, Findings> load_points(std::string const& path) { return PointsFile{path}.read(); }

}  // namespace concordat::hub::snap
