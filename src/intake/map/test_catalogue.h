// SPDX-License-Identifier: Apache-2.0
// For the tests of this module: the shipped definitions, loaded once.
#pragma once

#include <string>

#include "catalogue/catalogue.h"
#include "intake/map/profile.h"

namespace concordat::intake {

inline catalogue::Catalogue const& test_catalogue() {
  static auto const loaded = catalogue::Catalogue::load(std::string{CONCORDAT_SOURCE_DIR} + "/definitions");
  return loaded.catalogue;
}

inline LoadedProfiles const& test_profiles() {
  static auto const loaded =
      load_profiles(std::string{CONCORDAT_SOURCE_DIR} + "/definitions/profiles", test_catalogue());
  return loaded;
}

}  // namespace concordat::intake
