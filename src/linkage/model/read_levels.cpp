// SPDX-License-Identifier: Apache-2.0
// Comparisons, their levels, and the conditions of levels.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "linkage/model/read.h"

namespace concordat::linkage {

using catalogue::MapReader;
using catalogue::Node;

namespace {

using Terms = std::vector<std::vector<Atom>>;  ///< any of these, all of each

constexpr std::size_t most_terms = 64;

/// How a test is written and what it may be asked of.
struct TestWords {
  std::string_view word;
  Check test;
  Part part = Part::whole;
  enum class Amount : std::uint8_t { none, at_least, at_most, at_least_values } amount = Amount::none;
  enum class On : std::uint8_t { anything, names, dates, postcodes, emails } on = On::anything;
};

using Amount = TestWords::Amount;
using On = TestWords::On;

constexpr TestWords tests[] = {
    {"exact", Check::exact},
    {"shares", Check::shares, Part::whole, Amount::at_least_values},
    {"jaro_winkler", Check::jaro_winkler, Part::whole, Amount::at_least},
    {"levenshtein", Check::levenshtein, Part::whole, Amount::at_most},
    {"osa", Check::osa, Part::whole, Amount::at_most},
    {"damerau", Check::damerau, Part::whole, Amount::at_most},
    {"initial", Check::initial, Part::whole, Amount::none, On::names},
    {"same_initial", Check::part, Part::initial, Amount::none, On::names},
    {"sounds_alike", Check::part, Part::sound, Amount::none, On::names},
    {"same_root", Check::part, Part::root, Amount::none, On::names},
    {"nickname", Check::nickname, Part::whole, Amount::none, On::names},
    {"shares_word", Check::shares_word, Part::whole, Amount::none, On::names},
    {"same_sector", Check::part, Part::sector, Amount::none, On::postcodes},
    {"same_district", Check::part, Part::district, Amount::none, On::postcodes},
    {"same_area", Check::part, Part::area, Amount::none, On::postcodes},
    {"same_year", Check::part, Part::year, Amount::none, On::dates},
    {"within_days", Check::days, Part::whole, Amount::at_most, On::dates},
    {"day_month_swapped", Check::day_month_swapped, Part::whole, Amount::none, On::dates},
    {"placeholder", Check::placeholder, Part::whole, Amount::none, On::dates},
    {"transliterated", Check::transliterated, Part::whole, Amount::none, On::names},
    {"missing", Check::missing},
    {"same_user", Check::part, Part::user, Amount::none, On::emails},
    {"user_jaro_winkler", Check::user_jaro_winkler, Part::whole, Amount::at_least, On::emails},
};

bool fits(On on, Kind kind) {
  switch (on) {
    case On::anything:
      return true;
    case On::names:
      return is_name(kind) || kind == Kind::street || kind == Kind::town;
    case On::dates:
      return kind == Kind::date_of_birth;
    case On::postcodes:
      return kind == Kind::postcode;
    case On::emails:
      return kind == Kind::email;
  }
  return false;
}

std::string words_of_tests() {
  std::vector<std::string> words;
  for (auto const& test : tests) words.emplace_back(test.word);
  for (auto const* const word : {"swapped", "crossed", "across", "all", "any"}) words.emplace_back(word);
  return catalogue::one_of(words);
}

class ConditionReader {
 public:
  explicit ConditionReader(Reading const& reading) : reading_{reading} {}

  Terms read(Node const& node) {
    auto map = MapReader{node, reading_.remarks, "the condition"};
    if (!map.is_map()) return {};
    auto terms = inner(map);
    map.done();
    return terms;
  }

 private:
  Terms inner(MapReader& map) {
    auto const& node = map.node();
    if (node.find("all") != nullptr) return all(*map.need("all"));
    if (node.find("any") != nullptr) return any(*map.need("any"));
    if (node.find("swapped") != nullptr) return across(map, *map.need("swapped"), Ways::both);
    if (node.find("crossed") != nullptr) return across(map, *map.need("crossed"), Ways::either);
    if (node.find("across") != nullptr) return across(map, *map.need("across"), Ways::one);
    for (auto const& test : tests) {
      if (node.find(test.word) != nullptr) return single(map, test, *map.need(test.word));
    }
    reading_.error("linkage.no-such-test", node, "no test stands here", fmt::format("Use one of: {}.", words_of_tests()));
    return {};
  }

  Terms all(Node const& list) {
    Terms product{{}};
    for (auto const& item : items(list)) {
      auto const more = read(*item);
      if (more.empty()) return {};  // has findings
      Terms next;
      for (auto const& left : product) {
        for (auto const& right : more) {
          next.push_back(left);
          next.back().insert(next.back().end(), right.begin(), right.end());
        }
      }
      if (next.size() > most_terms) return too_many(list);
      product = std::move(next);
    }
    return product.front().empty() ? Terms{} : product;
  }

