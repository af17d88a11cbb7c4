// SPDX-License-Identifier: Apache-2.0
#include "transparency/facts/facts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "linkage/model/model.h"
#include "linkage/model/version.h"
#include "places/compare/control.h"
#include "places/density.h"
#include "places/forecast/risk_terrain.h"
#include "places/forecast/trial.h"
#include "places/spatial/cluster.h"
#include "places/spatial/hotspot.h"
#include "places/spatial/knox.h"
#include "places/spatial/scan.h"
#include "protection/anonymity/generalise.h"
#include "protection/anonymity/record_profile.h"
#include "protection/cells/perturbation.h"
#include "protection/cells/profile.h"
#include "protection/classed_map.h"
#include "protection/rule.h"
#include "protection/suppress/audit.h"

namespace concordat::transparency {
namespace {

std::string percent(double share) { return fmt::format("{:.6g} %", share * 100); }
std::string number(double value) { return fmt::format("{:.9g}", value); }
template <class T>
std::string numbers(std::vector<T> const& values) {
  std::vector<std::string> words;
  for (auto const value : values) words.push_back(number(static_cast<double>(value)));
  return text::join(words, ", ");
}

void places_facts(std::vector<Fact>& all) {
  places::StabilityOptions const hot;
  places::KnoxOptions const knox;
  places::ScanOptions const scan;
  places::SpaceTimeOptions const windows;
  places::ClusterOptions const cluster;
  places::ControlOptions const control;
  places::TrialOptions const trial;
  places::TerrainOptions const terrain;
  all.insert(all.end(), {
      {"density", "bandwidth", "Density: bandwidth unless another is asked for, in metres", number(places::DensityOptions{}.bandwidth)},
      {"map", "support", "A hub's map shows a cell only where so many reports lie near", std::to_string(protection::least_support)},
      {"map", "bandwidth", "A hub's map is never smoothed over less than so many metres", number(protection::least_bandwidth_metres)},
      {"map", "cell", "A hub's map has no cells smaller than so many metres", number(protection::least_cell_metres)},
      {"map", "months", "A hub's map covers at least so many months", std::to_string(protection::least_months)},
      {"hotspot", "false_discovery", "Hotspots: share of false ones that is allowed for", percent(hot.level)},
      {"hotspot", "resamples", "Hotspots: how often the events are drawn again", std::to_string(hot.resamples)},
      {"hotspot", "stable", "Hotspots: stable where hot in so many of these", percent(hot.least_share)},
      {"hotspot", "permutations", "Hotspots: permutations where events are too few for the normal distribution", std::to_string(hot.permutations)},
      {"knox", "metres", "Near repeats: edges of the bands in metres", numbers(knox.metres)},
      {"knox", "days", "Near repeats: edges of the bands in days", numbers(knox.days)},
      {"knox", "permutations", "Near repeats: permutations", std::to_string(knox.permutations)},
      {"scan", "population", "Scan of areas: the largest window, in people", percent(scan.most_population)},
      {"scan", "least", "Scan of areas: fewest events of a window", std::to_string(scan.least_events)},
      {"scan", "metres", "Scan of events: radii in metres", numbers(windows.metres)},
      {"scan", "days", "Scan of events: lengths in days", numbers(windows.days)},
      {"scan", "simulations", "Scan: simulations", std::to_string(scan.simulations)},
      {"cluster", "metres", "Clusters: radius in metres", number(cluster.metres)},
      {"cluster", "least", "Clusters: events that make a core", std::to_string(cluster.least_events)},
      {"change", "baseline", "Series: counts that give the mean", std::to_string(control.baseline)},
      {"change", "weight", "Series: weight of the newest count (EWMA)", number(control.weight)},
      {"change", "sigmas", "Series: limit in standard deviations", number(control.sigmas)},
      {"change", "rate_ratio", "Series: rise that the cumulative sum is tuned to", number(control.rate_ratio)},
      {"forecast", "cells", "Forecasts: share of the cells that is pointed at", percent(trial.share_of_cells)},
      {"forecast", "penalty", "Forecasts: penalty for tiny areas in the second index", number(trial.penalty)},
      {"forecast", "mixing", "Risk terrain: mixing of the two penalties", number(terrain.mixing)},
  });
}

void protection_facts(std::vector<Fact>& all) {
  protection::Demand const demand;
  all.insert(all.end(), {
      {"protection", "partner", "Tables for partners: counts of 1 to so many are hidden", std::to_string(protection::partner_smallest - 1)},
      {"protection", "width", "Tables for partners: a hidden count can lie anywhere in so wide an interval", std::to_string(protection::protection_width)},
      {"protection", "nhs", "Rule of the health service: counts of 1 to so many are hidden", std::to_string(protection::SmallNumberRule::nhs_smallest - 1)},
      {"protection", "ten_five", "10-5 rule: counts below so many are hidden", std::to_string(protection::SmallNumberRule::ten_five_smallest)},
      {"protection", "farthest", "Tables for the public: a count changes by at most", std::to_string(protection::PerturbationTable::farthest)},
      {"protection", "smallest", "Tables for the public: smallest count shown besides 0", std::to_string(protection::PerturbationTable::smallest_published)},
      {"protection", "k", "Records: so many look alike, unless the profile asks for another number", std::to_string(demand.k)},
      {"protection", "least_k", "Records: no profile may ask for fewer than", std::to_string(protection::least_k)},
      {"protection", "l", "Records: different sensitive values among them", std::to_string(demand.l)},
      {"protection", "withheld", "Records: share that may be withheld", percent(demand.withheld_most)},
      {"protection", "withheld_most", "Records: refused where more would have to be withheld than", percent(static_cast<double>(protection::most_withheld_percent) / 100)},
  });
}

/// "date of birth": as people write it.
std::string in_words(std::string name) {
  std::ranges::replace(name, '_', ' ');
  return name;
}

/// "exact, nickname, near, other"
std::string levels_of(linkage::Comparison const& comparison) {
  std::vector<std::string> names;
  for (auto level = comparison.levels.begin() + 1; level < comparison.levels.end(); ++level) names.push_back(level->name);
  return text::join(names, ", ");
}

}  // namespace

tl::expected<std::vector<Fact>, Findings> linkage_facts(std::string_view model_text, std::string_view tables_text, std::string_view file) {
  auto const model = linkage::read_model(model_text, file);
  if (!model) return tl::unexpected{model.error()};
  std::vector<std::string> fields;
  for (auto const& field : model->fields) fields.push_back(in_words(field.name));
  std::vector<std::string> rules;
  for (auto const& rule : model->candidates) rules.push_back(in_words(rule.name));
  std::vector<Fact> all{
      {"linkage", "name", "Model", model->name},
      {"linkage", "title", "What it links", model->title.empty() ? model->name : model->title},
      {"linkage", "version", "Version of the model, which stands with every link it makes", linkage::version_of(*model, model_text, tables_text)},
      {"linkage", "fields", "Fields that are compared, and no others", text::join(fields, ", ")},
      {"linkage", "keep", "A pair is put before people from this probability on", percent(model->keep)},
      {"linkage", "join", "Records are joined by the model, where nothing speaks against it, from this probability on", percent(model->join)},
      {"linkage", "fracture", "A link that the model made stays down to this probability", percent(model->fracture)},
      {"linkage", "numbers", "Where its numbers come from", model->trained() ? "given in the model file, not learned in the hub" : "learned from the records that are linked"},
      {"linkage", "households", "People of one home are told apart from one person", model->households ? "yes" : "no"},
      {"linkage", "rules", "Pairs are looked at that share one of these", text::join(rules, "; ")},
  };
  for (auto const& comparison : model->comparisons) {
    all.push_back({"linkage", comparison.name + "-levels", fmt::format("Levels of {}", in_words(comparison.name)), levels_of(comparison)});
  }
  return all;
}

std::vector<Fact> method_facts() {
  std::vector<Fact> all;
  places_facts(all);
  protection_facts(all);
  return all;
}

}  // namespace concordat::transparency
