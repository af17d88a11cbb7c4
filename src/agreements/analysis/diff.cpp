// SPDX-License-Identifier: Apache-2.0
// The comparison itself: every rule becomes numbered entries, one a discloser, recipient, role and purpose; entries that
// both sides have cancel, and only fields of what is left are judged.
#include "agreements/analysis/diff.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <set>
#include <unordered_map>

#include "agreements/analysis/diff_cells.h"

namespace concordat::agreements::analysis {
namespace {

using Id = std::uint32_t;

class Interner {
 public:
  Id of(std::string_view text) {
    auto const found = ids_.find(text);
    if (found != ids_.end()) return found->second;
    texts_.emplace_back(text);
    ids_.emplace(texts_.back(), static_cast<Id>(texts_.size() - 1));
    return static_cast<Id>(texts_.size() - 1);
  }
  [[nodiscard]] std::string const& text(Id id) const { return texts_[id]; }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }

 private:
  std::deque<std::string> texts_;  // stays put, so that the views of the map stay good
  std::unordered_map<std::string_view, Id> ids_;
};

/// Fields that a rule gives on the same terms.
struct Pack {
  Offer offer;
  Id terms = 0;
  Id content = 0;  ///< of terms and fields
  std::vector<Id> fields;
};

using Quad = std::array<Id, 4>;  ///< discloser, recipient, role and purpose

struct Entry {
  Quad quad = {};
  Id content = 0;
  Id pack = 0;
  auto operator<=>(Entry const&) const = default;
};

struct Layer {
  std::vector<Pack> packs;
  std::vector<Entry> entries;  ///< sorted
};

class Comparison {
 public:
  Comparison(Scope const& before, Scope const& after, PrintNames const& names) : before_{before}, after_{after}, names_{names} {}

  std::vector<CellChange> cells() {
    find_changed_bars();
    find_changed_pairs();
    auto const old_layer = layer(before_);
    auto const new_layer = layer(after_);
    auto left = old_layer.entries.begin();
    auto right = new_layer.entries.begin();
    while (left != old_layer.entries.end() || right != new_layer.entries.end()) {
      auto const quad = right == new_layer.entries.end() || (left != old_layer.entries.end() && left->quad < right->quad) ? left->quad : right->quad;
      auto const left_end = std::find_if(left, old_layer.entries.end(), [&](Entry const& entry) { return entry.quad != quad; });
      auto const right_end = std::find_if(right, new_layer.entries.end(), [&](Entry const& entry) { return entry.quad != quad; });
      compare_quad(quad, {old_layer, {left, left_end}}, {new_layer, {right, right_end}});
      left = left_end;
      right = right_end;
    }
    return gathered();
  }

 private:
  struct Slice {
    Layer const& layer;
    std::span<Entry const> entries;
  };

  Layer layer(Scope const& scope) {
    Layer out;
    for (auto const* const agreement : scope.agreements) {
      for (auto const& rule : agreement->rules) {
        if (bears(*agreement, rule)) add_rule(*agreement, rule, out);
      }
    }
    std::sort(out.entries.begin(), out.entries.end());
    return out;
  }

  static std::string pair_of(Word const& discloser, Word const& recipient) { return discloser.text + '\n' + recipient.text; }

  /// Between which agencies anything can have changed: of a thousand agreements an edit touches a few.
  void find_changed_pairs() {
    for (auto const* const agreement : before_.agreements) kept_[agreement->sha256] |= 1;
    for (auto const* const agreement : after_.agreements) kept_[agreement->sha256] |= 2;
    for (auto const* const scope : {&before_, &after_}) {
      for (auto const* const agreement : scope->agreements) {
        if (is_kept(*agreement)) continue;
        for (auto const& rule : agreement->rules) {
          for (auto const& discloser : rule.disclosers) {
            for (auto const& recipient : rule.recipients) changed_pairs_.insert(pair_of(discloser, recipient));
          }
        }
      }
    }
  }
  /// The very same document is on both sides.
  [[nodiscard]] bool is_kept(Agreement const& agreement) const { return !agreement.sha256.empty() && kept_.at(agreement.sha256) == 3; }
  [[nodiscard]] bool bears(Agreement const& agreement, Rule const& rule) const {
    if (!changed_bars_.empty() || !is_kept(agreement)) return true;
    return std::any_of(rule.disclosers.begin(), rule.disclosers.end(), [&](Word const& discloser) {
      return std::any_of(rule.recipients.begin(), rule.recipients.end(), [&](Word const& recipient) { return changed_pairs_.contains(pair_of(discloser, recipient)); });
    });
  }