  Terms any(Node const& list) {
    Terms sum;
    for (auto const& item : items(list)) {
      auto const more = read(*item);
      if (more.empty()) return {};
      sum.insert(sum.end(), more.begin(), more.end());
      if (sum.size() > most_terms) return too_many(list);
    }
    return sum;
  }

  std::vector<Node const*> items(Node const& list) {
    std::vector<Node const*> found;
    for (auto const& item : list.items) found.push_back(&item);
    if (found.empty()) reading_.error("linkage.no-such-test", list, "a list of conditions is missing", "Write at least one condition.");
    return found;
  }

  Terms too_many(Node const& at) {
    reading_.error("linkage.too-many", at, "the condition has too many cases", fmt::format("Keep it within {}.", most_terms));
    return {};
  }

  /// The number that goes with a test, where it takes one.
  std::optional<std::int32_t> amount(MapReader& map, Amount kind, Node const& at) {
    if (kind == Amount::none) return 0;
    if (kind == Amount::at_least_values) {
      auto const least = map.integer_or("at_least", 1);
      if (least >= 1 && least <= 64) return static_cast<std::int32_t>(least);
      reading_.error("linkage.bad-amount", at, "this is no number of values", "Write how many values are to be the same, from 1 to 64.");
      return 1;
    }
    if (kind == Amount::at_least) {
      auto const* const node = map.need("at_least");
      auto const value = node == nullptr ? std::nullopt : reading_.fraction(*node);
      if (!value) return std::nullopt;
      return static_cast<std::int32_t>(std::lround(*value * 1000));
    }
    auto const value = map.integer("at_most");
    if (value < 0 || value > 100'000) {
      reading_.error("linkage.bad-amount", at, "at_most is out of range", "Write a whole number from 0 to 100,000.");
      return std::nullopt;
    }
    return static_cast<std::int32_t>(value);
  }

  Terms single(MapReader& map, TestWords const& test, Node const& at) {
    std::vector<Atom> term;
    auto const names = reading_.words(at);
    auto how_much = amount(map, test.amount, at);
    if (!how_much) return {};
    if (test.test == Check::part) how_much = static_cast<std::int32_t>(test.part);
    for (auto const& name : names) {
      auto const field = reading_.field(name, at);
      if (!field) return {};
      if (!fits(test.on, reading_.model.fields[*field].kind)) {
        reading_.error("linkage.test-for-kind", at,
                       fmt::format("'{}' cannot be asked of a {}", test.word, name_of(reading_.model.fields[*field].kind)),
                       "Choose a test that fits the kind of the field.");
        return {};
      }
      term.push_back({*field, *field, test.test, *how_much});
    }
    return term.empty() ? Terms{} : Terms{term};
  }

  /// One record's first field against the other's second: both ways at once, either way, or this way only.
  enum class Ways : std::uint8_t { both, either, one };

  Terms across(MapReader& map, Node const& at, Ways ways) {
    auto const names = reading_.words(at);
    auto const first = names.size() == 2 ? reading_.field(names.front(), at) : std::nullopt;
    auto const second = names.size() == 2 ? reading_.field(names.back(), at) : std::nullopt;
    if (!first || !second || *first == *second ||
        space_of(reading_.model.fields[*first].kind) != space_of(reading_.model.fields[*second].kind)) {
      reading_.error("linkage.bad-swap", at, "only two different fields that hold the same kind of thing can be crossed",
                     "Write two fields, as [forename, surname].");
      return {};
    }
    Check test = Check::exact;
    std::int32_t how_much = 0;
    if (map.node().find("at_least") != nullptr) {
      auto const value = amount(map, Amount::at_least, at);
      if (!value) return {};
      test = Check::jaro_winkler;
      how_much = *value;
    }
    Atom const one{*first, *second, test, how_much};
    Atom const other{*second, *first, test, how_much};
    switch (ways) {
      case Ways::both:
        return {{one, other}};
      case Ways::either:
        return {{one}, {other}};
      case Ways::one:
        break;
    }
    return {{one}};
  }

