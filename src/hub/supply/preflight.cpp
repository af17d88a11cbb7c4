// SPDX-License-Identifier: Apache-2.0
#include "hub/supply/preflight.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "crypto/hash.h"
#include "hub/supply/correction.h"
#include "hub/supply/sampling.h"
#include "hub/supply/spool.h"
#include "intake/read/worker.h"
#include "intake/record/pipeline.h"
#include "intake/record/seen_keys.h"

namespace concordat::hub {
namespace {

constexpr std::size_t most_words_shown = 200;
constexpr std::size_t longest_word_shown = 80;
constexpr std::size_t most_faults_shown = 1000;
constexpr std::uint64_t rows_between_reports = 5000;

/// Two readings of one file: a sample to propose from, then the whole.
class Preflight {
 public:
  Preflight(Shelf const& shelf, PreflightRequest const& request, std::vector<std::string> const& reader, Clock const& clock,
            SubmitSink const& progress)
      : shelf_{shelf}, request_{request}, reader_{reader}, clock_{clock}, progress_{progress} {}

  Result<PreflightReport> run(intake::FileDescriptor file);

 private:
  Result<std::unique_ptr<intake::RowSource>> open(intake::FileDescriptor const& file);
  void suggest();
  bool has_doubtful_unit(intake::Mapping const& mapping);
  void remember_units(intake::Mapping const* mapping);
  Result<void> look(intake::FileDescriptor const& file);
  void remember_words(intake::RecordPipeline const& pipeline);
  Result<intake::Profile const*> choose_profile();
  Result<void> count(intake::Profile const& profile, intake::Mapping const& mapping, intake::RowSource& source);
  void data_row(intake::Profile const& profile, intake::RecordPipeline& pipeline, intake::RowView const& row);
  void fault(std::uint64_t row, intake::RowFault const& fault);