  /// Items with the same transform and rows left out share their terms, without which these need not be made anew.
  void add_rule(Agreement const& agreement, Rule const& rule, Layer& out) {
    std::map<std::string, std::vector<Item const*>> alike;
    for (auto const& item : rule.items) {
      auto key = std::string(1, static_cast<char>('a' + static_cast<int>(item.as)));
      for (auto const& suppression : rule.conditions.suppress_when) {
        key += names_field(suppression.items, item.field.text, before_.vocabulary) ? '1' : '0';
      }
      alike[std::move(key)].push_back(&item);
    }
    auto const first = out.packs.size();
    for (auto const& [key, items] : alike) out.packs.push_back(pack(agreement, rule, items));
    for (auto const& discloser : rule.disclosers) {
      for (auto const& recipient : rule.recipients) {
        for (auto const& role : rule.recipient_roles) {
          for (auto const& purpose : rule.purposes) {
            Quad const quad{agencies_.of(discloser.text), agencies_.of(recipient.text), roles_.of(role.text),
                            purposes_.of(purpose_name(purpose.text, before_.vocabulary))};
            for (auto at = first; at < out.packs.size(); ++at) {
              out.entries.push_back({quad, out.packs[at].content, static_cast<Id>(at)});
            }
          }
        }
      }
    }
  }

  Pack pack(Agreement const& agreement, Rule const& rule, std::vector<Item const*> const& items) {
    Pack out;
    auto terms = terms_of(rule, *items.front(), before_.vocabulary);
    out.terms = term_keys_.of(key_of(terms));
    if (out.terms == terms_.size()) terms_.push_back(std::move(terms));
    out.offer = {&terms_[out.terms], &agreement, &rule};
    for (auto const* const item : items) out.fields.push_back(fields_.of(field_name(item->field.text, before_.vocabulary)));
    std::sort(out.fields.begin(), out.fields.end());
    std::string content(reinterpret_cast<char const*>(&out.terms), sizeof out.terms);
    content.append(reinterpret_cast<char const*>(out.fields.data()), out.fields.size() * sizeof(Id));
    out.content = contents_.of(content);
    return out;
  }

  /// Prohibitions that only one side has; where there is none, equal rules give equal decisions.
  void find_changed_bars() {
    std::map<std::string, std::pair<int, Prohibition const*>> sides;
    auto const note = [&](Scope const& scope, int side) {
      for (auto const* const agreement : scope.agreements) {
        for (auto const& prohibition : agreement->prohibitions) {
          auto& [seen, one] = sides[effect_of(prohibition)];
          seen |= side;
          one = &prohibition;
          any_bars_ = true;
        }
      }
    };
    note(before_, 1);
    note(after_, 2);
    for (auto const& [effect, side] : sides) {
      if (side.first != 3) changed_bars_.push_back(side.second);
    }
  }

  void compare_quad(Quad const& quad, Slice const& left, Slice const& right) {
    auto const same_content = [](Entry const& one, Entry const& other) { return one.content == other.content; };
    auto const equal = std::equal(left.entries.begin(), left.entries.end(), right.entries.begin(), right.entries.end(), same_content);
    if (equal && changed_bars_.empty()) return;
    std::map<Id, std::pair<std::vector<Id>, std::vector<Id>>> by_field;
    for (auto const& entry : left.entries) {
      for (auto const field : left.layer.packs[entry.pack].fields) by_field[field].first.push_back(entry.pack);
    }
    for (auto const& entry : right.entries) {
      for (auto const field : right.layer.packs[entry.pack].fields) by_field[field].second.push_back(entry.pack);
    }
    for (auto const& [field, packs] : by_field) {
      if (!touched(field, packs, left.layer, right.layer)) continue;
      auto const verdict = verdict_on(quad, field, packs, left.layer, right.layer);
      if (verdict) changed_[*verdict][quad].push_back(field);
    }
  }

