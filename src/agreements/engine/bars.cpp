// SPDX-License-Identifier: Apache-2.0
// What stands above every rule: prohibitions, fields that may never go together, fields that may not go alone.
#include <algorithm>
#include <bit>
#include <tuple>

#include "agreements/engine/compiled.h"

namespace concordat::agreements {
namespace {

enum class Hit : std::uint8_t { no, unknown, certain };

/// Of a single person the records say who it is, and what the asker says can only make things stricter. Of figures and rows
/// the request says what people are in them, and what one person's records say can only make things stricter.
bool settles_role(bool from_records, Request const& request) { return from_records == (request.form > Form::depersonalised); }

/// What is not known counts as a hit, but one that saying more can lift.
Hit subject_hit(Prohibition const& prohibition, Asked const& asked) {
  auto const& roles = prohibition.when_subject_is;
  if (roles.empty()) return Hit::certain;
  auto known = false;
  for (auto const* const role : {&asked.request.subject_role, &asked.person.role}) {
    if (!*role) continue;
    auto const is_one = [&](std::string const& named) {
      return named == **role || (named == "at-risk" && (*role)->starts_with("at_risk_"));
    };
    if (std::any_of(roles.begin(), roles.end(), is_one)) return Hit::certain;
    known = known || (**role != "unknown" && settles_role(role == &asked.person.role, asked.request));
  }
  return known ? Hit::no : Hit::unknown;
}

Hit bulk_hit(Prohibition const& prohibition, Asked const& asked) {
  if (!prohibition.bulk_over) return Hit::certain;
  if (!asked.request.subjects) return Hit::unknown;
  return *asked.request.subjects > *prohibition.bulk_over ? Hit::certain : Hit::no;
}

Hit kind_hit(Prohibition const& prohibition, Asked const& asked) {
  auto const& kinds = prohibition.recipient_kinds;
  if (kinds.empty()) return Hit::certain;
  if (asked.asker_kind.empty()) return Hit::unknown;
  return std::find(kinds.begin(), kinds.end(), asked.asker_kind) == kinds.end() ? Hit::no : Hit::certain;
}

Hit hit_of(CompiledBar const& bar, Asked const& asked) {
  auto const worst = std::min({subject_hit(*bar.clause, asked), bulk_hit(*bar.clause, asked), kind_hit(*bar.clause, asked)});
  return worst;
}

/// How many fields of the set are asked for or would be joined.
int company_in(std::uint64_t const* set, Asked const& asked) {
  auto count = 0;
  for (std::size_t word = 0; word < asked.compiled.words; ++word) {
    count += std::popcount(set[word] & (asked.fields[word] | asked.joined[word]));
  }
  return count;
}

bool touches(std::uint64_t const* set, Asked const& asked) {
  for (std::size_t word = 0; word < asked.compiled.words; ++word) {
    if ((set[word] & asked.fields[word]) != 0) return true;
  }
  return false;
}

ClauseOwner const* first_binding(std::vector<ClauseOwner> const& owners, Date today) {
  auto const found = std::find_if(owners.begin(), owners.end(), [&](ClauseOwner const& owner) { return binds(owner, today); });
  return found == owners.end() ? nullptr : &*found;
}

/// A certain hit that asking alone would not lift stands before the others; then by reference.
std::tuple<int, std::string_view> weight(Compiled const& compiled, Verdict const& verdict) {
  auto const& bar = compiled.bars[verdict.bar];
  auto const hard = verdict.bar_certain && bar.clause->combined_with.empty();
  return {hard ? 0 : 1, bar.owners[verdict.bar_owner].reference};
}

void apply_bar(std::uint32_t number, Asked const& asked, std::vector<Verdict>& verdicts) {
  auto const& bar = asked.compiled.bars[number];
  if (!bar.any_purpose && !has_number(bar.purposes, asked.purpose.number)) return;
  if (!touches(asked.compiled.set(bar.items), asked)) return;
  auto const hit = hit_of(bar, asked);
  if (hit == Hit::no) return;
  auto const alone = bar.clause->combined_with.empty();
  auto const* const combined = asked.compiled.set(bar.combined);
  auto const company = alone ? 0 : company_in(combined, asked);
  auto const* const owner = first_binding(bar.owners, asked.today);
  if (owner == nullptr) return;
  for (auto& verdict : verdicts) {
    if (verdict.field == nothing || !holds(asked.compiled.set(bar.items), verdict.field)) continue;
    // What is asked is not its own company; the same field of other data, which it would be joined with, is.
    auto const only_asked = holds(combined, verdict.field) && !holds(asked.joined, verdict.field);
    auto const others = company - (only_asked ? 1 : 0);
    if (!alone && others <= 0 && !asked.joined_with_unknown) continue;
    if (!verdict.reasons.empty() && verdict.bar == nothing) continue;
    auto found = verdict;
    found.bar = number;
    found.bar_owner = static_cast<std::uint32_t>(owner - bar.owners.data());
    found.bar_certain = hit == Hit::certain;
    found.reasons = {bar.clause->when_subject_is.empty() ? Reason::prohibited : Reason::not_allowed_subject};
    if (verdict.bar == nothing || weight(asked.compiled, found) < weight(asked.compiled, verdict)) verdict = found;
  }
}

/// Judged on what was asked, not on what would be given: so adding an agreement never takes a field away.
void apply_never_together(CompiledGroup const& group, Asked const& asked, std::vector<Verdict>& verdicts) {
  if (group.unless && asked.request.form <= *group.unless) return;
  auto const* const items = asked.compiled.set(group.items);
  if (!touches(items, asked) || company_in(items, asked) + (asked.joined_with_unknown ? 1 : 0) < 2) return;
  if (first_binding(group.owners, asked.today) == nullptr) return;
  for (auto& verdict : verdicts) {
    if (verdict.field != nothing && verdict.reasons.empty() && holds(items, verdict.field)) verdict.reasons = {Reason::never_together};
  }
}

bool is_given(std::vector<Verdict> const& verdicts, std::uint32_t field) {
  return field != nothing && std::any_of(verdicts.begin(), verdicts.end(), [&](Verdict const& verdict) {
    return verdict.permitted && verdict.field == field;
  });
}

bool is_broken(CompiledGroup const& group, Asked const& asked, std::vector<Verdict> const& verdicts) {
  auto const* const items = asked.compiled.set(group.items);
  if (!touches(items, asked) || first_binding(group.owners, asked.today) == nullptr) return false;
  return !std::all_of(group.with.begin(), group.with.end(), [&](std::uint32_t field) { return is_given(verdicts, field); });
}

}  // namespace

void apply_bars(Asked const& asked, std::vector<Verdict>& verdicts) {
  for (std::uint32_t number = 0; number < asked.compiled.bars.size(); ++number) apply_bar(number, asked, verdicts);
  for (auto const& group : asked.compiled.never_together) apply_never_together(group, asked, verdicts);
}

void apply_companions(Asked const& asked, std::vector<Verdict>& verdicts) {
  auto const& groups = asked.compiled.must_go_together;
  auto& room = asked.room;
  room.broken.clear();
  room.is_broken.assign(groups.size(), 0);
  for (auto changed = true; changed;) {
    changed = false;
    for (std::uint32_t number = 0; number < groups.size(); ++number) {
      if (room.is_broken[number] != 0 || !is_broken(groups[number], asked, verdicts)) continue;
      room.is_broken[number] = 1;
      room.broken.push_back(number);
      changed = true;
    }
    if (!changed) return;
    for (auto& verdict : verdicts) {
      if (!verdict.permitted) continue;
      give(asked, room.broken, verdict);
      if (!verdict.permitted) verdict.reasons = {Reason::must_go_together};
    }
  }
}

}  // namespace concordat::agreements
