// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/quality/quality.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "hub/sharing/people.h"
#include "linkage/quality/agreement.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql runs_told = "SELECT at, model_version, records, report FROM link_run ORDER BY number DESC LIMIT ?";
constexpr store::Sql runs_of_model = "SELECT at, report FROM link_run WHERE model_version = ? ORDER BY number";

}  // namespace sql

namespace {

namespace clerical = linkage::clerical;

std::uint64_t counted(Json const& value) { return static_cast<std::uint64_t>(value.integer()); }

RunTold run_in(store::Row const& row) {
  RunTold run;
  run.at = row.string(0);
  run.model_version = row.string(1);
  run.records = static_cast<std::uint64_t>(row.integer(2));
  auto const report = Json::parse(row.text(3));
  if (!report) return run;
  run.pairs = counted((*report)["pairs"]);
  run.new_links = counted((*report)["new_links"]);
  run.broken_links = counted((*report)["broken_links"]);
  run.waiting = counted((*report)["waiting"]);
  auto const& bands = (*report)["bands"];
  if (bands.is_object() && run.pairs > 0) run.dead_band = static_cast<double>(bands["dead-band"].integer()) / static_cast<double>(run.pairs);
  return run;
}

/// The levels of joined pairs, in one run.
struct Shown {
  std::string at;
  Json levels = {};
  [[nodiscard]] bool enough() const { return counted(levels["pairs"]) >= least_joined; }
};

double index_of(Json const& then, Json const& now) {
  std::set<std::string> names;
  for (auto const* side : {&then, &now}) {
    for (auto const& [name, count] : side->object()) names.insert(name);
  }
  std::vector<std::uint64_t> before;
  std::vector<std::uint64_t> after;
  for (auto const& name : names) {
    before.push_back(counted(then[name]));
    after.push_back(counted(now[name]));
  }
  return clerical::stability(before, after);
}

/// Between the first run of a model that joined enough and the last.
Result<void> compare_runs(Hub& hub, std::string const& model, QualityOfLinks& quality) {
  std::optional<Shown> first;
  std::optional<Shown> last;
  auto const read = hub.database().query(
      sql::runs_of_model,
      [&](store::Row const& row) {
        auto const report = Json::parse(row.text(1));
        if (!report || !(*report)["levels"].is_object()) return;
        Shown shown{row.string(0), (*report)["levels"]};
        if (!first && shown.enough()) first = std::move(shown);
        else if (first) last = std::move(shown);
      },
      model);
  if (!read) return fail(read);
  if (!first || !last || !last->enough()) return {};
  quality.compared_since = first->at;
  for (auto const& [comparison, then] : first->levels["by_comparison"].object()) {
    auto const index = index_of(then, last->levels["by_comparison"][comparison]);
    auto const* how = index >= clerical::moved_much ? "moved-much" : index >= clerical::moved ? "moved" : "as-it-was";
    auto const* field = hub.catalogue().field(comparison);
    quality.moved.push_back({comparison, field == nullptr ? comparison : field->label, index, how});
  }
  return {};
}

}  // namespace

Result<QualityOfLinks> quality_of_links(Hub& hub, Member const& member) {
  QualityOfLinks quality;
  auto all = samples(hub);
  if (!all) return fail(all);
  quality.samples = std::move(*all);
  auto const read = hub.database().query(sql::runs_told, [&](store::Row const& row) { quality.runs.push_back(run_in(row)); }, most_runs_told);
  if (!read) return fail(read);
  if (!quality.runs.empty()) {
    if (auto done = compare_runs(hub, quality.runs.front().model_version, quality); !done) return fail(done);
  }
  std::ranges::reverse(quality.runs);
  auto act = sharing::act_of(ledger::Event::access, member, "link-quality");
  act.count = quality.samples.size();
  if (auto noted = record_alone(hub, std::move(act)); !noted) return fail(noted);
  return quality;
}

Json to_json(QualityOfLinks const& quality) {
  Json list{Json::Array{}};
  for (auto const& one : quality.samples) list.push(to_json(one));
  Json runs{Json::Array{}};
  for (auto const& one : quality.runs) {
    Json run;
    run.set("at", one.at).set("model", one.model_version).set("records", one.records).set("pairs", one.pairs).set("new_links", one.new_links);
    runs.push(run.set("broken_links", one.broken_links).set("waiting", one.waiting).set("dead_band", one.dead_band ? Json{*one.dead_band} : Json{}));
  }
  Json moved{Json::Array{}};
  for (auto const& one : quality.moved) {
    moved.push(Json{}.set("comparison", one.comparison).set("label", one.label).set("index", std::round(one.index * 1000) / 1000).set("how", one.how));
  }
  Json json;
  return json.set("samples", std::move(list)).set("runs", std::move(runs)).set("compared_since", quality.compared_since).set("moved", std::move(moved));
}

}  // namespace concordat::hub::links
