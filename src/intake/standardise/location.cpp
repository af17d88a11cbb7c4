// SPDX-License-Identifier: Apache-2.0
#include "intake/standardise/location.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "intake/standardise/standardisers.h"
#include "intake/standardise/writing.h"

namespace concordat::intake {
namespace {

using namespace std::string_view_literals;
using writing::begin;
using writing::is_digit;
using writing::is_upper;
using writing::mark;
using writing::refuse;

constexpr double south = 49.75;
constexpr double north = 61.0;
constexpr double west = -8.75;
constexpr double east = 1.85;
constexpr std::int64_t easternmost = 700'000;
constexpr std::int64_t northernmost = 1'300'000;

bool is_latitude(double degrees) {
  return degrees >= south && degrees <= north;
}
bool is_longitude(double degrees) {
  return degrees >= west && degrees <= east;
}

/// Letters of the 500 km and 100 km squares run from A in the north-west without I.
int letter_number(char c) {
  return c - 'A' - (c > 'I' ? 1 : 0);
}
char letter_of(int number) {
  return static_cast<char>('A' + number + (number > 7 ? 1 : 0));
}

/// "-1.214176" as most feeds write it: a sign, one or two figures, a point, up to nine more. The quotient of
/// two exact doubles is rounded once, as the general reader rounds.
bool read_usual(std::string_view raw, double& out) {
  auto rest = raw;
  bool const negative = rest.starts_with('-');
  if (negative) rest.remove_prefix(1);
  auto const point = rest.find('.');
  if (point < 1 || point > 2 || rest.size() < point + 2 || rest.size() > point + 10) return false;
  if (point == 2 && rest[0] == '0') return false;
  std::int64_t number = 0;
  std::int64_t scale = 1;
  for (std::size_t at = 0; at < rest.size(); ++at) {
    if (at == point) continue;
    if (!is_digit(rest[at])) return false;
    number = number * 10 + writing::digit(rest[at]);
    if (at > point) scale *= 10;
  }
  if (number == 0) return false;
  out = static_cast<double>(negative ? -number : number) / static_cast<double>(scale);
  return true;
}

void coordinate(std::string_view raw, Value& out, FixedText grammar, FixedText remedy) {
  if (double usual = 0; read_usual(raw, usual)) {
    (void)writing::open(raw, out);
    out.decimal = usual;
    out.text.assign(raw);
    return;
  }
  standardise::decimal(raw, {}, out);
  if (out.verdict == Verdict::invalid) refuse(out, grammar, remedy);
  // a percent sign is a number's, never a coordinate's
  if (raw.find('%') != std::string_view::npos && out.usable()) refuse(out, grammar, remedy);
}

constexpr FixedText decimal_degrees = "Give decimal degrees, such as 52.621663.";

struct MetreRules {
  std::int64_t most = 0;
  FixedText grammar;
  FixedText outside;
  FixedText remedy;
};

void metres(std::string_view raw, Value& out, MetreRules const& rules) {
  if (!begin(raw, out, writing::Blanks::wide)) return;
  auto const trimmed = raw;
  auto number = raw;
  if (number.size() > 1 && (number.back() == 'm' || number.back() == 'M')) {
    number = text::trim(number.substr(0, number.size() - 1));
    mark(out, Change::punctuation);
  }
  auto const before = out.changes;
  standardise::decimal(number, {}, out);
  if (out.verdict == Verdict::invalid || number.find('%') != std::string_view::npos) {
    return refuse(out, rules.grammar, "Give whole metres on the British National Grid.");
  }
  if (out.verdict != Verdict::ok && out.verdict != Verdict::changed) return;
  out.changes |= before;
  if (out.decimal < 0 || out.decimal > static_cast<double>(rules.most)) {
    return refuse(out, rules.outside, rules.remedy);
  }
  out.number = static_cast<std::int64_t>(out.decimal);
  out.decimal = 0;
  if (out.number == 0) return writing::placeholder(out);
  if (auto const point = out.text.find('.'); point != std::string::npos) {
    out.text.resize(point);
    mark(out, Change::cut);
  }
  if (out.text != trimmed && out.changes == 0) mark(out, Change::punctuation);
  writing::finish(out);
}

struct CodeKind {
  std::string_view start;
  AreaKind kind;
};

constexpr std::array code_kinds{
    CodeKind{"E01", AreaKind::lsoa},         CodeKind{"W01", AreaKind::lsoa},
    CodeKind{"E02", AreaKind::msoa},         CodeKind{"W02", AreaKind::msoa},
    CodeKind{"E05", AreaKind::ward},         CodeKind{"W05", AreaKind::ward},
    CodeKind{"E00", AreaKind::output_area},  CodeKind{"W00", AreaKind::output_area},
    CodeKind{"E06", AreaKind::district},     CodeKind{"E07", AreaKind::district},
    CodeKind{"E08", AreaKind::district},     CodeKind{"E09", AreaKind::district},
    CodeKind{"W06", AreaKind::district},     CodeKind{"E10", AreaKind::county},
    CodeKind{"E11", AreaKind::county},       CodeKind{"E12", AreaKind::region},
    CodeKind{"E23", AreaKind::police_force}, CodeKind{"W15", AreaKind::police_force},
    CodeKind{"E92", AreaKind::country},      CodeKind{"W92", AreaKind::country},
    CodeKind{"S01", AreaKind::lsoa},         CodeKind{"S02", AreaKind::msoa},
    CodeKind{"S12", AreaKind::district},     CodeKind{"S13", AreaKind::ward},
    CodeKind{"S92", AreaKind::country},      CodeKind{"N92", AreaKind::country},
    CodeKind{"N09", AreaKind::district},     CodeKind{"N08", AreaKind::ward}};

}  // namespace

std::optional<GridSquare> grid_square(std::string_view reference) {
  if (reference.size() < 4 || reference.size() > 12 || reference.size() % 2 != 0) return std::nullopt;
  if (!is_upper(reference[0]) || !is_upper(reference[1]) || reference[0] == 'I' || reference[1] == 'I') {
    return std::nullopt;
  }
  auto const figures = reference.substr(2);
  if (!std::ranges::all_of(figures, is_digit)) return std::nullopt;
  auto const large = letter_number(reference[0]);
  auto const small = letter_number(reference[1]);
  // S, the square of the origin, is the third column and the fourth row from the north
  auto const east_of = (large % 5 - 2) * 5 + small % 5;
  auto const north_of = (3 - large / 5) * 5 + 4 - small / 5;
  auto const half = figures.size() / 2;
  int size = 100'000;
  int easting = 0;
  int northing = 0;
  for (std::size_t at = 0; at < half; ++at) {
    size /= 10;
    easting += writing::digit(figures[at]) * size;
    northing += writing::digit(figures[half + at]) * size;
  }
  GridSquare const square{east_of * 100'000 + easting, north_of * 100'000 + northing, size};
  bool const inside = square.easting >= 0 && square.easting < easternmost && square.northing >= 0 &&
                      square.northing < northernmost;
  return inside ? std::optional{square} : std::nullopt;
}

std::optional<std::string> grid_reference(std::int32_t easting, std::int32_t northing, std::int32_t size) {
  if (easting < 0 || easting >= easternmost || northing < 0 || northing >= northernmost) return std::nullopt;
  std::size_t figures = 0;
  for (std::int32_t step = 100'000; step > size; step /= 10) ++figures;
  if (figures < 1 || figures > 5) return std::nullopt;
  auto const east_of = easting / 100'000;
  auto const north_of = northing / 100'000;
  std::string out;
  out.push_back(letter_of((3 - north_of / 5) * 5 + 2 + east_of / 5));
  out.push_back(letter_of((4 - north_of % 5) * 5 + east_of % 5));
  for (auto const metres_in : {easting % 100'000, northing % 100'000}) {
    std::int32_t unit = 10'000;
    for (std::size_t at = 0; at < figures; ++at, unit /= 10) {
      out.push_back(static_cast<char>('0' + metres_in / unit % 10));
    }
  }
  return out;
}

std::optional<AreaKind> kind_of_area(std::string_view code) {
  if (code.size() != 9 || "EWSNKJLM"sv.find(code[0]) == std::string_view::npos) return std::nullopt;
  if (!std::ranges::all_of(code.substr(1), is_digit)) return std::nullopt;
  for (auto const& known : code_kinds) {
    if (code.starts_with(known.start)) return known.kind;
  }
  return AreaKind::other;
}

PairCheck check_degrees(double longitude, double latitude) {
  if (longitude == 0 && latitude == 0) return PairCheck::zero;
  if (is_longitude(longitude) && is_latitude(latitude)) return PairCheck::good;
  if (is_longitude(latitude) && is_latitude(longitude)) return PairCheck::swapped;
  return PairCheck::outside;
}

PairCheck check_metres(std::int64_t easting, std::int64_t northing) {
  auto const fits = [](std::int64_t x, std::int64_t y) {
    return x >= 0 && x < easternmost && y >= 0 && y < northernmost;
  };
  if (easting == 0 && northing == 0) return PairCheck::zero;
  if (fits(easting, northing)) return PairCheck::good;
  return fits(northing, easting) ? PairCheck::swapped : PairCheck::outside;
}

namespace standardise {

void latitude(std::string_view raw, Context const& /*context*/, Value& out) {
  coordinate(raw, out, "latitude.grammar", decimal_degrees);
  if (!out.usable()) return;
  if (out.decimal == 0) return writing::placeholder(out);
  if (is_latitude(out.decimal)) return;
  if (is_longitude(out.decimal)) {
    return refuse(out, "latitude.looks-like-longitude",
                  "Check whether latitude and longitude changed places.");
  }
  refuse(out, "latitude.outside", "Give a latitude in the United Kingdom, between 49.75 and 61.");
}

void longitude(std::string_view raw, Context const& /*context*/, Value& out) {
  coordinate(raw, out, "longitude.grammar", decimal_degrees);
  if (!out.usable()) return;
  if (is_latitude(out.decimal)) {
    return refuse(out, "longitude.looks-like-latitude",
                  "Check whether latitude and longitude changed places.");
  }
  if (!is_longitude(out.decimal)) {
    return refuse(out, "longitude.outside",
                  "Give a longitude in the United Kingdom, between -8.75 and 1.85.");
  }
  // Greenwich has longitude 0, and so has a place nobody looked up: a lone 0 is held, 0.000000 was measured
  if (out.text == "0")
    writing::hold(out, "longitude.zero", "Leave the cell empty where the place is not known.");
}

void easting(std::string_view raw, Context const& /*context*/, Value& out) {
  metres(raw, out,
         {easternmost, "easting.grammar", "easting.outside",
          "Give metres on the British National Grid, between 0 and 700000."});
}

void northing(std::string_view raw, Context const& /*context*/, Value& out) {
  metres(raw, out,
         {northernmost, "northing.grammar", "northing.outside",
          "Give metres on the British National Grid, between 0 and 1300000."});
}

void gridref(std::string_view raw, Context const& /*context*/, Value& out) {
  if (!begin(raw, out, writing::Blanks::wide)) return;
  std::array<char, 12> buffer{};
  std::uint32_t ignored = 0;
  auto const size = writing::squeeze(raw, buffer.data(), buffer.size(), ignored);
  std::string_view const text{buffer.data(), size <= buffer.size() ? size : 0};
  auto const figures = text.substr(std::min<std::size_t>(2, text.size()));
  if (text.size() < 4 || !is_upper(text[0]) || !is_upper(text[1]) ||
      !std::ranges::all_of(figures, is_digit)) {
    return refuse(out, "gridref.grammar", "Give two letters and an even number of figures: TQ299804.");
  }
  if (figures.size() % 2 != 0) {
    return refuse(out, "gridref.odd-figures", "Give as many figures east as north: a figure is missing.");
  }
  if (!grid_square(text))
    return refuse(out, "gridref.outside", "Check the letters: the square is not in Great Britain.");
  writing::settle(out, raw, text);
  writing::finish(out);
}

void area_code(std::string_view raw, Context const& context, Value& out) {
  if (!begin(raw, out, writing::Blanks::wide)) return;
  std::array<char, 9> buffer{};
  std::uint32_t ignored = 0;
  auto const size = writing::squeeze(raw, buffer.data(), buffer.size(), ignored);
  std::string_view const text{buffer.data(), size <= buffer.size() ? size : 0};
  auto const kind = kind_of_area(text);
  if (!kind)
    return refuse(out, "area_code.grammar", "Give a code of the Office for National Statistics: E01000001.");
  if (context.area_kind != AreaKind::any && *kind != context.area_kind) {
    return refuse(out, "area_code.other-kind", "The code names another kind of area than the field holds.");
  }
  writing::settle(out, raw, text);
  out.number = static_cast<std::int64_t>(*kind);
  writing::finish(out);
}

}  // namespace standardise
}  // namespace concordat::intake
