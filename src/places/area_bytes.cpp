// SPDX-License-Identifier: Apache-2.0
// The bytes an area set is kept in: "CAS1", then numbers as LEB128 varints and texts with their length.
// Points are whole centimetres, each the difference from the point before (zigzag), about five bytes a point.
#include <cmath>

#include "places/area_set.h"

namespace concordat::places {
namespace {

constexpr std::string_view magic = "CAS1";

class Writer {
 public:
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>((value & 0x7f) | 0x80);
    bytes_ += static_cast<char>(value);
  }
  void signed_number(std::int64_t value) {
    auto const bits = static_cast<std::uint64_t>(value);
    number(value < 0 ? ~(bits << 1) : bits << 1);
  }
  void text(std::string_view text) {
    number(text.size());
    bytes_ += text;
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_{magic};
};

/// Reads with one flag for "ran out or makes no sense", looked at once at the end of each area.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : left_{bytes} {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (left_.empty()) break;
      auto const byte = static_cast<std::uint8_t>(left_.front());
      left_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return broken();
  }
  std::int64_t signed_number() {
    std::uint64_t const bits = number();
    return static_cast<std::int64_t>((bits >> 1) ^ (~(bits & 1) + 1));
  }
  /// How many things follow, each of at least `bytes_each`: a false length cannot make us reserve memory.
  std::size_t count(std::size_t bytes_each) {
    std::uint64_t const value = number();
    return value > left_.size() / bytes_each ? broken() : static_cast<std::size_t>(value);
  }
  std::string text() {
    std::size_t const size = count(1);
    std::string text{left_.substr(0, size)};
    left_.remove_prefix(size);
    return text;
  }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool at_end() const { return left_.empty(); }

 private:
  std::uint64_t broken() {
    good_ = false;
    left_ = {};
    return 0;
  }
  std::string_view left_;
  bool good_ = true;
};

/// A point in centimetres, walking along the set.
struct Cursor {
  std::int64_t x = 0;
  std::int64_t y = 0;
};

std::int64_t centimetres(double metres) {
  return static_cast<std::int64_t>(std::llround(metres * 100));
}

void write_ring(Writer& writer, Ring const& ring, Cursor& cursor) {
  writer.number(ring.size());
  for (auto const& point : ring) {
    Cursor const next{centimetres(point.x), centimetres(point.y)};
    writer.signed_number(next.x - cursor.x);
    writer.signed_number(next.y - cursor.y);
    cursor = next;
  }
}

Ring read_ring(Reader& reader, Cursor& cursor) {
  Ring ring(reader.count(2));
  for (auto& point : ring) {
    // in unsigned numbers, so that false differences wrap round; from_areas then refuses the far point
    cursor.x = static_cast<std::int64_t>(static_cast<std::uint64_t>(cursor.x) +
                                         static_cast<std::uint64_t>(reader.signed_number()));
    cursor.y = static_cast<std::int64_t>(static_cast<std::uint64_t>(cursor.y) +
                                         static_cast<std::uint64_t>(reader.signed_number()));
    point = {static_cast<double>(cursor.x) / 100, static_cast<double>(cursor.y) / 100};
  }
  return ring;
}

Area read_area(Reader& reader, Cursor& cursor) {
  Area area;
  area.code = reader.text();
  area.name = reader.text();
  // 0 means "not known", otherwise one more than the population
  if (auto const population = reader.number(); population != 0) {
    area.population = static_cast<std::int64_t>(population - 1);
  }
  area.polygons.resize(reader.count(1));
  for (auto& polygon : area.polygons) {
    polygon.rings.resize(reader.count(1));
    for (auto& ring : polygon.rings) ring = read_ring(reader, cursor);
  }
  return area;
}

}  // namespace

std::string AreaSet::to_bytes() const {
  Writer writer;
  writer.text(kind_);
  writer.text(vintage_);
  writer.number(areas_.size());
  Cursor cursor;
  for (auto const& area : areas_) {
    writer.text(area.code);
    writer.text(area.name);
    writer.number(area.population ? static_cast<std::uint64_t>(*area.population) + 1 : 0);
    writer.number(area.polygons.size());
    for (auto const& polygon : area.polygons) {
      writer.number(polygon.rings.size());
      for (auto const& ring : polygon.rings) write_ring(writer, ring, cursor);
    }
  }
  return writer.take();
}

Result<AreaSet> AreaSet::from_bytes(std::string_view bytes) {
  auto const damaged = [] {
    return fail(Fault::integrity, "area.bytes", "The stored areas are damaged or of another version.",
                "Load the boundary files again.");
  };
  if (!bytes.starts_with(magic)) return damaged();
  Reader reader{bytes.substr(magic.size())};
  auto kind = reader.text();
  auto vintage = reader.text();
  std::vector<Area> areas;
  Cursor cursor;
  for (auto left = reader.count(1); left > 0 && reader.good(); --left) {
    areas.push_back(read_area(reader, cursor));
  }
  if (!reader.good() || !reader.at_end()) return damaged();
  return from_areas(std::move(kind), std::move(vintage), std::move(areas));
}

}  // namespace concordat::places
