// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "synth/later.h"
#include "synth/office.h"

namespace concordat::synth {
namespace {

constexpr std::array<std::string_view, 4> ratings{"Low", "Medium", "High", "Very High"};
constexpr std::array<double, 4> rating_weights{34, 40, 22, 4};
constexpr std::array<std::string_view, 5> offences{"Violence against the person", "Robbery", "Theft", "Drugs", "Public order"};
constexpr std::array<std::string_view, 3> filled_by_lot{"Not stated", "Group one", "Group two"};

// --- youth justice

namespace youth {
enum Column : std::size_t {
  number, surname, forename, born, sex, role, pnc, address, postcode, mobile_number, order, offence, start, until, rosh, assessor, basis, assessed, review, manager, as_at, ethnicity, nationality
};
constexpr std::array<std::string_view, 23> headers{
    "YJ Number", "Surname", "Forename", "D.O.B.",   "Sex",       "Involvement",     "PNC ID",     "Address", "Postcode",     "Mobile",  "Order Type", "Primary Offence",
    "Order Start", "Order End", "ROSH", "Assessed By", "Basis", "Assessment Date", "Next Review", "Case Manager", "As At", "Ethnicity",  "Nationality"};
constexpr std::array mistakes{Mistake{role, 0.02, "", "blank-role"},       Mistake{role, 0.008, "Offender", "word-that-is-no-role"},
                              Mistake{assessor, 0.01, "", "bare-label"}, Mistake{born, 0.006, "31/02/2011", "impossible-date"},
                              Mistake{pnc, 0.01, "1900/0000001B", "wrong-check-letter"}, Mistake{mobile_number, 0.05, "n/k", ""}};

struct Status {
  std::string_view words;
  std::string_view truth;
};
constexpr std::array statuses{Status{"On order", "convicted"}, Status{"RUI", "suspected"}, Status{"Diversion", "at_risk_child"}, Status{"Person harmed", "victim"}};
constexpr std::array<double, 4> status_weights{38, 14, 34, 14};
}  // namespace youth

Cells youth_cells(World const& world, std::uint32_t one, youth::Status const& status, Turn const& turn, Draw& draw) {
  auto const person = world.people.person(one);
  auto const under_order = status.truth == "convicted";
  // Only those whom the service supervises have a judgement, and it comes with what it rests on.
  auto const rated = under_order || status.truth == "suspected";
  auto const begun = day_in(turn.month, draw) - std::chrono::days{draw.between(30, 300)};
  auto const judged = day_in(turn.month, draw) - std::chrono::days{draw.between(31, 90)};
  return {fmt::format("YJ{:07}", one),
          capitals(person.family_name),
          std::string{person.given_name},
          uk_date(person.born),
          person.female ? "F" : "M",
          std::string{status.words},
          status.truth == "victim" ? "" : pnc_id(one),
          address_of(world, person),
          postcode_of(world, person),
          mobile(person.household),
          under_order ? "Referral order" : "",
          rated ? std::string{draw.pick(offences)} : "",
          under_order ? uk_date(begun) : "",
          under_order ? uk_date(begun + std::chrono::days{365}) : "",
          rated ? std::string{ratings[draw.weighted(rating_weights)]} : "",
          rated ? worker_name(draw) : "",
          rated ? "AssetPlus" : "",
          rated ? uk_date(judged) : "",
          rated ? uk_date(judged + std::chrono::days{183}) : "",
          worker_name(draw),
          uk_date(last_day(turn.month)),
          std::string{draw.pick(filled_by_lot)},
          "British"};
}

Result<void> write_youth(World const& world, Turn const& turn, Output& output) {
  using namespace youth;
  auto draw = Draw{world.seed, Lot::justice, static_cast<std::uint64_t>(turn.month.index), 1};
  auto const title = fmt::format("Northshire YJS caseload at end of {}", month_words(turn.month));
  auto out = begin(output, turn,
                   {"northshire-youth-justice", "youth-justice", fmt::format("caseload-{}.csv", format_month(turn.month)),
                    {Encoding::windows_1252, ',', "\r\n"}},
                   headers, {title, "OFFICIAL-SENSITIVE"});
  each_known(world, {Lot::justice, 1, scaled(world, 150), 10, 17}, last_day(turn.month), [&](std::uint32_t one) {
    auto lasting = Draw{world.seed, Lot::justice, one, 11};
    auto const& status = statuses[lasting.weighted(status_weights)];
    auto cells = youth_cells(world, one, status, turn, draw);
    spoil(cells, headers, mistakes, out, draw);
    output.truth.link(one, status.truth, out.path(), out.sheet().next_row(), 0);
    out.data(cells);
  });
  return out.close();
}

// --- probation

namespace probation {
enum Column : std::size_t { crn, last, first, born, gender, pnc, type, postcode, sentence, offence, until, released, rosh, assessor, basis, assessed, review, practitioner, run, ethnicity, religion, score };
constexpr std::array<std::string_view, 22> headers{
    "CRN", "LAST_NAME", "FIRST_NAME", "DATE_OF_BIRTH", "Gender", "PNC_NUMBER", "CASE_TYPE", "POSTCODE_MAIN", "Sentence", "Main Offence", "Expected End",
    "Release Date", "OASys RoSH", "Assessed By", "Assessment Basis", "OASys Date", "Next Review", "Probation Practitioner", "Run Date", "Ethnicity", "Religion", "OGRS3"};
constexpr std::array mistakes{Mistake{type, 0.008, "", "blank-role"}, Mistake{crn, 0.004, "CR/26/118", "wrong-reference"},
                              Mistake{review, 0.012, "", "bare-label"}, Mistake{postcode, 0.04, "NFA", ""}};

struct Case {
  std::string_view words;
  std::string_view truth;
};
constexpr std::array cases{Case{"Community order", "convicted"}, Case{"Licence", "convicted"}, Case{"Suspended sentence", "convicted"},
                           Case{"Pre-sentence report", "charged"}, Case{"Victim contact", "victim"}};
constexpr std::array<double, 5> case_weights{46, 20, 18, 8, 8};
}  // namespace probation

Cells probation_cells(World const& world, std::uint32_t one, probation::Case const& one_case, Turn const& turn, Draw& draw) {
  auto const person = world.people.person(one);
  auto const convicted = one_case.truth == "convicted";
  auto const judged = day_in(turn.month, draw) - std::chrono::days{draw.between(31, 200)};
  return {probation_crn(one),
          capitals(person.family_name),
          capitals(std::string{person.given_name}),
          format_date(person.born),
          person.female ? "Female" : "Male",
          one_case.truth == "victim" ? "" : pnc_id(one),
          std::string{one_case.words},
          postcode_of(world, person),
          convicted ? std::string{one_case.words} : "",
          convicted ? std::string{draw.pick(offences)} : "",
          convicted ? format_date(last_day(turn.month) + std::chrono::days{draw.between(10, 600)}) : "",
          one_case.words == "Licence" ? format_date(day_in(turn.month, draw) - std::chrono::days{draw.between(31, 200)}) : "",
          convicted ? std::string{ratings[draw.weighted(rating_weights)]} : "",
          convicted ? worker_name(draw) : "",
          convicted ? "OASys layer 3" : "",
          convicted ? format_date(judged) : "",
          convicted ? format_date(judged + std::chrono::days{365}) : "",
          worker_name(draw),
          format_date(last_day(turn.month)),
          std::string{draw.pick(filled_by_lot)},
          "Not stated",
          convicted ? std::to_string(draw.between(3, 80)) : ""};
}

Result<void> write_probation(World const& world, Turn const& turn, Output& output) {
  using namespace probation;
  auto draw = Draw{world.seed, Lot::justice, static_cast<std::uint64_t>(turn.month.index), 2};
  auto out = begin(output, turn, {"northshire-probation", "probation", fmt::format("ndelius_{}.csv", format_month(turn.month)), {}}, headers);
  each_known(world, {Lot::justice, 2, scaled(world, 720), 18, 75}, last_day(turn.month), [&](std::uint32_t one) {
    auto lasting = Draw{world.seed, Lot::justice, one, 12};
    auto const& one_case = cases[lasting.weighted(case_weights)];
    auto cells = probation_cells(world, one, one_case, turn, draw);
    spoil(cells, headers, mistakes, out, draw);
    output.truth.link(one, one_case.truth, out.path(), out.sheet().next_row(), 0);
    out.data(cells);
  });
  return out.close();
}

// --- prison

namespace prison {
enum Column : std::size_t { number, surname, forenames, born, status, establishment, release, expiry, offence, apart, source, basis, recorded, review, postcode, run, ethnicity, nationality, religion, wing };
constexpr std::array<std::string_view, 20> headers{
    "NOMS No", "SURNAME", "Forenames", "DOB", "Legal Status", "Est", "CRD", "SLED", "Main Offence", "Non-associations", "NA Source", "NA Basis", "NA Recorded", "NA Review",
    "Release Postcode", "Report Run", "Ethnicity", "Nationality", "Religion", "Wing"};
constexpr std::array mistakes{Mistake{number, 0.008, "Z123", "wrong-reference"}, Mistake{status, 0.012, "", "blank-role"},
                              Mistake{release, 0.08, "TBC", ""}, Mistake{postcode, 0.1, "NFA", ""}};
}  // namespace prison

Result<void> write_prison(World const& world, Turn const& turn, Output& output) {
  using namespace prison;
  auto draw = Draw{world.seed, Lot::justice, static_cast<std::uint64_t>(turn.month.index), 3};
  auto const run = uk_date(last_day(turn.month));
  auto out = begin(output, turn,
                   {"northshire-prison", "prison", fmt::format("releases-{}.csv", format_month(turn.month)), {Encoding::utf8, ';', "\r\n"}},
                   headers, {"PRISON-NOMIS: PRISONERS DUE FOR RELEASE TO NORTHSHIRE", ""});
  each_known(world, {Lot::justice, 3, scaled(world, 90), 18, 70}, last_day(turn.month), [&](std::uint32_t one) {
    auto const person = world.people.person(one);
    auto const remand = draw.happens(0.15);
    auto const kept_apart = !remand && draw.happens(0.1);
    auto const leaves = last_day(turn.month) + std::chrono::days{draw.between(5, 90)};
    Cells cells{prison_number(one),
                capitals(person.family_name),
                capitals(std::string{person.given_name}),
                uk_date(person.born),
                remand ? "Remand" : "Sentenced",
                "NSX",
                remand ? "" : uk_date(leaves),
                remand ? "" : uk_date(leaves + std::chrono::days{draw.between(30, 700)}),
                std::string{draw.pick(offences)},
                kept_apart ? prison_number(static_cast<std::uint32_t>(draw.below(world.population))) : "",
                kept_apart ? worker_name(draw) : "",
                kept_apart ? "Observed" : "",
                kept_apart ? uk_date(last_day(turn.month) - std::chrono::days{40}) : "",
                kept_apart ? uk_date(last_day(turn.month) + std::chrono::days{140}) : "",
                postcode_of(world, person),
                run,
                std::string{draw.pick(filled_by_lot)},
                "British",
                "Not stated",
                fmt::format("{}", static_cast<char>('A' + draw.between(0, 5)))};
    spoil(cells, headers, mistakes, out, draw);
    output.truth.link(one, remand ? "charged" : "convicted", out.path(), out.sheet().next_row(), 0);
    out.data(cells);
  });
  out.sheet().row({"End of report"});
  return out.close();
}

}  // namespace

Result<void> write_justice(World const& world, Turn const& turn, Output& output) {
  if (auto written = write_youth(world, turn, output); !written) return written;
  if (auto written = write_probation(world, turn, output); !written) return written;
  return write_prison(world, turn, output);
}

}  // namespace concordat::synth
