// SPDX-License-Identifier: Apache-2.0
#include "intake/standardise/projection.h"

#include <proj.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace concordat::intake {
namespace {

// Ordnance Survey, "A guide to coordinate systems in Great Britain", section 6.6: OSGB36 to WGS84, taken
// backwards. Written out, so that the answer depends neither on PROJ's database nor on the grids a machine
// happens to have.
constexpr char const* to_grid =
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=push +v_3 "
    "+step +proj=cart +ellps=WGS84 "
    "+step +inv +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489 "
    "+convention=position_vector "
    "+step +inv +proj=cart +ellps=airy +step +proj=pop +v_3 "
    "+step +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy";

constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t memo_size = std::size_t{1} << 15U;  // 1 MiB each way; a force's map points fit

/// Remembers one answer for each place in the table; a clash forgets the older one.
class Memo {
 public:
  struct Entry {
    std::uint64_t from_x = 0;
    std::uint64_t from_y = 0;
    double x = 0;
    double y = 0;
    bool used = false;
  };
  Entry& place_of(double x, double y) {
    if (table_.empty()) table_.resize(memo_size);
    auto mixed = std::bit_cast<std::uint64_t>(x) * 0x9e3779b97f4a7c15ULL;
    mixed ^= std::bit_cast<std::uint64_t>(y) * 0xc2b2ae3d27d4eb4fULL;
    mixed *= 0xff51afd7ed558ccdULL;
    return table_[mixed >> 49U];
  }
  static bool holds(Entry const& entry, double x, double y) {
    return entry.used && entry.from_x == std::bit_cast<std::uint64_t>(x) &&
           entry.from_y == std::bit_cast<std::uint64_t>(y);
  }

 private:
  std::vector<Entry> table_;
};
static_assert(memo_size == std::size_t{1} << (64U - 49U));

bool on_grid(double easting, double northing) {
  return easting >= 0 && easting <= 700'000 && northing >= 0 && northing <= 1'300'000;
}

}  // namespace

struct Projector::Inside {
  PJ_CONTEXT* context = nullptr;
  PJ* transform = nullptr;
  Memo forward;
  Memo backward;

  Inside() = default;
  Inside(Inside const&) = delete;
  Inside& operator=(Inside const&) = delete;
  ~Inside() {
    proj_destroy(transform);
    proj_context_destroy(context);
  }

  Memo::Entry const& ask(Memo& memo, PJ_DIRECTION direction, double x, double y) {
    auto& entry = memo.place_of(x, y);
    if (Memo::holds(entry, x, y)) return entry;
    proj_errno_reset(transform);
    auto const answer = proj_trans(transform, direction, proj_coord(x, y, 0, 0));
    bool const good = std::isfinite(answer.xy.x) && std::isfinite(answer.xy.y);
    entry = {std::bit_cast<std::uint64_t>(x), std::bit_cast<std::uint64_t>(y), good ? answer.xy.x : nowhere,
             good ? answer.xy.y : nowhere, true};
    return entry;
  }
};

Projector::Projector(std::unique_ptr<Inside> inside) : inside_{std::move(inside)} {}
Projector::Projector(Projector&&) noexcept = default;
Projector& Projector::operator=(Projector&&) noexcept = default;
Projector::~Projector() = default;

Result<Projector> Projector::make() {
  return make_from(to_grid);
}

Result<Projector> Projector::make_from(char const* pipeline) {
  auto inside = std::make_unique<Inside>();
  inside->context = proj_context_create();
  if (inside->context != nullptr) {
    proj_log_level(inside->context, PJ_LOG_NONE);
    proj_context_set_enable_network(inside->context, 0);
    inside->transform = proj_create(inside->context, pipeline);
  }
  if (inside->transform == nullptr) {
    return fail(Fault::unavailable, "projection.unavailable", "The projection library did not start.",
                "Install PROJ 9 or later; setup does it.");
  }
  return Projector{std::move(inside)};
}

std::optional<Metres> Projector::to_metres(Degrees place) {
  if (!(std::abs(place.longitude) <= 180) || !(std::abs(place.latitude) <= 90)) return std::nullopt;
  auto const& found = inside_->ask(inside_->forward, PJ_FWD, place.longitude, place.latitude);
  if (!on_grid(found.x, found.y)) return std::nullopt;
  return Metres{found.x, found.y};
}

std::optional<Degrees> Projector::to_degrees(Metres place) {
  if (!on_grid(place.easting, place.northing)) return std::nullopt;
  auto const& found = inside_->ask(inside_->backward, PJ_INV, place.easting, place.northing);
  if (!std::isfinite(found.x)) return std::nullopt;
  return Degrees{found.x, found.y};
}

void Projector::to_metres(std::span<Degrees const> places, std::span<Metres> out) {
  for (std::size_t at = 0; at < places.size(); ++at) {
    out[at] = to_metres(places[at]).value_or(Metres{nowhere, nowhere});
  }
}

void Projector::to_degrees(std::span<Metres const> places, std::span<Degrees> out) {
  for (std::size_t at = 0; at < places.size(); ++at) {
    out[at] = to_degrees(places[at]).value_or(Degrees{nowhere, nowhere});
  }
}

}  // namespace concordat::intake
