// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/quality/name_sorting.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "linkage/name_groups.h"

namespace concordat::hub::links {
namespace {

constexpr unsigned sorting_threads = 2;

linkage::Model model_of_names() {
  linkage::Model model;
  model.name = "names";
  for (auto const kind : {linkage::Kind::forename, linkage::Kind::surname}) {
    linkage::Field field;
    field.name = linkage::name_of(kind);
    field.kind = kind;
    field.standard = true;
    model.fields.push_back(std::move(field));
  }
  return model;
}

}  // namespace

Result<NameSorting> sort_names(Hub& hub) {
  auto const model = model_of_names();
  linkage::Loader names{model, sorting_threads};
  auto const opened = IdentityDesk::open_current(hub, {.take = [&](Personal<Traits> const& traits, Processing const& processing) {
    auto const& values = traits.reveal(processing);
    names.add({values[static_cast<std::size_t>(Trait::given_name)], values[static_cast<std::size_t>(Trait::family_name)]});
  }});
  if (!opened) return fail(opened);
  NameSorting sorting;
  if (opened->facts.empty()) return sorting;
  auto const table = names.finish();
  linkage::NameGroups const groups{table, 0, linkage::space_of(linkage::Kind::forename), 1, linkage::space_of(linkage::Kind::surname), sorting_threads};
  std::array<std::uint64_t, linkage::NameGroups::classes> counts{};
  std::vector<std::optional<std::size_t>> class_of;
  for (std::size_t i = 0; i < opened->facts.size(); ++i) {
    auto const* const ids = table.at(static_cast<linkage::Record>(i));
    class_of.push_back(groups.likeliest(ids[0], ids[1]));
    if (class_of.back()) ++counts[*class_of.back()];
  }
  std::array<std::size_t, linkage::NameGroups::classes> order{};
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
  std::array<std::size_t, linkage::NameGroups::classes> rank{};
  for (std::size_t i = 0; i < order.size(); ++i) {
    rank[order[i]] = i;
    if (counts[order[i]] > 0) sorting.records.push_back(counts[order[i]]);
  }
  for (std::size_t i = 0; i < opened->facts.size(); ++i) {
    if (class_of[i]) sorting.group_of[opened->facts[i].record] = rank[*class_of[i]];
  }
  return sorting;
}

}  // namespace concordat::hub::links
