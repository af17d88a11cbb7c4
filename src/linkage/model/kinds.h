// SPDX-License-Identifier: Apache-2.0
// What a column may be. The list is closed on purpose: nothing but what identifies a person can be compared.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace concordat::linkage {

enum class Kind : std::uint8_t {
  forename,
  middle_name,
  surname,
  date_of_birth,
  sex,
  postcode,
  street_number,
  street,
  town,
  county,
  phone,
  email,
  nhs_number,
  identifier,
};
inline constexpr std::size_t kinds = 14;

[[nodiscard]] std::string_view name_of(Kind kind);
[[nodiscard]] std::optional<Kind> kind_named(std::string_view name);
[[nodiscard]] std::vector<std::string> kind_names();

/// Values of one space have one dictionary and compare with each other: all names, all phone numbers.
using Space = std::uint8_t;
inline constexpr std::size_t spaces = kinds;
[[nodiscard]] Space space_of(Kind kind);
[[nodiscard]] bool is_name(Kind kind);

/// What is taken from a value, for keys and for levels.
enum class Part : std::uint8_t {
  whole,
  initial,   ///< first letter
  sound,     ///< spellings that sound alike in English
  root,      ///< spellings of one name in any romanisation
  full_name, ///< the name a nickname most likely stands for
  sector,    ///< of a postcode: "N15 4"
  district,  ///< "N15"
  area,      ///< "N"
  year,
  month_day, ///< with day and month in order of size: 03-11 and 11-03 are one
  user,      ///< of an e-mail address: before the @
  latin,     ///< the root of the name's spelling in Latin letters: for Latin names their root
};
inline constexpr std::size_t name_parts = 12;
[[nodiscard]] std::string_view name_of(Part part);
[[nodiscard]] std::optional<Part> part_named(std::string_view name);
[[nodiscard]] bool part_fits(Part part, Kind kind);

/// The part of a value, or nothing where it has none ("" and values that make no sense).
[[nodiscard]] std::string postcode_part(Part part, std::string_view postcode);

}  // namespace concordat::linkage
