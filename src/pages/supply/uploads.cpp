// SPDX-License-Identifier: Apache-2.0
// The way in by a page: choose a file, look at what it would come to, map and confirm, send, see the entry.
#include "hub/supply/uploads.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/id.h"
#include "base/text.h"
#include "hub/handover/idempotency.h"
#include "hub/supply/spool.h"
#include "hub/supply/terms_told.h"
#include "pages/models.h"
#include "pages/supply/supply.h"
#include "pages/supply/upload_file.h"
#include "pages/wording.h"

namespace concordat::pages {

Result<hub::UploadView> upload_of(Visit& visit) {
  auto upload = visit.services.uploads.find(visit.owner(), std::string{visit.param("upload")});
  if (upload) return std::move(*upload);
  return fail(Fault::not_found, "upload.unknown", "There is no such upload, or it was dropped because nobody went on with it.",
              "Choose the file again on the page of its feed.");
}

namespace {

constexpr std::size_t most_faults_shown = 100;

bool is_busy(hub::UploadState state) {
  return state == hub::UploadState::waiting || state == hub::UploadState::checking || state == hub::UploadState::sending;
}

Json tally_model(hub::Tally const& tally, hub::Hub const& hub) {
  Json model;
  model.set("read", tally.read).set("accepted", tally.accepted).set("quarantined", tally.quarantined).set("skipped", tally.skipped);
  model.set("read_words", count_words(tally.read, "row", "rows")).set("accepted_words", number_words(tally.accepted));
  model.set("quarantined_words", number_words(tally.quarantined)).set("skipped_words", number_words(tally.skipped));
  model.set("superseded", tally.superseded).set("superseded_words", number_words(tally.superseded)).set("cell_faults", tally.cell_faults);
  model.set("seen_before", tally.seen_before).set("submission", tally.submission).set("ledger_index", tally.ledger_index);
  Json codes{Json::Array{}};
  for (auto const& [code, count] : tally.codes) {
    auto const remedy = tally.remedies.find(code);
    codes.push(Json{}.set("code", code).set("count", count).set("count_words", number_words(count)).set("remedy", remedy == tally.remedies.end() ? "" : remedy->second));
  }
  Json unmapped{Json::Array{}};
  for (auto const& header : tally.unmapped) unmapped.push(header);
  model.set("codes", std::move(codes)).set("unmapped", std::move(unmapped));
  hub::add_terms(model, tally, hub.catalogue());
  return model;
}

Json report_model(hub::PreflightReport const& report, hub::Hub const& hub) {
  auto model = tally_model(report.tally, hub);
  auto const* profile = hub.profiles().find(report.profile);
  model.set("profile_title", profile == nullptr ? "" : profile->title);
  model.set("profile", report.profile).set("profile_proposed", report.profile_proposed).set("profile_reason", report.profile_reason);
  model.set("format", intake::name_of(report.head.format)).set("encoding", intake::name_of(report.head.encoding));
  Json workbook{Json::Array{}};
  for (auto const& remark : intake::workbook_remarks(report.head)) workbook.push(remark);
  model.set("workbook", std::move(workbook));
  model.set("columns", static_cast<std::uint64_t>(report.head.columns.size())).set("readable", report.readable);
  // Notes say what is left out of a file as it is read; of one that cannot be read yet they would say it of every column.
  auto const least = report.readable ? Severity::note : Severity::warning;
  model.set("findings", findings_model(report.mapping_findings, least));
  Json faults{Json::Array{}};
  auto const shown = std::min(report.faults.size(), most_faults_shown);
  for (std::size_t i = 0; i < shown; ++i) {
    auto const& fault = report.faults[i];
    faults.push(Json{}.set("row", fault.row).set("column", static_cast<std::int64_t>(fault.column)).set("code", fault.code).set("remedy", fault.remedy)
                    .set("field", fault.field.empty() ? "" : field_title(hub, fault.field)));
  }
  model.set("unknown_words", static_cast<std::uint64_t>(report.unknown_words.size()));
  if (report.recalled) model.set("recalled_from", report.confirmed_by);
  model.set("faults", std::move(faults)).set("faults_more", report.faults.size() - shown + report.faults_more);
  return model;
}

Json progress_model(hub::UploadView const& upload) {
  auto const& reading = upload.progress;
  auto const share = reading.bytes_total == 0 ? 0.0 : static_cast<double>(reading.bytes_done) / static_cast<double>(reading.bytes_total);
  Json model;
  model.set("state", hub::name_of(upload.state).view()).set("stage", upload.stage.view()).set("rows", reading.rows);
  model.set("bytes", reading.bytes_done).set("bytes_total", reading.bytes_total).set("percent", static_cast<std::int64_t>(100 * share));
  model.set("text", fmt::format("{} read", count_words(reading.rows, "row", "rows"))).set("over", !is_busy(upload.state));
  return model;
}

Json upload_model(hub::UploadView const& upload, hub::Hub const& hub) {
  Json model = progress_model(upload);
  auto const* feed = hub.feed(upload.feed);
  model.set("id", upload.id).set("file", upload.file_name).set("feed", upload.feed).set("feed_title", feed == nullptr ? "" : feed->title);
  model.set("private", upload.feed.empty()).set("heading", hub::name_of(upload.state).view()).set("busy", is_busy(upload.state));
  model.set("mapped", !upload.mapping.empty() || (upload.report && upload.report->recalled));
  auto const base = "/uploads/" + upload.id;
  model.set("href", base).set("events", base + "/events").set("mapping_href", base + "/mapping");
  if (upload.report) model.set("report", report_model(*upload.report, hub));
  if (upload.tally) model.set("tally", tally_model(*upload.tally, hub));
  if (upload.problem) {
    model.set("problem", Json{}.set("title", upload.problem->title.view()).set("remedy", upload.problem->remedy.view()).set("code", upload.problem->code.view()));
    model.set("findings", findings_model(upload.findings));
  }
  return model;
}

Result<Answer> show_upload(Visit& visit) {
  auto const upload = upload_of(visit);
  if (!upload) return fail(upload);
  View view{"uploads/upload", upload_model(*upload, visit.hub)};
  view.model.set("may_see_ledger", visit.may(hub::Right::see_ledger));
  return view;
}

Result<Answer> follow_upload(Visit& visit) {
  auto const upload = upload_of(visit);
  if (!upload) return fail(upload);
  auto* desk = &visit.services.uploads;
  auto poll = [desk, owner = visit.owner(), id = upload->id, last = std::uint64_t{0}]() mutable -> http::EventPoll {
    auto const now = desk->find(owner, id);
    if (!now) return {{}, true};
    if (now->change == last) return {};
    last = now->change;
    bool const over = !is_busy(now->state);
    return {{{over ? "end" : "progress", progress_model(*now).canonical(), {}}}, over};
  };
  return Sent{http::events(std::move(poll))};
}

Result<Answer> send_upload(Visit& visit) {
  std::string const id{visit.param("upload")};
  auto done = visit.services.uploads.send(visit.owner(), id);
  if (!done) return fail(done);
  return Go{"/uploads/" + id};
}

Result<Answer> cancel_upload(Visit& visit) {
  std::string const id{visit.param("upload")};
  auto done = visit.services.uploads.cancel(visit.owner(), id);
  if (!done) return fail(done);
  return Go{"/uploads/" + id};
}

// --- choosing a file -------------------------------------------------------------------------------------------------

Result<Answer> show_choice(Visit& visit) {
  auto const feed = own_feed_of(visit);
  if (!feed) return fail(feed);
  View view{"uploads/choose"};
  auto const* profile = visit.hub.profiles().find((*feed)->profile);
  view.model.set("feed", (*feed)->id).set("title", (*feed)->title).set("profile", profile == nullptr ? (*feed)->profile : profile->title);
  view.model.set("action", "/feeds/" + (*feed)->id + "/upload").set("largest", number_words(visit.services.settings.largest_upload >> 20));
  return view;
}

Result<Answer> show_private_choice(Visit& visit) {
  View view{"uploads/check"};
  Json profiles{Json::Array{}};
  for (auto const& profile : visit.hub.profiles().profiles) profiles.push(Json{}.set("id", profile.id).set("title", profile.title));
  view.model.set("profiles", std::move(profiles)).set("action", "/check").set("largest", number_words(visit.services.settings.largest_upload >> 20));
  return view;
}

/// The id that an idempotency key stands for; empty where none came. What could not be begun just now is begun when the
/// same is sent again: the key already has its id.
Result<std::string> keyed_id(Visit const& visit, hub::NewUpload const& asked, intake::FileDescriptor const& file) {
  auto const key = visit.request.headers.find("idempotency-key");
  if (!key) return std::string{};
  auto const bytes = hub::content_hash(file);
  if (!bytes) return fail(bytes);
  auto const content = hub::request_hash({asked.feed, asked.profile, asked.file_name, asked.sheet, asked.at_once ? "send" : "look", *bytes});
  SystemChance chance;
  return hub::answer_once(visit.hub, {asked.owner, std::string{*key}, content}, uuid7(visit.services.clock.now(), chance));
}

/// Starts an upload of what the form carries, or shows the form again with what is wrong.
Result<Answer> begin(Visit& visit, hub::NewUpload asked, Result<Answer> (*form)(Visit&)) {
  auto read = read_upload(visit);
  if (!read) return fail(read);
  if (!read->fault.empty()) {
    visit.fault("file", read->fault);
    return form(visit);
  }
  asked.owner = visit.owner();
  auto const* agency = visit.hub.agency(visit.who->agency);
  if (agency != nullptr) asked.kind = agency->kind;
  asked.file_name = read->file_name;
  asked.sheet = std::string{text::trim(read->sheet)};
  if (asked.feed.empty()) asked.profile = read->profile;
  if (!asked.profile.empty() && visit.hub.profiles().find(asked.profile) == nullptr) {
    visit.fault("profile", "Choose one of the profiles, or none.");
    return form(visit);
  }
  asked.at_once = read->at_once;
  auto keyed = keyed_id(visit, asked, read->file);
  if (!keyed) return fail(keyed);
  asked.id = std::move(*keyed);
  auto const id = visit.services.uploads.begin(asked, std::move(read->file));
  if (!id) return fail(id);
  Go go{"/uploads/" + *id};
  go.model.set("job", *id).set("events", "/uploads/" + *id + "/events");
  return go;
}

Result<Answer> take_choice(Visit& visit) {
  auto const feed = own_feed_of(visit);
  if (!feed) return fail(feed);
  return begin(visit, {.owner = {}, .feed = (*feed)->id, .profile = (*feed)->profile, .kind = {}, .file_name = {}}, show_choice);
}

Result<Answer> take_private_choice(Visit& visit) { return begin(visit, {}, show_private_choice); }

std::vector<InputField> upload_fields(bool is_private) {
  std::vector<InputField> fields{{.name = "csrf", .kind = InputKind::secret, .required = true}};
  if (is_private) fields.push_back({.name = "profile", .label = "how the file is read"});
  else fields.push_back({.name = "send", .kind = InputKind::flag, .label = "take the file in at once"});
  fields.push_back({.name = "sheet", .label = "the sheet of a workbook, by name or number"});
  fields.push_back({.name = "file", .kind = InputKind::file, .label = "the file", .required = true});
  return fields;
}

}  // namespace

void add_upload_pages(Site& site) {
  auto const add = [&site](http::Method method, std::string pattern, std::string summary, Result<Answer> (*page)(Visit&)) {
    site.add({.method = method, .pattern = std::move(pattern), .summary = std::move(summary), .need = Need::right, .right = hub::Right::submit_files, .page = page});
  };
  add(http::Method::get, "/feeds/:feed/upload", "Choose a file of this feed", show_choice);
  add(http::Method::get, "/check", "Choose a file for a private look: nothing is stored or sent", show_private_choice);
  site.add({.method = http::Method::post,
            .pattern = "/feeds/:feed/upload",
            .summary = "Hand over a file: it is looked at, and taken in only once that is confirmed, or at once where 'send' is 'yes'",
            .need = Need::right,
            .right = hub::Right::submit_files,
            .inputs = upload_fields(false),
            .takes_idempotency_key = true,
            .reads_body_itself = true,
            .page = take_choice});
  site.add({.method = http::Method::post,
            .pattern = "/check",
            .summary = "A private look at a file",
            .need = Need::right,
            .right = hub::Right::submit_files,
            .inputs = upload_fields(true),
            .takes_idempotency_key = true,
            .reads_body_itself = true,
            .page = take_private_choice});
  add(http::Method::get, "/uploads/:upload", "Where an upload stands, and what would come of it", show_upload);
  add(http::Method::get, "/uploads/:upload/events", "The same as a stream of events", follow_upload);
  add(http::Method::post, "/uploads/:upload/send", "Take a checked file in", send_upload);
  add(http::Method::post, "/uploads/:upload/cancel", "Drop an upload: nothing of it is kept", cancel_upload);
  add_mapping_pages(site);
}

}  // namespace concordat::pages
