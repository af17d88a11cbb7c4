// SPDX-License-Identifier: Apache-2.0
// Where places stand on maps: each by the table of published points that its quarter was closed under.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "hub/snap/epochs.h"
#include "protection/snap/snap_table.h"

namespace concordat::hub::snap {

/// The area that no place is moved out of is the partnership's: a point stands for the addresses nearest to it in all of that.
inline constexpr std::uint32_t partnership_area = 0;
inline constexpr std::uint32_t outside_area = 1;

/// Of each quarter the number of its table; nothing: its places stand where they were reported.
using EpochOfQuarter = std::map<Quarter, std::optional<int>>;

struct Spot {
  double x = 0;
  double y = 0;
};

/// A table of points, as it came in.
struct Table {
  Epoch epoch;
  protection::SnapTable points;
};

class Tables {
 public:
  Tables() = default;
  /// "snap.no-epoch" where a quarter names a table that is not there; "snap.points-differ" where one is not what came in.
  /// A table that `earlier` has is taken from there, if its row still says the same of it.
  [[nodiscard]] static Result<Tables> read(store::Connection& connection, EpochOfQuarter epoch_of, Tables const& earlier = {});

  /// The point that stands for the place; the place itself where its quarter has no table. Nothing where the table has no point within
  /// 500 m, where the place lies outside the partnership's area, and of a quarter that was not asked for: then it is on no map.
  [[nodiscard]] std::optional<Spot> stand(Spot place, Quarter quarter, bool is_inside) const;
  /// Whether the quarter has a table.
  [[nodiscard]] bool has(Quarter quarter) const {
    auto const found = epoch_of_.find(quarter);
    return found != epoch_of_.end() && found->second.has_value();
  }
  /// The quarter's; null where it has none. REQUIRES: used while this stands.
  [[nodiscard]] Table const* of(Quarter quarter) const;
  /// Whether any of the quarters has a table.
  [[nodiscard]] bool any() const { return !held_.empty(); }
  /// What a reader of the maps should know: which quarters stand by which table, and which by none.
  [[nodiscard]] std::vector<std::string> words() const;

 private:
  std::map<int, Table> held_;
  EpochOfQuarter epoch_of_;
};

}  // namespace concordat::hub::snap
