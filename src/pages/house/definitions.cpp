// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/text.h"
#include "pages/house/house.h"
#include "pages/models.h"

namespace concordat::pages {
namespace {

using catalogue::Catalogue;

Json fields_of(Catalogue const& catalogue) {
  Json list{Json::Array{}};
  for (auto const& field : catalogue.fields()) {
    Json one;
    one.set("id", field.dotted()).set("title", field.label).set("note", field.depersonalise).set("family", field.domain);
    one.set("more", list_of(field.synonyms));
    list.push(std::move(one));
  }
  return list;
}

Json purposes_of(Catalogue const& catalogue) {
  Json list{Json::Array{}};
  for (auto const& purpose : catalogue.definitions().purposes) {
    Json one;
    one.set("id", purpose.id).set("title", purpose.title).set("note", purpose.barred ? "Barred: nothing lifts it." : purpose.part_of);
    list.push(std::move(one));
  }
  return list;
}

Json bodies_of(Catalogue const& catalogue) {
  Json list{Json::Array{}};
  for (auto const& body : catalogue.definitions().bodies) {
    Json one;
    one.set("id", body.id).set("title", body.label).set("note", body.note);
    list.push(std::move(one));
  }
  return list;
}

Json gateways_of(Catalogue const& catalogue) {
  Json list{Json::Array{}};
  for (auto const& gateway : catalogue.definitions().gateways) {
    Json one;
    one.set("id", gateway.id).set("title", gateway.title).set("note", gateway.statute + (gateway.section.empty() ? "" : ", " + gateway.section));
    list.push(std::move(one));
  }
  return list;
}

Json roles_of(Catalogue const& catalogue) {
  Json list{Json::Array{}};
  for (auto const& role : catalogue.definitions().member_roles) list.push(Json{}.set("id", role.id).set("title", role.title).set("note", ""));
  return list;
}

Json refusals_of(Catalogue const& catalogue) {
  Json list{Json::Array{}};
  for (auto const& refusal : catalogue.definitions().refusals) {
    list.push(Json{}.set("id", refusal.code).set("title", refusal.reason).set("note", refusal.remedy));
  }
  return list;
}

struct Kind {
  std::string_view id;
  Json (*list)(Catalogue const&);
};
constexpr std::array kinds{Kind{"fields", fields_of},     Kind{"purposes", purposes_of}, Kind{"bodies", bodies_of},
                           Kind{"gateways", gateways_of}, Kind{"roles", roles_of},       Kind{"refusals", refusals_of}};

Result<Answer> list_kinds(Visit& visit) {
  View view{"definitions/kinds"};
  Json list{Json::Array{}};
  for (auto const& kind : kinds) {
    Json one;
    one.set("id", kind.id).set("count", static_cast<std::uint64_t>(kind.list(visit.hub.catalogue()).array().size()));
    one.set("href", std::string{"/definitions/"} + std::string{kind.id});
    list.push(std::move(one));
  }
  view.model.set("kinds", std::move(list));
  return view;
}

/// Whether every word that is sought stands somewhere in the entry, as words are compared everywhere: without case and accents.
bool has_words(Json const& entry, std::string_view folded_words) {
  auto text = entry["id"].string() + " " + entry["title"].string() + " " + entry["note"].string();
  for (auto const& name : entry["more"].array()) text += " " + name.string();
  auto const folded = text::fold(text);
  return std::ranges::all_of(text::split(folded_words, ' '), [&](std::string_view word) { return folded.find(word) != std::string::npos; });
}

/// In families, in the order in which each first appears; entries without one are one family.
Json in_families(Json const& entries, std::string const& sought, std::uint64_t& found) {
  std::vector<std::pair<std::string, Json>> families;
  for (auto const& entry : entries.array()) {
    if (!sought.empty() && !has_words(entry, text::fold(sought))) continue;
    ++found;
    auto const& family = entry["family"].string();
    auto place = std::ranges::find(families, family, &std::pair<std::string, Json>::first);
    if (place == families.end()) place = families.insert(families.end(), {family, Json{Json::Array{}}});
    place->second.push(entry);
  }
  Json list{Json::Array{}};
  for (auto& [family, all] : families) list.push(Json{}.set("id", family).set("entries", std::move(all)));
  return list;
}

Result<Answer> show_kind(Visit& visit) {
  for (auto const& kind : kinds) {
    if (kind.id != visit.param("kind")) continue;
    View view{"definitions/kind"};
    auto const entries = kind.list(visit.hub.catalogue());
    auto const sought = text::trim(visit.input.text("words"));
    std::uint64_t found = 0;
    auto families = in_families(entries, std::string{sought}, found);
    view.model.set("kind", kind.id).set("words", sought).set("found", found).set("all", static_cast<std::uint64_t>(entries.array().size()));
    view.model.set("families", std::move(families));
    return view;
  }
  return fail(Fault::not_found, "definitions.unknown", "There is no such list of definitions.", "The page 'Definitions' shows the lists.");
}

}  // namespace

void add_definition_pages(Site& site) {
  site.add({.pattern = "/definitions", .summary = "The lists of words that the hub works by", .page = list_kinds});
  site.add({.pattern = "/definitions/:kind", .summary = "One list: fields, purposes, bodies, gateways, roles or refusals; whole, or the entries with these words",
            .inputs = {{.name = "words", .label = "the words to look for"}}, .page = show_kind});
}

}  // namespace concordat::pages
