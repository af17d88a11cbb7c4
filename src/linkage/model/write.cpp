// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "linkage/model/model.h"

namespace concordat::linkage {
namespace {

/// In JSON's spelling, which every YAML reader takes for text.
std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string decimal(double value) { return fmt::format("\"{:.17g}\"", value); }

class Writer {
 public:
  explicit Writer(Model const& model) : model_{model} {}

  std::string write() {
    line(0, "format: concordat-linkage/1");
    line(0, "name: " + quoted(model_.name));
    if (!model_.title.empty()) line(0, "title: " + quoted(model_.title));
    line(0, "fields:");
    for (auto const& field : model_.fields) write_field(field);
    line(0, "candidates:");
    for (auto const& rule : model_.candidates) write_rule(2, rule);
    line(0, "comparisons:");
    for (auto const& comparison : model_.comparisons) write_comparison(comparison);
    if (model_.borne_together) line(0, "borne_together: " + fields_of({model_.borne_together->first, model_.borne_together->second}));
    write_rest();
    return std::move(out_);
  }

 private:
  void line(int indent, std::string const& text) { out_ += fmt::format("{:{}}{}\n", "", indent, text); }
  std::string const& name(FieldIndex field) const { return model_.fields[field].name; }

  template <class List, class Word>
  std::string list_of(List const& list, Word word) const {
    std::string out = "[";
    for (auto const& item : list) {
      if (out.size() > 1) out += ", ";
      out += quoted(word(item));
    }
    return out + "]";
  }
  std::string fields_of(std::vector<FieldIndex> const& fields) const {
    return list_of(fields, [&](FieldIndex field) { return name(field); });
  }
  std::string parts_of(std::vector<KeyPart> const& parts) const {
    return list_of(parts, [&](KeyPart part) {
      return part.part == Part::whole ? name(part.field) : fmt::format("{}.{}", name(part.field), name_of(part.part));
    });
  }

  void write_field(Field const& field) {
    line(2, "- field: " + quoted(field.name));
    line(4, "column: " + list_of(field.columns, [](std::string const& column) { return column; }));
    line(4, fmt::format("kind: {}", name_of(field.kind)));
    if (field.standard) line(4, "standard: true");
    if (field.optional) line(4, "optional: true");
    if (field.several) line(4, "several: true");
    if (!field.separator.empty()) line(4, "separator: " + quoted(field.separator));
    auto const as_it_is = [](std::string const& column) { return column; };
    if (!field.from.empty()) line(4, "from: " + list_of(field.from, as_it_is));
    if (!field.to.empty()) line(4, "to: " + list_of(field.to, as_it_is));
  }

  void write_rule(int indent, Rule const& rule) {
    line(indent, "- name: " + quoted(rule.name));
    if (!rule.key.empty()) line(indent + 2, "key: " + parts_of(rule.key));
    if (rule.swapped) {
      line(indent + 2, "swapped: " + list_of(std::vector{rule.swapped->first, rule.swapped->second},
                                             [&](FieldIndex field) { return name(field); }));
    }
    if (rule.most > 0) line(indent + 2, fmt::format("most: {}", rule.most));
    if (!rule.split.empty()) line(indent + 2, "split: " + parts_of(rule.split));
  }

  static std::string_view word_of(Atom const& atom) {
    switch (atom.test) {
      case Check::exact:
        return "exact";
      case Check::shares:
        return "shares";
      case Check::jaro_winkler:
        return "jaro_winkler";
      case Check::user_jaro_winkler:
        return "user_jaro_winkler";
      case Check::levenshtein:
        return "levenshtein";
      case Check::osa:
        return "osa";
      case Check::damerau:
        return "damerau";
      case Check::initial:
        return "initial";
      case Check::nickname:
        return "nickname";
      case Check::shares_word:
        return "shares_word";
      case Check::days:
        return "within_days";
      case Check::day_month_swapped:
        return "day_month_swapped";
      case Check::placeholder:
        return "placeholder";
      case Check::transliterated:
        return "transliterated";
      case Check::missing:
        return "missing";
      case Check::part:
        break;
    }
    switch (static_cast<Part>(atom.amount)) {
      case Part::initial:
        return "same_initial";
      case Part::sound:
        return "sounds_alike";
      case Part::root:
        return "same_root";
      case Part::sector:
        return "same_sector";
      case Part::district:
        return "same_district";
      case Part::area:
        return "same_area";
      case Part::year:
        return "same_year";
      default:
        return "same_user";
    }
  }

