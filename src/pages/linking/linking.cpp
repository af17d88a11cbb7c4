// SPDX-License-Identifier: Apache-2.0
#include "pages/linking/linking.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "hub/agency_name.h"
#include "hub/linkage/duplicates.h"
#include "hub/linkage/review/json_of.h"
#include "hub/linkage/review/person_view.h"
#include "hub/lists/lists.h"
#include "hub/says_why.h"
#include "pages/door.h"
#include "pages/linking/timeline.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

namespace links = hub::links;

std::string bits_words(int thousandths) { return fmt::format("{:.1f}", links::bits(thousandths)); }

/// 0 for what is no number: nothing has it.
std::int64_t number(Visit const& visit, std::string_view name) { return text::parse_integer(visit.param(name)).value_or(0); }

/// The role of a side or record in words beside its name.
Json with_role_words(Visit const& visit, Json model) {
  auto const role = model["role"].string();
  auto const* known = visit.hub.catalogue().subject_role(role);
  return model.set("role_words", known == nullptr ? role : known->title);
}

Json row_model(Visit const& visit, links::PairRow const& row) {
  auto model = links::to_json(row);
  model.set("href", fmt::format("/links/{}", row.id)).set("weight", bits_words(row.weight));
  auto const name = [&](std::string const& agency) { return agency.empty() ? visit.services.words["linking"]["another_agency"].string() : std::string{hub::agency_name(visit.hub, agency)}; };
  model.set("left_name", name(row.left_agency)).set("right_name", name(row.right_agency));
  return model.set("queued", instant_model(row.queued_at)).set("mine", row.assigned_to == visit.who->member);
}

/// What this member has just recorded, named in the address they were sent on to; null: nothing of theirs.
Result<Json> just_decided(Visit const& visit) {
  auto const& id = visit.input.text("decided");
  if (id.empty()) return Json{};
  auto const decision = links::decided_by_oneself(visit.hub, visit.member(), id);
  if (!decision) return fail(decision);
  if (!*decision) return Json{};
  auto const& one = **decision;
  Json model;
  model.set("pair", one.pair).set("outcome", one.decided.outcome).set("state", one.decided.state);
  return model.set("href", one.pair == 0 ? std::string{} : fmt::format("/links/{}", one.pair));
}

Result<Answer> show_queue(Visit& visit) {
  auto const& said = visit.input.text("tab");
  auto const tab = said.empty() ? std::optional{links::Tab::review} : links::tab_named(said);
  if (!tab) return fail(Fault::not_found, "link.tab", "There is no such list of pairs.", "The page of pairs links to each of them.");
  auto const rows = links::list_pairs(visit.hub, visit.member(), *tab);
  if (!rows) return fail(rows);
  View view{"linking/queue"};
  Json list{Json::Array{}};
  for (auto const& row : *rows) list.push(row_model(visit, row));
  Json tabs{Json::Array{}};
  for (auto const one : {links::Tab::review, links::Tab::assigned, links::Tab::resolved}) tabs.push(Json{}.set("id", links::name_of(one).view()).set("here", one == *tab));
  auto decided = just_decided(visit);
  if (!decided) return fail(decided);
  view.model.set("decided", std::move(*decided)).set("tab", links::name_of(*tab).view()).set("pairs", std::move(list)).set("tabs", std::move(tabs));
  return view;
}

// The picture of reasons: bars from where the sum stood to where it stands, left for less and right for more.
constexpr int picture_width = 640;
constexpr int bar_height = 18;

struct Step {
  std::string words;
  int weight = 0;
  bool is_sum = false;
};

std::vector<Step> steps_of(links::PairTold const& pair, Json const& words) {
  std::vector<Step> steps{{words["before"].string(), pair.prior, false}};
  std::string withheld;
  for (auto const& level : pair.levels) {
    if (level.withheld) withheld += (withheld.empty() ? "" : " ") + level.words;
    else if (level.agreement != "unknown") steps.push_back({level.words, level.weight, false});
  }
  if (!withheld.empty()) steps.push_back({std::move(withheld), pair.withheld, false});
  if (pair.household != 0) steps.push_back({words["household"].string(), pair.household, false});
  steps.push_back({words["sum"].string(), pair.row.weight, true});
  return steps;
}

