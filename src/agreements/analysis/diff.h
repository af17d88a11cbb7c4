// SPDX-License-Identifier: Apache-2.0
// What one set of agreements allows that another does not: exactly, cell by cell, and told in boxes.
//
// A cell is discloser x recipient x role x purpose x field. What an agreement gives for a cell is the union of the terms of
// its rules, less what prohibitions forbid. Two sets are compared as if both were in force; when they are is compared
// apart (`TermChange`). Exact: a decision differs on a day when both are in force if and only if its cell is in `cells`, or
// a clause about several fields is in `clauses`, with `widens` where the new set decides yes and the old one no, `narrows`
// the other way round. Three things are not put in order and count as widening where they change: terms that have no order
// (another law, another tool), approvals of other roles that only several rules together cover, and parts of a document
// this module does not know.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agreements/analysis/scope.h"
#include "base/json.h"

namespace concordat::agreements::analysis {

/// `mixed`: eased in one way and tightened in another.
enum class Change : std::uint8_t { added, eased, mixed, tightened, removed };
[[nodiscard]] std::string_view name_of(Change change);

/// One term that changed, and how the new value stands to the old.
struct FacetChange {
  std::string facet;  ///< "keep-for"; "prohibition"
  std::string title;  ///< "kept for"
  Order now = Order::unordered;
  std::string before;
  std::string after;
  auto operator<=>(FacetChange const&) const = default;
};

/// The product of these lists; each sorted.
struct Box {
  std::vector<std::string> disclosers;
  std::vector<std::string> recipients;
  std::vector<std::string> roles;
  std::vector<std::string> purposes;
  std::vector<std::string> fields;
  [[nodiscard]] std::size_t cells() const;
  [[nodiscard]] bool contains(Cell const& cell) const;
  auto operator<=>(Box const&) const = default;
};

/// Cells that change in the same way, by the same rules.
struct CellChange {
  Change change = Change::added;
  bool widens = false;
  bool narrows = false;
  std::vector<FacetChange> facets = {};     ///< what of the terms; of what was added or removed: none
  std::vector<std::string> given = {};      ///< of what was added: the terms in words
  std::vector<std::string> prohibited = {}; ///< references of prohibitions that bear on these cells now
  std::vector<std::string> before = {};     ///< references of the rules that gave it
  std::vector<std::string> after = {};      ///< and that give it
  std::optional<Date> stops = {};           ///< where it narrows: the first day on which the old terms no longer hold
  std::vector<Box> boxes = {};
  [[nodiscard]] std::size_t cells() const;
};

/// A prohibition or a clause about fields that may not, or must, go together.
struct ClauseChange {
  std::string kind;  ///< "prohibition", "never-together", "must-go-together", "part-not-known", "status"
  std::string id;    ///< of a prohibition: its reference; else of the agreement
  std::string before;  ///< in words; empty: was not there
  std::string after;
  bool widens = false;
  bool narrows = false;
};

struct InForceChange {
  std::string agreement;  ///< id
  std::optional<std::pair<Date, Date>> before = {};  ///< from and until; nothing: it is new
  std::optional<std::pair<Date, Date>> after = {};   ///< nothing: it is no longer there
  bool widens = false;
  bool narrows = false;
};

struct Difference {
  std::vector<CellChange> cells = {};  ///< widening ones first
  std::vector<ClauseChange> clauses = {};
  std::vector<InForceChange> terms = {};
  /// Parts that decide nothing: "isa.northshire.ed: summary", in order of the document's id.
  std::vector<std::string> other = {};

  [[nodiscard]] bool widens() const;
  [[nodiscard]] bool empty() const;
  /// How many cells are widened, and how many narrowed; what is mixed counts in both.
  struct CellCounts {
    std::size_t wider = 0;
    std::size_t narrower = 0;
  };
  [[nodiscard]] CellCounts counts() const;
  /// The change that the cell lies in; at most one.
  [[nodiscard]] CellChange const* at(Cell const& cell) const;
};

/// REQUIRES: both have the same vocabulary.
[[nodiscard]] Difference compare(Scope const& before, Scope const& after, PrintNames const& names = {});

/// What the hub recorded as shared: a cell and when last. Field and purpose under any of their names.
struct Sharing {
  Cell cell;
  Date last_used;
};
/// What stops, or goes on only on stricter terms, when the new set takes the place of the old one.
struct CutOver {
  Sharing sharing;
  CellChange const* change = nullptr;  ///< of the difference; says the day and what becomes of it
};
[[nodiscard]] std::vector<CutOver> cut_over(Difference const& difference, std::span<Sharing const> sharings,
                                            Vocabulary const* vocabulary);

/// One line a change, for people.
[[nodiscard]] std::vector<std::string> sentences(Difference const& difference, PrintNames const& names = {});
[[nodiscard]] Json to_json(Difference const& difference);
[[nodiscard]] Json to_json(Box const& box);

}  // namespace concordat::agreements::analysis