  Shelf const& shelf_;
  PreflightRequest const& request_;
  std::vector<std::string> const& reader_;
  Clock const& clock_;
  SubmitSink const& progress_;
  intake::SampleTable sample_;
  intake::Profile const* profile_ = nullptr;
  std::vector<intake::UnknownWord> words_of_row_;
  std::map<std::pair<intake::FieldIndex, std::string>, std::size_t> words_;  // folded -> in report_.unknown_words
  intake::SeenKeys keys_;
  std::optional<Month> file_period_;
  std::vector<std::string_view> unguarded_;
  PreflightReport report_;
};

Result<std::unique_ptr<intake::RowSource>> Preflight::open(intake::FileDescriptor const& file) {
  auto again = reopen(file);
  if (!again) return fail(again);
  return intake::open_in_worker(std::move(*again), read_options(report_.reading), reader_);
}

/// Each word once, in the order in which they come; only of columns whose words must mean something.
void Preflight::remember_words(intake::RecordPipeline const& pipeline) {
  pipeline.unknown_words(words_of_row_);
  for (auto const& [field, word] : words_of_row_) {
    if (word.size() > longest_word_shown) continue;
    auto key = std::pair{field, catalogue::fold_header(word)};
    auto const found = words_.find(key);
    if (found != words_.end()) {
      ++report_.unknown_words[found->second].rows;
    } else if (report_.unknown_words.size() < most_words_shown) {
      words_.emplace(std::move(key), report_.unknown_words.size());
      report_.unknown_words.push_back({field, std::string{word}, 1});
    }
  }
}

Result<intake::Profile const*> Preflight::choose_profile() {
  auto const name = request_.profile.empty() ? intake::profile_of(report_.mapping) : request_.profile;
  if (!name.empty()) {
    auto const* named = shelf_.profiles.find(name);
    if (named != nullptr) return named;
    return fail(Fault::not_found, "profile.unknown", "There is no mapping profile of that name.",
                "'concordat definitions check' lists the profiles.");
  }
  auto const fits = intake::suggest_profiles(sample_, {request_.supplier_kind, {}}, shelf_.profiles, shelf_.catalogue);
  if (fits.empty()) return static_cast<intake::Profile const*>(nullptr);
  report_.profile_proposed = true;
  report_.profile_reason = fits.front().reason;
  return shelf_.profiles.find(fits.front().profile);
}

void Preflight::fault(std::uint64_t row, intake::RowFault const& fault) {
  ++report_.tally.codes[std::string{fault.code.view()}];
  report_.tally.remedies.emplace(fault.code.view(), fault.remedy.view());
  if (report_.faults.size() >= most_faults_shown) {
    ++report_.faults_more;
    return;
  }
  auto const field = fault.field == intake::RowFault::no_field ? std::string{} : shelf_.catalogue.fields()[fault.field].id;
  auto const column = fault.column == 0 ? 0 : fault.column + report_.head.first_column - 1;
  report_.faults.push_back({row, column, field, std::string{fault.code.view()}, std::string{fault.remedy.view()}});
}

void Preflight::data_row(intake::Profile const& profile, intake::RecordPipeline& pipeline, intake::RowView const& row) {
  auto& tally = report_.tally;
  bool const good = pipeline.take(row) == intake::RecordPipeline::Outcome::accepted;
  remember_words(pipeline);
  for (auto const& one : pipeline.faults()) fault(row.row, one);
  auto const count = [&](intake::Fate fate, std::uint64_t& where) {
    ++where;
    report_.quality->row(pipeline.slot(), fate);
  };
  if (!good) return count(intake::Fate::quarantined, tally.quarantined);
  auto const period = pipeline.period();
  if (profile.period.one_per_file && period) {
    if (!file_period_) file_period_ = period;
    if (*file_period_ != *period) {
      fault(row.row, {0, intake::RowFault::no_field, "row.other-period",
                      "The row belongs to another period than the file: send it with that period's file."});
      return count(intake::Fate::quarantined, tally.quarantined);
    }
  }
  tally.cell_faults += pipeline.faults().size();
  auto const& key = pipeline.record().key;
  if (!key.empty()) {
    std::uint64_t content = 0;
    for (auto const cell : row.cells) content = intake::content_hash(content, cell);
    auto const sight = keys_.see(intake::content_hash(0, key), content);
    if (sight == intake::KeySight::same_again && profile.key.repeat == intake::Repeat::skipped) {
      return count(intake::Fate::skipped, tally.skipped);
    }
    if (sight == intake::KeySight::differs && profile.key.clash == intake::KeyClash::quarantined) {
      fault(row.row, {0, profile.key.fields.front(), "key.twice",
                      "Two rows of this file have the same reference and say different things: correct one."});
      return count(intake::Fate::quarantined, tally.quarantined);
    }
  }
  count(intake::Fate::accepted, tally.accepted);
}

Result<void> Preflight::count(intake::Profile const& profile, intake::Mapping const& mapping, intake::RowSource& source) {
  std::vector<std::string> fields;
  for (auto const& column : profile.columns) fields.push_back(shelf_.catalogue.fields()[column.field].id);
  report_.quality.emplace(std::move(fields));
  intake::PointMemory points;
  intake::PipelineOptions options;
  options.received = clock_.now();
  intake::RecordPipeline pipeline{profile, mapping, shelf_.catalogue, options, *report_.quality, points};
  bool const corrects = correction_in(report_.head.columns).has_value();
  for (;;) {
    auto row = source.next();
    if (!row) return fail(row);
    if (!*row) break;
    if (report_.tally.read % rows_between_reports == 0 && progress_ && !progress_({"checking", source.progress()})) {
      return fail(Fault::cancelled, "check.cancelled", "The check was stopped.", "Nothing was stored or sent.");
    }
    ++report_.tally.read;
    if ((*row)->kind == intake::RowKind::data) {
      data_row(profile, pipeline, corrects ? without_guards(**row, unguarded_) : **row);
    } else {
      ++report_.tally.skipped;
      report_.quality->row(intake::FeedQuality::undated, intake::Fate::skipped);
    }
  }
  report_.tally.terms = intake::answer_terms(profile, *report_.quality, shelf_.catalogue);
  report_.tally.items = pipeline.return_answers();
  report_.tally.usable = pipeline.usable_shares();
  return {};
}

void Preflight::suggest() {
  intake::SuggestionContext const context{request_.supplier_kind, profile_ == nullptr ? std::string{} : profile_->feed_kind, profile_};
  report_.suggestions = intake::suggest_columns(sample_, context, shelf_.catalogue);
}

/// Somebody must say the unit of a column that looks written in another than the one it would be read in.
bool Preflight::has_doubtful_unit(intake::Mapping const& mapping) {
  bool doubtful = false;
  for (auto const& mapped : mapping.columns) {
    auto const& field = shelf_.catalogue.fields()[mapped.field];
    if (mapped.unit_told) continue;
    auto const likely = intake::proposed_unit(sample_, mapped.column, field);
    if (likely == mapped.unit) continue;
    doubtful = true;
    report_.mapping_findings.push_back(
        {Severity::warning, "unit-doubtful", {}, 0, static_cast<std::uint32_t>(mapped.column + 1),
         fmt::format("the numbers of '{}' are small: they may be {}, not {}.", sample_.columns[mapped.column],
                     field.units[likely].title, field.units[mapped.unit].title),
         "Confirm a mapping that says which unit it is."});
  }
  return doubtful;
}

/// What a person or the heading says of a column's unit, or else what is proposed.
void Preflight::remember_units(intake::Mapping const* mapping) {
  report_.units.resize(sample_.columns.size());
  for (std::size_t column = 0; column < report_.proposed.size(); ++column) {
    auto const& field = report_.proposed[column];
    if (field) report_.units[column] = intake::proposed_unit(sample_, column, shelf_.catalogue.fields()[*field]);
  }
  if (mapping == nullptr) return;
  for (auto const& mapped : mapping->columns) report_.units[mapped.column] = mapped.unit;
}

/// The first rows, read as the mapping says, as one that was confirmed before says, or as the known headers make it likely.
Result<void> Preflight::look(intake::FileDescriptor const& file) {
  report_.mapping = request_.mapping;
  auto sample = take_sample(file, on_sheet(intake::reading_of(report_.mapping), request_.sheet), reader_);
  if (!sample) return fail(sample);
  sample_ = sample->table;
  auto profile = choose_profile();
  if (!profile) return fail(profile);
  profile_ = *profile;
  if (profile_ != nullptr && report_.mapping.empty()) {
    if (request_.recall) {
      auto recalled = request_.recall(*profile_, sample->head);
      if (!recalled) return fail(recalled);
      report_.mapping = std::move(*recalled);
      report_.recalled = !report_.mapping.empty();
    }
    auto const reading = on_sheet(intake::reading_of(report_.mapping), request_.sheet);
    if (!report_.recalled) {
      sample = with_better_heading(std::move(*sample), *profile_, file, reader_);
    } else if (reading != sample->reading) {
      sample = take_sample(file, reading, reader_);
    }
    if (!sample) return fail(sample);
  }
  sample_ = std::move(sample->table);
  report_.head = std::move(sample->head);
  report_.reading = sample->reading;
  return {};
}

Result<PreflightReport> Preflight::run(intake::FileDescriptor file) {
  auto ready = seekable(std::move(file));
  if (!ready) return fail(ready);
  if (auto const hash = content_hash(*ready); !hash) return fail(hash);
  if (auto done = look(*ready); !done) return fail(done);
  auto const* const profile = profile_;
  if (request_.suggest || profile == nullptr) suggest();
  if (profile == nullptr) return std::move(report_);
  report_.profile = profile->id;
  auto compiled = report_.mapping.empty()
                      ? intake::map_by_headers(*profile, sample_.columns, shelf_.catalogue)
                      : intake::map_by_file(report_.mapping, request_.mapping_name, *profile, sample_.columns, shelf_.catalogue);
  report_.mapping_findings = std::move(compiled.findings);
  // A heading that the reader itself would read otherwise is confirmed by a person, even where every column is known.
  if (report_.mapping.empty() && report_.reading.header_row > 0) compiled.mapping.reset();
  if (compiled.mapping && has_doubtful_unit(*compiled.mapping)) compiled.mapping.reset();
  if (!compiled.mapping && !request_.suggest) suggest();
  report_.proposed = intake::proposed_fields(*profile, sample_.columns, report_.suggestions);
  remember_units(compiled.mapping ? &*compiled.mapping : nullptr);
  if (!compiled.mapping) {
    report_.draft_mapping = intake::draft_mapping(*profile, sample_, report_.suggestions, report_.reading, shelf_.catalogue);
    return std::move(report_);
  }
  // Nobody is asked what the columns mean that we put into a file ourselves.
  auto const correction = correction_in(report_.head.columns);
  for (auto const column : compiled.mapping->unmapped) {
    bool const ours = correction && std::ranges::find(correction->ours, column) != correction->ours.end();
    report_.left_out += report_.proposed[column] && !ours ? 1 : 0;
  }
  report_.mapped.resize(sample_.columns.size());
  for (auto const& column : compiled.mapping->columns) report_.mapped[column.column] = column.field;
  report_.words = compiled.mapping->words;
  report_.confirmed_by = compiled.mapping->confirmed_by;
  report_.readable = true;
  auto source = open(*ready);
  if (!source) return fail(source);
  if (auto done = count(*profile, *compiled.mapping, **source); !done) return fail(done);
  return std::move(report_);
}

}  // namespace

Result<PreflightReport> preflight(Shelf const& shelf, PreflightRequest const& request, intake::FileDescriptor file,
                                  std::vector<std::string> const& reader, Clock const& clock,
                                  SubmitSink const& progress) {
  return Preflight{shelf, request, reader, clock, progress}.run(std::move(file));
}

}  // namespace concordat::hub
