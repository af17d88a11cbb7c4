// SPDX-License-Identifier: Apache-2.0
// The made-up people. A person is computed from a number, so a million of them need no memory.
//
// Identifiers lie in ranges kept for tests: NHS numbers from 999, telephones from the range for drama, UPNs
// of the pseudo authorities 000 and 001. All check digits are right; a planted error is made elsewhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"
#include "synth/world/place.h"

namespace concordat::synth {

struct Person {
  std::uint32_t number = 0;
  std::uint32_t household = 0;
  std::string_view given_name = {};
  std::string_view known_as = {};  ///< a short form; empty where there is none
  std::string family_name = {};
  bool female = false;
  Date born = {};
  std::uint32_t street = 0;
  int house = 0;
  bool twin = false;  ///< of the next or the previous person
};

class People {
 public:
  /// `today` is the first day after the last month. The place must outlive this.
  People(std::uint64_t seed, Place const& place, Date today) : seed_{seed}, place_{&place}, today_{today} {}

  [[nodiscard]] Person person(std::uint32_t number) const;
  [[nodiscard]] int age(std::uint32_t number, Date on) const;
  [[nodiscard]] Population population(Area const& area) const;
  [[nodiscard]] std::uint32_t area_of(std::uint32_t number) const;

 private:
  [[nodiscard]] Date born(std::uint32_t number) const;

  std::uint64_t seed_;
  Place const* place_;
  Date today_;
};

/// The number of a household, and which of its members this is (0 and 1 are adults).
struct Member {
  std::uint32_t household;
  std::uint32_t position;
  std::uint32_t size;
};
[[nodiscard]] Member member_of(std::uint32_t person);

/// Absent for one in eleven serials, whose check digit would be 10, and beyond a million.
[[nodiscard]] std::optional<std::string> nhs_number(std::uint32_t person);
[[nodiscard]] std::string upn(std::uint32_t person);
[[nodiscard]] std::string mobile(std::uint32_t household);  ///< "07700 900123"

// No range is kept for tests for these. They have the right form and letters, and lie where none was ever issued: the police
// computer keeps nobody of 1900, and no probation or prison number begins with Y or Z.
[[nodiscard]] std::string pnc_id(std::uint32_t person);        ///< "1900/0000123D"
[[nodiscard]] std::string probation_crn(std::uint32_t person);  ///< "Z000123"; "Y" from a million on
[[nodiscard]] std::string prison_number(std::uint32_t person);  ///< "Z0123AA"

}  // namespace concordat::synth
