// SPDX-License-Identifier: Apache-2.0
// What no agreement covers, and what feeds bring that no agreement needs: that should not even be taken in.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "agreements/analysis/scope.h"
#include "base/json.h"

namespace concordat::agreements::analysis {

struct KnownField {
  std::string id;     ///< as agreements name it: "istv.assault_at"
  std::string label;  ///< for people
};

struct FeedColumn {
  std::string field;
  std::string label;
  bool frames = false;  ///< key, time, place, category or period: without it no row can be kept and no figure made
};

/// One feed, or one mapping profile where no partnership is known.
struct FeedOffer {
  std::string id;
  std::string agency;  ///< that sends it; empty: whoever gives such fields
  std::string profile;
  std::vector<FeedColumn> columns;
  std::vector<std::string> makes = {};  ///< fields that the hub makes of such rows: figures, matched places
};

enum class Need : std::uint8_t {
  given,      ///< an agreement gives it
  decides,    ///< it says which rows are left out of what is given
  frames,     ///< what an agreement gives is made of rows that it holds together
  not_needed  ///< no agreement needs it: do not take it in
};
[[nodiscard]] std::string_view name_of(Need need);

struct ColumnNeed {
  FeedColumn column;
  Need need = Need::not_needed;
  std::vector<std::string> rules = {};  ///< references, where given or deciding
};
struct FeedNeed {
  std::string feed;
  std::string agency;
  std::string profile;
  std::vector<ColumnNeed> columns;
  [[nodiscard]] std::size_t not_needed() const;
};

struct Coverage {
  std::size_t covered = 0;            ///< fields of the catalogue that some rule gives
  std::vector<KnownField> uncovered;  ///< the others, by id
  std::vector<FeedNeed> feeds;
};

[[nodiscard]] Coverage coverage(Scope const& scope, std::vector<KnownField> const& catalogue, std::vector<FeedOffer> const& feeds);
[[nodiscard]] Json to_json(Coverage const& coverage);

}  // namespace concordat::agreements::analysis
