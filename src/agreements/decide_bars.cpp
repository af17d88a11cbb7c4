// SPDX-License-Identifier: Apache-2.0
// What stands above every rule: prohibitions, and fields that may never go together.
#include <algorithm>
#include <tuple>

#include "agreements/decide_parts.h"

namespace concordat::agreements {
namespace {

enum class Hit : std::uint8_t { no, unknown, certain };

/// What is not known counts as a hit, but one that saying more can lift.
Hit subject_hit(Prohibition const& prohibition, Request const& request) {
  auto const& roles = prohibition.when_subject_is;
  if (roles.empty()) return Hit::certain;
  if (!request.subject_role) return Hit::unknown;
  auto const is_one = [&](std::string const& role) {
    return role == *request.subject_role ||
           (role == "at-risk" && request.subject_role->starts_with("at_risk_"));
  };
  return std::any_of(roles.begin(), roles.end(), is_one) ? Hit::certain : Hit::no;
}

Hit bulk_hit(Prohibition const& prohibition, Request const& request) {
  if (!prohibition.bulk_over) return Hit::certain;
  if (!request.subjects) return Hit::unknown;
  return *request.subjects > *prohibition.bulk_over ? Hit::certain : Hit::no;
}

using AllAsked = std::vector<Asked>;

/// The asked field itself does not count as its own company; without one, whether there is any company at
/// all.
bool has_company(Prohibition const& prohibition, Asked const* asked, AllAsked const& all,
                 Question const& question) {
  if (prohibition.combined_with.empty() || question.joined_with_unknown) return true;
  auto const fits = [&](FieldWords const* words) {
    return (asked == nullptr || words->names.front() != asked->name) &&
           fits_any(*words, prohibition.combined_with);
  };
  return std::any_of(all.begin(), all.end(), [&](Asked const& one) { return fits(one.words); }) ||
         std::any_of(question.joined.begin(), question.joined.end(), fits);
}

bool purpose_hit(Prohibition const& prohibition, Question const& question) {
  return prohibition.any_purpose ||
         std::any_of(question.purpose_names.begin(), question.purpose_names.end(),
                     [&](auto const& name) { return contains(prohibition.purposes, name); });
}

struct Forbidden {
  Prohibition const* by = nullptr;
  bool certain = false;
  std::string agreement = {};
};

/// The prohibition that hits hardest; none where `by` is null.
Forbidden forbidden(Barriers const& barriers, Asked const& asked, Question const& question) {
  Forbidden worst;
  for (auto const& [held, prohibition] : barriers.prohibitions) {
    if (!fits_any(*asked.words, prohibition->items) ||
        !has_company(*prohibition, &asked, barriers.asked, question))
      continue;
    auto const certain = subject_hit(*prohibition, question.request) == Hit::certain &&
                         bulk_hit(*prohibition, question.request) == Hit::certain;
    auto found = Forbidden{prohibition, certain, held->agreement->reference()};
    auto const rank = [](Forbidden const& one) {
      return std::tuple{one.certain && one.by->combined_with.empty() ? 0 : 1, one.agreement, one.by->id.text};
    };
    if (worst.by == nullptr || rank(found) < rank(worst)) worst = std::move(found);
  }
  return worst;
}

FieldRefusal refuse_forbidden(Asked const& asked, Forbidden const& found) {
  auto const by_role = !found.by->when_subject_is.empty();
  auto refusal = refuse(asked, {by_role ? Reason::not_allowed_subject : Reason::prohibited});
  auto const reference = found.agreement + "#" + found.by->id.text;
  refusal.why += " Prohibition " + reference + ": " + found.by->why + ".";
  if (!found.certain) {
    refusal.never = false;
    refusal.remedies = {
        {"you", "Say how many people the answer covers and in what role they appear.", reference}};
  } else if (!found.by->combined_with.empty()) {
    refusal.never = false;
    refusal.remedies = {
        {"you", "Ask for it alone, without the fields it may not be joined with.", reference}};
  }
  return refusal;
}

bool could_hit(Prohibition const& prohibition, std::vector<Asked> const& asked, Question const& question) {
  auto const fits = [&](Asked const& one) { return fits_any(*one.words, prohibition.items); };
  return purpose_hit(prohibition, question) && has_company(prohibition, nullptr, asked, question) &&
         subject_hit(prohibition, question.request) != Hit::no &&
         bulk_hit(prohibition, question.request) != Hit::no && std::any_of(asked.begin(), asked.end(), fits);
}

/// Judged on what was asked, not on what would be given: so adding an agreement never takes a field away.
std::set<std::string_view> company_in(NeverTogether const& clause, std::vector<Asked> const& asked,
                                      Question const& question) {
  std::set<std::string_view> inside;
  if (clause.unless_form && question.request.form <= *clause.unless_form) return inside;
  for (auto const& one : asked) {
    if (fits_any(*one.words, clause.items)) inside.insert(one.name);
  }
  if (inside.empty()) return inside;
  auto company = inside.size() + (question.joined_with_unknown ? 1 : 0);
  for (auto const* const words : question.joined) {
    if (fits_any(*words, clause.items) && !inside.contains(words->names.front())) ++company;
  }
  if (company < 2) inside.clear();
  return inside;
}

}  // namespace

Barriers barriers_for(std::vector<Asked> const& asked, Question const& question) {
  Barriers barriers{.asked = asked};
  for (auto const& held : question.agreements) {
    auto const& agreement = *held.agreement;
    for (auto const& prohibition : agreement.prohibitions) {
      if (could_hit(prohibition, asked, question) && binds(held, question)) {
        barriers.prohibitions.emplace_back(&held, &prohibition);
      }
    }
    for (auto const& clause : agreement.never_together) {
      auto const inside = company_in(clause, asked, question);
      if (!inside.empty() && binds(held, question))
        barriers.never_together.insert(inside.begin(), inside.end());
    }
  }
  return barriers;
}

std::optional<FieldRefusal> refuse_at(Barriers const& barriers, Asked const& asked,
                                      Question const& question) {
  if (auto const found = forbidden(barriers, asked, question); found.by != nullptr) {
    return refuse_forbidden(asked, found);
  }
  if (barriers.never_together.contains(asked.name)) return refuse(asked, {Reason::never_together});
  return std::nullopt;
}

}  // namespace concordat::agreements
