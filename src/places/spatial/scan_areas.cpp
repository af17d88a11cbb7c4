// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numbers>
#include <numeric>

#include "base/chance.h"
#include "places/spatial/close_pairs.h"
#include "places/spatial/scan.h"

namespace concordat::places {
namespace {

constexpr std::size_t most_areas = 3000;
constexpr std::uint32_t most_simulations = 99'999;
/// A table of logarithms has a row an event, and every simulation throws each event anew.
constexpr std::int64_t most_events = 10'000'000;
constexpr double most_throws = 1e10;
constexpr std::int64_t most_people = std::int64_t{1} << 53;

/// c * log(c), with 0 for 0.
double c_log_c(double c) {
  return c > 0 ? c * std::log(c) : 0;
}

std::optional<Problem> unusable(ScanAreas const& areas, ScanOptions const& options) {
  auto const count = areas.centre.size();
  if (areas.population.size() != count || areas.events.size() != count) {
    return Problem{Fault::malformed, "scan.columns",
                   "The areas do not each have a place, a population and a count.",
                   "Give all three for every area."};
  }
  if (count > most_areas) {
    return Problem{Fault::too_large, "scan.too-many-areas", "There are more than 3,000 areas.",
                   "Scan a part of the region, or larger areas."};
  }
  bool const usable =
      std::ranges::all_of(areas.centre,
                          [](Point at) { return std::isfinite(at.x) && std::isfinite(at.y); }) &&
      std::ranges::all_of(areas.population, [](auto people) { return people >= 0; }) &&
      std::ranges::all_of(areas.events, [](auto events) { return events >= 0; });
  if (!usable) {
    return Problem{Fault::malformed, "scan.value", "An area has no place, or a negative population or count.",
                   "Correct that area."};
  }
  // in floating point, as whole numbers may overflow
  double const people = std::accumulate(areas.population.begin(), areas.population.end(), 0.0);
  double const events = std::accumulate(areas.events.begin(), areas.events.end(), 0.0);
  if (people > static_cast<double>(most_people) || events > static_cast<double>(most_events) || events * options.simulations > most_throws) {
    return Problem{Fault::too_large, "scan.too-many-events",
                   "There are more than ten million events, or too many for so many simulations, or more people than can be.",
                   "Take a shorter period or 99 simulations, and look the populations up."};
  }
  if (people <= 0 || events <= 0) {
    return Problem{Fault::missing, "scan.nothing", "There are no events, or nobody lives in the areas.",
                   "Take a longer period, or load the populations."};
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (areas.population[i] > 0 || areas.events[i] == 0) continue;
    return Problem{Fault::missing, "scan.nobody", "An area has events and no residents: whatever happens there is more than its share.",
                   "Join it with a neighbour, give another population (who is there by day), or leave it out."};
  }
  if (!(options.most_population > 0 && options.most_population <= 0.5) || options.least_events < 1 ||
      options.simulations > most_simulations) {
    return Problem{Fault::malformed, "scan.options",
                   "The largest window is not above 0 to a half of the people, or the events or simulations "
                   "are out of range.",
                   "Leave the largest window at 0.5, the least events at 2 and the simulations at 999."};
  }
  return std::nullopt;
}

/// The windows round one area: whom they hold, and the part of the likelihood that the counts do not change.
struct Windows {
  std::vector<std::uint32_t> order;
  std::vector<double> expected;
  std::vector<double> log_inside;   ///< log of the expected inside
  std::vector<double> log_outside;  ///< and outside
  std::vector<double> spread;       ///< expected inside * expected outside / all
};

/// Of a ratio that is asked whether it may be larger than another: what the arithmetic of both may be off by.
constexpr double slack = 1 + 1e-9;

/// Simulations go through the windows eight at a time: the windows are read from memory, the counts are not.
constexpr std::size_t at_once = 8;
using Eight = double __attribute__((vector_size(at_once * sizeof(double))));
using Counts = std::array<double, at_once>;
constexpr std::size_t block = 8;

inline __attribute__((always_inline)) void add_to(Eight& lanes, Counts const& counts) {
  Eight more;
  std::memcpy(&more, counts.data(), sizeof(more));
  lanes += more;
}

/// Windows `first` to `last` round an area for eight simulations: `inside` goes on, and the answer is whether one of them may have a
/// ratio above its `most`. No ratio is above (inside - expected)^2 / spread, as log(1 + x) <= x.
inline __attribute__((always_inline)) bool may_rise(Windows const& windows, std::size_t first, std::size_t last, Counts const* counts, Eight const& most,
                                                    Eight& inside) {
  decltype(inside > most) hit{};
  for (std::size_t i = first; i < last; ++i) {
    add_to(inside, counts[windows.order[i]]);
    auto more = inside - windows.expected[i];
    more = more > 0 ? more : Eight{};
    hit |= more * more * slack > most * windows.spread[i];
  }
  bool any = false;
  for (std::size_t lane = 0; lane < at_once; ++lane) any = any || hit[lane] != 0;
  return any;
}

using MayRise = bool (*)(Windows const&, std::size_t, std::size_t, Counts const*, Eight const&, Eight&);
bool may_rise_plain(Windows const& windows, std::size_t first, std::size_t last, Counts const* counts, Eight const& most, Eight& inside) {
  return may_rise(windows, first, last, counts, most, inside);
}
#if defined(__x86_64__)
__attribute__((target("avx2"))) bool may_rise_avx2(Windows const& windows, std::size_t first, std::size_t last, Counts const* counts, Eight const& most,
                                                   Eight& inside) {
  return may_rise(windows, first, last, counts, most, inside);
}
__attribute__((target("avx512f"))) bool may_rise_avx512(Windows const& windows, std::size_t first, std::size_t last, Counts const* counts, Eight const& most,
                                                        Eight& inside) {
  return may_rise(windows, first, last, counts, most, inside);
}
MayRise widest() {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f")) return may_rise_avx512;
  return __builtin_cpu_supports("avx2") ? may_rise_avx2 : may_rise_plain;
}
#else
MayRise widest() { return may_rise_plain; }
#endif

class Scan {
 public:
  Scan(ScanAreas const& areas, ScanOptions const& options) : areas_{areas}, options_{options} {
    for (auto const events : areas.events) total_ += events;
    for (auto const people : areas.population) people_ += static_cast<double>(people);
    for (std::int64_t count = 0; count <= total_; ++count)
      c_log_c_.push_back(c_log_c(static_cast<double>(count)));
    for (std::uint32_t area = 0; area < areas.centre.size(); ++area) windows_.push_back(windows_round(area));
  }

