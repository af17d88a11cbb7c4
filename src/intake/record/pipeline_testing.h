// SPDX-License-Identifier: Apache-2.0
// Tables through the pipeline, under the shipped profiles: what the tests of records start from.
#pragma once

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "intake/record/pipeline.h"

namespace concordat::intake {

inline catalogue::Catalogue const& shipped() {
  static auto const loaded = catalogue::Catalogue::load(CONCORDAT_SOURCE_DIR "/definitions");
  return loaded.catalogue;
}
inline Profile const& profile(std::string_view id) {
  static auto const loaded = load_profiles(CONCORDAT_SOURCE_DIR "/definitions/profiles", shipped());
  return *loaded.find(id);
}

/// One row as the pipeline left it.
struct Taken {
  bool accepted = false;
  std::vector<std::string> codes;
  std::string key;
  std::string role;
  std::string open_data;
  bool has_identity = false;
  std::optional<CleanEvent> event;
  std::string category;  // of the event, whose own texts end with the row
  std::string place_type;
  std::optional<Month> month;
  std::optional<Month> period;
};

struct Table {
  std::vector<Taken> rows;
  FeedQuality quality{{}};
  std::vector<std::string> open_columns;
  std::vector<ItemAnswer> items;
  std::optional<Json> counts;
  std::vector<UsableShare> usable = {};
};

inline std::vector<std::string> words_that_are_not_known;  // of the last table taken, "field:word"

inline Table take_all(std::string_view profile_id, std::string_view csv, AskAreas ask_areas = {}, std::vector<MappedWord> words = {}) {
  FileDescriptor file{::memfd_create("test", MFD_CLOEXEC)};
  EXPECT_EQ(::write(file.get(), csv.data(), csv.size()), static_cast<ssize_t>(csv.size()));
  ::lseek(file.get(), 0, SEEK_SET);
  auto const source = open_in_process(std::move(file), {});
  EXPECT_TRUE(source);
  auto const& one = profile(profile_id);
  auto compiled = map_by_headers(one, (*source)->head().columns, shipped());
  if (compiled.mapping) compiled.mapping->words = std::move(words);
  words_that_are_not_known.clear();
  for (auto const& finding : compiled.findings) EXPECT_NE(finding.severity, Severity::error) << sentence(finding);
  std::vector<std::string> fields;
  for (auto const& column : one.columns) fields.push_back(shipped().fields()[column.field].id);
  Table table{{}, FeedQuality{std::move(fields)}, {}, {}, {}};
  PointMemory points;
  PipelineOptions options;
  options.received = *parse_instant("2026-11-21T10:00:00Z");
  options.ask_areas = std::move(ask_areas);
  RecordPipeline pipeline{one, *compiled.mapping, shipped(), std::move(options), table.quality, points};
  table.open_columns = pipeline.open_columns();
  for (auto row = (*source)->next(); row && *row; row = (*source)->next()) {
    if ((*row)->kind != RowKind::data) continue;
    Taken taken;
    taken.accepted = pipeline.take(**row) == RecordPipeline::Outcome::accepted;
    for (auto const& fault : pipeline.faults()) {
      EXPECT_FALSE(fault.remedy.empty()) << fault.code.view();
      taken.codes.emplace_back(fault.code.view());
    }
    std::vector<UnknownWord> unknown;
    pipeline.unknown_words(unknown);
    for (auto const& word : unknown) words_that_are_not_known.push_back(shipped().fields()[word.field].id + ":" + std::string{word.word});
    taken.month = pipeline.month();
    taken.period = pipeline.period();
    if (taken.accepted) {
      auto const& record = pipeline.record();
      taken.key = record.key;
      taken.role = record.role;
      taken.open_data = record.open_data;
      taken.has_identity = record.has_identity;
      taken.event = record.event;
      if (record.event) {
        taken.category = record.event->category;
        taken.place_type = record.event->place_type;
      }
    }
    table.quality.row(pipeline.slot(), taken.accepted ? Fate::accepted : Fate::quarantined);
    table.rows.push_back(std::move(taken));
  }
  table.items = pipeline.return_answers();
  table.usable = pipeline.usable_shares();
  table.counts = pipeline.return_counts();
  return table;
}

}  // namespace concordat::intake
