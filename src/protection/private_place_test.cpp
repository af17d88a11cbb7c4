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

TEST(PrivatePlaces, AreNoStreetsPubsParksOrStations) {
  for (auto const* kind : {"street", "licensed_premises", "Public house", "Pub, club or bar", "open_space", "work", "transport", "public_place", "other", "Warehouse",
                           "Non-residential building", "Car park"}) {
    EXPECT_FALSE(is_private_place(kind)) << kind;
  }
}

}  // namespace
}  // namespace concordat::protection
