// SPDX-License-Identifier: Apache-2.0
// How often the answer is right, on the texts of the made-up partnership, whose truth is known.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "intake/place_text/testing.h"
#include "synth/world/events.h"
#include "synth/synth.h"

namespace concordat::intake {
namespace {

constexpr double right_within = 250;  // metres: half the longest street, and some

std::string whole_file(std::filesystem::path const& path) {
  auto bytes = read_file(path, 1U << 30U);
  EXPECT_TRUE(bytes.has_value()) << path;
  return bytes ? *bytes : std::string{};
}

/// To the plane round `origin`, in metres: good to a metre within a district.
struct Plane {
  double longitude = 0;
  double latitude = 0;
  [[nodiscard]] GazetteerPoint at(double east, double north) const {
    constexpr double metres_a_degree = 111'320;
    constexpr double half_turn = 3.14159265358979 / 180;
    return {(east - longitude) * metres_a_degree * std::cos(latitude * half_turn),
            (north - latitude) * 111'200};
  }
};

void read_places(std::filesystem::path const& path, std::vector<GazetteerEntry>& entries, Plane& plane) {
  auto const document = Json::parse(whole_file(path));
  ASSERT_TRUE(document.has_value());
  for (auto const& feature : (*document)["features"].array()) {
    auto const& point = feature["geometry"]["coordinates"].array();
    if (plane.latitude == 0) plane = {point[0].number(), point[1].number()};
    auto const at = plane.at(point[0].number(), point[1].number());
    auto const& facts = feature["properties"];
    entries.push_back({facts["name"].string(), facts["kind"].string(), at.x, at.y, 0});
  }
}

/// Quoted cells, no line ends within them; other bytes of Windows-1252 than Latin-1 do not occur.
std::vector<std::string> cells_of(std::string const& line, char separator, bool utf8) {
  std::vector<std::string> cells(1);
  auto quoted = false;
  for (char const c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == separator && !quoted) {
      cells.emplace_back();
    } else if (!utf8 && static_cast<unsigned char>(c) >= 0x80) {
      cells.back() += static_cast<char>(0xC0U | (static_cast<unsigned char>(c) >> 6U));
      cells.back() += static_cast<char>(0x80U | (static_cast<unsigned char>(c) & 0x3FU));
    } else if (c != '\r') {
      cells.back() += c;
    }
  }
  return cells;
}

/// "file:row" of the department's files to the number of the event.
std::map<std::string, std::uint64_t> events_of_rows(std::filesystem::path const& folder) {
  std::map<std::string, std::uint64_t> found;
  std::istringstream lines{whole_file(folder / "truth" / "links.csv")};
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "person,role,file,row,event");
  while (std::getline(lines, line)) {
    auto const cells = cells_of(line, ',', true);
    if (cells[2].find("ed-istv") == std::string::npos) continue;
    found[cells[2] + ":" + cells[3]] = std::strtoull(cells[4].c_str(), nullptr, 10);
  }
  return found;
}

struct Told {
  std::string text;
  synth::Event event;
};

struct Score {
  int rows = 0, placed = 0, right = 0, matchable = 0, matched = 0, homes = 0, homes_found = 0,
      homes_placed = 0, missing = 0, missing_found = 0, ambiguous = 0, unknown = 0, unknown_placed = 0;
};

/// A made-up partnership with what its department typed and what was so.
class Measured : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(std::uint64_t seed, std::uint32_t people, int months) {
    auto model = (std::filesystem::temp_directory_path() / "concordat-place-text-XXXXXX").string();
    folder_ = mkdtemp(model.data());
    synth::Options options;
    options.seed = seed;
    options.people = people;
    options.months = months;
    options.folder = folder_;
    auto const summary = synth::write_partnership(options);
    ASSERT_TRUE(summary.has_value()) << sentence(summary.error());
    place_ = synth::make_place(seed, people);
    synth::World const world{seed, place_, synth::People{seed, place_, options.last_month.next().first_day()},
                             people};
    std::map<std::uint64_t, synth::Event> events;
    for (auto back = 0; back < months; ++back) {
      for (auto& event : synth::events_of(world, Month{options.last_month.index - back})) {
        events.emplace(event.number, std::move(event));
      }
    }
    auto const numbers = events_of_rows(folder_);
    for (auto const& file : summary->files) {
      if (file.feed == "ed-istv") read_texts(file.path, numbers, events);
    }
  }

