// SPDX-License-Identifier: Apache-2.0
// protect rows by the shipped rules: what becomes of incidents is decided by what their recipient holds.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/protection/agreed.h"
#include "cli/protection/incident_files.h"
#include "cli/protection/leaving_rows.h"
#include "cli/protection/report_file.h"
#include "cli/protection/runs.h"
#include "protection/anonymity/record_profile.h"
#include "render/about.h"

namespace concordat::cli {
namespace {

using namespace protection;

constexpr std::int64_t shipped_k = 5;

struct Incidents {
  RecipientHolds holds = RecipientHolds::named_incidents;
  IncidentFile file = {};
  std::optional<PublishedPoints> points = {};
  std::optional<std::vector<ResidentRow>> residents = {};
  std::optional<HeldFile> held = {};  ///< of the recipient's own
  std::optional<HeldFile> made_up = {};
  [[nodiscard]] std::vector<HeldFile const*> tried() const {
    std::vector<HeldFile const*> all;
    for (auto const* const one : {&made_up, &held}) {
      if (*one) all.push_back(&**one);
    }
    return all;
  }
  RecordDemand demand = {};
  std::optional<AgreedRelease> agreed = {};
  std::optional<LastingIds> ids = {};
};

Tried<Incidents> read_all(ProtectArguments const& a) {
  Incidents all;
  if (!a.agreement.empty()) {
    auto agreed = read_agreed(a);
    if (!agreed) return stopped(agreed);
    all.agreed = std::move(*agreed);
  } else if (a.holds != "yes" && a.holds != "no") {
    return stopped(Problem{Fault::unknown, "protect.holds", "What the recipient holds is neither yes nor no.", "Say yes where the recipient has named records of the same incidents, as police and ambulance have."});
  }
  bool const holder = all.agreed ? all.agreed->holder : a.holds == "yes";
  all.holds = holder ? RecipientHolds::named_incidents : RecipientHolds::no_named_incidents;
  if (a.k != 0 && (a.k < least_k || a.k > 10'000)) return stopped(Problem{Fault::malformed, "protect.k", "k is out of range.", "Give --k a whole number from 3 to 10000."});
  all.demand.k = static_cast<std::uint32_t>(a.k == 0 ? shipped_k : a.k);
  // as many as the agreement asks for, and never fewer than are shipped where nobody asked for fewer
  if (all.agreed) all.demand.k = std::max(all.demand.k, static_cast<std::uint32_t>(all.agreed->min_group));
  auto file = read_incidents(a.in, a.id, a.drop);
  if (!file) return stopped(file);
  all.file = std::move(*file);
  if (!a.id_key.empty()) {
    if (all.file.ids.empty() || std::ranges::any_of(all.file.ids, &std::string::empty)) {
      return tl::unexpected{FileTrouble{a.in, Problem{Fault::missing, "protect.no-id", "A record has no id.", "Give every record the id that it keeps for good."}}};
    }
    auto ids = lasting_ids(a, *all.agreed);
    if (!ids) return stopped(ids);
    all.ids = std::move(*ids);
  }
  if (!a.points.empty()) {
    auto points = read_points(a.points);
    if (!points) return stopped(points);
    all.points = std::move(*points);
  }
  if (!a.residents.empty()) {
    auto residents = read_residents(a.residents);
    if (!residents) return stopped(residents);
    all.residents = std::move(*residents);
  }
  if (!a.named.empty()) {
    auto held = read_held(a.named, a.id, all.file);
    if (!held) return stopped(held);
    all.held = std::move(*held);
  }
  // beside the recipient's own: what is told of a recipient may be one incident of the many that he holds
  if (all.holds == RecipientHolds::named_incidents) all.made_up = HeldFile{made_up_incidents(all.file.rows), true};
  return all;
}

constexpr std::size_t most_witnesses = 20;

/// Refuses a release that tells with an earlier one, made with other points, where something was.
Tried<void> check_earlier(ProtectArguments const& arguments, Incidents const& all, RecordRelease const& release, DisclosureReport& page) {
  if (arguments.earlier.empty() && arguments.earlier_points.empty()) return {};
  if (arguments.earlier.empty() || arguments.earlier_points.empty() || !all.points || all.holds == RecipientHolds::named_incidents) {
    return stopped(Problem{Fault::missing, "protect.earlier", "An earlier release is held against this one by what both showed and by the points of both, and one of these is not given.",
                           "Give --earlier and --earlier-points beside --points; for a recipient who holds named incidents leave both out: it is told no points."});
  }
  auto const earlier = read_earlier(arguments.earlier);
  if (!earlier) return stopped(earlier);
  auto const before = read_points(arguments.earlier_points);
  if (!before) return stopped(before);
  auto const twice = twice_placed(release, all.file.rows, &*all.points, *earlier, &*before);
  if (twice.empty()) {
    page.tried.emplace_back("Putting places beside those of an earlier release with other points", fmt::format("nothing: none of its {} records tells with one of these where something was", earlier->size()));
    return {};
  }
  Findings witnesses;
  for (auto const& one : twice) {
    if (witnesses.size() == most_witnesses) break;
    auto const at = static_cast<std::size_t>(std::ranges::find(release.rows, one.row) - release.rows.begin());
    auto const& was = (*earlier)[one.earlier];
    witnesses.push_back({Severity::error, "recipient.points-changed", arguments.in, 0, 0,
                         fmt::format("record {} of the file would be told at '{}', and record {} of the earlier release ({}, {}) may be the same", one.row + 1, release.records[at].front(), one.earlier + 1, was.place, was.period),
                         "Leave this record out, or keep the earlier table of points."});
  }
  Problem problem{Fault::refused, "recipient.points-changed", "The table of points is another than that of an earlier release, and both releases together tell where something was.",
                  "Make this release with the earlier table of points, or of incidents that the earlier one did not have, or leave --points out."};
  return tl::unexpected{FileTrouble{arguments.in, std::move(problem), std::move(witnesses)}};
}

std::string csv_text(RecordRelease const& release, Incidents const& all) {
  SystemChance chance;
  std::string text = "record";
  for (auto const& column : release.columns) {
    text += ',';
    render::append_csv_cell(text, column);
  }
  text += '\n';
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < release.records.size(); ++i) order.push_back(i);
  for (auto const i : by_chance(std::move(order), chance)) {
    text += all.ids ? all.ids->of(all.file.ids[release.rows[i]]) : id_by_chance(chance);
    for (auto const& cell : release.records[i]) {
      text += ',';
      render::append_csv_cell(text, cell);
    }
    text += '\n';
  }
  return text;
}

void tell_done(DisclosureReport& page, Incidents const& all, RecordRelease const& release) {
  page.title = "Disclosure control of records";
  bool const named = all.holds == RecipientHolds::named_incidents;
  if (all.agreed) {
    page.done.emplace_back("Agreement", fmt::format("{}, rule {}, SHA-256 {}", all.agreed->agreement, all.agreed->rule, all.agreed->sha256));
    if (!all.agreed->said) page.done.emplace_back("What the recipient holds", "the agreement does not say, so it is taken to hold named incidents");
  }
  page.done.emplace_back("Recipient", named ? "holds named records of incidents" : "holds no named records of incidents");
  page.done.emplace_back("Places", named ? "public places by MSOA; homes, institutions and everything domestic by authority"
                                         : all.points ? "public places by a point of eight addresses or more, or of none; homes and institutions by LSOA or MSOA; everything domestic by authority"
                                                      : "public places by LSOA, since no table of points was given; homes and institutions by LSOA or MSOA; everything domestic by authority");
  page.done.emplace_back("Times", named ? "quarter, part of the week, six hours" : "date and three hours; the month alone where it has fewer than ten records");
  page.done.emplace_back("Methods", named ? "body part, weapon or unknown" : "the code where five records have it, otherwise its group");
  page.done.emplace_back("Ages and sexes", release.rules->ages() ? "in bands, since the records are of twelve months or more" : named ? "never" : "left out, since the records are of less than twelve months");
  page.done.emplace_back("Columns dropped", all.file.dropped.empty() ? "none were there" : text::join(all.file.dropped, ", "));
  page.done.emplace_back("Order", "of chance, new with each release");
  page.done.emplace_back("Ids", all.ids ? "the same for a record in each release under this agreement in this epoch; another under every other" : "of chance, new with each release");
  if (all.demand.k < shipped_k) page.done.emplace_back("Looser than the shipped rules", fmt::format("k is {} where it is {}: only for a research agreement that names it", all.demand.k, shipped_k));
  page.done.emplace_back("Withheld", withheld_band(release.withheld, all.file.rows.size()));
  for (auto const& part : release.parts) {
    for (std::size_t c = 0; c < part.steps.size(); ++c) page.done.emplace_back(fmt::format("Column {}, {}", release.columns[c], part.name), fmt::format("step {} of {}", part.steps[c] + 1, part.ladder_lengths[c]));
    page.done.emplace_back(fmt::format("Steps of {} chosen from", part.name), fmt::format("{} combinations; none of those that hold loses less", part.choices));
    page.done.emplace_back(fmt::format("Loss of {} (0: as the rules leave it, 1: nothing left)", part.name), fmt::format("{:.3f}", part.loss));
  }
  if (release.coarsened_for_attack > 0) page.done.emplace_back("Made coarser because of what the attack below got", fmt::format("{} steps", release.coarsened_for_attack));
}

void tell_tried(DisclosureReport& page, Incidents const& all, RecordRelease const& release, std::size_t sets) {
  page.tried.emplace_back("Picking out one record by what others may know (sample k)", fmt::format("at best one of {} that look alike", release.k));
  if (all.residents) {
    auto const people = population_k(release, all.file.rows, *all.residents);
    page.tried.emplace_back("Residents who would fit a record (population k)", people ? fmt::format("at least {}", *people) : "not known: the table of residents lacks an area, age or sex of the records");
  } else {
    page.tried.emplace_back("Residents who would fit a record (population k)", "not looked at: no table of residents was given");
  }
  page.tried.emplace_back("Learning method or kind of place without picking one out", fmt::format("every group that looks alike has at least {} different{}", release.l,
                                                                                                   release.parts.size() > 1 ? "; that an incident was in a public place its place says" : ""));
  page.tried.emplace_back("Standing alone by one, two or three of the columns that leave as they are", fmt::format("at most one record in twenty, in each of {} sets", sets));
  if (!release.attacked) {
    page.tried.emplace_back("Naming records from named incidents", "not tried: the recipient holds none");
    return;
  }
  auto const tried = all.tried();
  for (std::size_t i = 0; i < tried.size(); ++i) {
    auto const& figures = release.attacks[i];
    bool const made_up = all.made_up && tried[i] == &*all.made_up;
    auto const whose = made_up ? "made up: four to each record; of 35 records in 100 one is the same incident" : tried[i]->truth_known ? "the recipient's own, with ids" : "the recipient's own, every name that could be right taken for right";
    page.tried.emplace_back(fmt::format("Naming records from {} named incidents ({})", tried[i]->held.size(), whose),
                            fmt::format("at best {:.1f} % of the records rightly named (limit 1 %), at most {:.1f} % of the names right (limit 10 %)", 100 * figures.rightly, 100 * figures.precision));
  }
}

}  // namespace

Tried<FileAnswer> run_protect_incidents(ProtectArguments const& arguments) {
  auto const all = read_all(arguments);
  if (!all) return stopped(all);
  std::vector<Attacker> attackers;
  for (auto const* const one : all->tried()) attackers.push_back({one->held, one->truth_known});
  auto release = release_records(all->holds, all->file.rows, all->points ? &*all->points : nullptr, all->demand, attackers);
  if (!release) return tl::unexpected{FileTrouble{arguments.in, release.error()}};
  std::vector<ShownColumn> shown;
  for (auto c = release->columns.size() - FieldRules::learned().size(); c < release->columns.size(); ++c) {
    shown.push_back({release->columns[c], {}});
    for (auto const& record : release->records) shown.back().values.push_back(record[c]);
  }
  auto const sets = check_subsets(shown);
  if (!sets) {
    // the columns here are those of the shipped rules: what helps is more records, not another profile
    if (sets.error().code.view() != "protect.nearly-unique") return tl::unexpected{FileTrouble{arguments.in, sets.error()}};
    return tl::unexpected{FileTrouble{arguments.in, Problem{Fault::refused, "protect.too-few", "Too few records in this period: more than one in twenty stands alone by method or kind of place.",
                                                           "Take a longer period, or share counts with protect table."}}};
  }
  DisclosureReport page;
  tell_done(page, *all, *release);
  tell_tried(page, *all, *release, *sets);
  if (auto const fine = check_earlier(arguments, *all, *release, page); !fine) return stopped(fine);
  page.limits.emplace_back("k counts the records of this release, not the people of the place: who knows that somebody is in it knows more.");
  page.limits.emplace_back("Another release of the same incidents, or a table of them, can undo this: hold it against the first.");
  if (all->holds == RecipientHolds::no_named_incidents) page.limits.emplace_back("Made for a recipient who holds no named incidents: it must not be passed on to one who does.");
  else page.limits.emplace_back("The recipient may hold more, or other, incidents than were tried.");
  if (all->agreed) page.limits.emplace_back("Whether the agreement is signed and in force was not looked at: the hub that holds it knows.");
  if (all->ids) page.limits.emplace_back("By its lasting ids the recipient can put its releases together: who stands out in none may stand out in several.");
  if (auto const written = write_both(arguments.out, csv_text(*release, *all), arguments.report, page); !written) return stopped(written);
  return answer_of(page);
}

}  // namespace concordat::cli
