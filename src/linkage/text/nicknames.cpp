// SPDX-License-Identifier: Apache-2.0
#include "linkage/text/nicknames.h"

#include <algorithm>
#include <utility>

#include "catalogue/decode.h"
#include "catalogue/yaml.h"
#include "linkage/text/folding.h"

namespace concordat::linkage {
namespace {

using catalogue::MapReader;
using catalogue::Node;
using catalogue::Remarks;

/// Large enough for the names of a country.
constexpr catalogue::YamlLimits limits{.bytes = std::size_t{4} << 20U, .events = 200'000, .depth = 6};

struct Builder {
  std::map<std::string, std::uint32_t, std::less<>>& numbers;
  std::vector<std::string>& names;
  std::vector<std::vector<std::uint32_t>>& stands_for;

  std::uint32_t number(std::string const& name) {
    auto const [place, added] = numbers.try_emplace(name, static_cast<std::uint32_t>(names.size()));
    if (added) {
      names.push_back(name);
      stands_for.emplace_back();
    }
    return place->second;
  }
  void add(std::uint32_t form, std::uint32_t name) { stands_for[form].push_back(name); }
};

void read_entry(Node const& node, Remarks remarks, Builder& table) {
  MapReader entry{node, remarks, "name"};
  auto const name = folded(entry.text("name"));
  auto const forms = entry.texts("forms");
  entry.done();
  if (name.empty() || forms.empty()) {
    return remarks.error("nicknames.empty", node, "A name without letters, or without forms.",
                         "Give the name and at least one other form of it.");
  }
  auto const number = table.number(name);
  table.add(number, number);
  for (auto const& form : forms) {
    auto const short_name = folded(form);
    if (short_name.empty() || short_name == name) {
      remarks.error("nicknames.form", node, "A form without letters, or the same as its name.",
                    "Take it out, or write the form.");
      continue;
    }
    table.add(table.number(short_name), number);
  }
}

}  // namespace

tl::expected<Nicknames, Findings> Nicknames::from_yaml(std::string_view text, std::string_view file) {
  auto const document = catalogue::read_yaml(text, file, limits);
  if (!document) return tl::unexpected(Findings{document.error()});
  Findings findings;
  Remarks const remarks{file, findings};
  Nicknames read;
  Builder table{read.numbers_, read.names_, read.stands_for_};
  MapReader map{*document, remarks, "document"};
  map.choice("format", "nicknames.format", {"concordat-nicknames/1"});
  if (auto const* const list = map.need("names", Node::Kind::list)) {
    for (auto const& entry : list->items) read_entry(entry, remarks, table);
  }
  map.done();
  if (has_errors(findings)) return tl::unexpected(std::move(findings));
  for (auto& names : read.stands_for_) {
    std::ranges::sort(names);
    auto const repeated = std::ranges::unique(names);
    names.erase(repeated.begin(), repeated.end());
  }
  return read;
}

std::optional<std::uint32_t> Nicknames::number_of(std::string_view name) const {
  auto const found = numbers_.find(name);
  if (found == numbers_.end()) return std::nullopt;
  return found->second;
}

std::span<std::uint32_t const> Nicknames::stands_for(std::string_view name) const {
  auto const number = number_of(name);
  if (!number) return {};
  return stands_for_[*number];
}

Nicknames::Relation Nicknames::relation(std::string_view left, std::string_view right) const {
  if (left == right) return Relation::same;
  auto const left_number = number_of(left);
  auto const right_number = number_of(right);
  if (!left_number || !right_number) return Relation::none;
  auto const& left_names = stands_for_[*left_number];
  auto const& right_names = stands_for_[*right_number];
  if (std::ranges::binary_search(left_names, *right_number)) return Relation::form;
  if (std::ranges::binary_search(right_names, *left_number)) return Relation::form;
  bool const meet = std::ranges::any_of(
      left_names, [&](std::uint32_t name) { return std::ranges::binary_search(right_names, name); });
  return meet ? Relation::sibling : Relation::none;
}

}  // namespace concordat::linkage
