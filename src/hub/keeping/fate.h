// SPDX-License-Identifier: Apache-2.0
// What is to become of one thing that is kept, by its rule and the day: a pure function.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/fixed_text.h"
#include "catalogue/keeping.h"

namespace concordat::hub {

enum class Holds : std::uint8_t { nothing, answer, appeal, review, sample, second_person };
/// As a report says it: "waits-for-an-answer"; of `nothing` "day-not-come".
[[nodiscard]] FixedText name_of(Holds holds);

struct Item {
  std::string kind;     ///< of definitions/retention.yaml
  std::string id;
  std::string request;  ///< that it belongs to, and goes with at the latest; empty: none
  std::string subject;  ///< the matter; empty: none
  Date from = {};
  std::optional<Date> agreed = {};  ///< when an agreement's own retention ends it
  bool child = false;
  Holds holds = Holds::nothing;
  std::vector<std::int64_t> keys = {};  ///< of its words
};

struct Fate {
  bool goes = false;
  Holds kept_by = Holds::nothing;  ///< where it stays
};

/// The day it is due, whatever holds it: whichever ends first.
[[nodiscard]] Date due_day(Item const& item, catalogue::KeepingRule const& rule);
[[nodiscard]] Fate fate_of(Item const& item, catalogue::KeepingRule const& rule, Date today);

}  // namespace concordat::hub