  [[nodiscard]] bool touched(Id field, std::pair<std::vector<Id>, std::vector<Id>> const& packs, Layer const& left, Layer const& right) {
    auto const terms = [](std::vector<Id> const& list, Layer const& layer) {
      std::set<Id> out;
      for (auto const pack : list) out.insert(layer.packs[pack].terms);
      return out;
    };
    if (terms(packs.first, left) != terms(packs.second, right)) return true;
    return std::any_of(changed_bars_.begin(), changed_bars_.end(), [&](auto const* prohibition) {
      return names_field(prohibition->items, fields_.text(field), before_.vocabulary);
    });
  }

  /// Cells with the same offers and the same prohibitions are judged once.
  std::optional<std::size_t> verdict_on(Quad const& quad, Id field, std::pair<std::vector<Id>, std::vector<Id>> const& packs, Layer const& left,
                                        Layer const& right) {
    auto key = packs;
    std::vector<Id> bars;
    Sides sides;
    if (any_bars_) {
      auto const& found = bars_at(quad[3], field, quad[1]);
      sides.bars_before = found.first;
      sides.bars_after = found.second;
    }
    std::vector<Prohibition const*> bar_key;
    for (auto const& bar : sides.bars_before) bar_key.push_back(bar.prohibition);
    bar_key.push_back(nullptr);
    for (auto const& bar : sides.bars_after) bar_key.push_back(bar.prohibition);
    auto const [at, is_new] = memo_.try_emplace({std::move(key), std::move(bar_key)}, std::nullopt);
    if (!is_new) return at->second;
    for (auto const pack : packs.first) sides.before.push_back(left.packs[pack].offer);
    for (auto const pack : packs.second) sides.after.push_back(right.packs[pack].offer);
    auto change = judge(sides, names_);
    if (!change) return std::nullopt;
    if (change->narrows) change->stops = stops(sides);
    at->second = same_as(std::move(*change));
    return at->second;
  }

  /// Verdicts that read alike are one.
  std::size_t same_as(CellChange change) {
    std::string key{name_of(change.change)};
    auto const add = [&](std::string_view text) { key.append("\n").append(text); };
    for (auto const& facet : change.facets) {
      for (auto const* const text : {&facet.facet, &facet.before, &facet.after}) add(*text);
    }
    for (auto const* const list : {&change.given, &change.prohibited, &change.before, &change.after}) {
      add("-");
      std::for_each(list->begin(), list->end(), add);
    }
    if (change.stops) add(format_date(*change.stops));
    auto const id = verdict_keys_.of(key);
    if (id == verdicts_.size()) verdicts_.push_back(std::move(change));
    return id;
  }

  /// The day on which the last of the old offers ends or is replaced.
  [[nodiscard]] Date stops(Sides const& sides) const {
    Date last{};
    for (auto const& offer : sides.before) {
      auto end = offer.agreement->until;
      for (auto const* const next : after_.agreements) {
        if (next->id.text == offer.agreement->id.text && next->version > offer.agreement->version) end = std::min(end, next->from);
      }
      last = std::max(last, end);
    }
    return last;
  }

  using BarPair = std::pair<std::vector<Bar>, std::vector<Bar>>;
  BarPair const& bars_at(Id purpose, Id field, Id recipient) {
    auto const [kind, is_new] = kinds_.try_emplace(recipient);
    if (is_new) {
      kind->second = kind_of(after_, agencies_.text(recipient));
      if (kind->second.empty()) kind->second = kind_of(before_, agencies_.text(recipient));
    }
    auto const [at, fresh] = bars_.try_emplace({purpose, field, kind->second});
    if (fresh) {
      auto const use = BarredUse{purposes_.text(purpose), fields_.text(field), kind->second};
      at->second = {bars_on(before_, use), bars_on(after_, use)};
    }
    return at->second;
  }

