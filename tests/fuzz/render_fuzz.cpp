// SPDX-License-Identifier: Apache-2.0
// Any bytes as the names in a release: whatever they are, no file has markup, a cell or a member that we did
// not write.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/text.h"
#include "render/about.h"
#include "render/maps.h"
#include "render/report.h"
#include "render/tables.h"

namespace {

using namespace concordat;

void require(bool holds) {
  if (!holds) std::abort();
}

std::size_t count(std::string_view text, char wanted) {
  std::size_t found = 0;
  for (char const c : text) found += c == wanted ? 1U : 0U;
  return found;
}

render::About about_with(std::string const& name) {
  render::About about;
  about.title = about.partnership = about.recipient = about.attribution = name;
  about.methods = {name};
  about.sources = {{name, name}};
  return about;
}

/// One record of one cell, and nothing in it that opens a formula.
void check_cell(std::string_view raw) {
  std::string cell;
  render::append_csv_cell(cell, raw);
  require(text::is_utf8(cell));
  if (cell.starts_with('"')) {
    require(cell.size() >= 2 && cell.ends_with('"') && count(cell, '"') % 2 == 0);
    auto const inner = std::string_view{cell}.substr(1, cell.size() - 2);
    for (std::size_t i = 0; i < inner.size(); ++i) {
      if (inner[i] == '"') require(inner.substr(++i, 1) == "\"");
    }
    cell = inner;
  } else {
    require(cell.find_first_of(",\"\r\n") == std::string::npos);
  }
  auto const seen = text::trim(cell);
  bool const sign = !seen.empty() && std::string_view{"=+-@"}.find(seen.front()) != std::string_view::npos;
  require(!sign || text::parse_decimal(seen).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the fuzzer's bytes are text to us
  std::string const name{reinterpret_cast<char const*>(data), size};
  check_cell(name);
  require(render::escape_markup(name).find_first_of("<>\"'") == std::string::npos);

  if (name.empty()) return 0;
  auto const about = about_with(name);
  protection::RawTable raw{{.title = name, .row_heading = name, .rows = {name}, .columns = {name, name}},
                           {40, 3}};
  auto const table = protection::protect_counts(raw, protection::SmallNumberRule::nhs());
  require(table.has_value());
  static auto const plain = render::html_report(about_with("x"), {{"part", "x", "x", ""}});
  auto const page = render::html_report(about, {{"part", name, name, ""}});
  require(text::is_utf8(page));
  for (char const mark : {'<', '>', '"'}) require(count(page, mark) == count(plain, mark));
  auto const html = render::html_table(*table, {.id = "t"});
  require(count(html, '<') == count(html, '>') && count(html, '"') % 2 == 0);

  static auto const areas = places::AreaSet::from_areas(
      "lsoa", "2021",
      {{.code = "A", .name = "A", .polygons = {{{{{0, 0}, {900, 0}, {900, 900}, {0, 900}}}}}}});
  auto const as_degrees = [](places::Point point) {
    return std::optional{places::Point{point.x / 1e5, point.y / 1e5}};
  };
  auto const geojson = Json::parse(render::geojson_areas(*areas, *table, as_degrees, about));
  require(geojson && (*geojson)["features"].array()[0]["properties"].object().size() == 6);
  auto const svg = render::svg_areas(*areas, render::classes_of(*table, 0), {name, name, "m"}, about);
  require(text::is_utf8(svg) && count(svg, '<') == count(svg, '>'));
  return 0;
}