  void read_texts(std::string const& path, std::map<std::string, std::uint64_t> const& numbers,
                  std::map<std::uint64_t, synth::Event> const& events) {
    auto const old_system = path.ends_with(".csv");
    std::istringstream lines{whole_file(folder_ / path)};
    std::string line;
    for (auto row = 1; std::getline(lines, line); ++row) {
      auto const number = numbers.find(path + ":" + std::to_string(row));
      if (number == numbers.end()) continue;
      told_.push_back(
          {cells_of(line, old_system ? ';' : '\t', !old_system).at(8), events.at(number->second)});
    }
  }

  [[nodiscard]] GazetteerPoint point_of(std::size_t entry) const {
    return {entries_[entry].x, entries_[entry].y};
  }

  /// Whether the names that were meant, rightly spelt, lie in one place: then a text of them can be matched.
  [[nodiscard]] bool can_be_matched(Told const& told) const {
    auto const spread = [&](auto const& names) {
      for (auto const left : names) {
        for (auto const right : names) {
          if (std::hypot(point_of(left).x - point_of(right).x, point_of(left).y - point_of(right).y) > 500)
            return false;
        }
      }
      return true;
    };
    if (told.event.at_home || told.text.empty()) return false;
    auto const folded = text::ascii_lower(told.text);
    for (auto const* nowhere : {"town centre", "street", "n/k"}) {
      if (folded == nowhere || folded.starts_with(std::string{nowhere} + " with ")) return false;
    }
    auto const& name = told.event.key_place ? place_.key_places[*told.event.key_place].name
                                            : place_.streets[told.event.street].name;
    std::vector<std::size_t> namesakes;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (entries_[i].name == name && (entries_[i].kind != "street") == told.event.key_place.has_value()) {
        namesakes.push_back(i);
      }
    }
    return spread(namesakes);
  }

  /// The street of an entry: key places come first, then the streets, in the order in which they were made.
  [[nodiscard]] std::uint32_t group_of(std::size_t entry) const {
    auto const places = place_.key_places.size();
    auto const street = entry < places ? place_.key_places[entry].street : static_cast<std::uint32_t>(entry - places);
    return place_.areas.areas[place_.streets[street].area].group;
  }

  [[nodiscard]] static std::string locality(std::uint32_t group) {
    constexpr std::array<std::string_view, 12> heads{"East", "West", "Upper", "Lower", "Old", "New",
                                                     "Great", "Little", "Long", "Broad", "High", "Stoney"};
    constexpr std::array<std::string_view, 10> tails{"field", "thorpe", "wick", "combe", "holme", "leigh", "stow", "mere", "gate", "beck"};
    auto name = std::string{heads[group % heads.size()]}.append(tails[group / heads.size() % tails.size()]);
    return group < heads.size() * tails.size() ? name : name + " End";
  }

  /// Parts of the town with names of their own, and every other text says in which it was.
  void name_localities(std::vector<GazetteerEntry>& known) {
    for (std::uint32_t i = 0; i < place_.areas.groups.size(); ++i) known.push_back({locality(i), "locality", 0, 0, 0, i + 1, {}});
    for (std::size_t i = 0; i < entries_.size(); ++i) entries_[i].within = {group_of(i) + 1};
    for (std::size_t i = 0; i < told_.size(); i += 2) {
      auto& told = told_[i];
      if (told.text.empty() || told.text.starts_with("n/k") || told.event.at_home) continue;
      auto const entry = told.event.key_place ? std::size_t{*told.event.key_place} : place_.key_places.size() + told.event.street;
      told.text += ", " + locality(group_of(entry));
    }
  }

  Score measure() {
    Plane plane;
    read_places(folder_ / "key-places.geojson", entries_, plane);
    read_places(folder_ / "streets.geojson", entries_, plane);
    std::vector<GazetteerEntry> known;
    if (localities_) name_localities(known);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (every_left_out_ != 0 && i % every_left_out_ == 0) continue;
      known.push_back(entries_[i]);
      known_names_.insert(entries_[i].name);
    }
    auto const gazetteer = place_text::gazetteer_of(known);
    PlaceScratch scratch;
    Score score;
    for (auto const& told : told_) count(told, match_place(gazetteer, told.text, scratch), score);
    return score;
  }

  /// The event's own place, as the entries have it: the places are published in the order in which they were
  /// made.
  [[nodiscard]] GazetteerPoint truth_of(synth::Event const& event) const {
    if (event.key_place) return point_of(*event.key_place);
    return point_of(place_.key_places.size() + event.street);
  }

  void count(Told const& told, PlaceAnswer const& answer, Score& score) const {
    ++score.rows;
    auto const blank = told.text.empty() || told.text.starts_with("n/k");
    if (blank) {
      ++score.missing;
      if (answer.kind == PlaceMatch::missing) ++score.missing_found;
    } else if (told.event.at_home) {
      ++score.homes;
      if (answer.kind == PlaceMatch::home) ++score.homes_found;
      if (answer.located()) ++score.homes_placed;
    }
    if (answer.kind == PlaceMatch::ambiguous) ++score.ambiguous;
    auto const truth = truth_of(told.event);
    auto const near = std::hypot(answer.x - truth.x, answer.y - truth.y) <= right_within;
    if (answer.located()) {
      ++score.placed;
      if (near && !told.event.at_home) ++score.right;
    }
    auto const& name = told.event.key_place ? place_.key_places[*told.event.key_place].name
                                            : place_.streets[told.event.street].name;
    if (!blank && !told.event.at_home && !known_names_.contains(name)) {
      ++score.unknown;
      if (answer.located() && !near) ++score.unknown_placed;
    }
    if (can_be_matched(told)) {
      ++score.matchable;
      if (answer.located() && near) ++score.matched;
    }
  }

  std::filesystem::path folder_;
  synth::Place place_;
  std::vector<GazetteerEntry> entries_;
  std::vector<Told> told_;
  std::set<std::string> known_names_;
  bool localities_ = false;
  std::size_t every_left_out_ = 0;  ///< one entry in so many is not in the gazetteer
};

