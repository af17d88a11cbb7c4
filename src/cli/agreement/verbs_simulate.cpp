// SPDX-License-Identifier: Apache-2.0
// One question looked at closely, and many over two sets of agreements.
#include <fstream>

#include <fmt/format.h>

#include "agreements/analysis/diff.h"
#include "agreements/batch/lines.h"
#include "agreements/batch/simulate.h"
#include "base/json_list.h"
#include "base/text.h"
#include "base/visible.h"
#include "cli/office.h"
#include "cli/verbs.h"
#include "hub/sharing/requests.h"

namespace concordat::cli {
namespace {

std::unique_ptr<agreements::World> world_of(Arguments const& arguments, std::string const& folder, Exit& exit) {
  auto const shelf = open_shelf(arguments, exit);
  if (!shelf) return nullptr;
  auto loaded = agreements::load_world({.documents = folder, .facts = arguments.facts, .strict = arguments.strict, .today = SystemClock{}.today()},
                                       agreements::vocabulary_from(shelf->catalogue));
  if (!loaded.world) exit = complain(arguments, loaded.findings, folder);
  return std::move(loaded.world);
}

/// A question with its day. Where the line names none it is asked as of now, and that is said.
struct Dated {
  agreements::Question question;
  bool by_clock = false;
  [[nodiscard]] std::string day() const { return format_date(*question.facts.today); }
  [[nodiscard]] std::string day_in_words() const {
    return fmt::format("Decided as of {}, {}.\n", day(), by_clock ? "the day of this machine's clock (UTC), for the request names none" : "the day that the request names");
  }
  void put_day(Json& json) const { json.set("day", day()).set("day_of", by_clock ? "clock" : "request"); }
};

/// Names the day and minute of this machine where the request names no day; before its short forms are read, which are of that day.
bool date_by_clock(Json& request) {
  if (!request["today"].is_null() || !request["now"].is_null()) return false;
  auto const now = SystemClock{}.now();
  auto const today = std::chrono::floor<std::chrono::days>(now);
  request.set("today", format_date(today));
  if (request["minute"].is_null()) request.set("minute", static_cast<std::int64_t>(std::chrono::floor<std::chrono::minutes>(now - today).count()));
  return true;
}

/// Line --line of the file of requests, with what --set changes.
std::optional<Dated> question_of(Arguments const& arguments, agreements::World const& world, Json changes, Exit& exit) {
  auto const trouble = [&](std::string message) {
    exit = complain(arguments, Findings{agreements::bad_line(arguments.requests, static_cast<std::uint64_t>(arguments.line), std::move(message))});
    return std::nullopt;
  };
  std::ifstream lines{arguments.requests};
  std::string line;
  for (auto number = 0; number < arguments.line; ++number) {
    if (!std::getline(lines, line)) return trouble("there is no such line");
  }
  auto json = Json::parse(line);
  if (!json || !json->is_object()) return trouble("the line is no JSON object");
  for (auto const& [key, value] : changes.object()) json->set(key, value);
  auto const by_clock = date_by_clock(*json);
  auto read = agreements::question_from(*json, world.people);
  if (!read.faults.empty()) return trouble(fmt::format("'{}' {}", read.faults.front().key, read.faults.front().message));
  return Dated{std::move(*read.value), by_clock};
}

/// "age=15", "cases=[...]": JSON where it reads as such, else a text.
std::optional<Json> changes_of(Arguments const& arguments) {
  Json changes{Json::Object{}};
  for (auto const& text : arguments.changes) {
    auto const at = text.find('=');
    if (at == std::string::npos || at == 0) return std::nullopt;
    auto const value = Json::parse(text.substr(at + 1));
    changes.set(text.substr(0, at), value ? *value : Json{text.substr(at + 1)});
  }
  return changes;
}

void print_decision(agreements::Decision const& decision) {
  print(fmt::format("{}\n", agreements::name_of(decision.outcome)));
  for (auto const& permit : decision.permits) {
    print(fmt::format("  yes  {} as {}, by {} ({}){}\n", permit.field, agreements::name_of(permit.as), permit.rule, permit.gateway,
                      permit.emergency ? ", only because danger was declared" : ""));
  }
  for (auto const& refusal : decision.full) {
    print(fmt::format("  no   {} [{}] {}\n", refusal.field, agreements::name_of(refusal.code), refusal.why));
    for (auto const& remedy : refusal.remedies) {
      print(fmt::format("         {}: {}{}\n", remedy.who, remedy.act, remedy.then.empty() ? "" : " Then " + remedy.then + " allows it."));
    }
  }
}

std::string conditions_of(agreements::Rule const& rule) {
  std::vector<std::string> texts;
  for (auto const& [name, value] : rule.conditions.written) texts.push_back(fmt::format("{} {}", name, value));
  return texts.empty() ? "no further conditions" : text::join(texts, "; ");
}

Json json_of(agreements::RuleTrace const& trace) {
  auto const list = [](auto const& texts) {
    Json out{Json::Array{}};
    for (auto const& one : texts) out.push(Json{std::string{one}});
    return out;
  };
  std::vector<std::string_view> unmet;
  for (auto const reason : trace.unmet) unmet.push_back(agreements::name_of(reason));
  Json conditions{Json::Object{}};
  for (auto const& [name, value] : trace.rule->conditions.written) conditions.set(name, Json::parse(value).value_or(Json{}));
  Json one;
  one.set("rule", trace.held->agreement->reference() + "#" + trace.rule->id.text).set("unmet", list(unmet));
  one.set("gives", list(trace.gives)).set("lacks", list(trace.lacks)).set("conditions", std::move(conditions));
  return one;
}

void print_trace(agreements::RuleTrace const& trace, bool decided) {
  print(fmt::format("{}#{}\n", trace.held->agreement->reference(), trace.rule->id.text));
  print(fmt::format("  covers {} of {} fields; {} form; {}\n", trace.gives.size(), trace.gives.size() + trace.lacks.size(),
                    agreements::name_of(trace.rule->form), conditions_of(*trace.rule)));
  if (!decided) return;
  std::vector<std::string> unmet;
  for (auto const reason : trace.unmet) unmet.emplace_back(agreements::sentence_of(reason));
  print(fmt::format("  {}\n", unmet.empty() ? "All its terms are met." : text::join(unmet, " ")));
}

struct Looked {
  std::unique_ptr<agreements::World> world;
  Dated asked;
};

std::optional<Looked> look(Arguments const& arguments, Json const& changes, Exit& exit) {
  auto world = world_of(arguments, arguments.files.front(), exit);
  if (!world) return std::nullopt;
  auto question = question_of(arguments, *world, changes, exit);
  if (!question) return std::nullopt;
  return Looked{std::move(world), std::move(*question)};
}

Exit show_rules(Arguments const& arguments, bool decided) {
  auto exit = Exit::failed;
  auto const looked = look(arguments, {}, exit);
  if (!looked) return exit;
  auto const& [request, facts, expect] = looked->asked.question;
  auto const bundle = looked->world->compile();
  auto const traces = bundle.trace(request, decided ? facts : agreements::Facts{.today = facts.today});
  auto const decision = bundle.decide(request, facts);
  if (arguments.json) {
    Json rules{Json::Array{}};
    for (auto const& trace : traces) rules.push(json_of(trace));
    Json json;
    if (decided) json.set("decision", to_json(decision, agreements::Telling::full)).set("bundle", bundle.hash());
    if (decided) looked->asked.put_day(json);
    json.set("rules", std::move(rules));
    print_json(json);
  } else {
    if (decided) print_decision(decision);
    if (decided) print(looked->asked.day_in_words());
    print(fmt::format("{} rules between {} and {}:\n", traces.size(), visible(request.discloser), visible(request.asker)));
    for (auto const& trace : traces) print_trace(trace, decided);
  }
  return decided && !decision.all_permitted() ? Exit::refused : Exit::ok;
}

}  // namespace

Exit run_agreement_why(Arguments const& arguments) { return show_rules(arguments, true); }
Exit run_agreement_plan(Arguments const& arguments) { return show_rules(arguments, false); }

Exit run_agreement_what_if(Arguments const& arguments) {
  auto exit = Exit::failed;
  auto const changes = changes_of(arguments);
  if (!changes) {
    fmt::print(stderr, "--set wants KEY=VALUE, such as --set age=15: the keys are in docs/formats/question.md.\n");
    return Exit::usage;
  }
  auto const before = look(arguments, {}, exit);
  if (!before) return exit;
  auto const after = question_of(arguments, *before->world, *changes, exit);
  if (!after) return exit;
  auto const bundle = before->world->compile();
  auto const was = bundle.decide(before->asked.question.request, before->asked.question.facts);
  auto const is = bundle.decide(after->question.request, after->question.facts);
  if (arguments.json) {
    Json json;
    json.set("before", to_json(was, agreements::Telling::full)).set("after", to_json(is, agreements::Telling::full));
    after->put_day(json);
    print_json(json);
  } else {
    print("As it is: ");
    print_decision(was);
    if (before->asked.day() != after->day()) print(before->asked.day_in_words());
    print("If it were so: ");
    print_decision(is);
    print(after->day_in_words());
  }
  return is.all_permitted() ? Exit::ok : Exit::refused;
}

/// Requests of a month try only what somebody asked; what is written opens the rest too.
agreements::analysis::Difference::CellCounts by_the_terms(agreements::World const& before, agreements::World const& after) {
  auto const scope_of = [](agreements::World const& world) {
    agreements::analysis::Scope scope{{}, &world.vocabulary};
    for (auto const& agreement : world.agreements) scope.agreements.push_back(agreement.get());
    return scope;
  };
  return agreements::analysis::compare(scope_of(before), scope_of(after)).counts();
}

Exit run_agreement_simulate(Arguments const& arguments) {
  auto exit = Exit::failed;
  auto const before = world_of(arguments, arguments.files.front(), exit);
  if (!before) return exit;
  auto const after = world_of(arguments, arguments.files.back(), exit);
  if (!after) return exit;
  auto const done = agreements::simulate(*before, *after, arguments.requests);
  if (!done) return complain(arguments, done.error(), arguments.requests);
  if (!done->findings.empty()) return complain(arguments, done->findings, arguments.requests);
  auto const terms = by_the_terms(*before, *after);
  if (arguments.json) {
    Json list{Json::Array{}};
    for (auto const& change : done->changes) {
      Json one;
      one.set("line", change.line).set("asker", change.asker).set("discloser", change.discloser).set("purpose", change.purpose);
      one.set("opened", text::join(change.opened, " ")).set("closed", text::join(change.closed, " ")).set("why", change.why);
      list.push(std::move(one));
    }
    Json json;
    json.set("requests", done->requests).set("would_allow", done->would_allow).set("would_refuse", done->would_refuse);
    json.set("opened", done->opened).set("closed", done->closed).set("changes", std::move(list));
    json.set("terms_wider", terms.wider).set("terms_narrower", terms.narrower);
    print_json(json);
  } else {
    print(fmt::format("Of {} requests the new agreements would allow {} and refuse {} in whole or in part. {} get more than today, {} get less.\n",
                      done->requests, done->would_allow, done->would_refuse, done->opened, done->closed));
    print(fmt::format("By what is written, whoever asks, they open or ease {} cells and close or tighten {}: 'concordat agreement diff' lists them.\n",
                      terms.wider, terms.narrower));
    for (auto const& change : done->changes) {
      print(fmt::format("  line {}: {} asks {} for {}\n", change.line, visible(change.asker), visible(change.discloser), visible(change.purpose)));
      if (!change.opened.empty()) print(fmt::format("    opens  {}\n", text::join(change.opened, ", ")));
      if (!change.closed.empty()) print(fmt::format("    closes {}: {}\n", text::join(change.closed, ", "), change.why));
    }
  }
  return done->opened > 0 ? Exit::refused : Exit::ok;
}

namespace {

/// The requests of a hub, against the agreements under which they were decided.
Exit replay_of_hub(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto const member = find_member(office.hub(), arguments, "");
  if (!member) return Exit::refused;
  auto const done = hub::sharing::replay_requests(office.hub(), *member);
  if (!done) return complain(arguments, done.error());
  auto const otherwise = done->differing.size() + done->differing_elsewhere;
  auto const decided = done->same + otherwise;
  if (arguments.json) {
    print_json(Json{}.set("records", decided).set("same", done->same).set("other_agreements", done->other_bundle).set("differing", list_of(done->differing)).set("differing_elsewhere", done->differing_elsewhere));
  } else {
    print(fmt::format("{} of {} recorded decisions fall the same; {} more were made under other agreements than today's.\n", done->same, decided, done->other_bundle));
    for (auto const& id : done->differing) print(fmt::format("  request {} is decided otherwise\n", id));
    if (done->differing_elsewhere > 0) print(fmt::format("  between other agencies, decided otherwise: {}\n", done->differing_elsewhere));
  }
  return otherwise == 0 ? Exit::ok : Exit::findings;
}

}  // namespace

Exit run_agreement_replay(Arguments const& arguments) {
  if (arguments.files.empty() && !arguments.database.empty()) return replay_of_hub(arguments);
  if (arguments.files.empty() || arguments.requests.empty()) {
    fmt::print(stderr, "Name a folder of agreements and --requests, or a hub with --database.\n");
    return Exit::usage;
  }
  auto exit = Exit::failed;
  auto const world = world_of(arguments, arguments.files.front(), exit);
  if (!world) return exit;
  auto const done = agreements::replay(*world, arguments.requests);
  if (!done) return complain(arguments, done.error(), arguments.requests);
  if (!done->findings.empty()) return complain(arguments, done->findings, arguments.requests);
  if (arguments.json) {
    Json differing{Json::Array{}};
    for (auto const line : done->differing) differing.push(line);
    Json json;
    json.set("records", done->records).set("same", done->same).set("differing_lines", std::move(differing));
    print_json(json);
  } else {
    print(fmt::format("{} of {} recorded decisions fall the same.\n", done->same, done->records));
    for (auto const line : done->differing) print(fmt::format("  line {} is decided otherwise\n", line));
  }
  return done->differing.empty() ? Exit::ok : Exit::findings;
}

}  // namespace concordat::cli
