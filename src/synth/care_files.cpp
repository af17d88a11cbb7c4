// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <set>

#include "synth/later.h"
#include "synth/office.h"

namespace concordat::synth {
namespace {

constexpr std::array<std::string_view, 4> filled_by_lot{"WBRI", "APKN", "BCRB", "NOBT"};

namespace children {
enum Column : std::size_t {
  number, surname, forename, born, gender, pupil, nhs, address, postcode, need, plan, looked_after, exploitation, assessor, evidence, assessed, review, missing, worker, team, as_at, ethnicity, asylum
};
constexpr std::array<std::string_view, 23> headers{"LCS ID",       "Surname",     "Forename", "Date of Birth", "Gender",      "UPN",         "NHS No",   "Address",  "Postcode", "Need Code", "CP Plan", "LAC",
                                                   "Exploitation", "Assessed By", "Evidence", "CE Assessed",   "CE Review",   "Last Missing", "Social Worker", "Team",  "Snapshot", "Ethnic Code", "UASC"};
constexpr std::array mistakes{Mistake{need, 0.012, "N99", "unknown-code"},  Mistake{review, 0.02, "", "bare-label"}, Mistake{born, 0.006, "30/02/2014", "impossible-date"},
                              Mistake{nhs, 0.01, "9990000000", "wrong-check-digit"}, Mistake{pupil, 0.15, "", ""},          Mistake{number, 0.004, "", "missing-reference"}};
constexpr std::array<std::string_view, 6> needs{"N1", "N5", "N4", "N6", "N3", "N8"};
constexpr std::array<double, 6> need_weights{56, 14, 11, 8, 6, 5};
}  // namespace children

Cells child_cells(World const& world, std::uint32_t one, Turn const& turn, Draw& draw) {
  using namespace children;
  auto const person = world.people.person(one);
  auto lasting = Draw{world.seed, Lot::care, one, 1};
  auto const planned = lasting.happens(0.16);
  auto const in_care = lasting.happens(0.2);
  auto const exploited = lasting.happens(0.08);
  auto const judged = day_in(turn.month, draw) - std::chrono::days{31};
  return {fmt::format("SYN{:07}", one),
          person.family_name,
          std::string{person.given_name},
          uk_date(person.born),
          person.female ? "Female" : "Male",
          upn(one),
          nhs_number(one).value_or(""),
          address_of(world, person),
          postcode_of(world, person),
          std::string{needs[lasting.weighted(need_weights)]},
          planned ? "Y" : "",
          in_care ? "Y" : "",
          exploited ? (lasting.happens(0.5) ? "Medium" : "High") : "",
          exploited ? worker_name(draw) : "",
          exploited ? "Multi-agency tool" : "",
          exploited ? uk_date(judged) : "",
          exploited ? uk_date(judged + std::chrono::days{90}) : "",
          exploited && draw.happens(0.5) ? uk_date(day_in(turn.month, draw)) : "",
          worker_name(draw),
          fmt::format("Team {}", 1 + one % 5),
          uk_date(last_day(turn.month)),
          std::string{draw.pick(filled_by_lot)},
          "N"};
}

/// The child, and often brothers and sisters: a family is known as a family.
std::vector<std::uint32_t> with_siblings(World const& world, std::uint32_t one, Date on) {
  std::vector<std::uint32_t> all{one};
  if (!Draw{world.seed, Lot::care, one, 3}.happens(0.3)) return all;
  auto const member = member_of(one);
  for (std::uint32_t position = 0; position < member.size; ++position) {
    auto const other = one - member.position + position;
    if (other != one && other < world.population && world.people.age(other, on) <= 17) all.push_back(other);
  }
  return all;
}

Result<void> write_children(World const& world, Turn const& turn, Output& output) {
  auto draw = Draw{world.seed, Lot::care, static_cast<std::uint64_t>(turn.month.index), 2};
  auto const title = fmt::format("LCS open cases at {}", worded_date(last_day(turn.month)));
  auto out = begin(output, turn,
                   {"northshire-childrens-services", "children-social-care", fmt::format("lcs-open-{}.csv", format_month(turn.month)), {Encoding::utf8_marked, ',', "\r\n"}},
                   children::headers, {title, "OFFICIAL-SENSITIVE"});
  std::set<std::uint32_t> written;
  each_known(world, {Lot::care, 1, scaled(world, 1150), 0, 17}, last_day(turn.month), [&](std::uint32_t met) {
    for (auto const one : with_siblings(world, met, last_day(turn.month))) {
      if (!written.insert(one).second) continue;
      auto cells = child_cells(world, one, turn, draw);
      spoil(cells, children::headers, children::mistakes, out, draw);
      output.truth.link(one, "at_risk_child", out.path(), out.sheet().next_row(), 0);
      out.data(cells);
    }
  });
  return out.close();
}

namespace adults {
enum Column : std::size_t { number, name, born, gender, nhs, address, postcode, phone, stage, takeover, raised, evidence, assessed, review, concern, worker, ethnicity, religion, reason };
constexpr std::array<std::string_view, 19> headers{"Mosaic ID", "Adult at Risk", "DOB",      "Gender",    "NHS Number",    "Address", "Post Code",  "Telephone", "S42 Stage", "Home Takeover",
                                                   "Raised By", "Evidence",      "Assessed", "Review Due", "Concern Received", "Worker",  "Ethnicity", "Religion",  "Primary Support Reason"};
constexpr std::array mistakes{Mistake{concern, 0.01, "", "missing-date"}, Mistake{assessed, 0.02, "", "bare-label"}, Mistake{born, 0.02, "01/01/1900", "placeholder-date"}, Mistake{phone, 0.1, "-", ""}};
}  // namespace adults

Result<void> write_adults(World const& world, Turn const& turn, Output& output) {
  using namespace adults;
  auto draw = Draw{world.seed, Lot::care, static_cast<std::uint64_t>(turn.month.index), 3};
  auto out = begin(output, turn, {"northshire-adult-care", "adult-social-care", fmt::format("s42-{}.txt", format_month(turn.month)), {Encoding::utf8, '\t', "\n"}}, headers);
  Circle const circle{Lot::care, 1000 + static_cast<std::uint64_t>(turn.month.index), scaled(world, 95), 18, 99};
  each_known(world, circle, last_day(turn.month), [&](std::uint32_t one) {
    auto const person = world.people.person(one);
    auto const taken = draw.happens(0.2);
    auto const received = day_in(turn.month, draw);
    Cells cells{fmt::format("M{:07}", one),
                fmt::format("{}, {}", capitals(person.family_name), person.given_name),
                uk_date(person.born),
                person.female ? "F" : "M",
                nhs_number(one).value_or(""),
                address_of(world, person),
                postcode_of(world, person),
                mobile(person.household),
                draw.happens(0.5) ? "Enquiry" : "Concern",
                taken ? "Yes" : "No",
                taken ? worker_name(draw) : "",
                taken ? "Home visit" : "",
                taken ? dashed_date(received) : "",
                taken ? dashed_date(received + std::chrono::days{60}) : "",
                dashed_date(received),
                worker_name(draw),
                "Not recorded",
                "Not recorded",
                "Social support"};
    spoil(cells, headers, mistakes, out, draw);
    output.truth.link(one, "at_risk_adult", out.path(), out.sheet().next_row(), 0);
    out.data(cells);
  });
  return out.close();
}

}  // namespace

Result<void> write_care(World const& world, Turn const& turn, Output& output) {
  if (auto written = write_children(world, turn, output); !written) return written;
  return write_adults(world, turn, output);
}

namespace {

constexpr std::string_view council = "northshire-childrens-services";
constexpr std::array<std::string_view, 4> sources{"Police", "Schools", "Health services", "Individual"};
constexpr std::array<std::string_view, 5> statuses{"C2", "C1", "V2", "E1", "J1"};
constexpr std::array<std::string_view, 5> placements{"U4", "U6", "K2", "H5", "U1"};
constexpr std::array<std::string_view, 4> common_needs{"N1", "N5", "N4", "N6"};
constexpr std::array<std::string_view, 4> abuses{"NEG", "EMO", "PHY", "SAB"};

/// A published table: whose rows, how many, and what stands after the first five columns.
struct Table {
  std::string_view feed;
  double a_quarter;  ///< for 180,000 people
  std::vector<std::string_view> more_headers;
  std::function<Cells(Turn const&, Draw&)> more;
};

std::string some_day(Turn const& turn, Draw& draw, int back) { return uk_date(last_day(turn.month) - std::chrono::days{draw.between(0, back)}); }

std::string sometimes(Draw& draw, double share, std::string text) { return draw.happens(share) ? std::move(text) : std::string{}; }

Cells team(Draw& draw) { return {fmt::format("Team {}", draw.between(1, 5)), worker_name(draw)}; }

Cells with_team(Cells cells, Draw& draw) {
  for (auto& cell : team(draw)) cells.push_back(std::move(cell));
  return cells;
}

std::vector<Table> annex_a() {
  return {
      {"annex-a-contacts", 2600, {"Date of Contact", "Contact Source"}, [](Turn const& turn, Draw& draw) { return Cells{some_day(turn, draw, 89), std::string{draw.pick(sources)}}; }},
      {"annex-a-referrals", 900, {"Date of referral", "Referral Source", "Referral NFA?", "Number of Referrals in last 12 months", "Allocated Team", "Allocated Worker"},
       [](Turn const& turn, Draw& draw) {
         return with_team({some_day(turn, draw, 89), std::string{draw.pick(sources)}, draw.happens(0.2) ? "Yes" : "No", std::to_string(draw.between(0, 3))}, draw);
       }},
      {"annex-a-section-47", 320,
       {"Does the Child have a Disability", "Strategy discussion initiating Section 47 Enquiry Start Date", "Was an Initial Child Protection Conference deemed unnecessary?",
        "Date of Initial Child Protection Conference", "Did the Initial Child Protection Conference Result in a Child Protection Plan",
        "Number of Section 47 Enquiries in the last 12 months", "Number of ICPCs in the last 12 months", "Allocated Team", "Allocated Worker"},
       [](Turn const& turn, Draw& draw) {
         auto const conference = draw.happens(0.4);
         return with_team({"No", some_day(turn, draw, 89), conference ? "No" : "Yes", conference ? some_day(turn, draw, 20) : "", conference ? (draw.happens(0.8) ? "Yes" : "No") : "", "1", conference ? "1" : "0"}, draw);
       }},
      {"annex-a-children-in-need", 1100, {"Does the Child have a Disability", "CIN Start Date", "Primary Need Code", "Date Child Was Last Seen", "CIN Closure Date", "Reason for Closure", "Case Status", "Allocated Team", "Allocated Worker"},
       [](Turn const& turn, Draw& draw) {
         return with_team({draw.happens(0.1) ? "Yes" : "No", some_day(turn, draw, 300), std::string{draw.pick(common_needs)}, some_day(turn, draw, 40), "", "", "Open"}, draw);
       }},
      {"annex-a-child-protection", 170,
       {"Does the Child have a Disability", "Child Protection Plan Start Date", "Initial Category of Abuse", "Latest Category of Abuse", "Date of the Last Statutory Visit", "Was the Child Seen Alone?",
        "Date of latest review conference", "Child Protection Plan End Date", "Number of Previous Child Protection Plans", "Allocated Team", "Allocated Worker"},
       [](Turn const& turn, Draw& draw) {
         auto const first = std::string{draw.pick(abuses)};
         return with_team({"No", some_day(turn, draw, 300), first, draw.happens(0.9) ? first : "MUL", some_day(turn, draw, 20), "Yes", some_day(turn, draw, 89), "", "0"}, draw);
       }},
      {"annex-a-looked-after", 230,
       {"Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)", "Date Started to be Looked After", "Child's Category of Need", "Child's Legal Status", "Date of Last Social Work Visit",
        "Date Ceased to be Looked After", "Placement Type", "Placement Provider", "Placement Postcode", "Allocated Team", "Allocated Worker"},
       [](Turn const& turn, Draw& draw) {
         return with_team({"N", some_day(turn, draw, 900), std::string{draw.pick(common_needs)}, std::string{draw.pick(statuses)}, some_day(turn, draw, 40), "", std::string{draw.pick(placements)}, "PR1",
                           sometimes(draw, 0.9, "NH7 1AA")}, draw);
       }}};
}

Result<void> write_table(World const& world, Turn const& turn, Table const& table, std::uint64_t which, Output& output) {
  std::vector<std::string_view> headers{"Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)"};
  headers.insert(headers.end(), table.more_headers.begin(), table.more_headers.end());
  std::vector<Mistake> const mistakes{Mistake{3, 0.006, "31/06/2015", "impossible-date"}, Mistake{5, 0.01, "", "missing-date"}, Mistake{0, 0.003, "", "missing-reference"}};
  auto draw = Draw{world.seed, Lot::care, static_cast<std::uint64_t>(turn.month.index), 20 + which};
  auto out = begin(output, turn, {council, table.feed, fmt::format("{}-{}.csv", table.feed, format_month(turn.month)), {Encoding::utf8_marked, ',', "\r\n"}}, headers);
  each_known(world, {Lot::care, 20 + which, scaled(world, table.a_quarter), 0, 17}, last_day(turn.month), [&](std::uint32_t one) {
    auto const person = world.people.person(one);
    Cells cells{fmt::format("SYN{:07}", one), person.female ? "b) Female" : "a) Male", std::string{draw.pick(filled_by_lot)}, uk_date(person.born), std::to_string(world.people.age(one, last_day(turn.month)))};
    for (auto& cell : table.more(turn, draw)) cells.push_back(std::move(cell));
    spoil(cells, headers, mistakes, out, draw);
    output.truth.link(one, "at_risk_child", out.path(), out.sheet().next_row(), 0);
    out.data(cells);
  });
  return out.close();
}

// --- SSDA903, once a year

/// The same children in its three tables.
void each_looked_after(World const& world, Turn const& turn, std::function<void(std::uint32_t)> const& take) {
  each_known(world, {Lot::care, 40, scaled(world, 230), 0, 17}, last_day(turn.month), take);
}

std::string child_number(std::uint32_t one) { return fmt::format("SYN{:07}", one); }

Result<void> write_header(World const& world, Turn const& turn, Output& output) {
  static constexpr std::array<std::string_view, 7> headers{"CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"};
  auto draw = Draw{world.seed, Lot::care, 41};
  auto out = begin(output, turn, {council, "ssda903-header", "903_header.csv", {Encoding::utf8, ',', "\r\n"}}, headers);
  each_looked_after(world, turn, [&](std::uint32_t one) {
    auto const person = world.people.person(one);
    output.truth.link(one, "at_risk_child", out.path(), out.sheet().next_row(), 0);
    out.data(Cells{child_number(one), person.female ? "2" : "1", uk_date(person.born), std::string{draw.pick(filled_by_lot)}, sometimes(draw, 0.85, upn(one)), "", ""});
  });
  return out.close();
}

Result<void> write_episodes(World const& world, Turn const& turn, Output& output) {
  static constexpr std::array<std::string_view, 13> headers{"CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE", "HOME_POST", "PL_POST", "URN"};
  auto draw = Draw{world.seed, Lot::care, 42};
  auto out = begin(output, turn, {council, "ssda903-episodes", "903_episodes.csv", {Encoding::utf8, ',', "\r\n"}}, headers);
  each_looked_after(world, turn, [&](std::uint32_t one) {
    auto const person = world.people.person(one);
    auto begun = last_day(turn.month) - std::chrono::days{draw.between(200, 360)};
    for (auto left = draw.between(1, 3); left > 0; --left) {
      auto const ended = begun + std::chrono::days{draw.between(20, 60)};
      auto const unknown = draw.happens(0.006);
      if (unknown) out.error("PLACE", "unknown-code");
      output.truth.link(one, "at_risk_child", out.path(), out.sheet().next_row(), 0);
      out.data(Cells{child_number(one), uk_date(begun), "S", std::string{draw.pick(statuses)}, std::string{draw.pick(common_needs)}, unknown ? "Q9" : std::string{draw.pick(placements)}, "PR1",
                     left > 1 ? uk_date(ended) : "", left > 1 ? "X1" : "", "", postcode_of(world, person), "NH7 1AA", "SC999999"});
      begun = ended;
    }
  });
  return out.close();
}

Result<void> write_missing(World const& world, Turn const& turn, Output& output) {
  static constexpr std::array<std::string_view, 5> headers{"CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"};
  auto draw = Draw{world.seed, Lot::care, 43};
  auto out = begin(output, turn, {council, "ssda903-missing", "903_missing.csv", {Encoding::utf8, ',', "\r\n"}}, headers);
  each_looked_after(world, turn, [&](std::uint32_t one) {
    if (!draw.happens(0.12)) return;
    auto const person = world.people.person(one);
    auto const gone = last_day(turn.month) - std::chrono::days{draw.between(10, 200)};
    output.truth.link(one, "at_risk_child", out.path(), out.sheet().next_row(), 0);
    out.data(Cells{child_number(one), uk_date(person.born), draw.happens(0.7) ? "M" : "A", uk_date(gone), uk_date(gone + std::chrono::days{draw.between(0, 6)})});
  });
  return out.close();
}

}  // namespace

Result<void> write_care_tables(World const& world, Turn const& turn, Output& output) {
  if (ends_quarter(turn.month)) {
    auto const tables = annex_a();
    for (std::size_t at = 0; at < tables.size(); ++at) {
      if (auto written = write_table(world, turn, tables[at], at, output); !written) return written;
    }
  }
  if (!turn.is_last()) return {};
  if (auto written = write_header(world, turn, output); !written) return written;
  if (auto written = write_episodes(world, turn, output); !written) return written;
  return write_missing(world, turn, output);
}

}  // namespace concordat::synth
