// SPDX-License-Identifier: Apache-2.0
#include "catalogue/products.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "catalogue/decode.h"

namespace concordat::catalogue {
namespace {

struct NamedWork {
  Work work;
  std::string_view name;
};
constexpr std::array works{NamedWork{Work::sources, "sources"}, NamedWork{Work::limits, "limits"}, NamedWork{Work::changes, "changes"},
                           NamedWork{Work::costs, "costs"}, NamedWork{Work::projection, "projection"}, NamedWork{Work::deliveries, "deliveries"}, NamedWork{Work::prescribed, "prescribed"}};

/// Tables that point at places to go to: of those who come to harm that would lead whoever acts against others to their doors.
constexpr std::array<std::string_view, 8> pointing{"violence-map", "violence-picture", "violence-hotspots", "violence-contrast", "violence-near-repeat", "violence-around", "violence-space-time", "violence-forecast"};

/// A product of people who come to harm begins with them, in words, and points at no place.
void check_victim_first(Node const& node, Remarks remarks, Product const& product) {
  if (!product.victim_first) return;
  for (auto const& table : product.tables()) {
    if (std::ranges::find(pointing, table) == pointing.end()) continue;
    remarks.error("victim-pointed-at", node, fmt::format("'{}' is victim-first, and '{}' points at places to go to", product.id, table), "Take the table out; counts by area and what sources differ in may stand there.");
  }
  if (product.sections.empty() || product.sections.front().ask.empty()) {
    remarks.error("victim-not-first", node, fmt::format("'{}' is victim-first, and nobody writes in its first section", product.id), "Begin with a section with 'ask': what is suffered, and what helps.");
  }
}

/// An id stands in addresses and names of files.
bool is_plain(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

void check_id(Node const& node, Remarks remarks, std::string const& id) {
  if (!is_plain(id)) remarks.error("bad-id", node, fmt::format("'{}' is no id", id), "Write small letters, digits and hyphens, at most 64.");
}

std::vector<Work> works_of(MapReader& map, Remarks remarks) {
  std::vector<Work> found;
  for (auto const& name : map.texts_or_none("works")) {
    auto const known = std::ranges::find(works, name, &NamedWork::name);
    if (known != works.end()) found.push_back(known->work);
    else remarks.error("unknown-work", map.node(), fmt::format("the hub cannot write '{}'", name), "Use sources, limits, changes, costs, projection, deliveries or prescribed.");
  }
  return found;
}

ProductSection section_from(Node const& node, Remarks remarks) {
  auto map = MapReader{node, remarks, "the section"};
  ProductSection section{map.text("id"), map.text("title"), map.text_or("law", ""), map.text_or("ask", ""), map.texts_or_none("tables"), {}};
  section.works = works_of(map, remarks);
  map.done();
  check_id(node, remarks, section.id);
  if (section.ask.empty() && section.tables.empty() && section.works.empty()) {
    remarks.error("empty-section", node, fmt::format("nothing would stand under '{}'", section.title), "Give it 'ask', 'tables' or 'works'.");
  }
  return section;
}

Product product_from(Node const& node, Remarks remarks) {
  auto map = MapReader{node, remarks, "the product"};
  Product product{map.text("id"), map.text("title"), map.text("about"), map.text_or("law", ""), {}, {}, {}, false, {}, {}, {}};
  auto const every = parse_period(map.text("every"));
  if (every && *every != Period{}) product.every = *every;
  else remarks.error("bad-period", node, "'every' is not a length of time", "Write it as P1Y for a year, P3M for a quarter.");
  product.purposes = map.texts("purposes");
  product.sign_off = map.texts("sign_off");
  product.victim_first = map.boolean_or("victim_first", false);
  product.counted = map.texts_or_none("counted");
  std::set<std::string> ids;
  if (auto const* const sections = map.need("sections", Node::Kind::list)) {
    for (auto const& item : sections->items) {
      product.sections.push_back(section_from(item, remarks));
      if (!ids.insert(product.sections.back().id).second) {
        remarks.error("duplicate-id", item, fmt::format("'{}' has two sections of this id", product.id), "Give each section an id of its own.");
      }
    }
  }
  map.done();
  check_id(node, remarks, product.id);
  if (product.purposes.empty() || product.sign_off.empty() || product.sections.empty()) {
    remarks.error("empty-product", node, fmt::format("'{}' has no purpose, nobody who signs it, or no section", product.id), "Give it one of each at least.");
  }
  check_victim_first(node, remarks, product);
  product.definition = to_json(node).canonical();
  return product;
}

}  // namespace

std::string_view name_of(Work work) { return std::ranges::find(works, work, &NamedWork::work)->name; }

ProductSection const* Product::section(std::string_view wanted) const {
  auto const found = std::ranges::find(sections, wanted, &ProductSection::id);
  return found == sections.end() ? nullptr : &*found;
}

std::vector<std::string> Product::tables() const {
  std::vector<std::string> all;
  for (auto const& one : sections) {
    for (auto const& table : one.tables) {
      if (std::ranges::find(all, table) == all.end()) all.push_back(table);
    }
  }
  return all;
}

bool Product::has(Work work) const {
  return std::ranges::any_of(sections, [&](auto const& one) { return std::ranges::find(one.works, work) != one.works.end(); });
}

Product const* LoadedProducts::find(std::string_view id) const {
  auto const found = std::ranges::find(products, id, &Product::id);
  return found == products.end() ? nullptr : &*found;
}

LoadedProducts load_products(std::string const& folder) {
  LoadedProducts loaded;
  auto const path = folder + "/products.yaml";
  auto const document = read_yaml_file(path);
  if (!document) {
    loaded.findings.push_back(document.error());
    return loaded;
  }
  auto const remarks = Remarks{path, loaded.findings};
  auto map = MapReader{*document, remarks, "the file"};
  if (auto const* const list = map.need("products", Node::Kind::list)) {
    for (auto const& item : list->items) {
      auto product = product_from(item, remarks);
      if (loaded.find(product.id) != nullptr) remarks.error("duplicate-id", item, fmt::format("there are two products '{}'", product.id), "Give each an id of its own.");
      loaded.products.push_back(std::move(product));
    }
  }
  map.done();
  return loaded;
}

std::optional<Product> product_from(std::string_view definition) {
  auto const node = read_yaml(definition, "edition");
  if (!node) return std::nullopt;
  Findings findings;
  auto product = product_from(*node, Remarks{"edition", findings});
  return findings.empty() ? std::optional{std::move(product)} : std::nullopt;
}

}  // namespace concordat::catalogue
