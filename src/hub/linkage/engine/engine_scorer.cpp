// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/engine/engine_scorer.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "base/file.h"
#include "base/text.h"
#include "hub/linkage/engine/name_rarity.h"
#include "hub/linkage/engine/other_names.h"
#include "intake/standardise/address.h"
#include "linkage/linker.h"
#include "linkage/live/live_index.h"
#include "linkage/model/model.h"
#include "linkage/model/version.h"
#include "linkage/score.h"
#include "linkage/text/folding.h"
#include "linkage/text/nicknames.h"

namespace concordat::hub::links {
namespace {

constexpr std::uint64_t largest_definition = std::uint64_t{4} << 20;
constexpr unsigned threads = 2;

int thousandths(linkage::Bits bits) { return static_cast<int>(std::lround(linkage::as_double(bits) * one_bit)); }

std::optional<Trait> trait_named(std::string_view field) {
  for (std::size_t i = 0; i <= trait_count; ++i) {
    if (field_of(static_cast<Trait>(i)) == field) return static_cast<Trait>(i);
  }
  return std::nullopt;
}

/// What says no more than the year may stand before "exact". What is as likely of one person as of two says nothing: own numbers of
/// two agencies.
Agreement agreement_of(linkage::Comparison const& comparison, unsigned level, linkage::Bits weight) {
  if (level == 0) return Agreement::unknown;
  if (level + 1 == comparison.levels.size()) return weight == 0 ? Agreement::unknown : Agreement::differs;
  return comparison.levels[level].name.starts_with("exact") ? Agreement::agrees : Agreement::nearly;
}

/// The number of a house, else its name, and the flat in it, as one word: neighbours in one block are of two homes, and where one record
/// leaves the flat out they may be. Streets and towns are what the postcode says already, and are written in many ways.
std::string house_of(intake::Address const& address) {
  auto const& house = address.number.empty() ? address.building : address.number;
  return house.empty() ? std::string{} : linkage::joined(linkage::folded(house + " " + address.flat));
}

/// What a scorer and the indexes it made have in common.
struct Engine {
  Engine(linkage::Model its_model, linkage::Nicknames its_nicknames, linkage::CommonNames common, std::vector<Trait> its_columns)
      : model{std::move(its_model)}, nicknames{std::move(its_nicknames)}, rarity{model, std::move(common)}, columns{std::move(its_columns)},
        terms{thousandths(linkage::weight_of(model.join)), thousandths(linkage::weight_of(model.fracture)), thousandths(linkage::weight_of(model.keep)), false} {}

  linkage::Model model;
  linkage::Nicknames nicknames;
  NameRarity rarity;
  std::vector<Trait> columns;  ///< by field of the model
  Terms terms;                 ///< the model's thresholds; what is common may take a pair below that of reviewing

  /// Calls take(cells) with what the model compares. `cells` are good until it returns.
  template <class Take>
  void each_cells(Traits const& values, Take take) const {
    auto const others = other_names(values[static_cast<std::size_t>(Trait::alias_names)]);
    auto const address = intake::split_address(values[static_cast<std::size_t>(Trait::address)]);
    auto const house = house_of(address);
    auto const own = [&](Trait trait) -> std::string const& {
      auto const& value = values[static_cast<std::size_t>(trait)];
      if (trait == Trait::address) return house;
      return trait == Trait::postcode && value.empty() ? address.postcode : value;
    };
    std::vector<std::string> joined(columns.size());
    std::vector<std::string_view> cells;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      auto const& value = own(columns[i]);
      cells.emplace_back(model.fields[i].several ? all_of(columns[i], value, values, others, joined[i]) : std::string_view{value});
    }
    take(cells);
  }

