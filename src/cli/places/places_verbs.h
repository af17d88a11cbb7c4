// SPDX-License-Identifier: Apache-2.0
// The verbs of places as data: `cli` makes its options, help, manual page and completions of them, and prints what `run`
// answers.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/date.h"
#include "base/go_on.h"
#include "cli/files/trouble.h"

namespace concordat::cli {

/// Where zero and above are what somebody may say.
inline constexpr std::int64_t not_said = std::numeric_limits<std::int64_t>::min();

struct PlacesArguments {
  std::string in, out;
  std::string x = "x", y = "y", time = "time", until, window, arrival, weight, origin = "origin";
  std::string id = "id", count, population, pairs, area, code = "code", box;
  std::string metres, days, kernel = "gaussian", edge, neighbours = "queen", kind = "counts";
  double cell = 250, bandwidth = 300, radius = 250, per = 100'000;
  std::int64_t reach = 1, permutations = not_said, resamples = 200, simulations = 999, least = 0, within_days = not_said;
  std::int64_t baseline = 52, seed = 1;
  std::string source = "source", first, second, site = "site", method = "method", show = "squares";
  std::string near, by = "kind", hours, first_month, last_month, held_out_from;
  std::int64_t months = 3;
  bool workdays = false;
  bool fast = false, all_reported = false, without_self = false, day_first = false;
  std::optional<Date> today = {};  ///< else by the machine's clock, as it is in Great Britain
  GoOn go_on = {};  ///< of whoever waits; what is stopped writes no file
};

struct PlacesOption {
  std::string_view name;  ///< "--cell", or "IN" for what stands without a name
  std::string_view help;
  std::variant<std::string PlacesArguments::*, double PlacesArguments::*, std::int64_t PlacesArguments::*,
               bool PlacesArguments::*>
      to;
  bool required = false;
};

using PlacesAnswer = FileAnswer;
using PlacesTrouble = FileTrouble;

struct PlacesVerb {
  std::string_view name;
  std::string_view help;
  std::vector<PlacesOption> options;
  Tried<PlacesAnswer> (*run)(PlacesArguments const&);
  [[nodiscard]] std::string full() const { return "places " + std::string{name}; }
};

/// "places.negative" or "places.beyond", with the option.
[[nodiscard]] Tried<void> check_numbers(PlacesArguments const& arguments);
/// "places.same-file": the file to write is one that is read.
[[nodiscard]] Tried<void> check_own_output(PlacesArguments const& arguments);
[[nodiscard]] std::span<PlacesVerb const> places_verbs();

}  // namespace concordat::cli
