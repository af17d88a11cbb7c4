// SPDX-License-Identifier: Apache-2.0
#include "pages/picture/area_view.h"

#include <algorithm>

#include "base/text.h"
#include "render/read_back.h"

namespace concordat::pages {
namespace {

constexpr std::size_t west = 0, south = 1, side = 2;  ///< columns of a table of squares

bool lies_in(hub::ReleaseAreas const& areas, std::vector<std::string> const& square, std::size_t area) {
  if (square.size() <= side) return false;
  auto const left = text::parse_decimal(square[west]);
  auto const low = text::parse_decimal(square[south]);
  auto const wide = text::parse_decimal(square[side]);
  if (!left || !low || !wide) return false;
  auto const found = areas.locator.locate({*left + *wide / 2, *low + *wide / 2});
  return found && static_cast<std::size_t>(*found) == area;
}

}  // namespace

Result<std::optional<ChosenArea>> chosen_area(Visit const& visit) {
  auto const& code = visit.input.text("area");
  if (code.empty()) return std::optional<ChosenArea>{};
  auto const* areas = visit.hub.release_areas();
  auto const found = areas == nullptr ? std::nullopt : areas->stored.set.find(code);
  if (found) return std::optional{ChosenArea{code, areas->stored.set[*found].name, *found}};
  return fail(Fault::malformed, "view.unknown-area", "There is no area of that code here.", "Choose one of the list.");
}

Json area_choices(Visit const& visit) {
  Json list{Json::Array{}};
  auto const* areas = visit.hub.release_areas();
  if (areas == nullptr) return list;
  std::vector<std::pair<std::string_view, std::string_view>> named;
  for (auto const& area : areas->stored.set.areas()) named.emplace_back(area.name, area.code);
  std::ranges::sort(named);
  for (auto const& [name, code] : named) list.push(Json{}.set("id", code).set("title", name));
  return list;
}

std::string area_name(Visit const& visit, std::string const& code) {
  auto const* areas = visit.hub.release_areas();
  auto const found = areas == nullptr ? std::nullopt : areas->stored.set.find(code);
  return found ? areas->stored.set[*found].name : code;
}

hub::ReleasedTable of_area(Visit const& visit, hub::ReleasedTable table, ChosenArea const& area) {
  if (table.heading.empty()) return table;
  if (table.heading.front() == "Code") {
    std::erase_if(table.rows, [&](auto const& row) { return row.empty() || row.front() != area.code; });
  } else if (hub::is_map(table)) {
    auto const* areas = visit.hub.release_areas();
    std::erase_if(table.rows, [&](auto const& row) { return areas == nullptr || !lies_in(*areas, row, area.number); });
  }
  return table;
}

std::string near_area(Visit const& visit, std::string const& svg, ChosenArea const& area) {
  auto const* areas = visit.hub.release_areas();
  auto zoomed = areas == nullptr ? std::nullopt : render::zoomed_to_area(svg, area.number, areas->stored.set.size());
  return zoomed ? std::move(*zoomed) : svg;
}

}  // namespace concordat::pages
