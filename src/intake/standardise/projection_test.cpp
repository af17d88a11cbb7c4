// SPDX-License-Identifier: Apache-2.0
#include "intake/standardise/projection.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "base/chance.h"

namespace concordat::intake {
namespace {

struct Known {
  Degrees degrees;
  Metres metres;
};

// Ordnance Survey's published test points for OSTN15 (TP02, TP05, TP09, TP12, TP15, TP20, TP25).
constexpr std::array published{
    Known{{-5.20304609998, 49.96006137820}, {170370.718, 11572.405}},
    Known{{-1.45051433700, 50.93127937910}, {438710.920, 114792.250}},
    Known{{-0.11992557180, 51.48936564950}, {530624.974, 178388.464}},
    Known{{-2.15458614387, 52.25529381630}, {389544.190, 261912.153}},
    Known{{-1.19747655922, 52.96219109410}, {454002.834, 340834.943}},
    Known{{-1.66379168242, 53.80021519630}, {422242.186, 433818.701}},
    Known{{-1.61657685184, 54.97912273660}, {424639.355, 565012.703}},
};

TEST(Projections, AreAsAccurateAsTheySay) {
  auto projector = Projector::make();
  ASSERT_TRUE(projector);
  for (auto const& known : published) {
    auto const metres = projector->to_metres(known.degrees);
    ASSERT_TRUE(metres);
    EXPECT_LT(std::hypot(metres->easting - known.metres.easting, metres->northing - known.metres.northing),
              Projector::accuracy_metres);
  }
}

TEST(Projections, ComeBackToWhereTheyStarted) {
  auto projector = Projector::make();
  ASSERT_TRUE(projector);
  SeededChance chance{11};
  for (int round = 0; round < 2000; ++round) {
    Metres const start{chance.unit() * 700'000, chance.unit() * 1'300'000};
    auto const degrees = projector->to_degrees(start);
    ASSERT_TRUE(degrees);
    auto const back = projector->to_metres(*degrees);
    if (!back) continue;  // at the very edge of the grid
    EXPECT_LT(std::hypot(back->easting - start.easting, back->northing - start.northing),
              0.002);  // the height is left alone, which costs a millimetre
  }
}

TEST(Projections, RememberWithoutChangingABit) {
  auto once = Projector::make();
  auto often = Projector::make();
  ASSERT_TRUE(once && often);
  SeededChance chance{12};
  std::vector<Degrees> places;
  for (int at = 0; at < 50'000; ++at) {
    places.push_back(
        {-1.9 + std::floor(chance.unit() * 800) / 1000, 52.4 + std::floor(chance.unit() * 800) / 1000});
  }
  std::vector<Metres> bulk(places.size());
  often->to_metres(places, bulk);
  often->to_metres(places, bulk);
  for (std::size_t at = 0; at < places.size(); at += 97) {
    EXPECT_EQ(once->to_metres(places[at]), bulk[at]);
  }
}

TEST(Projections, GiveNothingOffTheGrid) {
  auto projector = Projector::make();
  ASSERT_TRUE(projector);
  EXPECT_FALSE(projector->to_metres({2.35, 48.85}));
  EXPECT_FALSE(projector->to_metres({-1.2, 95}));
  EXPECT_FALSE(projector->to_metres({std::numeric_limits<double>::quiet_NaN(), 52}));
  EXPECT_FALSE(projector->to_degrees({-1, 5}));
  std::array<Degrees, 1> const paris{Degrees{2.35, 48.85}};
  std::array<Metres, 1> out{};
  projector->to_metres(paris, out);
  EXPECT_TRUE(std::isnan(out[0].easting));
}

TEST(Projections, SayWhenTheLibraryDoesNotStart) {
  auto const broken = Projector::make_from("+proj=nonsense");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code.view(), "projection.unavailable");
}

}  // namespace
}  // namespace concordat::intake
