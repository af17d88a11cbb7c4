// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "base/json_list.h"
#include "base/text.h"
#include "base/visible.h"
#include "cli/office.h"
#include "cli/supply_words.h"
#include "cli/verbs.h"
#include "cli/progress/screen_line.h"
#include "hub/agreements/agreements_desk.h"
#include "hub/backup/backup.h"
#include "hub/init.h"
#include "hub/linkage/engine/engine_scorer.h"
#include "hub/keeping/keeping.h"
#include "hub/handover/drop.h"
#include "hub/quarters/coverage.h"
#include "hub/supply/submit.h"
#include "hub/supply/terms_told.h"

namespace concordat::cli {
namespace {

std::string progress_text(std::string const& name, hub::SubmitProgress const& progress) {
  auto const& reading = progress.reading;
  auto const percent = reading.bytes_total == 0 ? 0.0 : 100.0 * static_cast<double>(reading.bytes_done) / static_cast<double>(reading.bytes_total);
  return fmt::format("{}: {} {:.0f}% ({} rows)", name, progress.stage.view(), percent, reading.rows);
}

/// Quarters of this file whose figures have left already; of a file that was here before none is said again.
Result<std::vector<std::string>> published_before(hub::Hub& hub, hub::Tally const& tally, std::string const& feed_id) {
  std::vector<std::string> names;
  auto const* feed = hub.feed(feed_id);
  if (tally.seen_before || tally.period_from.index == 0 || feed == nullptr) return names;
  auto const quarters = hub::published_quarters(hub.database(), feed->number, tally.period_from, tally.period_to);
  if (!quarters) return fail(quarters);
  for (auto const quarter : *quarters) names.push_back(format_quarter(quarter));
  return names;
}

Json to_json(hub::Tally const& tally, std::string const& file, catalogue::Catalogue const& catalogue) {
  Json json;
  json.set("file", file).set("submission", tally.submission).set("seen_before", tally.seen_before);
  json.set("read", tally.read).set("accepted", tally.accepted).set("quarantined", tally.quarantined);
  json.set("skipped", tally.skipped).set("superseded", tally.superseded).set("cell_faults", tally.cell_faults);
  json.set("seconds", tally.seconds).set("cpu_seconds", tally.cpu_seconds).set("peak_bytes", tally.peak_bytes);
  json.set("ledger_index", tally.ledger_index);
  if (tally.period_from.index != 0) {
    json.set("period_from", format_month(tally.period_from)).set("period_to", format_month(tally.period_to));
  }
  Json codes{Json::Array{}};
  for (auto const& [code, count] : tally.codes) {
    Json one;
    one.set("code", code).set("count", count).set("remedy", tally.remedies.at(code));
    codes.push(std::move(one));
  }
  json.set("codes", std::move(codes));
  Json unmapped{Json::Array{}};
  for (auto const& header : tally.unmapped) unmapped.push(header);
  json.set("unmapped_columns", std::move(unmapped));
  Json workbook{Json::Array{}};
  for (auto const& remark : tally.workbook) workbook.push(remark);
  json.set("workbook", std::move(workbook));
  hub::add_terms(json, tally, catalogue);
  return json;
}

std::string period_text(hub::Tally const& tally) {
  if (tally.period_from.index == 0) return "no period";
  if (tally.period_from == tally.period_to) return format_month(tally.period_from);
  return format_month(tally.period_from) + " to " + format_month(tally.period_to);
}

void print_tally(hub::Tally const& tally, std::string const& name, catalogue::Catalogue const& catalogue) {
  auto const file = visible(name);
  if (tally.seen_before) {
    print(fmt::format("{}: the very same file is here already (submission {}); nothing changed.\n", file, tally.submission));
    return;
  }
  print(fmt::format("{}: {} rows read, {} accepted, {} quarantined, {} skipped ({}), ledger index {}, {:.2f} s\n", file,
                    tally.read, tally.accepted, tally.quarantined, tally.skipped, period_text(tally), tally.ledger_index,
                    tally.seconds));
  if (tally.superseded > 0) print(fmt::format("  {} earlier records are corrected by this file\n", tally.superseded));
  for (auto const& remark : tally.workbook) print("  " + remark + "\n");
  for (auto const& header : tally.unmapped) print(fmt::format("  column '{}' maps to nothing and was not kept\n", visible(header)));
  for (auto const& [code, count] : tally.codes) {
    print(fmt::format("  {:>6} x {}: {}\n", count, code, tally.remedies.at(code)));
  }
  print_terms(tally, catalogue);
}

Exit submit_one(Office& office, Arguments const& arguments, std::string const& file, std::string const& mapping, Json& all) {
  auto input = open_input(file);
  if (!input) return complain(arguments, Trouble{file, input.error(), {}}, &all);
  hub::SubmitRequest request{arguments.feed, arguments.profile, mapping, arguments.mapping,
                             std::filesystem::path{file}.filename().string(), arguments.replace, arguments.sheet};
  auto const name = visible(file);
  ScreenLine line{!arguments.quiet && !arguments.json};
  auto const tally = hub::submit_file(office.hub(), request, std::move(*input), [&](hub::SubmitProgress const& progress) {
    if (line.is_on()) line.show(progress_text(name, progress));
    return true;
  });
  if (!tally) {
    return complain(arguments, Trouble{file, tally.error().problem, tally.error().findings}, &all);
  }
  auto const published = published_before(office.hub(), *tally, arguments.feed);
  if (!published) return complain(arguments, Trouble{file, published.error(), {}}, &all);
  if (arguments.json) {
    all.push(to_json(*tally, file, office.hub().catalogue()).set("published_quarters", list_of(*published)));
    return Exit::ok;
  }
  print_tally(*tally, file, office.hub().catalogue());
  if (!published->empty()) print(fmt::format("  figures of {} have left already: this file changes none of them ('concordat quarter list')\n", text::join(*published, ", ")));
  return Exit::ok;
}

void print_retired(hub::InitReport const& report) {
  for (auto const& agency : report.retired_agencies) {
    print(fmt::format("  agency {} is no longer in the file: what it sent stays until its day of deletion\n", agency));
  }
  for (auto const& feed : report.retired_feeds) {
    print(fmt::format("  feed {} is no longer in the file: no file of it is expected any more; what came stays until its day of deletion\n", feed));
  }
  for (auto const& member : report.retired_members) {
    print(fmt::format("  member {} is no longer in the file and may no longer ask\n", member));
  }
  for (auto const& feed : report.lists_without_owner) {
    print(fmt::format("  list {} has no owner who is a lead of its agency: it is out of use, and nobody reads it, until 'concordat lists owner' names one\n", feed));
  }
}

/// New definitions, agencies or keys may take the ground from an agreement in force.
void print_unsound(std::vector<hub::UnsoundAgreement> const& unsound) {
  for (auto const& one : unsound) {
    print(fmt::format("  agreement {} NO LONGER HOLDS: nothing is given under it, what it forbids stays forbidden. Sign it again, or make and sign a new version:\n", one.reference));
    for (auto const& misfit : one.misfits) print(fmt::format("    {}\n", visible(misfit)));
  }
}

Json to_json(std::vector<hub::UnsoundAgreement> const& unsound) {
  Json all{Json::Array{}};
  for (auto const& one : unsound) all.push(Json{}.set("agreement", one.reference).set("misfits", list_of(one.misfits)));
  return all;
}

Exit print_init(Arguments const& arguments, hub::InitReport const& report, std::vector<hub::UnsoundAgreement> const& unsound) {
  if (arguments.json) {
    Json json;
    json.set("agencies", static_cast<std::int64_t>(report.agencies)).set("members", static_cast<std::int64_t>(report.members));
    json.set("feeds", static_cast<std::int64_t>(report.feeds)).set("areas", static_cast<std::int64_t>(report.areas));
    json.set("snap_epoch", report.snap_epoch).set("snap_points", static_cast<std::int64_t>(report.snap_points)).set("snap_points_outside", static_cast<std::int64_t>(report.snap_points_outside));
    json.set("schema", report.schema_to).set("keys", report.keys.string()).set("verifier", report.verifier);
    json.set("ledger_index", report.ledger_index).set("made_keys", report.made_keys);
    json.set("retired_agencies", list_of(report.retired_agencies)).set("retired_feeds", list_of(report.retired_feeds));
    json.set("lists_without_owner", list_of(report.lists_without_owner));
    json.set("retired_members", list_of(report.retired_members)).set("unsound_agreements", to_json(unsound));
    print_json(json);
    return Exit::ok;
  }
  if (arguments.partnership.empty()) {
    print(fmt::format("The hub is ready: its partnership is as it was; tables at version {}.\n", report.schema_to));
  } else {
    print(fmt::format("The hub is ready: {} agencies, {} members, {} feeds, {} areas; tables at version {}.\n", report.agencies,
                      report.members, report.feeds, report.areas, report.schema_to));
  }
  if (report.snap_points > 0) {
    print(fmt::format("  maps of quarters that are closed from now on are drawn from {} published points, table {}; {} more lie outside the areas and are not used\n", report.snap_points, report.snap_epoch, report.snap_points_outside));
  }
  print_retired(report);
  print_unsound(unsound);
  if (report.made_keys) {
    print(fmt::format("New keys lie in {}. Back them up apart from the database: without them no identity can be read.\n",
                      report.keys.string()));
  }
  print(fmt::format("The ledger's public key, for outsiders: {}\n", report.verifier));
  return Exit::ok;
}

}  // namespace

Exit run_init(Arguments const& arguments) {
  auto exit = Exit::failed;
  auto shelf = open_shelf(arguments, exit);
  if (!shelf) return exit;
  hub::InitSource source{.ledger_key = arguments.key};
  auto& file = source.partnership;
  if (!arguments.partnership.empty()) {
    hub::KnownWords known;
    for (auto const& body : shelf->catalogue.definitions().bodies) {
      known.kinds.push_back(body.id);
      known.kinds.insert(known.kinds.end(), body.aliases.begin(), body.aliases.end());
    }
    for (auto const& profile : shelf->profiles.profiles) known.profiles.push_back(profile.id);
    auto parsed = hub::read_partnership(arguments.partnership, known);
    if (!parsed.file) return complain(arguments, parsed.findings, "The partnership file has errors; nothing was changed:");
    file = std::move(*parsed.file);
  }
  if (!arguments.agency_keys.empty()) {
    auto read = hub::read_agency_keys(arguments.agency_keys);
    if (!read) return complain(arguments, read.error());
    source.agency_keys = std::move(*read);
  }
  auto const clock = make_clock(arguments);
  if (clock == nullptr || (!arguments.now.empty() && (!file || !file->synthetic))) {
    fmt::print(stderr, "--now is for synthetic partnerships only, as 2026-01-31T12:00:00Z.\n");
    return Exit::usage;
  }
  SystemChance chance;
  auto const report = hub::initialise(hub_options(arguments), *shelf, source, *clock, chance);
  if (!report) return complain(arguments, Trouble{"", report.error().problem, report.error().findings});
  auto const hub = hub::Hub::open(hub_options(arguments), std::move(*shelf), *clock, chance);
  auto const unsound = hub ? hub::unsound_agreements(**hub) : Result<std::vector<hub::UnsoundAgreement>>{fail(hub)};
  // What was done is told whatever comes after it.
  exit = print_init(arguments, *report, unsound.value_or(std::vector<hub::UnsoundAgreement>{}));
  if (!unsound) fmt::print(stderr, "Which agreements still hold could not be looked up. {}\n", sentence(unsound.error()));
  return exit;
}

namespace {

/// What went because its day had come, before anything else was done.
void tell_deleted(Arguments const& arguments, hub::RetentionReport const& report) {
  if (arguments.json || (report.submissions == 0 && report.quarantined == 0)) return;
  print(fmt::format("{} submissions and {} values that were set aside had reached their day and are deleted.\n", report.submissions, report.quarantined));
}

/// Records that came or went are linked. What keeps that from being done keeps nothing out: the next time catches up.
void link_what_changed(Arguments const& arguments, hub::Hub& hub) {
  auto const report = hub::links::link_what_changed(hub);
  if (!report) {
    fmt::print(stderr, "The records are in and are not linked yet; the next time catches up. {}\n", sentence(report.error()));
    return;
  }
  if (arguments.json || report->nothing_new) return;
  print(fmt::format("Linked: {} new links, {} broken ones, {} pairs wait for people.\n", report->changes.new_links, report->changes.broken_links, report->changes.waiting));
}

}  // namespace

Exit run_submit(Arguments const& arguments) {
  auto const mapping = read_mapping(arguments);
  if (!mapping) return complain(arguments, mapping.error(), arguments.mapping);
  Office office{arguments};
  if (!office) return office.exit();
  auto const deleted = hub::run_round_by_itself(office.hub());
  if (!deleted) return complain(arguments, deleted.error());
  tell_deleted(arguments, deleted->records);
  auto worst = Exit::ok;
  Json all{Json::Array{}};
  for (auto const& file : arguments.files) {
    auto const exit = submit_one(office, arguments, file, *mapping, all);
    if (exit != Exit::ok) worst = exit;
  }
  link_what_changed(arguments, office.hub());
  if (arguments.json && !all.array().empty()) print_json(all);
  return worst;
}

namespace {

Json to_json(hub::DroppedFile const& file) {
  Json json;
  json.set("agency", file.agency).set("feed", file.feed).set("file", file.name).set("fate", hub::name_of(file.fate).view()).set("kept_as", file.kept_as);
  json.set("problem", file.problem ? cli::to_json(*file.problem) : Json{}).set("findings", cli::to_json(file.findings));
  if (!file.tally) return json;
  json.set("submission", file.tally->submission).set("read", file.tally->read).set("accepted", file.tally->accepted);
  json.set("quarantined", file.tally->quarantined).set("skipped", file.tally->skipped).set("ledger_index", file.tally->ledger_index);
  return json;
}

void print_file(hub::DroppedFile const& file) {
  auto const name = fmt::format("{}/{}/{}", file.agency, file.feed, visible(file.name));
  if (file.tally && file.fate == hub::DropFate::seen_before) {
    print(fmt::format("{}: the very same file is here already (submission {}); nothing changed.\n", name, file.tally->submission));
  } else if (file.tally) {
    print(fmt::format("{}: {} rows read, {} accepted, {} quarantined, {} skipped, ledger index {}\n", name, file.tally->read, file.tally->accepted,
                      file.tally->quarantined, file.tally->skipped, file.tally->ledger_index));
  } else if (file.problem) {
    print(fmt::format("{}: {}\n  {}; its note says what helps\n", name, sentence(*file.problem), visible(file.kept_as)));
  }
}

}  // namespace

Exit run_collect(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto const deleted = hub::run_round_by_itself(office.hub());
  if (!deleted) return complain(arguments, deleted.error());
  tell_deleted(arguments, deleted->records);
  hub::DropOptions options;
  options.folder = arguments.drop;
  options.settle = std::chrono::seconds{arguments.settle};
  auto const report = hub::collect(office.hub(), options, SystemClock{});
  if (!report) return complain(arguments, report.error(), arguments.drop);
  link_what_changed(arguments, office.hub());
  bool failed = report->trouble.has_value();
  Json files{Json::Array{}};
  for (auto const& file : report->files) {
    failed = failed || file.fate == hub::DropFate::failed;
    if (arguments.json) files.push(to_json(file));
    else print_file(file);
  }
  if (arguments.json) {
    Json strangers{Json::Array{}};
    for (auto const& name : report->strangers) strangers.push(name);
    Json json;
    json.set("files", std::move(files)).set("waiting", report->waiting).set("strangers", std::move(strangers));
    print_json(json.set("problem", report->trouble ? cli::to_json(*report->trouble) : Json{}));
    return failed ? Exit::failed : Exit::ok;
  }
  print(fmt::format("{} files taken out of the drop folder, {} left there for now.\n", report->files.size(), report->waiting));
  for (auto const& name : report->strangers) print(fmt::format("{} is no folder of an agency or feed of this hub, and nothing looks into it.\n", visible(name)));
  if (report->trouble) (void)complain(arguments, *report->trouble);
  return failed ? Exit::failed : Exit::ok;
}

namespace {

/// What people typed: what went, what stays and why.
void print_words(hub::KeepingReport const& words) {
  for (auto const& [kind, count] : words.erased) print(fmt::format("{} of the kind '{}' reached their day: what was typed is gone.\n", count, kind));
  for (auto const& [which, count] : words.kept) print(fmt::format("{} of the kind '{}' stay: {}.\n", count, which.first, which.second));
}

}  // namespace

Exit run_retention(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto const round = arguments.after_a_pause ? hub::run_round(office.hub()) : hub::run_round_by_itself(office.hub());
  if (!round) return complain(arguments, round.error());
  auto const* report = &round->records;
  auto const copies = hub::sweep_key_backups(office.hub());
  if (!copies) return complain(arguments, copies.error(), "The copies of the keys");
  if (report->records > 0) link_what_changed(arguments, office.hub());
  if (arguments.json) {
    Json json;
    json.set("key_copies", *copies).set("submissions", report->submissions).set("records", report->records).set("keys", report->keys);
    json.set("quarantined", report->quarantined).set("kept", report->kept).set("words", hub::to_json(round->words));
    if (!report->retired_key.empty()) json.set("retired_key", report->retired_key).set("retired_key_in", report->retired_key_in);
    print_json(json);
    return Exit::ok;
  }
  print(fmt::format("{} submissions with {} records reached their day and are gone, {} keys destroyed; {} quarantined cells "
                    "expired; {} submissions stay because their day has not come; {} files of copied keys are gone.\n",
                    report->submissions, report->records, report->keys, report->quarantined, report->kept, *copies));
  print_words(round->words);
  if (!report->retired_key.empty()) {
    print(report->retired_key_in.empty() ? std::string{"The ledger's old signing key is destroyed; the new one signs alone."}
                                         : fmt::format("The ledger's new key signs alone. The old one is out of use and NOT destroyed: no program here can reach it. An administrator must destroy it in {}{}.",
                                                       visible(report->retired_key_in), report->retired_key_in.find("credential") == std::string::npos ? "" : ", which LoadCredential= or SetCredential= in the hub's units names ('systemctl cat' shows them): take that line out, and delete the file it names"));
    print(fmt::format(" The old public key was:\n  {}\n", report->retired_key));
  }
  return Exit::ok;
}

}  // namespace concordat::cli