  /// `names`: of all records, by their numbers.
  [[nodiscard]] ScoredPair told(linkage::Explanation const& why, std::size_t left, std::size_t right, std::vector<RareNames> const& names) const {
    ScoredPair pair{left, right, 0, {}};
    pair.evidence.prior = thousandths(why.prior);
    pair.evidence.household = thousandths(why.household + why.together);
    pair.weight = pair.evidence.prior + pair.evidence.household;
    for (auto const& reason : why.reasons) {
      auto const& comparison = model.comparisons[reason.comparison];
      Level level{comparison.name, comparison.levels[reason.level].name, agreement_of(comparison, reason.level, reason.weight), thousandths(reason.weight), thousandths(reason.frequency)};
      level.frequency += NameRarity::bits(level, names[left], names[right]);
      pair.weight += level.weight + level.frequency;  // the parts add up to what is shown
      pair.evidence.levels.push_back(std::move(level));
    }
    keep_generations_apart(pair);
    return pair;
  }

 private:
  /// A parent and a child of one name share all but the birth date. Where a side gives none, and no number says that they are one, the
  /// model asks however much a home agrees.
  void keep_generations_apart(ScoredPair& pair) const {
    if (pair.weight < terms.join || pair.evidence.household > -one_bit) return;
    for (auto const& level : pair.evidence.levels) {
      if (level.comparison == field_of(Trait::date_of_birth) && level.agreement != Agreement::unknown) return;
      if (level.agreement == Agreement::agrees && is_of_numbers(level.comparison)) return;
    }
    pair.evidence.household -= pair.weight - terms.join + 1;
    pair.weight = terms.join - 1;
  }

  /// Whether a comparison is of numbers that one person has one of, or by which one agency knows a person.
  [[nodiscard]] bool is_of_numbers(std::string_view name) const {
    auto const comparison = std::ranges::find(model.comparisons, name, &linkage::Comparison::name);
    return comparison != model.comparisons.end() &&
           std::ranges::all_of(comparison->fields, [&](auto field) { return is_strong(columns[field]) || columns[field] == Trait::own_numbers; });
  }

  /// The value of a record and the other names it gives, as the loader takes them; an address with the days on which it held.
  static std::string_view all_of(Trait trait, std::string const& value, Traits const& values, OtherNames const& others, std::string& to) {
    auto const at = [&](Trait one) -> std::string const& { return values[static_cast<std::size_t>(one)]; };
    if (trait == Trait::own_numbers) {
      for (auto const number : text::split(value, '\n')) linkage::append_value(to, number);
      return to;
    }
    bool const dated = trait == Trait::postcode;
    linkage::append_value(to, value, dated ? at(Trait::address_from) : std::string{}, dated ? at(Trait::address_to) : std::string{});
    if (trait == Trait::given_name) {
      for (auto const& name : others.given) linkage::append_value(to, name);
    }
    if (trait == Trait::family_name) {
      for (auto const& name : others.family) linkage::append_value(to, name);
    }
    return to;
  }
};

class EngineIndex : public RecordIndex {
 public:
  explicit EngineIndex(std::shared_ptr<Engine const> engine)
      : engine_{std::move(engine)}, loader_{std::make_unique<linkage::Loader>(engine_->model, threads, linkage::Loader::For::live)} {}

  void add(Personal<Traits> const& traits, Processing const& processing) override {
    engine_->each_cells(traits.reveal(processing), [&](linkage::LiveIndex::Cells const& cells) {
      if (loader_ != nullptr) loader_->add(cells);
      else (void)index_->add(cells);
    });
    names_.push_back(engine_->rarity.of(traits.reveal(processing)));
  }
  void remove(Place place) override {
    index().remove(static_cast<linkage::Record>(place));
    names_[place] = {};
  }
  [[nodiscard]] std::vector<ScoredPair> pairs_of(std::vector<Place> const& places) override {
    std::vector<linkage::Record> const records{places.begin(), places.end()};
    auto const asked = [records = std::set<linkage::Record>{records.begin(), records.end()}](linkage::Record record) { return records.contains(record); };
    auto const found = index().match_all(records, threads);
    std::vector<ScoredPair> all;
    for (std::size_t i = 0; i < records.size(); ++i) {
      for (auto const& match : found[i]) {
        if (asked(match.record) && match.record < records[i]) continue;  // both are asked for: once is enough
        auto const [left, right] = std::minmax(records[i], match.record);
        auto pair = engine_->told(index().explain(left, right), left, right, names_);
        if (pair.weight >= engine_->terms.review) all.push_back(std::move(pair));
      }
    }
    std::ranges::sort(all, {}, [](ScoredPair const& pair) { return std::pair{pair.left, pair.right}; });
    return all;
  }
  [[nodiscard]] std::vector<Place> beside(Place place) override {
    std::vector<Place> found;
    for (auto const& match : index().match(static_cast<linkage::Record>(place))) found.push_back(match.record);
    return found;
  }
  [[nodiscard]] std::vector<Place> take_tipped() override {
    auto const tipped = index().take_tipped();
    return {tipped.begin(), tipped.end()};
  }

