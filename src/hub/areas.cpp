// SPDX-License-Identifier: Apache-2.0
#include "hub/areas.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/snap/points_file.h"
#include "intake/read/row_source.h"
#include "intake/standardise/projection.h"
#include "places/area_locator.h"
#include "store/bulk.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql known_set = "SELECT id FROM area_set WHERE kind = ? AND vintage = ?";
constexpr store::Sql drop_areas = "DELETE FROM area WHERE area_set = ?";
constexpr store::Sql drop_set = "DELETE FROM area_set WHERE id = ?";
constexpr store::Sql last_set = "SELECT coalesce(max(id), 0) FROM area_set";
constexpr store::Sql add_set =
    "INSERT INTO area_set (id, kind, vintage, title, attribution, source_hash, boundary_hash) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr store::Sql drop_places = "DELETE FROM key_place";
constexpr store::Sql add_place = "INSERT INTO key_place (id, kind, name, easting, northing) VALUES (?, ?, ?, ?, ?)";
constexpr store::Sql find_set = "SELECT id, title, attribution FROM area_set WHERE kind = ? AND vintage = ?";
constexpr store::Sql areas = "SELECT name, population, geometry FROM area WHERE area_set = ? ORDER BY code";

}  // namespace sql

namespace {

constexpr std::uint64_t largest_boundary_file = std::uint64_t{512} << 20;

std::string beside(std::string const& folder, std::string const& file) {
  return (std::filesystem::path{folder} / file).string();
}

Finding finding(std::string_view code, std::string file, std::string message, std::string remedy) {
  return Finding{Severity::error, std::string{code}, std::move(file), 0, 0, std::move(message), std::move(remedy)};
}

tl::unexpected<Findings> refuse(Finding one) { return tl::unexpected<Findings>{Findings{std::move(one)}}; }

using Populations = std::map<std::string, std::int64_t, std::less<>>;

std::optional<std::size_t> column_of(std::vector<std::string> const& columns, std::string const& name) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] == name) return i;
  }
  return std::nullopt;
}

tl::expected<Populations, Findings> load_populations(AreaEntry const& entry, std::string const& path) {
  auto file = intake::open_for_reading(path);
  if (!file) return refuse(finding(file.error().code.view(), path, sentence(file.error()), ""));
  auto source = intake::open_in_process(std::move(*file), {});
  if (!source) return refuse(finding(source.error().code.view(), path, sentence(source.error()), ""));
  auto const& columns = (*source)->head().columns;
  auto const code = column_of(columns, entry.population_code);
  auto const count = column_of(columns, entry.population_count);
  if (!code || !count) {
    return refuse(finding("population.no-column", path,
                          fmt::format("There is no column '{}'.", code ? entry.population_count : entry.population_code),
                          "Name the columns in the partnership file under population."));
  }
  Populations populations;
  for (;;) {
    auto row = (*source)->next();
    if (!row) return refuse(finding(row.error().code.view(), path, sentence(row.error()), ""));
    if (!*row) return populations;
    if ((*row)->kind != intake::RowKind::data || (*row)->cells.size() <= std::max(*code, *count)) continue;
    auto const number = text::parse_integer(text::trim((*row)->cells[*count]));
    if (!number || *number < 0) {
      return refuse(finding("population.no-number", path,
                            fmt::format("Row {}: the population is no whole number.", (*row)->row), "Correct the row."));
    }
    // Several rows an area (by age, by sex) add up.
    populations[std::string{text::trim((*row)->cells[*code])}] += *number;
  }
}

}  // namespace

tl::expected<LoadedAreas, Findings> load_areas(AreaEntry const& entry, std::string const& folder) {
  std::vector<std::string> texts;
  crypto::Sha256 hash;
  crypto::Sha256 boundaries;
  for (auto const& file : entry.files) {
    auto text = read_file(beside(folder, file), largest_boundary_file);
    if (!text) {
      return refuse(finding(text.error().code.view(), beside(folder, file), sentence(text.error()), ""));
    }
    hash.update(*text);
    boundaries.update(*text);
    texts.push_back(std::move(*text));
  }
  std::vector<places::AreaDocument> documents;
  for (std::size_t i = 0; i < texts.size(); ++i) documents.push_back({beside(folder, entry.files[i]), texts[i]});
  auto projector = intake::Projector::make();
  if (!projector) return refuse(finding(projector.error().code.view(), "", sentence(projector.error()), ""));
  places::AreaReading reading{entry.kind, std::to_string(entry.vintage), entry.code_property, entry.name_property, "", {}};
  reading.project = [&projector](places::Point degrees) -> std::optional<places::Point> {
    auto const metres = projector->to_metres(intake::Degrees{degrees.x, degrees.y});
    if (!metres) return std::nullopt;
    return places::Point{metres->easting, metres->northing};
  };
  auto set = places::AreaSet::from_geojson(documents, reading);
  if (!set) return tl::unexpected<Findings>{set.error()};
  if (!entry.population_file.empty()) {
    if (auto const text = read_file(beside(folder, entry.population_file), largest_boundary_file)) hash.update(*text);
    auto const populations = load_populations(entry, beside(folder, entry.population_file));
    if (!populations) return tl::unexpected<Findings>{populations.error()};
    std::size_t known = 0;
    set = set->with_populations([&](std::string_view code) -> std::optional<std::int64_t> {
      auto const found = populations->find(code);
      if (found == populations->end()) return std::nullopt;
      ++known;
      return found->second;
    });
    if (known == 0) {
      return refuse(finding("population.no-area", beside(folder, entry.population_file),
                            "None of its codes is the code of an area of this set.",
                            "Name the column with the area codes in the partnership file, as code_column."));
    }
  }
  return LoadedAreas{std::move(*set), entry.title, entry.attribution, crypto::to_hex(hash.finish()), crypto::to_hex(boundaries.finish())};
}

