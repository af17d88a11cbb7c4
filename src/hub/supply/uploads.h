// SPDX-License-Identifier: Apache-2.0
// Files on their way in by way of a page: checked first, mapped and confirmed by a person, and only then taken in.
//
//   waiting -> checking -> to_map -> checking -> checked -> sending -> done     (to_map: only where a column is in doubt)
//                       \-> failed               (or cancelled at any step)
//
// Invariants:
//   1. a file that nobody confirmed is in an unnamed temporary file only, and gone when the program ends, when it is
//      cancelled or when nobody touched it for `kept`;
//   2. an upload shows to the member who began it and to nobody else: another's answers like one that is not there;
//   3. one file at a time is read; the others wait, and there are never more than `most_open`.
// Thread safety: every call, from any thread. Files are read on a thread of the desk's own.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hub/supply/preflight.h"
#include "hub/supply/submit.h"

namespace concordat::hub {

enum class UploadState : std::uint8_t { waiting, checking, to_map, checked, sending, done, failed, cancelled };
[[nodiscard]] FixedText name_of(UploadState state);

struct UploadOwner {
  std::string agency;
  std::string member;
  bool operator==(UploadOwner const&) const = default;
};

struct NewUpload {
  UploadOwner owner;
  std::string feed;       ///< empty: a private look, which can never be sent
  std::string profile;    ///< empty: the feed's own, or the one that fits best
  std::string kind;       ///< of the supplying agency, for the suggestion
  std::string file_name;
  std::string sheet = {};  ///< of a workbook, by name or number; empty: the one that holds the table
  std::string id = {};      ///< empty: a new one; the id of an upload that was begun before stands for that one
  bool at_once = false;     ///< taken in without being looked at first, for programs: where the columns do not fit it fails
};

/// What an upload has come to.
struct UploadView {
  std::string id;
  std::string feed;
  std::string file_name;
  UploadState state = UploadState::waiting;
  FixedText stage = "waiting";
  intake::Progress progress;
  std::shared_ptr<PreflightReport const> report;  ///< from to_map and checked on
  std::optional<Tally> tally;                     ///< of what was taken in
  std::optional<Problem> problem;                 ///< why it failed, or why sending did not work the last time
  Findings findings;
  std::string mapping;                            ///< as confirmed
  std::uint64_t change = 0;                       ///< grows with every change
};

class UploadDesk {
 public:
  struct Options {
    std::size_t most_open = 20;
    std::size_t most_of_one = 5;
    std::chrono::minutes kept{30};
  };
  struct Tools {
    Shelf const& shelf;
    std::vector<std::string> reader;
    std::function<Result<std::unique_ptr<Hub>>()> open_hub;
    Clock const& clock;
  };
  UploadDesk(Tools tools, Options options);
  UploadDesk(UploadDesk const&) = delete;
  UploadDesk& operator=(UploadDesk const&) = delete;
  /// Stops what runs; nothing of it is kept.
  ~UploadDesk();

  /// Takes over `file`, which must be seekable; answers the id. "upload.too-many" where others must end first;
  /// "upload.private" for a private look that would be taken in at once.
  [[nodiscard]] Result<std::string> begin(NewUpload const& upload, intake::FileDescriptor file);
  [[nodiscard]] std::optional<UploadView> find(UploadOwner const& owner, std::string const& id);
  /// Those not over yet, oldest first.
  [[nodiscard]] std::vector<UploadView> open_ones(UploadOwner const& owner);

  /// The text of a mapping file (intake/map/mapping.h); the file is checked again with it. "upload.unknown",
  /// "upload.not-now".
  [[nodiscard]] Result<void> map(UploadOwner const& owner, std::string const& id, std::string mapping);
  /// Takes a checked file in. "upload.unknown", "upload.not-now", "upload.private".
  [[nodiscard]] Result<void> send(UploadOwner const& owner, std::string const& id);
  [[nodiscard]] Result<void> cancel(UploadOwner const& owner, std::string const& id);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace concordat::hub
