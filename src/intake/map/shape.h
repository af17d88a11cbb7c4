// SPDX-License-Identifier: Apache-2.0
// What the values of a column look like: only to suggest a field. The standardisers decide what a value is.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace concordat::intake {

enum class Shape : std::uint8_t {
  nhs_number,     ///< ten digits with a right check digit
  upn,            ///< letter, eleven digits, digit or letter, with a right check letter
  uln,            ///< ten digits with a right check digit of the learner number
  pnc,            ///< 1999/9999999V
  cro,            ///< 999999/99A
  probation_crn,  ///< A999999
  prison_number,  ///< A9999AA
  case_urn,       ///< eleven characters: two digits, two of force unit, seven digits
  six_digits,
  laestab,        ///< 999/9999
  nino,
  postcode,
  outward_postcode,
  email,
  phone,
  grid_reference,
  date,
  datetime,
  time,
  month,
  lsoa,
  msoa,
  ward,
  district,  ///< ONS code of a local authority
  latitude,
  longitude,
  easting,
  northing,
  small_integer,  ///< up to four digits
  integer,
  decimal,
  yes_no,
  sex,
  role,            ///< a word for what somebody is in an event
  exclusion_code,  ///< two letters of the school exclusion reasons
  sen_code,        ///< N, K or E
  prison_code,     ///< three capital letters
  site_code,       ///< health organisation code: R or N, then letters and digits
  handling_code,   ///< A1, S2
  icd10,
  ic_code,
  hash,            ///< 64 hexadecimal digits
  reference,       ///< letters or signs with digits, no spaces: a local number
  words,           ///< letters and spaces, no digits
  text,            ///< four words or more
  count_           ///< how many there are
};

inline constexpr auto shape_count = static_cast<std::size_t>(Shape::count_);

[[nodiscard]] bool has_shape(std::string_view value, Shape shape);

/// Share of the values given that have each shape; empty values do not count.
class ShapeCount {
 public:
  void add(std::string_view value);
  [[nodiscard]] std::size_t values() const { return values_; }
  /// 0 where no value was added.
  [[nodiscard]] double share(Shape shape) const;

 private:
  std::size_t values_ = 0;
  std::array<std::size_t, shape_count> counts_{};
};

/// What the values look like, in fixed words for people ("dates with a time"); empty where that says nothing.
[[nodiscard]] std::string_view looks_like(ShapeCount const& values);

}  // namespace concordat::intake
