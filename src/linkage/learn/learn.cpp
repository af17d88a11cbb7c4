// SPDX-License-Identifier: Apache-2.0
#include "linkage/learn/learn.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace concordat::linkage {
namespace {

constexpr std::size_t person = 0;
constexpr std::size_t unrelated = 1;
constexpr std::size_t household = 2;

double clamp01(double value) { return std::clamp(value, 1e-12, 1 - 1e-12); }

/// Half a pair is added to each level, so that a level no random pair showed gets a small number.
Chances chances_by_chance(Model const& model, std::vector<std::vector<std::uint64_t>> const& counts) {
  Chances made;
  for (std::size_t c = 0; c < model.comparisons.size(); ++c) {
    auto const& levels = model.comparisons[c].levels;
    std::vector<double> chances(levels.size(), 0);
    double total = 0;
    double given = 0;
    for (std::size_t level = 1; level < levels.size(); ++level) {
      if (levels[level].u.fixed && levels[level].u.value) given += *levels[level].u.value;
      else total += static_cast<double>(counts[c][level]) + 0.5;
    }
    for (std::size_t level = 1; level < levels.size(); ++level) {
      auto const& u = levels[level].u;
      chances[level] = u.fixed && u.value ? *u.value : (static_cast<double>(counts[c][level]) + 0.5) / total * std::max(0.0, 1 - given);
    }
    made.push_back(std::move(chances));
  }
  return made;
}

/// Of the comparison that saw fewest.
std::uint64_t fewest_pairs(std::vector<std::vector<std::uint64_t>> const& counts) {
  auto fewest = std::numeric_limits<std::uint64_t>::max();
  for (auto const& levels : counts) fewest = std::min(fewest, std::accumulate(levels.begin(), levels.end(), std::uint64_t{0}));
  return counts.empty() ? 0 : fewest;
}

/// Where to start: the first level for nearly all, the rest shared out, the last least.
Chances start_of_person(Model const& model) {
  Chances made;
  for (auto const& comparison : model.comparisons) {
    auto const levels = comparison.levels.size();
    std::vector<double> chances(levels, 0);
    auto const others = static_cast<double>(levels - 2);
    for (std::size_t level = 1; level < levels; ++level) {
      chances[level] = level == 1 ? 0.9 : 0.1 / others;
      if (comparison.levels[level].m.value) chances[level] = *comparison.levels[level].m.value;
    }
    made.push_back(std::move(chances));
  }
  return made;
}

/// As by chance, but for what the model says of people of one home.
Chances start_of_household(Model const& model, Chances const& by_chance) {
  auto made = by_chance;
  for (std::size_t c = 0; c < model.comparisons.size(); ++c) {
    auto const& levels = model.comparisons[c].levels;
    double given = 0;
    double rest = 0;
    for (std::size_t level = 1; level < levels.size(); ++level) {
      if (levels[level].household.value) given += *levels[level].household.value;
      else rest += by_chance[c][level];
    }
    for (std::size_t level = 1; level < levels.size(); ++level) {
      auto const& own = levels[level].household;
      made[c][level] = own.value ? *own.value : by_chance[c][level] * std::max(1e-6, 1 - given) / std::max(rest, 1e-12);
    }
  }
  return made;
}

std::vector<bool> blind_to(Model const& model, Rule const& rule) {
  std::vector<FieldIndex> used;
  for (auto const& part : rule.key) used.push_back(part.field);
  if (rule.swapped) used.insert(used.end(), {rule.swapped->first, rule.swapped->second});
  std::vector<bool> blind;
  for (auto const& comparison : model.comparisons) {
    blind.push_back(std::ranges::any_of(comparison.fields, [&](FieldIndex field) { return std::ranges::find(used, field) != used.end(); }));
  }
  return blind;
}

std::vector<std::vector<std::vector<bool>>> fixed_levels(Model const& model, std::size_t classes) {
  std::vector<std::vector<std::vector<bool>>> fixed(classes);
  for (auto const& comparison : model.comparisons) {
    std::vector<bool> m;
    std::vector<bool> h;
    for (auto const& level : comparison.levels) {
      m.push_back(level.m.fixed);
      h.push_back(level.household.fixed);
    }
    fixed[person].push_back(m);
    fixed[unrelated].emplace_back(comparison.levels.size(), true);
    if (classes > household) fixed[household].push_back(h);
  }
  return fixed;
}

/// How many numbers a session learns: a share for each class but one, and of each comparison that it sees each class's levels but one.
std::size_t free_numbers(EmOptions const& options) {
  auto numbers = options.fixed.size() - 1;
  for (auto const& comparisons : options.fixed) {
    for (std::size_t c = 0; c < comparisons.size(); ++c) {
      auto const learned = std::count(comparisons[c].begin() + 1, comparisons[c].end(), false);
      if (!options.blind[c] && learned > 1) numbers += static_cast<std::size_t>(learned) - 1;
    }
  }
  return numbers;
}

/// Sums over the sessions that saw a comparison.
struct Gathered {
  Chances sums;
  std::vector<double> weights;
  std::vector<double> shown;  ///< pairs that showed a level