Json picture_of(std::vector<Step> const& steps) {
  int least = 0;
  int most = 0;
  int stands = 0;
  for (auto const& step : steps) {
    stands = step.is_sum ? step.weight : stands + step.weight;
    least = std::min(least, stands);
    most = std::max(most, stands);
  }
  auto const place = [&](int value) { return static_cast<int>(std::lround(static_cast<double>(value - least) / std::max(1, most - least) * picture_width)); };
  Json bars{Json::Array{}};
  stands = 0;
  for (auto const& step : steps) {
    auto const from = step.is_sum ? 0 : stands;
    stands = step.is_sum ? step.weight : stands + step.weight;
    auto const x = std::min(place(from), place(stands));
    Json bar;
    bar.set("x", x).set("width", std::max(2, std::abs(place(stands) - place(from)))).set("words", step.words);
    bars.push(bar.set("bits", fmt::format("{:+.1f}", links::bits(step.weight))).set("kind", step.is_sum ? "sum" : step.weight < 0 ? "less" : "more"));
  }
  Json picture;
  return picture.set("bars", std::move(bars)).set("width", picture_width).set("zero", place(0)).set("bar", bar_height);
}

Result<Answer> show_pair_page(Visit& visit) {
  auto const member = visit.member();
  auto const pair = links::show_pair(visit.hub, member, number(visit, "pair"));
  if (!pair) return fail(pair);
  auto const decisions = links::decisions_about_pair(visit.hub, member, pair->row.id);
  if (!decisions) return fail(decisions);
  auto decided = just_decided(visit);
  if (!decided) return fail(decided);
  View view{"linking/pair"};
  view.model = links::to_json(*pair);
  view.model.set("weight", bits_words(pair->row.weight)).set("href", fmt::format("/links/{}", pair->row.id)).set("mine", pair->row.assigned_to == visit.who->member);
  for (auto const* side : {"left", "right"}) view.model.set(side, with_role_words(visit, view.model[side]));
  view.model.set("picture", picture_of(steps_of(*pair, visit.services.words["linking"])));
  Json candidates{Json::Array{}};
  for (auto const& one : pair->candidates) candidates.push(row_model(visit, one).set("here", one.id == pair->row.id));
  view.model.set("candidates", std::move(candidates)).set("decided", std::move(*decided));
  Json list{Json::Array{}};
  for (auto const& one : *decisions) list.push(links::to_json(one).set("made", instant_model(one.made_at)));
  view.model.set("decisions", std::move(list)).set("may_see_ledger", visit.may(hub::Right::see_ledger));
  return view;
}

/// Where the next pair is that waits, one's own first; after this one, where it is named. The list itself where there is none.
Result<Go> next_pair(Visit& visit, std::int64_t after) {
  std::optional<std::int64_t> first;
  bool passed = after == 0;
  for (auto const tab : {links::Tab::assigned, links::Tab::review}) {
    auto const rows = links::list_pairs(visit.hub, visit.member(), tab);
    if (!rows) return fail(rows);
    for (auto const& row : *rows) {
      if (row.id == after) {
        passed = true;
      } else if (row.decision.empty() || row.second_by_me) {
        if (passed) return Go{fmt::format("/links/{}", row.id)};
        if (!first) first = row.id;
      }
    }
  }
  return Go{first ? fmt::format("/links/{}", *first) : std::string{"/links"}};
}

/// On to the next, so that nobody goes back to the list fifty times an hour.
Result<Answer> onwards(Visit& visit, Result<links::Decided> const& done) {
  if (!done) return fail(done);
  auto go = next_pair(visit, 0);
  if (!go) return fail(go);
  go->model = links::to_json(*done);
  go->to += "?decided=" + done->id;
  return std::move(*go);
}

Result<Answer> skip(Visit& visit) {
  auto go = next_pair(visit, number(visit, "pair"));
  if (!go) return fail(go);
  return std::move(*go);
}

Result<Answer> show_duplicates(Visit& visit) {
  auto const all = links::own_duplicates(visit.hub, visit.member());
  if (!all) return fail(all);
  View view{"linking/duplicates"};
  Json list{Json::Array{}};
  for (auto const& one : *all) {
    auto const* feed = visit.hub.feed(one.feed);
    list.push(links::to_json(one).set("title", feed == nullptr ? one.feed : feed->title));
  }
  view.model.set("duplicates", std::move(list));
  return view;
}

Result<Answer> send_duplicates(Visit& visit) {
  auto const all = links::own_duplicates(visit.hub, visit.member());
  if (!all) return fail(all);
  http::Response response{http::Status::ok, "text/csv; charset=utf-8", links::to_csv(*all)};
  response.set_header("content-disposition", http::attachment("duplicates.csv"));
  return Sent{std::move(response)};
}

