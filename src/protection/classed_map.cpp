// SPDX-License-Identifier: Apache-2.0
#include "protection/classed_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "protection/days_near.h"

namespace concordat::protection {

/// The only hand that fills a ClassedMap.
class MapMaker {
 public:
  static ClassedMap make(places::Grid const& grid, std::string title, std::vector<std::uint8_t> classes) {
    ClassedMap map{grid};
    map.title_ = std::move(title);
    map.classes_ = std::move(classes);
    return map;
  }
  static void say_of_blank(ClassedMap& map, FixedText words) { map.blank_label_ = words; }
  static void describe(ClassedMap& map, std::vector<std::string> labels, FixedText method,
                       std::vector<FixedText> notes) {
    map.class_labels_ = std::move(labels);
    map.method_ = method;
    map.notes_ = std::move(notes);
  }
};

bool ClassedMap::is_empty() const {
  return std::ranges::all_of(classes_, [](std::uint8_t of_cell) { return of_cell == 0; });
}

namespace {

constexpr FixedText others_note =
    "Only what other agencies reported counts as near: your own agency knows where its reports lie, and with them could find single ones "
    "of theirs.";
constexpr FixedText rest_note = "Of the reports that are not in this part as many must lie near as well: a square does not tell that little is left.";
constexpr FixedText crossing_note =
    "Of each of the other parts that the two filters make together as many must lie near as well: a square does not tell that little is left of any.";
constexpr FixedText days_note =
    "They must be known to be of two days at least (a day goes from six in the morning to six): what happened in one night does not show. Of reports "
    "with a month alone, those of two months that do not follow each other are of two days.";
constexpr FixedText reported_note =
    "Only reported incidents are counted; stops, searches and other discovered incidents are not.";

std::optional<Problem> fault_in(places::Grid const& grid, double reach, MapOptions const& options) {
  if (grid.cell_size() < least_cell_metres) {
    return Problem{Fault::refused, "map.cell", "The cells of the map are smaller than 50 m.",
                   "Draw the map on cells of 50 m or more."};
  }
  if (!(reach >= least_bandwidth_metres)) {
    return Problem{Fault::refused, "map.bandwidth", "The map is smoothed over less than 250 m.",
                   "Take a bandwidth of 250 m or more."};
  }
  if (options.months < least_months) {
    return Problem{Fault::refused, "map.months", "The map covers less than three months.",
                   "Draw the map for a quarter or more."};
  }
  if (options.smallest_support < least_support) {
    return Problem{Fault::refused, "map.support",
                   "The map would show cells with fewer than eight events near.",
                   "Ask for eight events or more."};
  }
  if (options.support_reach != 0 && !(options.support_reach >= least_bandwidth_metres && options.support_reach <= reach)) {
    return Problem{Fault::refused, "map.support-reach", "The events near a cell are counted within less than 250 m, or beyond what is smoothed.",
                   "Count them within 250 m or more, up to the bandwidth."};
  }
  if (options.classes < fewest_classes || options.classes > most_classes) {
    return Problem{Fault::refused, "map.class-count", "The map would have one class, or more than five.", "Ask for two to five classes."};
  }
  auto const& breaks = options.fixed_breaks;
  bool const rising = std::ranges::adjacent_find(breaks, std::greater_equal{}) == breaks.end();
  if (!breaks.empty() && (breaks.size() != most_classes - 1 || breaks.front() < 1 || !rising)) {
    return Problem{Fault::malformed, "map.breaks",
                   "The class breaks are not four rising whole numbers from 1 up.",
                   "Give four breaks in events per square kilometre, or none for equal shares."};
  }
  return std::nullopt;
}

/// Which cells have enough events, and of two days, within `reach` of their centres to be shown.
Result<std::vector<bool>> mask(places::Grid const& grid, double reach, places::ReportedEvents const& events,
                               MapOptions const& options) {
  auto const& known = options.of_others == nullptr ? events : *options.of_others;
  auto const support = places::support_counts(known, grid, reach);
  if (!support) return fail(support);
  auto const days = on_two_days(known, grid, reach);
  std::vector<bool> shown(support->size());
  for (std::size_t cell = 0; cell < shown.size(); ++cell)
    shown[cell] = (*support)[cell] >= options.smallest_support && days[cell] != 0;
  for (auto const* rest : options.rest) {
    auto const left = places::support_counts(*rest, grid, reach);
    if (!left) return fail(left);
    auto const left_days = on_two_days(*rest, grid, reach);
    for (std::size_t cell = 0; cell < shown.size(); ++cell)
      shown[cell] = shown[cell] && (*left)[cell] >= options.smallest_support && left_days[cell] != 0;
  }
  return shown;
}

/// Densities as whole millionths of the peak: the last bits differ between machines and must not decide a
/// class.
std::vector<std::uint32_t> in_millionths(places::DensitySurface const& surface) {
  double const peak = *std::ranges::max_element(surface.per_square_metre);
  std::vector<std::uint32_t> parts(surface.per_square_metre.size(), 0);
  if (!(peak > 0)) return parts;
  for (std::size_t cell = 0; cell < parts.size(); ++cell) {
    parts[cell] = static_cast<std::uint32_t>(std::lround(surface.per_square_metre[cell] / peak * 1e6));
  }
  return parts;
}

std::vector<std::uint8_t> by_quantile(places::DensitySurface const& surface, std::vector<bool> const& shown, std::size_t count) {
  auto const parts = in_millionths(surface);
  std::vector<std::uint32_t> sorted;
  for (std::size_t cell = 0; cell < parts.size(); ++cell) {
    if (shown[cell]) sorted.push_back(parts[cell]);
  }
  std::vector<std::uint8_t> classes(parts.size(), 0);
  if (sorted.empty()) return classes;
  std::ranges::sort(sorted);
  std::vector<std::uint32_t> breaks(count - 1);
  for (std::size_t i = 0; i < breaks.size(); ++i) breaks[i] = sorted[sorted.size() * (i + 1) / count];
  for (std::size_t cell = 0; cell < parts.size(); ++cell) {
    if (!shown[cell]) continue;
    auto const above = std::ranges::upper_bound(breaks, parts[cell]) - breaks.begin();
    classes[cell] = static_cast<std::uint8_t>(1 + above);
  }
  return classes;
}

std::vector<std::uint8_t> by_breaks(places::DensitySurface const& surface, std::vector<bool> const& shown,
                                    std::vector<std::int64_t> const& breaks) {
  std::vector<std::uint8_t> classes(surface.per_square_metre.size(), 0);
  for (std::size_t cell = 0; cell < classes.size(); ++cell) {
    if (!shown[cell]) continue;
    // to a millionth of an event per square kilometre, for the same reason as above
    double const per_square_kilometre = std::round(surface.per_square_metre[cell] * 1e12) / 1e6;
    auto const above = std::ranges::count_if(
        breaks, [&](std::int64_t top) { return per_square_kilometre >= static_cast<double>(top); });
    classes[cell] = static_cast<std::uint8_t>(1 + above);
  }
  return classes;
}

/// "fifth", of five classes.
std::string_view share_words(std::size_t count) {
  constexpr std::array<std::string_view, most_classes - 1> shares{"half", "third", "quarter", "fifth"};
  return shares[count - fewest_classes];
}

FixedText method_by_shares(std::size_t count) {
  constexpr std::array<FixedText, most_classes - 1> methods{
      FixedText{"Density of events in two classes, each a half of the cells shown."}, FixedText{"Density of events in three classes, each a third of the cells shown."},
      FixedText{"Density of events in four classes, each a quarter of the cells shown."}, FixedText{"Density of events in five classes, each a fifth of the cells shown."}};
  return methods[count - fewest_classes];
}

std::vector<std::string> labels_of(std::vector<std::int64_t> const& breaks, std::size_t count) {
  if (breaks.empty()) {
    std::vector<std::string> shares;
    for (std::size_t i = 1; i <= count; ++i) {
      auto const end = i == 1 ? "lowest" : i == count ? "highest" : "";
      shares.push_back(*end == 0 ? fmt::format("{}", i) : fmt::format("{} ({} {} of the cells shown)", i, end, share_words(count)));
    }
    return shares;
  }
  std::vector<std::string> labels{fmt::format("1: under {} events per square kilometre", breaks.front())};
  for (std::size_t i = 1; i < breaks.size(); ++i) {
    labels.push_back(fmt::format("{}: {} to under {}", i + 1, breaks[i - 1], breaks[i]));
  }
  labels.push_back(fmt::format("{}: {} or more", most_classes, breaks.back()));
  return labels;
}

}  // namespace

Result<ClassedMap> classify(places::DensitySurface const& surface, places::ReportedEvents const& events,
                            MapOptions const& options) {
  if (surface.per_square_metre.size() != surface.grid.cells()) {
    return fail(Fault::internal, "map.surface", "The density does not fit its grid.",
                "Make the surface by one of the density functions.");
  }
  if (auto const fault = fault_in(surface.grid, surface.bandwidth, options))
    return tl::unexpected<Problem>{*fault};
  auto const shown = mask(surface.grid, options.support_reach == 0 ? surface.bandwidth : options.support_reach, events, options);
  if (!shown) return fail(shown);
  auto map = MapMaker::make(surface.grid, options.title,
                            options.fixed_breaks.empty()
                                ? by_quantile(surface, *shown, options.classes)
                                : by_breaks(surface, *shown, options.fixed_breaks));
  std::vector<FixedText> notes{surface.method,
                               "A cell is shown only where enough events (at least eight) lie within the bandwidth of its centre; an "
                               "empty cell may have events.",
                               days_note, reported_note};
  if (options.of_others != nullptr) notes.push_back(others_note);
  if (!options.rest.empty()) notes.push_back(options.rest.size() > 1 ? crossing_note : rest_note);
  MapMaker::describe(map, labels_of(options.fixed_breaks, options.classes),
                     options.fixed_breaks.empty() ? method_by_shares(options.classes)
                                                  : FixedText{"Density of events in five classes with fixed breaks."},
                     std::move(notes));
  return map;
}

Result<ClassedMap> show_classes(places::Grid const& grid, GivenClasses const& given,
                                places::ReportedEvents const& events, MapOptions const& options) {
  bool const fits =
      given.of_cell.size() == grid.cells() && std::ranges::all_of(given.of_cell, [&](std::uint8_t number) {
        return number <= given.labels.size();
      });
  if (!fits) {
    return fail(Fault::internal, "map.classes", "The classes do not fit the grid or their labels.",
                "Give each cell 0 or the number of a label.");
  }
  if (auto const fault = fault_in(grid, given.reach, options)) return tl::unexpected<Problem>{*fault};
  auto const shown = mask(grid, given.reach, events, options);
  if (!shown) return fail(shown);
  auto classes = given.of_cell;
  for (std::size_t cell = 0; cell < classes.size(); ++cell) {
    if (!(*shown)[cell]) classes[cell] = 0;
  }
  auto map = MapMaker::make(grid, options.title, std::move(classes));
  if (!given.blank.empty()) MapMaker::say_of_blank(map, given.blank);
  auto notes = given.notes;
  notes.push_back(days_note);
  notes.push_back(reported_note);
  if (options.of_others != nullptr) notes.push_back(others_note);
  if (!options.rest.empty()) notes.push_back(options.rest.size() > 1 ? crossing_note : rest_note);
  MapMaker::describe(map, given.labels, given.method, std::move(notes));
  return map;
}

}  // namespace concordat::protection
