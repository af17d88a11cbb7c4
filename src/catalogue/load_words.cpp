// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "catalogue/load.h"

namespace concordat::catalogue {
namespace {

/// A definition document may be long (the gateways are 90 rows), but not without end.
constexpr YamlLimits definition_limits{.bytes = 2 * 1024 * 1024, .events = 60'000, .depth = 12};

std::optional<Node> read_document(Loading& loading, std::string const& path) {
  auto node = read_yaml_file(path, definition_limits);
  if (node) return std::move(*node);
  loading.findings.push_back(std::move(node.error()));
  return {};
}

/// Reads the list under `key` of `map`, one map each.
template <class Take>
void each_item(MapReader& map, std::string const& path, Loading& loading, std::string_view key, std::string_view what,
               Take const& take) {
  auto const* const list = map.need(key, Node::Kind::list);
  if (list == nullptr) return;
  for (auto const& item : list->items) {
    auto reader = MapReader{item, {path, loading.findings}, what};
    if (!reader.is_map()) continue;
    take(reader, Place{path, item.line, item.column});
    reader.done();
  }
}

/// Each name under `key` must be defined somewhere; remembered with its own place. "*" stands for any.
void refer(Loading& loading, Reference::To to, std::string const& path, Node const& map, std::string_view key) {
  auto const* const value = map.find(key);
  if (value == nullptr) return;
  auto const one = [&](Node const& name) {
    if (name.kind != Node::Kind::text || name.text == "*") return;
    loading.references.push_back({to, name.text, {path, name.line, name.column}});
  };
  one(*value);
  for (auto const& item : value->items) one(item);
}

Trust trust_of(MapReader& map) {
  return parse_word<Trust>(map.choice("checked", "unknown-checked", words<Trust>())).value_or(Trust::verify);
}

std::vector<Form> forms_of(MapReader& map, std::string const& path, Loading& loading) {
  auto forms = std::vector<Form>{};
  auto const* const list = map.need("forms", Node::Kind::list);
  if (list == nullptr) return forms;
  for (auto const& item : list->items) {
    if (auto const form = parse_word<Form>(item.text)) {
      forms.push_back(*form);
    } else {
      Remarks{path, loading.findings}.error("unknown-form", item, fmt::format("'{}' is no form", item.text),
                                            fmt::format("Use {}.", one_of(words<Form>())));
    }
  }
  return forms;
}

/// "P6M" under `key`, where it is there.
std::optional<Period> period_or_none(MapReader& map, std::string const& path, Loading& loading, std::string_view key) {
  auto const* const node = map.find(key, Node::Kind::text);
  if (node == nullptr) return std::nullopt;
  auto const period = parse_period(node->text);
  if (period && *period != Period{}) return period;
  Remarks{path, loading.findings}.error("bad-period", *node, fmt::format("'{}' is not a length of time", key),
                                        "Write it as P1Y for a year, P6M for six months.");
  return std::nullopt;
}

NeverUse never_from(Node const& node, std::string const& path, Loading& loading) {
  auto map = MapReader{node, {path, loading.findings}, "the use that is never covered"};
  auto never = NeverUse{};
  never.categories = map.texts_or_none("categories");
  never.discloser_kinds = map.texts_or_none("discloser_kinds");
  if (map.find("form") != nullptr) {
    never.form = parse_word<Form>(map.choice("form", "unknown-form", words<Form>()));
  }
  map.done();
  refer(loading, Reference::To::body, path, node, "discloser_kinds");
  return never;
}

Gateway gateway_from(MapReader& map, Place const& place, Loading& loading) {
  auto gateway = Gateway{};
  gateway.id = map.text("id");
  gateway.aliases = map.texts_or_none("aliases");
  claim(loading, "gateway", gateway.id, place);
  for (auto const& alias : gateway.aliases) claim(loading, "gateway", alias, place);
  gateway.title = map.text("title");
  gateway.kind = map.choice("kind", "unknown-kind", {"duty", "power", "duty_to_cooperate", "condition", "exemption",
                                                     "restriction", "definition"});
  gateway.authority = map.choice("authority", "unknown-authority", {"express", "implied", "none"});
  gateway.forms = forms_of(map, place.file, loading);
  gateway.status =
      map.choice("status", "unknown-status", {"in_force", "partly", "verify_commencement", "enabling_only"});
  gateway.checked = trust_of(map);
  gateway.nations = map.texts("nations");
  gateway.lifts_confidence = map.choice("lifts_confidence", "unknown-lifts", {"yes", "no", "verify"});
  if (auto const* const from = map.find("in_force_from", Node::Kind::text); from != nullptr) {
    gateway.in_force_from = parse_date(from->text);
    if (!gateway.in_force_from) {
      Remarks{place.file, loading.findings}.error("bad-date", *from, fmt::format("'{}' is no date", from->text),
                                                  "Write it as 2026-04-01, in quotes.");
    }
  }
  gateway.statute = map.text("statute");
  gateway.section = map.text("section");
  gateway.purposes = map.texts("purposes");
  gateway.disclosers = map.texts("disclosers");
  gateway.recipients = map.texts("recipients");
  gateway.excludes = map.texts("excludes");
  if (auto const* const never = map.find("never", Node::Kind::list); never != nullptr) {
    for (auto const& item : never->items) gateway.never.push_back(never_from(item, place.file, loading));
  }
  gateway.needs = map.texts("needs");
  gateway.retention_cap = period_or_none(map, place.file, loading, "retention_cap");
  gateway.note = map.text("note");
  gateway.url = map.text("url");
  refer(loading, Reference::To::purpose, place.file, map.node(), "purposes");
  refer(loading, Reference::To::body, place.file, map.node(), "disclosers");
  refer(loading, Reference::To::body, place.file, map.node(), "recipients");
  refer(loading, Reference::To::exclusion, place.file, map.node(), "excludes");
  return gateway;
}

void load_purposes(Loading& loading) {
  auto const path = loading.folder + "/purposes.yaml";
  auto const document = read_document(loading, path);
  if (!document) return;
  auto map = MapReader{*document, {path, loading.findings}, "the file"};
  each_item(map, path, loading, "purposes", "the purpose", [&](MapReader& item, Place const& place) {
    auto purpose = Purpose{item.text("id"), item.texts_or_none("aliases"), item.text("title"),
                           item.text_or("part_of", ""), item.boolean_or("barred", false),
                           item.boolean_or("enforcement", false), item.boolean_or("supports", false), item.boolean_or("own_agreement", false)};
    claim(loading, "purpose", purpose.id, place);
    for (auto const& alias : purpose.aliases) claim(loading, "purpose", alias, place);
    refer(loading, Reference::To::purpose, path, item.node(), "part_of");
    loading.definitions.purposes.push_back(std::move(purpose));
  });
  map.done();
}

void load_forms(Loading& loading) {
  auto const path = loading.folder + "/forms.yaml";
  auto const document = read_document(loading, path);
  if (!document) return;
  auto map = MapReader{*document, {path, loading.findings}, "the file"};
  each_item(map, path, loading, "forms", "the form", [&](MapReader& item, Place const& place) {
    auto const id = item.choice("id", "unknown-form", words<Form>());
    auto const title = item.text("title");
    claim(loading, "form", id, place);
    if (auto const form = parse_word<Form>(id)) loading.definitions.form_titles.emplace(*form, title);
  });
  each_item(map, path, loading, "control_profiles", "the control profile", [&](MapReader& item, Place const& place) {
    auto profile = ControlProfile{item.text("id"), item.text("title")};
    if (auto const* const smallest = item.find("smallest_group", Node::Kind::integer); smallest != nullptr) {
      if (smallest->integer < 1 || smallest->integer > 1'000'000) {
        Remarks{path, loading.findings}.error("out-of-range", *smallest, "'smallest_group' is out of range",
                                              "Give a number of people or events, 1 or more.");
      } else {
        profile.smallest_group = static_cast<int>(smallest->integer);
      }
    }
    claim(loading, "control profile", profile.id, place);
    loading.definitions.control_profiles.push_back(std::move(profile));
  });
  map.done();
}

void load_roles(Loading& loading) {
  auto const path = loading.folder + "/roles.yaml";
  auto const document = read_document(loading, path);
  if (!document) return;
  auto map = MapReader{*document, {path, loading.findings}, "the file"};
  each_item(map, path, loading, "subject_roles", "the subject role", [&](MapReader& item, Place const& place) {
    auto role = SubjectRole{item.text("id"), item.texts_or_none("aliases"), item.text("title"),
                            item.boolean_or("protective", false)};
    claim(loading, "subject role", role.id, place);
    for (auto const& alias : role.aliases) claim(loading, "subject role", alias, place);
    loading.definitions.subject_roles.push_back(std::move(role));
  });
  each_item(map, path, loading, "member_roles", "the member role", [&](MapReader& item, Place const& place) {
    auto role = MemberRole{item.text("id"), item.text("title")};
    claim(loading, "member role", role.id, place);
    loading.definitions.member_roles.push_back(std::move(role));
  });
  map.done();
}

void load_refusals(Loading& loading) {
  auto const path = loading.folder + "/refusals.yaml";
  auto const document = read_document(loading, path);
  if (!document) return;
  auto map = MapReader{*document, {path, loading.findings}, "the file"};
  each_item(map, path, loading, "refusals", "the refusal", [&](MapReader& item, Place const& place) {
    auto refusal = Refusal{item.text("code"), item.text("reason"), item.text("remedy"), item.text("health")};
    claim(loading, "refusal", refusal.code, place);
    loading.definitions.refusals.push_back(std::move(refusal));
  });
  map.done();
}

void load_event_categories(Loading& loading) {
  auto const path = loading.folder + "/event_categories.yaml";
  auto const document = read_document(loading, path);
  if (!document) return;
  auto map = MapReader{*document, {path, loading.findings}, "the file"};
  each_item(map, path, loading, "event_categories", "the category", [&](MapReader& item, Place const& place) {
    auto category = EventCategory{item.text("id"), item.text("title"), item.boolean_or("violence", false)};
    claim(loading, "event category", category.id, place);
    loading.definitions.event_categories.push_back(std::move(category));
  });
  map.done();
}

/// Whether a word is written as its kind of filter asks, and what it takes: hours and ages one by one, so that none is taken twice.
struct WordOfPart {
  bool known = true;
  std::vector<std::string> takes = {};
};

WordOfPart word_of_part(LookFilter::By by, std::string const& word) {
  WordOfPart read{true, {word}};
  auto const take_each = [&](auto const& stretch, int modulus) {
    read.known = stretch.has_value();
    if (!stretch) return;
    read.takes.clear();
    for (int one = stretch->first; one != stretch->second; one = (one + 1) % modulus) read.takes.push_back(std::to_string(one));
  };
  if (by == LookFilter::By::weekday) read.known = std::ranges::find(weekday_words(), std::string_view{word}) != weekday_words().end();
  if (by == LookFilter::By::hour) take_each(hours_in(word), 24);
  if (by == LookFilter::By::age) {
    auto ages = ages_in(word);
    if (ages) ++ages->second;
    take_each(ages, oldest_age + 2);
  }
  return read;
}

std::string_view what_part_asks(LookFilter::By by) {
  if (by == LookFilter::By::age) return "stretch of ages";
  return by == LookFilter::By::hour ? "stretch of hours" : "day of the week";
}

/// What a part takes, word by word: each once in its filter, and written as its kind asks.
void check_part(LookFilter const& filter, FilterPart const& part, Place const& place, std::set<std::string>& taken, Loading& loading) {
  Remarks const remarks{place.file, loading.findings};
  for (auto const& word : part.is) {
    auto const read = word_of_part(filter.by, word);
    if (!read.known) remarks.error("unknown-part", place.line, place.column, fmt::format("'{}' is no {}", word, what_part_asks(filter.by)), "Write days as mon to sun, hours as 22-06, and ages as 0-24, both ends counted.");
    for (auto const& one : read.takes) {
      if (!taken.insert(one).second) remarks.error("part-twice", place.line, place.column, fmt::format("'{}' is in the filter twice", one), "Let each report be in one part.");
    }
  }
}

void load_crossed_filters(MapReader& map, std::string const& path, Loading& loading) {
  if (map.find("crossed", Node::Kind::list) == nullptr) return;
  each_item(map, path, loading, "crossed", "the pair", [&](MapReader& item, Place const& place) { take_filter_pair(loading, item.texts("filters"), place); });
}

void load_look_filters(Loading& loading) {
  auto const path = loading.folder + "/filters.yaml";
  auto const document = read_document(loading, path);
  if (!document) return;
  auto map = MapReader{*document, {path, loading.findings}, "the file"};
  constexpr std::array<std::string_view, 6> kinds{"category", "method", "source", "weekday", "hour", "age"};
  each_item(map, path, loading, "filters", "the filter", [&](MapReader& item, Place const& place) {
    LookFilter filter{item.text("id"), item.text("title")};
    auto const by = item.choice("by", "unknown-filter", {kinds.begin(), kinds.end()});
    filter.by = static_cast<LookFilter::By>(std::ranges::find(kinds, std::string_view{by}) - kinds.begin());
    claim(loading, "filter", filter.id, place);
    // Two ways to take the same thing apart would be two tables to subtract from each other.
    if (auto const* way = item.node().find("by")) claim(loading, "filter by", by, {path, way->line, way->column});
    std::set<std::string> taken;
    auto last = place;
    each_item(item, path, loading, "parts", "the part", [&](MapReader& one, Place const& at) {
      FilterPart part{one.text("id"), one.text("title"), one.texts_or_none("is")};
      claim(loading, "part of a filter", part.id, at);
      // in what is asked for two ids stand together as "sharp+night", and in what was released behind a comma
      bool const plain = std::ranges::all_of(part.id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
      if (!plain) Remarks{path, loading.findings}.error("filter-id", at.line, at.column, "the id of the part holds other signs than small letters, digits and -", "Give it a plain id, such as under-25.");
      last = at;
      check_part(filter, part, at, taken, loading);
      filter.parts.push_back(std::move(part));
    });
    // A part and what is left of all: beside two parts a third would be told by maps of the two.
    bool const whole = filter.parts.size() == 2 && !filter.parts.front().is.empty() && filter.parts.back().is.empty();
    if (!whole) Remarks{path, loading.findings}.error("filter-parts", last.line, last.column, "the filter does not take all reports apart", "Give two parts: the first says what 'is' in it, and the second takes the rest.");
    loading.definitions.look_filters.push_back(std::move(filter));
  });
  load_crossed_filters(map, path, loading);
  map.done();
}

void load_feed_kinds(Loading& loading) {
  auto const path = loading.folder + "/feed_kinds.yaml";
  auto const document = read_document(loading, path);
  if (!document) return;
  auto map = MapReader{*document, {path, loading.findings}, "the file"};
  each_item(map, path, loading, "feed_kinds", "the feed kind", [&](MapReader& item, Place const& place) {
    auto kind = FeedKind{item.text("id"), item.text("title"), item.texts("suppliers"), item.texts("domains"),
                         item.boolean_or("about_people", false)};
    auto const percent = item.integer_or("whole_from_percent", usual_whole_from_percent);
    kind.whole_because = item.text_or("whole_because", "");
    if (percent < 1 || percent > 100 || (percent != usual_whole_from_percent && kind.whole_because.empty())) {
      auto const* written = item.find("whole_from_percent");
      auto const& at = written == nullptr ? item.node() : *written;
      Remarks{path, loading.findings}.error("whole-from-percent", at.line, at.column, "a month is whole from 1 to 100 per cent of what is usual, and another share than the usual one has a reason",
                                            "Give 'whole_from_percent' from 1 to 100 and say why in 'whole_because', or leave both out.");
    }
    kind.whole_from_percent = static_cast<int>(percent);
    claim(loading, "feed kind", kind.id, place);
    refer(loading, Reference::To::body, path, item.node(), "suppliers");
    refer(loading, Reference::To::domain, path, item.node(), "domains");
    loading.definitions.feed_kinds.push_back(std::move(kind));
  });
  map.done();
}

void load_code_list(Loading& loading, std::string const& path) {
  auto const document = read_document(loading, path);
  if (!document) return;
  auto map = MapReader{*document, {path, loading.findings}, "the code list"};
  auto list = CodeList{};
  list.id = map.text("id");
  list.title = map.text("title");
  list.source = map.text("source");
  auto const* const verified = map.need("verified", Node::Kind::boolean);
  list.verified = verified != nullptr && verified->boolean;
  list.synthetic = map.boolean_or("synthetic", false);
  list.note = map.text_or("note", "");
  claim(loading, "code list", list.id, {path, document->line, document->column});
  each_item(map, path, loading, "codes", "the code", [&](MapReader& item, Place const& place) {
    auto code = Code{item.text("code"), item.text("label"), item.text_or("meaning", "")};
    claim(loading, fmt::format("code of {}", list.id), code.code, place);
    list.codes.push_back(std::move(code));
  });
  map.done();
  loading.definitions.code_lists.push_back(std::move(list));
}

}  // namespace

void load_gateways(Loading& loading) {
  auto const path = loading.folder + "/gateways.yaml";
  auto const document = read_document(loading, path);
  if (!document) return;
  auto map = MapReader{*document, {path, loading.findings}, "the file"};
  map.text("compiled");
  loading.exclusions = map.texts("exclusions");
  loading.definitions.under_18_retention_cap = period_or_none(map, path, loading, "under_18_retention_cap");
  each_item(map, path, loading, "gateways", "the gateway", [&](MapReader& item, Place const& place) {
    loading.definitions.gateways.push_back(gateway_from(item, place, loading));
  });
  map.done();
}

void load_words(Loading& loading) {
  load_purposes(loading);
  load_forms(loading);
  load_roles(loading);
  load_refusals(loading);
  load_event_categories(loading);
  load_look_filters(loading);
  load_feed_kinds(loading);
}

void load_code_lists(Loading& loading) {
  namespace fs = std::filesystem;
  auto error = std::error_code{};
  auto paths = std::vector<std::string>{};
  for (auto entry = fs::directory_iterator{loading.folder + "/code_lists", error};
       !error && entry != fs::directory_iterator{}; entry.increment(error)) {
    if (entry->path().extension() == ".yaml") paths.push_back(entry->path().string());
  }
  if (error) {
    loading.findings.push_back(Finding{Severity::error, "cannot-read", loading.folder + "/code_lists", 0, 0,
                                       "the folder of code lists cannot be read.",
                                       "Check that the folder holds every definition file."});
  }
  std::sort(paths.begin(), paths.end());
  for (auto const& path : paths) load_code_list(loading, path);
}

}  // namespace concordat::catalogue
