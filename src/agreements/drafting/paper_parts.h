// SPDX-License-Identifier: Apache-2.0
// Inside the module: what the papers are written with.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "agreements/document.h"
#include "catalogue/catalogue.h"

namespace concordat::agreements {

/// What the agreement gives, counted once for all papers.
struct Contents {
  bool about_people = false;
  bool children = false;      ///< a rule that children fall under
  bool own_decision = false;  ///< a purpose that is agreed apart
  bool enforcement = false;   ///< a purpose that acts against a person
  std::set<std::string> special = {};   ///< labels of special category items
  std::set<std::string> criminal = {};  ///< labels of items on offences, allegations included
  std::set<std::string> high_risk = {};
  std::set<std::string> identifying = {};
  std::set<std::string> protected_characteristics = {};  ///< labels of items that are or stand for one
  std::set<std::string> joined_at = {};  ///< agencies that are given items by more than one other
  std::set<std::string> confidence = {};  ///< disclosers that owe a duty of confidence
};
[[nodiscard]] Contents contents_of(Agreement const& agreement, catalogue::Catalogue const& catalogue);

/// One line of Markdown that means only itself.
[[nodiscard]] std::string plain(std::string_view text);
/// "a, b and c"; "none" where there is none.
[[nodiscard]] std::string listed(std::set<std::string> const& texts);
[[nodiscard]] std::string listed(Words const& words);
[[nodiscard]] std::string label_of(std::string_view field, catalogue::Catalogue const& catalogue);
/// Title and statute of the gateway.
[[nodiscard]] std::string law_named(std::string_view gateway, catalogue::Catalogue const& catalogue);
/// "3 months" of P3M; the words as written where they are no whole number of one unit.
[[nodiscard]] std::string period_words(std::string_view written);
/// "kept for 3 months from the closing of the case, then deleted"
[[nodiscard]] std::string keeping_words(Retention const& retention);
/// Conditions of the rule as a list of short phrases.
[[nodiscard]] std::string conditions_words(Conditions const& conditions);
/// Heading and the lines on what the paper is and which agreement it belongs to.
[[nodiscard]] std::string opening(std::string_view title, std::string_view what, Agreement const& agreement);

}  // namespace concordat::agreements
