// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "catalogue/decode.h"
#include "catalogue/yaml.h"
#include "intake/map/profile_terms.h"

namespace concordat::intake {
namespace {

using catalogue::MapReader;
using catalogue::Node;

constexpr std::string_view format_name = "concordat-profile/1";

/// Reads one profile document. Every step remarks on what is wrong and goes on, so that a person sees all at once.
class ProfileReader {
 public:
  ProfileReader(std::string_view file, catalogue::Catalogue const& catalogue, Findings& findings)
      : catalogue_{catalogue}, remarks_{file, findings} {
    profile_.file = file;
  }

  Profile read(Node const& document) {
    auto map = MapReader{document, remarks_, "the profile"};
    read_heading(map);
    read_columns(map);
    read_needs(map);
    read_key(map);
    read_time(map);
    read_place(map);
    read_category(map);
    profile_.method = field_under(map, "method");
    profile_.age_band = field_under(map, "age_band");
    read_person(map);
    read_period(map);
    read_rest(map);
    map.done();
    return std::move(profile_);
  }

 private:
  void read_heading(MapReader& map) {
    map.choice("format", "unknown-format", {std::string{format_name}});
    profile_.id = map.text("id");
    if (auto const* const version = map.need("version", Node::Kind::integer); version != nullptr) {
      profile_.version = version->integer;
      if (version->integer < 1) remarks_.error("bad-version", *version, "the version is not a whole number from 1 on",
                                               "Write version: 1.");
    }
    profile_.title = map.text("title");
    profile_.feed_kind = known(map, "feed_kind", "unknown-feed-kind", "feed kind",
                               [&](std::string const& id) { return catalogue_.feed_kind(id) != nullptr; });
    for (auto const* name : items(map.need("suppliers", Node::Kind::list))) {
      if (auto const* const body = catalogue_.body(name->text)) {
        profile_.suppliers.push_back(body->id);
      } else {
        remarks_.error("unknown-body", *name, fmt::format("no body '{}' is defined", name->text),
                       "Use an id or alias of definitions/bodies.csv.");
      }
    }
    profile_.published = map.boolean_or("published", false);
    profile_.discovered = map.boolean_or("discovered", false);
  }

  void read_columns(MapReader& map) {
    auto const* const list = map.need("columns", Node::Kind::list);
    if (list == nullptr) return;
    for (auto const& item : list->items) read_column(item);
    profile_.ignored = map.texts_or_none("ignored");
    for (auto const* name : items(map.node().find("ignored"))) take_header(*name, nullptr);
    if (profile_.columns.empty()) {
      remarks_.error("no-columns", *list, "the profile maps no column", "Add at least one column.");
    }
  }

  void read_column(Node const& item) {
    auto map = MapReader{item, remarks_, "the column"};
    auto column = ProfileColumn{};
    auto const field = any_field(map.need("field", Node::Kind::text));
    column.headers = map.texts("headers");
    for (auto const* name : items(item.find("headers"))) take_header(*name, &item);
    if (map.is_map() && column.headers.empty()) {
      remarks_.error("no-headers", item, "the column has no known header", "Write at least one spelling.");
    }
    column.required = map.boolean_or("required", false);
    if (map.find("date_order") != nullptr) {
      column.month_first =
          map.choice("date_order", "unknown-date-order", {"day_first", "month_first"}) == "month_first";
    }
    if (map.find("future") != nullptr) column.may_lie_ahead = map.choice("future", "unknown-future-rule", {"refused", "accepted"}) == "accepted";
    column.words = words_under(map, "words");
    for (auto const* name : items(map.find("code_lists", Node::Kind::list))) {
      if (catalogue_.code_list(name->text) != nullptr) {
        column.code_lists.push_back(name->text);
      } else {
        remarks_.error("unknown-code-list", *name, fmt::format("no code list '{}' is defined", name->text),
                       "Use the id of a file of definitions/code_lists.");
      }
    }
    map.done();
    if (!field) return;
    column.field = *field;
    if (profile_.column_of(*field) != nullptr) {
      remarks_.error("duplicate-field", item,
                     fmt::format("the field '{}' has two columns", catalogue_.fields()[*field].id),
                     "Put all spellings under one column.");
      return;
    }
    profile_.columns.push_back(std::move(column));
  }