Result<Answer> decide(Visit& visit) {
  auto const& because = visit.input.text("because");
  if (visit.input.faults.empty() && !hub::says_why(because)) visit.fault("because", visit.services.words["linking"]["because_short"].string());
  if (!visit.input.faults.empty()) return show_pair_page(visit);
  return onwards(visit, links::decide_pair(visit.hub, visit.member(), number(visit, "pair"), visit.input.text("outcome"), because));
}

Result<Answer> assign(Visit& visit) {
  auto const row = links::assign_pair(visit.hub, visit.member(), number(visit, "pair"), visit.input.text("take") != "no");
  if (!row) return fail(row);
  Go go{fmt::format("/links/{}", row->id)};
  go.model = links::to_json(*row);
  return go;
}

Result<Answer> second(Visit& visit) {
  if (!visit.input.faults.empty()) return fail(Fault::malformed, "link.answer", "Say whether you agree, and why.", "Go back, choose one of the two, and write your reasons.");
  return onwards(visit, links::second_decision(visit.hub, visit.member(), std::string{visit.param("decision")}, visit.input.text("outcome") == "agree", visit.input.text("because")));
}

Result<Answer> back_to_list(Result<links::Decided> const& done) {
  if (!done) return fail(done);
  Go go{"/links?decided=" + done->id};
  go.model = links::to_json(*done);
  return go;
}

Result<Answer> undo(Visit& visit) {
  return back_to_list(links::undo_decision(visit.hub, visit.member(), std::string{visit.param("decision")}, visit.input.text("because")));
}

Result<Answer> withdraw(Visit& visit) {
  return back_to_list(links::withdraw_decision(visit.hub, visit.member(), std::string{visit.param("decision")}, visit.input.text("because")));
}

Result<Answer> show_person_page(Visit& visit) {
  auto const person = links::show_person(visit.hub, visit.member(), number(visit, "person"));
  if (!person) return fail(person);
  View view{"linking/person"};
  view.model = links::to_json(*person);
  Json records{Json::Array{}};
  for (auto const& record : view.model["records"].array()) records.push(with_role_words(visit, record));
  view.model.set("records", std::move(records)).set("picture", timeline_model(visit.hub.catalogue(), *person));
  return view;
}

Result<Answer> person_done(Visit& visit, Result<links::Decided> const& done) {
  if (!done) return fail(done);
  Go go{fmt::format("/persons/{}", number(visit, "person"))};
  go.model = links::to_json(*done);
  return go;
}

Result<Answer> split(Visit& visit) {
  if (!visit.input.faults.empty()) return show_person_page(visit);
  std::vector<links::Record> away;
  for (auto const& record : visit.input.many("record")) away.push_back(text::parse_integer(record).value_or(0));
  return person_done(visit, links::split_person(visit.hub, visit.member(), number(visit, "person"), away, visit.input.text("because")));
}

Result<Answer> merge(Visit& visit) {
  if (!visit.input.faults.empty()) return show_person_page(visit);
  return person_done(visit, links::merge_persons(visit.hub, visit.member(), number(visit, "person"), text::parse_integer(visit.input.text("other")).value_or(0), visit.input.text("because")));
}

Result<Answer> show_report(Visit& visit) {
  constexpr std::size_t shown_runs = 12;
  auto const runs = links::link_runs(visit.hub, shown_runs);
  if (!runs) return fail(runs);
  if (auto noted = links::note_look_at_report(visit.hub, visit.member()); !noted) return fail(noted);
  View view{"linking/report"};
  Json list{Json::Array{}};
  for (auto const& run : *runs) list.push(links::to_json(visit.hub, run).set("over_common", links::to_json(links::over_common_told(visit.hub, run.over_common, visit.member()))).set("when", instant_model(run.at)));
  view.model.set("runs", std::move(list)).set("may_review", visit.may(hub::Right::review_links));
  return view;
}

Result<Answer> show_lists(Visit& visit) {
  auto const member = visit.member();
  auto const all = hub::lists::people_lists(visit.hub, member);
  if (!all) return fail(all);
  auto const colleagues = visit.hub.members_of(member.agency);
  if (!colleagues) return fail(colleagues);
  Json leads{Json::Array{}};
  for (auto const& one : *colleagues) {
    if (hub::lists::may_own(one)) leads.push(Json{}.set("id", one.id).set("title", one.id));
  }
  View view{"linking/lists"};
  Json list{Json::Array{}};
  for (auto const& one : *all) {
    auto const since = parse_date(one.since);
    auto const* role = visit.hub.catalogue().member_role(one.owner_role);
    list.push(hub::lists::to_json(one).set("agency_name", hub::agency_name(visit.hub, one.agency)).set("day", since ? date_model(*since) : Json{}).set("role_title", role == nullptr ? one.owner_role : role->title));
  }
  view.model.set("lists", std::move(list)).set("leads", std::move(leads));
  return view;
}

