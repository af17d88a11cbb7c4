// SPDX-License-Identifier: Apache-2.0
// The places that a text may name: streets, venues, and the localities that tell one High Street from
// another.
//
// Built once from a trusted file, never changed, shared by any number of threads. The same entries in any
// order make the same gazetteer. A county of 100,000 names takes some 13 MB.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace concordat::intake {

namespace place_text {
struct GazetteerIndex;
}  // namespace place_text

/// `kind` decides what a name is worth:
///   "street"                        a street; half its length is the radius;
///   "locality", "outward-postcode"  only tells namesakes apart, is never an answer itself. With an `area` it has
///                                   boundaries: what lies within says so itself, and its name counts only where the text
///                                   tells it by itself ("High St, Eastfield", not "Eastfield Arms");
///   "hospital"                      a venue, and what "A&E" or "the hospital" means where there is one only;
///   anything else                   a venue.
/// Several entries may bear one name. Coordinates and radius are metres of one projected grid.
struct GazetteerEntry {
  std::string name;
  std::string kind;
  double x = 0;
  double y = 0;
  double radius_metres = 0;  ///< 0 where it is not known
  std::uint32_t area = 0;    ///< of a locality with boundaries: its number; 0: none
  std::vector<std::uint32_t> within = {};  ///< numbers of the localities with boundaries in which the place lies
};

struct GazetteerPoint {
  double x = 0;
  double y = 0;
};

struct GazetteerOptions {
  /// Of the department whose texts are matched. Without it, "the hospital" is the one hospital of the
  /// gazetteer.
  std::optional<GazetteerPoint> hospital = {};
  double tie_metres = 500;               ///< namesakes farther apart than this are ambiguous
  double venue_metres = 50;              ///< accuracy of a venue without a radius
  double street_metres = 150;            ///< accuracy of a street without a radius
  std::size_t most_entries = 2'000'000;  ///< more is refused
};

class Gazetteer {
 public:
  /// Problems, with where.row counting entries from 1: gazetteer.too-large, gazetteer.no-name,
  /// gazetteer.bad-point, gazetteer.bad-radius, gazetteer.bad-option. An empty gazetteer is lawful: homes and
  /// missing places are still told from the rest.
  [[nodiscard]] static Result<Gazetteer> build(std::vector<GazetteerEntry> entries,
                                               GazetteerOptions options = {});

  Gazetteer(Gazetteer&&) noexcept;
  Gazetteer& operator=(Gazetteer&&) noexcept;
  Gazetteer(Gazetteer const&) = delete;
  Gazetteer& operator=(Gazetteer const&) = delete;
  ~Gazetteer();

  [[nodiscard]] std::size_t size() const;          ///< entries
  [[nodiscard]] std::size_t memory_bytes() const;  ///< held
  /// For match.cpp.
  [[nodiscard]] place_text::GazetteerIndex const& index() const { return *index_; }

 private:
  explicit Gazetteer(std::unique_ptr<place_text::GazetteerIndex const> index);
  std::unique_ptr<place_text::GazetteerIndex const> index_;
};

}  // namespace concordat::intake
