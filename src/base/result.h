// SPDX-License-Identifier: Apache-2.0
// What a function returns that can fail.
//
// A Problem is safe to log and to show to anybody: its words are literals, its place is numbers and our own ids.
// Where the text of a trusted document (a definition, an agreement) must be quoted, see Finding in finding.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "base/fixed_text.h"

namespace concordat {

/// What kind of thing went wrong. Closed on purpose: a new case breaks every switch.
enum class Fault : std::uint8_t {
  malformed,    ///< the input is not what it claims to be
  missing,      ///< something required is not there
  unknown,      ///< a key, code, field or id that nobody declared
  refused,      ///< not allowed
  not_found,    ///< no such thing
  conflict,     ///< clashes with what is already there (a unique key, a second version)
  unavailable,  ///< an outside thing is gone (database, signer, file system)
  locked,       ///< another process holds it; trying again may work
  retry,        ///< the database asks for the transaction to be tried again
  exhausted,    ///< disk or memory is full
  too_large,    ///< over a stated limit
  cancelled,    ///< stopped by the person who started it
  integrity,    ///< a hash, signature or seal does not fit
  internal,     ///< our own mistake
};

/// Where in a submission or document the problem lies. Zero and empty mean "not known".
struct Where {
  std::string submission = {};   ///< our id of the submission, never a supplier's file name
  std::uint32_t sheet = 0;  ///< 1 for the first sheet; 0 where there are none
  std::uint64_t row = 0;    ///< 1 for the first line of the file
  std::uint32_t column = 0; ///< 1 for the first column
  std::string field = {};        ///< id of a catalogue field
};

struct Problem {
  Fault fault = Fault::internal;
  FixedText code;    ///< stable, dotted, for machines: "csv.unclosed-quote"
  FixedText title;   ///< one plain sentence: what is wrong
  FixedText remedy;  ///< one plain sentence: what to do
  Where where = {};
};

template <class T>
using Result = tl::expected<T, Problem>;

[[nodiscard]] inline tl::unexpected<Problem> fail(Fault fault, FixedText code, FixedText title, FixedText remedy,
                                                  Where where = {}) {
  return tl::unexpected<Problem>{Problem{fault, code, title, remedy, std::move(where)}};
}

/// Passes an inner problem on unchanged: `if (!inner) return fail(inner);`
template <class T>
[[nodiscard]] tl::unexpected<Problem> fail(Result<T> const& failed) {
  return tl::unexpected<Problem>{failed.error()};
}

[[nodiscard]] FixedText name_of(Fault fault);

/// "row 12, column 3 (assault_at): the date does not exist. Give the day first, as 31/01/2026. [code]"
[[nodiscard]] std::string sentence(Problem const& problem);

}  // namespace concordat
