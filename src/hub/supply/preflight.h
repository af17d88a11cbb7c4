// SPDX-License-Identifier: Apache-2.0
// A private look at a file before it is sent: no database, no ledger, no network. Nothing is kept.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/finding.h"
#include "hub/hub.h"
#include "hub/supply/submit.h"
#include "intake/map/suggestion.h"
#include "intake/quality/quality.h"

namespace concordat::hub {

struct PreflightFault {
  std::uint64_t row = 0;
  std::uint32_t column = 0;
  std::string field;
  std::string code;
  std::string remedy;
};

/// A word of a column whose words must mean something, and that no list knows. The supplier's own: shown to it only.
struct UnmappedWord {
  intake::FieldIndex field = 0;
  std::string word;
  std::uint64_t rows = 0;
};

struct PreflightReport {
  intake::TableHead head;
  intake::Reading reading;        ///< how the heading lies, where the reader alone would not have found it
  std::string profile;
  bool profile_proposed = false;  ///< nobody named one: this is the best fit
  std::string profile_reason;
  Findings mapping_findings;
  bool readable = false;          ///< the columns fit; the tally below means something
  Tally tally;
  std::vector<PreflightFault> faults;  ///< the first of them
  std::uint64_t faults_more = 0;
  std::optional<intake::FeedQuality> quality;
  std::vector<intake::ColumnSuggestion> suggestions;
  std::vector<intake::MaybeField> proposed;  ///< one a column, where suggestions were asked for or the columns do not fit
  std::vector<intake::MaybeField> mapped;    ///< one a column, as it was read; empty where the columns do not fit
  std::vector<std::size_t> units;            ///< one a column: in which unit its field is written, or 0
  std::vector<intake::MappedWord> words;     ///< what the mapping says of the supplier's words
  std::vector<UnmappedWord> unknown_words;   ///< the first of them
  std::size_t left_out = 0;       ///< columns that the mapping leaves out although a field is proposed for them
  std::string mapping;            ///< as it was read with; empty where the profile knows every header
  std::string confirmed_by;       ///< who confirmed it
  bool recalled = false;          ///< for an earlier file with this heading
  std::string draft_mapping;      ///< a mapping file to confirm, where the columns do not fit the profile
};

struct PreflightRequest {
  std::string profile;
  std::string mapping;
  std::string mapping_name;
  std::string supplier_kind;
  bool suggest = false;
  std::string sheet = {};  ///< of a workbook, by name or number; empty: the one that holds the table
  /// Asked, where there is no mapping, for the text of one that was confirmed for such a heading; "" where there is none.
  std::function<Result<std::string>(intake::Profile const& profile, intake::TableHead const& head)> recall = {};
};

[[nodiscard]] Result<PreflightReport> preflight(Shelf const& shelf, PreflightRequest const& request,
                                                intake::FileDescriptor file, std::vector<std::string> const& reader,
                                                Clock const& clock, SubmitSink const& progress = {});

}  // namespace concordat::hub