Result<Answer> name_owner(Visit& visit) {
  auto const feed = std::string{visit.param("feed")};
  auto const index = hub::lists::name_owner(visit.hub, visit.member(), feed, visit.input.text("owner"));
  if (!index) return fail(index);
  Go go{"/lists"};
  go.model.set("feed", feed).set("owner", visit.input.text("owner")).set("ledger_index", *index);
  return go;
}

InputField decided_before() { return {.name = "decided", .label = "the decision just recorded", .longest = 36}; }
InputField reasons() { return {.name = "because", .label = "your reasons", .required = true, .longest = 2000}; }

}  // namespace

void add_linkage_pages(Site& site) {
  using hub::Right;
  auto const add = [&site](http::Method method, std::string pattern, std::string summary, Right right, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&)) {
    site.add({.method = method, .pattern = std::move(pattern), .summary = std::move(summary), .need = Need::right, .right = right, .inputs = std::move(inputs), .page = page});
  };
  using http::Method;
  add(Method::get, "/links", "Pairs of records that may be of one person: to review, assigned to one, resolved", Right::review_links, {{.name = "tab", .label = "the list"}, decided_before()}, show_queue);
  add(Method::get, "/links/report", "What the last runs of linkage changed, in counts", Right::see_link_report, {}, show_report);
  site.add({.method = Method::get, .pattern = "/links/duplicates", .summary = "Records of the own agency's lists that are of one person, for it to correct", .need = Need::signed_in, .page = show_duplicates});
  site.add({.method = Method::get, .pattern = "/links/duplicates.csv", .summary = "The same as a table for a spreadsheet", .need = Need::signed_in, .page = send_duplicates});
  add(Method::get, "/links/:pair", "One pair side by side, with every reason and its weight", Right::review_links, {decided_before()}, show_pair_page);
  add(Method::get, "/links/:pair/next", "The next pair that waits after this one", Right::review_links, {}, skip);
  add(Method::post, "/links/:pair/assign", "Take a pair, or put it back", Right::review_links,
      {{.name = "take", .kind = InputKind::choice, .label = "to take it or put it back", .required = true, .choices = {"yes", "no"}}}, assign);
  add(Method::post, "/links/:pair/decide", "Decide about a pair, with reasons", Right::review_links,
      {{.name = "outcome", .kind = InputKind::choice, .label = "your decision", .required = true, .choices = {"link", "not-same", "twins", "cannot-tell"}}, reasons()}, decide);
  add(Method::post, "/link-decisions/:decision/second", "Agree to another reviewer's decision, or turn it down", Right::review_links,
      {{.name = "outcome", .kind = InputKind::choice, .label = "whether you agree", .required = true, .choices = {"agree", "turn-down"}}, reasons()}, second);
  add(Method::post, "/link-decisions/:decision/undo", "Undo a decision: everything is as it was before", Right::review_links, {reasons()}, undo);
  add(Method::post, "/link-decisions/:decision/withdraw", "Withdraw one's own decision while it waits for a second person", Right::review_links, {reasons()}, withdraw);
  add(Method::get, "/lists", "The lists of people in the hub: whose, who answers for each, and which are out of use", Right::see_agreements, {}, show_lists);
  add(Method::post, "/lists/:feed", "Name who answers for a list of one's own agency, or nobody: then nobody reads it", Right::answer_requests, {{.name = "owner", .label = "who answers for it"}}, name_owner);
  add(Method::get, "/persons/:person", "One person: who holds a record, and each record with its source", Right::review_links, {}, show_person_page);
  add(Method::post, "/persons/:person/split", "Say that some records are of another person", Right::review_links,
      {{.name = "record", .kind = InputKind::many, .label = "the records", .required = true}, reasons()}, split);
  add(Method::post, "/persons/:person/merge", "Say that another person is the same one", Right::review_links, {{.name = "other", .label = "the number of the other person", .required = true, .longest = 20}, reasons()}, merge);
  add_household_page(site);
  add_criteria_pages(site);
}

}  // namespace concordat::pages