  /// No spelling may stand for two things, or the same file could be read in two ways. `owner`: the column it is of.
  void take_header(Node const& name, Node const* owner) {
    auto const folded = catalogue::fold_header(name.text);
    if (folded.empty()) {
      remarks_.error("empty-header", name, "a header needs a letter or a digit", "Take it away.");
      return;
    }
    auto const [first, fresh] = headers_.emplace(folded, std::pair{owner, name.line});
    if (fresh || first->second.first == owner) return;
    remarks_.error("duplicate-header", name,
                   fmt::format("the header '{}' is already used on line {} (capitals, spaces and signs do not count)",
                               name.text, first->second.second),
                   "Keep one of the two.");
  }

  void read_needs(MapReader& map) {
    auto const* const list = map.need("needs", Node::Kind::list);
    for (auto const* item : items(list)) {
      auto group = std::vector<FieldIndex>{};
      if (item->kind == Node::Kind::list) {
        for (auto const& alternative : item->items) {
          if (auto const field = mapped_field(&alternative)) group.push_back(*field);
        }
      } else if (auto const field = mapped_field(item)) {
        group.push_back(*field);
      }
      if (!group.empty()) profile_.needs.push_back(std::move(group));
    }
  }

  void read_key(MapReader& map) {
    auto const* const node = map.need("key", Node::Kind::map);
    if (node == nullptr) return;
    auto key = MapReader{*node, remarks_, "the key"};
    for (auto const* name : items(key.need("fields", Node::Kind::list))) {
      if (auto const field = mapped_field(name)) profile_.key.fields.push_back(*field);
    }
    auto const is = [&](std::string_view of, std::string_view word, std::string_view other) {
      return key.choice(of, "unknown-key-rule", {std::string{word}, std::string{other}}) == word;
    };
    profile_.key.without = is("without", "by_period", "quarantined") ? WithoutKey::by_period : WithoutKey::quarantined;
    profile_.key.repeat = is("repeat", "skipped", "kept") ? Repeat::skipped : Repeat::kept;
    profile_.key.clash = is("clash", "quarantined", "kept") ? KeyClash::quarantined : KeyClash::kept;
    profile_.key.later = is("later", "supersedes", "quarantined") ? Later::supersedes : Later::quarantined;
    key.done();
    if (profile_.key.fields.empty() && profile_.key.without == WithoutKey::quarantined) {
      remarks_.error("key-nothing", *node, "there is no key, but rows without a key are to be quarantined",
                     "Name the fields of the key, or write without: by_period.");
    }
  }

  void read_time(MapReader& map) {
    auto const* const node = map.find("time", Node::Kind::map);
    if (node == nullptr) return;
    auto time = MapReader{*node, remarks_, "the time"};
    profile_.time = {field_under(time, "at"),    field_under(time, "date"), field_under(time, "time"),
                     field_under(time, "month"), field_under(time, "end"),  field_under(time, "reported")};
    time.done();
    if (profile_.time.time && !profile_.time.date) {
      remarks_.error("time-without-date", *node, "a time of day says nothing without its date", "Add 'date'.");
    }
  }

  void read_place(MapReader& map) {
    auto const* const node = map.find("place", Node::Kind::map);
    if (node == nullptr) return;
    auto place = MapReader{*node, remarks_, "the place"};
    auto& to = profile_.place;
    to.longitude = field_under(place, "longitude");
    to.latitude = field_under(place, "latitude");
    to.easting = field_under(place, "easting");
    to.northing = field_under(place, "northing");
    to.grid_reference = field_under(place, "grid_reference");
    to.postcode = field_under(place, "postcode");
    to.area_code = field_under(place, "area_code");
    auto const vintage = place.integer_or("area_vintage", 0);
    to.place_text = field_under(place, "text");
    to.place_type = field_under(place, "type");
    place.done();
    if (vintage != 0 && (vintage < 1991 || vintage > 2101)) {
      remarks_.error("bad-vintage", *node, "the vintage is no census year", "Write a year such as 2021.");
    }
    to.area_vintage = static_cast<std::uint16_t>(vintage);
    if (to.area_code.has_value() != (vintage != 0)) {
      remarks_.error("vintage-missing", *node, "an area code and its census year go together",
                     "Write both area_code and area_vintage, or neither.");
    }
    if (to.longitude.has_value() != to.latitude.has_value() || to.easting.has_value() != to.northing.has_value()) {
      remarks_.error("half-a-point", *node, "one coordinate is there without the other", "Name both.");
    }
  }

