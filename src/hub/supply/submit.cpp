// SPDX-License-Identifier: Apache-2.0
#include "hub/supply/submit.h"

#include <algorithm>
#include <chrono>
#include <set>

#include <fmt/format.h>
#include <sys/resource.h>

#include "base/id.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/act.h"
#include "hub/feed_points.h"
#include "hub/supply/remembered.h"
#include "hub/supply/sampling.h"
#include "hub/supply/spool.h"
#include "hub/supply/submission.h"
#include "intake/read/worker.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql forget_failed = "DELETE FROM submission WHERE feed = ? AND content_hash = ? AND state = 'failed'";
constexpr store::Sql same_period =
    "SELECT max(number), max(version) FROM submission WHERE feed = ? AND state = 'accepted' AND period_from = ? AND "
    "period_to = ?";
constexpr store::Sql add =
    "INSERT INTO submission (number, id, feed, agency, content_hash, version, supersedes, profile, profile_version, "
    "profile_hash, mapping, file_name_sealed, received_at, state, period_from, period_to, first_record, last_record, "
    "rows_read, rows_accepted, rows_quarantined, rows_skipped, seconds, quality, delete_on, key_version, corrects) VALUES (?, ?, ?, ?, ?, "
    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr store::Sql keep_mapping = "UPDATE submission SET heading_mark = ?, mapping_sealed = ? WHERE number = ?";
constexpr store::Sql keep_remedy =
    "INSERT INTO feed_remedy (feed, code, remedy) VALUES (?, ?, ?) ON CONFLICT (feed, code) DO UPDATE SET remedy = excluded.remedy";

}  // namespace sql