  void add(Chances const& chances, std::vector<double> const& pairs, std::vector<bool> const& blind, double weight) {
    if (sums.empty()) {
      sums = chances;
      for (auto& levels : sums) std::ranges::fill(levels, 0.0);
      weights.assign(chances.size(), 0);
      shown.assign(chances.size(), 0);
    }
    for (std::size_t c = 0; c < chances.size(); ++c) {
      if (blind[c]) continue;
      weights[c] += weight;
      shown[c] += pairs[c];
      for (std::size_t level = 0; level < chances[c].size(); ++level) sums[c][level] += weight * chances[c][level];
    }
  }
};

class Learner {
 public:
  Learner(Model& model, Table const& table, Counts const& counts) : model_{model}, table_{table}, counts_{counts} {}

  LearnReport run() {
    learn_prior();
    by_chance_ = chances_by_chance(model_, counts_.random_levels);
    report_.random_pairs = fewest_pairs(counts_.random_levels);
    // what people of one home share must be known before it can be told from what one person shares
    if (model_.households) {
      at_home_ = start_of_household(model_, by_chance_);
      for (std::size_t i = 0; i < model_.sessions.size(); ++i) {
        if (model_.sessions[i].households) session(i);
      }
      take_home();
    }
    for (std::size_t i = 0; i < model_.sessions.size(); ++i) {
      if (!model_.households || !model_.sessions[i].households) session(i);
    }
    put();
    if (model_.households) learn_household_share();
    remark();
    return std::move(report_);
  }

 private:
  void learn_prior() {
    report_.prior_pairs = counts_.prior_pairs;
    auto const pairs = std::max(table_.all_pairs(), 1.0);
    if (!model_.prior.rules.empty() || !model_.prior.probability) {
      model_.prior.probability = clamp01(std::max(static_cast<double>(counts_.prior_pairs), 1.0) / model_.prior.recall / pairs);
    }
    report_.probability = *model_.prior.probability;
  }

  void session(std::size_t number) {
    auto const& histogram = counts_.sessions[number];
    auto const pairs = static_cast<double>(histogram.total());
    SessionReport said{.name = model_.sessions[number].rule.name, .pairs = histogram.total(), .patterns = histogram.size()};
    if (pairs > 0) {
      bool const learns_home = model_.households && model_.sessions[number].households;
      auto const classes = model_.households ? 3U : 2U;
      auto const matches = std::clamp(*model_.prior.probability * table_.all_pairs() / pairs, 0.001, 0.9);
      Classes start{{matches, 1 - matches}, {start_of_person(model_), by_chance_}};
      if (classes == 3) {
        start.shares = {matches * 0.9, 1 - matches, matches * 0.1};
        start.chances.push_back(at_home_);
      }
      EmOptions options;
      options.blind = blind_to(model_, model_.sessions[number].rule);
      options.fixed = fixed_levels(model_, classes);
      if (classes == 3 && !learns_home) {
        for (auto& levels : options.fixed[household]) levels.assign(levels.size(), true);
      }
      said.numbers = free_numbers(options);
      auto const outcome = expect_and_maximise(histogram, std::move(start), options);
      said.rounds = outcome.rounds;
      said.converged = outcome.converged;
      said.match_share = outcome.classes.shares[person];
      if (classes == 3) said.household_share = outcome.classes.shares[household];
      person_.add(outcome.classes.chances[person], outcome.shown[person], options.blind, 1);
      if (learns_home) {
        home_.add(outcome.classes.chances[household], outcome.shown[household], options.blind, outcome.classes.shares[household] * pairs);
        homes_.push_back({number, outcome.classes.shares[household] * pairs});
      }
    }
    report_.sessions.push_back(std::move(said));
  }

  /// What no household session saw stays as the model starts it.
  void take_home() {
    for (std::size_t c = 0; c < at_home_.size(); ++c) {
      if (home_.weights.empty() || home_.weights[c] <= 0) continue;
      for (std::size_t level = 1; level < at_home_[c].size(); ++level) at_home_[c][level] = clamp01(home_.sums[c][level] / home_.weights[c]);
    }
  }

  /// Half a pair is added to each level, as by chance: a level that no pair of one person happened to show is rare, not
  /// impossible, and the rarer the more pairs there were. Fixed levels keep theirs.
  void take_person() {
    for (std::size_t c = 0; c < model_.comparisons.size(); ++c) {
      auto const& levels = model_.comparisons[c].levels;
      std::vector<double> m(levels.size(), 0);
      double learned = 0;  // of 1, what the levels that are not fixed have together
      double free = 0;
      for (std::size_t level = 1; level < levels.size(); ++level) {
        if (levels[level].m.fixed || person_.weights.empty() || person_.weights[c] <= 0) continue;
        m[level] = person_.sums[c][level] / person_.weights[c];
        learned += m[level];
        free += 1;
      }
      for (std::size_t level = 1; level < levels.size() && learned > 0; ++level) {
        auto const pairs = m[level] / learned * person_.shown[c];
        if (!levels[level].m.fixed && pairs < 0.5) unseen_.push_back({c, level});
        m[level] = learned * (pairs + 0.5) / (person_.shown[c] + free * 0.5);
      }
      person_chances_.push_back(std::move(m));
    }
  }