 private:
  /// Those of the start are sorted in when the first other thing is asked.
  linkage::LiveIndex& index() {
    if (loader_ != nullptr) {
      index_ = std::make_unique<linkage::LiveIndex>(engine_->model, loader_->finish(), &engine_->nicknames);
      loader_.reset();
    }
    return *index_;
  }

  std::shared_ptr<Engine const> engine_;
  std::unique_ptr<linkage::Loader> loader_;
  std::unique_ptr<linkage::LiveIndex> index_;
  std::vector<RareNames> names_;  ///< by place
};

class EngineScorer : public Scorer {
 public:
  EngineScorer(std::shared_ptr<Engine const> engine, std::string version) : engine_{std::move(engine)}, version_{std::move(version)} { begin(); }

  [[nodiscard]] std::string version() const override { return version_; }
  [[nodiscard]] Terms terms() const override { return engine_->terms; }
  void begin() override {
    loader_.reset();  // it looks at the model
    loader_ = std::make_unique<linkage::Loader>(engine_->model, threads);
    names_.clear();
  }
  void add(Personal<Traits> const& traits, Processing const& processing) override {
    engine_->each_cells(traits.reveal(processing), [&](linkage::LiveIndex::Cells const& cells) { loader_->add(cells); });
    names_.push_back(engine_->rarity.of(traits.reveal(processing)));
  }
  [[nodiscard]] std::vector<GuardedRule> guarded() const override { return guarded_; }
  [[nodiscard]] Result<std::vector<ScoredPair>> compare() override {
    std::vector<ScoredPair> all;
    guarded_.clear();
    if (names_.size() < 2) return all;
    linkage::Linker const linker{engine_->model, loader_->finish(), &engine_->nicknames, threads};
    auto found = linker.find();
    note_guarded(found.rules);
    linkage::sort_edges(found.edges);
    for (auto const& edge : found.edges) {
      auto pair = engine_->told(linker.explain(edge.left, edge.right), edge.left, edge.right, names_);
      if (pair.weight >= engine_->terms.review) all.push_back(std::move(pair));
    }
    begin();
    return all;
  }
  [[nodiscard]] std::unique_ptr<RecordIndex> make_index() const override {
    return linkage::weights_stay(engine_->model) ? std::make_unique<EngineIndex>(engine_) : nullptr;
  }

 private:
  void note_guarded(std::vector<linkage::RuleTally>& rules) {
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if (rules[i].keys_guarded == 0) continue;
      GuardedRule one{{}, rules[i].keys_guarded, {rules[i].sharers.begin(), rules[i].sharers.end()}};
      for (auto const& part : engine_->model.candidates[i].key) {
        auto const trait = engine_->columns[part.field];
        if (std::ranges::find(one.traits, trait) == one.traits.end()) one.traits.push_back(trait);
      }
      guarded_.push_back(std::move(one));
    }
  }

  std::shared_ptr<Engine const> engine_;
  std::string version_;
  std::vector<GuardedRule> guarded_;
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
  return std::make_unique<EngineScorer>(std::make_shared<Engine>(std::move(*model), std::move(*nicknames), std::move(*common), std::move(columns)), std::move(version));
}

Result<LinkReport> link_what_changed(Hub& hub, KeptRecords* kept, LinkSink const& progress) {
  auto scorer = make_scorer(hub);
  if (!scorer) return fail(scorer);
  return link_records(hub, **scorer, {.kept = kept}, progress);
}

}  // namespace concordat::hub::links