namespace {

/// Rows set aside are shown to their supplier for this long.
constexpr Period quarantine_kept{.months = 3, .days = 0};
/// Words that named no place we know wait for their supplier for this long.
constexpr Period place_texts_kept{.months = 0, .days = 30};

std::uint64_t peak_bytes_of_self() {
  rusage usage{};
  (void)::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace

double cpu_seconds_of_self() {
  rusage usage{};
  (void)::getrusage(RUSAGE_SELF, &usage);
  auto const seconds = [](timeval const& time) { return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec); };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Result<void> Submission::find_feed() {
  feed_ = hub_.feed(request_.feed);
  if (feed_ == nullptr) {
    return fail(Fault::not_found, "feed.unknown", "This hub has no feed of that name.",
                "The page of feeds, or 'concordat feeds', lists the feeds; a new one goes into the partnership file, then 'concordat init'.");
  }
  agency_ = hub_.agency(feed_->agency);
  auto const& wanted = request_.profile.empty() ? feed_->profile : request_.profile;
  profile_ = hub_.profiles().find(wanted);
  if (profile_ == nullptr) {
    return fail(Fault::not_found, "profile.unknown", "There is no mapping profile of that name.",
                "'concordat definitions check' lists the profiles.");
  }
  if (request_.profile != "" && request_.profile != feed_->profile) {
    return fail(Fault::refused, "profile.other-feed", "The feed is agreed with another mapping profile.",
                "Leave --profile out, or change the feed's profile in the partnership file.");
  }
  return {};
}

/// The table as the mapping says it lies, where there is one: that of the request, or what was confirmed before for a
/// heading like this one.
Result<void> Submission::open_table(intake::FileDescriptor const& file) {
  auto const open = [&](intake::Reading const& reading) -> Result<void> {
    auto again = reopen(file);
    if (!again) return fail(again);
    auto source = intake::open_in_worker(std::move(*again), read_options(on_sheet(reading, request_.sheet)), hub_.options().reader);
    if (!source) return fail(source);
    source_ = std::move(*source);
    return {};
  };
  mapping_text_ = request_.mapping;
  mapping_name_ = request_.mapping_name;
  auto const said = intake::reading_of(mapping_text_);
  // By itself first: the heading that the reader finds is what the next file is recognised by.
  if (auto opened = open({}); !opened && said == intake::Reading{}) return opened;
  if (source_ != nullptr) heading_mark_ = heading_mark(hub_, *feed_, *profile_, source_->head().columns);
  if (mapping_text_.empty()) {
    auto recalled = recall_mapping(hub_, *feed_, *profile_, source_->head().columns);
    if (!recalled) return fail(recalled);
    mapping_text_ = recalled->value_or("");
    mapping_name_ = "the mapping that was confirmed for an earlier file";
  }
  auto const reading = intake::reading_of(mapping_text_);
  return reading == intake::Reading{} ? Result<void>{} : open(reading);
}

tl::expected<void, SubmitFailure> Submission::open(intake::FileDescriptor const& file) {
  if (auto opened = open_table(file); !opened) return tl::unexpected<SubmitFailure>{{opened.error(), {}}};
  tally_.workbook = intake::workbook_remarks(source_->head());
  auto const& columns = source_->head().columns;
  auto compiled = mapping_text_.empty() ? intake::map_by_headers(*profile_, columns, hub_.catalogue())
                                        : intake::map_by_file(mapping_text_, mapping_name_, *profile_, columns, hub_.catalogue());
  if (!compiled.mapping) {
    Problem problem{Fault::malformed, "mapping.incomplete", "The columns of the file do not fit the profile.",
                    "Say which column is what on the page where the file is sent, or with 'concordat check FILE --suggest' and --mapping; "
                    "or correct the headings.",
                    {}};
    return tl::unexpected<SubmitFailure>{{problem, std::move(compiled.findings)}};
  }
  mapping_ = std::move(compiled.mapping);
  if (auto columns_of_ours = correction_in(columns)) correction_ = Correction{std::move(*columns_of_ours), 0, {}};
  for (auto const column : mapping_->unmapped) {
    bool const ours = correction_ && std::ranges::find(correction_->columns.ours, column) != correction_->columns.ours.end();
    if (!ours) tally_.unmapped.push_back(mapping_->headers[column]);
  }
  return {};
}

void Submission::note(FixedText code, FixedText remedy) {
  ++tally_.codes[std::string{code.view()}];
  tally_.remedies.emplace(code.view(), remedy.view());
}

Result<void> Submission::report() {
  if (progress_ && !progress_({"reading", source_->progress()})) {
    return fail(Fault::cancelled, "submit.cancelled", "Stopped as asked; nothing of this file was kept.",
                "Submit it again when you like.");
  }
  return {};
}

intake::PipelineOptions Submission::pipeline_options() {
  intake::PipelineOptions options;
  options.received = received_;
  if (auto const* areas = hub_.release_areas()) {
    options.ask_areas = [areas](intake::CleanPlace const& place, std::string_view code) {
      intake::AreaAnswer answer;
      auto const of_point = areas->locator.locate({static_cast<double>(place.easting), static_cast<double>(place.northing)});
      if (of_point) answer.of_point = static_cast<std::int32_t>(*of_point);
      if (!code.empty()) {
        auto const of_code = areas->stored.set.find(code);
        if (of_code) answer.of_code = static_cast<std::int32_t>(*of_code);
      }
      return answer;
    };
  }
  if (listener_ != nullptr) options.match_place = [this](std::string_view told) { return listener_->place(told); };
  return options;
}

Result<void> Submission::hear_places() {
  auto const* gazetteer = hub_.gazetteer();
  if (gazetteer == nullptr) return {};
  auto listener = PlaceListener::make(hub_, *feed_, *gazetteer);
  if (!listener) return fail(listener);
  listener_ = std::move(*listener);
  return {};
}

Result<void> Submission::keep_place_texts(SubmissionWriter& writer) {
  if (listener_ == nullptr) return {};
  auto const expires = add(std::chrono::floor<std::chrono::days>(received_), place_texts_kept);
  for (auto const& [mark, waiting] : listener_->waiting()) {
    if (waiting.rows == 0) continue;
    if (auto done = writer.place_text(mark, waiting, expires); !done) return done;
  }
  return {};
}

Result<void> Submission::restore_points() {
  auto const seen = read_feed_points(hub_.database(), feed_->number);
  if (!seen) return fail(seen);
  points_.restore(*seen);
  return {};
}

Result<void> Submission::write_submission(store::Transaction& transaction, SubmissionWriter& writer, std::string const& hash) {
  auto& connection = transaction.connection();
  auto const name = writer.seal_file_name(request_.file_name);
  if (!name) return fail(name);
  bool const dated = tally_.period_from.index != 0;
  std::optional<std::int64_t> supersedes;
  std::int64_t version = 1;
  if (dated && !correction_) {
    auto found = connection.query(sql::same_period,
                                  [&](store::Row const& row) {
                                    supersedes = row.maybe_integer(0);
                                    version = row.maybe_integer(1).value_or(0) + 1;
                                  },
                                  feed_->number, tally_.period_from.index, tally_.period_to.index);
    if (!found) return fail(found);
  }
  tally_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  auto const when = [](bool there, std::int64_t number) { return there ? store::Value{number} : store::Value{nullptr}; };
  auto const from = when(dated, tally_.period_from.index);
  auto const to = when(dated, tally_.period_to.index);
  auto const first = when(writer.records() > 0, writer.ids().first_record);
  auto const last = when(writer.records() > 0, writer.last_record());
  delete_on_ = format_date(add(std::chrono::floor<std::chrono::days>(received_), profile_->retention));
  auto const mapping = intake::to_json(*mapping_, *profile_, hub_.catalogue()).canonical();
  auto counts = quality_->to_json();
  if (return_counts_) counts.set("return", std::move(*return_counts_));
  auto const quality = counts.canonical();
  auto done = connection.execute(
      sql::add, writer.ids().submission, tally_.submission, feed_->number, agency_->number, hash, version, supersedes,
      profile_->id, std::to_string(profile_->version), hub_.profile_hash(profile_->id), mapping, store::ByteView{*name},
      format_instant(received_), "accepted", from, to, first, last, tally_.read, tally_.accepted, tally_.quarantined,
      tally_.skipped, tally_.seconds, quality, delete_on_, writer.key_version(), when(correction_.has_value(), correction_ ? correction_->number : 0));
  if (!done) return fail(done);
  if (!mapping_text_.empty()) {
    auto const sealed = writer.seal_mapping(mapping_text_);
    if (!sealed) return fail(sealed);
    auto const mark = heading_mark_.empty() ? std::nullopt : std::optional{heading_mark_};
    auto kept = connection.execute(sql::keep_mapping, mark, store::ByteView{*sealed}, writer.ids().submission);
    if (!kept) return fail(kept);
  }
  for (auto const& [code, remedy] : tally_.remedies) {
    if (auto put = connection.execute(sql::keep_remedy, feed_->number, code, remedy); !put) return fail(put);
  }
  return keep_feed_points(connection, feed_->number, points_.all());
}

Result<void> Submission::write_leaf(store::Transaction& transaction) {
  Act act;
  act.event = ledger::Event::receive;
  act.from = agency_->id;
  act.to = hub_.partnership().id;
  act.member = request_.member;
  act.verdict = ledger::Verdict::permit;
  act.fields = {feed_->id};
  // How many rows came is a matter between supplier and hub: the detail holds it, and the ledger that outsiders mirror does not.
  act.detail.set("submission", tally_.submission).set("sha256", content_hash_);
  act.detail.set("read", tally_.read).set("accepted", tally_.accepted);
  act.detail.set("delete_on", delete_on_).set("received_at", format_instant(received_));
  act.detail.set("quarantined", tally_.quarantined).set("skipped", tally_.skipped);
  auto receipt = record(hub_, transaction, std::move(act));
  if (!receipt) return fail(receipt);
  tally_.ledger_index = receipt->index();
  return {};
}

Result<void> Submission::take_in(std::string const& hash) {
  auto transaction = store::Transaction::write(hub_.database());
  if (!transaction) return fail(transaction);
  if (auto done = take_turn(hub_.database()); !done) return done;
  // While this one waited for its turn, another may have brought the very same file, or others of this feed.
  auto const seen = seen_before(hash);
  if (!seen) return fail(seen);
  if (*seen) return {};
  if (auto done = find_corrected(); !done) return done;
  if (auto done = restore_points(); !done) return done;
  if (auto done = hub_.database().execute(sql::forget_failed, feed_->number, hash); !done) return fail(done);
  auto const ids = SubmissionWriter::next_ids(hub_, *feed_, *agency_);
  if (!ids) return fail(ids);
  auto const expires = add(std::chrono::floor<std::chrono::days>(received_), quarantine_kept);
  auto writer = SubmissionWriter::begin(*transaction, hub_.vault(), *ids, expires);
  if (!writer) return fail(writer);
  std::vector<std::string> fields;
  for (auto const& column : profile_->columns) fields.push_back(hub_.catalogue().fields()[column.field].id);
  quality_.emplace(std::move(fields));
  key_key_.emplace(hub_.natural_key_key(agency_->id));
  if (auto done = hear_places(); !done) return done;
  intake::RecordPipeline pipeline{*profile_, *mapping_, hub_.catalogue(), pipeline_options(), *quality_, points_};
  if (auto done = read_rows(*writer, pipeline); !done) return done;
  tally_.terms = intake::answer_terms(*profile_, *quality_, hub_.catalogue());
  tally_.items = pipeline.return_answers();
  tally_.usable = pipeline.usable_shares();
  return_counts_ = pipeline.return_counts();
  if (tally_.accepted + tally_.quarantined == 0) {
    return fail(Fault::malformed, "file.no-rows", "The file has a header and no rows.",
                "If there was nothing to report, say so with a nil return; otherwise export it again.");
  }
  if (auto done = report(); !done) return done;
  if (auto done = keep_place_texts(*writer); !done) return done;
  if (auto done = writer->finish(); !done) return done;
  if (auto done = supersede(*writer); !done) return done;
  if (auto done = write_submission(*transaction, *writer, hash); !done) return done;
  if (auto done = write_leaf(*transaction); !done) return done;
  if (auto done = writer->commit_keys(); !done) return done;
  return transaction->commit();
}

void Submission::remember_failure(Problem const& problem, std::string const& hash) {
  // Only so that 'concordat feeds' can say that a file came and failed; where even this fails, the problem itself is
  // what the caller hears.
  // A locked database is nobody's broken file, and would only be waited for once more.
  // Nor is a correction that was refused a month that failed.
  if (problem.fault == Fault::cancelled || problem.fault == Fault::locked || feed_ == nullptr || correction_) return;
  auto transaction = store::Transaction::write(hub_.database());
  if (!transaction || !take_turn(hub_.database())) return;
  auto& connection = hub_.database();
  if (auto done = connection.execute(sql::forget_failed, feed_->number, hash); !done) return;
  auto const ids = SubmissionWriter::next_ids(hub_, *feed_, *agency_);
  if (!ids) return;
  std::optional<std::int64_t> const none;
  auto added = connection.execute(sql::add, ids->submission, uuid7(received_, hub_.chance()), feed_->number, agency_->number,
                                  hash, 1, none, profile_->id, std::to_string(profile_->version),
                                  hub_.profile_hash(profile_->id), "{}", nullptr, format_instant(received_), "failed", none,
                                  none, none, none, 0, 0, 0, 0, 0.0, "{}", none, none, none);
  if (!added) return;
  Act act;
  act.event = ledger::Event::receive;
  act.verdict = ledger::Verdict::refuse;
  act.from = agency_->id;
  act.to = hub_.partnership().id;
  act.member = request_.member;
  act.fields = {feed_->id};
  act.why = {std::string{problem.code.view()}};
  if (auto receipt = record(hub_, *transaction, std::move(act)); !receipt) return;
  if (auto done = transaction->commit(); !done) return;
  (void)hub_.log().sign_pending();
}

tl::expected<Tally, SubmitFailure> Submission::run(intake::FileDescriptor file) {
  auto broken = [](Problem const& problem) { return tl::unexpected<SubmitFailure>{{problem, {}}}; };
  received_ = hub_.clock().now();
  if (auto found = find_feed(); !found) return broken(found.error());
  auto ready = seekable(std::move(file));
  if (!ready) return broken(ready.error());
  auto hash = content_hash(*ready);
  if (!hash) {
    remember_failure(hash.error(), crypto::to_hex(crypto::sha256(std::string_view{})));
    return broken(hash.error());
  }
  content_hash_ = *hash;
  if (auto fine = check_not_erased(content_hash_); !fine) return broken(fine.error());
  auto const named = hash_of_reading(*ready);
  if (!named) return broken(named.error());
  *hash = *named;
  auto const seen = seen_before(*hash);
  if (!seen) return broken(seen.error());
  if (*seen) return tally_;
  tally_.submission = uuid7(received_, hub_.chance());
  if (auto opened = open(*ready); !opened) {
    remember_failure(opened.error().problem, *hash);
    return tl::unexpected<SubmitFailure>{opened.error()};
  }
  if (auto taken = take_in(*hash); !taken) {
    source_.reset();
    remember_failure(taken.error(), *hash);
    return tl::unexpected<SubmitFailure>{{taken.error(), std::move(remarks_)}};
  }
  if (tally_.seen_before) return tally_;
  if (auto done = hub_.log().sign_pending(); !done) {
    if (done.error().fault == Fault::integrity) return broken(done.error());
    return broken({Fault::unavailable, "submit.unsigned", "The file is in, but the signing process did not answer.",
                   "Nothing needs sending again: the next command signs what is waiting. If it says so again, look whether "
                   "another program of this hub hangs.",
                   {}});
  }
  tally_.cpu_seconds = cpu_seconds_of_self() - cpu_before_;
  tally_.peak_bytes = peak_bytes_of_self();
  if (auto const usage = source_->worker_usage()) {
    tally_.cpu_seconds += usage->cpu_seconds;
    tally_.peak_bytes += usage->peak_bytes;
  }
  return tally_;
}

bool passes(Problem const& problem) {
  auto const fault = problem.fault;
  bool const outside = fault == Fault::unavailable && problem.code.view() != "intake.reader-died";
  return outside || fault == Fault::locked || fault == Fault::retry || fault == Fault::exhausted || fault == Fault::cancelled;
}

tl::expected<Tally, SubmitFailure> submit_file(Hub& hub, SubmitRequest const& request, intake::FileDescriptor file,
                                               SubmitSink const& progress) {
  return Submission{hub, request, progress}.run(std::move(file));
}

}  // namespace concordat::hub