  void read_category(MapReader& map) {
    auto const* const node = map.find("category", Node::Kind::map);
    if (node == nullptr) return;
    auto reader = MapReader{*node, remarks_, "the category"};
    auto category = CategoryMap{};
    category.field = field_under(reader, "field");
    category.constant = category_under(reader, "constant");
    category.words = words_under(reader, "words");
    check_words(reader, "words", "unknown-category",
                [&](std::string const& id) { return catalogue_.event_category(id) != nullptr; });
    category.ranges = read_ranges(reader, catalogue_, remarks_);
    category.otherwise = category_under(reader, "otherwise");
    for (auto const* name : items(reader.need("violence", Node::Kind::list))) {
      if (is_category(*name)) category.violence.push_back(name->text);
    }
    reader.done();
    if (category.field.has_value() == !category.constant.empty()) {
      remarks_.error("category-source", *node, "a category comes from a field or is constant, not both and not neither",
                     "Write field or constant.");
    }
    profile_.category = std::move(category);
  }

  void read_person(MapReader& map) {
    auto const* const kind = catalogue_.feed_kind(profile_.feed_kind);
    auto const* const node = map.find("person", Node::Kind::map);
    if (node == nullptr) {
      if (kind != nullptr && kind->about_people && map.find("person") == nullptr) {
        remarks_.error("person-missing", map.node(), "files of this kind are about people, but no role is mapped",
                       "Add person: {role: subject_role}, or a constant role.");
      }
      return;
    }
    auto reader = MapReader{*node, remarks_, "the person"};
    auto person = PersonPart{};
    auto const is_role = [&](std::string const& id) {
      auto const* const role = catalogue_.subject_role(id);
      return role != nullptr && role->id == id;
    };
    person.role = field_under(reader, "role");
    if (reader.find("constant") != nullptr) {
      person.constant_role = known(reader, "constant", "unknown-role", "subject role", is_role);
    }
    person.words = words_under(reader, "words");
    check_words(reader, "words", "unknown-role", is_role);
    reader.done();
    if (person.role.has_value() == !person.constant_role.empty()) {
      remarks_.error("role-source", *node, "a role comes from a field or is constant, not both and not neither",
                     "Write role or constant.");
    }
    profile_.person = std::move(person);
  }

  void read_period(MapReader& map) {
    auto const* const node = map.find("period", Node::Kind::map);
    if (node == nullptr) return;
    auto reader = MapReader{*node, remarks_, "the period"};
    profile_.period.from = field_under(reader, "from");
    auto const grain = reader.choice("grain", "unknown-grain", {"month", "quarter"});
    profile_.period.grain = grain == "quarter" ? PeriodGrain::quarter : PeriodGrain::month;
    profile_.period.one_per_file = reader.boolean_or("one_per_file", false);
    reader.done();
  }

  void read_rest(MapReader& map) {
    profile_.refuse_future = map.choice("future", "unknown-future-rule", {"refused", "accepted"}) != "accepted";
    auto const retention = read_length(map.need("retention", Node::Kind::text), remarks_, "bad-retention");
    profile_.retention = retention.value_or(Period{});
    read_terms(map, {catalogue_, remarks_, [&](Node const* name) { return mapped_field(name); }}, profile_);
    profile_.note = map.text_or("note", "");
  }

  // --- small parts

  static std::vector<Node const*> items(Node const* list) {
    auto out = std::vector<Node const*>{};
    if (list == nullptr) return out;
    for (auto const& item : list->items) out.push_back(&item);
    return out;
  }

