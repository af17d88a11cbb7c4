// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/engine/engine_scorer.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/file.h"
#include "hub/linkage/engine/name_rarity.h"
#include "hub/linkage/engine/other_names.h"
#include "linkage/linker.h"
#include "linkage/model/model.h"
#include "linkage/model/version.h"
#include "linkage/score.h"
#include "linkage/text/nicknames.h"

namespace concordat::hub::links {
namespace {

constexpr std::uint64_t largest_definition = std::uint64_t{4} << 20;
constexpr unsigned threads = 2;

int thousandths(linkage::Bits bits) { return static_cast<int>(std::lround(linkage::as_double(bits) * one_bit)); }

std::optional<Trait> trait_named(std::string_view field) {
  for (std::size_t i = 0; i < trait_count; ++i) {
    if (field_of(static_cast<Trait>(i)) == field) return static_cast<Trait>(i);
  }
  return std::nullopt;
}

/// What says no more than the year may stand before "exact".
Agreement agreement_of(linkage::Comparison const& comparison, unsigned level) {
  if (level == 0) return Agreement::unknown;
  if (level + 1 == comparison.levels.size()) return Agreement::differs;
  return comparison.levels[level].name == "exact" ? Agreement::agrees : Agreement::nearly;
}

class EngineScorer : public Scorer {
 public:
  EngineScorer(linkage::Model model, linkage::Nicknames nicknames, linkage::CommonNames common, std::vector<Trait> columns, std::string version)
      : model_{std::move(model)}, nicknames_{std::move(nicknames)}, rarity_{model_, std::move(common)}, columns_{std::move(columns)}, version_{std::move(version)} {
    review_ = thousandths(linkage::weight_of(model_.keep));
    model_.keep = linkage::probability_of(linkage::weight_of(model_.keep) - linkage::bits_of(rarity_.most() / static_cast<double>(one_bit)));
    begin();
  }

  [[nodiscard]] std::string version() const override { return version_; }
  [[nodiscard]] Terms terms() const override {
    auto const weight = [](double probability) { return thousandths(linkage::weight_of(probability)); };
    return {weight(model_.join), weight(model_.fracture), review_, false};
  }
  void begin() override {
    loader_.reset();  // it looks at the model
    loader_ = std::make_unique<linkage::Loader>(model_, threads);
    names_.clear();
  }
  void add(Personal<Traits> const& traits, Processing const& processing) override {
    auto const& values = traits.reveal(processing);
    auto const others = other_names(values[static_cast<std::size_t>(Trait::alias_names)]);
    std::vector<std::string> joined(columns_.size());
    std::vector<std::string_view> cells;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      auto const& value = values[static_cast<std::size_t>(columns_[i])];
      cells.emplace_back(model_.fields[i].several ? all_of(columns_[i], value, others, joined[i]) : std::string_view{value});
    }
    loader_->add(cells);
    names_.push_back(rarity_.of(values));
  }
  [[nodiscard]] Result<std::vector<ScoredPair>> compare() override {
    std::vector<ScoredPair> all;
    if (names_.size() < 2) return all;
    linkage::Linker const linker{model_, loader_->finish(), &nicknames_, threads};
    auto found = linker.find();
    linkage::sort_edges(found.edges);
    for (auto const& edge : found.edges) {
      auto pair = told(linker, edge);
      if (pair.weight >= review_) all.push_back(std::move(pair));
    }
    begin();
    return all;
  }

 private:
  /// The value of a record and the other names it gives, as the loader takes them.
  static std::string_view all_of(Trait trait, std::string_view value, OtherNames const& others, std::string& to) {
    linkage::append_value(to, value);
    if (trait == Trait::given_name) {
      for (auto const& name : others.given) linkage::append_value(to, name);
    }
    if (trait == Trait::family_name) {
      for (auto const& name : others.family) linkage::append_value(to, name);
    }
    return to;
  }
  [[nodiscard]] ScoredPair told(linkage::Linker const& linker, linkage::Edge const& edge) const {
    auto const why = linker.explain(edge.left, edge.right);
    ScoredPair pair{edge.left, edge.right, 0, {}};
    pair.evidence.prior = thousandths(why.prior);
    pair.evidence.household = thousandths(why.household + why.together);
    pair.weight = pair.evidence.prior + pair.evidence.household;
    for (auto const& reason : why.reasons) {
      auto const& comparison = model_.comparisons[reason.comparison];
      Level level{comparison.name, comparison.levels[reason.level].name, agreement_of(comparison, reason.level), thousandths(reason.weight), thousandths(reason.frequency)};
      level.frequency += NameRarity::bits(level, pair.evidence.household, names_[edge.left], names_[edge.right]);
      pair.weight += level.weight + level.frequency;  // the parts add up to what is shown
      pair.evidence.levels.push_back(std::move(level));
    }
    return pair;
  }

  linkage::Model model_;
  linkage::Nicknames nicknames_;
  NameRarity rarity_;
  std::vector<Trait> columns_;
  std::string version_;
  int review_ = 0;  ///< what is rare may lift a pair to it, so the engine is asked for less
  std::unique_ptr<linkage::Loader> loader_;
  std::vector<RareNames> names_;  ///< of what was added
};

tl::unexpected<Problem> bad_model() {
  return fail(Fault::malformed, "link.model", "The linkage model of this hub or one of its tables of names cannot be used.",
              "'concordat definitions check' says what is wrong in definitions/linkage; the model must give all its numbers, and name its fields as the catalogue does.");
}

}  // namespace

Result<std::unique_ptr<Scorer>> make_scorer(Hub& hub) {
  auto const folder = hub.options().definitions / "linkage";
  auto const text = read_file(folder / "hub.yaml", largest_definition);
  auto const names = read_file(folder / "nicknames.yaml", largest_definition);
  auto const shares = read_file(folder / "common_names.yaml", largest_definition);
  if (!text || !names || !shares) return bad_model();
  auto model = linkage::read_model(*text, "hub.yaml");
  auto nicknames = linkage::Nicknames::from_yaml(*names, "nicknames.yaml");
  auto common = linkage::CommonNames::from_yaml(*shares, "common_names.yaml");
  if (!model || !nicknames || !common || !model->trained()) return bad_model();
  std::vector<Trait> columns;
  for (auto const& field : model->fields) {
    auto const trait = trait_named(field.name);
    if (!trait) return bad_model();
    columns.push_back(*trait);
  }
  auto version = linkage::version_of(*model, *text, *names + *shares);
  return std::make_unique<EngineScorer>(std::move(*model), std::move(*nicknames), std::move(*common), std::move(columns), std::move(version));
}

Result<LinkReport> link_what_changed(Hub& hub) {
  auto scorer = make_scorer(hub);
  if (!scorer) return fail(scorer);
  return link_records(hub, **scorer, {}, {});
}

}  // namespace concordat::hub::links