double share(int part, int whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / whole;
}

void expect_good(Score const& score) {
  auto const figures = fmt::format(
      "rows {}, placed {}, of them right {} ({:.4f}), matchable {}, of them matched {} ({:.4f}), homes {}, "
      "missing {}, "
      "ambiguous {}",
      score.rows, score.placed, score.right, share(score.right, score.placed), score.matchable, score.matched,
      share(score.matched, score.matchable), score.homes, score.missing, score.ambiguous);
  testing::Test::RecordProperty("figures", figures);
  SCOPED_TRACE(figures);
  EXPECT_GT(score.matchable, 100);
  EXPECT_GT(score.homes, 20);
  EXPECT_GT(score.missing, 20);
  EXPECT_GE(share(score.right, score.placed), 0.995);
  EXPECT_GE(share(score.matched, score.matchable), 0.90);
  EXPECT_EQ(score.homes_placed, 0) << "a private home was mapped";
  EXPECT_EQ(score.homes_found, score.homes);
  EXPECT_EQ(score.missing_found, score.missing);
}

TEST_F(Measured, ASmallPlaceIsMatchedWellAndNoHomeIsMapped) {
  write(1, 20'000, 24);
  expect_good(measure());
}

TEST_F(Measured, APlaceOfManyNamesakesIsMatchedWellToo) {
  write(1, 180'000, 24);
  expect_good(measure());
}

/// What the names of areas add: rows placed rise, and hardly any is wrong.
TEST_F(Measured, PartsOfTheTownTellNamesakesApart) {
  write(1, 180'000, 24);
  auto const without = measure();
  entries_.clear();
  localities_ = true;
  auto const with = measure();
  auto const figures = fmt::format("rows {}; without localities placed {}, right {:.4f}; with them in every other text placed {}, right {:.4f}, ambiguous {} of {}",
                                   with.rows, without.placed, share(without.right, without.placed), with.placed, share(with.right, with.placed),
                                   with.ambiguous, without.ambiguous);
  RecordProperty("figures", figures);
  SCOPED_TRACE(figures);
  EXPECT_GT(with.placed, without.placed * 1.2);
  EXPECT_GE(share(with.right, with.placed), 0.995);
  EXPECT_EQ(with.homes_placed, 0);
}

TEST_F(Measured, APlaceThatTheGazetteerDoesNotKnowIsSeldomTakenForAnother) {
  every_left_out_ = 3;
  write(1, 20'000, 60);
  auto const score = measure();
  RecordProperty("figures",
                 fmt::format("unknown {}, taken for another {}", score.unknown, score.unknown_placed));
  EXPECT_GT(score.unknown, 100);
  EXPECT_LE(score.unknown_placed, score.unknown * 0.03);
}

}  // namespace
}  // namespace concordat::intake
