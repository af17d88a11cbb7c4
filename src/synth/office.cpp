// SPDX-License-Identifier: Apache-2.0
#include "synth/office.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <system_error>
#include <vector>

#include "base/file.h"

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

namespace {

struct GroupShare {
  std::string_view id;
  double share;
};
struct CharacteristicShares {
  std::string_view id;
  std::vector<GroupShare> groups;  ///< without those who gave no answer
};

/// As definitions/equality.yaml names them.
std::vector<CharacteristicShares> monitored_characteristics() {
  return {{"age-band", {{"under-10", 0.03}, {"10-to-17", 0.34}, {"18-to-24", 0.27}, {"25-to-64", 0.33}, {"65-and-over", 0.03}}},
          {"sex", {{"female", 0.43}, {"male", 0.57}}},
          {"ethnic-group", {{"asian", 0.1}, {"black", 0.07}, {"mixed", 0.05}, {"white", 0.76}, {"other", 0.02}}},
          {"religion", {{"none", 0.41}, {"buddhist", 0.01}, {"christian", 0.41}, {"hindu", 0.03}, {"jewish", 0.01}, {"muslim", 0.1}, {"sikh", 0.02}, {"other", 0.01}}},
          {"disability", {{"disabled", 0.19}, {"not-disabled", 0.81}}}};
}

struct AgencyMeasures {
  std::string_view agency;
  std::vector<std::string_view> measures;
};

constexpr std::string_view not_said = "not-said";
constexpr double gave_no_answer = 0.06;

/// Each lot falls into one group of the characteristic.
std::string counted_by_lot(std::string_view start, CharacteristicShares const& of, int total, Draw& draw) {
  std::vector<double> weights;
  for (auto const& group : of.groups) weights.push_back(group.share * (1 - gave_no_answer));
  weights.push_back(gave_no_answer);
  std::vector<int> counts(weights.size(), 0);
  for (int i = 0; i < total; ++i) ++counts[draw.weighted(weights)];
  std::string rows;
  for (std::size_t i = 0; i < counts.size(); ++i) rows += fmt::format("{},{},{},{}\n", start, of.id, i < of.groups.size() ? of.groups[i].id : not_said, counts[i]);
  return rows;
}

std::string residents_by(std::string_view start, CharacteristicShares const& of, std::uint32_t population) {
  std::string rows;
  auto left = population;
  for (std::size_t i = 0; i < of.groups.size(); ++i) {
    auto const count = i + 1 < of.groups.size() ? static_cast<std::uint32_t>(of.groups[i].share * population) : left;
    left -= count;
    rows += fmt::format("{},{},{},{}\n", start, of.id, of.groups[i].id, count);
  }
  return rows;
}

}  // namespace

Result<void> write_equality_counts(World const& world, Options const& options) {
  auto const quarter = format_quarter(Quarter{Quarter::of(options.last_month.next()).index - 1});
  std::vector<AgencyMeasures> const agencies{{"northshire-csp", {"referrals-made", "conferences-held", "interventions-offered"}},
                                             {"northshire-police", {"referrals-made", "disclosures-granted", "disclosures-refused"}}};
  for (std::size_t agency = 0; agency < agencies.size(); ++agency) {
    std::string out{"measure,quarter,characteristic,group,count\n"};
    for (std::size_t measure = 0; measure < agencies[agency].measures.size(); ++measure) {
      auto draw = Draw{world.seed, Lot::monitoring, agency, measure};
      auto const total = draw.between(150, 600);
      auto const start = fmt::format("{},{}", agencies[agency].measures[measure], quarter);
      for (auto const& of : monitored_characteristics()) out += counted_by_lot(start, of, total, draw);
    }
    for (auto const& of : monitored_characteristics()) {
      if (agency == 0) out += residents_by("residents," + quarter, of, world.population);
    }
    auto const file = options.folder / "equality" / fmt::format("{}.csv", agencies[agency].agency);
    std::error_code error;
    std::filesystem::create_directories(file.parent_path(), error);
    if (auto written = write_file(file, out, {.durable = false}); !written) return written;
  }
  return {};
}

}  // namespace concordat::synth
