// SPDX-License-Identifier: Apache-2.0
// How two sets of terms for one cell differ.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "agreements/analysis/diff_cells.h"

namespace concordat::agreements::analysis {
namespace {

using Side = std::vector<Offer>;

std::vector<Terms const*> terms_in(Side const& side) {
  std::vector<Terms const*> out;
  for (auto const& offer : side) out.push_back(offer.terms);
  return out;
}

/// Those of `side` that the other does not cover.
std::vector<Terms const*> uncovered(Side const& side, std::vector<Terms const*> const& by) {
  std::vector<Terms const*> out;
  for (auto const& offer : side) {
    if (!covered(*offer.terms, by)) out.push_back(offer.terms);
  }
  return out;
}

std::vector<Facet> differing(Terms const& one, Terms const& other) {
  std::vector<Facet> out;
  for (auto const facet : all_facets()) {
    if (order(facet, one, other) != Order::same) out.push_back(facet);
  }
  return out;
}

void add_facets(Terms const& before, Terms const& after, PrintNames const& names, std::vector<FacetChange>& out) {
  for (auto const facet : differing(before, after)) {
    out.push_back({std::string{name_of(facet)}, std::string{title_of(facet)}, order(facet, after, before),
                   in_words(facet, before, names), in_words(facet, after, names)});
  }
}

/// The one with the fewest differences; of several the first, so that the answer does not hang on chance.
Terms const* nearest(Terms const& to, std::vector<Terms const*> const& among) {
  return *std::min_element(among.begin(), among.end(), [&](auto const* left, auto const* right) {
    return differing(to, *left).size() < differing(to, *right).size();
  });
}

/// Bars that the other side does not impose as well.
std::vector<Bar> beyond(std::vector<Bar> const& bars, std::vector<Bar> const& others) {
  std::vector<Bar> out;
  std::copy_if(bars.begin(), bars.end(), std::back_inserter(out),
               [&](Bar const& bar) { return !forbidden_by(*bar.prohibition, others); });
  return out;
}

bool all_forbidden(std::vector<Bar> const& bars) {
  return std::any_of(bars.begin(), bars.end(), [](Bar const& bar) { return is_total(*bar.prohibition); });
}

std::vector<std::string> references(Side const& side) {
  std::vector<std::string> out;
  for (auto const& offer : side) out.push_back(reference(*offer.agreement, *offer.rule));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<std::string> given(Side const& side, PrintNames const& names) {
  std::vector<std::string> out;
  for (auto const& offer : side) {
    auto line = std::string{in_words(Facet::as, *offer.terms, names)};
    for (auto const facet : all_facets()) {
      if (facet == Facet::as) continue;
      auto const words = in_words(facet, *offer.terms, names);
      if (words != "not asked") line += fmt::format("; {}: {}", title_of(facet), words);
    }
    out.push_back(std::move(line));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Change kind_of(bool widens, bool narrows) {
  return widens && narrows ? Change::mixed : widens ? Change::eased : Change::tightened;
}

void compare_bars(Sides const& sides, PrintNames const& names, CellChange& out) {
  for (auto const& bar : beyond(sides.bars_before, sides.bars_after)) {
    out.widens = true;
    out.facets.push_back({"prohibition", "prohibition", Order::easier, agreements::in_words(*bar.prohibition, names), "lifted"});
  }
  for (auto const& bar : beyond(sides.bars_after, sides.bars_before)) {
    out.narrows = true;
    out.facets.push_back({"prohibition", "prohibition", Order::stricter, "not there", agreements::in_words(*bar.prohibition, names)});
  }
}

void compare_terms(Sides const& sides, PrintNames const& names, CellChange& out) {
  auto const before = terms_in(sides.before);
  auto const after = terms_in(sides.after);
  auto const wider = uncovered(sides.after, before);
  auto const narrower = uncovered(sides.before, after);
  out.widens = !wider.empty();
  out.narrows = !narrower.empty();
  for (auto const* const terms : wider) add_facets(*nearest(*terms, before), *terms, names, out.facets);
  for (auto const* const terms : narrower) add_facets(*terms, *nearest(*terms, after), names, out.facets);
  // An unordered change both widens and narrows as it stands; nothing more to say of it.
}

}  // namespace

std::optional<CellChange> judge(Sides const& sides, PrintNames const& names) {
  auto const was_given = !sides.before.empty() && !all_forbidden(sides.bars_before);
  auto const is_given = !sides.after.empty() && !all_forbidden(sides.bars_after);
  if (!was_given && !is_given) return std::nullopt;
  CellChange out;
  if (was_given && is_given) {
    compare_terms(sides, names, out);
    compare_bars(sides, names, out);
    if (!out.widens && !out.narrows) return std::nullopt;
    out.change = kind_of(out.widens, out.narrows);
    std::sort(out.facets.begin(), out.facets.end());
    out.facets.erase(std::unique(out.facets.begin(), out.facets.end()), out.facets.end());
  } else {
    out.change = is_given ? Change::added : Change::removed;
    (is_given ? out.widens : out.narrows) = true;
    // Of what is gone it matters that it is gone, not in which detail it was given.
    if (is_given) out.given = given(sides.after, names);
  }
  out.before = references(sides.before);
  out.after = references(sides.after);
  for (auto const& bar : sides.bars_after) out.prohibited.push_back(bar.reference());
  std::sort(out.prohibited.begin(), out.prohibited.end());
  return out;
}

std::vector<RawBox> merged(std::vector<RawBox> boxes) {
  auto count = boxes.size() + 1;
  while (boxes.size() < count) {
    count = boxes.size();
    for (auto const dimension : {3U, 2U, 1U, 0U, 4U}) {
      std::map<RawBox, std::vector<std::uint32_t>> alike;
      for (auto& box : boxes) {
        auto values = std::move(box[dimension]);
        box[dimension].clear();
        auto& into = alike[std::move(box)];
        into.insert(into.end(), values.begin(), values.end());
      }
      boxes.clear();
      for (auto& [rest, values] : alike) {
        std::sort(values.begin(), values.end());
        boxes.push_back(rest);
        boxes.back()[dimension] = std::move(values);
      }
    }
  }
  return boxes;
}

}  // namespace concordat::agreements::analysis
