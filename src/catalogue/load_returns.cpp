// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "catalogue/load.h"

namespace concordat::catalogue {
namespace {

constexpr YamlLimits return_limits{.bytes = 1024 * 1024, .events = 20'000, .depth = 12};

/// Takes the returns file apart, remarking on what is wrong and going on.
class ReturnsReader {
 public:
  ReturnsReader(Loading& loading, std::string const& path) : loading_{loading}, path_{path}, remarks_{path, loading.findings} {}

  void read(Node const& document) {
    auto map = MapReader{document, remarks_, "the file"};
    each(map.need("returns", Node::Kind::list), "the return", [&](MapReader& item) { read_return(item); });
    map.done();
  }

 private:
  template <class Take>
  void each(Node const* list, std::string_view what, Take const& take) {
    if (list == nullptr) return;
    for (auto const& item : list->items) {
      auto reader = MapReader{item, remarks_, what};
      if (!reader.is_map()) continue;
      take(reader);
      reader.done();
    }
  }

  [[nodiscard]] Place place_of(MapReader const& map) const { return {path_, map.node().line, map.node().column}; }

  void refer(MapReader const& map, std::string_view key, Reference::To to) {
    auto const* const names = map.node().find(key);
    if (names == nullptr) return;
    for (auto const& name : names->items) loading_.references.push_back({to, name.text, {path_, name.line, name.column}});
  }

  void read_return(MapReader& map) {
    auto prescribed = PrescribedReturn{map.text("id"), map.text("title"), map.text("law"), map.text("url"), {}, {}};
    claim(loading_, "return", prescribed.id, place_of(map));
    each(map.need("elements", Node::Kind::list), "the element", [&](MapReader& item) {
      prescribed.elements.push_back({item.text("id"), item.text("title"), item.texts("fields")});
      claim(loading_, fmt::format("element of {}", prescribed.id), prescribed.elements.back().id, place_of(item));
      refer(item, "fields", Reference::To::field);
    });
    each(map.need("items", Node::Kind::list), "the item", [&](MapReader& item) { read_item(item, prescribed); });
    loading_.definitions.returns.push_back(std::move(prescribed));
  }

  void read_item(MapReader& map, PrescribedReturn& prescribed) {
    auto item = PrescribedItem{map.text("id"), map.text("number"), map.text("title"), map.texts("holders"), {}, map.text_or("note", "")};
    auto const kind = fmt::format("item of {}", prescribed.id);
    claim(loading_, kind, item.id, place_of(map));
    claim(loading_, kind, item.number, place_of(map));
    refer(map, "holders", Reference::To::body);
    for (auto const& name : map.texts("elements")) {
      auto const found = std::find_if(prescribed.elements.begin(), prescribed.elements.end(),
                                      [&](PrescribedElement const& element) { return element.id == name; });
      if (found == prescribed.elements.end()) {
        remarks_.error("unknown-element", map.node(), fmt::format("the return has no element '{}'", name),
                       "Use an id of its elements.");
      } else {
        item.elements.push_back(static_cast<std::size_t>(found - prescribed.elements.begin()));
      }
    }
    prescribed.items.push_back(std::move(item));
  }

  Loading& loading_;
  std::string const& path_;
  Remarks remarks_;
};

}  // namespace

void load_returns(Loading& loading) {
  auto const path = loading.folder + "/returns.yaml";
  auto const document = read_yaml_file(path, return_limits);
  if (document) {
    ReturnsReader{loading, path}.read(*document);
  } else {
    loading.findings.push_back(document.error());
  }
}

}  // namespace concordat::catalogue
