// SPDX-License-Identifier: Apache-2.0
// A density map that may be shown: at most five ordered classes on the fixed grid, and only where enough
// events lie.
//
// Invariants: no floating-point number is in it; a cell is 0 (nothing shown) or a class; a cell shows only
// where at least `smallest_support` events lie within the bandwidth of its centre. A full-precision surface
// could be undone into a list of places: classes cannot. Only `classify` and
// `show_classes` make one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/fixed_text.h"
#include "base/go_on.h"
#include "base/result.h"
#include "places/density.h"

namespace concordat::protection {

inline constexpr std::uint32_t least_support = 8;  ///< of two days at the least: see days_near.h. Persons are not in the data
inline constexpr double least_bandwidth_metres = 250;
inline constexpr double least_cell_metres = 50;
inline constexpr int least_months = 3;
inline constexpr std::size_t most_classes = 5;  ///< of density
inline constexpr std::size_t fewest_classes = 2;

struct MapOptions {
  std::string title = {};
  int months = 0;                                  ///< length of the period the events come from
  std::uint32_t smallest_support = least_support;  ///< an agreement may raise it, never lower it
  /// Of a density smoothed farther: metres within which the events must lie all the same, so that no cell shows which would not else. 0: the
  /// bandwidth.
  double support_reach = 0;
  std::size_t classes = most_classes;  ///< of a density by equal shares; a hub may have fewer
  /// Upper ends of classes 1 to 4 in events per square kilometre, rising. Empty: quantiles of the shown
  /// cells.
  std::vector<std::int64_t> fixed_breaks = {};
  /// The events without those that the reader itself reported, where it is one of several suppliers: of them as many must lie near.
  /// Null: of all. Must outlive the call.
  places::ReportedEvents const* of_others = nullptr;
  /// Where the events are a part of more: the rest, of which as many must lie near, so that no square tells that little is left; of a cell of two filters the
  /// three others, of each of which as many must. Empty: they are no part, or the rest is the reader's own. Must outlive the call.
  std::vector<places::ReportedEvents const*> rest = {};
  GoOn go_on = {};  ///< asked by what takes long (looks/hot_map.h); "work.stopped"
};

class ClassedMap {
 public:
  [[nodiscard]] std::string const& title() const { return title_; }
  [[nodiscard]] places::Grid const& grid() const { return grid_; }
  /// One a cell: 0 where nothing is shown, else 1 (lowest) to class_labels().size().
  [[nodiscard]] std::vector<std::uint8_t> const& classes() const { return classes_; }
  /// An empty label is of a class that no cell has.
  [[nodiscard]] std::vector<std::string> const& class_labels() const { return class_labels_; }
  /// What a cell without a class says, for the legend.
  [[nodiscard]] FixedText blank_label() const { return blank_label_; }
  [[nodiscard]] bool is_empty() const;
  [[nodiscard]] FixedText method() const { return method_; }
  [[nodiscard]] std::vector<FixedText> const& notes() const { return notes_; }

 private:
  friend class MapMaker;
  explicit ClassedMap(places::Grid const& grid) : grid_{grid} {}
  std::string title_;
  places::Grid grid_;
  std::vector<std::uint8_t> classes_;
  std::vector<std::string> class_labels_;
  FixedText blank_label_ = "too few events near by to show, or none";
  FixedText method_;
  std::vector<FixedText> notes_;
};

/// Refuses a finer cell, a narrower bandwidth or reach of the support, a shorter period, a lower support or more classes than the constants above,
/// and breaks that do not rise. `surface` must be of the same events.
[[nodiscard]] Result<ClassedMap> classify(places::DensitySurface const& surface,
                                          places::ReportedEvents const& events, MapOptions const& options);

/// Classes that a test gave each cell, in place of a density.
struct GivenClasses {
  std::vector<std::uint8_t> of_cell = {};  ///< 1 (lowest) to labels.size(); 0 where the test has no answer
  std::vector<std::string> labels = {};  ///< empty: no cell has that class, and no legend names it
  FixedText blank = {};  ///< what a cell without a class says, where that is more than that too few events lie near
  double reach = 0;  ///< metres round a cell's centre within which the events must lie
  FixedText method = {};
  std::vector<FixedText> notes = {};
};

/// The same mask and the same refusals, with `reach` in place of a bandwidth. `events` must be what the test saw.
[[nodiscard]] Result<ClassedMap> show_classes(places::Grid const& grid, GivenClasses const& given,
                                              places::ReportedEvents const& events, MapOptions const& options);

}  // namespace concordat::protection
