// SPDX-License-Identifier: Apache-2.0
// Figures for everybody: of one quarter, source by source, area by area, changed by the cell key.
//
// The reports are those that left under the gate for the edition's agency; the rule for the public is put on the reports, never on a
// partner's table. A record's key is made from what it is known by at its source, so that the same reports give the same figure in every
// table and after every restart. What the rule refuses is not there, and is told with its reason.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "hub/release/gate.h"
#include "hub/told/told.h"

namespace concordat::hub {

inline constexpr std::int64_t fewest_residents = 1000;  ///< of an area that has a public figure of violence, in every hub

struct PublicFigure {
  std::string code = {};                ///< of the area; empty: all areas together
  std::string name = {};
  std::optional<std::int64_t> value = {};  ///< none: below the smallest group
};

struct PublicTable {
  std::string source = {};      ///< "Police"
  std::string feed = {};
  std::string agency = {};      ///< whose reports
  std::string quarter = {};
  std::string boundaries = {};  ///< "lsoa-2021:5f3a09c1"
  std::int64_t smallest = 0;    ///< figures below are not shown
  std::vector<PublicFigure> figures = {};
};

struct LeftOut {
  std::string what;
  std::string why;
};

struct PublicFigures {
  std::vector<PublicTable> tables = {};
  std::vector<LeftOut> left_out = {};
  Json witnesses = Json{Json::Array{}};  ///< of what partners were told, why it is left out: for the entry alone
  std::string data_version = {};
  std::string attribution = {};  ///< of the boundaries
  Json outlines = {};            ///< of the areas; null where no table has figures by area
  std::int64_t fewest_residents = hub::fewest_residents;  ///< in this hub, as the figures were made
  std::string settings = {};     ///< protection settings they were made under; empty: there are no figures
};

/// A table of an edition that is public, or proposed to be.
struct EarlierTable {
  std::string publication;
  PublicTable table;
};

/// REQUIRES: a write transaction. What the gate or the rule refuses is among `left_out`. "quarter.reports-differ".
[[nodiscard]] Result<PublicFigures> public_figures(Hub& hub, store::Transaction& transaction, GateRequest request, Quarter quarter, std::span<EarlierTable const> earlier);

/// Why the table cannot stand beside the earlier ones, with the publication that is the witness; nothing where it can. `codes` and
/// `counts`: every area and its true count.
[[nodiscard]] Result<std::optional<std::string>> stands_against(PublicTable const& proposed, std::span<std::string const> codes, std::span<std::int64_t const> counts,
                                                                std::span<EarlierTable const> earlier);

struct BesideTold {
  std::optional<PublicTable> stays = {};
  std::vector<std::pair<std::string, told::Finding>> left_out = {};  ///< ", by area", or "" for all of it
};
/// What of the table may be public beside what every agency was told: all of it, or the figure of all areas together, or nothing. What stays is
/// among `told` from then on.
[[nodiscard]] Result<BesideTold> stands_beside_told(PublicTable table, told::Truth const& truth, std::vector<told::Telling>& told);

[[nodiscard]] Json to_json(PublicTable const& table);
/// What to_json wrote.
[[nodiscard]] PublicTable public_table_from(Json const& json);

}  // namespace concordat::hub