  template <class IsKnown>
  std::string known(MapReader& map, std::string_view key, std::string_view code, std::string_view what,
                    IsKnown const& is_known) {
    auto const* const node = map.need(key, Node::Kind::text);
    if (node == nullptr) return {};
    if (is_known(node->text)) return node->text;
    remarks_.error(code, *node, fmt::format("no {} '{}' is defined", what, node->text),
                   "Correct the spelling, or define it first.");
    return {};
  }

  MaybeField any_field(Node const* name) {
    if (name == nullptr) return {};
    if (auto const* const field = catalogue_.field(name->text)) return field->index;
    remarks_.error("unknown-field", *name, fmt::format("no field '{}' is defined", name->text),
                   "Use an id of definitions/fields.csv.");
    return {};
  }

  /// A field that a rule relies on: it must have a column here, and must be kept.
  MaybeField mapped_field(Node const* name) {
    auto const field = any_field(name);
    if (!field) return {};
    auto const& definition = catalogue_.fields()[*field];
    if (definition.storage == catalogue::Storage::dropped) {
      remarks_.error("dropped-field", *name, fmt::format("'{}' is dropped at intake, so no rule can use it", definition.id),
                     "Take it out of the rule.");
      return {};
    }
    if (profile_.column_of(*field) == nullptr) {
      remarks_.error("field-without-column", *name, fmt::format("no column of this profile gives '{}'", definition.id),
                     "Add the column, or take the field out of the rule.");
      return {};
    }
    return field;
  }

  MaybeField field_under(MapReader& map, std::string_view key) {
    return mapped_field(map.find(key, Node::Kind::text));
  }

  bool is_category(Node const& name) {
    if (catalogue_.event_category(name.text) != nullptr) return true;
    remarks_.error("unknown-category", name, fmt::format("no event category '{}' is defined", name.text),
                   "Use an id of definitions/event_categories.yaml.");
    return false;
  }

  std::string category_under(MapReader& map, std::string_view key) {
    auto const* const node = map.find(key, Node::Kind::text);
    return node != nullptr && is_category(*node) ? node->text : std::string{};
  }

  /// [{from: [a, b], to: c}, ...]
  std::vector<WordMap> words_under(MapReader& map, std::string_view key) {
    auto out = std::vector<WordMap>{};
    auto seen = std::map<std::string, Node const*>{};
    for (auto const* item : items(map.find(key, Node::Kind::list))) {
      auto reader = MapReader{*item, remarks_, "the word"};
      auto const to = reader.text("to");
      for (auto const& written : reader.texts("from")) {
        auto const folded = catalogue::fold_header(written);
        auto const [first, fresh] = seen.emplace(folded, item);
        if (!fresh && first->second != item) {
          remarks_.error("duplicate-word", *item,
                         fmt::format("the word '{}' is already mapped on line {}", written, first->second->line),
                         "Keep one of the two.");
        }
        out.push_back({folded, to, written});
      }
      reader.done();
    }
    return out;
  }

  template <class IsKnown>
  void check_words(MapReader& map, std::string_view key, std::string_view code, IsKnown const& is_known) {
    auto const* const node = map.node().find(key);
    for (auto const* item : items(node)) {
      auto const* const to = item->find("to");
      if (to == nullptr || is_known(to->text)) continue;
      remarks_.error(code, *to, fmt::format("'{}' is not defined", to->text), "Use a word of the definitions.");
    }
  }

  catalogue::Catalogue const& catalogue_;
  catalogue::Remarks remarks_;
  Profile profile_;
  std::map<std::string, std::pair<Node const*, std::uint32_t>> headers_;
};

}  // namespace

LoadedProfile read_profile(std::string_view yaml, std::string_view file, catalogue::Catalogue const& catalogue) {
  auto loaded = LoadedProfile{};
  auto const document = catalogue::read_yaml(yaml, file);
  if (!document) {
    loaded.findings.push_back(document.error());
    return loaded;
  }
  auto profile = ProfileReader{file, catalogue, loaded.findings}.read(*document);
  if (!has_errors(loaded.findings)) loaded.profile = std::move(profile);
  return loaded;
}

}  // namespace concordat::intake
