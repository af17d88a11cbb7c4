// SPDX-License-Identifier: Apache-2.0
// Deciding files of requests, without a hub.
#include <fmt/format.h>

#include "agreements/batch/batch.h"
#include "base/visible.h"
#include "cli/office.h"
#include "cli/verbs.h"

namespace concordat::cli {
namespace {

constexpr std::size_t shown = 20;

double per_second(std::uint64_t count, double seconds) { return seconds > 0 ? static_cast<double>(count) / seconds : 0; }

Json json_of(agreements::World const& world, agreements::BatchReport const& report) {
  Json reasons{Json::Object{}};
  for (auto const& [reason, count] : report.reasons) reasons.set(reason, count);
  Json json;
  json.set("agreements", static_cast<std::int64_t>(world.agreements.size())).set("agreements_with_errors", static_cast<std::int64_t>(world.faulty));
  json.set("requests", report.requests).set("permitted", report.permitted).set("partial", report.partial).set("refused", report.refused);
  json.set("without_reason_or_remedy", report.mute).set("expected", report.expected).set("differ", report.differ);
  if (report.first_differing != 0) json.set("first_differing_line", report.first_differing);
  json.set("refused_fields_by_reason", std::move(reasons)).set("compile_ms", report.compile_ms);
  json.set("decisions_per_second", per_second(report.requests, report.bare_seconds)).set("p50_us", report.bare_p50_us).set("p99_us", report.bare_p99_us);
  json.set("with_words_per_second", per_second(report.requests, report.seconds));
  json.set("with_words_p50_us", report.p50_us).set("with_words_p99_us", report.p99_us);
  return json;
}

void print_report(agreements::World const& world, agreements::BatchReport const& report) {
  print(fmt::format("{} agreements, {} prohibitions of the hub; compiled in {:.1f} ms.\n", world.agreements.size(), world.statute.size(),
                    report.compile_ms));
  print(fmt::format("{} requests: {} permitted, {} in part, {} refused; {} refusals without a reason or a remedy.\n", report.requests,
                    report.permitted, report.partial, report.refused, report.mute));
  if (report.expected > 0) {
    print(fmt::format("{} of {} differ from what was expected{}.\n", report.differ, report.expected,
                      report.first_differing == 0 ? std::string{} : fmt::format("; the first is line {}", report.first_differing)));
  }
  print(fmt::format("Decided: {:.0f} a second, half within {:.2f} us, 99 of 100 within {:.2f} us; with every word: {:.0f} a second, {:.1f} us, {:.1f} us.\n",
                    per_second(report.requests, report.bare_seconds), report.bare_p50_us, report.bare_p99_us,
                    per_second(report.requests, report.seconds), report.p50_us, report.p99_us));
  for (auto const& [reason, count] : report.reasons) print(fmt::format("{:>9} {}\n", count, reason));
}

void warn(agreements::World const& world, Arguments const& arguments) {
  if (arguments.json || world.despite.empty()) return;
  for (std::size_t at = 0; at < std::min(shown, world.despite.size()); ++at) fmt::print(stderr, "{}\n", visible(sentence(world.despite[at])));
  if (world.despite.size() > shown) fmt::print(stderr, "... and {} more\n", world.despite.size() - shown);
  fmt::print(stderr, "{} documents have errors, and no hub would bring them into force; {}.\n", world.faulty,
             arguments.strict ? "they were left out" : "they count here all the same (--strict leaves them out)");
}

}  // namespace

Exit run_agreement_decide(Arguments const& arguments) {
  auto exit = Exit::failed;
  auto const shelf = open_shelf(arguments, exit);
  if (!shelf) return exit;
  auto loaded = agreements::load_world({.documents = arguments.files.front(), .facts = arguments.facts, .strict = arguments.strict,
                                        .today = SystemClock{}.today()},
                                       agreements::vocabulary_from(shelf->catalogue));
  if (!loaded.world) return complain(arguments, loaded.findings, arguments.files.front());
  warn(*loaded.world, arguments);
  bool const show = !arguments.quiet && !arguments.json;
  auto const done = agreements::decide_file(*loaded.world, {.requests = arguments.requests, .out = arguments.out}, [&](std::uint64_t lines) {
    if (show && lines % 100'000 == 0) fmt::print(stderr, "{} requests decided\n", lines);
    return true;
  });
  if (!done) return complain(arguments, done.error(), arguments.requests);
  if (!done->findings.empty()) return complain(arguments, done->findings, arguments.requests);
  if (arguments.json) {
    print_json(json_of(*loaded.world, done->report));
  } else {
    print_report(*loaded.world, done->report);
  }
  return done->report.differ == 0 ? Exit::ok : Exit::findings;
}

}  // namespace concordat::cli
