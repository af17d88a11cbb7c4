// SPDX-License-Identifier: Apache-2.0
// Kernel density inside a study area of any shape, corrected at its edge: each cell's density is divided by
// the share of the kernel that lies inside the area ("uniform" correction; Diggle 1985, Applied Statistics
// 34:138). Without it a hotspot on the boundary looks half as dense as it is, because the events beyond are
// not in the file.
#pragma once

#include <vector>

#include "base/result.h"
#include "places/area_set.h"
#include "places/density.h"

namespace concordat::places {

class StudyArea {
 public:
  /// The part of the plane that the areas cover, on a grid; the grid must reach over all of it to be exact.
  StudyArea(AreaSet const& areas, Grid const& grid);

  [[nodiscard]] Grid const& grid() const { return grid_; }
  [[nodiscard]] AreaSet const& areas() const { return *areas_; }
  /// Of each cell, the share inside: 0 to 1 in steps of 1/64.
  [[nodiscard]] std::vector<double> const& coverage() const { return coverage_; }
  /// 1 for cells whose coverage is at least a half: the places of a Gi* map.
  [[nodiscard]] std::vector<std::uint8_t> inside() const;

 private:
  AreaSet const* areas_;
  Grid grid_;
  std::vector<double> coverage_;
};

enum class Kernel : std::uint8_t { gaussian, quartic };

/// The share of a kernel round each cell's centre that lies inside the area. REQUIRES: a bandwidth that
/// density.h takes.
[[nodiscard]] std::vector<double> kernel_share_inside(StudyArea const& area, Kernel kernel, double bandwidth);

/// Density from the events inside the area, corrected; 0 in cells that lie outside it altogether.
/// `options.edge` is not looked at. Refuses what density.h refuses.
[[nodiscard]] Result<DensitySurface> density_inside(ReportedEvents const& events, StudyArea const& area,
                                                    Kernel kernel, DensityOptions const& options);

}  // namespace concordat::places
