// SPDX-License-Identifier: Apache-2.0
// For tests: the shared reference data, read where it lies, and columns of events that own their values.
#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/chance.h"
#include "base/text.h"
#include "places/events.h"

namespace concordat::places::test {

inline std::string shared(std::string const& path) {
  char const* const folder = std::getenv("CONCORDAT_SHARED");
  return (folder != nullptr ? std::string{folder} : std::string{CONCORDAT_SOURCE_DIR "/../shared"}) + "/" +
         path;
}

inline std::string read_text(std::string const& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Cells of a simple CSV without its header; empty where the file is absent.
inline std::vector<std::vector<std::string>> read_rows(std::string const& path) {
  std::ifstream file{shared(path)};
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<std::string> cells;
    for (auto const cell : text::split(text::trim(line), ',')) cells.emplace_back(cell);
    rows.push_back(std::move(cells));
  }
  return rows;
}

/// Columns that own their values. All reported unless a test says otherwise.
struct Events {
  std::vector<double> x, y;
  std::vector<Origin> origin;
  std::vector<std::int32_t> month;
  std::vector<std::int64_t> start;
  std::vector<std::int32_t> window;
  std::vector<std::uint16_t> category;
  std::vector<double> weight;

  void add(double at_x, double at_y) {
    x.push_back(at_x);
    y.push_back(at_y);
    origin.push_back(Origin::reported);
  }
  [[nodiscard]] EventColumns columns() const {
    return {.x = x,
            .y = y,
            .origin = origin,
            .month = month,
            .start = start,
            .window = window,
            .category = category,
            .weight = weight};
  }
  /// Only for events that must be admitted.
  [[nodiscard]] ReportedEvents reported() const { return ReportedEvents::admit(columns()).value(); }
};

inline Events scattered(std::size_t count, double side, std::uint64_t seed) {
  SeededChance chance{seed};
  Events events;
  for (std::size_t i = 0; i < count; ++i) {
    double const x = chance.unit() * side;
    events.add(x, chance.unit() * side);
  }
  return events;
}

}  // namespace concordat::places::test
