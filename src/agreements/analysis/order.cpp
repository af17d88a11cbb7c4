// SPDX-License-Identifier: Apache-2.0
// Which of two terms is easier, and whether several together cover one.
#include <algorithm>
#include <array>
#include <functional>

#include "agreements/analysis/terms.h"

namespace concordat::agreements::analysis {
namespace {

Order reversed(Order order) {
  return order == Order::easier ? Order::stricter : order == Order::stricter ? Order::easier : order;
}

template <class T>
Order more_is_easier(T const& left, T const& right) {
  return left == right ? Order::same : left > right ? Order::easier : Order::stricter;
}

/// What is asked beside what is not: not asking is easier.
template <class T, class Compare>
Order asked(std::optional<T> const& left, std::optional<T> const& right, Compare compare) {
  if (!left || !right) return left.has_value() == right.has_value() ? Order::same : left ? Order::stricter : Order::easier;
  return compare(*left, *right);
}

Order both(std::initializer_list<Order> orders) {
  auto out = Order::same;
  for (auto const order : orders) {
    if (order == Order::same || order == out) continue;
    if (out != Order::same || order == Order::unordered) return Order::unordered;
    out = order;
  }
  return out;
}

Order larger_is_easier(Texts const& left, Texts const& right) {
  if (left == right) return Order::same;
  if (std::includes(left.begin(), left.end(), right.begin(), right.end())) return Order::easier;
  if (std::includes(right.begin(), right.end(), left.begin(), left.end())) return Order::stricter;
  return Order::unordered;
}

Order equal_or_unordered(bool equal) { return equal ? Order::same : Order::unordered; }

Order order_of(Dated const& left, Dated const& right) {
  return both({equal_or_unordered(left.name == right.name), order(left.not_older_than, right.not_older_than)});
}

/// Only what surely tells less is stricter: everything tells less than the value itself, a day less than an hour.
Order order_of(Transform left, Transform right) {
  if (left == right) return Order::same;
  if (left == Transform::value) return Order::easier;
  if (right == Transform::value) return Order::stricter;
  if (left == Transform::hour && right == Transform::day) return Order::easier;
  if (left == Transform::day && right == Transform::hour) return Order::stricter;
  return Order::unordered;
}

Order order_of(ConcernFacet const& left, ConcernFacet const& right) {
  return both({equal_or_unordered(left.tool == right.tool), reversed(more_is_easier(left.band_at_least, right.band_at_least)),
               order(left.not_older_than, right.not_older_than)});
}

Order order_of(ApprovalFacet const& left, ApprovalFacet const& right) {
  return both({equal_or_unordered(left.of == right.of), reversed(more_is_easier(left.at_least, right.at_least)),
               larger_is_easier(left.roles, right.roles), order(left.not_older_than, right.not_older_than)});
}

Order order_of(HoursFacet const& left, HoursFacet const& right) {
  return both({reversed(more_is_easier(left.from, right.from)), more_is_easier(left.until, right.until),
               larger_is_easier(left.days, right.days)});
}

Order order_of(std::pair<int, int> const& left, std::pair<int, int> const& right) {
  return both({reversed(more_is_easier(left.first, right.first)), more_is_easier(left.second, right.second)});
}

/// Fewer left out is easier.
Order order_of_left_out(Terms const& left, Terms const& right) {
  auto const within = [](auto const& inner, auto const& outer) {
    return std::all_of(inner.begin(), inner.end(), [&](auto const& entry) {
      auto const found = outer.find(entry.first);
      return found != outer.end() &&
             std::includes(found->second.begin(), found->second.end(), entry.second.begin(), entry.second.end());
    });
  };
  if (left.left_out == right.left_out) return Order::same;
  if (within(left.left_out, right.left_out)) return Order::easier;
  return within(right.left_out, left.left_out) ? Order::stricter : Order::unordered;
}

/// Conditions nobody here knows: asking for fewer of them is easier, other values cannot be put in order.
Order order_of_other(Terms const& left, Terms const& right) {
  if (left.other == right.other) return Order::same;
  if (std::includes(right.other.begin(), right.other.end(), left.other.begin(), left.other.end())) return Order::easier;
  if (std::includes(left.other.begin(), left.other.end(), right.other.begin(), right.other.end())) return Order::stricter;
  return Order::unordered;
}

Order order_of_consent(Terms const& left, Terms const& right) {
  auto const who = asked(left.consent_of, right.consent_of, larger_is_easier);
  if (!left.consent_of || !right.consent_of) return who;
  return both({who, order(left.consent_not_older_than, right.consent_not_older_than)});
}

/// Who holds nothing to match with is given finer records. Without a control there are none to be made finer.
Order order_of_holder(Terms const& left, Terms const& right) {
  if (!left.control || !right.control) return Order::same;
  return reversed(more_is_easier(left.control->holder.value_or(true), right.control->holder.value_or(true)));
}

Order order_of_control(Facet facet, Terms const& left, Terms const& right) {
  return asked(left.control, right.control, [&](ControlFacet const& one, ControlFacet const& other) {
    if (facet == Facet::profile) return equal_or_unordered(one.profile == other.profile);
    if (facet == Facet::min_group) return reversed(more_is_easier(one.min_group, other.min_group));
    return one.on_fail == other.on_fail ? Order::same : one.on_fail == OnFail::suppress ? Order::easier : Order::stricter;
  });
}

/// Shortest and longest a number of months can be, in days; a little generous for more than a year.
int shortest(Period period) {
  constexpr std::array days{0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334};
  return period.months / 12 * 365 + days[static_cast<std::size_t>(period.months % 12)] + period.days;
}
int longest(Period period) {
  constexpr std::array days{0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337};
  return period.months / 12 * 366 + days[static_cast<std::size_t>(period.months % 12)] + period.days;
}

/// The facets that several rules may cover in pieces.
constexpr std::array in_pieces{Facet::age, Facet::hours, Facet::handling, Facet::link};

bool in_one(Terms const& wide, Terms const& narrow) {
  return std::all_of(all_facets().begin(), all_facets().end(), [&](Facet facet) {
    if (std::find(in_pieces.begin(), in_pieces.end(), facet) != in_pieces.end()) return true;
    auto const found = facet == Facet::consent && wide.consent_of && narrow.consent_of
                           ? order(wide.consent_not_older_than, narrow.consent_not_older_than)
                           : order(facet, wide, narrow);
    return found == Order::same || found == Order::easier;
  });
}

/// One of the smallest pieces into which ages, hours and lists of all terms in question fall apart.
struct Piece {
  std::optional<int> age;     ///< nothing: the age is not known
  std::optional<std::pair<int, std::string>> hour;
  std::optional<std::string> code;
  std::optional<std::string> area;
  std::optional<std::string> consent;
};

bool holds(Terms const& terms, Piece const& piece) {
  if (terms.age && (!piece.age || *piece.age < terms.age->first || *piece.age > terms.age->second)) return false;
  if (terms.hours && (!piece.hour || piece.hour->first < terms.hours->from || piece.hour->first >= terms.hours->until ||
                      !terms.hours->days.contains(piece.hour->second))) {
    return false;
  }
  auto const listed = [](std::optional<Texts> const& list, std::optional<std::string> const& one) {
    return !list || (one && list->contains(*one));
  };
  return listed(terms.handling, piece.code) && listed(terms.subject_linked_to, piece.area) && listed(terms.consent_of, piece.consent);
}

template <class T>
std::vector<std::optional<T>> pieces(bool is_asked, std::vector<T> values) {
  if (!is_asked) return {std::nullopt};
  return {values.begin(), values.end()};
}

/// Where something changes within what `narrow` allows; its first value stands for each stretch.
std::vector<std::optional<int>> ages(Terms const& narrow, std::span<Terms const* const> wide) {
  if (!narrow.age) return {std::nullopt};
  std::vector<int> starts{narrow.age->first};
  for (auto const* const terms : wide) {
    if (!terms->age) continue;
    for (auto const start : {terms->age->first, terms->age->second + 1}) {
      if (start > narrow.age->first && start <= narrow.age->second) starts.push_back(start);
    }
  }
  return pieces<int>(true, starts);
}

std::vector<std::optional<std::pair<int, std::string>>> hours(Terms const& narrow, std::span<Terms const* const> wide) {
  if (!narrow.hours) return {std::nullopt};
  std::vector<int> starts{narrow.hours->from};
  for (auto const* const terms : wide) {
    if (!terms->hours) continue;
    for (auto const start : {terms->hours->from, terms->hours->until}) {
      if (start > narrow.hours->from && start < narrow.hours->until) starts.push_back(start);
    }
  }
  std::vector<std::pair<int, std::string>> out;
  for (auto const start : starts) {
    for (auto const& day : narrow.hours->days) out.emplace_back(start, day);
  }
  return pieces<std::pair<int, std::string>>(true, out);
}

std::vector<std::optional<std::string>> members(std::optional<Texts> const& list) {
  return pieces<std::string>(list.has_value(), list ? std::vector<std::string>{list->begin(), list->end()} : std::vector<std::string>{});
}

}  // namespace

Order order(Period left, Period right) {
  if (left == right) return Order::same;
  if (left.months >= right.months && left.days >= right.days) return Order::easier;
  if (left.months <= right.months && left.days <= right.days) return Order::stricter;
  if (shortest(left) >= longest(right)) return Order::easier;
  return longest(left) <= shortest(right) ? Order::stricter : Order::unordered;
}

Order order(Facet facet, Terms const& left, Terms const& right) {
  auto const of = [](auto const& one, auto const& other) { return order_of(one, other); };
  switch (facet) {
    case Facet::form: return more_is_easier(left.form, right.form);
    case Facet::as: return order_of(left.as, right.as);
    case Facet::gateway: return equal_or_unordered(left.gateway == right.gateway);
    case Facet::area: return asked(left.incident_within, right.incident_within, larger_is_easier);
    case Facet::link: return asked(left.subject_linked_to, right.subject_linked_to, larger_is_easier);
    case Facet::trained: return asked(left.trained, right.trained, of);
    case Facet::case_terms:
      return asked(left.case_terms, right.case_terms, [](auto const& one, auto const& other) { return equal_or_unordered(one == other); });
    case Facet::age: return asked(left.age, right.age, of);
    case Facet::necessity: return reversed(more_is_easier(left.necessity, right.necessity));
    case Facet::concern: return asked(left.concern, right.concern, of);
    case Facet::handling: return asked(left.handling, right.handling, larger_is_easier);
    case Facet::consent: return order_of_consent(left, right);
    case Facet::decision: return asked(left.decision, right.decision, of);
    case Facet::approvals: return asked(left.approvals, right.approvals, of);
    case Facet::hours: return asked(left.hours, right.hours, of);
    case Facet::other: return order_of_other(left, right);
    case Facet::left_out: return order_of_left_out(left, right);
    case Facet::profile:
    case Facet::min_group:
    case Facet::on_fail: return order_of_control(facet, left, right);
    case Facet::holder: return order_of_holder(left, right);
    case Facet::keep: return order(left.keep, right.keep);
    case Facet::keep_from: return equal_or_unordered(left.keep_from == right.keep_from);
    case Facet::afterwards: return more_is_easier(left.anonymised_then, right.anonymised_then);
    case Facet::onward: return more_is_easier(left.onward, right.onward);
  }
  return Order::unordered;
}

bool covered(Terms const& narrow, std::span<Terms const* const> wide) {
  std::vector<Terms const*> fit;
  for (auto const* const terms : wide) {
    if (in_one(*terms, narrow)) fit.push_back(terms);
  }
  if (fit.empty()) return false;
  Piece piece;
  auto const by_any = [&] { return std::any_of(fit.begin(), fit.end(), [&](auto const* terms) { return holds(*terms, piece); }); };
  for (auto const& age : ages(narrow, fit)) {
    for (auto const& hour : hours(narrow, fit)) {
      for (auto const& code : members(narrow.handling)) {
        for (auto const& area : members(narrow.subject_linked_to)) {
          for (auto const& consent : members(narrow.consent_of)) {
            piece = {age, hour, code, area, consent};
            if (!by_any()) return false;
          }
        }
      }
    }
  }
  return true;
}

}  // namespace concordat::agreements::analysis
