// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "synth/later.h"
#include "synth/office.h"

namespace concordat::synth {
namespace {

constexpr std::string_view trust = "northshire-schools-trust";
constexpr std::array<std::string_view, 4> filled_by_lot{"WBRI", "APKN", "BCRB", "NOBT"};

std::string const& school_of(World const& world, std::uint32_t person) {
  auto const all = world.place.places_of(PlaceKind::school);
  return world.place.key_places[all[person % all.size()]].name;
}

std::string year_of(World const& world, std::uint32_t person, Date on) {
  return std::to_string(std::clamp(world.people.age(person, on) - 4, 7, 11));
}

// --- suspensions and exclusions

namespace exclusions {
enum Column : std::size_t { number, surname, forename, born, sex, year, school, start, category, reason, sessions, sen, ethnicity };
constexpr std::array<std::string_view, 13> headers{"UPN",      "Legal Surname", "Forename",           "DOB",
                                                   "Gender",   "NCY",           "School",             "Exclusion Start Date",
                                                   "Exclusion Category", "Reason 1", "Sessions", "SEN Status", "Ethnic Code"};
constexpr std::array mistakes{Mistake{reason, 0.01, "ZZ", "unknown-code"}, Mistake{start, 0.008, "31-Feb-2026", "impossible-date"},
                              Mistake{category, 0.01, "", "missing-category"}, Mistake{born, 0.012, "01-Jan-1900", "placeholder-date"}};
}  // namespace exclusions

Result<void> write_exclusions(World const& world, Turn const& turn, Output& output) {
  using namespace exclusions;
  static constexpr std::array<std::string_view, 6> reasons{"DB", "PP", "VA", "DA", "OW", "BU"};
  static constexpr std::array<double, 6> weights{50, 18, 16, 7, 5, 4};
  auto draw = Draw{world.seed, Lot::education, static_cast<std::uint64_t>(turn.month.index), 1};
  auto out = begin(output, turn,
                   {trust, "school-exclusions", fmt::format("exclusions-{}.csv", format_month(turn.month)),
                    {Encoding::utf8_marked, ',', "\r\n"}},
                   headers);
  // Others each month: the circle has the month's number.
  Circle const circle{Lot::education, static_cast<std::uint64_t>(turn.month.index), scaled(world, 130), 11, 16};
  each_known(world, circle, last_day(turn.month), [&](std::uint32_t one) {
    auto const person = world.people.person(one);
    auto const permanent = draw.happens(0.03);
    Cells cells{upn(one),
                capitals(person.family_name),
                std::string{person.given_name},
                dashed_date(person.born),
                person.female ? "F" : "M",
                year_of(world, one, last_day(turn.month)),
                school_of(world, one),
                dashed_date(day_in(turn.month, draw)),
                permanent ? "PERM" : "SUSP",
                std::string{reasons[draw.weighted(weights)]},
                permanent ? "" : std::to_string(draw.between(1, 20)),
                draw.happens(0.3) ? "K" : "N",
                std::string{draw.pick(filled_by_lot)}};
    spoil(cells, headers, mistakes, out, draw);
    output.truth.link(one, "at_risk_child", out.path(), out.sheet().next_row(), 0);
    out.data(cells);
  });
  return out.close();
}

// --- attendance

namespace attendance {
enum Column : std::size_t { number, name, born, sex, year, school, possible, missed, without_leave, percent, postcode, as_at, ethnicity, tutor };
constexpr std::array<std::string_view, 14> headers{"UPN",       "Pupil Name", "DOB",    "Sex",         "Year",     "School",   "Possible",
                                                   "Missed",    "Unauth",     "Att %",  "Postcode",    "As At",    "Ethnicity", "Tutor Group"};
constexpr std::array mistakes{Mistake{missed, 0.006, "all", "impossible-number"}, Mistake{number, 0.006, "A00900000001", "wrong-check-letter"},
                              Mistake{postcode, 0.03, "", ""}, Mistake{born, 0.008, "31/02/2012", "impossible-date"}};
}  // namespace attendance

Result<void> write_attendance(World const& world, Turn const& turn, Output& output) {
  using namespace attendance;
  auto draw = Draw{world.seed, Lot::education, static_cast<std::uint64_t>(turn.month.index), 2};
  auto const title = fmt::format("Persistent absence, {}", month_words(turn.month));
  auto out = begin(output, turn,
                   {trust, "school-attendance", fmt::format("absence-{}.txt", format_month(turn.month)),
                    {Encoding::utf16_little_marked, '\t', "\r\n"}},
                   headers, {title});
  auto rows = 0;
  each_known(world, {Lot::education, 2, scaled(world, 2600), 11, 16}, last_day(turn.month), [&](std::uint32_t one) {
    auto const person = world.people.person(one);
    auto const sessions = 40;
    auto const gone = draw.between(4, 26);
    Cells cells{upn(one),
                fmt::format("{}, {}", person.family_name, person.given_name),
                uk_date(person.born),
                person.female ? "F" : "M",
                year_of(world, one, last_day(turn.month)),
                school_of(world, one),
                std::to_string(sessions),
                std::to_string(gone),
                std::to_string(gone / 3),
                fmt::format("{:.1f}", 100.0 * (sessions - gone) / sessions),
                postcode_of(world, person),
                uk_date(last_day(turn.month)),
                std::string{draw.pick(filled_by_lot)},
                fmt::format("{}T", year_of(world, one, last_day(turn.month)))};
    spoil(cells, headers, mistakes, out, draw);
    output.truth.link(one, "at_risk_child", out.path(), out.sheet().next_row(), 0);
    out.data(cells);
    ++rows;
  });
  out.error("", "totals-row");
  Cells totals(headers.size());
  totals.front() = "Total";
  totals[missed] = std::to_string(rows);
  out.sheet().row(totals);
  return out.close();
}

// --- attainment, with the term

namespace attainment {
enum Column : std::size_t { number, surname, forename, born, year, school, stage, reading, maths, assessed, language };
constexpr std::array<std::string_view, 11> headers{"UPN",   "Surname", "Forename", "Date of Birth", "Year Group", "School Name",
                                                   "Key Stage", "Reading", "Maths", "Assessed On",   "First Language"};
constexpr std::array mistakes{Mistake{reading, 0.06, "", ""}, Mistake{maths, 0.06, "", ""}, Mistake{stage, 0.012, "", "missing-category"}};
}  // namespace attainment

Result<void> write_attainment(World const& world, Turn const& turn, Output& output) {
  using namespace attainment;
  static constexpr std::array<std::string_view, 3> results{"Below", "Expected", "Above"};
  static constexpr std::array<double, 3> weights{58, 34, 8};
  auto draw = Draw{world.seed, Lot::education, static_cast<std::uint64_t>(turn.month.index), 3};
  auto out = begin(output, turn, {trust, "school-attainment", fmt::format("attainment-{}.csv", format_month(turn.month)), {}}, headers);
  each_known(world, {Lot::education, 3, scaled(world, 240), 11, 16}, last_day(turn.month), [&](std::uint32_t one) {
    auto const person = world.people.person(one);
    Cells cells{upn(one),
                person.family_name,
                std::string{person.given_name},
                format_date(person.born),
                year_of(world, one, last_day(turn.month)),
                school_of(world, one),
                world.people.age(one, last_day(turn.month)) < 14 ? "KS3" : "KS4",
                std::string{results[draw.weighted(weights)]},
                std::string{results[draw.weighted(weights)]},
                format_date(last_day(turn.month)),
                draw.happens(0.9) ? "ENG" : "OTH"};
    spoil(cells, headers, mistakes, out, draw);
    output.truth.link(one, "at_risk_child", out.path(), out.sheet().next_row(), 0);
    out.data(cells);
  });
  return out.close();
}

}  // namespace

Result<void> write_education(World const& world, Turn const& turn, Output& output) {
  if (auto written = write_exclusions(world, turn, output); !written) return written;
  if (auto written = write_attendance(world, turn, output); !written) return written;
  return ends_quarter(turn.month) ? write_attainment(world, turn, output) : Result<void>{};
}

}  // namespace concordat::synth
