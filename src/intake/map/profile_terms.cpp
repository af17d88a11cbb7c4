// SPDX-License-Identifier: Apache-2.0
#include "intake/map/profile_terms.h"

#include <algorithm>

#include <fmt/format.h>

namespace concordat::intake {
namespace {

using catalogue::MapReader;
using catalogue::Node;

std::optional<unsigned> share(MapReader& map, std::string_view key, TermsReading const& reading) {
  auto const* const node = map.find(key, Node::Kind::integer);
  if (node == nullptr) return {};
  if (node->integer < 0 || node->integer > 99) {
    reading.remarks.error("bad-share", *node, fmt::format("'{}' is no share from 0 to 99 per cent", node->integer),
                          "Write whole per cent, or leave the term out.");
    return {};
  }
  return static_cast<unsigned>(node->integer);
}

void read_timetable(MapReader& map, TermsReading const& reading, Profile& profile) {
  auto const* const node = map.find("timetable", Node::Kind::map);
  if (node == nullptr) return;
  auto reader = MapReader{*node, reading.remarks, "the timetable"};
  auto const every = read_length(reader.need("every", Node::Kind::text), reading.remarks, "bad-timetable");
  auto const due = read_length(reader.need("due_within", Node::Kind::text), reading.remarks, "bad-timetable");
  reader.done();
  if (every && due) profile.timetable = Timetable{*every, *due};
}

void read_field_term(Node const& item, TermsReading const& reading, Profile& profile) {
  auto reader = MapReader{item, reading.remarks, "the term"};
  auto const field = reading.mapped_field(reader.need("field", Node::Kind::text));
  auto term = FieldTerm{field.value_or(0), {}, share(reader, "blank_at_most", reading), share(reader, "unusable_at_most", reading),
                        share(reader, "doubtful_at_most", reading)};
  if (auto const* const others = reader.find("or", Node::Kind::list); others != nullptr) {
    for (auto const& name : others->items) {
      if (auto const other = reading.mapped_field(&name)) term.instead.push_back(*other);
    }
  }
  reader.done();
  if (!field) return;
  if (!term.blank_at_most && !term.unusable_at_most && !term.doubtful_at_most) {
    reading.remarks.error("term-asks-nothing", item, "the term names a field and no share",
                          "Add blank_at_most, unusable_at_most or doubtful_at_most.");
  }
  auto const same = [&](FieldTerm const& other) { return other.field == term.field; };
  if (std::any_of(profile.quality.fields.begin(), profile.quality.fields.end(), same)) {
    reading.remarks.error("duplicate-term", item, "the field has two terms", "Put both under one.");
  }
  profile.quality.fields.push_back(term);
}

void read_quality(MapReader& map, TermsReading const& reading, Profile& profile) {
  auto const* const node = map.find("quality", Node::Kind::map);
  if (node == nullptr) return;
  auto reader = MapReader{*node, reading.remarks, "the quality"};
  profile.quality.quarantined_at_most = share(reader, "quarantined_at_most", reading);
  if (auto const* const list = reader.find("fields", Node::Kind::list); list != nullptr) {
    for (auto const& item : list->items) read_field_term(item, reading, profile);
  }
  reader.done();
}

void read_labels(MapReader& map, TermsReading const& reading, Profile& profile) {
  auto const* const list = map.find("labels", Node::Kind::list);
  if (list == nullptr) return;
  for (auto const& item : list->items) {
    auto reader = MapReader{item, reading.remarks, "the label"};
    auto const field = reading.mapped_field(reader.need("field", Node::Kind::text));
    auto label = LabelRule{field.value_or(0), {}, {}};
    for (auto const& word : reader.texts_or_none("unless")) label.unless.push_back(catalogue::fold_header(word));
    if (auto const* const with = reader.need("with", Node::Kind::list); with != nullptr) {
      for (auto const& name : with->items) {
        if (auto const other = reading.mapped_field(&name)) label.with.push_back(*other);
      }
    }
    reader.done();
    if (field && !label.with.empty()) profile.labels.push_back(std::move(label));
  }
}

void read_return(MapReader& map, TermsReading const& reading, Profile& profile) {
  auto const* const node = map.find("return", Node::Kind::map);
  if (node == nullptr) return;
  auto reader = MapReader{*node, reading.remarks, "the return"};
  auto const* const id = reader.need("id", Node::Kind::text);
  auto const item = reading.mapped_field(reader.need("item", Node::Kind::text));
  reader.done();
  if (id == nullptr || !item) return;
  if (reading.catalogue.prescribed_return(id->text) == nullptr) {
    reading.remarks.error("unknown-return", *id, fmt::format("no return '{}' is defined", id->text),
                          "Use an id of definitions/returns.yaml.");
    return;
  }
  profile.makes_return = ReturnRule{id->text, *item};
}

void read_gateways(MapReader& map, TermsReading const& reading, Profile& profile) {
  auto const* const list = map.find("gateways", Node::Kind::list);
  if (list == nullptr) return;
  for (auto const& name : list->items) {
    if (reading.catalogue.gateway(name.text) == nullptr) {
      reading.remarks.error("unknown-gateway", name, fmt::format("no gateway '{}' is defined", name.text),
                            "Use an id of definitions/gateways.yaml.");
    } else {
      profile.gateways.push_back(name.text);
    }
  }
}

}  // namespace

std::optional<Period> read_length(Node const* text, catalogue::Remarks const& remarks, std::string_view code) {
  if (text == nullptr) return {};
  auto const period = parse_period(text->text);
  if (period && (period->months != 0 || period->days != 0)) return *period;
  remarks.error(code, *text, fmt::format("'{}' is no period", text->text), "Write it as P3Y, P6M or P15D.");
  return {};
}

std::vector<CodeRange> read_ranges(MapReader& map, catalogue::Catalogue const& catalogue, catalogue::Remarks const& remarks) {
  auto ranges = std::vector<CodeRange>{};
  auto const* const list = map.find("ranges", Node::Kind::list);
  if (list == nullptr) return ranges;
  for (auto const& item : list->items) {
    auto reader = MapReader{item, remarks, "the range"};
    auto range = CodeRange{reader.text("from"), reader.text("until"), reader.text("to")};
    reader.done();
    if (range.from.size() != 3 || range.until.size() != 3 || range.until < range.from) {
      remarks.error("bad-range", item, "a range goes from one code of three characters to the same or a later one",
                    "Write from: X85, until: Y09.");
    }
    if (catalogue.event_category(range.to) == nullptr) {
      remarks.error("unknown-category", item, fmt::format("no event category '{}' is defined", range.to),
                    "Use an id of definitions/event_categories.yaml.");
    }
    ranges.push_back(std::move(range));
  }
  return ranges;
}

void read_terms(MapReader& map, TermsReading const& reading, Profile& profile) {
  read_timetable(map, reading, profile);
  read_quality(map, reading, profile);
  read_labels(map, reading, profile);
  read_return(map, reading, profile);
  profile.why = map.text_or("why", "");
  read_gateways(map, reading, profile);
}

}  // namespace concordat::intake
