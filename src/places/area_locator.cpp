// SPDX-License-Identifier: Apache-2.0
#include "places/area_locator.h"

#include <algorithm>
#include <cmath>
#include <thread>

namespace concordat::places {

/// Fills a locator, area by area in the order of their indexes.
class AreaLocator::Builder {
 public:
  Builder(AreaLocator& locator, AreaSet const& areas) : locator_{locator}, areas_{areas} {}

  void run() {
    choose_cells();
    for (std::uint32_t area = 0; area < areas_.size(); ++area) index_area(area);
    settle();
  }

 private:
  /// A cell found to lie in an area, wholly or in part.
  struct Mark {
    std::uint32_t cell;
    std::uint32_t area;
    bool crossed;  ///< by the area's boundary
  };

  void choose_cells();
  void index_area(std::uint32_t area);
  void bucket_edges(std::uint32_t area, std::vector<Edge> const& edges);
  void mark_row(std::uint32_t area, std::uint32_t row);
  void settle();
  [[nodiscard]] std::vector<Edge> edges_of(std::uint32_t area) const;
  [[nodiscard]] std::uint32_t row_of(double y) const {
    double const row = std::floor((y - locator_.south_) / locator_.cell_height_);
    return static_cast<std::uint32_t>(std::clamp(row, 0.0, locator_.rows_ - 1.0));
  }
  [[nodiscard]] std::uint32_t column_of(double x) const {
    double const column = std::floor((x - locator_.west_) / locator_.cell_width_);
    return static_cast<std::uint32_t>(std::clamp(column, 0.0, locator_.columns_ - 1.0));
  }

  /// Cells are entered a little beyond what an edge touches, so that rounding cannot put a point of a crossed
  /// cell into one thought to be clear.
  static constexpr double margin = 1e-5;

