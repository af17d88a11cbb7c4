// SPDX-License-Identifier: Apache-2.0
#include "hub/keeping/fate.h"

#include <algorithm>

namespace concordat::hub {

FixedText name_of(Holds holds) {
  switch (holds) {
    case Holds::nothing: return "day-not-come";
    case Holds::answer: return "waits-for-an-answer";
    case Holds::appeal: return "appeal-open";
    case Holds::review: return "glass-not-reviewed";
    case Holds::sample: return "sample-not-looked-at";
    case Holds::second_person: return "waits-for-a-second-person";
  }
  return "day-not-come";
}

Date due_day(Item const& item, catalogue::KeepingRule const& rule) {
  auto due = add(item.from, rule.keep_for);
  if (item.child && rule.under_18) due = std::min(due, add(item.from, *rule.under_18));
  if (item.agreed) due = std::min(due, *item.agreed);
  return due;
}

Fate fate_of(Item const& item, catalogue::KeepingRule const& rule, Date today) {
  auto const due = due_day(item, rule);
  if (today < due) return {false, Holds::nothing};
  bool const held = item.holds != Holds::nothing && rule.held_at_most && today < add(due, *rule.held_at_most);
  return held ? Fate{false, item.holds} : Fate{true, Holds::nothing};
}

}  // namespace concordat::hub
