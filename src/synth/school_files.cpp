// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "synth/exports.h"
#include "synth/office.h"

namespace concordat::synth {
namespace {

constexpr std::string_view trust = "northshire-schools-trust";

enum Column : std::size_t {
  number,
  surname,
  forename,
  born,
  year,
  school,
  postcode,
  phone,
  attendance,
  role,
  as_at
};
constexpr std::array<std::string_view, 11> headers{"UPN",   "SURNAME", "Forename",  "DoB",
                                                   "Year",  "School",  "Post Code", "Contact Tel",
                                                   "Att %", "Role",    "As At"};

bool of_school_age(World const& world, std::uint32_t person, Date on) {
  auto const years = world.people.age(person, on);
  return years >= 11 && years <= 16;
}

/// Each school keeps dates its own way.
std::string school_date(Date date, std::uint32_t school_number) {
  switch (school_number % 5) {
    case 0:
      return uk_date(date);
    case 1:
      return format_date(date);
    case 2:
      return dashed_date(date);
    case 3:
      return short_uk_date(date);
    default:
      return worded_date(date);
  }
}

int year_group(int age, Month month) {
  // Pupils of one age are in two years; the September birthday decides, near enough for a list.
  return std::clamp(age - (month.month() >= 9 ? 4 : 5), 7, 11);
}

}  // namespace

SchoolExports::SchoolExports(World const& world, Month first, int months) : world_{&world} {
  auto const schools = world.place.places_of(PlaceKind::school);
  auto const wanted =
      std::max<std::uint32_t>(10, world.population / 930 * static_cast<std::uint32_t>(months + 12) / 36);
  auto const slice = world.population / wanted;
  for (std::uint32_t i = 0; i < wanted; ++i) {
    auto draw = Draw{world.seed, Lot::pupil, i};
    Pupil pupil;
    pupil.from = draw.between(-10, months - 1);
    pupil.until = pupil.from + draw.between(5, 22);
    pupil.school = schools[draw.below(schools.size())];
    auto const middle = Month{first.index + (pupil.from + pupil.until) / 2}.first_day();
    auto const often = draw.happens(0.6);
    auto const twins = i % 16 == 0;
    for (auto tries = 0; tries < 400; ++tries) {
      auto person = i * slice + static_cast<std::uint32_t>(draw.below(slice));
      if (often && !twins) person = std::max(i * slice, person - person % often_met);
      if (!of_school_age(world, person, middle)) continue;
      if (twins && (!world.people.person(person).twin || member_of(person).position != 2)) continue;
      pupil.person = person;
      pupils_.push_back(pupil);
      if (twins) {
        ++pupil.person;
        pupils_.push_back(pupil);
      }
      break;
    }
  }
}

std::vector<std::string> SchoolExports::cells_of(Pupil const& pupil, Turn const& turn, Export& out,
                                                 Draw& draw) {
  auto const person = world_->people.person(pupil.person);
  auto const listed_on = turn.month.next().first_day() - std::chrono::days{1};
  auto usual = Draw{world_->seed, Lot::school, pupil.person};
  auto const attends = std::clamp(usual.between(52.0, 97.0) + draw.between(-6.0, 6.0), 5.0, 100.0);
  auto given = std::string{person.given_name};
  auto const given_lot = draw.unit();
  if (given_lot < 0.08 && !person.known_as.empty()) {
    given = person.known_as;
    out.error(headers[forename], "nickname");
  } else if (given_lot > 0.97 && given.size() > 3 && given[1] != given[2] &&
             static_cast<unsigned char>(given[1]) < 0x80 && static_cast<unsigned char>(given[2]) < 0x80) {
    std::swap(given[1], given[2]);
    out.error(headers[forename], "typing-error");
  }
  return {upn(pupil.person),
          capitals(person.family_name),
          given,
          school_date(person.born, pupil.school),
          std::to_string(year_group(world_->people.age(pupil.person, listed_on), turn.month)),
          world_->place.key_places[pupil.school].name,
          world_->place.streets[person.street].postcode,
          mobile(person.household),
          draw.happens(0.02) ? "N/K" : fmt::format("{:.1f}", attends),
          usual.happens(0.7) ? "At risk" : "Unknown",
          uk_date(listed_on)};
}

namespace {

/// At most one planted error a row, beside those in the name.
void spoil_pupil(std::vector<std::string>& cells, Export& out, Draw& draw) {
  auto const lot = draw.unit() * 1000;
  if (lot < 22) {
    cells[role].clear();
    out.error(headers[role], "blank-role");
  } else if (lot < 34) {
    cells[born] = lot < 28 ? "01/01/1900" : "1900-01-01";
    out.error(headers[born], "placeholder-date");
  } else if (lot < 39) {
    cells[born] = "31/02/2012";
    out.error(headers[born], "impossible-date");
  } else if (lot < 69) {
    cells[phone].erase(0, 1);
    out.error(headers[phone], "lost-leading-zero");
  } else if (lot < 78) {
    cells[number].front() = cells[number].front() == 'A' ? 'B' : 'A';
    out.error(headers[number], "wrong-check-letter");
  } else if (lot < 82) {
    cells.erase(cells.begin() + school);
    out.error("", "ragged-row");
  }
}

}  // namespace

Result<void> SchoolExports::write(Turn const& turn, Output& output) {
  auto draw = Draw{world_->seed, Lot::school, static_cast<std::uint64_t>(turn.month.index), 1};
  auto const wide = turn.index % 6 == 2;
  Export out{
      output,
      {trust, "school-list", fmt::format("concerns-{}.{}", format_month(turn.month), wide ? "txt" : "csv")},
      turn.month,
      wide ? Style{Encoding::utf16_little_marked, '\t', "\r\n"} : Style{Encoding::utf8_marked, ',', "\r\n"}};
  out.sheet().row(std::span<std::string_view const>{headers});
  auto const listed_on = turn.month.next().first_day() - std::chrono::days{1};
  for (auto const& pupil : pupils_) {
    if (turn.index < pupil.from || turn.index >= pupil.until) continue;
    if (!of_school_age(*world_, pupil.person, listed_on)) continue;
    auto cells = cells_of(pupil, turn, out, draw);
    output.truth.link(pupil.person, cells[role] == "At risk" ? "at_risk_child" : "unknown", out.path(),
                      out.sheet().next_row(), 0);
    spoil_pupil(cells, out, draw);
    out.data(cells);
  }
  return out.close();
}

}  // namespace concordat::synth