  AreaLocator& locator_;
  AreaSet const& areas_;
  std::vector<Mark> marks_;
  std::vector<std::uint8_t> crossed_;  ///< scratch: one a column
};

void AreaLocator::Builder::choose_cells() {
  std::size_t points = 0;
  for (auto const& area : areas_.areas()) {
    for (auto const& polygon : area.polygons) {
      for (auto const& ring : polygon.rings) points += ring.size();
    }
  }
  auto const& box = areas_.box();
  // about eight cells an edge keeps most points off the boundaries while the labels stay in the cache
  double const wanted = std::clamp(static_cast<double>(points) * 8, 1024.0, 1'000'000.0);
  double const width = std::max(box.east - box.west, 1.0);
  double const height = std::max(box.north - box.south, 1.0);
  double const columns = std::clamp(std::ceil(std::sqrt(wanted * width / height)), 1.0, 4000.0);
  double const rows = std::clamp(std::ceil(wanted / columns), 1.0, 4000.0);
  locator_.west_ = box.west;
  locator_.south_ = box.south;
  locator_.columns_ = static_cast<std::uint32_t>(columns);
  locator_.rows_ = static_cast<std::uint32_t>(rows);
  locator_.cell_width_ = width / columns;
  locator_.cell_height_ = height / rows;
}

std::vector<AreaLocator::Edge> AreaLocator::Builder::edges_of(std::uint32_t area) const {
  std::vector<Edge> edges;
  for (auto const& polygon : areas_[area].polygons) {
    for (auto const& ring : polygon.rings) {
      for (std::size_t i = 0; i < ring.size(); ++i) {
        Point low = ring[i];
        Point high = ring[(i + 1) % ring.size()];
        // both neighbours of a shared edge must compute the very same numbers, whichever way round they draw
        // it
        if (high.y < low.y) std::swap(low, high);
        double const rise = high.y - low.y;
        edges.push_back({low.y, high.y, low.x, rise > 0 ? (high.x - low.x) / rise : high.x - low.x});
      }
    }
  }
  return edges;
}

void AreaLocator::Builder::bucket_edges(std::uint32_t area, std::vector<Edge> const& edges) {
  double low = edges.front().low_y;
  double high = edges.front().high_y;
  for (auto const& edge : edges) {
    low = std::min(low, edge.low_y);
    high = std::max(high, edge.high_y);
  }
  std::uint32_t const first = row_of(low - margin);
  std::uint32_t const last = row_of(high + margin);
  std::vector<std::uint32_t> counts(last - first + 2, 0);
  auto const each_row = [&](Edge const& edge, auto visit) {
    std::uint32_t const to = row_of(edge.high_y + margin);
    for (std::uint32_t row = row_of(edge.low_y - margin); row <= to; ++row) visit(row - first);
  };
  for (auto const& edge : edges) {
    each_row(edge, [&](std::uint32_t row) { ++counts[row + 1]; });
  }
  auto offset = static_cast<std::uint32_t>(locator_.edges_.size());
  locator_.row_ranges_[area] = {first, static_cast<std::uint32_t>(locator_.row_offsets_.size())};
  for (auto& count : counts) {
    offset += count;
    count = offset;
    locator_.row_offsets_.push_back(offset);
  }
  locator_.edges_.resize(offset);
  for (auto const& edge : edges) {
    each_row(edge, [&](std::uint32_t row) { locator_.edges_[counts[row]++] = edge; });
  }
}

void AreaLocator::Builder::mark_row(std::uint32_t area, std::uint32_t row) {
  auto const& range = locator_.row_ranges_[area];
  auto const* const offsets = &locator_.row_offsets_[range.first_offset + (row - range.first_row)];
  double const bottom = locator_.south_ + row * locator_.cell_height_ - margin;
  double const top = bottom + locator_.cell_height_ + 2 * margin;
  std::uint32_t first = locator_.columns_;
  std::uint32_t last = 0;
  for (std::uint32_t at = offsets[0]; at < offsets[1]; ++at) {
    auto const& edge = locator_.edges_[at];
    double from = edge.x_at_low;
    double to = edge.x_at_low + edge.slope;  // a level edge keeps its length in `slope`
    if (edge.high_y > edge.low_y) {
      from = edge.x_at_low + (std::clamp(bottom, edge.low_y, edge.high_y) - edge.low_y) * edge.slope;
      to = edge.x_at_low + (std::clamp(top, edge.low_y, edge.high_y) - edge.low_y) * edge.slope;
    }
    std::uint32_t const left = column_of(std::min(from, to) - margin);
    std::uint32_t const right = column_of(std::max(from, to) + margin);
    std::fill(crossed_.begin() + left, crossed_.begin() + right + 1, std::uint8_t{1});
    first = std::min(first, left);
    last = std::max(last, right);
  }
  double const middle = locator_.south_ + (row + 0.5) * locator_.cell_height_;
  // -1: not yet asked in this run of clear cells, which all have one answer
  int clear_run_inside = -1;
  for (std::uint32_t column = first; column <= last && first < locator_.columns_; ++column) {
    bool const crossed = crossed_[column] != 0;
    crossed_[column] = 0;
    if (crossed) {
      clear_run_inside = -1;
    } else if (clear_run_inside < 0) {
      double const x = locator_.west_ + (column + 0.5) * locator_.cell_width_;
      clear_run_inside = locator_.inside(area, row, x, middle) ? 1 : 0;
    }
    if (crossed || clear_run_inside == 1) marks_.push_back({row * locator_.columns_ + column, area, crossed});
  }
}

void AreaLocator::Builder::index_area(std::uint32_t area) {
  locator_.row_ranges_.resize(areas_.size());
  crossed_.resize(locator_.columns_, 0);
  bucket_edges(area, edges_of(area));
  auto const& range = locator_.row_ranges_[area];
  auto const rows = static_cast<std::uint32_t>(locator_.row_offsets_.size()) - range.first_offset - 1;
  for (std::uint32_t row = range.first_row; row < range.first_row + rows; ++row) mark_row(area, row);
}

void AreaLocator::Builder::settle() {
  // by cell, then area: the first area of a cell that holds a point has it
  std::ranges::sort(marks_, {}, [](Mark const& mark) { return std::uint64_t{mark.cell} << 32 | mark.area; });
  locator_.labels_.assign(static_cast<std::size_t>(locator_.columns_) * locator_.rows_, outside);
  locator_.candidate_offsets_.push_back(0);
  for (std::size_t at = 0; at < marks_.size();) {
    std::size_t end = at;
    while (end < marks_.size() && marks_[end].cell == marks_[at].cell) ++end;
    if (!marks_[at].crossed) {
      locator_.labels_[marks_[at].cell] = static_cast<std::int32_t>(marks_[at].area);
    } else {
      locator_.labels_[marks_[at].cell] = -1 - static_cast<std::int32_t>(locator_.candidate_offsets_.size());
      for (std::size_t mark = at; mark < end; ++mark) locator_.candidates_.push_back(marks_[mark].area);
      locator_.candidate_offsets_.push_back(static_cast<std::uint32_t>(locator_.candidates_.size()));
    }
    at = end;
  }
}

AreaLocator::AreaLocator(AreaSet const& areas) {
  Builder{*this, areas}.run();
}

bool AreaLocator::inside(std::uint32_t area, std::uint32_t row, double x, double y) const {
  auto const& range = row_ranges_[area];
  auto const* const offsets = &row_offsets_[range.first_offset + (row - range.first_row)];
  bool odd = false;
  for (std::uint32_t at = offsets[0]; at < offsets[1]; ++at) {
    auto const& edge = edges_[at];
    // half-open in y, so that a corner is crossed once; bits and not branches, because the outcome is a coin
    // toss
    bool const level = (edge.low_y <= y) & (y < edge.high_y);
    odd ^= level & (edge.x_at_low + (y - edge.low_y) * edge.slope > x);
  }
  return odd;
}

std::int32_t AreaLocator::find(double x, double y) const {
  double const column_at = (x - west_) / cell_width_;
  double const row_at = (y - south_) / cell_height_;
  // the eastern and northern edges of the box belong to the last cells; NaN fails both tests
  if (!(column_at >= 0 && column_at <= columns_) || !(row_at >= 0 && row_at <= rows_)) return outside;
  std::uint32_t const column = std::min(static_cast<std::uint32_t>(column_at), columns_ - 1);
  std::uint32_t const row = std::min(static_cast<std::uint32_t>(row_at), rows_ - 1);
  std::int32_t const label = labels_[static_cast<std::size_t>(row) * columns_ + column];
  if (label >= outside) return label;
  auto const list = static_cast<std::size_t>(-2 - label);
  for (std::uint32_t at = candidate_offsets_[list]; at < candidate_offsets_[list + 1]; ++at) {
    if (inside(candidates_[at], row, x, y)) return static_cast<std::int32_t>(candidates_[at]);
  }
  return outside;
}

std::optional<std::uint32_t> AreaLocator::locate(Point point) const {
  std::int32_t const found = find(point.x, point.y);
  if (found < 0) return std::nullopt;
  return static_cast<std::uint32_t>(found);
}

std::vector<std::int32_t> AreaLocator::locate_all(std::span<double const> x, std::span<double const> y,
                                                  unsigned threads) const {
  std::size_t const count = std::min(x.size(), y.size());
  std::vector<std::int32_t> found(count, outside);
  auto const work = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) found[i] = find(x[i], y[i]);
  };
  std::size_t const parts = std::clamp<std::size_t>(threads, 1, 64);
  std::vector<std::jthread> helpers;
  for (std::size_t part = 1; part < parts; ++part) {
    helpers.emplace_back(work, count * part / parts, count * (part + 1) / parts);
  }
  work(0, count / parts);
  return found;
}

}  // namespace concordat::places
