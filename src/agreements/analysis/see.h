// SPDX-License-Identifier: Apache-2.0
// Who can see a field, and what a role of an agency can see; with what forbids it, and where it can be passed on to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agreements/analysis/scope.h"
#include "base/json.h"

namespace concordat::agreements::analysis {

/// What one rule gives to one agency of one field.
struct Sight {
  std::string field;
  std::string agency;
  std::vector<std::string> roles = {};
  std::vector<std::string> disclosers = {};
  std::vector<std::string> purposes = {};   ///< without those that a prohibition forbids outright
  std::vector<std::string> forbidden = {};  ///< these
  Form form = Form::aggregate;
  Transform as = Transform::count;
  std::vector<std::string> conditions = {};  ///< in words, one each
  std::string kept = {};                     ///< "3 years from the day it arrived, then deleted"
  std::string gateway = {};                  ///< id
  bool onward = false;                       ///< may be passed on, if the giver agrees
  std::string rule = {};                     ///< "isa.northshire.ed-istv@4#rows-to-analysts"
  Date until = {};                           ///< first day it no longer holds
  /// What forbids it in part or for some of the purposes: reference and sentence.
  std::vector<std::pair<std::string, std::string>> prohibitions = {};
};

struct Hop {
  std::string from;
  std::string to;
  std::string rule;
};
/// How a field reaches an agency by being passed on: each hop but the last allows it, if the giver agrees.
struct Chain {
  std::string field;
  std::vector<Hop> hops;
  /// Whether some agreement names the first giver and the last receiver both as parties.
  bool known_to_source = false;
};

struct SightQuery {
  std::string field = {};  ///< id by any name, or a prefix and ".*"; empty: every field
  std::string agency = {};
  std::string role = {};
  std::optional<Form> form = {};  ///< only what can be had in this form or a more identifying one
};

/// By field, agency, discloser and rule. Rules that prohibitions forbid outright are there, with no purposes.
[[nodiscard]] std::vector<Sight> sights(Scope const& scope, SightQuery const& query, PrintNames const& names = {});
/// At least two hops, no agency twice; for fields as in the query.
[[nodiscard]] std::vector<Chain> chains(Scope const& scope, SightQuery const& query);

[[nodiscard]] Json to_json(Sight const& sight);
[[nodiscard]] Json to_json(Chain const& chain);
[[nodiscard]] std::string sentence(Sight const& sight, PrintNames const& names = {});
[[nodiscard]] std::string sentence(Chain const& chain, PrintNames const& names = {});

}  // namespace concordat::agreements::analysis