  struct Best {
    double log_ratio = 0;
    std::size_t size = 0;  ///< areas in the window; 0: none has more than its share
  };
  /// Whether a window round the area holds the least events: only such are tested.
  [[nodiscard]] bool tests_round(std::size_t area) const {
    std::int64_t inside = 0;
    for (auto const other : windows_[area].order) inside += areas_.events[other];
    return inside >= options_.least_events;
  }
  /// Of the windows round the area, the first with the largest ratio.
  [[nodiscard]] Best best_round(std::size_t area, std::span<std::int64_t const> events) const {
    auto const& windows = windows_[area];
    Best best;
    std::int64_t inside = 0;
    for (std::size_t i = 0; i < windows.order.size(); ++i) {
      inside += events[windows.order[i]];
      double const ratio = ratio_of(windows, i, inside);
      if (ratio > best.log_ratio) best = {ratio, i + 1};
    }
    return best;
  }

  /// The largest ratio of each simulation: every event falls into an area by its population. Fewer than asked for where it was stopped.
  [[nodiscard]] std::vector<double> simulate() const {
    std::vector<std::uint64_t> up_to;
    std::uint64_t sum = 0;
    for (auto const people : areas_.population) up_to.push_back(sum += static_cast<std::uint64_t>(people));
    SeededChance chance{options_.seed};
    std::vector<double> largest;
    std::vector<Counts> counts(areas_.centre.size());
    while (largest.size() < options_.simulations) {
      if (!goes_on(options_.go_on, largest.size(), options_.simulations)) return largest;
      auto const rounds = std::min<std::size_t>(at_once, options_.simulations - largest.size());
      std::ranges::fill(counts, Counts{});
      for (std::size_t round = 0; round < rounds; ++round) {
        for (std::int64_t event = 0; event < total_; ++event) {
          counts[static_cast<std::size_t>(std::ranges::upper_bound(up_to, chance.below(sum)) - up_to.begin())][round] += 1;
        }
      }
      Eight most{};
      for (auto const& windows : windows_) raise(windows, counts, most);
      for (std::size_t round = 0; round < rounds; ++round) largest.push_back(most[round]);
    }
    return largest;
  }

  [[nodiscard]] ScanCluster cluster(std::uint32_t area, Best const& best) const {
    auto const& windows = windows_[area];
    ScanCluster cluster;
    cluster.log_ratio = best.log_ratio;
    cluster.centre = area;
    cluster.areas.assign(windows.order.begin(),
                         windows.order.begin() + static_cast<std::ptrdiff_t>(best.size));
    for (auto const inside : cluster.areas) cluster.events += areas_.events[inside];
    cluster.expected = windows.expected[best.size - 1];
    auto const events = static_cast<double>(cluster.events);
    auto const total = static_cast<double>(total_);
    cluster.relative_risk = cluster.events == total_ ? INFINITY
                                                     : (events / cluster.expected) /
                                                           ((total - events) / (total - cluster.expected));
    return cluster;
  }

