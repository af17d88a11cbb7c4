// SPDX-License-Identifier: Apache-2.0
#include "synth/synth.h"

#include <fmt/format.h>

#include "base/file.h"
#include "synth/exports.h"
#include "synth/later.h"
#include "synth/office.h"
#include "synth/place_files.h"

namespace concordat::synth {
namespace {

Result<void> check(Options const& options) {
  if (options.months < 1 || options.months > 120) {
    return fail(Fault::refused, "synth.months", "The number of months is outside 1 to 120.",
                "Ask for a number of months from 1 to 120.");
  }
  if (options.people < 20'000 || options.people > 2'000'000) {
    return fail(Fault::refused, "synth.people", "The number of people is outside 20,000 to 2,000,000.",
                "Ask for a number of people from 20000 to 2000000.");
  }
  return {};
}

Result<void> make_folders(std::filesystem::path const& folder) {
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (code) return tl::unexpected<Problem>{file_problem(code.value())};
  auto const empty = std::filesystem::is_empty(folder, code);
  if (code) return tl::unexpected<Problem>{file_problem(code.value())};
  if (!empty) {
    return fail(Fault::conflict, "synth.folder-not-empty",
                "The folder for the made-up partnership is not empty.",
                "Name a new folder, or empty this one first.");
  }
  std::vector<std::string> names{"exports/northshire-police/police-incidents", "exports/northshire-police/police-uk-street",
                                 "exports/northshire-police/police-stop-search", "exports/northshire-general-ed/ed-istv",
                                 "exports/northshire-ambulance/ambulance-calls", "exports/northshire-schools-trust/school-list",
                                 "truth"};
  for (auto const& feed : feeds_that_joined()) names.push_back(fmt::format("exports/{}/{}", feed.agency, feed.id));
  for (auto const& name : names) {
    std::filesystem::create_directories(folder / name, code);
    if (code) return tl::unexpected<Problem>{file_problem(code.value())};
  }
  return {};
}

/// Everything that the agencies which joined later send with the month of `turn`.
Result<void> write_later(World const& world, Turn const& turn, std::span<Event const> events, Output& output) {
  if (turn.index + months_since_joining < turn.count) return {};
  if (auto written = write_fire(world, turn, output); !written) return written;
  if (auto written = write_clinics(world, turn, events, output); !written) return written;
  if (auto written = write_education(world, turn, output); !written) return written;
  if (auto written = write_justice(world, turn, output); !written) return written;
  if (auto written = write_community(world, turn, output); !written) return written;
  if (auto written = write_care(world, turn, output); !written) return written;
  if (auto written = write_care_tables(world, turn, output); !written) return written;
  return write_prescribed(world, turn, output);
}

class Writer {
 public:
  Writer(Options const& options, ProgressSink const& sink)
      : options_{options},
        sink_{sink},
        first_{options.last_month.index - options.months + 1},
        place_{make_place(options.seed, options.people)},
        world_{options.seed, place_, People{options.seed, place_, options.last_month.next().first_day()},
               options.people},
        truth_{options.folder / "truth", options.people},
        tallies_(place_.hotspots.size()) {}

  Result<Summary> write() {
    summary_.areas = static_cast<std::uint32_t>(place_.areas.areas.size());
    if (auto going = report("place", 0); !going) return fail(going);
    if (auto written = write_place(world_, options_.folder); !written) return fail(written);
    if (auto written = write_partnership_file(options_); !written) return fail(written);
    if (auto written = write_equality_counts(world_, options_); !written) return fail(written);
    if (auto written = write_months(); !written) return fail(written);
    if (auto going = report("truth", options_.months); !going) return fail(going);
    if (auto written = write_truth(); !written) return fail(written);
    summary_.errors_by_kind = truth_.errors_by_kind();
    for (auto const met : truth_.met()) summary_.people_met += met ? 1 : 0;
    return std::move(summary_);
  }

 private:
  Result<void> report(FixedText stage, int months_done) {
    Progress const progress{stage, static_cast<std::uint32_t>(months_done),
                            static_cast<std::uint32_t>(options_.months), summary_.rows};
    if (!sink_ || sink_(progress)) return {};
    return fail(Fault::cancelled, "synth.cancelled", "Writing the made-up partnership was stopped.",
                "Delete the folder and start again when you are ready.");
  }

  Result<void> write_months() {
    PoliceExports police{world_};
    HealthExports health{world_};
    SchoolExports schools{world_, first_, options_.months};
    Output output{options_.folder, truth_, summary_};
    for (auto index = 0; index < options_.months; ++index) {
      Turn const turn{Month{first_.index + index}, index, options_.months};
      auto const events = events_of(world_, turn.month);
      summary_.events += events.size();
      for (auto const& event : events) tally(event);
      if (auto written = police.write(turn, events, output); !written) return written;
      if (auto written = health.write(turn, events, output); !written) return written;
      if (auto written = schools.write(turn, output); !written) return written;
      if (auto written = write_later(world_, turn, events, output); !written) return written;
      if (auto going = report("months", index + 1); !going) return going;
    }
    return {};
  }

  void tally(Event const& event) {
    if (!event.hotspot) return;
    auto& tally = tallies_[*event.hotspot];
    ++tally.events;
    tally.police += event.police ? 1 : 0;
    tally.emergency += event.emergency ? 1 : 0;
    tally.ambulance += event.ambulance ? 1 : 0;
  }

  Result<void> write_truth() {
    auto const folder = options_.folder / "truth";
    if (auto written = write_place_truth(world_, tallies_, folder); !written) return written;
    if (auto written = write_people_truth(world_, truth_.met(), folder); !written) return written;
    return truth_.close();
  }

  Options const& options_;
  ProgressSink const& sink_;
  Month first_;
  Place place_;
  World world_;
  Truth truth_;
  std::vector<HotspotTally> tallies_;
  Summary summary_ = {};
};

}  // namespace

Result<Summary> write_partnership(Options const& options, ProgressSink const& progress) {
  if (auto checked = check(options); !checked) return fail(checked);
  if (auto made = make_folders(options.folder); !made) return fail(made);
  return Writer{options, progress}.write();
}

}  // namespace concordat::synth