  void put() {
    auto const first = start_of_person(model_);
    take_person();
    for (std::size_t c = 0; c < model_.comparisons.size(); ++c) {
      auto& levels = model_.comparisons[c].levels;
      bool const seen = !person_.weights.empty() && person_.weights[c] > 0;
      if (!seen) report_.remarks.push_back("no session looked at the comparison '" + model_.comparisons[c].name + "': its numbers are guesses");
      for (std::size_t level = 1; level < levels.size(); ++level) {
        if (!levels[level].u.fixed) levels[level].u.value = clamp01(by_chance_[c][level]);
        if (!levels[level].m.fixed) levels[level].m.value = clamp01(seen ? person_chances_[c][level] : first[c][level]);
        if (model_.households && !levels[level].household.fixed) {
          levels[level].household.value = clamp01(at_home_[c][level]);
        }
      }
    }
  }

  /// From the session that saw most pairs of one home: these, over the chance that such a pair agrees in the session's key.
  void learn_household_share() {
    double share = 1e-9;
    double most = 0;
    for (auto const& [number, pairs] : homes_) {
      auto const blind = blind_to(model_, model_.sessions[number].rule);
      auto agree = 1.0;
      for (std::size_t c = 0; c < blind.size(); ++c) {
        if (blind[c]) agree *= *model_.comparisons[c].levels[1].household.value;
      }
      if (pairs <= most) continue;
      most = pairs;
      share = pairs / std::max(agree, 1e-6) / std::max(table_.all_pairs(), 1.0);
    }
    model_.household_share = clamp01(std::min(share, 0.5));
  }

  void remark() {
    for (std::size_t c = 0; c < model_.comparisons.size(); ++c) {
      auto const& comparison = model_.comparisons[c];
      for (std::size_t level = 1; level < comparison.levels.size(); ++level) {
        auto const& name = comparison.levels[level].name;
        if (counts_.random_levels[c][level] == 0) {
          report_.remarks.push_back("no pair showed '" + comparison.name + ": " + name + "' by chance: its chance is a bound");
        }
        if (std::ranges::find(unseen_, std::pair{c, level}) != unseen_.end()) {
          report_.remarks.push_back("no pair of one person showed '" + comparison.name + ": " + name + "': the level may be left out");
        }
      }
    }
    for (auto const& comparison : model_.comparisons) remark_order(comparison);
    for (auto const& session : report_.sessions) remark(session);
  }

  /// Values that are equal say more than values that are alike; among a few dozen records the numbers may come out otherwise.
  void remark_order(Comparison const& comparison) {
    auto const asks_equality = [](Level const& level) {
      return !level.any_of.empty() && std::ranges::all_of(level.any_of, [](auto const& term) { return std::ranges::all_of(term, [](Atom const& atom) { return atom.test == Check::exact && atom.left == atom.right; }); });
    };
    auto const exact = std::ranges::find_if(comparison.levels, asks_equality);
    if (exact == comparison.levels.end()) return;
    auto const says = [](Level const& level) { return level.m.value.value_or(1) / level.u.value.value_or(1); };
    for (auto level = exact + 1; level != comparison.levels.end(); ++level) {
      if ((level->m.fixed && level->u.fixed) || says(*level) <= says(*exact)) continue;
      report_.remarks.push_back("'" + comparison.name + ": " + level->name + "' weighs more than '" + exact->name + "': too few records to tell; learn from more, or give both levels their m and u");
    }
  }

  void remark(SessionReport const& session) {
    auto const say = [&](std::string const& what) { report_.remarks.push_back("the session '" + session.name + "' " + what); };
    if (session.pairs == 0) return say("has no pairs: it taught nothing");
    if (!session.converged) say("did not settle: its pairs may hold too few matches");
    if (session.patterns <= session.numbers) {
      say("shows " + std::to_string(session.patterns) + " different patterns for " + std::to_string(session.numbers) + " numbers: too few to tell them, what it learned is a guess");
    }
    constexpr double bound = 1e-6;
    if (session.match_share < bound) say("found hardly a pair of one person: what it learned of them is a guess");
    if (session.match_share > 1 - bound) say("found hardly a pair that is not of one person: it cannot tell the two apart");
  }

  Model& model_;
  Table const& table_;
  Counts const& counts_;
  Chances by_chance_;
  Gathered person_;
  Chances person_chances_;
  std::vector<std::pair<std::size_t, std::size_t>> unseen_;  ///< comparison and level that no pair of one person showed
  Gathered home_;
  Chances at_home_;
  std::vector<std::pair<std::size_t, double>> homes_;  ///< session, and how many of its pairs are of one home
  LearnReport report_;
};

}  // namespace

LearnReport learn(Model& model, Table const& table, Counts const& counts) { return Learner{model, table, counts}.run(); }

}  // namespace concordat::linkage