 private:
  /// 0 where the window holds no more than its share.
  [[nodiscard]] double ratio_of(Windows const& windows, std::size_t i, std::int64_t inside) const {
    if (inside < options_.least_events || static_cast<double>(inside) <= windows.expected[i]) return 0;
    auto const outside = total_ - inside;
    return c_log_c_[static_cast<std::size_t>(inside)] - static_cast<double>(inside) * windows.log_inside[i] +
           c_log_c_[static_cast<std::size_t>(outside)] - (outside > 0 ? static_cast<double>(outside) * windows.log_outside[i] : 0);
  }

  void raise(Windows const& windows, std::vector<Counts> const& counts, Eight& most) const {
    static MayRise const chosen = widest();
    Eight inside{};
    for (std::size_t first = 0; first < windows.order.size(); first += block) {
      auto const last = std::min(first + block, windows.order.size());
      auto before = inside;
      if (!chosen(windows, first, last, counts.data(), most, inside)) continue;
      for (std::size_t i = first; i < last; ++i) {
        add_to(before, counts[windows.order[i]]);
        for (std::size_t lane = 0; lane < at_once; ++lane) {
          double const ratio = ratio_of(windows, i, static_cast<std::int64_t>(before[lane]));
          if (ratio > most[lane]) most[lane] = ratio;
        }
      }
    }
  }

  [[nodiscard]] Windows windows_round(std::uint32_t area) const {
    std::vector<std::pair<double, std::uint32_t>> near;
    for (std::uint32_t other = 0; other < areas_.centre.size(); ++other) {
      near.emplace_back(PointBuckets::distance(areas_.centre[area], areas_.centre[other]), other);
    }
    std::ranges::sort(near);
    Windows windows;
    double people = 0;
    auto const total = static_cast<double>(total_);
    for (auto const& [apart, other] : near) {
      people += static_cast<double>(areas_.population[other]);
      if (people > options_.most_population * people_) break;
      double const expected = total * people / people_;
      windows.order.push_back(other);
      windows.expected.push_back(expected);
      windows.log_inside.push_back(std::log(expected));
      windows.log_outside.push_back(std::log(total - expected));
      windows.spread.push_back(expected * (total - expected) / total);
    }
    return windows;
  }

  ScanAreas const& areas_;
  ScanOptions const& options_;
  std::int64_t total_ = 0;
  double people_ = 0;
  std::vector<double> c_log_c_;
  std::vector<Windows> windows_;
};

void judge(ScanCluster& cluster, std::vector<double> const& largest) {
  auto const as_large =
      std::ranges::count_if(largest, [&](double one) { return one >= cluster.log_ratio * (1 - 1e-12); });
  cluster.p = (1.0 + static_cast<double>(as_large)) / (1.0 + static_cast<double>(largest.size()));
  cluster.p_gumbel = largest.size() < 2 ? 1 : gumbel_tail(cluster.log_ratio, largest);
}

}  // namespace

double gumbel_tail(double value, std::span<double const> sample) {
  auto const count = static_cast<double>(sample.size());
  double const mean = std::accumulate(sample.begin(), sample.end(), 0.0) / count;
  double squares = 0;
  for (double const one : sample) squares += (one - mean) * (one - mean);
  double const scale = std::sqrt(squares / (count - 1) * 6) / std::numbers::pi;
  if (!(scale > 0)) return value > mean ? 0 : 1;
  return -std::expm1(-std::exp(-(value - (mean - std::numbers::egamma * scale)) / scale));
}

Result<std::vector<ScanCluster>> scan_areas(ScanAreas const& areas, ScanOptions const& options) {
  if (auto const fault = unusable(areas, options)) return tl::unexpected<Problem>{*fault};
  Scan const scan{areas, options};
  std::vector<ScanCluster> candidates;
  bool tested = false;
  for (std::uint32_t area = 0; area < areas.centre.size(); ++area) {
    tested = tested || scan.tests_round(area);
    auto const best = scan.best_round(area, areas.events);
    if (best.size > 0) candidates.push_back(scan.cluster(area, best));
  }
  if (!tested) {
    return fail(Fault::missing, "scan.nothing-tested", "No window of up to half the people holds as many events as it must to be tested: nothing was tested.",
                "Ask for fewer events (--least), take a longer period, or smaller areas where one has more than half the people.");
  }
  std::ranges::stable_sort(candidates,
                           [](auto const& a, auto const& b) { return a.log_ratio > b.log_ratio; });
  std::vector<ScanCluster> clusters;
  if (candidates.empty()) return clusters;
  auto const largest = scan.simulate();
  if (largest.size() < options.simulations) return tl::unexpected<Problem>{stopped_work()};
  std::vector<std::uint8_t> taken(areas.centre.size(), 0);
  for (auto& candidate : candidates) {
    if (std::ranges::any_of(candidate.areas, [&](auto area) { return taken[area] != 0; })) continue;
    judge(candidate, largest);
    if (!clusters.empty() && candidate.p > 0.05) break;
    for (auto const area : candidate.areas) taken[area] = 1;
    clusters.push_back(std::move(candidate));
  }
  return clusters;
}

}  // namespace concordat::places
