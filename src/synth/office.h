// SPDX-License-Identifier: Apache-2.0
// What every office's export needs: whom it knows, how it writes, and the mistakes it makes.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "synth/exports.h"
#include "synth/synth.h"

namespace concordat::synth {

using Cells = std::vector<std::string>;
using Headers = std::span<std::string_view const>;

/// People an office knows: so many, of an age, spread over the whole place and the same from month to month.
struct Circle {
  Lot lot = Lot::community;
  std::uint64_t number = 0;  ///< apart from the other circles of the lot
  std::uint32_t wanted = 0;
  int youngest = 0;
  int oldest = 120;
};
void each_known(World const& world, Circle const& circle, Date on, std::function<void(std::uint32_t person)> const& take);

/// One way in which a row goes wrong.
struct Mistake {
  std::size_t column = 0;
  double share = 0;            ///< of rows
  std::string_view text = {};  ///< what stands there then
  std::string_view kind = {};  ///< as truth/errors.csv names it; empty: a habit of the office and no error
};
/// At most one mistake a row; each is told to the truth.
void spoil(Cells& cells, Headers headers, std::span<Mistake const> mistakes, Export& out, Draw& draw);

/// ASCII only: the capitals of an office's system.
[[nodiscard]] std::string capitals(std::string text);
[[nodiscard]] std::string date_and_clock(LocalTime time);  ///< "05/06/2026 21:07"
[[nodiscard]] std::string address_of(World const& world, Person const& person);  ///< "12 Mill Street"
[[nodiscard]] std::string const& postcode_of(World const& world, Person const& person);
[[nodiscard]] std::string outward_of(World const& world, std::uint32_t street);
[[nodiscard]] std::string worker_name(Draw& draw);  ///< of a made-up worker
/// A day of the month, evenly.
[[nodiscard]] Date day_in(Month month, Draw& draw);
[[nodiscard]] inline Date last_day(Month month) { return month.next().first_day() - std::chrono::days{1}; }
/// "Q3 2026" for the quarter that the month ends.
[[nodiscard]] std::string quarter_words(Month month);
[[nodiscard]] inline bool ends_quarter(Month month) { return month.month() % 3 == 0; }
/// `number` for the default of 180,000 people, as many as there are in this place.
[[nodiscard]] std::uint32_t scaled(World const& world, double number);

/// A file with its title lines and header written. `titles` stand above the header.
struct Sent {
  std::string_view agency;
  std::string_view feed;
  std::string file;
  Style style;
};
[[nodiscard]] Export begin(Output& output, Turn const& turn, Sent const& sent, Headers headers,
                           std::initializer_list<std::string_view> titles = {});

/// equality/<agency>.csv: counts of the last quarter that is over with the last month, by characteristic, for `equality submit`. Totals
/// and groups are drawn by lot, of nobody in the place; only the residents are as many as there are.
[[nodiscard]] Result<void> write_equality_counts(World const& world, Options const& options);

}  // namespace concordat::synth
