// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/household/home.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace concordat::hub::links {
std::string standard_of(Json const& identity, std::string_view field) {
  auto const& value = identity[field].array();
  return value.empty() ? std::string{} : value.front().string();
}

namespace {

/// Words for an address at which somebody lives with others of their own home.
bool is_home(std::string_view kind) {
  constexpr std::array words{"home", "home address", "permanent", "main", "current", "previous", "former", "family home"};
  auto const folded = text::fold(text::trim(kind));
  return folded.empty() || std::ranges::find(words, folded) != words.end();
}

/// Without spaces and signs: "Flat 2," and "flat 2" are one.
std::string plain(std::string_view part) {
  std::string out;
  for (auto const c : text::fold(part)) {
    if (c != ' ' && c != ',' && c != '.' && c != '-' && c != '\'') out += c;
  }
  return out;
}

bool same_or_unknown(std::string_view one, std::string_view other) { return one.empty() || other.empty() || plain(one) == plain(other); }

}  // namespace

std::optional<Home> home_in(Json const& identity) {
  if (!is_home(standard_of(identity, "address_type"))) return std::nullopt;
  Home home;
  home.said = standard_of(identity, "address_text");
  home.postcode = standard_of(identity, "postcode");
  home.property = standard_of(identity, "uprn");
  home.parts = intake::split_address(home.said);
  if (home.postcode.empty()) home.postcode = home.parts.postcode;
  home.from = parse_date(standard_of(identity, "address_from"));
  home.to = parse_date(standard_of(identity, "address_to"));
  bool const tells = !home.property.empty() || (!home.postcode.empty() && (!home.parts.number.empty() || !home.parts.building.empty()));
  return tells ? std::optional{std::move(home)} : std::nullopt;
}

std::optional<std::string> what_agrees(Home const& one, Home const& other) {
  if (!one.property.empty() && !other.property.empty()) return one.property == other.property ? std::optional<std::string>{"property-number"} : std::nullopt;
  if (one.postcode.empty() || one.postcode != other.postcode) return std::nullopt;
  auto const& a = one.parts;
  auto const& b = other.parts;
  // A flat is a home of its own: where one record leaves it out, the two may be neighbours.
  if (plain(a.flat) != plain(b.flat) || plain(a.number) != plain(b.number)) return std::nullopt;
  if (a.number.empty() && plain(a.building) != plain(b.building)) return std::nullopt;
  if (a.number.empty() && a.building.empty()) return std::nullopt;
  if (!same_or_unknown(a.building, b.building) || !same_or_unknown(a.street, b.street)) return std::nullopt;
  return "address";
}

bool at_one_time(Home const& one, Home const& other) {
  bool const one_left = one.to && other.from && *one.to <= *other.from;
  bool const other_left = other.to && one.from && *other.to <= *one.from;
  return !one_left && !other_left;
}

}  // namespace concordat::hub::links
