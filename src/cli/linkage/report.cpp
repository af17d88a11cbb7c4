// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>

#include <chrono>

#include <fmt/format.h>

#include "base/visible.h"
#include "cli/linkage/output.h"

namespace concordat::cli {
namespace {

double wall_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct rusage usage_now() {
  struct rusage used = {};
  ::getrusage(RUSAGE_SELF, &used);
  return used;
}

double cpu_of(struct rusage const& used) {
  auto const seconds = [](struct timeval const& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

Json to_json(linkage::Quality const& quality) {
  Json json;
  json.set("threshold", quality.threshold).set("found", quality.found).set("right", quality.right).set("true_pairs", quality.truth);
  json.set("precision", quality.precision()).set("recall", quality.recall()).set("f1", quality.f1());
  return json;
}

Json to_json(std::vector<linkage::GroupQuality> const& groups) {
  Json json{Json::Array{}};
  for (auto const& group : groups) {
    auto one = to_json(group.pairs);
    one.set("group", group.name);
    json.push(std::move(one));
  }
  return json;
}

std::string text_by_group(std::string_view of, std::vector<linkage::GroupQuality> const& groups) {
  if (groups.empty()) return {};
  auto out = fmt::format("{} by group; recall {:.1f} points apart:\n", of, 100 * linkage::recall_gap(groups));
  for (auto const& group : groups) out += fmt::format("  {:<24} precision {:.4f}, recall {:.4f}\n", visible(group.name), group.pairs.precision(), group.pairs.recall());
  return out;
}

Json to_json(linkage::SettledQuality const& quality) {
  Json json;
  Json pairs{Json::Array{}};
  for (auto const& one : quality.pairs) pairs.push(to_json(one));
  json.set("pairs", std::move(pairs)).set("best_pairs", to_json(quality.best));
  if (!quality.groups.empty()) json.set("by_group", to_json(quality.groups)).set("recall_gap", linkage::recall_gap(quality.groups));
  return json;
}

Json to_json(linkage::Evaluation const& quality) {
  Json json;
  json.set("true_pairs", quality.true_pairs).set("true_pairs_kept", quality.true_pairs_looked_at);
  Json pairs{Json::Array{}};
  for (auto const& one : quality.pairs) pairs.push(to_json(one));
  Json clusters{Json::Array{}};
  for (auto const& one : quality.clusters) clusters.push(to_json(one));
  json.set("pairs", std::move(pairs)).set("clusters", std::move(clusters));
  json.set("best_pairs", to_json(quality.best_pairs)).set("best_clusters", to_json(quality.best_clusters));
  if (quality.settled) json.set("settled", to_json(*quality.settled));
  if (quality.groups.empty()) return json;
  json.set("by_group", to_json(quality.groups)).set("recall_gap", linkage::recall_gap(quality.groups));
  json.set("clusters_by_group", to_json(quality.clusters_by_group)).set("clusters_recall_gap", linkage::recall_gap(quality.clusters_by_group));
  return json;
}

}  // namespace

Json to_json(linkage::LearnReport const& learned) {
  Json json;
  json.set("prior_pairs", learned.prior_pairs).set("probability", learned.probability).set("random_pairs", learned.random_pairs);
  Json sessions{Json::Array{}};
  for (auto const& session : learned.sessions) {
    Json one;
    one.set("name", session.name).set("pairs", session.pairs).set("patterns", static_cast<std::int64_t>(session.patterns)).set("numbers", static_cast<std::int64_t>(session.numbers));
    one.set("rounds", static_cast<std::int64_t>(session.rounds)).set("converged", session.converged).set("match_share", session.match_share).set("household_share", session.household_share);
    sessions.push(std::move(one));
  }
  Json remarks{Json::Array{}};
  for (auto const& remark : learned.remarks) remarks.push(remark);
  json.set("sessions", std::move(sessions)).set("remarks", std::move(remarks));
  return json;
}

std::string text_of(linkage::LearnReport const& learned) {
  auto out = fmt::format("Learned: one pair in {:.0f} is of one person.\n", 1 / learned.probability);
  for (auto const& remark : learned.remarks) out += fmt::format("  note: {}\n", visible(remark));
  return out;
}

std::string text_of(std::vector<linkage::RuleTally> const& rules) {
  std::string out;
  for (auto const& rule : rules) {
    out += fmt::format("  {:<40} {:>12} pairs, {:>8} records share the commonest key", visible(rule.name), rule.pairs, rule.largest);
    if (rule.keys_guarded > 0) out += fmt::format("; {} keys that too many share, {} records not linked by them", rule.keys_guarded, rule.records_guarded);
    out += '\n';
  }
  return out;
}

Stopwatch::Stopwatch() : wall_{wall_now()}, cpu_{cpu_of(usage_now())} {}

void Stopwatch::lap(std::string name) {
  auto const wall = wall_now();
  auto const used = usage_now();
  phases_.push_back({std::move(name), wall - wall_, cpu_of(used) - cpu_, static_cast<std::uint64_t>(used.ru_maxrss) * 1024});
  wall_ = wall;
  cpu_ = cpu_of(used);
}

Json to_json(LinkageReport const& report, LinkageInput const& input, linkage::Model const& model) {
  Json json;
  json.set("model", model.name).set("records", static_cast<std::int64_t>(input.ids.size())).set("rows_left_out", input.rows_left_out);
  json.set("values_left_out", input.values_left_out);
  Json unreadable{Json::Array{}};
  for (auto const& one : input.unreadable) {
    Json field;
    field.set("field", one.field).set("values", one.values);
    unreadable.push(std::move(field));
  }
  json.set("unreadable", std::move(unreadable));
  Json absent{Json::Array{}};
  for (auto const& one : input.absent) absent.push(Json{}.set("file", one.file).set("field", one.field));
  json.set("columns_absent", std::move(absent));
  json.set("threads", static_cast<std::int64_t>(report.threads));
  Json phases{Json::Array{}};
  double seconds = 0;
  double cpu = 0;
  for (auto const& phase : report.phases) {
    Json one;
    one.set("phase", phase.name).set("seconds", phase.seconds).set("cpu_seconds", phase.cpu_seconds).set("peak_bytes", phase.peak_bytes);
    phases.push(std::move(one));
    seconds += phase.seconds;
    cpu += phase.cpu_seconds;
  }
  json.set("phases", std::move(phases)).set("seconds", seconds).set("cpu_seconds", cpu);
  json.set("peak_bytes", report.phases.empty() ? std::uint64_t{0} : report.phases.back().peak_bytes);
  Json rules{Json::Array{}};
  std::uint64_t kept = 0;
  for (auto const& rule : report.found.rules) {
    Json one;
    one.set("rule", rule.name).set("pairs", rule.pairs).set("scored", rule.found).set("kept", rule.kept).set("largest_key", rule.largest);
    one.set("keys_guarded", rule.keys_guarded).set("records_guarded", rule.records_guarded);
    rules.push(std::move(one));
    kept += rule.kept;
  }
  json.set("rules", std::move(rules)).set("pairs_scored", report.found.looked_at()).set("pairs_kept", kept);
  json.set("groups", report.groups).set("records_grouped", report.records_grouped).set("largest_group", report.largest_group);
  json.set("groups_to_look_at", report.attention);
  if (report.trained) json.set("learned", to_json(report.learned));
  if (report.quality) json.set("quality", to_json(*report.quality));
  return json;
}

std::string text_of(LinkageReport const& report, LinkageInput const& input) {
  std::string out = fmt::format("{} records; {} pairs scored.\n", input.ids.size(), report.found.looked_at());
  if (input.values_left_out > 0) out += fmt::format("  note: {} values left out, of records with more than {} of one field\n", input.values_left_out, linkage::most_values);
  for (auto const& one : input.absent) out += fmt::format("  note: {} has no column for '{}': it is missing in each of its records\n", visible(one.file), visible(one.field));
  for (auto const& rule : report.found.rules) {
    out += fmt::format("  {:<40} {:>12} pairs, {:>12} scored, {:>10} kept", visible(rule.name), rule.pairs, rule.found, rule.kept);
    if (rule.keys_guarded > 0) out += fmt::format("; {} keys that too many share, {} records not linked by them", rule.keys_guarded, rule.records_guarded);
    out += '\n';
  }
  if (report.trained) out += text_of(report.learned);
  out += fmt::format("{} groups of two records or more, {} records in them, {} in the largest; {} groups to look at.\n", report.groups, report.records_grouped, report.largest_group, report.attention);
  if (report.quality) {
    auto const& best = report.quality->best_pairs;
    out += fmt::format("Against the truth: pairs best at {:.3f}: precision {:.4f}, recall {:.4f}, F1 {:.4f}; groups best at {:.3f}: F1 {:.4f}.\n", best.threshold,
                       best.precision(), best.recall(), best.f1(), report.quality->best_clusters.threshold, report.quality->best_clusters.f1());
    if (auto const& settled = report.quality->settled) {
      out += fmt::format("Pairs as their groups settle them, best at {:.3f}: precision {:.4f}, recall {:.4f}, F1 {:.4f}.\n", settled->best.threshold, settled->best.precision(),
                         settled->best.recall(), settled->best.f1());
      out += text_by_group("Settled pairs", settled->groups);
    }
    out += text_by_group("Single pairs", report.quality->groups) + text_by_group("Pairs within groups", report.quality->clusters_by_group);
  }
  for (auto const& phase : report.phases) {
    out += fmt::format("  {:<10} {:>8.3f} s, {:>8.3f} s of processor, {:>6.0f} MB at most\n", phase.name, phase.seconds, phase.cpu_seconds, static_cast<double>(phase.peak_bytes) / 1e6);
  }
  return out;
}

}  // namespace concordat::cli
