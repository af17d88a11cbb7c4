// SPDX-License-Identifier: Apache-2.0
// Inside the module: when whoever seems to share a home with a person may be that person, in a record not linked yet. Said, never decided.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "hub/linkage/review/sight.h"
#include "hub/linkage/state.h"

namespace concordat::hub::links {

/// "Given Family" of a record's sealed fields.
[[nodiscard]] std::string name_in(std::string_view identity);

/// The same names, whatever their case and order. False where one is not there.
[[nodiscard]] bool bear_one_name(std::string_view one, std::string_view other);

/// Persons of whom a pair with this one waits for people, where this member sees something of both its records.
[[nodiscard]] Result<std::set<Person>> waits_in_queue(store::Connection& connection, Sights& sights, Person person);

}  // namespace concordat::hub::links
