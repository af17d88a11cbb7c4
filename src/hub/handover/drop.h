// SPDX-License-Identifier: Apache-2.0
// The drop folder: files that a program of an agency puts there are taken in without anybody asking.
//
//   FOLDER/AGENCY/FEED/july.csv          put there by the agency; under another name (.part) until it is whole
//   FOLDER/AGENCY/FEED/done/HASH-july.csv      taken in, with HASH-july.csv.note.txt beside it
//   FOLDER/AGENCY/FEED/failed/HASH-july.csv    not taken in, and the note says why and what helps
//
// Invariants:
//   1. a file is copied away first and only the copy is read: a file that changes meanwhile is left for the next time;
//   2. the note is written, then the file moved; killed anywhere, the file lies in one of the three places, and is
//      recognised by its hash when it is met again;
//   3. links, folders and special files are never followed or opened; what is no file is set aside in failed/;
//   4. what passes (a busy database, a full disk) leaves the file where it is.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hub/supply/submit.h"

namespace concordat::hub {

struct DropOptions {
  std::filesystem::path folder;
  std::chrono::seconds settle{10};           ///< a file must have been left alone for so long
  std::chrono::days kept_done{7};            ///< files taken in are deleted from done/ after this; the hub has their rows
  std::chrono::days kept_failed{92};         ///< and the others from failed/, as rows set aside are
  std::function<bool()> go_on = {};          ///< asked while files are read; false stops where it is, with nothing half done
};

enum class DropFate : std::uint8_t { taken_in, seen_before, failed };
[[nodiscard]] FixedText name_of(DropFate fate);

struct DroppedFile {
  std::string agency;
  std::string feed;
  std::string name;                   ///< as it lay there: show it through visible()
  DropFate fate = DropFate::failed;
  std::optional<Tally> tally;         ///< of what was taken in
  std::optional<Problem> problem;     ///< why not
  Findings findings;
  std::string kept_as;                ///< "done/0123456789abcdef-july.csv"; empty where another file has its name now
};

struct CollectReport {
  std::vector<DroppedFile> files;
  std::uint64_t waiting = 0;             ///< that are still being written, or for what passes
  std::optional<Problem> trouble;        ///< what passes, or what is wrong with a folder, where something is
  std::vector<std::string> strangers;    ///< folders of no agency or feed of this hub, left as they are
};

/// Makes the folders of every feed where they are not there, and takes in what lies in them, oldest first.
/// `machine`: the clock that the files' times are of. "drop.no-folder", "drop.busy" where another is at it,
/// "drop.not-permitted"; of one feed's folder that is told as `trouble`, and the others go on; of one file: "drop.not-a-file", and those of submit_file.
[[nodiscard]] Result<CollectReport> collect(Hub& hub, DropOptions const& options, Clock const& machine);

}  // namespace concordat::hub
