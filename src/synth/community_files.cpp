// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "synth/later.h"
#include "synth/office.h"

namespace concordat::synth {
namespace {

// --- the landlord

namespace housing {
enum Column : std::size_t {
  number, tenancy, tenant, born, party, address, postcode, tenure, cuckooing, phone, reported, raised, sure, assessed, review, officer, ethnicity, arrears
};
constexpr std::array<std::string_view, 18> headers{"Case No",   "TRN",     "Tenant",   "DOB",       "Party Type",  "Property Address", "Property Postcode", "Tenancy Type",
                                                   "Home Takeover", "Phone", "Date Reported", "Raised By", "How Sure", "Date Assessed", "Review By", "Housing Officer", "Ethnicity", "Rent Arrears"};
constexpr std::array mistakes{Mistake{party, 0.02, "", "blank-role"},    Mistake{party, 0.01, "Nuisance tenant", "word-that-is-no-role"},
                              Mistake{born, 0.12, "", ""},               Mistake{review, 0.01, "", "bare-label"},
                              Mistake{postcode, 0.01, "NH3 4A", "impossible-postcode"}, Mistake{reported, 0.008, "last week", "impossible-date"}};
struct Party {
  std::string_view words;
  std::string_view truth;
};
constexpr std::array parties{Party{"Complainant", "victim"}, Party{"Alleged perpetrator", "suspected"}, Party{"Vulnerable tenant", "at_risk_adult"}, Party{"Witness", "witness"}};
constexpr std::array<double, 4> weights{44, 26, 22, 8};
}  // namespace housing

Result<void> write_housing(World const& world, Turn const& turn, Output& output) {
  using namespace housing;
  auto draw = Draw{world.seed, Lot::housing, static_cast<std::uint64_t>(turn.month.index)};
  auto out = begin(output, turn,
                   {"northshire-homes", "housing", fmt::format("cases {}.csv", format_month(turn.month)), {Encoding::windows_1252, ';', "\r\n"}}, headers,
                   {"Northshire Homes - cases opened this month"});
  auto serial = 0;
  Circle const circle{Lot::housing, static_cast<std::uint64_t>(turn.month.index), scaled(world, 190), 18, 88};
  each_known(world, circle, last_day(turn.month), [&](std::uint32_t one) {
    auto const person = world.people.person(one);
    auto const& role = parties[draw.weighted(weights)];
    auto const taken = role.truth == "at_risk_adult";
    auto const opened = day_in(turn.month, draw);
    Cells cells{fmt::format("NH{:02}{:02}/{:04}", turn.month.year() % 100, turn.month.month(), ++serial),
                fmt::format("T{:07}", person.household),
                fmt::format("{} {}", person.given_name, person.family_name),
                short_uk_date(person.born),
                std::string{role.words},
                address_of(world, person),
                postcode_of(world, person),
                draw.happens(0.8) ? "Secure" : "Introductory",
                taken ? "Suspected" : "",
                mobile(person.household),
                uk_date(opened),
                taken ? worker_name(draw) : "",
                taken ? "Fairly sure" : "",
                taken ? uk_date(opened) : "",
                taken ? uk_date(opened + std::chrono::days{90}) : "",
                worker_name(draw),
                "Not asked",
                draw.happens(0.4) ? fmt::format("{}.{:02}", draw.between(10, 900), draw.between(0, 99)) : "0"};
    spoil(cells, headers, mistakes, out, draw);
    output.truth.link(one, role.truth, out.path(), out.sheet().next_row(), 0);
    out.data(cells);
  });
  return out.close();
}

// --- the voluntary organisation

namespace voices {
enum Column : std::size_t { number, name, born, age, gender, why, phone, attending, worries, says, sure, when, again, consent, referred, worker, month, background, sessions };
constexpr std::array<std::string_view, 19> headers{"Our Ref",  "YP Name", "D.O.B",  "Age",   "Gender",     "Why they come", "Contact Number", "Attending?", "Worries", "Who says",
                                                   "How sure", "When",    "Look again", "OK to share?", "Date Referred", "Key Worker",    "Month",   "Ethnic Background", "Sessions"};
constexpr std::array mistakes{Mistake{consent, 0.03, "", "missing-consent"}, Mistake{why, 0.03, "??", "blank-role"}, Mistake{born, 0.1, "not sure", ""},
                              Mistake{again, 0.02, "", "bare-label"},        Mistake{referred, 0.02, "2nd week of term", "impossible-date"}};
}  // namespace voices

Result<void> write_voices(World const& world, Turn const& turn, Output& output) {
  using namespace voices;
  static constexpr std::array<std::string_view, 4> whys{"Mentoring", "Was hurt", "Worried about", "Not sure"};
  static constexpr std::array<std::string_view, 4> truths{"at_risk_child", "victim", "at_risk_child", "unknown"};
  static constexpr std::array<double, 4> weights{55, 18, 22, 5};
  static constexpr std::array<std::string_view, 3> worries_said{"new phone and quiet about it", "does not want to walk home", "older friends waiting outside"};
  auto draw = Draw{world.seed, Lot::community, static_cast<std::uint64_t>(turn.month.index), 1};
  auto out = begin(output, turn, {"northshire-youth-voices", "voluntary-sector", fmt::format("Youth Voices {}.csv", month_words(turn.month)), {Encoding::utf8_marked, ',', "\n"}},
                   headers, {"Youth Voices monthly sheet - do not edit above this line", ""});
  each_known(world, {Lot::community, 1, scaled(world, 120), 11, 17}, last_day(turn.month), [&](std::uint32_t one) {
    auto const person = world.people.person(one);
    auto lasting = Draw{world.seed, Lot::community, one, 2};
    auto const reason = lasting.weighted(weights);
    auto const worried = draw.happens(0.2);
    auto const known_as = person.known_as.empty() ? person.given_name : person.known_as;
    Cells cells{fmt::format("YV{:07}", one),
                fmt::format("{} {}", known_as, person.family_name),
                worded_date(person.born),
                std::to_string(world.people.age(one, last_day(turn.month))),
                person.female ? "f" : "m",
                std::string{whys[reason]},
                mobile(person.household),
                draw.happens(0.8) ? "yes" : "no",
                worried ? std::string{draw.pick(worries_said)} : "",
                worried ? worker_name(draw) : "",
                worried ? "quite" : "",
                worried ? worded_date(day_in(turn.month, draw)) : "",
                worried ? worded_date(last_day(turn.month) + std::chrono::days{42}) : "",
                draw.happens(0.85) ? "yes" : "asked, said no",
                worded_date(last_day(turn.month) - std::chrono::days{lasting.between(40, 300)}),
                worker_name(draw),
                uk_date(last_day(turn.month)),
                "prefer not to say",
                std::to_string(draw.between(0, 6))};
    spoil(cells, headers, mistakes, out, draw);
    output.truth.link(one, truths[reason], out.path(), out.sheet().next_row(), 0);
    out.data(cells);
  });
  return out.close();
}

// --- counts

Result<void> write_jobcentre(World const& world, Turn const& turn, Output& output) {
  static constexpr std::array<std::string_view, 6> headers{"Month", "MSOA", "MSOA Name", "Age Band", "Group", "Claimants"};
  static constexpr std::array<std::string_view, 2> bands{"16-17", "18-24"};
  static constexpr std::array<std::string_view, 3> groups{"Looking for work", "Youth hub", "Adviser for those at risk of violence"};
  static constexpr std::array<double, 3> means{34, 9, 2};
  auto draw = Draw{world.seed, Lot::community, static_cast<std::uint64_t>(turn.month.index), 3};
  auto out = begin(output, turn, {"northshire-jobcentre", "jobcentre-counts", fmt::format("counts-{}.csv", format_month(turn.month)), {}}, headers,
                   {"Stat-Xplore style extract", "* stands for a number under 5", ""});
  for (auto const& area : world.place.areas.groups) {
    for (auto const band : bands) {
      for (std::size_t at = 0; at < groups.size(); ++at) {
        auto const number = draw.poisson(band == "16-17" ? means[at] / 6 : means[at]);
        out.data(Cells{month_words(turn.month), area.code, area.name, std::string{band}, std::string{groups[at]}, number < 5 ? "*" : std::to_string(number)});
      }
    }
  }
  return out.close();
}

Result<void> write_treatment(World const& world, Turn const& turn, Output& output) {
  static constexpr std::array<std::string_view, 7> headers{"Quarter", "LA Code", "LA Name", "Stage", "Substance Group", "Age Group", "Number"};
  static constexpr std::array<std::string_view, 3> stages{"In treatment", "New to treatment", "Waiting over three weeks"};
  static constexpr std::array<std::string_view, 4> substances{"Opiate", "Non-opiate only", "Non-opiate and alcohol", "Alcohol only"};
  static constexpr std::array<std::string_view, 4> bands{"under 18", "18-24", "25-39", "40 and over"};
  static constexpr std::array<double, 3> means{60, 18, 4};
  auto draw = Draw{world.seed, Lot::community, static_cast<std::uint64_t>(turn.month.index), 4};
  auto out = begin(output, turn, {"northshire-recovery", "treatment-counts", fmt::format("ndtms-{}.csv", format_month(turn.month)), {Encoding::windows_1252, ',', "\r\n"}}, headers);
  for (auto const& area : world.place.areas.districts) {
    for (std::size_t stage = 0; stage < stages.size(); ++stage) {
      for (auto const substance : substances) {
        for (auto const band : bands) {
          auto const number = draw.poisson(band == "under 18" ? means[stage] / 8 : means[stage]);
          // The quarter's last month stands for it.
          out.data(Cells{format_month(turn.month), area.code, area.name, std::string{stages[stage]}, std::string{substance}, std::string{band}, number < 5 ? "*" : std::to_string(number)});
        }
      }
    }
  }
  out.sheet().row({"* = fewer than five people"});
  return out.close();
}

}  // namespace

Result<void> write_community(World const& world, Turn const& turn, Output& output) {
  if (auto written = write_housing(world, turn, output); !written) return written;
  if (auto written = write_voices(world, turn, output); !written) return written;
  if (auto written = write_jobcentre(world, turn, output); !written) return written;
  return ends_quarter(turn.month) ? write_treatment(world, turn, output) : Result<void>{};
}

}  // namespace concordat::synth
