// SPDX-License-Identifier: Apache-2.0
#include "synth/office.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace concordat::synth {

void each_known(World const& world, Circle const& circle, Date on, std::function<void(std::uint32_t person)> const& take) {
  if (circle.wanted == 0) return;
  auto const slice = std::max<std::uint32_t>(1, world.population / circle.wanted);
  for (std::uint32_t i = 0; i < circle.wanted && i < world.population; ++i) {
    auto draw = Draw{world.seed, circle.lot, circle.number, i};
    auto const often = draw.happens(0.6);
    for (auto tries = 0; tries < 80; ++tries) {
      auto person = i * slice + static_cast<std::uint32_t>(draw.below(slice));
      // Those who are met often are known to several offices.
      if (often && tries < 40) person = std::max(i * slice, person - person % often_met);
      if (person >= world.population) continue;
      auto const age = world.people.age(person, on);
      if (age < circle.youngest || age > circle.oldest) continue;
      take(person);
      break;
    }
  }
}

void spoil(Cells& cells, Headers headers, std::span<Mistake const> mistakes, Export& out, Draw& draw) {
  auto lot = draw.unit();
  for (auto const& mistake : mistakes) {
    lot -= mistake.share;
    if (lot >= 0) continue;
    if (cells[mistake.column] == mistake.text) return;  // it was blank anyhow
    cells[mistake.column] = mistake.text;
    if (!mistake.kind.empty()) out.error(headers[mistake.column], mistake.kind);
    return;
  }
}

std::string capitals(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
    return c < 0x80 ? static_cast<char>(std::toupper(c)) : static_cast<char>(c);
  });
  return text;
}

std::string date_and_clock(LocalTime time) { return fmt::format("{} {}", uk_date(time.date()), clock_time(time)); }

std::string address_of(World const& world, Person const& person) {
  return fmt::format("{} {}", person.house, world.place.streets[person.street].name);
}

std::string const& postcode_of(World const& world, Person const& person) { return world.place.streets[person.street].postcode; }

std::string outward_of(World const& world, std::uint32_t street) {
  auto const& postcode = world.place.streets[street].postcode;
  return postcode.substr(0, postcode.find(' '));
}

std::string worker_name(Draw& draw) {
  static constexpr std::array<std::string_view, 8> workers{"A Worker",     "B Helper",  "C Advocate", "D Keyworker",
                                                           "E Supervisor", "F Officer", "G Visitor",  "H Practitioner"};
  return std::string{draw.pick(workers)};
}

Date day_in(Month month, Draw& draw) { return month.first_day() + std::chrono::days{draw.between(0, days_in(month) - 1)}; }

std::string quarter_words(Month month) { return fmt::format("Q{} {}", (month.month() + 2) / 3, month.year()); }

std::uint32_t scaled(World const& world, double number) {
  return std::max<std::uint32_t>(1, static_cast<std::uint32_t>(number * world.population / 180'000.0));
}

Export begin(Output& output, Turn const& turn, Sent const& sent, Headers headers, std::initializer_list<std::string_view> titles) {
  Export out{output, {sent.agency, sent.feed, sent.file}, turn.month, sent.style};
  for (auto const title : titles) out.sheet().row({title});
  out.sheet().row(headers);
  return out;
}

}  // namespace concordat::synth
