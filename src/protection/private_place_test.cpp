// SPDX-License-Identifier: Apache-2.0
#include "protection/private_place.h"

#include <gtest/gtest.h>

namespace concordat::protection {
namespace {

TEST(PrivatePlaces, AreHomesCareHomesSchoolsHostelsRefugesAndHospitals) {
  for (auto const* kind : {"home", "Home", "patient's home", "care_home", "Dwelling - house", "House - single occupancy", "Purpose built flat", "School or college",
                           "education", "Educational establishment", "hostel", "Women's refuge", "hospital", "Hospital ward", "private", "domestic"}) {
    EXPECT_TRUE(is_private_place(kind)) << kind;
  }
}

TEST(PrivatePlaces, AreThoseThatAreNotKnown) {
  for (auto const* kind : {"", " ", "not_known", "Not known", "unknown", "Not stated"}) EXPECT_TRUE(is_private_place(kind)) << kind;
}

TEST(PrivatePlaces, AreAlsoThoseThatNobodyThoughtOf) {
  for (auto const* kind : {"Abode", "lodgings", "pad", "squat", "Youth club", "Street outside dwelling", "Pub flat", "House", "work", "other", "Warehouse", "Non-residential building",
                           "Pub or home", "place", "or", ",", "public", "Halls of residence", "caravan park", "s"}) {
    EXPECT_TRUE(is_private_place(kind)) << kind;
  }
}

TEST(PrivatePlaces, AreNoStreetsPubsParksStationsOrShops) {
  for (auto const* kind : {"street", "Streets", "licensed_premises", "LICENSED PREMISES", "Public house", "Pub, club or bar", "open_space", "Park or open space", "transport",
                           "Public transport or station", "public_place", "Car park", "shop", "Shops/restaurants", "pub & bar", "shopping_centre"}) {
    EXPECT_FALSE(is_private_place(kind)) << kind;
  }
}

}  // namespace
}  // namespace concordat::protection
