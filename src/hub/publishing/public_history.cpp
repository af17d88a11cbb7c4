// SPDX-License-Identifier: Apache-2.0
// A public table beside the earlier ones. One figure a cell for ever: two figures of one cell, or of areas that overlap, would tell
// by their difference what lies between.
#include <algorithm>

#include <fmt/format.h>

#include "hub/publishing/public_figures.h"
#include "protection/history/history.h"
#include "protection/history/published.h"

namespace concordat::hub {
namespace {

std::string text_of(std::optional<std::int64_t> const& value) { return value ? std::to_string(*value) : std::string{"*"}; }

std::string of_figure(PublicFigure const& figure) { return figure.code.empty() ? std::string{"all areas together"} : figure.name; }

protection::PastRelease release_of(std::string id, PublicTable const& table, std::span<std::string const> codes) {
  protection::PastRelease release{std::move(id), {}, {}};
  for (auto const& figure : table.figures) {
    std::vector<std::uint32_t> cells;
    for (std::uint32_t i = 0; i < codes.size(); ++i) {
      if (figure.code.empty() || codes[i] == figure.code) cells.push_back(i);
    }
    if (!cells.empty()) release.figures.push_back(protection::figure_of(std::move(cells), protection::known_of_cell_key(figure.value, table.smallest)));
  }
  return release;
}

told::Telling telling_of(PublicTable const& table, told::Truth const& truth) {
  std::vector<told::PublicCount> figures;
  for (auto const& figure : table.figures) figures.push_back({figure.code, figure.value});
  return {"this edition, " + table.feed, "this edition", {}, truth.closed_index, told::counts_of_public(table.feed, truth.quarter, table.smallest, figures), {}};
}

}  // namespace

Result<BesideTold> stands_beside_told(PublicTable table, told::Truth const& truth, std::vector<told::Telling>& told) {
  BesideTold beside;
  while (!table.figures.empty()) {
    auto telling = telling_of(table, truth);
    auto found = told::would_tell(truth, told, telling);
    if (!found) return fail(found);
    if (!*found) {
      told.push_back(std::move(telling));
      beside.stays = std::move(table);
      return beside;
    }
    // Without its areas it says less; without anything nothing.
    bool const had_areas = std::erase_if(table.figures, [](PublicFigure const& figure) { return !figure.code.empty(); }) > 0;
    beside.left_out.emplace_back(had_areas ? ", by area" : "", std::move(**found));
    if (!had_areas) table.figures.clear();
  }
  return beside;
}

Result<std::optional<std::string>> stands_against(PublicTable const& proposed, std::span<std::string const> codes, std::span<std::int64_t const> counts,
                                                  std::span<EarlierTable const> earlier) {
  std::vector<protection::PastRelease> past;
  for (auto const& [publication, table] : earlier) {
    if (table.feed != proposed.feed || table.quarter != proposed.quarter) continue;
    if (table.boundaries != proposed.boundaries) {
      return std::optional{fmt::format("Public edition {} has figures of {} by other boundaries. Areas that overlap would tell what lies between them.", publication, table.quarter)};
    }
    for (auto const& figure : proposed.figures) {
      auto const had = std::ranges::find(table.figures, figure.code, &PublicFigure::code);
      if (had == table.figures.end() || had->value == figure.value) continue;
      return std::optional{fmt::format("Public edition {} says {} for {} in {}, and it would be {} now: reports were added or taken away since. The difference would tell about them.", publication,
                                       text_of(had->value), of_figure(figure), table.quarter, text_of(figure.value))};
    }
    past.push_back(release_of(publication, table, codes));
  }
  auto const verdict = protection::judge({counts.begin(), counts.end()}, past, release_of("this one", proposed, codes));
  if (!verdict && verdict.error().code.view() == "history.unsure") return std::optional<std::string>{"It could not be shown that no small figure can be worked out from it."};
  if (!verdict && verdict.error().code.view() == "history.does-not-fit") {
    return std::optional<std::string>{"What earlier public editions counted is no longer what is counted: reports were added or taken away since. The difference would tell about them."};
  }
  if (!verdict) return fail(verdict);
  if (verdict->safe()) return std::optional<std::string>{};
  auto const& breach = verdict->breaches.front();
  std::string witness;
  for (auto const& one : breach.witness) {
    if (witness.find(one.release) == std::string::npos) witness += (witness.empty() ? "" : ", ") + one.release;
  }
  return std::optional{fmt::format("A small figure of one area could be worked out from it and these together: {}.", witness)};
}

Json to_json(PublicTable const& table) {
  Json figures{Json::Array{}};
  for (auto const& figure : table.figures) {
    Json one;
    one.set("code", figure.code).set("name", figure.name);
    if (figure.value) one.set("value", *figure.value);
    figures.push(std::move(one));
  }
  Json json;
  json.set("source", table.source).set("feed", table.feed).set("agency", table.agency).set("quarter", table.quarter).set("boundaries", table.boundaries);
  return std::move(json.set("smallest", table.smallest).set("figures", std::move(figures)));
}

PublicTable public_table_from(Json const& json) {
  PublicTable table{json["source"].string(), json["feed"].string(), json["agency"].string(), json["quarter"].string(), json["boundaries"].string(), json["smallest"].integer(), {}};
  for (auto const& one : json["figures"].array()) {
    table.figures.push_back({one["code"].string(), one["name"].string(), one.contains("value") ? std::optional{one["value"].integer()} : std::nullopt});
  }
  return table;
}

}  // namespace concordat::hub