tl::expected<std::vector<KeyPlace>, Findings> load_key_places(std::string const& path) {
  auto const text = read_file(path, largest_boundary_file);
  if (!text) return refuse(finding(text.error().code.view(), path, sentence(text.error()), ""));
  auto const json = Json::parse(*text);
  if (!json) return refuse(finding(json.error().code.view(), path, sentence(json.error()), ""));
  auto projector = intake::Projector::make();
  if (!projector) return refuse(finding(projector.error().code.view(), "", sentence(projector.error()), ""));
  std::vector<KeyPlace> places;
  std::size_t number = 0;
  for (auto const& feature : (*json)["features"].array()) {
    ++number;
    auto const& position = feature["geometry"]["coordinates"].array();
    auto const& properties = feature["properties"];
    std::optional<intake::Metres> metres;
    if (position.size() >= 2) metres = projector->to_metres({position[0].number(), position[1].number()});
    if (!metres || properties["kind"].string().empty() || properties["name"].string().empty()) {
      return refuse(finding("key-place.malformed", path, fmt::format("Feature {} is no key place.", number),
                            "Give each a point in Great Britain and the properties \"kind\" and \"name\"."));
    }
    places.push_back({properties["kind"].string(), properties["name"].string(), {metres->easting, metres->northing}});
  }
  return places;
}

tl::expected<LoadedSnapPoints, Findings> load_snap_points(PartnershipFile const& partnership, std::vector<LoadedAreas> const& areas) {
  auto const path = beside(partnership.folder, partnership.snap_points_file);
  auto points = snap::load_points(path);
  if (!points) return tl::unexpected<Findings>{points.error()};
  auto const vintage = std::to_string(partnership.release_area_vintage);
  auto const release = std::ranges::find_if(areas, [&](LoadedAreas const& one) { return one.set.kind() == partnership.release_area_kind && one.set.vintage() == vintage; });
  places::AreaLocator const locator{release->set};
  LoadedSnapPoints loaded{std::move(*points)};
  loaded.outside = std::erase_if(loaded.inside, [&](auto const& point) { return !locator.locate({point.x, point.y}); });
  if (!loaded.inside.empty()) return loaded;
  return refuse(finding("snap.outside", path, "None of its points lies in the release areas.", "Give the points of the partnership's own area, with easting and northing in metres (EPSG:27700)."));
}

Result<void> store_areas(store::Transaction& transaction, LoadedAreas const& areas) {
  auto& connection = transaction.connection();
  auto const vintage = text::parse_integer(areas.set.vintage()).value_or(0);
  auto const old = connection.query_integer(sql::known_set, areas.set.kind(), vintage);
  if (!old) return fail(old);
  if (*old) {
    if (auto done = connection.execute(sql::drop_areas, **old); !done) return fail(done);
    if (auto done = connection.execute(sql::drop_set, **old); !done) return fail(done);
  }
  auto const last = connection.query_integer(sql::last_set);
  if (!last) return fail(last);
  auto const id = last->value_or(0) + 1;
  auto done = connection.execute(sql::add_set, id, areas.set.kind(), vintage, areas.title, areas.attribution, areas.source_hash, areas.boundary_hash);
  if (!done) return fail(done);
  auto bulk = store::Bulk::into(transaction, "area", {"area_set", "code", "name", "population", "geometry"});
  if (!bulk) return fail(bulk);
  for (auto const& area : areas.set.areas()) {
    auto const one = places::AreaSet::from_areas(areas.set.kind(), areas.set.vintage(), {area});
    if (!one) return fail(one);
    auto const bytes = one->to_bytes();
    bulk->integer(id).text(area.code).text(area.name).maybe_integer(area.population).blob(crypto::bytes_of(bytes));
    if (auto row = bulk->end_row(); !row) return row;
  }
  auto const written = bulk->finish();
  if (!written) return fail(written);
  return {};
}

Result<void> store_key_places(store::Transaction& transaction, std::vector<KeyPlace> const& places) {
  auto& connection = transaction.connection();
  if (auto done = connection.execute(sql::drop_places); !done) return fail(done);
  std::int64_t id = 0;
  for (auto const& place : places) {
    auto done = connection.execute(sql::add_place, ++id, place.kind, place.name, static_cast<std::int64_t>(place.point.x),
                                   static_cast<std::int64_t>(place.point.y));
    if (!done) return fail(done);
  }
  return {};
}

Result<StoredAreas> read_areas(store::Connection& connection, std::string_view kind, int vintage) {
  std::string title;
  std::string attribution;
  std::int64_t id = 0;
  auto head = connection.query(sql::find_set,
                               [&](store::Row const& row) {
                                 id = row.integer(0);
                                 title = row.string(1);
                                 attribution = row.string(2);
                               },
                               kind, vintage);
  if (!head) return fail(head);
  if (id == 0) {
    return fail(Fault::not_found, "areas.none", "This hub has no boundaries of its release area.",
                "Name the boundary files in the partnership file and run 'concordat init' again.");
  }
  std::vector<places::Area> areas;
  auto rows = connection.query(sql::areas,
                               [&](store::Row const& row) -> Result<bool> {
                                 auto one = places::AreaSet::from_bytes(crypto::text_of(row.blob(2)));
                                 if (!one) return fail(one);
                                 areas.insert(areas.end(), one->areas().begin(), one->areas().end());
                                 return true;
                               },
                               id);
  if (!rows) return fail(rows);
  auto set = places::AreaSet::from_areas(std::string{kind}, std::to_string(vintage), std::move(areas));
  if (!set) return fail(set);
  return StoredAreas{std::move(*set), std::move(title), std::move(attribution)};
}

}  // namespace concordat::hub
