// SPDX-License-Identifier: Apache-2.0
// The way in: an agency's file becomes source records, events, quarantine and quality, or nothing at all.
//
// Invariants:
//   1. one file, one transaction with its ledger leaf: after kill -9 the file is in whole or not at all;
//   2. the same bytes for the same feed are recognised by their hash and change nothing;
//   3. read = accepted + quarantined + skipped, always (the database checks it too);
//   4. a later file supersedes by the feed's natural key, rows without one by their period; what was superseded stays;
//   5. identifying fields are sealed under a key of their own before they reach the database.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/finding.h"
#include "hub/hub.h"
#include "intake/map/mapping.h"
#include "intake/record/prescribed.h"
#include "intake/record/terms.h"
#include "intake/record/usable.h"
#include "intake/read/row_source.h"

namespace concordat::hub {

struct SubmitRequest {
  std::string feed;
  std::string profile;   ///< empty: the feed's own
  std::string mapping;   ///< text of a confirmed mapping file, or empty
  std::string mapping_name;
  std::string file_name; ///< as the supplier calls it: sealed, never shown to another agency
  bool replace = false;  ///< may replace a month by far fewer rows, where these have no reference of their own
  std::string sheet = {};   ///< of a workbook, by name or number; empty: the one that holds the table
  std::string member = {};  ///< of the supplying agency, who sends it; empty: by command line, where nobody is known
};

struct SubmitProgress {
  FixedText stage;
  intake::Progress reading;
};
/// Answer false to cancel; nothing is kept then.
using SubmitSink = std::function<bool(SubmitProgress const&)>;

struct Tally {
  std::string submission;       ///< id
  bool seen_before = false;     ///< the same file came earlier; the numbers are those of then
  std::uint64_t read = 0;
  std::uint64_t accepted = 0;
  std::uint64_t quarantined = 0;
  std::uint64_t skipped = 0;
  std::uint64_t superseded = 0;  ///< earlier records this file corrects
  std::uint64_t cell_faults = 0; ///< cells of accepted rows that could not be used
  std::map<std::string, std::uint64_t> codes;  ///< fault code -> how often
  std::map<std::string, std::string> remedies; ///< fault code -> what to do
  std::vector<std::string> unmapped;           ///< headers that map to nothing
  std::vector<std::string> workbook;           ///< what is to be said about its sheets
  std::vector<intake::TermAnswer> terms;       ///< what was agreed on quality, and whether it was kept
  std::vector<intake::UsableShare> usable;     ///< of the accepted rows: of how many the time, the place and the method can be used
  std::vector<intake::ItemAnswer> items;       ///< of the return that the file makes, where it makes one
  Month period_from{};
  Month period_to{};
  std::uint64_t ledger_index = 0;
  double seconds = 0;
  double cpu_seconds = 0;        ///< of both processes
  std::uint64_t peak_bytes = 0;  ///< of both processes together
};

/// What stands in the way of reading the file at all: a Problem, or findings about its mapping.
struct SubmitFailure {
  Problem problem;
  Findings findings;
};

/// The file is not to blame, and the next time may do. A file that kills its reader would do so for ever.
[[nodiscard]] bool passes(Problem const& problem);

/// Takes over `file`, which must be seekable (see spool.h for pipes).
[[nodiscard]] tl::expected<Tally, SubmitFailure> submit_file(Hub& hub, SubmitRequest const& request,
                                                             intake::FileDescriptor file, SubmitSink const& progress);

}  // namespace concordat::hub