  std::string atom_text(Atom const& atom) const {
    std::string amount;
    if (atom.test == Check::jaro_winkler || atom.test == Check::user_jaro_winkler) {
      amount = fmt::format(", at_least: \"{}.{:03}\"", atom.amount / 1000, atom.amount % 1000);
    } else if (atom.test == Check::shares) {
      amount = fmt::format(", at_least: {}", atom.amount);
    } else if (atom.test == Check::levenshtein || atom.test == Check::osa || atom.test == Check::damerau || atom.test == Check::days) {
      amount = fmt::format(", at_most: {}", atom.amount);
    }
    if (atom.left != atom.right) {
      return fmt::format("{{across: [{}, {}]{}}}", quoted(name(atom.left)), quoted(name(atom.right)), amount);
    }
    return fmt::format("{{{}: {}{}}}", word_of(atom), quoted(name(atom.left)), amount);
  }

  std::string condition(std::vector<std::vector<Atom>> const& any_of) const {
    std::string out = "{any: [";
    for (auto const& term : any_of) {
      if (&term != &any_of.front()) out += ", ";
      out += "{all: [";
      for (auto const& atom : term) {
        if (&atom != &term.front()) out += ", ";
        out += atom_text(atom);
      }
      out += "]}";
    }
    return out + "]}";
  }

  void write_chance(char const* key, Chance01 const& chance) {
    if (chance.value) line(8, fmt::format("{}: {}", key, decimal(*chance.value)));
    if (chance.fixed) line(8, fmt::format("{}_fixed: true", key));
  }

  void write_comparison(Comparison const& comparison) {
    line(2, "- name: " + quoted(comparison.name));
    line(4, "fields: " + fields_of(comparison.fields));
    if (!comparison.also.empty()) line(4, "also: " + fields_of(comparison.also));
    line(4, "levels:");
    for (std::size_t i = 1; i < comparison.levels.size(); ++i) {
      auto const& level = comparison.levels[i];
      line(6, "- level: " + quoted(level.name));
      if (!level.any_of.empty()) line(8, "when: " + condition(level.any_of));
      if (!level.frequency.empty()) line(8, "frequency: " + fields_of(level.frequency));
      write_chance("m", level.m);
      write_chance("u", level.u);
      write_chance("household", level.household);
    }
  }

  void write_rest() {
    line(0, "prior:");
    line(2, "recall: " + decimal(model_.prior.recall));
    if (model_.prior.probability) line(2, "probability: " + decimal(*model_.prior.probability));
    if (model_.household_share) line(2, "household_share: " + decimal(*model_.household_share));
    if (!model_.prior.rules.empty()) line(2, "rules:");
    for (auto const& rule : model_.prior.rules) write_rule(4, rule);
    line(0, "learning:");
    line(2, fmt::format("random_pairs: {}", model_.random_pairs));
    if (model_.session_pairs > 0) line(2, fmt::format("session_pairs: {}", model_.session_pairs));
    line(2, fmt::format("seed: {}", model_.seed));
    line(2, fmt::format("households: {}", model_.households));
    if (!model_.sessions.empty()) line(2, "sessions:");
    for (auto const& session : model_.sessions) {
      write_rule(4, session.rule);
      if (session.households) line(6, "households: true");
    }
    line(0, "thresholds:");
    line(2, "keep: " + decimal(model_.keep));
    line(2, "join: " + decimal(model_.join));
    line(2, "fracture: " + decimal(model_.fracture));
    line(2, model_.collective ? "groups: collective" : model_.by_evidence ? "groups: evidence" : "groups: connected");
  }

  Model const& model_;
  std::string out_;
};

}  // namespace

std::string write_model(Model const& model) { return Writer{model}.write(); }

}  // namespace concordat::linkage