  Reading const& reading_;
};

void read_chance(Reading const& reading, MapReader& map, char const* key, char const* fixed, Chance01& to) {
  if (auto const* const node = map.find(key)) to.value = reading.fraction(*node);
  to.fixed = map.boolean_or(fixed, false);
}

Level read_level(Reading const& reading, Node const& node) {
  auto map = MapReader{node, reading.remarks, "the level"};
  Level level;
  if (!map.is_map()) return level;
  level.name = map.text("level");
  if (auto const* const when = map.find("when")) level.any_of = read_condition(reading, *when);
  if (auto const* const frequency = map.find("frequency")) {
    for (auto const& word : reading.words(*frequency)) {
      if (auto const field = reading.field(word, *frequency)) level.frequency.push_back(*field);
    }
    if (level.frequency.size() > 2) {
      reading.error("linkage.too-many", *frequency, "frequency is of one field or of two together", "Name one field or two.");
    }
  }
  read_chance(reading, map, "m", "m_fixed", level.m);
  read_chance(reading, map, "u", "u_fixed", level.u);
  read_chance(reading, map, "household", "household_fixed", level.household);
  map.done();
  return level;
}

/// What is missing says nothing by itself.
void check_missing(Reading const& reading, Comparison const& comparison, Node const& at) {
  auto const is_missing = [](Atom const& atom) { return atom.test == Check::missing; };
  for (auto const& level : comparison.levels) {
    for (auto const& term : level.any_of) {
      if (!std::ranges::all_of(term, is_missing)) continue;
      reading.error("linkage.only-missing", at, fmt::format("the level '{}' holds where nothing is known but that a value is missing", level.name),
                    "Ask something else as well, under all: as that the forename of one record is the surname of the other.");
    }
  }
}

void check_fields(Reading const& reading, Comparison const& comparison, Node const& at) {
  auto const known = [&](FieldIndex field) {
    return std::ranges::find(comparison.fields, field) != comparison.fields.end() || std::ranges::find(comparison.also, field) != comparison.also.end();
  };
  for (auto const& level : comparison.levels) {
    bool good = std::ranges::all_of(level.frequency, known);
    for (auto const& term : level.any_of) {
      good = good && std::ranges::all_of(term, [&](Atom const& atom) { return known(atom.left) && known(atom.right); });
    }
    if (!good) {
      reading.error("linkage.other-field", at, fmt::format("the level '{}' looks at a field that the comparison does not name", level.name),
                    "Name every field that is looked at under fields, or under also.");
    }
  }
}

/// What the engine keeps of a comparison: a bit for each different test and for each field.
void check_size(Reading const& reading, Comparison const& comparison, Node const& at) {
  std::vector<Atom> different;
  for (auto const& level : comparison.levels) {
    for (auto const& term : level.any_of) {
      for (auto const& atom : term) {
        if (std::ranges::find(different, atom) == different.end()) different.push_back(atom);
      }
    }
  }
  if (comparison.fields.size() > 8 || different.size() > 14) {
    reading.error("linkage.too-many", at, "the comparison asks too much", "Keep it within 8 fields and 14 different tests.");
  }
}

void read_comparison(Reading const& reading, Node const& node) {
  auto map = MapReader{node, reading.remarks, "the comparison"};
  if (!map.is_map()) return;
  Comparison comparison;
  comparison.name = map.text("name");
  if (auto const* const fields = map.need("fields")) {
    for (auto const& word : reading.words(*fields)) {
      if (auto const field = reading.field(word, *fields)) comparison.fields.push_back(*field);
    }
  }
  if (auto const* const also = map.find("also")) {
    for (auto const& word : reading.words(*also)) {
      if (auto const field = reading.field(word, *also)) comparison.also.push_back(*field);
    }
  }
  comparison.levels.push_back({.name = "missing"});
  auto const* const list = map.need("levels", Node::Kind::list);
  for (std::size_t at = 0; list != nullptr && at < list->items.size(); ++at) {
    comparison.levels.push_back(read_level(reading, list->items[at]));
    bool const last = at + 1 == list->items.size();
    if (comparison.levels.back().any_of.empty() != last) {
      reading.error("linkage.last-level", list->items[at],
                    last ? "the last level has a condition" : "a level before the last has no condition",
                    "Let the last level, and only the last, take what is left: it has no 'when'.");
    }
  }
  map.done();
  check_fields(reading, comparison, node);
  check_missing(reading, comparison, node);
  check_size(reading, comparison, node);
  if (comparison.levels.size() < 3 || comparison.levels.size() > most_levels) {
    reading.error("linkage.levels", node, "a comparison has two to fifteen levels", "Add or join levels.");
  }
  reading.model.comparisons.push_back(std::move(comparison));
}

}  // namespace

std::vector<std::vector<Atom>> read_condition(Reading const& reading, Node const& node) {
  return ConditionReader{reading}.read(node);
}

void read_comparisons(Reading const& reading, Node const& list) {
  for (auto const& item : list.items) read_comparison(reading, item);
  if (reading.model.comparisons.empty() || reading.model.comparisons.size() > most_comparisons) {
    reading.error("linkage.comparisons", list, "a model has one to sixteen comparisons", "Add or join comparisons.");
  }
}

}  // namespace concordat::linkage
