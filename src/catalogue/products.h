// SPDX-License-Identifier: Apache-2.0
// definitions/products.yaml: what a partnership writes again and again, section by section.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/finding.h"

namespace concordat::catalogue {

/// What the hub writes into a section by itself: from released tables alone; `deliveries` and `prescribed` from the timetable of feeds.
enum class Work : std::uint8_t { sources, limits, changes, costs, projection, deliveries, prescribed };
[[nodiscard]] std::string_view name_of(Work work);

struct ProductSection {
  std::string id;
  std::string title;
  std::string law;                       ///< what asks for it; may be empty
  std::string ask;                       ///< what the writer is to say; empty: nobody writes here
  std::vector<std::string> tables = {};  ///< of the fixed list of releases; not checked here
  std::vector<Work> works = {};
};

struct Product {
  std::string id;
  std::string title;
  std::string about;
  std::string law;
  Period every;
  std::vector<std::string> purposes = {};  ///< ids of the catalogue
  std::vector<std::string> sign_off = {};  ///< member roles
  bool victim_first = false;               ///< of people who come to harm: nothing in it serves to act against them, or says who they are
  std::vector<std::string> counted = {};   ///< numbers of the prescribed items whose reports its tables count: "2(h)"
  std::vector<ProductSection> sections = {};
  std::string definition;                  ///< canonical JSON of what was read

  [[nodiscard]] ProductSection const* section(std::string_view id) const;
  /// Of its sections, each once, in the order they come.
  [[nodiscard]] std::vector<std::string> tables() const;
  [[nodiscard]] bool has(Work work) const;
};

struct LoadedProducts {
  std::vector<Product> products;
  Findings findings;  ///< with an error among them `products` are not to be used
  [[nodiscard]] Product const* find(std::string_view id) const;
};
/// Of that folder of definitions.
[[nodiscard]] LoadedProducts load_products(std::string const& folder);
/// From its own definition, as an edition keeps it. Nothing where it cannot be read.
[[nodiscard]] std::optional<Product> product_from(std::string_view definition);

}  // namespace concordat::catalogue
