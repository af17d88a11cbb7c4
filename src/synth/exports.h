// SPDX-License-Identifier: Apache-2.0
// What each agency makes of what happened: its own columns, words, encoding and mistakes.
//
// Every mistake is told to Truth as it is made. Which mistakes, and how often: docs/synthetic-data.md.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "synth/world/draw.h"
#include "synth/world/events.h"
#include "synth/sheet.h"

namespace concordat::synth {

/// One month in the run of months.
struct Turn {
  Month month;
  int index = 0;  ///< 0 for the first month
  int count = 0;
  [[nodiscard]] bool is_last() const { return index + 1 == count; }
};

/// Where the exports and the truth about them go.
struct Output {
  std::filesystem::path folder;
  Truth& truth;
  Summary& summary;
};

/// An export being written; close() adds it to the summary.
class Export {
 public:
  struct Name {
    std::string_view agency;
    std::string_view feed;
    std::string file;
  };
  Export(Output& output, Name const& name, Month month, Style style);

  [[nodiscard]] Sheet& sheet() { return sheet_; }
  [[nodiscard]] std::string const& path() const { return file_.path; }
  /// Writes a row of data, with its people. A row is counted, a header is not.
  void data(std::span<std::string const> cells, Event const* event = nullptr, bool victims_only = false);
  void data_line(std::string_view text, Event const* event, bool victims_only);
  /// An error in the row that is written next.
  void error(std::string_view column, std::string_view kind);
  [[nodiscard]] Result<void> close();

 private:
  void link(Event const* event, bool victims_only);

  Output* output_;
  ExportFile file_;
  Sheet sheet_;
};

/// A file that ought to have come and did not.
void note_missing_file(Output& output, Export::Name const& name);
/// "exports/<agency>/<feed>/<file>"
[[nodiscard]] std::string export_path(Export::Name const& name);

/// The force's own words for an offence and the published type: both files speak of one event in the same
/// terms.
struct OffenceWords {
  std::string_view own;
  std::string_view published;
};
[[nodiscard]] OffenceWords const& offence_words(Event const& event);

/// The force: its own incident export, and what it publishes of incidents and of stop and search.
class PoliceExports {
 public:
  explicit PoliceExports(World const& world) : world_{&world} {}
  [[nodiscard]] Result<void> write(Turn const& turn, std::span<Event const> events, Output& output);

 private:
  struct Correction {
    Event event;
    std::vector<std::string> cells;
  };
  [[nodiscard]] Result<void> write_incidents(Turn const& turn, std::span<Event const> events, Output& output);
  [[nodiscard]] Result<void> write_street(Turn const& turn, std::span<Event const> events, Output& output);
  [[nodiscard]] Result<void> write_searches(Turn const& turn, Output& output);
  [[nodiscard]] Result<void> send_again(Turn const& turn, Output& output);

  World const* world_;
  std::vector<Correction> corrections_ = {};  ///< for the next month's file; a few dozen at most
};

/// The hospital's emergency department and the ambulance service.
class HealthExports {
 public:
  explicit HealthExports(World const& world) : world_{&world} {}
  [[nodiscard]] Result<void> write(Turn const& turn, std::span<Event const> events, Output& output);

 private:
  [[nodiscard]] Result<void> write_emergency(Turn const& turn, std::span<Event const> events, Output& output);
  [[nodiscard]] Result<void> write_ambulance(Turn const& turn, std::span<Event const> events, Output& output);

  World const* world_;
  std::vector<std::string> corrections_ = {};
};

/// The schools trust: a monthly list of pupils it is worried about.
class SchoolExports {
 public:
  SchoolExports(World const& world, Month first, int months);
  [[nodiscard]] Result<void> write(Turn const& turn, Output& output);

 private:
  struct Pupil {
    std::uint32_t person = 0;
    int from = 0;   ///< index of the month in which the pupil comes onto the list
    int until = 0;  ///< and of the first without
    std::uint32_t school = 0;
  };
  [[nodiscard]] std::vector<std::string> cells_of(Pupil const& pupil, Turn const& turn, Export& out,
                                                  Draw& draw);

  World const* world_;
  std::vector<Pupil> pupils_ = {};
};

}  // namespace concordat::synth