  std::vector<CellChange> gathered() {
    for (auto const& [verdict, quads] : changed_) {
      std::vector<RawBox> boxes;
      for (auto const& [quad, fields] : quads) {
        boxes.push_back({std::vector{quad[0]}, {quad[1]}, {quad[2]}, {quad[3]}, fields});
      }
      for (auto const& box : merged(std::move(boxes))) {
        verdicts_[verdict].boxes.push_back({words(box[0], agencies_), words(box[1], agencies_), words(box[2], roles_),
                                            words(box[3], purposes_), words(box[4], fields_)});
      }
      std::sort(verdicts_[verdict].boxes.begin(), verdicts_[verdict].boxes.end());
    }
    std::sort(verdicts_.begin(), verdicts_.end(), [](CellChange const& left, CellChange const& right) {
      return std::tie(left.change, left.after, left.before, left.boxes, left.facets, left.given) <
             std::tie(right.change, right.after, right.before, right.boxes, right.facets, right.given);
    });
    return std::move(verdicts_);
  }

  static std::vector<std::string> words(std::vector<Id> const& ids, Interner const& interner) {
    std::vector<std::string> out;
    for (auto const id : ids) out.push_back(interner.text(id));
    std::sort(out.begin(), out.end());
    return out;
  }

  Scope const& before_;
  Scope const& after_;
  PrintNames const& names_;
  Interner agencies_, roles_, purposes_, fields_, term_keys_, contents_, verdict_keys_;
  std::deque<Terms> terms_;
  std::vector<Prohibition const*> changed_bars_;
  std::map<std::string, int> kept_;
  std::set<std::string> changed_pairs_;
  bool any_bars_ = false;
  std::map<std::pair<std::pair<std::vector<Id>, std::vector<Id>>, std::vector<Prohibition const*>>, std::optional<std::size_t>> memo_;
  std::map<Id, std::string> kinds_;
  std::map<std::tuple<Id, Id, std::string>, BarPair> bars_;
  std::vector<CellChange> verdicts_;
  std::map<std::size_t, std::map<Quad, std::vector<Id>>> changed_;
};

bool has(std::vector<std::string> const& sorted, std::string const& one) {
  return std::binary_search(sorted.begin(), sorted.end(), one);
}

}  // namespace

std::size_t Box::cells() const {
  return disclosers.size() * recipients.size() * roles.size() * purposes.size() * fields.size();
}

bool Box::contains(Cell const& cell) const {
  return has(disclosers, cell.discloser) && has(recipients, cell.recipient) && has(roles, cell.role) &&
         has(purposes, cell.purpose) && has(fields, cell.field);
}

std::size_t CellChange::cells() const {
  std::size_t out = 0;
  for (auto const& box : boxes) out += box.cells();
  return out;
}

bool Difference::widens() const {
  auto const wider = [](auto const& change) { return change.widens; };
  return std::any_of(cells.begin(), cells.end(), wider) || std::any_of(clauses.begin(), clauses.end(), wider) ||
         std::any_of(terms.begin(), terms.end(), wider);
}

Difference::CellCounts Difference::counts() const {
  CellCounts counts;
  for (auto const& change : cells) {
    counts.wider += change.widens ? change.cells() : 0;
    counts.narrower += change.narrows ? change.cells() : 0;
  }
  return counts;
}

bool Difference::empty() const { return cells.empty() && clauses.empty() && terms.empty() && other.empty(); }

CellChange const* Difference::at(Cell const& cell) const {
  for (auto const& change : cells) {
    if (std::any_of(change.boxes.begin(), change.boxes.end(), [&](Box const& box) { return box.contains(cell); })) return &change;
  }
  return nullptr;
}

Difference compare(Scope const& before, Scope const& after, PrintNames const& names) {
  Difference out;
  out.cells = Comparison{before, after, names}.cells();
  compare_clauses(before, after, names, out);
  compare_papers(before, after, out);
  return out;
}

std::vector<CutOver> cut_over(Difference const& difference, std::span<Sharing const> sharings, Vocabulary const* vocabulary) {
  std::vector<CutOver> out;
  for (auto const& sharing : sharings) {
    auto cell = sharing.cell;
    cell.field = field_name(cell.field, vocabulary);
    cell.purpose = purpose_name(cell.purpose, vocabulary);
    auto const* const change = difference.at(cell);
    if (change != nullptr && change->narrows) out.push_back({sharing, change});
  }
  std::sort(out.begin(), out.end(), [](CutOver const& left, CutOver const& right) {
    return std::tie(left.change->stops, left.sharing.cell) < std::tie(right.change->stops, right.sharing.cell);
  });
  return out;
}

}  // namespace concordat::agreements::analysis
